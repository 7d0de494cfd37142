"""How does the service run: database first, then tables, then one or more processes that answer."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import DataDir, database, settings

if TYPE_CHECKING:
    from types import FrameType

    from fastapi import FastAPI

    from api.settings import Settings

READY_SECONDS = 120


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on [default: 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on [default: 8000]")] = None,
    data_dir: DataDir = None,
    workers: Annotated[int | None, typer.Option(help="Processes that serve [default: 1]")] = None,
    base_url: Annotated[str | None, typer.Option(help="Public origin [default: http://HOST:PORT]")] = None,
    package: Annotated[list[Path] | None, typer.Option(help="FHIR package (.tgz or folder) to load")] = None,
    profiles: Annotated[str | None, typer.Option(help="Profiles enforced on writes: none, claimed, addresses")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Load the demo record set once and say what to try.")] = False,
) -> None:
    """Serve the API until told to stop (Ctrl-C, SIGTERM)."""
    import uvicorn

    chosen = settings(
        host=host,
        port=port,
        data_dir=data_dir,
        workers=workers,
        base_url=base_url,
        packages=tuple(package) if package else None,
        profiles=profiles,
    )
    _definitions(chosen)
    signal.signal(signal.SIGTERM, _leave)
    config = uvicorn.Config(
        "api.main:app" if chosen.workers == 1 else "api.commands.serve:worker",
        factory=True,
        host=chosen.host,
        port=chosen.port,
        workers=chosen.workers,
        log_level="warning",
        access_log=False,  # addresses hold patients' names
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=chosen.shutdown_seconds,
    )
    listener = config.bind_socket()
    if chosen.port == 0:
        chosen = chosen.model_copy(update={"port": listener.getsockname()[1]})
    with database(chosen) as url:
        _prepare(url)
        os.environ.update(chosen.environment() | {"CHARTWARD_DATABASE_URL": url})
        threading.Thread(target=_announce, args=(chosen, demo), name="announce", daemon=True).start()
        if chosen.workers == 1:
            with contextlib.suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[listener])
        else:
            from uvicorn.supervisors import Multiprocess

            Multiprocess(config, sockets=[listener]).run()


def _definitions(chosen: Settings) -> None:
    """Refuse packages that are none, and profiles that they do not hold, before anything starts."""
    from api.conformance import Conformance
    from api.packages import PackageError, load

    if chosen.packages or chosen.profiles != "none":
        try:
            Conformance(load(chosen.packages), chosen.profiles)
        except (PackageError, ValueError) as error:
            typer.echo(f"chartward: {error}", err=True)
            raise typer.Exit(1) from None


def worker() -> FastAPI:
    """Make the application in one of several processes, which ends with its supervisor however that one ends."""
    from api.main import app
    from persistence.launch import die_with_parent

    supervisor = multiprocessing.parent_process()
    if supervisor and supervisor.pid:
        die_with_parent(supervisor.pid, signal.SIGTERM)
    return app()


def _prepare(url: str) -> None:
    """Refuse an unsafe database, then bring it up to date."""
    import asyncpg

    from persistence.durability import UnsafeDatabaseError, check
    from persistence.migrate import migrate

    async def prepare() -> None:
        connection = await asyncpg.connect(url)
        try:
            await check(connection)
        finally:
            await connection.close()
        await migrate(url)

    try:
        asyncio.run(prepare())
    except (UnsafeDatabaseError, OSError, asyncpg.PostgresError) as error:
        typer.echo(f"chartward: {error}", err=True)
        raise typer.Exit(1) from None


def _announce(chosen: Settings, demo: bool) -> None:  # noqa: FBT001 -- a thread's target
    """Wait until the service answers; load the demo records if asked; say what to try next."""
    import time

    import httpx

    here = f"http://{'127.0.0.1' if chosen.host in {'0.0.0.0', '::'} else chosen.host}:{chosen.port}"  # noqa: S104
    deadline = time.monotonic() + READY_SECONDS
    with httpx.Client(trust_env=False, timeout=2) as client:
        while time.monotonic() < deadline:
            try:
                if client.get(f"{here}/health/ready").is_success:
                    break
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        else:
            typer.echo("chartward: the service does not answer", err=True)
            return
    typer.echo(f"Chartward serves at {chosen.origin} (FHIR base {chosen.fhir_base}).")
    if chosen.docs:
        typer.echo(f"API documentation: {chosen.origin}/docs")
    if demo:
        from api.commands.demo import seed

        seed(chosen, here)
    sys.stdout.flush()


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Leave through every ``finally`` on SIGTERM."""
    raise SystemExit(0)
