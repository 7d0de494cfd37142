"""Read, version read, and what no interaction answers (https://hl7.org/fhir/R4/http.html#read)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.api.conftest import Asker, Live

GUARD = "no-store, private"


@pytest.fixture(scope="module")
def known(feed: Asker) -> httpx.Response:
    """Keep two versions of one record, and a deleted one; give the answer to the second write."""
    feed.put({"resourceType": "Patient", "id": "gone"})
    feed.ask("DELETE", "Patient/gone")
    feed.put({"resourceType": "Patient", "id": "known"})
    return feed.put({"resourceType": "Patient", "id": "known", "gender": "female"})


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("Patient/known", 200, None),
        ("Patient/known?_format=json", 200, None),
        ("Patient/known?_format=application/fhir%2Bjson", 200, None),
        ("Patient/known?_format=application/fhir+json", 200, None),
        ("Patient/known?_format=text/turtle", 406, "not-supported"),
        ("Patient/known?my_format=xml", 400, "not-supported"),
        ("Patient/known?_pretty=true", 200, None),
        ("Patient/known/_history/1", 200, None),
        ("Patient/known/_history/2", 200, None),
        ("Patient/known/_history/3", 404, "not-found"),
        ("Patient/known/_history/0", 404, "not-found"),
        ("Patient/known/_history/x", 404, "not-found"),
        ("Patient/gone", 410, "deleted"),
        ("Patient/gone/_history/1", 200, None),
        ("Patient/gone/_history/2", 410, "deleted"),
        ("Patient/none", 404, "not-found"),
        ("Patient/a_b", 404, "not-found"),
        ("Patient/" + "a" * 65, 404, "not-found"),
        ("Nope/x", 404, "not-supported"),
        ("Nope/x/_history", 404, "not-supported"),
        ("patient/known", 404, "not-supported"),
    ],
)
def test_statuses(feed: Asker, known: httpx.Response, path: str, status: int, code: str | None) -> None:
    """Every address has the status of the specification, and an error has an OperationOutcome."""
    answer = feed.get(path)

    assert (status, GUARD) == (answer.status_code, answer.headers["cache-control"])
    assert code == (answer.json()["issue"][0]["code"] if status >= 400 else None)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "", 405),
        ("POST", "Patient/known", 405),
        ("PUT", "$versions", 405),
        ("DELETE", "metadata", 405),
        ("OPTIONS", "Patient", 405),
        ("GET", "Patient/", 404),
        ("GET", "Patient/known/nope", 404),
        ("POST", "Patient/known/$nope", 404),
        ("GET", "a/b/c/d/e/f", 404),
        ("GET", "$nope", 404),
        ("GET", "Patient/$nope", 404),
        ("POST", "Nope", 404),
        ("PUT", "Nope/x", 404),
        ("DELETE", "Nope/x", 404),
    ],
)
def test_unanswered(feed: Asker, known: httpx.Response, method: str, path: str, status: int) -> None:
    """What nobody answers is refused with an OperationOutcome that no cache keeps."""
    answer = feed.ask(method, path)

    assert (status, GUARD, "application/fhir+json; charset=utf-8", "OperationOutcome") == (
        answer.status_code,
        answer.headers["cache-control"],
        answer.headers["content-type"],
        answer.json()["resourceType"],
    )
    assert ("allow" in answer.headers) == (status == 405)


def test_allowed(feed: Asker) -> None:
    """A refused method is answered with all that the address takes."""
    found = {path: feed.ask("OPTIONS", path).headers["allow"] for path in ("", "Patient", "Patient/known")}

    assert "POST" in found[""]
    assert "DELETE, GET, HEAD, PATCH, POST, PUT" == found["Patient"]
    assert "DELETE, GET, HEAD, PATCH, PUT" == found["Patient/known"]


def test_headers(feed: Asker, known: httpx.Response) -> None:
    """A read says its version, its time as an HTTP date, and its media type; so does HEAD, without a body."""
    answer, head = feed.get("Patient/known"), feed.ask("HEAD", "Patient/known")

    assert ('W/"2"', "application/fhir+json; charset=utf-8") == (answer.headers["etag"], answer.headers["content-type"])
    assert (
        answer.json()["meta"]["lastUpdated"][:19]
        == parsedate_to_datetime(answer.headers["last-modified"]).isoformat()[:19]
    )
    assert (200, b"") == (head.status_code, head.content)
    names = ("etag", "last-modified", "content-type", "content-length")
    assert [answer.headers[name] for name in names] == [head.headers[name] for name in names]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": 'W/"2"'}, 304),
        ({"if_none_match": 'W/"1"'}, 200),
        ({"if_none_match": 'W/"1", W/"2"'}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_modified_since": "Sun, 06 Nov 1994 08:49:37 GMT"}, 200),
        ({"if_modified_since": "Fri, 06 Nov 2099 08:49:37 GMT"}, 304),
        ({"if_modified_since": "yesterday"}, 200),
        ({"accept": "text/turtle"}, 406),
        ({"accept": "text/html"}, 406),
        ({"accept": "text/html, */*;q=0.1"}, 200),
        ({"accept": "application/json"}, 200),
        ({"accept": "application/fhir+json; fhirVersion=4.0"}, 200),
        ({"accept": "application/fhir+json; fhirVersion=3.0"}, 406),
        ({"accept": "application/fhir+json; fhirVersion=5.0, application/json;q=0.1"}, 200),
        ({"accept": "text/turtle, application/fhir+json;q=0, application/fhir+xml;q=0"}, 406),
    ],
)
def test_conditional_and_negotiated(feed: Asker, known: httpx.Response, headers: dict[str, str], status: int) -> None:
    """A client that holds the version gets 304; one that wants another format gets 406."""
    assert status == feed.get("Patient/known", **headers).status_code


@pytest.mark.parametrize("path", ["Patient/known", "Patient/known/_history/2"])
def test_the_same_for_versions_and_heads(feed: Asker, known: httpx.Response, path: str) -> None:
    """A version may be asked for on a condition too, and by HEAD; a tag counts before a time."""
    held = known.headers
    rows = [
        ({"if_none_match": held["etag"]}, 304),
        ({"if_modified_since": held["last-modified"]}, 304),
        ({"if_none_match": 'W/"9"', "if_modified_since": held["last-modified"]}, 200),
    ]
    for method in ("GET", "HEAD"):
        for headers, status in rows:
            answer = feed.ask(method, path, **headers)

            assert (status, held["etag"]) == (answer.status_code, answer.headers["etag"])
            assert held["last-modified"] == answer.headers["last-modified"]
            assert (b"" == answer.content) == (status == 304 or method == "HEAD")


def test_without_a_token(live: Live, known: httpx.Response) -> None:
    """Nobody reads without a token, and the answer says which scheme."""
    answer = live.http.get("/fhir/Patient/known")

    assert (401, "OperationOutcome") == (answer.status_code, answer.json()["resourceType"])
    assert answer.headers["www-authenticate"].startswith("Bearer ")


def test_lost_connections(live: Live, feed: Asker, known: httpx.Response) -> None:
    """A database that cuts every connection is away for a moment, and no fault of the server's; then it is back."""
    feed.token()
    found: list[int] = []
    for _ in range(3):
        live.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        found += [feed.get("Patient/known?_format=text/turtle").status_code for _ in range(12)]
        found += [feed.get("Patient/known").status_code for _ in range(12)]

    assert set(found) <= {200, 406, 503}
    assert 200 == found[-1]
