"""A resource of any type with any of its elements, made from the element table: no meaning, every shape."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from domain.fhir.elements import PRIMITIVES, RESOURCES, Element, elements

WORDS = ["a", "1.00", "é\U0001f600", "tab\tline\nend\r", " <&>\"' ", "]]>", "&amp;", "null", "x" * 300]
LEXEMES = {
    "decimal": ["0", "-0", "1.00", "1E3", "1e-10", "-0.10E+2", "123456789012345678901234567890", "72.50"],
    "integer": ["0", "-7", "2147483647"],
    "unsignedInt": ["0", "5"],
    "positiveInt": ["1", "99"],
}
DIVS = [
    '<div xmlns="http://www.w3.org/1999/xhtml">x</div>',
    "<div xmlns='http://www.w3.org/1999/xhtml'><p class=\"a\">a &lt; b &#169;<br/>\r\n<br ></br></p><!-- c --></div>",
    '<h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:b>é</h:b></h:div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><a href="#x>y">]]&gt;</a></div>',
]


class Number(str):
    """A number as it is written; two are equal only if they have the same digits."""

    __slots__ = ()


def parsed(body: bytes | str) -> Any:
    """Read JSON so that 1.0 is not 1.00, and no number is a string."""
    return json.loads(body, parse_float=lambda lexeme: ("number", lexeme), parse_int=lambda lexeme: ("number", lexeme))


def written(value: Any) -> str:
    """Write JSON with the numbers as they are."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return json.dumps(value)


def made(random: Random, type_: str, depth: int = 4) -> dict[str, Any]:
    """Make a resource."""
    return {"resourceType": type_, **_node(random, type_, depth)}


def _node(random: Random, type_: str, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    chosen: set[str] = set()
    for name, element in elements(type_).items():
        if random.random() > (0.6 if depth > 3 else 0.15) or (element.choice and element.choice in chosen):
            continue
        if element.type not in PRIMITIVES and depth <= 0:
            continue
        if name == "id":
            found[name] = "i-1"
            continue
        if name == "url" and type_ == "Extension":
            found[name] = "urn:x?a=1&b=<2>"
            continue
        chosen.add(element.choice)
        _element(random, element, found, depth)
    if not found.keys() - {"id", "url"}:
        if type_ in RESOURCES:
            found["language"] = "en"
        elif type_ == "Narrative":
            found["div"] = DIVS[0]
        else:
            found["extension"] = [{"url": "urn:e", "valueCode": "c"}]
    items = list(found.items())
    random.shuffle(items)
    return dict(items)


def _element(random: Random, element: Element, found: dict[str, Any], depth: int) -> None:
    count = random.randint(1, 3) if element.array else 1
    if element.type not in PRIMITIVES:
        made_ = [_complex(random, element.type, depth - 1) for _ in range(count)]
        found[element.name] = made_ if element.array else made_[0]
        return
    if element.type == "xhtml":
        found[element.name] = random.choice(DIVS)
        return
    values: list[Any] = []
    besides: list[Any] = []
    for _ in range(count):
        beside = random.choice(
            [None, None, {"id": "p"}, {"extension": [{"url": "urn:e", "valueDecimal": Number("1.00")}]}]
        )
        without = beside is not None and "extension" in beside and random.random() < 0.5
        values.append(None if without else _value(random, element.type))
        besides.append(beside)
    if any(value is not None for value in values):
        found[element.name] = values if element.array else values[0]
    if any(besides):
        found[f"_{element.name}"] = besides if element.array else besides[0]


def _complex(random: Random, type_: str, depth: int) -> dict[str, Any]:
    if type_ == "Resource":
        return made(random, random.choice(["Patient", "Basic", "Binary", "Observation"]), min(depth, 1))
    return _node(random, type_, depth)


def _value(random: Random, type_: str) -> Any:
    if type_ == "boolean":
        return random.random() < 0.5
    return Number(random.choice(LEXEMES[type_])) if type_ in LEXEMES else random.choice(WORDS)
