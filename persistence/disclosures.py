"""Which disclosures were made? Rows are written in the transaction that discloses, and never changed."""

from __future__ import annotations

from dataclasses import astuple, fields
from typing import TYPE_CHECKING, Any

from domain.audit import AuditEntry
from domain.ports import DisclosureRow
from domain.privacy.decide import Clearance
from persistence import audit_trail
from persistence.arguments import Arguments
from persistence.predicate_sql import sql

if TYPE_CHECKING:
    from asyncpg import Connection, Pool, Record
    from asyncpg.pool import PoolConnectionProxy

_COLUMNS = tuple(field.name for field in fields(DisclosureRow))


async def write(connection: Connection | PoolConnectionProxy, row: DisclosureRow) -> None:
    """Write the row of one disclosure."""
    values = [list(value) if isinstance(value, tuple) else value for value in astuple(row)]
    places = ", ".join(f"${n}" for n in range(1, len(_COLUMNS) + 1))
    await connection.execute(f"INSERT INTO disclosure ({', '.join(_COLUMNS)}) VALUES ({places})", *values)


async def accountable(
    pool: Pool, clearance: Clearance, patient: str, since: int, entry: AuditEntry
) -> list[DisclosureRow] | None:
    """Give the disclosures that count for a patient's accounting, oldest first; None if the patient is not cleared."""
    at = audit_trail.now()
    args = Arguments(patient, since)
    cleared = sql(clearance.predicate, args, at)
    rows = await pool.fetch(
        f"WITH open AS MATERIALIZED (SELECT FROM record r WHERE r.type = 'Patient' AND r.id = $1 AND {cleared}),"
        f" found AS MATERIALIZED (SELECT {', '.join(_COLUMNS)} FROM disclosure"
        " WHERE patient = $1 AND at >= $2 AND accountable AND EXISTS (SELECT FROM open)),"
        " delivered(items) AS (SELECT ARRAY(SELECT 'disclosure/' || f.id FROM found f)),"
        f" {audit_trail.note(entry, args, at)} SELECT f.* FROM open LEFT JOIN found f ON true ORDER BY f.at, f.id",
        *args.values,
    )
    return [_row(row) for row in rows if row["id"] is not None] if rows else None


def _row(row: Record) -> DisclosureRow:
    values: dict[str, Any] = {name: tuple(v) if isinstance(v := row[name], list) else v for name in _COLUMNS}
    return DisclosureRow(**values)
