"""When is a chart reviewed, and what becomes of the findings? With every write that touches it, in its transaction.

What is certain to be wrong refuses the write; everything else that somebody must act on becomes a deficiency Task, or
closes one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from api.changes import authored
from domain.caller import Caller
from domain.errors import Fault
from domain.ports import Change, Target, Writing
from domain.privacy import labelling
from domain.privacy.decide import decide
from domain.review.chart import NEEDED, charts
from domain.review.deficiencies import is_deficiency, reconcile
from domain.review.reviewing import codes_of, refused, review

if TYPE_CHECKING:
    from api.intake import Incoming

_LOADED = (*NEEDED, "Task")


def impossible(live: Sequence[Incoming], known: Mapping[str, Target], at: int, zone: str) -> list[Fault]:
    """Name every rule of severity X that the write breaks."""
    written = [item for item in live if item.resource]
    seen = {name: orjson.loads(target.body) for name, target in known.items() if target.visible}
    faults = []
    for number, fault in refused([item.resource for item in written], seen, at, zone):
        item = written[number]
        expression = item.where + fault.expression.removeprefix(item.type) if item.where else fault.expression
        faults.append(replace(fault, expression=expression))
    return faults


async def deficiencies(writing: Writing, changes: Sequence[Change], at: int, zone: str) -> list[Change]:
    """Review every encounter that the changes touch; give the deficiency Tasks to open, to change and to close."""
    touching = [change for change in changes if change.type in NEEDED and change.extract.patients]
    if not touching:
        return []
    born = {
        change.id for change in changes if change.type == "Patient" and change.old is None and change.method == "POST"
    }
    before = sorted({patient for change in touching for patient in change.extract.patients} - born)
    stored: list[Target] = []
    if before:
        await writing.lock([f"chart of {patient}" for patient in before])
        stored = await writing.chart(before, _LOADED)
    parsed = {f"{target.type}/{target.id}": orjson.loads(target.body) for target in stored}
    records = {**parsed, **{change.reference: change.resource for change in changes if change.type in _LOADED}}
    for change in changes:
        if change.body is None:
            records.pop(change.reference, None)
    whose = {f"{target.type}/{target.id}": (target.labels, target.author) for target in stored}
    whose |= {change.reference: (change.labels, change.author) for change in changes}
    tasks = {
        f"Task/{target.id}": target for target in stored if target.type == "Task" and f"Task/{target.id}" in records
    }
    new = {change.reference for change in changes if change.method == "POST"}
    made: list[tuple[dict[str, Any], frozenset[str], str]] = []
    doubtful: list[str] = []
    for name, chart in charts(records.values(), _touched(touching, records)).items():
        codes = codes_of(chart)
        found = review(chart, await writing.code_facts(codes) if codes else {}, at, zone)
        own = [records[task] for task in tasks if _is_of(records[task], name)]
        if not found and not own:
            continue
        patient = chart.encounter.get("subject", {}).get("reference", "")
        for task in reconcile(found, own, patient, name, at):
            made.append((task, *_taken_over(task, name, whose)))
            if name not in new and f"Task/{task['id']}" not in tasks:
                doubtful.append(f"Task/{task['id']}")
    mine = {task for task in tasks if is_deficiency(records[task])}
    barred = {change.reference for change in changes} | (tasks.keys() - mine)
    nobody = decide(Caller(client=""), "read")
    if doubtful:
        barred |= (await writing.targets(nobody, doubtful)).keys()
    buried = await writing.buried(nobody, doubtful) if doubtful else {}
    return [
        authored(task, tasks.get(name), author, at, labels, buried.get(name))
        for task, labels, author in made
        if (name := f"Task/{task['id']}") not in barred
    ]


def _touched(touching: Iterable[Change], records: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Name the encounters to review: those changed or referred to, all of a patient whose own record changed."""
    names: set[str] = set()
    for change in touching:
        if change.type == "Encounter":
            names.add(change.reference)
        elif change.extract.encounter:
            names.add(f"Encounter/{change.extract.encounter}")
        if change.old is not None or change.type in ("Provenance", "Binary", "Patient"):
            names.update(name for name, record in records.items() if record["resourceType"] == "Encounter")
    return {name for name in names if name in records}


def _is_of(task: Mapping[str, Any], encounter: str) -> bool:
    return is_deficiency(task) and task.get("encounter", {}).get("reference") == encounter


def _taken_over(
    task: Mapping[str, Any], encounter: str, whose: Mapping[str, tuple[frozenset[str], str]]
) -> tuple[frozenset[str], str]:
    """Give a Task the labels of what it is about, and its author: who may not see that may not hear of it either."""
    labels, author = frozenset[str](), ""
    for name in (encounter, task["focus"]["reference"]):
        if name in whose:
            labels = labelling.carried(labels, labelling.inherited(whose[name][0]))
            author = whose[name][1]
    return labels, author
