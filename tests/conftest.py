"""Which database do tests run against: one real PostgreSQL for the run, a fresh database for each test that asks."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from persistence.embedded import EmbeddedPostgres
from persistence.migrate import migrate
from persistence.pool import connect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

# A slow machine is no fault of the code; CI tries the same examples each time, a developer new ones.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=os.environ.get("CI") == "true"
)
settings.load_profile("house")

TEMPLATE = "chartward_template"
NUMBERS = itertools.count(1)


def at(url: str, database: str) -> str:
    """Name another database of the same server."""
    return url.replace("/postgres?", f"/{database}?")


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """Run one PostgreSQL, set as durably as in service, with a migrated database to copy; give its URL."""

    async def prepare(url: str) -> None:
        connection = await asyncpg.connect(url)
        await connection.execute(f"CREATE DATABASE {TEMPLATE}")
        await connection.close()
        await migrate(at(url, TEMPLATE))

    with tempfile.TemporaryDirectory(prefix="chartward-tests-") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder) / "postgres") as url:
            asyncio.run(prepare(url))
            yield url


@pytest_asyncio.fixture
async def empty_database_url(cluster: str) -> AsyncIterator[str]:
    """Give a database without tables."""
    async with _database(cluster, "template1") as url:
        yield url


@pytest_asyncio.fixture
async def database_url(cluster: str) -> AsyncIterator[str]:
    """Give a migrated database of the test's own."""
    async with _database(cluster, TEMPLATE) as url:
        yield url


@pytest_asyncio.fixture
async def pool(database_url: str) -> AsyncIterator[asyncpg.Pool]:
    """Give a pool on a migrated database of the test's own."""
    async with await connect(database_url, size=4) as opened:
        yield opened


@contextlib.asynccontextmanager
async def _database(cluster: str, template: str) -> AsyncIterator[str]:
    name = f"test_{next(NUMBERS)}"
    administrator = await asyncpg.connect(cluster)
    try:
        await administrator.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        yield at(cluster, name)
        await administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await administrator.close()
