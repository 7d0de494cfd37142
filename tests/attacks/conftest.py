"""The same live service, callers and records that the API's tests use, laid out for who wants to break in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Asker, Live, feed, live
from tests.api.world import CALLERS, WORLD

__all__ = ["askers", "feed", "live"]


@pytest.fixture(scope="module")
def askers(live: Live, feed: Asker) -> dict[str, Asker]:
    """Register everybody and lay the world."""
    made = {"feed": feed}
    for name, row in CALLERS.items():
        made[name] = live.client(
            name, row["scope"], *row["purposes"],
            organization=row.get("organization", ""), own_feed=row.get("own_feed", False),
        )  # fmt: skip
    for resource in WORLD:
        answer = feed.put(resource)
        assert answer.status_code in (200, 201), answer.text
    return made


def face(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    """Give all that a client can tell answers apart by: status, body, headers."""
    headers = {name: value for name, value in answer.headers.items() if name not in ("date", "x-request-id")}
    return answer.status_code, answer.content, headers


def transaction(*entries: dict[str, Any], type: str = "transaction") -> dict[str, Any]:
    """Give a Bundle of entries."""
    return {"resourceType": "Bundle", "type": type, "entry": list(entries)}


def entry(method: str, url: str, resource: dict[str, Any] | None = None, **request: Any) -> dict[str, Any]:
    """Give one entry of a Bundle."""
    made: dict[str, Any] = {"request": {"method": method, "url": url, **request}}
    return made if resource is None else {**made, "resource": resource}
