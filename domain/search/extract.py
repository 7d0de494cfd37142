"""What of one record goes into the columns of its row and into the rows of indexes?"""

from __future__ import annotations

from dataclasses import dataclass, field

Joined = tuple[int, int, tuple[int, ...], tuple[float | None, ...], tuple[float | None, ...], tuple[str | None, ...]]
"""One row of ``index_part``: p, h, keys, lo, hi, texts."""


@dataclass(slots=True)
class Extract:
    """The columns and index rows of one record; instants in microseconds, [lo, hi).

    ``keys``: hashes of all tokens, and of every parameter with a value. ``tokens``: hashes that get rows of an
    index. Rows begin with the number of their parameter. ``strings``: (p, normalised, exact);
    ``references``: (p, "Type/id" or URL); ``dates``: (p, lo, hi); ``numbers``: (p, lo, hi);
    ``quantities``: (p, unit, lo, hi); ``uris``: (p, uri); ``parts``: see ``joined.py``. ``patients``: ids, in order,
    without repeats. ``units``: the UCUM codes of the quantities. ``generation``: by which custom parameters.
    """

    type: str
    keys: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    strings: list[tuple[int, str, str]] = field(default_factory=list)
    references: list[tuple[int, str]] = field(default_factory=list)
    dates: list[tuple[int, int, int]] = field(default_factory=list)
    numbers: list[tuple[int, float, float]] = field(default_factory=list)
    quantities: list[tuple[int, int, float, float]] = field(default_factory=list)
    uris: list[tuple[int, str]] = field(default_factory=list)
    parts: list[Joined] = field(default_factory=list)
    units: set[str] = field(default_factory=set)
    generation: int = 0
    patients: tuple[str, ...] = ()
    encounter: str | None = None
    status: str | None = None
    lo: int | None = None
    hi: int | None = None
