"""Which conditions of a search lead to its records, and which are asked of one record after the other?

What could lead to few records leads; what could lead to many is asked of one record after the other, until a page is
full. The counts for that stop at a bound, and nobody is told of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from domain.search.expression import Chain, Condition, Filter, Query, Reverse
from domain.search.parameters import SearchParameter, parameters_of
from domain.search.values import CompositeValue, TokenValue, Value
from persistence import filter_sql
from persistence.arguments import Arguments
from persistence.joined_sql import joined
from persistence.query_sql import Compiler, anchors

if TYPE_CHECKING:
    from asyncpg import Connection, Pool
    from asyncpg.pool import PoolConnectionProxy

    Database = Connection | PoolConnectionProxy | Pool

_FEW_PATIENTS = 100
_FEW_ROWS = 5_000
_FEW_REFERRING = 2_000
_FEW_BODIES = 500
_FEW_VALUES = 20
_FEW_ENDS = 20
"""So many at the end of a chain lead to its records; more than that, and the records are walked."""


async def planned(database: Database, query: Query) -> Query:
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
