"""Does the doctor see what is wrong, and nothing where all is well?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from auth.keys import KeyRing

if TYPE_CHECKING:
    from pathlib import Path


def examine(data_dir: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, dict[str, dict[str, Any]]]:
    """Run the command on a database; give its exit code and its checks by name."""
    monkeypatch.setenv("CHARTWARD_DATABASE_URL", url)
    done = CliRunner().invoke(app, ["doctor", "--json", "--data-dir", str(data_dir)])
    report = json.loads(done.stdout)

    assert report["ok"] is (done.exit_code == 0)
    return done.exit_code, {check["name"]: check for check in report["checks"]}


def test_a_sound_installation(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Migrated, durable and with keys: nothing is wrong."""
    KeyRing.open(tmp_path)
    code, checks = examine(tmp_path, database_url, monkeypatch)

    assert 0 == code
    assert {"chartward", "python", "postgresql", "durability", "revision", "keys"} <= set(checks)


def test_a_database_without_tables(empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing revisions are named, with the command that applies them."""
    code, checks = examine(tmp_path, empty_database_url, monkeypatch)

    assert (1, False) == (code, checks["revision"]["ok"])
    assert "chartward migrate" in checks["revision"]["detail"]


def test_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that cannot be reached is a finding, not a traceback."""
    code, checks = examine(tmp_path, f"postgresql://nobody@/none?host={tmp_path}", monkeypatch)

    assert (1, False) == (code, checks["connection"]["ok"])


def test_keys_that_others_may_read(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A private key that is open to others is named."""
    KeyRing.open(tmp_path)
    key = next((tmp_path / "keys").glob("token-*.json"))
    key.chmod(0o644)
    code, checks = examine(tmp_path, database_url, monkeypatch)

    assert 1 == code
    assert key.name in checks["key files"]["detail"]
