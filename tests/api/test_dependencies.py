"""Which parameters does a request take that is no search? Only those that say how the answer is written."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Asker

ANN: dict[str, Any] = {"resourceType": "Patient", "id": "ann", "active": True}
CHANGE = [{"op": "replace", "path": "/active", "value": False}]
ADD = {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta": {"tag": [{"code": "a"}]}}]}
EMPTY = {"resourceType": "Bundle", "type": "batch"}
PLAIN: list[tuple[str, str, object]] = [
    ("GET", "Patient/ann", None),
    ("HEAD", "Patient/ann", None),
    ("GET", "Patient/ann/_history/1", None),
    ("GET", "Patient/ann/_history", None),
    ("GET", "Patient/_history", None),
    ("POST", "Patient", {"resourceType": "Patient"}),
    ("PUT", "Patient/ann", ANN),
    ("PATCH", "Patient/ann", CHANGE),
    ("DELETE", "Patient/ann", None),
    ("POST", "", EMPTY),
    ("POST", "Patient/ann/$meta-add", ADD),
    ("POST", "Patient/ann/$meta-delete", ADD),
    ("GET", "Encounter/stay/$review", None),
    ("POST", "Task/ask/$approve", None),
    ("GET", "_async/none", None),
    ("DELETE", "_async/none", None),
]


def asked(feed: Asker, method: str, path: str, body: object, query: str, **headers: str) -> int:
    """Ask with a query; give the status."""
    if method == "PATCH":
        headers["content_type"] = "application/json-patch+json"
    return feed.ask(method, f"{path}?{query}", body, **headers).status_code


@pytest.mark.parametrize(("method", "path", "body"), PLAIN, ids=[f"{row[0]} {row[1]}" for row in PLAIN])
@pytest.mark.parametrize("query", ["identifier=urn:mrn|1", "_id=ann", "_pretty=true&x=y"])
def test_what_a_request_does_not_take_is_refused(feed: Asker, method: str, path: str, body: object, query: str) -> None:
    """A search parameter of a request that searches nothing is not passed over, and nothing is done."""
    feed.put(ANN)
    before = feed.get("Patient/ann").headers["etag"]
    assert 400 == asked(feed, method, path, body, query)
    assert before == feed.get("Patient/ann").headers["etag"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "Patient/ann", None, 200),
        ("GET", "Patient/ann/_history", None, 200),
        ("GET", "_history", None, 200),
        ("POST", "Patient", {"resourceType": "Patient"}, 201),
    ],
)
def test_a_lenient_request_passes_over_what_it_does_not_take(
    feed: Asker, method: str, path: str, body: object, status: int
) -> None:
    """``Prefer: handling=lenient`` ignores the parameter."""
    feed.put(ANN)
    assert status == asked(feed, method, path, body, "x=y", prefer="handling=lenient")


def test_what_says_how_the_answer_is_written_is_taken(feed: Asker) -> None:
    """``_format`` and ``_pretty`` go with everything, ``_summary`` and ``_elements`` with what is read."""
    feed.put(ANN)
    assert 200 == asked(feed, "PUT", "Patient/ann", ANN, "_format=json&_pretty=true")
    assert 200 == asked(feed, "GET", "Patient/ann", None, "_summary=true&_format=xml")
    assert 400 == asked(feed, "PUT", "Patient/ann", ANN, "_summary=true")


def test_a_read_in_a_bundle_takes_no_more(feed: Asker) -> None:
    """The entry is refused as the request by itself would be."""
    feed.put(ANN)
    entry = {"request": {"method": "GET", "url": "Patient/ann?gender=male"}}
    answer = feed.post("", {**EMPTY, "entry": [entry]}).json()
    assert "400" == answer["entry"][0]["response"]["status"][:3]
