"""What is certain of a date in the facility's zone?"""

from __future__ import annotations

import pytest

from domain.fhir.dates import HOUR
from domain.review.moments import age, local_day, moment

ZONE = "America/New_York"


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2026-03-08", 23),  # clocks go forward
        ("2026-11-01", 25),  # and back
        ("2026-03-09", 24),
        ("2026-02", 28 * 24),
        ("2026", 365 * 24),
    ],
)
def test_a_date_lasts_as_long_as_the_local_days(text: str, hours: int) -> None:
    """A date without a time is the span of its days in the facility's zone."""
    found = moment(text, ZONE)

    assert found is not None
    assert hours == (found.hi - found.lo) // HOUR


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "yesterday", "", None, 7, "2026-03-08T25:00:00Z"])
def test_what_is_no_date_is_none(text: object) -> None:
    """A text that is no FHIR date has no moment."""
    assert moment(text, ZONE) is None


@pytest.mark.parametrize(
    "text", ["0001-01-01", "9999-12-31", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "9999"]
)
def test_the_edges_of_the_calendar_do_not_overflow(text: str) -> None:
    """The first and the last day that FHIR can write are read."""
    found = moment(text, ZONE)

    assert found is not None
    assert found.lo < found.hi
    assert age(found, found.first_day, found.last_day)[1] <= 1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-09T03:59:59Z", "2026-03-08"),
        ("2026-03-09T04:00:00Z", "2026-03-09"),
        ("2026-03-08T23:50:00-04:00", "2026-03-08"),
        ("2026-03-08T06:59:59Z", "2026-03-08"),
    ],
)
def test_an_instant_falls_on_the_local_day(text: str, day: str) -> None:
    """The calendar day of an instant is that of the facility, not of UTC."""
    when, expected = moment(text, ZONE), moment(day, ZONE)

    assert when is not None
    assert expected is not None
    assert expected.first_day == when.first_day == local_day(when.lo, ZONE)


@pytest.mark.parametrize(
    ("born", "when", "ages"),
    [
        ("2018-03-02", "2026-03-02", (8, 8)),
        ("2018-03-03", "2026-03-02", (7, 7)),
        ("2018", "2026-03-02", (7, 8)),
        ("2018-03", "2026-03-15", (7, 8)),
        ("2024-02-29", "2026-02-28", (1, 1)),
        ("2024-02-29", "2026-03-01", (2, 2)),
        ("2026-03-03", "2026-03-02", (-1, -1)),
    ],
)
def test_age_is_as_certain_as_the_dates(born: str, when: str, ages: tuple[int, int]) -> None:
    """A partial date of birth gives a least and a greatest age."""
    birth, then = moment(born, ZONE), moment(when, ZONE)

    assert birth is not None
    assert then is not None
    assert ages == age(birth, then.first_day, then.last_day)
