"""What a record is about, as hashes."""

from __future__ import annotations

from typing import Any

import pytest

from domain.privacy.content import content_hash, content_keys

LOINC = "http://loinc.org"


def concept(*codes: str) -> dict[str, Any]:
    """Give a CodeableConcept of LOINC codes."""
    return {"coding": [{"system": LOINC, "code": code} for code in codes]}


@pytest.mark.parametrize(
    ("resource", "codes"),
    [
        ({"resourceType": "Observation", "code": concept("1-1", "2-2")}, {"1-1", "2-2"}),
        ({"resourceType": "DocumentReference", "type": concept("1-1"), "category": [concept("2-2")]}, {"1-1", "2-2"}),
        (
            {"resourceType": "Encounter", "class": {"system": LOINC, "code": "1-1"}, "reasonCode": [concept("2-2")]},
            {"1-1", "2-2"},
        ),
        ({"resourceType": "Observation", "component": [{"code": concept("3-3")}]}, {"3-3"}),
        (
            {
                "resourceType": "MedicationRequest",
                "contained": [{"resourceType": "Medication", "code": concept("4-4")}],
            },
            {"4-4"},
        ),
        ({"resourceType": "Observation", "valueCodeableConcept": concept("5-5")}, set()),
        ({"resourceType": "Observation", "code": {"text": "x"}, "category": "x", "contained": 1}, set()),
        ({"resourceType": "Bundle", "type": "collection"}, set()),
    ],
)
def test_content_keys(resource: dict[str, Any], codes: set[str]) -> None:
    """Each code is there with its system and without, whatever the element; values that are no codes are not."""
    resource = {name: value for name, value in resource.items() if value != 1}

    assert {content_hash(system, code) for code in codes for system in (LOINC, None)} == content_keys(resource)


def test_hash_is_signed_64_bit_and_keeps_system_and_code_apart() -> None:
    """Hashes fit a bigint, and no system can pose as part of a code."""
    hashes = {content_hash("a", "bc"), content_hash("ab", "c"), content_hash(None, "c"), content_hash("*", "c")}

    assert 4 == len(hashes)
    assert all(-(2**63) <= value < 2**63 for value in hashes)
