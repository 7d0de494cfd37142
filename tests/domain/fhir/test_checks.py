"""Does the walk find what a schema cannot say, at its place, in any resource, without failing on any structure?"""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fhir.checks import check
from domain.fhir.elements import RESOURCES, elements
from domain.fhir.invariants import INVARIANTS

NS = 'xmlns="http://www.w3.org/1999/xhtml"'


def places(resource: dict[str, Any]) -> list[str]:
    return [fault.expression for fault in check(resource)]


def nested(levels: int) -> dict[str, Any]:
    node: dict[str, Any] = {"url": "u:a", "valueBoolean": True}
    for _ in range(levels):
        node = {"url": "u:a", "extension": [node]}
    return {"resourceType": "Patient", "extension": [node]}


# Elements of every kind of place: datatype in datatype, backbone, list, choice, primitive extension, contained.
PLACES: dict[str, tuple[dict[str, Any], str]] = {
    "datatype in a datatype": (
        {"resourceType": "Patient", "identifier": [{}, {"period": {"start": "2021", "end": "2020"}}]},
        "Patient.identifier[1].period",
    ),
    "backbone in a backbone": (
        {
            "resourceType": "Bundle",
            "entry": [{"request": {}, "response": {"lastModified": "2021-02-30T00:00:00Z"}}],
        },
        "Bundle.entry[0].response.lastModified",
    ),
    "reference of a backbone to itself": (
        {
            "resourceType": "Questionnaire",
            "item": [{"item": [{"item": [{"enableWhen": [{"answerDate": "2021-02-30"}]}]}]}],
        },
        "Questionnaire.item[0].item[0].item[0].enableWhen[0].answer",
    ),
    "list of primitives": (
        {"resourceType": "MedicationRequest", "dosageInstruction": [{"timing": {"event": ["2021", "2021-02-30"]}}]},
        "MedicationRequest.dosageInstruction[0].timing.event[1]",
    ),
    "extension of a primitive": (
        {"resourceType": "Patient", "_gender": {"extension": [{"url": "u:a", "valueDate": "2021-02-30"}]}},
        "Patient.gender.extension[0].value",
    ),
    "extension of a primitive in a list": (
        {
            "resourceType": "Patient",
            "name": [
                {"given": ["A", "B"], "_given": [None, {"extension": [{"url": "u:a", "valueDate": "2021-02-30"}]}]}
            ],
        },
        "Patient.name[0].given[1].extension[0].value",
    ),
    "extension of an extension": (
        {
            "resourceType": "Patient",
            "extension": [{"url": "u:a", "extension": [{"url": "u:b", "valueReference": {"reference": "#x"}}]}],
        },
        "Patient.extension[0].extension[0].value.reference",
    ),
    "reference inside what is contained": (
        {
            "resourceType": "Patient",
            "contained": [{"resourceType": "Observation", "id": "o", "subject": {"reference": "#p"}}],
        },
        "Patient.contained[0].subject.reference",
    ),
    "choice of a reference": (
        {"resourceType": "MedicationRequest", "medicationReference": {"reference": "Patient/1"}},
        "MedicationRequest.medication.reference",
    ),
    "narrative of a section": (
        {"resourceType": "Composition", "section": [{"text": {"div": f"<div {NS}><b onclick='x'>y</b></div>"}}]},
        "Composition.section[0].text.div",
    ),
    "signature": (
        {"resourceType": "Provenance", "signature": [{"data": "????"}]},
        "Provenance.signature[0].data",
    ),
    "lists of different lengths": (
        {
            "resourceType": "Patient",
            "name": [{"given": ["A"], "_given": [{"extension": [{"url": "u:a", "valueCode": "b"}]}] * 2}],
        },
        "Patient.name[0].given",
    ),
    "contained of no type": (
        {"resourceType": "Patient", "contained": [{"resourceType": "Thing", "id": "a"}]},
        "Patient.contained[0]",
    ),
    "day that does not exist, in a period": (
        {
            "resourceType": "Observation",
            "effectivePeriod": {"start": "2021-02-30T00:00:00Z", "end": "2021-03-01T00:00:00+01:00"},
        },
        "Observation.effective.start",
    ),
    "day that does not exist, of a task": (
        {"resourceType": "Task", "authoredOn": "2021-02-30T00:00:00Z", "lastModified": "2021-03-01T00:00:00+01:00"},
        "Task.authoredOn",
    ),
    "number that is no finite one": (
        {"resourceType": "Observation", "valueQuantity": {"value": float("inf")}},
        "Observation.value.value",
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_faults_are_found_at_their_place(name: str) -> None:
    """A fault is found wherever R4 lets it stand, and its expression names that place."""
    resource, expected = PLACES[name]

    assert [expected] == places(resource)


BROKEN: dict[str, dict[str, Any]] = {
    "cpt-2": {"resourceType": "Patient", "telecom": [{"value": "1"}]},
    "qty-3": {"resourceType": "Observation", "valueQuantity": {"value": 1, "code": "mg"}},
    "rng-2": {"resourceType": "Observation", "valueRange": {"low": {"value": 2}, "high": {"value": 1}}},
    "rat-1": {"resourceType": "Observation", "valueRatio": {"numerator": {"value": 1}}},
    "tim-1": {"resourceType": "Observation", "effectiveTiming": {"repeat": {"duration": 1}}},
    "tim-2": {"resourceType": "Observation", "effectiveTiming": {"repeat": {"period": 1}}},
    "tim-4": {"resourceType": "Observation", "effectiveTiming": {"repeat": {"duration": -1, "durationUnit": "s"}}},
    "tim-5": {"resourceType": "Observation", "effectiveTiming": {"repeat": {"period": -1, "periodUnit": "s"}}},
    "tim-6": {"resourceType": "Observation", "effectiveTiming": {"repeat": {"periodMax": 1}}},
    "tim-7": {"resourceType": "Observation", "effectiveTiming": {"repeat": {"durationMax": 1}}},
    "tim-8": {"resourceType": "Observation", "effectiveTiming": {"repeat": {"countMax": 1}}},
    "tim-10": {
        "resourceType": "Observation",
        "effectiveTiming": {"repeat": {"timeOfDay": ["10:00:00"], "when": ["C"]}},
    },
    "pat-1": {"resourceType": "Patient", "contact": [{"gender": "male"}]},
    "obs-3": {"resourceType": "Observation", "referenceRange": [{"type": {"text": "x"}}]},
    "obs-6": {"resourceType": "Observation", "valueString": "x", "dataAbsentReason": {"text": "y"}},
    "obs-7": {
        "resourceType": "Observation",
        "code": {"coding": [{"code": "x"}]},
        "valueString": "x",
        "component": [{"code": {"coding": [{"code": "x"}]}}],
    },
    "con-4": {
        "resourceType": "Condition",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "abatementString": "x",
    },
    "con-5": {
        "resourceType": "Condition",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "entered-in-error"}]},
    },
    "ait-1": {"resourceType": "AllergyIntolerance"},
    "ait-2": {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "entered-in-error"}]},
    },
    "ppc-1": {"resourceType": "Consent"},
    "cmp-1": {"resourceType": "Composition", "section": [{"title": "x"}]},
    "cmp-2": {
        "resourceType": "Composition",
        "section": [{"emptyReason": {"text": "x"}, "entry": [{"reference": "Patient/1"}]}],
    },
    "inv-1": {"resourceType": "Task", "authoredOn": "2021", "lastModified": "2020"},
    "bdl-5": {"resourceType": "Bundle", "entry": [{"fullUrl": "urn:a"}]},
    "bdl-8": {"resourceType": "Bundle", "entry": [{"fullUrl": "http://x/Patient/1/_history/2", "request": {}}]},
}


@pytest.mark.parametrize("key", sorted({one.key for one in INVARIANTS}))
def test_invariants_are_kept(key: str) -> None:
    """Each rule of the table has a resource that breaks it, and it alone."""

    assert [True] == [f"({key})" in fault.text for fault in check(BROKEN[key])]


def test_ends_in_different_units_are_not_compared() -> None:
    """A range from 500 mg to 1 g is in order, as far as one can see without knowing units."""
    resource = {
        "resourceType": "Observation",
        "valueRange": {"low": {"value": 500, "unit": "mg"}, "high": {"value": 1, "unit": "g"}},
    }

    assert [] == places(resource)


def test_attachment_is_compared_with_its_data() -> None:
    """Size and hash are those of the decoded data (DR-040); line breaks in base64 are allowed."""
    data = b"discharge summary" * 10
    encoded = base64.encodebytes(data).decode()
    digest = base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
    right = {"contentType": "text/plain", "data": encoded, "size": len(data), "hash": digest}

    def faults(**change: Any) -> list[tuple[str, str, str]]:
        resource = {"resourceType": "DocumentReference", "content": [{"attachment": {**right, **change}}]}
        return [(fault.expression, fault.rule, fault.citation) for fault in check(resource)]

    citation = "https://hl7.org/fhir/R4/datatypes.html#Attachment"
    place = "DocumentReference.content[0].attachment"
    assert [] == faults()
    assert [(f"{place}.size", "DR-040", citation)] == faults(size=len(data) + 1)
    assert [(f"{place}.hash", "DR-040", citation)] == faults(hash="AAAA" + digest[4:])
    assert [(f"{place}.data", "", "")] == faults(data=encoded[:-4] + "=AAA")


def test_nesting_is_bounded() -> None:
    """A resource nested deeper than 64 levels is refused, one of fewer is not; neither exhausts the stack."""

    assert [] == places(nested(20))
    assert ["too-costly"] == [fault.code for fault in check(nested(40))]


def test_unknown_type_is_a_fault() -> None:
    """A resource of no type is a fault, not an error."""

    assert ["value"] == [fault.code for fault in check({"resourceType": "Thing"})]
    assert ["value"] == [fault.code for fault in check({})]


@pytest.mark.parametrize("name", sorted(RESOURCES))
def test_every_type_is_walked(name: str) -> None:
    """In each of the 146 types a reference to nothing contained is found in every element that is a reference."""
    wrong = {"reference": "#nothing"}
    for key, element in elements(name).items():
        if element.type == "Reference":
            resource = {"resourceType": name, key: [wrong] if element.array else wrong}
            shown = element.choice[:-3] or key
            expected = f"{name}.{shown}{'[0]' if element.array else ''}.reference"

            assert expected in places(resource)


KEYS = """
resourceType id meta contained extension text div name given _given telecom value system period start end photo data
hash size reference type code coding verificationStatus clinicalStatus component repeat duration low high numerator
entry resource fullUrl authoredOn lastModified birthDate url valueReference valueRange valueDecimal
"""
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["Patient", "#a", "2020"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize("kind", ["AllergyIntolerance", "Bundle", "Condition", "Observation", "Patient", "Task"])
def test_no_structure_breaks_the_walk(kind: str) -> None:
    """Whatever stands where something else belongs, the walk ends with a list of faults."""

    @given(st.dictionaries(st.sampled_from(sorted(elements(kind))), JSON, max_size=6))
    def judged(members: dict[str, Any]) -> None:
        assert isinstance(check({**members, "resourceType": kind}), list)

    judged()


def test_observation_is_cheap() -> None:
    """An Observation of everyday size is checked in microseconds: 40 were promised; the bound leaves room for noise."""
    resource = {
        "resourceType": "Observation",
        "id": "1",
        "meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-lab"]},
        "status": "final",
        "category": [{"coding": [{"system": "http://x", "code": "laboratory", "display": "laboratory"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "2339-0"}], "text": "Glucose"},
        "subject": {"reference": "Patient/1"},
        "encounter": {"reference": "Encounter/1"},
        "effectiveDateTime": "2012-05-24T01:21:39-04:00",
        "issued": "2012-05-24T01:21:39.196-04:00",
        "valueQuantity": {"value": 94.1, "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL"},
    }
    check(resource)
    rounds = []
    for _ in range(20):
        start = time.perf_counter()
        for _ in range(50):
            check(resource)
        rounds.append((time.perf_counter() - start) / 50)

    assert min(rounds) < 120e-6
