"""Where are clients registered, and what is remembered of their assertions and tokens across restarts?

Revocation and disabling are asked about at every request: ``refused`` is one query by primary keys for many tokens.
``REFUSED`` is its condition for one token, for a statement that reads records to carry along.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

import asyncpg

from domain.client import Client, TokenName
from domain.errors import Conflict, Fault

REFUSED = (
    "(NOT EXISTS (SELECT FROM client WHERE id = {client} AND disabled IS NULL)"
    " OR EXISTS (SELECT FROM revoked_token WHERE jti = {jti}))"
)

SECOND = 1_000_000
LATE = 600 * SECOND  # nodes' clocks differ: what one calls expired, another may still accept

_COLUMNS = "id, kind, scope, purposes, organization, own_feed, jwks, jwks_uri, redirect_uris, disabled, created"

_ADD = f"""
INSERT INTO client ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING
"""

_REFUSED = f"""
SELECT asked.client, asked.jti FROM unnest($1::text[], $2::text[]) AS asked (client, jti)
WHERE {REFUSED.format(client="asked.client", jti="asked.jti")}
"""


class PostgresClients:
    """The register in PostgreSQL: ``domain.client.ClientStore``."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Take the pool."""
        self._pool = pool

    async def add(self, client: Client) -> None:
        """Register a client; raise ``Conflict`` when the id is taken."""
        done = await self._pool.execute(
            _ADD,
            client.id,
            client.kind,
            " ".join(client.scopes),
            sorted(client.purposes),
            client.organization or None,
            client.own_feed,
            json.dumps([dict(key) for key in client.jwks]) if client.jwks else None,
            client.jwks_uri or None,
            list(client.redirect_uris),
            _now() if client.disabled else None,
            _now(),
        )
        if not done.endswith(" 1"):
            raise Conflict(Fault("duplicate", "A client of this id is registered."))

    async def get(self, id: str) -> Client | None:
        """Give the registration, disabled or not."""
        if "\x00" in id:
            return None
        row = await self._pool.fetchrow(f"SELECT {_COLUMNS} FROM client WHERE id = $1", id)
        return None if row is None else _client(row)

    async def list(self) -> Sequence[Client]:
        """Give every registration, by id."""
        rows = await self._pool.fetch(f"SELECT {_COLUMNS} FROM client ORDER BY id")
        return [_client(row) for row in rows]

    async def disable(self, id: str) -> bool:
        """Disable a client; False when there is none."""
        done = await self._pool.execute("UPDATE client SET disabled = coalesce(disabled, $2) WHERE id = $1", id, _now())
        return done.endswith(" 1")

    async def use_assertion(self, issuer: str, jti: str, expires: int) -> bool:
        """Remember that an assertion was used; False when it was used before."""
        done = await self._pool.execute(
            "INSERT INTO used_assertion (iss, jti, expires) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            issuer,
            jti,
            expires * SECOND,
        )
        return done.endswith(" 1")

    async def revoke(self, jti: str, expires: int) -> None:
        """Revoke an access token; durable when this returns."""
        await self._pool.execute(
            "INSERT INTO revoked_token (jti, expires) VALUES ($1, $2) ON CONFLICT DO NOTHING", jti, expires * SECOND
        )

    async def refused(self, names: Sequence[TokenName]) -> frozenset[TokenName]:
        """Give those whose token is revoked, or whose client is disabled or gone; one query for all of them."""
        rows = await self._pool.fetch(_REFUSED, [name.client for name in names], [name.jti for name in names])
        return frozenset(TokenName(row["client"], row["jti"]) for row in rows)

    async def purge(self, now: int) -> int:
        """Forget assertions and revocations that expired; give how many rows went."""
        gone = 0
        for table in ("used_assertion", "revoked_token"):
            done = await self._pool.execute(f"DELETE FROM {table} WHERE expires < $1", now * SECOND - LATE)
            gone += int(done.rpartition(" ")[2])
        return gone


def _now() -> int:
    return time.time_ns() // 1_000


def _client(row: asyncpg.Record) -> Client:
    return Client(
        id=row["id"],
        kind=row["kind"],
        scopes=tuple(row["scope"].split()),
        purposes=frozenset(row["purposes"]),
        organization=row["organization"] or "",
        own_feed=row["own_feed"],
        jwks=tuple(json.loads(row["jwks"] or "[]")),
        jwks_uri=row["jwks_uri"] or "",
        redirect_uris=tuple(row["redirect_uris"]),
        disabled=row["disabled"] is not None,
    )
