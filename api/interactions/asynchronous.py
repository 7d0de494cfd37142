"""Requests that are answered later: https://hl7.org/fhir/R4/async.html.

What a job read is not handed out on the strength of that reading: each version in it has to be cleared when the bytes
leave, and what cannot be told by versions, as a count, is asked anew. The audit row is written then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import msgspec
import orjson
from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Interaction, Service, body_of, lenient, request_id
from api.jobs import Progress, Runner, accepted, failed
from api.searching import asked_of, page, understood, where
from domain.caller import Caller
from domain.ports import Job

SEARCH, BUNDLE, WRITES = "search", "bundle", "bundle-write"
_READS = frozenset({"GET", "HEAD"})


class Asked(msgspec.Struct):
    """What a job has to do."""

    path: str = ""
    pairs: list[tuple[str, str]] = []
    lenient: bool = False
    body: bytes = b""
    prefer: str = ""


def respond_async(request: Request) -> bool:
    """Tell whether the client asked to be answered later: Prefer: respond-async (RFC 7240)."""
    wishes = ",".join(request.headers.getlist("prefer")).replace(";", ",").split(",")
    return any(wish.strip().lower() == "respond-async" for wish in wishes)


def deferred_search(interaction: Interaction) -> Interaction:
    """Give the interaction that searches now or later, as the client prefers."""

    async def either(service: Service, caller: Caller, request: Request) -> Response:
        if not respond_async(request):
            return await interaction(service, caller, request)
        asked = Asked(where(request), await asked_of(request), lenient(request))
        if not any(name == "_page" for name, _ in asked.pairs):
            understood(service.base, asked.path, asked.pairs, lenient=asked.lenient)
        return await _begin(service, caller, SEARCH, asked)

    return either


def deferred_bundle(interaction: Interaction) -> Interaction:
    """Give the interaction that takes a Bundle now or later, as the client prefers."""

    async def either(service: Service, caller: Caller, request: Request) -> Response:
        # What a release holds is fetched at once: each fetch is a disclosure that is accounted for.
        if not respond_async(request) or "release.pull" in caller.works:
            return await interaction(service, caller, request)
        wishes = [one for one in ",".join(request.headers.getlist("prefer")).split(",") if "respond-async" not in one]
        asked = Asked(body=await body_of(request), prefer=",".join(wishes))
        kind = BUNDLE if _methods(asked.body) <= _READS else WRITES
        return await _begin(service, caller, kind, asked)

    return either


async def _begin(service: Service, caller: Caller, kind: str, asked: Asked) -> Response:
    return accepted(service.base, await service.jobs.begin(caller, kind, msgspec.msgpack.encode(asked)))


def _methods(body: bytes) -> set[str]:
    """Name what the entries of a bundle do; what cannot be read counts as a write."""
    try:
        return {str(entry["request"]["method"]) for entry in orjson.loads(body).get("entry", ())}
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
        return {""}


# -- doing it


def run_search(service: Service) -> Runner:
    """Give what does a search."""

    async def run(caller: Caller, job: Job, progress: Progress) -> bytes:
        del progress
        return await _search(service, caller, job, job.id)

    return run


async def _search(service: Service, caller: Caller, job: Job, request: str) -> bytes:
    asked = msgspec.msgpack.decode(job.request, type=Asked)
    found = await page(service, caller, asked.path, asked.pairs, request, lenient=asked.lenient)
    return b'{"resourceType":"Bundle","type":"batch-response","entry":[%b]}' % (
        b'{"resource":%b,"response":{"status":"200 OK"}}' % found
    )


def run_bundle(service: Service, interaction: Interaction) -> Runner:
    """Give what does a batch or a transaction."""

    async def run(caller: Caller, job: Job, progress: Progress) -> bytes:
        del progress
        asked = msgspec.msgpack.decode(job.request, type=Asked)
        answer = await interaction(service, caller, _request(asked.body, asked.prefer, job.id))
        return bytes(answer.body)

    return run


def _request(body: bytes, prefer: str, request: str) -> Request:
    """Make the request that the bundle came with."""
    headers = [(b"content-type", b"application/fhir+json"), (b"content-length", str(len(body)).encode())]
    if prefer:
        headers.append((b"prefer", prefer.encode()))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        "type": "http", "method": "POST", "path": "/fhir", "headers": headers, "query_string": b"", "path_params": {},
        "state": {"request_id": request},
    }  # fmt: skip
    return Request(scope, receive)


# -- handing it out


def status(bundles: Interaction) -> Interaction:
    """Give what tells how far a job is, and hands out what came of it; ``bundles`` takes one."""

    async def tell(service: Service, caller: Caller, request: Request) -> Response:
        job = await service.jobs.of(caller, str(request.path_params["id"]))
        if job.state in ("queued", "running"):
            progress = (
                f"{job.done} of {job.total}" if job.total else "in progress" if job.state == "running" else "queued"
            )
            return Response(status_code=202, headers={**responses.GUARD, "x-progress": progress, "retry-after": "1"})
        if job.error is not None or job.result is None:
            code, body = failed(job.error or b"")
            return responses.fhir(body, code)
        content = await _handed_out(service, caller, job, bundles, request_id(request))
        return responses.fhir(content, 200, {"expires": formatdate(job.expires / 1_000_000, usegmt=True)})

    return tell


async def cancel(service: Service, caller: Caller, request: Request) -> Response:
    """Drop a job; what is written by then stays written."""
    await service.jobs.cancel(caller, str(request.path_params["id"]))
    return Response(status_code=202, headers=responses.GUARD)


@dataclass(slots=True)
class _Held:
    """The versions that one entry of an answer holds; ``anew``: that is not all it tells."""

    searched: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    anew: bool = False

    @property
    def all(self) -> set[str]:
        """Every version."""
        return {*self.searched, *self.read, *self.written}


async def _handed_out(service: Service, caller: Caller, job: Job, bundles: Interaction, request: str) -> bytes:
    result = job.result or b""
    if job.kind not in (SEARCH, BUNDLE, WRITES):
        return result
    bundle = msgspec.json.decode(result, type=dict[str, msgspec.Raw])
    entries = msgspec.json.decode(bundle["entry"], type=list[msgspec.Raw]) if "entry" in bundle else []
    asked = msgspec.msgpack.decode(job.request, type=Asked)
    sent = [{"request": {"method": "GET"}}] if job.kind == SEARCH else orjson.loads(asked.body).get("entry", [])
    methods = [str(one["request"]["method"]) for one in sent]
    held, still = await _checked(service, caller, job, entries, methods, request)
    stale = [n for n, one in enumerate(held) if one.anew or not one.all <= still]
    if not stale:
        return result
    if job.kind == SEARCH:
        return await _search(service, caller, job, request)
    again = [n for n in stale if methods[n] in _READS]
    for n, entry in zip(again, await _anew(service, caller, bundles, [sent[n] for n in again], request), strict=True):
        entries[n] = entry
    if again:  # That took its time: the others are looked at once more.
        held, still = await _checked(service, caller, job, entries, methods, request)
    for n, one in enumerate(held):
        if not one.all <= still or (n in stale and n not in again):
            entries[n] = _without_resource(entries[n])
    return msgspec.json.encode(bundle | {"entry": msgspec.Raw(msgspec.json.encode(entries))})


async def _checked(
    service: Service, caller: Caller, job: Job, entries: Sequence[msgspec.Raw], methods: Sequence[str], request: str
) -> tuple[list[_Held], frozenset[str]]:
    """Say what the entries hold, and which versions of that may leave now."""
    held = [_held(orjson.loads(bytes(one)), method) for one, method in zip(entries, methods, strict=True)]
    searched, read, written = (
        [item for one in held for item in getattr(one, name)] for name in ("searched", "read", "written")
    )
    return held, await service.door.hand_out(caller, searched, read, written, f"_async/{job.id}", request)


def _without_resource(entry: msgspec.Raw) -> msgspec.Raw:
    parts = msgspec.json.decode(entry, type=dict[str, msgspec.Raw])
    parts.pop("resource", None)
    return msgspec.Raw(msgspec.json.encode(parts))


async def _anew(
    service: Service, caller: Caller, bundles: Interaction, entries: Sequence[object], request: str
) -> list[msgspec.Raw]:
    """Ask the entries that read once more, each by itself."""
    if not entries:
        return []
    batch = orjson.dumps({"resourceType": "Bundle", "type": "batch", "entry": entries})
    answer = await bundles(service, caller, _request(batch, "", request))
    answered = msgspec.json.decode(bytes(answer.body), type=dict[str, msgspec.Raw])
    return msgspec.json.decode(answered["entry"], type=list[msgspec.Raw])


def _held(entry: dict[str, Any], method: str) -> _Held:
    """Say which versions an entry holds, each by the right that it was read with."""
    held, resource = _Held(), entry.get("resource")
    if not isinstance(resource, dict):  # what was read and is not told still says that it is there
        held.anew = method in _READS and str(entry["response"]["status"])[0] in "23"
    elif resource.get("resourceType") == "OperationOutcome":  # what an operation found out about a record
        held.anew = True
    elif resource.get("resourceType") == "Bundle" and "id" not in resource:  # an answer; what is stored has an id
        inner = [one for one in resource.get("entry", ()) if _mode(one) != "outcome"]
        matches = [one["resource"] for one in inner if _mode(one) == "match" and "resource" in one]
        others = [one["resource"] for one in inner if _mode(one) != "match" and "resource" in one]
        held.searched += _versions([*matches, *others])
        held.read += _versions(others)
        counted = resource.get("total", len(matches)) != len(matches)
        held.anew = counted or len(held.searched) != len(matches) + len(others) or resource.get("type") != "searchset"
    elif method not in _READS:
        held.written += _versions([resource])
        held.anew = not held.written
    else:
        held.read += _versions([resource])
        held.anew = not held.read
    return held


def _mode(entry: dict[str, Any]) -> str:
    return str(entry.get("search", {}).get("mode", ""))


def _versions(resources: Sequence[dict[str, Any]]) -> list[str]:
    return [
        f"{one['resourceType']}/{one['id']}/{one['meta']['versionId']}"
        for one in resources
        if "id" in one and "versionId" in one.get("meta", {})
    ]
