"""Observation/$lastn: https://hl7.org/fhir/R4/observation-operation-lastn.html."""

from __future__ import annotations

from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.dependencies import Service, request_id
from api.operations import answers, inputs
from domain.caller import Caller
from domain.errors import Fault, Malformed
from domain.ports import Choice
from domain.search.latest import latest, seen
from domain.search.query import parse

MOST = 1_000
_WHO = frozenset({"patient", "subject", "subject:Patient"})
_WHAT = frozenset({
    "category", "code", "combo-code", "component-code", "code-value-concept", "code-value-date", "code-value-quantity",
    "code-value-string", "combo-code-value-concept", "combo-code-value-quantity",
})  # fmt: skip
_PAGE = frozenset({"_sort", "_count", "_total", "_summary", "_elements", "_include", "_revinclude", "_page", "_type"})


async def lastn(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with the last observations of each code about a subject."""
    said = await inputs.arguments(request)
    most, filters = 1, []
    for name, value in said:
        if name == "max":
            most = inputs.number(name, value, MOST)
        elif name.partition(":")[0] in _PAGE:
            raise Malformed(Fault("not-supported", f"The operation does not take {name[:32]}.", "http.query"))
        else:
            filters.append((name, value))
    names = {name for name, _ in filters}
    if not names & _WHO:
        raise Malformed(Fault("required", "The operation needs a patient or a subject.", "http.patient"))
    if not {name.partition(":")[0] for name in names} & _WHAT:
        raise Malformed(Fault("required", "The operation needs a category or a code.", "http.code"))
    query = parse("Observation", filters, base=service.base)
    choice = Choice(
        lambda stored: seen(orjson.loads(stored.body or b"{}"), stored.reference), lambda facts: latest(facts, most)
    )
    found = await service.door.pick(caller, [query], choice, "lastn", urlencode(said), request_id(request))
    return answers.searchset(request, service.base, [(one, answers.MATCH) for one in found])
