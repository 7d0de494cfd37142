"""What must be known before a search can be written as SQL? Value sets, hierarchies of codes, units, how many match.

``:in``, ``:not-in``, ``:above`` and ``:below`` of tokens become plain tokens, a UCUM unit every unit seen that measures
the same. A chain that could lead to few records leads to them; one that could lead to many is asked of one record
after the other. The counts for that stop at a bound, and nobody is told of them.
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
from domain.search.parameters import FIRST_CUSTOM, SearchParameter, parameters_of
from domain.search.refusals import refused
from domain.search.values import CompositeValue, QuantityValue, TokenValue, UriValue, Value
from persistence import custom_parameters, filter_sql, texts, units
from persistence.arguments import Arguments
from persistence.joined_sql import joined
from persistence.query_sql import Compiler, anchors

if TYPE_CHECKING:
    from asyncpg import Connection, Pool
    from asyncpg.pool import PoolConnectionProxy

    from domain.ports import Terminology

    Database = Connection | PoolConnectionProxy | Pool

MOST_CODES = 20_000
"""Codes that a value set or a hierarchy may bring into one search."""

_FEW_PATIENTS = 100
_FEW_ROWS = 5_000
_FEW_REFERRING = 2_000
_FEW_BODIES = 500
_FEW_VALUES = 20
_FEW_ENDS = 20
"""So many at the end of a chain lead to its records; more than that, and the records are walked."""


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
    return await _planned(database, query) if paged and query.count and not query.counted else query


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


# -- which conditions lead, and which are walked


async def _planned(database: Database, query: Query) -> Query:
    """Say which conditions are asked of one record after the other (``checked``, ``few``)."""
    costly = [one for one in query.filters if isinstance(one, (Chain, Reverse)) or _listing(one)]
    if not costly or not query.type:
        return query
    chains = [one for one in costly if isinstance(one, (Chain, Reverse))]
    if any(anchors(one) and not _listing(one) for one in query.filters):
        return replace(query, checked=tuple(chains))
    asked = [*costly, *(one for one in query.filters if one not in costly and _selective(one, query.type))]
    shares = [await _share(database, one, query.type) for one in asked]
    least = min(range(len(asked)), key=lambda n: shares[n])
    # One that leaves few records leads; they are asked all else.
    checked = tuple(one for n, one in enumerate(asked) if n != least or shares[n] > 1)
    few = [one for one in checked if isinstance(one, Chain) and await _ends_at_few(database, one)]
    return replace(query, checked=checked, few=tuple(few))


def _listing(one: Condition) -> bool:
    """Tell whether a filter asks for so many values that it may be better to look at the records."""
    if not isinstance(one, Filter) or one.modifier or one.missing is not None:
        return False
    if one.parameter.service == "patient":
        return len(one.values) > _FEW_VALUES and not filter_sql.others(one)
    if one.parameter.kind == "composite":
        return True
    codes = one.parameter.kind == "token" and any(leaf.type != "Identifier" for leaf in one.parameter.leaves)
    return codes and one.parameter.service != "id" and len(one.values) > 1


async def _ends_at_few(database: Database, one: Chain) -> bool:
    """Tell whether so few records meet the end of a chain that references to them are better looked up."""
    args = Arguments()
    to = Compiler(args, lambda *_: "true")
    ends = [f"SELECT c.rid FROM record c WHERE c.type = '{of}' AND {_of(to, inner, of)}" for of, inner in one.branches]
    select = f"SELECT count(*) FROM ({' UNION ALL '.join(ends)} LIMIT {_FEW_ENDS + 1}) AS bounded"
    return bool(await database.fetchval(select, *args.values) <= _FEW_ENDS)


def _selective(one: Condition, type_: str) -> bool:
    if not isinstance(one, Filter) or one.parameter.kind != "token" or one.modifier or one.missing is not None:
        return False
    return one.parameter.service != "id" and filter_sql.rows(one, type_, Arguments()) is not None


async def _share(database: Database, one: Condition, type_: str) -> float:
    """Give how much of what a condition may lead to it does lead to; above 1 it is too much."""
    args = Arguments()
    most, select = _counted(_bare(one), type_, Compiler(args, lambda *_: "true"))
    if select is None:
        return 2.0
    found = await database.fetchval(f"SELECT count(*) FROM ({select} LIMIT {most + 1}) AS bounded", *args.values)
    return float(found) / most


def _counted(one: Condition, type_: str, to: Compiler) -> tuple[int, str | None]:
    """Give a bound, and a SELECT of what is counted."""
    match one:
        case Reverse(referring, parameter, inner):
            most = _FEW_REFERRING if parameter.service == "patient" else _FEW_BODIES
            rows = to.rows(inner, referring) if inner else None
            if rows is None and inner:
                of = f"{to.condition(inner, referring, 'c', mode='lead')} AND c.type = {to.args.add(referring)}::text"
                rows = f"SELECT c.rid FROM record c WHERE {of}"
            return most, rows
        case Chain(parameter, ((target, inner),)) if parameter.service == "patient" and target == "Patient":
            return _FEW_PATIENTS, f"SELECT c.rid FROM record c WHERE c.type = 'Patient' AND {_of(to, inner, target)}"
        case Chain():
            return _FEW_ROWS, to.rows(one, type_)
        case Filter(parameter) if parameter.service == "patient":
            patients = to.args.add([target.removeprefix("Patient/") for target in filter_sql.targets_of(one)])
            of = to.args.add(type_)
            about = f"q.patient = ANY({patients}::text[]) AND q.type = {of}::text"
            return _FEW_ROWS, f"SELECT 1 FROM record q WHERE {about}"
        case Filter(parameter, _, values) if parameter.kind == "composite":
            return _FEW_ROWS, _joined_rows(parameter, cast("tuple[CompositeValue, ...]", values), type_, to)
        case _:
            return _FEW_ROWS, to.rows(one, type_)


def _joined_rows(parameter: SearchParameter, values: Sequence[CompositeValue], type_: str, to: Compiler) -> str | None:
    """Count the tokens of a composite by themselves: they lead to its records."""
    table = parameters_of(type_)
    selects: list[str] = []
    for value in values:
        for way in parameter.together:
            if not way.codes:
                selects.append(f"SELECT k.rid FROM record k WHERE {joined(type_, way, value.parts, to.args, 'k')}")
                continue
            tokens = [
                to.rows(_bare(Filter(table[code], values=(part,))), type_)
                for code, part in zip(way.codes, value.parts, strict=True)
                if table[code].selective
            ]
            first = next((select for select in tokens[:1] if select), None)
            if first is None:
                return None
            selects.append(first)
    return " UNION ALL ".join(selects)


def _bare(one: Condition) -> Condition:
    """Leave out the systems of tokens: rows of the index stand under the code alone, and are counted without more."""
    match one:
        case Filter(parameter, "", values) if parameter.kind == "token" and parameter.service != "id":
            return replace(one, values=tuple(map(_without_system, values)))
        case Reverse(_, _, Filter() as inner):
            return replace(one, inner=_bare(inner))
        case _:
            return one


def _without_system(value: Value) -> Value:
    return TokenValue(None, value.code) if isinstance(value, TokenValue) and value.code else value


def _of(to: Compiler, inner: Condition, target: str) -> str:
    return to.condition(inner, target, "c", mode="lead")
