"""Golden cases of the rules about what happened during the stay: DR-015, DR-016."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.review.wards import NUBC, disposition, document, encounter, found, of_class, patient, stay, typed

EXPIRED = encounter(hospitalization=disposition("exp"))


def died(when: str) -> dict[str, Any]:
    """Make the patient one who died then."""
    return patient(deceasedDateTime=when)


@pytest.mark.parametrize(
    ("records", "items"),
    [
        ([EXPIRED], {"not-deceased"}),
        ([EXPIRED, patient(deceasedBoolean=False)], {"not-deceased"}),
        ([encounter(hospitalization=disposition("20", NUBC))], {"not-deceased"}),
        ([EXPIRED, patient(deceasedBoolean=True)], set()),
        ([EXPIRED, died("2026-03-09T09:00:00-04:00")], set()),
        ([EXPIRED, died("2026-03-09")], set()),
        ([EXPIRED, died("2026-03")], set()),
        ([EXPIRED, died("2026-03-10T09:00:00-04:00")], set()),  # within the tolerance of a day
        ([EXPIRED, died("2026-03-12")], {"outside"}),
        ([EXPIRED, died("2026-02-20")], {"outside"}),
        ([died("2026-03-05")], {"within"}),
        ([died("2026-03-09")], set()),  # the day of discharge, perhaps after it
        ([died("2026-03-09T09:00:00-04:00")], {"within"}),
        ([died("2026-04-01")], set()),
        ([died("2026-02-01")], {"after"}),
        ([patient(deceasedBoolean=True)], set()),
        ([encounter(hospitalization=disposition("41", NUBC))], {"hospice"}),
        ([encounter(hospitalization=disposition("41", NUBC), type=[{"text": "Inpatient hospice"}])], set()),
        ([of_class("HH", hospitalization=disposition("40", NUBC))], set()),
        ([of_class("EMER", hospitalization=disposition("exp"))], {"not-deceased"}),
        ([of_class("AMB", hospitalization=None), died("2026-02-01")], set()),
        ([encounter(hospitalization=disposition("exp"), status="cancelled")], set()),
    ],
)
def test_dr_015_death(records: list[dict[str, Any]], items: set[str]) -> None:
    """Disposition and recorded death agree, as far as the dates are certain."""
    assert items == {item for rule, _, item in found(*records) if rule == "DR-015"}


def procedure(**changes: Any) -> dict[str, Any]:
    """Write a procedure of the stay."""
    own = {"resourceType": "Procedure", "id": "x", "status": "completed", "subject": {"reference": "Patient/p"}}
    return {**own, "encounter": {"reference": "Encounter/e"}, **changes}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([procedure(performedDateTime="2026-03-03T10:00:00Z")], set()),
        ([procedure(performedDateTime="2026-03-09T22:00:00-04:00")], set()),  # the day of discharge
        ([procedure(performedDateTime="2026-03-10")], {("Q", "after")}),
        ([procedure(performedPeriod={"start": "2026-03-10T00:30:00-04:00"})], {("Q", "after")}),
        ([procedure(performedDateTime="2026-02-27")], {("W", "before")}),
        ([procedure(performedDateTime="2026-03-02T01:00:00-05:00")], set()),  # in the emergency department
        ([procedure(performedDateTime="2026-03-10", status="not-done")], set()),
        ([procedure(performedDateTime="2026-03-10"), of_class("AMB", hospitalization=None)], set()),
        ([typed("11504-8", date="2026-03-10T09:00:00Z"), document()], {("Q", "after")}),
        ([typed("34117-2", date="2026-02-10T09:00:00Z"), document()], set()),  # H&P, 20 days before
        ([typed("11526-1", date="2026-03-15T09:00:00Z"), document()], set()),  # pathology comes later
        ([procedure(performedDateTime="2026-03-08"), EXPIRED, died("2026-03-07")], {("Q", "death")}),
        ([procedure(performedDateTime="2026-03"), stay("2026-03-02", "2026-03-09")], set()),
    ],
)
def test_dr_016_events(records: list[dict[str, Any]], expected: set[tuple[str, str]]) -> None:
    """Procedures and operative notes fall into the stay."""
    assert expected == {(severity, item) for rule, severity, item in found(*records) if rule == "DR-016"}
