"""Is the audit trail whole? ``chartward audit verify``."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from api.commands.options import DataDir, database, settings


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="The audit trail.", no_args_is_help=True)
    group.command("verify")(verify)
    app.add_typer(group, name="audit")


def verify(
    *,
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Recompute every row, seal and checkpoint; exit 1 when any was edited, cut off or put in."""
    from dataclasses import asdict

    from api.main import verify_audit

    chosen = settings(data_dir=data_dir)
    with database(chosen) as url:
        report = asyncio.run(verify_audit(chosen, url))
    if as_json:
        typer.echo(json.dumps({"ok": not report.faults, **asdict(report)}))
    else:
        typer.echo(
            f"{report.sealed} rows in {report.seals} seals, {report.checkpoints} checkpoints;"
            f" {report.unsealed} rows not yet sealed."
        )
        for fault in report.faults:
            typer.echo(f"FINDING  {fault}")
        typer.echo("The audit trail is whole." if not report.faults else f"{len(report.faults)} findings.")
    raise typer.Exit(1 if report.faults else 0)
