"""When was it: FHIR dates, times and what is certain of them in the facility's time zone (https://hl7.org/fhir/R4/datatypes.html#dateTime).

Whole microseconds since 1970-01-01T00:00Z, so that no year and no offset can overflow; ``[lo, hi)`` is all that the text may mean.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_UNIX_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()

_TEXT = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time as told: ``[lo, hi)``, the local calendar days it may fall on (ordinals), and whether it has a time."""

    lo: int
    hi: int
    first_day: int
    last_day: int
    timed: bool

    def surely_before(self, other: Moment) -> bool:
        """Tell whether no reading of the two lets this one be at or after the other."""
        return self.hi <= other.lo


def moment(text: object, zone: str) -> Moment | None:
    """Read a date, dateTime or instant; what is none yields None. A time without an offset is local."""
    return _moment(text, zone) if isinstance(text, str) else None


@lru_cache(maxsize=4096)
def _moment(text: str, zone: str) -> Moment | None:
    match = _TEXT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        if day is None:
            first = date(int(year), int(month or 1), 1)
            last = date(int(year), int(month), monthrange(int(year), int(month))[1]) if month else date(int(year), 12, 31)
            return _days(first.toordinal(), last.toordinal(), zone)
        ordinal = date(int(year), int(month), int(day)).toordinal()
    except ValueError:
        return None
    if hour is None:
        return _days(ordinal, ordinal, zone)
    wall = (ordinal - _UNIX_DAY) * DAY + int(hour) * HOUR + int(minute) * MINUTE + int(second or 0) * SECOND
    width = SECOND if second else MINUTE
    if fraction:
        digits = fraction[1:7]
        wall, width = wall + int(digits.ljust(6, "0")), 10 ** (6 - len(digits))
    lo = wall - _offset(offset) if offset else _utc(wall, zone)
    today = local_day(lo, zone)
    return Moment(lo, lo + width, today, today, timed=True)


def _days(first: int, last: int, zone: str) -> Moment:
    lo, hi = _utc((first - _UNIX_DAY) * DAY, zone), _utc((last + 1 - _UNIX_DAY) * DAY, zone)
    return Moment(lo, hi, first, last, timed=False)


def _offset(text: str) -> int:
    if text == "Z":
        return 0
    size = int(text[1:3]) * HOUR + int(text[4:6]) * MINUTE
    return -size if text[0] == "-" else size


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _utc(wall: int, zone: str) -> int:
    """Turn a wall-clock reading into an instant; at the edges of the calendar the zone counts for nothing."""
    ordinal = wall // DAY + _UNIX_DAY
    if not _FIRST < ordinal < _LAST:
        return wall
    naive = datetime.fromordinal(ordinal) + timedelta(microseconds=wall % DAY)
    away = naive.replace(tzinfo=_zone(zone)).utcoffset() or timedelta()
    return wall - away // timedelta(microseconds=1)


def local_day(instant: int, zone: str) -> int:
    """Give the ordinal of the calendar day that an instant falls on in the zone."""
    ordinal = instant // DAY + _UNIX_DAY
    if not _FIRST + 1 < ordinal < _LAST - 1:
        return ordinal
    local = (_EPOCH + timedelta(microseconds=instant)).astimezone(_zone(zone))
    return local.toordinal()


def age(born: Moment, when: Moment) -> tuple[int, int]:
    """Give the least and the greatest age in completed years that the two moments allow; negative: not yet born."""
    return _years(born.last_day, when.first_day), _years(born.first_day, when.last_day)


def _years(born: int, when: int) -> int:
    birth, then = date.fromordinal(born), date.fromordinal(when)
    return then.year - birth.year - ((then.month, then.day) < (birth.month, birth.day))


def days(first: int, last: int) -> int:
    """Count the midnights between two calendar days, as a hospital counts its days."""
    return last - first


def period(value: object, zone: str) -> tuple[Moment | None, Moment | None]:
    """Read the start and end of a FHIR Period."""
    if not isinstance(value, dict):
        return None, None
    return moment(value.get("start"), zone), moment(value.get("end"), zone)
