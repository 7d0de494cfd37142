"""In which order does a search answer, and where does the next page begin?

Pages follow keys, never offsets: the sort keys and, last, the id, so that the order is total. What has no value for a
key comes last either way (https://hl7.org/fhir/R4/search.html#sort leaves it open). A record with several values is
placed by its least one, and by its greatest where the order descends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.search.expression import Filter
from domain.search.ordering import CODES, by_body, by_status
from persistence.filter_sql import amounts, anchors, check
from persistence.json_sql import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.search.expression import Query, Sort
    from persistence.arguments import Arguments

_COLUMNS = {
    "string": ("index_string", "s", "text"),
    "reference": ("index_reference", "target", "text"),
    "date": ("index_date", "lo", "bigint"),
    "number": ("index_number", "lo", "double precision"),
    "quantity": ("index_quantity", "lo", "double precision"),
    "uri": ("index_uri", "uri", "text"),
}
"""Where the values of a kind stand."""

_SERVICES = {
    "id": ("r.id", "text"),
    "updated": ("r.updated", "bigint"),
    "clinical": ("r.lo", "bigint"),
    "patient": ("r.patient", "text"),
}


@dataclass(frozen=True, slots=True)
class _Key:
    """One key of the order: what is compared, its type, its direction, whether it can be missing."""

    text: str
    type: str
    descending: bool = False
    nullable: bool = False


def sorted_by(query: Query, args: Arguments) -> str:
    """Join the record ``r`` with the values of indexes that it is sorted by."""
    joins = []
    anchor = next((one for one in query.filters if isinstance(one, Filter) and anchors(one)), None)
    for n, sort in enumerate(query.sort):
        if by_body(sort.parameter):
            extreme = "max" if sort.descending else "min"
            found = texts("r", sort.parameter.leaves, args, {name: (steps,) for name, steps in CODES.items()})
            joins.append(
                f' LEFT JOIN LATERAL (SELECT {extreme}(f.x COLLATE "C") AS k FROM ({found}) f) sorted{n} ON true'
            )
        elif anchor and sort.parameter.kind in {"number", "quantity"}:
            extreme = "max" if sort.descending else "min"
            found = amounts(sort.parameter, args, "r")
            joins.append(f" LEFT JOIN LATERAL (SELECT {extreme}(t.lo) AS k FROM {found}) sorted{n} ON true")
        elif sort.parameter.service not in _SERVICES and not by_status(sort.parameter):
            table, column, _ = _COLUMNS[sort.parameter.kind]
            extreme = "max" if sort.descending else "min"
            slots = args.add([number for number, _ in sort.parameter.slots])
            few = ""
            if anchor:  # of few records no more values than theirs are gathered
                own = check(anchor, query.type, args, "q", anchored=True)
                few = f" AND t.rid = ANY(ARRAY(SELECT q.rid FROM record q WHERE {own}))"
            joins.append(
                f" LEFT JOIN (SELECT t.rid, {extreme}(t.{column}) AS k FROM {table} t"
                f" WHERE t.p = ANY({slots}::int[]){few} GROUP BY t.rid) sorted{n} ON sorted{n}.rid = r.rid"
            )
    return "".join(joins)


def order_by(query: Query, args: Arguments, *, backwards: bool = False) -> tuple[list[str], str]:
    """Give the keys to select with each record, and the text of ORDER BY; ``backwards``: of the opposite order."""
    del args  # the order has no values; the signature is that of its siblings
    keys = _keys(query)
    return [key.text for key in keys], ", ".join(
        key.text
        + (" DESC" if key.descending is not backwards else "")
        + (f" NULLS {'FIRST' if backwards else 'LAST'}" if key.descending and key.nullable else "")
        for key in keys
    )


def after(query: Query, last: Sequence[object], args: Arguments, *, backwards: bool = False) -> str:
    """Compile the condition that a record comes after the one with the keys ``last``; ``backwards``: before it."""
    keys = _keys(query)
    if len(last) != len(keys):
        return "false"
    return (_before if backwards else _after)(keys, list(last), args)


def descends(query: Query) -> list[bool]:
    """Tell of each key of the order whether it descends; what is missing comes last either way."""
    return [key.descending for key in _keys(query)]


def _keys(query: Query) -> list[_Key]:
    keys = []
    if query.driver and not query.sort:
        return [_Key("t.lo", "bigint", descending=True), _Key("r.id", "text")]
    for n, sort in enumerate(query.sort):
        keys.append(_key(query, n, sort))
        if sort.parameter.service == "id" and query.type:
            return keys
    if not query.type:  # ids are unique within a type only
        keys.append(_Key("r.type", "text"))
    return [*keys, _Key("r.id", "text")]


def _key(query: Query, n: int, sort: Sort) -> _Key:
    service = sort.parameter.service
    if by_status(sort.parameter):
        return _Key("r.status", "text", sort.descending, nullable=True)
    if by_body(sort.parameter):
        return _Key(f"sorted{n}.k", "text", sort.descending, nullable=True)
    if service not in _SERVICES:
        return _Key(f"sorted{n}.k", _COLUMNS[sort.parameter.kind][2], sort.descending, nullable=True)
    if service == "clinical" and query.driver:
        return _Key("t.lo", "bigint", sort.descending)
    text, type_ = _SERVICES[service]
    return _Key(
        text, type_, sort.descending, nullable=service in {"clinical", "patient"} and not _dated(query, service)
    )


def _dated(query: Query, service: str) -> bool:
    """Tell whether a filter leaves only records with a value; then the order is that of the index."""
    filters = (one for one in query.filters if isinstance(one, Filter))
    return any(one.parameter.service == service and one.missing is None and not one.modifier for one in filters)


def _after(keys: list[_Key], last: list[object], args: Arguments) -> str:
    key, value = keys[0], last[0]
    if value is None:  # Nothing follows what is missing but more of it.
        return f"({key.text} IS NULL AND {_after(keys[1:], last[1:], args)})" if len(keys) > 1 else "false"
    known = f"{args.add(value)}::{key.type}"
    beyond = f"{key.text} {'<' if key.descending else '>'} {known}"
    missing = f" OR {key.text} IS NULL" if key.nullable else ""
    if len(keys) == 1:
        return f"({beyond}{missing})"
    further = _after(keys[1:], last[1:], args)
    within = f"{key.text} {'<=' if key.descending else '>='} {known} AND " if not key.nullable else ""
    return f"({within}({beyond}{missing} OR ({key.text} = {known} AND {further})))"


def _before(keys: list[_Key], first: list[object], args: Arguments) -> str:
    key, value = keys[0], first[0]
    further = _before(keys[1:], first[1:], args) if len(keys) > 1 else "false"
    if value is None:  # Everything that is there precedes what is missing.
        return f"({key.text} IS NOT NULL OR {further})"
    known = f"{args.add(value)}::{key.type}"
    beyond = f"{key.text} {'>' if key.descending else '<'} {known}"
    within = f"{key.text} {'>=' if key.descending else '<='} {known} AND "
    return f"({within}({beyond} OR ({key.text} = {known} AND {further})))"
