"""May this database be trusted with records: does it keep what it has acknowledged?

https://www.postgresql.org/docs/current/runtime-config-wal.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncpg
    from asyncpg.pool import PoolConnectionProxy

    Connection = asyncpg.Connection | PoolConnectionProxy

OLDEST = 15
REQUIRED = {
    "fsync": ({"on"}, "a crash of the machine would lose or tear acknowledged records"),
    "full_page_writes": ({"on"}, "a crash of the machine could leave torn pages"),
    "synchronous_commit": ({"on", "local", "remote_write", "remote_apply"}, "an acknowledged record could be lost"),
    "track_activities": ({"on"}, "a query that runs away could not be found"),
}


class UnsafeDatabaseError(RuntimeError):
    """The database is set so that it may lose acknowledged records; every reason is named."""

    def __init__(self, reasons: list[str]) -> None:
        """Keep the reasons."""
        super().__init__("this database is not safe for records: " + "; ".join(reasons))
        self.reasons = reasons


async def settings(connection: Connection) -> dict[str, str]:
    """Read the settings that matter, as this very role and database have them, and the server's version."""
    names = [*REQUIRED, "server_version", "server_version_num"]
    rows = await connection.fetch("SELECT name, setting FROM pg_settings WHERE name = ANY($1)", names)
    return {row["name"]: row["setting"] for row in rows}


async def reasons(connection: Connection) -> list[str]:
    """Name everything that makes the database unsafe."""
    found = await settings(connection)
    answer = [
        f"{name} is {found.get(name)}: {why}"
        for name, (accepted, why) in REQUIRED.items()
        if found.get(name) not in accepted
    ]
    if int(found["server_version_num"]) < OLDEST * 10_000:
        answer.append(f"PostgreSQL {found['server_version']} is too old: {OLDEST} or later is needed")
    unlogged = await connection.fetch(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relpersistence = 'u'"
        " AND relnamespace = current_schema()::regnamespace ORDER BY relname"
    )
    answer += [f"table {row['relname']} is unlogged: a crash would empty it" for row in unlogged]
    return answer


async def check(connection: Connection) -> None:
    """Refuse to go on with an unsafe database."""
    found = await reasons(connection)
    if found:
        raise UnsafeDatabaseError(found)
