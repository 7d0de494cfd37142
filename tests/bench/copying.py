"""How fast could the rows of the ingest be written at all? COPY of the same rows, same tables, same indexes."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass

import asyncpg

TABLES = (
    "record",
    "index_token",
    "index_string",
    "index_reference",
    "index_date",
    "index_number",
    "index_quantity",
    "index_uri",
    "relationship",
    "directive",
)


@dataclass(frozen=True, slots=True)
class Copied:
    """The rows that an ingest wrote, and how long COPY took for them."""

    rows: int
    seconds: float
    tables: dict[str, int]


async def mark(connection: asyncpg.Connection) -> dict[str, int]:
    """Remember where the tables end."""
    return {
        "rid": await connection.fetchval("SELECT coalesce(max(rid), -1) FROM record"),
        "seq": await connection.fetchval("SELECT coalesce(max(seq), -1) FROM audit_event"),
    }


async def copy(connection: asyncpg.Connection, since: dict[str, int], bundles: int) -> Copied:
    """Copy what was written since the mark into tables like the originals and as full, a transaction for each bundle."""
    await connection.execute("DROP SCHEMA IF EXISTS yardcopy CASCADE; CREATE SCHEMA yardcopy")
    for table in (*TABLES, "audit_event"):
        await connection.execute(f"CREATE TABLE yardcopy.{table} (LIKE public.{table} INCLUDING ALL)")
        options = await connection.fetchval(
            "SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = $1::text::regclass", f"public.{table}"
        )
        if options:
            await connection.execute(f"ALTER TABLE yardcopy.{table} SET ({options})")
    for table in TABLES:
        await connection.execute(
            f"INSERT INTO yardcopy.{table} SELECT * FROM public.{table} WHERE rid <= {since['rid']}"
        )
    await connection.execute(
        "INSERT INTO yardcopy.audit_event OVERRIDING SYSTEM VALUE SELECT * FROM public.audit_event"
        f" WHERE seq <= {since['seq']}"
    )
    await connection.execute("VACUUM ANALYZE")
    rids = [
        row[0] for row in await connection.fetch("SELECT rid FROM record WHERE rid > $1 ORDER BY rid", since["rid"])
    ]
    size = -(-len(rids) // bundles)
    parts = [(rids[n], rids[min(n + size, len(rids)) - 1]) for n in range(0, len(rids), size)]
    loads: list[list[tuple[str, bytes]]] = []
    counts: dict[str, int] = {}
    for first, last in parts:
        load = []
        for table in TABLES:
            data = io.BytesIO()
            done = await connection.copy_from_query(
                f"SELECT * FROM public.{table} WHERE rid BETWEEN {first} AND {last}", output=data, format="binary"
            )
            number = int(done.split()[1])
            counts[table] = counts.get(table, 0) + number
            if number:
                load.append((table, data.getvalue()))
        loads.append(load)
    data = io.BytesIO()
    done = await connection.copy_from_query(
        f"SELECT * FROM public.audit_event WHERE seq > {since['seq']}", output=data, format="binary"
    )
    counts["audit_event"] = int(done.split()[1])
    loads.append([("audit_event", data.getvalue())])
    await connection.execute("CHECKPOINT")
    began = time.perf_counter()
    for load in loads:
        async with connection.transaction():
            for table, content in load:
                await connection.copy_to_table(
                    table, source=io.BytesIO(content), schema_name="yardcopy", format="binary"
                )
    seconds = time.perf_counter() - began
    await connection.execute("DROP SCHEMA yardcopy CASCADE")
    return Copied(sum(counts.values()), seconds, counts)
