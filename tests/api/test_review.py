"""Is an incomplete chart kept and flagged, and an impossible one refused?"""

from __future__ import annotations

import pytest

from tests.api.world import reference

ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"


def stay(**changed):
    """Give an inpatient stay that lacks nothing."""
    return {
        "resourceType": "Encounter", "id": "stay", "status": "finished", "class": {"system": ACT, "code": "IMP"},
        "subject": reference("Patient/dee"), "serviceProvider": reference("Organization/hill"),
        "period": {"start": "2026-10-01T08:00:00Z", "end": "2026-10-05T12:00:00Z"},
        "participant": [
            {"type": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "ATND"}]}],
             "individual": reference("Practitioner/pat")}
        ],
        "hospitalization": {
            "dischargeDisposition": {
                "coding": [{"system": "http://terminology.hl7.org/CodeSystem/discharge-disposition", "code": "home"}]
            }
        },
    } | changed  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _patients(feed) -> None:
    """Have a patient, a provider, a practitioner."""
    feed.put({"resourceType": "Organization", "id": "hill", "name": "Hill"})
    feed.put({"resourceType": "Practitioner", "id": "pat", "name": [{"family": "Pine"}]})
    feed.put({"resourceType": "Patient", "id": "dee", "name": [{"family": "Dew"}], "birthDate": "1960-01-01"})
    feed.put({"resourceType": "Patient", "id": "eve", "name": [{"family": "Elm"}], "birthDate": "1961-01-01"})


def rules(feed, encounter="stay") -> list[str]:
    """Give the rule ids of the findings."""
    answer = feed.get(f"Encounter/{encounter}/$review")
    assert answer.status_code == 200, answer.text
    return [i["details"]["coding"][0]["code"] for i in answer.json()["issue"] if "coding" in i["details"]]


def open_tasks(feed, rule: str) -> list[dict]:
    """Give the open deficiency Tasks of a rule."""
    found = feed.get("Task?code=deficiency&status=requested&_count=100").json().get("entry", [])
    return [e["resource"] for e in found if e["resource"]["reasonCode"]["coding"][0]["code"] == rule]


def test_a_missing_disposition_is_stored_and_flagged_and_its_task_closes(feed) -> None:
    """DR-012: the record is kept, found by review at once, a Task asks for it, and it closes when it is made good."""
    bare = stay()
    del bare["hospitalization"]

    assert feed.put(bare).status_code in (200, 201)
    assert "DR-012" in rules(feed)
    assert 1 == len(open_tasks(feed, "DR-012"))

    assert 200 == feed.put(stay()).status_code
    assert "DR-012" not in rules(feed)
    assert [] == open_tasks(feed, "DR-012")


def test_an_end_before_the_start_is_refused_with_the_rule(feed) -> None:
    """DR-010: 422, the rule named, nothing stored."""
    wrong = stay(id="never", period={"start": "2026-10-05T08:00:00Z", "end": "2026-10-01T12:00:00Z"})

    answer = feed.put(wrong)

    assert 422 == answer.status_code
    assert "DR-010" in answer.text
    assert 404 == feed.get("Encounter/never").status_code


def test_a_document_of_another_patient_is_refused(feed) -> None:
    """DR-001: the document's subject is the encounter's."""
    feed.put(stay())
    answer = feed.post(
        "DocumentReference",
        {
            "resourceType": "DocumentReference", "status": "current", "type": {"text": "note"},
            "subject": reference("Patient/eve"), "context": {"encounter": [reference("Encounter/stay")]},
            "content": [{"attachment": {"contentType": "text/plain", "data": "bm90ZQ=="}}],
        },
    )  # fmt: skip

    assert 422 == answer.status_code
    assert "DR-001" in answer.text


def test_codes_that_exclude_each_other_are_queried(feed) -> None:
    """CD-010: type 1 and type 2 diabetes in one stay."""
    feed.put(stay())
    for id_, code in (("t1", "E10.9"), ("t2", "E11.9")):
        feed.put(
            {
                "resourceType": "Condition", "id": id_, "subject": reference("Patient/dee"),
                "encounter": reference("Encounter/stay"), "code": {"coding": [{"system": ICD, "code": code}]},
            }
        )  # fmt: skip

    assert "CD-010" in rules(feed)
    assert open_tasks(feed, "CD-010")


def test_a_clean_chart_says_so(feed) -> None:
    """An encounter that nobody asks anything of has one informational issue."""
    feed.put(
        {
            "resourceType": "Encounter", "id": "visit", "status": "finished", "class": {"system": ACT, "code": "AMB"},
            "subject": reference("Patient/eve"), "period": {"start": "2026-01-05T08:00:00Z", "end": "2026-01-05T09:00:00Z"},
        }
    )  # fmt: skip

    assert ["informational"] == [issue["code"] for issue in feed.get("Encounter/visit/$review").json()["issue"]]


def test_a_transaction_names_the_entry_and_keeps_nothing(feed) -> None:
    """One impossible entry refuses the whole bundle."""
    patient = {"resourceType": "Patient", "name": [{"family": "Fir"}]}
    wrong = stay(
        period={"start": "2026-10-05", "end": "2026-10-01"},
        subject=reference("urn:uuid:aaaaaaaa-0000-4000-8000-000000000001"),
    )
    del wrong["id"]
    before = feed.get("Patient?_summary=count").json()["total"]
    bundle = {
        "resourceType": "Bundle", "type": "transaction",
        "entry": [
            {"fullUrl": "urn:uuid:aaaaaaaa-0000-4000-8000-000000000001", "resource": patient, "request": {"method": "POST", "url": "Patient"}},
            {"resource": wrong, "request": {"method": "POST", "url": "Encounter"}},
        ],
    }  # fmt: skip

    answer = feed.post("", bundle)

    assert 422 == answer.status_code
    assert "Bundle.entry[1].resource" in answer.text
    assert before == feed.get("Patient?_summary=count").json()["total"]
