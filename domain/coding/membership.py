"""Is a code in a value set? (https://hl7.org/fhir/R4/valueset.html#composition): yes, no, or it cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.coding.concepts import LISTED, CodeSystem, Concept
from domain.coding.filters import chooses
from domain.coding.library import Library, split
from domain.errors import Invalid

_DEEPEST = 16
Include = Mapping[str, Any]


def contains(library: Library, value_set: Mapping[str, Any], system: str, code: str, deep: int = 0) -> bool | None:
    """Tell whether a value set holds a code of a system; without a system, of any. None: it cannot be told here."""
    compose = value_set.get("compose")
    if deep > _DEEPEST:
        return None
    if compose is None:
        return _expanded(value_set, system, code)
    found = _any(_included(library, each, system, code, deep) for each in compose.get("include", ()))
    if found is not False:
        left = _any(_included(library, each, system, code, deep) for each in compose.get("exclude", ()))
        found = _and(found, None if left is None else not left)
    if found and compose.get("inactive") is False:
        found = not _inactive(library, compose, system, code)
    return _expanded(value_set, system, code) if found is None and "expansion" in value_set else found


def _included(library: Library, include: Include, system: str, code: str, deep: int) -> bool | None:
    """Tell whether one include (or exclude) holds the code: its system's part and every value set that it imports."""
    own, imports = include.get("system", ""), include.get("valueSet", ())
    if (system and own and system != own) or not (own or imports):
        return False
    told: bool | None = True
    for canonical in imports:
        imported = library.value_set(*split(canonical))
        told = _and(told, None if imported is None else contains(library, imported, system or own, code, deep + 1))
    return _and(told, _chosen(library, include, code)) if own else told


def _chosen(library: Library, include: Include, code: str) -> bool | None:
    held = library.code_system(include["system"], include.get("version", ""))
    concept = held.concept(code) if held else None
    if "concept" in include:
        spelt = {code, concept.code if concept else code}
        return any(each["code"] in spelt for each in include["concept"])
    if held is None or concept is None:
        return False if held is not None and held.content in {"complete", "grammar"} else None
    return _filtered(held, concept, include.get("filter", ()))


def _filtered(held: CodeSystem, concept: Concept, filters: Sequence[Include]) -> bool | None:
    """Tell whether the filters choose a concept; of a system that is held in part they cannot be told."""
    if filters and held.content not in LISTED:
        return None
    try:
        return all(chooses(held, each)(concept) for each in filters)
    except Invalid:
        return None


def _inactive(library: Library, compose: Mapping[str, Any], system: str, code: str) -> bool:
    for url in {system} if system else {each.get("system", "") for each in compose.get("include", ())}:
        held = library.code_system(url)
        concept = held.concept(code) if held else None
        if concept is not None:
            return concept.inactive
    return False


def _expanded(value_set: Mapping[str, Any], system: str, code: str) -> bool | None:
    expansion = value_set.get("expansion")
    if expansion is None:
        return None
    waiting = list(expansion.get("contains", ()))
    while waiting:
        each = waiting.pop()
        if each.get("code") == code and system in {"", each.get("system", "")}:
            return True
        waiting += each.get("contains", ())
    return False


def _any(told: Iterable[bool | None]) -> bool | None:
    unknown = False
    for each in told:
        if each:
            return True
        unknown = unknown or each is None
    return None if unknown else False


def _and(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001 - the logic of three values
    if one is False or other is False:
        return False
    return None if one is None or other is None else True
