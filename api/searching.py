"""How is a search answered? What was asked becomes a query, the door finds a page, and its bytes are joined.

https://hl7.org/fhir/R4/search.html; used by the interactions and by the entries of bundles.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request

from api import outcomes, responses
from api.dependencies import Service, body_of, pairs_of
from api.negotiation import PARAMETERS, reshape
from api.projection import projection
from api.wire import pairs
from domain.caller import Caller
from domain.errors import Fault, Malformed, NotFound
from domain.fhir.compartments import COMPARTMENTS
from domain.fhir.resources import RESOURCES
from domain.ports import Page, Place, Stored
from domain.privacy.decide import reaches
from domain.search.membership import within
from domain.search.query import Query, parse
from domain.search.refusals import shown

_FORM = frozenset({"application/x-www-form-urlencoded"})


def where(request: Request) -> str:
    """Give what is searched, as it stands in the address: all, a type, or a type within a compartment."""
    return "/".join(request.path_params[name] for name in ("type", "id", "within") if name in request.path_params)


async def asked_of(request: Request) -> list[tuple[str, str]]:
    """Give the parameters of a search: those of the address, then those of a form."""
    asked = pairs_of(request)
    bare = "content-type" not in request.headers and request.headers.get("content-length", "0") == "0"
    if request.method != "POST" or bare:
        return asked
    form = pairs(await body_of(request, _FORM))
    reshape(request, form)
    return [*asked, *form]


async def page(
    service: Service,
    caller: Caller,
    path: str,
    asked: list[tuple[str, str]],
    request: str,
    *,
    lenient: bool = False,
) -> bytes:
    """Give the bytes of one search page; ``path`` says what is searched."""
    shape = ""
    if any(name in PARAMETERS for name, _ in asked):
        shape = urlencode([(name, value) for name, value in asked if name in PARAMETERS])
        asked = [(name, value) for name, value in asked if name not in PARAMETERS]
    place: Place | None = None
    paged = asked if any(name == "_page" for name, _ in asked) else []
    if paged:
        asked, place = _opened(service, caller, path, asked)
    query = understood(service.base, path, asked, lenient=lenient)
    if path.endswith("/*") and not any(name == "_type" for name, _ in asked):
        query = replace(query, types=tuple(one for one in query.types if reaches(caller, "search", one)) or query.types)
    written = urlencode(asked)
    found = await service.door.search(caller, query, written, request, place)
    kept = [(name, value) for name, value in asked if name not in query.ignored] if query.ignored else asked
    here = f"{service.base}/{path}" if path else service.base
    begin = f"{here}?{urlencode(kept) if query.ignored else written}" if kept else here
    links = [("self", f"{here}?{urlencode(paged)}"), ("first", begin)] if paged else [("self", begin)]
    for relation, to in _around(found):
        token = service.cursors.seal(caller, path, [kept, list(to.key), to.horizon, to.since, to.backwards])
        links.append((relation, f"{here}?_page={token}&_count={query.count}"))
    if shape:
        links = [(relation, f"{url}{'&' if '?' in url else '?'}{shape}") for relation, url in links]
    return _searchset(service.base, query, found, links)


def understood(base: str, path: str, asked: list[tuple[str, str]], *, lenient: bool = False) -> Query:
    """Read what is searched and what for."""
    owner, id_, name = _parts(path)
    if not owner:
        query = parse((name,) if name else (), asked, lenient=lenient, base=base)
    else:
        query = parse(_members(owner, name), asked, lenient=lenient, base=base)
        query = replace(query, filters=(*query.filters, within(owner, id_, query.types)))
    projection(query.summary, query.elements, query.types)
    return query


def _parts(path: str) -> tuple[str, str, str]:
    """Split what is searched into the owner of a compartment, if any, its id, and the type."""
    found = path.split("/") if path else []
    if len(found) < 2:
        name = found[0] if found else ""
        if name and name not in RESOURCES:
            raise NotFound(Fault("not-supported", "This server knows no resource type of that name."))
        return "", "", name
    owner, id_, name = found
    if owner not in COMPARTMENTS or (name != "*" and name not in RESOURCES):
        raise NotFound(Fault("not-supported", "There is no such compartment."))
    return owner, id_, name


def _members(owner: str, name: str) -> tuple[str, ...]:
    members = tuple(COMPARTMENTS[owner])
    if name == "*":
        return members
    if name not in members:
        raise NotFound(Fault("not-supported", "No records of this type are in the compartment."))
    return (name,)


def _opened(
    service: Service, caller: Caller, path: str, asked: list[tuple[str, str]]
) -> tuple[list[tuple[str, str]], Place]:
    given = dict(asked)
    if len(given) != len(asked) or not given.keys() <= {"_page", "_count"}:
        raise Malformed(Fault("invalid", "A page link takes no further parameters but _count."))
    match service.cursors.open(caller, path, given.pop("_page")):
        case [list(kept), list(key), str(horizon), int(since), bool(backwards)]:
            again = [(name, given.pop(name, value) if name == "_count" else value) for name, value in kept]
            return [*again, *given.items()], Place(tuple(key), horizon, since, backwards)
    raise Malformed(Fault("invalid", "The page link is not one of this server's, or not yours."))


def _around(found: Page) -> list[tuple[str, Place]]:
    """Give the places of the pages before and after."""
    places = []
    if found.before and found.records:
        places.append(("previous", Place(found.first, found.horizon, found.since, backwards=True)))
    if found.more and found.records:
        places.append(("next", Place(found.last, found.horizon, found.since)))
    return places


def _searchset(base: str, query: Query, found: Page, links: list[tuple[str, str]]) -> bytes:
    cut = projection(query.summary, query.elements, query.types)
    entries: list[tuple[Stored, str]] = [(cut.cut(one) if cut else one, "match") for one in found.records]
    if found.included:
        brought = projection(query.summary, (), ())
        entries += [(brought.cut(one), "include") for one in found.included]
    said = [_ignored(name) for name in dict.fromkeys(query.ignored)]
    if found.cut:
        text = "More records are referred to than one page brings; some were left out."
        said.append(Fault("too-costly", text, "http._include", severity="warning"))
    return responses.searchset(base, entries, found.total, links, outcomes.outcome(said) if said else None)


def _ignored(name: str) -> Fault:
    text = "This parameter was ignored, for it is not known."
    return Fault("not-supported", text, f"http.{shown(name)}", severity="warning")
