"""Is the record closed in time (42 CFR 482.24(c)(4)(viii)), and does all that it refers to exist?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.fhir.targets import local, named
from domain.review.findings import Finding, Hit, Rule
from domain.review.moments import local_day
from domain.review.stay import Stay

DAYS_TO_COMPLETE = 30
COMPLETENESS = frozenset({"DR-011", "DR-012", "DR-019", "DR-020", "DR-030", "DR-034", "DR-037"})
"""Rules whose deficiencies keep a record open."""


def due_day(stay: Stay) -> int | None:
    """Give the last calendar day (ordinal) on which the record of a discharged inpatient may be open."""
    return stay.end.last_day + DAYS_TO_COMPLETE if stay.discharged_inpatient and stay.end is not None else None


def delinquent(reviewed: tuple[Stay, Iterable[Finding]]) -> Iterator[Hit]:
    """DR-036: a record that still has deficiencies more than 30 days after discharge is delinquent."""
    stay, findings = reviewed
    due = due_day(stay)
    if due is None or local_day(stay.at, stay.zone) <= due:
        return
    open_rules = sorted({each.rule for each in findings if each.severity == "D" and each.rule in COMPLETENESS})
    if open_rules:
        said = f"Still incomplete more than {DAYS_TO_COMPLETE} days after discharge: {', '.join(open_rules)}."
        yield Hit(said, "Encounter.period.end", stay.name)


def targets_exist(stay: Stay) -> Iterator[Hit]:
    """DR-050: what the chart refers to is in the store."""
    if not stay.chart.absent:
        return
    chart = stay.chart
    for record in (chart.encounter, *chart.conditions, *chart.procedures, *chart.documents, *chart.compositions):
        for where, target in _references(str(record.get("resourceType")), record):
            if target in chart.absent:
                yield Hit(
                    f"{named(record)} refers to {target}, which is not there.",
                    where,
                    named(record),
                    f"{where} {target}",
                )


def _references(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if target := local(value):
            yield f"{path}", target
        for key, each in value.items():
            if isinstance(each, dict | list):
                yield from _references(f"{path}.{key}", each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(path, each)


def references(record: Mapping[str, Any]) -> frozenset[str]:
    """Give every record (``Type/id``) that a record refers to, for whoever asks the store which are absent."""
    return frozenset(target for _, target in _references("", record))


DELINQUENT = Rule(
    "DR-036",
    "Record complete within 30 days",
    "42 CFR 482.24(c)(4)(viii)",
    "D",
    "timeout",
    "encounter",
    "2026-01-01",
    False,
    delinquent,
)
RULES = (
    Rule(
        "DR-050",
        "References lead somewhere",
        "House rule: absent targets are accepted and reported",
        "W",
        "not-found",
        "encounter",
        "2026-01-01",
        True,
        targets_exist,
    ),
)
