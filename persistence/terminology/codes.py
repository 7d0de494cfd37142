"""What does the database know of these ICD-10-CM codes: one query, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.coding.facts import CodeFact, ancestors, canonical, resolve

if TYPE_CHECKING:
    from asyncpg import Connection, Record
    from asyncpg.pool import PoolConnectionProxy

FACTS = """
SELECT code, billable, display, excludes1, excludes2, code_first, use_additional, flags
FROM code_fact WHERE code = ANY($1::text[])
"""


async def facts(connection: Connection | PoolConnectionProxy, codes: Sequence[str]) -> dict[str, CodeFact]:
    """Give what is known of each code and of the categories above it, by canonical code; an unknown code is absent."""
    wanted = {canonical(code) for code in codes}
    if not wanted:
        return {}
    asked = sorted(wanted | {above for code in wanted for above in ancestors(code)})
    rows = {row["code"]: _fact(row) for row in await connection.fetch(FACTS, asked)}
    return resolve(wanted, rows)


def _fact(row: Record) -> CodeFact:
    return CodeFact(
        row["code"],
        row["billable"],
        row["display"],
        tuple(row["excludes1"]),
        tuple(row["excludes2"]),
        tuple(row["code_first"]),
        tuple(row["use_additional"]),
        frozenset(row["flags"]),
    )
