"""How do we talk to PostgreSQL: a pool of connections that keep their prepared statements and no session state."""

from __future__ import annotations

import asyncpg

APPLICATION = "chartward"
STATEMENTS = 1_000
LONGEST_STATEMENT = 65_536


class Connection(asyncpg.Connection):
    """A connection that is not reset on its return to the pool.

    The reset query costs as much as a read. Hence the rule: no SET, LISTEN, temporary table or session-level advisory
    lock on a pooled connection; use SET LOCAL and pg_advisory_xact_lock, which end with the transaction. (An open
    transaction is still rolled back on return.)
    """

    __slots__ = ()

    def get_reset_query(self) -> str:
        """Reset nothing."""
        return ""


async def connect(url: str, size: int = 10) -> asyncpg.Pool:
    """Open the pool of a process.

    A statement is planned once and not for each of its values: planning one with its rules costs 1 ms, more than most
    run. Its text depends on its shape and says which index leads, so that one plan serves all values.
    """
    return await asyncpg.create_pool(
        url,
        min_size=min(2, size),
        max_size=size,
        max_inactive_connection_lifetime=0,
        connection_class=Connection,
        statement_cache_size=STATEMENTS,
        max_cached_statement_lifetime=0,
        max_cacheable_statement_size=LONGEST_STATEMENT,
        server_settings={"application_name": APPLICATION, "plan_cache_mode": "force_generic_plan"},
    )
