"""What lies before a reviewer: one encounter, and of the patient's records those that belong to it.

Every record is a plain dict as parsed; nothing is decoded before a rule asks for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.fhir.targets import local, named

Record = dict[str, Any]

NEEDED = (
    "Patient", "Encounter", "Condition", "Procedure", "DocumentReference", "Composition", "Provenance", "Binary",
)  # fmt: skip
"""The types to load about a patient (a Binary only where a document points to it)."""

FEW_TARGETS = 16


@dataclass(frozen=True, slots=True)
class Chart:
    """One encounter with what belongs to it; ``absent``: referenced targets (``Type/id``) that are not stored."""

    encounter: Record
    patient: Record | None = None
    conditions: tuple[Record, ...] = ()
    procedures: tuple[Record, ...] = ()
    documents: tuple[Record, ...] = ()
    compositions: tuple[Record, ...] = ()
    provenances: tuple[Record, ...] = ()
    encounters: tuple[Record, ...] = ()
    binaries: tuple[Record, ...] = ()
    absent: frozenset[str] = frozenset()


def charts(
    records: Iterable[Record], wanted: Collection[str] | None = None, absent: Collection[str] = ()
) -> dict[str, Chart]:
    """Sort records of patients into a chart for each wanted encounter (``Encounter/id``; None: each)."""
    piles: dict[str, list[Record]] = {kind: [] for kind in NEEDED}
    for record in records:
        if (pile := piles.get(record.get("resourceType", ""))) is not None:
            pile.append(record)
    patients = {named(patient): patient for patient in piles["Patient"]}
    stays = _by(piles["Encounter"], lambda record: [local(record.get("subject"))])
    gathered = {
        "Condition": _by(piles["Condition"], _of_encounter),
        "Procedure": _by(piles["Procedure"], _of_encounter),
        "DocumentReference": _by(piles["DocumentReference"], _of_context),
        "Composition": _by(piles["Composition"], _of_encounter),
        "Provenance": _by(piles["Provenance"], _of_target),
        "Binary": _by(piles["Binary"], lambda record: [named(record)]),
    }
    conditions = {named(condition): condition for condition in piles["Condition"]}
    found = {}
    for encounter in piles["Encounter"]:
        name = named(encounter)
        if wanted is not None and name not in wanted:
            continue
        own = {kind: pile.get(name, []) for kind, pile in gathered.items()}
        listed = [conditions.get(local(each.get("condition"))) for each in encounter.get("diagnosis", ())]
        subject = local(encounter.get("subject"))
        documents = own["DocumentReference"]
        found[name] = Chart(
            encounter,
            patients.get(subject),
            _once([*own["Condition"], *(each for each in listed if each is not None)]),
            tuple(own["Procedure"]),
            tuple(documents),
            tuple(own["Composition"]),
            _once(
                [
                    signed
                    for record in (*documents, *own["Composition"])
                    for signed in gathered["Provenance"].get(named(record), ())
                ]
            ),
            tuple(other for other in stays.get(subject, ()) if other is not encounter) if subject else (),
            tuple(
                binary
                for document in documents
                for attachment in attachments(document)
                for binary in gathered["Binary"].get(local({"reference": attachment.get("url")}), ())
            ),
            frozenset(absent),
        )
    return found


def attachments(document: Mapping[str, Any]) -> list[Record]:
    """List the attachments of a DocumentReference."""
    return [each.get("attachment") or {} for each in document.get("content", ())]


def _by(records: Iterable[Record], names: Any) -> dict[str, list[Record]]:
    grouped: dict[str, list[Record]] = {}
    for record in records:
        for name in names(record):
            grouped.setdefault(name, []).append(record)
    return grouped


def _once(records: list[Record]) -> tuple[Record, ...]:
    return tuple({id(record): record for record in records}.values())


def _of_encounter(record: Record) -> list[str]:
    return [local(record.get("encounter"))]


def _of_context(record: Record) -> list[str]:
    return [local(each) for each in (record.get("context") or {}).get("encounter", ())]


def _of_target(record: Record) -> list[str]:
    """Leave out the Provenance of a whole load, which names every record and attests none."""
    targets = record.get("target", ())
    return [local(each) for each in targets] if record.get("signature") or len(targets) <= FEW_TARGETS else []
