"""What is strange is refused by the terminology operations, never a failure of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from tests.api.conftest import Asker

GENDER = "http://hl7.org/fhir/ValueSet/administrative-gender"
GENDERS = "http://hl7.org/fhir/administrative-gender"
STRANGE = [
    "\0",
    "a\0b",
    "|",
    "||",
    "|x",
    "?fhir_vs",
    "x?fhir_vs=isa/",
    "#",
    " ",
    "\ud7ff",
    "%",
    "'",
    '"',
    "a" * 5000,
    "\u2028",
    "🙂",
]
PLACES = [
    "ValueSet/$expand?url={}", f"ValueSet/$expand?url={GENDER}&filter={{}}", f"ValueSet/$expand?url={GENDER}&count={{}}",
    f"ValueSet/$expand?url={GENDER}&displayLanguage={{}}", f"ValueSet/$expand?url={GENDER}&designation={{}}",
    f"ValueSet/$expand?url={GENDER}&system-version={{}}", f"ValueSet/$expand?url={GENDER}&exclude-system={{}}",
    f"ValueSet/$expand?url={GENDER}&valueSetVersion={{}}", "ValueSet/$expand?context={}", "ValueSet/{}/$expand",
    f"ValueSet/$validate-code?url={GENDER}&system={{}}&code=male", f"ValueSet/$validate-code?url={GENDER}&system={GENDERS}&code={{}}",
    f"ValueSet/$validate-code?url={GENDER}&system={GENDERS}&code=male&display={{}}", "CodeSystem/$validate-code?url={}&code=x",
    "CodeSystem/$lookup?system={}&code=x", f"CodeSystem/$lookup?system={GENDERS}&code={{}}",
    f"CodeSystem/$lookup?system={GENDERS}&code=male&property={{}}", f"CodeSystem/$subsumes?system={GENDERS}&codeA={{}}&codeB=male",
    "Condition?code:in={}", "Condition?code:below={}|x", "Condition?code:below=http://hl7.org/fhir/sid/icd-10-cm|{}",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_addresses(place: str, feed: Asker) -> None:
    """Whatever stands in an address, the answer is an answer."""
    for strange in STRANGE:
        answer = feed.get(place.format(quote(strange)))
        assert answer.status_code < 500, (place, strange, answer.text)


def value_set(**parts: Any) -> dict[str, Any]:
    """Give a call with a value set in it."""
    resource = {"resourceType": "ValueSet", "status": "active", **parts}
    return {"resourceType": "Parameters", "parameter": [{"name": "valueSet", "resource": resource}]}


def composed(include: Any, **more: Any) -> dict[str, Any]:
    """Give a call with one include."""
    return value_set(compose={"include": [include], **more})


MOOD = "http://terminology.hl7.org/CodeSystem/v3-ActMood"
BODIES: list[Any] = [
    {}, [], None, "x", 1, {"resourceType": "Parameters", "parameter": {}}, {"resourceType": "Parameters", "parameter": [{}]},
    {"resourceType": "Parameters", "parameter": [{"name": "url"}]}, {"resourceType": "Patient"},
    {"resourceType": "Parameters", "parameter": [{"name": "url", "valueUri": GENDER}, {"name": "url", "valueUri": GENDER}]},
    {"resourceType": "Parameters", "parameter": [{"name": "valueSet", "resource": {"resourceType": "Patient"}}]},
    {"resourceType": "Parameters", "parameter": [{"name": "valueSet", "valueString": "x"}]},
    {"resourceType": "Parameters", "parameter": [{"name": "url", "valueUri": GENDER}, {"name": "count", "valueInteger": -1}]},
    {"resourceType": "Parameters", "parameter": [{"name": "url", "valueUri": GENDER}, {"name": "count", "valueDecimal": 1.5}]},
    {"resourceType": "Parameters", "parameter": [{"name": "url", "valueUri": GENDER}, {"name": "count", "valueCoding": {}}]},
    value_set(), value_set(compose={}), value_set(compose={"include": []}), composed({}), composed({"system": "|"}),
    composed({"valueSet": ["|"]}), composed({"valueSet": ["#x", "", "x|"]}), composed({"system": MOOD, "version": "\u0001"}),
    composed({"system": MOOD, "filter": []}), composed({"system": MOOD, "filter": [{"property": "concept", "op": "is-a", "value": "x"}]}),
    composed({"system": MOOD, "filter": [{"property": "code", "op": "regex", "value": "["}]}),
    composed({"system": MOOD, "filter": [{"property": "code", "op": "regex", "value": "(a*)*"}]}),
    composed({"system": MOOD, "concept": [{"code": "a"}] * 2000}), composed({"system": MOOD}, exclude=[{}]),
    composed({"system": MOOD, "filter": [{"property": "\ufeff", "op": "=", "value": "\ufeff"}]}),
    value_set(expansion={"timestamp": "2020-01-01T00:00:00Z", "contains": [{"contains": [{"contains": [{}]}]}]}),
    value_set(expansion={"timestamp": "2020-01-01T00:00:00Z", "contains": [{"code": "x"}]}, compose={"include": [{"system": "q"}]}),
]  # fmt: skip


@pytest.mark.parametrize(
    "operation",
    [
        "ValueSet/$expand",
        "ValueSet/$validate-code",
        "CodeSystem/$validate-code",
        "CodeSystem/$lookup",
        "CodeSystem/$subsumes",
    ],
)
def test_bodies(operation: str, feed: Asker) -> None:
    """Whatever is sent, the answer is an answer."""
    for body in BODIES:
        answer = feed.post(operation, body)
        assert answer.status_code < 500, (operation, body, answer.text)


def test_codes_in_bodies(feed: Asker) -> None:
    """A code in a value set that says nothing sensible is judged or refused."""
    coding = {"name": "coding", "valueCoding": {"system": MOOD, "code": "RQO"}}
    for body in BODIES:
        if isinstance(body, dict) and isinstance(body.get("parameter"), list):
            answer = feed.post("ValueSet/$validate-code", {**body, "parameter": [*body["parameter"], coding]})
            assert answer.status_code < 500, (body, answer.text)
