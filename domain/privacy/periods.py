"""Which instants does a FHIR date, dateTime or Period cover? Half-open bounds in microseconds; a day ends with its last moment.

https://hl7.org/fhir/R4/datatypes.html#dateTime. No ``datetime`` beyond reading an offset: year 9999 must not overflow.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Final

from domain.privacy.facts import EARLIEST, LATEST

SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_FORM: Final = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?\Z"
)
_ZONE_YEARS: Final = range(2, 9999)


def bounds(text: object, zone: tzinfo = UTC) -> tuple[int, int] | None:
    """Give [lo, hi) of a date or dateTime, days counted in the given zone; ``None`` when it cannot be read."""
    found = _FORM.match(text) if isinstance(text, str) else None
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        if hour is None:
            return _calendar(int(year), int(month or 0), int(day or 0), zone)
        start = (date(int(year), int(month), int(day)).toordinal() - _EPOCH_DAY) * DAY
    except ValueError:
        return None
    clock = int(hour) * 3600 + int(minute) * 60 + int(second or 0)
    shift = _offset(offset) if offset else _zone_shift(int(year), int(month), int(day), zone, clock)
    digits = (fraction or "")[:6]
    lo = start + clock * SECOND + int(digits.ljust(6, "0") or 0) - shift * SECOND
    return lo, lo + (10 ** (6 - len(digits)) if second else 60 * SECOND)


def span(period: object, zone: tzinfo = UTC) -> tuple[int, int] | None:
    """Give [lo, hi) of a Period, open where it states no bound; ``None`` when a stated bound cannot be read."""
    if period is None:
        return EARLIEST, LATEST
    if not isinstance(period, dict):
        return None
    ends: dict[str, Any] = period
    lo, hi = (EARLIEST, LATEST)
    if ends.get("start") is not None:
        first = bounds(ends["start"], zone)
        if first is None:
            return None
        lo = first[0]
    if ends.get("end") is not None:
        last = bounds(ends["end"], zone)
        if last is None:
            return None
        hi = last[1]
    return lo, hi


def _calendar(year: int, month: int, day: int, zone: tzinfo) -> tuple[int, int]:
    first = (year, month or 1, day or 1)
    if day:
        return _midnight(*first, zone), _midnight(*first, zone, after=1)
    following = (year + 1, 1, 1) if not month or month == 12 else (year, month + 1, 1)  # noqa: PLR2004 - December
    if following[0] > 9999:  # noqa: PLR2004 - the last year of the calendar
        return _midnight(*first, zone), _midnight(9999, 12, 31, zone, after=1)
    return _midnight(*first, zone), _midnight(*following, zone)


def _midnight(year: int, month: int, day: int, zone: tzinfo, after: int = 0) -> int:
    start = (date(year, month, day).toordinal() + after - _EPOCH_DAY) * DAY
    if year in _ZONE_YEARS:
        there = date(year, month, day) + timedelta(days=after)
        return start - _zone_shift(there.year, there.month, there.day, zone, 0) * SECOND
    return start


def _zone_shift(year: int, month: int, day: int, zone: tzinfo, clock: int) -> int:
    if year not in _ZONE_YEARS:
        return 0
    local = datetime(year, month, day, tzinfo=zone) + timedelta(seconds=clock)
    shift = local.utcoffset()
    return int(shift.total_seconds()) if shift else 0


def _offset(text: str) -> int:
    if text == "Z":
        return 0
    sign = -1 if text[0] == "-" else 1
    return sign * (int(text[1:3]) * 3600 + int(text[4:6]) * 60)
