"""What is wrong with a resource that a JSON Schema cannot say? (https://hl7.org/fhir/R4/validation.html).

A walk over the elements of the resource's type, compiled once per type; the structure is taken to be valid already
(openapi/r4.schema.json), but nothing here fails on a structure that is not. Texts carry no data of a patient.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from domain.errors import Fault
from domain.fhir.elements import PRIMITIVES, RESOURCES, Element, elements
from domain.fhir.invariants import INVARIANTS, Invariant
from domain.fhir.values import PRIMITIVE, REFERENCES, WHOLE, Finding, Findings, aligned, not_empty

DEEPEST = 64
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
LITERAL = re.compile(r"([A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?")
CONDITIONAL = re.compile(r"([A-Za-z]+)\?\S+")
PLAIN = frozenset({"reference", "display"})
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")
CONTAINED = "https://hl7.org/fhir/R4/references.html#contained"


class Record(NamedTuple):
    """What an element may need to know of the resource it is in."""

    type: str
    contained: Mapping[str, str]
    """Types of the contained resources, by id."""


Check = Callable[[Any, Record, int], Findings]


class Plan(NamedTuple):
    """What to look at in one type: elements by JSON name, and the element as a whole."""

    rows: Mapping[str, tuple[str, Check]]
    whole: tuple[Callable[[dict[str, Any]], Findings], ...]


def check(resource: dict[str, Any]) -> list[Fault]:
    """List every fault of the resource and of what it contains; entries of a Bundle are the caller's to check."""
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or kind not in RESOURCES:
        return [Fault("value", "resourceType is not a resource type of FHIR R4.", "resourceType")]
    contained = resource.get("contained")
    inner = _inner(contained) if contained else {}
    found = _walk(resource, _plan(kind), Record(kind, inner), 1)
    return [Fault(one.code, one.text, kind + one.path, rule=one.rule, citation=one.citation) for one in found]


def _inner(contained: object) -> dict[str, str]:
    if not isinstance(contained, list):
        return {}
    return {
        one["id"]: str(one.get("resourceType"))
        for one in contained
        if isinstance(one, dict) and isinstance(one.get("id"), str)
    }


def _walk(node: Any, plan: Plan, record: Record, depth: int) -> Findings:
    if type(node) is not dict:
        return ()
    found: list[Finding] = []
    rows = plan.rows
    for key, value in node.items():
        row = rows.get(key)
        if row is not None:
            faults = row[1](value, record, depth)
            if faults:
                found += [one._replace(path=f".{row[0]}{one.path}") for one in faults]
    for whole in plan.whole:
        found += whole(node)
    if depth > DEEPEST and not found:
        found.append(Finding("", "too-costly", f"The resource is nested deeper than {DEEPEST} levels."))
    return found


# --- plans ------------------------------------------------------------------------------------------------------------


@cache
def _plan(name: str) -> Plan:
    """Compile a type or backbone: one row for each element that can hold something to check."""
    rows: dict[str, tuple[str, Check]] = {}
    arrays: list[str] = []
    whole = [_invariant(one) for one in INVARIANTS if one.type == name]
    for key, element in elements(name).items():
        row = _row(name, element)
        shown = element.choice[:-3] if element.choice else key
        if row is not None:
            rows[key] = (shown, _each(row) if element.array else row)
        if element.type in PRIMITIVES and element.type != "xhtml" and key != "id":
            sibling = _complex("Element")
            rows[f"_{key}"] = (shown, _each(sibling) if element.array else sibling)
            if element.array:
                arrays.append(key)
    if arrays:
        whole.append(aligned(tuple(arrays)))
    if name in WHOLE:
        whole.append(WHOLE[name])
    if name not in RESOURCES and name != "Element":
        whole.append(not_empty)
    return Plan(rows, tuple(whole))


def _invariant(row: Invariant) -> Callable[[dict[str, Any]], Findings]:
    broken = row.broken
    found = (Finding("", "invariant", f"{row.text} ({row.key})"),)
    return lambda node: found if broken(node) else ()


def _row(name: str, element: Element) -> Check | None:
    if element.type == "Resource":
        return _contained if element.name == "contained" else None
    if name == "Attachment" and element.name == "data":
        return None  # decoded once, with hash and size
    if element.type == "Reference":
        return _reference(element.targets or RESOURCES)
    if element.type in PRIMITIVES:
        return _alone(PRIMITIVE[element.type]) if element.type in PRIMITIVE else None
    return _complex(element.type)


def _alone(inner: Callable[[Any], Findings]) -> Check:
    def row(value: Any, _record: Record, _depth: int) -> Findings:
        return inner(value)

    return row


def _complex(name: str) -> Check:
    plan: Plan | None = None

    def row(value: Any, record: Record, depth: int) -> Findings:
        nonlocal plan
        if plan is None:
            plan = _plan(name)
        return _walk(value, plan, record, depth + 1)

    return row


def _each(row: Check) -> Check:
    def rows(values: Any, record: Record, depth: int) -> Findings:
        if type(values) is not list:
            return ()
        found: list[Finding] = []
        for index, value in enumerate(values):
            faults = row(value, record, depth + 1)
            if faults:
                found += [one._replace(path=f"[{index}]{one.path}") for one in faults]
        return found

    return rows


# --- references and contained resources -------------------------------------------------------------------------------


def _reference(targets: frozenset[str]) -> Check:
    inside = _complex("Reference")

    def row(value: Any, record: Record, depth: int) -> Findings:
        if type(value) is not dict:
            return ()
        literal = value.get("reference")
        right = False
        if type(literal) is str:
            kind, _, rest = literal.partition("/")
            right = (kind in targets and ID.fullmatch(rest) is not None) or kind.startswith("urn:")
            if right and value.keys() <= PLAIN:  # nearly all references end here
                return ()
        found = inside(value, record, depth)
        if type(literal) is str and not right:
            text = _pointed(literal, targets, record)
            if text:
                found = [*found, Finding(".reference", "value", text, citation=REFERENCES)]
        named = value.get("type")
        if type(named) is str and named in RESOURCES:
            pointed = LITERAL.fullmatch(literal) if type(literal) is str else None
            if named not in targets or (pointed and pointed[1] != named):
                text = "The reference's type is not the type that may stand here, or not the one it points at."
                found = [*found, Finding(".type", "value", text, citation=REFERENCES)]
        return found

    return row


def _pointed(literal: str, targets: frozenset[str], record: Record) -> str | None:
    """Say why a literal reference may not stand here; None if it may."""
    if literal.startswith("#"):
        kind = record.contained.get(literal[1:]) if literal != "#" else record.type
        if kind is None:
            return "The resource contains nothing with the id that this reference points at (ref-1)."
    else:
        match = LITERAL.fullmatch(literal) or CONDITIONAL.fullmatch(literal)
        if not match:
            if ABSOLUTE.fullmatch(literal):
                return None
            return "A reference is Type/id, #id of a contained resource, a urn or an absolute URL."
        kind = match[1]
        if kind not in RESOURCES:
            return "The reference points at a type that FHIR R4 does not have."
    return None if kind in targets else "The reference points at a type of resource that may not stand here."


def _contained(value: Any, record: Record, depth: int) -> Findings:
    if type(value) is not dict:
        return ()
    kind = value.get("resourceType")
    if type(kind) is not str or kind not in RESOURCES:
        return (Finding("", "value", "resourceType is not a resource type of FHIR R4."),)
    found = list(_walk(value, _plan(kind), record, depth + 1))
    meta = value.get("meta")
    if "contained" in value:
        found.append(
            Finding(".contained", "structure", "A contained resource contains no other (dom-2).", citation=CONTAINED)
        )
    if "id" not in value:
        found.append(Finding("", "required", "A contained resource has an id (dom-3).", citation=CONTAINED))
    if type(meta) is dict:
        for key, rule in (("versionId", "dom-4"), ("lastUpdated", "dom-4"), ("security", "dom-5")):
            if key in meta:
                text = f"A contained resource has no meta.{key} ({rule})."
                found.append(Finding(f".meta.{key}", "invariant", text, citation=CONTAINED))
    return found
