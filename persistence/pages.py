"""How is one page of a search found? (https://hl7.org/fhir/R4/search.html, https://hl7.org/fhir/R4/http.html#paging).

The first page is one statement. A later page holds to the snapshot of the first one (docs/adr/0009): what was written
since keeps the place that it had, what is new stays out. It is read in one transaction of its own snapshot, and so is
a page that brings other records along; the audit row is written in that transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

import orjson

from domain.audit import AuditEntry
from domain.errors import Fault, Gone
from domain.fhir.resources import RESOURCES
from domain.ports import Page, Place, Stored
from domain.privacy.decide import Clearance
from domain.privacy.facts import EARLIEST
from domain.privacy.predicate import among
from domain.search.extraction import Extract, extract
from domain.search.ordering import by_body, by_status, token_key
from domain.search.query import Filter, Query, Sort
from persistence import audit_trail
from persistence.arguments import Arguments
from persistence.clients import REFUSED
from persistence.included import included
from persistence.order_sql import after, descends, order_by
from persistence.predicate_sql import sql
from persistence.query_sql import conditions, driven, patient_of, source

if TYPE_CHECKING:
    from asyncpg import Pool, Record
    from asyncpg.pool import PoolConnectionProxy

VERSION = "{a}.type || '/' || {a}.id || '/' || {a}.version"
_ALL = tuple(sorted(RESOURCES))
MOST_CHANGED = 10_000
MOST_ESTIMATED = 10_000
SKEW = 60_000_000
LONGEST = 600_000_000
"""Microseconds: how far clocks of nodes differ, and how long a transaction that writes may run."""

_OLD = (
    "SELECT h.updated, h.lo, h.patient, h.status, h.body FROM history h WHERE h.type = r.type AND h.id = r.id"
    " AND NOT pg_visible_in_snapshot(h.xid, {horizon}) ORDER BY h.version LIMIT 1"
)
"""The version that was there when the first page was made: the first to be superseded since."""

_ROWS = {
    "string": ("strings", 1),
    "reference": ("references", 1),
    "date": ("dates", 1),
    "number": ("numbers", 1),
    "quantity": ("quantities", 2),
    "uri": ("uris", 1),
}
"""Where the sort keys of a kind stand in an extract."""


def standing(clearance: Clearance, args: Arguments) -> str:
    """Ask, once for the statement, whether the caller's token still stands; if not, there is nothing to be had."""
    client, jti = args.add(clearance.caller.client), args.add(clearance.caller.jti)
    return "NOT " + REFUSED.format(client=f"{client}::text", jti=f"{jti}::text")


def of_types(types: Sequence[str], args: Arguments) -> list[str]:
    """Confine the record ``r`` to these types; of none, to nothing."""
    return [args.among("r.type", types, "text")] if types else []


def _indexed_types(query: Query) -> tuple[str, ...]:
    """Name all types where that helps: the indexes of ids and of instants begin with the type."""
    asked = {one.parameter.service for one in query.filters if isinstance(one, Filter)}
    return _ALL if asked & {"id", "updated"} else ()


def cleared(clearance: Clearance, query: Query, args: Arguments, at: int) -> list[str]:
    """Compile what a record must meet: the types, the standing of the caller, the clearance, the filters."""
    predicate = among(clearance.predicate, query.type) if query.type else clearance.predicate
    return [
        *of_types(query.types or _indexed_types(query), args),
        standing(clearance, args),
        sql(predicate, args, at, patient=patient_of(query)),
        *conditions(query, args, visible=visible(clearance, args, at)),
    ]


def visible(clearance: Clearance, args: Arguments, at: int) -> Callable[[str, str], str]:
    """Give what compiles the clearance for the records on the way of a chain."""
    return lambda alias, type_: sql(among(clearance.predicate, type_), args, at, alias)


async def page(
    pool: Pool, clearance: Clearance, reading: Clearance, query: Query, place: Place | None, entry: AuditEntry
) -> Page:
    """Give one page of the cleared records that match, and what the query includes."""
    at = audit_trail.now()
    asked = driven(query) if query.type else query
    if place is None and not query.includes:
        return await _first(pool, clearance, asked, at, entry)
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        if place is None:
            found = await _first(connection, clearance, asked, at, None)
        else:
            found = await _later(connection, clearance, asked, place, at)
        more: list[Stored] = []
        cut = False
        if query.includes and found.records:
            more, cut = await included(connection, clearance, reading, query.includes, found.records, at)
        delivered = [f"{one.reference}/{one.version}" for one in (*found.records, *more)]
        await audit_trail.write(connection, entry, delivered, at)
    return Page(
        found.records, found.more, found.total, found.last, found.first, found.before, found.horizon, found.since,
        tuple(more), cut,
    )  # fmt: skip


async def records(
    connection: PoolConnectionProxy, clearance: Clearance, query: Query, place: Place | None, at: int
) -> Page:
    """Give one page of the cleared records that match, within a transaction that writes its own audit row."""
    if place is None:
        return await _first(connection, clearance, query, at, None)
    return await _later(connection, clearance, query, place, at)


async def _first(
    connection: Pool | PoolConnectionProxy, clearance: Clearance, query: Query, at: int, entry: AuditEntry | None
) -> Page:
    """Find the first page; with an entry, write its audit row in the same statement."""
    args = Arguments()
    where = " AND ".join(cleared(clearance, query, args, at))
    counted = _counted(query, where)
    found_in = source(query, args)
    keys, order = order_by(query, args)
    limit = int(query.count)  # stands in the text, so that the planner trusts one plan for all values
    extra = {n: key for n, key in enumerate(keys) if key not in _SELECTED}
    columns = "".join(f", {key} AS k{n}" for n, key in extra.items())
    note = ""
    if entry is not None:
        delivered = f"SELECT ARRAY(SELECT {VERSION.format(a='p')} FROM page p LIMIT {limit})"
        note = f", delivered(items) AS ({delivered}), {audit_trail.note(entry, args, at)}"
    rest = "".join(f", p.k{n}" for n in extra) + (f", {counted} AS total" if counted else "")
    pages = f"(SELECT 1) one LEFT JOIN page p ON true LIMIT {max(limit, 1)}" if counted else f"page p LIMIT {limit}"
    rows = await connection.fetch(
        f"WITH page AS MATERIALIZED (SELECT r.type, r.id, r.version, r.updated, r.rid{columns} FROM {found_in}"
        f" WHERE {where} ORDER BY {order} LIMIT {limit + 1}){note}"
        # the bodies are fetched last, so that sorting does not carry them about
        " SELECT p.type, p.id, p.version, p.updated, (SELECT b.body FROM record b WHERE b.rid = p.rid) AS body,"
        f" CASE WHEN (SELECT count(*) FROM page) > {limit} THEN pg_current_snapshot()::text END AS horizon{rest}"
        f" FROM {pages}",
        *args.values,
    )
    found = [row for row in rows if row[0] is not None][:limit]
    horizon = (rows[0]["horizon"] or "") if rows else ""
    total = rows[0]["total"] if counted else None if horizon else len(found)
    names = [_SELECTED.get(key, f"k{n}") for n, key in enumerate(keys)]
    first, last = (tuple(found[n][name] for name in names) for n in (0, -1)) if found else ((), ())
    records = tuple([Stored(row[0], row[1], row[2], row[3], row[4]) for row in found])
    since = _since(horizon, at) if horizon else 0
    return Page(records, bool(horizon), total, last, first, before=False, horizon=horizon, since=since)


_SELECTED = {"r.id": "id", "r.type": "type", "r.updated": "updated"}
"""Sort keys that a page has among its columns anyhow."""


def _counted(query: Query, where: str) -> str:
    """Count what matches, where that is asked for, else nothing: an estimate stops counting at a bound."""
    if query.total == "estimate" and query.count:
        return f"(SELECT count(*) FROM (SELECT FROM record r WHERE {where} LIMIT {MOST_ESTIMATED}) AS bounded)"
    if query.counted or not query.count:
        return f"(SELECT count(*) FROM record r WHERE {where})"
    return ""


async def _later(connection: PoolConnectionProxy, clearance: Clearance, query: Query, place: Place, at: int) -> Page:
    """Find a page in the order of the first one's snapshot."""
    moved = await _moved(connection, clearance, query, place, at)
    args = Arguments()
    where = " AND ".join(cleared(clearance, query, args, at))
    counted = _counted(query, where)
    found_in = source(query, args)
    keys, order = order_by(query, args, backwards=place.backwards)
    if len(keys) != len(place.key):
        raise _expired()
    onward = after(query, list(place.key), args, backwards=place.backwards)
    limit = int(query.count)
    columns = "".join(f", {key} AS k{n}" for n, key in enumerate(keys))
    rows = await connection.fetch(
        "WITH page AS MATERIALIZED (SELECT r.rid, r.type, r.id, r.version, r.updated, r.method, r.body"
        f"{columns} FROM {found_in} WHERE {where} AND {onward}"
        f" AND pg_visible_in_snapshot(r.xid, {args.add(place.horizon)}::text::pg_snapshot)"
        f" ORDER BY {order} LIMIT {limit + 1}) SELECT p.*, {counted or 'NULL::bigint'} AS total FROM (SELECT 1) one"
        " LEFT JOIN page p ON true",
        *args.values,
    )
    total = rows[0]["total"]
    precedes = _precedes(descends(query))
    found = [(tuple(row[f"k{n}"] for n in range(len(keys))), stored(row)) for row in rows if row["rid"] is not None]
    for key, one in moved:
        ahead = precedes(key, place.key) if place.backwards else precedes(place.key, key)
        if ahead < 0:
            found.append((key, one))
    ordered = cmp_to_key(precedes)
    found.sort(key=lambda one: ordered(one[0]), reverse=place.backwards)
    more = len(found) > limit
    kept = found[:limit]
    if place.backwards:
        kept.reverse()
    first, last = (kept[0][0], kept[-1][0]) if kept else ((), ())
    further, before = (bool(kept), more) if place.backwards else (more, bool(kept))
    return Page(tuple(one for _, one in kept), further, total, last, first, before, place.horizon, place.since)


async def _moved(
    connection: PoolConnectionProxy, clearance: Clearance, query: Query, place: Place, at: int
) -> list[tuple[tuple[Any, ...], Stored]]:
    """Find what matches, was there at the first page, and was written since; each with the keys that it had."""
    args = Arguments()
    undriven = _undriven(query)
    if not query.types:  # The index of what was written lately begins with the type.
        undriven = replace(undriven, types=_ALL)
    where = " AND ".join(cleared(clearance, undriven, args, at))
    horizon = f"{args.add(place.horizon)}::text::pg_snapshot"
    rows = await connection.fetch(
        "SELECT r.type, r.id, r.version, r.updated, r.method, r.body, o.updated AS old_updated, o.lo AS old_lo,"
        f" o.patient AS old_patient, o.status AS old_status, o.body AS old_body"
        f" FROM record r JOIN LATERAL ({_OLD.format(horizon=horizon)}) o"
        f" ON true WHERE r.updated >= {args.add(place.since)}::bigint"
        f" AND NOT pg_visible_in_snapshot(r.xid, {horizon}) AND {where} LIMIT {MOST_CHANGED + 1}",
        *args.values,
    )
    if len(rows) > MOST_CHANGED:
        raise _expired()
    return [(_old_key(query, row), stored(row)) for row in rows]


def _expired() -> Gone:
    return Gone(Fault("expired", "Too much has changed since the first page; begin anew."))


def _undriven(query: Query) -> Query:
    return replace(query, filters=(*query.filters, query.driver), driver=None) if query.driver else query


def _old_key(query: Query, row: Record) -> tuple[Any, ...]:
    """Give the keys that a record had in the order of the first page."""
    lo = row["old_lo"]
    if query.driver and lo is None:
        lo = EARLIEST
    services = {"id": row["id"], "updated": row["old_updated"], "clinical": lo, "patient": row["old_patient"]}
    if query.driver and not query.sort:
        return (lo, row["id"])
    key: list[Any] = []
    found: Extract | None = None
    for sort in query.sort:
        if by_status(sort.parameter):
            key.append(row["old_status"])
        elif by_body(sort.parameter):
            key.append(token_key(orjson.loads(row["old_body"]), sort.parameter, descending=sort.descending))
        elif sort.parameter.service in services:
            key.append(services[sort.parameter.service])
            if sort.parameter.service == "id" and query.type:
                return tuple(key)
        else:
            found = found or extract(orjson.loads(row["old_body"]))
            key.append(_extreme(found, sort))
    return (*key, *(() if query.type else (row["type"],)), row["id"])


def _extreme(found: Extract, sort: Sort) -> Any:
    name, column = _ROWS[sort.parameter.kind]
    numbers = {number for number, _ in sort.parameter.slots}
    values = [row[column] for row in getattr(found, name) if row[0] in numbers]
    return (max if sort.descending else min)(values, default=None)


def _precedes(descending: Sequence[bool]) -> Callable[[tuple[Any, ...], tuple[Any, ...]], int]:
    """Compare keys as PostgreSQL does: text by code point, what is missing last."""

    def compare(one: tuple[Any, ...], other: tuple[Any, ...]) -> int:
        for mine, theirs, down in zip(one, other, descending, strict=True):
            if mine == theirs:
                continue
            if mine is None or theirs is None:
                return 1 if mine is None else -1
            return 1 if (mine > theirs) is not down else -1
        return 0

    return compare


def _since(horizon: str, at: int) -> int:
    """Give an instant that no change after the snapshot bears a time before."""
    return at - (LONGEST if horizon.rpartition(":")[2] else SKEW)


def stored(row: Record) -> Stored:
    """Make a record of a row."""
    return Stored(row["type"], row["id"], row["version"], row["updated"], row["body"], row["method"])
