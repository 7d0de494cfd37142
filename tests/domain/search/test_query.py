"""Is the grammar of a search read strictly, and is nothing passed over? (SECURITY.md A7, 20, 21, 104)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Malformed
from domain.search.expression import DEFAULT_COUNT
from domain.search.query import parse
from domain.search.values import TokenValue

REFUSED = [
    # Unknown, or known to FHIR and not to this server.
    ("nonsense", "1"), ("_include", "Observation:nonsense"), ("_include:deep", "*"), ("_revinclude", "x"),
    ("_include", "Observation:subject:"), ("_include", "Observation:subject:Medication"), ("_include", "Nothing:*"),
    ("_include", "Observation:code"), ("_query", "x"), ("_contained", "true"), ("_contained", "both"),
    ("_containedType", "container"), ("_score", "1"), ("_type", "Patient"), ("_type", "Nothing"),
    # Chains: unknown hops, hops over what is no reference, types that are not there.
    ("subject.nonsense", "x"), ("code.text", "x"), ("subject:Medication.name", "x"), ("subject:Nothing.name", "x"),
    ("subject:Patient.nonsense", "x"), ("subject:Patient.birthdate", "soon"), ("subject.", "x"),
    ("_has:Observation:patient:code", "1"), ("_has:Observation:code", "1"), ("_has:Nothing:subject:code", "1"),
    ("_has:Provenance:target:nonsense", "1"), ("_has:Provenance:recorded:agent", "1"), ("_has:Provenance:target:", "1"),
    (".".join(["encounter"] + ["part-of"] * 9 + ["status"]), "x"), ("focus.subject.subject.identifier", "x"), ("focus.identifier", "x"),
    # Expressions.
    ("_filter", "a eq"), ("_filter", "code eq a and"), ("_filter", "(code eq a"), ("_filter", "code xx a"),
    ("_filter", "date co 2020"), ("_filter", "code co x"), ("_filter", "date eq yesterday"), ("_filter", "code pr yes"),
    ("_filter", "(" * 20 + "code eq a" + ")" * 20), ("_filter", " or ".join(["code eq a"] * 65)), ("_filter:x", "code eq a"),
    ("_filter", "code[status eq final] eq a"), ("_filter", "subject:Medication.name eq a"), ("_filter", "code eq a]"),
    # Words and lists.
    ("_text", "..."), ("_content", "(a OR b"), ("_content", "OR"), ("_text:x", "a"), ("_content", "(" * 17 + "a" + ")" * 17),
    ("_list", "$current-problems"), ("_list", "Patient/1"), ("_list:x", "1"),
    # Modifiers.
    ("code:exact", "x"), ("code:", "x"), ("status:contains", "x"), ("code:of-type", "a|b|c"), ("identifier:of-type", "a|b"),
    ("date:exact", "2020"), ("subject:Nothing", "1"), ("patient:Group", "1"), ("_id:in", "1"), ("_id:missing", "true"),
    ("_lastUpdated:missing", "true"), ("code:missing", "yes"), ("_profile:contains", "x"), ("subject:exact", "1"),
    ("identifier:in", "http://x.example"), ("subject:below", "Patient/1"), ("value-string:text", "x"),
    # Values.
    ("code", ""), ("code", "a,,b"), ("code", ","), ("code", "|"), ("date", "2020-13"), ("date", "yesterday"),
    ("date", "gt"),
    ("date", "٢٠٢٠"), ("date", "xx2020"), ("value-quantity", "five"), ("value-quantity", "1e999"), ("code", "a\0b"),
    ("code", "\ud800"), ("_id", "a|b|c"), ("performer", ""), ("code-value-quantity", "x"), ("code-value-quantity", "x$y"),
    # Shape.
    ("_count", "-1"), ("_count", "1.5"), ("_count", "٣"), ("_count", "9" * 10), ("_count", " 1"), ("_total", "some"),
    ("_summary", "some"), ("_elements", "a b"), ("_elements", "a,,b"), ("_count:exact", "1"),
    ("_sort", "nonsense"), ("_sort", "code-value-quantity"), ("_sort", "date,date"),
    ("_sort", "_id,date,-_lastUpdated,value-date,focus"),
    ("_sort", "--date"), ("_sort", "date,"), ("code", ",".join(["x"] * 501)), ("code", "x" * 5_000),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), REFUSED)
@pytest.mark.parametrize("lenient", [False, True])
def test_refused(name: str, value: str, *, lenient: bool) -> None:
    """Each fault names the parameter and never the value."""
    if lenient and name.rpartition(".")[2] == "nonsense":
        assert (name,) == parse("Observation", [(name, value)], lenient=True).ignored
        return
    with pytest.raises(Malformed) as raised:
        parse("Observation", [(name, value)], lenient=lenient)
    (fault,) = raised.value.faults

    assert name[:64] in fault.text
    assert len(value) < 5 or name == "_sort" or value not in fault.text


def test_every_fault_is_reported() -> None:
    """Two bad parameters are two faults."""
    with pytest.raises(Malformed) as raised:
        parse("Observation", [("date", "x"), ("code", "a"), ("nonsense", "1")])

    assert 2 == len(raised.value.faults)


def test_too_much() -> None:
    """A search has at most 64 parameters and 500 values in all."""
    assert 64 == len(parse("Observation", [("code", "a")] * 64).filters)
    for pairs in ([("code", "a")] * 65, [("code", ",".join("a" * 251))] * 2):
        with pytest.raises(Malformed):
            parse("Observation", pairs)


def test_given_twice() -> None:
    """What shapes the answer is said once."""
    with pytest.raises(Malformed):
        parse("Observation", [("_count", "1"), ("_count", "2")])


def test_or_and_and() -> None:
    """A comma is or, repetition is and."""
    one, two = parse("Observation", [("code", r"a,b\,c"), ("code", "s|d")]).filters

    assert (TokenValue(None, "a"), TokenValue(None, "b,c")) == one.values
    assert (TokenValue("s", "d"),) == two.values


@pytest.mark.parametrize(
    ("pairs", "count", "total", "summary"),
    [
        ([], DEFAULT_COUNT, False, ""),
        ([("_count", "7")], 7, False, ""),
        ([("_count", "0")], 0, False, ""),
        ([("_count", "5000")], 1_000, False, ""),
        ([("_total", "none")], DEFAULT_COUNT, False, ""),
        ([("_total", "accurate")], DEFAULT_COUNT, True, ""),
        ([("_total", "estimate")], DEFAULT_COUNT, True, ""),
        ([("_summary", "count"), ("_count", "5")], 0, True, "count"),
        ([("_summary", "false"), ("_format", "json"), ("_pretty", "true")], DEFAULT_COUNT, False, "false"),
    ],
)
def test_shape(pairs: list[tuple[str, str]], count: int, total: bool, summary: str) -> None:  # noqa: FBT001 - a column
    """Count, total and summary."""
    query = parse("Patient", pairs)

    assert (count, total, summary) == (query.count, query.counted, query.summary)


def test_sort() -> None:
    """Keys in order, a minus descends."""
    query = parse("Patient", [("_sort", "family,-birthdate,_id")])

    assert [("family", False), ("birthdate", True), ("_id", False)] == [
        (sort.parameter.code, sort.descending) for sort in query.sort
    ]


def test_an_unknown_type_is_refused() -> None:
    """Only types of table 1 can be searched."""
    with pytest.raises(Malformed):
        parse("Nonsense", [])


NAMES = st.lists(
    st.sampled_from(
        ["subject", "patient", "code", "date", "value-quantity", "_has", "Observation", "Patient", "_filter", "_text", "_list",
         "_include", "_sort", "_type", "near", "code-value-quantity", "not", "below", "of-type", "missing", "identifier", "."]
    ),
    min_size=1,
    max_size=6,
).flatmap(lambda parts: st.sampled_from([":", "."]).map(lambda by: by.join(parts)))  # fmt: skip
VALUES = st.one_of(
    st.text(st.sampled_from('ab12|,$\\.:-()[]" Tgeéπ\n'), max_size=24),
    st.sampled_from(
        ["code eq a and not (date ge 2020)", "a|b|c", "Patient/1", "2020-01-01T00:00:00Z", "1e308", "-1e-400", "*"]
    ),
    st.text(max_size=8),
)


@given(
    st.sampled_from(["Observation", "Patient", "Location", ""]),
    st.lists(st.tuples(st.one_of(NAMES, st.text(max_size=12)), VALUES), min_size=1, max_size=4),
    st.booleans(),
)
def test_whatever_is_asked_is_read_or_refused(type_: str, pairs: list[tuple[str, str]], lenient: bool) -> None:  # noqa: FBT001 - drawn
    """No name and no value makes the grammar fail; a fault is one that is told."""
    try:
        parse((type_,) if type_ else (), pairs, lenient=lenient)
    except Malformed as refusal:
        assert all(fault.text and fault.code for fault in refusal.faults)  # noqa: PT017 - either outcome is right
