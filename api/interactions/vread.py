"""Version read: https://hl7.org/fhir/R4/http.html#vread."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, id_of, pairs_of, request_id, type_of, unchanged, version_of
from api.projection import asked
from domain.caller import Caller


async def vread(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with one version, or 304 when the client has it already."""
    version = version_of(request)
    part = asked(pairs_of(request), (type_of(request),))
    found = await service.door.vread(caller, type_of(request), id_of(request), version, request_id(request))
    if unchanged(request.headers, found):
        return Response(status_code=304, headers={**responses.GUARD, **responses.validators(found)})
    return responses.record(part.cut(found))
