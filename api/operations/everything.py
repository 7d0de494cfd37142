"""``$everything`` of a patient or an encounter: https://hl7.org/fhir/R4/patient-operation-everything.html.

All patients at once are not given: who acts for one patient gets that one, everybody else is told to name one. The
whole comes in pages of 1,000 records, or of ``_count``.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from api import outcomes, responses
from api.dependencies import Service, id_of, pairs_of, request_id
from api.negotiation import in_format
from api.operations import inputs
from domain.caller import Caller
from domain.errors import Fault, Malformed
from domain.fhir.resources import RESOURCES
from domain.ports import Page, Place, Whole
from domain.search.everything import everything as wanted
from domain.search.everything import members

MOST = 1_000
_ONCE = ("start", "end", "_since", "_count")


async def everything(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with one page of the compartment's records and what they refer to."""
    owner = request.url.path.split("/")[2]
    id_ = id_of(request) if "id" in request.path_params else caller.patient
    if not id_:
        text = "Everything about every patient is too much; name one: Patient/[id]/$everything."
        raise Malformed(Fault("too-costly", text))
    path = f"{owner}/{id_}/$everything"
    said = await inputs.arguments(request)
    place: Place | None = None
    paged = [value for name, value in said if name == "_page"]
    if paged:
        said, place = _opened(service, caller, path, said, paged[0])
    found = await service.door.everything(
        caller, _whole(service.base, owner, id_, said), urlencode(said), request_id(request), place
    )
    here = f"{service.base}/{path}"
    begin = f"{here}?{urlencode(said)}" if said else here
    links = [("self", f"{here}?_page={paged[0]}"), ("first", begin)] if paged else [("self", begin)]
    for relation, to in _around(found):
        sealed = [said, list(to.key), to.horizon, to.since, to.backwards]
        links.append((relation, f"{here}?_page={service.cursors.seal(caller, path, sealed)}"))
    entries = [(one, "match") for one in found.records] + [(one, "include") for one in found.included]
    return responses.fhir(
        responses.searchset(service.base, entries, found.total, in_format(links, pairs_of(request)), _said(found))
    )


def _whole(base: str, owner: str, id_: str, said: list[tuple[str, str]]) -> Whole:
    once, many = inputs.checked(said, _ONCE, ("_type",))
    shown = tuple(dict.fromkeys(one for value in many["_type"] for one in value.split(",")))
    if not RESOURCES.keys() >= set(shown):
        raise Malformed(Fault("value", "The parameter _type names what is no type.", "http._type"))
    for name in ("start", "end", "_since"):
        if name in once:
            inputs.day(name, once[name])
    count = inputs.number("_count", once["_count"], MOST) if "_count" in once else MOST
    followed = () if set(shown) - set(members(owner)) else shown  # what supports is found through all others
    query = wanted(owner, id_, followed, once.get("_since", ""), once.get("start", ""), once.get("end", ""), count)
    return Whole(owner, id_, query, frozenset(shown), base)


def _opened(
    service: Service, caller: Caller, path: str, said: list[tuple[str, str]], token: str
) -> tuple[list[tuple[str, str]], Place]:
    if len(said) == 1:
        match service.cursors.open(caller, path, token):
            case [list(kept), list(key), str(horizon), int(since), bool(backwards)]:
                return [(name, value) for name, value in kept], Place(tuple(key), horizon, since, backwards)
    raise Malformed(Fault("invalid", "The page link is not one of this server's, or not yours; it stands alone."))


def _around(found: Page) -> list[tuple[str, Place]]:
    places = []
    if found.before and found.first:
        places.append(("previous", Place(found.first, found.horizon, found.since, backwards=True)))
    if found.more and found.last:
        places.append(("next", Place(found.last, found.horizon, found.since)))
    return places


def _said(found: Page) -> dict[str, Any] | None:
    if not found.cut:
        return None
    text = "More records are referred to than one page brings; some were left out."
    return outcomes.outcome([Fault("too-costly", text, severity="warning")])
