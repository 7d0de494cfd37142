"""What can an operator type: the ``chartward`` command. Each group of commands is one file of ``api/commands``."""

from __future__ import annotations

import importlib

import typer

COMMANDS = ("serve", "migrate", "demo", "client", "token", "load", "audit", "doctor")

app = typer.Typer(
    name="chartward",
    help="The record-release service of a hospital.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for _name in COMMANDS:
    try:
        _module = importlib.import_module(f"api.commands.{_name}")
    except ModuleNotFoundError as error:
        if error.name != f"api.commands.{_name}":
            raise
    else:
        _module.register(app)


def main() -> None:
    """Run the command."""
    app()
