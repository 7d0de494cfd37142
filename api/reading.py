"""Is a body strict JSON? (RFC 8259, RFC 7493: UTF-8, no duplicate names; https://hl7.org/fhir/R4/json.html).

Every check runs a cheap suspicion first, and looks exactly only where there is one: a Synthea bundle of 2.5 MB costs
two and a half times its bare parse.
"""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from domain.errors import Fault, Malformed

DEEPEST = 64
MOST_DIGITS = 30
MOST = 300
LONGEST = 64
MOST_LOOKS = 2_000
DIGITS = b"0123456789."
BLANK = b" \t\r\n"
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
# digits all look alike, so that a run of them is one fixed string; a number of 31 digits has a run of 16 at least
ALIKE = bytes.maketrans(b"123456789E", b"000000000e")
LONG = b"0" * 16
TOO_LONG = b"0" * (MOST_DIGITS + 1)
TINY = b"0e-000"  # too small for a double, and therefore read as zero
BRACKETS = bytes.maketrans(b"[]", b"{}")
NO_BRACKET = bytes(set(range(256)) - set(b"{}[]"))


def read(body: bytes) -> dict[str, Any]:
    """Parse a body as one JSON object, or say why it is none: UTF-8, no duplicate key, no NUL, at most 64 levels."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        text = f"The body is not JSON in UTF-8 (line {error.lineno}, column {error.colno})."
        raise malformed(text, f"Line[{error.lineno}] Column[{error.colno}]") from None
    if type(found) is not dict:
        raise malformed("The body is not a JSON object.")
    try:
        dumped = orjson.dumps(found)
    except orjson.JSONEncodeError:
        raise malformed(f"The body is nested deeper than {DEEPEST} levels.") from None
    _depth(found, dumped)
    # a lost member takes the quotes of its name along; only \u0022 in a string could make up for them
    escapes = b"\\u00" in body
    if body.count(b'"') != dumped.count(b'"') or (escapes and b"\\u0022" in body):
        json.loads(body.decode(), object_pairs_hook=_unique)
    if escapes and NUL.search(body):
        raise malformed("A string holds the character U+0000.")
    _numbers(body)
    return found


def malformed(text: str, *location: str) -> Malformed:
    """Say that a body is not the JSON that FHIR asks for, and where."""
    return Malformed(Fault("structure", text, location=location))


def _unique(pairs: list[tuple[str, Any]]) -> None:
    if len({name for name, _ in pairs}) != len(pairs):
        raise malformed("An object has two members of the same name.")


def _depth(found: dict[str, Any], dumped: bytes) -> None:
    """Peel the brackets level by level; look at the values only if brackets in strings spoil that."""
    left = dumped.translate(BRACKETS, NO_BRACKET)
    for _ in range(DEEPEST):
        if not left:
            return
        left = left.replace(b"{}", b"")
    if not left:
        return
    level: list[Any] = [found]
    for _ in range(DEEPEST):
        level = [
            inner
            for one in level
            for inner in (one.values() if type(one) is dict else one)
            if type(inner) is dict or type(inner) is list
        ]
        if not level:
            return
    raise malformed(f"The body is nested deeper than {DEEPEST} levels.")


def _numbers(body: bytes) -> None:
    """Refuse numbers with more digits or a larger exponent than anyone means; orjson has refused the infinite ones."""
    joined = body.translate(ALIKE, b".")  # the digits before and behind a point stand together
    if TOO_LONG not in joined and TINY not in joined:
        return
    alike = body.translate(ALIKE)
    looks = 0
    for needle in (LONG, TINY):
        at = alike.find(needle)
        while at >= 0:
            looks += 1
            if looks > MOST_LOOKS or _number(body, at):
                json.loads(body.decode(), parse_int=_bounded, parse_float=_bounded)
                return
            at = alike.find(needle, at + len(needle))


def _number(body: bytes, at: int) -> bool:
    """Tell whether the digits around ``at`` look like a number of their own, and not like part of a string."""
    head = body[max(0, at - LONGEST) : at]
    rest = head.rstrip(DIGITS)
    if not rest:  # so many digits: look exactly
        return True
    rest = rest.removesuffix(b"-").rstrip(BLANK)
    if rest.endswith(b":"):
        return rest[:-1].rstrip(BLANK).endswith(b'"')
    return not rest or rest.endswith((b"[", b","))


def _bounded(lexeme: str) -> None:
    mantissa, _, exponent = lexeme.lower().partition("e")
    if sum(map(str.isdigit, mantissa)) > MOST_DIGITS or len(exponent) > len("+300") or abs(int(exponent or 0)) > MOST:
        raise malformed(f"A number has more than {MOST_DIGITS} digits, or an exponent beyond {MOST}.")
