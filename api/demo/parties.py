"""Who takes part in the demonstration? Registered clients, each with its own key and real tokens."""

from __future__ import annotations

import contextlib
import io
import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from api.commands.loading import JSON, issues

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from api.commands.loading import Tokens


class Refused(RuntimeError):
    """An answer that the story did not expect."""


@dataclass(slots=True)
class Party:
    """One client program."""

    name: str
    base: str
    tokens: Tokens
    http: httpx.Client = field(repr=False, default_factory=lambda: httpx.Client(trust_env=False, timeout=120))

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        """Send a request and give the answer, whatever it is."""
        address = path if path.startswith("http") else f"{self.base}/{path}".rstrip("/")
        sent = {"authorization": f"Bearer {self.tokens(False)}", "accept": JSON, **headers}
        if body is None:
            return self.http.request(method, address, headers=sent)
        return self.http.request(
            method, address, headers=sent | {"content-type": JSON}, content=json.dumps(body).encode()
        )

    def get(self, path: str) -> dict[str, Any]:
        """Read, and expect it to be there."""
        return _content(self.ask("GET", path), f"GET {path.partition('?')[0]}")

    def post(self, path: str, body: object = None, **headers: str) -> dict[str, Any]:
        """Create or operate, and expect success."""
        return _content(self.ask("POST", path, body, **headers), f"POST {path}")

    def close(self) -> None:
        """Let the connection go."""
        self.http.close()

    def put(self, path: str, body: object) -> dict[str, Any]:
        """Update, and expect success."""
        return _content(self.ask("PUT", path, body), f"PUT {path}")

    def search(self, query: str) -> list[dict[str, Any]]:
        """Search to the last page; give the matching resources."""
        found: list[dict[str, Any]] = []
        path: str | None = query
        while path:
            page = self.get(path)
            found += [entry["resource"] for entry in page.get("entry", ())]
            path = next((link["url"] for link in page.get("link", ()) if link["relation"] == "next"), None)
        return found


def _content(answer: httpx.Response, what: str) -> dict[str, Any]:
    try:
        content = answer.json()
    except ValueError:
        content = {}
    if not answer.is_success:
        raise Refused(f"{what}: {answer.status_code} {'; '.join(issues(content))}")
    return content if isinstance(content, dict) else {}


def register(
    data_dir: Path, base: str, name: str, *, scope: str, purpose: str, organization: str = "", own_feed: bool = False
) -> Party:
    """Make a key pair, register the client as ``chartward client add`` does, and give it as a party."""
    from api.commands import client
    from api.commands.load import fetched
    from auth.key_pairs import make, public_set

    folder = data_dir / "demo" / name
    folder.mkdir(parents=True, exist_ok=True)
    private, public = folder / "private.jwk.json", folder / "public.jwks.json"
    key = make("ES384")
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(json.dumps(key))
    public.write_text(json.dumps(public_set(key)))
    with contextlib.redirect_stdout(io.StringIO()), _undone(private):
        client.add(
            name,
            kind="backend",
            scope=scope,
            purpose=[purpose],
            organization=organization,
            own_feed=own_feed,
            jwks=public,
            data_dir=data_dir,
        )
    return Party(name, base, fetched(name, private.read_bytes(), scope, base, purpose))


@contextlib.contextmanager
def _undone(private: Path) -> Iterator[None]:
    """Throw the key away when it could not be registered."""
    try:
        yield
    except BaseException:
        private.unlink()
        raise


def returning(data_dir: Path, base: str, name: str, *, scope: str, purpose: str) -> Party | None:
    """Give a party that was registered before, by the key it left in the data folder."""
    from api.commands.load import fetched

    private = data_dir / "demo" / name / "private.jwk.json"
    return Party(name, base, fetched(name, private.read_bytes(), scope, base, purpose)) if private.exists() else None


def coded(system: str, code: str) -> dict[str, Any]:
    """Give a CodeableConcept."""
    return {"coding": [{"system": system, "code": code}]}


def total(bundle: Mapping[str, Any]) -> int:
    """Give what a search says it found."""
    return int(bundle.get("total", -1))
