"""How are versions found? Of one record, of a type, of everything: each one, and the present one, has to be cleared.

https://hl7.org/fhir/R4/http.html#history. Pages go from the newest on by instant, type, id and number: a version never
changes its place, so nothing is lost or given twice while others write.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.audit import AuditEntry
from domain.ports import Span, Stored, Version
from domain.privacy.decide import Clearance
from domain.privacy.predicate import among
from persistence import audit_trail
from persistence.arguments import Arguments
from persistence.clients import REFUSED
from persistence.predicate_sql import sql

if TYPE_CHECKING:
    from asyncpg import Pool, Record

_DELIVERED = "ARRAY(SELECT {a}.type || '/' || {a}.id || '/' || {a}.version FROM {a})"
_MADE = (
    "coalesce((SELECT p.method = 'DELETE' FROM history p"
    " WHERE p.type = f.type AND p.id = f.id AND p.version = f.version - 1), true) AS made"
)


async def one(pool: Pool, clearance: Clearance, type_: str, id_: str, version: int, entry: AuditEntry) -> Stored | None:
    """Give one version if it and the present version are cleared."""
    at = audit_trail.now()
    args = Arguments(type_, id_, version)
    versions = _versions(clearance, type_, args, at)
    row = await pool.fetchrow(
        f"WITH {versions}, found AS MATERIALIZED (SELECT * FROM versions v WHERE v.version = $3),"
        f" delivered(items) AS (SELECT {_DELIVERED.format(a='found')}),"
        f" {audit_trail.note(entry, args, at)} SELECT * FROM found",
        *args.values,
    )
    return _stored(row) if row else None


async def of_record(
    pool: Pool,
    clearance: Clearance,
    type_: str,
    id_: str,
    limit: int,
    before: int | None,
    span: Span,
    entry: AuditEntry,
) -> tuple[tuple[Version, ...], int] | None:
    """Give versions of a span, newest first, below ``before``; and how many there are to see. None: nothing at all."""
    at = audit_trail.now()
    args = Arguments(type_, id_, before, limit, span.since, span.lo, span.hi)
    versions = _versions(clearance, type_, args, at)
    rows = await pool.fetch(
        f"WITH {versions}, spanned AS (SELECT * FROM (SELECT v.*, lead(v.updated) OVER (ORDER BY v.version) AS until"
        " FROM versions v) v WHERE v.updated >= $5 AND ($7::bigint IS NULL OR v.updated < $7)"
        " AND ($6::bigint IS NULL OR v.until IS NULL OR v.until > $6)),"
        " found AS MATERIALIZED (SELECT * FROM spanned v"
        " WHERE $3::int IS NULL OR v.version < $3 ORDER BY v.version DESC LIMIT $4),"
        f" delivered(items) AS (SELECT {_DELIVERED.format(a='found')}),"
        f" {audit_trail.note(entry, args, at)}"
        f" SELECT f.*, {_MADE}, (SELECT count(*) FROM versions) AS seen, (SELECT count(*) FROM spanned) AS total"
        " FROM (SELECT 1) one LEFT JOIN found f ON true ORDER BY f.version DESC",
        *args.values,
    )
    found = tuple(Version(_stored(row), row["made"]) for row in rows if row["version"] is not None)
    return (found, rows[0]["total"]) if rows[0]["seen"] else None


async def of_types(
    pool: Pool,
    clearance: Clearance,
    types: Sequence[str],
    limit: int,
    last: tuple[int, str, str, int] | None,
    span: Span,
    entry: AuditEntry,
) -> tuple[tuple[Version, ...], bool]:
    """Give versions of a span of all records of these types, newest first, after ``last``; and whether more follow.

    Each type is walked down its own index, so that a page costs what it holds.
    """
    at = audit_trail.now()
    args = Arguments(list(types), span.since)
    predicate = clearance.predicate if len(types) > 1 else among(clearance.predicate, types[0])
    client, jti = args.add(clearance.caller.client), args.add(clearance.caller.jti)
    where = {a: f"{a}.type = t.name AND {a}.updated >= $2 AND {sql(predicate, args, at, a)}" for a in ("r", "h")}
    if span.hi is not None:
        hi = args.add(span.hi)
        where = {a: f"{text} AND {a}.updated < {hi}::bigint" for a, text in where.items()}
    if span.lo is not None:
        where["h"] += f" AND {_until(clearance, args, at)} > {args.add(span.lo)}::bigint"
    if last is not None:
        updated, *rest = (args.add(value) for value in last)
        key = f"({updated}::bigint, {rest[0]}::text, {rest[1]}::text, {rest[2]}::int)"
        after = f"{{a}}.updated <= {updated}::bigint AND ({{a}}.updated, {{a}}.type, {{a}}.id, {{a}}.version) < {key}"
        where = {a: f"{text} AND {after.format(a=a)}" for a, text in where.items()}
    rows = await pool.fetch(
        "WITH keys AS MATERIALIZED (SELECT k.* FROM unnest($1::text[]) AS t(name) CROSS JOIN LATERAL ("
        f"(SELECT r.type, r.id, r.version, r.updated FROM record r WHERE {where['r']}"
        f" ORDER BY r.updated DESC, r.id DESC LIMIT {limit + 1}) UNION ALL"
        f" (SELECT h.type, h.id, h.version, h.updated FROM history h WHERE {where['h']}"
        f" AND {_open(clearance, args, at)} ORDER BY h.updated DESC, h.id DESC, h.version DESC LIMIT {limit + 1})"
        f") k WHERE NOT {REFUSED.format(client=f'{client}::text', jti=f'{jti}::text')}"
        f" ORDER BY k.updated DESC, k.type DESC, k.id DESC, k.version DESC LIMIT {limit + 1}),"
        " numbered AS MATERIALIZED (SELECT k.*, row_number() OVER (ORDER BY k.updated DESC, k.type DESC, k.id DESC,"
        f" k.version DESC) AS i FROM keys k), kept AS (SELECT * FROM numbered WHERE i <= {limit}),"
        f" delivered(items) AS (SELECT {_DELIVERED.format(a='kept')}), {audit_trail.note(entry, args, at)}"
        f" SELECT f.*, {_MADE}, coalesce(r.method, h.method) AS method, coalesce(r.body, h.body) AS body"
        " FROM numbered f LEFT JOIN record r ON r.type = f.type AND r.id = f.id AND r.version = f.version"
        " LEFT JOIN history h ON h.type = f.type AND h.id = f.id AND h.version = f.version ORDER BY f.i",
        *args.values,
    )
    return tuple(Version(_stored(row), row["made"]) for row in rows[:limit]), len(rows) > limit


def _open(clearance: Clearance, args: Arguments, at: int) -> str:
    """Ask whether the present version of h's record, or its deletion, is cleared."""
    present, last = (sql(clearance.predicate, args, at, alias) for alias in ("n", "l"))
    return (
        f"(EXISTS (SELECT FROM record n WHERE n.type = h.type AND n.id = h.id AND {present})"
        " OR (NOT EXISTS (SELECT FROM record x WHERE x.type = h.type AND x.id = h.id) AND EXISTS (SELECT FROM ("
        "SELECT * FROM history y WHERE y.type = h.type AND y.id = h.id ORDER BY y.version DESC LIMIT 1) l"
        f" WHERE {last})))"
    )


def _until(clearance: Clearance, args: Arguments, at: int) -> str:
    """Say until when h was current: the instant of the next version that is there to see."""
    return (
        "coalesce((SELECT n.updated FROM history n WHERE n.type = h.type AND n.id = h.id AND n.version > h.version"
        f" AND {sql(clearance.predicate, args, at, 'n')} ORDER BY n.version LIMIT 1),"
        " (SELECT x.updated FROM record x WHERE x.type = h.type AND x.id = h.id), 9223372036854775807)"
    )


def _versions(clearance: Clearance, type_: str, args: Arguments, at: int) -> str:
    """Give the CTEs for the versions of $1/$2 that are cleared, each by itself and by the present one."""
    predicate = among(clearance.predicate, type_)
    client, jti = args.add(clearance.caller.client), args.add(clearance.caller.jti)
    standing = "NOT " + REFUSED.format(client=f"{client}::text", jti=f"{jti}::text")
    columns = "{a}.type, {a}.id, {a}.version, {a}.updated, {a}.method, {a}.body"
    present, past, last = (sql(predicate, args, at, alias) for alias in ("r", "h", "l"))
    return (
        f"present AS (SELECT {columns.format(a='r')} FROM record r WHERE r.type = $1 AND r.id = $2 AND {standing}"
        f" AND {present}),"
        " open AS (SELECT EXISTS (SELECT FROM present) OR (NOT EXISTS (SELECT FROM record x WHERE x.type = $1"
        " AND x.id = $2) AND EXISTS (SELECT FROM (SELECT * FROM history y WHERE y.type = $1 AND y.id = $2"
        f" ORDER BY y.version DESC LIMIT 1) l WHERE {standing} AND {last})) AS visible),"
        " versions AS (SELECT * FROM present UNION ALL"
        f" SELECT {columns.format(a='h')} FROM history h, open WHERE open.visible AND h.type = $1 AND h.id = $2"
        f" AND {past})"
    )


def _stored(row: Record) -> Stored:
    return Stored(row["type"], row["id"], row["version"], row["updated"], row["body"], row["method"])
