"""Which codes does a value set of a package have, and when can that not be told?"""

from __future__ import annotations

from typing import Any

import pytest

from domain.profiles.value_sets import ValueSets

COLOURS = {
    "resourceType": "CodeSystem",
    "url": "urn:colours",
    "content": "complete",
    "concept": [
        {"code": "red", "concept": [{"code": "scarlet", "property": [{"code": "warm", "valueBoolean": True}]}]},
        {"code": "blue", "property": [{"code": "kind", "valueCode": "cold"}]},
    ],
}
PARTS = {"resourceType": "CodeSystem", "url": "urn:parts", "content": "fragment", "concept": [{"code": "a"}]}


def value_set(url: str, *include: dict[str, Any], exclude: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    compose: dict[str, Any] = {"include": list(include)}
    return {
        "resourceType": "ValueSet",
        "url": url,
        "compose": compose | ({"exclude": list(exclude)} if exclude else {}),
    }


def below(op: str, value: str, property_: str = "concept") -> dict[str, Any]:
    return {"system": "urn:colours", "filter": [{"property": property_, "op": op, "value": value}]}


KNOTTED = {
    "resourceType": "CodeSystem",
    "url": "urn:knot",
    "content": "complete",
    "concept": [{"code": "a", "concept": [{"code": "a"}]}],
}

DEFINED = [
    COLOURS,
    KNOTTED,
    value_set("urn:knotted", {"system": "urn:knot", "filter": [{"property": "concept", "op": "is-a", "value": "b"}]}),
    PARTS,
    value_set("urn:all", {"system": "urn:colours"}),
    value_set("urn:listed", {"system": "urn:colours", "concept": [{"code": "red"}]}, {"system": "urn:else", "concept": [{"code": "x"}]}),
    value_set("urn:is-a", below("is-a", "red")),
    value_set("urn:below", below("descendent-of", "red")),
    value_set("urn:not-a", below("is-not-a", "red")),
    value_set("urn:equal", below("=", "cold", "kind")),
    value_set("urn:lost", below("is-a", "nowhere")),
    value_set("urn:regex", below("regex", ".*")),
    value_set("urn:some", {"system": "urn:parts"}),
    value_set("urn:foreign", {"system": "urn:nowhere"}, {"system": "urn:colours", "concept": [{"code": "red"}]}),
    value_set("urn:both", {"valueSet": ["urn:is-a", "urn:below"]}),
    value_set("urn:unknown-part", {"valueSet": ["urn:nothing"]}),
    value_set("urn:round", {"valueSet": ["urn:round"]}),
    value_set("urn:unsure", {"system": "urn:colours"}, exclude=({"system": "urn:parts"}, {"system": "urn:nowhere"})),
    value_set("urn:empty", {"version": "1"}),
    value_set("urn:but", {"system": "urn:colours"}, exclude=({"system": "urn:colours", "concept": [{"code": "red"}]},)),
    {"resourceType": "ValueSet", "url": "urn:expanded", "expansion": {"contains": [{"system": "urn:s", "abstract": True, "code": "top", "contains": [{"system": "urn:s", "code": "c"}]}]}},
    {"resourceType": "ValueSet", "url": "urn:bare"},
]  # fmt: skip
BY_URL = {one["url"]: one for one in DEFINED}

CASES: list[tuple[str, str, str, bool | None]] = [
    ("urn:all", "urn:colours", "scarlet", True),
    ("urn:all", "urn:colours", "green", False),
    ("urn:all", "urn:else", "red", False),
    ("urn:all", "", "red", True),
    ("urn:listed", "urn:else", "x", True),
    ("urn:listed", "urn:colours", "blue", False),
    ("urn:is-a", "urn:colours", "red", True),
    ("urn:is-a", "urn:colours", "blue", False),
    ("urn:below", "urn:colours", "red", False),
    ("urn:below", "urn:colours", "scarlet", True),
    ("urn:not-a", "urn:colours", "blue", True),
    ("urn:equal", "urn:colours", "blue", True),
    ("urn:equal", "urn:colours", "red", False),
    ("urn:knotted", "urn:knot", "a", False),
    ("urn:lost", "urn:colours", "scarlet", False),
    ("urn:regex", "urn:colours", "red", None),
    ("urn:some", "urn:parts", "a", None),
    ("urn:foreign", "urn:colours", "red", True),
    ("urn:foreign", "urn:colours", "blue", False),
    ("urn:foreign", "urn:nowhere", "q", None),
    ("urn:both", "urn:colours", "scarlet", True),
    ("urn:both", "urn:colours", "red", False),
    ("urn:unknown-part", "urn:colours", "red", None),
    ("urn:round", "urn:colours", "red", None),
    ("urn:but", "urn:colours", "red", False),
    ("urn:but", "urn:colours", "blue", True),
    ("urn:unsure", "urn:colours", "red", True),
    ("urn:unsure", "", "red", None),
    ("urn:empty", "urn:s", "c", False),
    ("urn:expanded", "urn:s", "c", True),
    ("urn:expanded", "urn:s", "top", False),
    ("urn:bare", "urn:s", "c", None),
    ("urn:nothing", "urn:s", "c", None),
    ("urn:colours", "urn:colours", "red", None),
]


@pytest.mark.parametrize(("url", "system", "code", "expected"), CASES)
def test_contains(url: str, system: str, code: str, expected: object) -> None:
    """Yes, no, or that nobody can tell from what is loaded."""
    assert expected is ValueSets(BY_URL.get).contains(url, system, code)
