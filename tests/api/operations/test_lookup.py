"""CodeSystem/$lookup and $subsumes over HTTP (https://hl7.org/fhir/R4/codesystem-operation-lookup.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from api.validation import validate

if TYPE_CHECKING:
    from tests.api.conftest import Asker

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
MOOD = "http://terminology.hl7.org/CodeSystem/v3-ActMood"


def properties(answer: Any) -> dict[str, list[Any]]:
    """Give the properties of an answer, values by code."""
    assert answer.status_code == 200, answer.text
    validate(answer.json(), "Parameters")
    found: dict[str, list[Any]] = {}
    for each in answer.json()["parameter"]:
        if each["name"] == "property":
            parts = {part["name"]: part for part in each["part"]}
            value = next(v for k, v in parts["value"].items() if k != "name")
            found.setdefault(parts["code"]["valueCode"], []).append(value)
    return found


def test_diagnosis(feed: Asker) -> None:
    """A diagnosis code has its display, its release, what is above and below it, and whether it can be billed."""
    answer = feed.get(f"CodeSystem/$lookup?system={ICD}&code=E11.0")

    plain = {each["name"]: each.get("valueString") for each in answer.json()["parameter"] if "part" not in each}
    assert {
        "name": "ICD-10-CM",
        "version": "2026-04-01",
        "display": "Type 2 diabetes mellitus with hyperosmolarity",
    } == plain
    assert {"parent": ["E11"], "child": ["E11.00", "E11.01"], "billable": [False]} == properties(answer)


def test_properties_that_are_asked_for(feed: Asker) -> None:
    """Only what is asked for is told, beside name, version and display."""
    found = feed.get(f"CodeSystem/$lookup?system={MOOD}&code=RQO&property=parent&property=definition")
    assert {"parent", "definition"} == properties(found).keys()
    german = feed.get("CodeSystem/$lookup?system=http://terminology.hl7.org/CodeSystem/v2-0001&code=F&property=lang.de")
    (designation,) = [each["part"] for each in german.json()["parameter"] if each["name"] == "designation"]
    assert "de" == designation[0]["valueCode"]


def test_a_coding(feed: Asker) -> None:
    """A Coding can be looked up; the display comes in the language that is asked for."""
    coding = {"name": "coding", "valueCoding": {"system": "http://terminology.hl7.org/CodeSystem/v2-0001", "code": "F"}}
    language = {"name": "displayLanguage", "valueCode": "de"}
    answer = feed.post("CodeSystem/$lookup", {"resourceType": "Parameters", "parameter": [coding, language]})

    (display,) = [each["valueString"] for each in answer.json()["parameter"] if each["name"] == "display"]
    assert "weiblich" in display.lower()


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("system=http://snomed.info/sct&code=22298006", 404, "not-found"),
        ("system=http://loinc.org&code=1-1", 404, "not-found"),
        (f"system={ICD}&code=E11.99999", 404, "not-found"),
        (f"system={ICD}&code=E11.9&version=2020", 404, "not-found"),
        ("code=E11.9", 400, "required"),
        (f"system={ICD}", 400, "invalid"),
        (f"system={ICD}&code=E11.9&date=2015", 400, "not-supported"),
    ],
)
def test_what_is_refused(asked: str, status: int, code: str, feed: Asker) -> None:
    """What is not held is not found; it is never guessed."""
    answer = feed.get(f"CodeSystem/$lookup?{asked}")

    assert (status, code) == (answer.status_code, answer.json()["issue"][0]["code"])


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("E11", "E11.9", "subsumes"),
        ("E11.9", "E11", "subsumed-by"),
        ("E11", "E11", "equivalent"),
        ("E10", "E11.9", "not-subsumed"),
        ("S72", "S72.001A", "subsumes"),
    ],
)
def test_subsumes(first: str, second: str, expected: str, feed: Asker) -> None:
    """Two codes stand in one of four relations."""
    answer = feed.get(f"CodeSystem/$subsumes?system={ICD}&codeA={first}&codeB={second}")
    coded = [
        {"name": f"coding{n}", "valueCoding": {"system": ICD, "code": c}} for n, c in (("A", first), ("B", second))
    ]
    again = feed.post("CodeSystem/$subsumes", {"resourceType": "Parameters", "parameter": coded})

    assert [{"name": "outcome", "valueCode": expected}] == answer.json()["parameter"] == again.json()["parameter"]


def test_subsumes_of_a_record(feed: Asker) -> None:
    """A stored code system answers by id; what it does not hold is not found."""
    feed.put({
        "resourceType": "CodeSystem", "id": "c", "url": "http://x.example/c", "status": "active", "content": "complete",
        "concept": [{"code": "a", "concept": [{"code": "b"}]}],
    })  # fmt: skip

    assert "subsumes" in feed.get("CodeSystem/c/$subsumes?codeA=a&codeB=b").text
    assert 404 == feed.get("CodeSystem/c/$subsumes?codeA=a&codeB=z").status_code
    assert 404 == feed.get("CodeSystem/none/$subsumes?codeA=a&codeB=z").status_code
