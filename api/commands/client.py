"""How does an operator register programs, list them, disable them, and make key pairs for them?"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from api.commands.options import AsJson, DataDir, database, settings

if TYPE_CHECKING:
    from domain.audit import AuditEntry
    from domain.client import Client
    from domain.errors import Fault
    from persistence.clients import PostgresClients

T = TypeVar("T")

clients = typer.Typer(no_args_is_help=True, help="Register client programs, list them, disable them.")

Id = Annotated[str, typer.Argument(metavar="ID", help="The client id.")]
Kind = Annotated[str, typer.Option("--kind", help="backend, confidential or public.")]
Scope = Annotated[str, typer.Option("--scope", help='Scopes it may ask for, such as "system/*.rs release.pull".')]
PurposeCodes = Annotated[
    list[str],
    typer.Option("--purpose", help="ActReason codes it may claim, such as TREAT; repeats, or a list with commas."),
]
Organization = Annotated[str, typer.Option("--organization", metavar="REF", help="For whom it asks: Organization/…")]
OwnFeed = Annotated[bool, typer.Option("--own-feed", help="It is one of the hospital's own EHR feeds (backend only).")]
JwksFile = Annotated[
    Path | None,
    typer.Option("--jwks", metavar="FILE", exists=True, dir_okay=False, help="Its public keys: a JWK Set or JWK."),
]
JwksUri = Annotated[str, typer.Option("--jwks-uri", metavar="URL", help="Where it publishes its public keys (https).")]
RedirectUris = Annotated[list[str] | None, typer.Option("--redirect-uri", help="Where it is redirected to; repeats.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", file_okay=False, help="The folder for the two files.")]
Algorithm = Annotated[str, typer.Option("--alg", help="RS384 or ES384.")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(clients, name="client")


@clients.command()
def add(
    id: Id,
    *,
    kind: Kind,
    scope: Scope,
    purpose: PurposeCodes,
    organization: Organization = "",
    own_feed: OwnFeed = False,
    jwks: JwksFile = None,
    jwks_uri: JwksUri = "",
    redirect_uri: RedirectUris = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Register a client program."""
    from auth.clients import check, public_keys
    from auth.purposes import UnregisteredPurpose, code
    from domain.audit import AuditEntry
    from domain.client import Client
    from domain.errors import ChartwardError, Fault

    async def store(register: PostgresClients) -> Client:
        await register.add(client)
        return client

    try:
        client = check(
            Client(
                id=id,
                kind=kind,
                scopes=tuple(scope.split()),
                purposes=frozenset(code(part) for written in purpose for part in written.replace(",", " ").split()),
                organization=organization,
                own_feed=own_feed,
                jwks=public_keys(json.loads(jwks.read_bytes())) if jwks else (),
                jwks_uri=jwks_uri,
                redirect_uris=tuple(redirect_uri or ()),
            )
        )
        _with_register(data_dir, store, AuditEntry("client-add", action="C", target=id))
    except UnregisteredPurpose as error:
        _fail([Fault("invalid", f"A purpose is {error}.", expression="Client.purposes")], as_json=as_json)
    except ValueError:
        _fail([Fault("invalid", "The key file is not JSON.", expression="Client.jwks")], as_json=as_json)
    except ChartwardError as error:
        _fail(error.faults, as_json=as_json)
    else:
        typer.echo(json.dumps(described(client)) if as_json else f"registered {id}")


@clients.command(name="list")
def list_(*, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the registered clients."""

    async def everything(register: PostgresClients) -> list[Client]:
        return list(await register.list())

    found = _with_register(data_dir, everything)
    if as_json:
        typer.echo(json.dumps([described(client) for client in found]))
        return
    for client in found:
        whom = "own feed" if client.own_feed else client.organization or "-"
        state = "disabled" if client.disabled else "enabled"
        purposes = ",".join(sorted(client.purposes))
        typer.echo(f"{client.id}  {client.kind}  {state}  {whom}  {purposes}  {' '.join(client.scopes)}")


@clients.command()
def disable(id: Id, *, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Disable a client: its tokens are refused from the next request on."""
    from domain.audit import AuditEntry
    from domain.errors import Fault

    async def turn_off(register: PostgresClients) -> bool:
        return await register.disable(id)

    if not _with_register(data_dir, turn_off, AuditEntry("client-disable", action="U", target=id)):
        _fail([Fault("not-found", "No such client.")], as_json=as_json)
    typer.echo(json.dumps({"id": id, "disabled": True}) if as_json else f"disabled {id}")


@clients.command()
def keygen(*, out: Out, alg: Algorithm = "ES384", as_json: AsJson = False) -> None:
    """Make a key pair: private.jwk.json for the client alone, public.jwks.json to register."""
    from auth.key_pairs import UnusableKey, make, public_set

    try:
        private = make(alg)
    except UnusableKey as error:
        raise typer.BadParameter(str(error)) from None
    out.mkdir(parents=True, exist_ok=True)
    secret, public = out / "private.jwk.json", out / "public.jwks.json"
    try:
        handle = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise typer.BadParameter(f"{secret} exists already, and is not overwritten") from None
    with os.fdopen(handle, "w") as file:
        file.write(json.dumps(private))
    public.write_text(json.dumps(public_set(private), indent=2) + "\n")
    made = {"private": str(secret), "public": str(public), "kid": private["kid"]}
    typer.echo(json.dumps(made) if as_json else f"private key: {secret}\npublic keys: {public}")


def described(client: Client) -> dict[str, Any]:
    """Give a registration as JSON members; keys by their kid."""
    return {
        "id": client.id,
        "kind": client.kind,
        "scope": " ".join(client.scopes),
        "purposes": sorted(client.purposes),
        "organization": client.organization or None,
        "own_feed": client.own_feed,
        "kids": [key["kid"] for key in client.jwks],
        "jwks_uri": client.jwks_uri or None,
        "redirect_uris": list(client.redirect_uris),
        "disabled": client.disabled,
    }


def _with_register(
    data_dir: Path | None, do: Callable[[PostgresClients], Awaitable[T]], noted: AuditEntry | None = None
) -> T:
    """Open the register, migrated, do one thing, and note it in the audit trail when it has a name."""
    import asyncpg

    from persistence import audit_trail
    from persistence.clients import PostgresClients
    from persistence.migrate import migrate

    async def run(url: str) -> T:
        await migrate(url)
        async with asyncpg.create_pool(url, min_size=1, max_size=1) as pool:
            done = await do(PostgresClients(pool))
            if noted is not None:
                await audit_trail.write(pool, noted)
            return done

    with database(settings(data_dir=data_dir)) as url:
        return asyncio.run(run(url))


def _fail(faults: tuple[Fault, ...] | list[Fault], *, as_json: bool) -> NoReturn:
    """Print every fault and leave with 1."""
    if as_json:
        listed = [{"text": fault.text, "expression": fault.expression} for fault in faults]
        typer.echo(json.dumps({"ok": False, "faults": listed}))
    else:
        for fault in faults:
            typer.echo(
                f"chartward: {fault.expression}: {fault.text}" if fault.expression else f"chartward: {fault.text}",
                err=True,
            )
    raise typer.Exit(1)
