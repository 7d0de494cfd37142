"""How does an operator load bundles and NDJSON into a running service?"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.options import AsJson, DataDir, settings

if TYPE_CHECKING:
    from api.commands.loading import Answer, Loader, Tokens

EARLY = 30.0
SHOWN = 20

Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH…", exists=True, help="Bundles, NDJSON files (.gz too), or folders.")
]
Base = Annotated[str, typer.Option("--base", metavar="URL", help="The FHIR base, ending in /fhir.")]
Token = Annotated[str, typer.Option("--token", envvar="CHARTWARD_TOKEN", help="An access token.")]
ClientId = Annotated[
    str,
    typer.Option("--client", metavar="ID", help="Instead of a token: the client that gets its own, again and again."),
]
Key = Annotated[Path | None, typer.Option("--key", exists=True, dir_okay=False, help="The client's private key.")]
Scope = Annotated[str, typer.Option("--scope", help="What the client asks for.")]
Purpose = Annotated[str, typer.Option("--purpose", metavar="CODE", help="The client's purpose of use.")]
StateFile = Annotated[
    Path | None,
    typer.Option("--state", dir_okay=False, help="Where to note what is done; by default in the data folder."),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(load)


def load(
    paths: Paths,
    *,
    base: Base,
    token: Token = "",
    client: ClientId = "",
    key: Key = None,
    scope: Scope = "system/*.cruds",
    purpose: Purpose = "",
    state: StateFile = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Load bundles and NDJSON; after an interruption, go on where it stopped."""
    from api.commands.inputs import files
    from api.commands.loading import Loader, State

    if token:
        tokens = given(token)
    elif client and key:
        tokens = fetched(client, key.read_bytes(), scope, base, purpose)
    else:
        raise typer.BadParameter("give --token, or --client and --key")
    name = hashlib.sha256(base.encode()).hexdigest()[:12]
    path = state or settings(data_dir=data_dir).data_dir / "load" / f"{name}.jsonl"
    began = time.monotonic()
    with Loader(base, tokens, State(path)) as loader:
        total, unread = run(loader, files(paths), quiet=as_json)
    report(total, unread, time.monotonic() - began, as_json=as_json)
    raise typer.Exit(1 if total.refusals or unread else 0)


def run(loader: Loader, chosen: list[Path], *, quiet: bool) -> tuple[Answer, list[str]]:
    """Load the files one after the other under a progress bar; give the sum, and the files that could not be read."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    from api.commands.inputs import UnreadableInput, read
    from api.commands.loading import Answer

    total = Answer()
    unread: list[str] = []
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files"),
        TextColumn("{task.fields[stored]} resources"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as progress:
        task = progress.add_task("Loading", total=len(chosen), stored=0)
        for path in chosen:
            try:
                for one in read(path):
                    answer = loader.load(one)
                    total.stored += answer.stored
                    total.unsure += answer.unsure
                    total.skipped = total.skipped or answer.skipped
                    total.refusals += answer.refusals
                    progress.update(task, stored=total.stored)
            except UnreadableInput as error:
                unread.append(str(error))
            progress.advance(task)
    return total, unread


def report(total: Answer, unread: list[str], seconds: float, *, as_json: bool) -> None:
    """Say what was stored and what was not."""
    rate = round(total.stored / seconds) if seconds else 0
    if as_json:
        summary: dict[str, Any] = {
            "ok": not total.refusals and not unread,
            "resources": total.stored,
            "seconds": round(seconds, 3),
            "resources_per_second": rate,
            "skipped_some": total.skipped,
            "unsure": total.unsure,
            "refusals": [asdict(refusal) for refusal in total.refusals],
            "unreadable": unread,
        }
        typer.echo(json.dumps(summary))
        return
    typer.echo(f"{total.stored} resources stored in {seconds:.1f} s ({rate}/s).")
    if total.skipped:
        typer.echo("What had been loaded before was passed over.")
    if total.unsure:
        typer.echo(f"{total.unsure} creates without an identifier were sent again: they may be there twice.")
    for refusal in total.refusals[:SHOWN]:
        where = refusal.input if refusal.entry is None else f"{refusal.input} entry[{refusal.entry}]"
        typer.echo(f"refused ({refusal.status}) {where}", err=True)
        for line in refusal.issues:
            typer.echo(f"    {line}", err=True)
    if len(total.refusals) > SHOWN:
        typer.echo(f"… and {len(total.refusals) - SHOWN} more (--json lists all)", err=True)
    for line in unread:
        typer.echo(f"unreadable: {line}", err=True)


def given(token: str) -> Tokens:
    """Use the one token there is."""
    return lambda _fresh: token


def fetched(client: str, key: bytes, scope: str, base: str, purpose: str = "") -> Tokens:
    """Get tokens by the standard flow, a new one shortly before the old one ends."""
    from api.commands.token import fetch
    from auth.key_pairs import UnusableKey, read_private

    try:
        private = read_private(key)
    except UnusableKey as error:
        raise typer.BadParameter(str(error), param_hint="--key") from None
    kept: dict[str, Any] = {"until": 0.0}

    def tokens(fresh: bool) -> str:  # noqa: FBT001 - the one question there is
        if fresh or time.monotonic() > kept["until"]:
            answer = fetch(client=client, key=private, scope=scope, base=base, purpose=purpose)
            if "access_token" not in answer:
                typer.echo(f"chartward: {answer.get('error')}: {answer.get('error_description', '')}", err=True)
                raise typer.Exit(1)
            kept["token"] = answer["access_token"]
            kept["until"] = time.monotonic() + float(answer.get("expires_in", 0)) - EARLY
        return str(kept["token"])

    return tokens
