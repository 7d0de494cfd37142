"""Where in a resource does a FHIRPath point? The places themselves, so that a patch can change them.

https://hl7.org/fhir/R4/fhirpatch.html. Steps, indexes and choices are taken here; the criteria of ``where`` are
evaluated by the engine, within a budget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from api import fhirpath
from domain.errors import Fault, Invalid, Malformed
from domain.fhir.elements import RESOURCES, Element, elements, names

ROOT = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One value: member ``name`` of ``holder``, in a list at ``index``; ``type`` as the element table names it."""

    holder: dict[str, Any]
    name: str
    index: int | None
    type: str

    @property
    def value(self) -> Any:
        """What stands there; None where there is nothing but an extension of it."""
        found = self.holder.get(self.name)
        return found if self.index is None or not isinstance(found, list) else found[self.index]


def locate(root: dict[str, Any], node: dict[str, Any], budget: fhirpath.Budget) -> list[Place]:
    """Give every place that a parsed path points to, in order."""
    budget.step()
    inner: Sequence[dict[str, Any]] = node.get("children", ())
    match node["type"]:
        case "TermExpression" | "InvocationTerm" | "ParenthesizedTerm" if len(inner) == 1:
            return _first(root, inner[0], budget)
        case "InvocationExpression":
            return _step(locate(root, inner[0], budget), inner[1], root, budget)
        case "IndexerExpression":
            at = _number(inner[1])
            return locate(root, inner[0], budget)[at : at + 1]
        case "TypeExpression" if node["terminalNodeText"] == ["as"]:
            return _of_type(locate(root, inner[0], budget), _identifier(inner[1]))
        case _:
            raise _unsupported()


def _first(root: dict[str, Any], node: dict[str, Any], budget: fhirpath.Budget) -> list[Place]:
    """Take the first step: the type of the resource, its member, or a path in parentheses."""
    here = Place({ROOT: root}, ROOT, None, str(root.get("resourceType")))
    if node["type"] == "MemberInvocation":
        name = _identifier(node)
        return [here] if name == here.type else [] if name in RESOURCES else members([here], name)
    if node["type"] == "FunctionInvocation":
        return _step([here], node, root, budget)
    return locate(root, node, budget)


def _step(  # noqa: C901, PLR0911, PLR0912 - an interpreter is one case a function
    places: list[Place], node: dict[str, Any], root: dict[str, Any], budget: fhirpath.Budget
) -> list[Place]:
    budget.step(1 + len(places))
    if node["type"] == "MemberInvocation":
        return members(places, _identifier(node))
    if node["type"] != "FunctionInvocation":
        raise _unsupported()
    name, *rest = node["children"][0]["children"]
    given: list[dict[str, Any]] = rest[0]["children"] if rest else []
    match _identifier(name), len(given):
        case "first", 0:
            return places[:1]
        case "last", 0:
            return places[-1:]
        case "single", 0:
            if len(places) > 1:
                raise Invalid(Fault("processing", "single() is asked of several elements."))
            return places
        case "tail", 0:
            return places[1:]
        case "skip", 1:
            return places[_number(given[0]) :]
        case "take", 1:
            return places[: _number(given[0])]
        case "ofType" | "as", 1:
            return _of_type(places, _identifier(given[0]))
        case "extension", 1:
            url = _text(given[0])
            return [one for one in members(places, "extension") if one.value.get("url") == url]
        case "where", 1:
            around = fhirpath.Surroundings(root, root, budget)
            return [one for one in places if _meets(given[0], one, around)]
        case _:
            raise _unsupported()


def _meets(criterion: dict[str, Any], place: Place, around: fhirpath.Surroundings) -> bool:
    found = fhirpath.meets(criterion, fhirpath.evaluable(place.value), place.type, around)
    if found is None:
        raise Invalid(Fault("processing", "The criteria of where() cannot be evaluated here."))
    return found


def members(places: Sequence[Place], name: str) -> list[Place]:
    """Give the places of an element of each of these; a choice of types goes by its short name."""
    found: list[Place] = []
    for place in places:
        holder = place.value
        if not isinstance(holder, dict):
            continue
        for key, element in _keys(place.type, holder, name):
            type_ = element.type if element is not None else ""
            values = holder.get(key, holder.get(f"_{key}"))
            if isinstance(values, list):
                found += (Place(holder, key, at, type_of(type_, one)) for at, one in enumerate(values))
            elif values is not None:
                found.append(Place(holder, key, None, type_of(type_, values)))
    return found


def _keys(type_: str, holder: dict[str, Any], name: str) -> list[tuple[str, Element | None]]:
    known = elements(type_) if type_ in names() else {}
    if name in known:
        return [(name, known[name])]
    return [(k, e) for k, e in known.items() if e.choice == f"{name}[x]" and (k in holder or f"_{k}" in holder)]


def type_of(type_: str, value: object) -> str:
    """Name the type of a value whose element may hold any resource."""
    return str(value.get("resourceType")) if type_ == "Resource" and isinstance(value, dict) else type_


def _of_type(places: list[Place], name: str) -> list[Place]:
    return [place for place in places if place.type.lower() == name.lower()]


def _identifier(node: dict[str, Any]) -> str:
    while node["type"] != "Identifier":
        children = node.get("children", ())
        if len(children) != 1:
            raise _unsupported()
        node = children[0]
    return str(node["terminalNodeText"][0]).strip("`")


def _number(node: dict[str, Any]) -> int:
    return int(_literal(node, "NumberLiteral", str.isdecimal))


def _text(node: dict[str, Any]) -> str:
    return _literal(node, "StringLiteral", lambda text: "\\" not in text)[1:-1]


def _literal(node: dict[str, Any], kind: str, sound: Callable[[str], bool]) -> str:
    while node["type"] != kind:
        children = node.get("children", ())
        if len(children) != 1:
            raise _unsupported()
        node = children[0]
    text = str(node["terminalNodeText"][0])
    if not sound(text) or len(text) > 1000:
        raise _unsupported()
    return text


def _unsupported() -> Malformed:
    text = (
        "The path of a patch takes elements, indexes, where, first, last, single, tail, skip, take, ofType, extension."
    )
    return Malformed(Fault("not-supported", text))
