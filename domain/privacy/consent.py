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
from domain.privacy.authorization import PERMITTING, authorising, codes_of, fault, of_part2, policies_of, why_not
from domain.privacy.facts import EARLIEST, LATEST, Directive, Facts
from domain.privacy.pathways import PURPOSES, is_emergency
from domain.privacy.provisions import Box, boxes, meet, without

SCOPE: Final = "patient-privacy"

_DEEPEST: Final = 2
"""Nested levels below the root that are read; a third is not authored (IHE Privacy Consent on FHIR)."""
_MOST_PIECES: Final = 64
"""Rows that one deny may become; each exception can double them."""
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
    permits = authorising(consent, [row.box for row in rows if row.permits]) if sound else ()
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


def unbound(consent: dict[str, Any], patients: tuple[str, ...]) -> Fault | None:
    """Refuse an active privacy Consent without a patient of this server: kept, it would bind nobody (FH-002)."""
    if patients or consent.get("status") != "active" or SCOPE not in codes_of(consent.get("scope")):
        return None
    text = "An active privacy Consent names its patient by a literal reference."
    return Fault("required", text, "Consent.patient", rule="FH-002", citation="https://hl7.org/fhir/R4/consent.html")


def in_force(consent: dict[str, Any]) -> bool:
    """Tell whether the Consent may say anything at all: active, about privacy, of a named patient (FH-002)."""
    patient = consent.get("patient")
    return (
        consent.get("resourceType") == "Consent"
        and consent.get("status") == "active"
        and SCOPE in codes_of(consent.get("scope"))
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
    """Compare dates: a permit wants all of the record inside its data period, a deny any of it (FH-014).

    Undated records fail closed.
    """
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
    effect = _base(consent, root)
    strict = boxes(root, zone, permits=effect is not False, strict=True)
    wide = boxes(root, zone, permits=effect is not False, strict=False)
    if effect is False:
        wide = _inside(wide, (Box(purposes=_stopped(policies_of(consent))),), permits=False)
    elif effect is None:
        wide = tuple(replace(box, labels=None) for box in wide)
    return list(tree.read(root, effect, strict, wide, 0)), tree.sound


def _stopped(policies: frozenset[str]) -> frozenset[str] | None:
    """Give the purposes that a policy confines a deny to; ``None``: to none.

    EMRGONLY spares emergencies. A self-pay restriction binds payment and operations only (45 CFR 164.522(a)(1)(vi)).
    """
    if "emrgonly" in policies:
        return frozenset(PURPOSES.keys() - _EMERGENCIES)
    if "hipaa-self-pay" in policies:
        return frozenset(row.code for row in PURPOSES.values() if row.pathway in ("PAY", "OPS"))
    return None


@dataclass(slots=True)
class _Tree:
    """Reads provisions from the root down, each twice: strictly for what it permits, widely for what it denies."""

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
            own = boxes(child, self.zone, permits=kind, strict=True)
            narrow = _inside(strict, own, permits=True)
            broad = _inside(wide, boxes(child, self.zone, permits=kind, strict=False), permits=False)
            if kind and effect is False:
                rest = _less(rest, _inside(wide, own, permits=True))
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


def _less(denied: tuple[Box, ...], exceptions: tuple[Box, ...]) -> tuple[Box, ...]:
    """Take exceptions out of a deny; one that would break it into too many pieces is not taken out."""
    for exception in exceptions:
        rest = tuple(dict.fromkeys(part for box in denied for part in without(box, exception)))
        denied = rest if len(rest) <= _MOST_PIECES else denied
    return denied


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
    policies = policies_of(consent)
    if policies & _DENYING:
        return False
    return True if policies & PERMITTING or of_part2(policies) else None


def defects(consent: dict[str, Any], zone: tzinfo = UTC) -> tuple[Fault, ...]:
    """Tell why a Consent is no authorisation; nothing when at least one of its permits is one. Status is not asked."""
    if consent.get("resourceType") != "Consent" or SCOPE not in codes_of(consent.get("scope")):
        return (
            fault("CONSENT_NOT_AUTHORIZATION", "The Consent is not about the disclosure of records.", "Consent.scope"),
        )
    rows, sound = _rows(consent, zone)
    if not sound:
        text = "A nested provision states neither permit nor deny, or is nested too deeply to be read."
        return (fault("CONSENT_NOT_AUTHORIZATION", text, "Consent.provision.provision"),)
    return why_not(consent, [row.box for row in rows if row.permits])
