"""Which search parameters can a search use, and which index rows answer them? Table 2.

The facts are in ``r4_parameters.py`` and ``us_core_parameters.py``; custom ones are adopted while running. Rows of an
index are shared where one parameter's elements are among another's: ``name`` needs rows of its own only for what
``family`` and ``given`` leave, and ``patient`` none beside ``subject``. Fewer rows make faster writes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from domain.fhir.resources import RESOURCES
from domain.search import r4_parameters, us_core_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEFINITIONS = "http://hl7.org/fhir/SearchParameter/"

FIRST_CUSTOM = 100_000
"""Custom parameters have numbers above this."""

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
class Part:
    """One component of a composite below an element: the code of its parameter, and what it looks at.

    The steps of a leaf that begins at the resource, not at the element, begin with ``/``.
    """

    code: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """One way in which the parts of a composite are found together (``composites.py``); any of the ways will do.

    Either ``codes``: the parameters of the type, one for each component, that must all hold. Or ``parts``, of one
    element at ``steps``: rows of ``index_part`` under ``number``, with hashes made with ``code`` (``joined.py``).
    """

    codes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    number: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class SearchParameter:
    """One parameter of one type.

    ``leaves`` are all elements it looks at; ``own`` those for which it has rows or hashes of its own;
    ``slots`` the parameters (number and code) whose rows and hashes answer it. ``narrowed``: the type that its
    targets must have where others share the rows. ``service``: which columns of the record answer it instead
    of an index (patient, clinical, id, updated), "" for an index. ``components``: the parameters whose values a
    composite joins, in order; ``together``: the ways to find them together. ``folded``: a token without letter case.
    ``complete``: everything stored is indexed by it; a custom one is not before a reindex.
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
    components: tuple[SearchParameter, ...] = ()
    together: tuple[Together, ...] = ()
    folded: bool = False
    complete: bool = True

    @property
    def begun(self) -> tuple[int, ...]:
        """The numbers of the rows whose texts may begin with what is asked; below zero: later parts of family names."""
        named = any(leaf.steps[-1:] == ("family",) for leaf in self.leaves)
        return tuple(n for number, _ in self.slots for n in ((number, -number) if named else (number,)))

    @property
    def hashed(self) -> str:
        """The name that its hashes are made with; a custom parameter's is never used again."""
        return self.code if self.number < FIRST_CUSTOM else f"{self.code}#{self.number}"


_LEAF = re.compile(r"^(.*):(\w+)(?:\(([^)]*)\))?$")


def _leaf(text: str) -> Leaf:
    # The type follows the last colon outside brackets; a code system in brackets may hold colons.
    path, type_, narrowed = _LEAF.findall(text)[0]
    return Leaf(tuple(filter(None, path.split(">"))), type_, narrowed)


def _together(text: str, number: int, code: str) -> Together:
    if ";" not in text:
        return Together(codes=tuple(text.split("+")))
    path, *parts = text.split(";")
    return Together(
        steps=tuple(filter(None, path.split(">"))),
        parts=tuple(
            Part(name, tuple(map(_leaf, leaves.split(","))))
            for name, _, leaves in (part.partition("=") for part in parts)
        ),
        number=number,
        code=code,
    )


def leaf_text(leaf: Leaf) -> str:
    """Write an element as the table does."""
    return f"{'>'.join(leaf.steps)}:{leaf.type}" + (f"({leaf.narrowed})" if leaf.narrowed else "")


def read_row(line: str) -> SearchParameter:
    """Read one row of a table of parameters."""
    number, type_, code, kind, definition, targets, found, expression = line.split("\t")
    composite = kind == "composite"
    name = code if int(number) < FIRST_CUSTOM else f"{code}#{number}"
    return SearchParameter(
        int(number),
        type_,
        code,
        kind,
        DEFINITIONS + definition if ":" not in definition else definition,
        tuple(targets.split(",")) if targets else (),
        expression,
        () if composite else tuple(map(_leaf, found.split())),
        together=tuple(_together(way, int(number), name) for way in found.split()) if composite else (),
    )


@cache
def _table() -> dict[str, list[SearchParameter]]:
    table: dict[str, list[SearchParameter]] = {}
    for line in (*r4_parameters.ROWS.strip().splitlines(), *us_core_parameters.ROWS.strip().splitlines()):
        parameter = read_row(line)
        table.setdefault(parameter.type, []).append(parameter)
    return table


_ADOPTED: dict[str, tuple[SearchParameter, ...]] = {}
"""The custom parameters of this process, by type."""

Compiled = TypeVar("Compiled")

_CACHES: list[Any] = []
"""What must be forgotten when the parameters change."""


_GENERATION = [0]
"""Which set of custom parameters that is: a number that means nothing but whether it is the same set."""


def generation() -> int:
    """Tell which custom parameters this process has adopted."""
    return _GENERATION[0]


def adopt(rows: Sequence[SearchParameter], generation: int = 0) -> None:
    """Take these as the custom parameters of this process, in place of all before."""
    _GENERATION[0] = generation
    _ADOPTED.clear()
    for row in rows:
        _ADOPTED[row.type] = (*_ADOPTED.get(row.type, ()), row)
    for forgotten in _CACHES:
        forgotten.cache_clear()


def defined(type_: str) -> list[SearchParameter]:
    """Give every parameter of the type: those of R4 and US Core, supported or not, the common ones, and custom ones."""
    return [*_table().get(type_, ()), *_table()["*"], *_ADOPTED.get(type_, ())]


def compiled(of: Callable[[str], Compiled]) -> Callable[[str], Compiled]:
    """Keep what is compiled of a type's parameters until the custom ones change."""
    kept = cache(of)
    _CACHES.append(kept)
    return kept


@compiled
def parameters_of(type_: str) -> Mapping[str, SearchParameter]:
    """Give the parameters that a search of the type can use, by code."""
    rows = defined(type_)
    own = len(rows) - len(_ADOPTED.get(type_, ()))
    plain = [row for row in rows[:own] if row.kind != "composite"]
    table = {row.code: _shared(row, plain, type_) for row in plain}
    table |= {row.code: _alone(row, type_) for row in rows[own:] if row.kind != "composite"}
    composites: list[SearchParameter] = []
    for row in rows:
        if row.kind == "composite" and (joined := _joined(row, table, composites, type_)):
            composites.append(joined)
    return MappingProxyType(table | {row.code: row for row in composites})


def _alone(row: SearchParameter, type_: str) -> SearchParameter:
    """Give a custom parameter: it has rows and hashes of its own, under its own names, so that it can come and go."""
    narrowed = {leaf.narrowed for leaf in row.leaves if row.kind == "reference"}
    targets = tuple(sorted(narrowed)) if narrowed and "" not in narrowed else row.targets
    own = tuple(dict.fromkeys(row.leaves))
    slots = ((row.number, row.hashed),)
    return replace(row, type=type_, own=own, slots=slots, targets=targets, folded=_is_folded(row))


def _joined(
    row: SearchParameter, table: Mapping[str, SearchParameter], others: list[SearchParameter], type_: str
) -> SearchParameter | None:
    """Give a composite with its components; ways that another one has rows for already are found by those."""
    first = row.together[0]
    codes = first.codes or tuple(part.code for part in first.parts)
    if not all(code in table for way in row.together for code in (*codes, *way.codes)):
        return None  # a custom one whose component is gone
    components = tuple(table[code] for code in codes)
    ways = []
    for way in row.together:
        same = (
            theirs
            for other in others
            for theirs in other.together
            if theirs.parts
            and theirs.steps == way.steps
            and [part.leaves for part in theirs.parts] == [part.leaves for part in way.parts]
            and [one.kind for one in other.components] == [one.kind for one in components]
            and row.number < FIRST_CUSTOM
        )
        ways.append(next(same, way) if way.parts else way)
    return replace(row, type=type_, components=components, together=tuple(ways))


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
        own, tuple(slots), narrowed, _service(row, type_), _is_selective(row, type_), folded=_is_folded(row),
    )  # fmt: skip


def _is_narrowed(row: SearchParameter) -> bool:
    return row.kind == "reference" and any(leaf.narrowed for leaf in row.leaves)


def _is_selective(row: SearchParameter, type_: str) -> bool:
    identifiers = any(leaf.type == "Identifier" for leaf in row.leaves)
    return row.kind == "token" and (identifiers or row.code in RESOURCES[type_].selective)


def _is_folded(row: SearchParameter) -> bool:
    """Tell whether letter case does not count: plain strings read as tokens (search.html#token)."""
    return row.kind == "token" and bool(row.leaves) and all(leaf.type in {"string", "markdown"} for leaf in row.leaves)


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
