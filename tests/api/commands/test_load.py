"""``chartward load`` as an operator types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.demo.build_records import FOLDER

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live


def run(*arguments: str) -> tuple[int, str]:
    """Run the command; give its exit code and what it wrote."""
    done = CliRunner().invoke(app, ["load", *arguments])
    return done.exit_code, done.stdout


def test_load_with_token(live: Live, feed: Asker, tmp_path: Path) -> None:
    """A folder is loaded once; the summary says how much, and the second run that it was there."""
    options = ("--base", f"{live.origin}/fhir", "--token", feed.token(), "--state", str(tmp_path / "state"), "--json")
    code, first = run(str(FOLDER), *options)
    again, second = run(str(FOLDER), *options)

    assert (0, 0) == (code, again), first
    assert (57, False) == (json.loads(first)["resources"], json.loads(first)["skipped_some"])
    assert (0, True) == (json.loads(second)["resources"], json.loads(second)["skipped_some"])


def test_load_with_key(live: Live, tmp_path: Path) -> None:
    """A client's key serves instead of a token."""
    client = live.client("loader", "system/*.cruds", "TREAT", own_feed=True)
    key = tmp_path / "key.json"
    key.write_text(json.dumps(client.key.as_dict(private=True)))
    code, told = run(
        str(FOLDER / "0-hospitalInformation.json"),
        "--base",
        f"{live.origin}/fhir",
        "--client",
        "loader",
        "--key",
        str(key),
        "--data-dir",
        str(tmp_path),
        "--json",
    )

    assert 0 == code, told
    assert 1 == len(list((tmp_path / "load").iterdir()))


def test_errors_in_plain_words(live: Live, feed: Asker, tmp_path: Path) -> None:
    """Refusals and unreadable files are told, and the exit code is 1."""
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "b.json").write_text('{"resourceType": "Patient", "gender": "perhaps"}')
    done = CliRunner().invoke(
        app,
        [
            "load",
            str(tmp_path),
            "--base",
            f"{live.origin}/fhir",
            "--token",
            feed.token(),
            "--state",
            str(tmp_path / "state"),
        ],
    )

    assert 1 == done.exit_code
    assert "unreadable: " in done.stderr
    assert ".gender" in done.stderr


@pytest.mark.parametrize("options", [[], ["--client", "c"]])
def test_needs_a_token(options: list[str], tmp_path: Path) -> None:
    """Without a token, and without both client and key, the command says what to give."""
    assert 2 == run(str(tmp_path), "--base", "http://127.0.0.1:9/fhir", *options)[0]
