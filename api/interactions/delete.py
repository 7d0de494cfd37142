"""Delete, by id or on a condition: https://hl7.org/fhir/R4/http.html#delete and #cdelete."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.changes import new_id
from api.dependencies import Service, condition_of, id_of, if_match, request_id, type_of
from api.intake import Incoming
from domain.caller import Caller


async def delete(service: Service, caller: Caller, request: Request) -> Response:
    """Delete a record; its versions stay. What is not there to see is deleted already."""
    item = Incoming("DELETE", type_of(request), id_of(request), if_match=if_match(request.headers))
    return await _delete(service, caller, request, item)


async def conditional_delete(service: Service, caller: Caller, request: Request) -> Response:
    """Delete what the condition finds: one record, or several where the service is set so."""
    condition = condition_of(request)
    item = Incoming("DELETE", type_of(request), new_id(), if_match=if_match(request.headers), condition=condition)
    return await _delete(service, caller, request, item)


async def _delete(service: Service, caller: Caller, request: Request, item: Incoming) -> Response:
    (done,) = await service.intake.accept(caller, [item], "delete", request_id(request))
    return responses.deleted(done.stored, request.headers.getlist("prefer"))
