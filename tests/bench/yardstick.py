"""What can this machine do at best? A bare FastAPI route around an asyncpg select, and around an insert."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import AsyncIterator

import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from persistence.pool import connect

SELECT = "SELECT body FROM record WHERE type = $1 AND id = $2"
INSERT = "INSERT INTO yard.bare (body) VALUES ($1)"


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.pool = await connect(os.environ["YARD_URL"], 10)
    yield
    await app.state.pool.close()


app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)


@app.get("/bare/{kind}/{id}")
async def read(kind: str, id: str) -> Response:
    async with app.state.pool.acquire() as connection:
        body = await connection.fetchval(SELECT, kind, id)
    return Response(body, media_type="application/fhir+json")


@app.post("/bare")
async def create(request: Request) -> Response:
    body = await request.body()
    async with app.state.pool.acquire() as connection:
        await connection.execute(INSERT, body)
    return Response(body, 201, media_type="application/fhir+json")


if __name__ == "__main__":
    # As api/commands/serve.py sets it.
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
