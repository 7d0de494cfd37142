"""Which search parameters can a search use, and which index rows answer them? Table 2.

The facts are in ``r4_parameters.py``. Rows of an index are shared where one parameter's elements are among
another's: ``name`` needs rows of its own only for what ``family`` and ``given`` leave, and ``patient`` none
beside ``subject``. Fewer rows make faster writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from domain.fhir.resources import RESOURCES
from domain.search.r4_parameters import ROWS

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFINITIONS = "http://hl7.org/fhir/SearchParameter/"

UNSUPPORTED = {
    "composite": "parameters made of two values need rows of their own; a later issue adds them",
    "special": "a distance needs a spatial index; a later issue adds it",
}
"""The kinds of parameters that R4 defines and a search here cannot use, each with the reason."""

_KEYS_ONLY = {"_profile", "_source"}
"""Uri parameters whose values are few: they are kept in the keys of the record, as tokens are."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One element that a parameter looks at: its steps in JSON, its type, and what narrows it.

    ``narrowed`` is a resource type for a reference, the code system that the binding implies for a code.
    """

    steps: tuple[str, ...]
    type: str
    narrowed: str = ""


@dataclass(frozen=True, slots=True)
class SearchParameter:
    """One parameter of one type.

    ``leaves`` are all elements it looks at; ``own`` those for which it has rows or hashes of its own;
    ``slots`` the parameters (number and code) whose rows and hashes answer it. ``narrowed``: the type that its
    targets must have where others share the rows. ``service``: which columns of the record answer it instead
    of an index (patient, clinical, id, updated), "" for an index.
    """

    number: int
    type: str
    code: str
    kind: str
    url: str
    targets: tuple[str, ...]
    expression: str
    leaves: tuple[Leaf, ...]
    own: tuple[Leaf, ...] = ()
    slots: tuple[tuple[int, str], ...] = ()
    narrowed: str = ""
    service: str = ""
    selective: bool = field(default=False)


_LEAF = re.compile(r"^(.*):(\w+)(?:\(([^)]*)\))?$")


def _leaf(text: str) -> Leaf:
    # The type follows the last colon outside brackets; a code system in brackets may hold colons.
    path, type_, narrowed = _LEAF.findall(text)[0]
    return Leaf(tuple(path.split(">")), type_, narrowed)


@cache
def _table() -> dict[str, list[SearchParameter]]:
    table: dict[str, list[SearchParameter]] = {}
    for line in ROWS.strip().splitlines():
        number, type_, code, kind, definition, targets, leaves, expression = line.split("\t")
        parameter = SearchParameter(
            int(number),
            type_,
            code,
            kind,
            DEFINITIONS + definition if "://" not in definition else definition,
            tuple(targets.split(",")) if targets else (),
            expression,
            tuple(map(_leaf, leaves.split())),
        )
        table.setdefault(type_, []).append(parameter)
    return table


def defined(type_: str) -> list[SearchParameter]:
    """Give every parameter that R4 defines for the type, supported or not, the common ones included."""
    return [*_table().get(type_, ()), *_table()["*"]]


@cache
def parameters_of(type_: str) -> Mapping[str, SearchParameter]:
    """Give the parameters that a search of the type can use, by code."""
    usable = [row for row in defined(type_) if row.kind not in UNSUPPORTED]
    return MappingProxyType({row.code: _shared(row, usable, type_) for row in usable})


def _bare(leaf: Leaf, kind: str) -> Leaf:
    return Leaf(leaf.steps, leaf.type) if kind == "reference" else leaf


def _shared(row: SearchParameter, usable: list[SearchParameter], type_: str) -> SearchParameter:
    """Find which rows answer the parameter: its own, or those of parameters whose elements are among its."""
    mine = {_bare(leaf, row.kind) for leaf in row.leaves}
    narrowed = next((leaf.narrowed for leaf in row.leaves if leaf.narrowed), "") if row.kind == "reference" else ""
    narrower: list[tuple[SearchParameter, set[Leaf]]] = []
    for other in usable:
        theirs = {_bare(leaf, other.kind) for leaf in other.leaves}
        same = theirs == mine and row.kind != "token" and (_is_narrowed(other), other.number) < (
            _is_narrowed(row), row.number
        )  # fmt: skip
        within = same or (theirs < mine and not _is_narrowed(other))
        if within and theirs and other is not row and other.kind == row.kind:
            narrower.append((other, theirs))
    taken: set[Leaf] = set()
    slots: list[tuple[int, str]] = []
    for other, theirs in sorted(narrower, key=lambda found: (-len(found[1]), found[0].number)):
        if not theirs <= taken:
            slots += [slot for slot in _shared(other, usable, type_).slots if slot not in slots]
            taken |= theirs
    own = tuple(leaf for leaf in dict.fromkeys(_bare(leaf, row.kind) for leaf in row.leaves) if leaf not in taken)
    if own:
        slots.append((row.number, row.code))
    return SearchParameter(
        row.number, type_, row.code, row.kind, row.url, row.targets, row.expression, row.leaves,
        own, tuple(slots), narrowed, _service(row, type_), _is_selective(row, type_),
    )  # fmt: skip


def _is_narrowed(row: SearchParameter) -> bool:
    return row.kind == "reference" and any(leaf.narrowed for leaf in row.leaves)


def _is_selective(row: SearchParameter, type_: str) -> bool:
    identifiers = any(leaf.type == "Identifier" for leaf in row.leaves)
    return row.kind == "token" and (identifiers or row.code in RESOURCES[type_].selective)


def _service(row: SearchParameter, type_: str) -> str:
    """Tell which columns of the record answer the parameter."""
    resource = RESOURCES[type_]
    if row.code in {"_id", "_lastUpdated"}:
        return {"_id": "id", "_lastUpdated": "updated"}[row.code]
    if row.code in _KEYS_ONLY:
        return "keys"
    if row.code == resource.clinical_date:
        return "clinical"
    paths = {".".join(leaf.steps) for leaf in row.leaves}
    if row.kind == "reference" and not resource.many and paths == set(resource.subject):
        return "patient"
    return ""
