"""Golden cases of the rules about encounters (RULES.md F2)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.review.encounters import length_of_stay
from domain.review.stay import stay as seen
from tests.domain.review.wards import (
    ACT,
    NUBC,
    ZONE,
    at,
    chart,
    disposition,
    document,
    encounter,
    found,
    of_class,
    patient,
    rules,
    signature,
    stay,
    typed,
)

NOW = at("2026-03-10T09:00:00")


def test_a_complete_stay_has_no_finding() -> None:
    """The stay that all other cases spoil is clean."""
    assert set() == found()


@pytest.mark.parametrize(
    ("start", "end", "items"),
    [
        ("2026-03-02T10:00:00-05:00", "2026-03-02T09:59:59-05:00", {"order"}),
        ("2026-03-02T10:00:00-05:00", "2026-03-02T10:00:00-05:00", set()),
        ("2026-03-02T10:00:00-05:00", "2026-03-02T15:00:00Z", set()),  # the same instant
        ("2026-03-02T10:00:00-05:00", "2026-03-02T14:59:00Z", {"order"}),
        ("2026-03-02T10:00:00-05:00", "2026-03-02", set()),  # the day may mean later
        ("2026-03-02T10:00:00-05:00", "2026-03-01", {"order"}),
        ("2026-03-02", "2026-03-01", {"order"}),
        ("2026-03", "2026-03-01", set()),
        ("2026-03", "2026-02-28", {"order"}),
        ("2026-03-02T10:00:00-05:00", "2026-03-11T09:00:00-04:00", {"future"}),
        ("2026-03-02T10:00:00-05:00", "2026-03-11", {"future"}),
        ("2026-03-02T10:00:00-05:00", "2026-03-10", set()),
        ("2026-03-02T10:00:00-05:00", "2026-03-10T09:04:00-04:00", set()),  # clocks differ
    ],
)
def test_dr_010_period(start: str, end: str, items: set[str]) -> None:
    """A period that surely ends before it starts, or in the future, is found."""
    assert items == {item for rule, _, item in found(stay(start, end)) if rule == "DR-010"}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (stay("2026-03-02T10:00:00Z", None), {("DR-011", "D", "end")}),
        (stay("2026-03-02T10:00:00Z", None, **{"class": {"code": "AMB"}}), {("DR-011", "D", "end")}),
        (encounter(period=None), {("DR-011", "D", "end")}),
        (stay("2026-03-02T10:00:00Z", None, status="in-progress", hospitalization=None), set()),
        (stay("2026-03-02T10:00:00Z", None, status="in-progress"), {("DR-011", "Q", "disposition")}),
        (encounter(status="arrived", hospitalization=None), {("DR-011", "Q", "end")}),
        (encounter(status="onleave"), {("DR-011", "Q", "end"), ("DR-011", "Q", "disposition")}),
        (encounter(status="planned"), set()),
        (encounter(status="unknown"), set()),
    ],
)
def test_dr_011_end_and_status(record: dict[str, Any], expected: set[tuple[str, str, str]]) -> None:
    """Finished needs an end; what goes on has neither end nor disposition."""
    assert expected == {each for each in found(record) if each[0] == "DR-011"}


@pytest.mark.parametrize(
    ("record", "severities"),
    [
        (encounter(hospitalization=None), {"D"}),
        (of_class("ACUTE", hospitalization=None), {"D"}),
        (of_class("NONAC", hospitalization={"admitSource": {"text": "x"}}), {"D"}),
        (encounter(hospitalization={"dischargeDisposition": {"coding": [{"system": NUBC}]}}), {"D"}),
        (encounter(hospitalization={"dischargeDisposition": {"text": "Home"}}), {"W"}),
        (encounter(hospitalization=disposition("99999", NUBC)), {"W"}),
        (encounter(hospitalization=disposition("home", "http://example.com")), {"W"}),
        (encounter(hospitalization=disposition("nowhere")), {"W"}),
        (encounter(hospitalization=disposition("01", NUBC)), set()),
        (encounter(hospitalization=disposition("1", NUBC)), set()),
        (of_class("AMB", hospitalization=None), set()),
        (of_class("EMER", hospitalization=None), set()),
        (of_class("OBSENC", hospitalization=None), set()),
        (encounter(status="cancelled", hospitalization=None), set()),
        (encounter(status="entered-in-error", hospitalization=None), set()),
    ],
)
def test_dr_012_disposition(record: dict[str, Any], severities: set[str]) -> None:
    """A finished inpatient stay has a coded disposition; others are not asked."""
    assert severities == {severity for rule, severity, _ in found(record) if rule == "DR-012"}


LEAVE = [{"status": "onleave", "period": {"start": "2026-03-04T08:00:00-05:00", "end": "2026-03-06T20:00:00-05:00"}}]


@pytest.mark.parametrize(
    ("start", "end", "leave", "days"),
    [
        ("2026-03-02T10:00:00-05:00", "2026-03-09T10:00:00-04:00", [], 7),
        ("2026-03-02", "2026-03-09", [], 7),
        ("2026-03-08T23:50:00-04:00", "2026-03-09T00:10:00-04:00", [], 1),  # the night after the clocks change
        ("2026-03-08T01:00:00-05:00", "2026-03-08T23:00:00-04:00", [], 0),
        ("2026-03-09T03:50:00Z", "2026-03-09T04:10:00Z", [], 1),
        ("2026-03-02T10:00:00-05:00", "2026-03-09T10:00:00-04:00", LEAVE, 5),
        ("2026-03", "2026-03-09", [], None),
    ],
)
def test_dr_013_days_are_local_midnights(start: str, end: str, leave: list[Any], days: int | None) -> None:
    """The length of stay counts local midnights, less leave."""
    record = stay(start, end, statusHistory=leave)

    assert days == length_of_stay(seen(chart(record), {}, NOW, ZONE))


@pytest.mark.parametrize(
    ("length", "leave", "expected"),
    [
        ({"value": 7, "code": "d"}, None, set()),
        ({"value": 5, "code": "d"}, None, {"DR-013"}),
        ({"value": 5, "code": "d"}, LEAVE, set()),
        ({"value": 168, "unit": "h"}, None, set()),
        ({"value": 7, "unit": "fortnights"}, None, set()),
    ],
)
def test_dr_013_length(length: dict[str, Any], leave: list[Any] | None, expected: set[str]) -> None:
    """A stated length must be that of the period."""
    assert expected == rules(encounter(length=length, statusHistory=leave))


def _other(start: str, end: str | None, **changes: Any) -> dict[str, Any]:
    return stay(start, end, **{"id": "o", **changes})


@pytest.mark.parametrize(
    ("own", "other", "overlaps"),
    [
        (("2026-03-01", "2026-03-05"), _other("2026-03-04", "2026-03-08"), True),
        (("2026-03-01", "2026-03-05"), _other("2026-03-05", "2026-03-08"), False),  # touching days
        (
            ("2026-03-01T08:00:00Z", "2026-03-05T10:00:00Z"),
            _other("2026-03-05T10:00:00Z", "2026-03-08T10:00:00Z"),
            False,
        ),
        (("2026-03-01T08:00:00Z", "2026-03-05T10:00:00Z"), _other("2026-03-05T05:00:00-05:00", "2026-03-08"), False),
        (
            ("2026-03-01T08:00:00Z", "2026-03-05T10:00:00Z"),
            _other("2026-03-05T09:00:00Z", "2026-03-08T10:00:00Z"),
            True,
        ),
        (("2026-03-01", "2026-03-08"), _other("2026-03-03", "2026-03-04"), True),
        (("2026-03-03", "2026-03-04"), _other("2026-03-01", "2026-03-08"), True),
        (("2026-03-01", "2026-03-05"), _other("2026-03-04", None, status="in-progress", hospitalization=None), True),
        (("2026-03-01", "2026-03-05"), _other("2026-03-06", None, status="in-progress", hospitalization=None), False),
        (("2026-03-01", "2026-03-05"), _other("2026-03-04", "2026-03-08", status="cancelled"), False),
        (("2026-03-01", "2026-03-05"), _other("2026-03-04", "2026-03-08", status="entered-in-error"), False),
        (("2026-03-01", "2026-03-05"), _other("2026-03-04", "2026-03-08", **{"class": {"code": "AMB"}}), False),
        (("2026-03-01", "2026-03-05"), _other("2026-03-04", "2026-03-08", **{"class": {"code": "NONAC"}}), True),
        (("2026-03-01", "2026-03-05"), _other("2026-03-04", "2026-03-08", partOf={"reference": "Encounter/e"}), False),
        (
            ("2026-03-01", "2026-03-05"),
            _other("2026-03-04", "2026-03-08", serviceProvider={"reference": "Organization/x"}),
            False,
        ),
        (("2026-03-01", "2026-03-05"), _other("2026-03-04", "2026-03-08", serviceProvider=None), True),
        (
            ("2026-03-01", "2026-03-05"),
            _other("2026-03-04", "2026-03-08", subject={"reference": "Patient/mother"}),
            False,
        ),
    ],
)
def test_dr_014_overlap(own: tuple[str, str], other: dict[str, Any], *, overlaps: bool) -> None:
    """Two inpatient stays of one patient at one facility do not surely overlap."""
    assert overlaps is ("DR-014" in rules(stay(*own), other))


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (of_class("AMB"), set()),
        (of_class("VR"), set()),
        (of_class("XYZ"), {"DR-017"}),
        (encounter(**{"class": {"system": "http://example.com", "code": "XYZ"}}), set()),
        (
            stay("2026-03-02T10:00:00Z", "2026-03-04T22:00:00Z", **{"class": {"system": ACT, "code": "OBSENC"}}),
            {"DR-017"},
        ),
        (stay("2026-03-02T10:00:00Z", "2026-03-04T09:00:00Z", **{"class": {"system": ACT, "code": "OBSENC"}}), set()),
    ],
)
def test_dr_017_class(record: dict[str, Any], expected: set[str]) -> None:
    """The class is a known one, and observation is short."""
    assert expected == rules(record)


BORN = {**disposition("home"), "admitSource": {"coding": [{"code": "born"}]}}


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        ("2026-03-02", set()),
        ("2026-03", set()),
        ("1986-03-02", {"DR-018"}),
        ("2026-03-01", {"DR-018"}),
        (None, set()),
    ],
)
def test_dr_018_born(birth: str | None, expected: set[str]) -> None:
    """Who is admitted by birth was born that day."""
    assert expected == rules(encounter(hospitalization=BORN), patient(birthDate=birth))


@pytest.mark.parametrize(
    ("record", "items"),
    [
        (encounter(participant=None), {"attending"}),
        (
            encounter(
                participant=[{"type": [{"coding": [{"code": "PPRF"}]}], "individual": {"reference": "Practitioner/a"}}]
            ),
            {"attending"},
        ),
        (encounter(participant=[{"type": [{"coding": [{"code": "ATND"}]}]}]), {"attending"}),
        (encounter(serviceProvider=None), {"provider"}),
        (
            stay(
                "2026-03-02", None, status="in-progress", hospitalization=None, participant=None, serviceProvider=None
            ),
            {"attending", "provider"},
        ),
        (of_class("AMB", participant=None, serviceProvider=None), set()),
        (of_class("EMER", participant=None), set()),
        (encounter(status="planned", participant=None), set()),
    ],
)
def test_dr_020_attending(record: dict[str, Any], items: set[str]) -> None:
    """An inpatient stay names attending and hospital."""
    assert items == {item for rule, _, item in found(record) if rule == "DR-020"}


def _history(*statuses: str) -> list[dict[str, Any]]:
    return [{"status": each, "period": {"start": f"2026-03-{day:02}"}} for day, each in enumerate(statuses, 1)]


@pytest.mark.parametrize(
    ("record", "documents", "expected"),
    [
        (encounter(statusHistory=_history("planned", "arrived", "in-progress", "finished")), [], set()),
        (encounter(statusHistory=_history("in-progress", "finished", "in-progress")), [], {"DR-021"}),
        (encounter(status="cancelled"), [document()], {"DR-021"}),
        (encounter(status="cancelled"), [document(authenticator=None)], set()),
        (encounter(status="cancelled"), [document(authenticator=None), signature("DocumentReference/d")], {"DR-021"}),
        (encounter(status="cancelled"), [typed("11506-3", docStatus="preliminary")], set()),
    ],
)
def test_dr_021_statuses(record: dict[str, Any], documents: list[dict[str, Any]], expected: set[str]) -> None:
    """What is finished does not go on, and a cancelled stay has no signed document."""
    assert expected == rules(record, *documents)
