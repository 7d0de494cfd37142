"""ValueSet/$expand: which codes are in a value set? (https://hl7.org/fhir/R4/valueset-operation-expand.html)."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service
from api.operations.asked import Asked, about, read
from domain.caller import Caller
from domain.coding.answers import Wanted, expansion
from openapi.terminology import EXPAND

_VALUES = {"integer": "valueInteger", "boolean": "valueBoolean", "code": "valueCode", "string": "valueString"}
_NAMED = frozenset({"url", "valueSet", "valueSetVersion"})


async def expand(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with the expansion, flat, or a page of it."""
    asked = await read(request, EXPAND)
    wanted = _wanted(asked)
    library, value_set = await about(service, caller, request, "expand", asked)
    moment = responses.instant(service.clock())
    made = await asyncio.to_thread(expansion, library, value_set or {}, wanted, uuid4().urn, moment)
    return responses.json(made)


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
        said=tuple(said),
    )


def _typed(asked: Asked, name: str, kind: str, value: str) -> Any:
    if kind == "integer":
        return asked.number(name)
    return asked.flag(name) if kind == "boolean" else value
