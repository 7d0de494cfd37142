"""Which span does a date name?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fhir.dates import DAY, HOUR, MINUTE, SECOND, bounds

SPANS = [
    # Precision makes the length of the span.
    ("1970", 0, 365 * DAY),
    ("1970-01", 0, 31 * DAY),
    ("1970-01-01", 0, DAY),
    ("1970-01-01T00:00", 0, MINUTE),
    ("1970-01-01T00:00:00", 0, SECOND),
    ("1970-01-01T00:00:00Z", 0, SECOND),
    ("1970-01-01T00:00:00.1Z", 100_000, 200_000),
    ("1970-01-01T00:00:00.123456Z", 123_456, 123_457),
    ("1970-01-01T00:00:00.123456789Z", 123_456, 123_457),
    # Months and leap years.
    ("1970-12", 334 * DAY, 365 * DAY),
    ("1972-02", 761 * DAY, 790 * DAY),
    # Zones move the instant.
    ("1970-01-01T01:00:00+01:00", 0, SECOND),
    ("1969-12-31T22:30:00-01:30", 0, SECOND),
    ("1970-01-01T14:00:00+14:00", 0, SECOND),
    ("1970-01-01T00:00:00-00:00", 0, SECOND),
    # A leap second is the next minute's first.
    ("1969-12-31T23:59:60Z", 0, SECOND),
    # Before the epoch.
    ("1969-12-31", -DAY, 0),
]


@pytest.mark.parametrize(("text", "lo", "hi"), SPANS)
def test_spans(text: str, lo: int, hi: int) -> None:
    """A date spans what its precision leaves open."""
    assert (lo, hi) == bounds(text)


def test_the_ends_of_the_calendar_do_not_overflow() -> None:
    """Year 9999 west of Greenwich and year 1 east of it are plain numbers."""
    assert bounds("9999")[1] + 12 * HOUR == bounds("9999-12-31T23:59:59.999-12:00")[1]
    assert bounds("0001")[0] - 14 * HOUR == bounds("0001-01-01T00:00:00+14:00")[0]


REFUSED = [
    "", "20", "2020-1", "2020-13", "2020-02-30", "2021-02-29", "0000", "2020-01-01T", "2020-01-01T10",
    "2020-01-01T24:00",
    "2020-01-01T10:60", "2020-01-01T10:00:61Z", "2020-01-01T10:00:00+15:00",
    "2020-01-01 10:00:00", "2020-01-01T10:00:00z",
    "٢٠٢٠", "2020-01-01T10:00:00.Z", "+2020", " 2020", "2020\n", "2020-01-01T10:00:00 01:00", "2020-W01", "20200101",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_date_is_refused(text: str) -> None:
    """Days and hours that do not exist, other digits, other notations."""
    with pytest.raises(ValueError):
        bounds(text)


@given(st.datetimes(), st.integers(-12 * 60, 14 * 60))
def test_a_finer_date_lies_within_the_coarser(moment: object, offset: int) -> None:
    """Cutting digits off widens the span around the same instant, whatever the zone."""
    zone = f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
    text = str(moment).replace(" ", "T")[:19]
    coarse, fine = bounds(text + zone), bounds(text + ".25" + zone)

    assert coarse[0] <= fine[0] < fine[1] <= coarse[1]
    assert bounds(text[:10])[0] <= bounds(text)[0] < bounds(text[:10])[1]
