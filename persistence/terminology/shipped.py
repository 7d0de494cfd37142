"""Which code systems and value sets come with Chartward? The files beside this one, read when first asked for.

The resources stay as one text in memory, with an index by URL, and are parsed one by one as they are asked for.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from domain.coding.concepts import CodeSystem, Enumerated
from domain.coding.facts import SYSTEMS
from domain.coding.grammars import FORMED
from domain.coding.library import implicit
from domain.coding.tabular import URL as ICD_10_CM
from domain.coding.tabular import Tabular
from persistence.terminology.ucum import UCUM

SYSTEMS_FILE = Path(__file__).with_name("systems.tsv.gz")
TABULAR_FILE = Path(__file__).with_name("icd10cm.tsv.gz")
SEVENTHS_FILE = Path(__file__).with_name("icd10cm_sevenths.tsv.gz")
_PARSED = 256
_DOCUMENT = [{"code": "SCALE_TYP", "valueString": value} for value in ("DOC", "LP32888-7")]
"""The scale of a document, by its name and by its code (LP: LOINC part): value sets filter by either."""
_FORMED: Mapping[str, CodeSystem] = {**FORMED, UCUM.url: UCUM}


class Shipped:
    """What is shipped; the first word on every canonical URL in it."""

    def __init__(self) -> None:
        """Read the index; the text stays compact."""
        self._text = gzip.decompress(SYSTEMS_FILE.read_bytes())
        self._places: dict[tuple[str, str], tuple[int, int, str]] = {}
        self._implied: dict[str, str] = {}
        start = self._text.index(b"\n") + 1
        while start < len(self._text):
            end = self._text.index(b"\n", start)
            kind, url, version, implied, rest = self._text[start:end].split(b"\t", 4)
            name = url.decode()
            self._places[kind.decode(), name] = (end - len(rest), end, version.decode())
            if implied:
                self._implied[implied.decode()] = name
            start = end + 1
        self._systems: Callable[[str], CodeSystem] = lru_cache(_PARSED)(self._system)
        self._sets: Callable[[str], Mapping[str, Any]] = lru_cache(_PARSED)(self._set)

    def code_system(self, url: str, version: str = "") -> CodeSystem | None:
        """Find a code system."""
        if url in SYSTEMS:
            found: CodeSystem = icd_10_cm()
            return found if version in {"", found.version} else None
        place = self._places.get(("C", url))
        if place is None:
            return None if version else _FORMED.get(url)
        return self._systems(url) if version in {"", place[2]} else None

    def value_set(self, url: str, version: str = "") -> Mapping[str, Any] | None:
        """Find a value set."""
        place = self._places.get(("V", url))
        if place is not None:
            return self._sets(url) if version in {"", place[2]} else None
        system = self._implied.get(url)
        if system is not None:
            whole = {"compose": {"include": [{"system": system}]}, "version": self._places["C", system][2]}
            made = {"resourceType": "ValueSet", "url": url, "status": "active", **whole}
            return made if version in {"", made["version"]} else None
        return None if version else implicit(url, self)

    def names(self, kind: str) -> Iterator[tuple[str, str]]:
        """Give URL and version of every CodeSystem (C) or ValueSet (V) of the file."""
        return ((url, place[2]) for (each, url), place in self._places.items() if each == kind)

    def systems(self) -> Iterable[tuple[str, str]]:
        """Give URL and version of every code system."""
        return (*self.names("C"), (ICD_10_CM, icd_10_cm().version), *((url, "") for url in _FORMED))

    def _read(self, kind: str, url: str) -> dict[str, Any]:
        start, end, _ = self._places[kind, url]
        found: dict[str, Any] = orjson.loads(memoryview(self._text)[start:end])
        return found

    def _system(self, url: str) -> CodeSystem:
        resource = self._read("C", url)
        if "listed" in resource:
            documents, classes = (self._gathered(url, [each]) for each in resource["documents"])
            scaled = documents.keys() - classes.keys()
            resource["concept"] = [
                {**each, "property": _DOCUMENT} if code in scaled else each
                for code, each in self._gathered(url, resource["listed"]).items()
            ]
        return Enumerated(resource)

    def _gathered(self, system: str, value_sets: list[str]) -> dict[str, dict[str, Any]]:
        """Gather the concepts of a code system out of the value sets that list them."""
        found: dict[str, dict[str, Any]] = {}
        for url in value_sets:
            for include in self._read("V", url)["compose"]["include"]:
                if include.get("system") == system:
                    for each in include.get("concept", ()):
                        if each.get("display"):
                            found.setdefault(each["code"], each)
        return found

    def _set(self, url: str) -> Mapping[str, Any]:
        return self._read("V", url)


@lru_cache(1)
def shipped() -> Shipped:
    """Give what is shipped, once a process."""
    return Shipped()


@lru_cache(1)
def icd_10_cm() -> Tabular:
    """Give ICD-10-CM as a code system, once a process."""
    with gzip.open(TABULAR_FILE, "rt", encoding="utf-8") as lines:
        release = lines.readline().strip().removeprefix("#")
        return Tabular(release, sorted(_rows(lines)), _meanings())


def _meanings() -> dict[str, dict[str, str]]:
    shared: dict[str, str] = {}
    with gzip.open(SEVENTHS_FILE, "rt", encoding="utf-8") as lines:
        next(lines)
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return {
        code: {char: shared.setdefault(text, text) for char, text in zip(pairs[::2], pairs[1::2], strict=True)}
        for code, *pairs in rows
    }


def _rows(lines: Iterator[str]) -> Iterator[tuple[str, bool, str, str]]:
    for line in lines:
        code, billable, display, _, _, _, _, flags = line.rstrip("\n").split("\t")
        yield code, billable == "1", display, flags


__all__ = ["ICD_10_CM", "Shipped", "icd_10_cm", "shipped"]
