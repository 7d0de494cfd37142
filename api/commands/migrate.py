"""How does an operator bring the database up to date?"""

from __future__ import annotations

import asyncio

import typer

from api.commands.options import AsJson, DataDir, database, settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(migrate)


def migrate(*, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Bring the database up to date."""
    import json

    import persistence.migrate

    with database(settings(data_dir=data_dir)) as url:
        applied = asyncio.run(persistence.migrate.migrate(url))
    if as_json:
        typer.echo(json.dumps({"applied": applied}))
    else:
        typer.echo(f"applied: {', '.join(applied)}" if applied else "up to date")
