"""How do records become HTTP answers? Bytes joined around verbatim bodies; nothing is parsed on the way out."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import formatdate
from functools import lru_cache
from typing import Any

import orjson
from starlette.responses import Response

from domain.ports import Stored, Version

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


_RETURN = re.compile(r"""(?:^|[,;])\s*return\s*=\s*"?(minimal|representation|OperationOutcome)"?\s*(?=$|[,;])""")


def preferred(prefer: Iterable[str]) -> str:
    """Read what a write shall answer with: minimal, representation, OperationOutcome, or "" for no wish."""
    found = _RETURN.search(",".join(prefer))
    return found[1] if found else ""


def done(text: str) -> dict[str, Any]:
    """Give the outcome of a write that was done."""
    issue = {"severity": "information", "code": "informational", "details": {"text": text}}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def written(stored: Stored, status: int, base: str, prefer: Iterable[str]) -> Response:
    """Answer a write as the client prefers; https://hl7.org/fhir/R4/http.html#ops."""
    headers = {**validators(stored), "location": f"{base}/{stored.reference}/_history/{stored.version}"}
    match preferred(prefer):
        case "minimal":
            return Response(status_code=status, headers={**GUARD, **headers})
        case "OperationOutcome":
            return json(done("The record was kept."), status, headers)
        case _:
            return fhir(stored.body or b"", status, headers)


def deleted(stored: Stored, prefer: Iterable[str]) -> Response:
    """Answer a deletion; where there was nothing to delete, there is no version to name."""
    headers = {"etag": f'W/"{stored.version}"'} if stored.version else {}
    if preferred(prefer) == "OperationOutcome":
        return json(done("The record is not there any more."), 200, headers)
    return Response(status_code=204, headers={**GUARD, **headers})


def searchset(
    base: str,
    entries: Sequence[tuple[Stored, str]],
    total: int | None,
    links: Sequence[tuple[str, str]],
    said: object = None,
) -> bytes:
    """Join a search page of records, each with its mode; https://hl7.org/fhir/R4/bundle.html#searchset.

    ``said``: an OperationOutcome about the search itself.
    """
    joined = [
        b'{"fullUrl":"%b","resource":%b,"search":{"mode":"%b"}}'
        % (f"{base}/{stored.reference}".encode(), stored.body or b"null", mode.encode())
        for stored, mode in entries
    ]
    if said is not None:
        joined.append(b'{"resource":%b,"search":{"mode":"outcome"}}' % orjson.dumps(said))
    return _bundle(b"searchset", total, links, joined)


def history(base: str, versions: Sequence[Version], total: int | None, links: Sequence[tuple[str, str]]) -> bytes:
    """Join a history page; https://hl7.org/fhir/R4/http.html#history."""
    return _bundle(b"history", total, links, (_version(base, one.stored, made=one.made) for one in versions))


def _version(base: str, stored: Stored, *, made: bool) -> bytes:
    resource = b"" if stored.body is None else b'"resource":%b,' % stored.body
    target = stored.type if stored.method == "POST" else stored.reference
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
