"""Delete: https://hl7.org/fhir/R4/http.html#delete."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, id_of, if_match, request_id, type_of
from api.intake import Incoming
from domain.caller import Caller


async def delete(service: Service, caller: Caller, request: Request) -> Response:
    """Delete a record; its versions stay. What is not there to see is deleted already."""
    item = Incoming("DELETE", type_of(request), id_of(request), if_match=if_match(request.headers))
    await service.intake.accept(caller, [item], "delete", request_id(request))
    return Response(status_code=204, headers=responses.GUARD)
