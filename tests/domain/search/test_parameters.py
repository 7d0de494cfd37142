"""Is table 2 whole, and do shared rows answer what own rows would?"""

from __future__ import annotations

import pytest

from domain.fhir.resources import RESOURCES
from domain.search.extraction import _plan
from domain.search.parameters import UNSUPPORTED, defined, parameters_of
from domain.search.query import SEARCHABLE

WITHOUT_ELEMENTS: set[tuple[str, str]] = set()
"""Parameters of a searchable kind that look at nothing; should be empty."""

EVERY = [(name, row) for name in RESOURCES for row in defined(name)]


def test_the_table_holds_every_parameter_of_the_specification() -> None:
    """1,706 pairs of type and parameter, and six that every type has."""
    assert sum(1 for _, row in EVERY if row.type != "*") == 1_706
    assert {row.code for row in defined("Basic") if row.type == "*"} == {
        "_id", "_lastUpdated", "_profile", "_security", "_source", "_tag",
    }  # fmt: skip


def test_numbers_are_unique() -> None:
    """A number in an index row names one parameter of one type."""
    numbers = [row.number for _, row in EVERY if row.type != "*"]

    assert len(numbers) == len(set(numbers))


def test_every_parameter_is_usable_or_excepted_by_kind() -> None:
    """What cannot be searched is of a kind that is listed with its reason, and looks at elements otherwise."""
    for name, row in EVERY:
        assert (row.kind in SEARCHABLE) is (row.kind not in UNSUPPORTED) is (row.code in parameters_of(name))
    empty = {(name, row.code) for name, row in EVERY if row.kind in SEARCHABLE and not row.leaves}

    assert empty == WITHOUT_ELEMENTS


@pytest.mark.parametrize("name", RESOURCES)
def test_every_type_compiles(name: str) -> None:
    """The walk over a type's elements is made without a fault."""
    assert _plan(name).below


@pytest.mark.parametrize("name", RESOURCES)
def test_shared_rows_cover_all_elements_and_no_more(name: str) -> None:
    """The elements of a parameter's slots are exactly its own elements; each slot owns something."""
    table = parameters_of(name)
    for parameter in table.values():
        if any(leaf.type == "exists" for leaf in parameter.leaves):
            continue
        covered = {(leaf.steps, leaf.type) for _, code in parameter.slots for leaf in table[code].own}

        assert covered == {(leaf.steps, leaf.type) for leaf in parameter.leaves}, parameter.code
        assert all(table[code].own and table[code].kind == parameter.kind for _, code in parameter.slots)


def test_sharing_where_it_saves_most() -> None:
    """The patient is a column; name needs rows for what family and given leave; combinations need none."""
    observation, patient = parameters_of("Observation"), parameters_of("Patient")

    assert observation["patient"].service == observation["subject"].service == "patient"
    assert [code for _, code in patient["name"].slots] == ["family", "given", "name"]
    assert not observation["combo-code"].own
    assert parameters_of("Appointment")["patient"].service == ""
