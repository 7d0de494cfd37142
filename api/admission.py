"""May this caller do this write at all, to this record as it stands? Every entry is asked, and all faults are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from api import bodies
from api.projection import is_subsetted
from domain.caller import Caller
from domain.errors import (
    ChartwardError,
    Conflict,
    Fault,
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    PreconditionFailed,
)
from domain.fhir.resources import RESOURCES
from domain.ports import Target
from domain.privacy.decide import FEED_ONLY, require
from domain.release.request import is_release

if TYPE_CHECKING:
    from api.intake import Incoming

INTERACTIONS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
ANY_VERSION = -1
"""``*`` in If-Match and If-None-Match: whatever version there is."""


def each(items: Sequence[Incoming], check: Callable[[Incoming], None]) -> None:
    """Check every write, and report the faults of all together, as the kind of error that came first."""
    errors: list[ChartwardError] = []
    for item in items:
        try:
            check(item)
        except ChartwardError as error:
            errors.append(error.at(item.entry))
    if errors:
        raise type(errors[0])(*(fault for error in errors for fault in error.faults))


def admit(caller: Caller, item: Incoming) -> None:
    """Refuse what the caller may not write at all."""
    if item.type not in RESOURCES:
        raise NotFound(Fault("not-supported", "This server knows no resource type of that name."))
    if item.type == "Task" and item.raw and is_release(bodies.read(item.raw)):
        if item.method == "PUT":
            raise Conflict(Fault("business-rule", "A release request is opened by POST and changes by its operations."))
        if "release.request" not in caller.works:
            raise Forbidden(Fault("forbidden", "Opening a release request needs the scope release.request."))
        item.release = True
        return
    require(caller, INTERACTIONS[item.method], item.type)
    if item.method == "PATCH":
        require(caller, "read", item.type)
    if item.type in FEED_ONLY and not caller.own_feed:
        raise Forbidden(Fault("forbidden", f"Only the hospital's own feeds write {item.type}."))
    if item.type == "Patient" and item.method == "DELETE" and not caller.own_feed:
        raise Forbidden(Fault("forbidden", "Only the hospital's own feeds delete a Patient."))


def settled(caller: Caller, item: Incoming) -> None:
    """Refuse a conditional update that found nothing and would create, to who may only update."""
    if item.condition is not None and item.method == "POST":
        require(caller, "create", item.type)


def patch(caller: Caller, item: Incoming, targets: dict[str, Target]) -> None:
    """Make the new body of a visible record out of the present one."""
    target = targets.get(item.reference)
    if target is None or not target.visible or item.patch is None:
        raise NotFound
    change(caller, item, target)
    item.raw = item.patch(target.body)
    if item.type == "Task" and is_release(bodies.read(item.raw)):
        raise Conflict(Fault("business-rule", "A release request is opened by POST and changes by its operations."))


def change(caller: Caller, item: Incoming, target: Target) -> None:
    """Refuse to replace or delete a visible record that is at another version, or is not the caller's to change."""
    if item.fresh:
        raise Conflict(Fault("conflict", "The condition finds nothing, but a record of that id is there."))
    if item.if_match not in (None, ANY_VERSION, target.version):
        raise PreconditionFailed(Fault("conflict", "If-Match does not name the present version."))
    if item.if_none_match in (ANY_VERSION, target.version):
        raise PreconditionFailed(Fault("conflict", "If-None-Match excludes the present version."))
    if not (caller.own_feed or RESOURCES[item.type].concerns_patient or target.author == caller.client):
        text = "A record that concerns no patient is changed by who wrote it, and by the hospital's own feeds."
        raise Forbidden(Fault("forbidden", text))
    if item.type == "Task" and is_release(bodies.read(target.body)):
        raise Conflict(Fault("business-rule", "A release request changes by its operations only."))


def identify(item: Incoming) -> None:
    """Check type and id of a body against where it was sent."""
    if item.resource.get("resourceType") != item.type:
        expression = f"{item.where}.resourceType".lstrip(".") if item.where else "resourceType"
        raise Malformed(Fault("invalid", f"A resource of type {item.type} belongs here.", expression))
    own = item.resource.get("id")
    absent = own is None and item.condition is not None and item.method == "PUT"  # the condition names the record
    if item.method in ("PUT", "PATCH") and own != item.id and not absent:
        expression = f"{item.where or item.type}.id"
        raise Malformed(Fault("invalid", "The id of the resource is not that of the address.", expression))
    if item.method == "PUT" and is_subsetted(item.resource):
        text = "The resource says that it is a part (SUBSETTED); it would replace the whole."
        raise Invalid(Fault("business-rule", text, f"{item.where or item.type}.meta.tag"))
    item.resource["id"] = item.id
