"""Which instants a period covers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from domain.privacy.facts import EARLIEST, LATEST
from domain.privacy.periods import bounds, span

EAST = timezone(timedelta(hours=-5))


def micros(text: str) -> int:
    """Give the microseconds of an ISO instant."""
    return int(datetime.fromisoformat(text).timestamp()) * 1_000_000


@pytest.mark.parametrize(
    ("text", "lo", "hi"),
    [
        ("2026-03-02", "2026-03-02T05:00:00+00:00", "2026-03-03T05:00:00+00:00"),
        ("2026-03", "2026-03-01T05:00:00+00:00", "2026-04-01T05:00:00+00:00"),
        ("2026", "2026-01-01T05:00:00+00:00", "2027-01-01T05:00:00+00:00"),
        ("2026-03-02T09:00:00-05:00", "2026-03-02T14:00:00+00:00", "2026-03-02T14:00:01+00:00"),
        ("2026-03-02T09:00:00Z", "2026-03-02T09:00:00+00:00", "2026-03-02T09:00:01+00:00"),
    ],
)
def test_bounds(text: str, lo: str, hi: str) -> None:
    """A date lasts to the end of its day where the facility is; a dateTime has its own zone."""
    assert (micros(lo), micros(hi)) == bounds(text, EAST)


def test_a_day_of_daylight_saving_has_23_hours() -> None:
    """A day is the facility's calendar day, whatever its length."""
    lo, hi = bounds("2026-03-08", ZoneInfo("America/New_York")) or (0, 0)

    assert 23 * 3600 * 1_000_000 == hi - lo


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "2026-02-30", None, 20260302, {"value": "2026"}])
def test_unreadable(text: object) -> None:
    """What is no date has no bounds."""
    assert bounds(text, EAST) is None
    assert text is None or span({"end": text}) is None


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "9999", "9999-12-31T23:59:59Z"])
def test_ends_of_the_calendar(text: str) -> None:
    """The first and the last year do not overflow, in any zone."""
    for zone in (UTC, EAST, ZoneInfo("Pacific/Kiritimati")):
        lo, hi = bounds(text, zone) or (0, 0)
        assert EARLIEST < lo < hi < LATEST


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (None, (EARLIEST, LATEST)),
        ({}, (EARLIEST, LATEST)),
        ({"start": "2026-01-01"}, (micros("2026-01-01T00:00:00+00:00"), LATEST)),
        ({"end": "2026-01-01"}, (EARLIEST, micros("2026-01-02T00:00:00+00:00"))),
        ("2026", None),
        ({"start": "never"}, None),
    ],
)
def test_span(period: object, expected: tuple[int, int] | None) -> None:
    """A bound that is not stated is open; one that cannot be read is no bound."""
    assert expected == span(period)
