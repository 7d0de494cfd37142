"""Does a FHIR date exist in the calendar, and does one surely come before another? (https://hl7.org/fhir/R4/datatypes.html#dateTime)."""

from __future__ import annotations

from datetime import date

DAY = 10
SECOND = 19


def real(moment: str) -> bool:
    """Tell whether the day exists: there is no 30 February and no year 0000."""
    day = moment[:DAY]
    try:
        date.fromisoformat(day + "-01-01"[len(day) - 4 :] if len(day) < DAY else day)
    except ValueError:
        return False
    return True


def before(one: str, other: str) -> bool:
    """Tell whether ``one`` surely lies before ``other``; what two precisions leave open is not sure.

    Two moments with a time are compared as instants; otherwise as written, up to the coarser precision.
    """
    if len(one) > DAY and len(other) > DAY:
        if one[SECOND:] == other[SECOND:]:
            return one[:SECOND] < other[:SECOND]
        return _instant(one) < _instant(other)
    shared = min(len(one), len(other), DAY)
    return one[:shared] < other[:shared]


def _instant(moment: str) -> tuple[int, str]:
    """Give whole seconds in UTC and the digits of the fraction; never overflows."""
    tail = moment[SECOND:]
    if tail.endswith("Z"):
        digits, offset = tail[1:-1], 0
    else:
        digits, zone = tail[1:-6], tail[-6:]
        offset = (int(zone[1:3]) * 60 + int(zone[4:6])) * (-60 if zone[0] == "-" else 60)
    days = date.fromisoformat(moment[:DAY]).toordinal()
    clock = int(moment[11:13]) * 3600 + int(moment[14:16]) * 60 + int(moment[17:19])
    return days * 86_400 + clock - offset, digits.rstrip("0")
