"""Golden cases of DR-036 (30 days to complete a record) and DR-050 (references that lead nowhere)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.review.completion import references
from domain.review.reviewing import review
from tests.domain.review.wards import (
    NOW,
    ZONE,
    at,
    chart,
    document,
    encounter,
    found,
    of_class,
    rules,
    stay,
    typed,
)

OPEN = typed("11506-3")
DISCHARGED = stay("2026-02-25T10:00:00-05:00", "2026-03-02T15:00:00-05:00")


@pytest.mark.parametrize(
    ("records", "now", "late"),
    [
        ([DISCHARGED, OPEN], "2026-04-01T09:00:00", False),
        ([DISCHARGED, OPEN], "2026-04-01T23:59:59", False),
        ([DISCHARGED, OPEN], "2026-04-02T03:59:59Z", False),  # still 1 April at the facility
        ([DISCHARGED, OPEN], "2026-04-02T04:00:00Z", True),
        ([DISCHARGED, OPEN], "2026-04-02T09:00:00", True),
        ([DISCHARGED, document(date="2026-03-02T16:00:00-05:00")], "2026-06-01", False),
        ([DISCHARGED, document(authenticator=None)], "2026-04-02", True),
        ([stay("2026-02-25", "2026-03-02"), OPEN], "2026-04-01T23:00:00", False),
        ([stay("2026-02-25", "2026-03-02"), OPEN], "2026-04-02T00:00:00", True),
        ([stay("2026-02-25", "2026-03-03T03:00:00Z"), OPEN], "2026-04-02T00:00:00", True),  # 2 March, late evening
        ([of_class("AMB", participant=None), OPEN], "2026-12-01", False),
        ([stay("2026-02-25", None, status="in-progress", hospitalization=None), OPEN], "2026-12-01", False),
        ([stay("2026-02-25", "2026-03-02", status="cancelled"), OPEN], "2026-12-01", False),
    ],
)
def test_dr_036_delinquent(records: list[dict[str, Any]], now: str, *, late: bool) -> None:
    """A record with deficiencies is delinquent from the 31st local day after discharge."""
    assert late is ("DR-036" in rules(*records, now=at(now)))


@pytest.mark.parametrize(
    ("absent", "expressions"),
    [
        (set(), []),
        ({"Practitioner/other"}, []),
        ({"Organization/h"}, ["Encounter.serviceProvider"]),
        (
            {"Practitioner/a"},
            ["DocumentReference.authenticator", "DocumentReference.author", "Encounter.participant.individual"],
        ),
    ],
)
def test_dr_050_absent_targets(absent: set[str], expressions: list[str]) -> None:
    """Each reference of the chart to a record that is not stored is warned of."""
    spoilt = replace(chart(), absent=frozenset(absent))
    given = [each for each in review(spoilt, {}, NOW, ZONE) if each.rule == "DR-050"]

    assert expressions == [each.expression for each in given]
    assert {"W"} >= {each.severity for each in given}


def test_references_of_a_record() -> None:
    """Literal references are named without address and version; others are not."""
    record = encounter(
        account=[{"reference": "urn:uuid:1"}, {"reference": "#a"}, {"reference": "Account?identifier=s|http://a/b"}],
        basedOn=[{"reference": "http://x/fhir/ServiceRequest/7/_history/2"}, {"display": "no reference"}],
    )

    assert {"Patient/p", "Practitioner/a", "Organization/h", "ServiceRequest/7"} == references(record)
    assert set() == found()
