"""What is ICD-10-CM as a code system: the codes of the tabular list, each below its prefix (https://www.cdc.gov/nchs/icd/icd-10-cm/).

Codes are kept sorted and displays as one text, so that 98,000 codes take a few megabytes. A code that needs a seventh
character has the codes with that character below it; these add the meaning of the character to the display.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from domain.coding.concepts import Concept
from domain.coding.facts import SEVENTH, ancestors, canonical

URL = "http://hl7.org/fhir/sid/icd-10-cm"
_BASE = 6
_CATEGORY = 3
_BILLABLE = (("billable", "valueBoolean", True),)
_HEADING = (("billable", "valueBoolean", False),)


class Tabular:
    """The codes of one release."""

    __slots__ = ("_billable", "_codes", "_displays", "_meanings", "_sevenths", "_starts", "version")

    url = URL
    title = "ICD-10-CM"
    content = "complete"
    properties = frozenset({"billable"})

    def __init__(
        self,
        release: str,
        rows: Iterable[tuple[str, bool, str, str]],
        meanings: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    ) -> None:
        """Take the rows in the order of their codes: code, whether it is billable, display, flags.

        ``meanings``: what seventh characters mean, at the code and all below it.
        """
        self.version = release
        self._meanings = meanings
        self._codes: list[str] = []
        self._billable = bytearray()
        self._starts = array("L", [0])
        self._sevenths: dict[str, str] = {}
        displays: list[str] = []
        shared: dict[str, str] = {}
        for code, billable, display, flags in rows:
            self._codes.append(code)
            self._billable.append(billable)
            displays.append(display)
            self._starts.append(self._starts[-1] + len(display))
            if SEVENTH in flags:
                found = next(flag for flag in flags.split(",") if flag.startswith(SEVENTH)).removeprefix(SEVENTH)
                self._sevenths[code] = shared.setdefault(found, found)
        self._displays = "".join(displays)

    def concept(self, code: str) -> Concept | None:
        """Find a code, as the tabular list writes it; capitals do not matter."""
        spelt = code.upper()
        row = self._row(spelt)
        if row >= 0:
            return self._concept(spelt, row, billable=bool(self._billable[row]))
        base = self._base(spelt) if canonical(spelt) == spelt else None
        if base is None:
            return None
        meaning = self._meaning(base).get(spelt[-1], "")
        return self._concept(spelt, self._row(base), meaning, billable=True)

    def concepts(self) -> Iterator[Concept]:
        """Give every concept, those with a seventh character after their base."""
        for row, code in enumerate(self._codes):
            concept = self._concept(code, row, billable=bool(self._billable[row]))
            yield concept
            extended = self._extended(code)
            meanings = self._meaning(code) if extended else {}
            for each in extended:
                yield Concept(each, _with(concept.display, meanings.get(each[-1], "")), properties=_BILLABLE)

    def parents(self, code: str) -> Sequence[str]:
        """Give the code right above: the longest prefix that is one, or the base of a seventh character."""
        row = self._row(code)
        if row < 0:
            base = self._base(code)
            return () if base is None else (base,)
        plain = code.replace(".", "")
        for length in range(len(plain) - 1, _CATEGORY - 1, -1):
            shorter = canonical(plain[:length])
            if self._row(shorter) >= 0:
                return (shorter,)
        return ()

    def children(self, code: str) -> Sequence[str]:
        """Give the codes right below."""
        row = self._row(code)
        if row < 0:
            return ()
        end = bisect_left(self._codes, code + "\x7f", row)
        own = self._extended(code)
        return (*own, *(each for each in self._codes[row + 1 : end] if self.parents(each) == (code,)))

    def _extended(self, code: str) -> Sequence[str]:
        found = self._sevenths.get(code)
        if found is None:
            return ()
        stem = f"{code.replace('.', ''):X<{_BASE}}"
        return [canonical(stem + each) for each in found]

    def _base(self, code: str) -> str | None:
        """Give the code that this one is, with placeholders and a seventh character added."""
        plain = code.replace(".", "")
        if len(plain) != _BASE + 1:
            return None
        for base in (canonical(plain[:-1].rstrip("X")), canonical(plain[:-1])):
            if plain[-1] in self._sevenths.get(base, ""):
                return base
        return None

    def _row(self, code: str) -> int:
        row = bisect_left(self._codes, code)
        return row if row < len(self._codes) and self._codes[row] == code else -1

    def _meaning(self, base: str) -> Mapping[str, str]:
        """Give what seventh characters mean at a code: as is said there, or nearest above."""
        return next((self._meanings[each] for each in (base, *ancestors(base)) if each in self._meanings), {})

    def _concept(self, code: str, row: int, meaning: str = "", *, billable: bool) -> Concept:
        display = self._displays[self._starts[row] : self._starts[row + 1]]
        return Concept(code, _with(display, meaning), properties=_BILLABLE if billable else _HEADING)


def _with(display: str, meaning: str) -> str:
    """Write a display as the code lists do: what it is, a comma, what the seventh character says."""
    return f"{display}, {meaning}" if meaning else display
