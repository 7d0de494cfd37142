"""Is a body XML that may be read, and where in it does an element stand? (https://hl7.org/fhir/R4/xml.html).

No document type at all: nothing is declared, expanded, fetched or included. The text is decoded here, so that the
parser sees UTF-8 alone, and a place is a line and a column of what was sent.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from api.xml.plans import FHIR, XHTML
from domain.errors import ChartwardError, Fault, Malformed, TooLarge, UnsupportedMedia

LARGEST = 16 * 1024 * 1024
DEEPEST = 64
CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "windows-1252": "windows-1252",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
DECLARATION = re.compile(r"""<\?xml\s+version\s*=\s*["']1\.[0-9]["'][^<>?]*\?>""")
ENCODING = re.compile(rb"""<\?xml\s[^<>?]*?encoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
PROLOG = re.compile(r"(?:\s+|<!--.*?-->)*", re.DOTALL)
TAG = re.compile(
    r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(/?)[^\s/>!?]++[^>"']*+(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*+>""",
    re.DOTALL,
)
ROOT = re.compile(r"""<([^\s/>!?"']++)[^>"']*+(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*+>""")
HEAD = 65_536
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")
PREFIXES = {FHIR: "f", XHTML: "h"}


@dataclass(frozen=True)
class Document:
    """A parsed body with its source."""

    text: str
    root: etree._Element
    _counted: dict[etree._Element, tuple[dict[etree._Element, int], dict[str, int]]] = field(default_factory=dict)

    @cached_property
    def _numbers(self) -> dict[etree._Element, int]:
        return {element: n for n, element in enumerate(self.root.iter("*"))}

    @cached_property
    def _lines(self) -> list[int]:
        return line_starts(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [found.start() for found in TAG.finditer(self.text) if found[1] == ""]

    def location(self, element: etree._Element) -> tuple[str, str]:
        """Give the place of an element: its XPath, and its line and column."""
        return self._xpath(element), line_and_column(self._lines, self._starts[self._numbers[element]])

    def _xpath(self, element: etree._Element) -> str:
        """Write the simple XPath of an element, without names that FHIR does not have."""
        steps: list[str] = []
        current: etree._Element | None = element
        while current is not None:
            name = etree.QName(current)
            local = name.localname if NAME.fullmatch(name.localname) else "*"
            steps.append(f"/{PREFIXES.get(name.namespace or '', '*')}:{local}{self._index(current)}")
            current = current.getparent()
        return "".join(reversed(steps))

    def _index(self, element: etree._Element) -> str:
        """Give which of its name an element is, if there are several; those of one parent are counted once."""
        parent = element.getparent()
        if parent is None:
            return ""
        counted = self._counted.get(parent)
        if counted is None:
            totals: dict[str, int] = {}
            numbers: dict[etree._Element, int] = {}
            for child in parent.iterchildren("*"):
                numbers[child] = totals[str(child.tag)] = totals.get(str(child.tag), 0) + 1
            counted = self._counted[parent] = (numbers, totals)
        return f"[{counted[0][element]}]" if counted[1][str(element.tag)] > 1 else ""

    def sources(self, wanted: Collection[etree._Element]) -> dict[etree._Element, str]:
        """Give the very text of some elements, none of which stands in another."""
        found: dict[etree._Element, str] = {}
        left = {self._numbers[element]: element for element in wanted}
        opened, depth, number = None, 0, -1
        for tag in TAG.finditer(self.text):
            if tag[1] is None:
                continue
            if tag[1]:
                depth -= 1
            else:
                number += 1
                if number in left:
                    opened = (left[number], tag.start(), depth)
                depth += self.text[tag.end() - 2] != "/"
            if opened is not None and depth == opened[2]:
                found[opened[0]] = self.text[opened[1] : tag.end()]
                opened = None
        return found


def read(body: bytes, charset: str = "") -> Document:
    """Parse a body; ``charset`` is that of the header."""
    if len(body) > LARGEST:
        raise TooLarge(Fault("too-costly", f"XML is read up to {LARGEST // 1024 // 1024} MiB; send JSON."))
    plain, start = _opened(body, charset)
    if plain.startswith(("<!", "<?"), start):
        said = "A document type" if plain.startswith("<!", start) else "An instruction"
        raise _malformed(f"{said} is not allowed in FHIR XML.", line_and_column(line_starts(plain), start))
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(plain.encode(), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise _malformed("The body is not well-formed XML.", f"Line[{line}] Column[{column}]") from None
    except UnicodeEncodeError:
        raise _malformed("The body is not well-formed XML.") from None
    tree = root.getroottree()
    if tree.docinfo.internalDTD is not None or tree.docinfo.doctype:
        raise _malformed("A document type is not allowed in FHIR XML.")
    document = Document(plain, root)
    if root.getnext() is not None:
        raise _malformed("Instructions and entities are not allowed in FHIR XML.")
    for odd in root.iter(etree.ProcessingInstruction, etree.Entity):
        raise _malformed("Instructions and entities are not allowed in FHIR XML.", *_placed(document, odd.getparent()))
    return document


def root_name(body: bytes) -> tuple[str, str] | None:
    """Give namespace and name of the root without reading what is in it; None if that cannot be told."""
    try:
        text, start = _opened(body[:HEAD], "", errors="ignore")
    except ChartwardError:
        return None
    found = ROOT.match(text, start)
    if found is None:
        return None
    prefix, colon, name = found[1].rpartition(":")
    declared = re.search(rf"""\sxmlns{re.escape(colon + prefix)}\s*=\s*(["'])(.*?)\1""", found[0], re.DOTALL)
    return (declared[2] if declared else "", name)


def _opened(body: bytes, charset: str, errors: str = "strict") -> tuple[str, int]:
    """Give the text with its declaration blanked out, and where the prolog's comments end."""
    text = _decoded(body, charset, errors)
    declaration = DECLARATION.match(text)
    blank = re.sub(r"\S", " ", declaration[0]) if declaration else ""
    plain = blank + text[len(blank) :]
    prolog = PROLOG.match(plain)
    return plain, prolog.end() if prolog else 0


def _placed(document: Document, element: etree._Element | None) -> tuple[str, ...]:
    return () if element is None else document.location(element)


def _decoded(body: bytes, charset: str, errors: str) -> str:
    """Decode by the byte order mark, or the header, or the declaration (https://www.rfc-editor.org/rfc/rfc7303#section-3)."""
    if body.startswith(codecs.BOM_UTF8):
        codec = "utf-8-sig"
    elif body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codec = "utf-16"
    else:
        declared = ENCODING.match(body)
        name = charset.strip("\"' ").lower() or (declared[1].decode().lower() if declared else "utf-8")
        if name not in CODECS:
            raise UnsupportedMedia(Fault("not-supported", "XML is read in UTF-8, UTF-16, ISO-8859-1 and US-ASCII."))
        codec = CODECS[name]
    try:
        text = body.decode(codec, errors)
    except UnicodeDecodeError:
        raise _malformed("The body is not in the encoding that it declares.") from None
    if "\0" in text:
        raise _malformed("The body holds the character U+0000.")
    return text


def _malformed(text: str, *location: str) -> Malformed:
    return Malformed(Fault("structure", text, location=location))


def line_starts(text: str) -> list[int]:
    """Give where each line of a text begins."""
    return [0, *(found.end() for found in re.finditer("\n", text))]


def line_and_column(lines: list[int], at: int) -> str:
    """Write a place in a text, both counted from 1."""
    line = bisect_right(lines, at)
    return f"Line[{line}] Column[{at - lines[line - 1] + 1}]"
