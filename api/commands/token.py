"""How does a client get an access token from the command line? By the standard flow, as any program would.

https://hl7.org/fhir/smart-app-launch/STU2.2/backend-services.html
"""

from __future__ import annotations

import json
import secrets
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.options import AsJson

LIFETIME = 240
SECONDS = 10.0
EXTENSION = {"version": "1"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(token)


def token(
    *,
    client: Annotated[str, typer.Option("--client", metavar="ID", help="The client id.")],
    key: Annotated[
        Path, typer.Option("--key", exists=True, dir_okay=False, help="Its private key: JWK, JWK Set or PEM.")
    ],
    scope: Annotated[str, typer.Option("--scope", help='What is asked for, such as "system/Patient.rs".')],
    base: Annotated[str, typer.Option("--base", metavar="URL", help="The FHIR base, ending in /fhir.")],
    purpose: Annotated[str, typer.Option("--purpose", metavar="CODE", help="The purpose of use, such as TREAT.")] = "",
    kid: Annotated[str, typer.Option("--kid", help="Which key of a set; or the registered kid of a PEM.")] = "",
    as_json: AsJson = False,
) -> None:
    """Get an access token and print it."""
    from auth.key_pairs import UnusableKey, read_private

    try:
        private = read_private(key.read_bytes(), kid)
    except UnusableKey as error:
        raise typer.BadParameter(str(error), param_hint="--key") from None
    answer = fetch(client=client, key=private, scope=scope, base=base, purpose=purpose)
    if "access_token" not in answer:
        said = f"chartward: {answer.get('error')}: {answer.get('error_description', '')}"
        typer.echo(json.dumps(answer) if as_json else said, err=not as_json)
        raise typer.Exit(1)
    typer.echo(json.dumps(answer) if as_json else answer["access_token"])


def fetch(*, client: str, key: dict[str, Any], scope: str, base: str, purpose: str = "") -> dict[str, Any]:
    """Discover the token endpoint under the base, present a signed assertion, give the answer as it is."""
    import httpx

    with httpx.Client(timeout=SECONDS) as http:
        try:
            found = http.get(
                f"{base.rstrip('/')}/.well-known/smart-configuration", headers={"accept": "application/json"}
            )
            found.raise_for_status()
            endpoint = found.json()["token_endpoint"]
            answer = http.post(
                endpoint,
                data={
                    "grant_type": "client_credentials",
                    "scope": scope,
                    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                    "client_assertion": assertion(client=client, key=key, audience=endpoint, purpose=purpose),
                },
            ).json()
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            return {
                "error": "unreachable",
                "error_description": f"no token endpoint at {base} ({type(error).__name__})",
            }
    return answer if isinstance(answer, dict) else {"error": "unreadable"}


def assertion(*, client: str, key: dict[str, Any], audience: str, purpose: str = "") -> str:
    """Sign a client assertion; a purpose travels in the hl7-b2b extension."""
    from auth.jwt import sign_assertion

    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": client,
        "sub": client,
        "aud": audience,
        "iat": now,
        "exp": now + LIFETIME,
        "jti": secrets.token_urlsafe(18),
    }
    if purpose:
        claims["extensions"] = {
            "hl7-b2b": {**EXTENSION, "purpose_of_use": [f"urn:oid:2.16.840.1.113883.5.8#{purpose}"]}
        }
    return sign_assertion(claims, key=key)
