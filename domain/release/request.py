"""What is asked for? A ReleaseRequest read from its FHIR Task, every fault with its place.

https://hl7.org/fhir/R4/task.html; RULES.md E4. The Task's code is ``release-of-information``, whatever its system.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from domain.errors import Fault, Invalid
from domain.fhir.resources import RESOURCES
from domain.privacy.pathways import PURPOSE_SYSTEMS
from domain.privacy.periods import bounds

RELEASE_CODE: Final = "release-of-information"
HOUSE: Final = "https://chartward.example/fhir/CodeSystem/"
"""Where the service's own codes live."""
RELEASE_SYSTEM: Final = f"{HOUSE}task-code"

FORMATS: Final = frozenset({"bundle", "ndjson"})
_AUTHORITIES: Final = frozenset({"Consent", "DocumentReference"})
_REQUESTERS: Final = frozenset({"Organization", "Practitioner", "PractitionerRole", "Patient", "RelatedPerson"})
_SEARCH: Final = re.compile(r"([A-Z][A-Za-z]{1,63})(?:\?[^\s#]*)?\Z")
_VALUES: Final = {
    "scope": "valueString",
    "authority": "valueReference",
    "format": "valueCode",
    "channel": "valueCoding",
    "received": "valueDateTime",
}
_ONCE: Final = frozenset({"format", "channel", "received"})


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """One request for release. ``scopes`` are searches, ``authorities`` references; ``received`` in microseconds."""

    id: str
    patient: str
    requester: str
    purpose: str
    scopes: tuple[str, ...]
    authorities: tuple[str, ...] = ()
    format: str = "bundle"
    channel: str = ""
    received: int | None = None


def is_release(task: dict[str, Any]) -> bool:
    """Tell whether a Task is a request for release of information."""
    return task.get("resourceType") == "Task" and RELEASE_CODE in _codes(task.get("code"))


def read(task: dict[str, Any]) -> ReleaseRequest:
    """Read a request; ``Invalid`` with every fault when it cannot be worked on."""
    faults: list[Fault] = []
    patient = _target(task.get("for"), frozenset({"Patient"}), "Task.for", "the patient", faults)
    requester = _target(task.get("requester"), _REQUESTERS, "Task.requester", "who asks", faults)
    purposes = _codes(task.get("reasonCode"), PURPOSE_SYSTEMS) or _codes(task.get("reasonCode"))
    if len(purposes) != 1:
        faults.append(_fault("required", "State one purpose of use.", "Task.reasonCode"))
    said = _inputs(task, faults)
    if not said["scope"]:
        faults.append(_fault("required", "State at least one search as the scope.", "Task.input"))
    if faults:
        raise Invalid(*faults)
    return ReleaseRequest(
        id=str(task.get("id", "")),
        patient=patient.partition("/")[2],
        requester=requester,
        purpose=purposes[0],
        scopes=tuple(said["scope"]),
        authorities=tuple(dict.fromkeys(said["authority"])),
        format=said["format"][0] if said["format"] else "bundle",
        channel=said["channel"][0] if said["channel"] else "",
        received=found[0] if said["received"] and (found := bounds(said["received"][0])) else None,
    )


def _codes(concept: object, systems: frozenset[str] | None = None) -> list[str]:
    """Give the distinct codes of a CodeableConcept, those of some systems only where they are stated."""
    coding = concept.get("coding") if isinstance(concept, dict) else None
    stated = [c for c in coding if isinstance(c, dict)] if isinstance(coding, list) else []
    found = [c.get("code") for c in stated if systems is None or c.get("system") in systems]
    return list(dict.fromkeys(code for code in found if isinstance(code, str) and code))


def _target(reference: object, types: frozenset[str], where: str, what: str, faults: list[Fault]) -> str:
    literal = reference.get("reference") if isinstance(reference, dict) else None
    kind, _, id_ = literal.partition("/") if isinstance(literal, str) else ("", "", "")
    if kind in types and id_ and "/" not in id_:
        return f"{kind}/{id_}"
    faults.append(_fault("required", f"Name {what} by a reference such as {min(types)}/id.", where))
    return ""


def _inputs(task: dict[str, Any], faults: list[Fault]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {name: [] for name in _VALUES}
    inputs = task.get("input")
    stated = [item if isinstance(item, dict) else {} for item in inputs] if isinstance(inputs, list) else []
    for n, item in enumerate(stated):
        where = f"Task.input[{n}]"
        names = [code for code in _codes(item.get("type")) if code in _VALUES]
        if len(names) != 1:
            faults.append(_fault("code-invalid", f"The inputs are {', '.join(_VALUES)}.", f"{where}.type"))
            continue
        name = names[0]
        if name in _ONCE and said[name]:
            faults.append(_fault("invalid", f"{name} may be stated once.", where))
            continue
        value = _value(name, item.get(_VALUES[name]), f"{where}.{_VALUES[name]}", faults)
        if value:
            said[name].append(value)
    return said


def _value(name: str, value: object, where: str, faults: list[Fault]) -> str:
    match name:
        case "authority":
            return _target(value, _AUTHORITIES, where, "the Consent or DocumentReference", faults)
        case "channel":
            code = value.get("code") if isinstance(value, dict) else None
            good = isinstance(code, str) and bool(code)
            text, says = (code or "") if good else "", "a Coding with a code"
        case "scope":
            found = _SEARCH.match(value) if isinstance(value, str) else None
            good, text, says = found is not None and found.group(1) in RESOURCES, value, "a search of one resource type"
        case "format":
            good, text, says = value in FORMATS, value, "bundle or ndjson"
        case _:
            good, text, says = bounds(value) is not None, value, "a dateTime"
    if good and isinstance(text, str):
        return text
    faults.append(_fault("value", f"{name} must be {says}.", where))
    return ""


def _fault(code: str, text: str, where: str) -> Fault:
    return Fault(code, text, where)
