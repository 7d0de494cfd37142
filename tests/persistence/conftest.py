"""How does a test keep records and search them? The columns and index rows of the store, without its rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
import pytest_asyncio

from domain.search.extraction import extract
from domain.search.query import Query, parse
from persistence.arguments import Arguments
from persistence.index_rows import TABLES, removal, rows
from persistence.query_sql import after, conditions, driven, order_by, source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import asyncpg

_RECORD = (
    "INSERT INTO record (rid, type, id, version, updated, patient, also, encounter, status, lo, hi, labels, author,"
    " keys, method, body) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, '{}', 'test', $11, 'PUT', $12)"
)


class Index:
    """Records of a test in a database."""

    def __init__(self, connection: asyncpg.Connection | asyncpg.pool.PoolConnectionProxy) -> None:
        """Start with nothing kept."""
        self._connection = connection
        self._rids: dict[str, int] = {}

    async def keep(self, *resources: dict[str, Any], updated: int = 0) -> None:
        """Write records with all their rows."""
        for resource in resources:
            found = extract(resource)
            rid = len(self._rids) + 1
            self._rids[f"{resource['resourceType']}/{resource['id']}"] = rid
            await self._connection.execute(
                _RECORD,
                rid,
                resource["resourceType"],
                resource["id"],
                updated,
                found.patients[0] if found.patients else None,
                list(found.patients[1:]) or None,
                found.encounter,
                found.status,
                found.lo,
                found.hi,
                found.keys,
                orjson.dumps(resource),
            )
            for table, values in rows(found, rid).items():
                await self._connection.copy_records_to_table(table, records=values, columns=TABLES[table])

    async def forget(self, resource: dict[str, Any]) -> None:
        """Take the index rows of a record away."""
        for statement, arguments in removal(
            extract(resource), self._rids[f"{resource['resourceType']}/{resource['id']}"]
        ):
            await self._connection.execute(statement, *arguments)

    async def count(self) -> dict[str, int]:
        """Count the rows of every index."""
        return {table: await self._connection.fetchval(f"SELECT count(*) FROM {table}") for table in TABLES}

    async def find(self, type_: str, *pairs: tuple[str, str]) -> list[str]:
        """Give the ids of what matches, in order; walked or looked up, they are the same."""
        query = parse(type_, pairs)
        found = [row["id"] for row in await self.page(driven(query))]

        assert sorted(found) == sorted([row["id"] for row in await self.page(query)])
        for way in ("checked", "few"):
            walked = replace(query, **{way: query.filters})
            assert sorted(found) == sorted([row["id"] for row in await self.page(walked)]), way
        return found

    async def page(self, query: Query, last: list[object] | None = None) -> list[asyncpg.Record]:
        """Give one page, with its keys."""
        args = Arguments(query.type)
        origin = source(query, args)
        keys, order = order_by(query, args)
        where = ["r.type = $1", *conditions(query, args, visible=lambda *_: "true")]
        if last is not None:
            where.append(after(query, last, args))
        columns = "".join(f", {key} AS k{n}" for n, key in enumerate(keys))
        return await self._connection.fetch(
            f"SELECT r.id{columns} FROM {origin} WHERE {' AND '.join(where)}"
            f" ORDER BY {order} LIMIT {args.add(query.count)}",
            *args.values,
        )


@pytest_asyncio.fixture
async def index(pool: asyncpg.Pool) -> AsyncIterator[Index]:
    """Give an empty index."""
    async with pool.acquire() as connection:
        yield Index(connection)
