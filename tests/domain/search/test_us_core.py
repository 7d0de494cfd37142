"""Can everything be searched by that US Core defines a parameter for? (tests/data, packages 6.1.0 and 8.0.0)."""

from __future__ import annotations

import json
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.fhir.dates import bounds
from domain.search.extraction import extract
from domain.search.hashing import token_hash
from domain.search.parameters import parameters_of

DATA = Path(__file__).parents[2] / "data"
CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"


@cache
def definitions(version: str) -> list[dict[str, Any]]:
    """Give the SearchParameters of a package."""
    with tarfile.open(DATA / f"us-core-{version}.tgz") as archive:
        files = [archive.extractfile(one) for one in archive if "SearchParameter-" in one.name]
        return [json.loads(one.read()) for one in files if one is not None]


@pytest.mark.parametrize("version", ["6.1.0", "8.0.0"])
def test_every_parameter_of_us_core_is_one_of_ours(version: str) -> None:
    """By its code, for its type, of its kind."""
    wanted = [(base, one["code"], one["type"]) for one in definitions(version) for base in one["base"]]
    missing = [
        (base, code, kind)
        for base, code, kind in wanted
        if code not in parameters_of(base) or parameters_of(base)[code].kind != kind
    ]

    assert [] == missing
    assert len(wanted) > 90


def test_race_and_ethnicity() -> None:
    """By code, by system and code; a text is no code."""
    race = [
        {"url": "ombCategory", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2106-3"}},
        {"url": "detailed", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2108-9"}},
        {"url": "text", "valueString": "White"},
    ]
    out = extract(
        {"resourceType": "Patient", "id": "p", "extension": [{"url": CORE + "us-core-race", "extension": race}]}
    )

    for code in ("2106-3", "2108-9"):
        for system in (None, "urn:oid:2.16.840.1.113883.6.238"):
            assert token_hash("Patient", "race", system, code) in out.keys
    assert token_hash("Patient", "race", None, "White") not in out.keys
    assert token_hash("Patient", "ethnicity", None, "2106-3") not in out.keys


def test_when_a_condition_was_asserted() -> None:
    """An extension's date."""
    asserted = {"url": "http://hl7.org/fhir/StructureDefinition/condition-assertedDate", "valueDateTime": "2020-03"}
    out = extract({"resourceType": "Condition", "extension": [asserted]})

    assert [(parameters_of("Condition")["asserted-date"].number, *bounds("2020-03"))] == out.dates
