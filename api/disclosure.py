"""THE DOOR: no record leaves by any other path. Decide, fetch what is cleared, write it down, hand out the bytes."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from domain.audit import AuditEntry
from domain.caller import Caller
from domain.errors import Fault, Gone, NotFound
from domain.fhir.resources import RESOURCES
from domain.ports import Delivery, DisclosureRow, Page, RecordStore, Stored
from domain.privacy.decide import Clearance, decide, decide_accounting, require
from domain.search.query import Query


class Door:
    """Every disclosure of the service; one per process."""

    def __init__(self, store: RecordStore, clock: Callable[[], int]) -> None:
        """Take the store and a clock (microseconds since 1970)."""
        self._store = store
        self._clock = clock

    async def read(self, caller: Caller, type_: str, id_: str, request: str) -> Stored:
        """Give a record, or NotFound for hidden and missing alike; Gone only to who could see the last version."""
        self._known(type_)
        if type_ in PACKAGES and "release.pull" in caller.works:
            package = await self._package(caller, type_, id_, request)
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
        self, caller: Caller, type_: str, id_: str, limit: int, before: int | None, request: str
    ) -> tuple[tuple[Stored, ...], int]:
        """Give the versions of a record, newest first."""
        self._known(type_)
        require(caller, "history", type_)
        clearance = decide(caller, "history")
        noted = entry(clearance, "R", f"{type_}/{id_}", request)
        versions, total = await self._store.history(clearance, type_, id_, limit, before, noted)
        if not versions and before is None:
            raise NotFound.already_noted()
        return versions, total

    async def search(
        self, caller: Caller, query: Query, asked: str, request: str, last: tuple[object, ...] | None = None
    ) -> Page:
        """Give one page of the records that match and are cleared; counts and order know no others."""
        require(caller, "search", query.type)
        clearance = decide(caller, "search")
        noted = entry(clearance, "E", query.type, request, query=asked)
        return await self._store.search(clearance, query, last, noted)

    async def accounting(self, caller: Caller, patient: str, since: int, request: str) -> list[DisclosureRow]:
        """Give the disclosures that a patient's accounting holds."""
        clearance = decide_accounting(caller)
        noted = entry(clearance, "R", f"Patient/{patient}", request, patient=patient)
        rows = await self._store.disclosures(clearance, patient, since, noted)
        if rows is None:
            raise NotFound.already_noted()
        return rows

    async def _package(self, caller: Caller, type_: str, id_: str, request: str) -> Stored | None:
        """Give a released package to its requester, judged anew: its ground, and every record in it."""
        async with self._store.writing() as writing:
            package = await writing.package(id_)
            if package is None or package.type != type_ or package.withdrawn is not None:
                return None
            if package.requester not in (caller.organization, f"client:{caller.client}"):
                return None
            consents = frozenset(ground.removeprefix("Consent/") for ground in package.grounds if ground[0] == "C")
            recipient = recipient_of(caller, package.requester, package.purpose)
            clearance = decide_release(recipient, package.pathway, package.patient, consents)
            if not await self._stands(writing, clearance, package):
                return None
            at = self._clock()
            noted = entry(clearance, "R", f"{type_}/{id_}", request, patient=package.patient)
            await writing.note(replace(noted, client=caller.client, token=caller.jti), package.items)
            await writing.disclose(await self._row(writing, clearance, package, at))
        return Stored(type_, id_, 1, package.made, package.body, "POST")

    @staticmethod
    async def _stands(writing: Writing, clearance: Clearance, package: Delivery) -> bool:
        """Tell whether the grounds are still there and every item is still cleared."""
        grounds = await writing.targets(clearance, package.grounds)
        if set(grounds) != set(package.grounds):
            return False
        if any(orjson.loads(ground.body).get("status") == "entered-in-error" for ground in grounds.values()):
            return False
        return await writing.still_cleared(clearance, package.items)

    async def _row(self, writing: Writing, clearance: Clearance, package: Delivery, at: int) -> DisclosureRow:
        return DisclosureRow()

    async def refuse(self, noted: AuditEntry) -> None:
        """Write down a refusal before it is answered."""
        await self._store.append(noted)

    @staticmethod
    def _known(type_: str) -> None:
        if type_ not in RESOURCES:
            raise NotFound(Fault("not-supported", f"This server knows no resource type of that name."))


def entry(
    clearance: Clearance, action: str, target: str, request: str, *, query: str = "", patient: str = ""
) -> AuditEntry:
    """Say who does what, on which ground, for the audit trail."""
    caller = clearance.caller
    return AuditEntry(
        kind=clearance.interaction,
        action=action,
        client=caller.client,
        user=caller.user,
        organization=caller.organization,
        purpose=caller.purpose,
        pathway=clearance.pathway,
        target=target,
        query=query,
        patient=patient or caller.patient,
        policy=clearance.policy,
        token=caller.jti,
        request=request,
    )
