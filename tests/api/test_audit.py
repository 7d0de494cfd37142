"""Does every access, refusal and failed authentication stand in the audit trail before its answer?"""

from __future__ import annotations

import json

from tests.api.world import reference


def rows(live, since: int) -> list[dict]:
    """Give the entries after a row."""
    found = live.fetch("SELECT seq, entry, delivered FROM audit_event WHERE seq > $1 ORDER BY seq", since)
    return [json.loads(row["entry"]) | {"delivered": row["delivered"], "seq": row["seq"]} for row in found]


def last(live) -> int:
    """Give the number of the last row."""
    return live.fetch("SELECT coalesce(max(seq), 0) FROM audit_event")[0][0]


def test_every_request_leaves_its_row(live, feed) -> None:
    """One row a request at the least, with who, what and the versions delivered."""
    feed.put({"resourceType": "Patient", "id": "hal", "name": [{"family": "Holm"}]})
    stranger = live.client("stranger", "system/Patient.rs", "TREAT", organization="Organization/elsewhere")
    stranger.token()
    feed.token()
    cases = [
        (lambda: feed.get("Patient/hal"), "read", 200, ["Patient/hal/1"], ""),
        (lambda: stranger.get("Patient/hal"), "read", 404, [], ""),
        (lambda: feed.get("Patient?family=holm"), "search", 200, ["Patient/hal/1"], ""),
        (lambda: feed.get("Patient/hal/_history"), "history", 200, ["Patient/hal/1"], ""),
        (lambda: feed.get("Patient/hal/_history/1"), "vread", 200, ["Patient/hal/1"], ""),
        (lambda: feed.get("Patient?nonsense=1"), "search", 400, [], "not-supported"),
        (lambda: stranger.get("Observation"), "search", 403, [], "forbidden"),
        (lambda: stranger.get("Task/x"), "read", 403, [], "forbidden"),
        (lambda: feed.post("Patient", {"resourceType": "Patient", "birthDate": "x"}), "create", 400, [], "value"),
        (lambda: live.http.get("/fhir/Patient/hal"), "read", 401, [], "login"),
        (
            lambda: live.http.get("/fhir/Patient/hal", headers={"authorization": "Bearer forged"}),
            "read",
            401,
            [],
            "security",
        ),
    ]
    for ask, kind, status, delivered, outcome in cases:
        before = last(live)
        answer = ask()
        written = rows(live, before)

        assert status == answer.status_code, answer.text
        assert (kind, delivered, outcome) == (
            written[-1]["kind"],
            written[-1]["delivered"],
            written[-1].get("outcome", ""),
        )
        assert 1 == len(written)


def test_a_failed_token_request_is_written_down(live, feed) -> None:
    """A refused client authentication leaves a row."""
    before = last(live)
    answer = live.http.post(
        "/auth/token", data={"grant_type": "client_credentials", "client_assertion": "x", "scope": "system/*.rs"}
    )

    assert answer.status_code in (400, 401)
    assert rows(live, before)


def test_a_write_names_what_it_wrote(live, feed) -> None:
    """A transaction leaves one row with every version."""
    before = last(live)
    feed.post(
        "",
        {
            "resourceType": "Bundle", "type": "transaction",
            "entry": [
                {"resource": {"resourceType": "Basic", "id": f"b{n}", "code": {"text": "x"}}, "request": {"method": "PUT", "url": f"Basic/b{n}"}}
                for n in range(3)
            ],
        },
    )  # fmt: skip

    (row,) = rows(live, before)
    assert ("transaction", ["Basic/b0/1", "Basic/b1/1", "Basic/b2/1"]) == (row["kind"], sorted(row["delivered"]))


def test_no_patient_data_in_refusals(live, feed) -> None:
    """What a refusal keeps is the path and the code, not what was sent."""
    before = last(live)
    feed.post(
        "Observation",
        {
            "resourceType": "Observation",
            "status": "Quillfeather",
            "code": {"text": "x"},
            "subject": reference("Patient/none"),
        },
    )

    assert all("Quillfeather" not in json.dumps(row) for row in rows(live, before))
