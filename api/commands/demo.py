"""How does somebody see the main job done? ``chartward demo``; and what does a first start load?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson

if TYPE_CHECKING:
    from api.demo.story import Step
    from api.settings import Settings

Bundles = Annotated[
    Path | None,
    typer.Option(
        "--bundles", metavar="DIR", help="Bundles to load instead of the demo record set that comes with Chartward."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(*, bundles: Bundles = None, as_json: AsJson = False) -> None:
    """Run the whole main job on a temporary server and say what each step gave."""
    from rich.console import Console

    from api.demo.build_records import FOLDER
    from api.demo.server import Server
    from api.demo.story import Story, tell

    chosen = bundles or FOLDER
    console = Console(quiet=as_json)
    if bundles and not bundles.is_dir():
        chosen = FOLDER
        console.print(f"{bundles} is not there: the demo record set is loaded instead.")

    def heard(step: Step) -> None:
        mark = "[green]ok  [/]" if step.ok else "[red]FAIL[/]"
        counts = ", ".join(f"{name} {value}" for name, value in step.counts.items())
        console.print(f"{mark} {step.name:<28} {step.seconds:6.2f} s  ", end="")
        console.print(counts if step.ok else step.error, markup=False, highlight=False)

    with Server() as server:
        steps = tell(Story(server, chosen), heard)
    ok = all(step.ok for step in steps)
    if as_json:
        listed = [
            {"name": step.name, "ok": step.ok, "counts": step.counts, **({"error": step.error} if step.error else {})}
            for step in steps
        ]
        typer.echo(json.dumps({"ok": ok, "steps": listed}))
    raise typer.Exit(0 if ok else 1)


def seed(chosen: Settings, here: str) -> None:
    """Load the demo record set once into the running service; print what to try."""
    from api.demo.seed import seed as plant

    for line in plant(chosen.data_dir, f"{here}/fhir"):
        typer.echo(line)
