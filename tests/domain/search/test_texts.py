"""Which words are those of a resource?"""

from __future__ import annotations

from typing import Any

import pytest

from domain.fhir.elements import elements, names
from domain.search.texts import _ENCODED, wording

WORDS: list[tuple[dict[str, Any], list[str], list[str]]] = [
    ({"text": {"div": '<div xmlns="x"><p>Two</p><p>lines</p></div>'}}, ["lines", "two"], ["lines", "two"]),
    ({"text": {"div": "<div>w<b>or</b>d<br/>next</div>"}}, ["next", "word"], ["next", "word"]),
    ({"text": {"div": "<div>caf&eacute; &amp; r&#233;sum&#xe9; &lt;x&gt;</div>"}}, ["cafe", "resume", "x"], ["cafe", "resume", "x"]),
    ({"text": {"div": '<div><img alt="hidden" src="a.png"/>shown</div>'}}, ["shown"], ["shown"]),
    ({"code": {"text": "Straße, NAÏVE; o'clock"}}, [], ["clock", "naive", "o", "strasse"]),
    ({"value": 5.25, "flag": True, "none": None, "list": ["a", {"b": "c"}]}, [], ["25", "5", "a", "c"]),
    ({"content": [{"attachment": {"data": "c2VjcmV0", "title": "note"}}]}, [], ["note"]),
    ({"contained": [{"text": {"div": "<div>inner</div>"}}]}, [], ["inner"]),
    ({"text": "wrong", "div": 5}, [], ["5", "wrong"]),
    ({"code": {"text": "x" * 300}}, [], ["x" * 200]),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "narrative", "content"), WORDS)
def test_words(resource: dict[str, Any], narrative: list[str], content: list[str]) -> None:
    """Without case, accents, markup and encoded data."""
    found = wording(resource)

    assert (narrative, content) == (found.get("text", []), found.get("content", []))


def test_a_long_text_is_indexed_to_its_end() -> None:
    """Only what PostgreSQL cannot hold is left out."""
    many = wording({"code": {"text": " ".join(f"w{n}" for n in range(50_000)) + " last"}})["content"]

    assert 50_001 == len(many)
    assert len(" ".join(wording({"x": " ".join(f"word{n}" for n in range(200_000))})["content"])) <= 900_000


def test_encoded_elements_are_all_known() -> None:
    """Every element of type base64Binary, by a name that no element with a text bears."""
    types: dict[str, set[str]] = {}
    for owner in names():
        for element in elements(owner).values():
            types.setdefault(element.name, set()).add(element.type)
    encoded = {name for name, own in types.items() if "base64Binary" in own}

    assert encoded == _ENCODED
    assert not {name for name in encoded - {"data"} if len(types[name]) > 1}
