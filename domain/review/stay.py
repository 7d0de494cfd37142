"""What does a reviewer know of a stay before any rule is asked: class, status, times, disposition, signatures?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.coding.facts import CodeFact
from domain.fhir.targets import local, named
from domain.review.chart import Chart
from domain.review.moments import Moment, moment, period

INPATIENT = frozenset({"IMP", "ACUTE", "NONAC"})
"""ActEncounterCode: inpatient encounter, inpatient acute, inpatient non-acute."""
CLASSES = INPATIENT | {"AMB", "EMER", "FLD", "HH", "OBSENC", "PRENC", "SS", "VR"}
ACTIVE = frozenset({"arrived", "triaged", "in-progress", "onleave"})
VOID = frozenset({"cancelled", "entered-in-error"})

PLAIN = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
PLAIN_CODES = frozenset(
    {"home", "alt-home", "other-hcf", "hosp", "long", "aadvice", "exp", "psy", "rehab", "snf", "oth"}
)
# Two-digit codes. The list of NUBC is licensed by the AHA and not part of this project; its shape is enough.
NUMBERED = frozenset(
    {
        "https://www.nubc.org/CodeSystem/PatDischargeStatus",
        "http://www.nubc.org/patient-discharge",
        "urn:oid:2.16.840.1.113883.6.301.5",
        "http://terminology.hl7.org/CodeSystem/v2-0112",
        "http://terminology.hl7.org/CodeSystem/v3-USEncounterDischargeDisposition",
    }
)
DEATH, HOSPICE_DEATH, AGAINST_ADVICE = (
    frozenset({"exp", "20"}),
    frozenset({"40", "41", "42"}),
    frozenset({"aadvice", "07"}),
)
_NUMBER = re.compile(r"[0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class Stay:
    """An encounter under review, at an instant, in the facility's time zone."""

    chart: Chart
    codes: Mapping[str, CodeFact]
    at: int
    zone: str
    name: str
    status: str
    kind: str
    inpatient: bool
    start: Moment | None
    end: Moment | None
    dispositions: frozenset[str]
    signatures: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Tell whether the patient has been discharged."""
        return self.status == "finished"

    @property
    def discharged_inpatient(self) -> bool:
        """Tell whether a record of an inpatient stay must be complete."""
        return self.inpatient and self.finished

    @property
    def died_here(self) -> bool:
        """Tell whether the stay ended in death, by its disposition."""
        return bool(self.dispositions & (DEATH | HOSPICE_DEATH))


def stay(chart: Chart, codes: Mapping[str, CodeFact], at: int, zone: str) -> Stay:
    """Read an encounter once for all rules."""
    encounter = chart.encounter
    start, end = period(encounter.get("period"), zone)
    kind = (encounter.get("class") or {}).get("code", "")
    signed: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for provenance in chart.provenances:
        if provenance.get("signature"):
            for target in provenance.get("target", ()):
                name = local(target)
                signed[name] = (*signed.get(name, ()), provenance)
    return Stay(
        chart, codes, at, zone, named(encounter), encounter.get("status", ""), kind, is_inpatient(encounter), start,
        end, frozenset(code for _, code in disposition_codes(encounter)), signed,
    )  # fmt: skip


def is_inpatient(encounter: Mapping[str, Any]) -> bool:
    """Tell whether the class is one of the inpatient classes (v3 ActCode, or ``I`` of HL7 table 0004)."""
    kind = encounter.get("class") or {}
    return kind.get("code") in INPATIENT or (kind.get("code") == "I" and str(kind.get("system", "")).endswith("0004"))


def disposition_codes(encounter: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give system and code of each coding of the discharge disposition, numbers with two digits."""
    disposition = (encounter.get("hospitalization") or {}).get("dischargeDisposition") or {}
    for coding in disposition.get("coding", ()):
        system, code = coding.get("system", ""), str(coding.get("code", ""))
        numbered = _NUMBER.fullmatch(code) and (system in NUMBERED or not system)
        yield system, code.zfill(2) if numbered else code


def died(patient: Mapping[str, Any] | None, zone: str) -> tuple[bool, Moment | None]:
    """Tell whether the patient is recorded as dead, and when it happened where that is told."""
    if patient is None:
        return False, None
    when = moment(patient.get("deceasedDateTime"), zone)
    return when is not None or patient.get("deceasedBoolean") is True, when


def codings(concept: object) -> Iterator[tuple[str, str]]:
    """Give system and code of each coding of a CodeableConcept."""
    for coding in concept.get("coding", ()) if isinstance(concept, Mapping) else ():
        yield coding.get("system", ""), coding.get("code", "")
