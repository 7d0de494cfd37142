"""Which constraints hold at a place of a FHIR R4 resource, and who checks them? (https://hl7.org/fhir/R4/conformance-rules.html#constraints)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from domain.fhir import r4_constraints


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint: an expression of FHIRPath that is true of the element it stands at."""

    key: str
    severity: str
    text: str
    expression: str
    paths: tuple[str, ...] = ()


SCHEMA = "always, by the JSON schema"
ELEMENT = "always, in Python (domain/fhir/values.py, checks.py)"
PARTS = "always, in Python (domain/fhir/invariants.py)"
WHOLE = "in Python (domain/fhir/wholes.py), on `$validate` and where profiles are enforced"

CHECKED: Mapping[str, str] = {
    "ext-1": SCHEMA,
    **dict.fromkeys(("ele-1", "per-1", "att-1", "ref-1", "dom-2", "dom-4", "dom-5"), ELEMENT),
    **dict.fromkeys(("txt-1", "txt-2"), "always, by the allow-list of domain/fhir/narrative.py"),
    **dict.fromkeys(("bdl-5", "bdl-8", "cpt-2", "qty-3", "rng-2", "rat-1", "pat-1", "obs-3", "obs-6", "obs-7"), PARTS),
    **dict.fromkeys(("con-4", "con-5", "ait-1", "ait-2", "ppc-1", "cmp-1", "cmp-2"), PARTS),
    **{f"tim-{number}": PARTS for number in (1, 2, 4, 5, 6, 7, 8, 10)},
    **{f"bdl-{number}": WHOLE for number in (1, 2, 3, 4, 7, 9, 10, 11, 12)},
    **dict.fromkeys(("csd-1", "dom-3", "que-2"), WHOLE),
}
"""Who checks a constraint otherwise than by its expression."""


@cache
def everything() -> tuple[Constraint, ...]:
    """Give the whole table."""
    rows = (line.split("\t") for line in r4_constraints.ROWS.strip("\n").split("\n"))
    return tuple(Constraint(key, level, text, _whole(rule), tuple(at.split())) for key, level, at, text, rule in rows)


def _whole(expression: str) -> str:
    """Let a pattern match the whole text, as R4 meant it before FHIRPath said that ``matches`` finds a part."""
    start, call, pattern = expression.partition(".matches('")
    if not call or pattern.startswith("^") or not pattern.endswith("')"):
        return expression
    return f"{start}{call}^(?:{pattern[:-2]})$')"


@cache
def named() -> frozenset[str]:
    """Name every constraint of FHIR R4."""
    return frozenset(one.key for one in everything())


@cache
def _by_path() -> dict[str, tuple[Constraint, ...]]:
    found: dict[str, list[Constraint]] = {}
    for one in everything():
        if one.key not in CHECKED:
            for path in one.paths:
                found.setdefault(path, []).append(one)
    return {path: tuple(rules) for path, rules in found.items()}


def at(path: str) -> tuple[Constraint, ...]:
    """Give what is left to the expressions at a type or element path."""
    return _by_path().get(path, ())
