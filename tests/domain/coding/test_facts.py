"""Are codes written one way, and do ranges mean what the tabular list means?"""

from __future__ import annotations

import pytest

from domain.coding.facts import CodeFact, ancestors, canonical, resolve, within


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("E119", "E11.9"),
        ("e11.9", "E11.9"),
        ("E11", "E11"),
        ("S52501A", "S52.501A"),
        (" I10 ", "I10"),
        ("C7A1", "C7A.1"),
        ("250.00", "250.00"),
        ("", ""),
        ("nonsense", "NONSENSE"),
        ("E11.", "E11."),
    ],
)
def test_canonical(told: str, written: str) -> None:
    """A code has capitals and a dot after the category."""
    assert written == canonical(told)


@pytest.mark.parametrize(
    ("code", "span", "inside"),
    [
        ("E11.9", "E11", True),
        ("E11.9", "E08-E13", True),
        ("E13.9", "E08-E13", True),
        ("E14.9", "E08-E13", False),
        ("O24.410", "O24.4", True),
        ("O24.9", "O24.4", False),
        ("E11.65", "E08-E13@4=65", True),
        ("E11.9", "E08-E13@4=65", False),
        ("I69.320", "I69@$=20", True),
        ("I69.321", "I69@$=20", False),
        ("I1A.0", "I10-I1A", True),
        ("C7A.1", "C00-C96", True),
        ("M1A.00X0", "M05-M1A", True),
        ("S52.501B", "S52@7=B", True),
        ("S52.501A", "S52@7=B", False),
        ("T36.0X1A", "T36-T65@i=1234", True),
        ("T36.0X5A", "T36-T65@i=1234", False),
        ("T40.415A", "T36-T65@i=1234", False),
        ("T40.411A", "T36-T65@i=1234", True),
        ("T51.92XA", "T36-T65@i=1234", True),
        ("K80.19", "K80.00-K80.19", True),
        ("K80.20", "K80.00-K80.19", False),
        ("B27.02", "B27.0-B27.9@5=2", True),
        ("A00", "A00.0", False),
    ],
)
def test_within(code: str, span: str, *, inside: bool) -> None:
    """A range means its codes with all below them, and its condition on characters."""
    assert inside is within(code, (span,))


def test_a_seventh_character_makes_a_code() -> None:
    """A code with placeholders and an allowed seventh character is valid where its base asks for one."""
    base = CodeFact("W86.0", False, "x", excludes1=("X32",), flags=frozenset({"seventh:ADS", "external-cause"}))
    found = resolve(["W86.0XXA", "W86.0XXB", "W86.0"], {"W86.0": base})

    assert {"W86.0", "W86.0XXA"} == set(found)
    assert found["W86.0XXA"].billable
    assert ("X32",) == found["W86.0XXA"].excludes1
    assert frozenset({"external-cause"}) == found["W86.0XXA"].flags


def test_ancestors() -> None:
    """The codes above a code, longest first."""
    assert ("S52.501", "S52.50", "S52.5", "S52") == ancestors("S52.501A")
    assert () == ancestors("I10")
