"""``$reindex``: stored records are indexed by parameters that came after them (https://hl7.org/fhir/R4/async.html).

For all types or those named by ``type``; or for the types of one SearchParameter. ``everything``: by all parameters
anew, not only by those that are not complete. A job, for the hospital's own feeds with the right to write parameters.
"""

from __future__ import annotations

import msgspec
import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.dependencies import Service, id_of, request_id
from api.jobs import accepted
from api.operations import inputs
from domain.audit import AuditEntry
from domain.caller import Caller
from domain.errors import Fault, Forbidden, Malformed
from domain.fhir.resources import RESOURCES
from domain.privacy.decide import require

KIND = "reindex"


class Reindexing(msgspec.Struct):
    """What is to be indexed: these types, or all; by all parameters, or by those that are not complete."""

    types: list[str] = []
    everything: bool = False


async def reindex(service: Service, caller: Caller, request: Request) -> Response:
    """Begin, and say where to ask how far it is."""
    require(caller, "update", "SearchParameter")
    if not caller.own_feed:
        raise Forbidden(Fault("forbidden", "Only the hospital's own feeds have records indexed anew."))
    once, many = inputs.checked(await inputs.arguments(request), ("everything",), ("type",))
    types = list(dict.fromkeys(one for value in many["type"] for one in value.split(",")))
    target = "$reindex"
    if "id" in request.path_params:
        target = f"SearchParameter/{id_of(request)}/$reindex"
        stored = await service.door.read(caller, "SearchParameter", id_of(request), request_id(request))
        base = [str(one) for one in orjson.loads(stored.body or b"{}").get("base", ())]
        types = [] if {"Resource", "DomainResource"} & set(base) else [one for one in base if one in types or not types]
    if not RESOURCES.keys() >= set(types):
        raise Malformed(Fault("value", "The parameter type names what is no type.", "http.type"))
    everything = "everything" in once and inputs.truth("everything", once["everything"])
    await service.door.note(
        AuditEntry(
            KIND,
            client=caller.client,
            user=caller.user,
            organization=caller.organization,
            purpose=caller.purpose,
            target=target,
            token=caller.jti,
            request=request_id(request),
        )
    )
    asked = msgspec.msgpack.encode(Reindexing(types, everything))
    return accepted(service.base, await service.jobs.begin(caller, KIND, asked))
