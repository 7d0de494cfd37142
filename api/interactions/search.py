"""Search of a type, of all types and within a compartment: https://hl7.org/fhir/R4/http.html#search."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, lenient, request_id
from api.searching import asked_of, page, where
from domain.caller import Caller


async def search(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with one page of what matches and may be seen; the parameters may come as a form."""
    asked = await asked_of(request)
    content = await page(service, caller, where(request), asked, request_id(request), lenient=lenient(request))
    return responses.fhir(content)
