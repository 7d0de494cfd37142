"""Batch and transaction: https://hl7.org/fhir/R4/http.html#transaction."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api import bodies, outcomes, responses
from api.dependencies import Service, body_of, request_id
from api.entries import ORDER, Step, step
from api.intake import Accepted
from api.locations import SENT, located
from api.releases import PACKAGES
from api.searching import understood
from api.validation import validate
from api.wire import pairs
from domain.audit import AuditEntry
from domain.caller import Caller
from domain.errors import ChartwardError, Fault, Malformed, NotFound, NotSupported
from domain.privacy.decide import require

STANDING = 1.0
"""Seconds after which a batch that is still at work asks again whether its token stands."""

Work = Callable[[Service, Caller, bodies.Outer, str, str], Awaitable[list[bytes]]]


async def transaction(service: Service, caller: Caller, request: Request) -> Response:
    """Take a Bundle: a transaction as one, the entries of a batch each by itself."""
    body = await body_of(request)
    wish = responses.preferred(request.headers.getlist("prefer"))
    return responses.fhir(await taken(service, caller, body, wish, request_id(request)))


async def taken(service: Service, caller: Caller, body: bytes, wish: str, request: str) -> bytes:
    """Do what a Bundle asks for; give the Bundle of the answers. ``wish``: what each write is to be answered with."""
    try:
        outer = bodies.outer(body)
    except Malformed:
        _bundle(bodies.read(body))
        raise
    bundle = bodies.frame(body, outer)
    _bundle(bundle)
    validate(bundle, "Bundle")
    if bundle["type"] not in ("batch", "transaction"):
        raise Malformed(Fault("value", "The Bundle must be of type batch or transaction.", "Bundle.type"))
    work: Work = _batch if bundle["type"] == "batch" else _transaction
    answers = await work(service, caller, outer, request, wish)
    entries = b',"entry":[%b]' % b",".join(answers) if answers else b""
    return b'{"resourceType":"Bundle","type":"%b-response"%b}' % (bundle["type"].encode(), entries)


def _bundle(resource: dict[str, Any]) -> None:
    if resource.get("resourceType") != "Bundle":
        raise Malformed(Fault("invalid", "A Bundle of type batch or transaction belongs here.", "resourceType"))


async def _transaction(service: Service, caller: Caller, outer: bodies.Outer, request: str, wish: str) -> list[bytes]:
    steps = _steps(service, caller, outer)
    ordered = sorted(steps, key=lambda one: ORDER[one.method])
    writes = [one for one in ordered if one.write is not None]
    answers = await _untouched(service, caller, ordered, request)
    if writes:
        incoming = [one.write for one in writes if one.write is not None]
        done = await service.intake.accept(caller, incoming, "transaction", request)
        answers |= {one.n: _written(accepted, wish) for one, accepted in zip(writes, done, strict=True)}
    for one in ordered:
        if one.n in answers:
            continue
        try:
            answers[one.n] = await _asked(service, caller, one, request)
        except ChartwardError as error:
            if not writes:
                raise error.at(one.where) from None
            answers[one.n] = await _failed(service, caller, one.n, error, request)  # the writes stand
    return [answers[one.n] for one in steps]


def _steps(service: Service, caller: Caller, outer: bodies.Outer) -> list[Step]:
    """Read all entries, and refuse together what cannot be done, whatever is stored."""
    steps: list[Step] = []
    errors: list[ChartwardError] = []
    for n, entry in enumerate(outer.entries):
        try:
            one = step(n, entry, service.base)
            steps.append(one)
            _ready(service, caller, one)
        except ChartwardError as error:
            errors.append(error)
    _distinct(steps, errors)
    if errors:
        faults = [fault for error in errors for fault in error.faults]
        worst = type(errors[0])  # NotFound is of an entry, not of the address that the bundle was sent to
        raise (Malformed if worst in (NotFound, NotSupported) else worst)(*faults)
    return steps


def _distinct(steps: Iterable[Step], errors: list[ChartwardError]) -> None:
    """Refuse two entries under the same address, or for the same record as far as it is named."""
    seen: set[str] = set()
    named: set[str] = set()
    for one in steps:
        if one.write is None:
            continue
        url = one.write.full_url
        if url and url in seen:
            errors.append(Malformed(Fault("duplicate", "Two entries have the same fullUrl.", "Bundle.entry")))
        seen.add(url)
        if one.write.condition is None and one.write.reference in named:
            errors.append(Malformed(Fault("duplicate", "Two entries change the same record.", one.where)))
        named.add(one.write.reference)


def _ready(service: Service, caller: Caller, one: Step) -> None:
    """Refuse, before anything is written, a read that could not be answered whatever is written."""
    if one.write is not None:
        return
    row = service.desk.kind(one.method, one.path)
    if row is None or (one.method == "POST" and row not in READING):
        text = "Only what reads can be asked for beside writes; what else there is goes into a batch."
        raise NotSupported(Fault("not-supported", text, f"{one.where}.request.url"))
    try:
        if row == "search":
            if one.type and "/" not in one.path:
                require(caller, "search", one.type)
            if "_page=" not in one.query:
                understood(service.base, one.path, pairs(one.query.encode()))
        elif row == "read" and one.type not in PACKAGES:
            if not one.type:
                raise NotFound(Fault("not-supported", "This server knows no resource type of that name."))
            require(caller, "read", one.type)
    except ChartwardError as error:
        raise error.at(f"{one.where}.request.url") from None


READING = frozenset(
    {
        "code-system-subsumes", "code-system-validate-code", "docref", "everything", "expand", "lastn", "lookup",
        "match", "search-post", "validate", "validate-code", "validate-type", "versions",
    }
)  # fmt: skip
"""What is asked for by POST and changes nothing: a transaction may hold it, for it needs no undoing."""


async def _untouched(service: Service, caller: Caller, steps: Sequence[Step], request: str) -> dict[int, bytes]:
    """Read what no entry changes before anything is written, so that nothing is if one of them is not there."""
    writes = [one.write for one in steps if one.write is not None]
    touched = {write.reference for write in writes}
    sought = {write.type for write in writes if write.condition is not None}
    answers = {}
    for one in steps:
        if one.names and one.names not in touched and one.type not in sought:
            try:
                answers[one.n] = await _asked(service, caller, one, request)
            except ChartwardError as error:
                raise error.at(one.where) from None
    return answers


async def _batch(service: Service, caller: Caller, outer: bodies.Outer, request: str, wish: str) -> list[bytes]:
    answers = []
    stood = time.monotonic()
    for n, entry in enumerate(outer.entries):
        try:
            if time.monotonic() - stood > STANDING:
                await service.door.stand(caller)
                stood = time.monotonic()
            one = step(n, entry, service.base)
            if one.write is None:
                answers.append(await _asked(service, caller, one, request))
            else:
                (done,) = await service.intake.accept(caller, [one.write], "batch", request)
                answers.append(_written(done, wish))
        except ChartwardError as error:
            answers.append(await _failed(service, caller, n, error, request))
    return answers


async def _failed(service: Service, caller: Caller, n: int, error: ChartwardError, request: str) -> bytes:
    """Write the refusal of one entry down, and give its answer."""
    error.at(f"Bundle.entry[{n}]")
    if not error.noted:
        await service.door.refuse(_refusal(caller, n, error, request))
    faults = located(error.faults, SENT.get())
    return _answer({"status": _status(outcomes.status(error)), "outcome": outcomes.outcome(faults)})


async def _asked(service: Service, caller: Caller, one: Step, request: str) -> bytes:
    """Ask whoever answers at the address, as if it had been asked alone."""
    answer = await service.desk.ask(service, caller, _request(one, request))
    response: dict[str, Any] = {"status": _status(answer.status_code)}
    if "etag" in answer.headers:
        response["etag"] = answer.headers["etag"]
    if "last-modified" in answer.headers:
        at = parsedate_to_datetime(answer.headers["last-modified"])
        response["lastModified"] = f"{at:%Y-%m-%dT%H:%M:%S}Z"
    body = bytes(answer.body)
    return _answer(response, body if body and one.method != "HEAD" else None)


def _request(one: Step, request: str) -> Request:
    """Make the request that an entry stands for."""
    headers = [("accept", "application/fhir+json"), ("content-length", str(len(one.body))), *one.headers]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": one.body, "more_body": False}

    return Request(
        {
            "type": "http",
            "method": one.method,
            "path": f"/fhir/{one.path}" if one.path else "/fhir",
            "query_string": one.query.encode(),
            "headers": [(name.encode("latin-1", "replace"), v.encode("latin-1", "replace")) for name, v in headers],
            "state": {"request_id": request, "shape": None},
        },
        receive,
    )


def _written(done: Accepted, wish: str) -> bytes:
    stored = done.stored
    response: dict[str, Any] = {"status": _status(done.status)}
    if stored.body is not None:
        response |= {
            "location": f"{stored.reference}/_history/{stored.version}",
            "etag": f'W/"{stored.version}"',
            "lastModified": responses.instant(stored.updated),
        }
    elif stored.version:
        response |= {"etag": f'W/"{stored.version}"', "lastModified": responses.instant(stored.updated)}
    if wish == "OperationOutcome":
        response["outcome"] = responses.done(
            "The record was kept." if stored.body else "The record is not there any more."
        )
    return _answer(response, stored.body if wish == "representation" else None)


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
