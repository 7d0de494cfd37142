"""Which codes does a required binding allow? (https://hl7.org/fhir/R4/terminologies.html#required)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Value sets of a whole external code system: its grammar is what can be said offline.
GRAMMARS = {"urn:iso:std:iso:4217": {"type": "string", "pattern": "^[A-Z]{3}$"}}


def codings(value_set: str, known: Mapping[str, dict[str, Any]]) -> list[tuple[str, str]] | None:
    """List the value set's (system, code) pairs; None if the package does not enumerate them."""
    found: dict[tuple[str, str], None] = {}
    definition = known.get(value_set)
    if definition is None or "exclude" in definition["compose"]:
        return None
    for include in definition["compose"]["include"]:
        if "filter" in include or "valueSet" in include:
            return None
        system = include["system"]
        concepts = include.get("concept")
        if concepts is None:
            code_system = known.get(system)
            if code_system is None or code_system["content"] != "complete":
                return None
            concepts = code_system["concept"]
        for code in _codes(concepts):
            found[system, code] = None
    return list(found)


def grammar(value_set: str, known: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
    """Give the schema of a code from an external system that is known by its form only."""
    includes = known.get(value_set, {}).get("compose", {}).get("include", [])
    return GRAMMARS.get(includes[0]["system"]) if len(includes) == 1 else None


def _codes(concepts: list[dict[str, Any]]) -> Iterator[str]:
    for concept in concepts:
        yield concept["code"]
        yield from _codes(concept.get("concept", []))
