"""Which part of a record was asked for? `_summary` and `_elements`: https://hl7.org/fhir/R4/search.html#summary.

The body is cut as it stands: what remains of it is byte for byte what was there, so that 1.00 stays 1.00. A cut copy
bears the tag SUBSETTED, and intake takes none back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import msgspec
import orjson

from domain.errors import Fault, Malformed
from domain.fhir.elements import PRIMITIVES, RESOURCES, Element, elements
from domain.fhir.essentials import marks
from domain.ports import Stored

SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
SUBSETTED = "SUBSETTED"
SUMMARIES = frozenset({"true", "text", "data", "count", "false"})
_TAG = orjson.dumps({"system": SYSTEM, "code": SUBSETTED})
_ALWAYS = frozenset({"resourceType", "id", "meta"})
_NAME = re.compile(r"[A-Za-z]{1,64}(\[x\])?(\.[A-Za-z]{1,64}(\[x\])?)?", re.ASCII)

_Members = dict[str, msgspec.Raw]
_object = msgspec.json.Decoder(_Members).decode
_array = msgspec.json.Decoder(list[msgspec.Raw]).decode


@dataclass(frozen=True, slots=True)
class Projection:
    """The part that was asked for: a kind of summary, or elements by name."""

    summary: str = ""
    elements: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is to be cut."""
        return bool(self.elements) or self.summary in {"true", "text", "data"}

    def of(self, type_: str, body: bytes) -> bytes:
        """Cut one body."""
        members = _object(body)
        if self.summary == "true":
            kept = _summarised(members, type_)
        else:
            wanted = _wanted(type_, self.summary, self.elements)
            kept = {name: raw for name, raw in members.items() if (name in wanted) is not (self.summary == "data")}
        kept["meta"] = _tagged(members.get("meta"))
        return _joined({name: kept[name] for name in members if name in kept} | {"meta": kept["meta"]})

    def cut(self, stored: Stored) -> Stored:
        """Cut one record; a deletion and raw bytes have nothing to cut."""
        if not self or stored.body is None or stored.media:
            return stored
        return replace(stored, body=self.of(stored.type, stored.body))


WHOLE = Projection()
"""Nothing is cut."""


def asked(pairs: Iterable[tuple[str, str]], types: Sequence[str]) -> Projection:
    """Read `_summary` and `_elements` among the parameters of a read; the rest is somebody else's."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if name not in {"_summary", "_elements"}:
            continue
        if name in found:
            raise Malformed(Fault("invalid", f"The parameter {name} is given twice.", f"http.{name}"))
        found[name] = value
    summary = found.get("_summary", "")
    if "_summary" in found and (summary not in SUMMARIES or summary == "count"):
        text = "The parameter _summary is none of true, text, data, false."
        raise Malformed(Fault("value", text, "http._summary"))
    named = tuple(found["_elements"].split(",")) if "_elements" in found else ()
    return projection(summary, named, types)


def projection(summary: str, named: tuple[str, ...], types: Sequence[str]) -> Projection:
    """Give the projection, once it is known that every element named is one of some type asked for."""
    if named and summary not in {"", "false"}:
        text = "The parameters _summary and _elements exclude each other."
        raise Malformed(Fault("invalid", text, "http._elements"))
    known = _names(tuple(types)) if named else frozenset()
    for name in named:
        if not _NAME.fullmatch(name) or name not in known:
            text = "The parameter _elements names an element that is none of the type's own."
            raise Malformed(Fault("value", text, "http._elements"))
    return Projection(summary, tuple(dict.fromkeys(named)))


def is_subsetted(resource: Mapping[str, object]) -> bool:
    """Tell whether a resource says of itself that it is a cut copy (https://hl7.org/fhir/R4/search.html#elements)."""
    meta = resource.get("meta")
    tags = meta.get("tag") if isinstance(meta, dict) else None
    return isinstance(tags, list) and any(
        isinstance(tag, dict) and tag.get("code") == SUBSETTED and tag.get("system", SYSTEM) == SYSTEM for tag in tags
    )


@lru_cache(maxsize=512)
def _names(types: tuple[str, ...]) -> frozenset[str]:
    """Name every element that one may ask for: by itself, as a choice, as one variant, with its type before it."""
    found: set[str] = set()
    for type_ in types or tuple(RESOURCES):
        for one in elements(type_).values():
            for name in _called(one):
                found |= {name, f"{type_}.{name}"}
    return frozenset(found)


def _called(element: Element) -> tuple[str, ...]:
    choice = element.choice
    return (element.name, choice, choice.removesuffix("[x]")) if choice else (element.name,)


@lru_cache(maxsize=1024)
def _wanted(type_: str, summary: str, named: tuple[str, ...]) -> frozenset[str]:
    """Name the members to keep; where `_summary` is data, those to leave out."""
    if summary == "data":
        return frozenset({"text"})
    asked_for = {name.removeprefix(f"{type_}.") for name in named}
    kept = set(_ALWAYS)
    for one in elements(type_).values():
        mark = marks(type_, one.choice or one.name)
        if (
            mark.mandatory
            or (summary == "text" and one.name == "text")
            or (not summary.replace("false", "") and (mark.modifier or not asked_for.isdisjoint(_called(one))))
        ):
            kept |= {one.name, f"_{one.name}"}
    return frozenset(kept)


@lru_cache(maxsize=4096)
def _summary(type_: str) -> dict[str, str]:
    """Give the members of a type's summary, each with the type whose summary stands within, or nothing."""
    kept = {"resourceType": "", "id": ""}
    for one in elements(type_).values():
        mark = marks(type_, one.choice or one.name)
        if any(mark):
            plain = one.type in PRIMITIVES or one.type in {"Extension", "Resource", "Meta", "Narrative"}
            kept[one.name] = "" if plain else one.type
            kept[f"_{one.name}"] = ""
    return kept


def _summarised(members: _Members, type_: str) -> _Members:
    table = _summary(type_)
    return {name: _within(raw, table[name]) if table[name] else raw for name, raw in members.items() if name in table}


def _within(raw: msgspec.Raw, type_: str) -> msgspec.Raw:
    """Cut a value, or each of a list; where nothing would remain, all of it does."""
    text = bytes(raw)
    if text.lstrip()[:1] == b"[":
        return msgspec.Raw(b"[" + b",".join(bytes(_within(one, type_)) for one in _array(text)) + b"]")
    if text == b"null":
        return raw
    kept = _summarised(_object(text), type_)
    return msgspec.Raw(_joined(kept)) if kept.keys() - {"id"} else raw


def _tagged(meta: msgspec.Raw | None) -> msgspec.Raw:
    members = _object(meta) if meta is not None else {}
    tags = [bytes(one) for one in _array(members["tag"])] if "tag" in members else []
    if not any(orjson.loads(one) == orjson.loads(_TAG) for one in tags):
        tags.append(_TAG)
    return msgspec.Raw(_joined(members | {"tag": msgspec.Raw(b"[" + b",".join(tags) + b"]")}))


def _joined(members: _Members) -> bytes:
    return b"{" + b",".join(b"%b:%b" % (orjson.dumps(name), bytes(raw)) for name, raw in members.items()) + b"}"
