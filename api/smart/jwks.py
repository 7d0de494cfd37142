"""GET /auth/jwks: by which public keys are our access tokens proved? RFC 7517."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.smart.token import Endpoint
from auth.keys import KeyRing

KEPT = 300


def jwks_endpoint(keys: KeyRing) -> Endpoint:
    """Make the endpoint from the key ring."""

    async def jwks(_: Request) -> Response:
        """Answer with every key that still verifies."""
        keys.refresh()
        headers = {"cache-control": f"public, max-age={KEPT}", "access-control-allow-origin": "*"}
        return Response(orjson.dumps(keys.jwks()), 200, headers, "application/json")

    return jwks
