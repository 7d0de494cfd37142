"""Named release requests for the tests: FHIR R4 Tasks, said shortly."""

from __future__ import annotations

from typing import Any

AGENCY, COUNTY = "Organization/agency-a", "Organization/county-health"
SCOPE = "DocumentReference?type=18842-5&date=ge2024"


def said(name: str, element: str, value: object) -> dict[str, Any]:
    """Give one input."""
    return {"type": {"coding": [{"code": name}]}, element: value}


def scope(search: str = SCOPE) -> dict[str, Any]:
    """Give a scope."""
    return said("scope", "valueString", search)


def authority(reference: str) -> dict[str, Any]:
    """Give an authority."""
    return said("authority", "valueReference", {"reference": reference})


def task(*inputs: dict[str, Any], **elements: Any) -> dict[str, Any]:
    """Give a Task that asks for patient p's records; ``None`` leaves an element out."""
    whole: dict[str, Any] = {
        "resourceType": "Task",
        "id": "t1",
        "status": "requested",
        "intent": "order",
        "code": {"coding": [{"system": "urn:any", "code": "release-of-information"}]},
        "for": {"reference": "Patient/p"},
        "requester": {"reference": AGENCY},
        "reasonCode": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
                    "code": elements.pop("purpose", "HLEGAL"),
                }
            ]
        },
        "input": list(inputs) or [scope()],
    }
    return {name: value for name, value in (whole | elements).items() if value is not None}
