"""Instance history: https://hl7.org/fhir/R4/http.html#history."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, id_of, pairs_of, request_id, type_of
from domain.caller import Caller
from domain.errors import Fault, Malformed

_MOST = 1000
_DEFAULT = 100
_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)


async def history(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with the versions, newest first."""
    count, before = _DEFAULT, None
    path = request.scope["path"]
    for name, value in pairs_of(request):
        if name == "_count" and _NUMBER.fullmatch(value):
            count = min(int(value), _MOST) or _DEFAULT
        elif name == "_page":
            opened = service.cursors.open(caller, path, value)
            count, before = opened if isinstance(opened, list) else (count, before)
        elif name not in ("_format", "_pretty"):
            raise Malformed(Fault("not-supported", f"History takes no such parameter: {name[:64]}"))
    id_ = id_of(request)
    versions, total = await service.door.history(caller, type_of(request), id_, count, before, request_id(request))
    here = f"{service.base}/{type_of(request)}/{id_}/_history"
    links = [("self", f"{here}?_count={count}")]
    if versions and len(versions) == count and versions[-1].version > 1:
        links.append(("next", f"{here}?_page={service.cursors.seal(caller, path, [count, versions[-1].version])}"))
    return responses.fhir(responses.history(service.base, versions, total, links))
