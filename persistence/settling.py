"""What must be known before a search can be written as SQL? Value sets, hierarchies of codes, units, how many match.

``:in``, ``:not-in``, ``:above`` and ``:below`` of tokens become plain tokens, a UCUM unit every unit seen that measures
the same; words are indexed that were written before. How many match, ``planning.py`` finds out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from domain.errors import Fault, Malformed
from domain.search.expression import (
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
    Typed,
    Words,
)
from domain.search.parameters import FIRST_CUSTOM
from domain.search.refusals import refused
from domain.search.values import CompositeValue, QuantityValue, TokenValue, UriValue, Value
from persistence import custom_parameters, texts, units
from persistence.planning import planned

if TYPE_CHECKING:
    from asyncpg import Connection, Pool
    from asyncpg.pool import PoolConnectionProxy

    from domain.ports import Terminology

    Database = Connection | PoolConnectionProxy | Pool

MOST_CODES = 20_000
"""Codes that a value set or a hierarchy may bring into one search."""


async def settle(
    database: Database, query: Query, terminology: Terminology | None = None, *, paged: bool = False
) -> Query:
    """Replace what SQL cannot say by what it can; where a page is enough, say also which conditions are walked."""
    if any(map(_custom, (*query.filters, *query.sort, *query.includes))):
        await custom_parameters.stand(database)
    if any(map(_worded, query.filters)):
        await texts.catch_up(database)
    if any(map(_open, query.filters)):
        seen = await units.seen(database) if any(map(_measured, query.filters)) else []
        settling = _Settling(terminology, seen)
        query = replace(query, filters=tuple([await settling.condition(one) for one in query.filters]))
    return await planned(database, query) if paged and query.count and not query.counted else query


def _parts(one: Condition) -> Sequence[Condition]:
    match one:
        case Chain(_, branches):
            return [inner for _, inner in branches]
        case Reverse(_, _, inner):
            return [inner] if inner else []
        case AllOf(of) | AnyOf(of) | NoneOf(of):
            return of
        case Typed(branches):
            return [inner for _, inner in branches if inner]
        case _:
            return ()


def _custom(one: Condition | Sort | Include) -> bool:
    """Tell whether a custom parameter has a part in it."""
    parameter = getattr(one, "parameter", None)
    if parameter is not None and parameter.number >= FIRST_CUSTOM:
        return True
    return not isinstance(one, (Sort, Include)) and any(map(_custom, _parts(one)))


def _worded(one: Condition) -> bool:
    """Tell whether the index of words is asked."""
    return isinstance(one, Words) or getattr(one, "modifier", "") == "text" or any(map(_worded, _parts(one)))


def _open(one: Condition) -> bool:
    """Tell whether anything in a condition has to be replaced."""
    if isinstance(one, Filter):
        return _termed(one) or _measured(one)
    return any(map(_open, _parts(one)))


def _termed(one: Filter) -> bool:
    return one.parameter.kind == "token" and one.modifier in {"in", "not-in", "above", "below"}


def _measured(one: Condition) -> bool:
    if isinstance(one, Filter):
        return any(_ucum(value) for value in one.values)
    return any(map(_measured, _parts(one)))


def _ucum(value: Value) -> bool:
    if isinstance(value, CompositeValue):
        return any(map(_ucum, value.parts))
    return isinstance(value, QuantityValue) and bool(value.ucum)


class _Settling:
    """Replaces conditions for one search."""

    def __init__(self, terminology: Terminology | None, seen: Sequence[str]) -> None:
        self._terminology = terminology
        self._seen = seen

    async def condition(self, one: Condition) -> Condition:  # noqa: PLR0911 - one case a node
        """Give the condition with everything in it replaced."""
        match one:
            case Filter():
                return await self._filter(one)
            case Chain(parameter, branches):
                return Chain(parameter, tuple([(type_, await self.condition(inner)) for type_, inner in branches]))
            case Reverse(_, _, inner) if inner:
                return replace(one, inner=await self.condition(inner))
            case Typed(branches):
                settled = [(type_, await self.condition(inner) if inner else None) for type_, inner in branches]
                return Typed(tuple(settled))
            case AllOf(of):
                return AllOf(await self._each(of))
            case AnyOf(of):
                return AnyOf(await self._each(of))
            case NoneOf(of):
                return NoneOf(await self._each(of))
            case Reverse() | Listed() | Words():
                return one

    async def _each(self, of: Sequence[Condition]) -> tuple[Condition, ...]:
        return tuple([await self.condition(part) for part in of])

    async def _filter(self, one: Filter) -> Filter:
        if _termed(one):
            codes = tuple(dict.fromkeys([code for value in one.values for code in await self._codes(one, value)]))
            if len(codes) > MOST_CODES:
                raise refused("too-costly", one.parameter.code, f"asks for more than {MOST_CODES} codes")
            return replace(one, modifier="not" if one.modifier == "not-in" else "", values=codes)
        if _measured(one):
            return replace(one, values=tuple(found for value in one.values for found in self._expanded(value)))
        return one

    def _expanded(self, value: Value) -> Sequence[Value]:
        if isinstance(value, QuantityValue):
            return units.expanded(value, self._seen)
        if isinstance(value, CompositeValue):
            found: list[tuple[Value, ...]] = [()]
            for part in value.parts:
                found = [(*left, right) for left in found for right in self._expanded(part)]
            return [CompositeValue(parts) for parts in found]
        return [value]

    async def _codes(self, one: Filter, value: Value) -> Sequence[TokenValue]:
        """Give the codes of a value set, or above or below a code (https://hl7.org/fhir/R4/search.html#token)."""
        if self._terminology is None:
            raise refused("not-supported", one.parameter.code, "needs a terminology, which is not at hand here")
        if isinstance(value, UriValue):
            members = await self._terminology.members(value.uri)
            if members is None:
                raise _unknown(one, "names a value set that this server does not know in full")
            return [TokenValue(system, code) for system, code in members]
        token = cast("TokenValue", value)
        system = token.system or next((leaf.narrowed for leaf in one.parameter.leaves if leaf.narrowed), "")
        ask = self._terminology.descendants if one.modifier == "below" else self._terminology.ancestors
        found = await ask(system, token.code or "") if system else None
        if found is None:
            raise _unknown(one, "names a code of which this server knows no hierarchy; a system has to be said")
        return [TokenValue(system, code) for code in found]


def _unknown(one: Filter, why: str) -> Malformed:
    name = f"{one.parameter.code}:{one.modifier}"
    return Malformed(Fault("not-found", f"The search parameter {name} {why}.", f"http.{name}"))
