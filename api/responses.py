"""How do records become HTTP answers? Bytes joined around verbatim bodies; nothing is parsed on the way out."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus

import orjson
from starlette.responses import Response

from domain.ports import Stored

MEDIA = "application/fhir+json; charset=utf-8"
GUARD = {
    "cache-control": "no-store, private",
    "vary": "Authorization, Accept, Accept-Encoding",
    "x-content-type-options": "nosniff",
}
"""Headers of every answer: nothing is kept by caches, nothing is guessed by browsers."""


@lru_cache(maxsize=256)
def instant(micros: int) -> str:
    """Write microseconds since 1970 as a FHIR instant with milliseconds."""
    stamp = datetime.fromtimestamp(micros // 1_000_000, UTC)
    return f"{stamp:%Y-%m-%dT%H:%M:%S}.{micros // 1000 % 1000:03d}Z"


def fhir(content: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with FHIR JSON."""
    return Response(content, status, {**GUARD, **(headers or {})}, media_type=MEDIA)


def json(content: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with a resource of our own."""
    return fhir(orjson.dumps(content), status, headers)


def validators(stored: Stored) -> dict[str, str]:
    """Give the version headers of a record; https://hl7.org/fhir/R4/http.html#versioning."""
    return {"etag": f'W/"{stored.version}"', "last-modified": formatdate(stored.updated / 1_000_000, usegmt=True)}


def record(stored: Stored, accept: str = "") -> Response:
    """Answer with one record; raw bytes come as they are, or in a Binary to who accepts FHIR alone."""
    if not stored.media:
        return fhir(stored.body or b"", 200, validators(stored))
    if ("fhir+json" in accept or "fhir+xml" in accept) and "ndjson" not in accept and "*/*" not in accept:
        return json(binary(stored), headers=validators(stored))
    headers = {**GUARD, **validators(stored), "content-disposition": f'attachment; filename="{stored.id}.ndjson"'}
    return Response(stored.body or b"", 200, headers, media_type=stored.media)


def binary(stored: Stored) -> dict[str, str]:
    """Give raw bytes as a Binary."""
    data = base64.b64encode(stored.body or b"").decode()
    return {"resourceType": "Binary", "id": stored.id, "contentType": stored.media, "data": data}


_DONE = orjson.dumps({
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "information", "code": "informational", "details": {"text": "The record was kept."}}],
})  # fmt: skip


def written(stored: Stored, status: int, base: str, prefer: Iterable[str]) -> Response:
    """Answer a write as the client prefers; https://hl7.org/fhir/R4/http.html#ops."""
    headers = validators(stored)
    if status == HTTPStatus.CREATED:
        headers["location"] = f"{base}/{stored.reference}/_history/{stored.version}"
    wishes = ",".join(prefer).replace(" ", "")
    if "return=minimal" in wishes:
        return Response(status_code=status, headers={**GUARD, **headers})
    if "return=OperationOutcome" in wishes:
        return fhir(_DONE, status, headers)
    return fhir(stored.body or b"", status, headers)


def searchset(base: str, records: Sequence[Stored], total: int | None, links: Sequence[tuple[str, str]]) -> bytes:
    """Join a search page; https://hl7.org/fhir/R4/bundle.html#searchset."""
    entries = (
        b'{"fullUrl":"%b","resource":%b,"search":{"mode":"match"}}'
        % (f"{base}/{stored.reference}".encode(), stored.body or b"null")
        for stored in records
    )
    return _bundle(b"searchset", total, links, entries)


def history(base: str, versions: Sequence[Stored], total: int, links: Sequence[tuple[str, str]]) -> bytes:
    """Join a history page; https://hl7.org/fhir/R4/http.html#history."""
    older = [*versions[1:], None]
    entries = (_version(base, stored, before) for stored, before in zip(versions, older, strict=False))
    return _bundle(b"history", total, links, entries)


def _version(base: str, stored: Stored, before: Stored | None) -> bytes:
    resource = b"" if stored.body is None else b'"resource":%b,' % stored.body
    target = stored.type if stored.method == "POST" else stored.reference
    made = stored.version == 1 or (before is not None and before.method == "DELETE")
    answer = {"POST": "201", "DELETE": "204"}.get(stored.method, "201" if made else "200")
    return b'{"fullUrl":"%b",%b"request":{"method":"%b","url":"%b"},"response":%b}' % (
        f"{base}/{stored.reference}".encode(),
        resource,
        stored.method.encode(),
        target.encode(),
        orjson.dumps({"status": answer, "etag": f'W/"{stored.version}"', "lastModified": instant(stored.updated)}),
    )


def _bundle(kind: bytes, total: int | None, links: Sequence[tuple[str, str]], entries: Iterable[bytes]) -> bytes:
    head = [b'{"resourceType":"Bundle","type":"%b"' % kind]
    if total is not None:
        head.append(b',"total":%d' % total)
    if links:
        head.append(b',"link":' + orjson.dumps([{"relation": name, "url": url} for name, url in links]))
    joined = b",".join(entries)
    if joined:
        head.append(b',"entry":[' + joined + b"]")
    return b"".join([*head, b"}"])
