"""Do filters find what the specification says where the index alone does not say it? Texts, words, distances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persistence import texts

if TYPE_CHECKING:
    import asyncpg

    from tests.persistence.conftest import Index

Json = dict[str, Any]


def place(id_: str, latitude: float | None = None, longitude: float | None = None) -> Json:
    """Make a Location."""
    position = {} if latitude is None else {"position": {"latitude": latitude, "longitude": longitude}}
    return {"resourceType": "Location", "id": id_, "status": "active", **position}


NEAR: tuple[tuple[str, str], ...] = (
    # latitude|longitude|distance|unit (location.html#search); no unit: kilometres; no distance: 50 of them
    ("48.8566|2.3522|1|km", "paris"),
    ("48.8566|2.3522|1", "paris"),
    ("48.8566|2.3522|20|km", "paris versailles"),
    ("48.8566|2.3522|12.5|[mi_us]", "paris versailles"),
    ("48.8566|2.3522", "paris versailles"),
    ("48.8566|2.3522|344|km", "london paris versailles"),
    ("48.8566|2.3522|343000|m", "paris versailles"),
    ("0|180|1|km,51.5074|-0.1278|0", "east london west"),
    ("90|0|1|km", ""),
)


async def test_near(index: Index) -> None:
    """What lies within the distance along the great circle, across the antimeridian too; what lies nowhere is not."""
    await index.keep(
        place("paris", 48.8566, 2.3522), place("versailles", 48.8049, 2.1204), place("london", 51.5074, -0.1278),
        place("east", 0, 179.9999), place("west", 0, -179.9999), place("nowhere"),
    )  # fmt: skip
    for asked, expected in NEAR:
        assert expected.split() == sorted(await index.find("Location", ("near", asked))), asked


def coded(text: str = "", *displays: str) -> Json:
    """Make a concept of texts."""
    return ({"text": text} if text else {}) | ({"coding": [{"display": one} for one in displays]} if displays else {})


TEXTS: tuple[tuple[str, str, str], ...] = (
    # The text of the concept and the display of its codings, or the display of the reference (search.html#token).
    ("code:text", "head", "display"),
    ("code:text", "HEADACHE", "display"),
    ("code:text", "migraine,other  aches", "display both"),
    ("code:text", "a severe head", "head"),
    ("code:text", "severe head", ""),
    ("code:text", "ache", ""),
    ("code:text", "écran", "accent"),
    ("code:text", "ecran", "accent"),
    ("code:text", "narrated", ""),
    ("code:text", "strasse", "sharp"),
    ("severity:text", "σίσυφος", "sharp"),
    ("patient:text", "jo doe", "head"),
    ("patient:text", "doe", ""),
    ("patient:text", "smith", ""),
    ("_text", "narrated", "head"),
    ("_text", "headache", ""),
    ("_text", "narrated bones", "head"),
    ("_text", "narrated AND joints", ""),
    ("_text", "joints OR bones", "head"),
    ("_text", "joints,BONES", "head"),
    ("_content", "headache", "display head"),
    ("_content", "(headache OR migraine) AND (severe OR ache)", "head"),
    ("_content", "doe", "head"),
    ("_content", "it's \\, narrated", ""),
)


async def test_texts_and_words(index: Index, pool: asyncpg.Pool) -> None:
    """A text begins with what is asked for ``:text``; whole words are found in narratives and records."""
    base = {"resourceType": "Condition", "subject": {"reference": "Patient/1"}}
    await index.keep(
        {**base, "id": "head", "code": coded("A severe Headache"), "subject": {"reference": "Patient/1", "display": "Jo Doe"},
         "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p>Narrated <b>bones</b></p></div>'}},
        {**base, "id": "display", "code": coded("", "Headache", "other aches")},
        {**base, "id": "both", "code": coded("Migraine", "and nothing else")},
        {**base, "id": "accent", "code": coded("Écran plat")},
        {**base, "id": "sharp", "code": coded("STRAẞE, Straße"), "severity": coded("ΣΊΣΥΦΟΣ")},
        {**base, "id": "escape", "code": coded("a \0 b")},
    )  # fmt: skip
    await pool.execute("INSERT INTO text_queue SELECT rid FROM record")
    await texts.catch_up(pool)
    for name, asked, expected in TEXTS:
        assert sorted(expected.split()) == sorted(await index.find("Condition", (name, asked))), (name, asked)


async def test_orders_by_tokens(index: Index) -> None:
    """A token's order is that of its codes, read from the body; its least one, or greatest; null letters do no harm."""
    base = {"resourceType": "Condition", "subject": {"reference": "Patient/1"}}
    await index.keep(
        {**base, "id": "a", "code": {"coding": [{"code": "b"}, {"code": "z"}]}},
        {**base, "id": "b", "code": {"coding": [{"code": "a"}]}, "note": [{"text": "null \0 letter"}]},
        {**base, "id": "c", "code": {"text": "none"}, "note": [{"text": "a backslash \\u0000"}]},
        {**base, "id": "d", "code": {"coding": [{"code": "c"}]}, "meta": {"profile": ["http://p.example/x"]}},
    )
    orders = {
        "code": "b a d c", "-code": "a d b c", "code,_id": "b a d c", "-_profile,_id": "d a b c", "clinical-status,_id": "a b c d",
    }  # fmt: skip
    for order, expected in orders.items():
        assert expected.split() == await index.find("Condition", ("_sort", order)), order


async def test_kinds_of_identifiers(index: Index) -> None:
    """An identifier is found by its type and value together (search.html#token, ``:of-type``)."""
    kinds = "http://terminology.hl7.org/CodeSystem/v2-0203"

    def known(id_: str, *identifiers: tuple[str, str]) -> Json:
        found = [{"type": {"coding": [{"system": kinds, "code": code}]}, "value": value} for code, value in identifiers]
        return {"resourceType": "Patient", "id": id_, "identifier": found}

    await index.keep(known("a", ("MR", "1"), ("SS", "2")), known("b", ("MR", "2")), known("c", ("SS", "1")))

    assert ["a"] == await index.find("Patient", ("identifier:of-type", f"{kinds}|MR|1"))
    assert ["b"] == await index.find("Patient", ("identifier:of-type", f"{kinds}|MR|2"))
    assert ["a", "c"] == await index.find("Patient", ("identifier:of-type", f"{kinds}|MR|1,{kinds}|SS|1"))
