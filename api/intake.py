"""How does what a client sends become records? Resolve, validate, label, review, keep: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from api import admission, attachments, bodies, conditions, references
from api.admission import INTERACTIONS
from api.changes import new_version, removal
from api.conformance import Conformance
from api.responses import instant
from api.reviewing import deficiencies, impossible
from api.validation import validate
from api.wire import pairs
from domain.audit import entry
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
from domain.ports import Change, RecordStore, Stored, Target, Writing
from domain.privacy import labelling
from domain.privacy.consent import unbound
from domain.privacy.decide import Clearance, decide
from domain.release import states
from domain.release.request import read as read_request
from domain.search.query import parse

_ACTIONS = {"POST": "C", "PUT": "U", "PATCH": "U", "DELETE": "D"}


@dataclass(slots=True)
class Incoming:
    """One write as it was asked for. ``where`` is the FHIRPath in front of its faults.

    ``condition``: the search that says which record is meant, where no id does. ``patch`` makes the new body of the
    present one. ``fresh``: the record must not be there yet.
    """

    method: str
    type: str
    id: str
    raw: bytes = b""
    where: str = ""
    full_url: str = ""
    if_none_exist: str | None = None
    if_match: int | None = None
    if_none_match: int | None = None
    condition: str | None = None
    patch: Callable[[bytes], bytes] | None = None
    fresh: bool = False
    resource: dict[str, Any] = field(default_factory=dict)
    settled: Stored | None = None
    release: bool = False
    literals: frozenset[str] = frozenset()
    lowered: frozenset[str] = frozenset()
    note: tuple[tuple[str, str], ...] = ()

    @property
    def reference(self) -> str:
        """The relative reference that the record has, or will have."""
        return f"{self.type}/{self.id}"

    @property
    def entry(self) -> str:
        """The FHIRPath of the bundle's entry, "" outside a bundle."""
        return self.where.removesuffix(".resource")

    def again(self, id_: str) -> Incoming:
        """Give the same deletion of a further record."""
        return replace(self, id=id_, condition=None, settled=None)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of one write: the version that stands now, and the HTTP status of its kind."""

    status: int
    stored: Stored


class Intake:
    """Every write of the service; one per process."""

    def __init__(
        self,
        store: RecordStore,
        clock: Callable[[], int],
        base: str,
        zone: str,
        conformance: Conformance,
        *,
        delete_several: bool = False,
    ) -> None:
        """Take the store, the clock, the service's FHIR base address, the hospital's time zone, and the profiles.

        ``delete_several``: whether a conditional delete may delete more than one record.
        """
        self._store = store
        self._clock = clock
        self._base = base
        self._zone = zone
        self._tz = ZoneInfo(zone)
        self._conformance = conformance
        self._delete_several = delete_several

    async def accept(self, caller: Caller, incoming: Sequence[Incoming], kind: str, request: str) -> list[Accepted]:
        """Take all writes in one transaction; an error of any refuses all."""
        admission.each(incoming, lambda item: admission.admit(caller, item))
        read, write, search = decide(caller, "read"), decide(caller, "update"), decide(caller, "search")
        consents = any(item.type == "Consent" for item in incoming)
        async with self._store.writing(narrows=consents) as writing:
            further = await conditions.settle(writing, search, incoming, self._base, several=self._delete_several)
            items = [*incoming, *further]
            admission.each(items, lambda item: admission.settled(caller, item))
            conditions.distinct(items)
            targets = await self._targets(writing, read, items)
            await references.resolve(writing, search, items, self._base)
            live = [item for item in items if item.settled is None]
            self._read(live)
            if self._conformance.enforces:
                await self._hold(live)
            for item in live:
                if item.release:
                    self._open_request(caller, item)
            self._replaceable(read, live, targets)
            changes = await self._changes(writing, caller, read, live, targets)
            opened = {item.reference for item in live if item.release}
            new = [change for change in changes if change.body is not None and change.reference not in opened]
            for method, interaction in INTERACTIONS.items():
                made = [change for change in new if change.method == method]
                if made and not caller.own_feed and not await writing.covered(decide(caller, interaction), made):
                    raise Forbidden(Fault("forbidden", "The record is not one that you may write."))
            await writing.save(changes)
            await writing.save(await deficiencies(writing, changes, self._clock(), self._zone))
            noted = replace(
                entry(write, _action(incoming), incoming[0].reference if len(incoming) == 1 else "Bundle", request),
                kind=kind,
                more=tuple(pair for item in incoming for pair in item.note),
            )
            delivered = [f"{change.reference}/{change.version}" for change in changes]
            await writing.note(noted, [*delivered, *_found(incoming)])
        written = {change.reference: change for change in changes}
        return [_accepted(item, written.get(item.reference)) for item in incoming]

    def _read(self, live: Sequence[Incoming]) -> None:
        """Parse and validate every body; report the faults of all of them."""
        faults: list[Fault] = []
        worst: type[ChartwardError] = Invalid
        for item in live:
            if item.method == "DELETE":
                continue
            try:
                item.resource = bodies.read(item.raw)
                admission.identify(item)
                validate(item.resource, item.type, item.where)
            except ChartwardError as error:
                faults.extend(error.at(item.where).faults)
                worst = Malformed if isinstance(error, Malformed) else worst
        if faults and worst is Invalid:
            faults += impossible(live, {}, self._clock(), self._zone)
        if faults:
            raise worst(*faults)

    async def _hold(self, live: Sequence[Incoming]) -> None:
        """Hold what is written to the profiles that are enforced."""
        faults = await self._conformance.enforce(
            [(item.resource, item.where) for item in live if item.method != "DELETE"]
        )
        if faults:
            raise Invalid(*faults)

    def _open_request(self, caller: Caller, item: Incoming) -> None:
        """Check a release request as far as it can be before anybody decides, and put it at its beginning."""
        asked = read_request(item.resource)
        for scope in asked.scopes:
            type_, _, condition = scope.partition("?")
            query = parse(type_, pairs(condition.encode()), base=self._base)
            if query.includes or query.elements or query.summary not in ("", "false"):
                raise Invalid(Fault("not-supported", "A scope says which records, whole, and no others.", "Task.input"))
        if caller.organization and caller.organization != asked.requester:
            fault = Fault("forbidden", "A client may ask for its own organisation only.", "Task.requester")
            raise Forbidden(fault)
        if caller.organization and asked.purpose not in caller.purposes:
            raise Forbidden(Fault("forbidden", "The client is not registered for this purpose.", "Task.reasonCode"))
        item.resource = states.opened(item.resource, instant(self._clock()))
        item.raw = orjson.dumps(item.resource)

    async def _targets(self, writing: Writing, read: Clearance, items: Sequence[Incoming]) -> dict[str, Target]:
        """Lock and find the records that are to be replaced or deleted; make the new bodies of those patched."""
        named = [item.reference for item in items if item.method != "POST" and item.settled is None]
        if not named:
            return {}
        await writing.lock(named)
        targets = await writing.targets(read, named)
        admission.each([item for item in items if item.patch], lambda item: admission.patch(read.caller, item, targets))
        return targets

    def _replaceable(self, read: Clearance, live: Sequence[Incoming], targets: dict[str, Target]) -> None:
        """Refuse to replace or delete what is not there to see, or not the caller's to change."""

        def check(item: Incoming) -> None:
            target = targets.get(item.reference)
            if target is not None and target.visible:
                admission.change(read.caller, item, target)
                return
            if item.method != "DELETE" and (target is not None or not read.caller.own_feed):
                raise NotFound
            if item.if_match is not None:
                text = "If-Match names a version, but there is no such record."
                raise PreconditionFailed(Fault("conflict", text))
            if item.method == "DELETE":
                item.settled = Stored(item.type, item.id, 0, self._clock(), None, "DELETE")

        admission.each([item for item in live if item.method in ("PUT", "DELETE")], check)

    async def _changes(
        self, writing: Writing, caller: Caller, read: Clearance, live: Sequence[Incoming], targets: dict[str, Target]
    ) -> list[Change]:
        """Make the new versions: labels, identity, index."""
        known = await references.check(writing, read, live)
        broken = impossible(live, known, self._clock(), self._zone)
        if broken:
            raise Invalid(*broken)
        raised = [item.reference for item in live if item.method == "PUT" and item.reference not in targets]
        buried = await writing.buried(read, raised) if raised else {}
        if not all(grave.visible for grave in buried.values()):
            raise NotFound
        now = self._clock() // 1000 * 1000
        before = {name: old.labels for name, old in targets.items()}
        before |= {name: grave.labels for name, grave in buried.items()}
        lowered = {item.reference: item.lowered for item in live if item.lowered}
        before |= {name: before[name] - labels for name, labels in lowered.items() if name in before}
        handed = known if caller.own_feed else {name: target for name, target in known.items() if target.visible}
        labels = _labels(live, handed, before)
        await attachments.label(writing, read, live, labels, self._base)
        changes = []
        for item in live:
            if item.settled is not None:
                continue
            old = targets.get(item.reference)
            last = old or buried.get(item.reference)
            version = last.version + 1 if last else 1
            updated = max(now, old.updated + 1000) if old else now
            if item.method == "DELETE" and old is not None:
                changes.append(removal(old, version, updated, caller.client))
            else:
                own = labels.get(item.reference, frozenset())
                made = new_version(
                    item.method, item.raw, item.resource, version, updated, caller.client, own, old, self._tz
                )
                changes.append(made if caller.own_feed else await _within(writing, made))
        await attachments.check(writing, read, changes, self._base)
        unbounded = [fault for change in changes if (fault := _unbound(change))]
        if unbounded:
            raise Invalid(*unbounded)
        return changes


def _unbound(change: Change) -> Fault | None:
    return unbound(change.resource, change.extract.patients) if change.type == "Consent" and change.body else None


async def _within(writing: Writing, change: Change) -> Change:
    """Keep what an app writes within what the hospital said: no new patient for a record, nobody new who treats."""
    if change.old is None:
        return replace(change, treated=())
    if set(change.extract.patients) != set(change.old.patients):
        text = "A record stays with its patient; only the hospital's own feeds correct that."
        raise Invalid(Fault("business-rule", text, change.type))
    proved = await writing.relationships(change.old.rid) if change.treated else frozenset()
    return replace(change, treated=tuple(pair for pair in change.treated if pair in proved))


def _labels(
    live: Sequence[Incoming], known: dict[str, Target], before: dict[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """Label every record; a record that refers to a withheld one takes over why it is withheld.

    ``before`` are the labels of the versions that are superseded, or were deleted: they stay.
    """
    labels = {item.reference: labelling.labels(item.resource) for item in live if item.resource}
    for reference, old in before.items():
        if reference in labels:
            labels[reference] = labelling.carried(old, labels[reference])
    outside = {reference: labelling.inherited(target.labels) for reference, target in known.items()}
    inside = {reference: labelling.inherited(own) for reference, own in labels.items()}
    if not any(outside.values()) and not any(inside.values()):
        return labels
    mentions = {item.reference: references.mentioned(item) for item in live if item.resource}
    spreading = True
    while spreading:
        spreading = False
        for reference, mentioned in mentions.items():
            taken = frozenset().union(
                *(labelling.inherited(labels[m]) if m in labels else outside.get(m, frozenset()) for m in mentioned)
            )
            strictest = labelling.carried(labels[reference], taken)
            if strictest != labels[reference]:
                labels[reference] = strictest
                spreading = True
    return labels


def _accepted(item: Incoming, change: Change | None) -> Accepted:
    if change is None:
        if item.settled is None:
            raise Conflict(Fault("conflict", "The same record is written twice."))
        return Accepted(204 if item.settled.body is None else 200, item.settled)
    made = change.old is None and item.settled is None
    status = 204 if change.body is None else 201 if made else 200
    return Accepted(status, Stored(change.type, change.id, change.version, change.updated, change.body, change.method))


def _action(incoming: Sequence[Incoming]) -> str:
    actions = {_ACTIONS[item.method] for item in incoming}
    return actions.pop() if len(actions) == 1 else "E"


def _found(incoming: Sequence[Incoming]) -> list[str]:
    """Name the versions of what was there already, and is answered instead of being made."""
    found = [item.settled for item in incoming if item.settled is not None and item.settled.body is not None]
    return [f"{stored.reference}/{stored.version}" for stored in found]
