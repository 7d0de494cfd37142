"""What a Consent lays down, and of which records a directive speaks: RULES.md E1, A2, B."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.privacy.consent import applies, defects, directives, unbound
from domain.privacy.content import content_hash
from domain.privacy.facts import LATEST, Directive, Facts
from domain.privacy.labelling import LEVELS, PART2, PSYCHOTHERAPY
from domain.privacy.pathways import PURPOSES
from domain.privacy.periods import bounds
from tests.domain.privacy.consents import AGENCY, ATTORNEY, DOCTOR, authorisation, concept, consent, provision

NOW = bounds("2026-03-02T14:00:00Z")[0]  # type: ignore[index]
SUMMARY, LABS = "18842-5", "11502-2"
LOINC = "http://loinc.org"


def document(
    labels: str = "N",
    date: str | None = "2026-02-01",
    loinc: str = SUMMARY,
    type_: str = "DocumentReference",
    id_: str = "d1",
) -> Facts:
    """Give the facts of a record of patient p."""
    lo, hi = bounds(date) if date else (None, None)  # type: ignore[misc]
    keys = frozenset({content_hash(LOINC, loinc), content_hash(None, loinc)})
    return Facts(type_, id_, ("p",), frozenset(labels.split()), lo=lo, hi=hi, keys=keys)


# Named records.
RECORDS = {
    "summary": document(),
    "old": document(date="2022-06-01"),
    "undated": document(date=None),
    "labs": document(loinc=LABS, type_="Observation", id_="o1"),
    "restricted": document("R"),
    "very": document("V"),
    "opioid": document("N ETH SUD OPIOIDUD"),
    "part2": document("R SUD 42CFRPart2"),
    "therapy": document("V PSYTHPN HIPAAPsyNotes"),
    "hiv": document("N HIV"),
}


def outcome(
    rows: tuple[Directive, ...], facts: Facts, party: str = ATTORNEY, purpose: str = "HLEGAL", at: int = NOW
) -> str:
    """Say what directives make of a record; what its labels withhold wants a permit that names it."""
    speaking = [row for row in rows if applies(row, facts, frozenset({party}), purpose, at)]
    if any(not row.permits for row in speaking):
        return "deny"
    for labels in (PART2, PSYCHOTHERAPY):
        if facts.labels & labels:
            speaking = [row for row in speaking if row.labels is not None and row.labels & labels]
    return "permit" if speaking else ""


def permitted(whole: dict[str, Any], **asked: Any) -> set[str]:
    """Name the records that a Consent opens."""
    rows = directives(whole)
    return {name for name, facts in RECORDS.items() if outcome(rows, facts, **asked) == "permit"}


def denied(whole: dict[str, Any], **asked: Any) -> set[str]:
    """Name the records that a Consent closes."""
    rows = directives(whole)
    return {name for name, facts in RECORDS.items() if outcome(rows, facts, **asked) == "deny"}


DOCUMENTS = set(RECORDS) - {"labs", "part2", "therapy"}
"""What an authorisation for documents opens: no other type, nothing that wants a consent of its own."""

# An authorisation, and the records it opens to the attorney. What is not listed is not opened.
OPENED: list[tuple[str, dict[str, Any], set[str]]] = [
    ("documents", consent(authorisation()), DOCUMENTS),
    (
        "documents and observations",
        consent(authorisation(kind=["DocumentReference", "Observation"])),
        DOCUMENTS | {"labs"},
    ),
    ("one type of document", consent(authorisation(kind=None, doc=[SUMMARY])), DOCUMENTS),
    ("type of record or of document", consent(authorisation(kind=["Observation"], doc=[LABS])), {"labs"}),
    ("by code", consent(authorisation(kind=None, loinc=[LABS])), {"labs"}),
    ("type and code", consent(authorisation(loinc=[LABS])), set()),
    ("dates", consent(authorisation(dates=("2026-01-01", "2026-02-28"))), DOCUMENTS - {"old", "undated"}),
    ("dates that touch", consent(authorisation(dates=("2026-02-01", "2026-02-01"))), DOCUMENTS - {"old", "undated"}),
    ("dates only", consent(authorisation(kind=None, dates=("2022-01-01", "2022-12-31"))), {"old"}),
    ("one record", consent(authorisation(kind=None, only=["DocumentReference/d1"])), DOCUMENTS),
    ("another record", consent(authorisation(kind=None, only=["DocumentReference/d2"])), set()),
    (
        "related records: the record itself",
        consent(authorisation(kind=None, only=["Observation/o1"], meaning="related")),
        {"labs"},
    ),
    ("records by author: cannot be told", consent(authorisation(only=["Observation/o1"], meaning="authoredby")), set()),
    # FH-003: the level is a ceiling
    ("level N", consent(authorisation(label=["N"])), DOCUMENTS - {"restricted", "very"}),
    ("levels N and R", consent(authorisation(label=["N", "R"])), DOCUMENTS - {"very"}),
    # P2-010: general is not enough; the label, the sensitivity or the policy names Part 2
    ("level R is not Part 2", consent(authorisation(label=["R"])), DOCUMENTS - {"very"}),
    ("Part 2 by label", consent(authorisation(label=["42CFRPart2"])), {"part2"}),
    ("Part 2 by sensitivity", consent(authorisation(label=["ETH"])), {"opioid", "part2"}),
    ("Part 2 and the rest", consent(authorisation(label=["R", "42CFRPart2"])), DOCUMENTS - {"very"} | {"part2"}),
    ("Part 2 by policy", consent(authorisation(type_="permit"), policy="42-CFR-Part-2"), {"part2"}),
    (
        "Part 2 by address",
        consent(authorisation(), "")
        | {"policy": [{"uri": "https://www.ecfr.gov/current/title-42/chapter-I/subchapter-A/part-2"}]},
        {"part2"},
    ),
    (
        "another part of the code",
        consent(authorisation(), "") | {"policy": [{"uri": "https://www.ecfr.gov/current/title-42/part-20"}]},
        DOCUMENTS,
    ),
    (
        "Part 2 and HIPAA by policy",
        consent(authorisation()) | {"policy": [{"uri": "urn:42-CFR-Part-2"}]},
        DOCUMENTS | {"part2"},
    ),
    # HIP-108, HIP-106 b: psychotherapy notes alone
    ("psychotherapy notes", consent(authorisation(label=["PSYTHPN"])), {"therapy"}),
    ("psychotherapy notes with their level", consent(authorisation(label=["V", "PSYTHPN"])), {"therapy"}),
    ("psychotherapy notes and HIV", consent(authorisation(label=["PSYTHPN", "HIV"])), set()),
    ("psychotherapy notes and what is normal", consent(authorisation(label=["PSYTHPN", "N"])), set()),
    ("psychiatry is not psychotherapy notes", consent(authorisation(label=["PSY"])), set()),
    (
        "psychotherapy notes beside the rest",
        consent(provision(None, authorisation(), authorisation(label=["PSYTHPN"])), policy=""),
        set(),
    ),
    # FH-001: the root without type takes its effect from the policy
    ("root without type", consent(authorisation(type_=None)), DOCUMENTS),
    ("root without type, opted in", consent(authorisation(type_=None), policy="OPTIN"), DOCUMENTS),
    (
        "root without type, form for release",
        consent(authorisation(type_=None), policy="", category=[concept(LOINC, "64292-6")]),
        DOCUMENTS,
    ),
    ("root without type, no policy", consent(authorisation(type_=None), policy=""), set()),
    ("root without type, opted out", consent(authorisation(type_=None), policy="OPTOUT"), set()),
    # nesting
    ("without what is about HIV", consent(authorisation(provision("deny", label=["HIV"]))), DOCUMENTS - {"hiv"}),
    ("without substance use", consent(authorisation(provision("deny", label=["ETH"]))), DOCUMENTS - {"opioid"}),
    (
        "without what is restricted",
        consent(authorisation(provision("deny", label=["R"]))),
        DOCUMENTS - {"restricted", "very"},
    ),
    (
        "without what is old",
        consent(authorisation(provision("deny", dates=(None, "2023-01-01")))),
        DOCUMENTS - {"old", "undated"},
    ),
    ("permit within a permit", consent(authorisation(authorisation(label=["N"]))), DOCUMENTS),
    ("permit within nothing", consent(provision(None, authorisation()), policy=""), DOCUMENTS),
    (
        "an exception to an exception",
        consent(authorisation(provision("deny", provision("permit", kind=["DocumentReference"]), label=["HIV"]))),
        DOCUMENTS,
    ),
    # what cannot be read permits nothing
    ("nested without type", consent(authorisation(provision(None, label=["HIV"]))), set()),
    ("unknown type", consent(authorisation(type_="allow")), set()),
    (
        "three deep",
        consent(authorisation(provision("deny", provision("permit", provision("deny", label=["HIV"]))))),
        set(),
    ),
    ("unknown class", consent(authorisation(kind=["ChartThing"])), set()),
    ("unknown dates", consent(authorisation(dates=("spring", "autumn"))), set()),
    ("no action of disclosure", consent(authorisation(raw={"action": [concept("x", "collect")]})), set()),
    ("action of disclosure", consent(authorisation(raw={"action": [concept("x", "disclose")]})), DOCUMENTS),
    ("code in words only", consent(authorisation(raw={"code": [{"text": "all of it"}]})), set()),
    ("label without code", consent(authorisation(raw={"securityLabel": [{"display": "R"}]})), set()),
    ("recipient that is a team", consent(authorisation(to=["CareTeam/t"])), set()),
    ("recipient elsewhere", consent(authorisation(to=["https://x.example/fhir/Organization/smith-llp"])), set()),
    ("recipient known by its role as witness", consent(authorisation(role="WIT")), set()),
    # HIP-110
    ("signed by a representative", consent(authorisation(), performer=[{"reference": "RelatedPerson/r"}]), set()),
    (
        "signed by a verified representative",
        consent(authorisation(), performer=[{"reference": "RelatedPerson/r"}], verification=[{"verified": True}]),
        DOCUMENTS,
    ),
]


@pytest.mark.parametrize(("whole", "expected"), [row[1:] for row in OPENED], ids=[row[0] for row in OPENED])
def test_authorisation(whole: dict[str, Any], expected: set[str]) -> None:
    """An authorisation opens exactly what it describes."""
    assert expected == permitted(whole)


@pytest.mark.parametrize(
    ("element", "left_out"),
    [
        ("recipient", {"to": None}),
        ("purpose", {"purpose": None}),
        ("purpose", {"purpose": []}),
        ("description", {"kind": None}),
        ("expiry", {"period": None}),
        ("expiry", {"period": ("2026-01-01", None)}),
    ],
)
def test_incomplete(element: str, left_out: dict[str, Any]) -> None:
    """A permit that lacks one element of 164.508(c)(1) opens nothing, and the element is named (HIP-100, HIP-104)."""
    whole = consent(authorisation(**left_out))

    assert set() == permitted(whole)
    assert element in {fault.rule.partition(":")[2] for fault in defects(whole)} or left_out == {"purpose": []}


def test_unsigned() -> None:
    """Without date, source or verification there is no signature; each of them is evidence of one."""
    unsigned = consent(authorisation(), dateTime=None)

    assert set() == permitted(unsigned)
    assert ["AUTH_INCOMPLETE:signature"] == [fault.rule for fault in defects(unsigned)]
    for evidence in ({"sourceReference": {"reference": "DocumentReference/f"}}, {"verification": [{"verified": True}]}):
        assert DOCUMENTS == permitted(unsigned | evidence)
    assert set() == permitted(unsigned | {"verification": [{"verified": False}]})


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        (consent(authorisation()), []),
        (consent(authorisation(to=None, period=None)), ["AUTH_INCOMPLETE:recipient", "AUTH_INCOMPLETE:expiry"]),
        (consent(authorisation(authorisation(to=None))), []),
        (consent(authorisation(label=["PSYTHPN", "N"])), ["AUTH_COMPOUND"]),
        (consent(authorisation(provision(None))), ["CONSENT_NOT_AUTHORIZATION"]),
        (consent(authorisation(), scope=concept("x", "treatment")), ["CONSENT_NOT_AUTHORIZATION"]),
        (consent(authorisation(), performer=[{"reference": "RelatedPerson/r"}]), ["AUTH_REP_AUTHORITY"]),
        ({"resourceType": "DocumentReference"}, ["CONSENT_NOT_AUTHORIZATION"]),
        (
            consent(None),
            [f"AUTH_INCOMPLETE:{element}" for element in ("description", "recipient", "purpose", "expiry")],
        ),
        (
            consent(provision("deny")),
            [
                "CONSENT_NOT_AUTHORIZATION",
                *(f"AUTH_INCOMPLETE:{element}" for element in ("description", "recipient", "purpose", "expiry")),
            ],
        ),
    ],
)
def test_defects(whole: dict[str, Any], expected: list[str]) -> None:
    """What keeps a Consent from being an authorisation is named, element by element, with its place and citation."""
    faults = defects(whole)

    assert expected == [fault.rule for fault in faults]
    assert all(fault.expression.startswith("Consent") and "CFR" in fault.citation for fault in faults)


@pytest.mark.parametrize(
    ("party", "purpose", "at", "expected"),
    [
        (ATTORNEY, "HLEGAL", "2026-03-02T14:00:00Z", True),
        ("Organization/jones-llp", "HLEGAL", "2026-03-02T14:00:00Z", False),
        (ATTORNEY, "TREAT", "2026-03-02T14:00:00Z", False),
        (ATTORNEY, "", "2026-03-02T14:00:00Z", False),
        (ATTORNEY, "HOPERAT", "2026-03-02T14:00:00Z", False),
        (ATTORNEY, "HLEGAL", "2026-01-01T04:59:59Z", False),
        (ATTORNEY, "HLEGAL", "2026-01-01T05:00:00Z", True),
        (ATTORNEY, "HLEGAL", "2027-01-01T04:59:59Z", True),
        (ATTORNEY, "HLEGAL", "2027-01-01T05:00:00Z", False),
    ],
)
def test_exactly(party: str, purpose: str, at: str, *, expected: bool) -> None:
    """An authorisation serves its recipient, its purpose and its days, the last one whole, and no other."""
    rows = directives(consent(authorisation()), ZoneInfo("America/New_York"))
    moment = bounds(at)[0]  # type: ignore[index]

    assert expected == (outcome(rows, RECORDS["summary"], party, purpose, moment) == "permit")


@pytest.mark.parametrize("code", [*PURPOSES, "HPRGRP", "LEGAL", "PurposeOfUse"])
def test_purpose_is_never_subsumed(code: str) -> None:
    """A permit of operations, or of treatment, opens to that very code and to none below or above it (FH-005)."""
    for stated in ("HOPERAT", "TREAT", "PATRQT", "PUBHLTH"):
        rows = directives(consent(authorisation(purpose=[stated])))
        assert (code == stated) == (outcome(rows, RECORDS["summary"], purpose=code) == "permit")


@pytest.mark.parametrize("status", ["draft", "proposed", "rejected", "inactive", "entered-in-error", None, "ACTIVE"])
def test_not_active(status: str | None) -> None:
    """Only an active Consent says anything."""
    for root in (authorisation(), provision("deny")):
        assert () == directives(consent(root, status=status))


@pytest.mark.parametrize(
    "elements",
    [
        {"scope": concept("x", "treatment")},
        {"scope": concept("x", "research")},
        {"scope": {"text": "patient-privacy"}},
        {"patient": None},
        {"patient": {"display": "somebody"}},
        {"resourceType": "Contract"},
    ],
)
def test_no_privacy_consent(elements: dict[str, Any]) -> None:
    """A Consent that is not about privacy, or names no patient, says nothing (FH-002)."""
    assert () == directives(consent(authorisation(), **elements))


ALL = set(RECORDS)
SPARED = {"purpose": "ETREAT", "party": DOCTOR}
# A restriction, who asks, and the records it closes. What is not listed stays as it was.
CLOSED: list[tuple[str, dict[str, Any], dict[str, Any], set[str]]] = [
    ("everything", consent(provision("deny")), {}, ALL),
    ("to one party", consent(provision("deny", to=[DOCTOR])), {"party": DOCTOR}, ALL),
    ("to another party", consent(provision("deny", to=[DOCTOR])), {}, set()),
    ("for treatment, asked to coordinate", consent(provision("deny", purpose=["TREAT"])), {"purpose": "COC"}, ALL),
    ("for treatment, in an emergency", consent(provision("deny", purpose=["TREAT"])), SPARED, set()),
    ("for treatment, asked to pay", consent(provision("deny", purpose=["TREAT"])), {"purpose": "HPAYMT"}, set()),
    (
        "for quality, asked for operations",
        consent(provision("deny", purpose=["HQUALIMP"])),
        {"purpose": "HOPERAT"},
        set(),
    ),
    ("one type", consent(provision("deny", kind=["Observation"])), {}, {"labs"}),
    ("one code", consent(provision("deny", loinc=[LABS])), {}, {"labs"}),
    ("one code of any system", consent(provision("deny", raw={"code": [{"coding": [{"code": LABS}]}]})), {}, {"labs"}),
    ("one record", consent(provision("deny", only=["Observation/o1"])), {}, {"labs"}),
    ("one record and its relations", consent(provision("deny", only=["Observation/o1"], meaning="related")), {}, ALL),
    ("a period of data", consent(provision("deny", dates=("2022-01-01", "2022-12-31"))), {}, {"old", "undated"}),
    (
        "data from the middle of a day on",
        consent(provision("deny", dates=("2026-02-01T12:00:00Z", None))),
        {},
        ALL - {"old"},
    ),
    # FH-003, FH-004
    ("what is restricted", consent(provision("deny", label=["R"])), {}, {"restricted", "very", "part2", "therapy"}),
    ("substance use by its old code", consent(provision("deny", label=["ETH"])), {}, {"opioid", "part2"}),
    ("psychiatry", consent(provision("deny", label=["PSY"])), {}, {"therapy"}),
    # FH-001 a, E1.2
    ("all but psychiatry", consent(provision(None, provision("deny", label=["PSY"])), policy="OPTIN"), {}, {"therapy"}),
    ("opted out", consent(provision(None), policy="OPTOUT"), {}, ALL),
    ("opted out, no provision", consent(None, policy="OPTOUT"), {}, ALL),
    ("emergencies only, asked to treat", consent(provision(None), policy="EMRGONLY"), {"purpose": "TREAT"}, ALL),
    ("emergencies only, in one", consent(provision(None), policy="EMRGONLY"), SPARED, set()),
    # HIP-602: a self-pay restriction binds payment and operations only
    ("self-pay, payment", consent(provision("deny"), policy="hipaa-self-pay"), {"purpose": "HPAYMT"}, ALL),
    ("self-pay, audit of the plan", consent(provision("deny"), policy="hipaa-self-pay"), {"purpose": "HOPERAT"}, ALL),
    ("self-pay, treatment", consent(provision("deny"), policy="hipaa-self-pay"), {"purpose": "TREAT"}, set()),
    # exceptions that can be told exactly
    (
        "but for treatment",
        consent(provision("deny", provision("permit", purpose=["TREAT"]))),
        {"purpose": "TREAT"},
        set(),
    ),
    (
        "but for treatment, asked to pay",
        consent(provision("deny", provision("permit", purpose=["TREAT"]))),
        {"purpose": "HPAYMT"},
        ALL,
    ),
    ("but documents", consent(provision("deny", provision("permit", kind=["DocumentReference"]))), {}, {"labs"}),
    (
        "but what is normal",
        consent(provision("deny", provision("permit", label=["N"]))),
        {},
        {"restricted", "very", "part2", "therapy"},
    ),
    ("but old data", consent(provision("deny", provision("permit", dates=(None, "2023-01-01")))), {}, ALL - {"old"}),
    ("but last year", consent(provision("deny", provision("permit", period=("2025-01-01", "2025-12-31")))), {}, ALL),
    ("but this year", consent(provision("deny", provision("permit", period=("2026-01-01", "2026-12-31")))), {}, set()),
    (
        "but documents for treatment",
        consent(provision("deny", provision("permit", kind=["DocumentReference"], purpose=["TREAT"]))),
        {"purpose": "TREAT"},
        {"labs"},
    ),
    (
        "but two things",
        consent(provision("deny", provision("permit", purpose=["TREAT"]), provision("permit", kind=["Observation"]))),
        {"purpose": "HPAYMT"},
        ALL - {"labs"},
    ),
    (
        "but for treatment, save HIV",
        consent(provision("deny", provision("permit", provision("deny", label=["HIV"]), purpose=["TREAT"]))),
        {"purpose": "TREAT"},
        {"hiv"},
    ),
    # exceptions that cannot: the deny stays whole
    ("but to one party", consent(provision("deny", provision("permit", to=[DOCTOR]))), {"party": DOCTOR}, ALL),
    ("but one code", consent(provision("deny", provision("permit", loinc=[LABS]))), {}, ALL),
    ("but HIV", consent(provision("deny", provision("permit", label=["HIV"]))), {}, ALL),
    # siblings that disagree: deny wins (E1.4)
    (
        "both",
        consent(
            provision(None, provision("permit", kind=["Observation"]), provision("deny", kind=["Observation"])),
            policy="",
        ),
        {},
        {"labs"},
    ),
    # what cannot be read closes more, never less
    ("to a team", consent(provision("deny", to=["CareTeam/t"])), {}, ALL),
    ("to a group and one party", consent(provision("deny", to=[DOCTOR, "Group/g"])), {}, ALL),
    ("by one custodian", consent(provision("deny", to=["Organization/o"], role="CST")), {}, ALL),
    ("unknown class", consent(provision("deny", kind=["ChartThing"])), {}, ALL),
    ("unknown type of rule", consent(provision("allow")), {}, ALL),
    ("nested without type", consent(provision(None, provision(None, kind=["Observation"])), policy=""), {}, {"labs"}),
    ("unknown period", consent(provision("deny", period=("soon", None))), {}, ALL),
    ("unknown purpose system", consent(provision("deny", raw={"purpose": [{"system": "x", "code": "y"}]})), {}, ALL),
    ("code in words only", consent(provision("deny", raw={"code": [{"text": "labs"}]})), {}, ALL),
    ("label without code", consent(provision("deny", raw={"securityLabel": [{}]})), {}, ALL),
    ("records by author", consent(provision("deny", only=["Practitioner/x"], meaning="authoredby")), {}, ALL),
    ("collecting only", consent(provision("deny", raw={"action": [concept("x", "collect")]})), {}, set()),
    ("unknown action", consent(provision("deny", raw={"action": [{"text": "showing"}]})), {}, ALL),
    # periods
    ("over", consent(provision("deny", period=(None, "2026-03-01"))), {}, set()),
    ("not begun", consent(provision("deny", period=("2026-03-03", None))), {}, set()),
    ("today", consent(provision("deny", period=("2026-03-02", "2026-03-02"))), {}, ALL),
]


@pytest.mark.parametrize(("whole", "asked", "expected"), [row[1:] for row in CLOSED], ids=[row[0] for row in CLOSED])
def test_restriction(whole: dict[str, Any], asked: dict[str, Any], expected: set[str]) -> None:
    """A restriction closes what it names; where that cannot be told exactly, more."""
    assert expected == denied(whole, **asked)


def test_a_restriction_permits_nothing() -> None:
    """An exception to a deny is no authorisation unless it states every element."""
    assert all(
        not row.permits for row in directives(consent(provision("deny", provision("permit", purpose=["TREAT"]))))
    )


def test_many_exceptions_stay_cheap() -> None:
    """Many exceptions to a deny do not multiply without bound, and what is not taken out stays denied."""
    exceptions = [
        provision("permit", kind=[kind], purpose=[code]) for kind in ("Observation", "Condition") for code in PURPOSES
    ]
    rows = directives(consent(provision("deny", *exceptions)))

    assert len(rows) <= 64
    assert "deny" == outcome(rows, RECORDS["summary"])


def test_the_row_names_its_consent() -> None:
    """Every row names the Consent it comes from, and no row is given twice."""
    rows = directives(consent(authorisation(provision("deny", label=["HIV"]), provision("deny", label=["HIV"]))))

    assert {"c1"} == {row.consent for row in rows}
    assert 2 == len(rows)


# -- always

LABELS = st.sampled_from([["N"], ["R"], ["N", "R"], ["HIV"], ["ETH"], ["42CFRPart2"], ["PSYTHPN"], ["R", "HIV"]])
TOLD = st.fixed_dictionaries(
    {},
    optional={
        "to": st.lists(st.sampled_from([ATTORNEY, AGENCY, DOCTOR, "CareTeam/t"]), min_size=1, max_size=2),
        "purpose": st.lists(st.sampled_from(["HLEGAL", "TREAT", "COC", "HPAYMT", "XYZ"]), min_size=1, max_size=2),
        "kind": st.lists(st.sampled_from(["DocumentReference", "Observation", "Nonsense"]), min_size=1, max_size=2),
        "loinc": st.sampled_from([[SUMMARY], [LABS], [SUMMARY, LABS]]),
        "label": LABELS,
        "only": st.sampled_from([["DocumentReference/d1"], ["Observation/o1"], ["elsewhere"]]),
        "dates": st.sampled_from(
            [("2026-01-01", None), (None, "2023-01-01"), ("2022-06-01", "2022-06-01"), ("x", None)]
        ),
        "period": st.sampled_from([("2026-01-01", "2026-12-31"), (None, "2026-03-01"), ("2026-03-02", "2026-03-02")]),
    },
)
TYPE = st.sampled_from(["permit", "deny"])


def _nested(depth: int) -> st.SearchStrategy[dict[str, Any]]:
    below = st.lists(_nested(depth - 1), max_size=2) if depth else st.just([])
    return st.builds(lambda kind, told, nodes: provision(kind, *nodes, **told), TYPE, TOLD, below)


def _complete(kind: str, told: dict[str, Any], nodes: list[dict[str, Any]]) -> dict[str, Any]:
    return authorisation(*nodes, type_=kind, **told)


ROOT = st.one_of(_nested(2), st.builds(_complete, TYPE, TOLD, st.lists(_nested(1), max_size=2)))
ASKED = st.tuples(
    st.sampled_from(sorted(RECORDS)),
    st.sampled_from([ATTORNEY, AGENCY, DOCTOR]),
    st.sampled_from(["HLEGAL", "TREAT", "COC", "ETREAT", "HPAYMT"]),
)


def _matches(node: dict[str, Any], facts: Facts, party: str, purpose: str) -> bool | None:
    """Tell by the words of the specification whether a provision matches; ``None`` where its words cannot be read."""
    permits = node.get("type") == "permit"
    stated: list[bool | None] = []
    if "actor" in node:
        named = [actor["reference"]["reference"] for actor in node["actor"]]
        stated.append(True if party in named else None if any(n.startswith("CareTeam") for n in named) else False)
    if "purpose" in node:
        stated.append(purpose in [c["code"] for c in node["purpose"]])
    if "class" in node:
        kinds = [c["code"] for c in node["class"]]
        stated.append(True if facts.type in kinds else None if "Nonsense" in kinds else False)
    if "code" in node:
        stated.append(any(content_hash(LOINC, c["coding"][0]["code"]) in facts.keys for c in node["code"]))
    if "securityLabel" in node:
        stated.append(any(_labelled(c["code"], facts, permits=permits) for c in node["securityLabel"]))
    if "data" in node:
        named = [d["reference"]["reference"] for d in node["data"]]
        stated.append(True if f"{facts.type}/{facts.id}" in named else None if "elsewhere" in named else False)
    if "dataPeriod" in node:
        stated.append(_within(node["dataPeriod"], facts, permits=permits))
    if "period" in node:
        start, end = bounds(node["period"].get("start")), bounds(node["period"].get("end"))
        stated.append((start is None or start[0] <= NOW) and (end is None or end[1] > NOW))
    return False if False in stated else None if None in stated else True


def _labelled(code: str, facts: Facts, *, permits: bool) -> bool:
    if code in LEVELS:
        level = next(iter(facts.labels & set(LEVELS)))
        gap = LEVELS.index(level) - LEVELS.index(code)
        return gap <= 0 if permits else gap >= 0
    family = {"ETH": {"ETH", "SUD", "ETHUD", "OPIOIDUD"}}.get(code, {code})
    return bool(facts.labels & family)


def _within(period: dict[str, str], facts: Facts, *, permits: bool) -> bool | None:
    if "x" in period.values() or facts.lo is None or facts.hi is None:
        return None
    start, end = bounds(period.get("start")), bounds(period.get("end"))
    lo, hi = (start[0] if start else -(2**63)), (end[1] if end else 2**63)
    return lo <= facts.lo and facts.hi <= hi if permits else facts.lo < hi and lo < facts.hi


def _verdict(node: dict[str, Any], facts: Facts, party: str, purpose: str) -> str | None:
    """Evaluate a tree by E1.3 and E1.4: all criteria match, the deepest match wins, deny wins among siblings."""
    match = _matches(node, facts, party, purpose)
    if match is False or (match is None and node["type"] == "permit"):
        return None
    below = {_verdict(child, facts, party, purpose) for child in node.get("provision", ())}
    return "deny" if "deny" in below else "permit" if "permit" in below else str(node["type"])


@settings(max_examples=250, deadline=None)
@given(ROOT, ASKED)
def test_never_wider_than_the_specification(root: dict[str, Any], asked: tuple[str, str, str]) -> None:
    """What the tree of provisions denies is always denied by the rows; what it does not permit, no row permits."""
    name, party, purpose = asked
    facts = RECORDS[name]
    rows = directives(consent(root))
    verdict = _verdict(root, facts, party, purpose)
    speaking = [row for row in rows if applies(row, facts, frozenset({party}), purpose, NOW)]

    if verdict == "deny":
        assert any(not row.permits for row in speaking)
    if any(row.permits for row in speaking) and all(row.permits for row in speaking):
        assert "permit" == verdict


EXACT = st.fixed_dictionaries(
    {},
    optional={
        "purpose": st.lists(st.sampled_from(["HLEGAL", "HQUALIMP", "CLMATTCH"]), min_size=1, max_size=2),
        "kind": st.lists(st.sampled_from(["DocumentReference", "Observation"]), min_size=1, max_size=2),
        "label": st.sampled_from([["N"], ["R"]]),
        "period": st.sampled_from([("2026-01-01", "2026-12-31"), (None, "2026-03-01")]),
    },
)


@settings(max_examples=250, deadline=None)
@given(
    st.builds(
        lambda kind, told, nodes: provision(kind, *(provision(k, **t) for k, t in nodes), **told),
        TYPE,
        EXACT,
        st.lists(st.tuples(TYPE, EXACT), max_size=3),
    ),
    st.sampled_from(sorted(RECORDS)),
    st.sampled_from(["HLEGAL", "HQUALIMP", "CLMATTCH", "TREAT"]),
)
def test_exact_where_it_can_be(root: dict[str, Any], name: str, purpose: str) -> None:
    """With purposes, types and periods alone, the rows always deny exactly what the tree of provisions denies."""
    facts = RECORDS[name]
    rows = directives(consent(root))
    rows_deny = any(not row.permits and applies(row, facts, frozenset({DOCTOR}), purpose, NOW) for row in rows)

    assert (_verdict(root, facts, DOCTOR, purpose) == "deny") is rows_deny


@settings(max_examples=150, deadline=None)
@given(ROOT, TOLD, ASKED)
def test_a_further_deny_never_widens(root: dict[str, Any], told: dict[str, Any], asked: tuple[str, str, str]) -> None:
    """Adding a deny to a Consent never opens a record, and never reopens one that was closed."""
    name, party, purpose = asked
    before = outcome(directives(consent(root)), RECORDS[name], party, purpose)
    more = {**root, "provision": [*root.get("provision", ()), provision("deny", **told)]}
    after = outcome(directives(consent(more)), RECORDS[name], party, purpose)

    assert after in {"permit": ("permit", "deny"), "deny": ("deny",), "": ("", "deny")}[before]


@settings(max_examples=200, deadline=None)
@given(ROOT, st.sampled_from(["draft", "proposed", "rejected", "inactive", "entered-in-error"]))
def test_what_is_not_active_never_permits(root: dict[str, Any], status: str) -> None:
    """Whatever it says, a Consent that is not active always compiles to nothing."""
    assert () == directives(consent(root, status=status))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
ELEMENTS = [
    "actor",
    "purpose",
    "class",
    "code",
    "securityLabel",
    "data",
    "dataPeriod",
    "period",
    "action",
    "provision",
    "type",
]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(ELEMENTS), JSON, max_size=4))
def test_any_shape_is_survived(said: dict[str, Any]) -> None:
    """A provision of any JSON shape always compiles, and what it permits names its recipient, purpose and end."""
    rows = directives(consent({**authorisation(), **said}))

    assert all(row.recipients and row.purposes and row.valid_hi < LATEST for row in rows if row.permits)


@pytest.mark.parametrize(
    ("patients", "changed", "refused"),
    [
        (("ann",), {}, False),
        ((), {}, True),
        ((), {"status": "proposed"}, False),
        ((), {"scope": {"coding": [{"code": "research"}]}}, False),
    ],
)
def test_an_active_privacy_consent_has_a_patient(
    patients: tuple[str, ...],
    changed: dict,
    refused: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """FH-002: one that binds nobody is not kept."""
    consent = {"resourceType": "Consent", "status": "active", "scope": {"coding": [{"code": "patient-privacy"}]}}

    assert refused is (unbound(consent | changed, patients) is not None)
