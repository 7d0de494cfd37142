"""Patch, by id or on a condition: https://hl7.org/fhir/R4/http.html#patch."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.changes import new_id
from api.dependencies import (
    FHIR_MEDIA,
    Service,
    body_of,
    condition_of,
    id_of,
    if_match,
    if_none_match,
    request_id,
    type_of,
)
from api.intake import Incoming
from api.patching import JSON_PATCH, MERGE_PATCH, patch_of
from domain.caller import Caller


async def patch(service: Service, caller: Caller, request: Request) -> Response:
    """Change parts of a record: a JSON Patch, a JSON Merge Patch, or Parameters that hold a FHIRPath Patch."""
    return await _patch(service, caller, request, id_of(request))


async def conditional_patch(service: Service, caller: Caller, request: Request) -> Response:
    """Change parts of the one record that the condition finds."""
    return await _patch(service, caller, request, new_id(), condition_of(request))


async def _patch(
    service: Service, caller: Caller, request: Request, id_: str, condition: str | None = None
) -> Response:
    type_ = type_of(request)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    own = next((kinds for kinds in (JSON_PATCH, MERGE_PATCH) if media in kinds), FHIR_MEDIA)
    document = await body_of(request, own)
    item = Incoming(
        "PATCH",
        type_,
        id_,
        if_match=if_match(request.headers),
        if_none_match=if_none_match(request.headers),
        condition=condition,
        patch=patch_of(document, type_, media=media),
    )
    (done,) = await service.intake.accept(caller, [item], "patch", request_id(request))
    return responses.written(done.stored, done.status, service.base, request.headers.getlist("prefer"))
