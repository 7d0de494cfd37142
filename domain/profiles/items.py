"""Which elements of a resource does one row of a profile speak of? (https://hl7.org/fhir/R4/json.html)."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from domain.fhir.elements import PRIMITIVES, RESOURCES, Element, elements, names

Node = dict[str, Any]
KNOWN = frozenset(names())


class Item(NamedTuple):
    """One element: its value, what extends it where it is a primitive, its type, and where it stands."""

    value: Any
    beside: Any
    type: str
    path: str

    @property
    def node(self) -> Any:
        """What has children: the value, or what extends a primitive."""
        return self.value if isinstance(self.value, dict) else self.beside

    @property
    def inside(self) -> str:
        """The type that its children belong to."""
        return "Element" if self.type in PRIMITIVES else self.type

    @property
    def code(self) -> str:
        """The type as a definition names it."""
        return "BackboneElement" if "." in self.type else self.type


@cache
def _variants(type_: str, name: str) -> tuple[Element, ...]:
    """Give the properties of one element: several for a choice."""
    if type_ not in KNOWN:
        return ()
    known = elements(type_)
    if name.endswith("[x]"):
        return tuple(one for one in known.values() if one.choice == name)
    if name in known:
        return (known[name],)
    return tuple(one for one in known.values() if one.choice == f"{name}[x]")


def items(node: Any, type_: str, name: str, path: str) -> list[Item]:
    """List the elements of a name below a node."""
    found: list[Item] = []
    if not isinstance(node, dict):
        return found
    for element in _variants(type_, name):
        value, beside = node.get(element.name), node.get(f"_{element.name}")
        if value is None and beside is None:
            continue
        here = f"{path}.{element.choice[:-3] or element.name}"
        if not element.array:
            found.append(_item(element, value, beside, here))
            continue
        values = value if isinstance(value, list) else []
        extended = beside if isinstance(beside, list) else []
        for index in range(max(len(values), len(extended))):
            one = values[index] if index < len(values) else None
            more = extended[index] if index < len(extended) else None
            found.append(_item(element, one, more, f"{here}[{index}]"))
    return found


def _item(element: Element, value: Any, beside: Any, path: str) -> Item:
    type_ = element.type
    if type_ == "Resource" and isinstance(value, dict):
        named = value.get("resourceType")
        type_ = named if isinstance(named, str) and named in RESOURCES else type_
    return Item(value, beside, type_, path)


def whole(resource: Node, path: str) -> Item:
    """Give a resource as an item."""
    return Item(resource, None, str(resource["resourceType"]), path)


def within(value: Any, pattern: Any) -> bool:
    """Tell whether a value holds all that a pattern has: https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.pattern_x_."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(key in value and within(value[key], one) for key, one in pattern.items())
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(within(one, wanted) for one in value) for wanted in pattern)
    return bool(value == pattern) and isinstance(value, bool) == isinstance(pattern, bool)
