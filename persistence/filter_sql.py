"""What does one parameter of a search mean in SQL? (https://hl7.org/fhir/R4/search.html#ptypes).

A filter is answered by rows of an index (``rows``: a SELECT of record numbers), by a condition on the record
(``check``), or either way. How values compare stands in ``comparison_sql.py``. Long because it is one function a kind.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby, product
from typing import TYPE_CHECKING, cast

from domain.privacy.facts import EARLIEST
from domain.search.amounts import MOST
from domain.search.asked import LAST_LETTER, codes_of, folded, hashes_of, targets_of, uris_above, versions
from domain.search.expression import Condition, Filter
from domain.search.hashing import token_hash
from domain.search.parameters import SearchParameter, parameters_of
from domain.search.readers import presence
from domain.search.values import (
    CompositeValue,
    DateValue,
    NearValue,
    NumberValue,
    QuantityValue,
    StringValue,
    TokenValue,
    TypedIdentifierValue,
    UriValue,
)
from domain.search.words import words
from persistence.comparison_sql import RANGES, SPANS, amount, compared, span
from persistence.joined_sql import joined
from persistence.json_sql import TEXTS, document, path, texts

if TYPE_CHECKING:
    from persistence.arguments import Arguments

__all__ = [
    "about",
    "amounts",
    "anchors",
    "check",
    "folded",
    "hashes_of",
    "keyed",
    "others",
    "rows",
    "slots",
    "targets_of",
    "within",
]

_FEW = 16
"""So many keys are compared one by one."""


def rows(one: Filter, type_: str, args: Arguments) -> str | None:
    """Give a SELECT of the numbers of the records that match; None where no index says it."""
    parameter = one.parameter
    if one.missing is not None or one.modifier in {"not", "text"} or parameter.service in {"id", "updated", "clinical"}:
        return None
    if parameter.kind == "token" or one.modifier == "identifier":
        return _token_rows(one, type_, args)
    found = _ROWS.get(parameter.kind)
    return found(one, type_, args) if found else None


def check(one: Filter, type_: str, args: Arguments, alias: str, *, anchored: bool) -> str:
    """Give the condition that a record matches; ``anchored``: so few are left that each may be looked up."""
    parameter = one.parameter
    if one.missing is not None:
        return _missing(one, args, alias)
    if parameter.service == "id":
        named = args.among(f"{alias}.id", [cast("TokenValue", value).code for value in one.values], "text")
        return f"NOT ({named})" if one.modifier == "not" else named
    if parameter.service in {"updated", "clinical"}:
        columns = (f"{alias}.lo", f"{alias}.hi")
        if parameter.service == "updated":
            columns = (f"{alias}.updated", f"({alias}.updated + 1)")
        return compared(SPANS, *columns, [span(value) for value in cast("tuple[DateValue, ...]", one.values)], args)
    if one.modifier == "text":
        return _worded(one, args, alias)
    if parameter.kind == "special":
        return _near(one, args, alias)
    if parameter.kind == "composite":
        return _composite(one, type_, args, alias, anchored=anchored)
    if parameter.service == "keys" and one.modifier:
        return _keyed_uri(one, args, alias)
    if parameter.kind == "token" or one.modifier == "identifier" or parameter.service == "keys":
        return _token(one, type_, args, alias, anchored=anchored)
    if parameter.kind == "reference" and (anchored or parameter.service == "patient"):
        return _reference(one, type_, args, alias, anchored=anchored)
    if parameter.kind in {"number", "quantity"} and anchored:
        return _amount_of(one, args, alias)
    return within(alias, cast("str", rows(one, type_, args)))


def anchors(one: Condition) -> bool:
    """Tell whether a condition leaves few records by itself, by columns of the record."""
    if (
        not isinstance(one, Filter)
        or one.missing is not None
        or one.modifier in {"identifier", "text", "above", "below", "not"}
    ):
        return False
    return one.parameter.service == "id" or (one.parameter.service == "patient" and not others(one))


def within(alias: str, select: str) -> str:
    """Say that a record is among those of a SELECT."""
    return f"{alias}.rid IN ({select})"


def slots(parameter: SearchParameter, args: Arguments) -> str:
    """Say that a row ``t`` is one of the parameter's."""
    return args.among("t.p", [number for number, _ in parameter.slots], "int")


def others(one: Filter) -> list[str]:
    """Give the targets that are not patients of this server."""
    return [target for target in targets_of(one) if not target.startswith("Patient/")]


def _select(table: str, *criteria: str) -> str:
    return f"SELECT t.rid FROM {table} t WHERE {' AND '.join(criteria)}"


def keyed(alias: str, hashes: Iterable[int], args: Arguments) -> str:
    """Say that a record has one of the keys.

    Arrays compare each with each; from a few on a table of hashes is faster (20,000 records and 6,401 codes of a value
    set: 0.13 s instead of 15).
    """
    asked = list(dict.fromkeys(hashes))
    if len(asked) <= _FEW:
        return f"{alias}.keys && {args.add(asked)}::bigint[]"
    return f"EXISTS (SELECT FROM unnest({alias}.keys) AS held(key) WHERE held.key = ANY({args.add(asked)}::bigint[]))"


def _missing(one: Filter, args: Arguments, alias: str) -> str:
    """https://hl7.org/fhir/R4/search.html#missing."""
    parameter = one.parameter
    if parameter.kind == "composite":
        table = parameters_of(parameter.type)
        ways = [
            " AND ".join(f"({_present(table[code], args, alias)})" for code in way.codes)
            if way.codes
            else keyed(alias, [presence(parameter.type, way.code)], args)
            for way in parameter.together
        ]
        present = " OR ".join(f"({way})" for way in ways)
    else:
        present = _present(parameter, args, alias)
    return f"NOT ({present})" if one.missing else f"({present})"


def _present(parameter: SearchParameter, args: Arguments, alias: str) -> str:
    codes = [parameter.code] if parameter.narrowed or not parameter.slots else [code for _, code in parameter.slots]
    return keyed(alias, (presence(parameter.type, code) for code in codes), args)


# -- tokens (search.html#token)


def _token_rows(one: Filter, type_: str, args: Arguments) -> str | None:
    found = _looked_up(one, type_)
    if found is None:
        return None
    indexed, exact = found
    select = _select("index_token", args.among("t.h", list(dict.fromkeys(indexed)), "bigint"))
    if exact:
        return select
    # Rows stand under the code alone; which system it is of, the record's keys say.
    return f"SELECT k.rid FROM record k WHERE k.rid IN ({select}) AND {keyed('k', hashes_of(one, type_), args)}"


def _looked_up(one: Filter, type_: str) -> tuple[list[int], bool] | None:
    """Give the hashes that rows of the index stand under, and whether they say all that is asked."""
    if one.modifier == "of-type":  # rows stand under the value alone
        codes = [code for _, code in one.parameter.slots]
        values = [value.value for value in one.values if isinstance(value, TypedIdentifierValue)]
        return [token_hash(type_, code, None, value) for code in codes for value in values], False
    hashes = hashes_of(one, type_)
    if one.modifier == "identifier":
        return None if any(_open(value) for value in one.values) else (hashes, True)
    table = parameters_of(type_)
    codes = [code for code in codes_of(one) if code in table]
    if not codes or not all(table[code].selective for code in codes) or any(_open(value) for value in one.values):
        return None
    if all(leaf.type == "Identifier" for code in codes for leaf in table[code].leaves):
        # Identifiers have a row for each of the forms ``system|value`` and ``value``, other tokens for ``code`` alone.
        return hashes, True
    bare = hashes_of(Filter(one.parameter, values=tuple(_bare(value) for value in one.values)), type_)
    return bare, bare == hashes


def _open(value: object) -> bool:
    return isinstance(value, TokenValue) and value.code is None


def _bare(value: object) -> TokenValue:
    return TokenValue(None, cast("TokenValue", value).code)


def _token(one: Filter, type_: str, args: Arguments, alias: str, *, anchored: bool) -> str:
    hashes = hashes_of(one, type_)
    if one.modifier == "not":
        return f"NOT ({keyed(alias, hashes, args)})"
    found = None if anchored or one.parameter.kind == "uri" else _looked_up(one, type_)
    if found is None:
        return f"({keyed(alias, hashes, args)})"
    indexed, exact = found
    select = _select("index_token", args.among("t.h", list(dict.fromkeys(indexed)), "bigint"))
    return within(alias, select) if exact else f"{within(alias, select)} AND {keyed(alias, hashes, args)}"


_LETTERS = [
    (letter, small)
    for letter in map(chr, range(0x1_0000))
    if len(small := letter.casefold()) == 1 and small != letter and unicodedata.normalize("NFKD", letter) == letter
]
_CAPITALS, _SMALL = ("".join(letters) for letters in zip(*_LETTERS, strict=True))
"""Letters and what they are without case: no collation of a server is sure to know more than ASCII."""


_GAP = r"[\s!-/:-@\[-`{-~\u00a0-\u00bf\u2000-\u206f]"
"""Stands between words in a regular expression, whatever the server takes for a letter."""


def _worded(one: Filter, args: Arguments, alias: str) -> str:
    """``:text``: a text begins with what is asked, as a string does; the index of words says where that can be.

    https://hl7.org/fhir/R4/search.html#token; as in any string, punctuation and runs of white space do not count.
    """
    asked = [words(value.text) for value in cast("tuple[StringValue, ...]", one.values)]
    patterns = [args.add(f"^{_GAP}*" + f"{_GAP}+".join(own)) for own in asked]
    plain = r"regexp_replace(normalize(f.x, NFKD), '[\u0300-\u036f]', '', 'g')"
    for sharp in "\u00df\u1e9e":
        plain = f"replace({plain}, '{sharp}', 'ss')"
    plain = f"translate({plain}, {args.add(_CAPITALS)}::text, {args.add(_SMALL)}::text)"
    alike = " OR ".join(f"{plain} ~ {pattern}::text" for pattern in patterns)
    found = f"EXISTS (SELECT FROM ({texts(alias, one.parameter.leaves, args, TEXTS)}) f WHERE {alike})"
    wanted = " | ".join("(" + " & ".join(f"'{word}':*" for word in own) + ")" for own in asked)
    select = f"SELECT w.rid FROM index_text w WHERE w.kind = 'content' AND w.words @@ {args.add(wanted)}::text::tsquery"
    return f"({within(alias, select)} AND {found})"


# -- references (search.html#reference)


def _reference_rows(one: Filter, type_: str, args: Arguments) -> str:
    if one.parameter.service != "patient":
        return _select("index_reference", *_pointing(one, targets_of(one), args))
    patients = [t.removeprefix("Patient/") for t in targets_of(one) if t.startswith("Patient/")]
    about = args.among("q.patient", patients, "text")
    of = f"SELECT q.rid FROM record q WHERE {about} AND q.type = {args.add(type_)}::text"
    if not others(one):
        return of
    return f"{of} UNION ALL {_select('index_reference', *_pointing(one, others(one), args))}"


def _pointing(one: Filter, targets: list[str], args: Arguments) -> list[str]:
    spans = versions(one) if one.modifier in {"above", "below"} else None
    if spans is None:
        return [args.among("t.target", targets, "text"), slots(one.parameter, args)]
    lists = (args.add([lo for lo, _ in spans]), args.add([hi for _, hi in spans]))
    found = f"EXISTS (SELECT FROM unnest({lists[0]}::text[], {lists[1]}::text[]) AS v(lo, hi)"
    return [f"{found} WHERE t.target >= v.lo AND t.target <= v.hi)", slots(one.parameter, args)]


def _reference(one: Filter, type_: str, args: Arguments, alias: str, *, anchored: bool) -> str:
    if one.parameter.service == "patient":
        if others(one):
            return within(alias, _reference_rows(one, type_, args))
        return args.among(f"{alias}.patient", [t.removeprefix("Patient/") for t in targets_of(one)], "text")
    if not anchored:
        return within(alias, _reference_rows(one, type_, args))
    # A row of the index bears its record's date: few records are each looked up, not all rows of a busy target.
    criteria = _pointing(one, targets_of(one), args)
    criteria += [f"t.lo = coalesce({alias}.lo, {EARLIEST})", f"t.rid = {alias}.rid"]
    # In a form that the planner leaves where it stands.
    return f"coalesce((SELECT true FROM index_reference t WHERE {' AND '.join(criteria)} LIMIT 1), false)"


def about(one: Filter, args: Arguments, alias: str) -> str:
    """Ask one record after the other whether it is about one of many patients: not as an index would have it."""
    patients = [target.removeprefix("Patient/") for target in targets_of(one)]
    return f"coalesce({alias}.patient, '') = ANY({args.add(patients)}::text[])"


# -- strings and uris


def _string_rows(one: Filter, _: str, args: Arguments) -> str:
    """https://hl7.org/fhir/R4/search.html#string."""
    values = cast("tuple[StringValue, ...]", one.values)
    found = [slots(one.parameter, args) if one.modifier else args.among("t.p", list(one.parameter.begun), "int")]
    own = [value.text for value in values]
    match one.modifier:
        case "exact":
            found.append(args.among("t.s", own, "text"))
            found.append(f"t.exact = ANY({args.add([value.exact for value in values])}::text[])")
        case "equals":
            found.append(args.among("t.s", own, "text"))
        case "differs":
            found.append(f"t.s <> ALL({args.add(own)}::text[])")
        case "contains" | "ends":
            after = "%" if one.modifier == "contains" else ""
            found.append(f"t.s LIKE ANY({args.add([f'%{_literal(text)}{after}' for text in own])}::text[])")
        case _:
            found.append(begins("t.s", own, args))
    return _select("index_string", *found)


def begins(column: str, prefixes: Sequence[str], args: Arguments) -> str:
    """Say that a text begins with one of the prefixes."""
    lowest, highest = list(prefixes), [prefix + LAST_LETTER for prefix in prefixes]
    if len(lowest) == 1:
        return f"{column} >= {args.add(lowest[0])}::text AND {column} < {args.add(highest[0])}::text"
    spans = f"unnest({args.add(lowest)}::text[], {args.add(highest)}::text[]) AS v(lo, hi)"
    return f"EXISTS (SELECT FROM {spans} WHERE {column} >= v.lo AND {column} < v.hi)"


def _literal(text: str) -> str:
    """Give a pattern of LIKE that matches the text itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _uri_rows(one: Filter, _: str, args: Arguments) -> str | None:
    """https://hl7.org/fhir/R4/search.html#uri."""
    if one.parameter.service == "keys":
        return None
    uris = [value.uri for value in cast("tuple[UriValue, ...]", one.values)]
    if one.modifier == "below":
        return _select("index_uri", slots(one.parameter, args), begins("t.uri", uris, args))
    if one.modifier == "above":
        uris = [above for uri in uris for above in uris_above(uri)]
    return _select("index_uri", slots(one.parameter, args), args.among("t.uri", uris, "text"))


def _keyed_uri(one: Filter, args: Arguments, alias: str) -> str:
    """``:above`` and ``:below`` of a uri that has no rows, only keys: its record's body says it."""
    uris = [value.uri for value in cast("tuple[UriValue, ...]", one.values)]
    if one.modifier == "below":
        meets = begins('f.x COLLATE "C"', uris, args)
    else:
        meets = args.among("f.x", [above for uri in uris for above in uris_above(uri)], "text")
    return f"EXISTS (SELECT FROM ({texts(alias, one.parameter.leaves, args)}) f WHERE {meets})"


# -- dates, numbers, quantities, distances


def _date_rows(one: Filter, _: str, args: Arguments) -> str:
    values = [span(value) for value in cast("tuple[DateValue, ...]", one.values)]
    return _select("index_date", slots(one.parameter, args), compared(SPANS, "t.lo", "t.hi", values, args))


def _number_rows(one: Filter, _: str, args: Arguments) -> str:
    numbers = [amount(value) for value in cast("tuple[NumberValue, ...]", one.values)]
    return _select("index_number", slots(one.parameter, args), compared(RANGES, "t.lo", "t.hi", numbers, args))


def _quantity_rows(one: Filter, _: str, args: Arguments) -> str:
    own = slots(one.parameter, args)
    return " UNION ALL ".join(_select("index_quantity", own, found) for found in _measured(one, args))


def _measured(one: Filter, args: Arguments) -> list[str]:
    """Compare amounts with the rows of an index, one text for all values in the same units."""
    found = []
    quantities = cast("tuple[QuantityValue, ...]", one.values)
    for units, group in groupby(sorted(quantities, key=lambda value: value.units), key=lambda value: value.units):
        within_range = compared(RANGES, "t.lo", "t.hi", [amount(value.number) for value in group], args)
        unit = f" AND t.unit = ANY({args.add(list(units))}::bigint[])" if units else ""
        found.append(f"{within_range}{unit}")
    return found


_LOWEST: dict[str, tuple[str, ...]] = {"Range": ("low", "value"), "SampledData": ("lowerLimit",)}
"""Where the lower end of an amount stands; elsewhere in its value, or it is a number itself."""


def _amount_of(one: Filter, args: Arguments, alias: str) -> str:
    """Compare the amounts of one record."""
    if one.parameter.kind == "number":
        numbers = [amount(own) for own in cast("tuple[NumberValue, ...]", one.values)]
        found = [compared(RANGES, "t.lo", "t.hi", numbers, args)]
    else:
        found = _measured(one, args)
    return f"EXISTS (SELECT FROM {amounts(one.parameter, args, alias, ' OR '.join(f'({own})' for own in found))})"


def amounts(parameter: SearchParameter, args: Arguments, alias: str, criterion: str = "true") -> str:
    """Give what follows FROM for the rows ``t`` of the amounts of one record.

    Its body says where in the index its few rows stand among very many: a row's lower end is that of the body, or the
    float after it, or there is none.
    """
    value: tuple[str, ...] = () if parameter.kind == "number" else ("value",)
    paths = args.add([path((*leaf.steps, *_LOWEST.get(leaf.type, value))) for leaf in parameter.leaves])
    return (
        f"(SELECT (j.x #>> '{{}}')::float8 AS v FROM unnest({paths}::text[]) AS p(path),"
        f" jsonb_path_query({document(alias)}, p.path::jsonpath) AS j(x) WHERE jsonb_typeof(j.x) = 'number'"
        f" UNION ALL SELECT {args.add(-MOST)}::float8) f, LATERAL (SELECT t.lo FROM index_{parameter.kind} t"
        f" WHERE {slots(parameter, args)} AND t.lo >= f.v"
        " AND t.lo <= f.v + abs(f.v) * 4.5e-16::float8 + 5e-324::float8"
        f" AND t.rid = {alias}.rid AND ({criterion})"
        " OFFSET 0) t"  # which keeps the planner from walking the whole index for each record
    )


def _near(one: Filter, args: Arguments, alias: str) -> str:
    """Measure along the great circle of a sphere (https://hl7.org/fhir/R4/location.html#search)."""
    found = []
    for value in cast("tuple[NearValue, ...]", one.values):
        a, b, d = (f"{args.add(own)}::float8" for own in (value.latitude, value.longitude, value.kilometres))
        north = f"sin(radians((f.a - {a}) / 2)) ^ 2"
        east = f"cos(radians({a})) * cos(radians(f.a)) * sin(radians((f.b - {b}) / 2)) ^ 2"
        found.append(f"2 * 6371.0088 * asin(least(1, sqrt({north} + {east}))) <= {d}")
    place = (
        f"SELECT (j.x #>> '{{position,latitude}}')::float8 AS a, (j.x #>> '{{position,longitude}}')::float8 AS b"
        f" FROM (SELECT {document(alias)} AS x) j"
    )
    return f"EXISTS (SELECT FROM ({place}) f WHERE {' OR '.join(found)})"


def _composite(one: Filter, type_: str, args: Arguments, alias: str, *, anchored: bool) -> str:
    """All parts hold of one element: by rows of such elements, or by the parameters that say it already."""
    table = parameters_of(type_)
    found = []
    for value, way in product(cast("tuple[CompositeValue, ...]", one.values), one.parameter.together):
        if way.codes:
            parts = zip(way.codes, value.parts, strict=True)
            coded = any(table[code].kind == "token" for code in way.codes)
            own = [
                check(
                    Filter(table[code], values=(part,)), type_, args, alias,
                    anchored=anchored or (coded and table[code].kind != "token"),
                )
                for code, part in parts
            ]  # fmt: skip
            found.append(" AND ".join(own))
        else:
            found.append(joined(type_, way, value.parts, args, alias, anchored=anchored))
    return found[0] if len(found) == 1 else "(" + " OR ".join(f"({text})" for text in found) + ")"


_ROWS: dict[str, Callable[[Filter, str, Arguments], str | None]] = {
    "reference": _reference_rows,
    "string": _string_rows,
    "uri": _uri_rows,
    "date": _date_rows,
    "number": _number_rows,
    "quantity": _quantity_rows,
}
