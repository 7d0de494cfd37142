"""Named callers and named records, used by every test that asks who may have what."""

from __future__ import annotations

import base64
from typing import Any

ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"

ORGANIZATIONS = ("hill", "stranger", "county")
RECORDS: dict[str, dict[str, Any]] = {}


def reference(target: str) -> dict[str, str]:
    """Give a reference."""
    return {"reference": target}


def record(type_: str, id_: str, **members: Any) -> dict[str, Any]:
    """Give a record that carries a text found nowhere else."""
    made = {"resourceType": type_, "id": id_, **members}
    RECORDS[f"{type_}/{id_}"] = made
    return made


def note(id_: str, patient: str, *labels: str, **members: Any) -> dict[str, Any]:
    """Give a document about a patient, labelled or not."""
    made = record(
        "DocumentReference",
        id_,
        status="current",
        type={"coding": [{"system": "http://loinc.org", "code": "11506-3"}]},
        subject=reference(f"Patient/{patient}"),
        date="2024-03-04T10:00:00Z",
        description=sentinel(f"DocumentReference/{id_}"),
        content=[{"attachment": {"contentType": "text/plain", "data": base64.b64encode(b"note").decode()}}],
    )
    if labels:
        made["meta"] = {"security": [{"system": ACT_CODE, "code": label} for label in labels]}
    return made | members


def observation(id_: str, patient: str | None) -> dict[str, Any]:
    """Give an observation."""
    made = record("Observation", id_, status="final", code={"text": sentinel(f"Observation/{id_}")})
    if patient:
        made["subject"] = reference(f"Patient/{patient}")
    return made


def sentinel(name: str) -> str:
    """Give the text that stands in one record and in no other."""
    return f"sentinel-{name.replace('/', '-')}-sentinel"


def patient(id_: str, **members: Any) -> dict[str, Any]:
    """Give a patient."""
    return record("Patient", id_, name=[{"family": sentinel(f"Patient/{id_}")}], birthDate="1970-01-01", **members)


WORLD = [
    *(record("Organization", name, name=f"{name} clinic") for name in ORGANIZATIONS),
    record("Practitioner", "pat", name=[{"family": "Pine"}]),
    patient("ann", managingOrganization=reference("Organization/hill")),
    patient("bob", generalPractitioner=[reference("Practitioner/pat")]),
    patient("cyd"),
    observation("ann-plain", "ann"),
    observation("bob-plain", "bob"),
    observation("cyd-plain", "cyd"),
    observation("nobody-plain", None),
    note("ann-note", "ann"),
    note("ann-detox", "ann", "42CFRPart2"),
    note("ann-therapy", "ann", "PSYTHPN"),
    note("ann-barred", "ann"),
    record(
        "Encounter",
        "cyd-visit",
        status="finished",
        **{"class": {"system": ACT_CODE, "code": "AMB"}},
        subject=reference("Patient/cyd"),
        serviceProvider=reference("Organization/hill"),
        period={"start": "2024-01-01T09:00:00Z", "end": "2024-01-01T10:00:00Z"},
        reasonCode=[{"text": sentinel("Encounter/cyd-visit")}],
    ),
    record(
        "Consent",
        "ann-bars-hill",
        status="active",
        scope={"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy"}]},
        category=[{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        patient=reference("Patient/ann"),
        dateTime="2024-01-01",
        policyRule={"coding": [{"system": ACT_CODE, "code": "OPTIN"}]},
        provision={
            "type": "deny",
            "actor": [
                {
                    "role": {
                        "coding": [
                            {"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "IRCP"}
                        ]
                    },
                    "reference": reference("Organization/hill"),
                }
            ],
            "data": [{"meaning": "instance", "reference": reference("DocumentReference/ann-barred")}],
        },
    ),
]

CALLERS: dict[str, dict[str, Any]] = {
    "other-feed": {"scope": "system/*.cruds", "purposes": ("TREAT",), "own_feed": True},
    "hill": {"scope": "system/*.cruds", "purposes": ("TREAT",), "organization": "Organization/hill"},
    "hill-narrow": {"scope": "system/Patient.rs", "purposes": ("TREAT",), "organization": "Organization/hill"},
    "hill-billing": {"scope": "system/*.rs", "purposes": ("HPAYMT",), "organization": "Organization/hill"},
    "stranger": {"scope": "system/*.rs", "purposes": ("TREAT",), "organization": "Organization/stranger"},
    "nobody": {"scope": "system/*.rs", "purposes": ("TREAT",)},
    "county": {"scope": "system/*.rs", "purposes": ("PUBHLTH",), "organization": "Organization/county"},
}

_OPEN = {f"Organization/{name}" for name in ORGANIZATIONS} | {"Practitioner/pat"}
_ALL = set(RECORDS)
_HILL = {
    "Patient/ann", "Observation/ann-plain", "DocumentReference/ann-note",
    "Patient/cyd", "Observation/cyd-plain", "Encounter/cyd-visit",
}  # fmt: skip

RELEASED: dict[str, set[str]] = {
    "feed": _ALL,
    "other-feed": _ALL - {"DocumentReference/ann-detox", "DocumentReference/ann-therapy"},
    "hill": _OPEN | _HILL,
    "hill-narrow": {"Patient/ann", "Patient/cyd"},
    "hill-billing": _OPEN,
    "stranger": _OPEN,
    "nobody": _OPEN,
    "county": _OPEN,
}
"""Who has what. A pair that is not listed is withheld."""
