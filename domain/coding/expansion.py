"""Which codes are in a value set? (https://hl7.org/fhir/R4/valueset-operation-expand.html)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from domain.coding.concepts import LISTED, CodeSystem, Concept
from domain.coding.filters import chooses, told
from domain.coding.library import Library, split
from domain.errors import Fault, Invalid

MOST = 150_000
"""Codes that one expansion may gather before it is cut into pages: more than any code system that is shipped."""
_DEEPEST = 16
Key = tuple[str, str]


class Member(NamedTuple):
    """One code of an expansion. ``concept`` is what its code system says of it, if that is at hand."""

    system: str
    code: str
    display: str = ""
    version: str = ""
    designations: tuple[Mapping[str, Any], ...] = ()
    abstract: bool = False
    inactive: bool = False
    concept: Concept | None = None


def expand(library: Library, value_set: Mapping[str, Any], most: int = MOST) -> dict[Key, Member]:
    """List a value set's codes, in order; what cannot be computed falls back on the expansion that it carries."""
    try:
        return _Expanding(library, most).expand(value_set)
    except Invalid as refusal:
        if "expansion" not in value_set or refusal.faults[0].code == "too-costly":
            raise
        return {(each.system, each.code): each for each in _kept(value_set["expansion"].get("contains", ()))}


def known(library: Library, value_set: Mapping[str, Any]) -> tuple[dict[Key, Member], bool]:
    """List what is known to be in a value set, and tell whether that is all: what is not held is left out, and said."""
    expanding = _Expanding(library, MOST, partial=True)
    return expanding.expand(value_set), not expanding.unclosed


class _Expanding:
    """One expansion: every value set on the way is computed once, and none contains itself."""

    def __init__(self, library: Library, most: int, *, partial: bool = False) -> None:
        self._library = library
        self._most = most
        self._partial = partial
        self.unclosed = False
        self._done: dict[str, dict[Key, Member]] = {}
        self._under: list[str] = []

    def expand(self, value_set: Mapping[str, Any]) -> dict[Key, Member]:
        compose = value_set.get("compose")
        if compose is None:
            raise Invalid(Fault("not-found", "The value set says nothing of its content.", "ValueSet.compose"))
        found: dict[Key, Member] = {}
        for include in compose.get("include", ()):
            for member in self._part(include):
                found.setdefault((member.system, member.code), member)
                if len(found) > self._most:
                    raise too_costly(self._most)
        partial, self._partial = self._partial, False  # what is excluded has to be known in full
        for exclude in compose.get("exclude", ()):
            for member in self._included(exclude):
                found.pop((member.system, member.code), None)
        self._partial = partial
        if compose.get("inactive") is False:
            found = {key: member for key, member in found.items() if not member.inactive}
        return found

    def _part(self, include: Mapping[str, Any]) -> Iterable[Member]:
        """Give what an include stands for, or what is known of it."""
        if not self._partial:
            return self._included(include)
        try:
            return list(self._included(include))
        except Invalid as refusal:
            if refusal.faults[0].code == "too-costly":
                raise
            self.unclosed = True
            return ()

    def _included(self, include: Mapping[str, Any]) -> Iterable[Member]:
        """Give what an include stands for: the codes in its system's part and in every value set that it imports."""
        imported = [self._imported(canonical) for canonical in include.get("valueSet", ())]
        if "system" in include:
            own = self._own(include)
            return (each for each in own if all((each.system, each.code) in other for other in imported))
        if not imported:
            return ()
        first, *others = imported
        return (member for key, member in first.items() if all(key in other for other in others))

    def _imported(self, canonical: str) -> dict[Key, Member]:
        if canonical in self._done:
            return self._done[canonical]
        if canonical in self._under or len(self._under) >= _DEEPEST:
            raise Invalid(Fault("processing", "The value sets import each other in a circle, or too deeply."))
        value_set = self._library.value_set(*split(canonical))
        if value_set is None:
            raise Invalid(Fault("not-found", f"The value set imports one that this server does not hold: {canonical}"))
        self._under.append(canonical)
        try:
            self._done[canonical] = self.expand(value_set)
        except Invalid as refusal:
            if "expansion" not in value_set or refusal.faults[0].code == "too-costly":
                raise
            kept = _kept(value_set["expansion"].get("contains", ()))
            self._done[canonical] = {(each.system, each.code): each for each in kept}
        finally:
            self._under.pop()
        return self._done[canonical]

    def _own(self, include: Mapping[str, Any]) -> Iterator[Member]:
        url, version = include["system"], include.get("version", "")
        system = self._library.code_system(url, version)
        if "concept" in include:
            for listed in include["concept"]:
                yield _listed(url, version, system, listed)
            return
        if system is None:
            raise Invalid(unknown_system(url, version, self._library))
        if self._partial and system.content == "fragment":
            yield from self._fragment(system, include.get("filter", ()))
            return
        if system.content not in LISTED:
            raise Invalid(
                Fault("not-supported", f"This server does not hold every code of {url}: it cannot list them.")
            )
        filters = [chooses(system, each) for each in include.get("filter", ())]
        for concept in system.concepts():
            if not filters or all(chosen(concept) for chosen in filters):
                yield member(system, concept)

    def _fragment(self, system: CodeSystem, filters: Iterable[Mapping[str, Any]]) -> Iterator[Member]:
        """Give the codes that are held and known to be chosen."""
        self.unclosed = True
        listed = list(filters)
        return (member(system, concept) for concept in system.concepts() if told(system, concept, listed))


def member(system: CodeSystem, concept: Concept) -> Member:
    """Give a concept as a member of an expansion."""
    return Member(
        system.url,
        concept.code,
        concept.display,
        system.version,
        concept.designations,
        concept.abstract,
        concept.inactive,
        concept,
    )


def _listed(url: str, version: str, system: CodeSystem | None, listed: Mapping[str, Any]) -> Member:
    """Give a code that a value set lists; its own display and designations come first."""
    concept = system.concept(listed["code"]) if system else None
    return Member(
        url,
        listed["code"],
        listed.get("display") or (concept.display if concept else ""),
        system.version if system and concept else version,
        (*listed.get("designation", ()), *(concept.designations if concept else ())),
        concept.abstract if concept else False,
        concept.inactive if concept else False,
        concept,
    )


def _kept(contains: Iterable[Mapping[str, Any]]) -> Iterator[Member]:
    """Read the expansion that a value set carries, flat; groups without a code are only headings."""
    for each in contains:
        if each.get("code"):
            yield Member(
                each.get("system", ""),
                each["code"],
                each.get("display", ""),
                each.get("version", ""),
                tuple(each.get("designation", ())),
                each.get("abstract") is True,
                each.get("inactive") is True,
            )
        yield from _kept(each.get("contains", ()))


def unknown_system(url: str, version: str, library: Library) -> Fault:
    """Say that a code system, or this version of it, is not held."""
    held = library.code_system(url) if version else None
    if held is not None:
        return Fault("not-found", f"This server holds version {held.version or '(none)'} of {url}, not {version}.")
    return Fault("not-found", f"This server does not hold the code system {url}.")


def too_costly(most: int) -> Invalid:
    """Refuse what has too many codes."""
    return Invalid(Fault("too-costly", f"The value set has more than {most} codes."))
