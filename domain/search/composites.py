"""Where do the parts of a composite parameter stand together? (https://hl7.org/fhir/R4/search.html#composite).

All parts must hold of the same element. Where that is the record itself, or an element that it has once, the parameters
of the parts say it already, together, and nothing more is indexed. Otherwise each such element has rows of its own.
The text of one way, as the table of parameters holds it: ``code+value-quantity`` for the parameters that say it, or
``component;code=code:CodeableConcept;value-quantity=valueQuantity:Quantity`` for an element and what is below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.search.paths import below, places, repeats

Part = tuple[str, str, str]
"""One component: the code of its parameter, its kind, its expression."""


def ways(
    type_: str, expression: str, components: Sequence[Part], table: Mapping[str, tuple[str, Sequence[str]]]
) -> list[str]:
    """Give every way in which the components are found together; ``table``: kind and leaves of parameters, by code."""
    found = []
    for path, at in places(type_, expression):
        parts = [(code, kind, below(type_, at, kind, own)) for code, kind, own in components]
        for code, _, leaves in parts:
            if not leaves:
                raise ValueError(f"the component {code} looks at nothing")
        codes = [] if repeats(type_, path) else _said(type_, path, parts, table)
        rows = ";".join([path, *(f"{code}={','.join(leaves)}" for code, _, leaves in parts)])
        found.append("+".join(codes) if codes else rows)
    return found


def _said(
    type_: str, path: str, parts: Sequence[tuple[str, str, list[str]]], table: Mapping[str, tuple[str, Sequence[str]]]
) -> list[str]:
    """Give the parameters that say the same of the element, which the record has once; none if some part has none."""
    codes = []
    for code, kind, leaves in parts:
        mine = {leaf[1:] if leaf.startswith("/") else ">".join(filter(None, (path, leaf))) for leaf in leaves}
        fitting = [
            (len(theirs), other != code, other)
            for other, (own, theirs) in table.items()
            if own == kind
            and mine <= set(theirs)
            and not any(repeats(type_, leaf.partition(":")[0].rpartition(">")[0]) for leaf in set(theirs) - mine)
        ]
        if not fitting:
            return []
        codes.append(min(fitting)[2])
    return codes
