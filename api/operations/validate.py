"""``$validate``: would this resource be valid here, and by these profiles? (https://hl7.org/fhir/R4/resource-operation-validate.html).

Nothing is kept. A record that is stored is read through the door, so that a hidden one is a missing one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api import bodies, outcomes, responses
from api.dependencies import Service, body_of, id_of, pairs_of, request_id, type_of
from api.locations import located
from api.validation import validate
from domain.caller import Caller
from domain.errors import ChartwardError, Fault, Forbidden, Invalid, Malformed, NotSupported
from domain.fhir.elements import RESOURCES
from domain.privacy.decide import LETTERS, reaches

MODES = frozenset({"create", "update", "delete", "profile"})
MOST_PROFILES = 16


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a call of the operation is about; ``where`` is the resource's place in what was sent."""

    resource: Any = None
    where: str = ""
    mode: str = ""
    profiles: tuple[str, ...] = ()


async def validate_type(service: Service, caller: Caller, request: Request) -> Response:
    """Answer what is wrong with the resource that was sent."""
    type_ = type_of(request)
    _reach(caller, type_)
    asked = await _asked(service, request)
    if asked.resource is None:
        raise Malformed(Fault("required", "Send the resource that is to be validated.", "Parameters.parameter"))
    if asked.mode == "delete":
        raise Malformed(Fault("invalid", "A deletion is asked about at the address of the record.", "http.mode"))
    return await _answer(request, asked, await _faults(service, type_, asked), _allowed(caller, type_, asked))


async def validate_instance(service: Service, caller: Caller, request: Request) -> Response:
    """Answer what is wrong with a record as it is stored, or would be with one that replaces it."""
    type_, id_ = type_of(request), id_of(request)
    _reach(caller, type_)
    asked = await _asked(service, request)
    stored = await service.door.read(caller, type_, id_, request_id(request))
    if stored.media:
        raise NotSupported(Fault("not-supported", "This record is not FHIR JSON, and has nothing to validate."))
    allowed = _allowed(caller, type_, asked)
    if asked.mode == "delete":
        return await _answer(request, asked, [], allowed)
    if asked.resource is None:
        asked = replace(asked, resource=orjson.loads(stored.body or b"{}"))
    faults = await _faults(service, type_, asked)
    if isinstance(asked.resource, dict) and asked.resource.get("id") != id_ and asked.mode != "create":
        faults.append(Fault("invalid", "The resource has not the id of the address.", f"{type_}.id"))
    return await _answer(request, asked, faults, allowed)


def _reach(caller: Caller, type_: str) -> None:
    """Refuse who has no business with the type at all."""
    if not any(reaches(caller, interaction, type_) for interaction in LETTERS):
        raise Forbidden(Fault("forbidden", "The token's scope does not cover this type."))


def _allowed(caller: Caller, type_: str, asked: _Asked) -> list[Fault]:
    """Say whether the caller's scope covers what the mode means to do."""
    if asked.mode in ("", "profile") or reaches(caller, asked.mode, type_):
        return []
    return [Fault("forbidden", f"The token's scope does not cover {asked.mode} of {type_}.")]


async def _asked(service: Service, request: Request) -> _Asked:
    """Read the call: parameters in the address, or in a Parameters resource; or the bare resource."""
    said = [(name, value, "http." + name) for name, value in pairs_of(request)]
    resource, where = None, ""
    if request.method == "POST" and (request.headers.get("content-length") != "0"):
        resource = bodies.read(await body_of(request))
        if resource.get("resourceType") == "Parameters" and _wraps(resource, request):
            resource, where, more = _unwrapped(resource)
            said += more
    mode, profiles = _said(said)
    for url in profiles:
        if not service.conformance.knows(url):
            raise Invalid(Fault("not-found", "The profile that is asked for is not loaded here.", "http.profile"))
    return _Asked(resource, where, mode, profiles)


def _said(said: Sequence[tuple[str, str, str]]) -> tuple[str, tuple[str, ...]]:
    """Give mode and profiles; refuse what the operation does not take."""
    mode, profiles = "", []
    for name, value, place in said:
        if name == "mode" and value in MODES:
            mode = value
        elif name == "profile" and value:
            profiles.append(value)
        elif name not in ("_format", "_pretty"):
            text = "The operation takes resource, mode (create, update, delete or profile) and profile."
            raise Malformed(Fault("invalid", text, place))
    if len(profiles) > MOST_PROFILES:
        raise Malformed(Fault("too-costly", f"At most {MOST_PROFILES} profiles at once.", "http.profile"))
    if mode == "profile" and not profiles:
        raise Malformed(Fault("required", "Mode profile needs a profile.", "http.profile"))
    return mode, tuple(profiles)


def _wraps(resource: dict[str, Any], request: Request) -> bool:
    """Tell whether Parameters are the call's own, and not what is to be validated."""
    rows = resource.get("parameter")
    named = {one.get("name") for one in rows if isinstance(one, dict)} if isinstance(rows, list) else set()
    return "resource" in named or request.path_params["type"] != "Parameters"


def _unwrapped(call: dict[str, Any]) -> tuple[Any, str, list[tuple[str, str, str]]]:
    resource, where = None, ""
    said: list[tuple[str, str, str]] = []
    rows = call.get("parameter", [])
    for index, one in enumerate(rows if isinstance(rows, list) else [rows]):
        place = f"Parameters.parameter[{index}]"
        if not isinstance(one, dict) or not isinstance(one.get("name"), str):
            raise Malformed(Fault("required", "A parameter has a name.", place))
        if one["name"] == "resource":
            resource, where = one.get("resource"), f"{place}.resource"
        else:
            value = next((one[key] for key in one if key.startswith("value")), None)
            said.append((one["name"], value if isinstance(value, str) else "", place))
    return resource, where, said


async def _faults(service: Service, type_: str, asked: _Asked) -> list[Fault]:
    """List what is wrong: structure and content first, then what profiles and constraints add."""
    resource = asked.resource
    if not isinstance(resource, dict) or resource.get("resourceType") != type_:
        return [Fault("invalid", f"Expected a resource of type {type_}.", asked.where or type_)]
    found: list[Fault] = []
    for inner, path in _separate(resource, type_):
        try:
            validate(inner, None, path)
        except ChartwardError as error:
            found += error.faults
    told = {(fault.code, fault.expression) for fault in found}
    more = await service.conformance.report(resource, asked.profiles)
    return found + [fault for fault in more if (fault.code, fault.expression) not in told]


def _separate(resource: dict[str, Any], type_: str) -> list[tuple[dict[str, Any], str]]:
    """Give the resource, and the entries of a Bundle, which are validated one by one."""
    found = [(resource, "")]
    rows = resource.get("entry") if type_ == "Bundle" else None
    for index, entry in enumerate(rows if isinstance(rows, list) else ()):
        inner = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(inner, dict):
            found.append((inner, f"Bundle.entry[{index}].resource"))
    return found


async def _answer(request: Request, asked: _Asked, found: Sequence[Fault], allowed: Sequence[Fault]) -> Response:
    """Answer with the outcome; https://hl7.org/fhir/R4/operationoutcome.html."""
    faults = await _placed(request, asked, found)
    told = [*allowed, *faults]
    if not any(fault.severity == "error" for fault in told):
        text = "Nothing is wrong with it." if not told else "It is valid; see the remarks."
        told.append(Fault("informational", text, severity="information"))
    return responses.json(outcomes.outcome(told))


async def _placed(request: Request, asked: _Asked, found: Sequence[Fault]) -> Sequence[Fault]:
    """Say line and column of what was sent; the expression stays one of the resource."""
    sent = request.scope["state"].get("sent")
    if sent is None or not found or not isinstance(asked.resource, dict):
        return found
    kind = str(asked.resource.get("resourceType"))
    if kind not in RESOURCES or not asked.where:
        return await asyncio.to_thread(located, found, sent)
    inside = [
        replace(fault, expression=asked.where + fault.expression.removeprefix(kind)) if fault.expression else fault
        for fault in found
    ]
    places = await asyncio.to_thread(located, inside, sent)
    return [replace(fault, location=place.location) for fault, place in zip(found, places, strict=True)]
