"""Which span of time does a FHIR date, dateTime or instant name? (https://hl7.org/fhir/R4/datatypes.html#dateTime).

Spans are half-open, in whole microseconds since 1970-01-01T00:00Z, and plain integers, so that no year and no
time zone overflows. What has no time zone is taken as UTC. A fraction finer than a microsecond is cut.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = date(1970, 1, 1).toordinal()
_LAST_YEAR = 9999

_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,18}))?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?"
)
_SECONDS = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9](?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])", re.ASCII
)
"""The form of nearly every dateTime, which the standard library reads faster."""


@lru_cache(maxsize=16_384)
def bounds(text: str) -> tuple[int, int]:
    """Give the first microsecond of the span and the first one after it; ValueError if it is no FHIR date."""
    return _seconds(text) if _SECONDS.fullmatch(text) else _any(text)


def _any(text: str) -> tuple[int, int]:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError("not a FHIR date")
    year, month, day, *time = match.groups()
    if month is None:
        return _midnight(int(year), 1, 1), _midnight(int(year) + 1, 1, 1)
    if day is None:
        y, m = int(year), int(month)
        return _midnight(y, m, 1), _midnight(y + m // 12, m % 12 + 1, 1)
    start = _midnight(int(year), int(month), int(day))
    return (start, start + DAY) if time[0] is None else _time(start, time)


def _time(midnight: int, parts: list[str | None]) -> tuple[int, int]:
    hour, minute, second, fraction, zone = parts
    hours, minutes, seconds = int(hour or 0), int(minute or 0), int(second or 0)
    if hours > 23 or minutes > 59 or seconds > 60:
        raise ValueError("not a time of day")
    start = midnight + hours * HOUR + minutes * MINUTE + seconds * SECOND - _offset(zone)
    if second is None:
        return start, start + MINUTE
    if fraction is None:
        return start, start + SECOND
    unit = 10 ** max(0, 6 - len(fraction))
    start += int(fraction[:6]) * unit
    return start, start + unit


def _seconds(text: str) -> tuple[int, int]:
    local = datetime.fromisoformat(text[:19])
    start = (local.toordinal() - _EPOCH) * DAY + (local.hour * 3600 + local.minute * 60 + local.second) * SECOND
    start -= _offset(text[19:])
    return start, start + SECOND


def _midnight(year: int, month: int, day: int) -> int:
    if year > _LAST_YEAR:
        return _midnight(_LAST_YEAR, 12, 31) + DAY
    return (date(year, month, day).toordinal() - _EPOCH) * DAY


def _offset(zone: str | None) -> int:
    if zone is None or zone == "Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if hours * 60 + minutes > 14 * 60 or minutes > 59:
        raise ValueError("not a time zone")
    return (hours * HOUR + minutes * MINUTE) * (-1 if zone[0] == "-" else 1)
