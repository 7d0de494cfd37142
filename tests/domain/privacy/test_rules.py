"""Who has what by which rule: named callers by named records. A pair that is not listed is withheld."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.caller import Caller, Scope
from domain.privacy import decide as deciding
from domain.privacy.content import content_hash
from domain.privacy.decide import Clearance, decide, decide_release
from domain.privacy.facts import Directive, Facts
from domain.privacy.predicate import holds
from domain.privacy.rules import RULES, Rule

AT = 1_000
ALL = (Scope("system", "*", "cruds"),)
HILL, FIRM, COUNTY = "Organization/hill", "Organization/firm", "Organization/county"


def caller(client: str, purpose: str, organization: str = "", **more: object) -> Caller:
    """Give a caller whose scope reaches everything."""
    return replace(Caller(client, purpose=purpose, scopes=ALL, organization=organization), **more)


CALLERS = {
    "feed": caller("feed", "TREAT", own_feed=True),
    "other feed": caller("other", "TREAT", own_feed=True),
    "hill": caller("hill", "TREAT", HILL),
    "hill in an emergency": caller("hill", "ETREAT", HILL),
    "hill paying": caller("hill", "HPAYMT", HILL),
    "stranger": caller("stranger", "TREAT", "Organization/stranger"),
    "firm": caller("firm", "HLEGAL", FIRM),
    "firm treating": caller("firm", "TREAT", FIRM),
    "ann": caller("portal", "PATRQT", patient="ann", user="Patient/ann", scopes=(Scope("patient", "*", "rs"),)),
    "claims to be a patient": caller("agency", "PATRQT", FIRM),
}

_PERMIT = Directive(
    "c1", permits=True, recipients=frozenset({FIRM}), purposes=frozenset({"HLEGAL"}),
    kinds=frozenset({"DocumentReference"}), data_lo=0, data_hi=500, valid_lo=0, valid_hi=2_000,
)  # fmt: skip
_P2 = replace(_PERMIT, consent="c2", labels=frozenset({"42CFRPart2"}))
_DENY = Directive("c3", permits=False, recipients=frozenset({HILL}))


def document(*labels: str, lo: int = 100, directives: tuple[Directive, ...] = (), **more: object) -> Facts:
    """Give a document about ann, whom hill treats."""
    facts = Facts(
        "DocumentReference", "d", ("ann",), frozenset({"N", *labels}), "feed", lo=lo, hi=lo + 1,
        parties=frozenset({HILL}), directives=directives,
    )  # fmt: skip
    return replace(facts, **more)


RECORDS = {
    "plain": document(),
    "authorised": document(directives=(_PERMIT,)),
    "of another date": document(directives=(_PERMIT,), lo=900),
    "expired": document(directives=(replace(_PERMIT, valid_hi=AT),)),
    "part 2": document("42CFRPart2"),
    "part 2, generally authorised": document("42CFRPart2", directives=(_PERMIT,)),
    "part 2, consented": document("42CFRPart2", directives=(_P2,)),
    "therapy": document("PSYTHPN"),
    "restricted": document(directives=(_DENY,)),
    "untreated": document(parties=frozenset()),
    "of two": document(patients=("ann", "bob"), parties=frozenset(), directives=(_PERMIT,)),
    "of nobody": document(patients=(), parties=frozenset()),
    "organization": Facts("Organization", "o", author="feed"),
    "consent": document(type="Consent"),
    "request": document(type="Task", keys=frozenset({content_hash(None, "release-of-information")})),
}

RELEASED = {
    "feed": set(RECORDS),
    "other feed": set(RECORDS) - {"part 2", "part 2, generally authorised", "part 2, consented", "therapy"},
    "hill": {"plain", "authorised", "of another date", "expired", "organization"},
    "hill in an emergency": {"plain", "authorised", "of another date", "expired", "organization", "restricted"},
    "hill paying": {"organization"},
    "stranger": {"organization"},
    "firm": {"authorised", "part 2, consented", "organization"},
    "firm treating": {"organization"},
    "ann": set(RECORDS) - {"therapy", "of two", "of nobody"},
    "claims to be a patient": {"organization"},
}


@pytest.mark.parametrize("what", RECORDS)
@pytest.mark.parametrize("who", CALLERS)
def test_release(who: str, what: str) -> None:
    """A caller has exactly what is listed."""
    assert (what in RELEASED[who]) is holds(decide(CALLERS[who], "read").predicate, RECORDS[what], AT)


def test_the_table_is_whole() -> None:
    """Every caller has a row and no row names what is not there."""
    assert CALLERS.keys() == RELEASED.keys()
    assert set().union(*RELEASED.values()) <= RECORDS.keys()


def _cells() -> set[tuple[str, str]]:
    cells = {
        (who, what)
        for who, asks in CALLERS.items()
        for what, facts in RECORDS.items()
        if holds(decide.__wrapped__(asks, "read").predicate, facts, AT)
    }
    county = replace(CALLERS["firm"], organization=COUNTY, purpose="PUBHLTH", purposes=frozenset({"PUBHLTH"}))
    clearance = decide_release(county, "PUBLIC_HEALTH", "ann", frozenset())
    wrong = {**RECORDS, "in error": document(status="entered-in-error")}
    return cells | {("county", what) for what, facts in wrong.items() if holds(clearance.predicate, facts, AT)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_matters(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any one rule, some cell of the table is another."""
    whole = _cells()
    monkeypatch.setattr(deciding, "RULES", tuple(other for other in RULES if other is not rule))

    assert whole != _cells()


def test_an_empty_table_releases_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Default deny."""
    monkeypatch.setattr(deciding, "RULES", ())

    assert set() == _cells()


def test_a_clearance_comes_from_decide_alone() -> None:
    """Nobody else can make one."""
    with pytest.raises(TypeError):
        Clearance(decide(CALLERS["feed"], "read").predicate, CALLERS["feed"], "read", "TREAT", ())


def test_public_health_gets_neither_part_2_nor_psychotherapy_notes() -> None:
    """Matrix 0.3: both columns of the pathway are blank for identified records."""
    county = Caller("county", purpose="PUBHLTH", organization=COUNTY, purposes=frozenset({"PUBHLTH"}))
    clearance = decide_release(county, "PUBLIC_HEALTH", "ann", frozenset())
    got = {what for what, facts in RECORDS.items() if holds(clearance.predicate, facts, AT)}

    assert not got & {"part 2", "part 2, generally authorised", "part 2, consented", "therapy", "of two", "of nobody"}
    assert {"plain", "authorised", "restricted"} <= got


def test_every_rule_says_why() -> None:
    """A row has an id of its own, a citation, a date and a reason in words."""
    assert len(RULES) == len({rule.id for rule in RULES})
    assert all(rule.citation and rule.text and rule.effective for rule in RULES)
    assert all(rule.reason for rule in RULES if rule.effect == "withhold")
