"""Which instants does a period of a Consent or a request cover? Half-open; a day ends with its last microsecond.

https://hl7.org/fhir/R4/datatypes.html#Period. What states no time zone is read in the one given: the facility's.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from domain.fhir import dates
from domain.privacy.facts import EARLIEST, LATEST

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_FIRST: Final = dates.bounds("0002")[0]
_LAST: Final = dates.bounds("9998")[1]


def bounds(text: object, zone: tzinfo = UTC) -> tuple[int, int] | None:
    """Give [lo, hi) of a date or dateTime; ``None`` when it cannot be read."""
    if not isinstance(text, str):
        return None
    try:
        lo, hi = dates.bounds(text)
    except ValueError:
        return None
    if zone is UTC or text[-1] == "Z" or (len(text) > len("9999-12-31") and text[-6] in "+-"):
        return lo, hi
    return lo - _shift(lo, zone), hi - _shift(hi, zone)


def _shift(local: int, zone: tzinfo) -> int:
    """Give how far the zone is ahead of UTC at a local time, in microseconds; nothing at the ends of the calendar."""
    if not _FIRST <= local < _LAST:
        return 0
    there = (_EPOCH + timedelta(microseconds=local)).replace(tzinfo=zone).utcoffset()
    return there // timedelta(microseconds=1) if there else 0


def span(period: object, zone: tzinfo = UTC) -> tuple[int, int] | None:
    """Give [lo, hi) of a Period, open where it states no bound; ``None`` when a stated bound cannot be read."""
    if period is None:
        return EARLIEST, LATEST
    if not isinstance(period, dict):
        return None
    lo, hi = EARLIEST, LATEST
    if period.get("start") is not None:
        first = bounds(period["start"], zone)
        if first is None:
            return None
        lo = first[0]
    if period.get("end") is not None:
        last = bounds(period["end"], zone)
        if last is None:
            return None
        hi = last[1]
    return lo, hi
