"""Where can a person read and try the API? Swagger UI from the installed package, no other host, over our OpenAPI."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from swagger_ui_bundle import swagger_ui_path

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Chartward API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="api"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script>
</body></html>
"""
_START = """SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#api", deepLinking: true, docExpansion: "none", filter: true, tryItOutEnabled: true,
  persistAuthorization: false, validatorUrl: null
});
"""
_POLICY = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def documentation(application: FastAPI) -> None:
    """Add the interactive page and the OpenAPI document."""
    contract = files("openapi").joinpath("openapi.json").read_bytes()

    async def page(_: Request) -> Response:
        return HTMLResponse(_PAGE, headers=_POLICY)

    async def start(_: Request) -> Response:
        return Response(_START, media_type="text/javascript", headers=_POLICY)

    async def document(_: Request) -> Response:
        return Response(contract, media_type="application/json", headers=_POLICY)

    application.add_route("/docs", page, methods=["GET"])
    application.add_route("/docs/start.js", start, methods=["GET"])
    application.add_route("/openapi.json", document, methods=["GET"])
    application.mount("/docs/assets", StaticFiles(directory=Path(swagger_ui_path)))
