"""Do the two interpreters of a search agree? Random conditions over random records: ``holds`` against PostgreSQL."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import Malformed
from domain.search.extraction import extract
from domain.search.matching import Candidate, matches
from domain.search.query import parse
from persistence.arguments import Arguments
from persistence.query_sql import conditions
from tests.persistence.conftest import Index

EXAMPLES = int(os.environ.get("CHARTWARD_SEARCH_EXAMPLES", "60"))
UCUM = "http://unitsofmeasure.org"
CODES = ("a", "b", "A")
SYSTEMS = ("urn:s", "urn:t")
DAYS = ("2019", "2020-02", "2020-02-29", "2020-02-29T12:00:00Z", "2021-01-01T00:00:00+02:00")
NAMES = ("Müller", "Muller", "MULLER-Lüdenscheidt", "Ann", "100%")
NUMBERS = (1, 1.5, 2, 100, 99.6)
PEOPLE = ("Patient/p1", "Patient/p2", "Group/g", "http://far.example/fhir/Patient/p1")
URLS = ("http://x.example/a", "http://x.example/a/b", "urn:oid:1.2")


def maybe(name: str, found: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Give the element, or nothing."""
    return st.one_of(st.just({}), found.map(lambda value: {name: value}))


def several(*parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Join what several give."""
    return st.tuples(*parts).map(lambda found: {key: value for one in found for key, value in one.items()})


CODINGS = several(maybe("system", st.sampled_from(SYSTEMS)), st.sampled_from(CODES).map(lambda code: {"code": code}))
CONCEPTS = st.lists(CODINGS, min_size=1, max_size=2).map(lambda found: {"coding": found})
IDENTIFIERS = several(
    maybe("system", st.sampled_from(SYSTEMS)),
    st.sampled_from(CODES).map(lambda value: {"value": value}),
    maybe("type", CONCEPTS),
)
QUANTITIES = several(
    st.sampled_from(NUMBERS).map(lambda value: {"value": value}),
    st.sampled_from(({}, {"system": UCUM, "code": "mg", "unit": "mg"}, {"unit": "drops"})),
    maybe("comparator", st.sampled_from(("<", ">="))),
)
REFERENCES = st.one_of(
    st.sampled_from(PEOPLE).map(lambda to: {"reference": to}),
    IDENTIFIERS.map(lambda identifier: {"identifier": identifier}),
)
PERIODS = st.sampled_from(({"start": "2020"}, {"end": "2020-03"}, {"start": "2020-02", "end": "2020-02-29"}))
PATIENTS = several(
    st.just({"resourceType": "Patient"}),
    maybe("gender", st.sampled_from(("male", "female"))),
    maybe("birthDate", st.sampled_from(("2019", "2020-02-29", "2020-02"))),
    maybe("identifier", st.lists(IDENTIFIERS, min_size=1, max_size=2)),
    maybe("name", st.lists(st.sampled_from(NAMES).map(lambda name: {"family": name}), min_size=1, max_size=2)),
    maybe("link", st.sampled_from(PEOPLE[:2]).map(lambda to: [{"other": {"reference": to}, "type": "seealso"}])),
)
COMPONENTS = several(CONCEPTS.map(lambda code: {"code": code}), maybe("valueQuantity", QUANTITIES))
OBSERVATIONS = several(
    st.just({"resourceType": "Observation"}),
    CONCEPTS.map(lambda code: {"code": code}),
    maybe("status", st.sampled_from(("final", "amended"))),
    maybe("subject", REFERENCES),
    maybe("performer", st.lists(st.sampled_from(PEOPLE[:2]).map(lambda to: {"reference": to}), min_size=1, max_size=2)),
    st.one_of(maybe("effectiveDateTime", st.sampled_from(DAYS)), maybe("effectivePeriod", PERIODS)),
    st.one_of(
        maybe("valueQuantity", QUANTITIES),
        maybe("valueString", st.sampled_from(NAMES)),
        maybe("valueDateTime", st.sampled_from(DAYS)),
        maybe("valueCodeableConcept", CONCEPTS),
    ),
    maybe("component", st.lists(COMPONENTS, min_size=1, max_size=2)),
)
RISKS = several(
    st.just({"resourceType": "RiskAssessment", "status": "final"}),
    maybe("prediction", st.sampled_from(NUMBERS).map(lambda n: [{"probabilityDecimal": n}])),
)
VALUE_SETS = several(st.just({"resourceType": "ValueSet", "status": "active"}), maybe("url", st.sampled_from(URLS)))
WORLDS = st.lists(st.one_of(PATIENTS, OBSERVATIONS, OBSERVATIONS, RISKS, VALUE_SETS), min_size=2, max_size=8)

PREFIXES = st.sampled_from(("", "eq", "ne", "gt", "ge", "lt", "le", "sa", "eb", "ap"))
TOKENS = st.one_of(
    st.sampled_from(CODES),
    st.tuples(st.sampled_from(("", *SYSTEMS)), st.sampled_from(CODES)).map("|".join),
    st.sampled_from(SYSTEMS).map(lambda system: f"{system}|"),
)
DATES = st.tuples(PREFIXES, st.sampled_from((*DAYS, "2020"))).map("".join)
AMOUNTS = st.tuples(PREFIXES, st.sampled_from(("1", "1.0", "1.5", "2", "100", "1e2", "99"))).map("".join)
MEASURES = st.tuples(AMOUNTS, st.sampled_from(("", f"|{UCUM}|mg", "||mg", "||drops", "||"))).map("".join)
TEXTS = st.sampled_from(("mul", "MÜLLER", "Müller", "ann", "er", "%", "100%"))
TO = st.sampled_from((*PEOPLE, "p1", "p2", "g"))
LINKS = st.sampled_from((*URLS, "http://x.example", "http://x.example/a/b/c"))
MISSING = st.sampled_from(("true", "false"))


def named(names: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, str]]:
    """Give one of the names with one or two of the values."""
    return st.tuples(st.sampled_from(names.split()), st.lists(values, min_size=1, max_size=2).map(",".join))


PAIRS = {
    "Patient": st.one_of(
        named("identifier", TOKENS),
        named("gender gender:not _tag", st.sampled_from(("male", "female", "http://hl7.org/fhir/administrative-gender|male"))),
        named("identifier:of-type", st.tuples(st.sampled_from(SYSTEMS), st.sampled_from(CODES), st.sampled_from(CODES)).map("|".join)),
        named("birthdate", DATES),
        named("name family family:exact family:contains name:contains", TEXTS),
        named("link _has:Patient:link:_id _id", st.sampled_from(("p1", "p2", "r3"))),
        named("link.gender _has:Patient:link:gender", st.sampled_from(("male", "female"))),
        named("_has:Observation:patient:code _has:Observation:performer:code:not", TOKENS),
        named("_has:Observation:subject:date", DATES),
        st.tuples(st.sampled_from(("gender:missing", "family:missing", "birthdate:missing")), MISSING),
    ),
    "Observation": st.one_of(
        named("code code:not combo-code component-code value-concept", TOKENS),
        named("status status:not", st.sampled_from(("final", "amended"))),
        named("date value-date", DATES),
        named("value-quantity combo-value-quantity component-value-quantity", MEASURES),
        named("value-string value-string:exact value-string:contains", TEXTS),
        named("subject patient performer subject:Patient subject:Group", TO),
        named("subject:identifier", TOKENS),
        named("patient.birthdate performer:Patient.birthdate", DATES),
        named("patient.identifier subject:Patient.identifier", TOKENS),
        named("patient.link.gender performer:Patient.gender:not", st.sampled_from(("male", "female"))),
        named("code-value-quantity combo-code-value-quantity component-code-value-quantity", st.tuples(TOKENS, MEASURES).map("$".join)),
        named("code-value-concept", st.tuples(TOKENS, TOKENS).map("$".join)),
        st.tuples(st.sampled_from(("date:missing", "subject:missing", "patient:missing", "combo-code-value-quantity:missing")), MISSING),
    ),
    "RiskAssessment": named("probability", AMOUNTS),
    "ValueSet": named("url url:below url:above", LINKS),
}  # fmt: skip
QUOTED = TEXTS.map(lambda text: f'"{text}"')
TESTS = st.one_of(
    st.tuples(st.sampled_from(("code", "combo-code")), st.sampled_from(("eq", "ne")), st.sampled_from(CODES)),
    st.tuples(st.just("value-string"), st.sampled_from(("eq", "ne", "co", "sw", "ew")), QUOTED),
    st.tuples(st.sampled_from(("date", "value-date")), st.sampled_from(("eq", "ne", "gt", "le", "sa", "po", "ap")), st.sampled_from(DAYS)),
    st.tuples(st.just("value-quantity"), st.sampled_from(("eq", "gt", "lt")), st.sampled_from(("1", "1.5", "100"))),
    st.tuples(st.sampled_from(("subject", "performer", "patient.gender", "date")), st.just("pr"), MISSING),
    st.tuples(st.just("subject"), st.just("re"), st.sampled_from(PEOPLE[:2])),
    st.tuples(st.sampled_from(("patient.gender", "performer:Patient[gender pr true].gender")), st.sampled_from(("eq", "ne")), st.just("male")),
).map(" ".join)  # fmt: skip
EXPRESSIONS = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        inner.map(lambda one: f"not ({one})"),
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda parts: f"({' '.join(parts)})"),
    ),
    max_leaves=4,
)


@pytest.fixture
def database(database_url: str):
    """Give a loop and a connection that every example shares."""
    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(database_url))
    yield loop, connection
    loop.run_until_complete(connection.close())
    loop.close()


def test_agreement(database) -> None:
    """What Python holds and what PostgreSQL selects are the same records, whether gathered or walked."""
    loop, connection = database

    async def compare(world: list[dict[str, Any]], asked: list[tuple[str, list[tuple[str, str]]]]) -> None:
        await connection.execute(
            "TRUNCATE record, index_token, index_string, index_reference, index_date, index_number, index_quantity,"
            " index_uri, index_part"
        )
        index = Index(connection)
        ids = iter(("p1", "p2", *(f"r{n}" for n in range(3, 20))))
        records = [{**one, "id": next(ids)} for one in sorted(world, key=lambda one: one["resourceType"] != "Patient")]
        await index.keep(*records)
        near = [Candidate(extract(one), one["id"]) for one in records]
        for type_, pairs in asked:
            try:
                query = parse(type_, pairs)
            except Malformed as refusal:
                if {one.code for one in refusal.faults} != {"value"}:
                    raise
                continue
            expected = sorted(
                one.id for one in near if one.found.type == type_ and matches(query, one.found, one.id, near)
            )
            for own in (
                query,
                replace(query, checked=query.filters),
                replace(query, few=query.filters, total="accurate"),
            ):
                args = Arguments(type_)
                where = conditions(own, args, visible=lambda *_: "true")
                rows = await connection.fetch(
                    f"SELECT r.id FROM record r WHERE r.type = $1 AND {' AND '.join(where)}", *args.values
                )

                assert expected == sorted(row["id"] for row in rows), (type_, pairs)

    asked = st.one_of(
        *(st.tuples(st.just(type_), st.lists(pairs, min_size=1, max_size=2)) for type_, pairs in PAIRS.items()),
        EXPRESSIONS.map(lambda text: ("Observation", [("_filter", text)])),
    )

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(WORLDS, st.lists(asked, min_size=12, max_size=12))
    def agree(world: list[dict[str, Any]], asked: list[tuple[str, list[tuple[str, str]]]]) -> None:
        loop.run_until_complete(compare(world, asked))

    agree()
