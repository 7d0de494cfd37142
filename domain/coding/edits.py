"""Which code edits does an encounter break: one row each, after RULES.md section G.

OCG: ICD-10-CM Official Guidelines for Coding and Reporting; MCE: CMS Definitions of Medicare Code Edits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.coding.diagnoses import Diagnoses, Diagnosis
from domain.coding.facts import (
    AGES,
    EXTERNAL_CAUSE,
    MANIFESTATION,
    OPEN_ETIOLOGY,
    UNACCEPTABLE_PRINCIPAL,
    CodeFact,
    ancestors,
    span,
    within,
)

RELEASE_FROM = date(2025, 10, 1).toordinal()
"""First day of the fiscal year whose code set is shipped (release 2026-04-01)."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What an edit says of a code; ``severity`` only where it differs from the row's."""

    text: str
    at: Diagnosis
    item: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Coded:
    """What the edits look at: the codes in order, what is known of them, the day of discharge, the age."""

    diagnoses: Diagnoses
    facts: Mapping[str, CodeFact]
    day: int
    inpatient: bool
    ages: tuple[int, int] | None = None

    def known(self) -> Iterator[tuple[Diagnosis, CodeFact]]:
        """Give the codes that count, each with what is known of it, or else of the nearest category above it."""
        return ((each, fact) for each in self.diagnoses.final() if (fact := self._fact(each.code)) is not None)

    def principal(self) -> tuple[Diagnosis, CodeFact] | None:
        """Give the first code with what is known of it."""
        first = next(iter(self.diagnoses.final()), None)
        fact = None if first is None else self._fact(first.code)
        return None if first is None or fact is None else (first, fact)

    def _fact(self, code: str) -> CodeFact | None:
        found = self.facts.get(code)
        return found or next((self.facts[above] for above in ancestors(code) if above in self.facts), None)

    def order(self) -> str:
        """Give the severity of a finding about the order: a question where nobody stated the order."""
        return "" if self.diagnoses.stated else "Q"


@dataclass(frozen=True, slots=True)
class Edit:
    """One row of the table."""

    id: str
    title: str
    citation: str
    severity: str
    issue: str
    effective: str
    verified: bool
    check: Callable[[Coded], Iterable[Conflict]]


def is_valid(coded: Coded) -> Iterator[Conflict]:
    """CD-001: in the table, and at full length."""
    for each in coded.diagnoses.all:
        fact = coded.facts.get(each.code)
        if (fact and fact.billable) or _lacks_seventh(each.code, coded.facts):
            continue
        grade = "" if coded.day >= RELEASE_FROM else "Q"
        what = "is a heading, not a code at full length" if fact else "is not in the code set"
        limits = "" if not grade else "; the set of release 2026-04-01 was asked, the discharge is older"
        yield Conflict(f"{each.code} {what}{limits}.", each, each.code, grade)


def has_seventh(coded: Coded) -> Iterator[Conflict]:
    """CD-002: the seventh character is there, allowed, and at the seventh place."""
    for each in coded.diagnoses.all:
        if base := _lacks_seventh(each.code, coded.facts):
            wanted = " ".join(base.seventh())
            said = f"{each.code}: {base.code} needs one of {wanted} as seventh character, with X in empty places."
            yield Conflict(said, each, each.code)


def _lacks_seventh(code: str, facts: Mapping[str, CodeFact]) -> CodeFact | None:
    fact = facts.get(code)
    if fact is not None:
        return fact if fact.seventh() else None
    return next((above for name in ancestors(code) if (above := facts.get(name)) is not None and above.seventh()), None)


def excludes_each_other(coded: Coded) -> Iterator[Conflict]:
    """CD-010: neither code stands in an Excludes1 note of the other."""
    seen: set[frozenset[str]] = set()
    pile = _Pile(coded.diagnoses.final())
    for each, fact in coded.known():
        for other in pile.among(fact.excludes1, each.code):
            if (pair := frozenset({each.code, other.code})) not in seen:
                seen.add(pair)
                first, second = sorted(pair)
                said = f"{each.code} excludes {other.code} (Excludes1), unless the record says the two are unrelated."
                yield Conflict(said, each, f"{first} {second}")


def allowed_together(_: Coded) -> Iterator[Conflict]:
    """CD-011: an Excludes2 note forbids nothing, so nothing is found."""
    return iter(())


def etiology_first(coded: Coded) -> Iterator[Conflict]:
    """CD-012: the underlying condition stands before its manifestation, and is there at all where the title says so."""
    final = coded.diagnoses.final()
    pile = _Pile(final)
    for each, fact in coded.known():
        if fact.code_first or MANIFESTATION in fact.flags:
            yield from _etiology(coded, each, fact, list(pile.among(fact.code_first, each.code)))
    if final and coded.diagnoses.stated:
        yield from _additional(coded, final[0])


def _etiology(coded: Coded, each: Diagnosis, fact: CodeFact, causes: Sequence[Diagnosis]) -> Iterator[Conflict]:
    if any(cause.place < each.place for cause in causes):
        return
    if causes:
        said = f"{causes[0].code} (etiology) must be coded before {each.code} (manifestation)."
        yield Conflict(said, each, each.code, coded.order())
    elif MANIFESTATION in fact.flags:
        first = each.place == coded.diagnoses.final()[0].place
        grade = coded.order() if first else "Q" if OPEN_ETIOLOGY in fact.flags or not fact.code_first else ""
        yield Conflict(
            f"{each.code} is a manifestation; no code of its underlying condition stands before it.",
            each,
            each.code,
            grade,
        )


def _additional(coded: Coded, first: Diagnosis) -> Iterator[Conflict]:
    fact = coded.facts.get(first.code)
    for each, other in coded.known():
        if each.code == first.code or not within(first.code, other.use_additional):
            continue
        if fact and (within(each.code, fact.code_first) or within(each.code, fact.use_additional)):
            continue
        yield Conflict(f"{first.code} is an additional code to {each.code} and follows it.", first, each.code, "W")


def not_manifestation(coded: Coded) -> Iterator[Conflict]:
    """CD-020: the principal diagnosis is no manifestation code."""
    yield from _principal(coded, MANIFESTATION, "is a manifestation code")


def not_external(coded: Coded) -> Iterator[Conflict]:
    """CD-021: the principal diagnosis is no external cause."""
    yield from _principal(coded, EXTERNAL_CAUSE, "is an external cause (V00-Y99)")


def acceptable(coded: Coded) -> Iterator[Conflict]:
    """CD-022: the principal diagnosis of a stay is a condition that can be its reason."""
    if coded.inpatient:
        yield from _principal(coded, UNACCEPTABLE_PRINCIPAL, "tells a circumstance or needs another code before it")


def _principal(coded: Coded, flag: str, what: str) -> Iterator[Conflict]:
    found = coded.principal()
    if found and flag in found[1].flags:
        yield Conflict(f"{found[0].code} {what} and cannot be principal.", found[0], found[0].code, coded.order())


def principal_once(coded: Coded) -> Iterator[Conflict]:
    """CD-023: no secondary diagnosis repeats the principal one."""
    final = coded.diagnoses.final()
    for each in final[1:]:
        if each.code == final[0].code and each.focus != final[0].focus:
            yield Conflict(f"{each.code} repeats the principal diagnosis.", each, each.code, coded.order())


def fits_age(coded: Coded) -> Iterator[Conflict]:
    """CD-024: the code is one for patients of this age."""
    if coded.ages is None:
        return
    youngest, oldest = coded.ages
    for each, fact in coded.known():
        for name in fact.flags & AGES.keys():
            low, high = AGES[name]
            if oldest < low or youngest > high:
                yield Conflict(f"{each.code} is a {name} code, for ages {low} to {high} only.", each, each.code)


class _Pile:
    """The codes in alphabetical order, so that a range is found by bisection."""

    def __init__(self, codes: Sequence[Diagnosis]) -> None:
        self._sorted = sorted((each.code.replace(".", ""), each.place, each) for each in codes)
        self._plain = [plain for plain, _, _ in self._sorted]

    def among(self, ranges: Iterable[str], but: str) -> Iterator[Diagnosis]:
        """Give the codes that a range means, without one code and its repetitions."""
        for text in ranges:
            low, high = span(text)
            for plain, _, each in self._sorted[bisect_left(self._plain, low) :]:
                if plain[: len(high)] > high:
                    break
                if each.code != but and within(each.code, (text,)):
                    yield each


EDITS: tuple[Edit, ...] = (
    Edit(
        "CD-001",
        "Code valid and at full length",
        "MCE 1, invalid diagnosis; OCG I.B.2",
        "D",
        "code-invalid",
        "2015-10-01",
        True,
        is_valid,
    ),
    Edit("CD-002", "Seventh character", "OCG I.A.4-5", "D", "code-invalid", "2015-10-01", False, has_seventh),
    Edit("CD-010", "Excludes1 pair", "OCG I.A.12.a", "Q", "business-rule", "2015-10-01", True, excludes_each_other),
    Edit(
        "CD-011",
        "Excludes2 pair is allowed",
        "OCG I.A.12.b",
        "W",
        "informational",
        "2015-10-01",
        True,
        allowed_together,
    ),
    Edit(
        "CD-012",
        "Etiology before manifestation",
        "OCG I.A.13",
        "D",
        "business-rule",
        "2015-10-01",
        True,
        etiology_first,
    ),
    Edit(
        "CD-020",
        "Manifestation as principal",
        "MCE 6, manifestation code as principal; OCG I.A.13",
        "D",
        "business-rule",
        "2015-10-01",
        True,
        not_manifestation,
    ),
    Edit(
        "CD-021",
        "External cause as principal",
        "MCE 2, external causes as principal; OCG I.C.20.a",
        "D",
        "business-rule",
        "2015-10-01",
        True,
        not_external,
    ),
    Edit(
        "CD-022",
        "Unacceptable principal diagnosis",
        "MCE 9, unacceptable principal; OCG I.C.21.c.16",
        "D",
        "business-rule",
        "2015-10-01",
        False,
        acceptable,
    ),
    Edit(
        "CD-023",
        "Repeated principal diagnosis",
        "MCE 3, duplicate of principal",
        "D",
        "duplicate",
        "2015-10-01",
        True,
        principal_once,
    ),
    Edit("CD-024", "Age conflict", "MCE 4, age conflict", "D", "business-rule", "2015-10-01", False, fits_age),
)
