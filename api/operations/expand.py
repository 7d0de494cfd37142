"""ValueSet/$expand: which codes are in a value set? (https://hl7.org/fhir/R4/valueset-operation-expand.html)."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service
from api.operations.asked import Asked, about, read, refused
from domain.caller import Caller
from domain.coding.answers import Wanted, expansion
from domain.errors import Fault, NotFound
from domain.profiles.contexts import bound
from openapi.terminology import EXPAND

_VALUES = {"integer": "valueInteger", "boolean": "valueBoolean", "code": "valueCode", "string": "valueString"}
_NAMED = frozenset({"url", "valueSet", "valueSetVersion", "context"})
_DIRECTIONS = frozenset({"incoming", "outgoing"})


async def expand(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with the expansion, flat, or a page of it."""
    asked = await read(request, EXPAND)
    wanted = _wanted(asked)
    _in_context(service, request, asked)
    library, value_set = await about(service, caller, request, "expand", asked)
    moment = responses.instant(service.clock())
    made = await asyncio.to_thread(expansion, library, value_set or {}, wanted, uuid4().urn, moment)
    return responses.json(made)


def _in_context(service: Service, request: Request, asked: Asked) -> None:
    """Put the value set that an element is bound to in its place; the codes are the same in both directions."""
    context, direction = asked.text("context"), asked.text("contextDirection")
    if direction and (direction not in _DIRECTIONS or not context):
        raise refused("value", "A direction is incoming or outgoing, of a context.", "contextDirection")
    if not context:
        return
    if asked.text("url") or "valueSet" in asked.values or "id" in request.path_params:
        raise refused("invalid", "Name either a context or a ValueSet.", "context")
    found = bound(service.conformance.catalogue, context)
    if not found:
        raise NotFound(Fault("not-found", "No loaded profile has an element of that name with a value set."))
    url, *least = found
    if least:
        parts = [{"valueSet": [each]} for each in (*least, url)]
        whole = {"resourceType": "ValueSet", "url": url, "status": "active", "compose": {"include": parts}}
        asked.values["valueSet"] = [whole]
    else:
        asked.values["url"] = [url]


def _wanted(asked: Asked) -> Wanted:
    said = [
        (name, _VALUES.get(kind.rstrip("*"), "valueUri"), _typed(asked, name, kind, value))
        for name, kind in EXPAND.items()
        if name not in _NAMED
        for value in asked.texts(name)
    ]
    return Wanted(
        filter=asked.text("filter"),
        offset=asked.number("offset") or 0,
        count=asked.number("count"),
        language=asked.text("displayLanguage"),
        designations=asked.flag("includeDesignations") or bool(asked.texts("designation")),
        designation=asked.texts("designation"),
        definition=asked.flag("includeDefinition"),
        active=asked.flag("activeOnly"),
        selectable=asked.flag("excludeNotForUI"),
        without=frozenset(each.partition("|")[0] for each in asked.texts("exclude-system")),
        versions=tuple(
            each
            for name in ("system-version", "check-system-version", "force-system-version")
            for each in asked.texts(name)
        ),
        partial=bool(asked.text("context")),
        said=tuple(said),
    )


def _typed(asked: Asked, name: str, kind: str, value: str) -> Any:
    if kind == "integer":
        return asked.number(name)
    return asked.flag(name) if kind == "boolean" else value
