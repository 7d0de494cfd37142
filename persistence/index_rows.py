"""Which rows of which index does a record need, and how are they taken away again?

An index row carries the number of its record (``rid``) last and no index begins with it: old rows are found by
extracting the superseded version again. An undated record has EARLIEST as its ``lo``: a descending scan meets it last.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.privacy.facts import EARLIEST
from domain.search.extraction import Extract

TABLES: dict[str, tuple[str, ...]] = {
    "index_token": ("h", "lo", "rid"),
    "index_string": ("p", "s", "exact", "rid"),
    "index_reference": ("p", "target", "lo", "rid"),
    "index_date": ("p", "lo", "hi", "rid"),
    "index_number": ("p", "lo", "hi", "rid"),
    "index_quantity": ("p", "unit", "lo", "hi", "rid"),
    "index_uri": ("p", "uri", "rid"),
    "index_part": ("p", "h", "keys", "lo", "hi", "texts", "rid"),
}
"""The columns of the index tables, in the order of the rows."""

_SQL_TYPES = {
    "h": "bigint", "p": "int", "s": "text", "exact": "text", "target": "text", "uri": "text", "unit": "bigint",
    "rid": "bigint", "lo": "bigint", "hi": "bigint",
}  # fmt: skip
_FLOATS = {"index_number", "index_quantity"}
_KEYS = {
    "index_token": ("h", "lo"),
    "index_string": ("p", "s"),
    "index_reference": ("p", "target", "lo"),
    "index_date": ("p", "lo"),
    "index_number": ("p", "lo"),
    "index_quantity": ("p", "unit", "lo"),
    "index_uri": ("p", "uri"),
    "index_part": ("p", "h"),
}
"""The columns that find a row through its index."""


def rows(extract: Extract, rid: int) -> dict[str, list[tuple[Any, ...]]]:
    """Give the rows of each table, ready for COPY; tables without rows are left out."""
    lo = EARLIEST if extract.lo is None else extract.lo
    found: dict[str, list[tuple[Any, ...]]] = {}
    if extract.tokens:
        found["index_token"] = [(h, lo, rid) for h in extract.tokens]
    if extract.strings:
        found["index_string"] = [(*row, rid) for row in extract.strings]
    if extract.references:
        found["index_reference"] = [(p, target, lo, rid) for p, target in extract.references]
    if extract.dates:
        found["index_date"] = [(*row, rid) for row in extract.dates]
    if extract.numbers:
        found["index_number"] = [(*row, rid) for row in extract.numbers]
    if extract.quantities:
        found["index_quantity"] = [(*row, rid) for row in extract.quantities]
    if extract.uris:
        found["index_uri"] = [(*row, rid) for row in extract.uris]
    if extract.parts:
        found["index_part"] = [(*row, rid) for row in extract.parts]
    return found


def removal(extract: Extract, rid: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield a statement with its arguments for each table that has rows of the version ``rid``."""
    for table, found in rows(extract, rid).items():
        places = [TABLES[table].index(key) for key in _KEYS[table]]
        distinct = dict.fromkeys(tuple(row[place] for place in places) for row in found)
        yield _statement(table), (rid, *(list(values) for values in zip(*distinct, strict=True)))


def _statement(table: str) -> str:
    keys = _KEYS[table]
    arrays = ", ".join(f"${n}::{_sql_type(table, key)}[]" for n, key in enumerate(keys, 2))
    equal = " AND ".join(f"t.{key} = gone.{key}" for key in keys)
    return f"DELETE FROM {table} t USING unnest({arrays}) AS gone({', '.join(keys)}) WHERE {equal} AND t.rid = $1"


def _sql_type(table: str, column: str) -> str:
    return "double precision" if table in _FLOATS and column in {"lo", "hi"} else _SQL_TYPES[column]
