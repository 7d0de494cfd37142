"""Which definitions are loaded, and which one does an address mean? (https://hl7.org/fhir/R4/references.html#canonical)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.profiles.definition import Profile, profile

Definition = Mapping[str, Any]
KINDS = frozenset({"StructureDefinition", "ValueSet", "CodeSystem", "SearchParameter", "CapabilityStatement"})


class Catalogue:
    """The definitions of every package, by address; made once per process."""

    def __init__(self) -> None:
        """Begin with none."""
        self._rows: dict[str, list[tuple[str, Definition]]] = {}
        self._profiles: dict[int, Profile | None] = {}
        self.packages: list[str] = []

    def add(self, package: str, definitions: Iterable[Definition]) -> None:
        """Take the definitions of one package, named ``name#version``; of the same package twice, the first."""
        if package in self.packages:
            return
        self.packages.append(package)
        for one in definitions:
            if one.get("resourceType") in KINDS and isinstance(one.get("url"), str):
                self._rows.setdefault(one["url"], []).append((package, one))

    def find(self, canonical: str, home: str = "") -> tuple[str, Definition] | None:
        """Give a definition and its package: of the version named, else of the own package, else the newest."""
        url, _, version = canonical.partition("|")
        rows = self._rows.get(url.partition("#")[0], ())
        if version:
            rows = [row for row in rows if _meant(row[1], canonical)]
        own = [row for row in rows if row[0] == home]
        return max(own or rows, key=lambda row: _number(str(row[1].get("version", ""))), default=None)

    def profile(self, canonical: str, home: str = "") -> Profile | None:
        """Give a profile, compiled when it is first asked for."""
        row = self.find(canonical, home)
        return None if row is None else self._compiled(row)

    def profiles(self, canonical: str) -> list[Profile]:
        """Give every version of a profile that an address means, the newest first."""
        rows = [row for row in self._rows.get(canonical.partition("|")[0], ()) if _meant(row[1], canonical)]
        rows.sort(key=lambda row: _number(str(row[1].get("version", ""))), reverse=True)
        return [found for row in rows if (found := self._compiled(row)) is not None]

    def _compiled(self, row: tuple[str, Definition]) -> Profile | None:
        if row[1].get("resourceType") != "StructureDefinition":
            return None
        key = id(row[1])
        if key not in self._profiles:
            try:
                self._profiles[key] = profile(row[1], row[0])
            except (KeyError, TypeError, ValueError):
                self._profiles[key] = None  # no snapshot, or none that is one: not a profile to go by
        return self._profiles[key]

    def all(self, kind: str) -> Iterator[tuple[str, Definition]]:
        """Give every definition of a kind, with its package."""
        return (row for rows in self._rows.values() for row in rows if row[1].get("resourceType") == kind)

    def supported(self, type_: str) -> list[str]:
        """Name the profiles of a resource type, each with its version."""
        found = {
            f"{one['url']}|{one['version']}" if one.get("version") else str(one["url"])
            for _, one in self.all("StructureDefinition")
            if one.get("type") == type_ and one.get("derivation") == "constraint" and not one.get("abstract")
        }
        return sorted(found)


def _meant(definition: Definition, canonical: str) -> bool:
    wanted, version = canonical.partition("|")[2], str(definition.get("version", ""))
    return not wanted or version == wanted or version.startswith(f"{wanted}.")


def _number(version: str) -> tuple[tuple[int, str], ...]:
    """Order versions by their numbers; a pre-release comes before its release."""
    release, dash, label = version.partition("-")
    numbers = [(int(part), "") if part.isdigit() else (0, part) for part in release.split(".")]
    return (*numbers, (0 if dash else 1, label))
