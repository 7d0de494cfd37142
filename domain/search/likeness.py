"""Is this the same patient? Deterministic rules over identifiers and demographics, for ``Patient/$match``.

https://hl7.org/fhir/R4/patient-operation-match.html; grades of https://hl7.org/fhir/R4/valueset-match-grade.html.
A difference in birth date, sex or family name makes sure that nothing is certain. Names are compared without case and
accents. Nothing is guessed: no phonetics, no likelihoods; a later issue may add them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain.search.strings import normalised

CERTAIN, PROBABLE, POSSIBLE, NOT = "certain", "probable", "possible", "certainly-not"


@dataclass(frozen=True, slots=True)
class Grade:
    """How alike two patients are."""

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a patient is compared."""

    identifiers: frozenset[tuple[str, str]]
    families: frozenset[str]
    givens: frozenset[str]
    born: str
    sex: str
    contacts: frozenset[str]

    @property
    def enough(self) -> bool:
        """Tell whether this can be matched at all: an identifier with its system, or name, birth date and one more."""
        named = bool(self.families and self.born and (self.givens or self.sex))
        return bool(self.identifiers) or named


def traits(patient: dict[str, Any]) -> Traits:
    """Read them off a patient; what is old or wrong by its own words does not count."""
    names = [name for name in _each(patient, "name") if name.get("use") != "old"]
    return Traits(
        frozenset(
            (one["system"], one["value"])
            for one in _each(patient, "identifier")
            if one.get("use") != "old" and one.get("system") and one.get("value")
        ),
        frozenset(normalised(name["family"]) for name in names if name.get("family")),
        frozenset(normalised(given) for name in names for given in name.get("given", ()) if given),
        patient.get("birthDate", ""),
        patient.get("gender", ""),
        frozenset(_contacts(patient)),
    )


def _contacts(patient: dict[str, Any]) -> Iterator[str]:
    for one in _each(patient, "telecom"):
        value = one.get("value", "")
        digits = "".join(letter for letter in value if letter.isdigit())
        yield normalised(value) if "@" in value else digits
    for one in _each(patient, "address"):
        line = normalised(" ".join(one.get("line", ())))
        yield f"{line} {one['postalCode']}" if line and one.get("postalCode") else ""


def _each(patient: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for one in patient.get(name, ()) if isinstance(one, dict)]


def grade(asked: Traits, found: Traits) -> Grade:
    """Say how alike they are."""
    same_identifier = bool(asked.identifiers & found.identifiers)
    family = bool(asked.families & found.families)
    given = bool(asked.givens & found.givens)
    born = bool(asked.born) and asked.born == found.born
    sex = bool(asked.sex) and asked.sex == found.sex
    contact = bool((asked.contacts & found.contacts) - {""})
    differs = (
        bool(asked.families and found.families and not family),
        bool(asked.born and found.born and not born),
        bool(asked.sex and found.sex and not sex),
    )
    if same_identifier:
        if not any(differs):
            return Grade(CERTAIN, 1.0)
        return Grade(POSSIBLE, 0.5) if sum(differs) > 1 else Grade(PROBABLE, 0.8)
    if not (family and born) or any(differs):
        return Grade(NOT, 0.0)
    if given and sex:
        return Grade(PROBABLE, 0.9 if contact else 0.75)
    return Grade(POSSIBLE, 0.6 if given else 0.4)
