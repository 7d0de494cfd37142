"""``$meta``, ``$meta-add``, ``$meta-delete``: which profiles, tags and labels are there, and what becomes of them?

https://hl7.org/fhir/R4/resource-operation-meta.html. A change of meta is a new version: what was delivered is named
by its version in the audit trail, so that one version never has two contents. Labels are added, never lowered, except
under the scope ``labels.lower`` with a reason, which the audit trail keeps; what the content itself implies stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api import bodies, responses
from api.dependencies import Service, id_of, request_id, type_of, version_of
from api.intake import Incoming
from api.operations import inputs
from domain.caller import Caller
from domain.errors import Fault, Forbidden, Malformed
from domain.fhir import meta as sets
from domain.ports import Stored
from domain.privacy import labelling

LOWER = "labels.lower"
_LONGEST_REASON = 1_000


async def meta(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with the meta of a record, or of one version; of a type or the whole system: what is in use there."""
    inputs.checked(await inputs.arguments(request), ())
    asked = request_id(request)
    if "version" in request.path_params:
        found = await service.door.vread(caller, type_of(request), id_of(request), version_of(request), asked)
        return _answer(_meta_of(found))
    if "id" in request.path_params:
        return _answer(_meta_of(await service.door.read(caller, type_of(request), id_of(request), asked)))
    type_ = type_of(request) if "type" in request.path_params else ""
    return _answer(sets.union(await service.door.meta_in_use(caller, type_, asked)))


async def meta_add(service: Service, caller: Caller, request: Request) -> Response:
    """Add profiles, tags and labels."""
    said = await inputs.body(request)
    inputs.unknown(said, ("meta",))
    more = _meta(said)
    return await _changed(service, caller, request, "meta-add", lambda present: sets.added(present, more))


async def meta_delete(service: Service, caller: Caller, request: Request) -> Response:
    """Take profiles and tags away; security labels only by who may lower them, with a reason."""
    said = await inputs.body(request)
    inputs.unknown(said, ("meta", "reason"))
    less = _meta(said)
    reason = _reason(said)
    lowered: frozenset[str] = frozenset()
    if less.get("security"):
        if LOWER not in caller.works:
            raise Forbidden(Fault("forbidden", f"Taking security labels away needs the scope {LOWER}."))
        if not reason:
            text = "Taking security labels away needs a parameter reason."
            raise Malformed(Fault("required", text, "Parameters.parameter.where(name='reason')"))
        lowered = frozenset(label for coding in less["security"] for label in labelling.read(coding))
    note = (("reason", reason),) if reason else ()
    if lowered:
        note = (*note, ("lowered", " ".join(sorted(lowered))))
    return await _changed(
        service, caller, request, "meta-delete", lambda present: sets.removed(present, less), lowered, note
    )


async def _changed(
    service: Service,
    caller: Caller,
    request: Request,
    kind: str,
    change: Callable[[dict[str, Any]], dict[str, Any]],
    lowered: frozenset[str] = frozenset(),
    note: tuple[tuple[str, str], ...] = (),
) -> Response:
    """Write the present version with another meta, unless nothing changes."""
    type_, id_ = type_of(request), id_of(request)
    found = await service.door.read(caller, type_, id_, request_id(request))
    present = _meta_of(found)
    wanted = change(present)
    if wanted == present and not lowered:
        return _answer(present)
    raw = bodies.with_identity(found.body or b"{}", type_, id_, wanted)
    item = Incoming("PUT", type_, id_, raw, if_match=found.version, lowered=lowered, note=note)
    (done,) = await service.intake.accept(caller, [item], kind, request_id(request))
    return _answer(_meta_of(done.stored))


def _meta_of(stored: Stored) -> dict[str, Any]:
    if stored.media:  # a package in NDJSON
        return {"versionId": str(stored.version), "lastUpdated": responses.instant(stored.updated)}
    found: dict[str, Any] = orjson.loads(stored.body or b"{}").get("meta", {})
    return found


def _meta(said: dict[str, Any]) -> dict[str, Any]:
    """Read the one parameter that is a Meta: three sets, of addresses and of codings."""
    sent = inputs.named(said, "meta")
    where = "Parameters.parameter.where(name='meta')"
    if len(sent) != 1 or not isinstance(sent[0].get("valueMeta"), dict):
        raise Malformed(Fault("required", "The operation takes one parameter meta, a Meta.", where))
    found: dict[str, Any] = sent[0]["valueMeta"]
    for name in sets.SETS:
        kind = str if name == "profile" else dict
        values = found.get(name, [])
        if not isinstance(values, list) or not all(isinstance(one, kind) for one in values):
            raise Malformed(Fault("structure", f"The {name} of a Meta is not as it should be.", f"{where}.{name}"))
    return found


def _reason(said: dict[str, Any]) -> str:
    sent = inputs.named(said, "reason")
    value = sent[0].get("valueString", "") if len(sent) == 1 else ""
    if sent and (not isinstance(value, str) or not 0 < len(value.strip()) <= _LONGEST_REASON):
        text = "The reason is one text of at most 1,000 letters."
        raise Malformed(Fault("value", text, "Parameters.parameter.where(name='reason')"))
    return value.strip()


def _answer(found: dict[str, Any]) -> Response:
    parameter: dict[str, Any] = {"name": "return", "valueMeta": found} if found else {"name": "return"}
    return responses.json({"resourceType": "Parameters", "parameter": [parameter]})
