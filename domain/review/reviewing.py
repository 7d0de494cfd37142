"""What is missing, contradictory or coded wrongly in a chart, and what is refused at the door (RULES.md F, G)?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.coding.diagnoses import diagnoses
from domain.coding.edits import EDITS, Coded, Conflict, Edit
from domain.coding.facts import CodeFact
from domain.errors import Fault
from domain.fhir.targets import named
from domain.review import completion, course, documents, encounters, identity, summaries
from domain.review.chart import Chart
from domain.review.findings import Finding, Hit, Rule
from domain.review.identity import Arrival
from domain.review.moments import age, local_day, moment
from domain.review.stay import Stay, stay

RULES: tuple[Rule, ...] = (
    *identity.RULES, *encounters.RULES, *course.RULES, *documents.RULES, *summaries.RULES, *completion.RULES,
)  # fmt: skip
AT_THE_DOOR: dict[str, tuple[Rule, ...]] = {
    "Patient": tuple(rule for rule in identity.AT_THE_DOOR if rule.id == "DR-005"),
    "Encounter": encounters.AT_THE_DOOR,
    "Task": tuple(rule for rule in identity.AT_THE_DOOR if rule.id == "DR-001"),
    "Composition": tuple(rule for rule in identity.AT_THE_DOOR if rule.id == "DR-001"),
    "DocumentReference": (
        *(rule for rule in identity.AT_THE_DOOR if rule.id == "DR-001"), *documents.AT_THE_DOOR,
    ),
    "DiagnosticReport": tuple(rule for rule in documents.AT_THE_DOOR if rule.id == "DR-040"),
    "Media": tuple(rule for rule in documents.AT_THE_DOOR if rule.id == "DR-040"),
    "Consent": tuple(rule for rule in documents.AT_THE_DOOR if rule.id == "DR-040"),
}  # fmt: skip
_GRAVITY = {"X": 0, "D": 1, "Q": 2, "W": 3}


def codes_of(chart: Chart) -> tuple[str, ...]:
    """Give the ICD-10-CM codes to look up before a review of this chart."""
    return tuple(dict.fromkeys(each.code for each in diagnoses(chart.encounter, chart.conditions).all))


def review(chart: Chart, codes: Mapping[str, CodeFact], at: int, zone: str) -> tuple[Finding, ...]:
    """Hold a chart to every rule, as of an instant; the findings are sorted and the same for the same chart."""
    seen = stay(chart, codes, at, zone)
    if seen.status == "entered-in-error":
        return ()
    if seen.status == "cancelled":
        return _sorted(rule.finding(hit) for rule in encounters.CANCELLED for hit in rule.check(seen))
    found = [rule.finding(hit) for rule in RULES for hit in rule.check(seen)]
    found += _coded(seen)
    found += [completion.DELINQUENT.finding(hit) for hit in completion.DELINQUENT.check((seen, tuple(found)))]
    return _sorted(found)


def _sorted(found: Any) -> tuple[Finding, ...]:
    return tuple(
        sorted(
            set(found), key=lambda each: (_GRAVITY[each.severity], each.rule, each.focus, each.item, each.expression)
        )
    )


def _coded(seen: Stay) -> list[Finding]:
    """Hold the codes to the edits."""
    listed = diagnoses(seen.chart.encounter, seen.chart.conditions)
    if not listed.all:
        return []
    when = seen.start or seen.end
    born = moment((seen.chart.patient or {}).get("birthDate"), seen.zone)
    ages = age(born, when.first_day, when.last_day) if born and when else None
    discharged = seen.end or seen.start
    day = discharged.last_day if discharged else local_day(seen.at, seen.zone)
    coded = Coded(listed, seen.codes, day, seen.inpatient, ages)
    return [_finding(edit, conflict) for edit in EDITS for conflict in edit.check(coded)]


def _finding(edit: Edit, conflict: Conflict) -> Finding:
    return Finding(
        edit.id, conflict.severity or edit.severity, conflict.text, edit.citation, conflict.at.expression,
        conflict.at.focus, "coding", conflict.item, edit.issue,
    )  # fmt: skip


def refusals(
    resources: Sequence[Mapping[str, Any]], known: Mapping[str, Mapping[str, Any]], at: int, zone: str = "UTC"
) -> tuple[Fault, ...]:
    """Give every reason of severity X against writing these records."""
    return tuple(fault for _, fault in refused(resources, known, at, zone))


def refused(
    resources: Sequence[Mapping[str, Any]], known: Mapping[str, Mapping[str, Any]], at: int, zone: str = "UTC"
) -> Iterator[tuple[int, Fault]]:
    """Give each reason with the place of its record in the transaction.

    ``resources`` are all records of one transaction, with ids and with references resolved; ``known`` are stored
    records that they refer to, by ``Type/id``. A record of the transaction counts before the stored one.
    """
    own: dict[str, Mapping[str, Any]] = {}

    def find(name: str) -> Mapping[str, Any] | None:
        if not own:
            own.update((named(each), each) for each in resources)
        return own.get(name) or known.get(name)

    for number, record in enumerate(resources):
        for rule in AT_THE_DOOR.get(record.get("resourceType", ""), ()):
            for hit in rule.check(Arrival(record, find, at, zone)):
                yield number, _fault(rule, hit)


def _fault(rule: Rule, hit: Hit) -> Fault:
    return Fault(rule.issue, hit.text, hit.expression, "error", rule.id, rule.citation)
