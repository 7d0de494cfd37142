"""Delete (https://hl7.org/fhir/R4/http.html#delete)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.api.conftest import Asker


def test_deleted(feed: Asker) -> None:
    """A deleted record is gone, found by no search, and deleting it again is no fault."""
    feed.put({"resourceType": "Patient", "id": "one", "identifier": [{"value": "one"}]})
    answers = [feed.ask("DELETE", "Patient/one"), feed.ask("DELETE", "Patient/one"), feed.ask("DELETE", "Patient/two")]

    assert [(204, b"")] * 3 == [(answer.status_code, answer.content) for answer in answers]
    assert (410, 404) == (feed.get("Patient/one").status_code, feed.get("Patient/two").status_code)
    assert [] == feed.ids("Patient?identifier=one") == feed.ids("Patient?_id=one")
    assert 2 == feed.get("Patient/one/_history").json()["total"]


def test_deleted_and_replaced_at_once(feed: Asker) -> None:
    """Whoever deletes and whoever writes at the same time, the versions make one line."""

    def change(n: int) -> int:
        if n % 2:
            return feed.put({"resourceType": "Patient", "id": "torn"}).status_code
        return feed.ask("DELETE", "Patient/torn").status_code

    feed.token()
    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(change, range(24)))
    history = feed.get("Patient/torn/_history").json()["entry"]
    versions = [int(entry["response"]["etag"][3:-1]) for entry in history]

    assert set(statuses) <= {200, 201, 204}
    assert list(range(len(versions), 0, -1)) == versions
    assert statuses.count(201) == sum(entry["response"]["status"] == "201" for entry in history)
