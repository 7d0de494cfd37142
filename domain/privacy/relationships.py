"""Who treats whom: the parties that a record names as treating its patient.

Evidence for 45 CFR 164.506(c)(1): the patient's general practitioner and managing organisation, an
encounter's participants and service provider, a care team's participants.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_VOID = frozenset({"entered-in-error", "cancelled", "inactive"})


def treated(resource: dict[str, Any], patients: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Give (patient id, party reference) pairs, without repeats; a void or cancelled record proves nothing."""
    source = _SOURCES.get(resource["resourceType"])
    if source is None or not patients or resource.get("status") in _VOID:
        return ()
    parties = {party for reference in source(resource) if (party := _party(reference))}
    return tuple(sorted((patient, party) for patient in patients for party in parties))


def _party(reference: dict[str, Any]) -> str:
    literal = reference.get("reference", "")
    kind, _, id_ = literal.partition("/")
    return literal if kind in ("Organization", "Practitioner") and id_ and "/" not in id_ else ""


def _patient(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from resource.get("generalPractitioner", ())
    yield resource.get("managingOrganization", {})


def _encounter(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for participant in resource.get("participant", ()):
        yield participant.get("individual", {})
    yield resource.get("serviceProvider", {})


def _care_team(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for participant in resource.get("participant", ()):
        yield participant.get("member", {})


_SOURCES = {"Patient": _patient, "Encounter": _encounter, "CareTeam": _care_team}
