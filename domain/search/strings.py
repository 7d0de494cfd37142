"""How are strings made comparable for a search? (https://hl7.org/fhir/R4/search.html#string).

Case, accents and punctuation do not count, runs of white space count as one blank. What goes into an index is cut to a
length that a B-tree of PostgreSQL can hold; searches are cut alike, so they still match.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INDEXED = 2_000
"""Bytes of a text that are indexed; a B-tree entry of PostgreSQL holds 2,704."""

_ALWAYS_SHORT = _INDEXED // 4
_MARK = re.compile(r"[^\w\s]|_")


@lru_cache(maxsize=16_384)
def normalised(text: str) -> str:
    """Give the text without case, accents, punctuation and extra blanks, cut to what is indexed.

    What is nothing but punctuation stays as it is.
    """
    whole = plain(text)
    return cut(" ".join(_MARK.sub(_ignored, whole).split()) or whole)


def _ignored(mark: re.Match[str]) -> str:
    return "" if unicodedata.category(mark[0]).startswith("P") else mark[0]


def plain(text: str) -> str:
    """Give the whole text without case, accents and extra blanks."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()
    return " ".join(text.replace("\0", " ").casefold().split())


def cut(text: str) -> str:
    """Give what of the text is indexed."""
    if len(text) <= _ALWAYS_SHORT:
        return text
    return text.encode("utf-8", "ignore")[:_INDEXED].decode("utf-8", "ignore")
