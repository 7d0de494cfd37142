"""Is the process alive, and can it serve? Without a token, and without a word about records."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

_UNKEPT = {"cache-control": "no-store, private"}


def health_endpoints(application: FastAPI) -> Iterator[tuple[str, Callable[[Request], Awaitable[Response]]]]:
    """Give the two health addresses."""

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "live"}, headers=_UNKEPT)

    async def ready(_: Request) -> Response:
        try:
            await application.state.pool.fetchval("SELECT 1", timeout=2)
        except Exception:  # noqa: BLE001 - whatever it is, we are not ready
            return JSONResponse({"status": "not ready"}, 503, _UNKEPT)
        return JSONResponse({"status": "ready"}, headers=_UNKEPT)

    yield "/health/live", live
    yield "/health/ready", ready
