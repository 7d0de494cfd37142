"""How is a composite asked for, where its parts must hold of one element? (domain/search/joined.py has its rows)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.search.hashing import token_hash
from domain.search.joined import driving, part_name, unit_key
from domain.search.values import (
    DateValue,
    NumberValue,
    QuantityValue,
    ReferenceValue,
    StringValue,
    TokenValue,
    UriValue,
    Value,
)
from persistence.comparison_sql import RANGES, SPANS, amount, compared, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from domain.search.parameters import Together
    from persistence.arguments import Arguments

_LAST_LETTER = chr(0x10FFFF)


def joined(
    type_: str, way: Together, parts: Sequence[Value], args: Arguments, alias: str, *, anchored: bool = False
) -> str:
    """Compile one value of a composite, for a way that has rows, to a condition over the record ``alias``.

    ``anchored``: so few records are left that the rows of each are looked up.
    """
    criteria = [f"t.p = {args.add(way.number)}::int", *_looked_up(type_, way.code, parts[0], args)]
    for n, value in enumerate(parts):
        criteria += _part(type_, way.code, n, value, args)
    if anchored:
        return f"EXISTS (SELECT FROM index_part t WHERE {' AND '.join(criteria)} AND t.rid = {alias}.rid)"
    return f"{alias}.rid IN (SELECT t.rid FROM index_part t WHERE {' AND '.join(criteria)})"


def _looked_up(type_: str, code: str, first: Value, args: Arguments) -> Iterator[str]:
    match first:
        case TokenValue(_, str(own)):
            yield f"t.h = {args.add(token_hash(type_, part_name(code, 0), None, own))}::bigint"
        case ReferenceValue():
            yield f"t.h = ANY({args.add([driving(type_, code, target) for target in first.targets])}::bigint[])"
        case UriValue():
            yield f"t.h = {args.add(driving(type_, code, first.uri))}::bigint"


def _part(type_: str, code: str, n: int, value: Value, args: Arguments) -> Iterator[str]:
    lo, hi, text = f"t.lo[{n + 1}]", f"t.hi[{n + 1}]", f"t.texts[{n + 1}]"
    match value:
        case TokenValue():
            key = token_hash(type_, part_name(code, n), value.system, value.code)
            yield f"t.keys @> {args.add([key])}::bigint[]"
        case QuantityValue():
            yield compared(RANGES, lo, hi, [amount(value.number)], args)
            if value.units:
                yield f"t.keys && {args.add([unit_key(type_, code, n, unit) for unit in value.units])}::bigint[]"
        case NumberValue():
            yield compared(RANGES, lo, hi, [amount(value)], args)
        case DateValue():
            yield compared(SPANS, lo, hi, [span(value)], args)
        case StringValue():
            yield f"{text} >= {args.add(value.text)}::text AND {text} < {args.add(value.text + _LAST_LETTER)}::text"
        case ReferenceValue():
            yield f"{text} = ANY({args.add(list(value.targets))}::text[])"
        case UriValue():
            yield f"{text} = {args.add(value.uri)}::text"
        case _:
            yield "false"
