"""How does the full-text index follow the records? (https://hl7.org/fhir/R4/search.html#content).

A write says in ``text_queue`` which records it made and superseded; the words are made later, so that writes stay as
fast as they are. A search for words first has the whole queue done: what was written before it is found by it. Between
searches a chore does the queue while nobody writes.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import orjson
from asyncpg import Pool

from domain.errors import Fault, Unavailable
from domain.search.texts import wording

if TYPE_CHECKING:
    from asyncpg import Connection
    from asyncpg.pool import PoolConnectionProxy

    AnyConnection = Connection | PoolConnectionProxy

LOCK = 0x54455854  # "TEXT"
BATCH = 25
"""Records at a time: their words are made on the event loop, which answers nobody meanwhile."""

PATIENCE = 10.0
"""Seconds that a search works on the queue before it gives up."""

SPELL = 1.0
"""Seconds that the chore works at a time."""

REST = 9
"""How much longer than a batch took the chore rests while requests come in."""

_TAKE = """
WITH taken AS (
    DELETE FROM text_queue WHERE ctid = ANY(ARRAY(SELECT ctid FROM text_queue LIMIT $1)) RETURNING rid
)
SELECT DISTINCT ON (t.rid) t.rid, r.body FROM taken t LEFT JOIN record r ON r.rid = t.rid
"""


async def catch_up(database: AnyConnection | Pool, patience: float = PATIENCE) -> None:
    """Have everything indexed that was written before; Unavailable if that takes longer than a search can wait.

    On a connection it is part of what its transaction does, which must not be of one snapshot.
    """
    if not await database.fetchval("SELECT EXISTS (SELECT FROM text_queue)"):
        return
    until = time.monotonic() + patience
    async with contextlib.AsyncExitStack() as stack:
        if isinstance(database, Pool):
            connection: AnyConnection = await stack.enter_async_context(database.acquire())
        else:
            connection = database
        while await _batch(connection):
            if time.monotonic() > until:
                text = "The words of what was written last are still being indexed; try again."
                raise Unavailable(Fault("transient", text))


async def _batch(connection: AnyConnection, *, waiting: bool = True) -> bool:
    """Index one batch of the queue; tell whether there may be more. One process at a time, the others wait."""
    async with connection.transaction():
        if waiting:
            await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
        elif not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", LOCK):
            return False
        taken = await connection.fetch(_TAKE, BATCH)
        if not taken:
            return False
        found = [
            (row["rid"], kind, words)
            for row in taken
            if row["body"] is not None
            for kind, words in wording(orjson.loads(row["body"])).items()
        ]
        await connection.execute("DELETE FROM index_text WHERE rid = ANY($1::bigint[])", [row["rid"] for row in taken])
        await connection.executemany(
            "INSERT INTO index_text (rid, kind, words) VALUES ($1, $2, array_to_tsvector($3::text[]))", found
        )
    return True


class Chore:
    """Does the queue in this process while nobody writes, and now and then while somebody reads."""

    def __init__(self, pool: Pool, asked: Callable[[], int] = lambda: 0) -> None:
        """Start without knowing how far the numbers of records are; ``asked`` counts the requests."""
        self._pool = pool
        self._asked = asked
        self._block: int | None = None

    async def when_idle(self) -> int:
        """Work for a while if no block of record numbers was begun since the last look; give the batches done."""
        done = 0
        async with self._pool.acquire() as connection:
            block = await connection.fetchval("SELECT last_value FROM record_block")
            busy, self._block = block != self._block, block
            until = time.monotonic() + SPELL
            while not busy and (began := time.monotonic()) < until:
                before = self._asked()
                if not await _batch(connection, waiting=False):
                    break
                done += 1
                if self._asked() != before:
                    await asyncio.sleep(REST * (time.monotonic() - began))
        return done
