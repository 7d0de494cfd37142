"""What the operator types to register, list and disable clients, and what is said back."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from typer.testing import CliRunner

from api.cli import app
from tests.auth.peer import ec_key, public

if TYPE_CHECKING:
    from click.testing import Result


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a way to run a command on a database of the test's own."""
    monkeypatch.setenv("CHARTWARD_DATABASE_URL", database_url)
    monkeypatch.chdir(tmp_path)

    def runner(*words: str) -> Result:
        return CliRunner().invoke(app, ["client", *words])

    return runner


@pytest.fixture
def jwks(tmp_path: Path) -> str:
    """Give a file with a public key set."""
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": list(public(ec_key()))}))
    return str(path)


ADD = (
    "add",
    "ehr",
    "--kind",
    "backend",
    "--scope",
    "system/*.cruds release.pull",
    "--purpose",
    "TREAT",
    "--own-feed",
    "--jwks",
)


def test_add_list_disable(run: Any, jwks: str, database_url: str) -> None:
    """A client is added, listed and disabled; each change is written down."""
    expected = {
        "id": "ehr",
        "kind": "backend",
        "scope": "system/*.cruds release.pull",
        "purposes": ["TREAT"],
        "organization": None,
        "own_feed": True,
        "kids": ["e1"],
        "jwks_uri": None,
        "redirect_uris": [],
        "disabled": False,
    }
    assert expected == json.loads(run(*ADD, jwks, "--json").stdout)
    assert [expected] == json.loads(run("list", "--json").stdout)
    assert "ehr  backend  enabled  own feed  TREAT  system/*.cruds release.pull\n" == run("list").stdout
    assert "disabled ehr\n" == run("disable", "ehr").stdout
    assert [{**expected, "disabled": True}] == json.loads(run("list", "--json").stdout)

    async def audited() -> list[str]:
        connection = await asyncpg.connect(database_url)
        rows = await connection.fetch("SELECT entry FROM audit_event ORDER BY seq")
        await connection.close()
        return [json.loads(row["entry"])["kind"] for row in rows]

    assert ["client-add", "client-disable"] == asyncio.run(audited())


def test_purposes_repeat(run: Any) -> None:
    """Purposes are given several times, with commas, or in a long spelling."""
    words = (
        "add",
        "agency",
        "--kind",
        "backend",
        "--scope",
        "release.pull",
        "--jwks-uri",
        "https://agency.test/jwks",
        "--json",
    )
    purposes = (
        "--purpose",
        "PUBHLTH,HLEGAL",
        "--purpose",
        "http://terminology.hl7.org/CodeSystem/v3-ActReason|COVERAGE",
    )

    answer = json.loads(run(*words, *purposes, "--organization", "Organization/o1").stdout)

    assert ["COVERAGE", "HLEGAL", "PUBHLTH"] == answer["purposes"]
    assert ("Organization/o1", "https://agency.test/jwks") == (answer["organization"], answer["jwks_uri"])


def test_faults(run: Any, jwks: str, tmp_path: Path) -> None:
    """An unsound registration is refused with every fault, and nothing is stored."""
    bad = ("add", "e r", "--kind", "robot", "--scope", "system/*.sr", "--purpose", "TREAT")
    answer = run(*bad, "--json")
    faults = json.loads(answer.stdout)["faults"]

    assert 1 == answer.exit_code
    assert ["Client.id", "Client.kind", "Client.scopes", "Client.jwks", "Client.redirect_uris"] == [
        fault["expression"] for fault in faults
    ]
    assert "chartward: Client.id: " in run(*bad).stderr
    assert 1 == run(*ADD[:-4], "--purpose", "FUN", "--jwks", jwks).exit_code
    (tmp_path / "rubbish").write_text("{")
    assert "The key file is not JSON." in run(*ADD, str(tmp_path / "rubbish")).stderr
    assert [] == json.loads(run("list", "--json").stdout)


def test_taken_and_unknown(run: Any, jwks: str) -> None:
    """A taken id and an unknown id are errors."""
    assert 0 == run(*ADD, jwks).exit_code
    assert [1, 1, 1] == [
        run(*words).exit_code for words in ((*ADD, jwks), ("disable", "nobody"), ("disable", "nobody", "--json"))
    ]


@pytest.mark.parametrize("algorithm", ["ES384", "RS384"])
def test_keygen(run: Any, tmp_path: Path, algorithm: str) -> None:
    """A key pair is made, the private half never overwritten, the public half fit to register."""
    made = json.loads(run("keygen", "--out", "pair", "--alg", algorithm, "--json").stdout)

    assert 0o600 == Path(made["private"]).stat().st_mode & 0o777
    assert 0 == run(*ADD, made["public"]).exit_code
    assert 2 == run("keygen", "--out", "pair", "--alg", algorithm).exit_code
    assert 2 == run("keygen", "--out", "other", "--alg", "HS256").exit_code
