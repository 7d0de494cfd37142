"""What do codes mean? The port ``Terminology`` over what is shipped, what packages bring, and what a caller may see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from domain.audit import AuditEntry
from domain.coding import membership
from domain.coding.concepts import above, below
from domain.coding.expansion import expand
from domain.coding.library import Library, Loose, split
from domain.errors import Invalid
from domain.ports import Vocabulary
from domain.privacy.decide import Clearance
from persistence import audit_trail
from persistence.terminology import stored
from persistence.terminology.shipped import Shipped, icd_10_cm, shipped
from persistence.terminology.stored import Name, gather
from persistence.terminology.ucum import URL as UCUM

if TYPE_CHECKING:
    from asyncpg import Pool

P = ParamSpec("P")
T = TypeVar("T")

MOST_MEMBERS = 20_000
"""Codes that a search may look for at once."""
MOST_REMEMBERED = 100_000
"""Codes of value sets that are kept at hand, a few megabytes."""


class Terms:
    """The terminology of one process; what is shipped is read when it is first asked for."""

    def __init__(self, pool: Pool | None = None) -> None:
        """Keep the pool, for what is stored."""
        self._pool = pool
        self._packages: tuple[Mapping[str, Any], ...] = ()
        self._library: Library | None = None
        self._members: dict[str, Sequence[tuple[str, str]]] = {}

    def adopt(self, resources: Iterable[Mapping[str, Any]]) -> None:
        """Take the CodeSystem and ValueSet resources of packages; what is shipped keeps its meaning."""
        wanted = (each for each in resources if each.get("resourceType") in {"CodeSystem", "ValueSet"})
        self._packages = (*self._packages, *wanted)
        self._library = None
        self._members.clear()

    async def library(self) -> Library:
        """Give what is known to everybody; reads the files beside the event loop."""
        if self._library is None:
            self._library = Loose(self._packages, await asyncio.to_thread(_opened))
        return self._library

    async def systems(self) -> Sequence[tuple[str, str]]:
        """Give URL and version of every code system that is known to everybody."""
        return sorted(await asyncio.to_thread((await self.library()).systems))

    async def members(self, value_set: str) -> Sequence[tuple[str, str]] | None:
        """List the codes of a value set."""
        if value_set in self._members:
            return self._members[value_set]
        found = await asyncio.to_thread(listed, await self.library(), value_set)
        if found is not None:
            if len(found) + sum(map(len, self._members.values())) > MOST_REMEMBERED:
                self._members.clear()
            self._members[value_set] = found
        return found

    async def contains(self, value_set: str, system: str, code: str) -> bool | None:
        """Tell whether a code is in a value set."""
        return await _aside(system, holds, await self.library(), value_set, system, code)

    async def descendants(self, system: str, code: str) -> Sequence[str] | None:
        """List a code and all below it."""
        return downward(await self.library(), system, code)

    async def ancestors(self, system: str, code: str) -> Sequence[str] | None:
        """List a code and all above it."""
        return upward(await self.library(), system, code)

    async def display(self, system: str, code: str) -> str | None:
        """Give a code's display."""
        return shown(await self.library(), system, code)

    def under(self, clearance: Clearance) -> Cleared:
        """Give what a caller may use."""
        return Cleared(self, self._pool, clearance)

    async def vocabulary(
        self, clearance: Clearance, names: Sequence[Name], instance: Name | None, entry: AuditEntry
    ) -> Vocabulary:
        """Gather what a caller's question about codes builds on; see the port."""
        if self._pool is None:
            raise RuntimeError("There is no database to look into.")
        library = await self.library()
        async with self._pool.acquire() as connection, connection.transaction():
            one = await stored.instance(connection, clearance, *instance) if instance else None
            found = await gather(connection, clearance, library, names, one)
            versions = [f"{each.reference}/{each.version}" for each in found.stored]
            await audit_trail.write(connection, entry, versions)
        resource = found.resources[0] if one else None
        return Vocabulary(Loose(found.resources, library) if found.resources else library, resource)


class Cleared:
    """The terminology as one caller may use it: with the value sets and code systems that are cleared."""

    def __init__(self, terms: Terms, pool: Pool | None, clearance: Clearance) -> None:
        """Keep whose it is."""
        self._terms = terms
        self._pool = pool
        self._clearance = clearance

    async def _with(self, type_: str, canonical: str) -> Library:
        library = await self._terms.library()
        url, version = split(canonical)
        known = library.code_system(url, version) if type_ == "CodeSystem" else library.value_set(url, version)
        if self._pool is None or known is not None:
            return library
        async with self._pool.acquire() as connection:
            found = await gather(connection, self._clearance, library, [(type_, canonical)])
        return Loose(found.resources, library) if found.resources else library

    async def members(self, value_set: str) -> Sequence[tuple[str, str]] | None:
        """List the codes of a value set."""
        library = await self._with("ValueSet", value_set)
        if library is await self._terms.library():
            return await self._terms.members(value_set)
        return await asyncio.to_thread(listed, library, value_set)

    async def contains(self, value_set: str, system: str, code: str) -> bool | None:
        """Tell whether a code is in a value set."""
        return await _aside(system, holds, await self._with("ValueSet", value_set), value_set, system, code)

    async def descendants(self, system: str, code: str) -> Sequence[str] | None:
        """List a code and all below it."""
        return downward(await self._with("CodeSystem", system), system, code)

    async def ancestors(self, system: str, code: str) -> Sequence[str] | None:
        """List a code and all above it."""
        return upward(await self._with("CodeSystem", system), system, code)

    async def display(self, system: str, code: str) -> str | None:
        """Give a code's display."""
        return shown(await self._with("CodeSystem", system), system, code)

    def under(self, clearance: Clearance) -> Cleared:
        """Give what another caller may use."""
        return self._terms.under(clearance)


def _opened() -> Shipped:
    """Read the files, the long one too, so that no question has to."""
    icd_10_cm()
    return shipped()


async def _aside(system: str, ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Ask about a unit beside the event loop: the first one takes a second."""
    return await asyncio.to_thread(ask, *args, **kwargs) if system == UCUM else ask(*args, **kwargs)


def listed(library: Library, value_set: str) -> Sequence[tuple[str, str]] | None:
    """List the codes of a value set; None if it is not known or cannot be listed."""
    resource = library.value_set(*split(value_set))
    if resource is None:
        return None
    try:
        return list(expand(library, resource, MOST_MEMBERS))
    except Invalid as refusal:
        if refusal.faults[0].code == "too-costly":
            raise
        return None


def holds(library: Library, value_set: str, system: str, code: str) -> bool | None:
    """Tell whether a code is in a value set."""
    resource = library.value_set(*split(value_set))
    return None if resource is None else membership.contains(library, resource, system, code)


def downward(library: Library, system: str, code: str) -> Sequence[str] | None:
    """List a code and all below it."""
    held = library.code_system(*split(system))
    concept = held.concept(code) if held else None
    return below(held, concept.code) if held and concept else None


def upward(library: Library, system: str, code: str) -> Sequence[str] | None:
    """List a code and all above it."""
    held = library.code_system(*split(system))
    concept = held.concept(code) if held else None
    return above(held, concept.code) if held and concept else None


def shown(library: Library, system: str, code: str) -> str | None:
    """Give a code's display."""
    held = library.code_system(*split(system))
    concept = held.concept(code) if held else None
    return concept.display or None if concept else None
