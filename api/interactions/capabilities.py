"""Capabilities: https://hl7.org/fhir/R4/http.html#capabilities. Computed from the tables, so that it cannot lie."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, pairs_of
from domain.caller import Caller
from domain.errors import Fault, Malformed
from domain.fhir.resources import RESOURCES
from domain.search.parameters import compiled
from openapi.capabilities import MODES, statement
from openapi.terminology import capabilities as terminology

_SHAPE = frozenset({"_format", "_pretty"})


async def capabilities(service: Service, caller: Caller, request: Request) -> Response:  # noqa: ARG001 - an interaction
    """Answer with what this server does; for everybody."""
    mode = "full"
    for name, value in pairs_of(request):
        if name == "mode" and value in MODES:
            mode = value
        elif name not in _SHAPE:
            text = "The capabilities take the parameter mode: full, normative or terminology."
            raise Malformed(Fault("not-supported", text, "http.mode"))
    if mode == "terminology":
        return responses.json(terminology(service.settings.origin, await service.door.code_systems()))
    profiles = {name: found for name in RESOURCES if (found := service.conformance.supported(name))}
    asked = [mode, service.settings.origin, profiles, service.settings.conditional_delete]
    return responses.fhir(_written(orjson.dumps(asked).decode()))


@compiled
def _written(asked: str) -> bytes:
    """Write the statement once for each mode, address and profiles, and again when the search parameters change."""
    mode, origin, profiles, deletes = orjson.loads(asked)
    made = statement(origin, mode, lambda name: profiles.get(name, []))
    for resource in made["rest"][0]["resource"]:
        if resource["conditionalDelete"] == "single":
            resource["conditionalDelete"] = deletes
    return orjson.dumps(made)
