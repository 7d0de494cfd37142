"""What US Core asks a server to hold and give: each example goes in and comes out with every element that it has.

https://hl7.org/fhir/us/core/STU6.1/must-support.html
"""

from __future__ import annotations

from typing import Any

import pytest

from domain.fhir.elements import Element, elements
from tests.api.conftest import Asker
from tests.us_core.conftest import VERSIONS, definitions

LOINC = "http://loinc.org"
NOTES = {
    "11488-4": "Consultation note", "18842-5": "Discharge summary", "34117-2": "History and physical note",
    "28570-0": "Procedure note", "11506-3": "Progress note", "18748-4": "Imaging narrative",
    "11502-2": "Laboratory report narrative", "11526-1": "Pathology report narrative",
    "11504-8": "Surgical operation note", "34111-5": "Emergency department note",
}  # fmt: skip
CATEGORIES = {"LP29708-2": "Cardiology", "LP7839-6": "Pathology", "LP29684-5": "Radiology"}
POPULATED = (
    "1",
    "13",
    "39",
    "74",
    "75",
    "78",
    "87",
    "90",
    "91",
    "93",
    "94",
    "96",
    "97",
    "99",
    "105",
    "109",
    "111",
    "115",
)


@pytest.mark.shall(
    "us-core-6.1.0", *POPULATED, "40-46", "223", "224", "231", "266", "342", "343", "368", "375", "379", "387", "455"
)
@pytest.mark.shall(
    "us-core-8.0.0",
    *POPULATED,
    "40-46",
    "223",
    "224",
    "231",
    "266",
    "342",
    "343",
    "368",
    "375",
    "379",
    "387",
    "455",
    "524",
    "870",
    "872",
)
def test_every_example_is_given_as_it_came(feed: Asker, kept: dict[str, dict[str, Any]]) -> None:
    """Each element that the source had is in what is read and found; none that it had not is added."""
    for name, resource in kept.items():
        sent = {key: value for key, value in resource.items() if key != "meta"}
        read = feed.get(f"{resource['resourceType']}/{resource['id']}").json()
        assert sent == {key: value for key, value in read.items() if key != "meta"}, name
        assert set(resource.get("meta", {}).get("profile", ())) <= set(read["meta"].get("profile", ())), name
        found = feed.get(f"{resource['resourceType']}?_id={resource['id']}").json()
        assert [read] == [entry["resource"] for entry in found["entry"] if entry["search"]["mode"] == "match"], name


def _known(path: list[str], at: str) -> bool:
    """Tell whether the table of elements that validation and storage follow has the path."""
    found: dict[str, Element] = dict(elements(at))
    name, rest = path[0], path[1:]
    if name.endswith("[x]"):
        options = [one for one in found.values() if one.choice == name]
    else:
        options = [found[name]] if name in found else []
    return bool(options) and (not rest or any(_known(rest, one.type) for one in options if one.type != "Resource"))


@pytest.mark.shall("us-core-6.1.0", *POPULATED, "313", "325", "326", "401", "408", "439")
@pytest.mark.shall(
    "us-core-8.0.0",
    *POPULATED,
    "313",
    "401",
    "408",
    "439",
    "444",
    "459",
    "460",
    "463",
    "464",
    "465",
    "475",
    "801-805",
    "808-812",
    "814",
    "868",
)
@pytest.mark.parametrize("version", VERSIONS)
def test_every_must_support_element_can_be_held(version: str) -> None:
    """Every element that a profile marks Must Support is one that this server takes, keeps and gives."""
    seen = 0
    for definition in definitions(version).values():
        if definition["resourceType"] != "StructureDefinition" or definition["kind"] != "resource":
            continue
        for element in definition["snapshot"]["element"]:
            path = element["path"].split(".")[1:]
            if element.get("mustSupport") and path and "extension" not in path:
                seen += 1
                assert _known(path, definition["type"]), (definition["name"], element["path"])
    assert seen > 400


@pytest.mark.shall("us-core-6.1.0", "41")
@pytest.mark.shall("us-core-8.0.0", "41")
def test_an_absent_reason_stays(feed: Asker, kept: dict[str, dict[str, Any]]) -> None:
    """A mandatory element whose value is unknown keeps its data-absent-reason extension: general-requirements.html#missing-data."""
    unknown = {
        "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]
    }
    sent = {
        "resourceType": "Patient",
        "id": "unnamed",
        "identifier": [{"system": "urn:mrn", "_value": unknown}],
        "name": [unknown],
    }
    assert 201 == feed.put(sent).status_code
    read = feed.get("Patient/unnamed").json()
    assert [sent["identifier"], sent["name"]] == [read["identifier"], read["name"]]


@pytest.mark.shall("us-core-6.1.0", "206-213", "365")
@pytest.mark.shall("us-core-8.0.0", "206-213", "365", "818", "819")
@pytest.mark.parametrize("code", NOTES)
def test_common_clinical_notes(feed: Asker, kept: dict[str, dict[str, Any]], code: str) -> None:
    """A note of each of the common types is kept, found by patient and type, and given with its content: clinical-notes.html."""
    type_ = {"coding": [{"system": LOINC, "code": code, "display": NOTES[code]}]}
    content = [{"attachment": {"contentType": "text/plain", "data": "Tm90ZQ=="}}]
    note = {"resourceType": "DocumentReference", "id": f"note-{code}", "status": "current", "type": type_, "subject": {"reference": "Patient/example"}, "content": content}  # fmt: skip
    assert feed.put(note).status_code in (200, 201)
    (found,) = [e["resource"] for e in feed.get(f"DocumentReference?patient=example&type={LOINC}|{code}&_count=50").json()["entry"] if e["resource"]["id"] == note["id"]]  # fmt: skip
    assert [type_, content] == [found["type"], found["content"]]


@pytest.mark.shall("us-core-6.1.0", "214-216", "220", "221", "360")
@pytest.mark.shall("us-core-8.0.0", "214-216", "220", "221", "360")
@pytest.mark.parametrize("code", CATEGORIES)
def test_report_categories_and_scans(feed: Asker, kept: dict[str, dict[str, Any]], code: str) -> None:
    """A report of each category is found by it, and its scan is the same attachment in report and document."""
    scan = {"contentType": "application/pdf", "url": f"https://scans.example.org/{code}.pdf"}
    subject = {"reference": "Patient/example"}
    coded = {"coding": [{"system": LOINC, "code": "11502-2"}]}
    report = {"resourceType": "DiagnosticReport", "id": f"report-{code}", "status": "final", "category": [{"coding": [{"system": LOINC, "code": code}]}], "code": coded, "subject": subject, "presentedForm": [scan]}  # fmt: skip
    document = {"resourceType": "DocumentReference", "id": f"scan-{code}", "status": "current", "type": coded, "subject": subject, "content": [{"attachment": scan}]}  # fmt: skip
    assert {200, 201} >= {feed.put(report).status_code, feed.put(document).status_code}
    assert report["id"] in feed.ids(f"DiagnosticReport?patient=example&category={LOINC}|{code}")
    read = feed.get(f"DiagnosticReport/{report['id']}").json()["presentedForm"][0]
    assert [document["id"]] == feed.ids(f"DocumentReference?location={read['url']}")
    assert read == feed.get(f"DocumentReference/{document['id']}").json()["content"][0]["attachment"]


PROVENANCED = {
    "AllergyIntolerance": "489", "CarePlan": "490", "CareTeam": "491", "Condition": "492", "Coverage": "493", "Device": "494",
    "DiagnosticReport": "495", "DocumentReference": "496", "Encounter": "497", "Goal": "498", "Immunization": "499",
    "MedicationDispense": "500", "MedicationRequest": "501", "Observation": "502", "Patient": "503", "Procedure": "504",
    "QuestionnaireResponse": "505", "RelatedPerson": "506", "ServiceRequest": "507",
}  # fmt: skip


@pytest.mark.shall("us-core-6.1.0", "489-508", "374")
@pytest.mark.shall("us-core-8.0.0", "489-508", "374")
@pytest.mark.parametrize("type_", PROVENANCED)
def test_provenance_of_each_type(feed: Asker, kept: dict[str, dict[str, Any]], type_: str) -> None:
    """Who is behind a record of the type is kept, and comes with it by _revinclude=Provenance:target: basic-provenance.html."""
    target = next((one for one in kept.values() if one["resourceType"] == type_), None)
    if target is None:
        target = {"resourceType": "Coverage", "id": "cover", "status": "active", "beneficiary": {"reference": "Patient/example"}, "payor": [{"display": "Payer"}]}  # fmt: skip
        assert type_ == target["resourceType"]
        assert feed.put(target).status_code in (200, 201)
    agent = {"who": {"display": "A clerk in free text"}, "onBehalfOf": {"display": "Larkspur Hospital"}}
    proof = {"resourceType": "Provenance", "id": f"proof-{type_.lower()}", "target": [{"reference": f"{type_}/{target['id']}"}], "recorded": "2024-01-01T00:00:00Z", "agent": [agent]}  # fmt: skip
    assert feed.put(proof).status_code in (200, 201)
    entries = feed.get(f"{type_}?_id={target['id']}&_revinclude=Provenance:target").json()["entry"]
    (found,) = [
        e["resource"] for e in entries if e["search"]["mode"] == "include" and e["resource"]["id"] == proof["id"]
    ]
    assert [agent] == found["agent"]


@pytest.mark.shall("us-core-6.1.0", "250", "252-254", "256", "402", "418")
@pytest.mark.shall("us-core-8.0.0", "250", "252-254", "256", "402", "842")
def test_medication_lists(feed: Asker, kept: dict[str, dict[str, Any]]) -> None:
    """All medications, and the active ones, are had by MedicationRequest alone, with the medication included: medication-list.html."""
    subject = {"reference": "Patient/medicated"}
    feed.put({"resourceType": "Patient", "id": "medicated"})
    feed.put({"resourceType": "Medication", "id": "pill", "code": {"text": "Pill"}})
    statuses = {
        "active": "active",
        "completed": "completed",
        "entered-in-error": "entered-in-error",
        "unknown": "unknown",
    }
    for id_, status in statuses.items():
        order = {"resourceType": "MedicationRequest", "id": f"rx-{id_}", "status": status, "intent": "order", "subject": subject, "medicationReference": {"reference": "Medication/pill"}}  # fmt: skip
        assert feed.put(order).status_code in (200, 201)
    assert sorted(f"rx-{id_}" for id_ in statuses) == sorted(feed.ids("MedicationRequest?patient=medicated"))
    assert sorted(f"rx-{id_}" for id_ in statuses) == sorted(
        feed.ids("MedicationRequest?patient=medicated&intent=order,plan")
    )
    entries = feed.get(
        "MedicationRequest?patient=medicated&intent=order,plan&status=active&_include=MedicationRequest:medication"
    ).json()["entry"]
    assert [("match", "rx-active"), ("include", "pill")] == [
        (e["search"]["mode"], e["resource"]["id"]) for e in entries
    ]


@pytest.mark.shall("us-core-6.1.0", "390")
@pytest.mark.shall("us-core-8.0.0", "390")
def test_an_immunization_that_was_not_given(feed: Asker, kept: dict[str, dict[str, Any]]) -> None:
    """It is kept and found by its status not-done."""
    absent = {"resourceType": "Immunization", "id": "declined", "status": "not-done", "vaccineCode": {"text": "Flu"}, "patient": {"reference": "Patient/example"}, "occurrenceDateTime": "2024-01-01"}  # fmt: skip
    assert feed.put(absent).status_code in (200, 201)
    assert ["declined"] == feed.ids("Immunization?patient=example&status=not-done")


CONDITIONS = {
    "http://terminology.hl7.org/CodeSystem/condition-category": ("problem-list-item", "encounter-diagnosis"),
    "http://hl7.org/fhir/us/core/CodeSystem/condition-category": ("health-concern",),
    "http://hl7.org/fhir/us/core/CodeSystem/us-core-category": ("sdoh",),
}


@pytest.mark.shall("us-core-6.1.0", "269", "330")
@pytest.mark.shall("us-core-8.0.0", "269", "822-824", "831-833")
@pytest.mark.parametrize(("system", "code"), [(system, code) for system, codes in CONDITIONS.items() for code in codes])
def test_condition_categories(feed: Asker, kept: dict[str, dict[str, Any]], system: str, code: str) -> None:
    """A judgement of each category is a Condition that is found by it: screening-and-assessments.html."""
    judgement = {"resourceType": "Condition", "id": f"of-{code}", "category": [{"coding": [{"system": system, "code": code}]}], "code": {"text": "Housing"}, "subject": {"reference": "Patient/example"}, "recordedDate": "2024-02-02"}  # fmt: skip
    assert feed.put(judgement).status_code in (200, 201)
    assert f"of-{code}" in feed.ids(f"Condition?patient=example&category={system}|{code}")


SURVEYS = (
    "survey",
    "sdoh",
    "functional-status",
    "disability-status",
    "cognitive-status",
    "treatment-intervention-preference",
    "care-experience-preference",
    "activity",
    "social-history",
)


@pytest.mark.shall("us-core-6.1.0", "273", "274", "511", "584")
@pytest.mark.shall("us-core-8.0.0", "273", "274", "511", "584", "820", "822", "823", "845", "846", "862")
@pytest.mark.parametrize("code", SURVEYS)
def test_assessments(feed: Asker, kept: dict[str, dict[str, Any]], code: str) -> None:
    """An answer of a form is an Observation of its category, derived from the whole form, which names form and version."""
    form = {"resourceType": "QuestionnaireResponse", "id": f"form-{code}", "status": "completed", "questionnaire": "http://example.org/forms/housing|2.1", "subject": {"reference": "Patient/example"}, "authored": "2024-01-01"}  # fmt: skip
    category = [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}]}, {"coding": [{"system": "http://hl7.org/fhir/us/core/CodeSystem/us-core-category", "code": code}]}]  # fmt: skip
    answer = {"resourceType": "Observation", "id": f"answer-{code}", "status": "final", "category": category, "code": {"text": "Sleeps rough"}, "subject": {"reference": "Patient/example"}, "effectiveDateTime": "2024-01-01", "derivedFrom": [{"reference": f"QuestionnaireResponse/form-{code}"}]}  # fmt: skip
    assert {200, 201} >= {feed.put(form).status_code, feed.put(answer).status_code}
    assert f"answer-{code}" in feed.ids(f"Observation?patient=example&category={code}")
    entries = feed.get(f"Observation?_id=answer-{code}&_include=Observation:derived-from").json()["entry"]
    assert form["questionnaire"] == entries[1]["resource"]["questionnaire"]
