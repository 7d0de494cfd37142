"""On what a release may rest: RULES.md A2, HIP-301; pitfalls 1, 2 and 27."""

from __future__ import annotations

from typing import Any

import pytest

from domain.privacy.blocking import is_reason
from domain.privacy.periods import bounds
from domain.release.grounds import Ground, assess
from domain.release.request import read
from tests.domain.privacy.consents import authorisation, concept, consent, provision
from tests.domain.release.tasks import AGENCY, COUNTY, authority, scope, task

NOW = bounds("2026-03-02T14:00:00Z")[0]  # type: ignore[index]


def permit(**stated: Any) -> dict[str, Any]:
    """Give an authorisation for the agency."""
    return authorisation(**({"to": [AGENCY]} | stated))


def letter(**elements: Any) -> dict[str, Any]:
    """Give the document by which an authority states its legal ground."""
    return {"resourceType": "DocumentReference", "id": "l1", "status": "current", **elements}


def weigh(
    *authorities: dict[str, Any],
    purpose: str = "HLEGAL",
    requester: str = AGENCY,
    registered: frozenset[str] = frozenset({"HLEGAL", "PUBHLTH"}),
    named: tuple[str, ...] | None = None,
    at: int = NOW,
) -> Ground | list[str]:
    """Give the ground, or the reason codes of what is wrong."""
    names = named if named is not None else tuple(f"{r['resourceType']}/{r['id']}" for r in authorities)
    whole = task(scope(), *map(authority, names), purpose=purpose, requester={"reference": requester})
    found = assess(read(whole), authorities, frozenset({requester}), at, registered=registered)
    return found if isinstance(found, Ground) else [fault.rule for fault in found]


def test_authorisation() -> None:
    """A complete authorisation for exactly this release is a ground: AUTH, with the directives of its Consent."""
    ground = weigh(consent(permit()))

    assert isinstance(ground, Ground)
    assert ("AUTH", ("Consent/c1",), frozenset({"c1"})) == (ground.pathway, ground.authorities, ground.consents)
    assert {"c1"} == {row.consent for row in ground.directives}


def test_public_health() -> None:
    """A current document and a registered public health authority are a ground: PUBLIC_HEALTH, without directives."""
    ground = weigh(letter(), purpose="PUBHLTH", requester=COUNTY)

    assert isinstance(ground, Ground)
    assert ("PUBLIC_HEALTH", ("DocumentReference/l1",), frozenset()) == (
        ground.pathway,
        ground.authorities,
        ground.consents,
    )


REFUSED: list[tuple[str, Ground | list[str], list[str]]] = [
    # nothing on file (pitfall 2), or not there, or of the wrong kind
    ("no authority", weigh(), ["NO_PATHWAY"]),
    ("authority not there", weigh(named=("Consent/c1",)), ["VERIFY_AUTHORITY"]),
    ("one of two not there", weigh(consent(permit()), named=("Consent/c1", "Consent/c2")), ["VERIFY_AUTHORITY"]),
    ("unknown purpose", weigh(consent(permit()), purpose="XYZ"), ["PURPOSE_UNMAPPED"]),
    ("a letter for a legal purpose", weigh(letter()), ["NO_PATHWAY"]),
    ("a letter for treatment", weigh(letter(), purpose="TREAT"), ["NO_PATHWAY"]),
    ("two pathways at once", weigh(consent(permit()), letter(), purpose="PUBHLTH"), ["NO_PATHWAY"]),
    # the recipient, the purpose, the patient, the dates (pitfall 1; HIP-102, HIP-103, HIP-109)
    ("another recipient", weigh(consent(permit(to=["Organization/jones-llp"]))), ["AUTH_RECIPIENT_MISMATCH"]),
    ("another purpose", weigh(consent(permit(purpose=["TREAT"]))), ["PURPOSE_NOT_ENTITLED"]),
    ("another patient", weigh(consent(permit(), patient={"reference": "Patient/q"})), ["VERIFY_AUTHORITY"]),
    ("expired", weigh(consent(permit(period=("2026-01-01", "2026-03-01")))), ["AUTH_EXPIRED"]),
    ("not yet", weigh(consent(permit(period=("2026-03-03", "2026-04-01")))), ["AUTH_NOT_YET"]),
    ("revoked", weigh(consent(permit(), status="inactive")), ["AUTH_REVOKED"]),
    ("proposed", weigh(consent(permit(), status="proposed")), ["CONSENT_NOT_AUTHORIZATION"]),
    ("entered in error", weigh(consent(permit(), status="entered-in-error")), ["CONSENT_NOT_AUTHORIZATION"]),
    ("signed tomorrow", weigh(consent(permit(), dateTime="2026-03-03")), ["AUTH_FALSE"]),
    # HIP-013, HIP-100, HIP-106, HIP-110
    ("no expiry", weigh(consent(permit(period=None))), ["AUTH_INCOMPLETE:expiry"]),
    ("no recipient", weigh(consent(permit(to=None))), ["AUTH_INCOMPLETE:recipient"]),
    ("no description", weigh(consent(permit(kind=None))), ["AUTH_INCOMPLETE:description"]),
    ("no purpose", weigh(consent(permit(purpose=None))), ["AUTH_INCOMPLETE:purpose"]),
    ("unsigned", weigh(consent(permit(), dateTime=None)), ["AUTH_INCOMPLETE:signature"]),
    ("notes with the rest", weigh(consent(permit(label=["PSYTHPN", "R"]))), ["AUTH_COMPOUND"]),
    (
        "a consent to treatment",
        weigh(consent(permit(), scope=concept("x", "treatment"))),
        ["CONSENT_NOT_AUTHORIZATION"],
    ),
    (
        "a representative",
        weigh(consent(permit(), performer=[{"reference": "RelatedPerson/r"}])),
        ["AUTH_REP_AUTHORITY"],
    ),
    (
        "one good, one revoked",
        weigh(consent(permit()), consent(permit(), id="c2", status="inactive")),
        ["AUTH_REVOKED"],
    ),
    # HIP-301
    ("not registered", weigh(letter(), purpose="PUBHLTH", registered=frozenset({"TREAT"})), ["NOT_PHA"]),
    ("the patient as authority", weigh(letter(), purpose="PUBHLTH", requester="Patient/p"), ["NOT_PHA"]),
    ("superseded letter", weigh(letter(status="superseded"), purpose="PUBHLTH"), ["VERIFY_AUTHORITY"]),
    ("void letter", weigh(letter(docStatus="entered-in-error"), purpose="PUBHLTH"), ["VERIFY_AUTHORITY"]),
    (
        "neither letter nor register",
        weigh(letter(status="superseded"), purpose="PUBHLTH", registered=frozenset()),
        ["NOT_PHA", "VERIFY_AUTHORITY"],
    ),
]


@pytest.mark.parametrize(("actual", "expected"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused(actual: Ground | list[str], expected: list[str]) -> None:
    """Whatever is wrong with an authority is named by reason code, and the codes are mapped exceptions."""
    assert expected == actual
    assert all(is_reason(reason) for reason in expected)


def test_deny_is_no_ground() -> None:
    """A restriction, however complete, is no authorisation."""
    reasons = weigh(consent(provision("deny", to=[AGENCY], purpose=["HLEGAL"], kind=["Condition"])))

    assert "CONSENT_NOT_AUTHORIZATION" == reasons[0]  # type: ignore[index]


@pytest.mark.parametrize(
    ("at", "expected"),
    [("2026-12-31T23:59:59Z", True), ("2027-01-01T00:00:00Z", False), ("2025-12-31T23:59:59Z", False)],
)
def test_weighed_at_each_moment(at: str, expected: bool) -> None:  # noqa: FBT001
    """The same authorisation is good until the end of its last day and no longer (pitfall 27)."""
    moment = bounds(at)[0]  # type: ignore[index]

    assert expected is isinstance(weigh(consent(permit(), dateTime="2025-12-01"), at=moment), Ground)


def test_no_text_of_the_record_in_a_fault() -> None:
    """A fault names the authority by reference and nothing else of it."""
    whole = consent(permit(to=["Organization/jones-llp"]), patient={"reference": "Patient/p", "display": "Ann Secret"})
    faults = assess(
        read(task(scope(), authority("Consent/c1"))), [whole], frozenset({AGENCY}), NOW, registered=frozenset()
    )

    assert not isinstance(faults, Ground)
    assert ["Consent/c1: It names another recipient."] == [fault.text for fault in faults]
