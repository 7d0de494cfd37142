"""Update, by id or on a condition: https://hl7.org/fhir/R4/http.html#update and #cond-update."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.changes import new_id
from api.dependencies import Service, condition_of, content_of, if_match, if_none_match, new_id_of, request_id, type_of
from api.intake import Incoming
from domain.caller import Caller


async def update(service: Service, caller: Caller, request: Request) -> Response:
    """Keep a new version; the hospital's own feeds may so create a record under an id of theirs."""
    return await _update(service, caller, request, new_id_of(request))


async def conditional_update(service: Service, caller: Caller, request: Request) -> Response:
    """Keep a new version of the one record that the condition finds, or create it."""
    return await _update(service, caller, request, new_id(), condition_of(request))


async def _update(
    service: Service, caller: Caller, request: Request, id_: str, condition: str | None = None
) -> Response:
    item = Incoming(
        "PUT",
        type_of(request),
        id_,
        await content_of(request, id_ if condition is None else ""),
        if_match=if_match(request.headers),
        if_none_match=if_none_match(request.headers),
        condition=condition,
    )
    (done,) = await service.intake.accept(caller, [item], "update", request_id(request))
    return responses.written(done.stored, done.status, service.base, request.headers.getlist("prefer"))
