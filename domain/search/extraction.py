"""What of a resource can it be found by? The parameters of its type, compiled once into one walk over its elements.

Rows that nothing needs are not made: the clinical date and the patient are columns of the record, tokens with few
values live in its keys alone, and parameters that look at the same element share rows (``parameters.py``).
A value of a wrong form is passed over: what comes in was checked before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from domain.fhir.resources import RESOURCES
from domain.search.extract import Extract
from domain.search.hashing import token_hashes
from domain.search.joined import Joiner
from domain.search.parameters import Leaf, SearchParameter, compiled, generation, parameters_of
from domain.search.readers import Reader, presence, reader, target_of

__all__ = ["Extract", "extract", "extractor"]

_WRONG_FORM = (AttributeError, KeyError, OverflowError, TypeError, ValueError)


class _Node:
    """One element of a type: who reads it, what is looked at below it, and below it under a condition."""

    __slots__ = ("below", "first", "guarded", "readers")

    def __init__(self) -> None:
        self.readers: list[Reader] = []
        self.below: dict[str, _Node] = {}
        self.guarded: dict[tuple[str, str], _Node] = {}
        self.first: _Node | None = None

    def at(self, steps: tuple[str, ...]) -> _Node:
        """Give the node at the end of the steps, made where it is missing."""
        if not steps:
            return self
        name, _, condition = steps[0].partition("[")
        node = self.below.setdefault(name, _Node())
        if condition == "0]":
            node.first = node.first or _Node()
            node = node.first
        elif condition:
            key, _, wanted = condition[:-1].partition("=")
            node = node.guarded.setdefault((key, wanted), _Node())
        return node.at(steps[1:])


def extract(resource: dict[str, Any]) -> Extract:
    """Give the columns and index rows of one resource."""
    type_ = resource["resourceType"]
    return _extracted(resource, type_, _plan(type_), _joiners(type_))


def extractor(type_: str, numbers: Collection[int]) -> Callable[[dict[str, Any]], Extract]:
    """Give what extracts the columns, and the rows of these parameters alone; keys of others may be among its keys."""
    parameters = {
        code: parameter
        for code, parameter in parameters_of(type_).items()
        if parameter.number in numbers or parameter.service == "clinical"
    }
    plan, joiners = _compile(type_, parameters), _joining(type_, parameters)
    return lambda resource: _extracted(resource, type_, plan, joiners)


def _extracted(resource: dict[str, Any], type_: str, plan: _Node, joiners: tuple[Joiner, ...]) -> Extract:
    out = Extract(type_, generation=generation())
    _walk(resource, plan, out)
    if patients := [row[1] for row in out.references if row[0] == _SUBJECT]:
        out.references = [row for row in out.references if row[0] != _SUBJECT]
        out.patients = tuple(dict.fromkeys(patients))
    if type_ == "Patient":
        if (own := resource.get("id")) is not None:
            out.patients = (own,)
        _deceased(resource, out)
    elif type_ == "Encounter":
        out.encounter = resource.get("id")
    for joiner in joiners:
        joiner.read(resource, values, out)
    _without_repeats(out)
    return out


def _walk(value: dict[str, Any], node: _Node, out: Extract) -> None:
    below = node.below
    for name, child in value.items():
        found = below.get(name)
        if found is None:
            continue
        if isinstance(child, list):
            if found.first is not None and child:
                _visit(child[0], found.first, out)
            for item in child:
                _visit(item, found, out)
        else:
            _visit(child, found, out)


def _visit(value: Any, node: _Node, out: Extract) -> None:
    for read in node.readers:
        try:
            read(value, out)
        except _WRONG_FORM:
            continue
    if isinstance(value, dict):
        if node.below:
            _walk(value, node, out)
        for (key, wanted), inner in node.guarded.items():
            if _holds(value, key, wanted):
                _visit(value, inner, out)


def _holds(value: dict[str, Any], key: str, wanted: str) -> bool:
    if key == "extension":
        extensions = value.get("extension")
        return isinstance(extensions, list) and any(
            isinstance(one, dict) and one.get("url") == wanted for one in extensions
        )
    found = value.get(key)
    return bool(found == wanted) or (isinstance(found, bool) and wanted == str(found).lower())


def values(value: Any, steps: tuple[str, ...]) -> Iterator[Any]:
    """Yield the values at the end of steps, as the walk meets them."""
    if not steps:
        yield value
    elif isinstance(value, dict):
        name, _, condition = steps[0].partition("[")
        child = value.get(name)
        children = child if isinstance(child, list) else () if child is None else (child,)
        if condition == "0]":
            children = children[:1]
        elif condition:
            key, _, wanted = condition[:-1].partition("=")
            children = [one for one in children if isinstance(one, dict) and _holds(one, key, wanted)]
        for one in children:
            yield from values(one, steps[1:])


@compiled
def _joiners(type_: str) -> tuple[Joiner, ...]:
    """Compile the composites of a type that have rows of their own."""
    return _joining(type_, parameters_of(type_))


def _joining(type_: str, parameters: Mapping[str, SearchParameter]) -> tuple[Joiner, ...]:
    return tuple(
        Joiner(type_, parameter.components, way)
        for parameter in parameters.values()
        for way in parameter.together
        if way.parts and way.number == parameter.number
    )


@compiled
def _plan(type_: str) -> _Node:
    """Compile the parameters of a type, and the paths of its patient, encounter and status."""
    return _compile(type_, parameters_of(type_))


def _compile(type_: str, table: Mapping[str, SearchParameter]) -> _Node:
    root = _Node()
    for parameter in table.values():
        if parameter.service in {"id", "updated"} or any(leaf.type == "exists" for leaf in parameter.leaves):
            continue
        for leaf in parameter.own:
            root.at(leaf.steps).readers.append(reader(parameter, leaf, _narrowed(table.values(), leaf)))
    resource = RESOURCES[type_]
    for path in resource.subject:
        root.at(tuple(path.split("."))).readers.append(_subject)
    if resource.encounter:
        root.at(tuple(resource.encounter.split("."))).readers.append(_encounter)
    root.at((resource.status,)).readers.append(_status)
    return root


def _narrowed(table: Any, leaf: Leaf) -> dict[str, int]:
    """Give the presence keys of parameters that look at the same element, but at targets of one type only."""
    found: dict[str, int] = {}
    parameter: SearchParameter
    for parameter in table:
        if parameter.narrowed and any(leaf.steps == other.steps for other in parameter.leaves):
            found[parameter.narrowed] = presence(parameter.type, parameter.code)
    return found


_SUBJECT = -1
"""Marks, while extracting, a reference to a patient that the record is about."""


def _subject(value: Any, out: Extract) -> None:
    type_, _, id_ = target_of(value["reference"]).partition("/")
    if type_ == "Patient" and id_ and "/" not in id_:
        out.references.append((_SUBJECT, id_))


def _encounter(value: Any, out: Extract) -> None:
    type_, _, id_ = target_of(value["reference"]).partition("/")
    if type_ == "Encounter" and id_ and out.encounter is None:
        out.encounter = id_


def _status(value: Any, out: Extract) -> None:
    out.status = value if isinstance(value, str) else value["coding"][0]["code"]


def _deceased(resource: dict[str, Any], out: Extract) -> None:
    """Patient.deceased.exists() and Patient.deceased != false."""
    dead = "deceasedDateTime" in resource or resource.get("deceasedBoolean") is True
    out.keys += (*token_hashes("Patient", "deceased", "", "true" if dead else "false"), presence("Patient", "deceased"))


def _without_repeats(out: Extract) -> None:
    out.keys = list(set(out.keys))
    for name in ("tokens", "strings", "references", "dates", "quantities", "parts"):
        rows = getattr(out, name)
        if len(rows) > 1:
            setattr(out, name, list(dict.fromkeys(rows)))
