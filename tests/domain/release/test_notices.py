"""Which notices a release owes, and what they say: 42 CFR 2.32, 45 CFR 164.508(c)(2)(iii); pitfall 14."""

from __future__ import annotations

import pytest

from domain.privacy.consent import directives
from domain.release.notices import NOTICES, obligations, owed
from tests.domain.privacy.consents import authorisation, consent, provision

PLAIN, PART2 = frozenset({"N"}), frozenset({"R", "SUD", "42CFRPart2"})


@pytest.mark.parametrize(
    ("pathway", "labels", "expected"),
    [
        ("AUTH", [PLAIN], {"AUDIT_DISCLOSE", "REDISCLOSURE"}),
        ("AUTH", [PLAIN, PART2], {"AUDIT_DISCLOSE", "REDISCLOSURE", "P2_NOTICE", "P2_CONSENT_COPY", "P2_ACC"}),
        ("PUBLIC_HEALTH", [PLAIN], {"AUDIT_DISCLOSE", "ACCOUNTING"}),
        ("TREAT", [PLAIN], {"AUDIT_DISCLOSE"}),
        ("TREAT", [PART2], {"AUDIT_DISCLOSE", "P2_NOTICE", "P2_CONSENT_COPY", "P2_ACC"}),
        ("NATSEC", [], {"AUDIT_DISCLOSE"}),
        ("nowhere", [], {"AUDIT_DISCLOSE"}),
    ],
)
def test_obligations(pathway: str, labels: list[frozenset[str]], expected: set[str]) -> None:
    """What a release owes follows from its pathway and from the labels of what it holds."""
    assert expected == set(obligations(pathway, labels))


def test_statement_of_2_32() -> None:
    """The Part 2 statement is the wording of 2024: proceedings against the patient, and no general authorisation."""
    text = NOTICES["P2_NOTICE"].text

    assert text.startswith("This record which has been disclosed to you is protected by Federal confidentiality rules")
    assert "in any civil, criminal, administrative, or legislative proceedings" in text
    assert "42 CFR 2.12(c)(5)" in text
    assert text.endswith("(see 42 CFR 2.31).")
    assert "criminally investigate" not in text


def test_consent_is_explained() -> None:
    """Where a copy of the consent is owed, its scope is explained: whom, what for, what, until when."""
    rows = directives(
        consent(authorisation(provision("deny", label=["HIV"]), label=["42CFRPart2"], only=["DocumentReference/d1"]))
    )
    (notice,) = owed(["AUDIT_DISCLOSE", "P2_CONSENT_COPY"], rows)

    assert "P2_CONSENT_COPY" == notice.code
    for words in ("Consent/c1", "Organization/smith-llp", "HLEGAL", "DocumentReference", "42CFRPart2", "2026-12-31"):
        assert words in notice.text
    assert "HIV" not in notice.text


def test_nothing_to_explain() -> None:
    """Without directives there is no scope to explain, and without obligations no notice."""
    assert owed(["P2_CONSENT_COPY"])[0].text.endswith("None.")
    assert () == owed(["AUDIT_DISCLOSE", "ACCOUNTING", "P2_ACC"])
