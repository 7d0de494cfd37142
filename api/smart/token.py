"""POST /auth/token: one access token for one proved request, and a line in the audit trail either way.

https://hl7.org/fhir/smart-app-launch/STU2.2/backend-services.html#obtain-access-token, RFC 6749 section 5.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response

from api.smart.form import BadForm, read
from auth.backend_services import BackendServices, Issued, Refused
from domain.audit import AuditEntry

log = structlog.get_logger()

Endpoint = Callable[[Request], Awaitable[Response]]

DESCRIPTIONS = {
    "invalid_client": "Client authentication failed.",
    "invalid_grant": "The grant is not valid.",
    "invalid_request": "The request is malformed, or leaves open which registered purpose of use it is for.",
    "invalid_scope": "A scope or purpose of use is malformed, not registered, or not granted by this flow.",
    "unauthorized_client": "The client may not use this grant.",
    "unsupported_grant_type": "The grant type is not supported.",
}


class AuditTrail(Protocol):
    """Where what happened is written down, durably, before anything is answered."""

    async def append(self, entry: AuditEntry) -> None:
        """Write one entry."""


def token_endpoint(backend_services: BackendServices, audit: AuditTrail) -> Endpoint:
    """Make the endpoint from its collaborators."""

    async def token(request: Request) -> Response:
        """Answer one token request."""
        try:
            return await _token(request, backend_services, audit)
        except Exception as error:  # noqa: BLE001 - of a failing store only the kind may be told
            log.error("token.failed", error=type(error).__name__)  # noqa: TRY400
            return _answer(503, {"error": "temporarily_unavailable"})

    return token


async def _token(request: Request, backend_services: BackendServices, audit: AuditTrail) -> Response:
    try:
        issued = await _issue(request, backend_services)
    except Refused as refusal:
        await audit.append(_refusal(refusal))
        return _refuse(refusal.error)
    await audit.append(_success(issued))
    return _answer(200, issued.response())


async def _issue(request: Request, backend_services: BackendServices) -> Issued:
    try:
        form = await read(request)
    except BadForm as error:
        raise Refused("invalid_request", str(error)) from error
    if "authorization" in request.headers:
        raise Refused("invalid_client", "authenticated by a header, not by private_key_jwt")
    if request.scope["query_string"]:
        raise Refused("invalid_request", "parameters in the address")
    return await backend_services.issue(form)


def _refuse(error: str) -> Response:
    """Say which kind of error it is, in the same words whatever the cause."""
    response = _answer(
        401 if error == "invalid_client" else 400, {"error": error, "error_description": DESCRIPTIONS[error]}
    )
    if error == "invalid_client":
        response.headers["www-authenticate"] = "Bearer"
    return response


def _answer(status: int, members: dict[str, Any]) -> Response:
    return Response(
        orjson.dumps(members),
        status,
        {"cache-control": "no-store", "pragma": "no-cache", "x-content-type-options": "nosniff"},
        "application/json",
    )


def _refusal(refusal: Refused) -> AuditEntry:
    return AuditEntry(
        kind="token",
        client=refusal.client,
        outcome="login" if refusal.error == "invalid_client" else "security",
        more=(("error", refusal.error), ("reason", refusal.reason), ("claimed", refusal.claimed)),
    )


def _success(issued: Issued) -> AuditEntry:
    return AuditEntry(
        kind="token",
        client=issued.client.id,
        organization=issued.client.organization,
        purpose=issued.purpose,
        token=issued.jti,
        more=(("scope", issued.scope),),
    )
