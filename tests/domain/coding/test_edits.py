"""Golden cases of the code edits (RULES.md section G), against the shipped release."""

from __future__ import annotations

from typing import Any

import pytest

from domain.coding.edits import EDITS
from domain.coding.facts import CodeFact, ancestors, resolve
from domain.review.reviewing import codes_of, review
from tests.domain.review.wards import NOW, ZONE, chart, condition, encounter, of_class, patient, stay

Found = set[tuple[str, str, str]]
PAST = stay("2019-03-02", "2019-03-09")


def ranked(*uses: str, **changes: Any) -> dict[str, Any]:
    """Make an encounter that lists Condition c1, c2 … in this order, each with its use."""
    listed = [
        {"condition": {"reference": f"Condition/c{number}"}, "rank": number, "use": {"coding": [{"code": use}]}}
        for number, use in enumerate(uses, 1)
    ]
    return encounter(diagnosis=listed, **changes)


def edits(release: dict[str, CodeFact], *records: dict[str, Any]) -> Found:
    """Give rule, severity and item of each finding about codes."""
    seen = chart(*records)
    wanted = codes_of(seen)
    known = {name: release[name] for code in wanted for name in (code, *ancestors(code)) if name in release}
    return {
        (each.rule, each.severity, each.item)
        for each in review(seen, resolve(wanted, known), NOW, ZONE)
        if each.category == "coding"
    }


def in_order(release: dict[str, CodeFact], *codes: str) -> set[str]:
    """Give the rules that codes in this stated order break."""
    records = [condition(number, code) for number, code in enumerate(codes, 1)]
    return {rule for rule, _, _ in edits(release, ranked(*["DD"] * len(codes)), patient(birthDate=None), *records)}


@pytest.mark.parametrize(
    ("codes", "rules"),
    [
        # CD-001 valid and at full length
        (["E11"], {"CD-001"}),
        (["E11.9"], set()),
        (["E119"], set()),
        (["e11.9"], set()),
        ([" E11.9 "], set()),
        (["E11.99"], {"CD-001"}),
        (["Z99.99"], {"CD-001"}),
        (["250.00"], {"CD-001"}),  # ICD-9-CM
        ([""], {"CD-001"}),
        (["M54.5"], {"CD-001"}),  # split on 2021-10-01
        (["M54.50"], set()),
        (["I10"], set()),
        # CD-002 seventh character
        (["S52.501"], {"CD-002"}),
        (["S52501"], {"CD-002"}),
        (["S52.501A"], set()),
        (["S52501A"], set()),
        (["S52.501X"], {"CD-002"}),
        (["T36.0X1A"], set()),
        (["T360X1A"], set()),
        (["T36.0X1"], {"CD-002"}),
        (["S06.0X0D"], set()),
        (["S06.1X7D"], {"CD-002"}),  # after death there is no subsequent encounter
        (["S06.1X7A"], set()),
        (["W86.0A", "S61.011A"], {"CD-002", "CD-021"}),
        # CD-010 Excludes1
        (["E11.9", "E10.9"], {"CD-010"}),
        (["E10.9", "E11.9"], {"CD-010"}),
        (["E11.65", "E10.10"], {"CD-010"}),
        (["E119", "E109"], {"CD-010"}),
        (["E11.9", "P70.2"], {"CD-010"}),
        (["I10", "O10.012"], {"CD-010"}),  # Excludes1 of I10 against Excludes2 of its block: asked
        (["I10", "I27.0"], {"CD-010"}),
        (["J03.90", "J02.9"], {"CD-010"}),
        (["J03.90", "J36"], {"CD-010"}),
        (["E11.9", "O24.410"], {"CD-010"}),
        (["N39.0", "N30.00"], {"CD-010"}),
        (["E11.9", "I10"], set()),
        # CD-011 Excludes2
        (["J03.90", "J35.01"], set()),
        (["J03.90", "J35.0"], {"CD-001"}),
        # CD-012, CD-020 etiology and manifestation
        (["F02.80"], {"CD-012", "CD-020"}),
        (["F02.80", "G30.9"], {"CD-012", "CD-020"}),
        (["G30.9", "F02.80"], set()),
        (["I10", "G30.9", "F02.80"], set()),
        (["I10", "F02.80", "G30.9"], {"CD-012"}),
        (["I10", "F02.80"], {"CD-012"}),
        (["A41.9", "R65.20"], set()),
        (["N18.30", "D63.1"], set()),
        (["D63.1", "N18.30"], {"CD-012", "CD-020"}),
        (["N18.30", "I12.9"], {"CD-012"}),
        (["I12.9", "N18.30"], set()),
        (["J18.9"], set()),  # "if applicable"
        (["B96.20", "N39.0"], {"CD-012", "CD-022"}),
        (["N39.0", "B96.20"], set()),
        # CD-021 external cause
        (["V00.01XA"], {"CD-021"}),
        (["V00.01XA", "S52.501A"], {"CD-021"}),
        (["S52.501A", "V00.01XA"], set()),
        (["Y92.009"], {"CD-021"}),
        # CD-022 unacceptable principal
        (["Z79.4"], {"CD-022"}),
        (["E11.9", "Z79.4"], set()),
        (["Z37.0", "O34.219"], {"CD-022"}),
        # CD-023 repeated principal
        (["I10", "I10"], {"CD-023"}),
        (["I10", "E11.9", "I10"], {"CD-023"}),
        (["E11.9", "I10", "I10"], set()),
        (["E11.9", "E119"], {"CD-023"}),
    ],
)  # fmt: skip
def test_codes_in_order(release: dict[str, CodeFact], codes: list[str], rules: set[str]) -> None:
    """Each list of codes, in the stated order, breaks just these rules."""
    assert rules == in_order(release, *codes)


@pytest.mark.parametrize(
    ("code", "birth", "conflict"),
    [
        ("O80", "2018-03-02", True),  # 8 years on the day of admission
        ("O80", "2017-03-03", True),
        ("O80", "2017-03-02", False),  # 9 years that very day
        ("O80", "2017", False),  # perhaps 9
        ("O80", "2018", True),
        ("O80", "1961-03-03", False),
        ("O80", "1961-03-02", True),
        ("O80", None, False),
        ("N40.0", "2021-01-01", True),
        ("N40", "2021-01-01", True),
        ("N40.0", "2011-03-02", False),
        ("N40.0", "2011-03-03", True),
        ("Z38.00", "2026-03-02", False),
        ("Z38.00", "2025-03-02", True),
        ("P59.9", "2026-03-01", False),
        ("P59.9", "1990-01-01", True),
        ("P07.30", "1990-01-01", False),  # may affect an adult's health
        ("Z00.129", "2010-01-01", False),
        ("Z00.129", "2008-01-01", True),
    ],
)
def test_cd_024_age(release: dict[str, CodeFact], code: str, birth: str | None, *, conflict: bool) -> None:
    """Age at admission is compared with the ages that the code is for, as far as the date of birth is certain."""
    found = edits(release, ranked("DD"), condition(1, code), patient(birthDate=birth))

    assert conflict is ("CD-024" in {rule for rule, _, _ in found})


SNOMED = "http://snomed.info/sct"


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        # which Conditions count
        ([condition(1, "E11.9"), condition(2, "E10.9")], {("CD-010", "Q", "E10.9 E11.9")}),
        ([condition(1, "E11.9"), condition(2, "E10.9", encounter={"reference": "Encounter/other"})], set()),
        ([condition(1, "E11.9"), condition(2, "E10.9", encounter=None)], set()),
        ([condition(1, "E11.9"), condition(2, "E10.9", verificationStatus={"coding": [{"code": "refuted"}]})], set()),
        (
            [
                condition(1, "E11.9"),
                condition(2, "E10.9", verificationStatus={"coding": [{"code": "entered-in-error"}]}),
            ],
            set(),
        ),
        (
            [condition(1, "E11.9"), condition(2, "E10.9", verificationStatus={"coding": [{"code": "provisional"}]})],
            {("CD-010", "Q", "E10.9 E11.9")},
        ),
        ([condition(1, "E11", system=SNOMED)], set()),
        ([condition(1, "E11", system="urn:oid:2.16.840.1.113883.6.90")], {("CD-001", "D", "E11")}),
        ([condition(1, "E11", system="http://hl7.org/fhir/sid/icd-10")], set()),
        # several codings in one Condition
        ([condition(1, "E11.9", "E10.9")], {("CD-010", "Q", "E10.9 E11.9")}),
        ([condition(1, "G30.9", "F02.80")], set()),
        ([condition(1, "I10", "I10")], set()),
        # uses and ranks
        ([ranked("AD", "DD"), condition(1, "R07.9"), condition(2, "V00.01XA")], {("CD-021", "D", "V00.01XA")}),
        (
            [ranked("AD", "DD"), condition(1, "E10.9"), condition(2, "E11.9")],
            set(),
        ),  # the state of knowledge at admission
        ([ranked("AD"), condition(1, "E11")], {("CD-001", "D", "E11")}),
        ([ranked("CM", "DD"), condition(1, "V00.01XA"), condition(2, "S52.501A")], set()),
        ([ranked("billing", "DD"), condition(1, "S52.501A"), condition(2, "V00.01XA")], set()),
        (
            [
                ranked("DD"),
                condition(1, "I10"),
                condition(2, "I10", category=[{"coding": [{"code": "problem-list-item"}]}]),
            ],
            set(),
        ),
        ([ranked("DD"), condition(1, "I10"), condition(2, "I10")], {("CD-023", "D", "I10")}),
        # nobody stated the order: a question
        ([condition(1, "F02.80"), condition(2, "G30.9")], {("CD-012", "Q", "F02.80"), ("CD-020", "Q", "F02.80")}),
        ([condition(1, "V00.01XA"), condition(2, "S52.501A")], {("CD-021", "Q", "V00.01XA")}),
        ([condition(1, "V00.01XA")], {("CD-021", "D", "V00.01XA")}),
        # classes and times
        ([of_class("AMB"), condition(1, "Z79.4")], set()),
        ([of_class("AMB"), condition(1, "E11")], {("CD-001", "D", "E11")}),
        ([PAST, condition(1, "M54.5")], {("CD-001", "Q", "M54.5")}),
        ([PAST, condition(1, "M54.50")], set()),
    ],
)
def test_which_codes_count(release: dict[str, CodeFact], records: list[dict[str, Any]], expected: Found) -> None:
    """Refuted, mistaken, foreign and provisional codes do not conflict; use and rank tell the order."""
    assert expected == edits(release, *records)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.id)
def test_rows_are_complete(edit: Any) -> None:
    """Every row has a citation and a function that says which rule it is."""
    assert edit.citation
    assert (edit.check.__doc__ or "").startswith(edit.id)
