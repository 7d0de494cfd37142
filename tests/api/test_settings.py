"""Are settings checked where they come in, and does a process that we start get the same?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from api.settings import PREFIX, Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what the environment of the test run says."""
    import os

    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def test_the_origin_is_where_we_listen_unless_told() -> None:
    """Clients see the address that we listen on, or the public one."""
    assert "http://127.0.0.1:8000" == Settings().origin
    assert "http://[::1]:8000" == Settings(host="::1").origin
    assert "https://records.example/fhir" == Settings(base_url="https://records.example/").fhir_base


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "records.example"),
        ("PORT", "70000"),
        ("WORKERS", "0"),
        ("POOL_SIZE", "none"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("TIME_ZONE", "../../etc/passwd"),
    ],
)
def test_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """A value that cannot be meant ends the start."""
    monkeypatch.setenv(f"{PREFIX}{name}", value)

    with pytest.raises(ValidationError):
        Settings()


def test_empty_means_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty variable, as compose files leave them, is no value."""
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", "")
    monkeypatch.setenv(f"{PREFIX}EGRESS_ALLOW", "")

    assert (None, ()) == (Settings().database_url, Settings().egress_allow)


def test_started_processes_get_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What environment() writes, Settings() reads."""
    chosen = Settings(
        data_dir=tmp_path,
        database_url="postgresql://someone:secret@example/records",
        base_url="https://records.example",
        port=8123,
        workers=3,
        egress_allow="a.example, b.example",
        docs=False,
        time_zone="America/Chicago",
    )
    for name, value in chosen.environment().items():
        monkeypatch.setenv(name, value)

    assert ("a.example", "b.example") == chosen.egress_allow
    assert chosen == Settings()


def test_every_setting_is_handed_on() -> None:
    """No setting is forgotten in environment()."""
    assert {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} == set(Settings().environment())


def test_the_password_is_not_shown() -> None:
    """Settings in a log show no secret."""
    assert "secret" not in repr(Settings(database_url="postgresql://someone:secret@example/records"))
