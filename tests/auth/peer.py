"""What would another implementation make, and accept? joserfc as the independent peer of ``auth.jwt``."""

from __future__ import annotations

import base64
import functools
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from domain.client import Client, TokenName
from domain.errors import Conflict, Fault

CLIENT = "river-app"
ORIGIN = "https://records.mercy.test"
TOKEN_URL = f"{ORIGIN}/auth/token"


@functools.cache
def rsa_key(name: str = "r1", bits: int = 2048) -> RSAKey:
    """Give an RSA key of this kid, made once."""
    return RSAKey.generate_key(bits, {"kid": name, "use": "sig", "alg": "RS384"})


@functools.cache
def ec_key(name: str = "e1", curve: str = "P-384") -> ECKey:
    """Give an EC key of this kid, made once."""
    return ECKey.generate_key(curve, {"kid": name, "use": "sig"})


def public(*keys: RSAKey | ECKey, **changed: Any) -> tuple[dict[str, Any], ...]:
    """Give public JWKs, with members changed (None removes one)."""
    both = ({**key.as_dict(private=False), **changed} for key in keys)
    return tuple({name: value for name, value in key.items() if value is not None} for key in both)


def claims(now: float | None = None, **changed: Any) -> dict[str, Any]:
    """Give the claims of a good assertion, with some changed (None removes one)."""
    at = int(time.time() if now is None else now)
    good = {"iss": CLIENT, "sub": CLIENT, "aud": TOKEN_URL, "exp": at + 240, "jti": secrets.token_urlsafe(12)}
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def assertion(key: RSAKey | ECKey, said: Mapping[str, Any] | None = None, **header: Any) -> str:
    """Sign an assertion; header members may be changed (None removes one)."""
    algorithm = "RS384" if isinstance(key, RSAKey) else {"P-384": "ES384", "P-256": "ES256"}[key.curve_name]
    members = {"alg": algorithm, "kid": key.kid, "typ": "JWT", **header}
    members = {name: value for name, value in members.items() if value is not None}
    return signed(key, json.dumps(members), json.dumps(claims() if said is None else said), algorithm)


def signed(key: RSAKey | ECKey, header: str | bytes, payload: str | bytes, algorithm: str) -> str:
    """Sign a header and a payload exactly as they are written, well formed or not."""
    signing_input = f"{segment(header)}.{segment(payload)}"
    model = jws.JWSRegistry.algorithms[algorithm]
    return f"{signing_input}.{encode(model.sign(signing_input.encode(), key))}"


def segment(text: str | bytes) -> str:
    """Encode one part of a token."""
    return encode(text.encode() if isinstance(text, str) else text)


def encode(data: bytes) -> str:
    """Encode base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def peer_accepts(token: str, keys: Sequence[Mapping[str, Any]], now: float) -> bool:
    """Say whether joserfc, told what an assertion must hold, accepts the token."""
    try:
        found = jwt.decode(token, KeySet.import_key_set({"keys": [dict(key) for key in keys]}), ["RS384", "ES384"])
        jwt.JWTClaimsRegistry(
            now=lambda: int(now),
            iss={"essential": True, "value": CLIENT},
            sub={"essential": True, "value": CLIENT},
            aud={"essential": True, "value": TOKEN_URL},
            exp={"essential": True},
            jti={"essential": True},
        ).validate(found.claims)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return False
    return True


class Register:
    """A ``ClientStore`` in memory, for the tests of what stands above the port."""

    def __init__(self, *clients: Client) -> None:
        """Hold these clients."""
        self.clients = {client.id: client for client in clients}
        self.used: set[tuple[str, str]] = set()
        self.revoked: set[str] = set()
        self.queries: list[frozenset[TokenName]] = []

    async def add(self, client: Client) -> None:
        """Register."""
        if client.id in self.clients:
            raise Conflict(Fault("duplicate", "A client of this id is registered."))
        self.clients[client.id] = client

    async def get(self, id: str) -> Client | None:
        """Look up."""
        return self.clients.get(id)

    async def list(self) -> Sequence[Client]:
        """List."""
        return [self.clients[id] for id in sorted(self.clients)]

    async def disable(self, id: str) -> bool:
        """Forget the client, which is more than to disable it."""
        return self.clients.pop(id, None) is not None

    async def use_assertion(self, issuer: str, jti: str, expires: int) -> bool:
        """Spend a jti."""
        fresh = (issuer, jti) not in self.used
        self.used.add((issuer, jti))
        return fresh

    async def revoke(self, jti: str, expires: int) -> None:
        """Revoke."""
        self.revoked.add(jti)

    async def refused(self, names: Sequence[TokenName]) -> frozenset[TokenName]:
        """Answer, and count the query."""
        self.queries.append(frozenset(names))
        return frozenset(name for name in names if name.jti in self.revoked or name.client not in self.clients)

    async def purge(self, now: int) -> int:
        """Forget nothing."""
        return 0
