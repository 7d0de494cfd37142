"""When was it, and what is certain of that in the facility's zone (https://hl7.org/fhir/R4/datatypes.html#dateTime)?

Whole microseconds since 1970-01-01T00:00Z, so that no year and no offset can overflow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.fhir.dates import DAY, bounds

FURTHEST_AHEAD = DAY // 2 + DAY // 12
"""Fourteen hours: as far ahead of UTC as any place on earth is."""
_UNIX_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()

_OFFSET = re.compile(r"T.*(?:Z|[+-][0-9]{2}:[0-9]{2})$")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time as told: all that it may mean, ``[lo, hi)``; its local calendar days (ordinals); has it a time?"""

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
    try:
        lo, hi = bounds(text)
    except ValueError:
        return None
    if "T" not in text:
        return Moment(_utc(lo, zone), _utc(hi, zone), lo // DAY + _UNIX_DAY, (hi - 1) // DAY + _UNIX_DAY, timed=False)
    if not _OFFSET.search(text):
        lo, hi = _utc(lo, zone), _utc(lo, zone) + hi - lo
    today = local_day(lo, zone)
    return Moment(lo, hi, today, today, timed=True)


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


@lru_cache(maxsize=4096)
def local_day(instant: int, zone: str) -> int:
    """Give the ordinal of the calendar day that an instant falls on in the zone."""
    ordinal = instant // DAY + _UNIX_DAY
    if not _FIRST + 1 < ordinal < _LAST - 1:
        return ordinal
    local = (_EPOCH + timedelta(microseconds=instant)).astimezone(_zone(zone))
    return local.toordinal()


def age(born: Moment, first_day: int, last_day: int) -> tuple[int, int]:
    """Give the least and the greatest age in completed years between two days; negative: not yet born."""
    return _years(born.last_day, first_day), _years(born.first_day, last_day)


def _years(born: int, when: int) -> int:
    birth, then = (date.fromordinal(min(max(day, _FIRST), _LAST)) for day in (born, when))
    return then.year - birth.year - ((then.month, then.day) < (birth.month, birth.day))


def period(value: object, zone: str) -> tuple[Moment | None, Moment | None]:
    """Read the start and end of a FHIR Period."""
    if not isinstance(value, dict):
        return None, None
    return moment(value.get("start"), zone), moment(value.get("end"), zone)
