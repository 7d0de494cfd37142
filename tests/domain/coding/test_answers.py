"""What an expansion, a verdict and a lookup say of codes, in which language."""

from __future__ import annotations

from typing import Any

import pytest

from domain.coding.answers import Wanted, expansion
from domain.coding.library import Loose
from domain.coding.lookup import looked_up, related
from domain.coding.verdicts import Coding, judged
from domain.errors import Invalid, NotFound

C = "http://x.example/c"
GERMAN = {"language": "de", "value": "Grün"}
SYNONYM = {"use": {"system": "u", "code": "synonym"}, "language": "de-CH", "value": "Grünlich"}
LIBRARY = Loose([
    {
        "resourceType": "CodeSystem", "url": C, "version": "1", "name": "Colours", "content": "complete",
        "property": [{"code": "notSelectable", "type": "boolean"}],
        "concept": [
            {"code": "any", "display": "Any", "property": [{"code": "notSelectable", "valueBoolean": True}],
             "concept": [{"code": "green", "display": "Green", "designation": [SYNONYM, GERMAN], "definition": "as grass"}]},
            {"code": "old", "property": [{"code": "status", "valueCode": "retired"}, {"code": "parent", "valueCode": "q"}]},
        ],
    },
    {"resourceType": "CodeSystem", "url": "http://x.example/part", "content": "fragment"},
    {"resourceType": "ValueSet", "url": "v", "compose": {"include": [{"system": C}]}},
])  # fmt: skip
WHOLE: dict[str, Any] = {
    "resourceType": "ValueSet",
    "url": "v",
    "id": "x",
    "text": {},
    "compose": {"include": [{"system": C}]},
}


def expanded(**wanted: Any) -> dict[str, Any]:
    """Expand the whole system."""
    found: dict[str, Any] = expansion(LIBRARY, WHOLE, Wanted(**wanted), "urn:uuid:1", "2026-01-01T00:00:00Z")
    return found


CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["any", "green", "old"]),
    ({"active": True}, ["any", "green"]),
    ({"selectable": True}, ["green", "old"]),
    ({"filter": "GRUN"}, ["green"]),
    ({"filter": "gre en"}, ["green"]),
    ({"without": frozenset({C})}, []),
    ({"count": 1, "offset": 1}, ["green"]),
    ({"offset": 2}, ["old"]),
    ({"versions": (f"{C}|1", "other|2")}, ["any", "green", "old"]),
]


@pytest.mark.parametrize(("wanted", "expected"), CASES)
def test_expansion(wanted: dict[str, Any], expected: list[str]) -> None:
    """Each wish chooses codes; the total counts all that are chosen, whatever the page."""
    found = expanded(**wanted)["expansion"]

    assert expected == [each["code"] for each in found.get("contains", ())]
    paged = "count" in wanted or "offset" in wanted
    assert (3 if paged else len(expected), paged) == (found["total"], "offset" in found)


def test_shape() -> None:
    """The answer names the value set, says what was asked, and marks codes that are abstract or inactive."""
    found = expanded(definition=True, said=(("count", "valueInteger", 5),))

    assert {"resourceType", "url", "id", "status", "compose", "expansion"} == found.keys()
    assert ("unknown", "urn:uuid:1") == (found["status"], found["expansion"]["identifier"])
    version = {"name": "version", "valueUri": f"{C}|1"}
    assert [{"name": "count", "valueInteger": 5}, version] == found["expansion"]["parameter"]
    shown = [{key for key in each if key in {"abstract", "inactive"}} for each in found["expansion"]["contains"]]
    assert [{"abstract"}, set(), {"inactive"}] == shown
    with pytest.raises(Invalid):
        expanded(versions=(f"{C}|2",))


def test_languages() -> None:
    """A display comes in the language that is asked for, a designation if it is asked for."""

    def shown(**wanted: Any) -> dict[str, Any]:
        found: dict[str, Any] = expanded(filter="green", **wanted)["expansion"]["contains"][0]
        return found

    assert ["Green", "Grün", "Grün", "Green"] == [shown(language=each)["display"] for each in ("", "de", "de-AT", "fr")]
    assert [SYNONYM, GERMAN] == shown(designations=True)["designation"]
    assert [GERMAN] == shown(designations=True, designation=("de",))["designation"]
    assert [SYNONYM] == shown(designations=True, designation=("u|synonym",))["designation"]
    assert "designation" not in shown(designations=True, designation=("fr",))


VERDICTS = [
    (Coding(C, "green"), None, True, ""),
    (Coding(C, "green", "1", "grün"), None, True, ""),
    (Coding(C, "green", "", "Blue"), None, False, "called: Green"),
    (Coding(C, "any"), None, False, "abstract"),
    (Coding(C, "blue"), None, False, "not one of"),
    (Coding(C, "green", "2"), None, False, "version 1"),
    (Coding("", "green"), None, False, "missing"),
    (Coding(C, ""), None, False, "missing"),
    (Coding("http://y.example", "q"), None, False, "does not hold"),
    (Coding("http://x.example/part", "q"), None, False, "every code"),
    (Coding("http://y.example", "q"), "http://y.example", False, "cannot be judged"),
    (Coding(C, "green"), "import", False, "builds on"),
    (Coding("http://y.example", "q"), C, False, "not in the value set"),
    (Coding(C, "green", display="Leaf"), "listed", True, ""),
    (Coding("s", "x", display="Ex"), "carried", True, ""),
]  # fmt: skip
SETS: dict[str, dict[str, Any]] = {
    "import": {"compose": {"include": [{"valueSet": ["none"]}]}},
    "listed": {"compose": {"include": [{"system": C, "concept": [
        {"code": "green", "display": "Leaf", "designation": [{"value": "Foliage"}]}]}]}},
    "carried": {"expansion": {"contains": [{"contains": [{"system": "s", "code": "x", "display": "Ex"}]}]}},
}  # fmt: skip


@pytest.mark.parametrize(("coding", "of", "result", "message"), VERDICTS)
def test_verdicts(coding: Coding, of: str | None, message: str, *, result: bool) -> None:
    """A code is valid, or why it is not is said."""
    value_set = None if of is None else SETS.get(of, {"compose": {"include": [{"system": of}]}})
    found = judged(LIBRARY, [coding], value_set)

    assert result is found.result
    assert message in found.message
    assert bool(message) is bool(found.message)


def test_lookup() -> None:
    """Everything is told, or what is asked for."""
    everything = looked_up(LIBRARY, C, "green")["parameter"]
    names = [each["name"] for each in everything]
    properties = [each["part"][0]["valueCode"] for each in everything if each["name"] == "property"]

    assert ["name", "version", "display", "designation", "designation", "property", "property"] == names
    assert ["definition", "parent"] == properties
    chosen = looked_up(LIBRARY, C, "green", properties=["lang.de"], language="de")["parameter"]
    assert [("display", "Grün"), ("designation", None)] == [(e["name"], e.get("valueString")) for e in chosen[2:]]
    assert 2 == sum(
        each["name"] == "designation"
        for each in looked_up(LIBRARY, C, "green", properties=["designation"])["parameter"]
    )
    old = looked_up(LIBRARY, C, "old")["parameter"]
    assert ["inactive", "status"] == [each["part"][0]["valueCode"] for each in old if each["name"] == "property"]
    assert ("display", "old") == (old[2]["name"], old[2]["valueString"])
    up = looked_up(LIBRARY, C, "any", properties=["child"])["parameter"][-1]["part"]
    assert [("code", "child"), ("value", "green"), ("description", "Green")] == [
        (each["name"], each.get("valueCode") or each.get("valueString")) for each in up
    ]
    for system, code in ((C, "blue"), ("http://x.example/part", "x"), ("http://y.example", "x")):
        with pytest.raises(NotFound):
            looked_up(LIBRARY, system, code)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("any", "green", "subsumes"),
        ("green", "any", "subsumed-by"),
        ("any", "any", "equivalent"),
        ("old", "any", "not-subsumed"),
    ],
)
def test_related(first: str, second: str, expected: str) -> None:
    """Two codes stand in one of four relations."""
    assert expected == related(LIBRARY, C, first, second)


def test_too_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too much for one answer has to be asked for page by page."""
    monkeypatch.setattr("domain.coding.answers.MOST_AT_ONCE", 2)
    with pytest.raises(Invalid) as refusal:
        expanded()

    assert "too-costly" == refusal.value.faults[0].code
    assert ["any", "green"] == [each["code"] for each in expanded(count=3)["expansion"]["contains"]]


def test_what_is_known_will_do() -> None:
    """An expansion of what is known says that it is not all."""
    value_set = {"status": "active", "compose": {"include": [{"system": C}, {"system": "http://y.example"}]}}
    found = expansion(LIBRARY, value_set, Wanted(partial=True), "i", "t")["expansion"]

    assert (3, "http://hl7.org/fhir/StructureDefinition/valueset-unclosed") == (
        found["total"],
        found["extension"][0]["url"],
    )
    assert "extension" not in expanded(partial=True)["expansion"]


def test_codes_without_systems() -> None:
    """A carried expansion may leave a system out; a system may have no version and a value set no display."""
    library = Loose([{"resourceType": "CodeSystem", "url": "plain", "content": "complete", "concept": [
        {"code": "a", "designation": [{"value": "An a"}]}]}])  # fmt: skip
    carried = {
        "status": "active",
        "expansion": {"contains": [{"code": "x"}]},
        "compose": {"include": [{"system": "none"}]},
    }
    found = expansion(library, carried, Wanted(), "i", "t")

    assert [{"code": "x"}] == found["expansion"]["contains"]
    assert "parameter" not in found["expansion"]
    answer = looked_up(library, "plain", "a")["parameter"]
    assert ["name", "display", "designation"] == [each["name"] for each in answer]
    assert [{"name": "value", "valueString": "An a"}] == answer[2]["part"]


def test_parameters_of_a_verdict() -> None:
    """A verdict says result, message and display, as far as there are any."""
    wrong = judged(LIBRARY, [Coding(C, "green", display="Blue")], None).parameters()
    assert ["result", "message", "display"] == [each["name"] for each in wrong["parameter"]]
    unknown = judged(LIBRARY, [], None).parameters()
    assert [{"name": "result", "valueBoolean": False}, {"name": "message", "valueString": "There is no code."}] == (
        unknown["parameter"]
    )
    both = judged(LIBRARY, [Coding(C, "blue"), Coding(C, "green")], None)
    assert (True, "Green") == (both.result, both.display)
