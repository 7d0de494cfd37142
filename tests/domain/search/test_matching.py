"""Does a record that is not stored yet match a search?"""

from __future__ import annotations

from typing import Any

import pytest

from domain.fhir.dates import bounds
from domain.search.expression import AnyOf, NoneOf
from domain.search.extraction import extract
from domain.search.matching import Candidate, holds, matches
from domain.search.query import parse

PATIENT = {
    "resourceType": "Patient",
    "id": "a",
    "gender": "male",
    "birthDate": "1970-01-01",
    "identifier": [{"system": "urn:s", "value": "1"}, {"value": "2"}],
}


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("identifier", "urn:s|1")], True),
        ([("identifier", "1")], True),
        ([("identifier", "|2")], True),
        ([("identifier", "urn:s|")], True),
        ([("identifier", "urn:s|2")], False),
        ([("identifier", "urn:s|9,1")], True),
        ([("identifier", "urn:s|1"), ("gender", "male")], True),
        ([("identifier", "urn:s|1"), ("gender", "female")], False),
        ([("gender:not", "female")], True),
        ([("gender:not", "male")], False),
        ([("gender:missing", "false")], True),
        ([("birthdate", "1970")], True),
        ([("birthdate", "gt1970-01-01")], False),
        ([("_id", "a")], True),
        ([("_id", "b")], False),
        ([("_lastUpdated", "gt2000")], False),
        ([("_text", "word")], False),
        ([("_list", "l")], False),
        ([("identifier:text", "word")], False),
        ([("_filter", "not (identifier eq 9) and birthdate ge 1970")], True),
    ],
)
def test_matches(pairs: list[tuple[str, str]], *, expected: bool) -> None:
    """Every kind of filter is told from what the record can be found by; what cannot be told does not match."""
    assert expected is matches(parse("Patient", pairs), extract(dict(PATIENT)), "a")


def test_what_cannot_be_told_is_not_turned_round() -> None:
    """Neither a condition that only the database can judge nor its negation matches."""
    found = parse("Patient", [("_text", "word")]).filters
    for node in (*found, NoneOf(found), AnyOf((*found, NoneOf(found)))):
        assert holds(node, Candidate(extract(dict(PATIENT)), "a")) is None


def test_chains_among_what_is_written_along() -> None:
    """A chain is followed to the records of the same write."""
    seen = {"resourceType": "Observation", "id": "o", "subject": {"reference": "Patient/a"}, "status": "final"}
    near = (Candidate(extract(dict(PATIENT)), "a"), Candidate(extract(seen), "o"))

    assert matches(parse("Observation", [("patient.identifier", "urn:s|1")]), extract(seen), "o", near)
    assert not matches(parse("Observation", [("patient.identifier", "urn:s|2")]), extract(seen), "o", near)
    assert matches(parse("Patient", [("_has:Observation:patient:status", "final")]), extract(dict(PATIENT)), "a", near)
    assert not matches(parse("Patient", [("_has:Observation:patient:status", "final")]), extract(dict(PATIENT)), "a")


def coded(*codes: str) -> dict[str, Any]:
    """Make a concept."""
    return {"coding": [{"system": "urn:s", "code": code} for code in codes]}


RESOURCES: dict[str, dict[str, Any]] = {
    "Observation": {
        "status": "final", "code": coded("panel"), "subject": {"reference": "Group/g"},
        "component": [
            {"code": coded("a"), "valueQuantity": {"value": 1, "unit": "mg"}},
            {"code": coded("b"), "valueQuantity": {"value": 9, "unit": "g"}},
            {"code": coded("c"), "valueCodeableConcept": coded("yes")},
        ],
    },
    "DocumentReference": {
        "status": "current", "content": [{"attachment": {}}],
        "relatesTo": [
            {"code": "replaces", "target": {"reference": "DocumentReference/1"}},
            {"code": "signs", "target": {"reference": "DocumentReference/2"}},
        ],
    },
    "MolecularSequence": {
        "coordinateSystem": 0, "referenceSeq": {"chromosome": coded("1"), "windowStart": 5, "windowEnd": 9},
        "variant": [{"start": 1, "end": 2}, {"start": 7, "end": 8}],
    },
    "QuestionnaireResponse": {"status": "completed", "questionnaire": "http://q.example|1.2.3"},
    "ValueSet": {"status": "active", "url": "http://x.example/a/b"},
}  # fmt: skip

CASES: tuple[tuple[str, str, str, bool | None], ...] = (
    ("Observation", "component-code-value-quantity", "a$1", True),
    ("Observation", "component-code-value-quantity", "a$9", False),
    ("Observation", "component-code-value-quantity", "urn:s|b$gt5||g", True),
    ("Observation", "component-code-value-quantity", "b$gt5||mg", False),
    ("Observation", "component-code-value-concept", "c$yes,a$1", True),
    ("Observation", "combo-code-value-quantity", "panel$1", False),
    ("Observation", "code-value-quantity", "panel$1", False),
    ("Observation", "component-code-value-quantity:missing", "false", True),
    ("Observation", "code-value-quantity:missing", "true", True),
    ("Observation", "subject", "Group/g", True),
    ("Observation", "subject:below", "Location/l", None),
    ("Observation", "code:below", "urn:s|panel", None),
    ("Observation", "code:in", "http://x.example", None),
    ("DocumentReference", "relationship", "DocumentReference/1$replaces", True),
    ("DocumentReference", "relationship", "DocumentReference/1$signs", False),
    ("MolecularSequence", "chromosome-variant-coordinate", "1$lt2$2", True),
    ("MolecularSequence", "chromosome-variant-coordinate", "1$lt2$8", False),
    ("MolecularSequence", "chromosome-window-coordinate", "1$lt6$gt8", True),
    ("QuestionnaireResponse", "questionnaire", "http://q.example", True),
    ("QuestionnaireResponse", "questionnaire:below", "http://q.example|1.2", True),
    ("QuestionnaireResponse", "questionnaire:below", "http://q.example|1.2.30", False),
    ("QuestionnaireResponse", "questionnaire:above", "http://q.example|1.2.3.4", True),
    ("ValueSet", "url:above", "http://x.example/a/b/c", True),
    ("ValueSet", "url:below", "http://x.example/a", True),
    ("ValueSet", "url", "http://x.example/a", False),
)


@pytest.mark.parametrize(("type_", "name", "value", "expected"), CASES)
def test_what_stands_together(type_: str, name: str, value: str, expected: bool | None) -> None:  # noqa: FBT001 - a column
    """Parts of one element, addresses with versions, and what only the database can tell."""
    if name == "subject:below":
        name = "location:below"
        type_ = "Encounter"
    one = Candidate(extract({"resourceType": type_, "id": "x", **RESOURCES.get(type_, {"location": []})}), "x")
    (node,) = parse(type_, [(name, value)]).filters

    assert expected is holds(node, one)


def test_several_types() -> None:
    """Of a condition for each of several types, that of the record's own type holds."""
    query = parse(("Observation", "Condition"), [("code", "panel"), ("_lastUpdated", "gt2020")])
    found = extract({"resourceType": "Observation", "id": "x", **RESOURCES["Observation"]})
    (code, updated) = query.filters

    assert holds(code, Candidate(found, "x")) is True
    assert holds(code, Candidate(extract({"resourceType": "Patient", "id": "x"}), "x")) is False
    assert holds(updated, Candidate(found, "x")) is None
    assert holds(updated, Candidate(found, "x", updated=bounds("2021")[0])) is True
