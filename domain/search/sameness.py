"""When do two conditions ask for the same, however they are written? They then wait for each other's writes.

https://hl7.org/fhir/R4/http.html#ccreate: order of parameters and values, encoding and result parameters do not count.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from domain.search.parameters import SearchParameter
from domain.search.query import Filter, Query
from domain.search.values import TokenValue


def claims(query: Query) -> frozenset[str]:
    """Name what a conditional write has to hold alone before it looks.

    Conditions that name an identifier share the identifier, whatever else they ask; any other condition is its own.
    """
    named = {value.code for one in query.filters for value in _identifiers(one)}
    if named and None not in named:
        return frozenset(f"{query.type}?identifier={code}" for code in named)
    return frozenset({same(query)})


def same(query: Query) -> str:
    """Write a condition in one way: two that ask for the same of the same type give the same text."""
    return f"{query.type}?{'&'.join(sorted(frozenset(map(_written, query.filters))))}"


def _identifiers(one: object) -> tuple[TokenValue, ...]:
    if not isinstance(one, Filter) or one.modifier or one.missing is not None or one.parameter.code != "identifier":
        return ()
    return tuple(value for value in one.values if isinstance(value, TokenValue))


def _written(node: object) -> str:
    """Write a value so that neither the order of alternatives nor that of a set shows."""
    if isinstance(node, SearchParameter):
        return f"{node.type}.{node.code}:{node.kind}:{node.narrowed}"
    if is_dataclass(node) and not isinstance(node, type):
        parts = (f"{one.name}={_written(getattr(node, one.name))}" for one in fields(node))
        return f"{type(node).__name__}({','.join(parts)})"
    if isinstance(node, (tuple, list, set, frozenset)):
        return f"[{','.join(sorted(map(_written, node)))}]"
    return repr(node)
