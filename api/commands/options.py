"""Which options do several commands share, and how do they become settings?"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.settings import Settings

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder of database and keys [default: ./.chartward]", file_okay=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def settings(**chosen: object) -> Settings:
    """Make settings of the options that were given and the environment; say what is wrong with them."""
    from pydantic import ValidationError

    from api.settings import Settings

    try:
        return Settings(**{name: value for name, value in chosen.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "; ".join(f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors(include_input=False))
        raise typer.BadParameter(faults) from None


@contextmanager
def database(chosen: Settings) -> Iterator[str]:
    """Give the URL of the database: the one named, else the embedded one, started if it does not run."""
    from persistence.embedded import EmbeddedError, EmbeddedPostgres

    if chosen.database_url:
        yield chosen.database_url.get_secret_value()
        return
    embedded = EmbeddedPostgres(chosen.data_dir / "postgres")
    try:
        url = embedded.start()
    except EmbeddedError as error:
        typer.echo(f"chartward: {error}", err=True)
        raise typer.Exit(1) from None
    try:
        yield url
    finally:
        embedded.stop()
