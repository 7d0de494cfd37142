"""The records that the table of search cases asks for: few, invented, each different in what a search can see."""

from __future__ import annotations

import base64
from typing import Any

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"


def ref(target: str, **more: Any) -> dict[str, Any]:
    """Give a reference."""
    return {"reference": target, **more}


def concept(system: str, code: str, display: str = "", text: str = "") -> dict[str, Any]:
    """Give a CodeableConcept of one coding."""
    coding = {"system": system, "code": code, **({"display": display} if display else {})}
    return {"coding": [coding], **({"text": text} if text else {})}


def made(type_: str, id_: str, **members: Any) -> dict[str, Any]:
    """Give a record."""
    return {"resourceType": type_, "id": id_, **members}


def quantity(value: float, unit: str, code: str = "", system: str = UCUM) -> dict[str, Any]:
    """Give a Quantity."""
    return {"value": value, "unit": unit, **({"system": system, "code": code} if code else {})}


def observation(id_: str, patient: str, code: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Give an observation about a patient."""
    return made("Observation", id_, **({"status": "final"} | members), code=code, subject=ref(f"Patient/{patient}"))


WEIGHT = concept(LOINC, "29463-7", "Body weight", "Weight of the body")
PULSE = concept(LOINC, "8867-4", "Heart rate")
SYSTOLIC, DIASTOLIC = concept(LOINC, "8480-6", "Systolic"), concept(LOINC, "8462-4", "Diastolic")
PRESSURE = concept(LOINC, "85354-9", "Blood pressure panel")

WORLD: list[dict[str, Any]] = [
    made("Organization", "north", name="North Hospital", identifier=[{"system": "urn:org", "value": "N"}],
         address=[{"city": "Larkspur", "country": "US"}]),
    made("Organization", "ward", name="North Ward", partOf=ref("Organization/north")),
    made("Organization", "south", name="Södra Klinik", alias=["South Clinic"], active=False),
    made("Practitioner", "pine", name=[{"family": "Pine", "given": ["Rosa"]}], identifier=[{"system": "urn:npi", "value": "1"}]),
    made("Practitioner", "oak", name=[{"family": "Oak"}]),
    made("Patient", "ann", active=True, gender="female", birthDate="1970-01-15",
         name=[{"family": "Müller", "given": ["Ann", "Mary"], "prefix": ["Dr."]}],
         identifier=[{"system": "urn:mrn", "value": "100", "type": {"coding": [{"system": TYPES, "code": "MR"}], "text": "Record number"}},
                     {"value": "bare"}],
         telecom=[{"system": "phone", "value": "555-0100", "use": "home"}, {"system": "email", "value": "ann@example.org"}],
         address=[{"use": "home", "line": ["1 High Street"], "city": "Larkspur", "state": "MA", "postalCode": "01234", "country": "US"}],
         generalPractitioner=[ref("Practitioner/pine")], managingOrganization=ref("Organization/north"),
         meta={"tag": [{"system": "urn:tag", "code": "vip"}], "profile": ["http://example.org/p/one"], "source": "urn:src:a"},
         text={"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Narrative speaks of <b>hydrangeas</b></div>'}),
    made("Patient", "bob", active=False, gender="male", birthDate="1970-02", name=[{"family": "Muller", "given": ["Bob"]}],
         identifier=[{"system": "urn:mrn", "value": "200"}], generalPractitioner=[ref("Practitioner/oak")],
         managingOrganization=ref("Organization/ward"), deceasedDateTime="2020-05-05",
         meta={"tag": [{"system": "urn:tag", "code": "plain"}], "profile": ["http://example.org/p/two"]}),
    made("Patient", "cyd", birthDate="1971", name=[{"family": "O'Hara, Jr", "given": ["Cyd"]}, {"use": "maiden", "family": "van der Berg"}],
         identifier=[{"system": "urn:other", "value": "100"}], gender="female",
         link=[{"other": ref("Patient/ann"), "type": "seealso"}]),
    made("Patient", "dee", name=[{"text": "Dee Dee the Second"}], managingOrganization=ref("Organization/south"),
         deceasedBoolean=False, telecom=[{"system": "phone", "value": "555-0199"}]),
    made("Encounter", "stay", status="finished", **{"class": {"system": ACT, "code": "IMP"}}, subject=ref("Patient/ann"),
         period={"start": "2024-03-01T08:00:00Z", "end": "2024-03-05T10:00:00Z"}, serviceProvider=ref("Organization/north"),
         participant=[{"individual": ref("Practitioner/pine")}], length={"value": 4, "unit": "d", "system": UCUM, "code": "d"}),
    made("Encounter", "visit", status="in-progress", **{"class": {"system": ACT, "code": "AMB"}}, subject=ref("Patient/bob"),
         period={"start": "2024-03-03T09:00:00+02:00"}, serviceProvider=ref("Organization/ward"), partOf=ref("Encounter/stay")),
    made("Encounter", "past", status="finished", **{"class": {"system": ACT, "code": "AMB"}}, subject=ref("Patient/ann"),
         period={"start": "2020-01-01", "end": "2020-01-01"}),
    observation("kg", "ann", WEIGHT, effectiveDateTime="2024-03-02T10:00:00Z", valueQuantity=quantity(70.5, "kg", "kg"),
                encounter=ref("Encounter/stay"), performer=[ref("Practitioner/pine")]),
    observation("g", "bob", WEIGHT, effectiveDateTime="2024-03", valueQuantity=quantity(70500, "g", "g"), status="amended"),
    observation("lb", "cyd", WEIGHT, effectiveDateTime="2024-03-02T12:30:00+05:00", valueQuantity=quantity(100, "lb", "[lb_av]")),
    observation("stone", "dee", WEIGHT, valueQuantity=quantity(11, "stone"), effectivePeriod={"start": "2024-03-01", "end": "2024-03-31"}),
    observation("pulse", "ann", PULSE, effectiveInstant="2024-03-02T10:00:00.500Z", valueQuantity=quantity(61, "/min", "/min"),
                encounter=ref("Encounter/stay"), hasMember=[ref("Observation/kg")]),
    observation("slow", "bob", PULSE, effectiveDateTime="2023", valueQuantity={"value": 50, "comparator": "<", "unit": "/min", "system": UCUM, "code": "/min"}),
    observation("high", "ann", PRESSURE, effectiveDateTime="2024-03-04", component=[
        {"code": SYSTOLIC, "valueQuantity": quantity(150, "mmHg", "mm[Hg]")},
        {"code": DIASTOLIC, "valueQuantity": quantity(80, "mmHg", "mm[Hg]")}]),
    observation("crossed", "bob", PRESSURE, effectiveDateTime="2024-03-04", component=[
        {"code": SYSTOLIC, "valueQuantity": quantity(80, "mmHg", "mm[Hg]")},
        {"code": DIASTOLIC, "valueQuantity": quantity(150, "mmHg", "mm[Hg]")}]),
    observation("smoker", "ann", concept(LOINC, "72166-2"), valueCodeableConcept=concept(LOINC, "LA18976-3", "Every day")),
    observation("words", "cyd", {"text": "Remark"}, valueString="Slept well, ate little"),
    made("Condition", "diabetes", subject=ref("Patient/ann"), code=concept(ICD, "E11.9", "Type 2 diabetes", "Sugar disease"),
         clinicalStatus=concept(CLINICAL, "active"), recordedDate="2024-03-01", onsetAge=quantity(40, "a", "a"), encounter=ref("Encounter/stay")),
    made("Condition", "kidneys", subject=ref("Patient/bob"), code=concept(ICD, "E11.22", "Diabetic kidney disease"),
         clinicalStatus=concept(CLINICAL, "resolved"), recordedDate="2023-01-01"),
    made("Condition", "cough", subject=ref("Patient/cyd", identifier={"system": "urn:other", "value": "100"}), code=concept(ICD, "R05.9", "Cough"),
         recordedDate="2022-06"),
    made("DocumentReference", "letter", status="current", type=concept(LOINC, "34117-2"), subject=ref("Patient/ann"), date="2024-03-05T00:00:00Z",
         content=[{"attachment": {"contentType": "text/plain", "data": base64.b64encode(b"x").decode()}}], description="About tulips"),
    made("DocumentReference", "reply", status="superseded", type=concept(LOINC, "11506-3"), subject=ref("Patient/ann"), date="2024-03-06T00:00:00Z",
         content=[{"attachment": {"url": "http://example.org/docs/2"}}], relatesTo=[{"code": "replaces", "target": ref("DocumentReference/letter")}]),
    made("Questionnaire", "q1", status="active", url="http://example.org/q/one", version="1.0", title="First questions"),
    made("Questionnaire", "q2", status="draft", url="http://example.org/q/one/sub", version="2.0", title="Further questions"),
    made("Questionnaire", "q3", status="active", url="urn:oid:1.2.3.4", name="Oid"),
    made("QuestionnaireResponse", "answered", status="completed", questionnaire="http://example.org/q/one|1.0", subject=ref("Patient/ann")),
    made("QuestionnaireResponse", "any", status="amended", questionnaire="http://example.org/q/one", subject=ref("Patient/bob")),
    made("QuestionnaireResponse", "older", status="stopped", questionnaire="http://example.org/q/one|0.9", subject=ref("Patient/bob")),
    made("RiskAssessment", "risk", status="final", subject=ref("Patient/ann"), prediction=[{"probabilityDecimal": 0.8}]),
    made("RiskAssessment", "slight", status="final", subject=ref("Patient/bob"), prediction=[{"probabilityDecimal": 0.05}]),
    made("ValueSet", "flu", status="active", url="http://example.org/vs/sugar",
         compose={"include": [{"system": ICD, "concept": [{"code": "E11.9"}, {"code": "E11.22"}]}]}),
    made("List", "mine", status="current", mode="working", subject=ref("Patient/ann"),
         entry=[{"item": ref("Condition/diabetes")}, {"item": ref("Condition/cough")}, {"item": ref("Observation/kg")}]),
    made("Location", "lobby", name="Lobby", position={"longitude": -71.06, "latitude": 42.36}, status="active"),
    made("Location", "annex", name="Annex", position={"longitude": -72.59, "latitude": 42.10}, status="active", partOf=ref("Location/lobby")),
    made("Observation", "air", status="final", code=concept("urn:air", "dust"), subject=ref("Location/annex")),
    made("Provenance", "proof", target=[ref("Observation/kg")], recorded="2024-03-02T11:00:00Z", agent=[{"who": ref("Practitioner/pine")}]),
    made("Group", "panel", type="person", actual=True, member=[{"entity": ref("Patient/ann")}],
         characteristic=[{"code": {"coding": [{"system": "urn:c", "code": "sex"}]}, "valueCodeableConcept": concept("urn:v", "f"), "exclude": False},
                         {"code": {"coding": [{"system": "urn:c", "code": "age"}]}, "valueCodeableConcept": concept("urn:v", "old"), "exclude": False}]),
]  # fmt: skip
"""In an order in which each record follows what it refers to."""
