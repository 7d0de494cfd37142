"""Does the index hold what an engine of FHIRPath finds by the official expressions, in every published example?

The engine reads the expressions themselves; the elements that we compiled of them play no part in what is expected.
"""

from __future__ import annotations

import contextlib
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import fhirpathpy
import pytest
from fhirpathpy.models import models

from domain.fhir.dates import bounds
from domain.fhir.resources import RESOURCES
from domain.privacy.facts import EARLIEST, LATEST
from domain.search.extraction import extract
from domain.search.hashing import token_hash
from domain.search.parameters import SearchParameter, parameters_of
from domain.search.readers import presence
from tests.official import resources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from domain.search.extract import Extract

EXAMPLES = {name: one for name, one in resources().items() if one["resourceType"] in RESOURCES}

RESOLVED = re.compile(r"\.where\(resolve\(\) is (\w+)\)")
"""What the engine cannot ask, for nothing is at the other end: the type is read off the reference."""

CAST = re.compile(r"\((\S+) as (\w+)\)|^(\S+) as (\w+)$")
"""``as`` takes one item in the engine; search parameters mean ``ofType``."""

APART = {
    ("QuestionnaireResponse", "item-subject"): "the engine has no hasExtension()",
    ("Patient", "deceased"): "one token of two elements; see test_extraction.py",
    ("CarePlan", "activity-date"): "CarePlan.activity.detail.scheduled may be a string, even one that is like a date",
}
"""Parameters that the engine cannot be asked about, each with the reason."""

NAMES = ("family", "given", "prefix", "suffix", "text", "line", "city", "district", "state", "postalCode", "country")


@cache
def compiled(expression: str) -> Callable[[Any], list[Any]]:
    """Compile an expression once."""
    return fhirpathpy.compile(expression, models["r4"])  # type: ignore[no-any-return]


def terms(parameter: SearchParameter) -> Iterator[tuple[str, str]]:
    """Give the terms of an expression, each with the type that its references are narrowed to."""
    depth, start = 0, 0
    text = parameter.expression + "|"
    for n, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "|" and depth == 0:
            term = text[start:n].strip()
            narrowed = RESOLVED.search(term)
            term = CAST.sub(
                lambda match: f"{match[1] or match[3]}.ofType({match[2] or match[4]})", RESOLVED.sub("", term)
            )
            yield re.sub(r"\bResource\b", parameter.type, term), narrowed[1] if narrowed else ""
            start = n + 1


def found_by(parameter: SearchParameter, resource: dict[str, Any]) -> list[Any]:
    """Evaluate the expression of a parameter."""
    found = []
    for term, narrowed in terms(parameter):
        for value in compiled(term)(resource):
            target = value.get("reference", "") if isinstance(value, dict) else str(value)
            if not narrowed or target.startswith(f"{narrowed}/") or f"/{narrowed}/" in target:
                found.append(value)
    return found


def plain(value: Any) -> Any:
    """Give a date of the engine as it was written, and of an extension its value."""
    if isinstance(value, dict) and "url" in value:
        value = next((own for name, own in value.items() if name.startswith("value")), value)
    return value if isinstance(value, (dict, str, bool, int, float)) else str(value)


def tokens(value: Any) -> Iterator[str]:
    """Give the codes of a value (https://hl7.org/fhir/R4/search.html#token)."""
    if isinstance(value, bool):
        yield str(value).lower()
    elif not isinstance(value, dict):
        yield str(value)
    elif "coding" in value or set(value) <= {"text", "id", "extension"}:
        yield from (one["code"] for one in value.get("coding", ()) if "code" in one)
    elif "value" in value:
        yield str(value["value"])
    elif "code" in value:
        yield value["code"]


def says(kind: str, value: Any) -> bool:
    """Tell whether there is anything in a value that a parameter of the kind looks at."""
    if kind == "token":
        return (
            not isinstance(value, dict)
            or any(True for _ in tokens(value))
            or bool({"coding", "text", "display", "system"} & set(value))
        )
    if kind == "reference" and isinstance(value, dict) and "resourceType" not in value:
        return bool({"reference", "identifier", "display"} & set(value))
    return any(True for _ in ROWS[kind][2](value))


def strings(value: Any) -> Iterator[str]:
    """Give the texts of a value (search.html#string)."""
    if not isinstance(value, dict):
        yield str(value)
    elif "coding" in value:
        yield from filter(None, (value.get("text"), *(one.get("display") for one in value["coding"])))
    else:
        for name in NAMES:
            own = value.get(name, [])
            yield from own if isinstance(own, list) else [own]


def spans(value: Any) -> Iterator[tuple[int, int]]:
    """Give the span of a value (search.html#date)."""
    if not isinstance(value, dict):
        with contextlib.suppress(ValueError):  # a choice of date and string
            yield bounds(str(value))
    elif "repeat" in value or "event" in value or "code" in value:
        inner = [
            *(next(spans(one)) for one in value.get("event", ())),
            *spans(value.get("repeat", {}).get("boundsPeriod", {})),
        ]
        if inner:
            yield min(lo for lo, _ in inner), max(hi for _, hi in inner)
    elif "start" in value or "end" in value:
        yield (
            bounds(value["start"])[0] if "start" in value else EARLIEST,
            bounds(value["end"])[1] if "end" in value else LATEST,
        )


def targets(value: Any) -> Iterator[str]:
    """Give what a value refers to (search.html#reference)."""
    if not isinstance(value, dict):
        yield from {str(value), str(value).partition("|")[0]}
    elif "resourceType" in value:
        yield from [f"{value['resourceType']}/{value['id']}"] if "id" in value else []
    elif not value.get("reference", "#").startswith("#"):
        yield value["reference"].partition("/_history/")[0]


def amounts(value: Any) -> Iterator[float]:
    """Give the number of a value without comparator; of a Range its low end (search.html#quantity)."""
    if not isinstance(value, dict):
        yield float(value)
    elif "value" in value and "comparator" not in value:
        yield float(value["value"])
    elif "origin" in value and "upperLimit" in value:
        yield float(value["lowerLimit"])
    elif "low" in value:
        yield float(value["low"]["value"])


def check(parameter: SearchParameter, values: list[Any], out: Extract) -> Iterator[str]:  # noqa: C901 - a table
    """Say what is expected and is not there, or is there and is not expected."""
    numbers = {number for number, _ in parameter.slots}
    codes = [code for _, code in parameter.slots] or [parameter.code]
    kind = parameter.kind
    if kind == "token":
        for code in {one for value in values for one in tokens(value)}:
            own = code.casefold() if parameter.folded else code
            if not any(token_hash(parameter.type, slot, None, own) in out.keys for slot in codes):
                yield f"token {code}"
    elif parameter.service == "clinical":
        expected = {one for value in values for one in spans(value)}
        if expected and (out.lo, out.hi) not in expected:
            yield f"clinical {out.lo} {expected}"
    elif parameter.service == "patient":
        about = {
            one.removeprefix("Patient/") for value in values for one in targets(value) if one.startswith("Patient/")
        }
        if not about <= set(out.patients):
            yield f"patient {about}"
    elif kind in ROWS and parameter.service != "keys":
        rows, column, expect = ROWS[kind]
        there = {column(row) for row in getattr(out, rows) if row[0] in numbers}
        expected = {one for value in values for one in expect(value)}
        if parameter.narrowed or kind == "quantity":
            if not expected <= there:
                yield f"{kind} lacks {expected - there}"
        elif expected != there:
            yield f"{kind} {expected ^ there}"


ROWS: dict[str, tuple[str, Callable[[Any], Any], Callable[[Any], Iterator[Any]]]] = {
    "string": ("strings", lambda row: row[2], strings),
    "reference": ("references", lambda row: row[1], targets),
    "date": ("dates", lambda row: row[1:], spans),
    "number": ("numbers", lambda row: row[1], amounts),
    "quantity": ("quantities", lambda row: row[2], amounts),
    "uri": ("uris", lambda row: row[1], lambda value: iter([str(value)])),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_parameter_of_every_example(name: str) -> None:
    """What the engine finds is in the index; what it does not find is missing from it."""
    resource = EXAMPLES[name]
    type_ = resource["resourceType"]
    out = extract(resource)
    wrong = []
    for code, parameter in parameters_of(type_).items():
        if (
            parameter.kind in {"composite", "special"}
            or parameter.service in {"id", "updated"}
            or (type_, code) in APART
        ):
            continue
        values = [value for value in map(plain, found_by(parameter, resource)) if says(parameter.kind, value)]
        own = [parameter.code] if parameter.narrowed or not parameter.slots else [slot for _, slot in parameter.slots]
        present = any(presence(type_, slot) in out.keys for slot in own)
        if present != bool(values):
            wrong.append((code, "present" if present else "missing", values[:2]))
        wrong += [(code, fault) for fault in check(parameter, values, out)]

    assert [] == wrong


def test_what_is_left_apart_exists() -> None:
    """No exception outlives its parameter."""
    assert all(code in parameters_of(type_) for type_, code in APART)
