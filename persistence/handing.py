"""Which versions that were read before may still be handed out? Asked when the bytes leave, and written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.audit import AuditEntry
from domain.privacy.decide import Clearance
from persistence import audit_trail
from persistence.arguments import Arguments
from persistence.pages import standing
from persistence.predicate_sql import sql

if TYPE_CHECKING:
    from asyncpg import Pool


async def hand_out(pool: Pool, held: Sequence[tuple[Clearance, Sequence[str]]], entry: AuditEntry) -> frozenset[str]:
    """Give those versions that are cleared, and whose record is cleared as it is now."""
    at = audit_trail.now()
    found: dict[str, None] = {}
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        for clearance, items in held:
            parts = [item.split("/") for item in items]
            args = Arguments([part[0] for part in parts], [part[1] for part in parts], [int(part[2]) for part in parts])
            stands = standing(clearance, args)
            now, then = sql(clearance.predicate, args, at), sql(clearance.predicate, args, at, "h")
            rows = await connection.fetch(
                "SELECT w.type || '/' || w.id || '/' || w.version AS item"
                " FROM unnest($1::text[], $2::text[], $3::int[]) AS w(type, id, version)"
                f" JOIN record r ON r.type = w.type AND r.id = w.id WHERE {stands} AND {now}"
                " AND (r.version = w.version OR EXISTS (SELECT FROM history h WHERE h.type = w.type AND h.id = w.id"
                f" AND h.version = w.version AND {then}))",
                *args.values,
            )
            found |= dict.fromkeys(row["item"] for row in rows)
        await audit_trail.write(connection, entry, list(found), at)
    return frozenset(found)
