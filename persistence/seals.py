"""Has anybody touched the audit trail? Batches of rows are sealed in a signed chain, anchored outside the database.

A seal covers every row whose transaction id lies in [from_xid, to_xid); ``to_xid`` is the horizon below which no
transaction can still commit, so a seal never misses a late row. The last seals are also appended, signed, to the
checkpoint file: what lies behind a checkpoint cannot be cut off unseen. See docs/adr/0005.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from domain.audit import row_hash
from persistence import audit_trail

if TYPE_CHECKING:
    from asyncpg import Connection, Pool, Record
    from asyncpg.pool import PoolConnectionProxy

_LOCK = 0x5EA1
_ROWS = (
    "SELECT seq, recorded, entry, delivered, hash FROM audit_event"
    " WHERE xid >= $1::text::xid8 AND xid < $2::text::xid8 ORDER BY xid, seq"
)
_SEAL = (
    "SELECT n, from_xid::text AS from_xid, to_xid::text AS to_xid, rows, root, previous, hash, sealed, key, signature"
    " FROM seal"
)
_START = "0"
_NOTHING = bytes(32)


class Signer(Protocol):
    """What seals need of the keys."""

    def sign(self, purpose: str, message: bytes) -> str:
        """Sign for a purpose; the text names the key."""

    def verify(self, purpose: str, message: bytes, signature: str) -> bool:
        """Tell whether a signature of that purpose is good."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found: how much is sealed, how much is not yet, and every fault in plain words."""

    seals: int
    sealed: int
    unsealed: int
    checkpoints: int
    faults: tuple[str, ...]


async def seal(pool: Pool, keys: Signer, folder: Path) -> int:
    """Seal what can be sealed; give the number of rows. Several processes may try; one works."""
    async with pool.acquire() as connection, connection.transaction():
        if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", _LOCK):
            return 0
        last = await connection.fetchrow(f"{_SEAL} ORDER BY n DESC LIMIT 1")
        n, start, previous = (last["n"] + 1, last["to_xid"], last["hash"]) if last else (1, _START, _NOTHING)
        horizon = await connection.fetchval("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        hashes = [bytes(row["hash"]) for row in await connection.fetch(_ROWS, start, horizon)]
        if not hashes:
            return 0
        sealed = audit_trail.now()
        root = sha256(b"".join(hashes)).digest()
        own = _own_hash(n, start, horizon, len(hashes), root, previous, sealed)
        signature = keys.sign("audit", own)
        await connection.execute(
            "INSERT INTO seal (n, from_xid, to_xid, rows, root, previous, hash, sealed, key, signature)"
            " VALUES ($1, $2::text::xid8, $3::text::xid8, $4, $5, $6, $7, $8, $9, $10)",
            n, start, horizon, len(hashes), root, previous, own, sealed, "audit", signature.encode(),
        )  # fmt: skip
    _checkpoint(folder, {"n": n, "hash": own.hex(), "signature": signature})
    return len(hashes)


async def verify(
    connection: Connection | PoolConnectionProxy,
    keys: Signer,
    folder: Path,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Recompute every row hash, every seal and every checkpoint."""
    faults: list[str] = []
    seals: dict[int, str] = {}
    previous, start, sealed = _NOTHING, _START, 0
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        for found in await connection.fetch(f"{_SEAL} ORDER BY n"):
            faults.extend(_seal_faults(found, len(seals) + 1, previous, start, keys))
            rows = await connection.fetch(_ROWS, found["from_xid"], found["to_xid"])
            faults.extend(_row_faults(rows))
            root = sha256(b"".join(bytes(row["hash"]) for row in rows)).digest()
            if len(rows) != found["rows"] or root != found["root"]:
                faults.append(
                    f"seal {found['n']}: its rows are not those sealed ({found['rows']} then, {len(rows)} now)"
                )
            seals[found["n"]] = found["hash"].hex()
            previous, start, sealed = found["hash"], found["to_xid"], sealed + len(rows)
            if progress:
                progress(sealed)
        rest = await connection.fetch(
            "SELECT seq, recorded, entry, delivered, hash FROM audit_event WHERE xid >= $1::text::xid8", start
        )
        faults.extend(_row_faults(rest))
    checkpoints = list(_checkpoints(folder, faults))
    for number, own, signature in checkpoints:
        if not keys.verify("audit", bytes.fromhex(own), signature):
            faults.append(f"checkpoint of seal {number}: its signature is not good")
        elif seals.get(number) != own:
            faults.append(f"checkpoint of seal {number}: the seal is gone from the database or is another one")
    return Report(len(seals), sealed, len(rest), len(checkpoints), tuple(faults))


def _own_hash(n: int, start: str, end: str, rows: int, root: bytes, previous: bytes, sealed: int) -> bytes:
    return sha256(f"{n}|{start}|{end}|{rows}|{root.hex()}|{previous.hex()}|{sealed}".encode()).digest()


def _seal_faults(found: Record, n: int, previous: bytes, start: str, keys: Signer) -> Iterator[str]:
    number = found["n"]
    if number != n or found["previous"] != previous or found["from_xid"] != start:
        yield f"seal {number}: it does not follow the seal before it"
    own = _own_hash(
        number, found["from_xid"], found["to_xid"], found["rows"], found["root"], found["previous"], found["sealed"]
    )
    if own != found["hash"] or not keys.verify("audit", own, found["signature"].decode("ascii", "replace")):
        yield f"seal {number}: its hash or signature is not good"


def _row_faults(rows: list[Record]) -> Iterator[str]:
    for row in rows:
        if row_hash(row["recorded"], row["entry"], ",".join(row["delivered"] or ())) != row["hash"]:
            yield f"audit row {row['seq']}: its content is not what was hashed when it was written"


def _checkpoint(folder: Path, line: dict[str, object]) -> None:
    """Append one line to the checkpoint file, on disk before we go on."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder / "checkpoints.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, json.dumps(line).encode() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def _checkpoints(folder: Path, faults: list[str]) -> Iterator[tuple[int, str, str]]:
    path = folder / "checkpoints.jsonl"
    if not path.exists():
        return
    for place, line in enumerate(path.read_text().splitlines(), 1):
        try:
            read = json.loads(line)
            yield int(read["n"]), bytes.fromhex(read["hash"]).hex(), str(read["signature"])
        except (ValueError, KeyError, TypeError):
            faults.append(f"checkpoint file, line {place}: it cannot be read")
