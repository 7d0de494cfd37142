"""What does the expression of ``_filter`` say? (https://hl7.org/fhir/R4/search_filter.html).

Read first, without types, then bound to a type: a path may lead to several. ``and`` and ``or`` are taken from left to
right, none before the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from domain.search.expression import AllOf, AnyOf, Condition, Filter, NoneOf
from domain.search.parameters import SearchParameter
from domain.search.refusals import refuse
from domain.search.values import DateValue

if TYPE_CHECKING:
    from domain.search.filters import Conditions

MOST_LETTERS = 8_192
MOST_DEPTH = 16
MOST_TESTS = 64

_PREFIXES = frozenset({"eq", "ne", "gt", "lt", "ge", "le", "ap", "sa", "eb"})
_MODIFIERS = {
    "token": {"eq": "", "ne": "", "ss": "below", "sb": "above", "in": "in", "ni": "in"},
    "string": {"eq": "equals", "ne": "differs", "co": "contains", "sw": "", "ew": "ends"},
    "reference": {"eq": "", "ne": "", "re": ""},
    "uri": {"eq": "", "ne": "", "sw": "below", "ss": "below", "sb": "above"},
}
"""What an operation asks of a kind, as a modifier; ``equals``, ``differs`` and ``ends`` are this server's own."""
_COMPARED = {"date": _PREFIXES, "number": _PREFIXES, "quantity": _PREFIXES}
_OPERATIONS = _PREFIXES | {"po", "co", "sw", "ew", "pr", "ss", "sb", "in", "ni", "re"}

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]*(?::[A-Za-z]+)?")
_WORD = re.compile(r"[a-z]{2,3}(?![A-Za-z0-9_\-:.\[])")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_TOKEN = re.compile(r"[^\s()\]\"][^\s)\]]*")
_BLANK = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Term:
    """A path, each step with a filter on what it leads to (or None), an operation and a value."""

    path: tuple[tuple[str, Node | None], ...]
    operation: str
    value: str


@dataclass(frozen=True, slots=True)
class Logic:
    """``and`` or ``or`` of several, ``not`` of one."""

    word: str
    of: tuple[Node, ...]


Node = Term | Logic


def written(text: str, shown: str) -> Node:
    """Read an expression."""
    if len(text) > MOST_LETTERS:
        refuse("too-costly", shown, f"goes over {MOST_LETTERS} letters")
    try:
        return _Reading(text).whole()
    except _TooMuch:
        refuse("too-costly", shown, f"goes over {MOST_TESTS} tests or {MOST_DEPTH} levels")
    except ValueError:
        refuse("invalid", shown, "is no expression of the filter language")


def bound(conditions: Conditions, type_: str, node: Node, shown: str) -> Condition:
    """Say what an expression means for records of a type; Unknown if it names a parameter that is none of the type."""
    if isinstance(node, Term):
        return _bound(conditions, type_, node.path, node, shown)
    parts = tuple(bound(conditions, type_, part, shown) for part in node.of)
    match node.word:
        case "and":
            return AllOf(parts)
        case "or":
            return AnyOf(parts)
        case _:
            return NoneOf(parts)


def _bound(
    conditions: Conditions, type_: str, path: tuple[tuple[str, Node | None], ...], test: Term, shown: str
) -> Condition:
    (name, within), rest = path[0], path[1:]
    if not rest:
        return _tested(conditions, conditions.parameter(type_, name, shown), test, shown)

    def beyond(target: str) -> Condition:
        found = _bound(conditions, target, rest, test, shown)
        return found if within is None else AllOf((bound(conditions, target, within, shown), found))

    return conditions.chain(type_, name, shown, beyond)


def _tested(conditions: Conditions, parameter: SearchParameter, test: Term, shown: str) -> Condition:
    operation = test.operation
    if operation == "pr":
        return conditions.missing(parameter, {"true": "false", "false": "true"}.get(test.value, ""), shown)
    # The value is no list and has no escapes of its own but those of its bars.
    text = test.value.replace("\\", "\\\\").replace(",", "\\,").replace("$", "\\$")
    if operation == "po" and parameter.kind == "date":
        found = conditions.filter(parameter, "", ["eq" + text], shown)
        return replace(found, values=tuple(replace(cast("DateValue", value), prefix="po") for value in found.values))
    if operation in _COMPARED.get(parameter.kind, ()):
        return conditions.filter(parameter, "", [operation + text], shown)
    modifier = _MODIFIERS.get(parameter.kind, {}).get(operation)
    own = modifier in {"equals", "differs", "ends"}
    if modifier is None:
        refuse("not-supported", shown, f"asks {operation} of a parameter of type {parameter.kind}")
    found = conditions.filter(parameter, modifier, [text], shown, internal=own)
    if operation == "ni":
        return NoneOf((found,))
    if operation == "ne" and parameter.kind != "string":
        return AllOf((*_present(parameter), NoneOf((found,))))
    return found


def _present(parameter: SearchParameter) -> tuple[Condition, ...]:
    return () if parameter.service in {"id", "updated"} else (Filter(parameter, missing=False),)


class _TooMuch(ValueError):
    """The expression is longer or deeper than is read."""


class _Reading:
    """One expression while it is read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._tests = 0

    def whole(self) -> Node:
        """Read all of it."""
        found = self._filter()
        if self._at < len(self._text):
            raise ValueError("something is left")
        return found

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise ValueError("something else stands here")
        self._at = match.end()
        return match[0]

    def _blank(self) -> bool:
        return bool(self._take(_BLANK))

    def _sign(self, sign: str) -> bool:
        found = self._text.startswith(sign, self._at)
        self._at += len(sign) if found else 0
        return found

    def _filter(self) -> Node:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise _TooMuch
        self._blank()
        found = self._term()
        self._blank()
        while self._at < len(self._text) and self._text[self._at] not in ")]":
            word = self._take(_WORD)
            if word not in {"and", "or"}:
                raise ValueError("neither and nor or")
            self._blank()
            right = self._term()
            alike = isinstance(found, Logic) and found.word == word
            found = Logic(word, (*(cast("Logic", found).of if alike else (found,)), right))
            self._blank()
        self._depth -= 1
        return found

    def _term(self) -> Node:
        negated = re.compile(r"not[ \t\r\n]*\(").match(self._text, self._at)
        if negated:
            self._at = negated.end()
            return Logic("not", (self._bracketed(")"),))
        if self._sign("("):
            return self._bracketed(")")
        return self._test()

    def _bracketed(self, closing: str) -> Node:
        found = self._filter()
        if not self._sign(closing):
            raise ValueError("a bracket does not close")
        return found

    def _test(self) -> Node:
        self._tests += 1
        if self._tests > MOST_TESTS:
            raise _TooMuch
        path: list[tuple[str, Node | None]] = []
        while True:
            name = self._take(_NAME)
            within = self._bracketed("]") if self._sign("[") else None
            path.append((name, within))
            if not self._sign("."):
                break
        if path[-1][1] is not None or ":" in path[-1][0] or not self._blank():
            raise ValueError("a path ends in a parameter")
        operation = self._take(_WORD)
        if operation not in _OPERATIONS or not self._blank():
            raise ValueError("no operation")
        return Term(tuple(path), operation, self._value())

    def _value(self) -> str:
        readers: dict[bool, Callable[[], str]] = {
            True: lambda: str(json.loads(self._take(_STRING))),
            False: lambda: self._take(_TOKEN),
        }
        return readers[self._text.startswith('"', self._at)]()
