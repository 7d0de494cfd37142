"""Does a record that is not stored yet match a search, as far as that can be told by its keys?

https://hl7.org/fhir/R4/http.html#trules: conditional references may name what the same transaction creates.
"""

from __future__ import annotations

from typing import cast

from domain.search.expression import Filter, Query
from domain.search.extract import Extract
from domain.search.hashing import token_hash
from domain.search.values import TokenValue


def matches(query: Query, found: Extract) -> bool:
    """Tell whether every filter asks for tokens that the record has; filters of other kinds match nothing."""
    return all(isinstance(one, Filter) and _holds(one, query.type, found) for one in query.filters)


def _holds(one: Filter, type_: str, found: Extract) -> bool:
    parameter = one.parameter
    if one.missing is not None or one.modifier or parameter.kind != "token" or parameter.service == "id":
        return False
    codes = [code for _, code in parameter.slots] or [parameter.code]
    values = cast("tuple[TokenValue, ...]", one.values)
    hashes = {token_hash(type_, code, value.system, value.code) for code in codes for value in values}
    return not hashes.isdisjoint(found.keys)
