"""The register of clients in a real PostgreSQL."""

from __future__ import annotations

import asyncio
import time

import asyncpg
import pytest

from domain.client import Client, TokenName
from domain.errors import Conflict
from persistence.clients import PostgresClients
from persistence.pool import connect

KEY = {"kty": "EC", "crv": "P-384", "x": "eA", "y": "eQ", "kid": "k1"}
RIVER = Client(
    "river-app",
    "backend",
    ("system/*.rs", "release.pull"),
    frozenset({"TREAT", "HPAYMT"}),
    "Organization/o1",
    jwks=(KEY,),
)
LAKE = Client(
    "lake-app",
    "confidential",
    ("user/*.rs",),
    frozenset({"TREAT"}),
    jwks_uri="https://a.test/j",
    redirect_uris=("https://a.test/c",),
)
FEED = Client("ehr", "backend", ("system/*.cruds",), frozenset({"TREAT"}), own_feed=True, jwks=(KEY,))


async def test_round_trip(pool: asyncpg.Pool) -> None:
    """What was registered is given back equal; what was not is None."""
    clients = PostgresClients(pool)
    for client in (RIVER, LAKE, FEED):
        await clients.add(client)

    assert [RIVER, LAKE, FEED, None, None] == [
        await clients.get(id) for id in ("river-app", "lake-app", "ehr", "RIVER-APP", "a\x00b")
    ]
    assert [FEED, LAKE, RIVER] == list(await clients.list())


async def test_id_is_taken(pool: asyncpg.Pool) -> None:
    """An id is registered once."""
    clients = PostgresClients(pool)
    await clients.add(RIVER)

    with pytest.raises(Conflict):
        await clients.add(RIVER)


async def test_disable(pool: asyncpg.Pool) -> None:
    """A disabled client is kept, and its tokens are refused; disabling twice is no error, an unknown id is told."""
    clients = PostgresClients(pool)
    await clients.add(RIVER)
    name = TokenName("river-app", "t1")
    assert frozenset() == await clients.refused([name])

    assert [True, True, False] == [await clients.disable(id) for id in ("river-app", "river-app", "nobody")]
    found = await clients.get("river-app")
    assert found is not None
    assert found.disabled
    assert {name} == await clients.refused([name])


async def test_refused(pool: asyncpg.Pool) -> None:
    """One query tells revoked tokens and unknown clients from good ones."""
    clients = PostgresClients(pool)
    await clients.add(RIVER)
    await clients.revoke("t2", 10**9)
    await clients.revoke("t2", 10**9)
    names = [TokenName("river-app", "t1"), TokenName("river-app", "t2"), TokenName("nobody", "t3")]

    assert set(names[1:]) == await clients.refused(names)
    assert frozenset() == await clients.refused([])


async def test_replay(pool: asyncpg.Pool, database_url: str) -> None:
    """Of many uses of one assertion, by two pools at once, one succeeds; another issuer's jti is another."""
    expires = int(time.time()) + 300
    async with await connect(database_url, size=4) as other:
        registers = [PostgresClients(pool), PostgresClients(other)]
        uses = [registers[n % 2].use_assertion("river-app", "j1", expires) for n in range(40)]
        assert 1 == sum(await asyncio.gather(*uses))

        assert await registers[1].use_assertion("lake-app", "j1", expires)
    async with await connect(database_url, size=1) as later:
        assert not await PostgresClients(later).use_assertion("river-app", "j1", expires)


async def test_purge(pool: asyncpg.Pool) -> None:
    """Only what expired longer ago than clocks differ is forgotten."""
    clients, now = PostgresClients(pool), int(time.time())
    for name, expires in (("old", now - 601), ("late", now - 599), ("live", now + 300)):
        await clients.use_assertion("river-app", name, expires)
        await clients.revoke(name, expires)

    assert 2 == await clients.purge(now)
    assert [True, False, False] == [
        await clients.use_assertion("river-app", name, now) for name in ("old", "late", "live")
    ]
