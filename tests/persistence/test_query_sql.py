"""Does a search find what the specification says it finds? (https://hl7.org/fhir/R4/search.html)."""

from __future__ import annotations

import random
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from domain.fhir.dates import bounds
from domain.search.query import parse
from persistence.arguments import Arguments
from persistence.query_sql import after, conditions, driven, order_by, source

if TYPE_CHECKING:
    import asyncpg
    from conftest import Index

SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"


def observation(id_: str, **elements: Any) -> dict[str, Any]:
    """Make an Observation."""
    return {"resourceType": "Observation", "id": id_, "status": "final", "code": {"text": "x"}, **elements}


def patient(id_: str, **elements: Any) -> dict[str, Any]:
    """Make a Patient."""
    return {"resourceType": "Patient", "id": id_, **elements}


def coded(*codings: tuple[str | None, str]) -> dict[str, Any]:
    """Make a CodeableConcept."""
    return {"coding": [{"code": code} | ({"system": system} if system else {}) for system, code in codings]}


STORED_DATES = (
    "2019", "2020", "2020-02", "2020-02-29", "2020-02-29T23:00:00Z", "2020-02-29T23:00:00-02:00", "2020-03",
    "2020-02-29T23:00:00.500Z", "9999-12-31T23:59:59-12:00", "0001-01-01",
)  # fmt: skip
ASKED_DATES = ("2019", "2020", "2020-02", "2020-02-29", "2020-02-29T23:00", "2020-02-29T23:00:00Z", "9999", "0001-01")


def compares(prefix: str, target: tuple[int, int], asked: tuple[int, int]) -> bool:  # noqa: PLR0911 - nine prefixes
    """Compare as search.html#prefix words it: ranges above and below, overlap, containment."""
    (lo, hi), (a, b) = target, asked
    contained = a <= lo and hi <= b
    match prefix:
        case "eq":
            return contained
        case "ne":
            return not contained
        case "gt":
            return hi > b
        case "ge":
            return hi > b or contained
        case "lt":
            return lo < a
        case "le":
            return lo < a or contained
        case "sa":
            return lo >= b
        case "eb":
            return hi <= a
        case _:
            return lo < b + (b - a) and hi > a - (b - a)


async def test_dates_compare_as_the_specification_words_it(index: Index) -> None:
    """Every prefix, precision asked and precision stored agree, for the clinical date and for a date with rows."""
    await index.keep(
        *(observation(f"o{n}", effectiveDateTime=text, valueDateTime=text) for n, text in enumerate(STORED_DATES)),
        observation("undated"),
    )
    prefixes = ("", "eq", "ne", "gt", "ge", "lt", "le", "sa", "eb", "ap")
    for prefix, asked, parameter in product(prefixes, ASKED_DATES, ("date", "value-date")):
        expected = [
            f"o{n}" for n, text in enumerate(STORED_DATES) if compares(prefix or "eq", bounds(text), bounds(asked))
        ]

        assert expected == await index.find("Observation", (parameter, prefix + asked)), (parameter, prefix, asked)


async def test_a_period_has_open_ends(index: Index) -> None:
    """An Encounter without an end goes on, one without a start has always been (search.html#date)."""
    base = {"resourceType": "Encounter", "status": "in-progress", "class": {"code": "IMP"}}
    await index.keep(
        {**base, "id": "closed", "period": {"start": "2020-01-01", "end": "2020-01-10"}},
        {**base, "id": "open", "period": {"start": "2020-01-01"}},
        {**base, "id": "ended", "period": {"end": "2020-01-10"}},
        {**base, "id": "empty"},
    )

    assert ["open"] == await index.find("Encounter", ("date", "ge2021"))
    assert ["ended"] == await index.find("Encounter", ("date", "lt2019"))
    assert ["closed"] == await index.find("Encounter", ("date", "2020-01"))
    assert ["closed", "ended", "open"] == await index.find("Encounter", ("date", "2020-01-05,ap2020-01-05"))
    assert ["empty"] == await index.find("Encounter", ("date:missing", "true"))


TOKENS: tuple[tuple[str, str, list[str]], ...] = (
    ("code", f"{SNOMED}|a", ["both", "snomed"]),
    ("code", "a", ["both", "loinc", "plain", "snomed"]),
    ("code", "|a", ["plain"]),
    ("code", f"{SNOMED}|", ["both", "snomed"]),
    ("code", f"{SNOMED}|b", []),
    ("code", f"http://loinc.org|a,{SNOMED}|a", ["both", "loinc", "snomed"]),
    ("code", "http://loinc.org|b", ["both"]),
    ("code:not", "a", ["text"]),
    ("code:not", f"{SNOMED}|a", ["loinc", "plain", "text"]),
    ("code:missing", "true", []),
    ("category:missing", "true", ["both", "loinc", "plain", "snomed", "text"]),
    ("status", "final", ["both", "loinc", "plain", "snomed", "text"]),
    ("status", "http://hl7.org/fhir/observation-status|final", ["both", "loinc", "plain", "snomed", "text"]),
    ("status", "amended", []),
    ("combo-code", "a", ["both", "loinc", "plain", "snomed"]),
    ("_id", "both,text,nobody", ["both", "text"]),
)


@pytest.mark.parametrize("subject", [None, "Patient/p"])
async def test_tokens(index: Index, subject: str | None) -> None:
    """The four forms of a token, ``:not``, ``:missing`` (search.html#token), alone and within a patient's records."""
    about = {"subject": {"reference": subject}} if subject else {}
    await index.keep(
        observation("snomed", code=coded((SNOMED, "a")), **about),
        observation("loinc", code=coded(("http://loinc.org", "a")), **about),
        observation("plain", code=coded((None, "a")), **about),
        observation("both", code=coded((SNOMED, "a"), ("http://loinc.org", "b")), **about),
        observation("text", **about),
    )
    within = [("patient", "p")] if subject else []
    for name, value, expected in TOKENS:
        assert expected == await index.find("Observation", (name, value), *within), (name, value)


async def test_identifiers(index: Index) -> None:
    """An identifier is found with its system, without one, and by its system alone; a telecom by its number."""
    await index.keep(
        patient("a", identifier=[{"system": "urn:mrn", "value": "1|2"}], telecom=[{"system": "phone", "value": "555"}]),
        patient("b", identifier=[{"value": "1|2"}], telecom=[{"system": "email", "value": "555"}]),
    )

    assert ["a"] == await index.find("Patient", ("identifier", r"urn:mrn|1\|2"))
    assert ["a", "b"] == await index.find("Patient", ("identifier", r"1\|2"))
    assert ["b"] == await index.find("Patient", ("identifier", r"|1\|2"))
    assert ["a"] == await index.find("Patient", ("identifier", "urn:mrn|"))
    assert ["a", "b"] == await index.find("Patient", ("telecom", "555"))
    assert ["a"] == await index.find("Patient", ("phone", "555"))
    assert [] == await index.find("Patient", ("identifier", "urn:mrn|1"))


STRINGS: tuple[tuple[str, str, list[str]], ...] = (
    ("family", "mul", ["muller", "umlaut"]),
    ("family", "MÜL", ["muller", "umlaut"]),
    ("family", "ller", []),
    ("family:contains", "LLE", ["muller", "umlaut"]),
    ("family:exact", "Müller", ["umlaut"]),
    ("family:exact", "müller", []),
    ("family", "100%", ["percent"]),
    ("family", "quiñones", ["two"]),
    ("family", "de la", ["two"]),
    ("family", "carr", ["two"]),
    ("family", "rreno", []),
    ("family:exact", "Quinones", []),
    ("family:exact", "Carreño de la Quinones", ["two"]),
    ("name", "quinones", ["two"]),
    ("family:contains", "00X", ["percent"]),
    ("family:exact", "100%_\\\\x", ["percent"]),
    ("family:contains", "%", []),
    ("family:contains", "_", []),
    ("family:contains", "\\\\", []),
    ("family", "%", []),
    ("name", "ann", ["muller"]),
    ("name", "dr", ["umlaut"]),
    ("name", "muller", ["muller", "umlaut"]),
    ("phonetic", "muller", ["muller", "umlaut"]),
    ("given", "eva\\,", ["umlaut"]),
    ("given", "anna,eva", ["muller", "umlaut"]),
    ("address", "paris", ["muller"]),
    ("address-city", "paris", ["muller"]),
    ("address-state", "paris", []),
    ("family:missing", "true", ["nameless"]),
    ("name:missing", "true", ["nameless"]),
)


async def test_strings(index: Index) -> None:
    """Prefixes without case, accents and punctuation, ``:exact``, ``:contains``; SQL's wildcards are text (search.html#string)."""
    await index.keep(
        patient("muller", name=[{"family": "Muller", "given": ["Anna"]}], address=[{"city": "Paris"}]),
        patient("umlaut", name=[{"family": "Müller", "given": ["Eva, Maria"], "prefix": ["Dr."]}]),
        patient("percent", name=[{"family": "100%_\\x"}]),
        patient("two", name=[{"family": "Carreño de la Quinones"}]),
        patient("nameless"),
    )
    for name, value, expected in STRINGS:
        assert sorted(expected) == await index.find("Patient", (name, value)), (name, value)
    # Later parts of a family name find, and do not order.
    assert ["two", "muller"] == (await index.find("Patient", ("_sort", "family"), ("_id", "two,muller")))


async def test_references(index: Index) -> None:
    """A subject by id, by type, by absolute URL, by identifier; a version does not count (search.html#reference)."""
    await index.keep(
        observation(
            "plain", subject={"reference": "Patient/1"}, performer=[{"reference": "Practitioner/1/_history/3"}]
        ),
        observation("group", subject={"reference": "Group/1"}),
        observation("remote", subject={"reference": "http://other.example/fhir/Patient/1"}),
        observation("logical", subject={"identifier": {"system": "urn:mrn", "value": "7"}}),
        observation("none"),
    )
    cases: tuple[tuple[str, str, list[str]], ...] = (
        ("subject", "Patient/1", ["plain"]),
        ("subject", "1", ["group", "plain"]),
        ("subject:Patient", "1", ["plain"]),
        ("subject:Group", "Group/1", ["group"]),
        ("subject:Group", "Patient/1", []),
        ("patient", "1", ["plain"]),
        ("patient", "Group/1", []),
        ("patient", "Patient/2,Patient/1", ["plain"]),
        ("subject", "Group/1,Patient/1", ["group", "plain"]),
        ("subject", "http://other.example/fhir/Patient/1", ["remote"]),
        ("subject:identifier", "urn:mrn|7", ["logical"]),
        ("patient:identifier", "7", ["logical"]),
        ("subject:identifier", "urn:other|7", []),
        ("performer", "Practitioner/1", ["plain"]),
        ("performer", "1", ["plain"]),
        ("performer", "Patient/1", []),
        ("subject:missing", "true", ["none"]),
        ("patient:missing", "true", ["group", "logical", "none"]),
        ("performer:missing", "false", ["plain"]),
    )
    for name, value, expected in cases:
        assert expected == await index.find("Observation", (name, value)), (name, value)


async def test_references_within_a_patients_records(index: Index) -> None:
    """Dated or not, a record of the patient is found by whom else it refers to."""
    doctor = {"subject": {"reference": "Patient/1"}, "performer": [{"reference": "Practitioner/1"}]}
    await index.keep(
        observation("dated", effectiveDateTime="2020", **doctor),
        observation("undated", **doctor),
        observation("other", effectiveDateTime="2020", **doctor | {"subject": {"reference": "Patient/2"}}),
    )

    assert ["dated", "undated"] == await index.find("Observation", ("patient", "1"), ("performer", "Practitioner/1"))


async def test_a_record_about_several_patients_is_found_by_each(index: Index) -> None:
    """An Appointment of two patients is found by either, and only by them."""
    actors = [{"actor": {"reference": f"Patient/{n}"}, "status": "accepted"} for n in (1, 2)]
    await index.keep({"resourceType": "Appointment", "id": "a", "status": "booked", "participant": actors})

    assert [["a"], ["a"], []] == [await index.find("Appointment", ("patient", f"Patient/{n}")) for n in (1, 2, 3)]
    assert ["a"] == await index.find("Appointment", ("actor", "Patient/2"))
    assert [] == await index.find("Appointment", ("practitioner", "2"))


async def test_numbers(index: Index) -> None:
    """Implied ranges for equality, exact bounds for order (search.html#number)."""
    for n, probability in enumerate((99.4, 99.5, 100, 100.4, 100.5)):
        await index.keep(
            {"resourceType": "RiskAssessment", "id": f"r{n}", "prediction": [{"probabilityDecimal": probability}]}
        )
    cases = {
        "100": "r1 r2 r3", "100.00": "r2", "1e2": "r0 r1 r2 r3 r4", "ne100": "r0 r4", "lt100": "r0 r1",
        "le100": "r0 r1 r2",
        "gt100": "r3 r4", "ge100": "r2 r3 r4", "sa100": "r3 r4", "eb100": "r0 r1",
        "ap91": "r0 r1 r2", "99.4,100.5": "r0 r4",
    }  # fmt: skip
    for asked, expected in cases.items():
        assert expected.split() == await index.find("RiskAssessment", ("probability", asked)), asked


async def test_quantities(index: Index) -> None:
    """Number, system and code; comparators and ranges reach as far as they say (search.html#quantity)."""
    mg = {"system": UCUM, "code": "mg", "unit": "mg"}
    await index.keep(
        observation("mg", valueQuantity={"value": 5.4, **mg}),
        observation("mmhg", valueQuantity={"value": 5.4, "system": UCUM, "code": "mm[Hg]", "unit": "mmHg"}),
        observation("drops", valueQuantity={"value": 5.4, "system": "urn:drops", "code": "mg"}),
        observation("bare", valueQuantity={"value": 5.4}),
        observation("more", valueQuantity={"value": 5, "comparator": ">", **mg}),
        observation("part", component=[{"code": {"text": "x"}, "valueQuantity": {"value": 5.4, **mg}}]),
    )
    cases: tuple[tuple[str, str, list[str]], ...] = (
        ("value-quantity", "5.4", ["bare", "drops", "mg", "mmhg"]),
        ("value-quantity", f"5.4|{UCUM}|mg", ["mg"]),
        ("value-quantity", "5.4||mg", ["drops", "mg"]),
        ("value-quantity", "5.4||mmHg", ["mmhg"]),
        ("value-quantity", "5.4||mm[Hg]", ["mmhg"]),
        ("value-quantity", f"gt7|{UCUM}|mg", ["more"]),
        ("value-quantity", f"le5|{UCUM}|mg", []),
        ("value-quantity", f"ge5|{UCUM}|mg", ["mg", "more"]),
        ("value-quantity", f"5.40|{UCUM}|mg,5.4||mmHg", ["mg", "mmhg"]),
        ("combo-value-quantity", f"5.4|{UCUM}|mg", ["mg", "part"]),
        ("component-value-quantity", "5.4", ["part"]),
        ("value-quantity:missing", "true", ["part"]),
    )
    for name, value, expected in cases:
        assert expected == await index.find("Observation", (name, value)), (name, value)


async def test_uris(index: Index) -> None:
    """Exact, ``:below`` and ``:above`` (search.html#uri); profiles with and without their version."""
    base = {"resourceType": "ValueSet", "status": "active"}
    await index.keep(
        {**base, "id": "a", "url": "http://x.example/a"},
        {**base, "id": "b", "url": "http://x.example/a/b", "meta": {"profile": ["http://p.example|1"]}},
    )
    cases: tuple[tuple[str, str, list[str]], ...] = (
        ("url", "http://x.example/a", ["a"]),
        ("url", "http://x.example/A", []),
        ("url:below", "http://x.example/a", ["a", "b"]),
        ("url:above", "http://x.example/a/b/c", ["a", "b"]),
        ("_profile", "http://p.example|1", ["b"]),
        ("_profile", "http://p.example", ["b"]),
        ("_profile:missing", "true", ["a"]),
    )
    for name, value, expected in cases:
        assert expected == await index.find("ValueSet", (name, value)), (name, value)


async def test_last_updated(index: Index) -> None:
    """The instant of the last write compares as a date does."""
    await index.keep(patient("old"), updated=bounds("2020-01-01")[0])
    await index.keep(patient("new"), updated=bounds("2021-01-01")[0] + 1)

    assert ["new"] == await index.find("Patient", ("_lastUpdated", "gt2020"))
    assert ["old"] == await index.find("Patient", ("_lastUpdated", "2020-01-01T00:00:00.000Z"))
    assert ["new", "old"] == await index.find("Patient", ("_sort", "-_lastUpdated"))


SORTS = (
    "",
    "_id",
    "-_id",
    "date",
    "-date",
    "_lastUpdated,-date",
    "value-quantity,-date",
    "-performer,date",
    "-value-string",
)


FILTERS: tuple[list[tuple[str, str]], ...] = (
    [],
    [("date", "ge2011")],
    [("code", "c")],
    [("code", "s|c"), ("date", "ge2011")],
)


async def test_pages_join_to_the_whole(index: Index) -> None:
    """Followed page by page, every record comes once, in the order of the whole, with those without a value last."""
    some = [
        observation(
            f"o{n:02}",
            code=coded(("s", "c")),
            **({"effectiveDateTime": f"20{10 + n % 3}"} if n % 4 else {}),
            **({"valueQuantity": {"value": n % 5}} if n % 3 else {"valueString": "abc"[n % 2]}),
            **({"performer": [{"reference": f"Practitioner/{n % 2}"}]} if n % 5 else {}),
        )
        for n in range(20)
    ]
    await index.keep(*random.Random(1).sample(some, len(some)))
    for sort, filters in product(SORTS, FILTERS):
        sorting = [("_sort", sort)] if sort else []
        whole = await index.find("Observation", ("_count", "1000"), *sorting, *filters)
        query = driven(parse("Observation", [("_count", "3"), *sorting, *filters]))
        pages: list[str] = []
        last: list[object] | None = None
        while found := await index.page(query, last):
            pages += [row["id"] for row in found]
            last = list(found[-1].values())[1:]
        expected = {one["id"] for n, one in enumerate(some) if ("date", "ge2011") not in filters or (n % 4 and n % 3)}

        assert expected == set(whole), (sort, filters)
        assert whole == pages, (sort, filters)


async def test_a_walk_is_bounded_by_the_dates_asked_for(index: Index) -> None:
    """The bounds on the walked rows leave out nothing that the date itself would let in."""
    await index.keep(
        *(
            observation(f"o{n}", code=coded(("s", "c")), effectivePeriod={"start": start, "end": end})
            for n, (start, end) in enumerate(product(("2011", "2012-02", "2013"), ("2011-03", "2012-03", "2014")))
            if start <= end
        ),
        observation("open", code=coded(("s", "c")), effectivePeriod={"end": "2012-05"}),
        observation("undated", code=coded(("s", "c"))),
    )
    for prefix, sort in product(("", "lt", "le", "gt", "ge", "sa", "eb", "ap", "ne"), ("-date", "date")):
        found = await index.find("Observation", ("code", "c"), ("date", f"{prefix}2012"), ("_sort", sort))

        assert sorted(found) == await index.find("Observation", ("date", f"{prefix}2012")), (prefix, sort)


def test_a_page_link_of_another_order_finds_nothing() -> None:
    """Keys that are not those of the order are not guessed at."""
    assert "false" == after(parse("Observation", [("_sort", "date")]), ["x"], Arguments())


async def test_what_has_no_value_comes_last_either_way(index: Index) -> None:
    """An undated record stands at the end of both orders."""
    await index.keep(
        observation("b"), observation("a", effectiveDateTime="2020"), observation("c", effectiveDateTime="2021")
    )

    assert [["a", "c", "b"], ["c", "a", "b"]] == [
        await index.find("Observation", ("_sort", s)) for s in ("date", "-date")
    ]


async def test_old_rows_go_away(index: Index, pool: asyncpg.Pool) -> None:
    """What one version put into the index is found again and removed, and nothing else is."""
    gone = patient("gone", name=[{"family": "A"}], birthDate="2000", identifier=[{"system": "s", "value": "1"}])
    stays = {**gone, "id": "stays"}
    number = {"resourceType": "RiskAssessment", "id": "gone", "prediction": [{"probabilityDecimal": 1.5}]}
    uri = {"resourceType": "ValueSet", "id": "gone", "url": "http://x.example"}
    seen = observation(
        "gone", valueQuantity={"value": 1}, code=coded(("s", "c")), encounter={"reference": "Encounter/1"}
    )
    await index.keep(gone, stays, number, uri, seen)
    for one in (gone, number, uri, seen):
        await index.forget(one)
    tables = ("token", "string", "reference", "date", "number", "quantity", "uri")
    left = {name: await pool.fetchval(f"SELECT count(*) FROM index_{name}") for name in tables}

    assert left == {"token": 2, "string": 1, "reference": 0, "date": 1, "number": 0, "quantity": 0, "uri": 0}
    assert ["stays"] == await index.find("Patient", ("family", "a"))


def test_two_searches_of_one_shape_have_one_text() -> None:
    """Values are arguments, so a prepared statement serves every search of the shape."""
    texts = set()
    for value in ("1,2", "2,3,4"):
        args = Arguments("Observation")
        asked = [("code", value), ("patient", value), ("performer:Practitioner", value), ("category:not", value)]
        texts.add(tuple(conditions(parse("Observation", asked), args, visible=lambda *_: "true")))

    assert len(texts) == 1


def test_one_value_is_an_equality() -> None:
    """A single value is compared with =, for which the planner keeps one plan."""
    args = Arguments("Observation")

    assert ["r.patient = $2::text"] == conditions(
        parse("Observation", [("patient", "1")]), args, visible=lambda *_: "true"
    )


async def test_several_types(index: Index, pool: asyncpg.Pool) -> None:
    """A parameter that all types have is asked of each; keys are of one type, so all are asked at once."""
    condition = {"resourceType": "Condition", "subject": {"reference": "Patient/p"}}
    await index.keep(
        observation("o", code=coded((SNOMED, "a")), subject={"reference": "Patient/p"}, effectiveDateTime="2020"),
        observation("other", code=coded((SNOMED, "b")), meta={"tag": [{"code": "t"}]}),
        {**condition, "id": "c", "code": coded((SNOMED, "a")), "meta": {"tag": [{"code": "t"}]}},
        patient("p"),
    )
    cases: tuple[tuple[tuple[str, ...], tuple[str, str], list[str]], ...] = (
        (("Observation", "Condition"), ("code", "a"), ["c", "o"]),
        (("Observation", "Condition"), ("code:not", "a"), ["other"]),
        (("Observation", "Condition"), ("patient", "p"), ["c", "o"]),
        (("Observation", "Condition"), ("patient:missing", "true"), ["other"]),
        (("Observation", "Condition"), ("_id", "c,o"), ["c", "o"]),
        (("Observation", "Condition"), ("_filter", "code eq b or patient re Patient/p"), ["c", "o", "other"]),
        ((), ("_tag", "t"), ["c", "other"]),
        ((), ("_tag:not", "t"), ["o", "p"]),
        ((), ("_lastUpdated", "lt2000"), ["c", "o", "other", "p"]),
        ((), ("_profile", "http://none.example"), []),
        ((), ("_list", "none"), []),
    )
    for types, pair, expected in cases:
        query = parse(types, [pair])
        args = Arguments()
        where = conditions(query, args, visible=lambda *_: "true")
        of = args.among("r.type", types, "text") if types else "true"
        keys, order = order_by(query, args)
        rows = await pool.fetch(
            f"SELECT r.id, {keys[0]} FROM {source(query, args)} WHERE {of} AND {' AND '.join(where)} ORDER BY {order}",
            *args.values,
        )

        assert expected == sorted(row["id"] for row in rows), (types, pair)
        assert keys == ["r.type", "r.id"]


async def test_orders_within_a_patients_records(index: Index) -> None:
    """The order is the same whether the values of all records are gathered or those of one patient's alone."""
    about = {"subject": {"reference": "Patient/p"}}
    values: tuple[dict[str, Any], ...] = (
        {"valueQuantity": {"value": 5}}, {"valueQuantity": {"value": 5, "comparator": ">"}},
        {"valueQuantity": {"value": 5, "comparator": "<"}}, {"valueQuantity": {"value": -0.1}},
        {"valueString": "b"}, {"valueString": "A"}, {"valueDateTime": "2020"}, {"valueDateTime": "2019-05"}, {},
        {"valueSampledData": {"origin": {"value": 0}, "period": 1, "dimensions": 1, "lowerLimit": 1, "upperLimit": 7}},
        {"performer": [{"reference": "Practitioner/b"}, {"reference": "Practitioner/a"}]},
    )  # fmt: skip
    await index.keep(*(observation(f"o{n:02}", **about, **value) for n, value in enumerate(values)))
    for sort in (
        "value-quantity",
        "-value-quantity",
        "value-string",
        "-value-date",
        "performer",
        "combo-value-quantity",
    ):
        whole = await index.find("Observation", ("_sort", sort), ("_count", "50"))

        assert len(values) == len(whole)
        assert whole == await index.find("Observation", ("_sort", sort), ("_count", "50"), ("patient", "p")), sort
