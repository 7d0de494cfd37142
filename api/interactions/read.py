"""Read: https://hl7.org/fhir/R4/http.html#read and #cread."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, id_of, pairs_of, request_id, type_of, unchanged
from api.negotiation import wanted
from api.projection import asked
from domain.caller import Caller


async def read(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with the present version, or 304 when the client has it already.

    A HEAD discloses nothing of what a package holds, and is no disclosure in the accounting.
    """
    bare = request.method == "HEAD"
    part = asked(pairs_of(request), (type_of(request),))
    found = await service.door.read(caller, type_of(request), id_of(request), request_id(request), bare=bare)
    if unchanged(request.headers, found):
        return Response(status_code=304, headers={**responses.GUARD, **responses.validators(found)})
    return responses.record(part.cut(found), wanted(request))
