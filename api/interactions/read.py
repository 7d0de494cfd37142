"""Read: https://hl7.org/fhir/R4/http.html#read."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, id_of, request_id, type_of
from domain.caller import Caller
from domain.ports import Stored


async def read(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with the present version, or 304 when the client has it already."""
    found = await service.door.read(caller, type_of(request), id_of(request), request_id(request))
    if unchanged(request, found):
        return Response(status_code=304, headers={**responses.GUARD, **responses.validators(found)})
    return responses.record(found, request.headers.get("accept", ""))


def unchanged(request: Request, found: Stored) -> bool:
    """Tell whether If-None-Match or If-Modified-Since say that the client holds this version."""
    known = request.headers.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or f'"{found.version}"' in known
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return found.updated // 1_000_000 <= parsedate_to_datetime(since).timestamp()
    except (OverflowError, ValueError):
        return False
