"""What does a search ask for? The grammar of https://hl7.org/fhir/R4/search.html.

A parameter that is not understood is refused, never passed over: a filter that is ignored would release more than
was asked for (SECURITY.md A7, 20 and 21). Only ``lenient`` (``Prefer: handling=lenient``) leaves out unknown names.
No text of a fault repeats a value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from domain.errors import Fault, Malformed
from domain.fhir.resources import RESOURCES
from domain.search.expression import (
    DEFAULT_COUNT,
    AllOf,
    AnyOf,
    Chain,
    Condition,
    Filter,
    Include,
    Listed,
    NoneOf,
    Query,
    Reverse,
    Sort,
    Summary,
    Total,
    Typed,
    Words,
)
from domain.search.filters import MOST_LETTERS, MOST_VALUES, SPECIAL, Conditions, Unknown, pointed
from domain.search.inclusion import MOST_INCLUDES, NAMES, include
from domain.search.parameters import SearchParameter, parameters_of
from domain.search.refusals import refused, shown
from domain.search.values import split

__all__ = [
    "AllOf", "AnyOf", "Chain", "Condition", "Filter", "Include", "Listed", "NoneOf", "Query", "Reverse", "Sort",
    "Summary", "Total", "Typed", "Words", "parse", "sortable",
]  # fmt: skip

MOST_COUNT = 1_000
MOST_PARAMETERS = 64
MOST_SORTS = 4
MOST_ELEMENTS = 64

SEARCHABLE = frozenset({"token", "string", "date", "number", "quantity", "reference", "uri"})
"""The kinds of parameters that a search can use."""

_SHAPE = frozenset({"_format", "_pretty"})
"""Say how the answer is written, not what is in it."""

_LATER = frozenset({"_query", "_containedType", "_score"})
"""Known to FHIR, not to this server: refused by name, lenient or not."""

_ONCE = frozenset({"_count", "_total", "_summary", "_sort", "_elements", "_type", "_contained"})
_WORDS = {
    "_total": frozenset({"none", "estimate", "accurate"}),
    "_summary": frozenset({"true", "text", "data", "count", "false"}),
}


def parse(
    types: str | Sequence[str], pairs: Sequence[tuple[str, str]], *, lenient: bool = False, base: str = ""
) -> Query:
    """Read the decoded parameters of a search; every fault is reported, each with the name of its parameter.

    ``types``: the one that is searched, several, or none for a search of all, which ``_type`` may narrow down.
    ``base`` is the address of this server, so that its own absolute references are known as local.
    """
    wanted = (types,) if isinstance(types, str) else tuple(types)
    if not all(type_ in RESOURCES for type_ in wanted):
        raise Malformed(Fault("not-supported", "This server knows no resource type of that name."))
    if len(pairs) > MOST_PARAMETERS:
        raise Malformed(Fault("too-costly", f"A search takes at most {MOST_PARAMETERS} parameters."))
    reading = _Reading(wanted, lenient=lenient, base=base)
    # The types come first, whatever stands where: all else is read for them.
    for name, value in sorted(pairs, key=lambda pair: pair[0] != "_type"):
        try:
            reading.take(name, value)
        except Malformed as fault:
            reading.faults += fault.faults
    return reading.query()


class _Reading:
    """One search while it is read."""

    def __init__(self, types: tuple[str, ...], *, lenient: bool, base: str) -> None:
        self.faults: list[Fault] = []
        self._types = types
        self._lenient = lenient
        self._conditions = Conditions(base)
        self._filters: list[Condition] = []
        self._includes: list[Include] = []
        self._ignored: list[str] = []
        self._once: dict[str, str] = {}
        self._sort: tuple[Sort, ...] = ()
        self._elements: tuple[str, ...] = ()
        self._values = 0

    def query(self) -> Query:
        """Put together what was read."""
        summary = cast("Summary", self._once.get("_summary", ""))
        if summary == "text" and self._includes:
            self.faults += refused("invalid", "_summary", "is text, with which nothing can be included").faults
        if self.faults:
            raise Malformed(*self.faults)
        counting = summary == "count"
        return Query(
            self._types,
            tuple(self._filters),
            self._sort,
            0 if counting else min(int(self._once.get("_count", DEFAULT_COUNT)), MOST_COUNT),
            "accurate" if counting else cast("Total", self._once.get("_total", "none")),
            summary,
            self._elements,
            tuple(dict.fromkeys(self._includes)),
            tuple(self._ignored),
        )

    def take(self, name: str, value: str) -> None:
        """Read one pair."""
        if name in _SHAPE:
            return
        if not value:
            raise refused("invalid", name, "has no value")
        if len(value) > MOST_LETTERS * MOST_VALUES or "\0" in value or not _encodes(value):
            raise refused("invalid", name, "has a value that is no text")
        plain = name.partition(":")[0]
        if plain in _LATER:
            raise refused("not-supported", name, "is not supported")
        if name in _ONCE:
            self._shape(name, value)
        elif plain in _ONCE:
            raise refused("not-supported", name, "has a modifier that is not supported")
        elif plain in NAMES:
            self._include(name, value)
        else:
            self._condition(name, value)

    def _condition(self, name: str, value: str) -> None:
        self._values += len(split(value, ","))
        if self._values > MOST_VALUES:
            raise refused("too-costly", name, f"goes over {MOST_VALUES} values in one search")
        types = self._types or tuple(RESOURCES)
        try:
            if len(types) == 1 or name.partition(":")[0] in SPECIAL - {"_filter"}:
                found = self._conditions.read(types[0], name, value, name)
                self._filters += found.of if isinstance(found, AllOf) else (found,)
            else:
                self._filters.append(self._common(types, name, value))
        except Unknown as unknown:
            if not self._lenient:
                of = types[0] if len(types) == 1 else "every type that is searched"
                of = of if str(unknown) == types[0] or len(types) > 1 else str(unknown)
                raise refused("not-supported", name, f"is not a parameter of {of}") from None
            self._ignored.append(name)

    def _common(self, types: tuple[str, ...], name: str, value: str) -> Condition:
        """Read a parameter that every one of the types has (https://hl7.org/fhir/R4/search.html#type).

        Nothing refers by the reference of a ``_has`` to records of types that it cannot point to: they do not match.
        """
        read = [(type_, self._conditions.again().read(type_, name, value, name)) for type_ in pointed(name, types)]
        (_, first) = read[0]
        if isinstance(first, Filter) and first.parameter.service in {"id", "updated"}:
            return first  # columns of every record
        return Typed(tuple(read))

    def _include(self, name: str, value: str) -> None:
        self._includes.append(include(name, value))
        if len(self._includes) > MOST_INCLUDES:
            raise refused("too-costly", name, f"stands more than {MOST_INCLUDES} times")

    def _shape(self, name: str, value: str) -> None:
        if name in self._once:
            raise refused("invalid", name, "is given twice")
        self._once[name] = value
        if name in _WORDS and value not in _WORDS[name]:
            raise refused("value", name, f"is none of {', '.join(sorted(_WORDS[name]))}")
        match name:
            case "_count":
                if not re.fullmatch(r"[0-9]{1,9}", value):
                    self._once[name] = "0"
                    raise refused("value", name, "is not a whole number")
            case "_sort":
                self._sort = self._sorts(value)
            case "_type":
                self._typed(value)
            case "_elements":
                self._elements = _elements(value)
            case "_contained":
                if value != "false":
                    raise refused("not-supported", name, "is supported as false only")

    def _typed(self, value: str) -> None:
        types = tuple(dict.fromkeys(value.split(",")))
        if not all(type_ in RESOURCES for type_ in types):
            raise refused("value", "_type", "names a type that this server does not know")
        if self._types and not set(types) <= set(self._types):
            raise refused("invalid", "_type", "names a type that is not searched here")
        self._types = types

    def _sorts(self, value: str) -> tuple[Sort, ...]:
        sorts = []
        for key in value.split(","):
            code = key.removeprefix("-")
            parameter = self._sorting(code)
            if parameter is None:
                raise refused("not-supported", "_sort", f"cannot order by {shown(code)}")
            sorts.append(Sort(parameter, key.startswith("-")))
        if len(sorts) > MOST_SORTS or len({sort.parameter.code for sort in sorts}) < len(sorts):
            raise refused("invalid", "_sort", f"takes at most {MOST_SORTS} different keys")
        return tuple(sorts)

    def _sorting(self, code: str) -> SearchParameter | None:
        """Find the parameter of a sort key; of several types, only what is a column of every record."""
        types = self._types or tuple(RESOURCES)
        found = [parameters_of(type_).get(code) for type_ in types]
        first = found[0]
        if first is None or not first.complete or not sortable(first):
            return None
        columns = {one.service if one else "" for one in found}
        return first if len(types) == 1 or (len(columns) == 1 and columns <= {"id", "updated", "clinical"}) else None


def sortable(parameter: SearchParameter) -> bool:
    """Tell whether records can be ordered by the parameter."""
    known = bool(parameter.leaves) and all(leaf.type != "exists" for leaf in parameter.leaves)
    return parameter.kind in SEARCHABLE and known


def _elements(value: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(value.split(",")))
    if len(names) > MOST_ELEMENTS or not all(
        re.fullmatch(r"(?:[A-Z][A-Za-z]+\.)?[A-Za-z][A-Za-z0-9]*", one) for one in names
    ):
        raise refused("value", "_elements", "is no list of names of elements")
    return names


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
