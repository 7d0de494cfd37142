"""Which units that records use measure the same as the unit of a search, and how do they convert?

https://hl7.org/fhir/R4/search.html#quantity (canonical units). No record is converted: a search for one UCUM unit is
turned into searches for every unit seen that measures the same, each with its own numbers. The arithmetic is exact:
factors are taken as the fractions that they are. Arbitrary units ([iU]) convert only to the same arbitrary unit; units
of logarithms and tangents, and what is no UCUM, only to themselves.
"""

from __future__ import annotations

import asyncio
import math
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from domain.search.amounts import MOST, UCUM, unit_hash
from domain.search.values import NumberValue, QuantityValue

if TYPE_CHECKING:
    from asyncpg import Connection, Pool
    from asyncpg.pool import PoolConnectionProxy

_LONGEST = 64
"""Letters of a unit that is looked at."""

_AFFINE = frozenset({"Cel", "[degF]", "[degRe]"})
"""The special units that a factor and an offset describe."""

_LONG_NUMBER = re.compile(r"[+-]?[0-9]{3,}")
"""An exponent or factor of this length is a mistake, or worse: 10*999999999."""

_NOISE = 1e-14
_FAR = 1_000_000
_LOCK = threading.Lock()
_READ: set[str] = set()


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a number of the asked unit reads in the unit ``code``: times ``factor``, plus ``offset``."""

    code: str
    factor: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)

    def of(self, number: float) -> float:
        """Convert one number."""
        if self.factor == 1 and not self.offset:
            return number
        if not math.isfinite(number) or abs(number) >= MOST:
            return number
        try:
            return float(Fraction(repr(number)) * self.factor + self.offset)
        except OverflowError:
            return math.copysign(MOST, number)


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a unit measures, and how it reads in base units."""

    measures: frozenset[tuple[str, Any]]
    factor: Fraction
    offset: Fraction


def commensurable(code: str, seen: Iterable[str]) -> list[Conversion]:
    """Give the unit itself, and of the units seen those that measure the same, each with its conversion."""
    found = [Conversion(code)]
    asked = _unit(code)
    if asked is None:
        return found
    for other in seen:
        unit = _unit(other) if other != code else None
        if unit is not None and unit.measures == asked.measures:
            found.append(Conversion(other, asked.factor / unit.factor, (asked.offset - unit.offset) / unit.factor))
    return found


def expanded(value: QuantityValue, seen: Iterable[str]) -> tuple[QuantityValue, ...]:
    """Give the values any of which a record may have: the one asked for, in each unit that measures the same."""
    if not value.ucum:
        return (value,)
    return tuple(
        replace(value, number=_converted(value.number, one), units=(unit_hash(UCUM, one.code),), ucum=one.code)
        for one in commensurable(value.ucum, seen)
    )


def _converted(number: NumberValue, by: Conversion) -> NumberValue:
    value = by.of(number.value)
    about = abs(by.of(number.value + number.about) - value)
    return replace(number, value=value, lo=by.of(number.lo), hi=by.of(number.hi), about=about)


async def seen(connection: Connection | PoolConnectionProxy | Pool) -> list[str]:
    """Give the UCUM units that records have, or had; new ones are read in a thread, for that takes a while at first."""
    codes = [row["code"] for row in await connection.fetch("SELECT code FROM unit")]
    if new := [code for code in codes if code not in _READ]:
        await asyncio.to_thread(lambda: [_unit(code) for code in ("g", *new)])
        _READ.update(new)
    return codes


async def note(connection: Connection | PoolConnectionProxy, codes: Iterable[str]) -> None:
    """Write down UCUM units, in the transaction that writes the records."""
    await connection.execute("INSERT INTO unit SELECT unnest($1::text[]) ON CONFLICT DO NOTHING", sorted(codes))


@lru_cache(maxsize=16_384)
def _unit(code: str) -> _Unit | None:
    """Read one unit; None if it is no UCUM, or converts to nothing but itself."""
    if not code or len(code) > _LONGEST:
        return None
    with _LOCK:
        try:
            return _Registry.open().read(code)
        except Exception:  # noqa: BLE001 - the library raises what it likes; such a unit compares as written
            return None


class _Registry:
    """The library's tables, read when the first search needs them (half a second)."""

    def __init__(self) -> None:
        """Read them."""
        from ucumvert import PintUcumRegistry
        from ucumvert.parser import get_ucum_parser
        from ucumvert.xml_util import get_units_with_full_definition

        self._registry = PintUcumRegistry()
        self._parser = get_ucum_parser()
        rows = get_units_with_full_definition()
        self._special = {row.code_cs for row in rows if row.is_special} - _AFFINE
        self._arbitrary = {
            name: "[iU]" if row.code_cs == "[IU]" else row.code_cs
            for row in rows
            if row.is_arbitrary
            for name in self._names(row.code_cs)
        }

    @staticmethod
    @cache
    def open() -> _Registry:
        """Give the one there is."""
        return _Registry()

    def _names(self, code: str) -> Iterator[str]:
        try:
            yield from dict(self._registry.from_ucum(code).units._units)  # noqa: SLF001 - it has no other way
        except Exception:  # noqa: BLE001 - see above
            return

    def read(self, code: str) -> _Unit | None:
        """Read one unit."""
        tokens = list(map(str, self._parser.parse(code).scan_values(lambda _: True)))
        if not self._special.isdisjoint(tokens) or any(_LONG_NUMBER.fullmatch(token) for token in tokens):
            return None
        quantity = self._registry.from_ucum(code)
        units = quantity.units
        zero, one, far = (
            float(self._registry.Quantity(number * quantity.magnitude, units).to_base_units().magnitude)
            for number in (0, 1, _FAR)
        )
        slope = (far - zero) / _FAR
        if not slope or not math.isclose(one - zero, slope, rel_tol=1e-9):
            return None
        arbitrary: list[tuple[str, Any]] = []
        for name, exponent in units._units.items():  # noqa: SLF001 - see above
            ((_, base, _),) = self._registry.parse_unit_name(name)[:1]
            if base in self._arbitrary:
                arbitrary.append((self._arbitrary[base], exponent))
        measures = frozenset([*quantity.dimensionality.items(), *arbitrary])
        return _Unit(measures, _fraction(slope), _fraction(zero))


def _fraction(number: float) -> Fraction:
    """Give the fraction that a factor is, without the noise of binary arithmetic."""
    if not number:
        return Fraction(0)
    scale = Fraction(10) ** math.floor(math.log10(abs(number)))
    plain = (Fraction(number) / scale).limit_denominator(1_000_000) * scale
    near = abs(plain / Fraction(number) - 1) < _NOISE
    return plain if near else Fraction(f"{number:.15g}")
