"""Does a record that is not stored yet match a search?"""

from __future__ import annotations

import pytest

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
