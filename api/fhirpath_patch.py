"""What does a FHIRPath Patch make of a record? (https://hl7.org/fhir/R4/fhirpatch.html).

Parameters that are no patch are 400; an operation that cannot be applied to the record as it stands is 422.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from api import fhirpath, trees
from api.fhirpath_places import ROOT, Place, locate, members
from domain.errors import ChartwardError, Fault, Invalid, Malformed
from domain.fhir.elements import Element, elements, names

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_OPERATIONS = 100
MOST_LETTERS = 5_000
"""How long the paths of a patch may be in all."""
_NEEDED = {
    "add": {"path", "name", "value"},
    "insert": {"path", "value", "index"},
    "delete": {"path"},
    "replace": {"path", "value"},
    "move": {"path", "source", "destination"},
}
_NUMBERS = frozenset({"index", "source", "destination"})


class Operation:
    """One operation as it was sent: its type, its parsed path, and what else it names."""

    def __init__(self, said: dict[str, Any], where: str) -> None:
        """Read the parts of a parameter."""
        self.where = where
        self.parts: dict[str, dict[str, Any]] = {}
        for part in said.get("part", ()):
            if part["name"] in self.parts:
                raise Malformed(Fault("structure", "A part of an operation is given twice.", where))
            self.parts[part["name"]] = part
        self.type = str(self.parts.get("type", {}).get("valueCode", ""))
        wanted = _NEEDED.get(self.type)
        if wanted is None:
            text = "The type of an operation is add, insert, delete, replace or move."
            raise Malformed(Fault("code-invalid", text, where))
        if self.parts.keys() - {"type"} != wanted:
            raise Malformed(
                Fault("structure", f"This is not what {self.type} takes: {', '.join(sorted(wanted))}.", where)
            )
        self.path = str(self.parts["path"].get("valueString", ""))
        found = fhirpath.syntax(self.path) if 0 < len(self.path) <= MOST_LETTERS else None
        if found is None:
            raise Malformed(Fault("value", "The path is no FHIRPath.", where))
        self.syntax = found
        for name in _NUMBERS & wanted:
            if not isinstance(self.parts[name].get("valueInteger"), trees.Number):
                raise Malformed(Fault("value", f"The {name} is a valueInteger.", where))

    def number(self, name: str) -> int:
        """Give a position."""
        return int(self.parts[name]["valueInteger"])


def fhirpath_patch(document: bytes, type_: str, where: str) -> Callable[[bytes], bytes]:
    """Read a patch (valid Parameters); give what makes a new body of a present one."""
    said: dict[str, Any] = trees.tree(document)
    operations = []
    for n, parameter in enumerate(said.get("parameter", ())):
        if parameter.get("name") != "operation":
            text = "Every parameter of a FHIRPath Patch is an operation."
            raise Malformed(Fault("structure", text, f"{where}.parameter[{n}]"))
        operations.append(Operation(parameter, f"{where}.parameter[{n}]"))
    letters = sum(len(operation.path) for operation in operations)
    if len(operations) > MOST_OPERATIONS or letters > MOST_LETTERS:
        text = f"A patch has at most {MOST_OPERATIONS} operations, and paths of {MOST_LETTERS} letters in all."
        raise Malformed(Fault("too-costly", text, where))

    def apply(body: bytes) -> bytes:
        root = trees.tree(body)
        budget = fhirpath.Budget()
        for operation in operations:
            with _placed(operation.where):
                _apply(root, operation, budget)
        return trees.written(root)

    if not operations:
        raise Malformed(Fault("required", f"A patch of {type_} has at least one operation.", where))
    return apply


@contextmanager
def _placed(where: str) -> Iterator[None]:
    try:
        yield
    except ChartwardError as error:
        raise error.at(where) from None
    except (AttributeError, IndexError, KeyError, TypeError):  # an earlier operation left what is no such element
        raise Invalid(Fault("processing", "The operation does not fit what the ones before it made.", where)) from None


def _apply(root: dict[str, Any], operation: Operation, budget: fhirpath.Budget) -> None:
    match operation.type:
        case "add":
            _add(_single(locate(root, operation.syntax, budget)), operation)
        case "replace":
            _replace(_single(locate(root, operation.syntax, budget)), operation)
        case "delete":
            places = locate(root, operation.syntax, budget)
            if places:  # nothing there is nothing to delete
                _delete(_single(places))
        case "insert":
            _insert(root, operation, budget)
        case _:
            _move(root, operation, budget)


def _single(places: list[Place]) -> Place:
    if len(places) != 1:
        how = "nothing" if not places else "several elements"
        raise Invalid(Fault("processing", f"The path of the operation finds {how}; it has to find one."))
    return places[0]


def _add(place: Place, operation: Operation) -> None:
    holder = place.value
    if not isinstance(holder, dict):
        raise Invalid(Fault("processing", "Nothing can be added to a primitive value by name."))
    name = str(operation.parts["name"].get("valueString", ""))
    put(holder, place.type, name, operation.parts["value"])


def put(holder: dict[str, Any], type_: str, name: str, said: dict[str, Any]) -> None:
    """Add an element to an object: at the end of a list, else where nothing is yet."""
    value, beside, kind = _value(said, _part_type(type_, name))
    key, element = _named(type_, name, kind)
    if element is not None and element.array:
        listed = holder.setdefault(key, [])
        listed.append(value)
        _align(holder, key, len(listed) - 1, beside)
        return
    if key in holder or f"_{key}" in holder or members([Place({ROOT: holder}, ROOT, None, type_)], name):
        raise Invalid(Fault("processing", "The element is there already, and is no list; it can be replaced."))
    _set(holder, key, value, beside)


def _replace(place: Place, operation: Operation) -> None:
    if place.name == ROOT:
        raise Invalid(Fault("processing", "A resource cannot be replaced as a whole."))
    value, beside, kind = _value(operation.parts["value"], place.type)
    if place.index is not None:
        beside_all = place.holder.get(f"_{place.name}", ())
        listed = place.holder.setdefault(place.name, [None] * len(beside_all))
        listed.extend([None] * (place.index + 1 - len(listed)))
        listed[place.index] = value
        _align(place.holder, place.name, place.index, beside, replacing=True)
        return
    key = _renamed(place, kind)
    place.holder.pop(f"_{place.name}", None)
    if key != place.name:
        place.holder.pop(place.name, None)
    _set(place.holder, key, value, beside)


def _renamed(place: Place, kind: str) -> str:
    """Give the member's name after a value of another type of a choice: valueString becomes valueQuantity."""
    stem = place.name.removesuffix(place.type[:1].upper() + place.type[1:])
    if not kind or stem == place.name or kind == place.type:
        return place.name
    return stem + kind[:1].upper() + kind[1:]


def _delete(place: Place) -> None:
    if place.name == ROOT:
        raise Invalid(Fault("processing", "A resource cannot be deleted by a patch."))
    for key in (place.name, f"_{place.name}"):
        listed = place.holder.get(key)
        if place.index is None:
            place.holder.pop(key, None)
        elif isinstance(listed, list) and place.index < len(listed):
            del listed[place.index]
            if all(one is None for one in listed):
                del place.holder[key]


def _insert(root: dict[str, Any], operation: Operation, budget: fhirpath.Budget) -> None:
    holder, key, type_ = _collection(root, operation, budget)
    value, beside, _ = _value(operation.parts["value"], type_)
    length = max(len(holder.get(key, ())), len(holder.get(f"_{key}", ())))
    at = operation.number("index")
    if not 0 <= at <= length:
        raise Invalid(Fault("processing", "The index is outside of the list."))
    listed = holder.setdefault(key, [None] * length)
    listed.insert(at, value)
    if f"_{key}" in holder:
        holder[f"_{key}"].insert(at, None)
    _align(holder, key, at, beside)


def _move(root: dict[str, Any], operation: Operation, budget: fhirpath.Budget) -> None:
    holder, key, _ = _collection(root, operation, budget)
    source, destination = operation.number("source"), operation.number("destination")
    lists = [holder[name] for name in (key, f"_{key}") if isinstance(holder.get(name), list)]
    if not all(0 <= at < max(map(len, lists), default=0) for at in (source, destination)):
        raise Invalid(Fault("processing", "The source or the destination is outside of the list."))
    for listed in lists:
        listed.extend([None] * (max(source, destination) + 1 - len(listed)))
        listed.insert(destination, listed.pop(source))


def _collection(root: dict[str, Any], operation: Operation, budget: fhirpath.Budget) -> tuple[dict[str, Any], str, str]:
    """Find the list that a path names, which may not be there yet: its object, its name, the type of what is in it."""
    places = locate(root, operation.syntax, budget)
    if places:
        one = places[0]
        if one.index is None or any(p.holder is not one.holder or p.name != one.name for p in places):
            raise Invalid(Fault("processing", "The path does not name one list."))
        return one.holder, one.name, one.type
    path, _, name = operation.path.rpartition(".")
    syntax = fhirpath.syntax(path or str(root["resourceType"]))
    above = _single(locate(root, syntax, budget)) if syntax is not None and name.isidentifier() else None
    key, element = _named(above.type, name, "") if above else ("", None)
    if above is None or element is None or not element.array or not isinstance(above.value, dict):
        raise Invalid(Fault("processing", "The path does not name one list."))
    return above.value, key, element.type


def _align(holder: dict[str, Any], key: str, at: int, beside: Any, *, replacing: bool = False) -> None:
    """Keep what extends the values of a list of primitives in step with them."""
    name = f"_{key}"
    if beside is None and not (replacing and name in holder):
        return
    aside = holder.setdefault(name, [])
    aside.extend([None] * (at + 1 - len(aside)))
    aside[at] = beside
    if all(one is None for one in aside):
        del holder[name]


def _set(holder: dict[str, Any], key: str, value: Any, beside: Any) -> None:
    if value is not None:
        holder[key] = value
    if beside is not None:
        holder[f"_{key}"] = beside


def _named(type_: str, name: str, kind: str) -> tuple[str, Element | None]:
    """Give the JSON name of an element, and its row of the element table."""
    known = elements(type_) if type_ in names() else {}
    choice = name + kind[:1].upper() + kind[1:]
    for key in (name, choice):
        if key in known and (key == choice or not known[key].choice):
            return key, known[key]
    raise Invalid(Fault("structure", "There is no such element here in FHIR R4."))


def _part_type(type_: str, name: str) -> str:
    known = elements(type_) if type_ in names() else {}
    return known[name].type if name in known else ""


def _value(said: dict[str, Any], type_: str) -> tuple[Any, Any, str]:
    """Give a value, what extends it if it is primitive, and the name of its type: value[x], a resource, or parts."""
    if "resource" in said:
        return said["resource"], None, "Resource"
    if "part" in said:
        made: dict[str, Any] = {}
        for part in said["part"]:
            put(made, type_, str(part.get("name", "")), part)
        return made, None, type_
    key = next((name.removeprefix("_") for name in said if name.startswith(("value", "_value"))), "")
    if not key:
        raise Malformed(Fault("required", "The operation has no value."))
    kind = key.removeprefix("value")
    kind = kind if kind in names() else kind[:1].lower() + kind[1:]
    return said.get(key), said.get(f"_{key}"), kind
