"""Every refusal has its exception to information blocking: RULES.md IB-020, section 12."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import domain
from domain.privacy.blocking import EXCEPTIONS, exception_for, is_reason
from domain.privacy.rules import RULES

SECTION_12 = [
    "NO_PATHWAY",
    "PURPOSE_NOT_ENTITLED",
    "PURPOSE_UNMAPPED",
    "NO_TREATMENT_RELATIONSHIP",
    "NO_BAA",
    "OPS_NOT_1_OR_2",
    "ENTIRE_RECORD",
    "CONSENT_NOT_AUTHORIZATION",
    "AUTH_INCOMPLETE:expiry",
    "AUTH_STATEMENT_MISSING:redisclosure",
    "AUTH_EXPIRED",
    "AUTH_REVOKED",
    "AUTH_FALSE",
    "AUTH_COMPOUND",
    "AUTH_CONDITIONED",
    "AUTH_RECIPIENT_MISMATCH",
    "AUTH_REP_AUTHORITY",
    "PSY_NOTES",
    "OBJECTION",
    "NOT_BY_NAME",
    "LAW_CITE",
    "NOT_PHA",
    "NOT_OVERSIGHT",
    "NO_SATISFACTORY_ASSURANCE",
    "ADMIN_3PART",
    "IRB_DOC:chair",
    "NO_REMOVAL",
    "CUSTODY_ENDED",
    "VERIFY_IDENTITY",
    "VERIFY_AUTHORITY",
    "REP_SCOPE",
    "REP_ENDANGER",
    "PROXY_AGED_OUT",
    "NOT_DRS",
    "ACCESS_UNREV",
    "ACCESS_REVIEWABLE",
    "USE_AUTH",
    "RESTRICTED",
    "SELF_PAY",
    "NO_DUA",
    "P2_CONSENT_INCOMPLETE:purpose",
    "P2_GENERAL_AUTH",
    "P2_PURPOSE",
    "P2_RECIPIENT",
    "P2_PROCEEDINGS",
    "P2_COUNSELING",
    "P2_PH_DEID",
    "STATE_UNKNOWN",
    "STATE_SHIELD",
    "UNLABELED",
    "SEGMENT_FAIL",
    "RATE_LIMIT",
]


@pytest.mark.parametrize("reason", SECTION_12)
def test_section_12(reason: str) -> None:
    """Every reason code of the catalogue is covered by an exception."""
    assert is_reason(reason)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("AUTH_EXPIRED", "45 CFR 171.202(b)"),
        ("AUTH_INCOMPLETE:recipient", "45 CFR 171.202(b)"),
        ("P2_GENERAL_AUTH", "45 CFR 171.202(b)"),
        ("VERIFY_IDENTITY", "45 CFR 171.202(b)"),
        ("RESTRICTED", "45 CFR 171.202(e)"),
        ("SELF_PAY", "45 CFR 171.202(e)"),
        ("ACCESS_UNREV", "45 CFR 171.202(d)"),
        ("ACCESS_REVIEWABLE", "45 CFR 171.201"),
        ("SEGMENT_FAIL", "45 CFR 171.204"),
        ("RATE_LIMIT", "45 CFR 171.205"),
        ("CLIENT_UNTRUSTED", "45 CFR 171.203"),
        ("PSY_NOTES", "NOT_EHI"),
        ("NOT_DRS", "NOT_EHI"),
        ("STATE_SHIELD", "REQUIRED_BY_LAW"),
        ("BECAUSE", None),
        ("", None),
        ("RESTRICTED2", None),
    ],
)
def test_exception(reason: str, expected: str | None) -> None:
    """A reason maps to one exception; an unknown one to none."""
    assert expected == exception_for(reason)


def test_rules_give_mapped_reasons() -> None:
    """Every rule that withholds has a reason that an exception covers."""
    assert [] == [rule.id for rule in RULES if rule.effect == "withhold" and not is_reason(rule.reason)]


def _given(tree: ast.AST) -> set[str]:
    """Give the reason codes that a module passes on: first argument of a maker of faults."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    firsts = (call.args[0] for call in calls if call.func.id in ("fault", "_fault", "_no_pathway") and call.args)  # type: ignore[attr-defined]
    return {str(arg.value) for arg in firsts if isinstance(arg, ast.Constant) and str(arg.value).isupper()}


def test_every_reason_given_in_the_domain_is_mapped() -> None:
    """No module of privacy or release gives a reason that the table does not know."""
    root = Path(domain.__file__).parent
    files = [*root.glob("privacy/*.py"), *root.glob("release/*.py")]
    given = set().union(*(_given(ast.parse(file.read_text())) for file in files))

    assert len(given) > 8
    assert set() == {reason for reason in given if not is_reason(reason)}


def test_no_stale_family() -> None:
    """A family is not a reason itself, and no code is listed twice."""
    assert not any(is_reason(code) for code in EXCEPTIONS if code.endswith("*"))
