"""``Observation/$lastn`` (https://hl7.org/fhir/R4/observation-operation-lastn.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from persistence import picking

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

VITAL = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}


def observation(id_: str, code: str, at: str, patient: str = "ann", **members: Any) -> dict[str, Any]:
    """Give a vital sign."""
    return {
        "resourceType": "Observation", "id": id_, "status": "final", "category": [VITAL],
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "subject": {"reference": f"Patient/{patient}"}, "effectiveDateTime": at, **members,
    }  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _world(feed: Asker) -> None:
    feed.put({"resourceType": "Organization", "id": "hill", "name": "Hill"})
    feed.put({"resourceType": "Patient", "id": "ann", "managingOrganization": {"reference": "Organization/hill"}})
    feed.put({"resourceType": "Patient", "id": "bob"})
    for n in range(1, 5):
        feed.put(observation(f"pulse-{n}", "8867-4", f"2024-01-0{n}T08:00:00Z"))
        feed.put(observation(f"heat-{n}", "8310-5", f"2024-02-0{n}T08:00:00Z"))
    feed.put(observation("bob-pulse", "8867-4", "2024-03-01T08:00:00Z", "bob"))
    secret = {
        "meta": {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "42CFRPart2"}]}
    }
    feed.put(observation("pulse-5", "8867-4", "2024-01-05T08:00:00Z", **secret))


def ids(answer: Any) -> list[str]:
    """Give the ids of a bundle that is sound."""
    assert answer.status_code == 200, answer.text
    Bundle.model_validate(answer.json())
    entries = answer.json().get("entry", [])
    assert len(entries) == answer.json()["total"]
    return [entry["resource"]["id"] for entry in entries]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("patient=ann&category=vital-signs", ["heat-4", "pulse-5"]),
        ("subject=Patient/ann&category=vital-signs&max=2", ["heat-4", "heat-3", "pulse-5", "pulse-4"]),
        ("patient=ann&code=http://loinc.org|8867-4&max=3", ["pulse-5", "pulse-4", "pulse-3"]),
        ("patient=ann&code=8867-4&date=lt2024-01-03", ["pulse-2"]),
        ("patient=ann&code=none", []),
        ("patient=nobody&category=vital-signs", []),
    ],
)
def test_last(feed: Asker, query: str, expected: list[str]) -> None:
    """Each code's newest, of what the further parameters leave."""
    assert expected == ids(feed.get(f"Observation/$lastn?{query}"))


def test_hidden_is_not_the_last(live: Live) -> None:
    """Of what a caller may not see nothing is told: the one before is the last."""
    hill = live.client("hill", "system/*.rs", "TREAT", organization="Organization/hill")

    assert ["heat-4", "pulse-4"] == ids(hill.get("Observation/$lastn?patient=ann&category=vital-signs"))
    assert [] == ids(hill.get("Observation/$lastn?patient=bob&category=vital-signs"))


def test_post(feed: Asker) -> None:
    """The parameters may come in a body."""
    said = [
        {"name": "patient", "valueString": "ann"}, {"name": "max", "valuePositiveInt": 1},
        {"name": "code", "valueCoding": {"system": "http://loinc.org", "code": "8867-4"}},
    ]  # fmt: skip

    assert ["pulse-5"] == ids(feed.post("Observation/$lastn", {"resourceType": "Parameters", "parameter": said}))


def test_the_trail_names_what_was_delivered(feed: Asker, live: Live) -> None:
    """Only what was handed out stands in the audit trail, and it was looked at for that."""
    ids(feed.get("Observation/$lastn?patient=ann&code=8310-5"))

    (row,) = live.fetch("SELECT entry, delivered FROM audit_event ORDER BY recorded DESC LIMIT 1")
    assert ["Observation/heat-4/1"] == row["delivered"]
    assert b'"kind":"lastn"' in row["entry"]


@pytest.mark.parametrize(
    "query",
    [
        "category=vital-signs", "patient=ann", "patient=ann&category=a&max=0", "patient=ann&category=a&max=x",
        "patient=ann&category=a&_sort=date", "patient=ann&category=a&_count=3", "patient=ann&category=a&nope=1",
    ],
)  # fmt: skip
def test_refused(feed: Asker, query: str) -> None:
    """A subject and a code or category there must be, and nothing that the operation does not have."""
    assert 400 == feed.get(f"Observation/$lastn?{query}").status_code


def test_more_than_is_looked_through_is_refused(feed: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last of each code is known only when all were looked at."""
    monkeypatch.setattr(picking, "MOST", 8)

    assert 400 == feed.get("Observation/$lastn?patient=ann&category=vital-signs").status_code
    monkeypatch.setattr(picking, "MOST", 9)
    assert 200 == feed.get("Observation/$lastn?patient=ann&category=vital-signs").status_code


def test_scope(live: Live) -> None:
    """It needs what a search needs."""
    narrow = live.client("narrow", "system/Patient.rs", "TREAT", own_feed=True)

    assert 403 == narrow.get("Observation/$lastn?patient=ann&category=a").status_code
