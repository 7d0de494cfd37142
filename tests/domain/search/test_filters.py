"""Is the name of a parameter read as the chain that it is, for every type that it can lead to?"""

from __future__ import annotations

import pytest

from domain.errors import Malformed
from domain.search.expression import Chain, Condition, Filter, Include, Listed, Reverse, Typed, Words
from domain.search.query import parse
from domain.search.values import ReferenceValue, TokenValue, TypedIdentifierValue, UriValue


def one(type_: str, name: str, value: str) -> Condition:
    """Read one parameter."""
    (found,) = parse(type_, [(name, value)]).filters
    return found


def told(node: Condition | None) -> str:
    """Write a condition down, short."""
    match node:
        case Filter():
            return node.parameter.code + (f":{node.modifier}" if node.modifier else "")
        case Chain(parameter, branches):
            return f"{parameter.code}[{' '.join(f'{type_}.{told(inner)}' for type_, inner in branches)}]"
        case Reverse(type_, parameter, inner):
            return f"<{type_}.{parameter.code} {told(inner)}>"
        case _:
            return str(node)


CHAINS: tuple[tuple[str, str, str, str], ...] = (
    ("Observation", "subject:Patient.name", "x", "subject[Patient.name]"),
    ("Observation", "patient.name:exact", "x", "patient[Patient.name:exact]"),
    ("Observation", "subject.name", "x", "subject[Patient.name Location.name]"),
    ("Observation", "subject.device-name", "x", "subject[Device.device-name]"),
    ("Observation", "patient.organization.name", "x", "patient[Patient.organization[Organization.name]]"),
    ("Observation", "performer.family", "x",
     "performer[Practitioner.family Patient.family]"),
    ("Patient", "_has:Observation:patient:code", "x", "<Observation.patient code>"),
    ("Patient", "_has:Observation:patient:code:not", "x", "<Observation.patient code:not>"),
    ("Patient", "_has:Observation:subject:encounter.class", "x", "<Observation.subject encounter[Encounter.class]>"),
    ("Observation", "patient._has:Group:member:_id", "x", "patient[Patient.<Group.member _id>]"),
    ("Organization", "_has:Patient:organization:_has:Observation:patient:code", "x",
     "<Patient.organization <Observation.patient code>>"),
    ("Patient", "_has:Observation:patient:subject:Patient.name", "x", "<Observation.patient subject[Patient.name]>"),
)  # fmt: skip


@pytest.mark.parametrize(("type_", "name", "value", "expected"), CHAINS)
def test_chains(type_: str, name: str, value: str, expected: str) -> None:
    """Each hop leads to the types that its reference may have and that have the rest (search.html#chaining, #has)."""
    read = told(one(type_, name, value))

    assert sorted(expected.replace("[", " ").split()) == sorted(read.replace("[", " ").split())


def test_a_branch_whose_value_does_not_fit_is_left_out() -> None:
    """Of an untyped chain only the types remain in which the value can be; none at all is a fault."""
    found = one("Observation", "subject.type", "x")

    assert isinstance(found, Chain)
    with pytest.raises(Malformed):
        parse("Observation", [("subject.birthdate", "soon")])


def test_values_by_modifier() -> None:
    """What a modifier takes is read as what it is."""
    cases = {
        ("code:in", "http://x.example/vs"): UriValue("http://x.example/vs"),
        ("code:below", "s|c"): TokenValue("s", "c"),
        ("subject:identifier", "s|v"): TokenValue("s", "v"),
        ("identifier:of-type", "s|c|v"): TypedIdentifierValue("s", "c", "v"),
        ("subject:Group", "g"): ReferenceValue(("Group/g",)),
    }
    for (name, value), expected in cases.items():
        found = one("Observation", name, value)

        assert isinstance(found, Filter)
        assert (expected,) == found.values, name


def test_special_conditions() -> None:
    """Lists and words are conditions of every type."""
    assert Listed("l") == one("Patient", "_list", "List/l")
    assert Words("text", (("bone",), ("liver",))) == one("Patient", "_text", "Bone OR liver")
    assert Words("content", (("heart", "attack"), ("stroke",))) == one("Patient", "_content", "heart attack,stroke")


def test_several_types() -> None:
    """A parameter of several types is one that all have; what differs between them stands for each."""
    query = parse((), [("_type", "Observation,Condition"), ("code", "x"), ("_id", "1"), ("_sort", "-_lastUpdated")])
    code, own = query.filters

    assert ("Observation", "Condition") == query.types
    assert query.type == ""
    assert isinstance(code, Typed)
    assert ["Observation", "Condition"] == [type_ for type_, _ in code.branches]
    assert isinstance(own, Filter)
    for name in ("status", "value-quantity"):
        with pytest.raises(Malformed):
            parse(("Observation", "Condition"), [(name, "1")])
    assert ("nothing",) == parse((), [("nothing", "1")], lenient=True).ignored


@pytest.mark.parametrize("pairs", [[("_type", "Patient")], [("_sort", "code")], [("_sort", "date")]])
def test_several_types_refuse(pairs: list[tuple[str, str]]) -> None:
    """A search of types takes none beside them, and no order that some of them do not have."""
    with pytest.raises(Malformed):
        parse(("Observation", "Medication"), pairs)


INCLUDES: tuple[tuple[str, str, str], ...] = (
    ("_include", "Observation:subject", "Observation subject  "),
    ("_include", "Observation:subject:Patient", "Observation subject Patient "),
    ("_include:iterate", "Patient:organization", "Patient organization  iterate"),
    ("_include:recurse", "Patient:link", "Patient link  iterate"),
    ("_include", "*", " *  "),
    ("_include", "Observation:*", "Observation *  "),
    ("_revinclude", "Provenance:target", "Provenance target  reverse"),
    ("_revinclude:iterate", "Observation:has-member:Observation", "Observation has-member Observation reverse iterate"),
    ("_revinclude", "*", " *  reverse"),
)  # fmt: skip


def test_includes() -> None:
    """Source, parameter, target, direction and repetition (search.html#include)."""

    def written(found: Include) -> str:
        code = found.parameter.code if found.parameter else "*"
        flags = [name for name, on in (("reverse", found.reverse), ("iterate", found.iterate)) if on]
        return f"{found.source} {code} {found.target} {' '.join(flags)}"

    for name, value, expected in INCLUDES:
        (found,) = parse("Observation", [(name, value)]).includes

        assert expected == written(found), (name, value)
    assert 1 == len(parse("Observation", [("_include", "*")] * 3).includes)
    for pairs in ([("_include", "*")] * 33, [("_include", "*"), ("_summary", "text")]):
        with pytest.raises(Malformed):
            parse("Observation", pairs)


def test_what_shapes_the_answer() -> None:
    """Elements and summaries are kept as asked; what is not contained need not be said."""
    query = parse("Patient", [("_elements", "name,birthDate"), ("_summary", "data"), ("_contained", "false")])

    assert (("name", "birthDate"), "data") == (query.elements, query.summary)
