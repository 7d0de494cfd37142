"""What can be asked for in a search? One class per search-value type (https://hl7.org/fhir/R4/search.html#ptypes).

Every ``read`` takes the text between two commas, escapes still in it, and raises ValueError if it is no such value.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from domain.fhir.dates import bounds
from domain.search.amounts import UCUM, unit_hash
from domain.search.readers import target_of
from domain.search.strings import cut, normalised

PREFIXES = frozenset({"eq", "ne", "gt", "ge", "lt", "le", "sa", "eb", "ap"})

_NUMBER = re.compile(
    r"[+-]?(?P<whole>[0-9]{1,40})(?:\.(?P<fraction>[0-9]{1,40}))?(?:[eE](?P<exponent>[+-]?[0-9]{1,3}))?"
)
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_LOCAL = re.compile(r"([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}")


def split(text: str, separator: str) -> list[str]:
    """Split at every separator that no backslash escapes; escapes stay."""
    if "\\" not in text:
        return text.split(separator)
    parts, start, position = [], 0, 0
    while position < len(text):
        if text[position] == "\\":
            position += 1
        elif text[position] == separator:
            parts.append(text[start:position])
            start = position + 1
        position += 1
    return [*parts, text[start:]]


def unescaped(text: str) -> str:
    r"""Resolve ``\,``, ``\|``, ``\$`` and ``\\`` (https://hl7.org/fhir/R4/search.html#escaping)."""
    return re.sub(r"\\([,|$\\])", r"\1", text)


def _prefix(text: str) -> tuple[str, str]:
    return (text[:2], text[2:]) if text[:2] in PREFIXES else ("eq", text)


@dataclass(frozen=True, slots=True)
class TokenValue:
    """``code``, ``system|code``, ``|code`` or ``system|``: None is "any", an empty system is "none"."""

    system: str | None
    code: str | None

    @classmethod
    def read(cls, text: str) -> TokenValue:
        """Read one token."""
        parts = [unescaped(part) for part in split(text, "|")]
        if len(parts) == 1 and parts[0]:
            return cls(None, parts[0])
        if len(parts) != 2 or parts == ["", ""]:
            raise ValueError("not a token")
        return cls(parts[0], parts[1] or None)


@dataclass(frozen=True, slots=True)
class StringValue:
    """A text, as it was written and as it is compared."""

    exact: str
    text: str

    @classmethod
    def read(cls, text: str) -> StringValue:
        """Read one string; nothing but blanks and accents would match everything."""
        own = unescaped(text)
        found = normalised(own)
        if not found:
            raise ValueError("an empty string")
        return cls(own, found)


@dataclass(frozen=True, slots=True)
class DateValue:
    """A span of time, [lo, hi) in microseconds, and how to compare with it."""

    prefix: str
    lo: int
    hi: int

    @classmethod
    def read(cls, text: str) -> DateValue:
        """Read one date; ``ap`` reaches one length of the span further on either side."""
        prefix, rest = _prefix(text)
        return cls(prefix, *bounds(rest.replace(" ", "+")))  # a plus that was not encoded has become a blank


@dataclass(frozen=True, slots=True)
class NumberValue:
    """A number, the range its digits imply, and the range that is about the same."""

    prefix: str
    value: float
    lo: float
    hi: float
    about: float

    @classmethod
    def read(cls, text: str) -> NumberValue:
        """Read one number; what is implied is half a unit of the last digit on either side (search.html#number)."""
        prefix, rest = _prefix(text)
        match = _NUMBER.fullmatch(rest)
        if match is None:
            raise ValueError("not a number")
        exact = Decimal(rest)
        exponent, fraction = int(match["exponent"] or 0), len(match["fraction"] or "")
        # A coefficient without a fraction counts as one digit finer: the specification reads 1e2 as [95, 105).
        finer = 1 if match["exponent"] and not fraction else 0
        half = Decimal(5).scaleb(exponent - fraction - finer - 1)
        value = float(exact)
        if not math.isfinite(value):
            raise ValueError("out of range")
        above = max(float(exact + half), math.nextafter(value, math.inf))  # where digits outrun a float's
        return cls(prefix, value, float(exact - half), above, abs(value) / 10)


@dataclass(frozen=True, slots=True)
class QuantityValue:
    """A number with the hashes of the units it may have; none: any unit. ``ucum``: the unit, if it is said to be UCUM.

    A UCUM unit stands for every unit that measures the same: the store expands it (``persistence/units.py``).
    """

    number: NumberValue
    units: tuple[int, ...]
    ucum: str = ""

    @classmethod
    def read(cls, text: str) -> QuantityValue:
        """Read ``number``, ``number|system|code`` or ``number||code`` (search.html#quantity)."""
        parts = [unescaped(part) for part in split(text, "|")]
        if len(parts) == 1:
            return cls(NumberValue.read(parts[0]), ())
        if len(parts) != 3:
            raise ValueError("not a quantity")
        number, system, code = parts
        if system and code:
            units: tuple[int, ...] = (unit_hash(system, code),)
        elif code:
            units = (unit_hash("", code), unit_hash(UCUM, code))
        elif system:
            raise ValueError("a system without a code")
        else:
            units = ()
        return cls(NumberValue.read(number), units, code if system == UCUM else "")


@dataclass(frozen=True, slots=True)
class ReferenceValue:
    """The targets that a reference may have, "Type/id" or absolute."""

    targets: tuple[str, ...]

    @classmethod
    def read(cls, text: str, types: tuple[str, ...], base: str = "") -> ReferenceValue:
        """Read ``id``, ``Type/id`` or an absolute URL; ``types`` are those that the parameter may point to."""
        own = unescaped(text)
        if base and own.startswith(base.rstrip("/") + "/"):
            own = own[len(base.rstrip("/")) + 1 :]
        if not own or "\0" in own:
            raise ValueError("an empty reference")
        if _ID.fullmatch(own):
            return cls(tuple(f"{type_}/{own}" for type_ in types))
        own = target_of(own)
        local = _LOCAL.fullmatch(own)
        return cls((own,) if local is None or local[1] in types else ())


@dataclass(frozen=True, slots=True)
class UriValue:
    """A URI, compared exactly."""

    uri: str

    @classmethod
    def read(cls, text: str) -> UriValue:
        """Read one URI."""
        own = cut(unescaped(text))
        if not own or "\0" in own:
            raise ValueError("an empty uri")
        return cls(own)


@dataclass(frozen=True, slots=True)
class TypedIdentifierValue:
    """``system|code|value`` for ``:of-type``: an identifier of that type with that value."""

    system: str
    code: str
    value: str

    @classmethod
    def read(cls, text: str) -> TypedIdentifierValue:
        """Read one; all three parts are there (https://hl7.org/fhir/R4/search.html#token)."""
        parts = [unescaped(part) for part in split(text, "|")]
        if len(parts) != 3 or not all(parts):
            raise ValueError("not a typed identifier")
        return cls(*parts)


@dataclass(frozen=True, slots=True)
class CompositeValue:
    """One value for each component, of the same element (https://hl7.org/fhir/R4/search.html#composite)."""

    parts: tuple[Value, ...]


_KILOMETRES = {
    "km": 1.0, "[mi_us]": 1.609347, "[mi_i]": 1.609344, "mi": 1.609344, "m": 0.001, "[ft_i]": 0.0003048,
    "[nmi_i]": 1.852,
}  # fmt: skip
_NEAR = 50.0
"""Kilometres, where the search leaves the distance to the server."""


@dataclass(frozen=True, slots=True)
class NearValue:
    """A point on the earth, in degrees, and a distance from it, in kilometres."""

    latitude: float
    longitude: float
    kilometres: float

    @classmethod
    def read(cls, text: str) -> NearValue:
        """Read ``latitude|longitude|distance|units`` (https://hl7.org/fhir/R4/location.html#search)."""
        parts = [unescaped(part) for part in split(text, "|")]
        if not 2 <= len(parts) <= 4 or not all(_NUMBER.fullmatch(part.removeprefix("-")) for part in parts[:2]):
            raise ValueError("not a point")
        latitude, longitude = float(parts[0]), float(parts[1])
        distance = parts[2] if len(parts) > 2 else ""
        if abs(latitude) > 90 or abs(longitude) > 180 or (distance and not _NUMBER.fullmatch(distance)):
            raise ValueError("not on the earth")
        unit = (parts[3] if len(parts) > 3 else "") or "km"
        kilometres = float(distance) * _KILOMETRES.get(unit, math.nan) if distance else _NEAR
        if not math.isfinite(kilometres) or kilometres < 0:
            raise ValueError("not a distance")
        return cls(latitude, longitude, kilometres)


Value = (
    TokenValue
    | StringValue
    | DateValue
    | NumberValue
    | QuantityValue
    | ReferenceValue
    | UriValue
    | TypedIdentifierValue
    | CompositeValue
    | NearValue
)
