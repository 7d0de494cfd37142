"""Does a record that is not stored yet match a search? The second interpreter, beside ``persistence/query_sql.py``.

https://hl7.org/fhir/R4/http.html#trules: conditional references may name what the same transaction creates. What only
the database can tell (words, lists, hierarchies) is neither true nor false of such a record, and then it is no match.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never, cast

from domain.search.asked import LAST_LETTER, hashes_of, targets_of, uris_above, versions
from domain.search.comparison import dated, numbered
from domain.search.expression import (
    AllOf,
    AnyOf,
    Chain,
    Condition,
    Filter,
    Listed,
    NoneOf,
    Query,
    Reverse,
    Typed,
    Words,
)
from domain.search.extract import Extract, Joined
from domain.search.hashing import token_hash
from domain.search.joined import part_name, unit_key
from domain.search.parameters import SearchParameter, Together, parameters_of
from domain.search.readers import presence
from domain.search.values import (
    CompositeValue,
    DateValue,
    NumberValue,
    QuantityValue,
    ReferenceValue,
    StringValue,
    TokenValue,
    UriValue,
    Value,
)

Told = bool | None
"""Whether something holds; None: that cannot be told here."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that is about to be stored: what it can be found by, its id, when it is written (None: not known)."""

    found: Extract
    id: str = ""
    updated: int | None = None

    @property
    def reference(self) -> str:
        """The relative reference to the record."""
        return f"{self.found.type}/{self.id}"


def matches(query: Query, found: Extract, id_: str = "", near: Sequence[Candidate] = ()) -> bool:
    """Tell whether every condition holds; ``near``: what else is written along, for chains."""
    return holds(AllOf(query.filters), Candidate(found, id_), near) is True


def holds(node: Condition, one: Candidate, near: Sequence[Candidate] = ()) -> Told:
    """Tell whether a condition holds of a record."""
    match node:
        case Filter():
            return _filter(node, one)
        case AllOf(of):
            return _all(holds(part, one, near) for part in of)
        case AnyOf(of):
            return _any(holds(part, one, near) for part in of)
        case NoneOf(of):
            return _not(_any(holds(part, one, near) for part in of))
        case Typed(branches):
            own = (part for type_, part in branches if type_ == one.found.type)
            return _any(True if part is None else holds(part, one, near) for part in own)
        case Chain(parameter, branches):
            return _any(
                holds(inner, other, near)
                for type_, inner in branches
                for other in near
                if other.found.type == type_ and _refers(one, parameter, other)
            )
        case Reverse(type_, parameter, inner):
            return _any(
                True if inner is None else holds(inner, other, near)
                for other in near
                if other.found.type == type_ and _refers(other, parameter, one)
            )
        case Listed() | Words():
            return None
        case _:
            assert_never(node)


def _not(told: Told) -> Told:
    return None if told is None else not told


def _all(parts: Iterable[Told]) -> Told:
    told = list(parts)
    return False if False in told else None if None in told else True


def _any(parts: Iterable[Told]) -> Told:
    told = list(parts)
    return True if True in told else None if None in told else False


def _refers(one: Candidate, parameter: SearchParameter, other: Candidate) -> bool:
    if parameter.service == "patient" and other.found.type == "Patient":
        return other.id in one.found.patients[:1]
    return (other.reference) in _targets(one.found, parameter)


def _numbers(parameter: SearchParameter) -> set[int]:
    return {number for number, _ in parameter.slots}


def _targets(found: Extract, parameter: SearchParameter) -> list[str]:
    numbers = _numbers(parameter)
    return [target for number, target in found.references if number in numbers]


def _filter(one: Filter, candidate: Candidate) -> Told:
    found, parameter, values = candidate.found, one.parameter, one.values
    if one.missing is not None:
        present = _present(parameter, found)
        return not present if one.missing else present
    if parameter.service == "id":
        named = any(value.code == candidate.id for value in cast("tuple[TokenValue, ...]", values))
        return named != (one.modifier == "not")
    if parameter.service == "updated":
        at = candidate.updated
        return None if at is None else any(dated(at, at + 1, value) for value in cast("tuple[DateValue, ...]", values))
    if parameter.service == "clinical":
        lo, hi = found.lo, found.hi
        dates = cast("tuple[DateValue, ...]", values)
        return lo is not None and hi is not None and any(dated(lo, hi, value) for value in dates)
    if one.modifier in {"text", "in", "not-in"} or parameter.kind == "special":
        return None
    if parameter.kind == "token" or one.modifier == "identifier" or parameter.service == "keys":
        if parameter.kind in {"token", "uri"} and one.modifier in {"above", "below"}:
            return None
        has = not set(hashes_of(one, found.type)).isdisjoint(found.keys)
        return not has if one.modifier == "not" else has
    return _valued(one, found)


def _valued(one: Filter, found: Extract) -> Told:
    """Look at the rows of kinds that have values, not hashes."""
    numbers, values = _numbers(one.parameter), one.values
    match one.parameter.kind:
        case "reference":
            return _reference(one, found)
        case "string":
            begun = numbers if one.modifier else set(one.parameter.begun)
            texts = [(text, exact) for number, text, exact in found.strings if number in begun]
            return _string(one.modifier, texts, cast("tuple[StringValue, ...]", values))
        case "uri":
            uris = [uri for number, uri in found.uris if number in numbers]
            return _uri(one.modifier, uris, cast("tuple[UriValue, ...]", values))
        case "date":
            days = [(lo, hi) for number, lo, hi in found.dates if number in numbers]
            return any(dated(*own, value) for own in days for value in cast("tuple[DateValue, ...]", values))
        case "number":
            amounts = [(lo, hi) for number, lo, hi in found.numbers if number in numbers]
            return any(numbered(*own, value) for own in amounts for value in cast("tuple[NumberValue, ...]", values))
        case "quantity":
            return any(
                number in numbers and (not value.units or unit in value.units) and numbered(lo, hi, value.number)
                for number, unit, lo, hi in found.quantities
                for value in cast("tuple[QuantityValue, ...]", values)
            )
        case _:
            return _any(
                _together(way, value, one.parameter, found)
                for value in cast("tuple[CompositeValue, ...]", values)
                for way in one.parameter.together
            )


def _present(parameter: SearchParameter, found: Extract) -> bool:
    if parameter.kind == "composite":
        table = parameters_of(found.type)
        return any(
            all(_present(table[code], found) for code in way.codes)
            if way.codes
            else presence(found.type, way.code) in found.keys
            for way in parameter.together
        )
    codes = [parameter.code] if parameter.narrowed or not parameter.slots else [code for _, code in parameter.slots]
    return any(presence(parameter.type, code) in found.keys for code in codes)


def _reference(one: Filter, found: Extract) -> Told:
    own = _targets(found, one.parameter)
    if one.modifier in {"above", "below"}:
        spans = versions(one)
        return None if spans is None else any(lo <= target <= hi for target in own for lo, hi in spans)
    if one.parameter.service == "patient":
        own += [f"Patient/{id_}" for id_ in found.patients[:1]]
    return not set(targets_of(one)).isdisjoint(own)


def _string(modifier: str, own: Sequence[tuple[str, str]], values: Sequence[StringValue]) -> bool:
    asked = {value.text for value in values}
    match modifier:
        case "exact":
            exact = {value.exact for value in values}
            return any(text in asked and whole in exact for text, whole in own)
        case "equals":
            return any(text in asked for text, _ in own)
        case "differs":
            return any(text not in asked for text, _ in own)
        case "contains":
            return any(part in text for text, _ in own for part in asked)
        case "ends":
            return any(text.endswith(part) for text, _ in own for part in asked)
        case _:
            return any(part <= text < part + LAST_LETTER for text, _ in own for part in asked)


def _uri(modifier: str, own: Sequence[str], values: Sequence[UriValue]) -> bool:
    if modifier == "below":
        return any(value.uri <= uri < value.uri + LAST_LETTER for uri in own for value in values)
    asked = {uri for value in values for uri in (uris_above(value.uri) if modifier == "above" else [value.uri])}
    return not asked.isdisjoint(own)


def _together(way: Together, value: CompositeValue, parameter: SearchParameter, found: Extract) -> Told:
    """All parts hold of one element (https://hl7.org/fhir/R4/search.html#composite)."""
    if way.codes:
        table = parameters_of(found.type)
        parts = zip(way.codes, value.parts, strict=True)
        return _all(_filter(Filter(table[code], values=(part,)), Candidate(found)) for code, part in parts)
    return any(
        row[0] == way.number
        and all(_part(parameter.type, way.code, n, part, row) for n, part in enumerate(value.parts))
        for row in found.parts
    )


def _part(type_: str, code: str, n: int, value: Value, row: Joined) -> bool:
    _, _, keys, los, his, texts = row
    lo, hi, text = los[n], his[n], texts[n]
    match value:
        case TokenValue(system, own):
            return token_hash(type_, part_name(code, n), system, own) in keys
        case QuantityValue(number, asked):
            fits = not asked or any(unit_key(type_, code, n, unit) in keys for unit in asked)
            return fits and lo is not None and hi is not None and numbered(lo, hi, number)
        case NumberValue():
            return lo is not None and hi is not None and numbered(lo, hi, value)
        case DateValue():
            return lo is not None and hi is not None and dated(lo, hi, value)
        case StringValue():
            return text is not None and value.text <= text < value.text + LAST_LETTER
        case ReferenceValue(targets):
            return text in targets
        case UriValue(uri):
            return text == uri
        case _:
            return False
