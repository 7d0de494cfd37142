"""Which work does a review leave: a FHIR Task for each finding that somebody must act on (https://hl7.org/fhir/R4/task.html).

The id of a Task is made of encounter, rule, focus and item, so that another review meets the same Task again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from domain.review.findings import Finding
from domain.review.outcomes import RULE_SYSTEM

CODE_SYSTEM, CODE = "urn:chartward:task", "deficiency"
ACT_ON = frozenset("XQD")
OPEN = frozenset({"draft", "requested", "received", "accepted", "ready", "in-progress", "on-hold"})
PRIORITY = {"X": "asap", "D": "routine", "Q": "routine"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def deficiency(finding: Finding, patient_ref: str, encounter_ref: str, at: int) -> dict[str, Any]:
    """Write the Task of a finding, newly opened."""
    moment = instant(at)
    task: dict[str, Any] = {
        "resourceType": "Task",
        "id": deficiency_id(finding, encounter_ref),
        "status": "requested",
        "intent": "order",
        "priority": PRIORITY.get(finding.severity, "routine"),
        "code": {"coding": [{"system": CODE_SYSTEM, "code": CODE}]},
        "description": finding.text,
        "focus": {"reference": finding.focus},
        "for": {"reference": patient_ref},
        "encounter": {"reference": encounter_ref},
        "authoredOn": moment,
        "lastModified": moment,
        "reasonCode": {"coding": [{"system": RULE_SYSTEM, "code": finding.rule}], "text": finding.citation},
    }
    return task if patient_ref else {key: value for key, value in task.items() if key != "for"}


def deficiency_id(finding: Finding, encounter_ref: str) -> str:
    """Give the id that the Task of this finding has, whenever it is reviewed."""
    whole = f"{encounter_ref}|{finding.rule}|{finding.focus}|{finding.item}"
    return str(UUID(bytes=blake2b(whole.encode(), digest_size=16).digest(), version=4))


def closed(task: Mapping[str, Any], at: int) -> dict[str, Any]:
    """Write the Task of a finding that is gone."""
    return {**task, "status": "completed", "lastModified": instant(at)}


def reconcile(
    findings: Sequence[Finding], tasks: Sequence[Mapping[str, Any]], patient_ref: str, encounter_ref: str, at: int
) -> tuple[dict[str, Any], ...]:
    """Give the Tasks to write after a review: new ones, those to open again, and those whose finding is gone.

    ``tasks`` are the deficiency Tasks of the encounter as stored; one that stays as it is is not written.
    """
    stored = {str(task.get("id")): task for task in tasks if is_deficiency(task)}
    wanted = {deficiency_id(each, encounter_ref): each for each in findings if each.severity in ACT_ON}
    written = []
    for id_, finding in wanted.items():
        before = stored.get(id_)
        if before is None:
            written.append(deficiency(finding, patient_ref, encounter_ref, at))
        elif before.get("status") == "completed" or before.get("description") != finding.text:
            again = "requested" if before.get("status") == "completed" else before.get("status")
            written.append({**before, "status": again, "description": finding.text, "lastModified": instant(at)})
    written += [closed(task, at) for id_, task in stored.items() if id_ not in wanted and task.get("status") in OPEN]
    return tuple(written)


def is_deficiency(task: Mapping[str, Any]) -> bool:
    """Tell whether a Task is one that review opened."""
    codings = (task.get("code") or {}).get("coding", ())
    return any(each.get("system") == CODE_SYSTEM and each.get("code") == CODE for each in codings)


def instant(at: int) -> str:
    """Write an instant of our own clock, in UTC."""
    return (_EPOCH + timedelta(microseconds=at)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
