"""Is the encounter itself complete and possible: period, status, class, disposition, attending (RULES.md F2)?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from domain.fhir.dates import HOUR, MINUTE
from domain.fhir.targets import local, named
from domain.review.findings import Hit, Rule
from domain.review.identity import Arrival
from domain.review.moments import Moment, moment, period
from domain.review.stay import (
    ACTIVE,
    CLASSES,
    NUMBERED,
    PLAIN,
    PLAIN_CODES,
    VOID,
    Stay,
    codings,
    disposition_codes,
    is_inpatient,
)

CLOCK_SKEW = 5 * MINUTE
LONG_OBSERVATION = 48 * HOUR
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
UNITS = {"d": 1.0, "wk": 7.0, "h": 1 / 24, "min": 1 / 1440}


def possible_period(arrival: Arrival) -> Iterator[Hit]:
    """DR-010 at the door: a period that ends before it starts, or a finished encounter that ends in the future."""
    encounter = arrival.record
    if encounter.get("status") != "entered-in-error":
        start, end = period(encounter.get("period"), arrival.zone)
        yield from _period(encounter, start, end, arrival.at)


def period_holds(stay: Stay) -> Iterator[Hit]:
    """DR-010 in the chart."""
    return _period(stay.chart.encounter, stay.start, stay.end, stay.at)


def _period(encounter: Mapping[str, Any], start: Moment | None, end: Moment | None, at: int) -> Iterator[Hit]:
    if start is not None and end is not None and end.surely_before(start):
        yield Hit("The encounter ends before it starts.", "Encounter.period", named(encounter), "order")
    if end is not None and encounter.get("status") == "finished" and end.lo > at + CLOCK_SKEW:
        yield Hit(
            "The encounter is finished, but ends in the future.", "Encounter.period.end", named(encounter), "future"
        )


def end_fits_status(stay: Stay) -> Iterator[Hit]:
    """DR-011: finished has an end; arrived and in progress have neither end nor disposition."""
    if stay.finished and stay.end is None:
        yield Hit("The encounter is finished and has no end.", "Encounter.period.end", stay.name, "end")
    if stay.status in ACTIVE:
        if stay.end is not None:
            yield Hit(f"The encounter is {stay.status} and has an end.", "Encounter.period.end", stay.name, "end", "Q")
        if (stay.chart.encounter.get("hospitalization") or {}).get("dischargeDisposition"):
            said = f"The encounter is {stay.status} and has a discharge disposition."
            yield Hit(said, "Encounter.hospitalization.dischargeDisposition", stay.name, "disposition", "Q")


def has_disposition(stay: Stay) -> Iterator[Hit]:
    """DR-012: a finished inpatient stay says where the patient went, in a code of the table."""
    if not stay.discharged_inpatient:
        return
    where = "Encounter.hospitalization.dischargeDisposition"
    stated = (stay.chart.encounter.get("hospitalization") or {}).get("dischargeDisposition") or {}
    found = list(disposition_codes(stay.chart.encounter))
    if not stated.get("text") and not any(code for _, code in found):
        yield Hit("The inpatient stay is finished and has no discharge disposition.", where, stay.name)
    elif not any(_is_known(system, code) for system, code in found):
        yield Hit("The discharge disposition has no code of the usual systems.", where, stay.name, "code", "W")


def _is_known(system: str, code: str) -> bool:
    two_digits = len(code) == len("20") and code.isdigit() and code != "00"
    return (system == PLAIN and code in PLAIN_CODES) or (system in NUMBERED and two_digits)


def length_agrees(stay: Stay) -> Iterator[Hit]:
    """DR-013: the stated length is the days between the local dates of admission and discharge, less leave."""
    length = stay.chart.encounter.get("length") or {}
    factor = UNITS.get(length.get("code") or length.get("unit", ""))
    value = length.get("value")
    if not stay.inpatient or factor is None or not isinstance(value, int | float):
        return
    counted = length_of_stay(stay)
    if counted is not None and abs(value * factor - counted) >= 1:
        said = f"The stated length is {value * factor:g} days; between the dates lie {counted}, leave taken off."
        yield Hit(said, "Encounter.length", stay.name)


def length_of_stay(stay: Stay) -> int | None:
    """Count the days of a stay as midnights in the facility's zone, less whole days of leave; None when not certain."""
    if stay.start is None or stay.end is None or _vague(stay.start) or _vague(stay.end):
        return None
    away = 0
    for entry in stay.chart.encounter.get("statusHistory", ()):
        left, back = period(entry.get("period"), stay.zone)
        if entry.get("status") == "onleave" and left and back:
            away += back.first_day - left.first_day
    return stay.end.first_day - stay.start.first_day - away


def _vague(when: Moment) -> bool:
    return when.first_day != when.last_day


def no_overlap(stay: Stay) -> Iterator[Hit]:
    """DR-014: one inpatient stay at a facility at a time; touching stays and parts of one stay are fine."""
    encounter = stay.chart.encounter
    if not stay.inpatient or stay.start is None or (stay.finished and stay.end is None) or stay.status == "planned":
        return
    home, whole, subject = _provider(encounter), local(encounter.get("partOf")), local(encounter.get("subject"))
    for other in stay.chart.encounters:
        if not is_inpatient(other) or other.get("status") in VOID or other.get("status") == "planned":
            continue
        if not _overlap((stay.start, stay.end), other, stay.zone):
            continue
        name, part = named(other), local(other.get("partOf"))
        elsewhere = home and _provider(other) and home != _provider(other)
        related = name == whole or part == stay.name or (whole and whole == part)
        if not (name == stay.name or elsewhere or related or local(other.get("subject")) != subject):
            said = f"The stay overlaps {name}, another inpatient stay of the patient at the same facility."
            yield Hit(said, "Encounter.period", stay.name, name)


def _provider(encounter: Mapping[str, Any]) -> str:
    return local(encounter.get("serviceProvider"))


def _overlap(own: tuple[Moment, Moment | None], other: Mapping[str, Any], zone: str) -> bool:
    start, end = period(other.get("period"), zone)
    if start is None or (end is None and other.get("status") == "finished"):
        return False
    return (end is None or own[0].hi <= end.lo) and (own[1] is None or start.hi <= own[1].lo)


def class_is_known(stay: Stay) -> Iterator[Hit]:
    """DR-017: the class is one of ActEncounterCode; observation does not last for days."""
    kind = stay.chart.encounter.get("class") or {}
    if kind.get("system", ACT_CODE) == ACT_CODE and stay.kind not in CLASSES:
        yield Hit("The class is no code of ActEncounterCode.", "Encounter.class", stay.name, "class")
    if stay.kind == "OBSENC" and stay.start and stay.end and stay.end.lo - stay.start.hi > LONG_OBSERVATION:
        said = "Observation lasted more than 48 hours; a class change to inpatient may be missing."
        yield Hit(said, "Encounter.class", stay.name, "observation")


def born_at_admission(stay: Stay) -> Iterator[Hit]:
    """DR-018: whoever is admitted by birth was born on the day of admission."""
    hospitalization = stay.chart.encounter.get("hospitalization")
    if not hospitalization or stay.start is None or stay.chart.patient is None:
        return
    birth = moment(stay.chart.patient.get("birthDate"), stay.zone)
    if birth is None or not any(code == "born" for _, code in codings(hospitalization.get("admitSource"))):
        return
    if birth.last_day < stay.start.first_day or birth.first_day > stay.start.last_day:
        where = "Encounter.hospitalization.admitSource"
        yield Hit("Admitted by birth, but the day of admission is not the day of birth.", where, stay.name)


def has_attending(stay: Stay) -> Iterator[Hit]:
    """DR-020: an inpatient stay names its attending (ATND) and the hospital."""
    if not stay.inpatient or stay.status not in ACTIVE | {"finished"}:
        return
    encounter = stay.chart.encounter
    attending = (
        each.get("individual")
        for each in encounter.get("participant", ())
        if any(code == "ATND" for kind in each.get("type", ()) for _, code in codings(kind))
    )
    if not any(attending):
        yield Hit("No attending (participant of type ATND).", "Encounter.participant", stay.name, "attending")
    if not encounter.get("serviceProvider"):
        yield Hit("No hospital (serviceProvider).", "Encounter.serviceProvider", stay.name, "provider")


def status_course(stay: Stay) -> Iterator[Hit]:
    """DR-021: what is finished does not go on under the same encounter."""
    history = stay.chart.encounter.get("statusHistory", ())
    if len(history) < len("ab"):
        return
    timed = [(start.lo, each.get("status")) for each in history if (start := period(each.get("period"), stay.zone)[0])]
    course = [status for _, status in sorted(timed, key=lambda each: each[0])]
    for before, after in pairwise(course):
        if before in VOID | {"finished"} and after in ACTIVE:
            yield Hit(f"The status went from {before} back to {after}.", "Encounter.statusHistory", stay.name, "course")
            return


def cancelled_with_signed(stay: Stay) -> Iterator[Hit]:
    """DR-021 for a cancelled encounter: nobody signs documents of a stay that did not take place."""
    for document in stay.chart.documents:
        final = document.get("docStatus") in {"final", "amended"} and document.get("status") == "current"
        if final and (document.get("authenticator") or named(document) in stay.signatures):
            said = f"The encounter is cancelled, but {named(document)} is signed."
            yield Hit(said, "Encounter.status", stay.name, named(document))


DR_010 = "FHIR R4 Period per-1; Encounter.period; house rule: no future end of a finished encounter"
DR_021 = "FHIR R4 Encounter.status; house rule on the course of statuses"
RULES = (
    Rule("DR-010", "Possible period", DR_010, "X", "invariant", "encounter", "2026-01-01", True, period_holds),
    Rule(
        "DR-011",
        "End fits the status",
        "FHIR R4 EncounterStatus definitions",
        "D",
        "required",
        "encounter",
        "2026-01-01",
        True,
        end_fits_status,
    ),
    Rule(
        "DR-012",
        "Discharge disposition",
        "US Core Encounter; UHDDS item disposition",
        "D",
        "required",
        "encounter",
        "2026-01-01",
        True,
        has_disposition,
    ),
    Rule(
        "DR-013",
        "Length of stay",
        "FHIR R4 Encounter.length",
        "W",
        "value",
        "encounter",
        "2026-01-01",
        False,
        length_agrees,
    ),
    Rule(
        "DR-014",
        "No overlapping inpatient stays",
        "House rule: one inpatient stay at a facility at a time",
        "Q",
        "conflict",
        "encounter",
        "2026-01-01",
        False,
        no_overlap,
    ),
    Rule(
        "DR-017",
        "Known class",
        "FHIR R4 Encounter.class, ActEncounterCode",
        "W",
        "code-invalid",
        "encounter",
        "2026-01-01",
        True,
        class_is_known,
    ),
    Rule(
        "DR-018",
        "Admitted by birth",
        "FHIR R4 admit-source code born",
        "Q",
        "conflict",
        "encounter",
        "2026-01-01",
        True,
        born_at_admission,
    ),
    Rule(
        "DR-020",
        "Attending and hospital",
        "UHDDS items attending practitioner and facility; US Core Encounter",
        "D",
        "required",
        "encounter",
        "2026-01-01",
        True,
        has_attending,
    ),
    Rule("DR-021", "Course of statuses", DR_021, "Q", "business-rule", "encounter", "2026-01-01", False, status_course),
)
CANCELLED = (
    Rule(
        "DR-021",
        "Course of statuses",
        DR_021,
        "Q",
        "business-rule",
        "encounter",
        "2026-01-01",
        False,
        cancelled_with_signed,
    ),
)
AT_THE_DOOR = (
    Rule("DR-010", "Possible period", DR_010, "X", "invariant", "encounter", "2026-01-01", True, possible_period),
)
