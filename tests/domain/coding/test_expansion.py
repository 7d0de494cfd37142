"""Value sets composed of every kind of part, each asked both ways: listed, and code by code."""

from __future__ import annotations

from typing import Any

import pytest

from domain.coding.expansion import expand, known
from domain.coding.library import Loose
from domain.coding.membership import contains
from domain.errors import Invalid

C = "http://x.example/c"
FOLDED = "http://x.example/folded"
PART = "http://x.example/part"
BASE = "http://x.example/ValueSet/"


def concept(code: str, *below: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """Give a concept."""
    kinds = {bool: "valueBoolean", str: "valueString", int: "valueInteger", dict: "valueCoding"}
    listed = [{"code": name, kinds[type(value)]: value} for name, value in properties.items()]
    found: dict[str, Any] = {"code": code, "display": code.upper(), "definition": f"what {code} is"}
    return {**found, **({"property": listed} if listed else {}), **({"concept": list(below)} if below else {})}


SYSTEM = {
    "resourceType": "CodeSystem", "url": C, "version": "1", "content": "complete",
    "property": [{"code": each, "type": "string"} for each in ("colour", "rank", "kind", "subsumedBy")],
    "concept": [
        concept("a", concept("a1", concept("a11"), colour="red"), concept("a2", status="retired"), notSelectable=True),
        concept("b", concept("b1", colour="red", rank=3), colour="blue"),
        concept("d", subsumedBy="a1", kind={"code": "k"}),
    ],
}  # fmt: skip
OTHERS = [
    {"resourceType": "CodeSystem", "url": FOLDED, "content": "complete", "caseSensitive": False,
     "concept": [{"code": "Up"}]},
    {"resourceType": "CodeSystem", "url": PART, "content": "fragment", "property": [{"code": "scale"}], "concept": [
        {"code": "known"}, {"code": "scaled", "property": [{"code": "scale", "valueString": "x"}]}]},
    {"resourceType": "CodeSystem", "url": "http://x.example/none", "content": "not-present"},
]  # fmt: skip


def value_set(name: str, *includes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a ValueSet."""
    compose = {"include": list(includes), **{key: more.pop(key) for key in ("exclude", "inactive") if key in more}}
    return {"resourceType": "ValueSet", "url": BASE + name, "status": "active", "compose": compose, **more}


def chosen(*filters: tuple[str, str, str], system: str = C, **more: Any) -> dict[str, Any]:
    """Give an include with filters."""
    listed = [{"property": name, "op": operator, "value": value} for name, operator, value in filters]
    return {"system": system, "filter": listed, **more}


SETS = [
    value_set("reds", chosen(("colour", "=", "red"))),
    value_set("below-a", chosen(("concept", "is-a", "a"))),
    value_set("circle", {"valueSet": [f"{BASE}circle"]}),
    value_set("round", {"valueSet": [f"{BASE}trip"]}),
    value_set("trip", {"valueSet": [f"{BASE}round"]}),
    value_set("versioned", {"system": C, "version": "1", "concept": [{"code": "a"}]}, version="7"),
]
LIBRARY = Loose([SYSTEM, *OTHERS, *SETS])
ALL = ["a", "a1", "a11", "a2", "b", "b1", "d"]

CASES = [
    ("a whole system", [{"system": C}], ALL),
    ("its version", [{"system": C, "version": "1"}], ALL),
    ("a list", [{"system": C, "concept": [{"code": "b"}, {"code": "a"}]}], ["b", "a"]),
    ("a list of what is not known", [{"system": "http://y.example", "concept": [{"code": "z"}]}], ["z"]),
    ("is-a", [chosen(("concept", "is-a", "a1"))], ["a1", "a11", "d"]),
    ("descendent-of", [chosen(("concept", "descendent-of", "a"))], ["a1", "a11", "a2", "d"]),
    ("is-not-a", [chosen(("concept", "is-not-a", "a"))], ["b", "b1"]),
    ("generalizes", [chosen(("code", "generalizes", "a11"))], ["a", "a1", "a11"]),
    ("=", [chosen(("colour", "=", "red"))], ["a1", "b1"]),
    ("= of a number", [chosen(("rank", "=", "3"))], ["b1"]),
    ("= of a Coding", [chosen(("kind", "=", "k"))], ["d"]),
    ("= of the code", [chosen(("code", "=", "d"))], ["d"]),
    ("parent", [chosen(("parent", "=", "a1"))], ["a11", "d"]),
    ("child", [chosen(("child", "=", "b1"))], ["b"]),
    ("inactive", [chosen(("inactive", "=", "true"))], ["a2"]),
    ("notSelectable", [chosen(("notSelectable", "=", "true"))], ["a"]),
    ("in", [chosen(("code", "in", "a, b,z"))], ["a", "b"]),
    ("not-in", [chosen(("code", "not-in", "a,b"))], ["a1", "a11", "a2", "b1", "d"]),
    ("exists", [chosen(("colour", "exists", "true"))], ["a1", "b", "b1"]),
    ("does not exist", [chosen(("colour", "exists", "false"))], ["a", "a11", "a2", "d"]),
    ("regex", [chosen(("code", "regex", "[ab]1"))], ["a1", "b1"]),
    ("regex that repeats exactly", [chosen(("code", "regex", "[a-z]{1}[0-9]{2}|x|.*"))], ALL),
    ("regex of the display", [chosen(("display", "regex", "A.*1"))], ["a1", "a11"]),
    ("regex of the definition", [chosen(("definition", "regex", "what b.*"))], ["b", "b1"]),
    ("two filters", [chosen(("concept", "is-a", "a"), ("colour", "=", "red"))], ["a1"]),
    ("two parts", [{"system": C, "concept": [{"code": "b"}]}, chosen(("concept", "is-a", "b"))], ["b", "b1"]),
    ("an import", [{"valueSet": [f"{BASE}reds"]}], ["a1", "b1"]),
    ("an import by version", [{"valueSet": [f"{BASE}versioned|7"]}], ["a"]),
    ("two imports: in both", [{"valueSet": [f"{BASE}reds", f"{BASE}below-a"]}], ["a1"]),
    ("a system and an import: in both", [chosen(("concept", "is-a", "b"), valueSet=[f"{BASE}reds"])], ["b1"]),
    ("imports beside each other", [{"valueSet": [f"{BASE}reds"]}, {"valueSet": [f"{BASE}below-a"]}],
     ["a1", "b1", "a", "a11", "a2", "d"]),
    ("folded", [{"system": FOLDED}], ["Up"]),
    ("a list of a grammar", [{"system": "urn:iso:std:iso:4217", "concept": [{"code": "EUR"}]}], ["EUR"]),
    ("a list of a fragment", [{"system": PART, "concept": [{"code": "unknown"}]}], ["unknown"]),
]  # fmt: skip


@pytest.mark.parametrize(("_", "includes", "expected"), CASES, ids=[each[0] for each in CASES])
def test_includes(_: str, includes: list[dict[str, Any]], expected: list[str]) -> None:
    """What is listed is contained, and nothing else is."""
    made = value_set("made", *includes)
    system = next((each["system"] for each in includes if "system" in each), C)

    assert expected == [code for _, code in expand(LIBRARY, made)]
    for code in {*ALL, *expected, "zz"}:
        assert contains(LIBRARY, made, system, code) is (code in expected), code
        assert contains(LIBRARY, made, "", code) is (code in expected), code


UNABLE = [
    ("system not held", {"system": "http://y.example"}, "not-found"),
    ("version not held", {"system": C, "version": "2"}, "not-found"),
    ("content not held", {"system": "http://x.example/none"}, "not-found"),
    ("fragment", {"system": PART}, "not-supported"),
    ("filter of a fragment", chosen(("code", "=", "known"), system=PART), "not-supported"),
    ("import not held", {"valueSet": [f"{BASE}none"]}, "not-found"),
    ("circle", {"valueSet": [f"{BASE}circle"]}, "processing"),
    ("round trip", {"valueSet": [f"{BASE}round"]}, "processing"),
    ("property", chosen(("smell", "=", "x")), "not-supported"),
    ("operator", chosen(("colour", "like", "x")), "not-supported"),
    ("hierarchy of a property", chosen(("colour", "is-a", "x")), "not-supported"),
    ("code of a filter", chosen(("concept", "is-a", "zz")), "code-invalid"),
    ("pattern", chosen(("code", "regex", "(")), "invalid"),
    ("costly pattern", chosen(("code", "regex", "(a+)+")), "too-costly"),
    ("long pattern", chosen(("code", "regex", "a" * 300)), "too-costly"),
    ("repeating pattern", chosen(("code", "regex", ".*.*.*z")), "too-costly"),
    ("open pattern", chosen(("code", "regex", "a?" * 9)), "too-costly"),
    ("pattern of choices", chosen(("code", "regex", "(a|a)" * 9)), "too-costly"),
    ("referring pattern", chosen(("code", "regex", r"(a)\1")), "too-costly"),
    ("looking pattern", chosen(("code", "regex", "(?=a)a")), "too-costly"),
]


@pytest.mark.parametrize(("_", "include", "code"), UNABLE, ids=[each[0] for each in UNABLE])
def test_what_cannot_be_computed(_: str, include: dict[str, Any], code: str) -> None:
    """What cannot be computed is refused with a reason, and whether a code is in it is not told."""
    made = value_set("made", include)
    system = include.get("system", C)

    with pytest.raises(Invalid) as refusal:
        expand(LIBRARY, made)
    assert code == refusal.value.faults[0].code
    assert (
        contains(LIBRARY, made, system, {C: "a", PART: "known" if "filter" in include else "q"}.get(system, "q"))
        is None
    )


def test_excludes_and_inactive() -> None:
    """What is excluded is not in it, nor what is inactive where the value set says so."""
    made = value_set("made", {"system": C}, exclude=[chosen(("concept", "is-a", "a"))])
    active = value_set("active", {"system": C}, inactive=False)

    assert ["b", "b1"] == [code for _, code in expand(LIBRARY, made)]
    assert (True, False) == (contains(LIBRARY, made, C, "b"), contains(LIBRARY, made, C, "a1"))
    assert "a2" not in [code for _, code in expand(LIBRARY, active)]
    assert (False, True) == (contains(LIBRARY, active, C, "a2"), contains(LIBRARY, active, C, "a1"))
    assert contains(LIBRARY, active, "", "a2") is False


def test_an_exclusion_that_cannot_be_told() -> None:
    """A code that may be excluded is not told to be in it; one that is not included is out for sure."""
    made = value_set("made", {"system": C}, exclude=[{"valueSet": [f"{BASE}none"]}])

    assert (None, False) == (contains(LIBRARY, made, C, "a"), contains(LIBRARY, made, C, "zz"))


def test_the_expansion_that_is_carried() -> None:
    """Where the composition cannot be computed, the expansion that the value set carries stands for it."""
    group = [{"system": "s", "code": "x"}]
    carried = {"contains": [{"display": "group", "contains": group}, {"code": "y", "abstract": True}]}
    made = value_set("made", {"system": "http://y.example"}, expansion=carried)
    bare = {"resourceType": "ValueSet", "expansion": carried}
    library = Loose([{**made, "url": f"{BASE}carried"}], LIBRARY)

    assert [("s", "x"), ("", "y")] == list(expand(library, made))
    assert (True, False) == (contains(library, made, "", "x"), contains(library, made, "", "q"))
    assert (True, True, False) == tuple(contains(library, bare, *each) for each in (("s", "x"), ("", "y"), ("s", "q")))
    assert [("s", "x"), ("", "y")] == list(expand(library, value_set("over", {"valueSet": [f"{BASE}carried"]})))


def test_nothing_means_nothing() -> None:
    """A value set or an include that names nothing holds nothing."""
    empty = value_set("empty", {})

    assert {} == expand(LIBRARY, empty)
    assert contains(LIBRARY, empty, C, "a") is False
    assert contains(LIBRARY, {"resourceType": "ValueSet"}, C, "a") is None
    with pytest.raises(Invalid):
        expand(LIBRARY, {"resourceType": "ValueSet"})


def test_too_many() -> None:
    """Gathering stops at the limit, whatever expansion is carried."""
    carried = value_set("made", {"system": C}, expansion={"contains": []})
    with pytest.raises(Invalid) as refusal:
        expand(LIBRARY, carried, 3)

    assert "too-costly" == refusal.value.faults[0].code


def test_imports_are_not_followed_for_ever() -> None:
    """Value sets that import each other too deeply are not told, and not expanded."""
    chain = [value_set(f"n{n}", {"valueSet": [f"{BASE}n{n + 1}"]}) for n in range(40)]
    library = Loose([*chain, value_set("n40", {"system": C})], LIBRARY)

    assert contains(library, chain[0], C, "a") is None
    with pytest.raises(Invalid):
        expand(library, chain[0])


def test_imports_are_asked_once() -> None:
    """Value sets that import each other many times over are told in no time."""
    several = [{"valueSet": [f"{BASE}{name}"]} for name in ("one", "two", "one", "two")]
    library = Loose([value_set("one", *several), value_set("two", *several)], LIBRARY)

    assert contains(library, value_set("made", *several), C, "a") is None
    with pytest.raises(Invalid):
        expand(library, value_set("made", *several))


def test_folded_codes() -> None:
    """A system that does not mind capitals finds a code in any."""
    listed = value_set("made", {"system": FOLDED, "concept": [{"code": "Up"}]})

    assert (True, True, False) == tuple(contains(LIBRARY, listed, FOLDED, each) for each in ("uP", "Up", "down"))


def test_what_is_excluded_or_inactive_of_what_is_not_known() -> None:
    """A code of a system that is not held is not inactive; one that is only listed is contained."""
    listed = value_set("made", {"system": "http://y.example", "concept": [{"code": "z"}]}, inactive=False)
    imported = value_set("made", {"valueSet": [f"{BASE}reds"]}, inactive=False)

    assert contains(LIBRARY, listed, "http://y.example", "z") is True
    assert contains(LIBRARY, imported, "", "a1") is True
    assert ["z"] == [code for _, code in expand(LIBRARY, listed)]


def test_an_import_is_computed_once() -> None:
    """A value set that is imported twice is expanded once, and one that carries too much is still too much."""
    twice = value_set("made", {"valueSet": [f"{BASE}reds"]}, {"valueSet": [f"{BASE}reds"]})

    assert ["a1", "b1"] == [code for _, code in expand(LIBRARY, twice)]
    big = Loose([value_set("big", {"system": C}, expansion={"contains": []})], LIBRARY)
    with pytest.raises(Invalid) as refusal:
        expand(big, value_set("made", {"valueSet": [f"{BASE}big"]}), 3)
    assert "too-costly" == refusal.value.faults[0].code


def test_what_is_known_of_a_fragment() -> None:
    """A property is told of concepts that have it; nothing is told of the others, nor of the hierarchy."""
    scaled = value_set("made", chosen(("scale", "=", "x"), system=PART))
    other = value_set("made", chosen(("scale", "=", "y"), system=PART))
    below = value_set("made", chosen(("concept", "is-a", "scaled"), system=PART))

    assert (True, None) == (contains(LIBRARY, scaled, PART, "scaled"), contains(LIBRARY, scaled, PART, "known"))
    assert (False, None) == (contains(LIBRARY, other, PART, "scaled"), contains(LIBRARY, below, PART, "scaled"))


def test_what_is_known() -> None:
    """What is not held is left out and said; what is excluded has to be known, and a limit holds."""
    parts = [
        chosen(("scale", "=", "x"), system=PART),
        {"system": "http://y.example"},
        {"system": C, "concept": [{"code": "a"}]},
    ]
    found, all_of_it = known(LIBRARY, value_set("made", *parts))
    whole, all_of_that = known(LIBRARY, value_set("made", {"valueSet": [f"{BASE}reds"]}))

    assert (["scaled", "a"], False) == ([code for _, code in found], all_of_it)
    assert (["a1", "b1"], True) == ([code for _, code in whole], all_of_that)
    with pytest.raises(Invalid):
        known(LIBRARY, value_set("made", {"system": C}, exclude=[{"system": "http://y.example"}]))


def test_what_is_known_of_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit holds for what is known, too."""
    monkeypatch.setattr("domain.coding.expansion.MOST", 3)
    with pytest.raises(Invalid) as refusal:
        known(LIBRARY, value_set("made", {"valueSet": [f"{BASE}all"]}, {"system": C}))
    assert "too-costly" == refusal.value.faults[0].code
    big = Loose([value_set("all", {"system": C})], LIBRARY)
    with pytest.raises(Invalid) as refusal:
        known(big, value_set("made", {"valueSet": [f"{BASE}all"]}))
    assert "too-costly" == refusal.value.faults[0].code
