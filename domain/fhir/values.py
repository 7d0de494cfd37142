"""Is one value, or one element by itself, what its FHIR type says? (https://hl7.org/fhir/R4/datatypes.html).

What needs no look at the rest of the resource; texts carry no data of a patient.
"""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from domain.fhir import chronology, narrative

LARGEST = 1e300
SMALLEST = 1e-300  # a double keeps all between; api/reading.py bounds the digits
REFERENCES = "https://hl7.org/fhir/R4/references.html"
ATTACHMENT = "https://hl7.org/fhir/R4/datatypes.html#Attachment"


class Finding(NamedTuple):
    """A fault whose expression is still relative to the element that is being looked at."""

    path: str
    code: str
    text: str
    rule: str = ""
    citation: str = ""


Findings = Collection[Finding]


def _date(value: Any) -> Findings:
    # every month has 28 days: nearly all dates end here
    if type(value) is str and (value[8:10] > "28" or value[:4] == "0000") and not chronology.real(value):
        return (Finding("", "value", "This day does not exist in the calendar."),)
    return ()


def _decimal(value: Any) -> Findings:
    if type(value) in (int, float) and value and not SMALLEST < abs(value) < LARGEST:
        return (Finding("", "value", "The number is too large or too small to be kept exactly."),)
    return ()


def _integer(value: Any) -> Findings:
    if type(value) is float:
        return (Finding("", "value", "An integer is written without a point or an exponent."),)
    return ()


def _base64(value: Any) -> Findings:
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


def _xhtml(value: Any) -> Findings:
    text = narrative.fault(value) if type(value) is str else None
    return (Finding("", "invalid", text, citation="https://hl7.org/fhir/R4/narrative.html"),) if text else ()


PRIMITIVE: dict[str, Callable[[Any], Findings]] = {
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


def not_empty(node: dict[str, Any]) -> Findings:
    """An id alone is no element."""
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
    return ()


def _attachment(node: dict[str, Any]) -> Findings:
    encoded = node.get("data")
    if type(encoded) is not str:
        return ()
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


def aligned(names: tuple[str, ...]) -> Callable[[dict[str, Any]], Findings]:
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
        return found

    return whole
