"""Are bodies read strictly, and do their bytes survive what the server adds?"""

from __future__ import annotations

import contextlib
import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api import bodies
from domain.errors import Malformed

SYNTHEA = sorted((Path(__file__).parents[3] / "shared/data/synthea-uscore").glob("*.gz"))
META = {"versionId": "2", "lastUpdated": "2026-11-22T15:00:00.000Z"}
ANN = "urn:uuid:11111111-1111-4111-8111-111111111111"
BOB = "urn:uuid:22222222-2222-4222-8222-222222222222"

ACCEPTED = {
    "nothing": b"{}",
    "blanks around": b' \n{ "a" :\t1 }\r\n',
    "escapes": b'{"a":"\\u00e9\\n\\"\\\\\\/"}',
    "pair of surrogates": b'{"a":"\\ud83d\\ude00"}',
    "quote written as an escape": b'{"a":"\\u0022"}',
    "backslash before u0000": b'{"a":"\\\\u0000"}',
    "64 levels of objects": b'{"a":' * 63 + b"{}" + b"}" * 63,
    "64 levels of lists": b'{"a":' + b"[" * 63 + b"]" * 63 + b"}",
    "brackets in a string": b'{"a":"}]{[[[[","b":{"c":[]}}',
    "30 digits": b'{"a":' + b"1" * 30 + b"}",
    "many digits in a string": b'{"a":"' + b"1" * 500 + b'","b":"x, ' + b"1" * 500 + b'"}',
    "exponent": b'{"a":1.000000000000000000E-245}',
    "same name in two objects": b'{"a":{"b":1},"c":{"b":1}}',
    "zero beside words like numbers": b'{"a":0.0,"b":"5e-400","c":[", 5e-400"]}',
}

REFUSED = {
    "nothing at all": b"",
    "a list": b"[]",
    "a text": b'"a"',
    "null": b"null",
    "two documents": b"{}{}",
    "trailing comma": b'{"a":1,}',
    "single quotes": b"{'a':1}",
    "comment": b'{"a":1/**/}',
    "leading zero": b'{"a":01}',
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":-Infinity}',
    "byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": "{}".encode("utf-16"),
    "Latin-1": b'{"a":"\xe9"}',
    "surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "lone surrogate": b'{"a":"\\ud800"}',
    "low surrogate first": b'{"a":"\\udc00\\ud800"}',
    "NUL as an escape": b'{"a":"\\u0000"}',
    "NUL after a backslash": b'{"a":"\\\\\\u0000"}',
    "NUL in a name": b'{"\\u0000":1}',
    "NUL as it is": b'{"a":"\x00"}',
    "line feed in a string": b'{"a":"\n"}',
    "duplicate": b'{"a":1,"a":1}',
    "duplicate deep down": b'{"x":[{"y":{"a":1,"b":2,"a":3}}]}',
    "duplicate by an escape": b'{"a":1,"\\u0061":2}',
    "duplicate hidden by escaped quotes": b'{"a":1,"a":2,"b":"\\u0022\\u0022"}',
    "65 levels of objects": b'{"a":' * 64 + b"{}" + b"}" * 64,
    "65 levels of lists": b'{"a":' + b"[" * 64 + b"]" * 64 + b"}",
    "65 levels behind a bracket in a string": b'{"b":"]","a":' + b"[" * 64 + b"]" * 64 + b"}",
    "300 levels": b'{"a":' * 300 + b"1" + b"}" * 300,
    "100,000 levels": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "100,000 open lists": b"[" * 100_000,
    "31 digits": b'{"a":' + b"1" * 31 + b"}",
    "31 digits behind the point": b'{"a":[1, -0.' + b"1" * 31 + b"]}",
    "31 digits on a line of their own": b'{"a" :\n ' + b"1" * 31 + b"\n}",
    "5,000 digits": b'{"a":' + b"9" * 5_000 + b"}",
    "1e400": b'{"a":1e400}',
    "1e131071": b'{"a":1e131071}',
    "1e-400": b'{"a":1e-400}',
    "-1E-131071": b'{"a":{"b":[ -1.5E-131071 ]}}',
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_strict_json_is_read(name: str) -> None:
    """What RFC 8259 allows within our bounds is read as any other parser reads it."""

    assert json.loads(ACCEPTED[name], parse_int=float) == bodies.read(ACCEPTED[name])


@pytest.mark.parametrize("name", REFUSED)
def test_anything_else_is_malformed(name: str) -> None:
    """What is not strict JSON is malformed, never an error of the server (SECURITY 95 to 98)."""
    with pytest.raises(Malformed):
        bodies.read(REFUSED[name])


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    """Whatever is sent is an object or malformed."""
    with contextlib.suppress(Malformed):
        assert isinstance(bodies.read(body), dict)


# --- documents of every shape: own writer, so that white space, escapes and number lexemes vary -----------------------

BLANKS = st.text(" \t\r\n", max_size=2)
NUMBERS = st.sampled_from(
    ["0", "-0", "1.00", "1E5", "1e+5", "72.50", "0.1000000000000000055", "12345678901234567890.123"]
)
STRINGS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)
NAMES = st.sampled_from(["id", "meta", "resourceType", "a", "b\\", 'c"', "Id", "identifier", "é", "reference"])


@st.composite
def lexemes(draw: st.DrawFn, text: str) -> str:
    """Write a string as JSON, some of its characters as escapes."""
    written = ""
    for character in text:
        plain = json.dumps(character, ensure_ascii=False)[1:-1]
        code = f"\\u{ord(character):04x}" if ord(character) < 0x10000 else plain
        written += draw(st.sampled_from([plain, plain, code]))
    return f'"{written}"'


@st.composite
def values(draw: st.DrawFn, depth: int = 2) -> str:
    kind = draw(st.integers(0, 5 if depth else 3))
    if kind == 0:
        return draw(NUMBERS)
    if kind == 1:
        return draw(st.sampled_from(["true", "false", "null"]))
    if kind <= 3:
        return draw(lexemes(draw(STRINGS)))
    if kind == 4:
        inner = [draw(values(depth - 1)) for _ in range(draw(st.integers(0, 3)))]
        return f"[{draw(BLANKS)}{','.join(inner)}{draw(BLANKS)}]"
    return draw(documents(depth - 1))


@st.composite
def documents(draw: st.DrawFn, depth: int = 2, *, twice: bool = False) -> str:
    names = draw(st.lists(NAMES, unique=True, max_size=6, min_size=int(twice)))
    if twice:
        names.insert(draw(st.integers(0, len(names))), draw(st.sampled_from(names)))
    members = [
        f"{draw(BLANKS)}{draw(lexemes(name))}{draw(BLANKS)}:{draw(BLANKS)}{draw(values(depth))}{draw(BLANKS)}"
        for name in names
    ]
    return "{" + (",".join(members) or draw(BLANKS)) + "}"


def members(body: bytes) -> dict[str, bytes]:
    return {name: bytes(raw) for name, raw in msgspec.json.decode(body, type=dict[str, msgspec.Raw]).items()}


@given(documents())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_documents_are_read(document: str) -> None:
    """Every document without a duplicate is read, whatever its white space and escapes."""

    assert json.loads(document) == bodies.read(document.encode())


@given(st.one_of(documents(twice=True), documents(twice=True).map(lambda inner: f'{{"z":[1,{inner}]}}')))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_duplicates_are_always_found(document: str) -> None:
    """A name that stands twice in one object is found, at any depth and however it is written."""
    with pytest.raises(Malformed):
        bodies.read(document.encode())


@given(documents(), BLANKS, BLANKS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_identity_keeps_every_other_byte(document: str, before: str, after: str) -> None:
    """All but the values of id and meta stays byte for byte: order, white space, escapes, digits."""
    raw = f"{before}{document}{after}".encode()
    old, old_names = members(raw), list(members(raw))

    made = bodies.with_identity(raw, "Patient", "new", META)

    new = members(made)
    assert {"id": "new", "meta": META}.items() <= json.loads(made).items()
    assert {**old, "id": new["id"], "meta": new["meta"]} == new
    assert old_names == [name for name in new if name in old]
    if "id" in old and "meta" in old:
        rest = made.replace(orjson.dumps(META), old["meta"], 1).replace(b'"new"', old["id"], 1)
        assert len(raw) == len(rest)
    else:
        assert raw[-len(after.encode()) or len(raw) :] == made[-len(after.encode()) or len(made) :]


IDENTITIES = {
    "both there": (b'{"id":"x","meta":{"a":1},"z":1.00}', b'{"id":"new","meta":%b,"z":1.00}'),
    "other order": (b'{"z":1E5,"meta": null , "id"\n:"x" }', b'{"z":1E5,"meta": %b , "id"\n:"new" }'),
    "both missing": (b'{"resourceType":"P", "z":72.50}', b'{"resourceType":"P","id":"new","meta":%b, "z":72.50}'),
    "type last": (b'{"z":1,"resourceType":"P"}', b'{"z":1,"resourceType":"P","id":"new","meta":%b}'),
    "no type": (b'{"z":1}', b'{"id":"new","meta":%b,"z":1}'),
    "empty": (b" { } ", b' {"id":"new","meta":%b } '),
    "escaped name": (b'{"\\u0069d":"x","resourceType":"P"}', b'{"\\u0069d":"new","resourceType":"P","meta":%b}'),
    "nested id": (
        b'{"a":{"id":"in"},"id":"x","b":["id",{"meta":1}]}',
        b'{"a":{"id":"in"},"id":"new","b":["id",{"meta":1}]}',
    ),
    "id in words": (b'{"a":"\\"id\\":\\"y\\"","id":"x"}', b'{"a":"\\"id\\":\\"y\\"","id":"new"}'),
}


@pytest.mark.parametrize("name", IDENTITIES)
def test_identity(name: str) -> None:
    """The server's id and meta stand where the client's stood, or after the type."""
    raw, expected = IDENTITIES[name]
    made = bodies.with_identity(raw, "P", "new", META)
    if b"%b" in expected:
        expected = expected % orjson.dumps(META)
    else:  # meta is put at the front there
        made = made.replace(b'"meta":' + orjson.dumps(META) + b",", b"", 1)

    assert expected == made


def test_digits_survive() -> None:
    """Decimals keep the digits that were sent."""
    raw = (
        b'{"resourceType":"Observation","valueQuantity":{"value":1.00},"x":[1E5,72.50,-0.0,1.000000000000000000E-245]}'
    )

    made = bodies.with_identity(raw, "Observation", "o", META)

    assert str(Decimal("1.00")) == str(json.loads(made, parse_float=Decimal)["valueQuantity"]["value"])
    assert raw.partition(b",")[2] == made.partition(orjson.dumps(META) + b",")[2]


# --- references -------------------------------------------------------------------------------------------------------

MAPPING = {ANN: "Patient/ann", "Practitioner?identifier=urn:x|1&active=true": "Practitioner/p", BOB: "Patient/b"}

REWRITTEN: dict[str, tuple[str, str]] = {
    "reference": (f'{{"subject":{{"reference":"{ANN}"}}}}', '{"subject":{"reference":"Patient/ann"}}'),
    "reference with blanks": (f'{{"reference"\n :\t"{ANN}" }}', '{"reference"\n :\t"Patient/ann" }'),
    "conditional": (
        '{"reference":"Practitioner?identifier=urn:x|1&active=true"}',
        '{"reference":"Practitioner/p"}',
    ),
    "slashes escaped": (
        '{"reference":"Practitioner?identifier=urn:x|1\\u0026active=true"}',
        '{"reference":"Practitioner/p"}',
    ),
    "name escaped": (f'{{"r\\u0065ference":"{ANN}"}}', '{"r\\u0065ference":"Patient/ann"}'),
    "not mapped": ('{"reference":"Patient/1","x":1.00}', '{"reference":"Patient/1","x":1.00}'),
    "part of a reference": (f'{{"reference":"{ANN}#x"}}', f'{{"reference":"{ANN}#x"}}'),
    "uri": (f'{{"valueUri":"{ANN}"}}', '{"valueUri":"Patient/ann"}'),
    "list of canonicals": (
        f'{{"instantiatesCanonical":["{BOB}", "x","{ANN}"]}}',
        '{"instantiatesCanonical":["Patient/b", "x","Patient/ann"]}',
    ),
    "string": (f'{{"identifier":[{{"value":"{ANN}"}}]}}', f'{{"identifier":[{{"value":"{ANN}"}}]}}'),
    "reference and string": (
        f'{{"value":"{ANN}","reference":"{ANN}","n":1.00}}',
        f'{{"value":"{ANN}","reference":"Patient/ann","n":1.00}}',
    ),
    "link of the narrative": (
        f'{{"div":"<div><a href=\\"{ANN}\\">x</a><a href=\'{BOB}\'>{ANN}</a></div>"}}',
        f'{{"div":"<div><a href=\\"Patient/ann\\">x</a><a href=\'Patient/b\'>{ANN}</a></div>"}}',
    ),
    "words that look like a reference": (
        f'{{"div":"\\"reference\\":\\"{ANN}\\"","reference":"{ANN}"}}',
        f'{{"div":"\\"reference\\":\\"{ANN}\\"","reference":"Patient/ann"}}',
    ),
    "end of a string that looks like a name": (
        f'{{"x\\"reference":"{ANN}","reference":"{BOB}"}}',
        f'{{"x\\"reference":"{ANN}","reference":"Patient/b"}}',
    ),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_links_are_rewritten(name: str) -> None:
    """References, addresses and links of the narrative are written out; nothing else changes."""
    raw, expected = REWRITTEN[name]

    assert expected == bodies.rewrite_references(raw.encode(), MAPPING).decode()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), st.dictionaries(STRINGS, STRINGS, max_size=5))
def test_rewriting_equals_rewriting_the_values(document: str, mapping: dict[str, str]) -> None:
    """What is rewritten in the bytes is what would be rewritten in the parsed document."""
    parsed = json.loads(document)
    used = {**mapping, **{one: f"Patient/{n}" for n, one in enumerate(sorted(literals(parsed)))}}

    made = bodies.rewrite_references(document.encode(), used)

    assert literals(parsed) == bodies.references(document.encode())
    assert {used[one] for one in literals(parsed)} == literals(json.loads(made))


def literals(node: Any) -> set[str]:
    if isinstance(node, list):
        return {one for inner in node for one in literals(inner)}
    if not isinstance(node, dict):
        return set()
    own = node.get("reference")
    return {one for inner in node.values() for one in literals(inner)} | ({own} if isinstance(own, str) else set())


# --- bundles ----------------------------------------------------------------------------------------------------------


def test_bundle_is_taken_apart() -> None:
    """Entries come with their request and the very bytes of their resource."""
    body = (
        b'{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:a","resource": {"a" : 1.00} ,'
        b'"request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=1"}},'
        b'{"request":{"method":"DELETE","url":"Patient/1","ifMatch":"W/\\"1\\""}}]}'
    )

    found = bodies.outer(body)

    assert "transaction" == found.type
    assert ["urn:a", None] == [entry.full_url for entry in found.entries]
    assert [b'{"a" : 1.00}', None] == [entry.resource for entry in found.entries]
    first, second = (entry.request for entry in found.entries)
    assert first is not None
    assert second is not None
    assert ("POST", "Patient", "identifier=1") == (first.method, first.url, first.if_none_exist)
    assert ("DELETE", 'W/"1"') == (second.method, second.if_match)


MISFITS = {
    "no type": (b'{"entry":[]}', "Bundle.type"),
    "entries of no list": (b'{"type":"batch","entry":{}}', "Bundle.entry"),
    "entry of no object": (b'{"type":"batch","entry":[{},1]}', "Bundle.entry[1]"),
    "request without url": (b'{"type":"batch","entry":[{},{},{"request":{"method":"GET"}}]}', "Bundle.entry[2]"),
    "url of no text": (b'{"type":"batch","entry":[{"request":{"method":"GET","url":1}}]}', "Bundle.entry[0]"),
}


@pytest.mark.parametrize("name", MISFITS)
def test_misfits_name_their_entry(name: str) -> None:
    """A bundle that cannot be taken apart is malformed; the fault names the entry."""
    body, expected = MISFITS[name]
    with pytest.raises(Malformed) as caught:
        bodies.outer(body)

    assert expected == caught.value.faults[0].expression


@pytest.mark.skipif(not SYNTHEA, reason="the shared data is not on this machine")
@pytest.mark.parametrize("path", SYNTHEA[:6], ids=lambda path: path.name[:8])
def test_synthea_bundles(path: Path) -> None:
    """A whole bundle is read, taken apart, rewritten and identified without losing anything."""
    body = gzip.decompress(path.read_bytes())
    parsed = bodies.read(body)
    found = bodies.outer(body)
    mapping = {entry.full_url: f"X/{n}" for n, entry in enumerate(found.entries) if entry.full_url}

    for entry, expected in zip(found.entries, parsed["entry"], strict=True):
        raw = entry.resource
        assert raw is not None
        assert expected["resource"] == bodies.read(raw)
        assert literals(expected["resource"]) == bodies.references(raw)
        rewritten = bodies.rewrite_references(raw, mapping)
        assert {mapping.get(one, one) for one in literals(expected["resource"])} == bodies.references(rewritten)
        made = bodies.with_identity(raw, expected["resource"]["resourceType"], "new", META)
        assert {**expected["resource"], "id": "new", "meta": META} == orjson.loads(made)
