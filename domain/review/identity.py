"""Is it certain whom the record is about: one patient throughout, and one who can exist (RULES.md F1)?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.fhir.targets import local, named
from domain.review.findings import Hit, Rule
from domain.review.moments import FURTHEST_AHEAD, age, local_day, moment
from domain.review.stay import Stay, died

OLDEST = 124
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record that somebody wants to write, and how to find those it refers to (None: not known here)."""

    record: Mapping[str, Any]
    find: Callable[[str], Mapping[str, Any] | None]
    at: int
    zone: str


def same_patient(arrival: Arrival) -> Iterator[Hit]:
    """DR-001 at the door: a document or task belongs to the patient of the encounter that it names."""
    record = arrival.record
    for whom, encounter, where in _claims(record):
        found = arrival.find(encounter)
        if found is not None and (subject := local(found.get("subject"))) and whom and subject != whom:
            yield _other_patient(record, encounter, where)


def one_patient(stay: Stay) -> Iterator[Hit]:
    """DR-001 in the chart: everything that names this encounter names its patient."""
    subject = local(stay.chart.encounter.get("subject"))
    if not subject:
        return
    for record in (*stay.chart.documents, *stay.chart.compositions):
        for whom, encounter, where in _claims(record):
            if encounter == stay.name and whom and whom != subject:
                yield _other_patient(record, encounter, where)
    for record in (*stay.chart.conditions, *stay.chart.procedures):
        whom = local(record.get("subject"))
        if whom and whom != subject:
            said = f"{named(record)} belongs to {stay.name}, but to another patient."
            yield Hit(said, f"{record.get('resourceType')}.subject", named(record), severity="Q")


def _claims(record: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Give the patient and each encounter that a record names, and where it names the patient."""
    match record.get("resourceType"):
        case "DocumentReference":
            for each in (record.get("context") or {}).get("encounter", ()):
                yield local(record.get("subject")), local(each), "DocumentReference.subject"
        case "Composition":
            yield local(record.get("subject")), local(record.get("encounter")), "Composition.subject"
        case "Task":
            whom = local(record.get("for"))
            yield (whom if whom.startswith("Patient/") else ""), local(record.get("encounter")), "Task.for"


def _other_patient(record: Mapping[str, Any], encounter: str, where: str) -> Hit:
    return Hit(f"The patient is not the one of {encounter}.", where, named(record), encounter)


def possible_patient(arrival: Arrival) -> Iterator[Hit]:
    """DR-005 at the door: nobody is born tomorrow; a Patient that claims US Core has a name or says why not."""
    patient = arrival.record
    born = moment(patient.get("birthDate"), arrival.zone)
    if born is not None and born.first_day > local_day(arrival.at + FURTHEST_AHEAD, "UTC"):
        yield Hit("The date of birth lies in the future.", "Patient.birthDate", named(patient), "birth")
    if claims(patient, "patient") and not has_name(patient):
        yield _nameless(patient)


def plausible_patient(stay: Stay) -> Iterator[Hit]:
    """DR-005 in the chart: an age that occurs, a name, and for US Core an identifier with system and value."""
    patient = stay.chart.patient
    if patient is None:
        return
    born = moment(patient.get("birthDate"), stay.zone)
    if born is not None:
        _, death = died(patient, stay.zone)
        today = local_day(stay.at, stay.zone)
        until = min(today, death.first_day) if death else today
        if born.first_day > today + 1:
            yield Hit("The date of birth lies in the future.", "Patient.birthDate", named(patient), "birth", "X")
        elif until - born.last_day > OLDEST * 365 and age(born, until, until)[0] > OLDEST:
            yield Hit(f"The age is above {OLDEST} years.", "Patient.birthDate", named(patient), "birth", "Q")
    if not has_name(patient):
        yield _nameless(patient)
    if claims(patient, "patient") and not any(
        each.get("system") and each.get("value") for each in patient.get("identifier", ())
    ):
        yield Hit("No identifier with system and value.", "Patient.identifier", named(patient), "identifier")


def _nameless(patient: Mapping[str, Any]) -> Hit:
    return Hit("No given or family name, and no reason for its absence.", "Patient.name", named(patient), "name")


def has_name(patient: Mapping[str, Any]) -> bool:
    """Tell whether one of the names has a part, or the reason why none is known (US Core us-core-6)."""
    if _reason(patient.get("_name")):
        return True
    return any(
        name.get("family") or name.get("given") or name.get("_family") or name.get("_given") or _reason(name)
        for name in patient.get("name", ())
    )


def _reason(element: object) -> bool:
    if isinstance(element, list):
        return any(_reason(each) for each in element)
    extensions = element.get("extension", ()) if isinstance(element, Mapping) else ()
    return any(each.get("url") == ABSENT for each in extensions)


def claims(record: Mapping[str, Any], profile: str) -> bool:
    """Tell whether a record says that it follows a US Core profile."""
    profiles = (record.get("meta") or {}).get("profile", ())
    return any(isinstance(each, str) and each.partition("|")[0] == US_CORE + profile for each in profiles)


DR_001 = "House rule after AHIMA practice: subject of document, encounter and task agree"
DR_005 = "MCE age range; US Core Patient us-core-6"
RULES = (
    Rule(
        "DR-001", "One patient throughout", DR_001, "X", "business-rule", "identity", "2026-01-01", False, one_patient
    ),
    Rule(
        "DR-005",
        "A patient who can exist",
        DR_005,
        "D",
        "business-rule",
        "identity",
        "2026-01-01",
        True,
        plausible_patient,
    ),
)
AT_THE_DOOR = (
    Rule(
        "DR-001", "One patient throughout", DR_001, "X", "business-rule", "identity", "2026-01-01", False, same_patient
    ),
    Rule(
        "DR-005",
        "A patient who can exist",
        DR_005,
        "X",
        "business-rule",
        "identity",
        "2026-01-01",
        True,
        possible_patient,
    ),
)
