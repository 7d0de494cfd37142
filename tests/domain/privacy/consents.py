"""Named pieces of Consents for the tests: FHIR R4 JSON, said shortly."""

from __future__ import annotations

from typing import Any

HL7 = "http://terminology.hl7.org/CodeSystem"
ATTORNEY, AGENCY, DOCTOR = "Organization/smith-llp", "Organization/agency-a", "Practitioner/dr-x"


def concept(system: str, code: str) -> dict[str, Any]:
    """Give a CodeableConcept of one coding."""
    return {"coding": [{"system": system, "code": code}]}


def provision(type_: str | None = None, *nested: dict[str, Any], **said: Any) -> dict[str, Any]:
    """Give a provision. ``to``, ``purpose``, ``kind``, ``label``, ``loinc``, ``only``: what it states, as plain codes."""
    node: dict[str, Any] = {"type": type_} if type_ else {}
    if "to" in said:
        node["actor"] = [
            {"role": concept(f"{HL7}/v3-ParticipationType", said.get("role", "IRCP")), "reference": {"reference": to}}
            for to in said["to"]
        ]
    if "purpose" in said:
        node["purpose"] = [{"system": f"{HL7}/v3-ActReason", "code": code} for code in said["purpose"]]
    if "kind" in said:
        node["class"] = [{"system": "http://hl7.org/fhir/resource-types", "code": code} for code in said["kind"]]
    if "doc" in said:
        node.setdefault("class", []).extend({"system": "http://loinc.org", "code": code} for code in said["doc"])
    if "loinc" in said:
        node["code"] = [concept("http://loinc.org", code) for code in said["loinc"]]
    if "label" in said:
        node["securityLabel"] = [_label(code) for code in said["label"]]
    if "only" in said:
        node["data"] = [{"meaning": said.get("meaning", "instance"), "reference": {"reference": r}} for r in said["only"]]
    for name, element in (("period", "period"), ("dates", "dataPeriod")):
        if name in said:
            start, end = said[name]
            node[element] = {k: v for k, v in (("start", start), ("end", end)) if v}
    if nested:
        node["provision"] = list(nested)
    return node | said.get("raw", {})


def _label(code: str) -> dict[str, str]:
    system = "v3-Confidentiality" if code in ("U", "L", "M", "N", "R", "V") else "v3-ActCode"
    return {"system": f"{HL7}/{system}", "code": code}


def authorisation(*nested: dict[str, Any], type_: str | None = "permit", **said: Any) -> dict[str, Any]:
    """Give a provision that states every element of an authorisation; ``said`` replaces them, ``None`` leaves one out."""
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
