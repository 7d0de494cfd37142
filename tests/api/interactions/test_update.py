"""Update, and creation under an id of the feed's (https://hl7.org/fhir/R4/http.html#update)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live


def patient(id_: str, **members: Any) -> dict[str, Any]:
    """Give a patient."""
    return {"resourceType": "Patient", "id": id_, **members}


def test_created_then_replaced_then_made_anew(feed: Asker) -> None:
    """Versions go on after a deletion; only what was not there is created."""
    first, second = feed.put(patient("one")), feed.put(patient("one", gender="other"))
    deleted, again = feed.ask("DELETE", "Patient/one"), feed.put(patient("one"))

    assert [201, 200, 204, 201] == [answer.status_code for answer in (first, second, deleted, again)]
    assert ['W/"1"', 'W/"2"', 'W/"4"'] == [answer.headers["etag"] for answer in (first, second, again)]
    assert f"{feed.live.origin}/fhir/Patient/one/_history/4" == again.headers["location"]


def test_only_feeds_create_by_update(live: Live, feed: Asker) -> None:
    """Another client's PUT to an id that is not there finds nothing."""
    feed.put({"resourceType": "Organization", "id": "hill", "name": "Hill"})
    other = live.client("hill", "system/*.cruds", "TREAT", organization="Organization/hill")

    assert 404 == other.put({"resourceType": "Organization", "id": "mine", "name": "Mine"}).status_code
    assert 404 == feed.get("Organization/mine").status_code


@pytest.mark.parametrize(
    ("path", "body", "status", "expression"),
    [
        ("Patient/two", patient("three"), 400, "Patient.id"),
        ("Patient/two", {"resourceType": "Patient"}, 400, "Patient.id"),
        ("Patient/two", {"resourceType": "Group", "id": "two"}, 400, "resourceType"),
        ("Patient/two", {"id": "two"}, 400, "resourceType"),
        ("Patient/a_b", patient("a_b"), 400, "Patient.id"),
        ("Patient/two", patient("two", nope=1), 400, "Patient.nope"),
        ("Patient/two", patient("two", gender="f"), 400, "Patient.gender"),
        ("Patient/two", b"{", 400, None),
        ("Patient/two", b"[]", 400, None),
        ("Patient/two", b"", 400, None),
    ],
)
def test_refused(feed: Asker, path: str, body: Any, status: int, expression: str | None) -> None:
    """A fault is named by its path, and nothing is stored."""
    answer = feed.ask("PUT", path, body)
    issue = answer.json()["issue"][0]

    assert (status, expression) == (answer.status_code, issue.get("expression", [None])[0])
    assert 404 == feed.get("Patient/two").status_code


def test_if_match(feed: Asker) -> None:
    """Only the present version can be replaced where one is named; a tag of another server is not it."""
    feed.put(patient("guarded"))
    tags = ['W/"1"', '"2"', 'W/"1"', 'W/"9"', 'W/"other"', "3"]

    assert [200, 200, 412, 412, 412, 400] == [feed.put(patient("guarded"), if_match=tag).status_code for tag in tags]
    assert 412 == feed.ask("DELETE", "Patient/guarded", if_match='W/"1"').status_code
    assert 204 == feed.ask("DELETE", "Patient/guarded", if_match='W/"3"').status_code


def test_if_match_on_nothing(feed: Asker) -> None:
    """A version of what is not there is no present version."""
    assert 412 == feed.put(patient("nobody"), if_match='W/"1"').status_code
    assert 404 == feed.get("Patient/nobody").status_code


@pytest.mark.parametrize(
    ("wish", "type_"),
    [("minimal", ""), ("representation", "Patient"), ("OperationOutcome", "OperationOutcome"), ("else", "Patient")],
)
def test_prefer(feed: Asker, wish: str, type_: str) -> None:
    """A write answers as the client prefers, and always with the headers of the version."""
    answer = feed.post("Patient", {"resourceType": "Patient"}, prefer=f"return={wish}")

    assert (201, type_) == (answer.status_code, answer.json()["resourceType"] if answer.content else "")
    assert ('W/"1"', True) == (answer.headers["etag"], "last-modified" in answer.headers)


def test_concurrent(feed: Asker) -> None:
    """Whoever writes at the same time, each write is a version and none is lost."""

    def write(n: int) -> int:
        return feed.put(patient("busy", identifier=[{"value": str(n)}])).status_code

    with ThreadPoolExecutor(16) as pool:
        statuses = sorted(pool.map(write, range(24)))
    history = feed.get("Patient/busy/_history").json()

    assert [*[200] * 23, 201] == statuses
    assert {str(n) for n in range(24)} == {e["resource"]["identifier"][0]["value"] for e in history["entry"]}
