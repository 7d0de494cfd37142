"""How do the dates and numbers of a record compare with those asked for? (https://hl7.org/fhir/R4/search.html#prefix).

Spans of time are half-open; ranges of numbers are closed, but equality is asked of the range that the digits imply.
``persistence/comparison_sql.py`` says the same in SQL (tested).
"""

from __future__ import annotations

from collections.abc import Callable

from domain.search.values import DateValue, NumberValue

Compare = Callable[[float, float, float, float], bool]
"""Takes the ends of what a record has, then of what is asked for."""

SPANS: dict[str, Compare] = {
    "eq": lambda lo, hi, a, b: lo >= a and lo < b and hi <= b,
    "ne": lambda lo, hi, a, b: lo < a or hi > b,
    "gt": lambda _, hi, __, b: hi > b,
    "ge": lambda lo, hi, a, b: hi > b or lo >= a,
    "lt": lambda lo, _, a, __: lo < a,
    "le": lambda lo, hi, a, b: lo < b and (lo < a or hi <= b),
    "sa": lambda lo, _, __, b: lo >= b,
    "eb": lambda _, hi, a, __: hi <= a,
    "ap": lambda lo, hi, a, b: lo < b and hi > a,
    "po": lambda lo, hi, a, b: lo < b and hi > a,
}
"""How the span [lo, hi) of a record compares with the span [a, b) that is asked for."""

RANGES: dict[str, Compare] = {
    "eq": lambda lo, hi, a, b: lo >= a and lo < b and hi < b,
    "ne": lambda lo, hi, a, b: lo < a or hi >= b,
    "gt": lambda _, hi, a, __: hi > a,
    "ge": lambda _, hi, a, __: hi >= a,
    "lt": lambda lo, _, a, __: lo < a,
    "le": lambda lo, _, a, __: lo <= a,
    "sa": lambda lo, _, a, __: lo > a,
    "eb": lambda _, hi, a, __: hi < a,
    "ap": lambda lo, hi, a, b: lo <= b and hi >= a,
}
"""How the range [lo, hi] of a record compares: eq and ne with the implied range [a, b), the others with a itself."""


def span(value: DateValue) -> tuple[str, int, int]:
    """Give the prefix and the span [a, b) of a date; about it is one length of the span further on either side."""
    length = value.hi - value.lo if value.prefix == "ap" else 0
    return value.prefix, value.lo - length, value.hi + length


def amount(value: NumberValue) -> tuple[str, float, float]:
    """Give the prefix and the range of a number: implied for equality, a tenth about it, else itself."""
    if value.prefix in {"eq", "ne"}:
        return value.prefix, value.lo, value.hi
    if value.prefix == "ap":
        return value.prefix, value.value - value.about, value.value + value.about
    return value.prefix, value.value, value.value


def dated(lo: float, hi: float, value: DateValue) -> bool:
    """Compare a span of time."""
    prefix, a, b = span(value)
    return SPANS[prefix](lo, hi, a, b)


def numbered(lo: float, hi: float, value: NumberValue) -> bool:
    """Compare a number or a range of numbers."""
    prefix, a, b = amount(value)
    return RANGES[prefix](lo, hi, a, b)
