"""What does a profile ask for? Its snapshot as a tree of rules (https://hl7.org/fhir/R4/elementdefinition.html)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.fhir import constraints
from domain.fhir.constraints import Constraint

SYSTEM = "http://hl7.org/fhirpath/System."
MAX_VALUE_SET = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet"
BASE = "http://hl7.org/fhir/StructureDefinition/"
UNBOUNDED = 1 << 31
PLACE = re.compile(r"[A-Za-z]+(?:\.[A-Za-z]+(?:\[x\])?)*")


@dataclass(frozen=True, slots=True)
class Type:
    """One type that an element may have: the profiles its value conforms to one of, and its target to one of."""

    code: str
    profiles: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """The value set that a coded element is bound to, and the one it may not leave."""

    strength: str
    value_set: str
    most: str = ""


@dataclass(frozen=True, slots=True)
class Slicing:
    """How the items of a list are told apart; a discriminator is (kind, path)."""

    discriminators: tuple[tuple[str, str], ...]
    rules: str
    ordered: bool


@dataclass(slots=True, eq=False)
class Rule:
    """One ElementDefinition, with those below it; ``slices`` say more of the items that they tell apart."""

    id: str
    path: str
    name: str
    slice: str
    least: int
    most: int
    types: tuple[Type, ...]
    fixed: Any = None
    pattern: Any = None
    binding: Binding | None = None
    constraints: tuple[Constraint, ...] = ()
    slicing: Slicing | None = None
    content: str = ""
    longest: int = 0
    lowest: Any = None
    highest: Any = None
    children: list[Rule] = field(default_factory=list)
    slices: list[Rule] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Profile:
    """One profile: its address, the type it constrains, the package it came with, its rules by id."""

    url: str
    version: str
    type: str
    home: str
    root: Rule
    rules: Mapping[str, Rule]
    contexts: frozenset[str] = frozenset()
    """Where an extension may stand: paths and types; empty: not said, or not in a way that can be told."""


def profile(definition: Mapping[str, Any], home: str = "") -> Profile:
    """Compile a StructureDefinition; raise ``ValueError`` if it has no snapshot to compile."""
    rows = definition.get("snapshot", {}).get("element", [])
    if not rows:
        raise ValueError("the profile has no snapshot")
    rules: dict[str, Rule] = {}
    for row in rows:
        rule = _rule(row)
        rules[rule.id] = rule
        above, _, last = rule.id.rpartition(".")
        name, _, sliced = last.partition(":")
        if not above:
            continue
        start = f"{above}." if above else ""
        if sliced:
            outer, _, _ = sliced.rpartition("/")
            owner = rules.get(f"{start}{name}:{outer}") if outer else None
            owner = owner or rules.get(f"{start}{name}")
            if owner is not None:
                owner.slices.append(rule)
        elif above in rules:
            rules[above].children.append(rule)
    root = next(iter(rules.values()))
    return Profile(
        str(definition["url"]),
        str(definition.get("version", "")),
        str(definition["type"]),
        home,
        root,
        rules,
        _contexts(definition.get("context", ())),
    )


def _contexts(rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Give the places of an extension, if all are said by path or type."""
    if any(one.get("type") != "element" or not PLACE.fullmatch(str(one.get("expression"))) for one in rows):
        return frozenset()
    return frozenset(str(one["expression"]) for one in rows)


def _rule(row: Mapping[str, Any]) -> Rule:
    path = str(row["path"])
    most = row.get("max", "*")
    return Rule(
        id=str(row.get("id", path)),
        path=path,
        name=path.rpartition(".")[2],
        slice=str(row.get("sliceName", "")),
        least=int(row.get("min", 0)),
        most=UNBOUNDED if most == "*" else int(most),
        types=tuple(_types(row)),
        fixed=_choice(row, "fixed"),
        pattern=_choice(row, "pattern"),
        binding=_binding(row.get("binding")),
        constraints=tuple(_constraints(row)),
        slicing=_slicing(row.get("slicing")),
        content=str(row.get("contentReference", "")).rpartition("#")[2],
        longest=int(row.get("maxLength", 0)),
        lowest=_choice(row, "minValue"),
        highest=_choice(row, "maxValue"),
    )


def _choice(row: Mapping[str, Any], name: str) -> Any:
    return next((value for key, value in row.items() if key.startswith(name) and key[len(name) :][:1].isupper()), None)


def _types(row: Mapping[str, Any]) -> Iterator[Type]:
    for one in row.get("type", ()):
        code = str(one["code"])
        if not code.startswith(SYSTEM):
            yield Type(code, tuple(one.get("profile", ())), tuple(one.get("targetProfile", ())))


def _binding(row: Mapping[str, Any] | None) -> Binding | None:
    if row is None:
        return None
    extensions = row.get("extension", ())
    most = next((str(one.get("valueCanonical", "")) for one in extensions if one["url"] == MAX_VALUE_SET), "")
    strength = str(row.get("strength", ""))
    if strength not in ("required", "extensible") and not most:
        return None
    return Binding(strength, str(row.get("valueSet", "")), most)


def _constraints(row: Mapping[str, Any]) -> Iterator[Constraint]:
    """Give the constraints that the profile adds; those of R4 are checked wherever they stand."""
    for one in row.get("constraint", ()):
        if "expression" in one and one["key"] not in constraints.named():
            yield Constraint(str(one["key"]), str(one["severity"]), str(one.get("human", "")), str(one["expression"]))


def _slicing(row: Mapping[str, Any] | None) -> Slicing | None:
    if row is None:
        return None
    discriminators = tuple((str(one["type"]), str(one["path"])) for one in row.get("discriminator", ()))
    return Slicing(discriminators, str(row.get("rules", "open")), bool(row.get("ordered", False)))
