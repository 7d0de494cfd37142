"""The last observations of each code (https://hl7.org/fhir/R4/observation-operation-lastn.html)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.search.latest import latest, seen


def observation(at: str, *codes: str, text: str = "") -> dict[str, Any]:
    """Give an observation of these codes."""
    code: dict[str, Any] = {"coding": [{"system": "s", "code": one} for one in codes]} if codes else {}
    return {"effectiveDateTime": at, "code": code | ({"text": text} if text else {})}


@pytest.mark.parametrize(
    ("codes", "groups"),
    [
        # the table of the definition
        ([("a",), ("b",), ("c",)], 3),
        ([("a",), ("b",), ("a", "c")], 2),
        ([("a",), ("b",), ("a", "b")], 1),
        ([("a", "b"), ("c", "d"), ("b", "c")], 1),
    ],
)
def test_groups(codes: list[tuple[str, ...]], groups: int) -> None:
    """Codes are the same where a record says so, from record to record."""
    found = [seen(observation(f"2024-01-0{n}", *each), str(n)) for n, each in enumerate(codes, 1)]

    assert groups == len(latest(found, 1))


def test_texts() -> None:
    """What has a text alone is grouped by it, letter for letter."""
    found = [seen(observation("2024-01-01", text=text), text) for text in ("textM", "Text", "t e x t", "Text")]

    assert 4 == len(latest(found, 1))
    assert 3 == len(latest([one for n, one in enumerate(found) if n < 3], 1))


def test_newest_first_and_ties() -> None:
    """The newest come first; who ties with the last one taken is taken too."""
    days = ["2024-01-01", "2024-01-03", "2024-01-02", "2024-01-02", "2024-01-04"]
    found = [seen(observation(day, "a"), str(n)) for n, day in enumerate(days)]

    assert [4] == latest(found, 1)
    assert [4, 1] == latest(found, 2)
    assert [4, 1, 2, 3] == latest(found, 3)


@pytest.mark.parametrize(
    ("effective", "later"),
    [
        ({"effectivePeriod": {"start": "2023-01-01", "end": "2024-06-01"}}, True),
        ({"effectivePeriod": {"start": "2023-01-01"}}, False),
        ({"effectiveInstant": "2024-05-01T00:00:00Z"}, True),
        ({"effectiveTiming": {"event": ["2022-01-01", "2024-05-01"]}}, True),
        ({}, False),
    ],
)
def test_when(effective: dict[str, Any], *, later: bool) -> None:
    """Each type of effective has its place in the order; what has none is the oldest."""
    other = {"code": {"coding": [{"system": "s", "code": "a"}]}, **effective}
    found = [seen(observation("2024-01-01", "a"), "0"), seen(other, "1")]

    assert [1 if later else 0] == latest(found, 1)
