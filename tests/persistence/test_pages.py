"""Keys of pages: compared in Python as PostgreSQL compares them, and how far back a walk has to look."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from persistence.pages import LONGEST, SKEW, _precedes, _since

if TYPE_CHECKING:
    import asyncpg

TEXTS = ["", "a", "A", "ab", "\u00e4", "\uffff", "\U0001f600", "z", None]


@pytest.mark.parametrize("descending", [False, True])
async def test_text_is_ordered_as_in_the_database(pool: asyncpg.Pool, *, descending: bool) -> None:
    """Text by code point, what is missing last, in either direction."""
    direction = "DESC" if descending else "ASC"
    rows = await pool.fetch(f'SELECT t FROM unnest($1::text[]) t ORDER BY t COLLATE "C" {direction} NULLS LAST', TEXTS)
    precedes = _precedes([descending])
    ordered = [row["t"] for row in rows]

    assert all(precedes((one,), (other,)) < 0 for one, other in itertools.pairwise(ordered))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((1, "b"), (1, "a"), 1), ((1, "a"), (1, "a"), 0), ((2, "a"), (1, "b"), -1), ((None, "a"), (1, "b"), 1),
        ((None, "a"), (None, "b"), -1),
    ],
)  # fmt: skip
def test_keys_are_compared_in_turn(one: tuple[Any, ...], other: tuple[Any, ...], expected: int) -> None:
    """The first key that differs decides; here the first descends."""
    assert expected == _precedes([True, False])(one, other)


def test_how_far_back() -> None:
    """A minute for clocks; ten where transactions that write were open at the first page."""
    assert (1_000_000_000_000 - SKEW, 1_000_000_000_000 - LONGEST) == (
        _since("5:5:", 1_000_000_000_000), _since("5:9:5,7", 1_000_000_000_000),
    )  # fmt: skip
