"""Is a code in a value set that a package defines? (https://hl7.org/fhir/R4/valueset.html).

Answers yes and no only where the package says enough: None asks somebody who knows the code system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Definition = Mapping[str, Any]
Find = Callable[[str], Definition | None]
DEEPEST = 16


class ValueSets:
    """The value sets and code systems of what is loaded; ``find`` gives a definition by its address."""

    def __init__(self, find: Find) -> None:
        """Keep where to look; what was worked out is kept, for definitions do not change."""
        self._find = find
        self._systems: dict[str, dict[str, Definition] | None] = {}
        self._lists: dict[int, frozenset[str]] = {}

    def contains(self, value_set: str, system: str, code: str, depth: int = 0) -> bool | None:
        """Tell whether the value set has the code; a code without a system may be of any."""
        found = self._find(value_set)
        if found is None or found.get("resourceType") != "ValueSet" or depth > DEEPEST:
            return None
        compose = found.get("compose")
        if compose is None:
            return self._expanded(found, system, code)
        barred = [self._selects(one, system, code, depth) for one in compose.get("exclude", ())]
        if True in barred:
            return False
        found_in = [self._selects(one, system, code, depth) for one in compose.get("include", ())]
        if True in found_in:
            return None if None in barred else True
        return None if None in found_in else False

    def _expanded(self, found: Definition, system: str, code: str) -> bool | None:
        expansion = found.get("expansion")
        if expansion is None:
            return None
        todo = list(expansion.get("contains", ()))
        while todo:
            one = todo.pop()
            if one.get("code") == code and system in ("", one.get("system")) and not one.get("abstract"):
                return True
            todo.extend(one.get("contains", ()))
        return False

    def _selects(self, one: Definition, system: str, code: str, depth: int) -> bool | None:
        """Tell whether one include or exclude has the code: its system part and all its value sets do."""
        parts: list[bool | None] = [
            self.contains(str(other), system, code, depth + 1) for other in one.get("valueSet", ())
        ]
        if "system" in one:
            parts.append(self._of_system(one, system, code))
        if False in parts or not parts:
            return False
        return None if None in parts else True

    def _of_system(self, one: Definition, system: str, code: str) -> bool | None:
        if system and one["system"] != system:
            return False
        system = one["system"]
        if "concept" in one:
            listed = self._lists.get(id(one))
            if listed is None:
                listed = self._lists[id(one)] = frozenset(str(concept["code"]) for concept in one["concept"])
            return code in listed
        codes = self._codes(system)
        if codes is None:
            return None
        if code not in codes:
            return False
        results = [_passes(rule, code, codes) for rule in one.get("filter", ())]
        if False in results:
            return False
        return None if None in results else True

    def _codes(self, system: str) -> dict[str, Definition] | None:
        """Give the concepts of a complete code system, each with its parent under ``^``."""
        if system not in self._systems:
            found = self._find(system)
            complete = found is not None and found.get("content") == "complete"
            self._systems[system] = dict(_concepts(found)) if found is not None and complete else None
        return self._systems[system]


def _concepts(found: Definition) -> list[tuple[str, Definition]]:
    made: list[tuple[str, Definition]] = []
    todo: list[tuple[Definition, str]] = [(one, "") for one in found.get("concept", ())]
    while todo:
        concept, parent = todo.pop()
        code = str(concept["code"])
        made.append((code, {**concept, "^": parent}))
        todo += [(below, code) for below in concept.get("concept", ())]
    return made


def _passes(rule: Definition, code: str, codes: Mapping[str, Definition]) -> bool | None:
    wanted = str(rule.get("value", ""))
    match rule.get("op"):
        case "is-a":
            return _below(code, wanted, codes)
        case "descendent-of":
            return code != wanted and _below(code, wanted, codes)
        case "is-not-a":
            return not _below(code, wanted, codes)
        case "=":
            values = [
                str(value)
                for one in codes[code].get("property", ())
                if one.get("code") == rule.get("property")
                for key, value in one.items()
                if key.startswith("value")
            ]
            return wanted in values
        case _:
            return None


def _below(code: str, wanted: str, codes: Mapping[str, Definition]) -> bool:
    for _ in range(len(codes)):
        if code == wanted:
            return True
        if code not in codes:
            return False
        code = str(codes[code]["^"])
    return False
