"""THE DOOR: no record leaves by any other path. Decide, fetch what is cleared, write it down, hand out the bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

import orjson

from api.releases import PACKAGES, Releases
from domain.audit import AuditEntry, entry
from domain.caller import Caller
from domain.errors import Fault, Forbidden, Gone, NotFound
from domain.fhir.resources import RESOURCES
from domain.ports import Choice, DisclosureRow, Page, Place, RecordStore, Span, Stored, Version, Vocabulary, Whole
from domain.privacy.decide import decide, decide_accounting, decide_referring, reaches, require, writes
from domain.review.chart import NEEDED, charts
from domain.review.completion import references
from domain.review.findings import Finding
from domain.review.reviewing import codes_of
from domain.review.reviewing import review as findings_of
from domain.search.query import Query


class Standing(Protocol):
    """Who knows whether a token still stands."""

    async def stand(self, caller: Caller) -> None:
        """Refuse a caller whose token was revoked or whose client is disabled."""


class Door:
    """Every disclosure of the service; one per process."""

    def __init__(self, store: RecordStore, releases: Releases, callers: Standing, clock: Callable[[], int]) -> None:
        """Take the store, the releases (for their packages), who knows revoked tokens, and a clock (microseconds)."""
        self._store = store
        self._releases = releases
        self._callers = callers
        self._clock = clock

    async def read(self, caller: Caller, type_: str, id_: str, request: str, *, bare: bool = False) -> Stored:
        """Give a record, or NotFound for hidden and missing alike; Gone only to who could see the last version.

        ``bare``: only headers go out (HEAD), which is no disclosure of what a package holds.
        """
        self._known(type_)
        if type_ in PACKAGES and "release.pull" in caller.works:
            await self._callers.stand(caller)
            package = await self._releases.fetch(caller, type_, id_, request, bare=bare)
            if package is not None:
                return package
            if not reaches(caller, "read", type_):
                raise NotFound
        require(caller, "read", type_)
        clearance = decide(caller, "read")
        found = await self._store.read(clearance, type_, id_, entry(clearance, "R", f"{type_}/{id_}", request))
        if found is None:
            if await self._store.deleted(clearance, type_, id_):
                raise Gone(Fault("deleted", "The record was deleted."))
            raise NotFound.already_noted()
        return found

    async def vread(self, caller: Caller, type_: str, id_: str, version: int, request: str) -> Stored:
        """Give one version of a record."""
        self._known(type_)
        require(caller, "vread", type_)
        clearance = decide(caller, "vread")
        target = f"{type_}/{id_}/{version}"
        found = await self._store.vread(clearance, type_, id_, version, entry(clearance, "R", target, request))
        if found is None:
            raise NotFound.already_noted()
        if found.body is None:
            raise Gone(Fault("deleted", "This version is a deletion."))
        return found

    async def history(
        self, caller: Caller, type_: str, id_: str, limit: int, before: int | None, span: Span, request: str
    ) -> tuple[tuple[Version, ...], int]:
        """Give the versions of a record in a span, newest first, and their number."""
        self._known(type_)
        require(caller, "history", type_)
        clearance = decide(caller, "history")
        noted = entry(clearance, "R", f"{type_}/{id_}", request)
        found = await self._store.history(clearance, type_, id_, limit, before, span, noted)
        if found is None:
            raise NotFound.already_noted()
        return found

    async def changed(
        self, caller: Caller, type_: str, limit: int, last: tuple[int, str, str, int] | None, span: Span, request: str
    ) -> tuple[tuple[Version, ...], bool]:
        """Give the versions of a type's records, or of all (""), newest first, and whether more follow."""
        interaction = "history-type" if type_ else "history-system"
        if type_:
            self._known(type_)
            require(caller, interaction, type_)
        types = [type_] if type_ else [name for name in RESOURCES if reaches(caller, interaction, name)]
        if not types:
            raise Forbidden(Fault("forbidden", "The token's scope does not cover history."))
        clearance = decide(caller, interaction)
        noted = entry(clearance, "E", type_ or "_history", request)
        found = await self._store.changed(clearance, types, limit, last, span, noted)
        if not found[0]:
            await self._callers.stand(caller)  # an empty page may be that of a revoked token
        return found

    async def search(self, caller: Caller, query: Query, asked: str, request: str, place: Place | None = None) -> Page:
        """Give one page of the records that match and are cleared; counts and order know no others."""
        for type_ in query.types:
            require(caller, "search", type_)
        if not query.types and not any(reaches(caller, "search", type_) for type_ in RESOURCES):
            raise Forbidden(Fault("forbidden", "The token's scope does not cover search of any type."))
        clearance = decide(caller, "search")
        noted = entry(clearance, "E", " ".join(query.types), request, query=asked)
        page = await self._store.search(
            clearance, query, place, noted, decide(caller, "read") if query.includes else None
        )
        if not page.records:
            await self._callers.stand(caller)  # an empty page may be that of a revoked token
        return page

    async def hand_out(
        self,
        caller: Caller,
        searched: Sequence[str],
        read: Sequence[str],
        written: Sequence[str],
        job: str,
        request: str,
    ) -> frozenset[str]:
        """Tell which versions in a job's result may leave now, each by the right that it was got with.

        What was written leaves to a token that may write its type: perhaps it is not the one that asked for the job.
        """
        reading = decide(caller, "read")
        own = [item for item in written if writes(caller, item.partition("/")[0])]
        held = ((decide(caller, "search"), searched), (reading, read), (decide_referring(caller), own))
        noted = replace(entry(reading, "R", job, request), kind="job")
        return await self._store.hand_out(held, noted)

    async def review(self, caller: Caller, encounter: str, request: str, zone: str) -> tuple[Finding, ...]:
        """Review an encounter's chart as far as the caller may see it; a finding cannot tell of more."""
        require(caller, "read", "Encounter")
        clearance = decide(caller, "read")
        noted = replace(entry(clearance, "R", f"Encounter/{encounter}", request), kind="review")
        found = await self._store.chart(clearance, encounter, NEEDED, noted)
        name = f"Encounter/{encounter}"
        records = [orjson.loads(stored.body or b"{}") for stored in found]
        if all(stored.reference != name for stored in found):
            raise NotFound.already_noted()
        chart = charts(records, {name})[name]
        held = (chart.encounter, *chart.conditions, *chart.procedures, *chart.documents, *chart.compositions)
        mentioned = sorted(frozenset().union(*(references(record) for record in held)))
        absent = frozenset(mentioned) - await self._store.present(clearance, mentioned)
        codes = await self._store.code_facts(codes_of(chart))
        return findings_of(replace(chart, absent=absent), codes, self._clock(), zone)

    async def accounting(self, caller: Caller, patient: str, since: int, request: str) -> list[DisclosureRow]:
        """Give the disclosures that a patient's accounting holds."""
        clearance = decide_accounting(caller)
        noted = entry(clearance, "R", f"Patient/{patient}", request, patient=patient)
        rows = await self._store.disclosures(clearance, patient, since, noted)
        if rows is None:
            raise NotFound.already_noted()
        return rows

    async def everything(self, caller: Caller, whole: Whole, asked: str, request: str, place: Place | None) -> Page:
        """Give one page of everything about a patient or an encounter, as far as the caller may see it."""
        require(caller, "read", whole.type)
        reading = decide(caller, "read")
        noted = replace(entry(reading, "E", f"{whole.type}/{whole.id}", request, query=asked), kind="everything")
        found = await self._store.everything(decide(caller, "search"), reading, whole, place, noted)
        if found is None:
            raise NotFound.already_noted()
        return found

    async def meta_in_use(self, caller: Caller, type_: str, request: str) -> dict[str, list[Any]]:
        """Give the profiles, tags and labels of what the caller may see of a type, "" for all types."""
        if type_:
            require(caller, "search", type_)
        clearance = decide(caller, "search")
        noted = replace(entry(clearance, "E", type_, request), kind="meta")
        return await self._store.meta_in_use(clearance, type_, noted)

    async def pick(
        self, caller: Caller, queries: Sequence[Query], choice: Choice[Any], kind: str, asked: str, request: str
    ) -> tuple[Stored, ...]:
        """Give what an operation chooses among the records that match some query and are cleared."""
        for query in queries:
            require(caller, "search", query.type)
        clearance = decide(caller, "search")
        target = " ".join(sorted({query.type for query in queries}))
        noted = replace(entry(clearance, "E", target, request, query=asked), kind=kind)
        return await self._store.pick(clearance, queries, choice, noted)

    async def vocabulary(
        self,
        caller: Caller,
        kind: str,
        names: Sequence[tuple[str, str]],
        request: str,
        instance: tuple[str, str] | None = None,
    ) -> Vocabulary:
        """Give what codes mean to this caller: what is shipped, and the value sets and code systems it may see.

        What is shipped is for everybody with a token; a record is found by its URL if the caller may search it.
        """
        if instance:
            require(caller, "read", instance[0])
        clearance = decide(caller, "read" if instance else "search")
        target = "/".join(instance) if instance else " ".join(canonical for _, canonical in names)[:200]
        noted = replace(entry(clearance, "E", target, request), kind=kind)
        found = await self._store.vocabulary(clearance, names, instance, noted)
        if instance and found.resource is None:
            raise NotFound.already_noted()
        return found

    async def code_systems(self) -> Sequence[tuple[str, str]]:
        """Give URL and version of the code systems that are known to everybody: no records, for anybody."""
        return await self._store.code_systems()

    async def stand(self, caller: Caller) -> None:
        """Refuse a caller whose token was revoked since it was proved: asked again by what takes long."""
        await self._callers.stand(caller)

    async def note(self, noted: AuditEntry) -> None:
        """Write down what was begun that discloses nothing."""
        await self._store.append(noted)

    async def refuse(self, noted: AuditEntry) -> None:
        """Write down a refusal before it is answered."""
        await self._store.append(noted)

    @staticmethod
    def _known(type_: str) -> None:
        if type_ not in RESOURCES:
            raise NotFound(Fault("not-supported", "This server knows no resource type of that name."))
