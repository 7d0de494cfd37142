"""What do the references of a write point to? Links within a bundle, conditional references, patients that must exist.

https://hl7.org/fhir/R4/http.html#trules
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from api import bodies
from api.conditions import criteria
from domain.errors import ChartwardError, Fault, Invalid, Malformed, PreconditionFailed
from domain.fhir.resources import RESOURCES
from domain.ports import Target, Writing
from domain.privacy.decide import Clearance, decide_referring
from domain.search.extraction import Extract, extract
from domain.search.matching import matches

if TYPE_CHECKING:
    from api.intake import Incoming

_LOCAL = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]{1,64})(?:/_history/[A-Za-z0-9.\-]{1,64})?")
_CONDITIONAL = re.compile(r"([A-Z][A-Za-z]+)\?(.+)", re.DOTALL)
_ELSEWHERE = re.compile(r"(https?://.+/)[A-Z][A-Za-z]+/[A-Za-z0-9.\-]{1,64}")


async def resolve(writing: Writing, clearance: Clearance, incoming: Sequence[Incoming], base: str) -> None:
    """Write every link of the bundle and every conditional reference out."""
    here = {item.full_url: item.reference for item in incoming if item.full_url}
    mapping = dict(here)
    used = [(item, _literals(item)) for item in incoming if item.settled is None and item.raw]
    asked: dict[str, str] = {}
    nearby = {item.reference: _beside(item.full_url, literals, here) for item, literals in used}
    for item, literals in used:
        for literal in literals:
            if literal in mapping:
                continue
            entry = _unversioned(literal, here, base)
            if entry:
                mapping[literal] = entry
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


def _unversioned(literal: str, here: Mapping[str, str], base: str) -> str:
    """Resolve a reference to a version of an entry, whose version here is another: the record that it becomes.

    https://hl7.org/fhir/R4/bundle.html#references
    """
    named, versioned, _ = literal.partition("/_history/")
    if not versioned:
        return ""
    return here.get(named) or here.get(f"{base}/{named}") or ""


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
    full = {literal: server[1] + literal.partition("/_history/")[0] for literal in literals}
    return {literal: here[address] for literal, address in full.items() if address in here}


async def _match(
    writing: Writing, clearance: Clearance, literal: str, where: str, incoming: Sequence[Incoming], base: str
) -> str:
    """Give the one visible record that a conditional reference names, as things stand after this write."""
    type_, _, condition = literal.partition("?")
    query = criteria(clearance, type_, condition, where, base)
    ours = [item for item in incoming if item.type == type_ and item.settled is None]
    changed = {item.reference for item in ours if item.method != "POST"}
    stored = await writing.matches(clearance, query, 2 + len(changed))
    found = [one.reference for one in stored if one.reference not in changed]
    found += [item.reference for item in ours if item.raw and matches(query, _extract(item), item.id)]
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
