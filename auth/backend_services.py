"""May this program have an access token, with nobody present? SMART Backend Services.

https://hl7.org/fhir/smart-app-launch/STU2.2/backend-services.html, RFC 6749 section 4.4, RFC 7523.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auth import purposes
from auth.addresses import Addresses
from auth.jwt import DECOYS, Claims, InvalidToken, Unproved, issue_access_token, unproved, usable_keys, verify_assertion
from auth.keys import KeyRing
from auth.scopes import Grant, InvalidScope, grant_to_backend
from domain.client import Client, ClientStore, Jwk, JwksSource

GRANT_TYPE = "client_credentials"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFETIME = 300


class Refused(Exception):
    """A refusal by RFC 6749 section 5.2: the ``error`` code is for the sender, the ``reason`` for the audit trail."""

    def __init__(self, error: str, reason: str, *, client: str = "", claimed: str = "") -> None:
        """Keep the code, the reason, the client if it was proved, and else the one that was claimed."""
        super().__init__(error)
        self.error = error
        self.reason = reason
        self.client = client
        self.claimed = claimed


@dataclass(frozen=True, slots=True)
class Issued:
    """An access token, and what the audit trail keeps of it."""

    client: Client
    token: str
    jti: str
    scope: str
    purpose: str
    expires_in: int = LIFETIME

    def response(self) -> dict[str, Any]:
        """Give the members of the answer: RFC 6749 section 5.1; no refresh token."""
        return {
            "access_token": self.token,
            "token_type": "Bearer",
            "expires_in": self.expires_in,
            "scope": self.scope,
        }


@dataclass(frozen=True, slots=True)
class BackendServices:
    """The client_credentials grant; all that it needs is given to it."""

    keys: KeyRing
    clients: ClientStore
    jwks: JwksSource
    addresses: Addresses
    clock: Callable[[], float] = time.time

    async def issue(self, form: Mapping[str, str]) -> Issued:
        """Give an access token for a token request, or raise ``Refused``."""
        if "grant_type" not in form:
            raise Refused("invalid_request", "grant_type is missing")
        if form["grant_type"] != GRANT_TYPE:
            raise Refused("unsupported_grant_type", "grant_type is not client_credentials")
        client, claims = await self.authenticate(form)
        if client.kind != "backend":
            raise Refused("unauthorized_client", "not a backend client", client=client.id)
        try:
            granted = grant_to_backend(form.get("scope", ""), client.scopes)
            purpose = purposes.settle(purposes.asked(claims.everything), client.purposes)
        except InvalidScope as error:
            raise Refused("invalid_scope", f"scope: {error}", client=client.id) from error
        except purposes.UnregisteredPurpose as error:
            raise Refused("invalid_scope", f"purpose: {error}", client=client.id) from error
        except purposes.InvalidPurpose as error:
            raise Refused("invalid_request", f"purpose: {error}", client=client.id) from error
        return self._sign(client, granted, purpose)

    async def authenticate(self, form: Mapping[str, str]) -> tuple[Client, Claims]:
        """Prove which client this is by its signed assertion; every failure is ``invalid_client``."""
        claimed = ""
        if "client_secret" in form or form.get("client_assertion_type") != ASSERTION_TYPE:
            raise Refused("invalid_client", "not by private_key_jwt")
        try:
            pretended = unproved(form.get("client_assertion", ""))
            claimed = pretended.issuer
            return await self._authenticate(form, pretended)
        except InvalidToken as error:
            raise Refused("invalid_client", error.reason, claimed=claimed) from error

    async def _authenticate(self, form: Mapping[str, str], pretended: Unproved) -> tuple[Client, Claims]:
        if form.get("client_id", pretended.issuer) != pretended.issuer:
            raise InvalidToken("client_id is not the issuer of the assertion")
        client = await self.clients.get(pretended.issuer)
        known = client is not None and not client.disabled and client.kind != "public"
        keys = await self._keys_of(client, pretended) if client is not None and known else _decoy(pretended)
        claims = verify_assertion(
            form["client_assertion"],
            client=pretended.issuer,
            keys=keys,
            audience=self.addresses.token,
            now=self.clock(),
            jku=client.jwks_uri if client is not None else "",
        )
        if client is None or not known:  # pragma: no cover - nobody holds the decoy's private half
            raise InvalidToken("no such client, or disabled")
        if not await self.clients.use_assertion(client.id, claims.jti, claims.expires):
            raise InvalidToken("jti was used before")
        return client, claims

    async def _keys_of(self, client: Client, pretended: Unproved) -> Sequence[Jwk]:
        """Find the keys to try; an address that is not the registered one causes no fetch."""
        if not client.jwks_uri:
            return client.jwks
        if pretended.jku not in ("", client.jwks_uri):
            raise InvalidToken("jku is not the registered address")
        return await self.jwks.keys(client.jwks_uri, pretended.kid)

    def _sign(self, client: Client, granted: Grant, purpose: str) -> Issued:
        now = int(self.clock())
        jti = secrets.token_urlsafe(18)
        scope = " ".join(granted.words)
        claims = {
            "iss": self.addresses.issuer,
            "aud": self.addresses.fhir,
            "iat": now,
            "exp": now + LIFETIME,
            "jti": jti,
            "sub": client.id,
            "client_id": client.id,
            "kind": client.kind,
            "scope": scope,
            "purpose": purpose,
            "purposes": " ".join(sorted(client.purposes)),
            "organization": client.organization,
            "own_feed": client.own_feed,
        }
        return Issued(client, issue_access_token(claims, signer=self.keys.signer), jti, scope, purpose)


def _decoy(pretended: Unproved) -> Sequence[Jwk]:
    """Give a key that no one holds, so that an unknown client costs the time of a known one."""
    return usable_keys([{**DECOYS[pretended.algorithm], "kid": pretended.kid}], pretended.algorithm, pretended.kid)
