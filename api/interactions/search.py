"""Search: https://hl7.org/fhir/R4/http.html#search."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import (
    Service,
    body_of,
    lenient,
    pairs_of,
    request_id,
    type_of,
)
from api.negotiation import reshape
from api.wire import pairs
from domain.caller import Caller
from domain.errors import Fault, Malformed, NotFound
from domain.fhir.resources import RESOURCES
from domain.search.query import parse

_FORM = frozenset({"application/x-www-form-urlencoded"})
_SHAPE = frozenset({"_format", "_pretty"})


async def search(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with one page of what matches and may be seen."""
    return await answer(service, caller, request, pairs_of(request))


async def search_by_post(service: Service, caller: Caller, request: Request) -> Response:
    """Answer a search whose parameters came as a form."""
    bare = "content-type" not in request.headers and request.headers.get("content-length", "0") == "0"
    form = [] if bare else pairs(await body_of(request, _FORM))
    reshape(request, form)
    return await answer(service, caller, request, [*pairs_of(request), *form])


async def answer(service: Service, caller: Caller, request: Request, asked: list[tuple[str, str]]) -> Response:
    """Parse, search through the door, and join the page."""
    content = await page(service, caller, type_of(request), asked, request_id(request), lenient=lenient(request))
    return responses.fhir(content)


async def page(
    service: Service, caller: Caller, type_: str, asked: list[tuple[str, str]], request: str, *, lenient: bool = False
) -> bytes:
    """Give the bytes of one search page."""
    if type_ not in RESOURCES:
        raise NotFound(Fault("not-supported", "This server knows no resource type of that name."))
    asked = [(name, value) for name, value in asked if name not in _SHAPE]
    last: tuple[object, ...] | None = None
    paged = asked if any(name == "_page" for name, _ in asked) else []
    if paged:
        asked, last = _opened(service, caller, type_, asked)
    query = parse(type_, asked, lenient=lenient, base=service.base)
    found = await service.door.search(caller, query, urlencode(asked), request, last)
    kept = [(name, value) for name, value in asked if name not in query.ignored]
    here = f"{service.base}/{type_}"
    begin = f"{here}?{urlencode(kept)}" if kept else here
    links = [("self", f"{here}?{urlencode(paged)}"), ("first", begin)] if paged else [("self", begin)]
    if found.more and found.records:
        token = service.cursors.seal(caller, type_, [kept, list(found.last)])
        links.append(("next", f"{here}?_page={token}"))
    return responses.searchset(service.base, found.records, found.total, links)


def _opened(
    service: Service, caller: Caller, type_: str, asked: list[tuple[str, str]]
) -> tuple[list[tuple[str, str]], tuple[object, ...]]:
    if len(asked) != 1:
        raise Malformed(Fault("invalid", "A page link takes no further parameters."))
    opened = service.cursors.open(caller, type_, asked[0][1])
    if not isinstance(opened, list) or len(opened) != 2:
        raise Malformed(Fault("invalid", "The page link is not one of this server's, or not yours."))
    return [(name, value) for name, value in opened[0]], tuple(opened[1])
