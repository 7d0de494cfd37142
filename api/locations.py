"""Where in the body that was sent does an element stand? Line and column, in JSON and in XML.

For every fault with an expression; https://hl7.org/fhir/R4/operationoutcome-definitions.html#OperationOutcome.issue.location
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple, Protocol

import msgspec
from lxml import etree

from api.bodies import MEMBERS, NAME
from api.xml.document import Document, read
from api.xml.plans import plan
from domain.errors import ChartwardError, Fault
from domain.fhir.elements import PRIMITIVES, RESOURCES, elements

STEP = re.compile(r"([A-Za-z][A-Za-z0-9]*)((?:\[[0-9]{1,7}\])?)")
ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
BLANKS = re.compile(rb"[\s,]*")


class Sent(Protocol):
    """A body as it came."""

    @property
    def body(self) -> bytes:
        """The bytes."""

    @property
    def xml(self) -> bool:
        """Whether it is XML."""

    @property
    def charset(self) -> str:
        """What the header says of the encoding."""


def located(faults: Iterable[Fault], sent: Sent) -> tuple[Fault, ...]:
    """Give the faults with their places; what names no element of the body stays as it is."""
    found = tuple(faults)
    wanted = [one for one in found if one.expression and not one.location and not one.expression.startswith("http.")]
    if not wanted:
        return found
    try:
        finder = _XmlPlaces(read(sent.body, sent.charset)) if sent.xml else _JsonPlaces(sent.body)
        places = {one.expression: finder.place(one.expression) for one in wanted}
    except (ChartwardError, ValueError, RecursionError):  # what cannot be read has no places
        return found
    return tuple(
        replace(one, location=places[one.expression]) if places.get(one.expression) and not one.location else one
        for one in found
    )


def _steps(expression: str) -> Iterator[tuple[str, int]]:
    """Take a simple path apart, up to the first step that is none."""
    for part in expression.split("."):
        found = STEP.fullmatch(part)
        if found is None:
            return
        yield found[1], int(found[2][1:-1]) if found[2] else -1


# --- JSON -------------------------------------------------------------------------------------------------------------


class _Span(NamedTuple):
    """A value in the bytes; ``name`` is where the member that holds it begins."""

    name: int
    start: int
    end: int


class _JsonPlaces:
    """The places of one JSON body; what was looked at is not looked at again."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.lines: list[int] = []
        self.members: dict[int, dict[str, _Span]] = {}
        self.items: dict[int, list[_Span]] = {}

    def place(self, expression: str) -> tuple[str, ...]:
        """Give line and column of the element, or of the nearest one around it."""
        steps = list(_steps(expression))
        start = self.body.index(b"{")
        at = _Span(start, start, len(self.body.rstrip()))
        type_ = self.kind(at)
        if not steps or (steps[0][0] != type_ and len(steps) > 1) or type_ not in RESOURCES:
            return ()
        for name, n in steps[1:] if steps[0][0] == type_ else steps:
            found = self.member(at, type_, name)
            if found is None:
                break
            at, type_ = found
            if n >= 0 and self.body[at.start : at.start + 1] == b"[":
                spans = self.list(at)
                if n >= len(spans):
                    break
                at = spans[n]
            if type_ == "Resource":
                type_ = self.kind(at)
                type_ = type_ if type_ in RESOURCES else ""
        if not self.lines:
            self.lines = [0, *(found.end() for found in re.finditer(b"\n", self.body))]
        line = bisect_right(self.lines, at.name)
        column = len(self.body[self.lines[line - 1] : at.name].decode(errors="replace")) + 1
        return (f"Line[{line}] Column[{column}]",)

    def kind(self, at: _Span) -> str:
        """Give the type of a resource."""
        found = self.object(at).get("resourceType")
        return self.body[found.start + 1 : found.end - 1].decode() if found else ""

    def member(self, at: _Span, type_: str, name: str) -> tuple[_Span, str] | None:
        """Find an element by its FHIRPath name: a choice by its types, a primitive's extensions under ``_name``."""
        members = self.object(at)
        known = {} if not type_ or type_ in PRIMITIVES else elements(type_)
        for candidate in (name, *(one.name for one in known.values() if one.choice == f"{name}[x]"), f"_{name}"):
            if candidate in members:
                element = known.get(candidate.removeprefix("_"))
                return members[candidate], element.type if element else ""
        return None

    def object(self, at: _Span) -> dict[str, _Span]:
        """Give the members of an object with their places."""
        if at.start in self.members:
            return self.members[at.start]
        found: dict[str, _Span] = {}
        if self.body[at.start : at.start + 1] == b"{":
            point = at.start
            for name, value in MEMBERS.decode(memoryview(self.body)[at.start : at.end]).items():
                match = NAME.search(self.body, point)
                if match is None:  # cannot be: the decoder has found the member
                    break
                point = match.end() + len(memoryview(value))
                quote = self.body.index(b'"', match.start())
                found[name] = _Span(quote, match.end(), point)
        self.members[at.start] = found
        return found

    def list(self, at: _Span) -> list[_Span]:
        """Give the items of a list with their places."""
        if at.start in self.items:
            return self.items[at.start]
        found: list[_Span] = []
        point = at.start + 1
        for value in ITEMS.decode(memoryview(self.body)[at.start : at.end]):
            blanks = BLANKS.match(self.body, point)
            start = blanks.end() if blanks else point
            point = start + len(memoryview(value))
            found.append(_Span(start, start, point))
        self.items[at.start] = found
        return found


# --- XML --------------------------------------------------------------------------------------------------------------


class _XmlPlaces:
    """The places of one XML body."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def place(self, expression: str) -> tuple[str, ...]:
        """Give XPath, line and column of the element, or of the nearest one around it."""
        steps = list(_steps(expression))
        at = self.document.root
        type_ = str(etree.QName(at).localname)
        if not steps or steps[0][0] != type_ or type_ not in RESOURCES:
            return ()
        for name, n in steps[1:]:
            known = plan("Element" if type_ in PRIMITIVES else type_).slots.values()
            slots = {slot.name: slot.type for slot in known if slot.shown == name}
            found = [child for child in at.iterchildren("*") if str(etree.QName(child).localname) in slots]
            if max(n, 0) >= len(found):
                break
            at = found[max(n, 0)]
            type_ = slots[str(etree.QName(at).localname)]
            if type_ == "Resource":
                inner = next(at.iterchildren("*"), None)
                if inner is None or etree.QName(inner).localname not in RESOURCES:
                    break
                at, type_ = inner, str(etree.QName(inner).localname)
        return self.document.location(at)
