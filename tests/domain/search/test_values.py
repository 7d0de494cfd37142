"""Are single values read as https://hl7.org/fhir/R4/search.html says?"""

from __future__ import annotations

import pytest

from domain.search.strings import cut, normalised
from domain.search.values import (
    NumberValue,
    QuantityValue,
    ReferenceValue,
    StringValue,
    TokenValue,
    UriValue,
    split,
    unescaped,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("c", (None, "c")),
        ("s|c", ("s", "c")),
        ("|c", ("", "c")),
        ("s|", ("s", None)),
        (r"s\|t|c\,d", ("s|t", "c,d")),
        (r"a\\|b", ("a\\", "b")),
        (r"a\b", (None, r"a\b")),
    ],
)
def test_tokens(text: str, expected: tuple[str | None, str | None]) -> None:
    """The four forms, and escapes within them."""
    value = TokenValue.read(text)

    assert expected == (value.system, value.code)


@pytest.mark.parametrize("text", ["", "|", "a|b|c"])
def test_what_is_no_token(text: str) -> None:
    """Nothing, or too many parts."""
    with pytest.raises(ValueError):
        TokenValue.read(text)


IMPLIED = [
    ("100", 99.5, 100.5),
    ("100.00", 99.995, 100.005),
    ("1e2", 95.0, 105.0),
    ("1.0e2", 95.0, 105.0),
    ("1.00e2", 99.5, 100.5),
    ("5.40e-3", 0.005395, 0.005405),
    ("0", -0.5, 0.5),
    ("-2", -2.5, -1.5),
    ("+2", 1.5, 2.5),
]


@pytest.mark.parametrize(("text", "lo", "hi"), IMPLIED)
def test_digits_imply_a_range(text: str, lo: float, hi: float) -> None:
    """Half a unit of the last digit on either side; 100, 100.00 and 1e2 are the examples of search.html#number."""
    value = NumberValue.read(text)

    assert pytest.approx([lo, hi]) == [value.lo, value.hi]
    assert "eq" == value.prefix


@pytest.mark.parametrize(
    "text", ["", "x", "1.", ".5", "1e", "٣", "NaN", "Infinity", "1e999", "1_0", "0x1", "gt", "1 ", "--1"]
)
def test_what_is_no_number(text: str) -> None:
    """Other notations and other digits."""
    with pytest.raises(ValueError):
        NumberValue.read(text)


def test_quantities() -> None:
    """A number alone, with any unit; with a unit as written; with system and code."""
    assert () == QuantityValue.read("5.4").units == QuantityValue.read("5.4||").units
    assert 1 == len(QuantityValue.read("gt5.4|http://unitsofmeasure.org|mg").units)
    assert 2 == len(QuantityValue.read("5.4||mg").units)
    for text in ("5.4|mg", "5.4|s|", "a||mg"):
        with pytest.raises(ValueError):
            QuantityValue.read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", ("Patient/1", "Group/1")),
        ("Patient/1", ("Patient/1",)),
        ("Patient/1/_history/2", ("Patient/1",)),
        ("Device/1", ()),
        ("http://own.example/fhir/Patient/1", ("Patient/1",)),
        ("http://other.example/fhir/Patient/1", ("http://other.example/fhir/Patient/1",)),
        ("urn:uuid:9d3b2a", ("urn:uuid:9d3b2a",)),
    ],
)
def test_references(text: str, expected: tuple[str, ...]) -> None:
    """An id stands for every type allowed; our own address is left out, a version too."""
    assert expected == ReferenceValue.read(text, ("Patient", "Group"), "http://own.example/fhir").targets


def test_strings_are_compared_without_case_accents_and_extra_blanks() -> None:
    """One letter in two forms is one letter."""
    assert "jose angel" == normalised("  JOSÉ\t Ángel ") == normalised("Jose\u0301 Angel")
    assert "strasse" == normalised("Straße")
    assert "obrien smithjones" == normalised("O'Brien  Smith-Jones.")
    assert "$1" == normalised("$1 -- %")
    assert "--" == normalised("--")
    with pytest.raises(ValueError):
        StringValue.read("   ")


@pytest.mark.parametrize("letter", ["a", "é", "漢", "𝄞"])
def test_what_is_indexed_fits_a_b_tree(letter: str) -> None:
    """Long texts are cut between letters."""
    kept = cut(letter * 5_000)

    assert len(kept.encode()) <= 2_000
    assert kept == letter * len(kept)
    assert UriValue.read(letter * 5_000).uri == kept


def test_split_and_unescape() -> None:
    r"""Only a bare separator splits."""
    assert [r"a\,b", "c", ""] == split(r"a\,b,c,", ",")
    assert r"a,b|c$d\e" == unescaped(r"a\,b\|c\$d\\e")


def test_empty_targets() -> None:
    """A reference or uri of nothing is refused."""
    for text in ("", "a\0b"):
        with pytest.raises(ValueError):
            ReferenceValue.read(text, ("Patient",))
        with pytest.raises(ValueError):
            UriValue.read(text)
