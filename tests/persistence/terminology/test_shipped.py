"""What is shipped agrees with the official definitions, with the JSON schema's enumerations, and with itself."""

from __future__ import annotations

import gzip
import json
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.coding import membership
from domain.coding.concepts import above, below
from domain.coding.expansion import Member, expand
from domain.coding.lookup import looked_up
from domain.coding.verdicts import Coding, judged
from domain.errors import Invalid, NotFound
from openapi import build_systems
from openapi.r4_package import definitions
from openapi.value_sets import codings
from persistence.terminology.shipped import ICD_10_CM, SYSTEMS_FILE, Shipped, icd_10_cm, shipped

PACKAGE = Path(__file__).parents[4] / "shared/data/r4-definitions/hl7.fhir.r4.core-4.0.1.tgz"
LIBRARY = shipped()


@cache
def expansions() -> dict[str, dict[tuple[str, str], Member] | str]:
    """Expand every value set that is shipped; of those that cannot be expanded, the issue code."""
    found: dict[str, dict[tuple[str, str], Member] | str] = {}
    for url, _ in LIBRARY.names("V"):
        try:
            found[url] = expand(LIBRARY, LIBRARY.value_set(url) or {})
        except Invalid as refusal:
            found[url] = refusal.faults[0].code
    return found


def resources() -> dict[str, dict[str, Any]]:
    """Read the resources of the file anew."""
    with gzip.open(SYSTEMS_FILE, "rt", encoding="utf-8") as lines:
        next(lines)
        read = [json.loads(line.split("\t", 4)[4]) for line in lines]
    return {each["url"]: each for each in read}


@pytest.mark.skipif(not PACKAGE.exists(), reason="the official definitions are not there")
def test_the_file_is_what_the_builder_makes() -> None:
    """The file in the repository is made of the official package and nothing else."""
    with gzip.open(SYSTEMS_FILE, "rt", encoding="utf-8") as lines:
        kept = lines.read()

    assert "\n".join(("#hl7.fhir.r4.core 4.0.1", *build_systems.lines(definitions(PACKAGE)), "")) == kept


def test_agrees_with_the_schema() -> None:
    """What the JSON schema enumerates for a value set is its expansion; each of them is expanded."""
    known = {url: {"concept": [], **each} for url, each in resources().items()}
    compared = 0
    for url, found in expansions().items():
        enumerated = codings(url, known)
        if enumerated is not None:
            compared += 1
            assert enumerated == list(found), url

    assert compared > 1_000


def test_what_can_be_expanded() -> None:
    """Nearly all value sets of R4 can be expanded; the others need what is not shipped, and say so."""
    refused = [code for code in expansions().values() if isinstance(code, str)]

    assert 1_316 == len(expansions())
    assert len(refused) < 100
    assert {"not-found", "not-supported"} == set(refused)


def test_example_expansion() -> None:
    """The expansions that R4's own examples carry agree with what is computed of them."""
    for name in ("yesnodontknow",):
        value_set = LIBRARY.value_set(f"http://hl7.org/fhir/ValueSet/{name}")
        assert value_set is not None
        carried = {(each["system"], each["code"]) for each in value_set["expansion"]["contains"]}
        assert carried == expand(LIBRARY, value_set).keys()


def test_every_code_of_an_expansion_is_in_the_value_set() -> None:
    """What an expansion lists is contained, by the other way to ask; what another system lists is not."""
    for url, found in expansions().items():
        value_set = LIBRARY.value_set(url) or {}
        for system, code in list(found)[:40] if isinstance(found, dict) else ():
            assert membership.contains(LIBRARY, value_set, system, code) is True, (url, system, code)
            assert membership.contains(LIBRARY, value_set, "", code) is True, (url, system, code)
            assert membership.contains(LIBRARY, value_set, system, f"{code}~none") is not True, url


SAMPLES = st.sampled_from(sorted(url for url, found in expansions().items() if isinstance(found, dict) and found))
SYSTEMS = st.sampled_from(sorted(url for url, _ in LIBRARY.names("C")))


@settings(max_examples=300, deadline=None)
@given(url=SAMPLES, at=st.integers(0, 10_000))
def test_expanded_codes_validate_and_are_found(url: str, at: int) -> None:
    """Every expanded code validates; $lookup finds those whose system is held, with the same display or a longer."""
    found = expansions()[url]
    assert isinstance(found, dict)
    system, code = list(found)[at % len(found)]
    verdict = judged(LIBRARY, [Coding(system, code)], LIBRARY.value_set(url), abstract=True)

    held = LIBRARY.code_system(system)
    if held is None or held.concept(code):
        assert verdict.result, verdict.message
    if held is not None and held.concept(code):
        names = [each["name"] for each in looked_up(LIBRARY, system, code)["parameter"]]
        assert {"name", "display"} <= set(names)


@settings(max_examples=300, deadline=None)
@given(url=SYSTEMS, at=st.integers(0, 10_000), noise=st.text("abcXYZ019.-_", min_size=1, max_size=8))
def test_what_is_no_code_is_not_found(url: str, at: int, noise: str) -> None:
    """A code that is not listed is not found; up and down agree for those that are."""
    system = LIBRARY.code_system(url)
    assert system is not None
    codes = [each.code for each in system.concepts()]
    if system.concept(noise) is None:
        with pytest.raises(NotFound):
            looked_up(LIBRARY, url, noise)
    if codes:
        code = codes[at % len(codes)]
        assert all(code in above(system, each) for each in below(system, code))
        assert all(code in below(system, each) for each in above(system, code))


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, 98_000))
def test_diagnoses(at: int) -> None:
    """Every ICD-10-CM code is found, starts with what stands above it, and is below it."""
    codes = all_codes()
    code = codes[at % len(codes)]
    system = icd_10_cm()
    parents = system.parents(code)

    assert (system.concept(code) or system).display  # type: ignore[union-attr]
    assert len(parents) == (0 if len(code) == 3 else 1)
    assert all(code.startswith(each) and code in system.children(each) for each in parents)


@cache
def all_codes() -> list[str]:
    """List ICD-10-CM."""
    return [each.code for each in icd_10_cm().concepts()]


def test_diagnoses_with_a_seventh_character() -> None:
    """A code that needs a seventh character has the codes with one below it, with placeholders between."""
    system = icd_10_cm()

    assert 98_186 == len(all_codes()) == len(set(all_codes()))
    assert ["S72.001A", "S72.001B"] == list(system.children("S72.001"))[:2]
    assert ("T36.0X1",) == system.parents("T36.0X1A")
    assert "W00.0XXA" in system.children("W00.0")
    assert system.concept("W00.0XXZ") is None
    assert (True, False) == tuple(
        (system.concept(code) or pytest.fail(code)).properties[0][2] for code in ("S72.001A", "S72.001")
    )
    assert system.concept("e11.9") is not None
    assert system.concept("E119") is None
    assert () == system.children("none") == system.parents("none")
    assert ICD_10_CM == system.url


def test_versions() -> None:
    """A version that is not held is not found; no other is taken in its place."""
    gender = "http://hl7.org/fhir/ValueSet/administrative-gender"

    assert LIBRARY.value_set(gender, "4.0.1") == LIBRARY.value_set(gender)
    assert LIBRARY.value_set(gender, "3.0.2") is None
    assert LIBRARY.code_system("http://hl7.org/fhir/administrative-gender", "3") is None
    assert LIBRARY.code_system(ICD_10_CM, "2020") is None
    assert LIBRARY.code_system("urn:ietf:bcp:47", "1") is None
    assert LIBRARY.value_set(f"{ICD_10_CM}?fhir_vs", "1") is None


def test_loinc_is_a_fragment() -> None:
    """Of LOINC there are the codes that R4 lists, with the licence's notice; the others cannot be judged."""
    system = LIBRARY.code_system("http://loinc.org")
    assert system is not None
    value_set = {"compose": {"include": [{"system": "http://loinc.org"}]}}

    assert "fragment" == system.content
    assert (system.concept("11506-3") or pytest.fail("missing")).display == "Provider-unspecified Progress note"
    assert len([each.code for each in system.concepts()]) > 6_400
    assert "http://loinc.org/license" in resources()["http://loinc.org"]["copyright"]
    assert membership.contains(LIBRARY, value_set, "http://loinc.org", "11506-3") is True
    assert membership.contains(LIBRARY, value_set, "http://loinc.org", "1-1") is None


def test_what_is_not_shipped_is_not_known() -> None:
    """SNOMED CT, CPT and RxNorm are not there."""
    for url in (
        "http://snomed.info/sct",
        "http://www.ama-assn.org/go/cpt",
        "http://www.nlm.nih.gov/research/umls/rxnorm",
    ):
        assert LIBRARY.code_system(url) is None


def test_size_and_time() -> None:
    """The file is small, and read in half a second even on a busy machine."""
    start = time.perf_counter()
    Shipped()

    assert SYSTEMS_FILE.stat().st_size < 1_500_000
    assert time.perf_counter() - start < 0.5


def test_units() -> None:
    """A UCUM code is known by its grammar and the table of units; they cannot be listed."""
    system = LIBRARY.code_system("http://unitsofmeasure.org")
    assert system is not None
    right = ("mg", "mg/dL", "kg.m/s2", "10*3/uL", "{beats}/min", "mm[Hg]", "Cel", "%", "1")
    wrong = ("", "foo", "mg/", "{", "(m", "m" * 65, "µg")

    assert (True, False) == (all(system.concept(each) for each in right), any(system.concept(each) for each in wrong))
    common = LIBRARY.value_set("http://hl7.org/fhir/ValueSet/ucum-units") or {}
    assert membership.contains(LIBRARY, common, "http://unitsofmeasure.org", "mg/dL") is True
    assert membership.contains(LIBRARY, common, "http://unitsofmeasure.org", "foo") is False
    assert isinstance(expansions()["http://hl7.org/fhir/ValueSet/ucum-units"], str)
