"""Indexing anew, asked for over HTTP: a job with its progress, after which a search uses the parameter at once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from domain.search.parameters import adopt

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.api.conftest import Asker, Live

EYE: dict[str, Any] = {
    "resourceType": "SearchParameter", "id": "eye", "url": "http://x.example/SearchParameter/eye", "name": "eye",
    "status": "active", "description": "d", "code": "eye", "base": ["Patient"], "type": "token",
    "expression": "Patient.extension('urn:eye').value.ofType(Coding)",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def stored(feed: Asker) -> Iterator[None]:
    """Keep patients, and then a parameter that finds some; the process is as it was afterwards."""
    for n in range(5):
        eye = {"url": "urn:eye", "valueCoding": {"code": ("blue", "green")[n % 2]}}
        assert feed.put({"resourceType": "Patient", "id": f"p{n}", "extension": [eye]}).status_code == 201
    assert feed.put(EYE).status_code == 201
    yield
    adopt([])


def ended(asker: Asker, answer: httpx.Response) -> httpx.Response:
    """Wait until a job has ended."""
    assert answer.status_code == 202, answer.text
    for _ in range(400):
        found = asker.get(answer.headers["content-location"])
        if found.status_code != 202:
            return found
        time.sleep(0.05)
    raise AssertionError(found.text)


def test_a_parameter_is_used_without_a_restart(feed: Asker) -> None:
    """Before it is complete it is refused; after the job it finds what was stored before it."""
    before = feed.get("Patient?eye=blue").status_code
    done = ended(feed, feed.post("SearchParameter/eye/$reindex", {"resourceType": "Parameters"}))

    assert (400, 200, "All records that there are were looked at.") == (
        before,
        done.status_code,
        done.json()["issue"][0]["details"]["text"],
    )
    assert ["p0", "p2", "p4"] == sorted(feed.ids("Patient?eye=blue"))


@pytest.mark.parametrize(
    "path", ["$reindex?type=Patient&everything=true", "$reindex?type=Patient,Organization", "$reindex"]
)
def test_of_types_or_of_all(feed: Asker, path: str) -> None:
    """The whole index, or that of some types, is made anew and stays as it was."""
    assert 200 == ended(feed, feed.ask("POST", path)).status_code
    assert ["p1", "p3"] == sorted(feed.ids("Patient?eye=green"))


@pytest.mark.parametrize("path", ["$reindex?type=Nope", "$reindex?nope=1", "$reindex?everything=maybe"])
def test_refused(feed: Asker, path: str) -> None:
    """What is not understood is refused."""
    assert 400 == feed.ask("POST", path).status_code


def test_it_is_the_feeds(live: Live, feed: Asker) -> None:
    """An app may not, nor a feed without the right to write parameters; and that it began is written down."""
    app = live.client("app", "system/*.cruds", "TREAT", organization="Organization/x")
    reader = live.client("reader", "system/*.rs", "TREAT", own_feed=True)

    assert [403, 403] == [asker.ask("POST", "$reindex").status_code for asker in (app, reader)]
    assert 404 == feed.ask("POST", "SearchParameter/never/$reindex").status_code
    ended(feed, feed.ask("POST", "$reindex"))
    (row,) = live.fetch(
        "SELECT convert_from(entry, 'UTF8') AS entry FROM audit_event WHERE entry LIKE '%\"reindex\"%'::bytea ORDER BY seq DESC LIMIT 1"
    )
    assert '"kind":"reindex"' in row["entry"]
