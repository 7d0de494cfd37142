"""What can be said of a body as bytes? Strict JSON in, verbatim bytes kept: nothing is parsed and dumped again (https://hl7.org/fhir/R4/json.html).

What a client sent is stored byte for byte, save its own ``id`` and ``meta`` and the links of a transaction:
``1.00`` stays ``1.00``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
import orjson

from api.links import references, rewrite_references
from api.reading import malformed, read
from domain.errors import Fault, Malformed

__all__ = ["Entry", "Outer", "Request", "frame", "outer", "read", "references", "rewrite_references", "with_identity"]

MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
NAME = re.compile(rb'[{,]\s*"[^"\\]*(?:\\.[^"\\]*)*"\s*:\s*')


def with_identity(raw: bytes, _type: str, id: str, meta: Mapping[str, Any]) -> bytes:
    """Give the body that is stored: the same bytes, with the ``id`` and ``meta`` of the server.

    A member that is missing is put after ``resourceType``, or at the front if that is missing too.
    """
    wanted = {"id": orjson.dumps(id), "meta": orjson.dumps(meta)}
    edits: list[tuple[int, int, bytes]] = []
    front = at = raw.index(b"{")
    members = MEMBERS.decode(raw)
    missing = [name for name in wanted if name not in members]
    needed = len(wanted) - len(missing) + ("resourceType" in members and bool(missing))
    for name, value in members.items():
        if not needed:
            break
        match = NAME.search(raw, at)
        if match is None:  # cannot be: the decoder has found the member
            raise malformed("The body is not a JSON object.")
        start = match.end()
        at = start + len(memoryview(value))
        if name in wanted:
            edits.append((start, at, wanted[name]))
            needed -= 1
        elif name == "resourceType":
            front = at
            needed -= bool(missing)
    if missing:
        added = b",".join(b'"%b":%b' % (name.encode(), wanted[name]) for name in missing)
        if "resourceType" in members:
            edits.append((front, front, b"," + added))
        else:
            edits.append((front + 1, front + 1, added + (b"," if members else b"")))
    edits.sort()
    done = 0
    parts: list[bytes] = []
    for start, end, new in edits:
        parts += (raw[done:start], new)
        done = end
    return b"".join((*parts, raw[done:]))


ABSENT = msgspec.Raw()


class Request(msgspec.Struct, frozen=True, rename="camel"):
    """What an entry asks for (https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.request)."""

    method: str
    url: str
    if_none_exist: str | None = None
    if_match: str | None = None
    if_none_match: str | None = None
    if_modified_since: str | None = None


class Entry(msgspec.Struct, frozen=True, rename="camel"):
    """One entry; its resource is not parsed."""

    full_url: str | None = None
    request: Request | None = None
    raw: msgspec.Raw = msgspec.field(name="resource", default=ABSENT)

    @property
    def resource(self) -> bytes | None:
        """The bytes that were sent."""
        return bytes(self.raw) or None


class Outer(msgspec.Struct, frozen=True):
    """A Bundle whose resources are not parsed."""

    type: str
    entries: list[Entry] = msgspec.field(name="entry", default_factory=list)


class _Rough(msgspec.Struct):
    entry: list[msgspec.Raw] = []


OUTER = msgspec.json.Decoder(Outer)
ROUGH = msgspec.json.Decoder(_Rough)
ENTRY = msgspec.json.Decoder(Entry)


def outer(body: bytes) -> Outer:
    """Take a Bundle apart without parsing its resources; ``frame`` and ``read`` say whether they are sound."""
    try:
        return OUTER.decode(body)
    except (msgspec.DecodeError, RecursionError):
        raise Malformed(_misfit(body)) from None


def frame(body: bytes, taken: Outer) -> dict[str, Any]:
    """Give a Bundle with a stand-in for each resource, strictly read; the resources are read one by one, later."""
    parts: list[bytes] = []
    done = 0
    for entry in taken.entries:
        raw = memoryview(entry.raw)
        if not raw:
            continue
        named = body.find(b'"resource"', done)
        start = body.find(raw, named) if named >= 0 else -1
        if start < 0:  # the name is written in escapes
            return read(body)
        parts += (body[done:start], _STAND_IN)
        done = start + len(raw)
    return read(b"".join((*parts, body[done:])))


_STAND_IN = b'{"resourceType":"Basic"}'


def _misfit(body: bytes) -> Fault:
    try:
        entries = ROUGH.decode(body).entry
    except (msgspec.DecodeError, RecursionError):
        return Fault("structure", "The entries of a Bundle are a list of objects.", "Bundle.entry")
    for index, entry in enumerate(entries):
        try:
            ENTRY.decode(entry)
        except (msgspec.DecodeError, RecursionError):
            text = "The entry's request needs a method and a url; these, fullUrl and the conditions are strings."
            return Fault("structure", text, f"Bundle.entry[{index}]")
    return Fault("required", "A Bundle has a type.", "Bundle.type")
