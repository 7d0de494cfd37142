"""Batch and transaction: https://hl7.org/fhir/R4/http.html#transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api import bodies, outcomes, responses
from api.changes import new_id
from api.dependencies import Service, body_of, request_id, weak_version
from api.intake import Accepted, Incoming
from api.interactions.history import page as versions
from api.releases import PACKAGES
from api.searching import page, understood
from api.validation import validate
from api.wire import pairs
from domain.audit import AuditEntry
from domain.caller import Caller
from domain.errors import ChartwardError, Fault, Malformed, NotFound, NotSupported
from domain.fhir.resources import RESOURCES
from domain.privacy.decide import require

_URL = re.compile(
    r"/?([A-Z][A-Za-z]+)(?:/([A-Za-z0-9.\-]{1,64})(/_history(?:/([1-9][0-9]{0,8}))?)?)?(?:\?(.*))?", re.DOTALL
)
_WIDE = re.compile(r"/?([A-Z][A-Za-z]+/[A-Za-z0-9.\-]{1,64}/(?:[A-Z][A-Za-z]+|\*))?(?:\?(.*))?", re.DOTALL)
"""A search of all types, or within a compartment."""
_LOCAL = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9.\-]{1,64}")
_ORDER = {"DELETE": 0, "POST": 1, "PUT": 2, "GET": 3, "HEAD": 3}


@dataclass(frozen=True, slots=True)
class Step:
    """One entry: a write to take in, or a read to answer: ``past`` one of versions, or of one."""

    n: int
    method: str
    type: str
    id: str
    query: str
    write: Incoming | None = None
    past: bool = False
    version: int = 0
    known: str = ""
    wide: str | None = None

    @property
    def where(self) -> str:
        """The FHIRPath of the entry."""
        return f"Bundle.entry[{self.n}]"


async def transaction(service: Service, caller: Caller, request: Request) -> Response:
    """Take a Bundle: a transaction as one, the entries of a batch each by itself."""
    body = await body_of(request)
    try:
        taken = bodies.outer(body)
    except Malformed:
        _bundle(bodies.read(body))
        raise
    bundle = bodies.frame(body, taken)
    _bundle(bundle)
    validate(bundle, "Bundle")
    if bundle["type"] not in ("batch", "transaction"):
        raise Malformed(Fault("value", "The Bundle must be of type batch or transaction.", "Bundle.type"))
    whole = any("return=representation" in value.replace(" ", "") for value in request.headers.getlist("prefer"))
    work = _batch if bundle["type"] == "batch" else _transaction
    answers = await work(service, caller, taken, request_id(request), whole=whole)
    content = b'{"resourceType":"Bundle","type":"%b-response","entry":[%b]}' % (
        bundle["type"].encode(),
        b",".join(answers),
    )
    return responses.fhir(content if answers else content.replace(b',"entry":[]', b""))


def _bundle(resource: dict[str, Any]) -> None:
    if resource.get("resourceType") != "Bundle":
        raise Malformed(Fault("invalid", "A Bundle of type batch or transaction belongs here.", "resourceType"))


async def _transaction(
    service: Service, caller: Caller, outer: bodies.Outer, request: str, *, whole: bool
) -> list[bytes]:
    try:
        steps = [_step(n, entry, service.base) for n, entry in enumerate(outer.entries)]
        _distinct(steps)
        for step in steps:
            _ready(caller, step)
    except (NotFound, NotSupported) as error:  # of an entry, not of the address that the bundle was sent to
        raise Malformed(*error.faults) from None
    ordered = sorted(steps, key=lambda step: _ORDER[step.method])
    writes = [step for step in ordered if step.write is not None]
    answers = await _untouched(service, caller, ordered, request)
    if writes:
        incoming = [step.write for step in writes if step.write is not None]
        done = await service.intake.accept(caller, incoming, "transaction", request)
        answers |= {step.n: _written(accepted, whole=whole) for step, accepted in zip(writes, done, strict=True)}
    for step in ordered:
        if step.n in answers:
            continue
        try:
            answers[step.n] = await _read(service, caller, step, request)
        except ChartwardError as error:
            if not writes:
                raise error.at(step.where) from None
            answers[step.n] = await _failed(service, caller, step.n, error, request)  # the writes stand
    return [answers[step.n] for step in steps]


async def _untouched(service: Service, caller: Caller, steps: list[Step], request: str) -> dict[int, bytes]:
    """Read what no entry changes before anything is written, so that nothing is if one of them is not there."""
    touched = {f"{step.type}/{step.id}" for step in steps if step.write is not None}
    answers = {}
    for step in steps:
        if step.write is None and step.id and f"{step.type}/{step.id}" not in touched:
            try:
                answers[step.n] = await _read(service, caller, step, request)
            except ChartwardError as error:
                raise error.at(step.where) from None
    return answers


def _distinct(steps: list[Step]) -> None:
    """Refuse two entries for the same record, or under the same address."""
    named: set[str] = set()
    for step in steps:
        if step.method in ("PUT", "DELETE"):
            if f"{step.type}/{step.id}" in named:
                raise Malformed(Fault("duplicate", "Two entries change the same record.", f"Bundle.entry[{step.n}]"))
            named.add(f"{step.type}/{step.id}")
    urls = [step.write.full_url for step in steps if step.write and step.write.full_url]
    if len(urls) != len(set(urls)):
        raise Malformed(Fault("duplicate", "Two entries have the same fullUrl.", "Bundle.entry"))


def _ready(caller: Caller, step: Step) -> None:
    """Refuse, before anything is written, a read that could not be answered whatever is written."""
    if step.write is not None:
        return
    try:
        if not step.id:
            for type_ in (step.type,) if step.type else ():
                require(caller, "search", type_)
            if "_page=" not in step.query:
                understood("", step.type if step.wide is None else step.wide, pairs(step.query.encode()))
        elif step.type not in PACKAGES:
            require(caller, "read", step.type)
    except ChartwardError as error:
        raise error.at(f"{step.where}.request.url") from None


async def _batch(service: Service, caller: Caller, outer: bodies.Outer, request: str, *, whole: bool) -> list[bytes]:
    answers = []
    for n, entry in enumerate(outer.entries):
        try:
            step = _step(n, entry, service.base)
            if step.write is None:
                answers.append(await _read(service, caller, step, request))
            else:
                (done,) = await service.intake.accept(caller, [step.write], "batch", request)
                answers.append(_written(done, whole=whole))
        except ChartwardError as error:
            answers.append(await _failed(service, caller, n, error, request))
    return answers


async def _failed(service: Service, caller: Caller, n: int, error: ChartwardError, request: str) -> bytes:
    """Write the refusal of one entry down, and give its answer."""
    error.at(f"Bundle.entry[{n}]")
    if not error.noted:
        await service.door.refuse(_refusal(caller, n, error, request))
    return _answer({"status": _status(outcomes.status(error)), "outcome": outcomes.outcome(error.faults)})


def _step(n: int, entry: bodies.Entry, base: str) -> Step:
    """Read one entry's request; every fault names the entry."""
    where = f"Bundle.entry[{n}]"
    asked = entry.request
    if asked is None:
        raise Malformed(Fault("required", "An entry of a batch or transaction needs a request.", f"{where}.request"))
    url = asked.url.removeprefix(base).removeprefix("/")
    wide = _WIDE.fullmatch(url) if asked.method in ("GET", "HEAD") else None
    if wide is not None:
        return Step(n, "GET", "", "", wide[2] or "", wide=wide[1] or "")
    found = _URL.fullmatch(url)
    if found is None or asked.method not in _ORDER:
        raise NotSupported(Fault("not-supported", "This request cannot be done here.", f"{where}.request"))
    type_, id_, query = found[1], found[2] or "", found[5] or ""
    if type_ not in RESOURCES:
        text = "This server knows no resource type of that name."
        raise NotFound(Fault("not-supported", text, f"{where}.request.url"))
    if asked.method in ("GET", "HEAD"):
        version, known = int(found[4] or 0), asked.if_none_match or ""
        return Step(n, "GET", type_, id_, query, past=bool(found[3]), version=version, known=known)
    if query or found[3] or bool(id_) == (asked.method == "POST"):
        text = "An entry posts to a type, and puts or deletes by id."
        raise NotSupported(Fault("not-supported", text, f"{where}.request.url"))
    if asked.if_none_exist is not None and asked.method != "POST":
        text = "Only what is posted can be created on a condition."
        raise Malformed(Fault("invalid", text, f"{where}.request.ifNoneExist"))
    if (entry.resource is None) != (asked.method == "DELETE"):
        text = "POST and PUT carry a resource, DELETE does not."
        raise Malformed(Fault("invalid", text, f"{where}.resource"))
    _own_address(entry.full_url or "", type_, id_, base, where)
    write = Incoming(
        asked.method,
        type_,
        id_ or new_id(),
        bytes(entry.resource or b""),
        f"{where}.resource",
        entry.full_url or "",
        asked.if_none_exist,
        weak_version(asked.if_match) if asked.if_match else None,
    )
    return Step(n, asked.method, type_, id_, query, write)


def _own_address(full_url: str, type_: str, id_: str, base: str, where: str) -> None:
    """Refuse a fullUrl that is the address of another record here: links to that one would be turned to this one."""
    local = full_url.removeprefix(f"{base}/")
    if _LOCAL.fullmatch(local) and local != f"{type_}/{id_}":
        raise Malformed(Fault("invalid", "The fullUrl is not the address of this entry.", f"{where}.fullUrl"))


async def _read(service: Service, caller: Caller, step: Step, request: str) -> bytes:
    if step.past and not step.version:
        asked = pairs(step.query.encode())
        return _answer({"status": "200 OK"}, await versions(service, caller, step.type, step.id, asked, request))
    if step.id:
        found = await (
            service.door.vread(caller, step.type, step.id, step.version, request)
            if step.past
            else service.door.read(caller, step.type, step.id, request)
        )
        if step.known and f'"{found.version}"' in step.known:
            return _answer({"status": "304 Not Modified", "etag": f'W/"{found.version}"'})
        body = orjson.dumps(responses.binary(found)) if found.media else found.body
        return _answer({"status": "200 OK", "etag": f'W/"{found.version}"'}, body)
    path = step.type if step.wide is None else step.wide
    content = await page(service, caller, path, pairs(step.query.encode()), request)
    return _answer({"status": "200 OK"}, content)


def _written(done: Accepted, *, whole: bool) -> bytes:
    stored = done.stored
    response: dict[str, Any] = {"status": _status(done.status)}
    if stored.body is not None:
        response |= {
            "location": f"{stored.reference}/_history/{stored.version}",
            "etag": f'W/"{stored.version}"',
            "lastModified": responses.instant(stored.updated),
        }
    return _answer(response, stored.body if whole else None)


def _answer(response: dict[str, Any], resource: bytes | None = None) -> bytes:
    if resource is None:
        return b'{"response":%b}' % orjson.dumps(response)
    return b'{"resource":%b,"response":%b}' % (resource, orjson.dumps(response))


def _status(code: int) -> str:
    return f"{code} {HTTPStatus(code).phrase}"


def _refusal(caller: Caller, n: int, error: ChartwardError, request: str) -> AuditEntry:
    return AuditEntry(
        kind="batch",
        client=caller.client,
        user=caller.user,
        organization=caller.organization,
        purpose=caller.purpose,
        target=f"Bundle.entry[{n}]",
        outcome=error.faults[0].code,
        token=caller.jti,
        request=request,
    )
