"""How are stored records indexed by parameters that came after them? In batches, while everything goes on.

What is written meanwhile is indexed as it is written (``custom_parameters.py``); transactions that began before are
waited for. A parameter is complete, and can be searched by, when every record of its type has been seen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any

import orjson

from domain.privacy.content import content_keys
from domain.search.extraction import extract, extractor
from domain.search.parameters import FIRST_CUSTOM, defined
from domain.search.readers import presence
from persistence import custom_parameters, units
from persistence.grace import wait_out_older_transactions
from persistence.index_rows import TABLES, removal, rows

if TYPE_CHECKING:
    from asyncpg import Connection, Pool
    from asyncpg.pool import PoolConnectionProxy

    AnyConnection = Connection | PoolConnectionProxy
    Progress = Callable[[int, int, str], Awaitable[None]]
    """Told after each batch: how many records are done, of how many, and where to go on after an interruption."""

BATCH = 200

_NEXT = """
SELECT rid, id, keys, body FROM record WHERE type = $1 AND id > $2 ORDER BY id LIMIT $3 FOR NO KEY UPDATE
"""


async def reindex(
    pool: Pool,
    progress: Progress | None = None,
    *,
    types: Iterable[str] | None = None,
    everything: bool = False,
    resume: str = "",
) -> int:
    """Index stored records and give how many were looked at.

    By the custom parameters that are not complete; with ``everything`` by all parameters anew. ``types``: only these.
    ``resume``: the place that the progress told last; if the parameters have changed since, it begins again.
    """
    wanted = None if types is None else set(types)
    async with pool.acquire() as connection:
        await custom_parameters.refresh(connection)
        await wait_out_older_transactions(connection)
        pending = await connection.fetch("SELECT n, base FROM search_parameter WHERE NOT complete ORDER BY n")
        pending = [row for row in pending if wanted is None or row["base"] in wanted]
        numbers = {row["n"] for row in pending}
        named = {row["base"] for row in pending} if not everything else wanted
        sweep = _Sweep(connection, progress, None if everything else numbers)
        await sweep.run(named, resume)
        async with connection.transaction():
            await connection.execute("SELECT n FROM search_generation FOR UPDATE")
            await connection.execute(
                "UPDATE search_parameter SET complete = true WHERE n = ANY($1::int[])", list(numbers)
            )
            await _sweep_out(connection)
            if numbers:
                await custom_parameters.mark(connection)
        await custom_parameters.refresh(connection)
    return sweep.done


class _Sweep:
    """One walk over the records of some types."""

    def __init__(self, connection: AnyConnection, progress: Progress | None, numbers: set[int] | None) -> None:
        self._connection = connection
        self._progress = progress
        self._numbers = numbers
        self.done = 0

    async def run(self, types: set[str] | None, resume: str) -> None:
        """Walk; ``types`` None: all that there are."""
        counts = {
            row["type"]: row["count"]
            for row in await self._connection.fetch(
                "SELECT type, count(*) FROM record WHERE $1::text[] IS NULL OR type = ANY($1) GROUP BY type",
                None if types is None else sorted(types),
            )
        }
        total = sum(counts.values())
        job = "-".join(map(str, sorted(self._numbers))) if self._numbers is not None else "*"
        before, _, place = resume.partition("|")
        at_type, _, at_id = place.partition("/") if before == job else ("", "", "")
        for type_, count in sorted(counts.items()):
            if type_ < at_type:
                self.done += count
                continue
            last: str | None = at_id if type_ == at_type else ""
            while last is not None:
                last = await self._batch(type_, last)
                if self._progress is not None and last is not None:
                    await self._progress(self.done, max(total, self.done), f"{job}|{type_}/{last}")

    async def _batch(self, type_: str, last: str) -> str | None:
        """Index the records after an id; give the last one's, None if there are no more."""
        async with self._connection.transaction():
            found = await self._connection.fetch(_NEXT, type_, last, BATCH)
            marks = {presence(type_, one.hashed) for one in defined(type_) if one.number in (self._numbers or ())}
            read = extract if self._numbers is None else extractor(type_, self._numbers)
            tables: dict[str, list[tuple[Any, ...]]] = {}
            seen: set[str] = set()
            for row in found:
                keys = set(row["keys"])
                resource = orjson.loads(row["body"])
                extracted = read(resource)
                if self._numbers is None or not marks.isdisjoint(keys):  # perhaps written since: it has its rows
                    for statement, arguments in removal(extracted, row["rid"]):
                        await self._connection.execute(statement, *arguments)
                for table, values in rows(extracted, row["rid"]).items():
                    tables.setdefault(table, []).extend(values)
                seen |= extracted.units
                now = set(extracted.keys) | (keys if self._numbers is not None else content_keys(resource))
                if now != keys:
                    await self._connection.execute("UPDATE record SET keys = $2 WHERE rid = $1", row["rid"], list(now))
            if self._numbers is None and found:
                tables["text_queue"] = [(row["rid"],) for row in found]
            for table, values in tables.items():
                await self._connection.copy_records_to_table(table, records=values, columns=TABLES.get(table, ("rid",)))
            if seen:
                await units.note(self._connection, seen)
        self.done += len(found)
        return found[-1]["id"] if len(found) == BATCH else None


async def _sweep_out(connection: AnyConnection) -> None:
    """Take away the rows of parameters that are no more."""
    for table, columns in TABLES.items():
        if "p" in columns:
            await connection.execute(
                f"DELETE FROM {table} t WHERE (t.p >= $1 OR t.p <= -$1::int)"
                " AND NOT EXISTS (SELECT FROM search_parameter s WHERE s.n = abs(t.p))",
                FIRST_CUSTOM,
            )
