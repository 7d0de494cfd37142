"""What does a search ask for? The grammar of https://hl7.org/fhir/R4/search.html.

A parameter that is not understood is refused, never passed over: a filter that is ignored would release more than
was asked for (SECURITY.md A7, 20 and 21). Only ``lenient`` (``Prefer: handling=lenient``) leaves out unknown names.
No text of a fault repeats a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
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
from domain.search.parameters import SearchParameter, defined, parameters_of
from domain.search.values import (
    DateValue,
    NumberValue,
    QuantityValue,
    ReferenceValue,
    StringValue,
    TokenValue,
    UriValue,
    Value,
    split,
)

__all__ = [
    "AllOf", "AnyOf", "Chain", "Condition", "Filter", "Include", "Listed", "NoneOf", "Query", "Reverse", "Sort",
    "Summary", "Total", "Typed", "Words", "parse",
]  # fmt: skip

MOST_COUNT = 1_000
MOST_VALUES = 500
MOST_PARAMETERS = 64
MOST_SORTS = 4
MOST_LETTERS = 4_096

SEARCHABLE = frozenset({"token", "string", "date", "number", "quantity", "reference", "uri"})
"""The kinds of parameters that a search can use."""

_MODIFIERS = {
    "token": frozenset({"not"}),
    "string": frozenset({"exact", "contains"}),
    "reference": frozenset({"identifier"}),
    "uri": frozenset({"below", "above"}),
}

_READERS: dict[str, Callable[[str], Value]] = {
    "token": TokenValue.read,
    "string": StringValue.read,
    "date": DateValue.read,
    "number": NumberValue.read,
    "quantity": QuantityValue.read,
    "uri": UriValue.read,
}

_SHAPE = frozenset({"_format", "_pretty"})
"""Say how the answer is written, not what is in it."""

_LATER = frozenset(
    {
        "_include", "_revinclude", "_has", "_filter", "_text", "_content", "_list", "_query", "_elements", "_contained",
        "_containedType", "_type", "_score",
    }
)  # fmt: skip
"""Known to FHIR, not to this server: refused by name, lenient or not."""


def parse(type_: str, pairs: Sequence[tuple[str, str]], *, lenient: bool = False, base: str = "") -> Query:
    """Read the decoded parameters of a search; every fault is reported, each with the name of its parameter.

    ``base`` is the address of this server, so that its own absolute references are known as local.
    """
    if type_ not in RESOURCES:
        raise Malformed(Fault("not-supported", "This server knows no resource type of that name."))
    if len(pairs) > MOST_PARAMETERS:
        raise Malformed(Fault("too-costly", f"A search takes at most {MOST_PARAMETERS} parameters."))
    reading = _Reading(type_, lenient=lenient, base=base)
    for name, value in pairs:
        try:
            reading.take(name, value)
        except Malformed as refused:
            reading.faults += refused.faults
    if reading.faults:
        raise Malformed(*reading.faults)
    return reading.query()


class _Reading:
    """One search while it is read."""

    def __init__(self, type_: str, *, lenient: bool, base: str) -> None:
        self.faults: list[Fault] = []
        self._type = type_
        self._lenient = lenient
        self._base = base
        self._filters: list[Filter] = []
        self._ignored: list[str] = []
        self._once: dict[str, str] = {}
        self._sort: tuple[Sort, ...] = ()
        self._values = 0

    def query(self) -> Query:
        """Put together what was read."""
        summary = self._once.get("_summary", "")
        counting = summary == "count"
        count = 0 if counting else min(int(self._once.get("_count", DEFAULT_COUNT)), MOST_COUNT)
        total = "accurate" if counting else cast("Total", self._once.get("_total", "none"))
        return Query(
            (self._type,),
            tuple(self._filters),
            self._sort,
            count,
            total,
            "count" if counting else "",
            ignored=tuple(self._ignored),
        )

    def take(self, name: str, value: str) -> None:
        """Read one pair."""
        if name in _SHAPE:
            return
        if not value:
            raise _refused("invalid", name, "has no value")
        if len(value) > MOST_LETTERS * MOST_VALUES or "\0" in value or not _encodes(value):
            raise _refused("invalid", name, "has a value that is no text")
        if name in {"_count", "_total", "_summary", "_sort"}:
            self._shape(name, value)
            return
        plain, _, modifier = name.partition(":")
        if plain in _LATER:
            raise _refused("not-supported", name, "is not supported")
        if "." in name:
            raise _refused("not-supported", name, "is chained; chained parameters are not supported")
        parameter = parameters_of(self._type).get(plain)
        if parameter is None:
            self._unknown(name, plain)
        else:
            self._filters.append(self._filter(name, parameter, modifier, value))

    def _unknown(self, name: str, plain: str) -> None:
        if any(row.code == plain for row in defined(self._type)):
            raise _refused("not-supported", name, "is of a kind that is not supported")
        if not self._lenient:
            raise _refused("not-supported", name, f"is not a parameter of {self._type}")
        self._ignored.append(name)

    def _shape(self, name: str, value: str) -> None:
        if name in self._once:
            raise _refused("invalid", name, "is given twice")
        self._once[name] = value
        if name == "_count":
            if not re.fullmatch(r"[0-9]{1,9}", value):
                self._once[name] = "0"
                raise _refused("value", name, "is not a whole number")
        elif name == "_total":
            if value not in {"none", "estimate", "accurate"}:
                raise _refused("value", name, "is none of none, estimate, accurate")
        elif name == "_summary":
            if value not in {"count", "false"}:
                raise _refused("not-supported", name, "is supported as count or false only")
        else:
            self._sort = self._sorts(value)

    def _sorts(self, value: str) -> tuple[Sort, ...]:
        sorts = []
        for key in value.split(","):
            code = key.removeprefix("-")
            parameter = parameters_of(self._type).get(code)
            if parameter is None or not sortable(parameter):
                raise _refused("not-supported", "_sort", f"cannot order by {_shown(code)}")
            sorts.append(Sort(parameter, key.startswith("-")))
        if len(sorts) > MOST_SORTS or len({sort.parameter.code for sort in sorts}) < len(sorts):
            raise _refused("invalid", "_sort", f"takes at most {MOST_SORTS} different keys")
        return tuple(sorts)

    def _filter(self, name: str, parameter: SearchParameter, modifier: str, value: str) -> Filter:
        if modifier == "missing":
            if parameter.service in {"id", "updated"} or value not in {"true", "false"}:
                raise _refused("value", name, "is neither true nor false, or asks what is never missing")
            return Filter(parameter, missing=value == "true")
        if not _fits(parameter, modifier) or (":" in name and not modifier):
            raise _refused("not-supported", name, "has a modifier that is not supported")
        parts = split(value, ",")
        self._values += len(parts)
        if self._values > MOST_VALUES:
            raise _refused("too-costly", name, f"goes over {MOST_VALUES} values in one search")
        try:
            return Filter(parameter, modifier, tuple(self._value(parameter, modifier, part) for part in parts))
        except (ValueError, ArithmeticError):
            raise _refused("value", name, f"has a value that is not a {parameter.kind}") from None

    def _value(self, parameter: SearchParameter, modifier: str, text: str) -> Value:
        if not text or len(text) > MOST_LETTERS:
            raise ValueError("no value")
        if modifier == "identifier":
            return TokenValue.read(text)
        if parameter.kind != "reference":
            return _READERS[parameter.kind](text)
        types = (modifier,) if modifier else (parameter.narrowed,) if parameter.narrowed else parameter.targets
        return ReferenceValue.read(text, types or tuple(RESOURCES), self._base)


def sortable(parameter: SearchParameter) -> bool:
    """Tell whether records can be ordered by the parameter: tokens are kept as hashes, which have no order."""
    return parameter.service != "keys" and (parameter.kind != "token" or parameter.service == "id")


def _fits(parameter: SearchParameter, modifier: str) -> bool:
    if not modifier:
        return True
    if parameter.service in {"id", "keys"}:
        return False
    if parameter.kind == "reference" and modifier in RESOURCES:
        return not parameter.narrowed or parameter.narrowed == modifier
    return modifier in _MODIFIERS.get(parameter.kind, ())


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(name: str) -> str:
    """Give what of a name may stand in a message."""
    return re.sub(r"[^A-Za-z0-9:._\-]", "?", name[:64])


def _refused(code: str, name: str, why: str) -> Malformed:
    return Malformed(Fault(code, f"The search parameter {_shown(name)} {why}.", f"http.{_shown(name)}"))
