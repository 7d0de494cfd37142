"""How do the public CDC/NCHS files of ICD-10-CM become the table that Chartward loads; run at build time only.

``python -m persistence.terminology.build_icd10cm [TABULAR.xml[.gz] CODES.txt]`` writes ``icd10cm.tsv.gz`` and
``icd10cm_sevenths.tsv.gz`` beside it; without arguments from the files in the development dependency
``simple-icd-10-cm``. README.md here says more.
"""

from __future__ import annotations

import gzip
import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree as ET

from domain.coding.facts import (
    EXTERNAL_CAUSE,
    MANIFESTATION,
    OPEN_ETIOLOGY,
    SEVENTH,
    UNACCEPTABLE_PRINCIPAL,
    within,
)

VERSION = "2026-04-01"
TARGET = Path(__file__).with_name("icd10cm.tsv.gz")
SEVENTHS = Path(__file__).with_name("icd10cm_sevenths.tsv.gz")
NOTES = {
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "code_first": "codeFirst",
    "use_additional": "useAdditionalCode",
}

# Ages and unacceptable principal diagnoses: the edits of the Medicare Code Editor, whose lists are not in the tabular
# list. What stands here is taken from chapter and category notes and from knowledge: verified = False in the rules.
CATEGORIES = {
    "newborn": ("A33", "E84.11", "N47.0", "P00-P06", "P08-P26", "P28-P96", "Z00.11", "Z05", "Z38"),
    "pediatric": ("G93.7", "R62.51", "Z00.12", "Z00.2"),
    "maternity": ("A34", "F53", "M83.0", "O00-O9A", "Z03.7", "Z33", "Z34", "Z36", "Z37", "Z39", "Z3A"),
    "adult": ("C61", "E28.31", "H25", "M80.0", "M81.0", "N40", "N95", "R54"),
    EXTERNAL_CAUSE: ("V00-Y99",),
    UNACCEPTABLE_PRINCIPAL: (
        "B95-B97", "R40.21-R40.24", "R65", "Z16", "Z17", "Z18", "Z19", "Z28", "Z33.1", "Z37", "Z3A", "Z66", "Z67",
        "Z68", "Z77", "Z78", "Z79", "Z80-Z87", "Z88", "Z89", "Z90", "Z91", "Z92", "Z97", "Z98",
    ),
}  # fmt: skip

CODE = r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4}|\.)?"
SPAN = re.compile(rf"(?<![A-Za-z0-9.])({CODE})(?:\s*[.\-\u2013]*(?:-|\u2013|\bto\b)[\s]*({CODE}))?(?![A-Za-z0-9])")
NAMED = re.compile(r"\b(?:from|categor(?:y|ies)\b.*)\s$")
IN_PARENTHESES = re.compile(r"\(([^()]*)[)}]")
ELSEWHERE = re.compile(r"\b(?:diseases?|disorders|conditions?|reactions) classified elsewhere")
ORDINALS = {"fifth": "5", "5th": "5", "sixth": "6", "six": "6", "7th": "7", "seventh": "7"}
WITH = re.compile(r",?\s*\bwith\b\s*(.*)", re.DOTALL)
INTENT = re.compile(r"(?:fifth|5th) or six(?:th)? characters?\s+(.+)")
PLACED = re.compile(
    r"(fifth|5th|sixth|seventh|7th)(?: to \w+)?[ -]characters?\s+\.?([0-9A-Z]+(?:-[0-9])?(?: or [0-9A-Z])*)"
)
IDIOMS = {"ketoacidosis": ("@4=1",), "open fracture": ("@7=B", "@7=C"), "to indicate intent": ("",)}
FINAL = re.compile(r"final characters?\s+(.+)")


@dataclass(frozen=True, slots=True)
class Notes:
    """The ranges of the notes of one node and of all above it."""

    excludes1: tuple[str, ...] = ()
    excludes2: tuple[str, ...] = ()
    code_first: tuple[str, ...] = ()
    use_additional: tuple[str, ...] = ()
    open_etiology: bool = False
    first_noted: bool = False
    manifestation: bool = False
    seventh: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    code: str
    billable: bool
    display: str
    notes: Notes
    flags: tuple[str, ...]

    def line(self) -> str:
        """Write the row: tab between columns, comma between the members of a list."""
        lists = (
            self.notes.excludes1,
            self.notes.excludes2,
            self.notes.code_first,
            self.notes.use_additional,
            self.flags,
        )
        return "\t".join((self.code, "1" if self.billable else "0", self.display, *(",".join(each) for each in lists)))


def ranges(note: str, known: frozenset[str]) -> tuple[str, ...]:
    """Read the codes that a note means; none where it names no code."""
    groups = IN_PARENTHESES.findall(note)
    found = [text for group in groups for text in _group(group, known)]
    if found and (tail := re.search(r"\)\s+with\s+(.*)", note)):
        return tuple(f"{text}{condition}" for text in found for condition in _conditions(tail[1]))
    return tuple(found) if found else tuple(_spans(note, known, bare=True))


def _group(text: str, known: frozenset[str]) -> Iterator[str]:
    """Read what stands in one pair of parentheses."""
    match = WITH.search(text)
    conditions = _conditions(match[1]) if match else ("",)
    for span in _spans(text[: match.start()] if match else text, known, bare=False):
        for condition in conditions:
            yield span + condition


def _spans(text: str, known: frozenset[str], *, bare: bool) -> Iterator[str]:
    """Find codes and spans of codes; outside parentheses a lone category counts only where the text says it is one."""
    for match in SPAN.finditer(text):
        low, high = (code.rstrip(".") if code else "" for code in match.groups())
        if low not in known or (high and high[:3] not in known):
            continue
        told = NAMED.search(text[: match.start()]) or text[match.end() : match.end() + 1] in {"-", "."}
        if bare and not high and "." not in match[1] and not told:
            continue
        yield f"{low}-{high}" if high else low


def _conditions(text: str) -> tuple[str, ...]:
    """Read what follows "with": the characters that a code of the span must have; nothing readable means no code."""
    if (idiom := next((found for words, found in IDIOMS.items() if words in text), None)) is not None:
        return idiom
    if match := INTENT.search(text):
        return (f"@i={''.join(_characters(match[1]))}",)
    if match := PLACED.search(text):
        place = ORDINALS[match[1]]
        several = "-" in match[2] or " or " in match[2]
        return tuple(f"@{place}={each}" for each in (_characters(match[2]) if several else (match[2],)))
    if match := FINAL.search(text):
        return tuple(f"@$={each}" for each in re.findall(r"[0-9]+", match[1]))
    pairs = re.findall(r"\.([0-9]+)(?:-\.([0-9]+))?", text)
    return tuple(f"@4={each}" for low, high in pairs for each in ((low, high) if high else (low,)))


def _characters(text: str) -> list[str]:
    """Read ``1-4 or 6`` as its single characters."""
    found: list[str] = []
    for low, high in re.findall(r"\b([0-9A-Z])(?:-([0-9]))?\b", text):
        found += [str(each) for each in range(int(low), int(high) + 1)] if high else [low]
    return found


def _own(node: ET.Element, above: Notes, known: frozenset[str]) -> Notes:
    """Add the notes of a node to those above it."""
    gained: dict[str, tuple[str, ...]] = {}
    for column, tag in NOTES.items():
        read = [text for note in node.findall(f"{tag}/note") for text in ranges(note.text or "", known)]
        gained[column] = tuple(dict.fromkeys((*getattr(above, column), *read)))
    first = [note.text or "" for note in node.findall("codeFirst/note")]
    seventh = "".join(extension.get("char", "") for extension in node.findall("sevenChrDef/extension"))
    return Notes(
        **gained,
        open_etiology=above.open_etiology or any("such as" in text or not ranges(text, known) for text in first),
        first_noted=above.first_noted or bool(first),
        manifestation=above.manifestation or bool(ELSEWHERE.search(node.findtext("desc") or "")),
        seventh=seventh or above.seventh,
    )


def rows(tree: ET.Element, listed: frozenset[str]) -> Iterator[Row]:
    """Walk the tabular list, chapter by chapter, with the notes of each level flattened to the code.

    ``listed`` is the flat list, without dots: it knows which seventh characters a note in prose takes away.
    """
    known = frozenset(node.findtext("name") or "" for node in tree.iter("diag"))
    for chapter in tree.iter("chapter"):
        of_chapter = _own(chapter, Notes(), known)
        for section in chapter.findall("section"):
            of_section = _own(section, of_chapter, known)
            for node in section.findall("diag"):
                yield from _below(node, of_section, known, listed)


def _below(node: ET.Element, above: Notes, known: frozenset[str], listed: frozenset[str]) -> Iterator[Row]:
    code, display = node.findtext("name") or "", node.findtext("desc") or ""
    notes, children = _own(node, above, known), node.findall("diag")
    clean = replace(
        notes,
        excludes1=_but(code, notes.excludes1),
        excludes2=_but(code, notes.excludes2),
        code_first=_but(code, notes.code_first),
        use_additional=_but(code, notes.use_additional),
    )
    manifestation = notes.manifestation and notes.first_noted
    flags = [MANIFESTATION] if manifestation else []
    flags += [OPEN_ETIOLOGY] if notes.open_etiology else []
    flags += [name for name, spans in CATEGORIES.items() if within(code, spans)]
    if notes.seventh and not children:
        stem = f"{code.replace('.', ''):X<6}"
        flags.append(SEVENTH + "".join(each for each in notes.seventh if stem + each in listed))
    yield Row(code, not children and not notes.seventh, " ".join(display.split()), clean, tuple(flags))
    for child in children:
        yield from _below(child, notes, known, listed)


def _but(code: str, spans: Iterable[str]) -> tuple[str, ...]:
    """Leave out the ranges that contain the code itself."""
    return tuple(text for text in spans if not within(code, (text,)))


def sources() -> tuple[Path, Path]:
    """Find the two CDC files in the development dependency."""
    spec = importlib.util.find_spec("simple_icd_10_cm")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("simple-icd-10-cm is not installed; name the two files")
    data = Path(spec.origin).parent / "data"
    return data / "icd10c-tabular-April-1-2026.xml", data / "code-list-April-2026.txt"


def expanded(table: Iterable[Row]) -> set[str]:
    """List every code that the table makes valid or a heading, as the flat list does, without dots."""
    found: set[str] = set()
    for row in table:
        plain = row.code.replace(".", "")
        found.add(plain)
        for flag in row.flags:
            if flag.startswith(SEVENTH):
                found |= {f"{plain:X<6}{each}" for each in flag.removeprefix(SEVENTH)}
    return found


def build(tabular: Path, listed: Path) -> tuple[list[Row], set[str]]:
    """Read both files; the second result is where they disagree, and should be empty."""
    flat = frozenset(
        code for code in listed.read_text(encoding="utf-8").split() if re.fullmatch(r"[A-Z][0-9A-Z]{2,6}", code)
    )
    table = list(rows(ET.fromstring(_text(tabular)), flat))  # noqa: S314 - the CDC's own file, at build time
    return table, expanded(table) ^ flat


def sevenths(tabular: Path) -> list[str]:
    """Say what seventh characters mean: a line for each node that defines them, code and then pairs, with tabs."""
    lines = []
    for node in ET.fromstring(_text(tabular)).iter("diag"):  # noqa: S314 - the CDC's own file, at build time
        found = node.findall("sevenChrDef/extension")
        if found:
            pairs = [(each.get("char", ""), " ".join((each.text or "").split())) for each in found]
            lines.append("\t".join((node.findtext("name") or "", *(text for pair in pairs for text in pair))))
    return lines


def _text(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def main() -> None:
    """Write the table and say what it holds."""
    named = [Path(each) for each in sys.argv[1:]]
    tabular, listed = named or sources()
    table, differing = build(tabular, listed)
    text = "\n".join((f"#{VERSION}", *(row.line() for row in table), ""))
    TARGET.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    meanings = "\n".join((f"#{VERSION}", *sevenths(tabular), ""))
    SEVENTHS.write_bytes(gzip.compress(meanings.encode(), compresslevel=9, mtime=0))
    sys.stdout.write(
        f"{len(table)} rows, {len(text)} characters, {TARGET.stat().st_size} bytes; {len(differing)} codes differ\n"
    )
    sys.stdout.write(" ".join(sorted(differing)[:40]) + "\n")


if __name__ == "__main__":
    main()
