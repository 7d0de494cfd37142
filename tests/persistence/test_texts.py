"""Is every word found that was written before, once, and none that was superseded?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from domain.errors import Unavailable
from persistence.texts import BATCH, Chore, catch_up

if TYPE_CHECKING:
    import asyncpg


async def write(pool: asyncpg.Pool, rid: int, resource: dict[str, Any] | None) -> None:
    """Write or delete a record with its place in the queue, as the store does."""
    await pool.execute("DELETE FROM record WHERE rid = $1", rid)
    if resource is not None:
        await pool.execute(
            "INSERT INTO record (rid, type, id, version, updated, labels, author, keys, method, body)"
            " VALUES ($1, 'Basic', $2, 1, 0, '{}', 'test', '{}', 'PUT', $3)",
            rid,
            f"t{rid}",
            orjson.dumps({"resourceType": "Basic", **resource}),
        )
    await pool.execute("INSERT INTO text_queue VALUES ($1)", rid)


async def found(pool: asyncpg.Pool, word: str, kind: str = "content") -> list[int]:
    """Give the records that have a word."""
    rows = await pool.fetch(
        "SELECT rid FROM index_text WHERE kind = $1 AND words @@ $2::text::tsquery ORDER BY rid", kind, f"'{word}'"
    )
    return [row["rid"] for row in rows]


async def test_what_was_written_is_found_after_catching_up(pool: asyncpg.Pool) -> None:
    """A narrative by both kinds, other texts by content; what is superseded or deleted no longer."""
    await write(pool, 900_001, {"text": {"div": "<div>Ärztin</div>"}, "code": {"text": "zebra-1"}})
    await write(pool, 900_002, {"code": {"text": "zebra-2"}})
    await catch_up(pool)

    assert [900_001] == await found(pool, "arztin", "text") == await found(pool, "arztin")
    assert [900_001, 900_002] == await found(pool, "zebra")
    assert [] == await found(pool, "zebra", "text")

    await write(pool, 900_001, {"code": {"text": "okapi"}})
    await write(pool, 900_002, None)
    await catch_up(pool)

    assert [] == await found(pool, "zebra") + await found(pool, "arztin", "text")
    assert [900_001] == await found(pool, "okapi")
    assert 0 == await pool.fetchval("SELECT count(*) FROM text_queue")


async def test_searchers_together_all_find_everything(pool: asyncpg.Pool) -> None:
    """Whoever comes second waits for the first; nothing is indexed twice, nothing is missed."""
    count = 2 * BATCH + 7
    for rid in range(910_000, 910_000 + count):
        await write(pool, rid, {"code": {"text": "quagga"}})

    async def search() -> int:
        await catch_up(pool)
        return len(await found(pool, "quagga"))

    assert [count] * 4 == await asyncio.gather(*(search() for _ in range(4)))


async def test_a_search_does_not_wait_for_ever(pool: asyncpg.Pool) -> None:
    """Rather no answer than one that leaves something out."""
    for rid in range(920_000, 920_000 + BATCH + 1):
        await write(pool, rid, {"code": {"text": "tarpan"}})

    with pytest.raises(Unavailable):
        await catch_up(pool, patience=-1)


async def test_the_chore_works_while_nobody_writes(pool: asyncpg.Pool) -> None:
    """Not before it has seen that no block of numbers was begun meanwhile."""
    chore = Chore(pool)
    await write(pool, 930_000, {"code": {"text": "aurochs"}})
    await pool.fetchval("SELECT nextval('record_block')")

    assert 0 == await chore.when_idle()
    assert [] == await found(pool, "aurochs")
    assert 1 <= await chore.when_idle()
    assert [930_000] == await found(pool, "aurochs")

    await write(pool, 930_001, {"code": {"text": "aurochs"}})
    await pool.fetchval("SELECT nextval('record_block')")

    assert 0 == await chore.when_idle()
