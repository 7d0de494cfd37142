"""Which range and which units does a number, Quantity or Range name? (https://hl7.org/fhir/R4/search.html#quantity)."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

from domain.search.hashing import text_hash

UCUM = "http://unitsofmeasure.org"
CURRENCY = "urn:iso:std:iso:4217"

MOST = sys.float_info.max
"""Stands for an open end of a range: unlike infinity it can be written in JSON, as a page's link does."""


def unit_hash(system: str, code: str) -> int:
    """Give the hash of a unit; ``system`` is "" for a unit as written."""
    return text_hash(f"{system}|{code}")


def finite(value: Any) -> float:
    """Give the number, or the greatest there is on its side."""
    return max(-MOST, min(MOST, float(value)))


def ends(value: Any) -> tuple[float, float] | None:
    """Give the ends of a Range, a missing one open; None if both are missing."""
    low, high = value.get("low", {}), value.get("high", {})
    if "value" not in low and "value" not in high:
        return None
    lo, hi = finite(low.get("value", -MOST)), finite(high.get("value", MOST))
    return lo, max(lo, hi)


COMPARATORS: dict[str, Callable[[float], tuple[float, float]]] = {
    "<": lambda value: (-MOST, math.nextafter(value, -math.inf)),
    "<=": lambda value: (-MOST, value),
    ">=": lambda value: (value, MOST),
    ">": lambda value: (math.nextafter(value, math.inf), MOST),
}


def units_of(value: Any) -> set[int]:
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
