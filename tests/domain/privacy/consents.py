"""Named pieces of Consents for the tests: FHIR R4 JSON, said shortly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

HL7 = "http://terminology.hl7.org/CodeSystem"
ATTORNEY, AGENCY, DOCTOR = "Organization/smith-llp", "Organization/agency-a", "Practitioner/dr-x"


def concept(system: str, code: str) -> dict[str, Any]:
    """Give a CodeableConcept of one coding."""
    return {"coding": [{"system": system, "code": code}]}


def provision(type_: str | None = None, *nested: dict[str, Any], **said: Any) -> dict[str, Any]:
    """Give a provision; ``to``, ``purpose``, ``kind``, ``label`` and so on say its criteria in plain codes."""
    node: dict[str, Any] = {"type": type_} if type_ else {}
    for name, value in said.items():
        if name in _CRITERIA:
            element, form = _CRITERIA[name]
            stated = [form(item, said) for item in value] if isinstance(value, list) else form(value, said)
            node[element] = node[element] + stated if element in node else stated
    if nested:
        node["provision"] = list(nested)
    return node | said.get("raw", {})


def _actor(to: str, said: dict[str, Any]) -> dict[str, Any]:
    role = concept(f"{HL7}/v3-ParticipationType", said.get("role", "IRCP"))
    return {"role": role, "reference": {"reference": to}}


def _period(ends: tuple[str | None, str | None], _: dict[str, Any]) -> dict[str, str]:
    return {name: end for name, end in zip(("start", "end"), ends, strict=True) if end}


def _data(reference: str, said: dict[str, Any]) -> dict[str, Any]:
    return {"meaning": said.get("meaning", "instance"), "reference": {"reference": reference}}


_CRITERIA: dict[str, tuple[str, Callable[[Any, dict[str, Any]], Any]]] = {
    "to": ("actor", _actor),
    "purpose": ("purpose", lambda code, _: {"system": f"{HL7}/v3-ActReason", "code": code}),
    "kind": ("class", lambda code, _: {"system": "http://hl7.org/fhir/resource-types", "code": code}),
    "doc": ("class", lambda code, _: {"system": "http://loinc.org", "code": code}),
    "loinc": ("code", lambda code, _: concept("http://loinc.org", code)),
    "label": ("securityLabel", lambda code, _: _label(code)),
    "only": ("data", _data),
    "period": ("period", _period),
    "dates": ("dataPeriod", _period),
}


def _label(code: str) -> dict[str, str]:
    system = "v3-Confidentiality" if code in ("U", "L", "M", "N", "R", "V") else "v3-ActCode"
    return {"system": f"{HL7}/{system}", "code": code}


def authorisation(*nested: dict[str, Any], type_: str | None = "permit", **said: Any) -> dict[str, Any]:
    """Give a provision that states every element of an authorisation; ``None`` leaves one out."""
    stated: dict[str, Any] = {
        "to": [ATTORNEY],
        "purpose": ["HLEGAL"],
        "kind": ["DocumentReference"],
        "period": ("2026-01-01", "2026-12-31"),
    }
    stated = {name: value for name, value in (stated | said).items() if value is not None}
    return provision(type_, *nested, **stated)


def consent(root: dict[str, Any] | None, policy: str = "hipaa-auth", **elements: Any) -> dict[str, Any]:
    """Give a signed, active privacy Consent of patient p around a root provision; ``None`` leaves an element out."""
    whole: dict[str, Any] = {
        "resourceType": "Consent",
        "id": "c1",
        "status": "active",
        "scope": concept(f"{HL7}/consentscope", "patient-privacy"),
        "category": [concept("http://loinc.org", "59284-0")],
        "patient": {"reference": "Patient/p"},
        "dateTime": "2026-01-01T10:00:00-05:00",
        "policyRule": concept(f"{HL7}/consentpolicycodes", policy) if policy else None,
        "provision": root,
    }
    return {name: value for name, value in (whole | elements).items() if value is not None}
