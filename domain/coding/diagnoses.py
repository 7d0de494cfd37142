"""Which ICD-10-CM codes does an encounter carry, in which order, and which of them is principal?

Encounter.diagnosis (https://hl7.org/fhir/R4/encounter-definitions.html#Encounter.diagnosis) tells the order by use and
rank; where it is absent the order is that of the chart, and only a single diagnosis is surely the principal one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.coding.facts import SYSTEMS, canonical
from domain.fhir.targets import local, named

_IGNORED = frozenset({"entered-in-error", "refuted"})
# Diagnoses of another time: they are looked up, but do not conflict with the final ones.
_PROVISIONAL = frozenset({"AD", "CC", "pre-op", "post-op"})
_LEADING = frozenset({"DD", "billing"})
_UNRANKED = 1 << 31


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One code of one Condition, at its place in the order."""

    code: str
    focus: str
    expression: str
    final: bool
    place: int


@dataclass(frozen=True, slots=True)
class Diagnoses:
    """The codes of an encounter in order; ``stated`` when the encounter says the order itself."""

    all: tuple[Diagnosis, ...]
    stated: bool

    def final(self) -> tuple[Diagnosis, ...]:
        """Give the codes that count for the encounter as a whole, first the principal one."""
        return tuple(each for each in self.all if each.final)


def diagnoses(encounter: Mapping[str, Any], conditions: Sequence[Mapping[str, Any]]) -> Diagnoses:
    """Read the codes; refuted and mistaken Conditions and those of other encounters are left out."""
    coded = [(condition, found) for condition in conditions if (found := list(_codes(condition)))]
    if not coded:
        return Diagnoses((), stated=False)
    ranks = _ranks(encounter)
    home = named(encounter)
    ordered = []
    for number, (condition, found) in enumerate(coded):
        name, stay = named(condition), local(condition.get("encounter"))
        if name not in ranks and stay not in {"", home}:
            continue
        uses, rank = ranks.get(name, (frozenset(), (2, _UNRANKED, number)))
        final = not uses <= _PROVISIONAL if uses else not (ranks and _is_problem(condition))
        ordered.append((rank, name, found, final))
    ordered.sort(key=lambda each: each[0])
    flat = [(name, code, where, final) for _, name, found, final in ordered for code, where in found]
    listed = tuple(Diagnosis(code, name, where, final, place) for place, (name, code, where, final) in enumerate(flat))
    single = len({each.focus for each in listed if each.final}) == 1
    return Diagnoses(listed, stated=single or any(each.focus in ranks for each in listed if each.final))


def _codes(condition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    codings = (condition.get("code") or {}).get("coding", ())
    for number, coding in enumerate(codings):
        if coding.get("system") in SYSTEMS and isinstance(coding.get("code"), str) and not _ignored(condition):
            yield canonical(coding["code"]), f"Condition.code.coding[{number}]"


def _ignored(condition: Mapping[str, Any]) -> bool:
    status = (condition.get("verificationStatus") or {}).get("coding", ())
    return any(coding.get("code") in _IGNORED for coding in status)


def _is_problem(condition: Mapping[str, Any]) -> bool:
    kinds = (coding.get("code") for each in condition.get("category", ()) for coding in each.get("coding", ()))
    return "problem-list-item" in set(kinds)


def _ranks(encounter: Mapping[str, Any]) -> dict[str, tuple[frozenset[str], tuple[int, int, int]]]:
    """Give for each Condition its uses and its best place: discharge and billing diagnoses first, then by rank."""
    found: dict[str, tuple[frozenset[str], tuple[int, int, int]]] = {}
    for number, entry in enumerate(encounter.get("diagnosis", ())):
        name = local(entry.get("condition"))
        uses = frozenset(coding.get("code", "") for coding in (entry.get("use") or {}).get("coding", ()))
        role = 0 if uses & _LEADING else 3 if uses and uses <= _PROVISIONAL else 1
        rank = (role, entry.get("rank", _UNRANKED), number)
        before = found.get(name)
        found[name] = (uses, rank) if before is None else (before[0] | uses, min(before[1], rank))
    return found
