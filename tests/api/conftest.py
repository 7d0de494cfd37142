"""The service as its clients meet it: a real server on a loopback port, a real database, tokens got by the real flow."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import httpx
import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey

from api.main import create_app
from api.settings import Settings
from domain.client import Client
from persistence.clients import PostgresClients
from persistence.pool import connect
from tests.conftest import TEMPLATE, at

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBERS = itertools.count(1)
FHIR = "application/fhir+json"
PURPOSE = "urn:oid:2.16.840.1.113883.5.8"


@dataclass
class Asker:
    """One registered client with its key; asks with tokens that it renews by itself."""

    live: Live
    id: str
    scope: str
    purpose: str = ""
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-384", {"kid": "k1", "use": "sig", "alg": "ES384"}))
    _token: str = ""
    _until: float = 0.0

    def token(self, scope: str = "") -> str:
        """Get an access token by client_credentials."""
        if not scope and time.time() < self._until:
            return self._token
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.id, "sub": self.id, "aud": f"{self.live.origin}/auth/token",
            "exp": now + 240, "iat": now, "jti": secrets.token_hex(16),
        }  # fmt: skip
        if self.purpose:
            claims["extensions"] = {"hl7-b2b": {"version": "1", "purpose_of_use": [f"{PURPOSE}#{self.purpose}"]}}
        assertion = jwt.encode({"alg": "ES384", "kid": "k1", "typ": "JWT"}, claims, self.key, algorithms=["ES384"])
        answer = self.live.http.post(
            "/auth/token",
            data={
                "grant_type": "client_credentials",
                "scope": scope or self.scope,
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": assertion,
            },
        )
        assert answer.status_code == 200, answer.text
        if scope:
            return answer.json()["access_token"]
        self._token, self._until = answer.json()["access_token"], now + 200
        return self._token

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        """Send one request; ``path`` is relative to the FHIR base."""
        sent = {"authorization": f"Bearer {self.token()}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        content = None
        if body is not None:
            sent.setdefault("content-type", FHIR)
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
        target = path if path.startswith("http") else f"/fhir/{path}" if path else "/fhir"
        return self.live.http.request(method, target, headers=sent, content=content)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Read or search."""
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        """Create, or call an operation."""
        return self.ask("POST", path, body, **headers)

    def put(self, resource: dict[str, Any], **headers: str) -> httpx.Response:
        """Update, or create under an id of one's own."""
        return self.ask("PUT", f"{resource['resourceType']}/{resource['id']}", resource, **headers)

    def ids(self, path: str) -> list[str]:
        """Search, follow every page, and give the ids."""
        found: list[str] = []
        while path:
            page = self.get(path)
            assert page.status_code == 200, page.text
            found += [entry["resource"]["id"] for entry in page.json().get("entry", ())]
            path = next((link["url"] for link in page.json()["link"] if link["relation"] == "next"), "")
        return found


@dataclass
class Live:
    """A running server."""

    origin: str
    http: httpx.Client
    url: str
    folder: Path
    loop: asyncio.AbstractEventLoop

    def run(self, work: Any) -> Any:
        """Run a coroutine on a loop of the tests' own."""
        return self.loop.run_until_complete(work)

    def client(self, id_: str, scope: str, *purposes: str, organization: str = "", own_feed: bool = False) -> Asker:
        """Register a backend client and give what asks with it."""
        asker = Asker(self, id_, scope, purposes[0] if len(purposes) > 1 else "")
        public = asker.key.as_dict(private=False)

        async def register() -> None:
            pool = await connect(self.url, 1)
            made = Client(id_, "backend", tuple(scope.split()), frozenset(purposes), organization, own_feed, (public,))
            await PostgresClients(pool).add(made)
            await pool.close()

        self.run(register())
        return asker

    def fetch(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """Look into the database."""

        async def look() -> list[asyncpg.Record]:
            connection = await asyncpg.connect(self.url)
            try:
                return await connection.fetch(statement, *values)
            finally:
                await connection.close()

        return self.run(look())


@contextlib.contextmanager
def serving(cluster: str, folder: Path, **chosen: Any) -> Iterator[Live]:
    """Serve one fresh database, with the settings that are chosen."""
    loop = asyncio.new_event_loop()
    name = f"live_{next(_NUMBERS)}"

    async def administer(statement: str) -> None:
        connection = await asyncpg.connect(cluster)
        await connection.execute(statement)
        await connection.close()

    loop.run_until_complete(administer(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}"))
    config = uvicorn.Config("unused", host="127.0.0.1", port=0, log_level="warning", access_log=False)
    listener = config.bind_socket()
    origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = Settings(data_dir=folder, database_url=at(cluster, name), base_url=origin, **chosen)
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings), log_level="warning", access_log=False, timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    with httpx.Client(base_url=origin, timeout=30, trust_env=False) as http:
        for _ in range(300):
            if server.started:
                break
            time.sleep(0.05)
        assert http.get("/health/ready").status_code == 200
        yield Live(origin, http, at(cluster, name), folder, loop)
    server.should_exit = True
    thread.join(20)
    loop.run_until_complete(administer(f"DROP DATABASE {name} WITH (FORCE)"))
    loop.close()


@pytest.fixture(scope="module")
def live(cluster: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Serve one fresh database for a module of tests."""
    with serving(cluster, tmp_path_factory.mktemp("live")) as running:
        yield running


@pytest.fixture(scope="module")
def feed(live: Live) -> Asker:
    """One of the hospital's own EHR feeds."""
    return live.client("ehr-feed", "system/*.cruds", "TREAT", own_feed=True)
