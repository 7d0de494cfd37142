"""POST /auth/token over HTTP, on a real PostgreSQL: who gets a token, who does not, and what is written down."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.routing import Route

from api.smart.configuration import configuration, configuration_endpoint
from api.smart.jwks import jwks_endpoint
from api.smart.token import token_endpoint
from auth.addresses import Addresses
from auth.backend_services import ASSERTION_TYPE, BackendServices
from auth.callers import Callers
from auth.keys import KeyRing
from domain.client import Client, Jwk
from domain.errors import Unauthenticated
from persistence.clients import PostgresClients
from persistence.records import PostgresRecords
from tests.auth.peer import CLIENT, ORIGIN, TOKEN_URL, assertion, claims, ec_key, public, rsa_key

R, E = rsa_key(), ec_key()
RIVER = Client(CLIENT, "backend", ("system/*.rs", "release.pull"), frozenset({"TREAT"}), jwks=public(R, E))
SEVERAL = replace(RIVER, id="delta-app", purposes=frozenset({"TREAT", "PUBHLTH"}), organization="Organization/o1")
FEED = replace(RIVER, id="ehr", scopes=("system/*.cruds",), own_feed=True)
REMOTE = replace(RIVER, id="remote-app", jwks=(), jwks_uri="https://app.test/jwks")
LAKE = replace(RIVER, id="lake-app", kind="confidential", scopes=("user/*.rs",), redirect_uris=("https://a.test/c",))
PHONE = replace(LAKE, id="pond-app", kind="public", jwks=())


class Published:
    """A ``JwksSource`` that counts who asks."""

    def __init__(self) -> None:
        """Publish the keys of the test."""
        self.found: tuple[Jwk, ...] = public(R, E)
        self.asked: list[str] = []

    async def keys(self, uri: str, kid: str) -> Sequence[Jwk]:
        """Give them."""
        self.asked.append(uri)
        return self.found


class Site:
    """One server process: what it is made of, and an HTTP client on it."""

    def __init__(self, pool: asyncpg.Pool, folder: Path) -> None:
        """Wire it as api.main does."""
        self.pool = pool
        self.clients = PostgresClients(pool)
        self.published = Published()
        self.keys = KeyRing.open(folder)
        self.addresses = Addresses(ORIGIN)
        self.callers = Callers(self.keys, self.clients, self.addresses)
        services = BackendServices(self.keys, self.clients, self.published, self.addresses)
        self.app = Starlette(
            routes=[
                Route("/auth/token", token_endpoint(services, PostgresRecords(pool)), methods=["POST"]),
                Route("/auth/jwks", jwks_endpoint(self.keys)),
                Route("/fhir/.well-known/smart-configuration", configuration_endpoint(self.addresses)),
            ]
        )
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=ORIGIN)

    async def ask(self, token: str | None = None, **changed: str | None) -> httpx.Response:
        """Post a token request, with parameters changed (None removes one)."""
        form = {
            "grant_type": "client_credentials",
            "scope": "system/Patient.rs",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion(E) if token is None else token,
            **changed,
        }
        return await self.http.post(
            "/auth/token", data={name: value for name, value in form.items() if value is not None}
        )

    async def audited(self) -> list[dict[str, Any]]:
        """Give all that was written down."""
        return [json.loads(row["entry"]) for row in await self.pool.fetch("SELECT entry FROM audit_event ORDER BY seq")]


@asynccontextmanager
async def opened(pool: asyncpg.Pool, folder: Path) -> AsyncIterator[Site]:
    """Run a site."""
    made = Site(pool, folder)
    async with made.http:
        yield made


@pytest.fixture
async def site(pool: asyncpg.Pool, tmp_path: Path) -> AsyncIterator[Site]:
    """Give a site with clients registered."""
    async with opened(pool, tmp_path) as made:
        for client in (RIVER, SEVERAL, FEED, REMOTE, LAKE, PHONE):
            await made.clients.add(client)
        yield made


def by(client: str, **said: Any) -> str:
    """Sign an assertion as another client."""
    return assertion(E, claims(iss=client, sub=client, **said))


@pytest.mark.parametrize("key", [R, E], ids=["RS384", "ES384"])
async def test_token(site: Site, key: Any) -> None:
    """A proved client gets a token for five minutes, not cached, proved by the published key, and written down."""
    answer = await site.ask(assertion(key))
    body = answer.json()

    assert 200 == answer.status_code
    assert {"access_token", "token_type", "expires_in", "scope"} == body.keys()
    assert ("Bearer", 300, "system/Patient.rs") == (body["token_type"], body["expires_in"], body["scope"])
    assert ("no-store", "no-cache") == (answer.headers["cache-control"], answer.headers["pragma"])
    published = (await site.http.get("/auth/jwks")).json()["keys"][0]
    token = jwt.decode(body["access_token"], ECKey.import_key(published), ["ES256"])
    said = token.claims
    assert "at+jwt" == token.header["typ"]
    assert 300 == said["exp"] - said["iat"]
    assert {
        "iss": f"{ORIGIN}/auth",
        "aud": f"{ORIGIN}/fhir",
        "sub": CLIENT,
        "client_id": CLIENT,
        "kind": "backend",
        "scope": "system/Patient.rs",
        "purpose": "TREAT",
        "purposes": "TREAT",
        "organization": "",
        "own_feed": False,
    } == {name: value for name, value in said.items() if name not in ("exp", "iat", "jti")}
    assert [("token", CLIENT, said["jti"], None)] == [
        (row["kind"], row["client"], row["token"], row.get("outcome")) for row in await site.audited()
    ]
    caller = await site.callers.resolve(f"Bearer {body['access_token']}")
    assert (CLIENT, "TREAT") == (caller.client, caller.purpose)


async def test_own_feed(site: Site) -> None:
    """The registration's own_feed stands in the token."""
    body = (await site.ask(by("ehr"), scope="system/*.cruds")).json()

    assert (await site.callers.resolve(f"Bearer {body['access_token']}")).own_feed


UNPROVED: dict[str, Callable[[], dict[str, Any]]] = {
    "no assertion": lambda: {"client_assertion": None},
    "no assertion type": lambda: {"client_assertion_type": None},
    "another assertion type": lambda: {"client_assertion_type": ASSERTION_TYPE.replace("jwt", "saml2")},
    "a secret": lambda: {"client_secret": "x"},
    "a client_id that differs": lambda: {"client_id": "delta-app"},
    "unknown client": lambda: {"token": by("nobody")},
    "a look-alike": lambda: {"token": by("r\u0456ver-app")},
    "a public client": lambda: {"token": by("pond-app")},
    "another's key": lambda: {"token": assertion(ec_key("e9"))},
    "another's key under our kid": lambda: {"token": assertion(ec_key("e9"), kid="e1")},
    "expired": lambda: {"token": assertion(E, claims(exp=int(time.time()) - 1))},
    "too long": lambda: {"token": assertion(E, claims(exp=int(time.time()) + 400))},
    "another audience": lambda: {"token": assertion(E, claims(aud=f"{ORIGIN}/fhir"))},
    "the Host's audience": lambda: {"token": assertion(E, claims(aud="http://testserver/auth/token"))},
    "an access token's type": lambda: {"token": assertion(E, typ="at+jwt")},
    "sub differs": lambda: {"token": assertion(E, claims(sub="delta-app"))},
    "rubbish": lambda: {"token": "a.b.c"},
    "huge": lambda: {"token": "a" * 20_000 + ".b.c"},
    "jku foreign": lambda: {
        "token": assertion(E, claims(iss="remote-app", sub="remote-app"), jku="https://evil.test/jwks")
    },
    "jku prefix": lambda: {
        "token": assertion(E, claims(iss="remote-app", sub="remote-app"), jku="https://app.test/jwks2")
    },
    "SQL in kid": lambda: {"token": assertion(E, kid="e1'; DROP TABLE client; --")},
}


@pytest.mark.parametrize("changed", UNPROVED.values(), ids=UNPROVED.keys())
async def test_invalid_client(site: Site, changed: Callable[[], dict[str, Any]]) -> None:
    """Whatever is wrong with the proof, the answer is the same to the byte; the cause is in the audit trail alone."""
    answer = await site.ask(**changed())

    assert (401, b'{"error":"invalid_client","error_description":"Client authentication failed."}') == (
        answer.status_code,
        answer.content,
    )
    assert ("no-store", "no-cache", "Bearer") == tuple(
        answer.headers[name] for name in ("cache-control", "pragma", "www-authenticate")
    )
    (row,) = await site.audited()
    assert ("token", "login", "invalid_client") == (row["kind"], row["outcome"], row["error"])
    assert row["reason"]
    assert "client" not in row
    assert [] == site.published.asked


async def test_replay(site: Site, pool: asyncpg.Pool, tmp_path: Path) -> None:
    """An assertion is good once: not at the same process, not at another, not after a restart."""
    token = assertion(E)
    assert 200 == (await site.ask(token)).status_code

    async with opened(pool, tmp_path) as restarted:
        assert [401, 401] == [(await site.ask(token)).status_code, (await restarted.ask(token)).status_code]


async def test_failed_requests_still_spend_the_assertion(site: Site) -> None:
    """A proved assertion is spent even when the scope is refused."""
    token = assertion(E)

    assert [400, 401] == [(await site.ask(token, scope="admin")).status_code, (await site.ask(token)).status_code]


async def test_disabled_client(site: Site) -> None:
    """A disabled client gets no token, and the one it has is refused at the next request."""
    header = f"Bearer {(await site.ask()).json()['access_token']}"
    assert await site.callers.resolve(header)
    await site.clients.disable(CLIENT)

    assert 401 == (await site.ask()).status_code
    with pytest.raises(Unauthenticated):
        await site.callers.resolve(header)


async def test_revoked_token(site: Site) -> None:
    """A revoked token is refused at the next request, other tokens of the client are not."""
    headers = [f"Bearer {(await site.ask()).json()['access_token']}" for _ in range(2)]
    first = await site.callers.resolve(headers[0])
    await site.clients.revoke(first.jti, int(time.time()) + 300)

    with pytest.raises(Unauthenticated):
        await site.callers.resolve(headers[0])
    assert await site.callers.resolve(headers[1])


REFUSALS = {
    "grant missing": ({"grant_type": None}, 400, "invalid_request"),
    "grant empty": ({"grant_type": ""}, 400, "invalid_request"),
    "grant password": ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    "grant code": ({"grant_type": "authorization_code"}, 400, "unsupported_grant_type"),
    "grant in capitals": ({"grant_type": "CLIENT_CREDENTIALS"}, 400, "unsupported_grant_type"),
    "scope missing": ({"scope": None}, 400, "invalid_scope"),
    "scope out of order": ({"scope": "system/Patient.sr"}, 400, "invalid_scope"),
    "scope too much": ({"scope": "system/Patient.cruds"}, 400, "invalid_scope"),
    "scope partly too much": ({"scope": "system/Patient.rs release.decide"}, 400, "invalid_scope"),
    "scope user": ({"scope": "user/*.rs"}, 400, "invalid_scope"),
    "scope patient": ({"scope": "patient/*.rs"}, 400, "invalid_scope"),
    "scope openid": ({"scope": "openid"}, 400, "invalid_scope"),
    "scope granular": ({"scope": "system/Observation.rs?category=x"}, 400, "invalid_scope"),
}


@pytest.mark.parametrize(("changed", "status", "error"), REFUSALS.values(), ids=REFUSALS.keys())
async def test_refusals(site: Site, changed: dict[str, Any], status: int, error: str) -> None:
    """Each error of RFC 6749 section 5.2 has its code, and is written down."""
    answer = await site.ask(**changed)

    assert (status, error) == (answer.status_code, answer.json()["error"])
    assert "access_token" not in answer.json()
    assert [("token", error)] == [(row["kind"], row["error"]) for row in await site.audited()]


PURPOSES = [
    ("delta-app", ["urn:oid:2.16.840.1.113883.5.8#PUBHLTH"], "PUBHLTH"),
    ("delta-app", ["TREAT"], "TREAT"),
    ("delta-app", None, "invalid_request"),
    ("delta-app", ["TREAT", "PUBHLTH"], "invalid_request"),
    ("delta-app", [], "invalid_request"),
    ("delta-app", ["HMARKT"], "invalid_scope"),
    ("delta-app", ["FUN"], "invalid_scope"),
    (CLIENT, None, "TREAT"),
    (CLIENT, ["TREAT"], "TREAT"),
    (CLIENT, ["PUBHLTH"], "invalid_scope"),
]


@pytest.mark.parametrize(("client", "asked", "expected"), PURPOSES)
async def test_purposes(site: Site, client: str, asked: list[str] | None, expected: str) -> None:
    """The purpose is the one asked if registered, the only one if none is asked, else a refusal."""
    said = {} if asked is None else {"extensions": {"hl7-b2b": {"version": "1", "purpose_of_use": asked}}}
    answer = await site.ask(by(client, **said))

    if expected.startswith("invalid"):
        assert (400, expected) == (answer.status_code, answer.json()["error"])
    else:
        assert expected == (await site.callers.resolve(f"Bearer {answer.json()['access_token']}")).purpose


async def test_confidential_client_has_no_backend_grant(site: Site) -> None:
    """A client of another kind is proved, and told that the grant is not for it."""
    answer = await site.ask(by("lake-app"))

    assert (400, "unauthorized_client") == (answer.status_code, answer.json()["error"])


async def test_keys_by_address(site: Site) -> None:
    """A client registered by address is proved by the keys published there now, with a jku or without."""
    assert 200 == (await site.ask(by("remote-app"))).status_code
    with_jku = assertion(E, claims(iss="remote-app", sub="remote-app"), jku="https://app.test/jwks")
    assert 200 == (await site.ask(with_jku)).status_code
    assert ["https://app.test/jwks"] * 2 == site.published.asked

    site.published.found = public(R)
    assert 401 == (await site.ask(by("remote-app"))).status_code


BODIES = [
    b"grant_type=client_credentials&grant_type=client_credentials",
    b"scope=a&scope=b",
    b"foo=1&foo=2",
    b"&" * 40,
    b"a=" + b"x" * 40_000,
    b"a=%ff",
    b"%ff=a",
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
async def test_bad_form(site: Site, body: bytes) -> None:
    """A form with a parameter twice, too many, too large, or not UTF-8 is an invalid request."""
    answer = await site.http.post(
        "/auth/token", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )

    assert (400, "invalid_request") == (answer.status_code, answer.json()["error"])
    assert 1 == len(await site.audited())


async def test_other_ways_to_ask(site: Site) -> None:
    """JSON, parameters in the address, an Authorization header, a compressed body and GET are all refused."""
    form = {
        "grant_type": "client_credentials",
        "scope": "system/Patient.rs",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion(E),
    }
    http = site.http
    answers = [
        await http.post("/auth/token", json=form),
        await http.post("/auth/token", params=form),
        await http.post("/auth/token?x=1", data=form),
        await http.post("/auth/token", data=form, auth=(CLIENT, "x")),
        await http.post("/auth/token", data=form, headers={"content-encoding": "gzip"}),
        await http.get("/auth/token", params=form),
    ]

    assert [400, 400, 400, 401, 400, 405] == [answer.status_code for answer in answers]
    assert 200 == (await http.post("/auth/token", data=form)).status_code


async def test_host_is_not_trusted(site: Site) -> None:
    """The audience is the configured address, whatever Host says."""
    form = {"grant_type": "client_credentials", "scope": "system/Patient.rs", "client_assertion_type": ASSERTION_TYPE}
    evil = assertion(E, claims(aud="https://evil.test/auth/token"))
    answers = [
        await site.http.post("/auth/token", data={**form, "client_assertion": token}, headers={"host": "evil.test"})
        for token in (evil, assertion(E))
    ]

    assert [401, 200] == [answer.status_code for answer in answers]


async def test_no_audit_no_token(site: Site, pool: asyncpg.Pool) -> None:
    """When it cannot be written down no token is given, and the answer tells nothing."""
    await pool.execute("ALTER TABLE audit_event RENAME TO elsewhere")
    answer = await site.ask()

    assert (503, {"error": "temporarily_unavailable"}) == (answer.status_code, answer.json())


async def test_rotation(site: Site) -> None:
    """Tokens of the old key and of the new are both good after a rotation, and both keys are published."""
    old = (await site.ask()).json()["access_token"]
    site.keys.rotate("token")
    new = (await site.ask()).json()["access_token"]

    for token in (old, new):
        assert await site.callers.resolve(f"Bearer {token}")
    assert 2 == len((await site.http.get("/auth/jwks")).json()["keys"])


async def test_configuration(site: Site) -> None:
    """Discovery names what works, under the configured address, as JSON whatever is asked for, to any origin."""
    answer = await site.http.get(
        "/fhir/.well-known/smart-configuration", headers={"accept": "text/html", "host": "evil.test"}
    )
    body = answer.json()

    assert "application/json" == answer.headers["content-type"]
    assert "*" == answer.headers["access-control-allow-origin"]
    assert configuration(Addresses(ORIGIN)) == body
    assert TOKEN_URL == body["token_endpoint"]
    assert {
        "token_endpoint",
        "grant_types_supported",
        "capabilities",
        "code_challenge_methods_supported",
    } <= body.keys()
    assert ["S256"] == body["code_challenge_methods_supported"]
    assert {"RS384", "ES384"} == set(body["token_endpoint_auth_signing_alg_values_supported"])
    assert not {"authorization_endpoint", "issuer", "introspection_endpoint", "revocation_endpoint"} & body.keys()
    assert not [each for each in body["capabilities"] if each.startswith(("launch", "sso", "context"))]


async def test_every_scope_advertised_is_granted(site: Site) -> None:
    """Each scope of scopes_supported is granted to a client registered for it."""
    supported = (await site.http.get("/fhir/.well-known/smart-configuration")).json()["scopes_supported"]
    everything = replace(
        RIVER, id="sea-app", scopes=("system/*.cruds", *[word for word in supported if "/" not in word])
    )
    await site.clients.add(everything)

    for scope in supported:
        answer = await site.ask(by("sea-app"), scope=scope)
        assert (200, scope) == (answer.status_code, answer.json()["scope"])


async def test_unknown_client_costs_the_same(site: Site) -> None:
    """An unknown client's assertion is verified against a decoy, so that time tells little (with a wide margin)."""
    spent: dict[str, list[float]] = {CLIENT: [], "nobody": []}
    for _ in range(30):
        for client, times in spent.items():
            forged = assertion(rsa_key("r9"), claims(iss=client, sub=client, jti=secrets.token_hex(8)), kid="r1")
            start = time.perf_counter()
            assert 401 == (await site.ask(forged)).status_code
            times.append(time.perf_counter() - start)
    known, unknown = (sorted(times)[15] for times in spent.values())

    assert 1 / 3 < known / unknown < 3


async def test_disabled_client_with_its_own_key(site: Site) -> None:
    """A disabled client is answered as an unknown one: its own key no longer proves it."""
    await site.clients.disable(CLIENT)

    assert 401 == (await site.ask()).status_code
    (row,) = await site.audited()
    assert CLIENT == row["claimed"]
