"""How is everything about a patient or an encounter found? A page of its compartment, and what those records refer to.

https://hl7.org/fhir/R4/patient-operation-everything.html; one transaction, in which the audit row is written as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from domain.audit import AuditEntry
from domain.ports import Page, Place, Stored, Whole
from domain.privacy.decide import Clearance
from domain.privacy.predicate import Any, among, simplified
from domain.search.everything import members, mentioned
from persistence import audit_trail
from persistence.arguments import Arguments
from persistence.pages import records, standing
from persistence.predicate_sql import sql

if TYPE_CHECKING:
    from asyncpg import Pool
    from asyncpg.pool import PoolConnectionProxy

MOST_SUPPORTING = 1_000
STEPS = 3
_COLUMNS = "r.type, r.id, r.version, r.updated, r.method, r.body"


async def everything(
    pool: Pool, searching: Clearance, reading: Clearance, whole: Whole, place: Place | None, entry: AuditEntry
) -> Page | None:
    """Give one page of it; None where its owner is not cleared."""
    at = audit_trail.now()
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        args = Arguments(whole.type, whole.id)
        cleared = f"{standing(reading, args)} AND {sql(among(reading.predicate, whole.type), args, at)}"
        owner = await connection.fetchrow(
            f"SELECT r.patient FROM record r WHERE r.type = $1 AND r.id = $2 AND {cleared}", *args.values
        )
        if owner is None:
            await audit_trail.write(connection, entry, (), at)
            return None
        found = await records(connection, searching, whole.query, place, at)
        gathering = _Gathering(connection, searching, reading, whole, owner["patient"], at)
        await gathering.follow(found.records)
        shown = [one for one in found.records if not whole.shown or one.type in whole.shown]
        brought = [one for one in gathering.found if not whole.shown or one.type in whole.shown]
        delivered = [f"{one.reference}/{one.version}" for one in (*shown, *brought)]
        await audit_trail.write(connection, entry, delivered, at)
    return replace(found, records=tuple(shown), included=tuple(brought), cut=gathering.cut, total=None)


class _Gathering:
    """What the records of a page refer to: about nobody, or about the same patient, and in no compartment's page."""

    def __init__(
        self,
        connection: PoolConnectionProxy,
        searching: Clearance,
        reading: Clearance,
        whole: Whole,
        patient: str | None,
        at: int,
    ) -> None:
        self._connection = connection
        self._predicate = simplified(Any(tuple(dict.fromkeys((searching.predicate, reading.predicate)))))
        self._whole = whole
        self._patient = patient
        self._at = at
        self._asked: set[str] = set()
        self.found: list[Stored] = []
        self.cut = False

    async def follow(self, fresh: Sequence[Stored]) -> None:
        """Follow references, a few steps far."""
        for _ in range(STEPS):
            named = {
                name
                for one in fresh
                for name in mentioned(orjson.loads(one.body or b"{}"), self._whole.base)
                if name.partition("/")[0] not in members(self._whole.type)
            }
            wanted = sorted(named - self._asked)
            self._asked |= named
            if not wanted or self.cut:
                return
            fresh = await self._fetch(wanted)
            self.cut = len(self.found) + len(fresh) > MOST_SUPPORTING
            self.found += fresh[: MOST_SUPPORTING - len(self.found)]

    async def _fetch(self, wanted: Sequence[str]) -> list[Stored]:
        pairs = [name.partition("/") for name in wanted]
        args = Arguments([pair[0] for pair in pairs], [pair[2] for pair in pairs], self._patient)
        rows = await self._connection.fetch(
            f"SELECT {_COLUMNS} FROM unnest($1::text[], $2::text[]) AS w(type, id)"
            " JOIN record r ON r.type = w.type AND r.id = w.id"
            f" WHERE (r.patient IS NULL OR r.patient = $3::text) AND {sql(self._predicate, args, self._at)}"
            f" ORDER BY r.type, r.id LIMIT {MOST_SUPPORTING + 1}",
            *args.values,
        )
        return [Stored(row["type"], row["id"], row["version"], row["updated"], row["body"]) for row in rows]
