"""CodeSystem/$lookup and $subsumes: what is known of a code, and how do two codes stand to each other?

https://hl7.org/fhir/R4/codesystem-operation-lookup.html, codesystem-operation-subsumes.html.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, request_id
from api.operations.asked import Asked, about, read, refused
from domain.caller import Caller
from domain.coding.library import Loose
from domain.coding.lookup import looked_up, related
from openapi.terminology import LOOKUP, SUBSUMES


async def lookup(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with what is known of a code."""
    asked = await read(request, LOOKUP)
    coded, system, version = _code(asked, "code", "coding", asked.text("system"), asked.text("version"))
    name = [("CodeSystem", f"{system}|{version}" if version else system)]
    found = await service.door.vocabulary(caller, "lookup", name, request_id(request))
    language = asked.text("displayLanguage")
    made = looked_up(
        found.library, system, coded, version=version, language=language, properties=asked.texts("property")
    )
    return responses.json(made)


async def subsumes(service: Service, caller: Caller, request: Request) -> Response:
    """Answer whether one code is the other, above it, below it, or neither."""
    asked = await read(request, SUBSUMES)
    url, version = asked.text("system"), asked.text("version")
    systems = [url, *((asked.one(name) or {}).get("system", "") for name in ("codingA", "codingB"))]
    library, resource = await about(service, caller, request, "code-system-subsumes", asked, systems, needed=False)
    if resource is not None:
        library = Loose([resource])
        url = url or resource.get("url", "")
    first, system, version = _code(asked, "codeA", "codingA", url, version)
    second, other, _ = _code(asked, "codeB", "codingB", url, version)
    if system != other:
        raise refused("invalid", "The codes are of different systems.")
    outcome = {"name": "outcome", "valueCode": related(library, system, first, second, version)}
    return responses.json({"resourceType": "Parameters", "parameter": [outcome]})


def _code(asked: Asked, plain: str, whole: str, system: str, version: str) -> tuple[str, str, str]:
    """Read a code with its system, out of two parameters or a Coding."""
    if (plain in asked.values) is (whole in asked.values):
        raise refused("invalid", f"Give either {plain} with system, or {whole}.", plain)
    coding = asked.one(whole)
    if coding is None:
        found = asked.text(plain), system, version
    else:
        found = coding.get("code", ""), coding.get("system", ""), coding.get("version", version)
    if not (found[0] and found[1]):
        raise refused("required", "A code is given with its system.", plain)
    return found
