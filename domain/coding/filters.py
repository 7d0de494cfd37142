"""Which concepts of a code system does a filter of a value set choose? (https://hl7.org/fhir/R4/valueset-filter-operator.html)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from domain.coding.concepts import LISTED, CodeSystem, Concept, above, below
from domain.errors import Fault, Invalid

Chooses = Callable[[Concept], bool]

_HIERARCHY = frozenset({"is-a", "descendent-of", "is-not-a", "generalizes"})
_LONGEST_PATTERN = 200
_LONGEST_SUBJECT = 256
_MOST_OPEN = 8
_REPEATED = 3
_EXACTLY = re.compile(r"\{[0-9]{1,2}\}")
_REPEAT = re.compile(r"[*+{]")
_CHOICE = re.compile(r"[?|]")


def chooses(system: CodeSystem, filter_: Mapping[str, Any]) -> Chooses:
    """Compile one filter; what the system cannot answer is refused, not guessed."""
    name, operator, value = filter_["property"], filter_["op"], filter_["value"]
    if operator in _HIERARCHY:
        return _hierarchy(system, name, operator, value)
    if name not in _READERS and name not in system.properties:
        raise Invalid(Fault("not-supported", f"The code system {system.url} has no property to filter by: {name[:64]}"))
    match operator:
        case "=":
            return lambda concept: value in values(system, concept, name)
        case "in" | "not-in":
            listed = frozenset(each.strip() for each in value.split(","))
            wanted = operator == "in"
            return lambda concept: bool(listed & values(system, concept, name)) is wanted
        case "exists":
            wanted = value == "true"
            return lambda concept: bool(values(system, concept, name)) is wanted
        case "regex":
            pattern = bounded(value)
            return lambda concept: any(
                len(each) <= _LONGEST_SUBJECT and pattern.fullmatch(each) for each in values(system, concept, name)
            )
        case _:
            raise Invalid(Fault("not-supported", f"This filter operator is not known here: {operator[:32]}"))


def told(system: CodeSystem, concept: Concept, filters: Iterable[Mapping[str, Any]]) -> bool | None:
    """Tell whether filters choose a concept; None where the system does not say enough of it.

    Of a system that is held in part a property is told only of concepts that have it, and a hierarchy never.
    """
    try:
        chosen = [(filter_, chooses(system, filter_)) for filter_ in filters]
    except Invalid:
        return None
    if system.content not in LISTED and any(_untold(system, concept, filter_) for filter_, _ in chosen):
        return None
    return all(choose(concept) for _, choose in chosen)


def _untold(system: CodeSystem, concept: Concept, filter_: Mapping[str, Any]) -> bool:
    name = filter_["property"]
    return filter_["op"] in _HIERARCHY or name not in system.properties or not values(system, concept, name)


def _hierarchy(system: CodeSystem, name: str, operator: str, value: str) -> Chooses:
    if name not in {"concept", "code"}:
        raise Invalid(Fault("not-supported", f"The operator {operator} goes with the property concept."))
    anchor = system.concept(value)
    if anchor is None:
        raise Invalid(Fault("code-invalid", f"A filter names a code that {system.url} does not hold."))
    if operator == "generalizes":
        chosen = frozenset(above(system, anchor.code))
        return lambda concept: concept.code in chosen
    chosen = frozenset(below(system, anchor.code))
    if operator == "is-a":
        return lambda concept: concept.code in chosen
    if operator == "descendent-of":
        return lambda concept: concept.code in chosen and concept.code != anchor.code
    return lambda concept: concept.code not in chosen


def values(system: CodeSystem, concept: Concept, name: str) -> frozenset[str]:
    """Give the values that a concept has for a property, as text."""
    if name in _READERS:
        return frozenset(_READERS[name](system, concept)) - {""}
    return frozenset(_text(value) for code, _, value in concept.properties if code == name)


_READERS: Mapping[str, Callable[[CodeSystem, Concept], Iterable[str]]] = {
    "code": lambda _, concept: (concept.code,),
    "concept": lambda _, concept: (concept.code,),
    "display": lambda _, concept: (concept.display,),
    "definition": lambda _, concept: (concept.definition,),
    "parent": lambda system, concept: system.parents(concept.code),
    "child": lambda system, concept: system.children(concept.code),
    "inactive": lambda _, concept: (_text(concept.inactive),),
    "notSelectable": lambda _, concept: (_text(concept.abstract),),
}
"""What every code system can be filtered by."""


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return str(value.get("code", ""))
    return str(value)


def bounded(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that cannot take long: at most quadratic in a short text, and few ways to choose from.

    No group is repeated, nothing refers back or looks about; a character class counts as what is written in it.
    """
    plain = _EXACTLY.sub("", pattern)
    costly = re.search(r"\)[*+{]|\(\?[^:]|\\[0-9kK]", pattern) is not None
    openness = _REPEATED * len(_REPEAT.findall(plain)) + len(_CHOICE.findall(plain))
    if costly or len(pattern) > _LONGEST_PATTERN or openness > _MOST_OPEN:
        raise Invalid(Fault("too-costly", "A filter's pattern is too long, repeats too much or leaves too much open."))
    try:
        return re.compile(pattern)
    except (re.error, OverflowError):
        raise Invalid(Fault("invalid", "A filter's pattern is no regular expression.")) from None
