"""Instance history (https://hl7.org/fhir/R4/http.html#history)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.conftest import Asker

HERE = "Patient/kept/_history"


@pytest.fixture(scope="module")
def made(feed: Asker) -> str:
    """Keep, replace, delete and keep again; give the time of the deletion."""
    feed.put({"resourceType": "Patient", "id": "kept"})
    feed.put({"resourceType": "Patient", "id": "kept", "gender": "female"})
    feed.ask("DELETE", "Patient/kept")
    feed.put({"resourceType": "Patient", "id": "kept", "gender": "other"})
    return str(feed.get(HERE).json()["entry"][1]["response"]["lastModified"])


def shapes(bundle: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Give method, status, version and gender of every entry."""
    return [
        (
            entry["request"]["method"],
            entry["response"]["status"],
            entry["response"]["etag"],
            entry["resource"].get("gender", "") if "resource" in entry else "none",
        )
        for entry in bundle.get("entry", ())
    ]


ALL = [
    ("PUT", "201", 'W/"4"', "other"),
    ("DELETE", "204", 'W/"3"', "none"),
    ("PUT", "200", 'W/"2"', "female"),
    ("PUT", "201", 'W/"1"', ""),
]


def test_shape(feed: Asker, made: str) -> None:
    """Every version stands in the history, newest first; a deletion has no resource."""
    answer = feed.get(HERE).json()

    assert ("history", 4, ALL) == (answer["type"], answer["total"], shapes(answer))
    assert {f"{feed.live.origin}/fhir/Patient/kept"} == {entry["fullUrl"] for entry in answer["entry"]}
    assert {"Patient/kept"} == {entry["request"]["url"] for entry in answer["entry"]}


def test_created_by_post(feed: Asker) -> None:
    """A version made by POST names the type it was posted to."""
    id_ = feed.post("Patient", {"resourceType": "Patient"}).json()["id"]
    (entry,) = feed.get(f"Patient/{id_}/_history").json()["entry"]

    assert ({"method": "POST", "url": "Patient"}, "201") == (entry["request"], entry["response"]["status"])


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_pages(feed: Asker, made: str, count: int) -> None:
    """Pages of any size give every version once."""
    found: list[str] = []
    path = f"{HERE}?_count={count}"
    while path:
        page = feed.get(path).json()
        assert 4 == page["total"]
        found += [entry["response"]["etag"] for entry in page["entry"]]
        path = next((link["url"] for link in page["link"] if link["relation"] == "next"), "")

    assert [row[2] for row in ALL] == found


def test_since(feed: Asker, made: str) -> None:
    """Versions before a moment are left out, and not counted."""
    answer = feed.get(f"{HERE}?_since={made}").json()

    assert (2, ALL[:2]) == (answer["total"], shapes(answer))
    assert (0, []) == ((later := feed.get(f"{HERE}?_since=2099-01-01").json())["total"], shapes(later))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{HERE}?_count=0", 200),
        (f"{HERE}?_format=json", 200),
        (f"{HERE}?_count=x", 400),
        (f"{HERE}?_count=-1", 400),
        (f"{HERE}?_since=then", 400),
        (f"{HERE}?_page=forged", 400),
        (f"{HERE}?nope=1", 400),
        ("Patient/never/_history", 404),
        ("Patient/never/_history?_count=0", 404),
        ("Nope/kept/_history", 404),
    ],
)
def test_statuses(feed: Asker, made: str, path: str, status: int) -> None:
    """What is wrong is refused; no entries are asked for with a count of 0."""
    answer = feed.get(path)

    assert status == answer.status_code
    assert ("OperationOutcome" if status >= 400 else "Bundle") == answer.json()["resourceType"]
