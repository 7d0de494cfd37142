"""On what may a release rest? The authority's documents weighed at one instant: a Ground, or every reason why not.

45 CFR 164.508 (authorisation), 164.512(b)(1)(i) (public health authority); RULES.md A2, HIP-301. Weighed again at each
disclosure: what was valid at approval may have ended since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from typing import Any, Final

from domain.errors import Fault
from domain.privacy.consent import defects, directives
from domain.privacy.facts import Directive
from domain.privacy.pathways import PATHWAYS, PURPOSES, ground_pathway
from domain.privacy.periods import bounds
from domain.privacy.provisions import literal
from domain.release.request import ReleaseRequest

_CITE: Final = "45 CFR 164.508(b)(2)"


@dataclass(frozen=True, slots=True)
class Ground:
    """The one legal ground a release stands on: its pathway, the authorities, and the directives of the Consents."""

    pathway: str
    citation: str
    authorities: tuple[str, ...]
    consents: frozenset[str] = frozenset()
    directives: tuple[Directive, ...] = ()


@dataclass(frozen=True, slots=True)
class _Moment:
    """When a ground is weighed, and in whose calendar."""

    at: int
    zone: tzinfo


def assess(
    request: ReleaseRequest,
    authority_resources: Iterable[dict[str, Any]],
    recipient_refs: frozenset[str],
    at: int,
    *,
    registered: frozenset[str] = frozenset(),
    zone: tzinfo = UTC,
) -> Ground | tuple[Fault, ...]:
    """Weigh the authorities of a request for this recipient at this instant.

    ``recipient_refs`` are the references under which the recipient is known; ``registered`` the purposes it is
    registered for. Every authority that the request names must be there and be good.
    """
    found = {f"{r.get('resourceType')}/{r.get('id')}": r for r in authority_resources}
    held = {name: found[name] for name in request.authorities if name in found}
    if request.purpose not in PURPOSES:
        return (
            _fault("PURPOSE_UNMAPPED", "The purpose stated has no legal pathway.", "Task.reasonCode", "RULES.md E2"),
        )
    if not request.authorities:
        return (_no_pathway("The request names no authority for its purpose."),)
    if len(held) < len(request.authorities):
        text = "An authority that the request names cannot be found."
        return (_fault("VERIFY_AUTHORITY", text, "Task.input", "45 CFR 164.514(h)(1)(ii)"),)
    pathways = {ground_pathway(request.purpose, name.partition("/")[0]) for name in held}
    if len(pathways) != 1 or None in pathways:
        return (_no_pathway("The authorities do not open exactly one pathway for the purpose."),)
    if pathways == {"PUBLIC_HEALTH"}:
        return _public_health(request, held, registered)
    return _authorisation(request, held, recipient_refs, _Moment(at, zone))


def _public_health(
    request: ReleaseRequest, held: dict[str, dict[str, Any]], registered: frozenset[str]
) -> Ground | tuple[Fault, ...]:
    """Ask for a current document, and a recipient registered as a public health authority (HIP-301)."""
    faults: list[Fault] = []
    if "PUBHLTH" not in registered or request.requester.partition("/")[0] == "Patient":
        text = "The recipient is not registered as a public health authority."
        faults.append(_fault("NOT_PHA", text, "Task.requester", "45 CFR 164.512(b)(1)(i), 164.501"))
    for name, document in held.items():
        if document.get("status") != "current" or document.get("docStatus") in ("entered-in-error", "preliminary"):
            text = f"{name} is not a current, final document."
            faults.append(_fault("VERIFY_AUTHORITY", text, "Task.input", "45 CFR 164.514(h)(2)(iii)"))
    return tuple(faults) or Ground("PUBLIC_HEALTH", PATHWAYS["PUBLIC_HEALTH"].cite, tuple(held))


def _authorisation(
    request: ReleaseRequest,
    held: dict[str, dict[str, Any]],
    recipient_refs: frozenset[str],
    now: _Moment,
) -> Ground | tuple[Fault, ...]:
    faults: list[Fault] = []
    rows: list[Directive] = []
    for name, consent in held.items():
        compiled = directives(consent, now.zone)
        wrong = _unfit(request, consent, now) or _narrowed(compiled, request, recipient_refs, now.at)
        faults += (replace(fault, text=f"{name}: {fault.text}") for fault in wrong)
        rows += compiled
    if faults:
        return tuple(faults)
    consents = frozenset(str(consent.get("id")) for consent in held.values())
    return Ground("AUTH", PATHWAYS["AUTH"].cite, tuple(held), consents, tuple(rows))


def _unfit(request: ReleaseRequest, consent: dict[str, Any], now: _Moment) -> tuple[Fault, ...]:
    """Find what keeps a Consent from authorising anything about this patient: status, patient, elements, signature."""
    status = consent.get("status")
    if status != "active":
        rule = "AUTH_REVOKED" if status == "inactive" else "CONSENT_NOT_AUTHORIZATION"
        said = "was revoked or has lapsed" if status == "inactive" else "is not in force"
        return (_fault(rule, f"The authorisation {said}.", "Consent.status", "45 CFR 164.508(b)(2)(i), (iii)"),)
    if literal(consent.get("patient")) != f"Patient/{request.patient}":
        return (_fault("VERIFY_AUTHORITY", "It is not this patient's.", "Consent.patient"),)
    incomplete = defects(consent, now.zone)
    if incomplete:
        return incomplete
    signed = bounds(consent["dateTime"], now.zone) if "dateTime" in consent else None
    if "dateTime" in consent and (signed is None or signed[0] > now.at):
        text = "It is dated after this moment."
        return (_fault("AUTH_FALSE", text, "Consent.dateTime", "45 CFR 164.508(b)(2)(v)"),)
    return ()


def _narrowed(
    rows: tuple[Directive, ...], request: ReleaseRequest, recipient_refs: frozenset[str], at: int
) -> tuple[Fault, ...]:
    """Narrow the permits by recipient, purpose and date, in this order, and name what leaves none."""
    left = [row for row in rows if row.permits and row.recipients and row.recipients & recipient_refs]
    if not left:
        text = "It names another recipient."
        return (_fault("AUTH_RECIPIENT_MISMATCH", text, "Consent.provision.actor", "45 CFR 164.508(a)(1)"),)
    left = [row for row in left if row.purposes and request.purpose in row.purposes]
    if not left:
        text = "It was given for another purpose."
        return (_fault("PURPOSE_NOT_ENTITLED", text, "Consent.provision.purpose", "45 CFR 164.508(a)(1)"),)
    if all(row.valid_hi <= at for row in left):
        text = "It has expired."
        return (_fault("AUTH_EXPIRED", text, "Consent.provision.period.end", "45 CFR 164.508(b)(2)(i)"),)
    if not any(row.valid_lo <= at < row.valid_hi for row in left):
        text = "It is not in force yet."
        return (_fault("AUTH_NOT_YET", text, "Consent.provision.period.start", "45 CFR 164.508(a)(1)"),)
    return ()


def _no_pathway(text: str) -> Fault:
    return _fault("NO_PATHWAY", text, "Task.input", "45 CFR 164.502(a)")


def _fault(rule: str, text: str, expression: str, citation: str = _CITE) -> Fault:
    return Fault("business-rule", text, expression, rule=rule, citation=citation)
