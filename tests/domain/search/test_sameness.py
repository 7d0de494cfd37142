"""Conditions that ask for the same, however they are written (https://hl7.org/fhir/R4/http.html#ccreate)."""

from __future__ import annotations

import pytest

from api.wire import pairs
from domain.search.query import parse
from domain.search.sameness import claims, same

BASE = "https://x.example/fhir"


def query(condition: str):
    """Read a condition."""
    return parse("Observation", pairs(condition.encode()), base=BASE)


SAME = [
    ("code=a&status=final", "status=final&code=a"),
    ("code=a,b", "code=b,a"),
    ("code=s%7Ca", "code=s|a"),
    ("code=a&_format=json", "code=a"),
    ("code=a&code=a", "code=a"),
    ("subject=Patient/1", f"subject={BASE}/Patient/1"),
    ("subject:Patient.name=x&code=a", "code=a&subject:Patient.name=x"),
    ("_has:Provenance:target:agent=x", "_has:Provenance:target:agent=x"),
]
OTHER = [
    ("code=a", "code=b"),
    ("code=a", "code:not=a"),
    ("code=a", "status=a"),
    ("code=a", "code=s|a"),
    ("code=a&status=final", "code=a"),
    ("code=a,b", "code=a&code=b"),
    ("date=ge2020", "date=le2020"),
    ("subject:Patient.name=x", "subject:Patient.name=y"),
    ("value-quantity=1|s|u", "value-quantity=1.0|s|u"),
]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_same(one: str, two: str) -> None:
    """Order, encoding and what says how to answer do not count."""
    assert same(query(one)) == same(query(two))
    assert claims(query(one)) == claims(query(two))


@pytest.mark.parametrize(("one", "two"), OTHER)
def test_other(one: str, two: str) -> None:
    """Everything that may find other records counts: two such conditions of one bundle make two records."""
    assert same(query(one)) != same(query(two))


@pytest.mark.parametrize(
    ("one", "two", "shared"),
    [
        ("identifier=s|v", "identifier=s|v&status=final", True),
        ("identifier=s|v", "identifier=v", True),
        ("identifier=s|v,s|w", "identifier=s|w", True),
        ("identifier=s|v", "identifier=s|w", False),
        ("identifier=s|", "identifier=s|v", False),
        ("identifier:missing=true", "identifier=s|v", False),
        ("identifier:not=s|v", "identifier=s|v", False),
    ],
)
def test_claims(one: str, two: str, *, shared: bool) -> None:
    """Conditions that name the same identifier wait for each other, whatever else they ask."""
    assert shared == bool(claims(query(one)) & claims(query(two)))


def test_of_one_type() -> None:
    """The type is part of what is asked."""
    other = parse("Condition", [("identifier", "s|v")], base=BASE)

    assert not claims(other) & claims(query("identifier=s|v"))
    assert same(other) != same(query("identifier=s|v"))
