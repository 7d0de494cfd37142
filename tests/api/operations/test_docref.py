"""``DocumentReference/$docref`` (http://hl7.org/fhir/us/core/OperationDefinition/docref)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B.bundle import Bundle

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

LOINC = "http://loinc.org"
CCD, NOTE = "34133-9", "11506-3"
PROFILE = "http://x.example/StructureDefinition/d"


def document(id_: str, kind: str, date: str, **members: Any) -> dict[str, Any]:
    """Give a document."""
    return {
        "resourceType": "DocumentReference", "id": id_, "status": "current", "subject": {"reference": "Patient/ann"},
        "type": {"coding": [{"system": LOINC, "code": kind}]}, "date": date,
        "content": [{"attachment": {"contentType": "text/plain", "data": "bm90ZQ=="}}], **members,
    }  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _world(feed: Asker) -> None:
    feed.put({"resourceType": "Organization", "id": "hill", "name": "Hill"})
    feed.put({"resourceType": "Patient", "id": "ann", "managingOrganization": {"reference": "Organization/hill"}})
    feed.put(document("ccd-1", CCD, "2024-01-01T08:00:00Z"))
    feed.put(document("ccd-2", CCD, "2024-02-01T08:00:00Z", meta={"profile": [PROFILE]}))
    feed.put(
        document(
            "note-1", NOTE, "2024-03-01T08:00:00Z", context={"period": {"start": "2023-05-01", "end": "2023-05-09"}}
        )
    )
    feed.put(document("wrong", NOTE, "2024-04-01T08:00:00Z", status="entered-in-error"))
    secret = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "42CFRPart2"}]}
    feed.put(document("secret", CCD, "2024-05-01T08:00:00Z", meta=secret))


def ids(answer: Any) -> list[str]:
    """Give the ids of a bundle that is sound."""
    assert answer.status_code == 200, answer.text
    Bundle.model_validate(answer.json())
    return [entry["resource"]["id"] for entry in answer.json().get("entry", [])]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("patient=ann", ["secret", "note-1"]),
        ("patient=Patient/ann&type=http://loinc.org|11506-3", ["note-1"]),
        ("patient=ann&type=34133-9&type=11506-3", ["secret", "note-1"]),
        ("patient=ann&start=2024-01-01&end=2024-02-01", ["ccd-2", "ccd-1"]),
        ("patient=ann&start=2023-05-09&end=2023-06", ["note-1"]),
        ("patient=ann&end=2023-05-01T00:00:00Z", ["note-1"]),
        ("patient=ann&start=2024-02-02", ["secret"]),
        ("patient=ann&profile=http://x.example/StructureDefinition/d", ["ccd-2"]),
        ("patient=ann&on-demand=true", []),
        ("patient=ann&on-demand=false&type=34133-9", ["secret"]),
        ("patient=nobody", []),
    ],
)
def test_documents(feed: Asker, query: str, expected: list[str]) -> None:
    """By the time of care, type and profile; without a range the newest of each type; none is made on demand."""
    assert expected == ids(feed.get(f"DocumentReference/$docref?{query}"))


def test_hidden(live: Live) -> None:
    """What a caller may not see is not the newest."""
    hill = live.client("hill", "system/*.rs", "TREAT", organization="Organization/hill")

    assert ["note-1", "ccd-2"] == ids(hill.get("DocumentReference/$docref?patient=ann"))


def test_post(feed: Asker) -> None:
    """The parameters may come in a body."""
    said = [
        {"name": "patient", "valueId": "ann"}, {"name": "start", "valueDateTime": "2024-01-01T00:00:00Z"},
        {"name": "type", "valueCoding": {"system": LOINC, "code": CCD}}, {"name": "on-demand", "valueBoolean": False},
    ]  # fmt: skip
    sent = feed.post("DocumentReference/$docref", {"resourceType": "Parameters", "parameter": said})

    assert ["secret", "ccd-2", "ccd-1"] == ids(sent)


@pytest.mark.parametrize(
    "query", ["", "patient=ann&start=then", "patient=ann&patient=bob", "patient=ann&on-demand=1", "patient=ann&x=1"]
)
def test_refused(feed: Asker, query: str) -> None:
    """A patient there must be, and nothing that the operation does not have."""
    assert 400 == feed.get(f"DocumentReference/$docref?{query}").status_code
