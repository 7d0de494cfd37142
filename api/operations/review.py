"""Encounter/$review: what is missing, contradictory or coded wrongly in an encounter's chart."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, id_of, request_id
from domain.caller import Caller
from domain.review.outcomes import outcome


async def review(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with an OperationOutcome: one issue for each finding about what the caller may see."""
    found = await service.door.review(caller, id_of(request), request_id(request), service.settings.time_zone)
    return responses.json(outcome(found))
