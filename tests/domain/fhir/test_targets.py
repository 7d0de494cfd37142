"""Which record does a reference name?"""

from __future__ import annotations

import pytest

from domain.fhir.targets import local, named


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ({"reference": "Patient/1"}, "Patient/1"),
        ({"reference": "Patient/1/_history/2"}, "Patient/1"),
        ({"reference": "https://ehr.example/fhir/Patient/1"}, "Patient/1"),
        ({"reference": "https://ehr.example/fhir/Patient/1/_history/2"}, "Patient/1"),
        ({"reference": "Patient?identifier=http://a/b|1"}, ""),
        ({"reference": "urn:uuid:0e5a3052-6b68-5da5-bc68-371681cdf1e2"}, ""),
        ({"reference": "#contained"}, ""),
        ({"reference": ""}, ""),
        ({"reference": 7}, ""),
        ({"identifier": {"value": "1"}}, ""),
        (None, ""),
        ([], ""),
    ],
)
def test_local(reference: object, target: str) -> None:
    """Type and id of a literal reference; nothing for any other."""
    assert target == local(reference)


def test_named() -> None:
    """A record is named by its type and id."""
    assert named({"resourceType": "Patient", "id": "1"}) == "Patient/1"
    assert named({}) == "/"
