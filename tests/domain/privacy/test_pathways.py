"""Which pathway, and what holds on it: RULES.md 0.3 and E2 as a matrix."""

from __future__ import annotations

import pytest

from domain.privacy.pathways import PATHWAYS, PURPOSES, denied_by, ground_pathway, is_emergency, pathway_of, refusal_of

# The columns of RULES.md 0.3. A pathway not listed in a column has no.
MINIMUM_NECESSARY = {
    *("PAY", "OPS", "DIRECTORY", "FAMILY", "PUBLIC_HEALTH", "ABUSE", "OVERSIGHT", "JUDICIAL", "LAW_ENF", "CORONER"),
    *("FUNERAL", "OPO", "RESEARCH", "THREAT", "GOVT", "NATSEC", "CUSTODY", "WORKERS_COMP", "LDS"),
}
ACCOUNTABLE = {
    *("REQUIRED_BY_LAW", "PUBLIC_HEALTH", "ABUSE", "OVERSIGHT", "JUDICIAL", "LAW_ENF", "CORONER", "FUNERAL", "OPO"),
    *("RESEARCH", "THREAT", "GOVT", "WORKERS_COMP", "SECRETARY", "IMPERMISSIBLE"),
}
RESTRICTABLE = {"TREAT", "PAY", "OPS", "FAMILY", "LDS"}
NO_PSYCHOTHERAPY = {
    *("ACCESS", "PAY", "DIRECTORY", "FAMILY", "PUBLIC_HEALTH", "ABUSE", "JUDICIAL", "LAW_ENF", "FUNERAL", "OPO"),
    *("RESEARCH", "GOVT", "NATSEC", "CUSTODY", "WORKERS_COMP", "LDS", "DEID", "IMPERMISSIBLE"),
}
NO_PART2 = {
    *("DIRECTORY", "FAMILY", "REQUIRED_BY_LAW", "ABUSE", "THREAT", "GOVT", "NATSEC", "CUSTODY", "WORKERS_COMP"),
    "IMPERMISSIBLE",
}


@pytest.mark.parametrize("code", PATHWAYS)
def test_row(code: str) -> None:
    """Every row of the matrix says what RULES.md 0.3 says."""
    row = PATHWAYS[code]

    expected = tuple(code in c for c in (MINIMUM_NECESSARY, ACCOUNTABLE, RESTRICTABLE, NO_PSYCHOTHERAPY, NO_PART2))
    actual = (row.minimum_necessary, row.accountable, row.restrictable, not row.psychotherapy, not row.part2)

    assert expected == actual


def test_no_stale_cell() -> None:
    """Every pathway that a column names exists, and each row has its citation."""
    assert MINIMUM_NECESSARY | ACCOUNTABLE | RESTRICTABLE | NO_PSYCHOTHERAPY | NO_PART2 <= PATHWAYS.keys()
    assert all("CFR 164" in row.cite for row in PATHWAYS.values())


DIRECT = {
    **dict.fromkeys(("TREAT", "COC", "ETREAT", "ERTREAT"), "TREAT"),
    **dict.fromkeys(("HPAYMT", "CLMATTCH", "COVAUTH", "ELIGDTRM", "ELIGVER", "ENROLLM", "REMITADV"), "PAY"),
    **dict.fromkeys(("HOPERAT", "HQUALIMP", "PATSFTY", "HACCRED", "HCOMPL", "PERFMSR", "RECORDMGT"), "OPS"),
    **dict.fromkeys(("PATADMIN", "CAREMGT"), "OPS"),
    "PATRQT": "ACCESS",
}
# The value set PurposeOfUse, and what is none of it: subsumption never permits (FH-005).
ASKED = (
    *PURPOSES,
    *("HPRGRP", "HOUTCOMS", "HSYSADMIN", "HDM", "LABELING", "METAMGT", "MEMADMIN", "SYSDEV", "HTEST", "MILDCRG"),
    *("POPHLTH", "PurposeOfUse", "treat", "TREAT ", "", "PAYMT", "MARKT", "HIPAA"),
)


@pytest.mark.parametrize("purpose", ASKED)
def test_direct_access(purpose: str) -> None:
    """A purpose opens its own pathway and no other; what is unknown, or for a person to decide, opens none."""
    assert DIRECT.get(purpose) == pathway_of(purpose)
    assert (refusal_of(purpose) == "") is (purpose in DIRECT)


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        ("", "NO_PATHWAY"),
        ("HMARKT", "NO_PATHWAY"),
        ("HLEGAL", "NO_PATHWAY"),
        ("XYZ", "PURPOSE_UNMAPPED"),
        ("TREAT", ""),
    ],
)
def test_refusal(purpose: str, expected: str) -> None:
    """A purpose that opens nothing says why (HIP-001)."""
    assert expected == refusal_of(purpose)


@pytest.mark.parametrize(
    ("purpose", "kind", "expected"),
    [
        ("HLEGAL", "Consent", "AUTH"),
        ("COVERAGE", "Consent", "AUTH"),
        ("TREAT", "Consent", "AUTH"),
        ("PUBHLTH", "Consent", "AUTH"),
        ("PUBHLTH", "DocumentReference", "PUBLIC_HEALTH"),
        ("THREAT", "DocumentReference", None),
        ("HLEGAL", "DocumentReference", None),
        ("TREAT", "DocumentReference", None),
        ("PUBHLTH", "Binary", None),
        ("PUBHLTH", "", None),
        ("XYZ", "Consent", None),
        ("", "Consent", None),
        ("", "DocumentReference", None),
    ],
)
def test_ground(purpose: str, kind: str, expected: str | None) -> None:
    """A release has a pathway only from a known purpose and an authority of the right type."""
    assert expected == ground_pathway(purpose, kind)


def test_every_purpose_names_a_pathway() -> None:
    """No purpose points at a pathway that does not exist, or at the one for mistakes."""
    assert {row.pathway for row in PURPOSES.values()} <= PATHWAYS.keys() - {"IMPERMISSIBLE"}


@pytest.mark.parametrize(
    ("purpose", "stops", "spares"),
    [
        ("TREAT", {"TREAT", "COC"}, {"ETREAT", "ERTREAT", "BTG", "HPAYMT"}),
        ("HOPERAT", {"HOPERAT", "HQUALIMP", "RECORDMGT"}, {"TREAT", "HLEGAL", "HDIRECT"}),
        ("HPAYMT", {"HPAYMT", "CLMATTCH", "COVERAGE"}, {"HOPERAT"}),
        ("HQUALIMP", {"HQUALIMP"}, {"HOPERAT", "PATSFTY"}),
        ("ETREAT", {"ETREAT"}, {"TREAT", "BTG"}),
        ("XYZ", {"XYZ"}, {"TREAT"}),
    ],
)
def test_denied_by(purpose: str, stops: set[str], spares: set[str]) -> None:
    """A deny of a pathway's general code stops all that stand on it, emergencies apart; any other stops itself."""
    assert stops <= denied_by(purpose)
    assert denied_by(purpose).isdisjoint(spares)


def test_emergency() -> None:
    """Exactly three codes are emergencies (45 CFR 164.522(a)(1)(iii))."""
    assert {"ETREAT", "ERTREAT", "BTG"} == {code for code in ASKED if is_emergency(code)}
