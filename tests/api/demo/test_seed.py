"""Does a first start leave something to try?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx

from api.demo.seed import seed

if TYPE_CHECKING:
    import pytest

    from tests.api.conftest import Live


def test_seed(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """The records are loaded once; the printed line fetches a patient with a real token, at every start."""
    monkeypatch.setenv("CHARTWARD_DATABASE_URL", live.url)
    first = list(seed(live.folder, f"{live.origin}/fhir"))
    second = list(seed(live.folder, f"{live.origin}/fhir"))
    found = re.search(r"-H 'Authorization: (Bearer [^']+)' '([^']+)'", "\n".join(second))
    assert found
    answer = httpx.get(found[2], headers={"authorization": found[1]}, trust_env=False)

    assert ["Loaded the demo record set: 57 resources."] == [line for line in first if "Loaded" in line]
    assert [] == [line for line in second if "Loaded" in line]
    assert (200, "Marchbank") == (answer.status_code, answer.json()["name"][0]["family"])


def test_nobody_answers(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """When it cannot be done the reason is one plain line, and the service goes on."""
    monkeypatch.setenv("CHARTWARD_DATABASE_URL", live.url)
    (line,) = seed(live.folder / "elsewhere", "http://127.0.0.1:9/fhir")

    assert line.startswith("The demo record set could not be loaded: ")
