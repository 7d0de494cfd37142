"""How are records kept? One transaction writes record, history, index rows, relationships, directives, audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
from asyncpg import UniqueViolationError

from domain.audit import AuditEntry
from domain.coding.facts import CodeFact
from domain.errors import Conflict, Fault
from domain.ports import Change, Delivery, DisclosureRow, Grave, Stored, Target, Terminology
from domain.privacy.decide import Clearance
from domain.privacy.labelling import carried
from domain.privacy.predicate import among
from domain.privacy.relationships import treated
from domain.search.extraction import Extract, extract
from domain.search.parameters import parameters_of
from domain.search.query import Query
from persistence import audit_trail, custom_parameters, disclosures, packages, units
from persistence.arguments import Arguments
from persistence.index_rows import TABLES, removal, rows
from persistence.predicate_sql import sql
from persistence.query_sql import Visible, conditions, looked_up
from persistence.settling import settle
from persistence.terminology import codes as terminology

if TYPE_CHECKING:
    from asyncpg import Connection, Record
    from asyncpg.pool import PoolConnectionProxy

_RECORD = (
    "rid", "type", "id", "version", "updated", "patient", "also", "encounter", "status", "lo", "hi",
    "labels", "author", "keys", "method", "body",
)  # fmt: skip
_HISTORY = ", ".join(name for name in _RECORD if name != "rid")
_TYPES = {
    "rid": "bigint", "type": "text", "id": "text", "version": "int", "updated": "bigint", "patient": "text",
    "also": "text[]", "encounter": "text", "status": "text", "lo": "bigint", "hi": "bigint", "labels": "text[]",
    "author": "text", "keys": "bigint[]", "method": "text", "body": "bytea",
}  # fmt: skip
_DIRECTIVE = (
    "rid", "consent", "patient", "permits", "recipients", "purposes", "kinds", "codes", "labels", "records",
    "data_lo", "data_hi", "valid_lo", "valid_hi",
)  # fmt: skip
_INSERT_RECORD = (
    f"WITH kept AS (INSERT INTO record ({', '.join(_RECORD)}) VALUES"
    f" ({', '.join(f'${n}' for n in range(1, len(_RECORD) + 1))}) RETURNING rid)"
    " INSERT INTO text_queue SELECT rid FROM kept RETURNING (SELECT n FROM search_generation)"
)
"""Answers with the generation of the search parameters, so that none is indexed by an old table."""
BLOCK = 1024
"""Record numbers drawn from the sequence at a time: one value stands for this many."""


class RecordNumbers:
    """Hands out record numbers (``rid``) in blocks, so that a write asks the database for one now and then."""

    def __init__(self) -> None:
        """Start without a block."""
        self._next = self._end = 0

    async def take(self, connection: Connection | PoolConnectionProxy, count: int) -> list[int]:
        """Give ``count`` numbers never given before."""
        numbers = list(range(self._next, min(self._end, self._next + count)))
        self._next += len(numbers)
        while len(numbers) < count:
            wanted = -(-(count - len(numbers)) // BLOCK)
            blocks = await connection.fetch("SELECT nextval('record_block') FROM generate_series(1, $1)", wanted)
            for (block,) in blocks:
                fresh = list(range(block * BLOCK, (block + 1) * BLOCK))
                used = count - len(numbers)
                numbers.extend(fresh[:used])
                if used < BLOCK:
                    self._next, self._end = fresh[used], fresh[-1] + 1
        return numbers


class PostgresWriting:
    """One writing transaction; see ``domain.ports.Writing``."""

    def __init__(
        self,
        connection: Connection | PoolConnectionProxy,
        numbers: RecordNumbers,
        units: frozenset[str] | set[str],
        terms: Terminology,
    ) -> None:
        """Work on a connection that is in a transaction; ``units``: those that are known to be written down."""
        self._connection = connection
        self._terms = terms
        self._numbers = numbers
        self._known_units = units
        self.units: set[str] = set()
        self.parameters_changed = False
        self.narrowed = False

    async def lock(self, names: Sequence[str]) -> None:
        """Take one advisory lock a name, in one order for everybody."""
        await self._connection.execute(
            "SELECT pg_advisory_xact_lock(k) FROM (SELECT DISTINCT hashtextextended(n, 7) AS k"
            " FROM unnest($1::text[]) n ORDER BY k) keys",
            list(names),
        )

    async def targets(self, clearance: Clearance, references: Sequence[str]) -> dict[str, Target]:
        """Find stored records by reference, marked as visible or not."""
        pairs = [reference.partition("/") for reference in references]
        args = Arguments([pair[0] for pair in pairs], [pair[2] for pair in pairs])
        cleared = sql(clearance.predicate, args, audit_trail.now())
        found = await self._connection.fetch(
            f"SELECT r.*, {cleared} AS visible FROM unnest($1::text[], $2::text[]) AS wanted(type, id)"
            " JOIN record r ON r.type = wanted.type AND r.id = wanted.id",
            *args.values,
        )
        return {f"{row['type']}/{row['id']}": _target(row) for row in found}

    async def buried(self, clearance: Clearance, references: Sequence[str]) -> dict[str, Grave]:
        """Find deletions: the last version's number and labels, marked as visible or not."""
        pairs = [reference.partition("/") for reference in references]
        args = Arguments([pair[0] for pair in pairs], [pair[2] for pair in pairs])
        cleared = sql(clearance.predicate, args, audit_trail.now(), "h")
        found = await self._connection.fetch(
            "SELECT DISTINCT ON (h.type, h.id) h.type, h.id, h.version, h.labels, "
            f"{cleared} AS visible FROM unnest($1::text[], $2::text[]) AS wanted(type, id)"
            " JOIN history h ON h.type = wanted.type AND h.id = wanted.id ORDER BY h.type, h.id, h.version DESC",
            *args.values,
        )
        return {f"{r['type']}/{r['id']}": Grave(r["version"], frozenset(r["labels"]), r["visible"]) for r in found}

    async def pointing(self, addresses: Sequence[str]) -> dict[str, frozenset[str]]:
        """Give the labels of the documents that point to these addresses."""
        found = await self._connection.fetch(
            "SELECT t.uri, r.labels FROM index_uri t JOIN record r ON r.rid = t.rid"
            " WHERE t.p = $1 AND t.uri = ANY($2::text[])",
            parameters_of("DocumentReference")["location"].number,
            list(addresses),
        )
        labels: dict[str, frozenset[str]] = {}
        for row in found:
            labels[row["uri"]] = labels.get(row["uri"], frozenset()) | frozenset(row["labels"])
        return labels

    async def raise_labels(self, clearance: Clearance, raised: Mapping[str, frozenset[str]]) -> None:
        """Add labels to visible records; nothing older may still be reading when the write is acknowledged."""
        pairs = [name.partition("/") for name in raised]
        args = Arguments([pair[0] for pair in pairs], [pair[2] for pair in pairs])
        cleared = sql(clearance.predicate, args, audit_trail.now())
        found = await self._connection.fetch(
            "SELECT r.rid, r.type || '/' || r.id AS name, r.labels FROM unnest($1::text[], $2::text[]) AS w(type, id)"
            f" JOIN record r ON r.type = w.type AND r.id = w.id WHERE {cleared} FOR UPDATE OF r",
            *args.values,
        )
        for row in found:
            own = frozenset(row["labels"])
            strictest = carried(own, raised[row["name"]])
            if strictest != own:
                self.narrowed = True
                await self._connection.execute(
                    "UPDATE record SET labels = $2 WHERE rid = $1", row["rid"], sorted(strictest)
                )

    async def relationships(self, rid: int) -> frozenset[tuple[str, str]]:
        """Give what a record proves of who treats whom; it is found through its patients."""
        found = await self._connection.fetch(
            "SELECT t.patient, t.party FROM record r JOIN relationship t"
            " ON (t.patient = r.patient OR t.patient = ANY(r.also)) AND t.rid = r.rid WHERE r.rid = $1",
            rid,
        )
        return frozenset((row["patient"], row["party"]) for row in found)

    async def matches(self, clearance: Clearance, query: Query, limit: int) -> tuple[Stored, ...]:
        """Find what a conditional URL matches among the visible."""
        query = await settle(self._connection, query, self._terms)
        args = Arguments(query.type)
        where = [
            sql(clearance.predicate, args, audit_trail.now()),
            *conditions(query, args, visible=_visible(clearance, args)),
            *looked_up(query, args),
        ]
        found = await self._connection.fetch(
            "SELECT r.type, r.id, r.version, r.updated, r.method, r.body FROM record r WHERE r.type = $1 AND "
            + " AND ".join(where)
            + f" ORDER BY r.id LIMIT {args.add(limit)}",
            *args.values,
        )
        return tuple(_stored(row) for row in found)

    async def covered(self, clearance: Clearance, changes: Sequence[Change]) -> bool:
        """Try the predicate on the rows that would be written, against what is stored now."""
        for change in changes:
            args = Arguments(*_row(0, change))
            columns = ", ".join(f"${n}::{_TYPES[name]} AS {name}" for n, name in enumerate(_RECORD, 1))
            cleared = sql(clearance.predicate, args, audit_trail.now())
            if not await self._connection.fetchval(f"SELECT {cleared} FROM (SELECT {columns}) r", *args.values):
                return False
        return True

    async def chart(self, patients: Sequence[str], types: Sequence[str]) -> list[Target]:
        """Load records about these patients."""
        found = await self._connection.fetch(
            "SELECT r.*, true AS visible FROM record r WHERE r.patient = ANY($1::text[]) AND r.type = ANY($2::text[])",
            list(patients),
            list(types),
        )
        return [_target(row) for row in found]

    async def code_facts(self, codes: Sequence[str]) -> Mapping[str, CodeFact]:
        """Look codes up."""
        return await terminology.facts(self._connection, codes)

    async def save(self, changes: Sequence[Change]) -> None:
        """Write all changes: old versions to the history, their index rows away, new ones in."""
        old = [change.old for change in changes if change.old is not None]
        if old:
            await self._supersede(old)
        for change in changes:
            if change.body is None and change.old is not None:
                await self._tombstone(change)
        kept = [change for change in changes if change.body is not None]
        numbers = await self._numbers.take(self._connection, len(kept))
        try:
            await self._insert(list(zip(numbers, kept, strict=True)))
        except UniqueViolationError:
            raise Conflict(Fault("conflict", "Somebody else wrote the same record just now.")) from None
        self.narrowed = self.narrowed or bool(old) or any(change.directives for change in changes)
        if await custom_parameters.keep(self._connection, changes):
            self.parameters_changed = True

    async def _supersede(self, old: list[Target]) -> None:
        rids = [target.rid for target in old]
        await self._connection.execute(
            f"INSERT INTO history ({_HISTORY}) SELECT {_HISTORY} FROM record WHERE rid = ANY($1::bigint[])", rids
        )
        await self._connection.execute(
            "WITH gone AS (DELETE FROM record WHERE rid = ANY($1::bigint[]) RETURNING rid)"
            " INSERT INTO text_queue SELECT rid FROM gone",
            rids,
        )
        await self._connection.execute("DELETE FROM directive WHERE rid = ANY($1::bigint[])", rids)
        for target in old:
            resource = orjson.loads(target.body)
            extracted = extract(resource)
            for statement, arguments in removal(extracted, target.rid):
                await self._connection.execute(statement, *arguments)
            pairs = treated(resource, extracted.patients)
            if pairs:
                await self._connection.execute(
                    "DELETE FROM relationship USING unnest($1::text[], $2::text[]) AS gone(patient, party)"
                    " WHERE relationship.patient = gone.patient AND relationship.party = gone.party AND rid = $3",
                    [pair[0] for pair in pairs],
                    [pair[1] for pair in pairs],
                    target.rid,
                )

    async def _tombstone(self, change: Change) -> None:
        """Keep the deletion as a version, with the facts of the last one, so that the same rules judge it."""
        kept = [name for name in _RECORD if name not in ("rid", "version", "updated", "method", "body")]
        await self._connection.execute(
            f"INSERT INTO history ({', '.join(kept)}, version, updated, method, body)"
            f" SELECT {', '.join(kept)}, $3, $4, 'DELETE', NULL FROM history"
            " WHERE type = $1 AND id = $2 ORDER BY version DESC LIMIT 1",
            change.type,
            change.id,
            change.version,
            change.updated,
        )

    async def _insert(self, kept: list[tuple[int, Change]]) -> None:
        if not kept:
            return
        if len(kept) == 1:
            generation = await self._connection.fetchval(_INSERT_RECORD, *_row(*kept[0]))
        else:
            await self._copy("record", _RECORD, [_row(rid, change) for rid, change in kept])
            await self._copy("text_queue", ("rid",), [(rid,) for rid, _ in kept])
            generation = await self._connection.fetchval("SELECT n FROM search_generation")
        stale = any(change.extract.generation != generation for _, change in kept)
        if stale and not self.parameters_changed:
            kept = await self._again(kept)
        tables: dict[str, list[tuple[Any, ...]]] = {}
        for rid, change in kept:
            for table, index in rows(change.extract, rid).items():
                tables.setdefault(table, []).extend(index)
            if change.treated:
                tables.setdefault("relationship", []).extend((*pair, rid) for pair in change.treated)
            for directive in _directives(rid, change):
                tables.setdefault("directive", []).append(directive)
        await self._note_units(change for _, change in kept)
        for table, values in tables.items():
            if values:
                await self._copy(table, _columns(table), values)

    async def _again(self, kept: list[tuple[int, Change]]) -> list[tuple[int, Change]]:
        """Extract by the search parameters that there are now: they have changed while this write was made ready."""
        await custom_parameters.refresh(self._connection)
        anew = [(rid, replace(change, extract=extract(orjson.loads(change.body or b"{}")))) for rid, change in kept]
        await self._connection.executemany(
            "UPDATE record SET keys = $2 WHERE rid = $1",
            [(rid, [*change.extract.keys, *change.content]) for rid, change in anew],
        )
        return anew

    async def _note_units(self, kept: Iterable[Change]) -> None:
        """Write down the units that no record had before, as far as this process knows."""
        new = set().union(*(change.extract.units for change in kept)) - self._known_units - self.units
        if new:
            await units.note(self._connection, new)
            self.units |= new

    async def _copy(self, table: str, columns: Sequence[str], values: Iterable[tuple[Any, ...]]) -> None:
        await self._connection.copy_records_to_table(table, records=values, columns=columns)

    async def note(self, entry: AuditEntry, delivered: Sequence[str]) -> None:
        """Write the audit row of this transaction."""
        await audit_trail.write(self._connection, entry, delivered)

    async def cleared(self, clearance: Clearance, query: Query) -> tuple[Stored, ...]:
        """Find every cleared record that matches."""
        query = await settle(self._connection, query, self._terms)
        args = Arguments(query.type)
        where = [
            sql(clearance.predicate, args, audit_trail.now()),
            *conditions(query, args, visible=_visible(clearance, args)),
        ]
        found = await self._connection.fetch(
            "SELECT r.type, r.id, r.version, r.updated, r.method, r.body FROM record r WHERE r.type = $1 AND "
            + " AND ".join(where)
            + " ORDER BY r.lo, r.id",
            *args.values,
        )
        return tuple(_stored(row) for row in found)

    async def still_cleared(self, clearance: Clearance, items: Sequence[str]) -> bool:
        """Try each item's present version again; a newer or deleted one no longer counts as cleared."""
        parts = [item.split("/") for item in items]
        args = Arguments([part[0] for part in parts], [part[1] for part in parts], [int(part[2]) for part in parts])
        cleared = sql(clearance.predicate, args, audit_trail.now())
        found = await self._connection.fetchval(
            "SELECT count(*) FROM unnest($1::text[], $2::text[], $3::int[]) AS item(type, id, version)"
            f" JOIN record r ON r.type = item.type AND r.id = item.id AND r.version >= item.version WHERE {cleared}",
            *args.values,
        )
        return bool(found == len(items))

    async def keep_package(self, package: Delivery) -> None:
        """Keep a package."""
        await packages.keep(self._connection, package)

    async def package(self, id_: str) -> Delivery | None:
        """Find a package by id."""
        return await packages.find(self._connection, id_)

    async def disclose(self, row: DisclosureRow) -> None:
        """Write the row of a disclosure."""
        await disclosures.write(self._connection, row)


def _visible(clearance: Clearance, args: Arguments) -> Visible:
    """Give what asks of every record on the way of a chain whether the caller may see it."""
    at = audit_trail.now()
    return lambda alias, type_: sql(among(clearance.predicate, type_), args, at, alias)


def _columns(table: str) -> tuple[str, ...]:
    if table == "relationship":
        return ("patient", "party", "rid")
    return _DIRECTIVE if table == "directive" else TABLES[table]


def _row(rid: int, change: Change) -> tuple[Any, ...]:
    found: Extract = change.extract
    return (
        rid,
        change.type,
        change.id,
        change.version,
        change.updated,
        found.patients[0] if found.patients else None,
        list(found.patients[1:]) or None,
        found.encounter,
        found.status,
        found.lo,
        found.hi,
        sorted(change.labels),
        change.author,
        [*found.keys, *change.content],
        change.method,
        change.body,
    )


def _directives(rid: int, change: Change) -> Iterable[tuple[Any, ...]]:
    for directive in change.directives:
        for patient in change.extract.patients:
            yield (
                rid,
                directive.consent,
                patient,
                directive.permits,
                *(
                    None if criterion is None else sorted(criterion)
                    for criterion in (
                        directive.recipients,
                        directive.purposes,
                        directive.kinds,
                        directive.codes,
                        directive.labels,
                        directive.records,
                    )
                ),
                directive.data_lo,
                directive.data_hi,
                directive.valid_lo,
                directive.valid_hi,
            )


def _stored(row: Record) -> Stored:
    return Stored(row["type"], row["id"], row["version"], row["updated"], row["body"], row["method"])


def _target(row: Record) -> Target:
    patients = (row["patient"], *(row["also"] or ())) if row["patient"] else ()
    return Target(
        row["type"],
        row["id"],
        row["version"],
        row["updated"],
        row["body"],
        patients,
        frozenset(row["labels"]),
        row["author"],
        row["visible"],
        row["method"],
        row["rid"],
    )
