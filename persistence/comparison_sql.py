"""How do the dates and numbers of an index compare with those asked for? (https://hl7.org/fhir/R4/search.html#prefix).

Spans of time are half-open; ranges of numbers are closed, but equality is asked of the range that the digits imply.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from domain.search.comparison import amount, span

if TYPE_CHECKING:
    from persistence.arguments import Arguments


__all__ = ["RANGES", "SPANS", "amount", "compared", "span"]


@dataclass(frozen=True, slots=True)
class _Table:
    """How two ranges compare under each prefix, and the type of their ends."""

    type: str
    texts: dict[str, str]


SPANS = _Table("bigint", {
    "eq": "{lo} >= {a} AND {lo} < {b} AND {hi} <= {b}",
    "ne": "({lo} < {a} OR {hi} > {b})",
    "gt": "{hi} > {b}",
    "ge": "({hi} > {b} OR {lo} >= {a})",
    "lt": "{lo} < {a}",
    "le": "{lo} < {b} AND ({lo} < {a} OR {hi} <= {b})",
    "sa": "{lo} >= {b}",
    "eb": "{hi} <= {a}",
    "ap": "{lo} < {b} AND {hi} > {a}",
    "po": "{lo} < {b} AND {hi} > {a}",
})  # fmt: skip
"""How the span [lo, hi) of a record compares with the span [a, b) that is asked for."""

RANGES = _Table("float8", {
    "eq": "{lo} >= {a} AND {lo} < {b} AND {hi} < {b}",
    "ne": "({lo} < {a} OR {hi} >= {b})",
    "gt": "{hi} > {a}",
    "ge": "{hi} >= {a}",
    "lt": "{lo} < {a}",
    "le": "{lo} <= {a}",
    "sa": "{lo} > {a}",
    "eb": "{hi} < {a}",
    "ap": "{lo} <= {b} AND {hi} >= {a}",
})  # fmt: skip
"""How the range [lo, hi] of a record compares: eq and ne with the implied range [a, b), the others with a itself."""


def compared(table: _Table, lo: str, hi: str, values: Iterable[tuple[str, float, float]], args: Arguments) -> str:
    """Compile the comparisons of one filter, one text for all values under the same prefix."""
    found = []
    for prefix, group in groupby(sorted(values), key=lambda value: value[0]):
        pairs = [(a, b) for _, a, b in group]
        template, type_ = table.texts[prefix], table.type
        used = [n for n, name in enumerate(("{a}", "{b}")) if name in template]
        if len(pairs) == 1:
            names = {"ab"[n]: f"{args.add(pairs[0][n])}::{type_}" for n in used}
            found.append("(" + template.format(lo=lo, hi=hi, **names) + ")")
        else:
            spans = ", ".join(f"{args.add([pair[n] for pair in pairs])}::{type_}[]" for n in used)
            columns = ", ".join("ab"[n] for n in used)
            compared = template.format(lo=lo, hi=hi, a="v.a", b="v.b")
            found.append(f"EXISTS (SELECT FROM unnest({spans}) AS v({columns}) WHERE {compared})")
    return found[0] if len(found) == 1 else f"({' OR '.join(found)})"
