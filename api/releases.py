"""How does a request for release become a package, and who may fetch it? Judged at approval, packaging and each fetch.

The ground (an authorisation, a public health authority) is looked at anew every time: 45 CFR 164.508(b)(2), (5).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from hashlib import sha256
from typing import Any
from uuid import uuid4

import orjson

from api import bodies
from api.changes import authored, new_id
from api.responses import instant
from api.wire import pairs
from domain.audit import entry
from domain.caller import Caller
from domain.client import ClientStore
from domain.errors import Fault, Forbidden, Invalid, NotFound
from domain.ports import Delivery, DisclosureRow, RecordStore, Stored, Target, Writing
from domain.privacy import blocking
from domain.privacy.decide import Clearance, decide, decide_release
from domain.release import accounting, notices, package, request, states
from domain.release.grounds import Ground, assess
from domain.release.request import ReleaseRequest
from domain.search.extraction import extract
from domain.search.query import parse

PACKAGES = frozenset({"Bundle", "Binary"})
"""The types under which packages are fetched: a Bundle, or NDJSON as a Binary."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A request whose ground was found valid: the ground, and what may go to the recipient on it."""

    asked: ReleaseRequest
    ground: Ground
    clearance: Clearance
    recipient: Target | None


class Releases:
    """Release requests and their packages; one per process."""

    def __init__(
        self, store: RecordStore, clients: ClientStore, clock: Callable[[], int], base: str, zone: tzinfo
    ) -> None:
        """Take the store, the register of clients, the clock, the FHIR base address, the hospital's time zone."""
        self._store = store
        self._clients = clients
        self._clock = clock
        self._base = base
        self._zone = zone

    async def advance(
        self, caller: Caller, id_: str, action: str, scope: str, said: dict[str, str], noted_as: str
    ) -> Stored:
        """Move a request on by one operation; give the Task as it stands then."""
        if scope not in caller.works:
            raise Forbidden(Fault("forbidden", f"This needs the scope {scope}."))
        read = decide(caller, "read")
        name = f"Task/{id_}"
        at = self._clock()
        async with self._store.writing() as writing:
            await writing.lock([name])
            target = (await writing.targets(read, [name])).get(name)
            task = orjson.loads(target.body) if target and target.visible else {}
            if target is None or not request.is_release(task):
                raise NotFound
            asked = request.read(task)
            if caller.client == target.author or caller.organization == asked.requester:
                raise Forbidden(Fault("business-rule", "Whoever asks for a release does not decide about it."))
            reason, output = _stated_reason(said), ""
            states.require(task, action)
            if action == "deny" and not reason:
                reason = await self._reason(writing, asked, target.author, at)
            if action in ("approve", "fulfil"):
                judged = await self._judge(writing, asked, target.author, at)
                if action == "fulfil":
                    output = await self._pack(writing, judged, at)
            moved = states.advance(
                task, action, by=caller.user or caller.client, at=instant(at), reason=reason,
                note=said.get("note", ""), output=output,
            )  # fmt: skip
            change = authored(moved, target, target.author, at)
            await writing.save([change])
            noted = replace(entry(read, "U", name, noted_as, patient=asked.patient), kind=f"release-{action}")
            await writing.note(noted, [f"{name}/{change.version}"])
        return Stored("Task", id_, change.version, change.updated, change.body)

    async def fetch(self, caller: Caller, type_: str, id_: str, noted_as: str, *, bare: bool = False) -> Stored | None:
        """Give a package to its requester, judged anew: its ground, and every record in it; else nothing.

        ``bare``: the content stays here, so that there is no disclosure to account for.
        """
        at = self._clock()
        async with self._store.writing() as writing:
            found = await writing.package(id_)
            if found is None or found.type != type_ or found.withdrawn is not None:
                return None
            if found.purpose not in caller.purposes:
                return None
            name = f"Task/{found.task}"
            target = (await writing.targets(decide(caller, "read"), [name])).get(name)
            if target is None or not _is_requester(caller, found, target):
                return None
            try:
                asked = request.read(orjson.loads(target.body))
                judged = await self._judge(writing, asked, target.author, at)
            except Invalid:
                return None
            if not await writing.still_cleared(judged.clearance, found.items):
                return None
            row = await _row(writing, judged, found, caller, at)
            if accounting.missing(row):
                return None
            if not bare:
                await writing.disclose(row)
            recipient = replace(judged.clearance.caller, client=caller.client, jti=caller.jti)
            noted = entry(judged.clearance, "R", f"{type_}/{id_}", noted_as, patient=found.patient)
            noted = replace(noted, client=recipient.client, token=recipient.jti)
            await writing.note(noted, [] if bare else [f"{type_}/{id_}/1", *found.items])
        raw = found.media if found.media != "application/fhir+json" else ""
        return Stored(type_, id_, 1, found.made, found.body, "POST", raw)

    async def _judge(self, writing: Writing, asked: ReleaseRequest, author: str, at: int) -> Judged:
        """Look at the ground; Invalid with every reason why it does not carry the release."""
        nobody = decide(Caller(client=""), "read")
        patient = f"Patient/{asked.patient}"
        found = await writing.targets(nobody, [*asked.authorities, asked.requester, patient])
        if patient not in found:
            text = "There is no such patient."
            raise Invalid(
                Fault("business-rule", text, "Task.for", rule="VERIFY_IDENTITY", citation="45 CFR 164.514(h)")
            )
        purposes = await self._registered(asked.requester, author)
        authorities = [orjson.loads(found[name].body) for name in asked.authorities if name in found]
        recipients = frozenset({asked.requester})
        ground = assess(asked, authorities, recipients, at, registered=purposes, zone=self._zone)
        if not isinstance(ground, Ground):
            raise Invalid(*ground)
        organization = asked.requester if asked.requester.startswith("Organization/") else ""
        user = "" if organization else asked.requester
        recipient = Caller("", purpose=asked.purpose, organization=organization, user=user, purposes=purposes)
        clearance = decide_release(recipient, ground.pathway, asked.patient, ground.consents)
        return Judged(asked, ground, clearance, found.get(asked.requester))

    async def _registered(self, requester: str, author: str) -> frozenset[str]:
        """Give the purposes for which the hospital registered a client of the requester.

        A client without an organisation acts for whom it asks.
        """
        enabled = [client for client in await self._clients.list() if not client.disabled]
        own = [c for c in enabled if c.organization == requester]
        own += [c for c in enabled if c.id == author and not c.organization and not c.own_feed]
        return frozenset().union(*(client.purposes for client in own))

    async def _reason(self, writing: Writing, asked: ReleaseRequest, author: str, at: int) -> str:
        """Give the reason that the ground itself shows for a denial."""
        try:
            await self._judge(writing, asked, author, at)
        except Invalid as error:
            return error.faults[0].rule
        return ""

    async def _pack(self, writing: Writing, judged: Judged, at: int) -> str:
        """Package exactly the cleared records that were asked for; give the reference to the package."""
        asked = judged.asked
        items: dict[str, Stored] = {}
        for scope in asked.scopes:
            type_, _, condition = scope.partition("?")
            query = parse(type_, pairs(condition.encode()), base=self._base)
            for stored in await writing.cleared(judged.clearance, query):
                items[stored.reference] = stored
        labels = await writing.targets(judged.clearance, list(items))
        chosen = [stored for stored in items.values() if labels[stored.reference].version == stored.version]
        packed = [
            package.Packaged(stored.reference, stored.body or b"", labels[stored.reference].labels) for stored in chosen
        ]
        duties = notices.obligations(judged.ground.pathway, [item.labels for item in packed])
        owed = notices.owed(duties, judged.ground.directives)
        id_, made_at = new_id(), instant(at)
        if asked.format == "ndjson":
            type_, media, made = "Binary", "application/fhir+ndjson", package.ndjson(packed, id=id_, notices=owed)
        else:
            type_, media = "Bundle", "application/fhir+json"
            task = f"Task/{asked.id}"
            made = package.bundle(packed, id=id_, made=made_at, base=self._base, notices=owed, request=task)
        await writing.keep_package(
            Delivery(
                id=id_,
                type=type_,
                task=asked.id,
                patient=asked.patient,
                requester=asked.requester,
                media=media,
                body=made,
                sha256=sha256(made).digest(),
                made=at // 1000 * 1000,
                items=tuple(f"{stored.reference}/{stored.version}" for stored in chosen),
                purpose=asked.purpose,
                pathway=judged.ground.pathway,
                grounds=asked.authorities,
            )
        )
        return f"{type_}/{id_}"


def _stated_reason(said: dict[str, str]) -> str:
    """Read the reason code of a denial; words belong into the note."""
    reason = said.get("reason", "")
    if reason and not blocking.is_reason(reason):
        text = "The reason must be a reason code; words go into the note."
        raise Invalid(Fault("code-invalid", text, "Parameters.parameter.where(name='reason')"))
    return reason


def _is_requester(caller: Caller, found: Delivery, task: Target) -> bool:
    """Tell whether a caller is who asked: the organisation or user named, or the client without either that asked."""
    if found.requester in (caller.organization, caller.user):
        return True
    return not caller.organization and not caller.user and not caller.own_feed and task.author == caller.client


async def _row(writing: Writing, judged: Judged, found: Delivery, caller: Caller, at: int) -> DisclosureRow:
    """Write out one disclosure for the accounting."""
    who: dict[str, Any] = orjson.loads(judged.recipient.body) if judged.recipient else {}
    records = await writing.targets(judged.clearance, [item.rpartition("/")[0] for item in found.items])
    return DisclosureRow(
        id=str(uuid4()),
        at=at,
        patient=found.patient,
        recipient=found.requester,
        recipient_name=_name(who),
        recipient_address=_address(who),
        description=accounting.description([_item(target) for target in records.values()]),
        purpose=found.purpose,
        pathway=found.pathway,
        accountable=accounting.counts(found.pathway),
        authority=" ".join(found.grounds),
        task=found.task,
        package=f"{found.type}/{found.id}",
        client=caller.client,
        rulepack=judged.clearance.policy,
        items=found.items,
    )


def _item(target: Target) -> accounting.Item:
    resource = bodies.read(target.body)
    extracted = extract(resource)
    kind = resource.get("type") if target.type == "DocumentReference" else None
    coding: Sequence[dict[str, Any]] = kind.get("coding", ()) if isinstance(kind, dict) else ()
    title = next((c["display"] for c in coding if "display" in c), "")
    return accounting.Item(target.type, title, extracted.lo, extracted.hi)


def _name(who: dict[str, Any]) -> str:
    name = who.get("name")
    if isinstance(name, str):
        return name
    first = name[0] if isinstance(name, list) and name else {}
    return str(first.get("text") or " ".join([*first.get("given", ()), first.get("family", "")]).strip())


def _address(who: dict[str, Any]) -> str:
    address: dict[str, Any] = next(iter(who.get("address", ())), {})
    parts = (*address.get("line", ()), address.get("city"), address.get("state"), address.get("postalCode"))
    return str(address.get("text") or ", ".join(part for part in parts if part))
