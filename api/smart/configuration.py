"""GET /fhir/.well-known/smart-configuration: how does a client get a token here? Only what works is listed.

https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html
"""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.smart.token import Endpoint
from auth.addresses import Addresses
from auth.backend_services import GRANT_TYPE
from auth.jwt import ASSERTION_ALGORITHMS
from auth.scopes import WORKS


def configuration(addresses: Addresses) -> dict[str, Any]:
    """Give the document; ``code_challenge_methods_supported`` is required of every server, and ``plain`` forbidden."""
    return {
        "token_endpoint": addresses.token,
        "jwks_uri": addresses.jwks,
        "grant_types_supported": [GRANT_TYPE],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": sorted(ASSERTION_ALGORITHMS, reverse=True),
        "scopes_supported": ["system/*.cruds", "system/*.rs", "system/*.read", "system/*.write", "system/*.*", *WORKS],
        "code_challenge_methods_supported": ["S256"],
        "capabilities": ["client-confidential-asymmetric", "permission-v1", "permission-v2"],
    }


def configuration_endpoint(addresses: Addresses) -> Endpoint:
    """Make the endpoint from the configured addresses."""
    body = orjson.dumps(configuration(addresses))
    headers = {"cache-control": "public, max-age=300", "access-control-allow-origin": "*"}

    async def smart_configuration(_: Request) -> Response:
        """Answer with JSON, whatever Accept says."""
        return Response(body, 200, headers, "application/json")

    return smart_configuration
