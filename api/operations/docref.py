"""DocumentReference/$docref: http://hl7.org/fhir/us/core/OperationDefinition/docref.

Documents are what is stored; none is generated, so that who asks for those on demand alone gets none. A range of dates
is one of care: the period of the document's context, else its date. Without a range the newest document of each type
counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.dependencies import Service, request_id
from api.operations import answers, inputs
from domain.caller import Caller
from domain.errors import Fault, Malformed
from domain.fhir.dates import bounds
from domain.ports import Choice, Stored
from domain.search.query import parse

_ONCE = ("patient", "start", "end", "on-demand")
_MANY = ("type", "profile")
_EVER = (-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What of a document decides."""

    kinds: tuple[str, ...]
    from_: int
    to: int
    at: int
    name: str


async def docref(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with references to the patient's documents."""
    said = await inputs.arguments(request)
    once, many = inputs.checked(said, _ONCE, _MANY)
    patient = once.get("patient", caller.patient).removeprefix("Patient/")
    if not patient:
        raise Malformed(Fault("required", "The operation needs a patient.", "http.patient"))
    low = inputs.day("start", once["start"])[0] if "start" in once else _EVER[0]
    high = inputs.day("end", once["end"])[1] if "end" in once else _EVER[1]
    filters = [("patient", patient), ("status:not", "entered-in-error")]
    filters += [("type", ",".join(many["type"]))] if many["type"] else []
    filters += [("_profile", ",".join(many["profile"]))] if many["profile"] else []
    query = parse("DocumentReference", filters, base=service.base)
    newest = not {"start", "end"} & once.keys()
    stored = not inputs.truth("on-demand", once.get("on-demand", "false"))

    def chosen(documents: Sequence[_Seen]) -> list[int]:
        within = [n for n, one in enumerate(documents) if stored and one.from_ < high and low < one.to]
        within.sort(key=lambda n: (-documents[n].at, documents[n].name))
        return _newest(documents, within) if newest else within

    found = await service.door.pick(
        caller, [query], Choice(_seen, chosen), "docref", urlencode(said), request_id(request)
    )
    return answers.searchset(request, service.base, [(one, answers.MATCH) for one in found])


def _newest(documents: Sequence[_Seen], order: Sequence[int]) -> list[int]:
    """Keep the first of each type."""
    met: set[str] = set()
    kept = []
    for n in order:
        kinds = documents[n].kinds
        if not met & set(kinds):
            kept.append(n)
        met.update(kinds)
    return kept


def _seen(stored: Stored) -> _Seen:
    document: dict[str, Any] = orjson.loads(stored.body or b"{}")
    kind = document.get("type", {})
    codes = tuple(f"{c.get('system', '')}|{c['code']}" for c in kind.get("coding", ()) if c.get("code"))
    period = document.get("context", {}).get("period", {})
    at = bounds(document["date"]) if document.get("date") else None
    low, high = at or _EVER
    if period.get("start") or period.get("end"):
        low = bounds(period["start"])[0] if period.get("start") else _EVER[0]
        high = bounds(period["end"])[1] if period.get("end") else _EVER[1]
    when = at[0] if at else (high if high != _EVER[1] else low)
    return _Seen(codes or (f"\0{kind.get('text', '')}",), low, high, when, stored.reference)
