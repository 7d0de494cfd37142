"""Which words stand in a resource, and which in its narrative? (https://hl7.org/fhir/R4/search.html#content).

``text``: the narrative, without its markup. ``content``: every text and number of the resource, the narrative too, but
no encoded data.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from domain.search.words import words

_INLINE = re.compile(r"</?(?:a|abbr|b|big|code|em|i|q|small|span|strong|sub|sup|tt|u)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_ENCODED = frozenset(
    {
        "data", "hash", "query", "valueBase64Binary", "carrierAIDC", "defaultValueBase64Binary", "fixedBase64Binary",
        "patternBase64Binary",
    }
)  # fmt: skip
"""The elements of type base64Binary, and the series of SampledData; no text element has such a name."""

_MOST_BYTES = 900_000
"""Bytes of one record's different words that are indexed; PostgreSQL holds a megabyte."""


def wording(resource: dict[str, Any]) -> dict[str, list[str]]:
    """Give the different words of a resource by kind, sorted; kinds without words are left out."""
    narrative = resource.get("text", {})
    div = narrative.get("div", "") if isinstance(narrative, dict) else ""
    found = {
        "text": _distinct([_shown(div)] if isinstance(div, str) else []),
        "content": _distinct(_texts(resource)),
    }
    return {kind: own for kind, own in found.items() if own}


def _shown(div: str) -> str:
    """Give the text of XHTML: tags inside a line join what they part, all others part it."""
    return html.unescape(_TAG.sub(" ", _INLINE.sub("", div)))


def _texts(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _texts(child, key)
    elif isinstance(value, list):
        for child in value:
            yield from _texts(child, name)
    elif isinstance(value, str):
        if name == "div":
            yield _shown(value)
        elif name not in _ENCODED:
            yield value
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _distinct(texts: Iterable[str]) -> list[str]:
    found: set[str] = set()
    for text in texts:
        found.update(words(text))
    kept, room = [], _MOST_BYTES
    for word in sorted(found):
        room -= len(word.encode()) + 1
        if room < 0:
            break
        kept.append(word)
    return kept
