"""Which elements are the summary of a FHIR type, which must be there, and which change the meaning of others?"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from domain.fhir import r4_essentials


class Marks(NamedTuple):
    """What the definition of one element says of it."""

    summary: bool = False
    mandatory: bool = False
    modifier: bool = False


NONE = Marks()
"""An element of which nothing is said."""


@cache
def _paragraphs() -> dict[str, dict[str, Marks]]:
    found: dict[str, dict[str, Marks]] = {}
    for paragraph in r4_essentials.ROWS.strip("\n").replace("\n ", " ").split("\n"):
        name, *words = paragraph.split()
        found[name] = {
            element: Marks("s" in letters, "m" in letters, "c" in letters)
            for element, _, letters in (word.partition(":") for word in words)
        }
    return found


def marks(type_: str, element: str) -> Marks:
    """Say what an element of a type or backbone is; a choice by its name in the definition, ``value[x]``."""
    return _paragraphs()[type_].get(element, NONE)
