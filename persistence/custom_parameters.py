"""How do custom search parameters come into use? (https://hl7.org/fhir/R4/searchparameter.html).

A SearchParameter is compiled in the transaction that writes it; the row of the generation says that something changed.
Every write compares the generation with what its process knows, in a statement that it makes anyhow, so that no record
is indexed by an old table; every process looks now and then, and a search that uses custom parameters looks too.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.errors import Fault, Invalid, Unavailable
from domain.search.custom import Row, rows_of
from domain.search.parameters import SearchParameter, adopt, generation, read_row

if TYPE_CHECKING:
    from asyncpg import Connection, Pool
    from asyncpg.pool import PoolConnectionProxy

    from domain.ports import Change

    AnyConnection = Connection | PoolConnectionProxy

_READ = """
SELECT g.n AS generation, p.n, p.row, p.complete FROM search_generation g LEFT JOIN search_parameter p ON true
ORDER BY p.n
"""
_CHANGED = "UPDATE search_generation SET n = $1"


async def refresh(database: AnyConnection | Pool) -> bool:
    """Adopt the parameters that are committed; tell whether they are others than before."""
    rows = await database.fetch(_READ)
    if rows[0]["generation"] == generation():
        return False
    adopted = [_parameter(row["n"], row["row"], complete=row["complete"]) for row in rows if row["n"] is not None]
    adopt(adopted, rows[0]["generation"])
    return True


async def look(pool: Pool) -> int:
    """Adopt what other processes changed; the chore."""
    now = await pool.fetchval("SELECT n FROM search_generation")
    return int(now != generation() and await refresh(pool))


async def stand(database: AnyConnection | Pool) -> None:
    """Refuse a search by custom parameters that have changed since it was read: its answer could lack something."""
    if await database.fetchval("SELECT n FROM search_generation") != generation():
        await refresh(database)
        raise Unavailable(Fault("transient", "The search parameters have just changed; ask again."))


def _parameter(n: int, row: str, *, complete: bool) -> SearchParameter:
    return replace(read_row(f"{n}\t{row}"), complete=complete)


async def keep(connection: AnyConnection, changes: Iterable[Change]) -> bool:
    """Compile the SearchParameters among the changes; tell whether the table of parameters is another one then."""
    definitions = [change for change in changes if change.type == "SearchParameter"]
    if not definitions:
        return False
    await connection.execute("SELECT n FROM search_generation FOR UPDATE")
    changed = False
    for change in definitions:
        others = [
            (row["id"], _parameter(row["n"], row["row"], complete=row["complete"]))
            for row in await connection.fetch("SELECT n, id, row, complete FROM search_parameter ORDER BY n")
        ]
        own = {row.text: row for row in _rows(change, [one for id_, one in others if id_ != change.id])}
        kept = await connection.fetch("SELECT n, row FROM search_parameter WHERE id = $1", change.id)
        gone = [row["n"] for row in kept if row["row"] not in own]
        new = [row for text, row in own.items() if text not in {row["row"] for row in kept}]
        await connection.execute("DELETE FROM search_parameter WHERE n = ANY($1::int[])", gone)
        await connection.executemany(
            "INSERT INTO search_parameter (id, base, code, row, since, complete) VALUES ($1, $2, $3, $4, $5, false)",
            [(change.id, row.base, row.code, row.text, change.updated) for row in new],
        )
        changed = changed or bool(gone or new)
    if changed:
        await mark(connection)
    return changed


async def mark(connection: AnyConnection) -> None:
    """Say that the table of parameters is another one; the number means nothing but that."""
    await connection.execute(_CHANGED, secrets.randbits(62) + 1)


def _rows(change: Change, others: Sequence[SearchParameter]) -> list[Row]:
    if change.body is None:
        return []
    by_type: dict[str, list[SearchParameter]] = {}
    for one in others:
        by_type.setdefault(one.type, []).append(one)
    rows = rows_of(change.resource, by_type)
    taken = {(one.type, one.code) for one in others}
    if any((row.base, row.code) in taken for row in rows):
        text = "Another SearchParameter has this code for the same type."
        raise Invalid(Fault("duplicate", text, "SearchParameter.code"))
    return rows
