"""How is a body changed without changing its numbers? As a tree whose numbers keep the digits that were sent.

https://hl7.org/fhir/R4/datatypes.html#decimal: the precision of a decimal is part of its meaning.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Self

import orjson

from domain.errors import Fault, Malformed

_TOO_DEEP = "What the patch makes is nested too deep."


class Number(Decimal):
    """A number, compared by value and written as it came."""

    __slots__ = ("lexeme",)
    lexeme: str

    def __new__(cls, lexeme: str) -> Self:
        """Keep the digits."""
        made = super().__new__(cls, lexeme)
        made.lexeme = lexeme
        return made

    def __deepcopy__(self, _memo: object) -> Number:
        """Give itself: it never changes."""
        return self

    def __eq__(self, other: object) -> bool:
        """Compare by value; a boolean is no number."""
        return not isinstance(other, bool) and Decimal.__eq__(self, other) is True

    __hash__ = Decimal.__hash__


def tree(raw: bytes) -> Any:
    """Parse JSON that is known to be sound."""
    return json.loads(raw, parse_int=Number, parse_float=Number)


def written(node: Any) -> bytes:
    """Write a tree as JSON."""
    parts: list[str] = []
    try:
        _write(node, parts)
    except RecursionError:
        raise Malformed(Fault("too-costly", _TOO_DEEP)) from None
    return "".join(parts).encode()


def _write(node: Any, parts: list[str]) -> None:
    if isinstance(node, Number):
        parts.append(node.lexeme)
    elif isinstance(node, dict):
        between = "{"
        for name, value in node.items():
            parts += (between, orjson.dumps(name).decode(), ":")
            _write(value, parts)
            between = ","
        parts.append("}" if node else "{}")
    elif isinstance(node, list):
        between = "["
        for value in node:
            parts.append(between)
            _write(value, parts)
            between = ","
        parts.append("]" if node else "[]")
    else:
        parts.append(orjson.dumps(node).decode())


def size(node: Any, most: int) -> int:
    """Count values, up to one more than ``most``."""
    count, left = 0, [node]
    while left and count <= most:
        one = left.pop()
        count += 1
        if isinstance(one, dict):
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
    return count
