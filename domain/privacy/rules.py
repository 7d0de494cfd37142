"""Table 3: the rules. Each row is one function, Request -> Predicate, with its citation and date in force.

A record may leave when at least one rule permits it and none withholds it; an empty table releases nothing.
The docstring of a rule is its reason, as it stands in the audit trail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from domain.caller import Caller
from domain.fhir.resources import RESOURCES
from domain.privacy.content import content_hash
from domain.privacy.labelling import PART2, PSYCHOTHERAPY
from domain.privacy.pathways import PATHWAYS, is_emergency
from domain.privacy.predicate import (
    About,
    All,
    Any,
    AuthoredBy,
    Directed,
    Everything,
    InStatus,
    Keyed,
    Labelled,
    Not,
    Nothing,
    OfType,
    Predicate,
    TreatedBy,
)

RELEASE_KEY = content_hash(None, "release-of-information")
"""The key of Tasks that ask for a release."""

DEFICIENCY_KEY = content_hash("urn:chartward:task", "deficiency")
"""The key of Tasks that review opens."""

NOBODY = OfType(frozenset(name for name, row in RESOURCES.items() if not row.concerns_patient))
"""Records that by their type concern no patient."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a decision is about: who would receive, on which pathway, and for a release on what ground.

    ``consents`` are the ids of the Consents a release rests on; ``patient`` the patient it is about.
    """

    caller: Caller
    pathway: str
    release: bool = False
    patient: str = ""
    consents: frozenset[str] = frozenset()

    @property
    def parties(self) -> frozenset[str]:
        """The references under which a record or a directive may name the recipient."""
        return frozenset(self.caller.parties)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: what it does, where the law says so, since when, and what it covers."""

    id: str
    effect: str
    citation: str
    effective: date
    reason: str
    covers: Callable[[Request], Predicate]
    verified: bool = True

    @property
    def text(self) -> str:
        """The reason, in words."""
        return (self.covers.__doc__ or "").split("\n")[0]


_ROWS: list[Rule] = []


def _rule(
    effect: str, id: str, citation: str, effective: date, reason: str
) -> Callable[..., Callable[[Request], Predicate]]:
    def add(covers: Callable[[Request], Predicate]) -> Callable[[Request], Predicate]:
        _ROWS.append(Rule(id, effect, citation, effective, reason, covers))
        return covers

    return add


def _permits(
    id: str, citation: str, effective: date, reason: str = ""
) -> Callable[..., Callable[[Request], Predicate]]:
    return _rule("permit", id, citation, effective, reason)


def _withholds(id: str, citation: str, effective: date, reason: str) -> Callable[..., Callable[[Request], Predicate]]:
    return _rule("withhold", id, citation, effective, reason)


_PRIVACY_RULE = date(2003, 4, 14)
_OMNIBUS = date(2013, 9, 23)
_PART2_2024 = date(2024, 4, 16)


@_permits("CW-001", "45 CFR 160.103 (not individually identifiable health information)", _PRIVACY_RULE)
def concerns_nobody(request: Request) -> Predicate:
    """Records that by their type concern no patient are open to every caller whose scope covers the type."""
    return Nothing() if request.release else NOBODY


@_permits("HIP-010a", "45 CFR 164.506(c)(1)", _PRIVACY_RULE)
def own_feed(request: Request) -> Predicate:
    """The hospital's own record systems see what the hospital holds."""
    return Everything() if request.caller.own_feed and request.pathway == "TREAT" and not request.release else Nothing()


@_permits("HIP-010", "45 CFR 164.506(c)(1)-(2)", _PRIVACY_RULE)
def treatment(request: Request) -> Predicate:
    """A provider who treats the patient may see the record for treatment."""
    if request.pathway != "TREAT" or not request.parties:
        return Nothing()
    return TreatedBy(request.parties)


@_permits("HIP-500", "45 CFR 164.524(a)(1)", _PRIVACY_RULE)
def access(request: Request) -> Predicate:
    """Individuals see their own records."""
    caller = request.caller
    if not caller.patient or caller.user != f"Patient/{caller.patient}":
        return Nothing()
    return About(frozenset({caller.patient}))


@_permits("HIP-109", "45 CFR 164.508(a)(1), (c)(1)", _OMNIBUS)
def authorised(request: Request) -> Predicate:
    """A valid authorisation opens what it describes to exactly its recipient, for its purpose, while it lasts."""
    if not request.parties or not request.caller.purpose or (request.release and request.pathway != "AUTH"):
        return Nothing()
    return Directed(
        permits=True,
        parties=request.parties,
        purpose=request.caller.purpose,
        consents=request.consents if request.release else None,
    )


@_permits("HIP-301", "45 CFR 164.512(b)(1)(i)", _PRIVACY_RULE)
def public_health(request: Request) -> Predicate:
    """A public health authority receives what a person approved for a release that its authority covers."""
    if not request.release or request.pathway != "PUBLIC_HEALTH" or "PUBHLTH" not in request.caller.purposes:
        return Nothing()
    return About(frozenset({request.patient}))


def _own(request: Request) -> Predicate:
    return Nothing() if request.release else AuthoredBy(request.caller.client)


def _reached(request: Request, labels: frozenset[str]) -> Predicate:
    if not request.parties or not request.caller.purpose:
        return Nothing()
    return Directed(
        permits=True,
        parties=request.parties,
        purpose=request.caller.purpose,
        consents=request.consents if request.release else None,
        reaching=labels,
    )


@_withholds("P2-010", "42 CFR 2.31(a), 2.13(a)", _PART2_2024, "P2_GENERAL_AUTH")
def part2(request: Request) -> Predicate:
    """Substance use disorder programme records leave only on a consent that reaches them."""
    if request.pathway == "ACCESS":
        return Nothing()
    return All((Labelled(PART2), Not(Any((_own(request), _reached(request, PART2))))))


@_withholds("HIP-108", "45 CFR 164.508(a)(2), 164.524(a)(1)(i)", _PRIVACY_RULE, "PSY_NOTES")
def psychotherapy_notes(request: Request) -> Predicate:
    """Psychotherapy notes stay with their author unless an authorisation of their own says otherwise."""
    if request.pathway == "ACCESS":
        return Labelled(PSYCHOTHERAPY)
    return All((Labelled(PSYCHOTHERAPY), Not(Any((_own(request), _reached(request, PSYCHOTHERAPY))))))


@_withholds("HIP-600", "45 CFR 164.522(a)(1)(iii), (v)", _OMNIBUS, "RESTRICTED")
def restricted(request: Request) -> Predicate:
    """A restriction in force, or an exception within the consent relied on, is kept."""
    if is_emergency(request.caller.purpose) and not request.consents:
        return Nothing()
    denied = Directed(permits=False, parties=request.parties, purpose=request.caller.purpose)
    if request.consents:
        return Directed(
            permits=False, parties=request.parties, purpose=request.caller.purpose, consents=request.consents
        )
    row = PATHWAYS.get(request.pathway)
    if row is not None and not row.restrictable and request.pathway != "AUTH":
        return Nothing()
    return All((denied, Not(_own(request)))) if request.caller.own_feed else denied


@_withholds("CW-011", "45 CFR 164.502(b), 164.514(d)", _PRIVACY_RULE, "NOT_DRS")
def own_administration(request: Request) -> Predicate:
    """How the hospital administers consents, releases, deficiencies and its audit trail is not handed to others.

    A restriction shown to whom it restricts would tell what it hides, and so would the deficiency of a record that is
    barred. What patients authorise by name they may have released.
    """
    if request.pathway == "ACCESS" or (request.pathway == "AUTH" if request.release else request.caller.own_feed):
        return Nothing()
    requests = All((OfType(frozenset({"Task"})), Keyed(frozenset({RELEASE_KEY, DEFICIENCY_KEY}))))
    kept = Any((OfType(frozenset({"AuditEvent", "Consent"})), requests))
    return All((kept, Not(_own(request))))


@_withholds("CW-010", "45 CFR 164.502(a); RULES DR-038", _PRIVACY_RULE, "NOT_DRS")
def entered_in_error(request: Request) -> Predicate:
    """What was entered in error is never released."""
    return InStatus(frozenset({"entered-in-error"})) if request.release else Nothing()


RULES: tuple[Rule, ...] = tuple(_ROWS)
"""Every rule, in the order written."""

RULEPACK = "chartward-first@2026.11"
"""Name and version of the pack, as it stands in clearances and in the audit trail."""
