"""Which code systems and value sets are at hand, by canonical URL? (https://hl7.org/fhir/R4/references.html#canonical)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from domain.coding.concepts import CodeSystem, Enumerated
from domain.coding.grammars import FORMED

_FRAGMENTED = frozenset({"not-present", "supplement"})


class Library(Protocol):
    """What the engine looks codes up in."""

    def code_system(self, url: str, version: str = "") -> CodeSystem | None:
        """Find a code system with content, in this version if one is named."""

    def value_set(self, url: str, version: str = "") -> Mapping[str, Any] | None:
        """Find a ValueSet resource, in this version if one is named."""

    def systems(self) -> Iterable[tuple[str, str]]:
        """Give URL and version of every code system that is at hand."""


def split(canonical: str) -> tuple[str, str]:
    """Take URL and version of a canonical apart."""
    url, _, version = canonical.partition("|")
    return url, version


class Loose:
    """Resources at hand beside a library that has the first word: nobody can put another meaning on what is shipped."""

    def __init__(self, resources: Iterable[Mapping[str, Any]], beneath: Library | None = None) -> None:
        """Take CodeSystem and ValueSet resources; of several with one URL, the one named first."""
        self._beneath = beneath
        self._systems: dict[str, list[Mapping[str, Any]]] = {}
        self._sets: dict[str, list[Mapping[str, Any]]] = {}
        self._read: dict[int, Enumerated] = {}
        for resource in resources:
            shelf = {"CodeSystem": self._systems, "ValueSet": self._sets}.get(resource.get("resourceType", ""))
            if shelf is not None and resource.get("url"):
                shelf.setdefault(resource["url"], []).append(resource)

    def code_system(self, url: str, version: str = "") -> CodeSystem | None:
        """Find a code system with content."""
        known = self._beneath.code_system(url, version) if self._beneath else FORMED.get(url)
        if known is not None:
            return known
        for resource in self._systems.get(url, ()):
            if resource.get("content") not in _FRAGMENTED and version in {"", resource.get("version", "")}:
                if id(resource) not in self._read:
                    self._read[id(resource)] = Enumerated(resource)
                return self._read[id(resource)]
        return None

    def value_set(self, url: str, version: str = "") -> Mapping[str, Any] | None:
        """Find a value set; ``CodeSystem.valueSet`` and ``?fhir_vs`` name the whole of a system."""
        known = self._beneath.value_set(url, version) if self._beneath else None
        if known is not None:
            return known
        listed = (each for each in self._sets.get(url, ()) if version in {"", each.get("version", "")})
        return next(listed, None) or implicit(url, self)

    def systems(self) -> Iterable[tuple[str, str]]:
        """Give URL and version of every code system that is at hand."""
        own = {url: version for url in self._systems if (version := self._version(url)) is not None}
        return {**own, **dict(self._beneath.systems() if self._beneath else ((url, "") for url in FORMED))}.items()

    def _version(self, url: str) -> str | None:
        held = self.code_system(url)
        return held.version if held else None


def implicit(url: str, library: Library) -> Mapping[str, Any] | None:
    """Give the value set that is meant by a code system's address with ``?fhir_vs`` or ``?fhir_vs=isa/CODE``."""
    system, marked, rest = url.partition("?fhir_vs")
    if not marked or library.code_system(system) is None:
        return None
    include: dict[str, Any] = {"system": system}
    if rest.startswith("=isa/") and rest[5:]:
        include["filter"] = [{"property": "concept", "op": "is-a", "value": rest[5:]}]
    elif rest:
        return None
    return {"resourceType": "ValueSet", "url": url, "status": "active", "compose": {"include": [include]}}


def mentioned(resource: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name what a value set builds on: (type, canonical) of its code systems and of the value sets it imports."""
    compose = resource.get("compose") or {}
    for include in (*compose.get("include", ()), *compose.get("exclude", ())):
        if include.get("system"):
            version = include.get("version")
            yield "CodeSystem", f"{include['system']}|{version}" if version else include["system"]
        for canonical in include.get("valueSet", ()):
            yield "ValueSet", canonical
