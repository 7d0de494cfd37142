"""Does a unit stand for all units that measure the same, and for no others?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.search.amounts import MOST, UCUM, unit_hash
from domain.search.values import QuantityValue
from persistence.units import Conversion, commensurable, expanded, note, seen

if TYPE_CHECKING:
    import asyncpg

SEEN = [
    "mg", "g", "kg", "[lb_av]", "Cel", "[degF]", "K", "mm[Hg]", "kPa", "cm[H2O]", "[iU]/L", "k[IU]/L", "U/L", "10*3/uL",
    "10*9/L", "/uL", "%", "1", "mmol/L", "mg/dL", "g/L", "a", "mo", "h", "min", "[in_i]", "cm", "dB", "B", "[pH]",
    "%[slope]", "[p'diop]", "{score}", "banana", "", "mg{dry}", "Cel/min", "x" * 100,
]  # fmt: skip

CONVERTS = [
    # asked, in the unit, what is asked there
    ("5.4", "mg", "g", 0.0054),
    ("0.0054", "g", "mg", 5.4),
    ("1", "[lb_av]", "kg", 0.45359237),
    ("37", "Cel", "[degF]", 98.6),
    ("98.6", "[degF]", "Cel", 37.0),
    ("-40", "[degF]", "Cel", -40.0),
    ("0", "K", "Cel", -273.15),
    ("120", "mm[Hg]", "kPa", 15.9986864898),
    ("4.5", "10*3/uL", "10*9/L", 4.5),
    ("4500", "/uL", "10*3/uL", 4.5),
    ("1", "k[IU]/L", "[iU]/L", 1000.0),
    ("1", "a", "mo", 12.0),
    ("1", "[in_i]", "cm", 2.54),
    ("50", "%", "1", 0.5),
    ("90", "mg/dL", "g/L", 0.9),
    ("5", "mg{dry}", "mg", 5.0),
]


@pytest.mark.parametrize(("number", "unit", "other", "expected"), CONVERTS)
def test_what_converts(number: str, unit: str, other: str, expected: float) -> None:
    """To the very number that a record in the other unit has."""
    values = {value.ucum: value for value in expanded(QuantityValue.read(f"{number}|{UCUM}|{unit}"), SEEN)}

    assert expected == values[other].number.value
    assert (unit_hash(UCUM, other),) == values[other].units
    assert values[other].number.lo < expected < values[other].number.hi


APART = [
    ("[iU]/L", "U/L"), ("mmol/L", "mg/dL"), ("Cel", "kPa"), ("[iU]/L", "/uL"), ("dB", "B"), ("%[slope]", "%"),
    ("[p'diop]", "1"), ("[pH]", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_does_not_convert(one: str, other: str) -> None:
    """Another kind, an arbitrary unit, a logarithm or a tangent."""
    assert other not in [found.code for found in commensurable(one, SEEN)]
    assert one not in [found.code for found in commensurable(other, SEEN)]


@pytest.mark.parametrize(
    "unit", ["dB", "[pH]", "banana", "", "{score}", "Cel/min", "x" * 100, "(" * 60, "10*999999999", "m99999", "9" * 30]
)
def test_what_is_not_understood_compares_as_written(unit: str) -> None:
    """Never an error, and never another unit."""
    assert [Conversion(unit)] == commensurable(unit, [one for one in SEEN if one != "1"])


def test_numbers_at_the_ends() -> None:
    """What stands for no end stays one; what grows beyond all numbers becomes the greatest."""
    by = next(found for found in commensurable("kg", ["mg"]) if found.code == "mg")

    assert (MOST, -MOST) == (by.of(MOST), by.of(-MOST))
    assert MOST == by.of(MOST / 2)


def test_without_ucum_nothing_converts() -> None:
    """``number||unit`` asks for the unit as it is written (search.html#quantity)."""
    for text in ("5.4||mg", "5.4", "5.4|urn:units|mg"):
        value = QuantityValue.read(text)

        assert (value,) == expanded(value, SEEN)


async def test_units_are_written_down_once(pool: asyncpg.Pool) -> None:
    """Whoever sees a unit first."""
    before = await seen(pool)
    await note(pool, {"mg", "g"})
    await note(pool, {"g", "kg"})

    assert sorted({*before, "mg", "g", "kg"}) == sorted(await seen(pool))
