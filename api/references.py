"""What do the references of a write point to? Links within a bundle, conditional references, patients that must exist.

https://hl7.org/fhir/R4/http.html#trules
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from api import bodies
from api.wire import pairs
from domain.errors import ChartwardError, Fault, Invalid, Malformed, PreconditionFailed
from domain.fhir.resources import RESOURCES
from domain.ports import Stored, Target, Writing
from domain.privacy.decide import Clearance, decide_referring, require
from domain.search.extraction import Extract, extract
from domain.search.matching import matches
from domain.search.query import Query, parse

if TYPE_CHECKING:
    from api.intake import Incoming

_LOCAL = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]{1,64})(?:/_history/[A-Za-z0-9.\-]{1,64})?")
_CONDITIONAL = re.compile(r"([A-Z][A-Za-z]+)\?(.+)", re.DOTALL)
_ELSEWHERE = re.compile(r"(https?://.+/)[A-Z][A-Za-z]+/[A-Za-z0-9.\-]{1,64}")


async def resolve(writing: Writing, clearance: Clearance, incoming: Sequence[Incoming], base: str) -> None:
    """Settle conditional creates, then write every link of the bundle and every conditional reference out."""
    await _conditional_creates(writing, clearance, incoming, base)
    here = {item.full_url: item.reference for item in incoming if item.full_url}
    mapping = dict(here)
    used = [(item, _literals(item)) for item in incoming if item.settled is None and item.raw]
    asked: dict[str, str] = {}
    nearby = {item.reference: _beside(item.full_url, literals, here) for item, literals in used}
    for item, literals in used:
        for literal in literals:
            if literal in mapping:
                continue
            local = literal.removeprefix(f"{base}/")
            if _CONDITIONAL.fullmatch(local) and local.partition("?")[0] in RESOURCES:
                asked.setdefault(literal, item.where)
            elif local != literal:
                mapping[literal] = local
    for literal, where in asked.items():
        mapping[literal] = await _match(writing, clearance, literal.removeprefix(f"{base}/"), where, incoming, base)
    for item, literals in used:
        links = mapping | nearby[item.reference] if nearby[item.reference] else mapping
        if links:
            item.raw = bodies.rewrite_references(item.raw, links)
        item.literals = frozenset(links.get(literal, literal) for literal in literals)


def _literals(item: Incoming) -> set[str]:
    """List the references of a body, which nobody has read yet."""
    try:
        return bodies.references(item.raw)
    except ValueError:
        raise Malformed(Fault("structure", "The body is not JSON in UTF-8.", item.where)) from None


def _beside(full_url: str, literals: set[str], here: dict[str, str]) -> dict[str, str]:
    """Resolve relative references against the server that the entry's fullUrl names.

    https://hl7.org/fhir/R4/bundle.html#references
    """
    server = _ELSEWHERE.fullmatch(full_url)
    if server is None:
        return {}
    return {literal: here[server[1] + literal] for literal in literals if server[1] + literal in here}


async def _conditional_creates(writing: Writing, clearance: Clearance, incoming: Sequence[Incoming], base: str) -> None:
    """Answer what is there already; the same condition twice in one bundle is the same record."""
    conditional = [item for item in incoming if item.if_none_exist is not None]
    if not conditional:
        return
    await writing.lock([f"{item.type}?{item.if_none_exist}" for item in conditional])
    first: dict[str, Incoming] = {}
    for item in conditional:
        name = f"{item.type}?{item.if_none_exist}"
        if name in first:
            item.id = first[name].id
            item.settled = first[name].settled or Stored(item.type, item.id, 0, 0, None)
            continue
        first[name] = item
        where = f"{item.entry}.request.ifNoneExist" if item.entry else ""
        query = _criteria(clearance, item.type, item.if_none_exist or "", where, base)
        found = await writing.matches(clearance, query, 2)
        if len(found) > 1:
            raise PreconditionFailed(Fault("multiple-matches", "If-None-Exist matches several records.", where))
        if found:
            item.settled = found[0]
            item.id = found[0].id


async def _match(
    writing: Writing, clearance: Clearance, literal: str, where: str, incoming: Sequence[Incoming], base: str
) -> str:
    """Give the one visible record that a conditional reference names, as things stand after this write."""
    type_, _, condition = literal.partition("?")
    query = _criteria(clearance, type_, condition, where, base)
    ours = [item for item in incoming if item.type == type_ and item.settled is None]
    changed = {item.reference for item in ours if item.method != "POST"}
    stored = await writing.matches(clearance, query, 2 + len(changed))
    found = [one.reference for one in stored if one.reference not in changed]
    found += [item.reference for item in ours if item.raw and matches(query, _extract(item))]
    if len(found) != 1:
        how = "no record" if not found else "several records"
        fault = Fault(
            "not-found" if not found else "multiple-matches",
            f"A conditional reference to {type_} matches {how}.",
            where,
        )
        raise PreconditionFailed(fault)
    return found[0]


def _extract(item: Incoming) -> Extract:
    """Give what a body can be found by."""
    try:
        resource = bodies.read(item.raw)
    except ChartwardError as error:
        raise error.at(item.where) from None
    return extract({**resource, "resourceType": item.type, "id": item.id})


def _criteria(clearance: Clearance, type_: str, condition: str, where: str, base: str) -> Query:
    """Read the condition of a conditional create or reference: a search, to which the caller has to have the right.

    One that restricts nothing would match everything.
    """
    require(clearance.caller, "search", type_)
    try:
        query = parse(type_, pairs(quote(condition.lstrip("?"), safe="%=&+:/|,$-._~").encode()), base=base)
    except Malformed as error:
        raise error.at(where) from None
    if not query.filters:
        raise Malformed(Fault("invalid", "A condition needs at least one search parameter.", where))
    return query


def mentioned(item: Incoming) -> set[str]:
    """Give the records of this server that a body refers to, itself left out."""
    found = (_LOCAL.fullmatch(literal) for literal in item.literals)
    return {f"{m[1]}/{m[2]}" for m in found if m and m[1] in RESOURCES} - {item.reference}


async def check(writing: Writing, clearance: Clearance, live: Sequence[Incoming]) -> dict[str, Target]:
    """Find what the bodies refer to outside this write; refuse a reference to a Patient that is not there to see.

    A release request may name any Patient: whether there is one, its requester does not learn.
    """
    own = {item.reference for item in live if item.method != "DELETE"}
    wanted = {item.reference: mentioned(item) - own for item in live if item.raw}
    outside = set().union(*wanted.values()) if wanted else set()
    known = await writing.targets(clearance, sorted(outside)) if outside else {}
    named = sorted(name for name, target in known.items() if name.startswith("Patient/") and not target.visible)
    reached = await writing.targets(decide_referring(clearance.caller), named) if named else {}
    patients = {name for name, target in (*known.items(), *reached.items()) if target.visible}
    patients -= {item.reference for item in live if item.method == "DELETE"}
    faults = []
    for item in live:
        if item.release:
            continue
        for reference in sorted(wanted.get(item.reference, ())):
            if reference.startswith("Patient/") and reference not in patients:
                text = "There is no Patient of that id to refer to."
                faults.append(Fault("not-found", text, _path(item, reference)))
    if faults:
        raise Invalid(*faults)
    return known


def _path(item: Incoming, reference: str) -> str:
    """Give the FHIRPath of a reference."""

    def find(value: object, path: str) -> str:
        if isinstance(value, dict):
            if value.get("reference") == reference:
                return f"{path}.reference"
            return next((hit for key, part in value.items() if (hit := find(part, f"{path}.{key}"))), "")
        if isinstance(value, list):
            return next((hit for n, part in enumerate(value) if (hit := find(part, f"{path}[{n}]"))), "")
        return ""

    return find(item.resource, item.where or item.type) or item.where or item.type
