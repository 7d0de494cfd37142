"""Is this a UCUM code? By its grammar and the table of its units, with the library that converts (https://ucum.org/ucum)."""

from __future__ import annotations

import threading
from functools import cache, lru_cache
from typing import Any

from domain.coding.concepts import Formed

URL = "http://unitsofmeasure.org"
_LONGEST = 64
_LOCK = threading.Lock()


@cache
def _parser() -> Any:
    """Give the library's parser; reading it takes a second."""
    from ucumvert.parser import get_ucum_parser

    return get_ucum_parser()


@lru_cache(maxsize=4_096)
def well_formed(code: str) -> bool:
    """Tell whether a code can be read; slow at the first, so ask beside the event loop."""
    if not code or len(code) > _LONGEST or not code.isascii():
        return False
    with _LOCK:
        try:
            _parser().parse(code)
        except Exception:  # noqa: BLE001 - the library raises what it likes
            return False
    return True


UCUM = Formed(URL, "UCUM", well_formed)
