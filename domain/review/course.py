"""Do the things that happened fit the stay: death, procedures, operative notes (RULES.md DR-015, DR-016)?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.fhir.dates import DAY
from domain.fhir.targets import named
from domain.review.findings import Hit, Rule
from domain.review.moments import Moment, moment, period
from domain.review.stay import DEATH, HOSPICE_DEATH, Stay, codings, died

TOLERANCE = DAY
LOINC = "http://loinc.org"
PERFORMED_THEN = frozenset({"11504-8", "28570-0"})
"""Notes written about an act at its time: operative note, procedure note."""


def death_is_consistent(stay: Stay) -> Iterator[Hit]:
    """DR-015: a stay ends in death just when the patient died in it; hospice codes belong to hospice claims."""
    dead, when = died(stay.chart.patient, stay.zone)
    where = "Encounter.hospitalization.dischargeDisposition"
    if stay.dispositions & HOSPICE_DEATH and not _is_hospice(stay):
        said = "Dispositions 40 to 42 are for hospice claims; this encounter is none."
        yield Hit(said, where, stay.name, "hospice")
    if stay.dispositions & DEATH and stay.chart.patient is not None and not dead:
        said = "The disposition is death, but the patient is not recorded as deceased."
        yield Hit(said, where, stay.name, "not-deceased")
    if when is None:
        return
    if stay.died_here:
        early = stay.start is not None and when.hi + TOLERANCE <= stay.start.lo
        late = stay.end is not None and stay.end.hi + TOLERANCE <= when.lo
        if early or late:
            said = "The disposition is death, but the recorded time of death lies outside the stay."
            yield Hit(said, "Patient.deceased", stay.name, "outside")
    elif stay.inpatient or stay.dispositions:
        yield from _alive_after(stay, when)


def _alive_after(stay: Stay, when: Moment) -> Iterator[Hit]:
    if stay.start is not None and when.surely_before(stay.start):
        if stay.inpatient:
            yield Hit("The stay starts after the recorded time of death.", "Encounter.period.start", stay.name, "after")
    elif stay.end is not None and when.surely_before(stay.end):
        said = "The recorded time of death lies within the stay, but the disposition is not death."
        yield Hit(said, "Encounter.hospitalization.dischargeDisposition", stay.name, "within")


def _is_hospice(stay: Stay) -> bool:
    encounter = stay.chart.encounter
    told = [*encounter.get("type", ()), encounter.get("serviceType") or {}]
    words = [str(each.get("text", "")) for each in told]
    words += [str(coding.get("display", "")) for each in told for coding in each.get("coding", ())]
    return stay.kind == "HH" or any("hospice" in each.lower() for each in words)


def events_within(stay: Stay) -> Iterator[Hit]:
    """DR-016: what was done to an inpatient was done during the stay, and before death."""
    if not stay.inpatient or not (stay.chart.procedures or stay.chart.documents):
        return
    _, death = died(stay.chart.patient, stay.zone)
    for record, when, where in (*_procedures(stay), *_notes(stay)):
        if death is not None and death.last_day < when.first_day:
            yield Hit(f"{named(record)} is dated after death.", where, named(record), "death")
        elif stay.end is not None and stay.end.last_day < when.first_day:
            yield Hit(f"{named(record)} is dated after discharge.", where, named(record), "after")
        elif stay.start is not None and when.hi + TOLERANCE <= stay.start.lo:
            said = f"{named(record)} is dated more than a day before admission."
            yield Hit(said, where, named(record), "before", "W")


def _procedures(stay: Stay) -> Iterator[tuple[Mapping[str, Any], Moment, str]]:
    for procedure in stay.chart.procedures:
        if procedure.get("status") in {"entered-in-error", "not-done"}:
            continue
        when = (
            moment(procedure.get("performedDateTime"), stay.zone)
            or period(procedure.get("performedPeriod"), stay.zone)[0]
        )
        if when is not None:
            yield procedure, when, "Procedure.performed"


def _notes(stay: Stay) -> Iterator[tuple[Mapping[str, Any], Moment, str]]:
    for document in stay.chart.documents:
        if document.get("status") != "current" or document.get("docStatus") == "entered-in-error":
            continue
        if any(system == LOINC and code in PERFORMED_THEN for system, code in codings(document.get("type"))):
            told = period((document.get("context") or {}).get("period"), stay.zone)[0]
            when = told or moment(document.get("date"), stay.zone)
            if when is not None:
                yield document, when, "DocumentReference.context.period" if told else "DocumentReference.date"


RULES = (
    Rule(
        "DR-015",
        "Death is consistent",
        "UHDDS item disposition; NUBC FL17 (codes 20, 40-42)",
        "Q",
        "conflict",
        "encounter",
        "2026-01-01",
        True,
        death_is_consistent,
    ),
    Rule(
        "DR-016",
        "Events within the stay",
        "42 CFR 482.24(c)",
        "Q",
        "conflict",
        "encounter",
        "2026-01-01",
        False,
        events_within,
    ),
)
