"""What is known of one ICD-10-CM code, and which codes a note of the tabular list means.

Conventions of the tabular list: ICD-10-CM Official Guidelines (OCG) section I.A; https://www.cdc.gov/nchs/icd/icd-10-cm/.

A *range* is text: ``E11`` (the code and all below it), ``E08-E13`` (first to last, with all below), and either with
``@`` and a condition on the characters of the code without its dot: ``@4=65`` (from the 4th on: "with .65"),
``@$=20`` (the last: "with final characters -20"), ``@i=1234`` (the character that tells the intent of a poisoning,
the 6th, or the 5th where the 6th is no digit, is one of these).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

SYSTEMS = frozenset({"http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90", "2.16.840.1.113883.6.90"})

MANIFESTATION = "manifestation"
EXTERNAL_CAUSE = "external-cause"
UNACCEPTABLE_PRINCIPAL = "unacceptable-principal"
OPEN_ETIOLOGY = "code-first-open"
SEVENTH = "seventh:"
AGES = {"newborn": (0, 0), "pediatric": (0, 17), "maternity": (9, 64), "adult": (15, 124)}

_CODE = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.?[0-9A-Z]{1,4})?")
_CATEGORY, _LONGEST = 3, 7
_FIFTH, _SIXTH = 4, 5


@dataclass(frozen=True, slots=True)
class CodeFact:
    """One code; its notes include those of the categories, blocks and chapter it stands in."""

    code: str
    billable: bool
    display: str
    excludes1: tuple[str, ...] = ()
    excludes2: tuple[str, ...] = ()
    code_first: tuple[str, ...] = ()
    use_additional: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()

    def seventh(self) -> str:
        """Give the characters of which one must stand seventh; empty where none is asked for."""
        return next((flag.removeprefix(SEVENTH) for flag in self.flags if flag.startswith(SEVENTH)), "")


@lru_cache(maxsize=65536)
def canonical(code: str) -> str:
    """Write a code as the tabular list does, with capitals and a dot; what is no code stays as it is, trimmed."""
    text = code.strip().upper()
    if not _CODE.fullmatch(text):
        return text
    plain = text.replace(".", "")
    return plain if len(plain) == _CATEGORY else f"{plain[:3]}.{plain[3:]}"


def ancestors(code: str) -> tuple[str, ...]:
    """Name the codes above a canonical code, longest first, with its base where a seventh character was added."""
    plain = code.replace(".", "")
    return tuple(canonical(plain[:length]) for length in range(len(plain) - 1, _CATEGORY - 1, -1))


def resolve(codes: Iterable[str], rows: Mapping[str, CodeFact]) -> dict[str, CodeFact]:
    """Give the rows found, and one for each code that is a row's code with placeholders and a seventh character."""
    known = dict(rows)
    for code in codes:
        plain = code.replace(".", "")
        if code in known or len(plain) != _LONGEST:
            continue
        base = rows.get(canonical(plain[:-1].rstrip("X"))) or rows.get(canonical(plain[:-1]))
        if base is not None and plain[-1] in base.seventh():
            kept = frozenset(flag for flag in base.flags if not flag.startswith(SEVENTH))
            known[code] = replace(base, code=code, billable=True, flags=kept)
    return known


def within(code: str, ranges: Iterable[str]) -> bool:
    """Tell whether a code is one that any of the ranges means."""
    plain = code.replace(".", "")
    return any(_matches(plain, text) for text in ranges)


def span(text: str) -> tuple[str, str]:
    """Give the first and the last code of a range, without dots."""
    low, high, _, _ = _compiled(text)
    return low, high


def _matches(plain: str, text: str) -> bool:
    low, high, place, wanted = _compiled(text)
    if plain < low or plain[: len(high)] > high:
        return False
    match place:
        case "":
            return True
        case "$":
            return plain.endswith(wanted)
        case "i":
            return _intent(plain) in wanted
        case _:
            return plain.startswith(wanted, int(place) - 1)


def _intent(plain: str) -> str:
    """Give the character that tells accident, self-harm, assault, undetermined, adverse effect or underdosing."""
    sixth = plain[_SIXTH : _SIXTH + 1]
    return sixth if sixth.isdigit() else plain[_FIFTH : _FIFTH + 1] or "-"


@lru_cache(maxsize=16384)
def _compiled(text: str) -> tuple[str, str, str, str]:
    span, _, condition = text.replace(".", "").partition("@")
    low, _, high = span.partition("-")
    place, _, wanted = condition.partition("=")
    return low, high or low, place, wanted
