"""Code systems and value sets by canonical URL, codes known by their form, and what a code system makes of its concepts."""

from __future__ import annotations

import pytest

from domain.coding.concepts import Enumerated, above, below
from domain.coding.grammars import FORMED
from domain.coding.library import Loose, mentioned
from domain.coding.tabular import Tabular

SHIPPED = Loose([
    {"resourceType": "CodeSystem", "url": "c", "version": "1", "content": "complete", "concept": [{"code": "a"}]},
    {"resourceType": "ValueSet", "url": "v", "version": "1", "compose": {"include": [{"system": "c"}]}},
])  # fmt: skip


def test_the_first_word() -> None:
    """Nobody puts another meaning on what lies beneath; what it does not hold is found above it."""
    own = Loose([
        {"resourceType": "CodeSystem", "url": "c", "version": "2", "content": "complete", "concept": [{"code": "b"}]},
        {"resourceType": "CodeSystem", "url": "d", "content": "complete", "concept": [{"code": "b"}]},
        {"resourceType": "CodeSystem", "url": "e", "content": "supplement"},
        {"resourceType": "ValueSet", "url": "v", "version": "2"},
        {"resourceType": "ValueSet", "url": "w", "version": "2", "title": "newer"},
        {"resourceType": "ValueSet", "url": "w", "version": "1"},
        {"resourceType": "Patient", "url": "p"},
        {"resourceType": "ValueSet"},
    ], SHIPPED)  # fmt: skip
    system = own.code_system("c")

    assert system is not None
    assert system.concept("a") is not None
    assert own.code_system("d") is own.code_system("d") is not None
    assert (None, None, None) == (own.code_system("e"), own.code_system("p"), own.code_system("d", "9"))
    versions = [(own.value_set(*each) or {}).get("version") for each in (("v", ""), ("w", ""), ("w", "1"), ("w", "9"))]
    assert ["1", "2", "1", None] == versions
    assert own.code_system("urn:ietf:bcp:47") is not None
    assert {"c": "1", "d": "", **dict.fromkeys(FORMED, "")} == dict(own.systems())


def test_implicit_value_sets() -> None:
    """The address of a code system with ``?fhir_vs`` means all of it, or a code and what is below."""
    assert {"include": [{"system": "c"}]} == (SHIPPED.value_set("c?fhir_vs") or {})["compose"]
    below_a = (SHIPPED.value_set("c?fhir_vs=isa/a") or {})["compose"]["include"][0]["filter"]
    assert [{"property": "concept", "op": "is-a", "value": "a"}] == below_a
    for url in ("c?fhir_vs=refset", "c?fhir_vs=isa/", "none?fhir_vs", "c"):
        assert SHIPPED.value_set(url) is None


def test_what_a_value_set_builds_on() -> None:
    """Its code systems, with their versions, and what it imports, also to exclude it."""
    value_set = {"compose": {
        "include": [{"system": "a", "version": "1"}, {"valueSet": ["v|2"]}], "exclude": [{"system": "b"}],
    }}  # fmt: skip

    assert [("CodeSystem", "a|1"), ("ValueSet", "v|2"), ("CodeSystem", "b")] == list(mentioned(value_set))
    assert [] == list(mentioned({}))


FORMS = [
    ("urn:ietf:bcp:47", "en en-US de-AT zh-Hant-TW sr-Latn es-419 x-own i-klingon de-CH-1996 en-a-bbb-x-a", "e 12 en- -en en_US"),
    ("urn:ietf:bcp:13", "text/plain application/fhir+json text/html;charset=utf-8", "text /plain text/ text/a/b"),
    ("urn:iso:std:iso:4217", "USD EUR", "usd US DOLLAR"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "right", "wrong"), FORMS)
def test_codes_by_form(url: str, right: str, wrong: str) -> None:
    """A code that is well formed is one; the codes of such a system cannot be listed."""
    system = FORMED[url]

    assert all(system.concept(each) for each in right.split())
    assert not any(system.concept(each) for each in wrong.split())
    assert ([], (), ()) == ([each.code for each in system.concepts()], system.parents("x"), system.children("x"))


def test_hierarchies() -> None:
    """Nested concepts, parents and children named as properties make one hierarchy; a circle ends where it closes."""
    system = Enumerated({
        "property": [{"code": "parent", "type": "code"}, {"code": "child", "type": "code"}],
        "concept": [
            {"code": "a", "concept": [{"code": "b"}, {"code": "b"}]},
            {"code": "c", "property": [{"code": "parent", "valueCode": "b"}, {"code": "child", "valueCode": "a"}]},
            {"code": "d", "property": [{"code": "parent", "valueCode": "none"}, {"code": "child", "valueCode": "none"}]},
            {"code": "e", "property": [{"code": "parent"}]},
        ],
    })  # fmt: skip

    assert ["a", "b", "c"] == below(system, "a")
    assert ["a", "c", "b"] == above(system, "a")
    assert ["d"] == below(system, "d") == above(system, "d")
    assert ["e"] == above(system, "e")


def test_tabular() -> None:
    """A code stands below its prefix; a seventh character makes codes below its base."""
    system = Tabular("r", [
        ("A01", False, "one", ""), ("A01.0", False, "two", "x,seventh:AD"), ("A01.1", True, "three", ""),
    ], {"A01": {"A": "first", "B": "never"}})  # fmt: skip

    assert ["A01", "A01.0", "A01.0XXA", "A01.0XXD", "A01.1"] == [each.code for each in system.concepts()]
    assert ["A01", "A01.0", "A01.1", "A01.0XXA", "A01.0XXD"] == below(system, "A01")
    assert ["A01.0XXD", "A01.0", "A01"] == above(system, "A01.0XXD")
    displays = [getattr(system.concept(each), "display", None) for each in ("A01.1", "a01.0xxa", "A01.0XXB", "A011")]
    assert ["three", "two, first", None, None] == displays
    assert ["one", "two", "two, first", "two", "three"] == [each.display for each in system.concepts()]


def test_tabular_without_its_rows() -> None:
    """A code of six characters before its seventh is its own base; a code without a category row stands alone."""
    system = Tabular("r", [("A01.234", False, "six", "seventh:A"), ("B02.1", True, "alone", "")])

    assert ["A01.234", "A01.234A", "B02.1"] == [each.code for each in system.concepts()]
    assert (("A01.234",), ()) == (system.parents("A01.234A"), system.parents("B02.1"))
    assert () == system.children("B02") == system.parents("B02.1111X")
    assert system.concept("A01.234B") is None
