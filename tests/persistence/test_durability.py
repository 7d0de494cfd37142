"""Is a database refused when it may lose what it has acknowledged?"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from persistence.durability import UnsafeDatabaseError, check
from persistence.embedded import EmbeddedPostgres

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def unsafe_cluster() -> Iterator[str]:
    """Run a server that trades safety for speed."""
    settings = {"shared_buffers": "16MB", "fsync": "off", "full_page_writes": "off", "track_activities": "off"}
    with tempfile.TemporaryDirectory(prefix="chartward-") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder) / "postgres", settings=settings) as url:
            yield url


async def reasons(connection: asyncpg.Connection) -> list[str]:
    """Give the names of what is refused."""
    with pytest.raises(UnsafeDatabaseError) as refusal:
        await check(connection)
    return [reason.split(":")[0] for reason in refusal.value.reasons]


async def test_the_embedded_database_is_safe(pool: asyncpg.Pool) -> None:
    """The embedded server with our tables is accepted."""
    async with pool.acquire() as connection:
        await check(connection)


async def test_unsafe_settings_of_the_server_are_refused(unsafe_cluster: str) -> None:
    """Every unsafe setting is named, all at once."""
    connection = await asyncpg.connect(unsafe_cluster)
    try:
        assert ["fsync is off", "full_page_writes is off", "track_activities is off"] == await reasons(connection)
    finally:
        await connection.close()


async def test_an_unsafe_role_is_refused(database_url: str) -> None:
    """Asynchronous commits are refused, also when only our role or database asks for them."""
    connection = await asyncpg.connect(database_url)
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    await connection.close()
    connection = await asyncpg.connect(database_url)
    try:
        assert ["synchronous_commit is off"] == await reasons(connection)
    finally:
        await connection.close()


async def test_unlogged_tables_are_refused(pool: asyncpg.Pool) -> None:
    """A table that a crash would empty is named."""
    async with pool.acquire() as connection:
        await connection.execute("ALTER TABLE audit_event SET UNLOGGED")

        assert ["table audit_event is unlogged"] == await reasons(connection)
