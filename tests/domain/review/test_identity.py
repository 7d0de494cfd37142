"""Golden cases of the rules about identity: DR-001, DR-005."""

from __future__ import annotations

from typing import Any

import pytest

from domain.review.identity import ABSENT, US_CORE
from domain.review.reviewing import refusals
from tests.domain.review.wards import NOW, ZONE, at, condition, document, encounter, found, patient

OTHER = {"reference": "Patient/q"}
SAME = {"reference": "https://ehr.example/fhir/Patient/p/_history/3"}
CLAIM = {"meta": {"profile": [US_CORE + "patient"]}}
REASON = [{"extension": [{"url": ABSENT, "valueCode": "unknown"}]}]


def task(**changes: Any) -> dict[str, Any]:
    """Write a Task about the encounter."""
    own = {
        "resourceType": "Task",
        "id": "t",
        "for": {"reference": "Patient/p"},
        "encounter": {"reference": "Encounter/e"},
    }
    return {**own, **changes}


@pytest.mark.parametrize(
    ("record", "where"),
    [
        (document(), []),
        (document(subject=SAME), []),
        (document(subject=OTHER), ["DocumentReference.subject"]),
        (document(subject=None), []),
        (document(subject={"reference": "urn:uuid:1"}), []),
        (document(subject=OTHER, context={"encounter": [{"reference": "Encounter/unknown"}]}), []),
        (document(subject=OTHER, context=None), []),
        (task(), []),
        (task(**{"for": OTHER}), ["Task.for"]),
        (task(**{"for": {"reference": "Organization/h"}}), []),
        (
            {"resourceType": "Composition", "subject": OTHER, "encounter": {"reference": "Encounter/e"}},
            ["Composition.subject"],
        ),
        (condition(1, "I10", subject=OTHER), []),  # stored, and asked about in review
    ],
)
@pytest.mark.parametrize("stored", [True, False])
def test_dr_001_at_the_door(record: dict[str, Any], where: list[str], *, stored: bool) -> None:
    """A document or task of another patient than its encounter's is refused, wherever the encounter is."""
    known = {"Encounter/e": encounter()} if stored else {}
    resources = [record] if stored else [encounter(), record]
    faults = refusals(resources, known, NOW, ZONE)

    assert where == [fault.expression for fault in faults]
    assert {"DR-001"} >= {fault.rule for fault in faults}
    assert all(fault.citation and "Patient/q" not in fault.text for fault in faults)


def test_dr_001_in_the_chart() -> None:
    """Review finds what stands in the chart of another patient."""
    assert {("DR-001", "X", "Encounter/e")} == {each for each in found(document(subject=OTHER)) if each[0] == "DR-001"}
    assert {("DR-001", "Q", "")} == found(document(), condition(1, "1", system="s", subject=OTHER))


def test_a_transaction_counts_before_the_store() -> None:
    """The encounter as it is being written decides, not as it was."""
    stale = {"Encounter/e": encounter(subject=OTHER)}

    assert () == refusals([encounter(), document()], stale, NOW, ZONE)


@pytest.mark.parametrize(
    ("record", "refused"),
    [
        (patient(), False),
        (patient(birthDate="2026-03-10"), False),
        (patient(birthDate="2026-03-11"), False),  # it is that day already, east of here
        (patient(birthDate="2026-03-12"), True),
        (patient(birthDate="2026-04"), True),
        (patient(birthDate="2026"), False),
        (patient(birthDate="2027"), True),
        (patient(birthDate=None), False),
        (patient(name=None), False),  # plain R4 allows it
        (patient(name=None, **CLAIM), True),
        (patient(name=[{"text": "Doe"}], **CLAIM), True),
        (patient(name=REASON, **CLAIM), False),
        (patient(name=[{"given": ["Ann"]}], **CLAIM), False),
        (patient(name=[{"_family": {"extension": REASON[0]["extension"]}}], **CLAIM), False),
    ],
)
def test_dr_005_at_the_door(record: dict[str, Any], *, refused: bool) -> None:
    """A birth in the future is refused, and a nameless patient where US Core is claimed."""
    faults = refusals([record], {}, at("2026-03-10T21:00:00"), ZONE)

    assert ["DR-005"] * refused == [fault.rule for fault in faults]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (patient(), set()),
        (patient(birthDate="1890"), {("DR-005", "Q", "birth")}),
        (patient(birthDate="1901-03-10"), {("DR-005", "Q", "birth")}),
        (patient(birthDate="1901-03-11"), set()),
        (patient(birthDate="1901"), set()),
        (patient(birthDate="1890", deceasedDateTime="1970"), set()),
        (patient(name=None), {("DR-005", "D", "name")}),
        (patient(name=[]), {("DR-005", "D", "name")}),
        (patient(**CLAIM), {("DR-005", "D", "identifier")}),
        (patient(identifier=[{"system": "urn:mrn", "value": "1"}], **CLAIM), set()),
        (patient(identifier=[{"value": "1"}], **CLAIM), {("DR-005", "D", "identifier")}),
        (patient(birthDate="2026-05-01"), {("DR-005", "X", "birth")}),
    ],
)
def test_dr_005_in_the_chart(record: dict[str, Any], expected: set[tuple[str, str, str]]) -> None:
    """Review asks about an age beyond 124 and about missing names and identifiers."""
    assert expected == {each for each in found(record) if each[0] == "DR-005"}
