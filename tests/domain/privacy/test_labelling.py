"""Which labels a record bears: RULES.md E3, FH-008 to FH-010, FH-013, P2-001, P2-002."""

from __future__ import annotations

import timeit
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.privacy.labelling import (
    ACT_CODE,
    CONFIDENTIALITY,
    LEVELS,
    PART2,
    PSYCHOTHERAPY,
    carried,
    denied_by,
    inherited,
    labels,
    merge,
    permitted_by,
)
from domain.privacy.sensitivity import CODE_SETS, ICD10CM, LOINC, RXNORM, SNOMED

OLD_CONFIDENTIALITY = "http://hl7.org/fhir/v3/Confidentiality"
INLINE = "http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label"


def coded(system: str, code: str, type_: str = "Condition", element: str = "code", **more: Any) -> dict[str, Any]:
    """Give a resource with one code."""
    concept = {"coding": [{"system": system, "code": code}]}
    return {"resourceType": type_, element: concept, **more}


def marked(*securities: tuple[str | None, str], type_: str = "Observation", **more: Any) -> dict[str, Any]:
    """Give a resource with source labels."""
    security = [{"system": system, "code": code} if system else {"code": code} for system, code in securities]
    return {"resourceType": type_, "meta": {"security": security}, **more}


def document(label: str, meta: str = "N") -> dict[str, Any]:
    """Give a DocumentReference whose document is labelled apart from the reference itself."""
    return marked(
        (CONFIDENTIALITY, meta),
        type_="DocumentReference",
        securityLabel=[{"coding": [{"system": CONFIDENTIALITY, "code": label}]}],
    )


CASES = [
    # an ordinary record, and one that says so itself
    ({"resourceType": "Observation"}, "N"),
    (coded(LOINC, "6690-2", "Observation"), "N"),
    (coded(ICD10CM, "J18.9"), "N"),
    (marked((CONFIDENTIALITY, "N")), "N"),
    (marked((CONFIDENTIALITY, "L")), "L"),
    # a clinical code is sensitive and never Part 2 (P2-001 a, P2-002)
    (coded(ICD10CM, "F11.20"), "N ETH SUD OPIOIDUD"),
    (coded(ICD10CM, "F10.129"), "N ETH SUD ETHUD"),
    (coded(ICD10CM, "f1020"), "N ETH SUD ETHUD"),
    (coded(ICD10CM, "F17.210"), "N"),
    (coded("http://hl7.org/fhir/sid/icd-10", "B20"), "N HIV"),
    (coded(ICD10CM, "F33.1"), "N MH PSY"),
    (coded(ICD10CM, "A53.9"), "N STD"),
    (coded(ICD10CM, "O09.90"), "N PREGNANT SEX"),
    (coded(ICD10CM, "D57.1"), "N GDIS SICKLE"),
    (coded(ICD10CM, "T74.11XA"), "R SDV VIO"),
    (coded(ICD10CM, "F84.0"), "N DVD"),
    (coded(ICD10CM, "F03.90"), "N COGN"),
    (coded(LOINC, "75622-1", "Observation"), "N HIV"),
    (coded(LOINC, "34865-6", "DocumentReference", "type"), "N MH PSY"),
    (coded(SNOMED, "7200002"), "N ETH SUD"),
    (coded("urn:local", "F11.20"), "N"),
    # treatment gives it away as the diagnosis does (FH-013 a)
    (coded(RXNORM, "1819", "MedicationRequest", "medicationCodeableConcept"), "N ETH SUD"),
    (
        {
            "resourceType": "MedicationRequest",
            "medicationCodeableConcept": {"text": "Buprenorphine 8 MG / Naloxone 2 MG Sublingual Tablet"},
        },
        "N ETH SUD",
    ),
    (
        {
            "resourceType": "MedicationStatement",
            "medicationCodeableConcept": {"coding": [{"display": "Dolutegravir 50 MG Oral Tablet"}]},
        },
        "N HIV",
    ),
    ({"resourceType": "Observation", "code": {"text": "methadone level"}}, "N"),
    # where and for what (FH-013 b)
    (
        {"resourceType": "Encounter", "reasonCode": [{"coding": [{"system": ICD10CM, "code": "F11.23"}]}]},
        "N ETH SUD OPIOIDUD",
    ),
    (
        coded("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "SURF", "Location", "type"),
        "N ETH SUD",
    ),
    (
        {
            "resourceType": "DocumentReference",
            "context": {"facilityType": coded("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "RHAT")["code"]},
        },
        "N ETH SUD",
    ),
    # components, sections, contained resources
    ({"resourceType": "Observation", "component": [coded(LOINC, "75622-1")]}, "N HIV"),
    ({"resourceType": "Composition", "section": [coded(LOINC, "34865-6")]}, "N MH PSY"),
    ({"resourceType": "MedicationRequest", "contained": [coded(RXNORM, "6813", "Medication")]}, "N ETH SUD"),
    ({"resourceType": "Provenance", "contained": [marked((CONFIDENTIALITY, "V"))]}, "V"),
    # the highest of several, and of the reference and the document (FH-008, FH-009)
    (marked((CONFIDENTIALITY, "N"), (CONFIDENTIALITY, "R")), "R"),
    (marked((CONFIDENTIALITY, "R"), (CONFIDENTIALITY, "L")), "R"),
    (document("R"), "R"),
    (document("N", "V"), "V"),
    ({"resourceType": "Composition", "confidentiality": "R"}, "R"),
    # source labels are kept; Part 2 and psychotherapy notes bring what belongs to them
    (marked((ACT_CODE, "42CFRPart2")), "R SUD 42CFRPart2"),
    (marked((None, "42CFRPart2")), "R SUD 42CFRPart2"),
    (marked(("urn:local", "42-CFR-Part-2")), "R SUD 42CFRPart2"),
    (marked((ACT_CODE, "PSYTHPN")), "V PSYTHPN HIPAAPsyNotes"),
    (marked((ACT_CODE, "HIPAAPsyNotes"), (CONFIDENTIALITY, "N")), "V PSYTHPN HIPAAPsyNotes"),
    (marked((ACT_CODE, "ADOL")), "R ADOL"),
    (marked((ACT_CODE, "HIPAASelfPay")), "N HIPAASelfPay"),
    (marked(("urn:local", "secret")), "N urn:local|secret"),
    # a source that forbids redisclosure of what is about substance use speaks of 42 CFR 2.32; of anything else, not
    (marked((ACT_CODE, "SUD"), (ACT_CODE, "NORDSCLCD")), "R SUD NORDSCLCD 42CFRPart2"),
    (marked((ACT_CODE, "ETH"), (ACT_CODE, "NORDSLCD")), "R SUD ETH NORDSCLCD NORDSLCD 42CFRPart2"),
    (
        coded(ICD10CM, "F11.20", meta={"security": [{"system": ACT_CODE, "code": "NORDSCLCD"}]}),
        "R ETH SUD OPIOIDUD NORDSCLCD 42CFRPart2",
    ),
    (marked((ACT_CODE, "NORDSCLCD"), (ACT_CODE, "HIV")), "N HIV NORDSCLCD"),
    # deprecated confidentiality codes (FH-010), and unknown ones
    (marked((OLD_CONFIDENTIALITY, "PSY")), "R PSY"),
    (marked((CONFIDENTIALITY, "HIV")), "R HIV"),
    (marked((CONFIDENTIALITY, "ETH")), "R ETH"),
    (marked((CONFIDENTIALITY, "SDV")), "R SDV"),
    (marked((CONFIDENTIALITY, "C")), "R CEL"),
    (marked((CONFIDENTIALITY, "T")), "R TBOO"),
    (marked((CONFIDENTIALITY, "S")), "R"),
    (marked((CONFIDENTIALITY, "X9")), "V"),
    # inline labels, when the record says that it has some
    (
        marked(
            (ACT_CODE, "PROCESSINLINELABEL"),
            code={"coding": [], "extension": [{"url": INLINE, "valueCoding": {"system": ACT_CODE, "code": "HIV"}}]},
        ),
        "N HIV PROCESSINLINELABEL",
    ),
    # what is not shaped as FHIR labels nothing and breaks nothing
    ({"resourceType": "Observation", "meta": {"security": [{}, {"code": 3}, "x"]}, "code": "x"}, "N"),
    ({"resourceType": "Observation", "code": {"coding": {"code": "F11"}}, "contained": ["x"], "meta": []}, "N"),
]


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_labels(resource: dict[str, Any], expected: str) -> None:
    """A record bears the labels that its source states and its codes call for, and one confidentiality code."""
    assert set(expected.split()) == labels(resource)


@pytest.mark.parametrize("row", CODE_SETS, ids=lambda row: f"{row.system.rpartition('/')[2]} {row.name}")
def test_code_sets(row: Any) -> None:
    """Every code of every set labels a record so, and no clinical code says Part 2 or psychotherapy notes."""
    for code in row.codes.split():
        found = labels(coded(row.system, code))
        assert set(row.labels) <= found
        assert found.isdisjoint(PART2 | PSYCHOTHERAPY)


ANY_LABELS = st.frozensets(
    st.sampled_from([*LEVELS, "HIV", "SUD", "ETH", "SDV", "42CFRPart2", "PSYTHPN", "NORDSCLCD", "urn:x|y"])
)


@given(ANY_LABELS, ANY_LABELS)
def test_never_lowered(old: frozenset[str], new: frozenset[str]) -> None:
    """A new version always keeps what the old one bore, at its confidentiality or higher, and bears exactly one."""
    before = labels(marked(*((_system(label), label.rpartition("|")[2]) for label in old)))
    after = labels(marked(*((_system(label), label.rpartition("|")[2]) for label in new)))
    kept = carried(before, after)

    assert before - set(LEVELS) <= kept
    assert after - set(LEVELS) <= kept
    assert 1 == len(kept & set(LEVELS))
    assert max(map(LEVELS.index, (before | after) & set(LEVELS))) <= LEVELS.index(next(iter(kept & set(LEVELS))))


def _system(label: str) -> str:
    return CONFIDENTIALITY if label in LEVELS else "urn:x" if "|" in label else ACT_CODE


@given(ANY_LABELS)
def test_what_is_merged_reads_back(stated: frozenset[str]) -> None:
    """The codings added to ``meta.security`` always make it say what was computed, and merging again adds nothing."""
    resource = coded(ICD10CM, "F11.20")
    resource["meta"] = {"security": [{"system": _system(s), "code": s.rpartition("|")[2]} for s in sorted(stated)]}
    computed = labels(resource)
    added = merge(resource["meta"], computed)
    resource["meta"]["security"] += added

    assert computed == labels({"resourceType": "Basic", "meta": resource["meta"]})
    assert [] == merge(resource["meta"], computed)


@pytest.mark.parametrize(
    ("meta", "computed", "expected"),
    [
        (None, {"N"}, []),
        ({"security": [{"system": CONFIDENTIALITY, "code": "N"}]}, {"N"}, []),
        ({"versionId": "1"}, {"N", "HIV"}, [(ACT_CODE, "HIV")]),
        (None, {"R", "SUD", "42CFRPart2"}, [(ACT_CODE, "42CFRPart2"), (CONFIDENTIALITY, "R"), (ACT_CODE, "SUD")]),
        ({"security": [{"system": ACT_CODE, "code": "HIV"}]}, {"N", "HIV"}, []),
        (None, {"N", "urn:x|y"}, [("urn:x", "y")]),
    ],
)
def test_merge(meta: dict[str, Any] | None, computed: set[str], expected: list[tuple[str, str]]) -> None:
    """Only what ``meta.security`` does not say yet is added; an ordinary N is not written."""
    assert expected == [(c["system"], c["code"]) for c in merge(meta, frozenset(computed))]


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        ("N", ""),
        ("N HIV", ""),
        ("R", "R"),
        ("R SUD 42CFRPart2", "R SUD 42CFRPart2"),
        ("V PSYTHPN HIPAAPsyNotes", "V PSYTHPN HIPAAPsyNotes"),
        ("N HIPAASelfPay NORDSCLCD", "HIPAASelfPay NORDSCLCD"),
        ("L", ""),
    ],
)
def test_inherited(of: str, expected: str) -> None:
    """What refers to a labelled record takes over policy, refrain and restrictive confidentiality, no sensitivity."""
    assert set(expected.split()) == inherited(frozenset(of.split()))


@pytest.mark.parametrize(
    ("stated", "permit", "deny"),
    [
        ("N", "U L M N", "N R V"),
        ("R", "U L M N R", "R V"),
        ("N R", "U L M N R", "N R V"),
        ("V", "U L M N R V", "V"),
        ("U", "U", "U L M N R V"),
        ("ETH", "ETH SUD ETHUD OPIOIDUD 42CFRPart2", "ETH SUD ETHUD OPIOIDUD 42CFRPart2"),
        ("OPIOIDUD", "ETH SUD ETHUD OPIOIDUD 42CFRPart2", "ETH SUD ETHUD OPIOIDUD 42CFRPart2"),
        ("42CFRPart2", "42CFRPart2", "42CFRPart2"),
        ("HIV", "HIV", "HIV"),
        ("PSY", "PSY", "PSY MH EMOTDIS PSYTHPN HIPAAPsyNotes"),
        ("PSYTHPN", "PSYTHPN HIPAAPsyNotes", "PSYTHPN HIPAAPsyNotes"),
        ("SEX", "SEX", "SEX PREGNANT STD"),
        ("SDV", "SDV", "SDV VIO"),
        ("R HIV", "U L M N R HIV", "R V HIV"),
    ],
)
def test_closures(stated: str, permit: str, deny: str) -> None:
    """A permit reaches its level and below, a deny its level and above; sensitivities by closure (FH-003, FH-004)."""
    assert set(permit.split()) == permitted_by(stated.split())
    assert set(deny.split()) == denied_by(stated.split())


@given(st.frozensets(st.sampled_from([*LEVELS, "HIV", "SUD", "PSY", "SEX", "42CFRPart2"])))
def test_a_deny_covers_what_it_names(stated: frozenset[str]) -> None:
    """A deny always stops at least the sensitivities that a permit of the same words would reach."""
    assert permitted_by(stated) - set(LEVELS) <= denied_by(stated)


def test_cost() -> None:
    """Labelling an ordinary resource stays far from the cost of storing it."""
    resource = coded(LOINC, "6690-2", "Observation", category=[{"coding": [{"system": "x", "code": "laboratory"}]}])
    best = min(timeit.repeat(lambda: labels(resource), number=1000, repeat=7)) / 1000

    assert best < 60e-6
