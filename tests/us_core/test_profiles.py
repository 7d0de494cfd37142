"""What the profiles of US Core demand is checked: $validate says what is wrong, and where.

https://hl7.org/fhir/us/core/STU6.1/general-requirements.html#required-bindings-for-coded-elements
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.api.conftest import Asker

BASE = "http://hl7.org/fhir/us/core/StructureDefinition/"
TERMS = "http://terminology.hl7.org/CodeSystem"
LOINC = "http://loinc.org"
SUBJECT = {"reference": "Patient/example"}


def coded(system: str, code: str) -> dict[str, Any]:
    """Give a CodeableConcept."""
    return {"coding": [{"system": system, "code": code}]}


def pressure(id_: str, code: str, value: int) -> dict[str, Any]:
    """Give one of the two components of a blood pressure."""
    return {
        "code": coded(LOINC, code),
        "valueQuantity": {"value": value, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"},
    }


RECORDS: dict[str, dict[str, Any]] = {
    "us-core-allergyintolerance": {"resourceType": "AllergyIntolerance", "clinicalStatus": coded(f"{TERMS}/allergyintolerance-clinical", "active"), "verificationStatus": coded(f"{TERMS}/allergyintolerance-verification", "confirmed"), "code": coded("http://snomed.info/sct", "716186003"), "patient": SUBJECT},
    "us-core-diagnosticreport-lab": {"resourceType": "DiagnosticReport", "status": "final", "category": [coded(f"{TERMS}/v2-0074", "LAB")], "code": coded(LOINC, "58410-2"), "subject": SUBJECT, "effectiveDateTime": "2024-01-01", "issued": "2024-01-01T10:00:00Z", "performer": [{"reference": "Organization/o"}]},
    "us-core-blood-pressure": {"resourceType": "Observation", "status": "final", "category": [coded(f"{TERMS}/observation-category", "vital-signs")], "code": coded(LOINC, "85354-9"), "subject": SUBJECT, "effectiveDateTime": "2024-01-01", "component": [pressure("s", "8480-6", 120), pressure("d", "8462-4", 80)]},
    "us-core-documentreference": {"resourceType": "DocumentReference", "status": "current", "type": coded(LOINC, "34117-2"), "category": [coded("http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category", "clinical-note")], "subject": SUBJECT, "content": [{"attachment": {"contentType": "text/plain", "data": "eA=="}}]},
    "us-core-procedure": {"resourceType": "Procedure", "status": "completed", "code": coded("http://snomed.info/sct", "73761001"), "subject": SUBJECT, "performedDateTime": "2024-01-01"},
    "us-core-heart-rate": {"resourceType": "Observation", "status": "final", "category": [coded(f"{TERMS}/observation-category", "vital-signs")], "code": coded(LOINC, "8867-4"), "subject": SUBJECT, "effectiveDateTime": "2024-01-01", "valueQuantity": {"value": 60, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"}},
}  # fmt: skip


def without(name: str, *path: str | int) -> dict[str, Any]:
    """Give a record of the profile without one of its elements."""
    return changed(name, None, *path)


def changed(name: str, value: Any, *path: str | int) -> dict[str, Any]:
    """Give a record of the profile with one element changed, or away."""
    record = deepcopy(RECORDS[name])
    at: Any = record
    for step in path[:-1]:
        at = at[step]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return record


def errors(feed: Asker, profile: str, record: dict[str, Any]) -> list[dict[str, Any]]:
    """Validate against a profile, and give the errors."""
    answer = feed.post(f"{record['resourceType']}/$validate?profile={BASE}{profile}", record)
    assert 200 == answer.status_code, answer.text
    return [issue for issue in answer.json()["issue"] if issue["severity"] in ("error", "fatal")]


@pytest.mark.parametrize("profile", RECORDS)
def test_what_conforms_is_found_to_conform(feed: Asker, profile: str) -> None:
    """The records that the cases below spoil have no error by themselves."""
    assert [] == errors(feed, profile, RECORDS[profile])


CASES = [
    pytest.param("us-core-allergyintolerance", changed("us-core-allergyintolerance", coded(f"{TERMS}/allergyintolerance-clinical", "sleepy"), "clinicalStatus"), "AllergyIntolerance.clinicalStatus", marks=[pytest.mark.shall("us-core-6.1.0", "18", "19", "21", "46", "47"), pytest.mark.shall("us-core-8.0.0", "18", "19", "21", "46", "47")], id="a code from outside a required value set"),
    pytest.param("us-core-allergyintolerance", changed("us-core-allergyintolerance", {"text": "active"}, "clinicalStatus"), "AllergyIntolerance.clinicalStatus", marks=[pytest.mark.shall("us-core-6.1.0", "20"), pytest.mark.shall("us-core-8.0.0", "20")], id="only text under a required binding"),
    pytest.param("us-core-allergyintolerance", without("us-core-allergyintolerance", "code"), "AllergyIntolerance", marks=[pytest.mark.shall("us-core-6.1.0", "40", "74", "306"), pytest.mark.shall("us-core-8.0.0", "40", "74", "306")], id="no code of the allergy"),
    pytest.param("us-core-allergyintolerance", without("us-core-allergyintolerance", "clinicalStatus"), "AllergyIntolerance", marks=[pytest.mark.shall("us-core-6.1.0", "302"), pytest.mark.shall("us-core-8.0.0", "302")], id="no clinical status though not in error"),
    pytest.param("us-core-allergyintolerance", changed("us-core-allergyintolerance", coded(f"{TERMS}/allergyintolerance-verification", "entered-in-error"), "verificationStatus"), "AllergyIntolerance", marks=[pytest.mark.shall("us-core-6.1.0", "303"), pytest.mark.shall("us-core-8.0.0", "303")], id="a clinical status though in error"),
    pytest.param("us-core-diagnosticreport-lab", without("us-core-diagnosticreport-lab", "effectiveDateTime"), "DiagnosticReport", marks=[pytest.mark.shall("us-core-6.1.0", "356"), pytest.mark.shall("us-core-8.0.0", "356")], id="a final report without its time"),
    pytest.param("us-core-diagnosticreport-lab", without("us-core-diagnosticreport-lab", "issued"), "DiagnosticReport", marks=[pytest.mark.shall("us-core-6.1.0", "357"), pytest.mark.shall("us-core-8.0.0", "357")], id="a final report that was not issued"),
    pytest.param("us-core-blood-pressure", without("us-core-blood-pressure", "component", 0, "valueQuantity"), "Observation.component", marks=[pytest.mark.shall("us-core-6.1.0", "425", "450", "451"), pytest.mark.shall("us-core-8.0.0", "425", "450", "451", "866")], id="a component without value or reason"),
    pytest.param("us-core-heart-rate", without("us-core-heart-rate", "valueQuantity"), "Observation", marks=[pytest.mark.shall("us-core-6.1.0", "427"), pytest.mark.shall("us-core-8.0.0", "427", "864")], id="an observation without value or reason"),
    pytest.param("us-core-documentreference", changed("us-core-documentreference", {"contentType": "text/plain"}, "content", 0, "attachment"), "DocumentReference.content", marks=[pytest.mark.shall("us-core-6.1.0", "368"), pytest.mark.shall("us-core-8.0.0", "368")], id="a document without address or data"),
    pytest.param("us-core-procedure", without("us-core-procedure", "performedDateTime"), "Procedure", marks=[pytest.mark.shall("us-core-8.0.0", "856")], id="a completed procedure without its time"),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "record", "where"), CASES)
def test_what_does_not_conform_is_told(feed: Asker, profile: str, record: dict[str, Any], where: str) -> None:
    """There is an error, at the element that the guide speaks of."""
    found = errors(feed, profile, record)
    assert any(expression.startswith(where) for issue in found for expression in issue.get("expression", ())), found


@pytest.mark.shall("us-core-6.1.0", "23", "27", "42", "43", "247", "397")
@pytest.mark.shall("us-core-8.0.0", "23", "27", "42", "43", "247", "397")
def test_an_extensible_binding_warns(feed: Asker) -> None:
    """Another code, or text alone, where a value set may be extended is no error."""
    for code in ({"text": "Cashew"}, coded("urn:other", "cashew")):
        assert [] == errors(feed, "us-core-allergyintolerance", changed("us-core-allergyintolerance", code, "code"))


@pytest.mark.shall("us-core-6.1.0", "47", "48", "49")
@pytest.mark.shall("us-core-8.0.0", "47", "48", "49")
@pytest.mark.parametrize(
    "name", ["us-core-diagnosticreport-lab", "us-core-heart-rate", "us-core-documentreference", "us-core-procedure"]
)
def test_without_a_mandatory_status_nothing_is_kept(feed: Asker, name: str) -> None:
    """A record without its required code is refused at the write: no read and no search can ever give one."""
    record = without(name, "status")
    answer = feed.post(record["resourceType"], record)
    assert answer.status_code in (400, 422)
    assert "OperationOutcome" == answer.json()["resourceType"]
