"""A live server for the contract's tests: the fixtures of the API's tests."""

from __future__ import annotations

from tests.api.conftest import feed, live

__all__ = ["feed", "live"]
