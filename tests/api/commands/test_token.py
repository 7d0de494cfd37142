"""``chartward token`` against a live server: the standard flow, end to end."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from typer.testing import CliRunner

from api.cli import app
from api.main import create_app
from api.settings import Settings
from tests.auth.peer import ec_key, public, rsa_key


@contextlib.contextmanager
def serving(settings: Settings) -> Iterator[None]:
    """Serve on a thread of its own."""
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings), host="127.0.0.1", port=settings.port, log_level="warning")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(30)


@pytest.fixture
def base(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the FHIR base of a running server with one client registered."""
    monkeypatch.setenv("CHARTWARD_DATABASE_URL", database_url)
    monkeypatch.setenv("CHARTWARD_DATA_DIR", str(tmp_path / "data"))
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    keys = tmp_path / "jwks.json"
    keys.write_text(json.dumps({"keys": list(public(rsa_key(), ec_key()))}))
    added = CliRunner().invoke(
        app,
        [
            "client",
            "add",
            "ehr",
            "--kind",
            "backend",
            "--scope",
            "system/*.cruds",
            "--purpose",
            "TREAT,PUBHLTH",
            "--own-feed",
            "--jwks",
            str(keys),
        ],
    )
    assert 0 == added.exit_code
    with serving(Settings(port=port)):
        yield f"http://127.0.0.1:{port}/fhir"


def test_token(base: str, tmp_path: Path) -> None:
    """The token that is printed opens the API; each shape of key serves; refusals are told, with exit 1."""
    rsa, ec = rsa_key(), ec_key()
    shapes = {
        "rsa.jwk": json.dumps(rsa.as_dict(private=True)).encode(),
        "ec.jwks": json.dumps({"keys": [ec.as_dict(private=True)]}).encode(),
        "ec.pem": ec.as_pem(private=True),
    }
    for name, data in shapes.items():
        (tmp_path / name).write_bytes(data)

    def run(
        *words: str, key: str = "ec.jwks", scope: str = "system/Patient.rs", purpose: str = "TREAT"
    ) -> tuple[int, str, str]:
        given = (
            "--client",
            "ehr",
            "--key",
            str(tmp_path / key),
            "--scope",
            scope,
            "--base",
            base,
            "--purpose",
            purpose,
            *words,
        )
        answer = CliRunner().invoke(app, ["token", *given])
        return answer.exit_code, answer.stdout, answer.stderr

    for key, words in (("rsa.jwk", ()), ("ec.jwks", ()), ("ec.pem", ("--kid", "e1"))):
        code, token, _ = run(*words, key=key)
        assert 0 == code
        headers = {"authorization": f"Bearer {token.strip()}"}
        assert 200 == httpx.get(f"{base}/Patient?_count=1", headers=headers).status_code
    assert 401 == httpx.get(f"{base}/Patient?_count=1").status_code
    assert {"access_token", "token_type", "expires_in", "scope"} == json.loads(run("--json")[1]).keys()
    assert (1, "", "chartward: invalid_request: ") == (*run(purpose="")[:2], run(purpose="")[2][:28])
    assert {"invalid_scope"} == {json.loads(run("--json", scope=scope)[1])["error"] for scope in ("admin", "user/*.rs")}
    assert "invalid_client" in run(key="ec.pem")[2]
    assert 2 == run(key="jwks.json")[0]

    disabled = CliRunner().invoke(app, ["client", "disable", "ehr"])
    assert 0 == disabled.exit_code
    assert 401 == httpx.get(f"{base}/Patient?_count=1", headers=headers).status_code
    assert "invalid_client" in run()[2]


def test_unreachable(tmp_path: Path) -> None:
    """A base at which nobody answers is an error that names it."""
    (tmp_path / "key").write_text(json.dumps(ec_key().as_dict(private=True)))
    given = (
        "--client",
        "a",
        "--key",
        str(tmp_path / "key"),
        "--scope",
        "system/*.rs",
        "--base",
        "http://127.0.0.1:1/fhir",
    )
    answer = CliRunner().invoke(app, ["token", *given])

    assert (1, True) == (answer.exit_code, "http://127.0.0.1:1/fhir" in answer.stderr)
