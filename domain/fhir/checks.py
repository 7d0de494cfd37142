"""What is wrong with a resource that a JSON Schema cannot say? (https://hl7.org/fhir/R4/validation.html).

A walk over the elements of the resource's type, compiled once per type; the structure is taken to be valid already
(openapi/r4.schema.json), but nothing here fails on a structure that is not. Texts carry no data of a patient.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from domain.errors import Fault
from domain.fhir import chronology, narrative
from domain.fhir.elements import PRIMITIVES, RESOURCES, Element, elements

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

DEEPEST = 64
LARGEST = 1e300
SMALLEST = 1e-300  # a double keeps the digits of all between; the lexeme is bounded by api/bodies.py
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
LITERAL = re.compile(r"([A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?")
CONDITIONAL = re.compile(r"([A-Za-z]+)\?\S+")
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")
REFERENCES = "https://hl7.org/fhir/R4/references.html"
ATTACHMENT = "https://hl7.org/fhir/R4/datatypes.html#Attachment"
CONTAINED = "https://hl7.org/fhir/R4/references.html#contained"


class Finding(NamedTuple):
    """A fault whose expression is still relative to the element that is being looked at."""

    path: str
    code: str
    text: str
    rule: str = ""
    citation: str = ""


class Record(NamedTuple):
    """What an element may need to know of the resource it is in."""

    type: str
    contained: Mapping[str, str]
    """Types of the contained resources, by id."""


if TYPE_CHECKING:
    Findings = Collection[Finding]
    Check = Callable[[Any, Record, int], Findings]


class Plan(NamedTuple):
    """What to look at in one type: elements by JSON name, and the element as a whole."""

    rows: Mapping[str, tuple[str, Check]]
    whole: Callable[[dict[str, Any]], Findings] | None


def check(resource: dict[str, Any]) -> list[Fault]:
    """List every fault of the resource and of what it contains; entries of a Bundle are the caller's to check."""
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or kind not in RESOURCES:
        return [Fault("value", "resourceType is not a resource type of FHIR R4.", "resourceType")]
    contained = resource.get("contained")
    inner = _inner(contained) if contained else {}
    found = _walk(resource, _plan(kind), Record(kind, inner, ), 1)
    return [
        Fault(one.code, one.text, kind + one.path, rule=one.rule, citation=one.citation) for one in found
    ]


def _inner(contained: object) -> dict[str, str]:
    if not isinstance(contained, list):
        return {}
    return {
        one["id"]: one.get("resourceType", "")
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
    if plan.whole is not None:
        found += plan.whole(node)
    if depth > DEEPEST and not found:
        found.append(Finding("", "too-costly", f"The resource is nested deeper than {DEEPEST} levels."))
    return found


# --- plans ------------------------------------------------------------------------------------------------------------


@cache
def _plan(name: str) -> Plan:
    """Compile a type or backbone: one row for each element that can hold something to check."""
    rows: dict[str, tuple[str, Check]] = {}
    arrays: list[str] = []
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
    whole = WHOLE.get(name)
    if arrays:
        return Plan(rows, _aligned(tuple(arrays)))
    if whole is None and name not in RESOURCES and name != "Element":
        whole = _not_empty
    return Plan(rows, whole)


def _row(name: str, element: Element) -> Check | None:
    if element.type == "Resource":
        return _contained if element.name == "contained" else None
    if name == "Attachment" and element.name == "data":
        return None  # decoded once, with hash and size
    if element.type == "Reference":
        return _reference(element.targets or RESOURCES)
    if element.type in PRIMITIVES:
        return PRIMITIVE_CHECKS.get(element.type)
    return _complex(element.type)


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


# --- primitives -------------------------------------------------------------------------------------------------------


def _date(value: Any, _record: Record, _depth: int) -> Findings:
    # every month has 28 days: nearly all dates end here
    if type(value) is str and (value[8:10] > "28" or value[:4] == "0000") and not chronology.real(value):
        return (Finding("", "value", "This day does not exist in the calendar."),)
    return ()


def _decimal(value: Any, _record: Record, _depth: int) -> Findings:
    if type(value) in (int, float) and value and not SMALLEST < abs(value) < LARGEST:
        return (Finding("", "value", "The number is too large or too small to be kept exactly."),)
    return ()


def _integer(value: Any, _record: Record, _depth: int) -> Findings:
    if type(value) is float:
        return (Finding("", "value", "An integer is written without a point or an exponent."),)
    return ()


def _base64(value: Any, _record: Record, _depth: int) -> Findings:
    if type(value) is str and _decoded(value) is None:
        return (Finding("", "value", "This is not base64."),)
    return ()


def _decoded(value: str) -> bytes | None:
    try:
        data = value.encode("ascii")
        return binascii.a2b_base64(data if _solid(data) else b"".join(data.split()), strict_mode=True)
    except ValueError:
        return None


def _solid(data: bytes) -> bool:
    return not any(blank in data for blank in (b"\n", b"\r", b" ", b"\t"))


def _xhtml(value: Any, _record: Record, _depth: int) -> Findings:
    text = narrative.fault(value) if type(value) is str else None
    return (Finding("", "invalid", text, citation="https://hl7.org/fhir/R4/narrative.html"),) if text else ()


PRIMITIVE_CHECKS: dict[str, Check] = {
    "date": _date,
    "dateTime": _date,
    "instant": _date,
    "decimal": _decimal,
    "integer": _integer,
    "positiveInt": _integer,
    "unsignedInt": _integer,
    "base64Binary": _base64,
    "xhtml": _xhtml,
}


# --- references and contained resources -------------------------------------------------------------------------------


def _reference(targets: frozenset[str]) -> Check:
    inside = _complex("Reference")

    def row(value: Any, record: Record, depth: int) -> Findings:
        found = inside(value, record, depth)
        if type(value) is not dict:
            return found
        literal = value.get("reference")
        if type(literal) is str:
            kind, _, rest = literal.partition("/")
            if kind not in targets or not ID.fullmatch(rest):
                text = _pointed(literal, targets, record)
                if text:
                    found = [*found, Finding(".reference", "value", text, citation=REFERENCES)]
        named = value.get("type")
        if named is not None and named in RESOURCES:
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
    if kind not in RESOURCES:
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


# --- whole elements ---------------------------------------------------------------------------------------------------


def _not_empty(node: dict[str, Any]) -> Findings:
    if len(node) == 1 and "id" in node:
        return (Finding("", "invariant", "An element has a value or children, not an id alone (ele-1)."),)
    return ()


def _period(node: dict[str, Any]) -> Findings:
    start, end = node.get("start"), node.get("end")
    if type(start) is str and type(end) is str:
        try:
            if chronology.before(end, start):
                return (Finding("", "invariant", "The period ends before it starts (per-1)."),)
        except ValueError:  # a day that does not exist has its own fault
            return ()
    return _not_empty(node)


def _attachment(node: dict[str, Any]) -> Findings:
    encoded = node.get("data")
    if type(encoded) is not str:
        return _not_empty(node)
    found = []
    if "contentType" not in node and "_contentType" not in node:
        found.append(
            Finding("", "invariant", "An attachment with data says its contentType (att-1).", citation=ATTACHMENT)
        )
    data = _decoded(encoded)
    if data is None:
        return [*found, Finding(".data", "value", "This is not base64.")]
    if "size" in node and node["size"] != len(data):
        text = "The attachment's size is not the number of bytes of its data."
        found.append(Finding(".size", "value", text, "DR-040", ATTACHMENT))
    if "hash" in node:
        digest = hashlib.sha1(data, usedforsecurity=False).digest()
        if type(node["hash"]) is not str or _decoded(node["hash"]) != digest:
            text = "The attachment's hash is not the SHA-1 of its data, in base64."
            found.append(Finding(".hash", "value", text, "DR-040", ATTACHMENT))
    return found


def _pointer(node: dict[str, Any]) -> Findings:
    if "reference" not in node and not node.keys() & {"identifier", "display", "extension", "_reference", "_display"}:
        text = "A reference says at least one of reference, identifier and display."
        return (Finding("", "required", text, citation=REFERENCES),)
    return ()


WHOLE: dict[str, Callable[[dict[str, Any]], Findings]] = {
    "Period": _period,
    "Attachment": _attachment,
    "Reference": _pointer,
}


def _aligned(names: tuple[str, ...]) -> Callable[[dict[str, Any]], Findings]:
    """Compare lists of primitives with the lists of their extensions (https://hl7.org/fhir/R4/json.html#primitive)."""

    def whole(node: dict[str, Any]) -> Findings:
        found: list[Finding] = []
        for name in names:
            values, beside = node.get(name), node.get(f"_{name}")
            if (values is None and beside is None) or (beside is None and type(values) is list and None not in values):
                continue
            left = values if type(values) is list else []
            right = beside if type(beside) is list else []
            if left and right and len(left) != len(right):
                found.append(Finding(f".{name}", "structure", f"{name} and _{name} do not have the same length."))
            for index in range(max(len(left), len(right))):
                if (left[index : index + 1] or [None])[0] is None and (right[index : index + 1] or [None])[0] is None:
                    text = "A null stands only for a value whose extensions are given beside it."
                    found.append(Finding(f".{name}[{index}]", "structure", text))
        return found or _not_empty(node)

    return whole
