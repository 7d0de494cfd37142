"""Create: https://hl7.org/fhir/R4/http.html#create."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.changes import new_id
from api.dependencies import Service, content_of, request_id, type_of
from api.intake import Incoming
from domain.caller import Caller


async def create(service: Service, caller: Caller, request: Request) -> Response:
    """Keep a new record under an id of ours, or answer with the one that its condition finds."""
    item = Incoming(
        "POST",
        type_of(request),
        new_id(),
        await content_of(request),
        if_none_exist=request.headers.get("if-none-exist"),
    )
    (done,) = await service.intake.accept(caller, [item], "create", request_id(request))
    return responses.written(done.stored, done.status, service.base, request.headers.getlist("prefer"))
