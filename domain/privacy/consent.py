"""What did the patient lay down? A FHIR R4 Consent compiled to directive rows, and the meaning of one row.

https://hl7.org/fhir/R4/consent.html; RULES.md E1, A2. A Consent never enlarges what the law allows: it supplies an
authorisation (45 CFR 164.508, 42 CFR 2.31) or subtracts. What cannot be said exactly fails closed:
docs/privacy-model.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from typing import Any, Final

from domain.errors import Fault
from domain.privacy.facts import EARLIEST, LATEST, Directive, Facts
from domain.privacy.labelling import PART2, PSYCHOTHERAPY
from domain.privacy.pathways import PURPOSES, is_emergency
from domain.privacy.provisions import EVERYTHING, Box, boxes, meet, without

SCOPE: Final = "patient-privacy"
RELEASE_FORM: Final = "64292-6"
"""LOINC: release of information consent."""

_DEEPEST: Final = 2
"""Nested levels below the root that are read; a third is not authored (IHE Privacy Consent on FHIR)."""
_PERMITTING: Final = frozenset({"optin", "hipaa-auth", "va-10-5345", "ssa-827", RELEASE_FORM})
_DENYING: Final = frozenset({"optout", "hipaa-restrictions", "hipaa-self-pay", "emrgonly"})
_EMERGENCIES: Final = frozenset(code for code in PURPOSES if is_emergency(code))


@dataclass(frozen=True, slots=True)
class _Row:
    """One provision with its parents' criteria, before the demands on an authorisation are put to it."""

    permits: bool
    box: Box


def directives(consent: dict[str, Any], zone: tzinfo = UTC) -> tuple[Directive, ...]:
    """Compile a Consent; nothing unless it is an active privacy Consent that names its patient.

    ``zone`` is the facility's: an authorisation holds to the end of its last day there (HIP-102).
    """
    if not in_force(consent):
        return ()
    rows, sound = _rows(consent, zone)
    denies = (row.box for row in rows if not row.permits)
    permits = _authorising(consent, [row.box for row in rows if row.permits]) if sound else ()
    id_ = consent.get("id", "")
    return tuple(
        dict.fromkeys((*(_directive(id_, box, False) for box in denies), *(_directive(id_, b, True) for b in permits)))
    )


def _directive(consent: str, box: Box, permits: bool) -> Directive:  # noqa: FBT001 - the row's own column
    return Directive(
        consent,
        permits,
        box.recipients,
        box.purposes,
        box.kinds,
        box.codes,
        box.labels,
        box.records,
        box.data_lo,
        box.data_hi,
        box.valid_lo,
        box.valid_hi,
    )


def in_force(consent: dict[str, Any]) -> bool:
    """Tell whether the Consent may say anything at all: active, about privacy, of a named patient (FH-002)."""
    patient = consent.get("patient")
    return (
        consent.get("resourceType") == "Consent"
        and consent.get("status") == "active"
        and SCOPE in _codes_of(consent.get("scope"))
        and isinstance(patient, dict)
        and bool(patient.get("reference"))
    )


def applies(directive: Directive, facts: Facts, parties: frozenset[str], purpose: str, at: int) -> bool:
    """Tell whether a directive speaks of this record, for these parties and this purpose, at this instant."""
    return (
        directive.valid_lo <= at < directive.valid_hi
        and (directive.recipients is None or not directive.recipients.isdisjoint(parties))
        and (directive.purposes is None or purpose in directive.purposes)
        and (directive.kinds is None or facts.type in directive.kinds)
        and (directive.codes is None or not directive.codes.isdisjoint(facts.keys))
        and (directive.labels is None or not directive.labels.isdisjoint(facts.labels))
        and (directive.records is None or f"{facts.type}/{facts.id}" in directive.records)
        and _dated(directive, facts)
    )


def _dated(directive: Directive, facts: Facts) -> bool:
    """A permit wants all of the record inside its data period, a deny any of it (FH-014); undated records fail closed."""
    if directive.data_lo == EARLIEST and directive.data_hi == LATEST:
        return True
    if facts.lo is None or facts.hi is None:
        return not directive.permits
    if directive.permits:
        return directive.data_lo <= facts.lo and facts.hi <= directive.data_hi
    return facts.lo < directive.data_hi and directive.data_lo < facts.hi


def _rows(consent: dict[str, Any], zone: tzinfo) -> tuple[list[_Row], bool]:
    """Read the tree of provisions; the flag is false when a nested one is invalid, and then nothing is permitted."""
    root = consent.get("provision")
    root = root if isinstance(root, dict) else {}
    tree = _Tree(zone)
    strict = boxes(root, zone, permits=True)
    wide = boxes(root, zone, permits=False)
    effect = _base(consent, root)
    if effect is False and "emrgonly" in _policies(consent):
        wide = tuple(
            m for box in wide for m in meet(box, Box(purposes=frozenset(PURPOSES.keys() - _EMERGENCIES)), permits=False)
        )
    return list(tree.read(root, effect, strict, wide, 0)), tree.sound


@dataclass(slots=True)
class _Tree:
    """Reads provisions from the root down, in two forms: strict as a permit, wide as a deny."""

    zone: tzinfo
    sound: bool = True

    def read(
        self,
        node: dict[str, Any],
        effect: bool | None,  # noqa: FBT001 - permit, deny, or neither
        strict: tuple[Box, ...],
        wide: tuple[Box, ...],
        depth: int,
    ) -> Iterator[_Row]:
        """Give the rows of a provision and of all below it."""
        rest = wide
        nested: list[_Row] = []
        for child in _children(node):
            kind = self._effect(child, depth)
            narrow = _inside(strict, boxes(child, self.zone, permits=True), permits=True)
            broad = _inside(wide, boxes(child, self.zone, permits=False), permits=False)
            if kind and effect is False:
                for exception in narrow:
                    rest = tuple(part for box in rest for part in without(box, exception))
            nested.extend(self.read(child, kind, narrow, broad, depth + 1))
        if effect is True:
            yield from (_Row(True, box) for box in strict)
        elif effect is False:
            yield from (_Row(False, box) for box in rest)
        yield from nested

    def _effect(self, child: dict[str, Any], depth: int) -> bool:
        kind = child.get("type")
        if kind not in ("permit", "deny") or depth >= _DEEPEST:
            self.sound = False
            return False
        return bool(kind == "permit")


def _inside(outer: tuple[Box, ...], inner: tuple[Box, ...], *, permits: bool) -> tuple[Box, ...]:
    return tuple(met for a in outer for b in inner for met in meet(a, b, permits=permits))


def _children(node: dict[str, Any]) -> list[dict[str, Any]]:
    value = node.get("provision")
    return [child for child in value if isinstance(child, dict)] if isinstance(value, list) else []


def _base(consent: dict[str, Any], root: dict[str, Any]) -> bool | None:
    """Give the effect of the root: its type where stated (IHE), else what the policy says (FH-001)."""
    kind = root.get("type")
    if kind is not None:
        return bool(kind == "permit")
    policies = _policies(consent)
    if policies & _DENYING:
        return False
    return True if policies & _PERMITTING or _of_part2(policies) else None


def _policies(consent: dict[str, Any]) -> frozenset[str]:
    """Give the codes, in small letters, by which a Consent names its policy or its form."""
    named = set(_codes_of(consent.get("policyRule")))
    for category in _items(consent.get("category")):
        named.update(_codes_of(category) & {RELEASE_FORM})
    for policy in _items(consent.get("policy")):
        named.update(str(policy[key]) for key in ("uri", "authority") if key in policy)
    return frozenset(name.lower() for name in named)


def _items(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _codes_of(concept: object) -> frozenset[str]:
    found = {c.get("code") for c in _items(concept.get("coding"))} if isinstance(concept, dict) else set()
    return frozenset(code for code in found if isinstance(code, str))


def _of_part2(policies: frozenset[str]) -> bool:
    plain = {"".join(c for c in policy if c.isalnum()) for policy in policies}
    return any("42cfrpart2" in policy or "42cfr2" in policy or "title42part2" in policy for policy in plain)


def _authorising(consent: dict[str, Any], permits: list[Box]) -> Iterator[Box]:
    """Give the permits that are authorisations: complete, not compound, and naming Part 2 where they mean it."""
    if _compound(permits) or not _signed(consent):
        return
    policies = _policies(consent)
    for box in permits:
        if not _missing(box):
            yield from _reach(box, policies)


def _reach(box: Box, policies: frozenset[str]) -> Iterator[Box]:
    """Add what a Part 2 policy reaches: 42 CFR 2.31 wants its own consent, a general one is not enough (P2-010)."""
    if not _of_part2(policies) or box.labels == PSYCHOTHERAPY:
        yield box
    elif box.labels is not None:
        yield replace(box, labels=box.labels | PART2)
    else:
        yield replace(box, labels=PART2)
        if policies & _PERMITTING:
            yield box


def _compound(permits: list[Box]) -> bool:
    """Psychotherapy notes combine with nothing else; both parts fall (HIP-106)."""
    notes = [box for box in permits if box.labels is not None and box.labels & PSYCHOTHERAPY]
    return bool(notes) and (len(notes) < len(permits) or any(box.labels != PSYCHOTHERAPY for box in notes))


def _signed(consent: dict[str, Any]) -> bool:
    verified = any(item.get("verified") is True for item in _items(consent.get("verification")))
    return verified or any(key in consent for key in ("dateTime", "sourceAttachment", "sourceReference"))


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


def defects(consent: dict[str, Any], zone: tzinfo = UTC) -> tuple[Fault, ...]:
    """Tell why a Consent is no authorisation; nothing when at least one of its permits is one. Status is not asked."""
    if consent.get("resourceType") != "Consent" or SCOPE not in _codes_of(consent.get("scope")):
        return (
            _fault("CONSENT_NOT_AUTHORIZATION", "The Consent is not about the disclosure of records.", "Consent.scope"),
        )
    rows, sound = _rows(consent, zone)
    permits = [row.box for row in rows if row.permits]
    if not sound:
        text = "A nested provision states neither permit nor deny, or is nested too deeply to be read."
        return (_fault("CONSENT_NOT_AUTHORIZATION", text, "Consent.provision.provision"),)
    if _compound(permits):
        text = "An authorisation for psychotherapy notes is combined with another."
        return (_fault("AUTH_COMPOUND", text, "Consent.provision", "45 CFR 164.508(b)(3)(ii)"),)
    best = min((_missing(box) for box in permits or [EVERYTHING]), key=len)
    unsigned = () if _signed(consent) else ("signature",)
    faults = tuple(
        _fault(
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
        _fault("CONSENT_NOT_AUTHORIZATION", "The Consent permits no disclosure that can be read.", "Consent.provision"),
        *faults,
    )


def _fault(rule: str, text: str, expression: str, citation: str = "45 CFR 164.508(b)(2)") -> Fault:
    return Fault("business-rule", text, expression, rule=rule, citation=citation)
