"""Where does a record stand in an order by a token? (https://hl7.org/fhir/R4/search.html#sort): as SQL says it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.fhir.resources import RESOURCES
from domain.search.extraction import values
from domain.search.parameters import Leaf, SearchParameter

CODES: dict[str, tuple[str, ...]] = {
    "CodeableConcept": ("coding", "code"),
    "Coding": ("code",),
    "Identifier": ("value",),
    "ContactPoint": ("value",),
}
"""Where the code of a token stands, by the type of its element; elsewhere it is the element itself."""


def by_body(parameter: SearchParameter) -> bool:
    """Tell whether an index has no order of the values, but hashes: they are read out of the body."""
    hashed = parameter.kind == "token" or parameter.service == "keys"
    return hashed and parameter.service != "id" and not by_status(parameter)


def by_status(parameter: SearchParameter) -> bool:
    """Tell whether the record's column of its status holds the code."""
    status = (RESOURCES[parameter.type].status,) if parameter.type in RESOURCES else ()
    return parameter.kind == "token" and [(leaf.steps, leaf.type) for leaf in parameter.leaves] == [(status, "code")]


def token_key(resource: dict[str, Any], parameter: SearchParameter, *, descending: bool) -> str | None:
    """Give the least code of a record, or the greatest where the order descends."""
    found = [text for leaf in parameter.leaves for text in _texts(resource, leaf)]
    return (max if descending else min)(found, default=None)


def _texts(resource: dict[str, Any], leaf: Leaf) -> Iterator[str]:
    for value in values(resource, (*leaf.steps, *CODES.get(leaf.type, ()))):
        if isinstance(value, bool):
            yield "true" if value else "false"
        elif isinstance(value, str):
            yield value.replace("\0", "\1")
