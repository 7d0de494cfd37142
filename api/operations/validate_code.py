"""$validate-code: is a code valid? Of ValueSet and of CodeSystem.

https://hl7.org/fhir/R4/valueset-operation-validate-code.html, codesystem-operation-validate-code.html.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service
from api.operations.asked import Asked, about, read, refused
from domain.caller import Caller
from domain.coding.library import Library, Loose, split
from domain.coding.verdicts import Coding, Verdict, judged
from openapi.terminology import IN_CODE_SYSTEM, IN_VALUE_SET


async def in_value_set(service: Service, caller: Caller, request: Request) -> Response:
    """Answer whether a code, a Coding or one code of a CodeableConcept is in a value set."""
    asked = await read(request, IN_VALUE_SET)
    codings = _codings(asked, asked.text("system"), asked.text("systemVersion"))
    if "code" in asked.values and "system" not in asked.values:
        raise refused("required", "A code is given with its system.", "system")
    systems = [each.system for each in codings]
    library, value_set = await about(service, caller, request, "validate-code", asked, systems)
    verdict = await _judged(asked, library, codings, value_set)
    return responses.json(verdict.parameters())


async def in_code_system(service: Service, caller: Caller, request: Request) -> Response:
    """Answer whether a code is one of a code system; a Coding names its system itself."""
    asked = await read(request, IN_CODE_SYSTEM)
    url, version = split(asked.text("url"))
    version = asked.text("version") or version
    codings = _codings(asked, url, version)
    named = "code" not in asked.values and "codeSystem" not in asked.values and "id" not in request.path_params
    systems = [each.system for each in codings]
    kind = "code-system-validate-code"
    library, resource = await about(service, caller, request, kind, asked, systems, needed=not named)
    if resource is not None:
        url, version = resource.get("url", ""), resource.get("version", "")
        library = Loose([resource])
        codings = [Coding(each.system or url, each.code, each.version, each.display) for each in codings]
    if url and any(each.system != url for each in codings):
        raise refused("invalid", "A coding is not of the code system that is asked about.", "coding")
    verdict = await _judged(asked, library, codings, None)
    return responses.json(verdict.parameters())


async def _judged(
    asked: Asked, library: Library, codings: list[Coding], value_set: Mapping[str, Any] | None
) -> Verdict:
    """Judge beside the event loop: a value set may be long."""
    abstract, language = asked.flag("abstract"), asked.text("displayLanguage")
    return await asyncio.to_thread(judged, library, codings, value_set, abstract=abstract, language=language)


def _codings(asked: Asked, system: str, version: str) -> list[Coding]:
    """Give the codes that are asked about: one of code, coding and codeableConcept."""
    ways = [name for name in ("code", "coding", "codeableConcept") if name in asked.values]
    if len(ways) != 1:
        raise refused("invalid", "Give one of code, coding and codeableConcept.")
    if "display" in asked.values and ways != ["code"]:
        raise refused("invalid", "A display is given with a code.", "display")
    if ways == ["code"]:
        return [Coding(system, asked.text("code"), version, asked.text("display"))]
    if ways == ["coding"]:
        return [_coding(asked.one("coding") or {}, version)]
    return [_coding(each, version) for each in (asked.one("codeableConcept") or {}).get("coding", ())]


def _coding(coding: Mapping[str, Any], version: str) -> Coding:
    said = [str(coding.get(name, "")) for name in ("system", "code", "version", "display")]
    return Coding(said[0], said[1], said[2] or version, said[3])
