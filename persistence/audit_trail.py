"""How is an access written down so that it cannot be unwritten? The row, in the statement or transaction that reads.

``NOTE`` is the tail of a statement whose CTE ``delivered`` gives the versions handed out; the row's hash is
that of ``domain.audit.row_hash``, computed by PostgreSQL because only it knows what the statement found.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.audit import AuditEntry, row_hash
from persistence.arguments import Arguments

if TYPE_CHECKING:
    from asyncpg import Connection, Pool
    from asyncpg.pool import PoolConnectionProxy

_INSERT = "INSERT INTO audit_event (recorded, entry, delivered, hash) VALUES ($1, $2, $3, $4)"


def now() -> int:
    """Give the present instant in microseconds since 1970."""
    return time.time_ns() // 1000


def note(entry: AuditEntry, args: Arguments, at: int) -> str:
    """Give the CTE that writes the audit row for what the CTE ``delivered(items text[])`` hands out."""
    recorded, body = args.add(at), args.add(entry.canonical())
    return (
        "note AS (INSERT INTO audit_event (recorded, entry, delivered, hash)"
        f" SELECT {recorded}::bigint, {body}::bytea, d.items,"
        f" sha256(convert_to({recorded}::bigint::text || E'\\n', 'UTF8') || {body}::bytea"
        " || convert_to(E'\\n' || array_to_string(d.items, ','), 'UTF8')) FROM delivered d)"
    )


async def write(
    connection: Connection | Pool | PoolConnectionProxy, entry: AuditEntry, delivered: Sequence[str] = (), at: int = 0
) -> None:
    """Write one audit row by itself."""
    recorded, body, items = at or now(), entry.canonical(), list(delivered)
    await connection.execute(_INSERT, recorded, body, items, row_hash(recorded, body, ",".join(items)))
