"""Is a resource found by what it says, and by no more rows than that takes?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from domain.fhir.dates import bounds
from domain.fhir.resources import RESOURCES
from domain.privacy.facts import LATEST
from domain.search.amounts import MOST
from domain.search.extraction import extract
from domain.search.hashing import token_hash
from domain.search.parameters import parameters_of
from domain.search.readers import presence

EXAMPLES = Path(__file__).parents[4] / "shared/data/r4-spec-examples"


def numbers(type_: str, rows: list[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    """Group rows by the code of their parameter."""
    codes = {row.number: row.code for row in parameters_of(type_).values()}
    found: dict[str, list[tuple[Any, ...]]] = {}
    for number, *values in rows:
        found.setdefault(codes[number], []).append(tuple(values))
    return found


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the examples are not beside this checkout")
def test_the_examples_of_the_specification_extract() -> None:
    """No example raises; each that has an element of a parameter has the key of its presence."""
    seen = 0
    for path in sorted(EXAMPLES.glob("*.json")):
        resource = json.loads(path.read_bytes())
        if resource["resourceType"] not in RESOURCES:
            continue
        found = extract(resource)
        seen += 1
        for parameter in parameters_of(resource["resourceType"]).values():
            direct = [
                leaf for leaf in parameter.own if len(leaf.steps) == 1 and leaf.type in {"code", "Reference", "Coding"}
            ]
            if parameter.service in {"id", "updated"} or not any(leaf.steps[0] in resource for leaf in direct):
                continue

            assert presence(parameter.type, parameter.code) in found.keys, (path.name, parameter.code)
        assert found.lo is None or found.hi is not None
    assert seen > 200


def test_a_patient() -> None:
    """Itself its own subject; names without repeats; the deceased by either element."""
    found = extract(
        {
            "resourceType": "Patient",
            "id": "p",
            "name": [{"family": "Ärzte", "given": ["Bela", "B."]}, {"family": "Ärzte", "text": "Bela B."}],
            "birthDate": "1962-12",
            "deceasedDateTime": "2020",
            "identifier": [{"system": "urn:mrn", "value": "1"}],
            "generalPractitioner": [{"reference": "Practitioner/g"}],
        }
    )

    assert ("p",) == found.patients
    assert {
        "family": [("arzte", "Ärzte")],
        "given": [("bela", "Bela"), ("b", "B.")],
        "name": [("bela b", "Bela B.")],
    } == (numbers("Patient", found.strings))
    assert {"birthdate": [bounds("1962-12")], "death-date": [bounds("2020")]} == numbers("Patient", found.dates)
    assert {"general-practitioner": [("Practitioner/g",)]} == numbers("Patient", found.references)
    assert token_hash("Patient", "deceased", None, "true") in found.keys
    assert {token_hash("Patient", "identifier", system, "1") for system in (None, "urn:mrn")} == set(found.tokens)


def test_an_encounter() -> None:
    """Its patient and its dates are columns and need no rows; it is its own encounter; no end reaches on for ever."""
    found = extract(
        {
            "resourceType": "Encounter",
            "id": "e",
            "status": "in-progress",
            "class": {"code": "IMP"},
            "subject": {"reference": "Patient/p"},
            "period": {"start": "2020-01-01T10:00:00+01:00"},
            "participant": [{"individual": {"reference": "Practitioner/1"}}],
        }
    )

    assert (("p",), "e", "in-progress") == (found.patients, found.encounter, found.status)
    assert (bounds("2020-01-01T09:00:00Z")[0], LATEST) == (found.lo, found.hi)
    assert [] == found.dates
    assert {"participant": [("Practitioner/1",)]} == numbers("Encounter", found.references)
    assert {presence("Encounter", code) for code in ("patient", "subject", "practitioner", "date")} <= set(found.keys)


ABOUT = [
    ({"resourceType": "Observation", "subject": {"reference": "Patient/a"}}, ("a",)),
    ({"resourceType": "Observation", "subject": {"reference": "Patient/a/_history/2"}}, ("a",)),
    # Focus, performers and authors are not subjects (SECURITY.md A7, 4 and 5).
    (
        {
            "resourceType": "Observation",
            "focus": [{"reference": "Patient/a"}],
            "performer": [{"reference": "Patient/a"}],
        },
        (),
    ),
    ({"resourceType": "DocumentReference", "author": [{"reference": "Patient/a"}]}, ()),
    # Absolute and logical references confer nothing (9).
    ({"resourceType": "Observation", "subject": {"reference": "http://x.example/Patient/a"}}, ()),
    ({"resourceType": "Observation", "subject": {"identifier": {"value": "a"}}}, ()),
    ({"resourceType": "Observation", "subject": {"reference": "#Patient/a"}}, ()),
    ({"resourceType": "Observation", "subject": {"reference": "Group/a"}}, ()),
    ({"resourceType": "Observation", "subject": {"reference": "Patient/"}}, ()),
    ({"resourceType": "Patient", "id": "a", "link": [{"other": {"reference": "Patient/b"}}]}, ("a",)),
    ({"resourceType": "Coverage", "beneficiary": {"reference": "Patient/a"}}, ("a",)),
    ({"resourceType": "Task", "for": {"reference": "Patient/a"}, "owner": {"reference": "Patient/b"}}, ("a",)),
    (
        {
            "resourceType": "Appointment",
            "participant": [
                {"actor": {"reference": f"{who}"}} for who in ("Patient/b", "Practitioner/x", "Patient/a", "Patient/b")
            ],
        },
        ("b", "a"),
    ),
    (
        {
            "resourceType": "AuditEvent",
            "agent": [{"who": {"reference": "Patient/a"}}],
            "entity": [{"what": {"reference": "Patient/b"}}],
        },
        ("a", "b"),
    ),
    ({"resourceType": "Provenance", "target": [{"reference": "Patient/a"}, {"reference": "Observation/1"}]}, ("a",)),
    ({"resourceType": "Binary", "securityContext": {"reference": "Patient/a"}}, ("a",)),
    ({"resourceType": "Organization", "id": "a"}, ()),
]


@pytest.mark.parametrize(("resource", "patients"), ABOUT)
def test_whom_a_record_is_about(resource: dict[str, Any], patients: tuple[str, ...]) -> None:
    """Only what the table names as subject, and only a patient of this server."""
    assert patients == extract(resource).patients


def test_several_patients_have_rows() -> None:
    """The column of the record holds one patient; a record that may be about several is found by rows."""
    found = extract({"resourceType": "Schedule", "actor": [{"reference": "Patient/a"}, {"reference": "Patient/b"}]})

    assert {"actor": [("Patient/a",), ("Patient/b",)]} == numbers("Schedule", found.references)


def test_selective_tokens_alone_have_rows() -> None:
    """A code has one row, under the hash without its system; status and category live in the keys."""
    found = extract(
        {
            "resourceType": "Observation",
            "status": "final",
            "category": [{"coding": [{"system": "s", "code": "lab"}]}],
            "code": {"coding": [{"system": "s", "code": "a"}, {"system": "t", "code": "a"}]},
        }
    )

    assert [token_hash("Observation", "code", None, "a")] == found.tokens
    for system in ("s", "t", None):
        assert token_hash("Observation", "code", system, "a") in found.keys
    assert token_hash("Observation", "category", "s", None) in found.keys
    assert token_hash("Observation", "status", "http://hl7.org/fhir/observation-status", "final") in found.keys
    assert len(found.keys) == len(set(found.keys))


def test_quantities_have_open_ends() -> None:
    """A comparator leaves a side open, excluding the value itself; a Range without an end too."""
    rows = [
        extract({"resourceType": "Observation", "valueQuantity": {"value": 5, "comparator": sign}}).quantities[0][2:]
        for sign in ("<", "<=", ">=", ">")
    ]

    assert [-MOST, -MOST, 5, MOST, MOST] == [rows[0][0], rows[1][0], rows[2][0], rows[2][1], rows[3][1]]
    assert rows[0][1] < 5 == rows[1][1] < rows[3][0]


def test_timing_spans_its_outer_limits() -> None:
    """https://hl7.org/fhir/R4/search.html#date: only the outer limits of a Timing matter."""
    timing = {"event": ["2020-03", "2020-01"], "repeat": {"boundsPeriod": {"end": "2020-02"}}}
    found = extract({"resourceType": "Observation", "effectiveTiming": timing})

    assert bounds("2020-03")[1] == found.hi
    assert found.lo is not None
    assert found.lo < bounds("1900")[0]


MALFORMED: list[dict[str, Any]] = [
    {"effectiveDateTime": "soon"},
    {"effectivePeriod": {"start": "2020-02-30"}},
    {"effectivePeriod": []},
    {"code": "x"},
    {"code": {"coding": [None, 5, {"code": None}]}},
    {"valueQuantity": {"value": "x"}},
    {"valueQuantity": {"value": 10**400}},
    {"subject": "Patient/a"},
    {"subject": [{"reference": 5}]},
    {"identifier": [{"value": {}}]},
    {"valueString": 5},
    {"component": {"code": []}},
    {"meta": {"profile": [None], "security": "x"}},
]


@pytest.mark.parametrize("elements", MALFORMED)
def test_values_of_a_wrong_form_are_passed_over(elements: dict[str, Any]) -> None:
    """What was kept before a check was made stricter must still be found by the rest of it."""
    found = extract({"resourceType": "Observation", "status": "final", **elements})

    assert token_hash("Observation", "status", None, "final") in found.keys
    assert () == found.patients


def test_what_postgres_cannot_hold_is_left_out() -> None:
    """No zero byte reaches a text column; long texts fit an index."""
    found = extract(
        {
            "resourceType": "Observation",
            "valueString": "a\0b" + "c" * 9_000,
            "performer": [{"reference": "http://x.example/" + "y" * 9_000 + "\0"}],
        }
    )
    ((_, indexed, exact),) = found.strings
    ((_, target),) = found.references

    assert "\0" not in indexed + exact + target
    assert len(indexed) <= 2_000 >= len(target)
    assert 9_002 == len(exact)


def test_a_coding_may_be_a_system_alone() -> None:
    """It is found by its system, and its parameter is not missing."""
    found = extract({"resourceType": "Observation", "category": [{"coding": [{"system": "s"}, {"display": "d"}]}]})

    assert {token_hash("Observation", "category", "s", None), presence("Observation", "category")} == set(found.keys)


def test_a_canonical_is_found_with_and_without_its_version() -> None:
    """https://hl7.org/fhir/R4/references.html#canonical."""
    found = extract({"resourceType": "QuestionnaireResponse", "questionnaire": "http://x.example/q|2"})

    assert {"questionnaire": [("http://x.example/q|2",), ("http://x.example/q",)]} == numbers(
        "QuestionnaireResponse", found.references
    )


NOTHING: list[dict[str, Any]] = [
    {"effectivePeriod": {}},
    {"effectiveTiming": {"repeat": {"frequency": 1}}},
    {"valuePeriod": {}},
    {"valueSampledData": {"origin": {"value": 1}, "data": "E"}},
    {"component": [{"valueSampledData": {"lowerLimit": 1}}]},
]


@pytest.mark.parametrize("elements", NOTHING)
def test_what_says_nothing_is_missing(elements: dict[str, Any]) -> None:
    """An element without its value leaves no row and no key."""
    found = extract({"resourceType": "Observation", **elements})

    assert ([], [], [], None, None) == (found.keys, found.dates, found.quantities, found.lo, found.hi)


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ({"resourceType": "RiskAssessment", "prediction": [{"probabilityRange": {}}]}, []),
        ({"resourceType": "Condition", "onsetRange": {}}, []),
        ({"resourceType": "Condition", "onsetRange": {"low": {"value": 5}}}, [(5, MOST)]),
        ({"resourceType": "Condition", "onsetRange": {"low": {"value": 5}, "high": {"value": 4}}}, [(5, 5)]),
    ],
)
def test_ranges(resource: dict[str, Any], expected: list[tuple[float, float]]) -> None:
    """A missing end is open; a Range without ends is none; one that ends before it begins is its beginning."""
    found = extract(resource)

    assert expected == [row[-2:] for row in (*found.numbers, *found.quantities)]


def test_a_concept_read_as_a_string() -> None:
    """Its text and its displays are found; what has neither has no row."""
    mothers = "http://hl7.org/fhir/StructureDefinition/patient-extensions-Patient-mothersMaidenName"
    concept = {"text": "Smith", "coding": [{"display": "Smythe"}, {"code": "x"}]}
    found = extract({"resourceType": "Patient", "extension": [{"url": mothers, "valueCodeableConcept": concept}]})

    assert {"mothersMaidenName": [("smith", "Smith"), ("smythe", "Smythe")]} == numbers("Patient", found.strings)
