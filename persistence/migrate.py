"""How does a database come to have today's tables: Alembic, in this process, one at a time whoever else starts."""

from __future__ import annotations

import io
import re
from pathlib import Path

import asyncpg

from persistence.terminology.load import load

FOLDER = Path(__file__).with_name("migrations")
LOCK = 0x43485254  # "CHRT"
NAME = re.compile(r"(\d{4})_\w+\.py")


def revisions() -> list[str]:
    """Name every revision, oldest first, from the files alone."""
    found = (NAME.fullmatch(path.name) for path in sorted((FOLDER / "versions").iterdir()))
    return [match[1] for match in found if match]


async def current(connection: asyncpg.Connection) -> str | None:
    """Name the revision that the database is at; None for an empty database."""
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None
    version: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    return version


async def migrate(url: str) -> list[str]:
    """Bring the database up to date and name the revisions applied; take turns with other processes."""
    connection = await asyncpg.connect(url, server_settings={"application_name": "chartward migrate"})
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        before = await current(connection)
        known = revisions()
        if before is not None and before not in known:
            raise RuntimeError(f"the database is at revision {before}, which this version of Chartward does not know")
        applied = [revision for revision in known if before is None or revision > before]
        if applied:
            await connection.execute(script(before))
        await load(connection)
        return applied
    finally:
        await connection.close()


def script(before: str | None) -> str:
    """Let Alembic write the SQL from one revision to the newest, each in a transaction of its own."""
    # Imported here: most starts have nothing to migrate, and the import costs more than such a start.
    from alembic import command
    from alembic.config import Config

    text = io.StringIO()
    config = Config(output_buffer=text)
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, f"{before or 'base'}:head", sql=True)
    return text.getvalue()
