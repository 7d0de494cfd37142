"""How is FHIR XML read as JSON? Strictly: what R4 does not have, or has elsewhere, is a fault with its place.

See https://hl7.org/fhir/R4/xml.html. Numbers keep their digits and a narrative its very source; comments are dropped.
"""

from __future__ import annotations

import re
from typing import Any

import orjson
from lxml import etree

from api.xml.document import DEEPEST, NAME, Document, read
from api.xml.plans import DIV, FHIR, NUMBERS, XHTML, Plan, Slot, plan
from domain.errors import Fault, Malformed
from domain.fhir.elements import RESOURCES

MOST_FAULTS = 200
MOST_DIGITS = 30
MOST = 300
"""The bounds of api/reading.py."""
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
MARK = f"{{{FHIR}}}"


def from_xml(body: bytes, charset: str = "") -> bytes:
    """Read a resource in XML and give it as JSON, or raise ``Malformed`` with every fault."""
    document = read(body, charset)
    reader = _Reader(document)
    made = reader.resource(document.root, "", 1)
    if reader.faults:
        raise Malformed(*reader.faults[:MOST_FAULTS])
    reader.narratives()
    return orjson.dumps(made)


class _Reader:
    """One pass over one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[Fault] = []
        self.divs: dict[etree._Element, dict[str, Any]] = {}

    def fault(self, element: etree._Element, code: str, text: str, expression: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(code, text, expression, location=self.document.location(element)))

    def resource(self, element: etree._Element, path: str, depth: int) -> dict[str, Any]:
        """Read a resource; ``path`` is where it stands, "" for the root."""
        name = self.name(element, path)
        if name is None:
            return {}
        if name not in RESOURCES:
            self.fault(element, "invalid", "This is not a resource type of FHIR R4.", path)
            return {}
        made: dict[str, Any] = {"resourceType": name}
        for attribute in element.attrib:
            if attribute != SCHEMA_LOCATION:
                self.fault(element, "structure", "A resource has no attributes.", path or name)
        self.children(element, plan(name), made, path or name, depth, bare=True)
        return made

    def name(self, element: etree._Element, path: str) -> str | None:
        """Give the local name of an element of FHIR's namespace."""
        tag = str(element.tag)
        if tag.startswith(MARK):
            return tag[len(MARK) :]
        self.fault(element, "structure", f"This element is not in the namespace {FHIR}.", path)
        return None

    def children(
        self, element: etree._Element, known: Plan, made: dict[str, Any], path: str, depth: int, *, bare: bool = False
    ) -> None:
        """Read what stands in an element into ``made``; ``bare``: it may be without children."""
        if depth > DEEPEST:
            self.fault(element, "too-costly", f"The body is nested deeper than {DEEPEST} levels.", path)
            return
        self.words(element, element.text, path)
        last: Slot | None = None
        counts: dict[str, int] = {}
        for child in element.iterchildren("*"):
            self.words(child, child.tail, path)
            slot = self.slot(child, known, path)
            if slot is None:
                continue
            shown = f"{path}.{slot.shown}"
            n = counts.get(slot.name, 0)
            if last is not None and slot.place < last.place:
                text = "This element stands behind one that it belongs before; XML keeps the order of the definition."
                self.fault(child, "structure", text, shown)
                continue
            if last is not None and slot.place == last.place and (slot is not last or not slot.array):
                text = (
                    "This element is given twice."
                    if slot is last
                    else f"Only one type of {slot.shown}[x] may be given."
                )
                self.fault(child, "structure", text, shown)
                continue
            last, counts[slot.name] = slot, n + 1
            self.child(child, slot, made, f"{shown}[{n}]" if slot.array else shown, depth + 1)
        for name in [name for name in made if name[0] == "_"]:  # a list of extensions alone needs no list of nulls
            if made.get(name[1:]) == [None] * len(made[name]):
                del made[name[1:]]
        if last is None and not bare and not len(element):
            self.fault(element, "structure", "An element has a value or children.", path)

    def words(self, element: etree._Element, text: str | None, path: str) -> None:
        if text is not None and text.strip(" \t\r\n"):
            self.fault(element, "structure", "There are words between the elements.", path)

    def slot(self, child: etree._Element, known: Plan, path: str) -> Slot | None:
        slot = known.slots.get(etree.QName(child).localname)
        if slot is not None and slot.type == "xhtml":
            if child.tag == DIV:
                return slot
            self.fault(child, "structure", f"A narrative is one div in the namespace {XHTML}.", f"{path}.{slot.shown}")
            return None
        name = self.name(child, path)
        if name is not None and slot is None:
            shown = f"{path}.{name}" if NAME.fullmatch(name) else path
            self.fault(child, "structure", "This element does not exist here in FHIR R4.", shown)
        return slot if name is not None else None

    def child(self, child: etree._Element, slot: Slot, made: dict[str, Any], path: str, depth: int) -> None:
        """Read one child into the JSON of its parent."""
        if slot.type == "xhtml":
            self.divs[child] = made
            made[slot.name] = ""
        elif slot.primitive:
            self.primitive(child, slot, made, path, depth)
        else:
            found: dict[str, Any] = {}
            if slot.type == "Resource":
                found = self.holder(child, path, depth)
            else:
                known = plan(slot.type)
                self.attributes(child, known.attributes, found, path)
                self.children(child, known, found, path, depth)
            if slot.array:
                made.setdefault(slot.name, []).append(found)
            else:
                made[slot.name] = found

    def holder(self, child: etree._Element, path: str, depth: int) -> dict[str, Any]:
        """Read the one resource that stands in ``contained`` or ``resource``."""
        for attribute in child.attrib:
            self.attribute(child, str(attribute), path)
        self.words(child, child.text, path)
        inner = list(child.iterchildren("*"))
        if len(inner) != 1:
            self.fault(child, "structure", "Exactly one resource stands here.", path)
            return {}
        self.words(inner[0], inner[0].tail, path)
        return self.resource(inner[0], path, depth)

    def attributes(self, element: etree._Element, known: tuple[str, ...], made: dict[str, Any], path: str) -> None:
        for attribute, value in element.attrib.items():
            if attribute not in known:
                self.attribute(element, str(attribute), path)
            elif not value:
                self.fault(element, "structure", "An attribute is left out rather than sent empty.", path)
            else:
                made[str(attribute)] = value

    def attribute(self, element: etree._Element, attribute: str, path: str) -> None:
        shown = f"{path}.{attribute}" if NAME.fullmatch(attribute) else path
        self.fault(element, "structure", "This attribute does not exist here in FHIR R4.", shown)

    def primitive(self, child: etree._Element, slot: Slot, made: dict[str, Any], path: str, depth: int) -> None:
        """Read a value with its id and extensions; a list keeps both aligned with nulls."""
        found: dict[str, Any] = {}
        beside: dict[str, Any] = {}
        self.attributes(child, ("id", "value"), found, path)
        value = _value(slot.type, found.pop("value")) if "value" in found else None
        beside.update(found)
        if len(child) or child.text or value is None:
            self.children(child, plan("Element"), beside, path, depth, bare="value" in child.attrib)
        name, other = slot.name, f"_{slot.name}"
        if not slot.array:
            if value is not None:
                made[name] = value
            if beside:
                made[other] = beside
            return
        values = made.setdefault(name, [])
        values.append(value)
        if beside or other in made:
            besides = made.setdefault(other, [])
            besides += [None] * (len(values) - 1 - len(besides))
            besides.append(beside or None)

    def narratives(self) -> None:
        """Put the source of every narrative into its place."""
        if not self.divs:
            return
        sources = self.document.sources(self.divs)
        for div, made in self.divs.items():
            made["div"] = _alone(div, sources[div])


def _value(type_: str, value: str) -> Any:
    if type_ == "boolean":
        return {"true": True, "false": False}.get(value, value)
    if type_ in NUMBERS:
        lexeme = value.removeprefix("+") if type_ != "decimal" else value
        if NUMBER.fullmatch(lexeme) and _bounded(lexeme):
            return orjson.Fragment(lexeme.encode())
    return value


def _bounded(lexeme: str) -> bool:
    """Tell whether a number may stand in JSON; if not, it stays a string, whose fault has a place."""
    mantissa, _, exponent = lexeme.lower().partition("e")
    return sum(map(str.isdigit, mantissa)) <= MOST_DIGITS and len(exponent) < 5 and abs(int(exponent or 0)) <= MOST


def _alone(div: etree._Element, source: str) -> str:
    """Give the source of a narrative if it means the same by itself, or else write it with its namespaces."""
    meant: bytes = etree.tostring(div, method="c14n", exclusive=True, with_tail=False)
    try:
        same = etree.tostring(etree.fromstring(source.encode(), _PARSER), method="c14n", exclusive=True) == meant
    except etree.XMLSyntaxError:
        same = False
    return source if same else meant.decode()


_PARSER = etree.XMLParser(
    encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
)
