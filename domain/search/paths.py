"""Which elements does the expression of a search parameter name?

https://hl7.org/fhir/R4/searchparameter-definitions.html#SearchParameter.expression. The part of FHIRPath that search
parameters use is resolved against the elements of R4, for the official definitions and for custom ones alike, so that
an element's path in JSON and its type say all. What is not understood is a ValueError, never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from domain.fhir.elements import PRIMITIVES, elements, names
from domain.search.r4_systems import ROWS

PARTS = {
    "HumanName": ("family", "given", "prefix", "suffix", "text"),
    "Address": ("line", "city", "district", "state", "postalCode", "country", "text"),
}
"""What a string parameter on the type looks at (https://hl7.org/fhir/R4/search.html#string)."""

USABLE = {
    "token": {
        "boolean", "canonical", "code", "CodeableConcept", "Coding", "ContactPoint", "id", "Identifier", "string",
        "uri", "markdown",
    },
    "reference": {"canonical", "Reference", "uri", "Resource"},
    "string": {"CodeableConcept", "markdown", "string", "code", "id", "uri"},
    "date": {"date", "dateTime", "instant", "Period", "Timing"},
    "number": {"decimal", "integer", "positiveInt", "Range", "unsignedInt"},
    "quantity": {"Age", "Count", "Distance", "Duration", "Money", "Quantity", "Range", "SampledData"},
    "uri": {"canonical", "oid", "uri", "url", "uuid"},
}  # fmt: skip
"""The types that a parameter of each kind can look at (https://hl7.org/fhir/R4/search.html#table)."""

_IN_EXTENSIONS = {
    "reference": ("Reference",),
    "string": ("string", "CodeableConcept"),
    "token": ("CodeableConcept", "Coding", "Identifier", "code", "string", "boolean"),
    "date": ("date", "dateTime", "instant", "Period"),
    "number": ("decimal", "integer"),
    "quantity": ("Quantity", "Age", "Duration", "Money", "Range"),
    "uri": ("uri", "url", "canonical", "oid", "uuid"),
}
"""The types that the value of an extension may have under a parameter of the kind; its definition is elsewhere."""

_TOKENS = re.compile(r"\s*(?:(?P<name>[%$]?[A-Za-z_]\w*)|(?P<text>'(?:[^'\\]|\\.)*')|(?P<number>\d+)|(?P<sign>!=|.))")
_MOST_TOKENS = 1_000
_MOST_DEPTH = 20


class _Token(NamedTuple):
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _State:
    """One place that the expression has reached.

    ``at``: the type or backbone whose elements come next, for a code the element itself. ``absolute``: reached from
    the resource, not from where the expression began.
    """

    steps: tuple[str, ...]
    at: str
    type: str
    target: str = ""
    absolute: bool = False


@cache
def _systems() -> dict[str, str]:
    return dict(line.split(" ", 1) for line in ROWS.strip().splitlines())


def leaves(type_: str, kind: str, expression: str) -> list[str]:
    """Resolve an expression for one type to ``step>step:Type``, in its order.

    It is ``Reference(Patient)`` where the target is told, and ``code(system)`` where a required binding implies the
    system (https://hl7.org/fhir/R4/search.html#token).
    """
    return _leaves(_Reading(type_, kind, type_).states(expression), kind)


def below(type_: str, at: str, kind: str, expression: str) -> list[str]:
    """Resolve a component's expression from an element of the type ``at``; what begins at the resource has a ``/``."""
    return _leaves(_Reading(type_, kind, at).states(expression), kind)


def places(type_: str, expression: str) -> list[tuple[str, str]]:
    """Resolve an expression that names elements to their paths and types; the path of the resource itself is ""."""
    return [(">".join(state.steps), state.at) for state in _Reading(type_, "composite", type_).states(expression)]


def repeats(type_: str, path: str) -> bool:
    """Tell whether there may be several elements at a path of JSON steps."""
    at = type_
    for step in filter(None, path.split(">")):
        name, _, condition = step.partition("[")
        element = elements(at)[name]
        if element.array and condition != "0]":
            return True
        at = element.type
    return False


def _leaves(states: Iterable[_State], kind: str) -> list[str]:
    return list(dict.fromkeys(leaf for state in states for leaf in _leaf(state, kind)))


def _leaf(state: _State, kind: str) -> Iterator[str]:
    path = ("/" if state.absolute else "") + ">".join(state.steps)
    if state.type == "Extension":
        for value in _IN_EXTENSIONS.get(kind, ()):
            yield f"{path}>value{value[0].upper()}{value[1:]}:{value}"
    elif kind == "string" and state.type in PARTS:
        for part in PARTS[state.type]:
            yield f"{path}>{part}:string"
    elif state.type in USABLE.get(kind, ()):
        narrowed = state.target or (_systems().get(state.at, "") if state.type == "code" else "")
        yield f"{path}:{state.type}" + (f"({narrowed})" if narrowed else "")


class _Reading:
    """One expression while it is read, for one type, from the element ``start``."""

    def __init__(self, type_: str, kind: str, start: str) -> None:
        self._type = type_
        self._kind = kind
        self._start = start
        self._tokens: list[_Token] = []
        self._next = 0
        self._depth = 0

    def states(self, expression: str) -> list[_State]:
        """Give every place that the expression names."""
        self._tokens = [
            _Token(match.lastgroup or "", match[match.lastgroup or 0]) for match in _TOKENS.finditer(expression.strip())
        ]
        self._next = 0
        if not self._tokens or len(self._tokens) > _MOST_TOKENS:
            raise ValueError("no expression of a length that is read")
        found = self._union()
        if self._next < len(self._tokens):
            raise ValueError(f"{self._tokens[self._next].text} is not understood")
        return list(dict.fromkeys(found))

    def _peek(self, text: str, ahead: int = 0) -> bool:
        place = self._next + ahead
        return place < len(self._tokens) and self._tokens[place].text == text

    def _take(self, kind: str = "") -> str:
        if self._next >= len(self._tokens):
            raise ValueError("the expression breaks off")
        token = self._tokens[self._next]
        if kind and token.kind != kind:
            raise ValueError(f"{token.text} is not understood")
        self._next += 1
        return token.text

    def _expect(self, text: str) -> None:
        if self._take() != text:
            raise ValueError(f"{text} is missing")

    def _union(self) -> list[_State]:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise ValueError("the expression is nested too deep")
        found = self._term()
        while self._peek("|"):
            self._take()
            found = [*found, *self._term()]
        self._depth -= 1
        return found

    def _term(self) -> list[_State]:
        if self._peek("("):
            self._take()
            states = self._union()
            self._expect(")")
        else:
            states = self._root()
        states = self._path(states)
        while self._peek("as"):
            self._take()
            states = self._path(_typed(states, self._take("name")))
        return states

    def _root(self) -> list[_State]:
        name = self._take("name")
        if name in {"%resource", "$this"}:
            at = self._type if name == "%resource" else self._start
            return [_State((), at, at, absolute=name == "%resource" and self._start != self._type)]
        if name in {self._type, "Resource", "DomainResource"}:
            return [_State((), self._type, self._type, absolute=self._start != self._type)]
        if name[0].isupper():
            if name not in names():
                raise ValueError(f"there is no type {name}")
            # An expression for several types: what is said of another one is read over, not resolved.
            return []
        return self._child([_State((), self._start, self._start)], name)

    def _path(self, states: list[_State]) -> list[_State]:
        known = bool(states)
        while self._peek(".") or self._peek("["):
            if self._take() == "[":
                if self._take("number") != "0":
                    raise ValueError("only the first of several elements can be named by its number")
                self._expect("]")
                states = [replace(state, steps=(*state.steps[:-1], state.steps[-1] + "[0]")) for state in states]
                continue
            name = self._take("name")
            states = self._function(states, name) if self._peek("(") else self._child(states, name, known=known)
        return states

    def _child(self, states: list[_State], name: str, *, known: bool = True) -> list[_State]:
        found = [child for state in states for child in _children(state, name, self._kind)]
        if not found and known and states:
            raise ValueError(f"there is no element {name} in {states[0].at}")
        return found

    def _function(self, states: list[_State], name: str) -> list[_State]:
        self._expect("(")
        if name in {"as", "ofType"}:
            type_ = self._take("name")
            states = _typed(states, type_)
        elif name == "extension":
            url = self._take("text")[1:-1]
            states = [_extended(state, url) for state in states]
        elif name == "where":
            states = self._where(states)
        else:
            raise ValueError(f"the function {name} is not understood")
        self._expect(")")
        return states

    def _where(self, states: list[_State]) -> list[_State]:
        name = self._take("name")
        if name == "resolve":
            for text in ("(", ")", "is"):
                self._expect(text)
            target = self._take("name")
            if target not in names():
                raise ValueError(f"there is no type {target}")
            return [replace(state, target=target) for state in states]
        if name == "hasExtension":
            self._expect("(")
            condition = "extension=" + self._take("text")[1:-1]
            self._expect(")")
        else:
            self._expect("=")
            wanted = self._take("text" if not (self._peek("true") or self._peek("false")) else "")
            self._child(states, name)
            condition = f"{name}={wanted.strip(chr(39))}"
        if not _plain(condition):
            raise ValueError("the condition holds a letter that is not understood")
        return [replace(state, steps=(*state.steps[:-1], f"{state.steps[-1]}[{condition}]")) for state in states]


def _plain(text: str) -> bool:
    """Tell whether a text can stand in a step, and a step in a row of the table."""
    return text.isprintable() and not set(text) & set("]>,; ")


def _typed(states: list[_State], type_: str) -> list[_State]:
    if type_ != "DateTime" and type_ not in PRIMITIVES and type_ not in names():
        raise ValueError(f"there is no type {type_}")
    return [state for state in states if state.type.casefold() == type_.casefold()]


def _extended(state: _State, url: str) -> _State:
    if not _plain(url):
        raise ValueError("the address of the extension holds a letter that is not understood")
    return _State((*state.steps, f"extension[url={url}]"), "Extension", "Extension", absolute=state.absolute)


def _children(state: _State, name: str, kind: str) -> Iterator[_State]:
    if state.at not in names():
        return
    if state.type == "Coding" and name == "code" and kind == "token":
        yield state  # Read as the coding that it is of, its system too can be asked for.
        return
    for element in elements(state.at).values():
        if element.name != name and element.choice != f"{name}[x]":
            continue
        if state.at == "Extension" and element.choice and not _readable(element.type, kind):
            continue
        type_ = "id" if element.name == "id" else element.type
        at = f"{state.at}.{element.name}" if type_ == "code" else type_
        yield _State((*state.steps, element.name), at, type_, state.target, state.absolute)


def _readable(type_: str, kind: str) -> bool:
    """Tell whether a value of an extension can end in something that a parameter of the kind looks at."""
    return kind == "composite" or type_ in _IN_EXTENSIONS.get(kind, ())
