"""Does a record that is not stored yet match a search?"""

from __future__ import annotations

import pytest

from domain.search.extraction import extract
from domain.search.matching import matches
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
        ([("gender:not", "female")], False),
        ([("gender:missing", "false")], False),
        ([("birthdate", "1970")], False),
        ([("_id", "a")], False),
    ],
)
def test_matches(pairs: list[tuple[str, str]], *, expected: bool) -> None:
    """Tokens are told by the keys; what cannot be told does not match."""
    assert expected is matches(parse("Patient", pairs), extract(dict(PATIENT)))
