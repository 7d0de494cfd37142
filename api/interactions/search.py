"""Search of a type, of all types and within a compartment: https://hl7.org/fhir/R4/http.html#search."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, body_of, lenient, pairs_of, request_id
from api.negotiation import reshape
from api.searching import page
from api.wire import pairs
from domain.caller import Caller

_FORM = frozenset({"application/x-www-form-urlencoded"})


async def search(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with one page of what matches and may be seen."""
    return await answer(service, caller, request, pairs_of(request))


async def search_by_post(service: Service, caller: Caller, request: Request) -> Response:
    """Answer a search whose parameters came as a form."""
    return await answer(service, caller, request, [*pairs_of(request), *await _form(request)])


async def _form(request: Request) -> list[tuple[str, str]]:
    """Read the form of a search; there may be none."""
    bare = "content-type" not in request.headers and request.headers.get("content-length", "0") == "0"
    form = [] if bare else pairs(await body_of(request, _FORM))
    reshape(request, form)
    return form


async def answer(service: Service, caller: Caller, request: Request, asked: list[tuple[str, str]]) -> Response:
    """Find the page that was asked for."""
    content = await page(service, caller, _where(request), asked, request_id(request), lenient=lenient(request))
    return responses.fhir(content)


def _where(request: Request) -> str:
    """Give what is searched, as it stands in the address: all, a type, or a type within a compartment."""
    return "/".join(request.path_params[name] for name in ("type", "id", "within") if name in request.path_params)
