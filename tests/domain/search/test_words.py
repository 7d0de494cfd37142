"""Which words does a text search ask for? (search.html#content)."""

from __future__ import annotations

import pytest

from domain.search.words import groups, words

CASES: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("bone", (("bone",),)),
    ("Bone  MARROW", (("bone", "marrow"),)),
    ("bone and marrow", (("bone", "marrow"),)),
    ("bone OR liver", (("bone",), ("liver",))),
    ("(bone or liver) and metastases", (("bone", "metastases"), ("liver", "metastases"))),
    ("a (b or c) (d or e)", (("a", "b", "d"), ("a", "b", "e"), ("a", "c", "d"), ("a", "c", "e"))),
    ("X-ray", (("x", "ray"),)),
    ("Écran", (("ecran",),)),
    ("oral", (("oral",),)),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_groups(text: str, expected: tuple[tuple[str, ...], ...]) -> None:
    """Words side by side are all asked for, OR parts them, brackets hold together."""
    assert expected == groups(text)


@pytest.mark.parametrize(
    "text",
    ["", "...", "OR", "a OR", "or a", "(a", "a)", "()", "a and", "(" * 20 + "a" + ")" * 20, "(a or b)" * 7],
)
def test_refused(text: str) -> None:
    """No words, brackets that do not close, too much."""
    with pytest.raises(ValueError):
        groups(text)


def test_words() -> None:
    """Letters and digits, without case and accents."""
    assert ["l", "ecran", "2", "est_la".replace("_", " ").split()[0], "la"] == words("L'Écran-2 est_là")
