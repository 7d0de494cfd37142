"""What may this caller have? ``decide`` answers with a Clearance; nothing else can make one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from domain.caller import Caller
from domain.errors import Fault, Forbidden
from domain.fhir.resources import RESOURCES
from domain.privacy.pathways import pathway_of
from domain.privacy.predicate import (
    About,
    All,
    Any,
    AuthoredBy,
    Everything,
    Keyed,
    Not,
    Nothing,
    OfType,
    Predicate,
    simplified,
)
from domain.privacy.rules import NOBODY, RELEASE_KEY, RULEPACK, RULES, Request

_MINT = object()

LETTERS = {
    "create": "c",
    "read": "r",
    "vread": "r",
    "history": "r",
    "update": "u",
    "patch": "u",
    "delete": "d",
    "search": "s",
    "history-type": "s",
    "history-system": "s",
}
"""The SMART letter each interaction needs; https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html."""

FEED_ONLY = frozenset({"AuditEvent", "Consent", "Provenance", "SearchParameter", "Subscription"})
"""Types whose content steers decisions or evidence: only the hospital's own feeds write them."""


@dataclass(frozen=True, slots=True)
class Clearance:
    """The outcome of a decision: which records, on which pathway, under which rules.

    The store asks for one with every call; only this module can make one.
    """

    predicate: Predicate
    caller: Caller
    interaction: str
    pathway: str
    rules: tuple[str, ...]
    rulepack: str = RULEPACK
    mint: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a clearance that was not decided."""
        if self.mint is not _MINT:
            raise TypeError("A Clearance comes from domain.privacy.decide and from nowhere else.")

    @property
    def policy(self) -> str:
        """Rule pack and rules, as the audit trail keeps them."""
        return f"{self.rulepack} {' '.join(self.rules)}"


def reaches(caller: Caller, interaction: str, type_: str) -> bool:
    """Tell whether some scope of the caller covers this interaction on this type."""
    letter = LETTERS[interaction]
    if any(letter in scope.letters and scope.type in ("*", type_) for scope in caller.scopes):
        return True
    return type_ == "Task" and bool(_works_letters(caller) & {letter})


def writes(caller: Caller, type_: str) -> bool:
    """Tell whether some scope of the caller covers any write of this type."""
    return any(reaches(caller, interaction, type_) for interaction in ("create", "update", "patch"))


def require(caller: Caller, interaction: str, type_: str) -> None:
    """Refuse what no scope of the caller covers."""
    if not reaches(caller, interaction, type_):
        raise Forbidden(Fault("forbidden", f"The token's scope does not cover {interaction} of {type_}."))


def _works_letters(caller: Caller) -> set[str]:
    """Give what the release scopes open on release-of-information Tasks: to open one, and to follow it."""
    letters: set[str] = set()
    if "release.request" in caller.works:
        letters |= {"c", "r", "s"}
    if caller.works & {"release.decide", "release.fulfil"}:
        letters |= {"r", "s"}
    return letters


def _types(scoped: str) -> Predicate | None:
    if scoped == "*":
        return None
    return OfType(frozenset({scoped})) if scoped in RESOURCES else Nothing()


def _ceiling(caller: Caller, interaction: str) -> Predicate:
    """Give the records that the scopes cover: an upper bound, never a permission."""
    letter = LETTERS[interaction]
    wide: set[str] = set()
    parts: list[Predicate] = []
    for scope in caller.scopes:
        if letter not in scope.letters:
            continue
        types = _types(scope.type)
        if scope.context == "patient":
            own = Any((About(frozenset({caller.patient})), NOBODY)) if caller.patient else Nothing()
            parts.append(own if types is None else All((types, own)))
        elif types is None:
            return Everything()
        else:
            wide.add(scope.type)
    if wide & RESOURCES.keys():
        parts.append(OfType(frozenset(wide & RESOURCES.keys())))
    return Any(tuple(parts)) if parts else Nothing()


_RELEASE_TASK = All((OfType(frozenset({"Task"})), Keyed(frozenset({RELEASE_KEY}))))


def _release_work(caller: Caller, interaction: str) -> Predicate:
    """Give the release requests that the release scopes open: a requester's own; every one to who decides."""
    if LETTERS[interaction] not in {"r", "s"}:
        return Nothing()
    if caller.works & {"release.decide", "release.fulfil"}:
        return _RELEASE_TASK
    if "release.request" in caller.works:
        return All((_RELEASE_TASK, AuthoredBy(caller.client)))
    return Nothing()


def _releasable(request: Request) -> tuple[Predicate, tuple[str, ...]]:
    """Combine the table: some rule permits, and none withholds."""
    permits = [(rule, rule.covers(request)) for rule in RULES if rule.effect == "permit"]
    withholds = [(rule, rule.covers(request)) for rule in RULES if rule.effect == "withhold"]
    active = [(rule, part) for rule, part in permits if not isinstance(part, Nothing)]
    barred = [(rule, part) for rule, part in withholds if not isinstance(part, Nothing)]
    if not active:
        return Nothing(), ()
    released: Predicate = Any(tuple(part for _, part in active)) if len(active) > 1 else active[0][1]
    if barred:
        released = All((released, *(Not(part) for _, part in barred)))
    return released, tuple(rule.id for rule, _ in (*active, *barred))


def _pathway(caller: Caller) -> str:
    """Name the one pathway of direct access.

    Only individuals themselves stand on ACCESS; anybody else who claims it, or a purpose without a pathway, has what
    an authorisation gives.
    """
    if caller.patient and caller.user == f"Patient/{caller.patient}":
        return "ACCESS"
    pathway = pathway_of(caller.purpose)
    return "AUTH" if pathway in (None, "ACCESS") else pathway


@lru_cache(maxsize=4096)
def decide(caller: Caller, interaction: str) -> Clearance:
    """Decide what this caller may have by this interaction. Pure; the instant enters when records are tried."""
    pathway = _pathway(caller)
    releasable, rules = _releasable(Request(caller, pathway))
    cleared = All((_ceiling(caller, interaction), releasable))
    work = _release_work(caller, interaction)
    return Clearance(
        simplified(Any((cleared, work))),
        caller,
        interaction,
        pathway,
        rules,
        mint=_MINT,
    )


@lru_cache(maxsize=4096)
def decide_referring(caller: Caller) -> Clearance:
    """Decide which records a caller's writes may refer to: those that the rules release to it, whatever its scopes.

    A scope to write observations names no patients, and yet an observation is about one.
    """
    pathway = _pathway(caller)
    releasable, rules = _releasable(Request(caller, pathway))
    return Clearance(simplified(releasable), caller, "refer", pathway, rules, mint=_MINT)


def decide_release(recipient: Caller, pathway: str, patient: str, consents: frozenset[str]) -> Clearance:
    """Decide what a release to this recipient may hold, on one pathway, resting on these Consents."""
    request = Request(recipient, pathway, release=True, patient=patient, consents=consents)
    releasable, rules = _releasable(request)
    return Clearance(
        simplified(All((About(frozenset({patient})), releasable))), recipient, "release", pathway, rules, mint=_MINT
    )


def decide_accounting(caller: Caller) -> Clearance:
    """Decide whose accounting of disclosures this caller may have: 45 CFR 164.528, the individual's own right.

    Staff who decide releases, auditors and the hospital's own feeds prepare it.
    """
    patients = OfType(frozenset({"Patient"}))
    covered: Predicate = Nothing()
    if caller.works & {"release.decide", "audit.read"} or (caller.own_feed and reaches(caller, "search", "AuditEvent")):
        covered = patients
    elif caller.patient and caller.user == f"Patient/{caller.patient}":
        covered = All((patients, About(frozenset({caller.patient}))))
    else:
        raise Forbidden(Fault("forbidden", "The token's scope does not cover the accounting of disclosures."))
    return Clearance(covered, caller, "accounting", "ACCESS", ("HIP-560",), mint=_MINT)
