"""Which children may an element of FHIR XML have, in which order? (https://hl7.org/fhir/R4/xml.html#representation)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from domain.fhir.elements import PRIMITIVES, RESOURCES, elements

FHIR = "http://hl7.org/fhir"
XHTML = "http://www.w3.org/1999/xhtml"
DIV = f"{{{XHTML}}}div"
NUMBERS = frozenset({"decimal", "integer", "positiveInt", "unsignedInt"})


class Slot(NamedTuple):
    """One child element; ``place`` is its rank in the definition, shared by the types of a choice."""

    name: str
    type: str
    array: bool
    primitive: bool
    place: int
    shown: str
    """Its name in FHIRPath: ``value`` for ``valueString``."""


class Plan(NamedTuple):
    """The children and the attributes of one type."""

    slots: Mapping[str, Slot]
    attributes: tuple[str, ...]


@cache
def plan(type_: str) -> Plan:
    """Give the plan of a resource, datatype or backbone; KeyError if there is no such type."""
    attributes = () if type_ in RESOURCES else ("id", "url") if type_ == "Extension" else ("id",)
    slots: dict[str, Slot] = {}
    places: dict[str, int] = {}
    for name, element in elements(type_).items():
        if name not in attributes:
            shown = element.choice[:-3] or name
            place = places.setdefault(shown, len(places))
            slots[name] = Slot(name, element.type, element.array, element.type in PRIMITIVES, place, shown)
    return Plan(slots, attributes)
