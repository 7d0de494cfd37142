"""Which records are in a compartment? (https://hl7.org/fhir/R4/compartmentdefinition.html)."""

from __future__ import annotations

from domain.fhir.compartments import COMPARTMENTS
from domain.search.expression import AnyOf, Condition, Filter, Typed
from domain.search.parameters import parameters_of
from domain.search.values import ReferenceValue, TokenValue


def within(owner: str, id_: str, types: tuple[str, ...]) -> Condition:
    """Confine records of these types to a compartment; a type that is not in it has none there."""
    members = COMPARTMENTS[owner]
    branches = [(type_, _within(owner, id_, type_)) for type_ in types or tuple(members) if type_ in members]
    return branches[0][1] if len(branches) == 1 == len(types) else Typed(tuple(branches))


def _within(owner: str, id_: str, type_: str) -> Condition:
    table = parameters_of(type_)
    value = ReferenceValue((f"{owner}/{id_}",))
    found = [Filter(table[code], values=(value,)) for code in COMPARTMENTS[owner][type_] if table.get(code) is not None]
    if type_ == owner:
        found.append(Filter(table["_id"], values=(TokenValue(None, id_),)))
    return found[0] if len(found) == 1 else AnyOf(tuple(found))
