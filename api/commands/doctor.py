"""Is this installation sound: versions, database, durability, revisions, keys?"""

from __future__ import annotations

import asyncio
import json
import platform
import stat
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import TYPE_CHECKING

import typer

from api.commands.options import AsJson, DataDir, database, settings

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = ("fastapi", "uvicorn", "asyncpg", "python-jose", "cryptography", "fhir.resources", "jsonschema-rs")
KEYS = ("token", "audit", "seal")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(*, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Check database settings, versions and keys; exit 1 when something is wrong."""
    chosen = settings(data_dir=data_dir)
    checks = [*_versions(), *_keys(chosen.data_dir / "keys")]
    with database(chosen) as url:
        where = "CHARTWARD_DATABASE_URL" if chosen.database_url else f"embedded, in {chosen.data_dir / 'postgres'}"
        checks.append(Check("database", ok=True, detail=where))
        checks += asyncio.run(_database(url))
    ok = all(check.ok for check in checks)
    if as_json:
        typer.echo(json.dumps({"ok": ok, "checks": [asdict(check) for check in checks]}))
    else:
        for check in checks:
            typer.echo(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.detail}")
    if not ok:
        raise typer.Exit(1)


def _versions() -> list[Check]:
    packages = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    return [
        Check("chartward", ok=True, detail=metadata.version("chartward")),
        Check("python", ok=True, detail=platform.python_version()),
        Check("packages", ok=True, detail=packages),
    ]


def _keys(folder: Path) -> list[Check]:
    if not folder.is_dir():
        return [Check("keys", ok=True, detail=f"none yet: made in {folder} at the first start")]
    found = sorted(folder.glob("*.json"))
    open_to_others = [path.name for path in (folder, *found) if stat.S_IMODE(path.stat().st_mode) & 0o077]
    missing = [purpose for purpose in KEYS if not any(path.name.startswith(f"{purpose}-") for path in found)]
    detail = f"missing: {', '.join(missing)}" if missing else f"{len(found)} in {folder}"
    answer = [Check("keys", ok=not missing, detail=detail)]
    if open_to_others:
        answer.append(Check("key files", ok=False, detail=f"open to others: {', '.join(open_to_others)}"))
    return answer


async def _database(url: str) -> list[Check]:
    import asyncpg

    from persistence import durability, migrate

    try:
        connection = await asyncpg.connect(url, timeout=10)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        return [Check("connection", ok=False, detail=type(error).__name__)]
    try:
        found = await durability.settings(connection)
        reasons = await durability.reasons(connection)
        revision, newest = await migrate.current(connection), migrate.revisions()[-1]
    finally:
        await connection.close()
    advice = "" if revision == newest else f"; newest is {newest}: run chartward migrate"
    listed = ", ".join(f"{name} {value}" for name, value in sorted(found.items()) if name in durability.REQUIRED)
    return [
        Check("postgresql", ok=True, detail=found["server_version"]),
        Check("durability", ok=not reasons, detail="; ".join(reasons) or listed),
        Check("revision", ok=revision == newest, detail=f"{revision or 'no tables'}{advice}"),
    ]
