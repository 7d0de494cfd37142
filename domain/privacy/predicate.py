"""Which records does a decision cover? A predicate says it as data; ``holds`` is its meaning in Python.

The other interpreter is ``persistence/predicate_sql.py``; a property test keeps the two equal. A node is
added here first: ``assert_never`` then makes every interpreter that does not know it a type error.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import assert_never

from domain.privacy.consent import applies
from domain.privacy.facts import Directive, Facts


@dataclass(frozen=True, slots=True)
class Everything:
    """Every record. Never the meaning of something empty: an empty ``Any`` covers nothing."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No record."""


@dataclass(frozen=True, slots=True)
class All:
    """Records that every part covers."""

    of: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Records that at least one part covers."""

    of: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Records that the part does not cover, those without a patient or a date included."""

    of: Predicate


@dataclass(frozen=True, slots=True)
class OfType:
    """Records of one of these types."""

    types: frozenset[str]


@dataclass(frozen=True, slots=True)
class About:
    """Records that are about at least one patient, and about nobody but these."""

    patients: frozenset[str]


@dataclass(frozen=True, slots=True)
class HasPatient:
    """Records that name the patient they are about."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Records that bear at least one of these labels."""

    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class AuthoredBy:
    """Records whose present version was written by this client."""

    client: str


@dataclass(frozen=True, slots=True)
class InStatus:
    """Records whose ``status`` element is one of these codes."""

    statuses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Keyed:
    """Records that carry at least one of these token hashes."""

    hashes: frozenset[int]


@dataclass(frozen=True, slots=True)
class TreatedBy:
    """Records about patients each of whom one of these parties treats."""

    parties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Directed:
    """Records to which a patient's directive applies, for these parties and this purpose.

    ``consents`` narrows to the directives of these Consents; ``reaching`` to those whose stated labels
    include one of these (a consent that names 42 CFR Part 2 records, say).
    A permit never reaches a record about several patients.
    """

    permits: bool
    parties: frozenset[str]
    purpose: str
    consents: frozenset[str] | None = None
    reaching: frozenset[str] | None = None


Predicate = (
    Everything
    | Nothing
    | All
    | Any
    | Not
    | OfType
    | About
    | HasPatient
    | Labelled
    | AuthoredBy
    | InStatus
    | Keyed
    | TreatedBy
    | Directed
)


def holds(predicate: Predicate, facts: Facts, at: int) -> bool:
    """Tell whether the predicate covers the record, at an instant (microseconds since 1970)."""
    match predicate:
        case Everything():
            return True
        case Nothing():
            return False
        case All(of):
            return all(holds(part, facts, at) for part in of)
        case Any(of):
            return any(holds(part, facts, at) for part in of)
        case Not(of):
            return not holds(of, facts, at)
        case OfType(types):
            return facts.type in types
        case About(patients):
            return bool(facts.patients) and patients.issuperset(facts.patients)
        case HasPatient():
            return bool(facts.patients)
        case Labelled(labels):
            return not labels.isdisjoint(facts.labels)
        case AuthoredBy(client):
            return facts.author == client
        case InStatus(statuses):
            return facts.status in statuses
        case Keyed(hashes):
            return not hashes.isdisjoint(facts.keys)
        case TreatedBy(parties):
            return bool(facts.patients) and not parties.isdisjoint(facts.parties)
        case Directed():
            return any(_directs(predicate, directive, facts, at) for directive in facts.directives)
        case _:
            assert_never(predicate)


def simplified(predicate: Predicate) -> Predicate:
    """Give a predicate that covers the same records in fewer words: constants folded, nested lists joined."""
    match predicate:
        case All(of):
            return _joined(All, [simplified(part) for part in of], Everything(), Nothing())
        case Any(of):
            return _joined(Any, [simplified(part) for part in of], Nothing(), Everything())
        case Not(of):
            match simplified(of):
                case Everything():
                    return Nothing()
                case Nothing():
                    return Everything()
                case Not(inner):
                    return inner
                case part:
                    return Not(part)
        case _:
            return predicate


@lru_cache(maxsize=65_536)
def among(predicate: Predicate, type_: str) -> Predicate:
    """Give what the predicate comes to among records of one type."""
    return simplified(_among(predicate, type_))


def _among(predicate: Predicate, type_: str) -> Predicate:
    match predicate:
        case All(of):
            return All(tuple(_among(part, type_) for part in of))
        case Any(of):
            return Any(tuple(_among(part, type_) for part in of))
        case Not(of):
            return Not(_among(of, type_))
        case OfType(types):
            return Everything() if type_ in types else Nothing()
        case _:
            return predicate


def _joined(kind: type[All | Any], parts: list[Predicate], neutral: Predicate, absorbing: Predicate) -> Predicate:
    flat: list[Predicate] = []
    for part in parts:
        flat.extend(part.of if isinstance(part, kind) else (part,))
    if absorbing in flat:
        return absorbing
    kept = tuple(part for part in flat if part != neutral)
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else kind(kept)


def _directs(node: Directed, directive: Directive, facts: Facts, at: int) -> bool:
    if directive.permits is not node.permits or (node.permits and len(facts.patients) != 1):
        return False
    if node.consents is not None and directive.consent not in node.consents:
        return False
    if node.reaching is not None and (directive.labels is None or node.reaching.isdisjoint(directive.labels)):
        return False
    return applies(directive, facts, node.parties, node.purpose, at)
