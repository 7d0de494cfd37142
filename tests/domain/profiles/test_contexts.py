"""Which value set is an element of a profile bound to?"""

from __future__ import annotations

import pytest

from domain.profiles.catalogue import Catalogue
from domain.profiles.contexts import bound


def element(id_: str, strength: str = "", value_set: str = "") -> dict[str, object]:
    """Give an element."""
    binding = {"binding": {"strength": strength, **({"valueSet": value_set} if value_set else {})}} if strength else {}
    return {"id": id_, "path": id_.partition(":")[0], **binding}


LEAST = {"path": "A.d", "binding": {"strength": "required", "valueSet": "v", "extension": [
    {"url": "other"}, {"url": "http://hl7.org/fhir/StructureDefinition/elementdefinition-minValueSet", "valueCanonical": "w"},
]}}  # fmt: skip
CATALOGUE = Catalogue()
CATALOGUE.add("p#1", [
    {"resourceType": "StructureDefinition", "url": "s", "snapshot": {"element": [
        element("A"), LEAST, element("A.b", "example", "v1"), element("A.b:slice", "required", "v2"), element("A.c", "example"),
    ]}},
    {"resourceType": "ValueSet", "url": "v"},
])  # fmt: skip


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("s#A.b", ("v2",)), ("s#A.b:slice", ("v2",)), ("s#A.d", ("v", "w")), ("s#A", ()), ("s#A.c", ()), ("s#A.none", ()),
        ("s", ()), ("s#", ()), ("t#A.b", ()), ("v#A.b", ()),
    ],
)  # fmt: skip
def test_bound(context: str, expected: tuple[str, ...]) -> None:
    """The strictest binding of the element counts; without one there is no value set."""
    assert expected == bound(CATALOGUE, context)
