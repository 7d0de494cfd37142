"""How are records found? Every statement carries the clearance's predicate and writes its own audit row."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from domain.audit import AuditEntry
from domain.coding.facts import CodeFact
from domain.ports import Choice, DisclosureRow, Page, Place, Span, Stored, Version, Vocabulary, Whole
from domain.privacy.decide import Clearance
from domain.privacy.predicate import among
from domain.search.query import Query
from persistence import audit_trail, custom_parameters, disclosures, handing, pages, picking, versions
from persistence import everything as wholes
from persistence.arguments import Arguments
from persistence.clients import REFUSED
from persistence.grace import wait_out_older_transactions
from persistence.predicate_sql import sql
from persistence.query_sql import Visible
from persistence.settling import settle
from persistence.terminology import codes as terminology
from persistence.terminology.terms import Terms
from persistence.writing import PostgresWriting, RecordNumbers

if TYPE_CHECKING:
    from asyncpg import Pool, Record

_VERSION = "{a}.type || '/' || {a}.id || '/' || {a}.version"


class PostgresRecords:
    """The record store on a pool of connections."""

    def __init__(self, pool: Pool) -> None:
        """Keep the pool."""
        self._pool = pool
        self.terms = Terms(pool)
        self._numbers = RecordNumbers()
        self._units: set[str] = set()

    async def read(self, clearance: Clearance, type_: str, id_: str, entry: AuditEntry) -> Stored | None:
        """Give the present version if it is cleared."""
        at = audit_trail.now()
        args = Arguments(type_, id_)
        cleared = f"{_standing(clearance, args)} AND {sql(among(clearance.predicate, type_), args, at)}"
        row = await self._pool.fetchrow(
            "WITH found AS MATERIALIZED (SELECT r.type, r.id, r.version, r.updated, r.method, r.body FROM record r"
            f" WHERE r.type = $1 AND r.id = $2 AND {cleared}),"
            f" delivered(items) AS (SELECT ARRAY(SELECT {_VERSION.format(a='f')} FROM found f)),"
            f" {audit_trail.note(entry, args, at)} SELECT * FROM found",
            *args.values,
        )
        return _stored(row) if row else None

    async def deleted(self, clearance: Clearance, type_: str, id_: str) -> bool:
        """Tell whether the record was deleted and its last version is cleared."""
        args = Arguments(type_, id_)
        cleared = sql(among(clearance.predicate, type_), args, audit_trail.now(), "h")
        return bool(
            await self._pool.fetchval(
                "SELECT EXISTS (SELECT FROM history h WHERE h.type = $1 AND h.id = $2 AND h.method = 'DELETE'"
                " AND NOT EXISTS (SELECT FROM record x WHERE x.type = $1 AND x.id = $2)"
                f" AND {cleared})",
                *args.values,
            )
        )

    async def vread(self, clearance: Clearance, type_: str, id_: str, version: int, entry: AuditEntry) -> Stored | None:
        """Give one version if it and the present version are cleared."""
        return await versions.one(self._pool, clearance, type_, id_, version, entry)

    async def history(
        self,
        clearance: Clearance,
        type_: str,
        id_: str,
        limit: int,
        before: int | None,
        span: Span,
        entry: AuditEntry,
    ) -> tuple[tuple[Version, ...], int] | None:
        """Give versions of a record, newest first, below ``before``; and how many there are to see in the span."""
        return await versions.of_record(self._pool, clearance, type_, id_, limit, before, span, entry)

    async def changed(
        self,
        clearance: Clearance,
        types: Sequence[str],
        limit: int,
        last: tuple[int, str, str, int] | None,
        span: Span,
        entry: AuditEntry,
    ) -> tuple[tuple[Version, ...], bool]:
        """Give versions of all records of these types, newest first, after ``last``; and whether more follow."""
        return await versions.of_types(self._pool, clearance, types, limit, last, span, entry)

    async def search(
        self,
        clearance: Clearance,
        query: Query,
        place: Place | None,
        entry: AuditEntry,
        reading: Clearance | None = None,
    ) -> Page:
        """Give one page of the cleared records that match, and what it includes."""
        query = await settle(self._pool, query, self.terms.under(clearance), paged=True)
        return await pages.page(self._pool, clearance, reading or clearance, query, place, entry)

    async def hand_out(self, held: Sequence[tuple[Clearance, Sequence[str]]], entry: AuditEntry) -> frozenset[str]:
        """Tell which of these versions are still cleared, each by its clearance; written down as delivered."""
        return await handing.hand_out(self._pool, held, entry)

    async def chart(
        self, clearance: Clearance, encounter: str, types: Sequence[str], entry: AuditEntry
    ) -> tuple[Stored, ...]:
        """Give the encounter and the records of these types about its patient, as far as cleared; or nothing."""
        at = audit_trail.now()
        args = Arguments(encounter, list(types))
        cleared = sql(clearance.predicate, args, at)
        rows = await self._pool.fetch(
            "WITH anchor AS MATERIALIZED (SELECT r.patient FROM record r"
            f" WHERE r.type = 'Encounter' AND r.id = $1 AND {cleared}),"
            " found AS MATERIALIZED (SELECT r.type, r.id, r.version, r.updated, r.method, r.body FROM record r, anchor"
            " WHERE ((r.patient = anchor.patient AND r.type = ANY($2::text[])) OR (r.type = 'Encounter' AND r.id = $1))"
            f" AND {cleared}),"
            f" delivered(items) AS (SELECT ARRAY(SELECT {_VERSION.format(a='f')} FROM found f)),"
            f" {audit_trail.note(entry, args, at)} SELECT * FROM found",
            *args.values,
        )
        return tuple(map(_stored, rows))

    async def present(self, clearance: Clearance, references: Sequence[str]) -> frozenset[str]:
        """Tell which of these records are there to see."""
        pairs = [reference.partition("/") for reference in references]
        args = Arguments([pair[0] for pair in pairs], [pair[2] for pair in pairs])
        cleared = sql(clearance.predicate, args, audit_trail.now())
        rows = await self._pool.fetch(
            "SELECT r.type || '/' || r.id AS name FROM unnest($1::text[], $2::text[]) AS wanted(type, id)"
            f" JOIN record r ON r.type = wanted.type AND r.id = wanted.id WHERE {cleared}",
            *args.values,
        )
        return frozenset(row["name"] for row in rows)

    async def pick(
        self, clearance: Clearance, queries: Sequence[Query], choice: Choice[Any], entry: AuditEntry
    ) -> tuple[Stored, ...]:
        """Give what an operation chooses among the cleared records that match."""
        settled = [await settle(self._pool, query, self.terms.under(clearance)) for query in queries]
        return await picking.pick(self._pool, clearance, settled, choice, entry)

    async def everything(
        self, searching: Clearance, reading: Clearance, whole: Whole, place: Place | None, entry: AuditEntry
    ) -> Page | None:
        """Give one page of everything about a record."""
        return await wholes.everything(self._pool, searching, reading, whole, place, entry)

    async def meta_in_use(self, clearance: Clearance, type_: str, entry: AuditEntry) -> dict[str, list[Any]]:
        """Give the profiles, tags and labels in use."""
        return await picking.meta_in_use(self._pool, clearance, type_, entry)

    async def code_facts(self, codes: Sequence[str]) -> Mapping[str, CodeFact]:
        """Look codes up in the ICD-10-CM table."""
        async with self._pool.acquire() as connection:
            return await terminology.facts(connection, codes)

    async def disclosures(
        self, clearance: Clearance, patient: str, since: int, entry: AuditEntry
    ) -> list[DisclosureRow] | None:
        """Give the accountable disclosures of a patient's records, if the patient is cleared."""
        return await disclosures.accountable(self._pool, clearance, patient, since, entry)

    @asynccontextmanager
    async def writing(self, *, narrows: bool = False) -> AsyncIterator[PostgresWriting]:
        """Open a writing transaction; see the port."""
        async with self._pool.acquire() as connection:
            async with connection.transaction():
                writing = PostgresWriting(connection, self._numbers, self._units, self.terms)
                yield writing
            self._units |= writing.units
            if writing.parameters_changed:
                await custom_parameters.refresh(connection)
            if narrows or writing.narrowed:
                await wait_out_older_transactions(connection)

    async def vocabulary(
        self,
        clearance: Clearance,
        names: Sequence[tuple[str, str]],
        instance: tuple[str, str] | None,
        entry: AuditEntry,
    ) -> Vocabulary:
        """Give the terminology with what a caller may see of the records that this question builds on."""
        return await self.terms.vocabulary(clearance, names, instance, entry)

    async def code_systems(self) -> Sequence[tuple[str, str]]:
        """Give URL and version of the code systems that are known to everybody."""
        return await self.terms.systems()

    async def append(self, entry: AuditEntry) -> None:
        """Write an audit row of its own."""
        await audit_trail.write(self._pool, entry)


def _visible(clearance: Clearance, args: Arguments, at: int) -> Visible:
    """Give what asks of every record on the way of a chain whether the caller may see it."""
    return lambda alias, type_: sql(among(clearance.predicate, type_), args, at, alias)


def _standing(clearance: Clearance, args: Arguments) -> str:
    """Ask, once for the statement, whether the caller's token still stands; if not, there is nothing to be had."""
    client, jti = args.add(clearance.caller.client), args.add(clearance.caller.jti)
    return "NOT " + REFUSED.format(client=f"{client}::text", jti=f"{jti}::text")


def _stored(row: Record) -> Stored:
    return Stored(row["type"], row["id"], row["version"], row["updated"], row["body"], row["method"])
