"""What is known of a code? (https://hl7.org/fhir/R4/codesystem-operation-lookup.html)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from domain.coding.answers import translated
from domain.coding.concepts import CodeSystem, Concept, above
from domain.coding.expansion import unknown_system
from domain.coding.library import Library
from domain.errors import Fault, NotFound


def looked_up(
    library: Library, url: str, code: str, *, version: str = "", language: str = "", properties: Sequence[str] = ()
) -> dict[str, Any]:
    """Give what is known of a code as Parameters: everything, or the properties that are asked for."""
    system, concept = found(library, url, code, version)
    wanted = set(properties)

    def shown(name: str) -> bool:
        return not wanted or name in wanted

    made: list[dict[str, Any]] = [{"name": "name", "valueString": system.title}]
    if system.version:
        made.append({"name": "version", "valueString": system.version})
    display = translated(concept.display, concept.designations, language) or concept.code
    made.append({"name": "display", "valueString": display})
    if shown("designation") or any(name.startswith("lang.") for name in wanted):
        made += [{"name": "designation", "part": part} for part in _designations(concept, wanted)]
    made += [{"name": "property", "part": part} for name, part in _properties(system, concept) if shown(name)]
    return {"resourceType": "Parameters", "parameter": made}


def found(library: Library, url: str, code: str, version: str = "") -> tuple[CodeSystem, Concept]:
    """Find a system and a code of it, or say which of them is not held."""
    system = library.code_system(url, version)
    if system is None:
        raise NotFound(unknown_system(url, version, library))
    concept = system.concept(code)
    if concept is None:
        text = f"This server does not hold the code in {url}."
        if system.content == "complete":
            text = f"The code is not one of {url}."
        raise NotFound(Fault("not-found", text))
    return system, concept


def _designations(concept: Concept, wanted: set[str]) -> Iterator[list[dict[str, Any]]]:
    languages = {name.removeprefix("lang.") for name in wanted if name.startswith("lang.")}
    for each in concept.designations:
        if languages and "designation" not in wanted and each.get("language") not in languages:
            continue
        part: list[dict[str, Any]] = []
        if "language" in each:
            part.append({"name": "language", "valueCode": each["language"]})
        if "use" in each:
            part.append({"name": "use", "valueCoding": each["use"]})
        yield [*part, {"name": "value", "valueString": each["value"]}]


def _properties(system: CodeSystem, concept: Concept) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if concept.definition:
        yield "definition", _part("definition", "valueString", concept.definition)
    for name, codes in (("parent", system.parents(concept.code)), ("child", system.children(concept.code))):
        for code in codes:
            near = system.concept(code)
            described = [{"name": "description", "valueString": near.display}] if near and near.display else []
            yield name, [*_part(name, "valueCode", code), *described]
    if concept.inactive:
        yield "inactive", _part("inactive", "valueBoolean", value=True)
    for code, kind, value in concept.properties:
        if code not in {"parent", "child", "subsumedBy", "inactive"}:
            yield code, _part(code, kind, value)


def _part(code: str, kind: str, value: object) -> list[dict[str, Any]]:
    return [{"name": "code", "valueCode": code}, {"name": "value", kind: value}]


def related(library: Library, url: str, first: str, second: str, version: str = "") -> str:
    """Tell how two codes stand to each other; https://hl7.org/fhir/R4/codesystem-operation-subsumes.html."""
    system, one = found(library, url, first, version)
    _, other = found(library, url, second, version)
    if one.code == other.code:
        return "equivalent"
    if one.code in above(system, other.code):
        return "subsumes"
    return "subsumed-by" if other.code in above(system, one.code) else "not-subsumed"
