"""Which days exist, and which moment surely comes first?"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fhir.chronology import before, real


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2024", True),
        ("2024-02", True),
        ("2024-02-29", True),
        ("2023-02-29", False),
        ("1900-02-29", False),
        ("2000-02-29T00:00:00Z", True),
        ("2024-04-31T00:00:00Z", False),
        ("0000", False),
        ("0000-01-01", False),
        ("9999-12-31T23:59:59-12:00", True),
    ],
)
def test_real(moment: str, expected: bool) -> None:  # noqa: FBT001
    """A day exists if the Gregorian calendar has it; there is no year 0000."""

    assert expected is real(moment)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2019", "2020", True),
        ("2020", "2020", False),
        ("2020", "2020-06", False),  # the year may end later
        ("2020-06", "2020", False),
        ("2019-12", "2020", True),
        ("2020-01-31", "2020-02", True),
        ("2020-01-01", "2020-01-01T08:00:00Z", False),  # within the day
        ("2020-01-01", "2020-01-02T00:00:00Z", True),
        ("2020-01-01T07:00:00Z", "2020-01-01T08:00:00+02:00", False),  # 07:00 against 06:00
        ("2020-01-01T05:59:59Z", "2020-01-01T08:00:00+02:00", True),
        ("2020-01-01T08:00:00+02:00", "2020-01-01T06:00:00Z", False),  # the same instant
        ("2020-01-01T00:00:00.1Z", "2020-01-01T00:00:00.10Z", False),
        ("2020-01-01T00:00:00.09Z", "2020-01-01T00:00:00.1+00:00", True),
        ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00.001Z", True),
        ("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z", False),  # beyond the year 9999
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", True),  # before the year 1
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00", False),  # a leap second
    ],
)
def test_before(one: str, other: str, expected: bool) -> None:  # noqa: FBT001
    """Only what both precisions leave no doubt about counts as before."""

    assert expected is before(one, other)


MOMENTS = st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(MOMENTS, ZONES, MOMENTS, ZONES)
def test_order_of_instants(one: datetime, zone: timezone, other: datetime, other_zone: timezone) -> None:
    """Moments with a time are ordered as instants, whatever their zones."""
    first, second = one.replace(tzinfo=zone), other.replace(tzinfo=other_zone)

    assert (first < second) is before(first.isoformat(), second.isoformat())
