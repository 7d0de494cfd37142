"""Is the committed table of summaries what the official definitions say?"""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.fhir.elements import elements, names
from domain.fhir.essentials import Marks, marks
from openapi.build_essentials import ESSENTIALS, essentials_module
from openapi.r4_package import definitions
from openapi.structures import Package

PACKAGE = Path(__file__).parents[3] / "shared/data/r4-definitions/hl7.fhir.r4.core-4.0.1.tgz"


@pytest.mark.skipif(not PACKAGE.exists(), reason="the official R4 package is not on this machine")
def test_essentials_are_a_fresh_build() -> None:
    """The committed table equals what the official definitions give now."""
    assert ESSENTIALS.read_text(encoding="utf-8") == essentials_module(Package(definitions(PACKAGE)))


def test_every_element_can_be_asked_for() -> None:
    """The table covers every type and backbone of the table of elements."""
    for name in names():
        for one in elements(name).values():
            assert isinstance(marks(name, one.choice or one.name), Marks)


@pytest.mark.parametrize(
    ("type_", "element", "expected"),
    [
        ("Patient", "active", Marks(summary=True, modifier=True)),
        ("Patient", "contact", Marks()),
        ("Observation", "status", Marks(summary=True, mandatory=True, modifier=True)),
        ("Observation", "value[x]", Marks(summary=True)),
        ("Attachment", "data", Marks()),
    ],
)
def test_marks(type_: str, element: str, expected: Marks) -> None:
    """What the definitions say, on cases read from them by hand."""
    assert expected == marks(type_, element)
