"""What can an operator type: the ``chartward`` command. Each group of commands is one file of ``api/commands``."""

from __future__ import annotations

import typer

from api.commands import audit, client, demo, doctor, load, migrate, serve, token

app = typer.Typer(
    name="chartward",
    help="The record-release service of a hospital.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for module in (serve, migrate, demo, client, token, load, audit, doctor):
    module.register(app)


def main() -> None:
    """Run the command."""
    app()
