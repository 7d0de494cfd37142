"""What was worked out while it might be seen: does it leave when it may not be seen any more? https://hl7.org/fhir/R4/async.html."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.world import ACT_CODE, note, observation, patient, reference
from tests.attacks.conftest import entry, transaction

if TYPE_CHECKING:
    import httpx

    from tests.api.conftest import Asker, Live

ENCOUNTER: dict[str, Any] = {
    "resourceType": "Encounter", "id": "eve-visit", "status": "finished", "class": {"system": ACT_CODE, "code": "IMP"},
    "subject": reference("Patient/eve"), "period": {"start": "2024-01-01T09:00:00Z", "end": "2024-01-03T10:00:00Z"},
}  # fmt: skip
OPEN = [
    patient("eve", managingOrganization=reference("Organization/hill")),
    observation("eve-plain", "eve"),
    note("eve-note", "eve"),
    ENCOUNTER,
]
READS = [
    entry("GET", "Encounter/eve-visit/$review"), entry("GET", "Observation/eve-plain/$validate"), entry("HEAD", "Observation/eve-plain"),
    entry("GET", "Observation/eve-plain", ifNoneMatch='W/"1"'), entry("GET", "Observation/eve-plain/$meta"), entry("GET", "Patient/eve/$everything"),
    entry("GET", "Observation?patient=eve"), entry("GET", "Observation?patient=eve&_summary=count"), entry("GET", "Observation/eve-plain/_history"),
    entry("GET", "DocumentReference/$docref?patient=eve"), entry("GET", "Observation/$lastn?patient=eve&code:missing=false"), entry("GET", "$meta"),
    entry("GET", "Patient/eve"),
]  # fmt: skip
POSTS = [
    {**entry("POST", "Observation/eve-plain/$validate"), "resource": {"resourceType": "Parameters"}},
    {**entry("POST", "Patient/eve/$everything"), "resource": {"resourceType": "Parameters"}},
]  # fmt: skip


def _result(asker: Asker, begun: httpx.Response) -> httpx.Response:
    assert begun.status_code == 202, begun.text
    answer = asker.get(begun.headers["content-location"])
    while answer.status_code == 202:
        time.sleep(0.05)
        answer = asker.get(begun.headers["content-location"])
    return answer


@pytest.fixture(scope="module")
def hill(live: Live, feed: Asker) -> Asker:
    """A provider that treats eve."""
    feed.put({"resourceType": "Organization", "id": "hill", "name": "Hill"})
    return live.client("hill-later", "system/*.cruds", "TREAT", organization="Organization/hill")


@pytest.mark.parametrize("entries", [READS, [READS[0], *POSTS]], ids=["reads", "posts"])
def test_a_result_tells_nothing_of_what_was_hidden_since(
    feed: Asker, hill: Asker, entries: list[dict[str, Any]]
) -> None:
    """Row 46: findings, validators, counts, outcomes and bodies of a job are asked anew when they leave."""
    for resource in OPEN:
        resource.pop("meta", None)
        assert feed.put(resource).status_code in (200, 201)
    batch = transaction(*entries, type="batch")
    begun = hill.post("", batch, prefer="respond-async")
    first = _result(hill, begun)
    assert len(entries) == sum(one["response"]["status"][0] in "23" for one in first.json()["entry"]), first.text
    eve = OPEN[0] | {"managingOrganization": reference("Organization/elsewhere")}
    assert feed.put(eve).status_code == 200
    assert hill.get("Patient/eve").status_code == 404
    now = hill.post("", batch).json()["entry"]
    later = hill.get(begun.headers["content-location"]).json()["entry"]

    for n, (mine, theirs) in enumerate(zip(now, later, strict=True)):
        if entries[n]["request"]["method"] == "POST":
            assert theirs.get("resource") is None
        else:
            assert [mine["response"].get(name) for name in ("status", "etag", "lastModified")] == [
                theirs["response"].get(name) for name in ("status", "etag", "lastModified")
            ], n
            assert mine.get("resource", {}).get("issue") == theirs.get("resource", {}).get("issue"), n
        assert "eve-" not in str(theirs.get("resource", {}).get("entry", "")), n
        assert "sentinel" not in str(theirs)


def test_a_narrower_token_gets_no_more_of_a_job_than_it_may_ask_for(live: Live, feed: Asker, hill: Asker) -> None:
    """S5: what a wide token of the same client had done leaves only as far as the scope of the token that fetches it."""
    for resource in OPEN:
        assert feed.put(resource).status_code in (200, 201)
    own = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "canary"},
        "subject": reference("Patient/eve"),
    }
    asked = [
        [entry("GET", "Observation?patient=eve"), entry("GET", "Observation/eve-plain"), entry("GET", "Observation/eve-plain/$validate")],
        [{**entry("POST", "Observation"), "resource": own}],
    ]  # fmt: skip
    narrow = {"authorization": f"Bearer {hill.token('system/Patient.rs')}"}
    for entries in asked:
        begun = hill.post("", transaction(*entries, type="batch"), prefer="respond-async, return=representation")
        assert "Observation" in _result(hill, begun).text
        fetched = live.http.get(begun.headers["content-location"], headers=narrow)

        assert fetched.status_code == 200
        for one in fetched.json()["entry"]:
            assert one.get("resource") is None, one


def test_a_batch_ends_with_its_token(live: Live, feed: Asker, hill: Asker) -> None:
    """Row 46: what runs long and later does nothing more once its client is disabled."""
    for resource in OPEN:
        assert feed.put(resource).status_code in (200, 201)
    app = live.client("soon-gone", "system/*.cruds", "TREAT", organization="Organization/hill")
    own = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "late"},
        "subject": reference("Patient/eve"),
    }
    count = "SELECT count(*) AS n FROM record WHERE author = 'soon-gone'"
    begun = app.post(
        "", transaction(*[entry("POST", "Observation", own)] * 3_000, type="batch"), prefer="respond-async"
    )
    assert begun.status_code == 202
    while not live.fetch(count)[0]["n"]:
        time.sleep(0.05)
    live.fetch("UPDATE client SET disabled = 1 WHERE id = 'soon-gone'")
    time.sleep(2.5)
    after = live.fetch(count)[0]["n"]
    time.sleep(1)

    assert after < 3_000
    assert after == live.fetch(count)[0]["n"]
    assert app.get(begun.headers["content-location"]).status_code == 401
