"""What does a document say, section by section: plain text, HTML, XHTML narrative and C-CDA (https://hl7.org/cda/us/ccda/).

XML is read by expat with document types refused, so that no entity is ever expanded.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from xml.parsers import expat

from domain.fhir.targets import local, named

LOINC_OID = "2.16.840.1.113883.6.1"
LONGEST, LONGEST_BARE = 8, 5
"""How many words a heading has at most, and one without a colon."""
FARTHEST_COLON = 100
LONGEST_TEXT = 1_000_000
"""Characters of a document that are read: no chart has a longer note, and nobody shall keep the reviewer busy."""
_BLOCKS = frozenset(
    {"p", "div", "br", "li", "tr", "table", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_CHARSET = re.compile(r"charset=\"?([\w-]+)", re.IGNORECASE)
_MARKS = re.compile(r"^[\s>]*(?:#{1,6}\s*|[*_]{1,2}(?=\S)|\d{1,2}[.)]\s+|[-•*]\s+)*")
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9 ,/&'\u2019()-]{1,70}")


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its LOINC codes, its title, its text; ``none_known`` when it says that there is nothing to tell."""

    codes: frozenset[str]
    title: str
    text: str
    none_known: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What could be read of a document."""

    sections: tuple[Section, ...] = ()
    disposition: bool = False
    authenticated: bool = False

    def text(self) -> str:
        """Give all of it as one text."""
        return "\n".join(f"{section.title}\n{section.text}" for section in self.sections)


def note(attachment: Mapping[str, Any], binaries: Iterable[Mapping[str, Any]] = ()) -> Note | None:
    """Read an attachment; None when its content is not here or not text."""
    data, kind = attachment.get("data"), attachment.get("contentType", "")
    if data is None:
        held = local({"reference": attachment.get("url")})
        binary = next((each for each in binaries if named(each) == held), None) if held else None
        if binary is None:
            return None
        data, kind = binary.get("data"), kind or binary.get("contentType", "")
    kind = kind if isinstance(kind, str) else ""
    main = kind.partition(";")[0].strip().lower()
    if not isinstance(data, str) or not (main in {"text/plain", "text/markdown", "text/html"} or main.endswith("xml")):
        return None
    try:
        raw = base64.b64decode(data)
    except (binascii.Error, ValueError):
        return None
    if main.endswith("xml") and (read := clinical_document(raw)) is not None:
        return read
    text = _decoded(raw, kind)[:LONGEST_TEXT]
    return Note(tuple(sections(text if main in {"text/plain", "text/markdown"} else stripped(text))))


def _decoded(raw: bytes, kind: str) -> str:
    match = _CHARSET.search(kind)
    try:
        return raw.decode(match[1] if match else "utf-8", errors="replace")
    except LookupError:
        return raw.decode("utf-8", errors="replace")


def composition(record: Mapping[str, Any]) -> Note:
    """Read a Composition."""
    return Note(tuple(_composed(record.get("section", ()))))


def _composed(found: Iterable[Mapping[str, Any]]) -> Iterator[Section]:
    for section in found:
        codes = frozenset(each.get("code", "") for each in (section.get("code") or {}).get("coding", ()))
        div = (section.get("text") or {}).get("div", "")
        nil = any(each.get("code") == "nilknown" for each in (section.get("emptyReason") or {}).get("coding", ()))
        text = stripped(div) if div else "entries" if section.get("entry") else ""
        yield Section(codes, section.get("title", ""), "" if section.get("emptyReason") else text, none_known=nil)
        yield from _composed(section.get("section", ()))


class _Stripper(HTMLParser):
    """Keeps the text of HTML, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's form
        self._hidden += tag in {"script", "style", "head"}
        if tag in _BLOCKS:
            self.kept.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style", "head"}
        if tag in _BLOCKS:
            self.kept.append("\n")

    def handle_data(self, data: str) -> None:
        if self._hidden <= 0:
            self.kept.append(data)


def stripped(markup: str) -> str:
    """Give the text of HTML or XHTML."""
    parser = _Stripper()
    parser.feed(_without_declarations(markup))
    parser.close()
    return "".join(parser.kept)


def _without_declarations(markup: str) -> str:
    """Take comments and declarations out: the parser's own way with unfinished ones takes quadratic time."""
    first, *others = markup.split("<!")
    return first + "".join(each.partition("-->" if each.startswith("--") else ">")[2] for each in others)


def sections(text: str) -> Iterator[Section]:
    """Cut a text at its headings; what stands before the first is a section without title."""
    title, lines = "", list[str]()
    for line in text.splitlines():
        label, rest = heading(line)
        if label:
            yield Section(frozenset(), title, "\n".join(lines).strip())
            title, lines = label, [rest]
        else:
            lines.append(line)
    yield Section(frozenset(), title, "\n".join(lines).strip())


def heading(line: str) -> tuple[str, str]:
    """Split a line into heading and rest; an empty heading when it is none. Only the start of a line is searched."""
    head, colon, _ = line[:FARTHEST_COLON].partition(":")
    if not colon and len(line) > FARTHEST_COLON:
        return "", ""
    marks = _MARKS.match(head)
    label = head[marks.end() if marks else 0 :].strip(" \t*_")
    if not _LABEL.fullmatch(label):
        return "", ""
    rest = line[len(head) + 1 :].lstrip(" \t*_")
    if head.lstrip().startswith(("#", "**", "__")) or label.isupper():
        return label, rest
    bare = not colon and not (label[0].isupper() and len(label.split()) <= LONGEST_BARE)
    return ("", "") if bare or not is_usual(label) else (label, rest)


_USUAL = re.compile(
    r"(?:reason|indication)s?\b.*|chief complaint|.*\bdiagnos[ie]s\b.*|.*\bdx|hpi|cc|.*\bpresent(?:ing)?\b.*|"
    r".*\b(?:procedures?|operations?|surger(?:y|ies)|interventions?)\b.*|.*\bcourse\b.*|.*\btreatments?\b.*|care\b.*|"
    r".*\b(?:condition|disposition|instructions?|education|teaching|information|advice)\b.*|discharged? to|"
    r".*follow[- ]?up\b.*|plan\b.*|.*\bplan|.*\bappointments?|aftercare.*|allergies.*|"
    r".*\b(?:medications?|history|exam|examination|physical|labs?|results?|imaging|vitals?|status|consultations?)\b.*|"
    r".*\b(?:consults|summary)\b.*",
    re.IGNORECASE,
)


def is_usual(label: str) -> bool:
    """Tell whether a label is one that notes use as a heading; "No procedures" is not."""
    words = label.lower().split()
    return words[0] != "no" and len(words) <= LONGEST and _USUAL.fullmatch(label) is not None


class _Refused(Exception):
    """The document asks for something that a clinical document has no need of."""


@dataclass(slots=True)
class _Open:
    """A C-CDA section that is being read."""

    depth: int
    code: str = ""
    title: str = ""
    text: list[str] = field(default_factory=list)
    entries: bool = False
    null: bool = False


class _Reader:
    """Hears the events of expat and keeps the sections of a ClinicalDocument."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.open: list[_Open] = []
        self.done: list[Section] = []
        self.disposition = self.authenticated = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self.path.append(name)
        depth = len(self.path)
        if depth == 1 and name != "ClinicalDocument":
            raise _Refused
        if name == "section":
            self.open.append(_Open(depth, null="nullFlavor" in attributes))
        elif self.open and depth == self.open[-1].depth + 1:
            if name == "code" and attributes.get("codeSystem", LOINC_OID) == LOINC_OID:
                self.open[-1].code = attributes.get("code", "")
            self.open[-1].entries |= name == "entry" and "nullFlavor" not in attributes
        elif name == "dischargeDispositionCode":
            self.disposition |= "code" in attributes
        elif name == "legalAuthenticator":
            self.authenticated = True

    def end(self, _: str) -> None:
        if self.open and len(self.path) == self.open[-1].depth:
            read = self.open.pop()
            text = " ".join("".join(read.text).split()) or ("entries" if read.entries else "")
            self.done.append(Section(frozenset({read.code}), read.title.strip(), "" if read.null else text))
        self.path.pop()

    def text(self, data: str) -> None:
        if not self.open:
            return
        below = self.path[self.open[-1].depth :]
        if below[:1] == ["title"]:
            self.open[-1].title += data
        elif below[:1] == ["text"]:
            self.open[-1].text.append(data)


def clinical_document(raw: bytes) -> Note | None:
    """Read a C-CDA document; None when it is not one."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, _Refused, ValueError, LookupError):
        return None
    return Note(tuple(reader.done), reader.disposition, reader.authenticated)


def _refuse(*_: object) -> None:
    raise _Refused
