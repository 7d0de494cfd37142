"""Which words does a full-text search ask for? (https://hl7.org/fhir/R4/search.html#content).

``bone OR liver``, ``(bone OR liver) AND metastases``: words side by side are all asked for. What an index holds of a
text is made by the same ``words``.
"""

from __future__ import annotations

import re
from itertools import product

from domain.search.strings import plain

MOST_GROUPS = 64
MOST_DEPTH = 16
MOST_LETTERS = 200
"""Letters of a word that count; PostgreSQL takes 2,046 bytes."""

_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[()]|[^\s()]+")

Groups = tuple[tuple[str, ...], ...]
"""Some one of the groups has all its words."""


def words(text: str) -> list[str]:
    """Give the words of a text in order: letters and digits, without case and accents."""
    return [word[:MOST_LETTERS] for word in _WORD.findall(plain(text))]


def groups(text: str) -> Groups:
    """Read what is asked for; ValueError if there is no word in it, or too much."""
    tokens = _TOKEN.findall(text)
    found, rest = _either(tokens, 0)
    if rest or not found or not all(found):
        raise ValueError("no words")
    return found


def _either(tokens: list[str], depth: int) -> tuple[Groups, list[str]]:
    """Read what stands between ORs, up to a bracket that closes."""
    if depth > MOST_DEPTH:
        raise ValueError("too deep")
    found, rest = _every(tokens, depth)
    while rest and rest[0].upper() == "OR":
        further, rest = _every(rest[1:], depth)
        found = (*found, *further)
    return found, rest


def _every(tokens: list[str], depth: int) -> tuple[Groups, list[str]]:
    """Read words and brackets side by side, an AND between them or not."""
    found: Groups = ((),)
    read = False
    while tokens and tokens[0] != ")" and tokens[0].upper() != "OR":
        if tokens[0] == "(":
            inner, tokens = _either(tokens[1:], depth + 1)
            if not tokens:
                raise ValueError("a bracket does not close")
        elif tokens[0].upper() == "AND" and read:
            tokens = tokens[1:]
            read = False
            continue
        else:
            inner = (tuple(words(tokens[0])),)
        found = tuple((*left, *right) for left, right in product(found, inner))
        if len(found) > MOST_GROUPS:
            raise ValueError("too much")
        tokens, read = tokens[1:], True
    if not read:
        raise ValueError("nothing stands here")
    return found, tokens
