"""Which condition does one parameter of a search state? Its name with modifiers and chains, and its values.

https://hl7.org/fhir/R4/search.html#parameters, #chaining, #has. No text of a fault repeats a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from domain.errors import Malformed
from domain.fhir.resources import RESOURCES
from domain.search.expression import Chain, Condition, Filter, Listed, Reverse, Words
from domain.search.filter_language import bound, written
from domain.search.parameters import SearchParameter, defined, parameters_of
from domain.search.refusals import refused
from domain.search.values import (
    CompositeValue,
    DateValue,
    NearValue,
    NumberValue,
    QuantityValue,
    ReferenceValue,
    StringValue,
    TokenValue,
    TypedIdentifierValue,
    UriValue,
    Value,
    split,
    unescaped,
)
from domain.search.words import groups, words

MOST_VALUES = 500
MOST_LETTERS = 4_096
MOST_HOPS = 8
MOST_CONDITIONS = 1_024
MOST_BRANCHES = 64

PARENTS = {
    "CarePlan": "part-of",
    "Communication": "part-of",
    "Encounter": "part-of",
    "Location": "partof",
    "Organization": "partof",
    "Procedure": "part-of",
    "ResearchStudy": "partof",
    "Task": "part-of",
}
"""The parameter that refers to the record above, for the types that are hierarchies (``:above``, ``:below``)."""

_MODIFIERS = {
    "token": frozenset({"not", "text", "in", "not-in", "above", "below"}),
    "string": frozenset({"exact", "contains"}),
    "reference": frozenset({"identifier", "text", "above", "below"}),
    "uri": frozenset({"below", "above"}),
}
_CODED = frozenset({"code", "CodeableConcept", "Coding"})
_WORDED = frozenset({"CodeableConcept", "Coding", "Identifier", "Reference"})

_READERS: dict[str, Callable[[str], Value]] = {
    "token": TokenValue.read,
    "string": StringValue.read,
    "date": DateValue.read,
    "number": NumberValue.read,
    "quantity": QuantityValue.read,
    "uri": UriValue.read,
    "special": NearValue.read,
}
_BY_MODIFIER: dict[str, Callable[[str], Value]] = {
    "identifier": TokenValue.read,
    "of-type": TypedIdentifierValue.read,
    "text": StringValue.read,
    "in": UriValue.read,
    "not-in": UriValue.read,
}
_LIST = re.compile(r"(?:List/)?([A-Za-z0-9\-.]{1,64})")


class Unknown(Exception):
    """A name is none of a parameter; says of what."""


class Conditions:
    """Reads the conditions of one search, within its bounds. ``base``: the address of this server."""

    def __init__(self, base: str = "") -> None:
        """Start with nothing read."""
        self._base = base
        self._read = 0
        self._branches = 0

    def again(self) -> Conditions:
        """Give a reader for the same parameter of a further type, within bounds of its own."""
        return Conditions(self._base)

    def read(self, type_: str, name: str, value: str, shown: str, hops: int = 0) -> Condition:
        """Read one parameter of a type; Unknown if there is none of that name. ``shown``: the name as asked."""
        self._count(shown, hops)
        if name.startswith("_has:"):
            return self._reverse(type_, name, value, shown, hops)
        head, dot, rest = name.partition(".")
        if dot and not rest:
            raise refused("invalid", shown, "breaks off")
        if dot:
            return self.chain(type_, head, shown, lambda target: self.read(target, rest, value, shown, hops + 1))
        plain, colon, modifier = name.partition(":")
        if colon and not modifier:
            raise refused("not-supported", shown, "has an empty modifier")
        if plain in _SPECIAL:
            return _SPECIAL[plain](self, type_, modifier, value, shown)
        parameter = self.parameter(type_, plain, shown)
        if modifier == "missing":
            return self.missing(parameter, value, shown)
        return self.filter(parameter, modifier, split(value, ","), shown)

    def _count(self, shown: str, hops: int) -> None:
        self._read += 1
        if hops > MOST_HOPS:
            raise refused("too-costly", shown, f"has more than {MOST_HOPS} hops")
        if self._read > MOST_CONDITIONS:
            raise refused("too-costly", shown, "reaches too many types; say the type of what is referred to")

    def parameter(self, type_: str, code: str, shown: str) -> SearchParameter:
        """Find a parameter of a type."""
        found = parameters_of(type_).get(code)
        if found is None:
            if any(row.code == code for row in defined(type_)):
                raise refused("not-supported", shown, "is of a kind that is not supported")
            raise Unknown(type_)
        if not found.complete:
            raise refused("not-supported", shown, "is not indexed for all records yet; $reindex makes it so")
        return found

    def missing(self, parameter: SearchParameter, value: str, shown: str) -> Filter:
        """Read ``:missing`` (search.html#missing)."""
        if parameter.service in {"id", "updated"} or parameter.kind == "special" or value not in {"true", "false"}:
            raise refused("value", shown, "is neither true nor false, or asks what is never missing")
        return Filter(parameter, missing=value == "true")

    def filter(
        self, parameter: SearchParameter, modifier: str, texts: list[str], shown: str, *, internal: bool = False
    ) -> Filter:
        """Read the values of one parameter; any of them will do. ``internal``: the modifier is one of this server's."""
        if not internal and not fits(parameter, modifier):
            raise refused("not-supported", shown, "has a modifier that is not supported")
        try:
            values = tuple(self.value(parameter, modifier, text) for text in texts)
        except (ValueError, ArithmeticError):
            raise refused("value", shown, f"has a value that is not a {parameter.kind}") from None
        if modifier in {"above", "below"} and not all(_ranked(parameter, value) for value in values):
            raise refused("not-supported", shown, "has a value for which no hierarchy is known")
        return Filter(parameter, modifier, values)

    def value(self, parameter: SearchParameter, modifier: str, text: str) -> Value:
        """Read one value; ValueError if it is none."""
        if not text or len(text) > MOST_LETTERS:
            raise ValueError("no value")
        if modifier == "text" and not words(unescaped(text)):
            raise ValueError("no words")
        if modifier in _BY_MODIFIER:
            return _BY_MODIFIER[modifier](text)
        if parameter.kind == "composite":
            return self._composite(parameter, text)
        if parameter.kind != "reference":
            return _READERS[parameter.kind](text)
        if modifier in RESOURCES:
            types: tuple[str, ...] = (modifier,)
        else:
            types = (parameter.narrowed,) if parameter.narrowed else parameter.targets or tuple(RESOURCES)
        if modifier in {"above", "below"} and len(types) > 1:
            types = tuple(type_ for type_ in types if type_ in PARENTS)
        return ReferenceValue.read(text, types, self._base)

    def _composite(self, parameter: SearchParameter, text: str) -> CompositeValue:
        parts = split(text, "$")
        if len(parts) != len(parameter.components):
            raise ValueError("not as many parts as the parameter has")
        pairs = zip(parameter.components, parts, strict=True)
        return CompositeValue(tuple(self.value(component, "", part) for component, part in pairs))

    def chain(self, type_: str, head: str, shown: str, inner: Callable[[str], Condition]) -> Chain:
        """Read ``head`` as a reference, and ``inner`` for each type that it may point to and that has the rest."""
        plain, colon, modifier = head.partition(":")
        parameter = self._pointing(type_, plain, shown)
        targets = (parameter.narrowed,) if parameter.narrowed else parameter.targets or tuple(RESOURCES)
        if colon:
            if modifier not in targets or modifier not in RESOURCES:
                raise refused("not-supported", shown, "names a type that its reference cannot have")
            targets = (modifier,)
        branches: list[tuple[str, Condition]] = []
        faults: list[Malformed] = []
        for target in dict.fromkeys(target for target in targets if target in RESOURCES):
            try:
                branches.append((target, inner(target)))
            except Unknown:
                continue
            except Malformed as fault:
                if any(one.code == "too-costly" for one in fault.faults):
                    raise
                faults.append(fault)
        if not branches:
            if faults:
                raise faults[0]
            raise Unknown("what it refers to")
        self._branches += len(branches)
        if self._branches > MOST_BRANCHES:
            raise refused("too-costly", shown, "reaches too many types; say the type of what is referred to")
        return Chain(parameter, tuple(branches))

    def _pointing(self, type_: str, code: str, shown: str) -> SearchParameter:
        parameter = self.parameter(type_, code, shown)
        if parameter.kind != "reference":
            raise refused("invalid", shown, "is chained over what is no reference")
        return parameter

    def _reverse(self, type_: str, name: str, value: str, shown: str, hops: int) -> Reverse:
        parts = name.split(":", 3)
        if len(parts) != 4 or parts[1] not in RESOURCES or not parts[3]:
            raise refused("invalid", shown, "is not of the form _has:Type:reference:parameter")
        _, referring, code, rest = parts
        try:
            return self.reverse(
                type_, referring, code, shown, lambda: self.read(referring, rest, value, shown, hops + 1)
            )
        except Unknown:
            raise refused("not-supported", shown, f"names no parameter of {referring}") from None

    def reverse(self, type_: str, referring: str, code: str, shown: str, inner: Callable[[], Condition]) -> Reverse:
        """Read ``_has``: a record of type ``referring`` refers to one of ``type_`` by the parameter ``code``."""
        parameter = self._pointing(referring, code, shown)
        if type_ not in ((parameter.narrowed,) if parameter.narrowed else parameter.targets or RESOURCES):
            raise refused("invalid", shown, f"names a reference that cannot point to {type_}")
        return Reverse(referring, parameter, inner())

    def _listed(self, _: str, modifier: str, value: str, shown: str) -> Condition:
        match = _LIST.fullmatch(unescaped(value))
        if modifier or match is None:
            raise refused("not-supported", shown, "is supported with the id of one List; functional lists are not")
        return Listed(match[1])

    def _text(self, _: str, modifier: str, value: str, shown: str) -> Condition:
        return self._words("text", modifier, value, shown)

    def _content(self, _: str, modifier: str, value: str, shown: str) -> Condition:
        return self._words("content", modifier, value, shown)

    def _words(self, where: str, modifier: str, value: str, shown: str) -> Condition:
        if modifier or len(value) > MOST_LETTERS:
            raise refused("not-supported", shown, "takes no modifier and no long text")
        try:
            return Words(where, tuple(group for one in split(value, ",") for group in groups(unescaped(one))))
        except ValueError:
            raise refused("value", shown, "has a value without words, or with brackets that do not close") from None

    def _filtered(self, type_: str, modifier: str, value: str, shown: str) -> Condition:
        if modifier:
            raise refused("not-supported", shown, "has a modifier that is not supported")
        return bound(self, type_, written(value, shown), shown)


_SPECIAL: dict[str, Callable[[Conditions, str, str, str, str], Condition]] = {
    "_list": Conditions._listed,  # noqa: SLF001 - a table of this class's own methods
    "_text": Conditions._text,  # noqa: SLF001
    "_content": Conditions._content,  # noqa: SLF001
    "_filter": Conditions._filtered,  # noqa: SLF001
}
SPECIAL = frozenset(_SPECIAL)
"""Conditions of every type that are no parameters of the table."""


def pointed(name: str, types: tuple[str, ...]) -> tuple[str, ...]:
    """Give those of the types that the reference of a ``_has`` can point to; all, if none, for that is refused then."""
    parts = name.split(":")
    found = parameters_of(parts[1]).get(parts[2]) if len(parts) > 3 and parts[1] in RESOURCES else None
    if parts[0] != "_has" or found is None or found.kind != "reference":
        return types
    targets = (found.narrowed,) if found.narrowed else found.targets or tuple(RESOURCES)
    return tuple(type_ for type_ in types if type_ in targets) or types


def fits(parameter: SearchParameter, modifier: str) -> bool:
    """Tell whether a parameter takes a modifier."""
    types = {leaf.type for leaf in parameter.leaves}
    if not modifier or parameter.service == "id":
        return modifier in {"", "not"}
    if modifier == "of-type":
        return parameter.kind == "token" and types == {"Identifier"}
    if parameter.kind == "reference" and modifier in RESOURCES:
        return modifier in ((parameter.narrowed,) if parameter.narrowed else parameter.targets or RESOURCES)
    if modifier not in _MODIFIERS.get(parameter.kind, ()):
        return False
    needed = _WORDED if modifier == "text" else _CODED if parameter.kind == "token" and modifier != "not" else types
    return bool(types & needed)


def _ranked(parameter: SearchParameter, value: Value) -> bool:
    """Tell whether there is a hierarchy above and below the value."""
    if isinstance(value, TokenValue):
        return bool(value.code)
    if not isinstance(value, ReferenceValue):
        return True
    if any(leaf.type in {"canonical", "uri"} for leaf in parameter.leaves):
        return bool(value.targets) and all(
            "|" in target or "://" in target or target.partition("/")[0] in PARENTS for target in value.targets
        )
    return bool(value.targets) and all(target.partition("/")[0] in PARENTS for target in value.targets)
