"""Where in the body that was sent does an element stand? Line and column, in JSON and in XML.

For every fault with an expression; https://hl7.org/fhir/R4/operationoutcome-definitions.html#OperationOutcome.issue.location
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

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


class Source:
    """A body as it came; what was looked at to find one place is not looked at again for the next."""

    def __init__(self, body: bytes, *, xml: bool = False, charset: str = "") -> None:
        """Take the bytes, and what the header says of them."""
        self.body = body
        self.xml = xml
        self.charset = charset

    @cached_property
    def places(self) -> _XmlPlaces | _JsonPlaces | None:
        """Give what finds elements; None if the body cannot be read."""
        try:
            return _XmlPlaces(read(self.body, self.charset)) if self.xml else _JsonPlaces(self.body)
        except ChartwardError:
            return None


SENT: ContextVar[Source | None] = ContextVar("SENT", default=None)
"""The body of the request that is being answered, for the entries of a batch, whose faults are told one by one."""


def located(faults: Iterable[Fault], sent: Source | None) -> tuple[Fault, ...]:
    """Give the faults with their places; what names no element of the body stays as it is."""
    return tuple(faults) if sent is None else tuple(_located(fault, sent) for fault in faults)


def _located(fault: Fault, sent: Source) -> Fault:
    if fault.location or not fault.expression or fault.expression.startswith("http.") or sent.places is None:
        return fault
    try:
        place = sent.places.place(fault.expression)
    except (ValueError, RecursionError):  # what cannot be read has no places
        return fault
    return replace(fault, location=place) if place else fault


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
