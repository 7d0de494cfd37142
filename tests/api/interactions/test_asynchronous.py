"""Requests that are answered later (https://hl7.org/fhir/R4/async.html)."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.world import ACT_CODE, note, observation, patient

if TYPE_CHECKING:
    import httpx

    from tests.api.conftest import Asker, Live

Json = dict[str, Any]
LATER = "respond-async"
LABELS = {"security": [{"system": ACT_CODE, "code": "42CFRPart2"}]}


@pytest.fixture(scope="module", autouse=True)
def stored(feed: Asker) -> None:
    """Keep a few records."""
    for record in (patient("ann"), observation("one", "ann"), observation("two", "ann"), note("n1", "ann")):
        assert feed.put(record).status_code == 201


@pytest.fixture(scope="module")
def other(live: Live) -> Asker:
    """Another of the hospital's feeds."""
    return live.client("other-feed", "system/*.cruds", "TREAT", own_feed=True)


def bundle(*requests: tuple[str, str] | tuple[str, str, Json], kind: str = "batch") -> Json:
    """Give a bundle of requests."""
    made = [
        {"request": {"method": one[0], "url": one[1]}} | ({"resource": one[2]} if len(one) == 3 else {})
        for one in requests
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": made}


def later(asker: Asker, answer: httpx.Response) -> httpx.Response:
    """Ask until there is an answer."""
    assert answer.status_code == 202, answer.text
    where = answer.headers["content-location"]
    for _ in range(200):
        found = asker.get(where)
        if found.status_code != 202:
            return found
        assert found.headers["retry-after"]
        assert len(found.headers["x-progress"]) <= 100
        time.sleep(0.05)
    raise AssertionError(found.text)


def test_a_search_later(feed: Asker) -> None:
    """The answer is a Bundle of one response, which holds the page that an immediate search gives."""
    asked = "Observation?patient=ann&_sort=_id&_include=Observation:subject"
    found = later(feed, feed.get(asked, prefer=LATER))
    (entry,) = found.json()["entry"]

    assert (200, "batch-response", "200 OK") == (found.status_code, found.json()["type"], entry["response"]["status"])
    assert feed.get(asked).json() == entry["resource"]
    assert "expires" in found.headers


def test_a_form_later(feed: Asker) -> None:
    """A search by a form is answered later as well, lenient or not."""
    form = {"content_type": "application/x-www-form-urlencoded"}
    found = later(feed, feed.ask("POST", "Observation/_search", b"_id=one", prefer=LATER, **form))
    ignored = later(feed, feed.get("Observation?nope=1&_id=one", prefer="respond-async, handling=lenient"))

    assert ["one"] == [one["resource"]["id"] for one in found.json()["entry"][0]["resource"]["entry"]]
    assert "outcome" == ignored.json()["entry"][0]["resource"]["entry"][-1]["search"]["mode"]
    assert 400 == feed.get("Observation?nope=1", prefer=LATER).status_code


@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_a_bundle_later(feed: Asker, kind: str) -> None:
    """A batch or transaction is done as it would have been at once."""
    made = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "later"},
        "subject": {"reference": "Patient/ann"},
    }
    sent = bundle(("POST", "Observation", made), ("GET", "Patient/ann"), ("GET", "Observation?_id=one"), kind=kind)
    found = later(feed, feed.post("", sent, prefer="respond-async, return=representation")).json()

    assert f"{kind}-response" == found["type"]
    assert ["201 Created", "200 OK", "200 OK"] == [one["response"]["status"] for one in found["entry"]]
    assert ["Observation", "Patient", "Bundle"] == [one["resource"]["resourceType"] for one in found["entry"]]


def test_an_error_later(feed: Asker) -> None:
    """What an immediate answer would refuse, the later one refuses with the same status."""
    sent = bundle(("PUT", "Observation/x", {"resourceType": "Observation", "id": "x"}), kind="transaction")
    found, now = later(feed, feed.post("", sent, prefer=LATER)), feed.post("", sent)

    said = [[(one["code"], one["expression"]) for one in answer.json()["issue"]] for answer in (now, found)]

    assert (400, 400, said[0]) == (now.status_code, found.status_code, said[1])


def test_a_job_is_its_callers(feed: Asker, other: Asker) -> None:
    """To anybody else there is none: neither to look at nor to cancel."""
    where = feed.get("Observation?_id=one", prefer=LATER).headers["content-location"]

    assert [404, 404] == [other.get(where).status_code, other.ask("DELETE", where).status_code]
    assert 404 == other.get(f"{where[:-3]}000").status_code
    assert feed.get(where).status_code in (200, 202)


def test_a_cancelled_job_is_gone(feed: Asker) -> None:
    """After the cancellation there is nothing at its address."""
    where = feed.get("Observation?_id=one", prefer=LATER).headers["content-location"]

    assert [202, 404, 404] == [
        feed.ask("DELETE", where).status_code,
        feed.get(where).status_code,
        feed.ask("DELETE", where).status_code,
    ]


def test_handing_out_is_written_down(feed: Asker) -> None:
    """The row of the audit trail that names the versions is written when the bytes leave, each time."""
    answer = feed.get("Observation?_id=one", prefer=LATER)
    later(feed, answer)
    feed.get(answer.headers["content-location"])
    rows = feed.live.fetch("SELECT entry, delivered FROM audit_event ORDER BY seq DESC LIMIT 2")
    job = answer.headers["content-location"].rpartition("/")[2]

    assert [("job", f"_async/{job}", ["Observation/one/1"])] * 2 == [
        (entry["kind"], entry["target"], row["delivered"]) for row in rows for entry in [json.loads(row["entry"])]
    ]


def test_what_is_withheld_meanwhile_is_not_handed_out(feed: Asker, other: Asker) -> None:
    """Between the reading and the handing out a record is labelled: no byte of it leaves, nor is it counted."""
    for id_, query in (("late-1", ""), ("late-2", "&_summary=count"), ("late-3", "&_total=accurate&_count=1")):
        feed.put(note(id_, "ann"))
        search = f"DocumentReference?_id={id_},n1{query}"
        batch = bundle(("GET", search), ("GET", f"DocumentReference/{id_}"), ("GET", "Patient/ann"))
        answers = [other.get(search, prefer=LATER), other.post("", batch, prefer=LATER)]
        before = [later(other, one) for one in answers]
        feed.put(note(id_, "ann") | {"meta": LABELS})
        after = [other.get(one.headers["content-location"]) for one in answers]

        assert 200 == before[0].status_code
        assert [200, 200] == [one.status_code for one in after]
        if not query:
            assert all(f"sentinel-DocumentReference-{id_}" in one.text for one in before)
        assert 2 == before[0].json()["entry"][0]["resource"]["total"]
        assert [1, 1] == [one.json()["entry"][0]["resource"]["total"] for one in after]
        assert not any(f"sentinel-DocumentReference-{id_}" in one.text for one in after)
        assert ["200 OK", "404 Not Found", "200 OK"] == [one["response"]["status"] for one in after[1].json()["entry"]]


def test_a_disabled_client_gets_nothing(feed: Asker, live: Live) -> None:
    """The client that was disabled meanwhile is nobody."""
    gone = live.client("gone-feed", "system/*.rs", "TREAT", own_feed=True)
    where = gone.get("Observation?_id=one", prefer=LATER).headers["content-location"]
    live.fetch("UPDATE client SET disabled = 1 WHERE id = 'gone-feed'")

    assert 401 == gone.get(where).status_code


def test_a_job_whose_worker_died_is_done_again(feed: Asker) -> None:
    """A reading job is taken over by another worker; a writing one is not done twice."""
    read = feed.get("Observation?_id=one", prefer=LATER)
    made = {"resourceType": "Basic", "code": {"text": "once"}}
    written = feed.post("", bundle(("POST", "Basic", made)), prefer=LATER)
    for answer in (read, written):
        later(feed, answer)
    for answer in (read, written):
        feed.live.fetch(
            "UPDATE job SET state = 'running', heartbeat = 0, result = NULL WHERE id = $1",
            answer.headers["content-location"].rpartition("/")[2],
        )

    assert 200 == later(feed, read).status_code
    assert (500, "incomplete") == ((failed := later(feed, written)).status_code, failed.json()["issue"][0]["code"])
    assert 1 == feed.get("Basic?_summary=count").json()["total"]


def test_a_client_queues_so_many(live: Live) -> None:
    """Whoever asks for too much at once is told to wait."""
    eager = live.client("eager", "system/*.rs", "TREAT", own_feed=True)
    now = int(time.time() * 1_000_000)
    for n in range(20):
        live.fetch(
            "INSERT INTO job (id, kind, client, caller, request, state, done, fence, heartbeat, created, updated, expires)"
            " VALUES ($1, 'search', 'eager', '', '', 'running', 0, 0, $2, $2, $2, $2)", f"eager-{n}", now + 3_600_000_000,
        )  # fmt: skip

    assert 429 == eager.get("Observation", prefer=LATER).status_code
