"""Does what many do at once, or in an odd order, hold? SECURITY.md A7 rows 36, 38, 44, 46; ASVS 15.4."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from tests.api.conftest import FHIR
from tests.api.world import ACT_CODE, note, observation, reference
from tests.attacks.conftest import entry, face, transaction


def visit(id_: str, **members: Any) -> dict[str, Any]:
    """Give an inpatient encounter whose chart lacks much."""
    return {
        "resourceType": "Encounter", "id": id_, "status": "finished", "class": {"system": ACT_CODE, "code": "IMP"}, "subject": reference("Patient/ann"),
        "period": {"start": "2024-01-01T09:00:00Z", "end": "2024-01-04T10:00:00Z"}, **members,
    }  # fmt: skip


def at_once(asker, works: list[tuple[str, str, Any, dict[str, str]]]) -> list[httpx.Response]:
    """Send all requests at once, each on a connection of its own."""
    token = asker.token()

    def send(work: tuple[str, str, Any, dict[str, str]]) -> httpx.Response:
        method, path, body, headers = work
        with httpx.Client(base_url=asker.live.origin, timeout=30, trust_env=False) as http:
            sent = {"authorization": f"Bearer {token}", "content-type": FHIR, **headers}
            return http.request(method, f"/fhir/{path}".rstrip("/"), json=body, headers=sent)

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(send, works))


def test_a_conditional_create_makes_one(askers) -> None:
    """Row 36: of eight at once under one condition, one creates; the others get what it made."""
    made = {k: v for k, v in observation("x", "ann").items() if k != "id"} | {
        "identifier": [{"system": "http://x", "value": "once"}]
    }
    answers = at_once(
        askers["feed"], [("POST", "Observation", made, {"if-none-exist": "identifier=http://x|once"})] * 8
    )

    assert [200] * 7 + [201] == sorted(answer.status_code for answer in answers)
    assert 1 == askers["feed"].get("Observation?identifier=http://x|once&_total=accurate").json()["total"]


def test_writes_that_cross_do_not_break(askers) -> None:
    """Row 110: transactions over the same records in opposite orders, beside single writes and deletions: no 5xx but 503, no lost version."""
    feed = askers["feed"]
    names = [f"cross-{n}" for n in range(4)]
    works: list[tuple[str, str, Any, dict[str, str]]] = []
    for turn in range(12):
        order = names if turn % 2 else names[::-1]
        works.append(
            (
                "POST",
                "",
                transaction(
                    *[entry("PUT", f"Observation/{name}", observation(name, "ann")) for name in order],
                    entry("PUT", f"Encounter/cross-{turn % 3}", visit(f"cross-{turn % 3}")),
                ),
                {},
            )
        )
        works.append(("DELETE", f"Observation/{names[turn % 4]}", None, {}))
        works.append(("PUT", f"Encounter/cross-{turn % 3}", visit(f"cross-{turn % 3}"), {}))
    answers = at_once(feed, works)

    assert {answer.status_code for answer in answers} <= {200, 201, 204, 409, 503}, [
        a.text for a in answers if a.status_code >= 500
    ][:2]
    for name in names:
        versions = [
            int(e["response"]["etag"][3:-1])
            for e in feed.get(f"Observation/{name}/_history?_count=1000").json()["entry"]
        ]
        assert versions == list(range(len(versions), 0, -1))


def test_of_two_updates_of_one_version_one_wins(askers) -> None:
    """ASVS 15.4.2: If-Match at once: one 200, the others 412."""
    feed = askers["feed"]
    feed.put(observation("contested", "ann"))
    answers = at_once(
        feed, [("PUT", "Observation/contested", observation("contested", "ann"), {"if-match": 'W/"1"'})] * 6
    )

    assert [200] + [412] * 5 == sorted(answer.status_code for answer in answers)


def test_a_deleted_deficiency_does_not_block_the_chart(askers) -> None:
    """Row 44: deleting what review made does not make later writes of the encounter fail."""
    feed = askers["feed"]
    feed.put(visit("blocked"))
    tasks = feed.ids("Task?code=deficiency&encounter=Encounter/blocked&_count=50")
    assert tasks
    for id_ in tasks:
        assert 204 == feed.ask("DELETE", f"Task/{id_}").status_code
    for turn in range(3):
        assert 200 == feed.put(visit("blocked", length={"value": turn + 1, "unit": "d"})).status_code
    assert 204 == feed.ask("DELETE", "Encounter/blocked").status_code
    for _ in range(2):
        assert feed.put(visit("blocked")).status_code in (200, 201)
        assert 204 == feed.ask("DELETE", "Encounter/blocked").status_code


def test_a_deficiency_may_be_written_with_its_chart(askers) -> None:
    """Row 110: a bundle that closes or deletes a deficiency beside the encounter it is about is taken whole."""
    feed = askers["feed"]
    feed.put(visit("together"))
    one, two, *_ = feed.ids("Task?code=deficiency&encounter=Encounter/together&_count=50")
    closed = feed.get(f"Task/{one}").json() | {"status": "completed"}
    for turn in range(3):
        longer = visit("together", length={"value": turn + 1, "unit": "d"})
        answer = feed.post(
            "",
            transaction(
                entry("PUT", f"Task/{one}", closed),
                entry("DELETE", f"Task/{two}"),
                entry("PUT", "Encounter/together", longer),
            ),
        )
        assert 200 == answer.status_code, answer.text


def test_a_task_in_the_way_of_a_deficiency_does_not_block_the_chart(askers) -> None:
    """Row 38: a foreign Task under the id that review would use does not make the encounter's writes fail."""
    feed = askers["feed"]
    feed.put(visit("obstructed"))
    (first, *_) = feed.ids("Task?code=deficiency&encounter=Encounter/obstructed&_count=50")
    feed.ask("DELETE", f"Task/{first}")
    feed.put(
        {"resourceType": "Task", "id": first, "status": "requested", "intent": "order", "for": reference("Patient/cyd")}
    )
    for turn in range(2):
        assert 200 == feed.put(visit("obstructed", length={"value": turn + 1, "unit": "d"})).status_code


def test_a_hidden_encounter_has_no_review(askers) -> None:
    """Row 24: $review of a withheld encounter is that of none; so are its HEAD and the accounting of a stranger."""
    askers["feed"].put(visit("bobs") | {"subject": reference("Patient/bob")})
    for who in ("hill", "stranger", "nobody"):
        for method in ("GET", "HEAD"):
            assert face(askers[who].ask(method, "Encounter/never-was/$review")) == face(
                askers[who].ask(method, "Encounter/bobs/$review")
            )
        assert 403 == askers[who].get("Patient/ann/$accounting-of-disclosures").status_code


def test_a_restriction_holds_with_the_acknowledgement(askers) -> None:
    """Row 46: after the write of a label is acknowledged, no request at once beside it gets the record."""
    feed, hill = askers["feed"], askers["hill"]
    feed.put(note("closing", "ann"))
    assert 200 == hill.get("DocumentReference/closing").status_code
    assert 200 == feed.put(note("closing", "ann", "42CFRPart2")).status_code
    answers = at_once(
        hill, [("GET", "DocumentReference/closing", None, {}), ("GET", "DocumentReference?_id=closing", None, {})] * 4
    )
    assert all("sentinel-DocumentReference-closing" not in answer.text for answer in answers)
