"""What does a value of one FHIR type put into the index? One maker of readers per search-value type.

A reader takes one value out of a resource and adds rows and keys to an ``Extract``. Tables of what each kind
looks at: https://hl7.org/fhir/R4/search.html#table.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from domain.fhir.dates import bounds
from domain.privacy.facts import EARLIEST, LATEST
from domain.search.hashing import text_hash, token_hash, token_hashes
from domain.search.parameters import Leaf, SearchParameter
from domain.search.strings import cut, normalised

UCUM = "http://unitsofmeasure.org"
CURRENCY = "urn:iso:std:iso:4217"

MOST = sys.float_info.max
"""Stands for an open end of a range: unlike infinity it can be written in JSON, as a page's link does."""


@dataclass(slots=True)
class Extract:
    """What of one record goes into the columns and index rows; instants in microseconds, [lo, hi).

    ``keys``: hashes of all tokens, and of every parameter with a value. ``tokens``: hashes that get rows of an
    index. Rows begin with the number of their parameter. ``strings``: (p, normalised, exact);
    ``references``: (p, "Type/id" or URL); ``dates``: (p, lo, hi); ``numbers``: (p, lo, hi);
    ``quantities``: (p, unit, lo, hi); ``uris``: (p, uri). ``patients``: ids, in order, without repeats.
    """

    type: str
    keys: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    strings: list[tuple[int, str, str]] = field(default_factory=list)
    references: list[tuple[int, str]] = field(default_factory=list)
    dates: list[tuple[int, int, int]] = field(default_factory=list)
    numbers: list[tuple[int, float, float]] = field(default_factory=list)
    quantities: list[tuple[int, int, float, float]] = field(default_factory=list)
    uris: list[tuple[int, str]] = field(default_factory=list)
    patients: tuple[str, ...] = ()
    encounter: str | None = None
    status: str | None = None
    lo: int | None = None
    hi: int | None = None


Reader = Callable[[Any, Extract], None]


def reader(parameter: SearchParameter, leaf: Leaf, narrowed: dict[str, int]) -> Reader:
    """Make the reader of one element for one parameter; ``narrowed``: presence keys by the type of the target."""
    match parameter.kind:
        case "token":
            return _token(parameter, leaf)
        case "reference":
            return _reference(parameter, leaf, narrowed)
        case "string":
            return _string(parameter, leaf)
        case "date":
            return _date(parameter, leaf)
        case "number":
            return _number(parameter)
        case "quantity":
            return _quantity(parameter, leaf)
        case "uri":
            return _uri(parameter)
        case kind:
            raise ValueError(kind)


def presence(type_: str, code: str) -> int:
    """Give the key of a record in which the parameter has a value (``:missing``)."""
    return token_hash(type_, code, None, None)


def target_of(reference: str) -> str:
    """Give a reference without its version; "" for one inside the resource."""
    return "" if reference.startswith("#") else cut(reference.partition("/_history/")[0].replace("\0", ""))


def unit_hash(system: str, code: str) -> int:
    """Give the hash of a unit; ``system`` is "" for a unit as written."""
    return text_hash(f"{system}|{code}")


def _token(parameter: SearchParameter, leaf: Leaf) -> Reader:
    type_, code, selective = parameter.type, parameter.code, parameter.selective
    present = presence(type_, code)

    def coding(value: Any, out: Extract) -> None:
        if (own := value.get("code")) is not None:
            hashes = token_hashes(type_, code, value.get("system", ""), own)
            out.keys += hashes
            if selective:
                out.tokens.append(hashes[0])
        elif system := value.get("system"):
            out.keys.append(token_hash(type_, code, system, None))
        out.keys.append(present)

    def concept(value: Any, out: Extract) -> None:
        for one in value.get("coding", ()):
            coding(one, out)
        out.keys.append(present)

    def identifier(value: Any, out: Extract) -> None:
        if own := value.get("value"):
            hashes = token_hashes(type_, code, value.get("system", ""), own)
            out.keys += hashes
            out.tokens += hashes[:2]
        out.keys.append(present)

    def contact(value: Any, out: Extract) -> None:
        if own := value.get("value"):
            plain(own, out)

    def plain(value: Any, out: Extract) -> None:
        hashes = token_hashes(type_, code, leaf.narrowed, value)
        out.keys += hashes
        if selective:
            out.tokens.append(hashes[0])
        out.keys.append(present)

    def boolean(value: Any, out: Extract) -> None:
        out.keys += (*token_hashes(type_, code, "", "true" if value else "false"), present)

    special = {
        "CodeableConcept": concept,
        "Coding": coding,
        "Identifier": identifier,
        "ContactPoint": contact,
        "boolean": boolean,
    }
    return special.get(leaf.type, plain)


def _reference(parameter: SearchParameter, leaf: Leaf, narrowed: dict[str, int]) -> Reader:
    type_, number, code = parameter.type, parameter.number, parameter.code
    present = presence(type_, code)
    in_record = parameter.service == "patient"

    def plain(value: Any, out: Extract) -> None:
        target = target_of(value)
        if target and not (in_record and target.startswith("Patient/")):
            out.references.append((number, target))
        out.keys.append(present)
        if narrowed:
            parts = target.rsplit("/", 2)
            if len(parts) > 1 and parts[-2] in narrowed:
                out.keys.append(narrowed[parts[-2]])

    def canonical(value: Any, out: Extract) -> None:
        plain(value, out)
        if "|" in value:
            plain(value.partition("|")[0], out)

    def reference(value: Any, out: Extract) -> None:
        if (target := value.get("reference")) is not None:
            plain(target, out)
        if (own := value.get("identifier")) and own.get("value"):
            hashes = token_hashes(type_, f"{code}:identifier", own.get("system", ""), own["value"])
            out.keys += hashes
            out.tokens += hashes[:2]
        out.keys.append(present)

    def resource(value: Any, out: Extract) -> None:
        plain(f"{value['resourceType']}/{value['id']}", out)

    return {"Reference": reference, "Resource": resource, "canonical": canonical}.get(leaf.type, plain)


def _string(parameter: SearchParameter, leaf: Leaf) -> Reader:
    number, present = parameter.number, presence(parameter.type, parameter.code)

    def plain(value: Any, out: Extract) -> None:
        out.strings.append((number, normalised(value), value.replace("\0", "")))
        out.keys.append(present)

    def concept(value: Any, out: Extract) -> None:
        for one in (value, *value.get("coding", ())):
            if text := one.get("text") or one.get("display"):
                plain(text, out)

    return concept if leaf.type == "CodeableConcept" else plain


def span(value: Any, type_: str) -> tuple[int, int] | None:
    """Give the span of a date, Period or Timing; None if it says none (search.html#date)."""
    if type_ == "Period":
        lo = bounds(value["start"])[0] if "start" in value else EARLIEST
        hi = bounds(value["end"])[1] if "end" in value else LATEST
        return None if (lo, hi) == (EARLIEST, LATEST) else (lo, max(hi, lo + 1))
    if type_ == "Timing":
        spans = [bounds(event) for event in value.get("event", ())]
        period = value.get("repeat", {}).get("boundsPeriod")
        if period and (found := span(period, "Period")):
            spans.append(found)
        return (min(lo for lo, _ in spans), max(hi for _, hi in spans)) if spans else None
    return bounds(value)


def _date(parameter: SearchParameter, leaf: Leaf) -> Reader:
    number, type_ = parameter.number, leaf.type
    present = presence(parameter.type, parameter.code)

    def clinical(value: Any, out: Extract) -> None:
        if found := span(value, type_):
            out.lo, out.hi = found
            out.keys.append(present)

    def row(value: Any, out: Extract) -> None:
        if found := span(value, type_):
            out.dates.append((number, *found))
            out.keys.append(present)

    return clinical if parameter.service == "clinical" else row


def _finite(value: Any) -> float:
    return max(-MOST, min(MOST, float(value)))


def _number(parameter: SearchParameter) -> Reader:
    number, present = parameter.number, presence(parameter.type, parameter.code)

    def read(value: Any, out: Extract) -> None:
        own = _finite(value)
        out.numbers.append((number, own, own))
        out.keys.append(present)

    return read


_COMPARATORS: dict[str, Callable[[float], tuple[float, float]]] = {
    "<": lambda value: (-MOST, math.nextafter(value, -math.inf)),
    "<=": lambda value: (-MOST, value),
    ">=": lambda value: (value, MOST),
    ">": lambda value: (math.nextafter(value, math.inf), MOST),
}


def _units(value: Any) -> set[int]:
    """Give the hashes of a unit: one row for a UCUM unit, else one for each way to write it."""
    if "currency" in value:
        return {unit_hash(CURRENCY, value["currency"]), unit_hash("", value["currency"])}
    system, code, unit = value.get("system", ""), value.get("code", ""), value.get("unit", "")
    units = {unit_hash(system, code)} if code else set()
    if unit and not (system == UCUM and unit == code):
        units.add(unit_hash("", unit))
    if code and system != UCUM:
        units.add(unit_hash("", code))
    return units or {unit_hash("", "")}


def _quantity(parameter: SearchParameter, leaf: Leaf) -> Reader:
    number, present = parameter.number, presence(parameter.type, parameter.code)

    def add(of: Any, lo: float, hi: float, out: Extract) -> None:
        out.quantities += [(number, unit, lo, hi) for unit in _units(of)]
        out.keys.append(present)

    def plain(value: Any, out: Extract) -> None:
        own = _finite(value["value"])
        comparator = _COMPARATORS.get(value.get("comparator"))
        add(value, *(comparator(own) if comparator else (own, own)), out)

    def range_(value: Any, out: Extract) -> None:
        low, high = value.get("low", {}), value.get("high", {})
        if "value" in low or "value" in high:
            lo, hi = float(low.get("value", -MOST)), float(high.get("value", MOST))
            add(low or high, lo, max(lo, hi), out)

    def sampled(value: Any, out: Extract) -> None:
        low, high = value.get("lowerLimit"), value.get("upperLimit")
        if low is not None and high is not None:
            add(value.get("origin", {}), float(low), max(float(low), float(high)), out)

    return {"Range": range_, "SampledData": sampled}.get(leaf.type, plain)


def _uri(parameter: SearchParameter) -> Reader:
    type_, code, number = parameter.type, parameter.code, parameter.number
    present = presence(type_, code)

    def row(value: Any, out: Extract) -> None:
        out.uris.append((number, cut(value.replace("\0", ""))))
        out.keys.append(present)

    def key(value: Any, out: Extract) -> None:
        for uri in {value, value.partition("|")[0]}:
            out.keys.append(token_hashes(type_, code, "", uri)[0])
        out.keys.append(present)

    return key if parameter.service == "keys" else row
