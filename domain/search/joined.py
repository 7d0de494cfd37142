"""Which rows say that the parts of a composite stand in one element? (https://hl7.org/fhir/R4/search.html#composite).

One row for each element, and for each of its values where a part has several: ``p`` the number of the way
(``Together``), ``h`` what its first part is looked up by (``driving``), ``keys`` the hashes of its tokens, identifiers
and units; ``lo[n]`` and ``hi[n]`` the range of part ``n`` if it has one (dates, numbers, quantities), ``texts[n]`` its
text (normalised strings, targets of references, uris). Hashes are made with the name ``<code>$<n>`` of the part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from domain.search.extract import Extract, Joined
from domain.search.hashing import text_hash
from domain.search.parameters import Leaf, SearchParameter, Together
from domain.search.readers import Reader, presence, reader

_MOST_ROWS = 1_000
"""Of one record and one composite, so that no record makes rows beyond measure."""

Options = tuple[list[int], set[int], list[tuple[float | None, float | None, str | None]]]
"""Of one part of one element: what it is looked up by, its keys, its ranges and texts."""

Visit = Callable[[dict[str, Any], tuple[str, ...]], Iterator[Any]]
"""Gives the values at the end of steps."""


def part_name(code: str, n: int) -> str:
    """Give the name that the hashes of a part are made with."""
    return f"{code}${n}"


def unit_key(type_: str, code: str, n: int, unit: int) -> int:
    """Give the key of a quantity's unit; ``unit`` is its hash."""
    return text_hash(f"{type_}|{part_name(code, n)}|{unit}")


def driving(type_: str, code: str, text: str) -> int:
    """Give what a row is looked up by if its first part is a reference or a uri; a token's is its code's hash."""
    return text_hash(f"{type_}|{part_name(code, 0)}|{text}")


class Joiner:
    """Reads one way of one composite."""

    def __init__(self, type_: str, components: tuple[SearchParameter, ...], way: Together) -> None:
        """Compile the readers of its parts."""
        self._type, self._way = type_, way
        self._present = presence(type_, way.code)
        self._kinds = [component.kind for component in components]
        self._readers: list[list[tuple[Leaf, Reader]]] = []
        for n, (component, part) in enumerate(zip(components, way.parts, strict=True)):
            own = SearchParameter(
                0, type_, part_name(way.code, n), component.kind, "", component.targets, "", part.leaves,
                selective=component.kind == "token", folded=component.folded,
            )  # fmt: skip
            self._readers.append([(leaf, reader(own, leaf, {})) for leaf in part.leaves])

    def read(self, resource: dict[str, Any], visit: Visit, out: Extract) -> None:
        """Add the rows of a resource."""
        found: list[Joined] = []
        for element in visit(resource, self._way.steps) if self._way.steps else (resource,):
            options = [self._options(n, resource, element, visit) for n in range(len(self._kinds))]
            if all(lookups or keys or values for lookups, keys, values in options):
                found += self._rows(options)
        if found:
            out.parts += list(dict.fromkeys(found))[:_MOST_ROWS]
            out.keys.append(self._present)

    def _options(self, n: int, resource: dict[str, Any], element: Any, visit: Visit) -> Options:
        """Read one part of one element."""
        own = Extract(self._type)
        for leaf, read in self._readers[n]:
            absolute = bool(leaf.steps) and leaf.steps[0].startswith("/")
            steps = (leaf.steps[0][1:], *leaf.steps[1:]) if absolute else leaf.steps
            for value in visit(resource if absolute else element, steps):
                try:
                    read(value, own)
                except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
                    continue
        code = self._way.code
        keys = set(own.keys) - {presence(self._type, part_name(code, n))}
        keys |= {unit_key(self._type, code, n, unit) for _, unit, _, _ in own.quantities}
        ranges = [row[-2:] for row in (*own.dates, *own.numbers, *own.quantities)]
        texts = [text for _, text, *_ in own.strings] + [text for _, text in (*own.references, *own.uris)]
        lookups = own.tokens if self._kinds[n] == "token" else [driving(self._type, code, text) for text in texts]
        values: list[tuple[float | None, float | None, str | None]] = [
            (float(lo), float(hi), None) for lo, hi in ranges
        ]
        return list(dict.fromkeys(lookups)), keys, [*dict.fromkeys(values), *((None, None, text) for text in texts)]

    def _rows(self, options: list[Options]) -> Iterator[Joined]:
        keys = tuple(sorted(set().union(*(own for _, own, _ in options))))
        first = options[0]
        for values in product(*(values or [(None, None, None)] for _, _, values in options)):
            lo, hi, texts = (tuple(column) for column in zip(*values, strict=True))
            if self._kinds[0] in {"reference", "uri"}:
                lookups = [driving(self._type, self._way.code, values[0][2] or "")]
            else:
                lookups = first[0] or [0]
            for lookup in lookups if self._kinds[0] in {"token", "reference", "uri"} else [0]:
                yield (self._way.number, lookup, keys, lo, hi, texts)
