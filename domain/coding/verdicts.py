"""Is this code valid, and what is it called? (https://hl7.org/fhir/R4/valueset-operation-validate-code.html)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.coding import membership
from domain.coding.answers import folded, translated
from domain.coding.concepts import Concept
from domain.coding.expansion import unknown_system
from domain.coding.library import Library


@dataclass(frozen=True, slots=True)
class Coding:
    """One code that is asked about."""

    system: str
    code: str
    version: str = ""
    display: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: whether, why not, and the display."""

    result: bool
    message: str = ""
    display: str = ""

    def parameters(self) -> dict[str, Any]:
        """Give the answer as Parameters."""
        made: list[dict[str, Any]] = [{"name": "result", "valueBoolean": self.result}]
        made += [{"name": "message", "valueString": self.message}] if self.message else []
        made += [{"name": "display", "valueString": self.display}] if self.display else []
        return {"resourceType": "Parameters", "parameter": made}


def judged(
    library: Library,
    codings: Sequence[Coding],
    value_set: Mapping[str, Any] | None,
    *,
    abstract: bool = False,
    language: str = "",
) -> Verdict:
    """Judge codes of one concept: one that is valid is enough; what is wrong with the others is said too."""
    verdicts = [_judged(library, each, value_set, abstract=abstract, language=language) for each in codings]
    messages = " ".join(dict.fromkeys(each.message for each in verdicts if each.message))
    valid = [each for each in verdicts if each.result]
    if valid:
        return Verdict(True, messages, valid[0].display)
    return Verdict(
        False, messages or "There is no code.", next((each.display for each in verdicts if each.display), "")
    )


def _judged(
    library: Library, coding: Coding, value_set: Mapping[str, Any] | None, *, abstract: bool, language: str
) -> Verdict:
    system = library.code_system(coding.system, coding.version) if coding.system else None
    concept = system.concept(coding.code) if system else None
    listed = _listed(value_set, coding) if value_set else None
    held = "" if concept is None else translated(concept.display, concept.designations, language)
    display = held or (listed or {}).get("display", "")
    reason = _reason(library, coding, value_set, concept, abstract=abstract)
    if not reason and coding.display and display and folded(coding.display) not in _names(concept, listed):
        reason = f"The display is not one of this code, which is called: {display}"
    return Verdict(not reason, reason, display)


def _reason(
    library: Library, coding: Coding, value_set: Mapping[str, Any] | None, concept: Concept | None, *, abstract: bool
) -> str:
    """Say why a code is not valid; nothing if it is."""
    if not (coding.code and coding.system):
        return "A code is judged with its system: one of both is missing."
    told: bool | None = concept is not None or None
    if concept is None and (refusal := _absent(library, coding)):
        return refusal
    if value_set is not None:
        told = membership.contains(library, value_set, coding.system, coding.code)
    if told is False:
        return "The code is not in the value set."
    if told is None:
        return _untold(library, coding, concept)
    if concept is not None and concept.abstract and not abstract:
        return "The code is abstract: it is not to be used as a value."
    return ""


def _absent(library: Library, coding: Coding) -> str:
    """Say that a system which is held has no such code, or is not held in this version."""
    system = library.code_system(coding.system, coding.version)
    if system is None and library.code_system(coding.system) is not None:
        return unknown_system(coding.system, coding.version, library).text
    if system is not None and system.content in {"complete", "grammar"}:
        return f"The code is not one of {coding.system}."
    return ""


def _untold(library: Library, coding: Coding, concept: Concept | None) -> str:
    """Say why a code cannot be judged."""
    if library.code_system(coding.system, coding.version) is None:
        return f"{unknown_system(coding.system, coding.version, library).text} The code cannot be judged."
    if concept is None:
        return f"This server does not hold every code of {coding.system}, and not this one: it cannot be judged."
    return "The value set builds on what this server does not hold: the code cannot be judged."


def _listed(value_set: Mapping[str, Any], coding: Coding) -> Mapping[str, Any] | None:
    return next((each for each in _concepts(value_set, coding.system) if each.get("code") == coding.code), None)


def _concepts(value_set: Mapping[str, Any], system: str) -> Iterator[Mapping[str, Any]]:
    for include in value_set.get("compose", {}).get("include", ()):
        if include.get("system") == system:
            yield from include.get("concept", ())
    waiting = list(value_set.get("expansion", {}).get("contains", ()))
    while waiting:
        each = waiting.pop()
        waiting += each.get("contains", ())
        if each.get("system") == system:
            yield each


def _names(concept: Concept | None, listed: Mapping[str, Any] | None) -> frozenset[str]:
    found: Iterable[str] = (
        *((concept.display, *(each.get("value", "") for each in concept.designations)) if concept else ()),
        *(
            (listed.get("display", ""), *(each.get("value", "") for each in listed.get("designation", ())))
            if listed
            else ()
        ),
    )
    return frozenset(map(folded, found))
