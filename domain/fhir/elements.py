"""What kind of thing is an element of a FHIR type: its types, whether it is a list, what it may point at?"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from domain.fhir import r4_elements

if TYPE_CHECKING:
    from collections.abc import Mapping

RESOURCES = frozenset(r4_elements.RESOURCES.split())
PRIMITIVES = frozenset(r4_elements.PRIMITIVES.split())


class Element(NamedTuple):
    """One JSON property; ``type`` is a primitive, a datatype, a backbone path or ``Resource``."""

    name: str
    type: str
    array: bool
    targets: frozenset[str]
    """Types that a reference may point at; empty: any."""

    choice: str
    """``value[x]`` for ``valueString``; empty if the element has one type only."""


@cache
def _paragraphs() -> dict[str, str]:
    rows: dict[str, str] = {}
    for paragraph in r4_elements.ROWS.strip("\n").replace("\n ", " ").split("\n"):
        name, _, words = paragraph.partition(" ")
        rows[name] = words
    return rows


def names() -> tuple[str, ...]:
    """Name every type and backbone of the table."""
    return tuple(_paragraphs())


@cache
def elements(name: str) -> Mapping[str, Element]:
    """Give the properties of a type or backbone (``Patient``, ``Patient.contact``, ``Period``), by JSON name."""
    found: dict[str, Element] = {}
    for word in _paragraphs()[name].split():
        left, _, right = word.partition(":")
        codes, _, pointed = right.rstrip(")").partition("(")
        array = left.endswith("*")
        element, types, targets = left.rstrip("*"), codes.split("|"), frozenset(filter(None, pointed.split("|")))
        if element.endswith("[x]"):
            for code in types:
                one = element[:-3] + code[0].upper() + code[1:]
                found[one] = Element(one, code, array, targets if code == "Reference" else frozenset(), element)
        else:
            found[element] = Element(element, types[0], array, targets, "")
    return found
