"""Which code table do tests of coding use: the one that ships."""

from __future__ import annotations

import gzip

import pytest

from domain.coding.facts import CodeFact
from persistence.terminology.load import SOURCE, entries


@pytest.fixture(scope="session")
def release() -> dict[str, CodeFact]:
    """Read the shipped table."""
    with gzip.open(SOURCE, "rt", encoding="utf-8") as lines:
        lines.readline()
        return {
            code: CodeFact(code, billable, display, *(tuple(each) for each in notes), frozenset(flags))
            for code, billable, display, *notes, flags in entries(lines)
        }
