"""Which of the cleared records does an operation choose? Found and written down in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import orjson

from domain.audit import AuditEntry
from domain.errors import Fault, Malformed
from domain.ports import Choice, Stored
from domain.privacy.decide import Clearance
from domain.privacy.predicate import among
from domain.search.query import Query
from persistence import audit_trail
from persistence.arguments import Arguments
from persistence.pages import cleared, standing, stored
from persistence.predicate_sql import sql

if TYPE_CHECKING:
    from asyncpg import Pool

MOST, MOST_CHOSEN = 20_000, 1_000
"""Records that an operation looks through, and gives; who asks for more is told to ask for less, not given a part."""
_FETCH = 200
_COLUMNS = "r.type, r.id, r.version, r.updated, r.method, r.body"


async def pick(
    pool: Pool, clearance: Clearance, queries: Sequence[Query], choice: Choice[Any], entry: AuditEntry
) -> tuple[Stored, ...]:
    """Give what is chosen of the cleared records that match some of the queries, each but once.

    The records are looked at a few at a time; only the bodies of the chosen ones are held together.
    """
    at = audit_trail.now()
    numbers: list[int] = []
    facts: list[Any] = []
    seen: set[int] = set()
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        for query in queries:
            args = Arguments()
            where = " AND ".join(cleared(clearance, query, args, at))
            statement = f"SELECT r.rid, {_COLUMNS} FROM record r WHERE {where} LIMIT {MOST + 1}"
            async for row in connection.cursor(statement, *args.values, prefetch=_FETCH):
                if row["rid"] not in seen:
                    seen.add(row["rid"])
                    numbers.append(row["rid"])
                    facts.append(choice.facts(stored(row)))
                if len(numbers) > MOST:
                    raise too_costly(MOST)
        chosen = [numbers[n] for n in choice.choose(facts)]
        if len(chosen) > MOST_CHOSEN:
            raise too_costly(MOST_CHOSEN)
        rows = await connection.fetch(f"SELECT r.rid, {_COLUMNS} FROM record r WHERE r.rid = ANY($1::bigint[])", chosen)
        bodies = {row["rid"]: stored(row) for row in rows}
        found = tuple(bodies[rid] for rid in chosen)
        await audit_trail.write(connection, entry, [f"{one.reference}/{one.version}" for one in found], at)
    return found


async def meta_in_use(pool: Pool, clearance: Clearance, type_: str, entry: AuditEntry) -> dict[str, list[Any]]:
    """Give the profiles, tags and security labels of the cleared records of a type, "" for all, each but once."""
    at = audit_trail.now()
    args = Arguments(type_)
    predicate = among(clearance.predicate, type_) if type_ else clearance.predicate
    seen = f"($1 = '' OR r.type = $1) AND {standing(clearance, args)} AND {sql(predicate, args, at)}"
    rows = await pool.fetch(
        f"WITH seen AS MATERIALIZED (SELECT r.body FROM record r WHERE {seen} LIMIT {MOST + 1}),"
        " metas AS MATERIALIZED (SELECT convert_from(s.body, 'UTF8')::json -> 'meta' AS meta FROM seen s),"
        " delivered(items) AS (SELECT ARRAY[]::text[]),"
        f" {audit_trail.note(entry, args, at)}"
        " SELECT found.*, (SELECT count(*) FROM seen) AS n FROM (SELECT 1) once LEFT JOIN ("
        "SELECT DISTINCT k.name, one.value::text AS value FROM metas m,"
        " (VALUES ('profile'), ('tag'), ('security')) AS k(name),"
        " LATERAL json_array_elements(coalesce(m.meta -> k.name, '[]'::json)) AS one(value)) found ON true",
        *args.values,
    )
    if rows[0]["n"] > MOST:
        raise too_costly(MOST)
    found: dict[str, list[Any]] = {}
    for row in rows if rows[0]["name"] else ():
        found.setdefault(row["name"], []).append(orjson.loads(row["value"]))
    return found


def too_costly(most: int) -> Malformed:
    """Say that more would have to be looked through, or given, than an operation may."""
    return Malformed(Fault("too-costly", f"This would take more than {most:,} records; ask for less."))
