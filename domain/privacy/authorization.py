"""Is what the patient signed an authorisation? The elements of 45 CFR 164.508 and 42 CFR 2.31, put to its permits.

RULES.md A2. A permit that lacks an element permits nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from domain.errors import Fault
from domain.privacy.facts import EARLIEST, LATEST
from domain.privacy.labelling import PART2, PSYCHOTHERAPY
from domain.privacy.provisions import EVERYTHING, Box

RELEASE_FORM: Final = "64292-6"
"""LOINC: release of information consent."""

PERMITTING: Final = frozenset({"optin", "hipaa-auth", "va-10-5345", "ssa-827", RELEASE_FORM})
"""Policies and forms, in small letters, under which a root that states no type permits."""

_PART2_NAMES: Final = re.compile(r"42\W*c\W*f\W*r\W*(part\W*)?2(?!\d)|title\W*42\b.*\bpart\W*2(?!\d)")


def policies_of(consent: dict[str, Any]) -> frozenset[str]:
    """Give the codes, in small letters, by which a Consent names its policy or its form."""
    named = set(codes_of(consent.get("policyRule")))
    for category in items(consent.get("category")):
        named.update(codes_of(category) & {RELEASE_FORM})
    for policy in items(consent.get("policy")):
        named.update(str(policy[key]) for key in ("uri", "authority") if key in policy)
    return frozenset(name.lower() for name in named)


def items(value: object) -> list[dict[str, Any]]:
    """Give the objects of a list; nothing of anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def codes_of(concept: object) -> frozenset[str]:
    """Give the codes of a CodeableConcept."""
    found = {c.get("code") for c in items(concept.get("coding"))} if isinstance(concept, dict) else set()
    return frozenset(code for code in found if isinstance(code, str))


def of_part2(policies: frozenset[str]) -> bool:
    """Tell whether one of the policies is 42 CFR Part 2, however it is written."""
    return any(_PART2_NAMES.search(policy) for policy in policies)


def authorising(consent: dict[str, Any], permits: list[Box]) -> Iterator[Box]:
    """Give the permits that are authorisations: complete, not compound, and naming Part 2 where they mean it."""
    if _compound(permits) or not _signed(consent) or not _by_right(consent):
        return
    policies = policies_of(consent)
    for box in permits:
        if not _missing(box):
            yield from _reach(box, policies)


def _reach(box: Box, policies: frozenset[str]) -> Iterator[Box]:
    """Add what a Part 2 policy reaches: 42 CFR 2.31 wants its own consent, a general one is not enough (P2-010)."""
    if not of_part2(policies) or box.labels == PSYCHOTHERAPY:
        yield box
    elif box.labels is not None:
        yield replace(box, labels=box.labels | PART2)
    else:
        yield replace(box, labels=PART2)
        if policies & PERMITTING:
            yield box


def _compound(permits: list[Box]) -> bool:
    """Psychotherapy notes combine with nothing else; both parts fall (HIP-106)."""
    notes = [box for box in permits if box.labels is not None and box.labels & PSYCHOTHERAPY]
    return bool(notes) and (len(notes) < len(permits) or any(box.labels != PSYCHOTHERAPY for box in notes))


def _signed(consent: dict[str, Any]) -> bool:
    return _verified(consent) or any(key in consent for key in ("dateTime", "sourceAttachment", "sourceReference"))


def _verified(consent: dict[str, Any]) -> bool:
    return any(item.get("verified") is True for item in items(consent.get("verification")))


def _by_right(consent: dict[str, Any]) -> bool:
    """Tell whether whoever agreed could: a representative's authority must have been verified (HIP-110)."""
    signers = (str(signer.get("reference")) for signer in items(consent.get("performer")))
    return _verified(consent) or not any(signer.startswith("RelatedPerson/") for signer in signers)


def _missing(box: Box) -> tuple[str, ...]:
    described = any(part is not None for part in (box.kinds, box.codes, box.labels, box.records))
    dated = (box.data_lo, box.data_hi) != (EARLIEST, LATEST)
    elements = {
        "description": described or dated,
        "recipient": box.recipients is not None,
        "purpose": box.purposes is not None,
        "expiry": box.valid_hi != LATEST,
    }
    return tuple(element for element, stated in elements.items() if not stated)


_TEXTS: Final = {
    "description": "does not describe which records it covers",
    "recipient": "does not name who may receive",
    "purpose": "does not state a purpose",
    "expiry": "does not state when it ends",
    "signature": "shows no date, source or verification of a signature",
}
_WHERE: Final = {
    "description": "Consent.provision.class",
    "recipient": "Consent.provision.actor",
    "purpose": "Consent.provision.purpose",
    "expiry": "Consent.provision.period.end",
    "signature": "Consent.dateTime",
}


def why_not(consent: dict[str, Any], permits: list[Box]) -> tuple[Fault, ...]:
    """Tell what keeps every one of the permits from being an authorisation; nothing when one of them is."""
    if _compound(permits):
        text = "An authorisation for psychotherapy notes is combined with another."
        return (fault("AUTH_COMPOUND", text, "Consent.provision", "45 CFR 164.508(b)(3)(ii)"),)
    if not _by_right(consent):
        text = "A representative agreed, and the authority to do so is not verified."
        return (fault("AUTH_REP_AUTHORITY", text, "Consent.verification", "45 CFR 164.508(c)(1)(vi)"),)
    best = min((_missing(box) for box in permits or [EVERYTHING]), key=len)
    unsigned = () if _signed(consent) else ("signature",)
    faults = tuple(
        fault(
            f"AUTH_INCOMPLETE:{element}",
            f"The authorisation {_TEXTS[element]}.",
            _WHERE[element],
            "45 CFR 164.508(c)(1)",
        )
        for element in (*best, *unsigned)
    )
    if permits or not faults:
        return faults
    return (
        fault("CONSENT_NOT_AUTHORIZATION", "The Consent permits no disclosure that can be read.", "Consent.provision"),
        *faults,
    )


def fault(rule: str, text: str, expression: str, citation: str = "45 CFR 164.508(b)(2)") -> Fault:
    """Give one reason why there is no authorisation; ``rule`` is its reason code."""
    return Fault("business-rule", text, expression, rule=rule, citation=citation)
