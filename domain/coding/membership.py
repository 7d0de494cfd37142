"""Is a code in a value set? (https://hl7.org/fhir/R4/valueset.html#composition): yes, no, or it cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from domain.coding.filters import told
from domain.coding.library import Library, split

_DEEPEST = 16
Include = Mapping[str, Any]


def contains(library: Library, value_set: Mapping[str, Any], system: str, code: str) -> bool | None:
    """Tell whether a value set holds a code of a system; without a system, of any. None: it cannot be told here."""
    return _Asking(library, code).of(value_set, system)


class _Asking:
    """One question: every value set on the way is asked once, and what contains itself cannot be told."""

    def __init__(self, library: Library, code: str) -> None:
        self._library = library
        self._code = code
        self._told: dict[tuple[str, str], bool | None] = {}
        self._deep = 0

    def of(self, value_set: Mapping[str, Any], system: str) -> bool | None:
        compose = value_set.get("compose")
        if compose is None:
            return _expanded(value_set, system, self._code)
        found = _any(self._included(each, system) for each in compose.get("include", ()))
        if found is not False:
            left = _any(self._included(each, system) for each in compose.get("exclude", ()))
            found = _and(found, None if left is None else not left)
        if found and compose.get("inactive") is False:
            found = not self._inactive(compose, system)
        return _expanded(value_set, system, self._code) if found is None and "expansion" in value_set else found

    def _included(self, include: Include, system: str) -> bool | None:
        """Tell whether one include (or exclude) holds the code: its part of a system and all that it imports."""
        own, imports = include.get("system", ""), include.get("valueSet", ())
        if (system and own and system != own) or not (own or imports):
            return False
        held: bool | None = True
        for canonical in imports:
            held = _and(held, self._imported(canonical, system or own))
        return _and(held, self._chosen(include)) if own else held

    def _imported(self, canonical: str, system: str) -> bool | None:
        key = (canonical, system)
        if key not in self._told:
            self._told[key] = None
            imported = self._library.value_set(*split(canonical))
            if imported is not None and self._deep < _DEEPEST:
                self._deep += 1
                self._told[key] = self.of(imported, system)
                self._deep -= 1
        return self._told[key]

    def _chosen(self, include: Include) -> bool | None:
        held = self._library.code_system(include["system"], include.get("version", ""))
        concept = held.concept(self._code) if held else None
        if "concept" in include:
            spelt = {self._code, concept.code if concept else self._code}
            return any(each["code"] in spelt for each in include["concept"])
        if held is None or concept is None:
            return False if held is not None and held.content in {"complete", "grammar"} else None
        return told(held, concept, include.get("filter", ()))

    def _inactive(self, compose: Mapping[str, Any], system: str) -> bool:
        for url in {system} if system else {each.get("system", "") for each in compose.get("include", ())}:
            held = self._library.code_system(url)
            concept = held.concept(self._code) if held else None
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


def _any(answers: Iterable[bool | None]) -> bool | None:
    unknown = False
    for each in answers:
        if each:
            return True
        unknown = unknown or each is None
    return None if unknown else False


def _and(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001 - the logic of three values
    if one is False or other is False:
        return False
    return None if one is None or other is None else True
