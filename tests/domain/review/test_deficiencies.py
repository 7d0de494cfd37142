"""Do findings become an OperationOutcome and Tasks that are valid R4, and the same at each review?"""

from __future__ import annotations

from dataclasses import replace

from fhir.resources.R4B.operationoutcome import OperationOutcome
from fhir.resources.R4B.task import Task

from domain.review.deficiencies import closed, deficiency, reconcile
from domain.review.findings import Finding
from domain.review.outcomes import RULE_SYSTEM, outcome
from tests.domain.review.wards import NOW

FINDING = Finding(
    "DR-034", "D", "Lacks: x.", "RC.02.04.01", "DocumentReference.content", "DocumentReference/d", "document", "x"
)
OTHER = replace(FINDING, item="y", text="Lacks: y.")
QUESTION = replace(FINDING, rule="CD-010", severity="Q", issue="business-rule")
WARNING = replace(FINDING, rule="DR-017", severity="W")
LATER = NOW + 3_600_000_000


def test_a_clean_chart_is_told_so() -> None:
    """No finding is one informational issue."""
    told = outcome([])
    OperationOutcome.model_validate(told)

    assert [("information", "informational")] == [(each["severity"], each["code"]) for each in told["issue"]]


def test_each_finding_is_an_issue() -> None:
    """An issue has rule id, words, citation and place."""
    told = outcome([FINDING, QUESTION, WARNING])
    OperationOutcome.model_validate(told)

    assert ["DR-034", "CD-010", "DR-017"] == [each["details"]["coding"][0]["code"] for each in told["issue"]]
    assert {RULE_SYSTEM} == {each["details"]["coding"][0]["system"] for each in told["issue"]}
    assert ["error", "warning", "warning"] == [each["severity"] for each in told["issue"]]
    assert "RC.02.04.01" == told["issue"][0]["diagnostics"]
    assert ["DocumentReference.content"] == told["issue"][0]["expression"]


def test_a_deficiency_is_a_task() -> None:
    """A finding to act on is a requested Task about the patient, the encounter and the record."""
    task = deficiency(FINDING, "Patient/p", "Encounter/e", NOW)
    Task.model_validate(task)

    assert ("requested", "order", "Patient/p") == (task["status"], task["intent"], task["for"]["reference"])
    assert ("Encounter/e", "DocumentReference/d") == (task["encounter"]["reference"], task["focus"]["reference"])
    assert "DR-034" == task["reasonCode"]["coding"][0]["code"]
    assert "2026-03-10T13:00:00.000Z" == task["authoredOn"]


def test_ids_are_the_same_at_each_review_and_differ_by_finding() -> None:
    """Encounter, rule, focus and item make the id; words and time do not."""
    same = deficiency(replace(FINDING, text="Other words."), "Patient/p", "Encounter/e", LATER)
    ids = {
        deficiency(each, "Patient/p", where, NOW)["id"]
        for each in (FINDING, OTHER, QUESTION)
        for where in ("Encounter/e", "Encounter/f")
    }

    assert same["id"] == deficiency(FINDING, "Patient/p", "Encounter/e", NOW)["id"]
    assert 6 == len(ids)


def test_review_again_writes_only_what_changed() -> None:
    """The same findings write nothing; a gone one closes its Task; one that returns opens it again."""
    first = reconcile([FINDING, OTHER, QUESTION, WARNING], [], "Patient/p", "Encounter/e", NOW)
    again = reconcile([FINDING, OTHER, QUESTION], first, "Patient/p", "Encounter/e", LATER)
    gone = reconcile([OTHER, QUESTION], first, "Patient/p", "Encounter/e", LATER)
    back = reconcile([FINDING, OTHER, QUESTION], [*gone, *first[1:]], "Patient/p", "Encounter/e", LATER)

    assert 3 == len(first)
    assert () == again
    assert [(first[0]["id"], "completed")] == [(each["id"], each["status"]) for each in gone]
    assert [(first[0]["id"], "requested")] == [(each["id"], each["status"]) for each in back]
    assert gone[0] == closed(first[0], LATER)


def test_what_people_did_to_a_task_stays() -> None:
    """A Task that somebody works on, or waived, keeps its status and owner."""
    task = deficiency(FINDING, "Patient/p", "Encounter/e", NOW)
    taken = {**task, "status": "in-progress", "owner": {"reference": "Practitioner/a"}}
    waived = {**task, "status": "rejected"}

    assert () == reconcile([FINDING], [taken], "Patient/p", "Encounter/e", LATER)
    assert () == reconcile([FINDING], [waived], "Patient/p", "Encounter/e", LATER)
    assert () == reconcile([], [waived], "Patient/p", "Encounter/e", LATER)
    assert "completed" == reconcile([], [taken], "Patient/p", "Encounter/e", LATER)[0]["status"]
    assert () == reconcile(
        [], [{"resourceType": "Task", "id": "z", "status": "requested"}], "Patient/p", "Encounter/e", LATER
    )
