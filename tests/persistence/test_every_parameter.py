"""Is every parameter of every type SQL that PostgreSQL takes, by itself, chained to, reversed, walked and as an order?"""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from typing import TYPE_CHECKING

from domain.fhir.resources import RESOURCES
from domain.search.parameters import SearchParameter, parameters_of
from domain.search.query import Query, parse, sortable
from persistence.arguments import Arguments
from persistence.query_sql import conditions, driven, order_by, source

if TYPE_CHECKING:
    import asyncpg

VALUES = {
    "token": "s|a", "string": "a", "date": "ge2020", "number": "gt1", "quantity": "5||mg", "reference": "1",
    "uri": "http://x.example/a", "special": "1|2|3|km",
}  # fmt: skip
WAYS = cycle(
    (
        driven,
        lambda query: replace(query, checked=query.filters),
        lambda query: replace(query, few=query.filters),
        lambda query: replace(query, total="accurate"),
    )
)


def asked(parameter: SearchParameter) -> str:
    """Give a value of the parameter's kind."""
    parts = [VALUES[component.kind] for component in parameter.components]
    return "$".join(parts) if parts else VALUES[parameter.kind]


def questions(type_: str) -> list[list[tuple[str, str]]]:
    """Ask for each parameter of a type, and along each reference there and back."""
    found = []
    for code, parameter in parameters_of(type_).items():
        pairs = [(code, asked(parameter))]
        if sortable(parameter):
            pairs.append(("_sort", f"-{code},_id" if len(code) % 2 and code != "_id" else code))
        found.append(pairs)
        if parameter.kind == "reference":
            target = next(one for one in (parameter.narrowed, *parameter.targets, "Patient") if one in RESOURCES)
            found.append([(f"{code}:{target}._lastUpdated", "gt2020"), (f"{code}:missing", "false")])
            found.append([(f"{code}:{target}._has:{type_}:{code}:_id", "1")])
    return found


async def explained(connection: asyncpg.Connection, query: Query) -> None:
    """Have PostgreSQL plan a search."""
    args = Arguments()
    where = [f"r.type = {args.add(query.type)}::text"]
    where += conditions(query, args, visible=lambda alias, _: f"{alias}.author <> ''")
    origin = source(query, args)
    keys, order = order_by(query, args)
    await connection.fetch(
        f"EXPLAIN SELECT {', '.join(keys)} FROM {origin} WHERE {' AND '.join(where)} ORDER BY {order} LIMIT 3",
        *args.values,
    )


async def test_every_parameter_is_sql(database_url: str) -> None:
    """Each of the parameters, by turns in each way of asking for it."""
    import asyncpg

    connection = await asyncpg.connect(database_url, statement_cache_size=0)
    for type_ in RESOURCES:
        for pairs in questions(type_):
            way = next(WAYS)
            try:
                await explained(connection, way(parse(type_, pairs)))
            except asyncpg.PostgresError as error:
                raise AssertionError((type_, pairs)) from error
    await connection.close()
