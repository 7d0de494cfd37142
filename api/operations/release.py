"""Task/$verify, $approve, $deny, $fulfil: a release request on its way from received to packaged."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, id_of, request_id
from api.operations import inputs
from domain.caller import Caller


async def verify(service: Service, caller: Caller, request: Request) -> Response:
    """Record that identity and authority were verified, by whom."""
    return await _advance(service, caller, request, "verify", "release.decide")


async def approve(service: Service, caller: Caller, request: Request) -> Response:
    """Approve, if a valid ground supports it."""
    return await _advance(service, caller, request, "approve", "release.decide")


async def deny(service: Service, caller: Caller, request: Request) -> Response:
    """Deny, with the reason given."""
    return await _advance(service, caller, request, "deny", "release.decide")


async def fulfil(service: Service, caller: Caller, request: Request) -> Response:
    """Package exactly the cleared records for the requester."""
    return await _advance(service, caller, request, "fulfil", "release.fulfil")


async def _advance(service: Service, caller: Caller, request: Request, action: str, scope: str) -> Response:
    said = await _parameters(request)
    done = await service.releases.advance(caller, id_of(request), action, scope, said, request_id(request))
    return responses.record(done)


async def _parameters(request: Request) -> dict[str, str]:
    """Read an optional Parameters resource: string-like values by name."""
    said: dict[str, str] = {}
    for name, one in inputs.rows(await inputs.body(request)):
        said[name] = next((v for k, v in one.items() if k.startswith("value") and isinstance(v, str)), "")
    return said
