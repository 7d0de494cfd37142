"""Is every edit of a sealed row found, and every truncation behind a checkpoint?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import asyncpg
import pytest

from auth.keys import KeyRing
from domain.audit import AuditEntry
from persistence import audit_trail, seals

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 30
EDITS = {
    "change who": "UPDATE audit_event SET entry = convert_to(replace(convert_from(entry, 'UTF8'), 'app', 'nob'), 'UTF8') WHERE seq = 7",
    "change when": "UPDATE audit_event SET recorded = recorded + 1 WHERE seq = 8",
    "change what was delivered": "UPDATE audit_event SET delivered = '{}' WHERE seq = 9",
    "change content and hash": (
        "UPDATE audit_event SET recorded = recorded + 1, hash = sha256(convert_to((recorded + 1)::text || E'\\n', 'UTF8')"
        " || entry || convert_to(E'\\n' || array_to_string(delivered, ','), 'UTF8')) WHERE seq = 10"
    ),
    "remove one": "DELETE FROM audit_event WHERE seq = 11",
    "remove the last": "DELETE FROM audit_event WHERE seq = (SELECT max(seq) FROM audit_event)",
    "put one in": (
        "INSERT INTO audit_event (recorded, xid, entry, delivered, hash)"
        " SELECT recorded, xid, entry, delivered, hash FROM audit_event WHERE seq = 12"
    ),
    "swap two": (
        "UPDATE audit_event a SET entry = b.entry, delivered = b.delivered, recorded = b.recorded, hash = b.hash"
        " FROM audit_event b WHERE (a.seq, b.seq) IN ((13, 14), (14, 13))"
    ),
    "cut off the last seal with its rows": (
        "DELETE FROM audit_event WHERE xid >= (SELECT from_xid FROM seal ORDER BY n DESC LIMIT 1);"
        " DELETE FROM seal WHERE n = (SELECT max(n) FROM seal)"
    ),
    "cut off everything": "DELETE FROM audit_event; DELETE FROM seal",
    "edit a seal": "UPDATE seal SET rows = rows + 1 WHERE n = 1",
}
_OPEN = "ALTER TABLE audit_event DISABLE TRIGGER USER; ALTER TABLE seal DISABLE TRIGGER USER"


async def _sealed(pool: asyncpg.Pool, keys: KeyRing, folder: Path) -> None:
    for n in range(ROWS):
        await audit_trail.write(pool, AuditEntry("read", client="app", target=f"Patient/p{n}"), [f"Patient/p{n}/1"])
        if n % 10 == 9:
            assert await seals.seal(pool, keys, folder) == 10


async def test_an_untouched_trail_is_whole(pool: asyncpg.Pool, tmp_path: Path) -> None:
    """Sealed rows and those not yet sealed are counted; there is nothing to report."""
    keys = KeyRing.open(tmp_path)
    await _sealed(pool, keys, tmp_path)
    await audit_trail.write(pool, AuditEntry("read", client="app"))

    async with pool.acquire() as connection:
        report = await seals.verify(connection, keys, tmp_path)

    assert seals.Report(3, ROWS, 1, 3, ()) == report


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
async def test_an_edit_is_found(pool: asyncpg.Pool, tmp_path: Path, edit: str) -> None:
    """Whoever owns the database can change it, and is found out by what lies outside it."""
    keys = KeyRing.open(tmp_path)
    await _sealed(pool, keys, tmp_path)

    async with pool.acquire() as connection:
        await connection.execute(_OPEN)
        await connection.execute(edit)
        report = await seals.verify(connection, keys, tmp_path)

    assert report.faults


async def test_the_database_refuses_changes(pool: asyncpg.Pool) -> None:
    """The audit trail is written, never changed, never emptied."""
    await audit_trail.write(pool, AuditEntry("read", client="app"))
    for statement in ("UPDATE audit_event SET recorded = 0", "DELETE FROM audit_event", "TRUNCATE audit_event"):
        with pytest.raises(asyncpg.PostgresError):
            await pool.execute(statement)


async def test_a_forged_checkpoint_is_found(pool: asyncpg.Pool, tmp_path: Path) -> None:
    """A checkpoint that our key did not sign counts as a finding."""
    keys = KeyRing.open(tmp_path)
    await _sealed(pool, keys, tmp_path)
    file = tmp_path / "checkpoints.jsonl"
    last = json.loads(file.read_text().splitlines()[-1])
    file.write_text(file.read_text() + json.dumps(last | {"hash": "00" * 32}) + "\nnonsense\n")

    async with pool.acquire() as connection:
        report = await seals.verify(connection, keys, tmp_path)

    assert 2 == len(report.faults)
