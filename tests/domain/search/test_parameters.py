"""Is table 2 whole, and do shared rows answer what own rows would?"""

from __future__ import annotations

import pytest

from domain.fhir.resources import RESOURCES
from domain.search.extraction import _plan
from domain.search.parameters import Together, defined, parameters_of

EVERY = [(name, row) for name in RESOURCES for row in defined(name)]


def test_the_table_holds_every_parameter_of_the_specification() -> None:
    """1,706 pairs of type and parameter of R4, seven of US Core, and six that every type has."""
    assert sum(1 for _, row in EVERY if row.type != "*") == 1_706 + 7
    assert {row.code for row in defined("Basic") if row.type == "*"} == {
        "_id", "_lastUpdated", "_profile", "_security", "_source", "_tag",
    }  # fmt: skip


def test_numbers_are_unique() -> None:
    """A number in an index row names one parameter of one type."""
    numbers = [row.number for _, row in EVERY if row.type != "*"]

    assert len(numbers) == len(set(numbers))


def test_every_parameter_is_usable() -> None:
    """Each is in the table of its type and looks at elements; a composite has its parts, a distance its own column."""
    for name, row in EVERY:
        usable = parameters_of(name)[row.code]
        assert usable.leaves or usable.kind == "special" or (usable.components and usable.together), (name, row.code)


@pytest.mark.parametrize("name", RESOURCES)
def test_composites_join_parameters_of_their_type(name: str) -> None:
    """Each way has a part for each component; what says it together are parameters of the same kinds."""
    table = parameters_of(name)
    for parameter in table.values():
        kinds = [component.kind for component in parameter.components]
        for way in parameter.together:
            assert len(kinds) == len(way.codes or way.parts)
            assert not way.codes or kinds == [table[code].kind for code in way.codes]


def test_composites_that_look_at_the_same_share_rows() -> None:
    """What an Observation combines holds at its root by two parameters, in its components by rows that are shared."""
    table = parameters_of("Observation")
    root, within = table["combo-code-value-quantity"].together

    assert ("code", "value-quantity") == root.codes
    assert (within,) == table["component-code-value-quantity"].together
    assert [Together(codes=("code", "value-quantity"))] == list(table["code-value-quantity"].together)


@pytest.mark.parametrize("name", RESOURCES)
def test_every_type_compiles(name: str) -> None:
    """The walk over a type's elements is made without a fault."""
    assert _plan(name).below


@pytest.mark.parametrize("name", RESOURCES)
def test_shared_rows_cover_all_elements_and_no_more(name: str) -> None:
    """The elements of a parameter's slots are exactly its own elements; each slot owns something."""
    table = parameters_of(name)
    for parameter in table.values():
        if any(leaf.type == "exists" for leaf in parameter.leaves) or parameter.kind in {"composite", "special"}:
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
