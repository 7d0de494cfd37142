"""Where do the tables of searches keep their records? In the index that the tests of the store use."""

from __future__ import annotations

from tests.persistence.conftest import index

__all__ = ["index"]
