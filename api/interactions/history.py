"""Instance history: https://hl7.org/fhir/R4/http.html#history."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, id_of, pairs_of, request_id, type_of
from domain.caller import Caller
from domain.errors import Fault, Malformed
from domain.fhir.dates import bounds

_MOST = 1000
_DEFAULT = 100
_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
_SHAPE = frozenset({"_format", "_pretty"})


async def history(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with the versions, newest first."""
    asked = pairs_of(request)
    return responses.fhir(await page(service, caller, type_of(request), id_of(request), asked, request_id(request)))


async def page(
    service: Service, caller: Caller, type_: str, id_: str, asked: list[tuple[str, str]], request: str
) -> bytes:
    """Give the bytes of one page of versions."""
    here = f"{service.base}/{type_}/{id_}/_history"
    count, since, before = _DEFAULT, 0, None
    kept: list[tuple[str, str]] = []
    for name, value in asked:
        if name == "_page":
            count, since, before = _opened(service, caller, here, value)
        elif name == "_count":
            count = _count(value)
        elif name == "_since":
            since = _since(value)
        elif name not in _SHAPE:
            raise Malformed(Fault("not-supported", "History takes _count and _since alone.", "http.query"))
        if name not in _SHAPE:
            kept.append((name, value))
    versions, total = await service.door.history(caller, type_, id_, count, before, since, request)
    links = [("self", f"{here}?{urlencode(kept)}" if kept else here)]
    if versions and len(versions) == count and versions[-1].version > 1:
        sealed = service.cursors.seal(caller, here, [count, since, versions[-1].version])
        links.append(("next", f"{here}?_page={sealed}"))
    return responses.history(service.base, versions, total, links)


def _opened(service: Service, caller: Caller, here: str, token: str) -> tuple[int, int, int | None]:
    opened = service.cursors.open(caller, here, token)
    if not isinstance(opened, list) or len(opened) != 3:
        raise Malformed(Fault("invalid", "The page link is not one of this server's, or not yours."))
    return opened[0], opened[1], opened[2]


def _count(value: str) -> int:
    if not _NUMBER.fullmatch(value):
        raise Malformed(Fault("value", "The parameter _count is not a whole number.", "http._count"))
    return min(int(value), _MOST)


def _since(value: str) -> int:
    try:
        return bounds(value)[0]
    except ValueError:
        raise Malformed(Fault("value", "The parameter _since is not an instant.", "http._since")) from None
