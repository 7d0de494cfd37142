"""What can be said of a body as bytes? Strict JSON in, verbatim bytes kept: nothing is parsed and dumped again (https://hl7.org/fhir/R4/json.html).

What a client sent is stored byte for byte, save its own ``id`` and ``meta`` and the links of a transaction:
``1.00`` stays ``1.00``. Every check runs a cheap suspicion first and an exact look only where there is one.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
import orjson

from domain.errors import Fault, Malformed
from domain.fhir.elements import elements, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEEPEST = 64
MOST_DIGITS = 30
MOST = 300
LONGEST = 64
MOST_LOOKS = 2_000
DIGITS = b"0123456789."
BLANK = b" \t\r\n"
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
# digits all look alike, so that a run of them is one fixed string; a number of 31 digits has a run of 16 at least
ALIKE = bytes.maketrans(b"123456789E", b"000000000e")
LONG = b"0" * 16
TINY = b"0e-000"  # too small for a double, and therefore read as zero
BRACKETS = bytes.maketrans(b"[]", b"{}")
NO_BRACKET = bytes(set(range(256)) - set(b"{}[]"))


def read(body: bytes) -> dict[str, Any]:
    """Parse a body as one JSON object, or say why it is none: UTF-8, no duplicate key, no NUL, at most 64 levels."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _malformed(f"The body is not JSON in UTF-8 (line {error.lineno}, column {error.colno}).") from None
    if type(found) is not dict:
        raise _malformed("The body is not a JSON object.")
    try:
        dumped = orjson.dumps(found)
    except orjson.JSONEncodeError:
        raise _malformed(f"The body is nested deeper than {DEEPEST} levels.") from None
    _depth(found, dumped)
    # a lost member takes the quotes of its name along; only \u0022 in a string could make up for them
    escapes = b"\\u00" in body
    if body.count(b'"') != dumped.count(b'"') or (escapes and b"\\u0022" in body):
        json.loads(body.decode(), object_pairs_hook=_unique)
    if escapes and NUL.search(body):
        raise _malformed("A string holds the character U+0000.")
    _numbers(body, dumped)
    return found


def _malformed(text: str) -> Malformed:
    return Malformed(Fault("structure", text))


def _unique(pairs: list[tuple[str, Any]]) -> None:
    if len({name for name, _ in pairs}) != len(pairs):
        raise _malformed("An object has two members of the same name.")


def _depth(found: dict[str, Any], dumped: bytes) -> None:
    """Peel the brackets level by level; look at the values only if brackets in strings spoil that."""
    left = dumped.translate(BRACKETS, NO_BRACKET)
    for _ in range(DEEPEST):
        if not left:
            return
        left = left.replace(b"{}", b"")
    if not left:
        return
    level: list[Any] = [found]
    for _ in range(DEEPEST):
        level = [
            inner
            for one in level
            for inner in (one.values() if type(one) is dict else one)
            if type(inner) is dict or type(inner) is list
        ]
        if not level:
            return
    raise _malformed(f"The body is nested deeper than {DEEPEST} levels.")


def _numbers(body: bytes, dumped: bytes) -> None:
    """Refuse numbers with more digits or a larger exponent than anyone means; orjson has refused the infinite ones."""
    alike = body.translate(ALIKE)
    looks = 0
    for needle in (LONG, TINY) if b":0.0" in dumped or b":-0.0" in dumped else (LONG,):
        at = alike.find(needle)
        while at >= 0:
            looks += 1
            if looks > MOST_LOOKS or _number(body, at):
                json.loads(body.decode(), parse_int=_bounded, parse_float=_bounded)
                return
            at = alike.find(needle, at + len(needle))


def _number(body: bytes, at: int) -> bool:
    """Tell whether the digits around ``at`` look like a number of their own, and not like part of a string."""
    head = body[max(0, at - LONGEST) : at]
    rest = head.rstrip(DIGITS)
    if not rest:  # so many digits: look exactly
        return True
    rest = rest.removesuffix(b"-").rstrip(BLANK)
    if rest.endswith(b":"):
        return rest[:-1].rstrip(BLANK).endswith(b'"')
    return not rest or rest.endswith((b"[", b","))


def _bounded(lexeme: str) -> None:
    mantissa, _, exponent = lexeme.lower().partition("e")
    if sum(map(str.isdigit, mantissa)) > MOST_DIGITS or len(exponent) > len("+300") or abs(int(exponent or 0)) > MOST:
        raise _malformed(f"A number has more than {MOST_DIGITS} digits, or an exponent beyond {MOST}.")


# --- identity ---------------------------------------------------------------------------------------------------------

MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
NAME = re.compile(rb'[{,]\s*"[^"\\]*(?:\\.[^"\\]*)*"\s*:\s*')


def with_identity(raw: bytes, _type: str, id: str, meta: Mapping[str, Any]) -> bytes:  # noqa: A002
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
            raise _malformed("The body is not a JSON object.")
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
    done, parts = 0, []
    for start, end, new in edits:
        parts += (raw[done:start], new)
        done = end
    return b"".join((*parts, raw[done:]))


# --- references -------------------------------------------------------------------------------------------------------

INSIDE = r'([^"\\]*(?:\\.[^"\\]*)*)'
REFERENCE = re.compile(rf'"reference"\s*:\s*"{INSIDE}"')
STRING = re.compile(rf'"{INSIDE}"(\s*:)?')
ADDRESSES = (re.compile(r"urn:(?:uuid|oid):[^\"\\\s'<>]+"), re.compile(r"https?://[^\"\\\s'<>]+"))
LINK = re.compile(r"""((?:href|src)\s*=\s*)(\\"|')(.*?)\2""", re.DOTALL)
UNSURE = ("\\u00", '\\"reference"')  # a name written in escapes; words in a text that look like a name


def references(raw: bytes) -> set[str]:
    """List the literal references of a body, as JSON means them."""
    text = raw.decode()
    if "\\" in text and any(one in text for one in UNSURE):
        found = {value for name, value in _strings(text) if name == "reference"}
    else:
        found = set(REFERENCE.findall(text))
    return {_meant(one) if "\\" in one else one for one in found}


def rewrite_references(raw: bytes, mapping: Mapping[str, str]) -> bytes:
    """Put what ``mapping`` says in the place of literal references, and of addresses that name the same entry.

    The rest is https://hl7.org/fhir/R4/http.html#trules: uri, url, oid, uuid and canonical values and the links of
    the narrative, where they are exactly such an address.
    """
    text = raw.decode()
    if "\\" not in text or not any(one in text for one in UNSURE):

        def pointed(match: re.Match[str]) -> str:
            literal = match[1]
            new = mapping.get(_meant(literal) if "\\" in literal else literal)
            if new is None:
                return match[0]
            return text[match.start() : match.start(1)] + _written(new) + '"'

        replaced = REFERENCE.sub(pointed, text)
        if not any(one in mapping for kind in ADDRESSES for one in kind.findall(replaced)):
            return replaced.encode()
    return _rewritten(text, mapping).encode()


def _rewritten(text: str, mapping: Mapping[str, str]) -> str:
    """Look at every string of the body with the name of its member."""
    name = ""

    def linked(match: re.Match[str]) -> str:
        new = mapping.get(_meant(match[3]).replace("&amp;", "&"))
        return match[0] if new is None else f"{match[1]}{match[2]}{_written(new.replace('&', '&amp;'))}{match[2]}"

    def one(match: re.Match[str]) -> str:
        nonlocal name
        if match[2]:
            name = _meant(match[1])
            return match[0]
        if name == "div":
            return f'"{LINK.sub(linked, match[1])}"'
        if name == "reference" or name in addresses():
            new = mapping.get(_meant(match[1]))
            if new is not None:
                return f'"{_written(new)}"'
        return match[0]

    return STRING.sub(one, text)


@cache
def addresses() -> frozenset[str]:
    """Name the elements whose type is an address: any kind of uri."""
    kinds = {"uri", "url", "oid", "uuid", "canonical"}
    return frozenset(key for name in names() for key, one in elements(name).items() if one.type in kinds)


def _strings(text: str) -> Iterator[tuple[str, str]]:
    name = ""
    for value, colon in STRING.findall(text):
        if colon:
            name = _meant(value)
        else:
            yield name, value


def _meant(inside: str) -> str:
    """Undo the escapes of the inside of a JSON string."""
    return str(orjson.loads(f'"{inside}"')) if "\\" in inside else inside


def _written(value: str) -> str:
    return orjson.dumps(value).decode()[1:-1]


# --- bundles ----------------------------------------------------------------------------------------------------------


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
    """Take a Bundle apart without parsing its resources; ``read`` has to have accepted the body."""
    try:
        return OUTER.decode(body)
    except (msgspec.DecodeError, RecursionError):
        raise Malformed(_misfit(body)) from None


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
