"""Which tests were collected, before any are deselected?"""

from __future__ import annotations

import pytest

COLLECTED: list[pytest.Item] = []


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what was collected."""
    COLLECTED[:] = items


@pytest.fixture(scope="session")
def collected() -> list[pytest.Item]:
    """Give what was collected."""
    return COLLECTED
