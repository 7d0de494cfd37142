"""What does the accounting of disclosures tell a patient? 45 CFR 164.528, as a collection of FHIR AuditEvents.

The shape is that of IHE BALP PrivacyDisclosure.Source: https://profiles.ihe.net/ITI/BALP/. Whether a disclosure counts
is a column of the pathway table (RULES.md 0.3, ACC).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from domain.ports import DisclosureRow
from domain.privacy.pathways import PATHWAYS

YEARS: Final = 6
"""164.528(a)(1): the accounting reaches back six years."""

_DCM: Final = "http://dicom.nema.org/resources/ontology/DCM"
_PURPOSE: Final = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
_LIFECYCLE: Final = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle"
_ENTITY: Final = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
_ROLE: Final = "http://terminology.hl7.org/CodeSystem/object-role"
_SOURCE: Final = "http://terminology.hl7.org/CodeSystem/security-source-type"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """What the description of a disclosure may know of a record: its type, document type, and dates. No content."""

    type: str
    title: str = ""
    lo: int | None = None
    hi: int | None = None


def description(items: Iterable[Item]) -> str:
    """Describe briefly what was disclosed, 164.528(b)(2)(iii): numbers by type and document type, and the dates."""
    known = list(items)
    if not known:
        return "No records"
    counts = Counter(f"{item.type} ({item.title})" if item.title else item.type for item in known)
    parts = [f"{count} {name}" for name, count in sorted(counts.items())]
    first = min((item.lo for item in known if item.lo is not None), default=None)
    last = max((item.hi for item in known if item.hi is not None), default=None)
    if first is None or last is None:
        return ", ".join(parts)
    return f"{', '.join(parts)}; dated {day(first)} to {day(last - 1)}"


def six_years_before(until: int) -> int:
    """Give the same moment six years earlier; 29 February becomes 28 February."""
    then = _instant(until)
    earlier = then.replace(year=then.year - YEARS, day=min(then.day, 28) if then.month == 2 else then.day)
    return (earlier - _EPOCH) // timedelta(microseconds=1)


def counts(pathway: str) -> bool:
    """Tell whether disclosures on this pathway go into the accounting."""
    row = PATHWAYS.get(pathway)
    return row is not None and row.accountable


def missing(row: DisclosureRow) -> tuple[str, ...]:
    """Name what 164.528(b)(2) wants of a row and it lacks; such a row must not be written (HIP-561)."""
    wanted = {"recipient": row.recipient_name or row.recipient, "description": row.description, "purpose": row.purpose}
    return tuple(name for name, value in wanted.items() if not value)


def bundle(rows: Iterable[DisclosureRow], patient: str, since: int, until: int) -> dict[str, Any]:
    """Give the accounting of one patient for [since, until], oldest first; only what counts, only this patient's."""
    since = max(since, six_years_before(until))
    counted = [row for row in rows if row.patient == patient and since <= row.at <= until and counts(row.pathway)]
    counted.sort(key=lambda row: (row.at, row.id))
    repeated: dict[tuple[str, str, str, str], list[DisclosureRow]] = {}
    for row in counted:
        repeated.setdefault((row.recipient, row.purpose, row.pathway, row.task or row.id), []).append(row)
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "collection", "timestamp": _text(until)}
    if repeated:
        bundle["entry"] = [
            {"fullUrl": f"urn:uuid:{rows[0].id}", "resource": _event(rows[0], rows)} for rows in repeated.values()
        ]
    return bundle


def _event(row: DisclosureRow, repeated: Sequence[DisclosureRow]) -> dict[str, Any]:
    """Make one AuditEvent: when, to whom, what, why; of repeated ones the first, their number and the last (b)(3)."""
    return {
        "resourceType": "AuditEvent",
        "id": row.id,
        "type": {"system": _DCM, "code": "110106", "display": "Export"},
        "subtype": [{"system": _LIFECYCLE, "code": "disclose", "display": "Disclose"}],
        "action": "R",
        "recorded": _text(row.at),
        "outcome": "0",
        "purposeOfEvent": [_concept(_PURPOSE, row.purpose)],
        "agent": [_recipient(row), _custodian()],
        "source": {"observer": {"display": "Chartward"}, "type": [{"system": _SOURCE, "code": "4"}]},
        "entity": [_patient(row), _records(row, repeated)],
    }


def _recipient(row: DisclosureRow) -> dict[str, Any]:
    who: dict[str, Any] = {"display": row.recipient_name} if row.recipient_name else {}
    if "/" in row.recipient:
        who["reference"] = row.recipient
    elif row.recipient:
        who["identifier"] = {"value": row.recipient}
    agent = {"type": _concept(_DCM, "110152", "Destination Role ID"), "who": who, "requestor": True}
    if row.recipient_name:
        agent["name"] = row.recipient_name
    return agent


def _custodian() -> dict[str, Any]:
    return {
        "type": _concept(_DCM, "110153", "Source Role ID"),
        "who": {"display": "Chartward, for the hospital"},
        "requestor": False,
    }


def _patient(row: DisclosureRow) -> dict[str, Any]:
    return {
        "what": {"reference": f"Patient/{row.patient}"},
        "type": {"system": _ENTITY, "code": "1", "display": "Person"},
        "role": {"system": _ROLE, "code": "1", "display": "Patient"},
    }


def _records(row: DisclosureRow, repeated: Sequence[DisclosureRow]) -> dict[str, Any]:
    """Say what was disclosed, on which ground, and to which address, in words; the records are counted, not named."""
    details = {
        "recipient address": row.recipient_address,
        "pathway": row.pathway,
        "citation": PATHWAYS[row.pathway].cite,
        "authority": row.authority,
    }
    if len(repeated) > 1:
        details |= {"number of disclosures": str(len(repeated)), "last disclosure": _text(repeated[-1].at)}
    entity: dict[str, Any] = {
        "type": {"system": _ENTITY, "code": "2", "display": "System Object"},
        "role": {"system": _ROLE, "code": "4", "display": "Domain Resource"},
        "description": row.description,
        "detail": [{"type": name, "valueString": value} for name, value in details.items() if value],
    }
    if row.task:
        task = row.task if "/" in row.task else f"Task/{row.task}"
        entity["what"] = {"reference": task}
    return entity


def _concept(system: str, code: str, display: str = "") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, **({"display": display} if display else {})}]}


def _instant(at: int) -> datetime:
    return _EPOCH + timedelta(microseconds=at)


def _text(at: int) -> str:
    return _instant(at).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day(at: int) -> str:
    """Write the day of an instant; open ends have none."""
    try:
        return _instant(at).date().isoformat()
    except OverflowError:
        return "an open date"
