"""What does a value of one FHIR type put into the index? One maker of readers per search-value type.

A reader takes one value out of a resource and adds rows and keys to an ``Extract``. Tables of what each kind
looks at: https://hl7.org/fhir/R4/search.html#table.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from domain.fhir.dates import bounds
from domain.privacy.facts import EARLIEST, LATEST
from domain.search.amounts import COMPARATORS, UCUM, ends, finite, units_of
from domain.search.extract import Extract
from domain.search.hashing import of_type_hash, token_hash, token_hashes
from domain.search.parameters import Leaf, SearchParameter
from domain.search.strings import cut, normalised

Reader = Callable[[Any, Extract], None]


def reader(parameter: SearchParameter, leaf: Leaf, narrowed: dict[str, int]) -> Reader:
    """Make the reader of one element for one parameter; ``narrowed``: presence keys by the type of the target."""
    present = presence(parameter.type, parameter.hashed)
    if parameter.kind == "reference":
        return _References(parameter, present, narrowed).reader(leaf)
    return _KINDS[parameter.kind](parameter, present).reader(leaf)


def presence(type_: str, code: str) -> int:
    """Give the key of a record in which the parameter has a value (``:missing``)."""
    return token_hash(type_, code, None, None)


def target_of(reference: str) -> str:
    """Give a reference without its version; "" for one inside the resource."""
    return "" if reference.startswith("#") else cut(reference.partition("/_history/")[0].replace("\0", ""))


class _Kind(ABC):
    """Reads the values of one parameter."""

    __slots__ = ("code", "number", "parameter", "present", "type")

    def __init__(self, parameter: SearchParameter, present: int) -> None:
        self.parameter = parameter
        self.type, self.code, self.number = parameter.type, parameter.hashed, parameter.number
        self.present = present

    @abstractmethod
    def reader(self, leaf: Leaf) -> Reader:
        """Give the reader for the type of the element."""


class _Tokens(_Kind):
    """https://hl7.org/fhir/R4/search.html#token."""

    __slots__ = ("_selective", "_system")

    def reader(self, leaf: Leaf) -> Reader:
        """Give the reader for the type of the element."""
        self._selective = self.parameter.selective
        self._system = leaf.narrowed
        special: dict[str, Reader] = {
            "CodeableConcept": self._concept,
            "Coding": self._coding,
            "Identifier": self._identifier,
            "ContactPoint": self._contact,
            "boolean": self._boolean,
        }
        if self.parameter.folded:
            return self._folded
        return special.get(leaf.type, self._plain)

    def _coding(self, value: Any, out: Extract) -> None:
        if (own := value.get("code")) is not None:
            hashes = token_hashes(self.type, self.code, value.get("system", ""), own)
            out.keys += hashes
            if self._selective:
                out.tokens.append(hashes[0])
        elif system := value.get("system"):
            out.keys.append(token_hash(self.type, self.code, system, None))
        out.keys.append(self.present)

    def _concept(self, value: Any, out: Extract) -> None:
        for one in value.get("coding", ()):
            self._coding(one, out)
        out.keys.append(self.present)

    def _identifier(self, value: Any, out: Extract) -> None:
        if own := value.get("value"):
            hashes = token_hashes(self.type, self.code, value.get("system", ""), own)
            out.keys += hashes
            out.tokens += hashes[:2]
            for coding in value.get("type", {}).get("coding", ()):
                if coding.get("system") and coding.get("code"):
                    out.keys.append(of_type_hash(self.type, self.code, coding["system"], coding["code"], own))
        out.keys.append(self.present)

    def _contact(self, value: Any, out: Extract) -> None:
        if own := value.get("value"):
            self._plain(own, out)

    def _plain(self, value: Any, out: Extract) -> None:
        hashes = token_hashes(self.type, self.code, self._system, value)
        out.keys += hashes
        if self._selective:
            out.tokens.append(hashes[0])
        out.keys.append(self.present)

    def _folded(self, value: Any, out: Extract) -> None:
        self._plain(value.casefold(), out)

    def _boolean(self, value: Any, out: Extract) -> None:
        self._plain("true" if value else "false", out)


class _References(_Kind):
    """https://hl7.org/fhir/R4/search.html#reference."""

    __slots__ = ("_in_record", "_narrowed", "_only")

    def __init__(self, parameter: SearchParameter, present: int, narrowed: dict[str, int]) -> None:
        super().__init__(parameter, present)
        self._in_record = parameter.service == "patient"
        self._narrowed = narrowed
        self._only = ""

    def reader(self, leaf: Leaf) -> Reader:
        """Give the reader for the type of the element; rows that nobody shares are those of its targets alone."""
        self._only = f"{leaf.narrowed}/" if leaf.narrowed else ""
        special: dict[str, Reader] = {
            "Reference": self._reference,
            "Resource": self._resource,
            "canonical": self._canonical,
        }
        return special.get(leaf.type, self._plain)

    def _plain(self, value: Any, out: Extract) -> None:
        target = target_of(value)
        if self._only and not target.startswith(self._only) and f"/{self._only}" not in target:
            return
        if target and not (self._in_record and target.startswith("Patient/")):
            out.references.append((self.number, target))
        out.keys.append(self.present)
        if self._narrowed:
            parts = target.rsplit("/", 2)
            if len(parts) > 1 and parts[-2] in self._narrowed:
                out.keys.append(self._narrowed[parts[-2]])

    def _canonical(self, value: Any, out: Extract) -> None:
        self._plain(value, out)
        if "|" in value:
            self._plain(value.partition("|")[0], out)

    def _reference(self, value: Any, out: Extract) -> None:
        if (target := value.get("reference")) is not None:
            self._plain(target, out)
        if (own := value.get("identifier")) and own.get("value"):
            hashes = token_hashes(self.type, f"{self.code}:identifier", own.get("system", ""), own["value"])
            out.keys += hashes
            out.tokens += hashes[:2]
        if not self._only:
            out.keys.append(self.present)

    def _resource(self, value: Any, out: Extract) -> None:
        self._plain(f"{value['resourceType']}/{value['id']}", out)


class _Strings(_Kind):
    """https://hl7.org/fhir/R4/search.html#string."""

    __slots__ = ()

    def reader(self, leaf: Leaf) -> Reader:
        """Give the reader for the type of the element."""
        if leaf.steps[-1:] == ("family",):
            return self._family
        return self._concept if leaf.type == "CodeableConcept" else self._plain

    def _family(self, value: Any, out: Extract) -> None:
        """Have each part of a family name found by itself: the rows of later ones stand under the number below zero."""
        self._plain(value, out)
        _, *later = normalised(value).split(" ")
        for n in range(len(later)):
            out.strings.append((-self.number, " ".join(later[n:]), value.replace("\0", "")))

    def _plain(self, value: Any, out: Extract) -> None:
        out.strings.append((self.number, normalised(value), value.replace("\0", "")))
        out.keys.append(self.present)

    def _concept(self, value: Any, out: Extract) -> None:
        for one in (value, *value.get("coding", ())):
            if text := one.get("text") or one.get("display"):
                self._plain(text, out)


def span(value: Any, type_: str) -> tuple[int, int] | None:
    """Give the span of a date, Period or Timing; None if it says none (search.html#date)."""
    if type_ == "Period":
        lo = bounds(value["start"])[0] if "start" in value else EARLIEST
        hi = bounds(value["end"])[1] if "end" in value else LATEST
        return None if (lo, hi) == (EARLIEST, LATEST) else (lo, max(hi, lo + 1))
    if type_ == "Timing":
        spans = [bounds(event) for event in value.get("event", ())]
        period = value.get("repeat", {}).get("boundsPeriod")
        if period and (found := span(period, "Period")):
            spans.append(found)
        return (min(lo for lo, _ in spans), max(hi for _, hi in spans)) if spans else None
    return bounds(value)


class _Dates(_Kind):
    """https://hl7.org/fhir/R4/search.html#date."""

    __slots__ = ("_leaf",)

    def reader(self, leaf: Leaf) -> Reader:
        """Give the reader: the clinical date goes to the record, another one into a row."""
        self._leaf = leaf.type
        return self._clinical if self.parameter.service == "clinical" else self._row

    def _clinical(self, value: Any, out: Extract) -> None:
        if found := span(value, self._leaf):
            out.lo, out.hi = found
            out.keys.append(self.present)

    def _row(self, value: Any, out: Extract) -> None:
        if found := span(value, self._leaf):
            out.dates.append((self.number, *found))
            out.keys.append(self.present)


class _Numbers(_Kind):
    """https://hl7.org/fhir/R4/search.html#number."""

    __slots__ = ()

    def reader(self, leaf: Leaf) -> Reader:
        """Give the reader for the type of the element."""
        return self._range if leaf.type == "Range" else self._plain

    def _plain(self, value: Any, out: Extract) -> None:
        own = finite(value)
        out.numbers.append((self.number, own, own))
        out.keys.append(self.present)

    def _range(self, value: Any, out: Extract) -> None:
        if found := ends(value):
            out.numbers.append((self.number, *found))
            out.keys.append(self.present)


class _Quantities(_Kind):
    """https://hl7.org/fhir/R4/search.html#quantity."""

    __slots__ = ()

    def reader(self, leaf: Leaf) -> Reader:
        """Give the reader for the type of the element."""
        special: dict[str, Reader] = {"Range": self._range, "SampledData": self._sampled}
        return special.get(leaf.type, self._plain)

    def _add(self, of: Any, lo: float, hi: float, out: Extract) -> None:
        if of.get("system") == UCUM and (code := of.get("code")):
            out.units.add(code)
        out.quantities += [(self.number, unit, lo, hi) for unit in units_of(of)]
        out.keys.append(self.present)

    def _plain(self, value: Any, out: Extract) -> None:
        own = finite(value["value"])
        comparator = COMPARATORS.get(value.get("comparator"))
        lo, hi = comparator(own) if comparator else (own, own)
        self._add(value, lo, hi, out)

    def _range(self, value: Any, out: Extract) -> None:
        if found := ends(value):
            self._add(value.get("low") or value.get("high"), *found, out)

    def _sampled(self, value: Any, out: Extract) -> None:
        low, high = value.get("lowerLimit"), value.get("upperLimit")
        if low is not None and high is not None:
            self._add(value.get("origin", {}), finite(low), max(finite(low), finite(high)), out)


class _Uris(_Kind):
    """https://hl7.org/fhir/R4/search.html#uri."""

    __slots__ = ()

    def reader(self, leaf: Leaf) -> Reader:
        """Give the reader: few values go into the keys of the record, others into rows."""
        del leaf
        return self._key if self.parameter.service == "keys" else self._row

    def _row(self, value: Any, out: Extract) -> None:
        out.uris.append((self.number, cut(value.replace("\0", ""))))
        out.keys.append(self.present)

    def _key(self, value: Any, out: Extract) -> None:
        for uri in {value, value.partition("|")[0]}:
            out.keys.append(token_hashes(self.type, self.code, "", uri)[0])
        out.keys.append(self.present)


_KINDS: dict[str, type[_Kind]] = {
    "token": _Tokens,
    "string": _Strings,
    "date": _Dates,
    "number": _Numbers,
    "quantity": _Quantities,
    "uri": _Uris,
}
