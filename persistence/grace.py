"""When may a change that narrows what others see be acknowledged? When no older transaction is left.

A disclosure is one short transaction whose snapshot may be older than the change. Instead of a lock that every
read takes, the rare writer waits after its commit until each transaction of this service that began before has
ended: what is acknowledged is then seen by every later byte. See docs/adr/0005.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncpg import Connection
    from asyncpg.pool import PoolConnectionProxy

_RUNNING = (
    "SELECT pid, xact_start FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()"
    " AND xact_start IS NOT NULL"
)
_STILL = (
    "SELECT count(*) FROM pg_stat_activity a JOIN unnest($1::int[], $2::timestamptz[]) AS old(pid, xact_start)"
    " ON a.pid = old.pid AND a.xact_start = old.xact_start"
)


async def wait_out_older_transactions(connection: Connection | PoolConnectionProxy) -> None:
    """Return when every transaction that was open just now has ended."""
    older = await connection.fetch(_RUNNING)
    pause = 0.0005
    while older and await connection.fetchval(
        _STILL, [row["pid"] for row in older], [row["xact_start"] for row in older]
    ):
        await asyncio.sleep(pause)
        pause = min(pause * 2, 0.05)
