"""Update: https://hl7.org/fhir/R4/http.html#update."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, body_of, if_match, new_id_of, request_id, type_of
from api.intake import Incoming
from domain.caller import Caller


async def update(service: Service, caller: Caller, request: Request) -> Response:
    """Keep a new version; the hospital's own feeds may so create a record under an id of theirs."""
    item = Incoming(
        "PUT", type_of(request), new_id_of(request), await body_of(request), if_match=if_match(request.headers)
    )
    (done,) = await service.intake.accept(caller, [item], "update", request_id(request))
    return responses.written(done.stored, done.status, service.base, request.headers.getlist("prefer"))
