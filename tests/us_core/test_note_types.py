"""Which kinds of notes and reports are there? $expand tells, asked by the element that bears them.

https://hl7.org/fhir/us/core/STU6.1/clinical-notes.html#support-requirements
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from api.validation import validate

if TYPE_CHECKING:
    from tests.api.conftest import Asker

BASE = "http://hl7.org/fhir/us/core/StructureDefinition/"
UNCLOSED = {"url": "http://hl7.org/fhir/StructureDefinition/valueset-unclosed", "valueBoolean": True}
IDS = ("234", "235", "236", "237", "238", "239", "240", "241")


def expansion(feed: Asker, context: str, direction: str, more: str = "") -> dict[str, Any]:
    """Ask for the codes of an element."""
    answer = feed.get(f"ValueSet/$expand?context={BASE}{context}&contextDirection={direction}{more}")
    assert answer.status_code == 200, answer.text
    validate(answer.json(), "ValueSet")
    found: dict[str, Any] = answer.json()["expansion"]
    return found


@pytest.mark.shall("us-core-6.1.0", *IDS)
@pytest.mark.shall("us-core-8.0.0", *IDS)
@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
def test_types_are_discovered(direction: str, feed: Asker) -> None:
    """Each element that US Core names tells its codes; where LOINC is not held in full, the answer says so."""
    reports = expansion(feed, "us-core-diagnosticreport-note%23DiagnosticReport.category", direction)
    kinds = expansion(feed, "us-core-diagnosticreport-note%23DiagnosticReport.code", direction)
    notes = expansion(feed, "us-core-documentreference%23DocumentReference.category", direction)
    types = expansion(feed, "us-core-documentreference%23DocumentReference.type", direction)

    assert {"LP29684-5", "LP29708-2", "LP7839-6"} == {each["code"] for each in reports["contains"]}
    assert ["clinical-note"] == [each["code"] for each in notes["contains"]]
    assert {"UNK", "11506-3", "18842-5", "34117-2", "28570-0"} <= {each["code"] for each in types["contains"]}
    assert types["total"] > 6_000
    assert [[UNCLOSED], [UNCLOSED], None, None] == [e.get("extension") for e in (kinds, types, reports, notes)]


def test_pages_and_words(feed: Asker) -> None:
    """Such an expansion is searched and paged like any other."""
    types = "us-core-documentreference%23DocumentReference.type"
    found = expansion(feed, types, "outgoing", "&filter=discharge%20summary&count=3")

    assert 3 == len(found["contains"]) < found["total"]
    assert all("ischarge" in each["display"] for each in found["contains"])


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (f"context={BASE}us-core-documentreference%23DocumentReference.nothing", 404),
        (f"context={BASE}us-core-documentreference", 404),
        (f"context={BASE}none%23DocumentReference.type", 404),
        (f"context={BASE}us-core-documentreference%23DocumentReference.type&contextDirection=up", 400),
        (f"context={BASE}us-core-documentreference%23DocumentReference.type&url=http://a.example", 400),
        ("contextDirection=incoming", 400),
        ("url=http://hl7.org/fhir/us/core/ValueSet/us-core-documentreference-type", 422),
    ],
)
def test_what_is_refused(asked: str, status: int, feed: Asker) -> None:
    """A context that is none is not found; a value set that is named by its URL is expanded in full or not at all."""
    assert status == feed.get(f"ValueSet/$expand?{asked}").status_code
