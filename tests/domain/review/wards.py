"""Which records do tests of review speak of: one patient, one complete inpatient stay, and ways to spoil it."""

from __future__ import annotations

import base64
from typing import Any

from domain.review.chart import Chart, charts
from domain.review.moments import moment
from domain.review.reviewing import review

ZONE = "America/New_York"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
PLAIN = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
NUBC = "https://www.nubc.org/CodeSystem/PatDischargeStatus"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
LOINC = "http://loinc.org"

SUMMARY = """DISCHARGE SUMMARY
Reason for hospitalization: community-acquired pneumonia
Procedures: no procedures performed
Hospital course: treated with ceftriaxone, improved on day 3.
Condition at discharge: stable
Disposition: home
Discharge instructions: explained to patient and family
Follow-up: primary care in one week
"""

Record = dict[str, Any]


def at(text: str) -> int:
    """Give an instant of the facility's time."""
    found = moment(text, ZONE)
    assert found is not None
    return found.lo


NOW = at("2026-03-10T09:00:00")


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def patient(**changes: Any) -> Record:
    return _with(
        {"resourceType": "Patient", "id": "p", "name": [{"family": "Doe"}], "birthDate": "1950-05-05"}, changes
    )


def disposition(code: str, system: str = PLAIN) -> Record:
    return {"dischargeDisposition": {"coding": [{"system": system, "code": code}]}}


def encounter(**changes: Any) -> Record:
    return _with(
        {
            "resourceType": "Encounter",
            "id": "e",
            "status": "finished",
            "class": {"system": ACT, "code": "IMP"},
            "subject": {"reference": "Patient/p"},
            "period": {"start": "2026-03-02T10:00:00-05:00", "end": "2026-03-09T10:00:00-04:00"},
            "hospitalization": disposition("home"),
            "participant": [{"type": [{"coding": [{"code": "ATND"}]}], "individual": {"reference": "Practitioner/a"}}],
            "serviceProvider": {"reference": "Organization/h"},
        },
        changes,
    )


def stay(start: str | None, end: str | None, **changes: Any) -> Record:
    return encounter(period={key: value for key, value in (("start", start), ("end", end)) if value}, **changes)


def of_class(code: str, **changes: Any) -> Record:
    return encounter(**{"class": {"system": ACT, "code": code}, **changes})


def document(text: str = SUMMARY, **changes: Any) -> Record:
    return _with(
        {
            "resourceType": "DocumentReference",
            "id": "d",
            "status": "current",
            "docStatus": "final",
            "type": {"coding": [{"system": LOINC, "code": "18842-5"}]},
            "subject": {"reference": "Patient/p"},
            "date": "2026-03-09T11:00:00-04:00",
            "author": [{"reference": "Practitioner/a"}],
            "authenticator": {"reference": "Practitioner/a"},
            "content": [{"attachment": {"contentType": "text/plain", "data": encoded(text)}}],
            "context": {"encounter": [{"reference": "Encounter/e"}]},
        },
        changes,
    )


def typed(code: str, **changes: Any) -> Record:
    return document("Text.", **{"id": "n", "type": {"coding": [{"system": LOINC, "code": code}]}, **changes})


def content(data: str, kind: str) -> list[Record]:
    return [{"attachment": {"contentType": kind, "data": encoded(data)}}]


def condition(number: int, *codes: str, system: str = ICD, **changes: Any) -> Record:
    coded = {"coding": [{"system": system, "code": code} for code in codes]}
    own = {"resourceType": "Condition", "id": f"c{number}", "code": coded, "subject": {"reference": "Patient/p"}}
    return _with({**own, "encounter": {"reference": "Encounter/e"}}, changes)


def signature(target: str) -> Record:
    return {
        "resourceType": "Provenance",
        "id": "v",
        "target": [{"reference": target}],
        "agent": [{"who": {"reference": "Practitioner/a"}}],
        "signature": [{"when": "2026-03-09T11:00:00Z", "who": {"reference": "Practitioner/a"}}],
    }


def chart(*records: Record) -> Chart:
    """Make the chart of Encounter/e; patient, encounter and summary are the complete ones unless given."""
    kinds = {record["resourceType"] for record in records}
    base = [make() for kind, make in COMPLETE.items() if kind not in kinds]
    return charts([*base, *(record for record in records if record)])["Encounter/e"]


COMPLETE = {"Patient": patient, "Encounter": encounter, "DocumentReference": document}


def found(*records: Record, now: int = NOW) -> set[tuple[str, str, str]]:
    """Give rule, severity and item of each finding about the complete stay with these records in place."""
    return {(each.rule, each.severity, each.item) for each in review(chart(*records), {}, now, ZONE)}


def rules(*records: Record, now: int = NOW) -> set[str]:
    """Give the rules that find something."""
    return {rule for rule, _, _ in found(*records, now=now)}


def _with(record: Record, changes: Record) -> Record:
    """Change elements; None takes one away."""
    return {key: value for key, value in {**record, **changes}.items() if value is not None}
