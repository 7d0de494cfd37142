"""The port ``Terminology``: what is known to everybody, what packages bring, and what a caller may see of the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from domain.audit import entry
from domain.caller import Caller, Scope
from domain.client import Client
from domain.errors import Invalid
from domain.privacy.decide import decide
from persistence.clients import PostgresClients
from persistence.terminology.stored import MOST
from persistence.terminology.terms import Terms

if TYPE_CHECKING:
    import asyncpg
    from conftest import Index

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
GENDER = "http://hl7.org/fhir/ValueSet/administrative-gender"
GENDERS = "http://hl7.org/fhir/administrative-gender"
COLOURS = "http://x.example/colours"
OWN = "http://x.example/ValueSet/own"
FEED = decide(Caller("feed", scopes=(Scope("system", "*", "cruds"),), own_feed=True), "search")
NARROW = decide(Caller("app", scopes=(Scope("system", "Patient", "rs"),), own_feed=True), "search")


@pytest_asyncio.fixture
async def terms(pool: asyncpg.Pool) -> Terms:
    """Give the terminology on a database where the callers are registered."""
    for id_ in ("feed", "app"):
        await PostgresClients(pool).add(Client(id_, "backend", ("system/*.cruds",), frozenset({"TREAT"}), "", True, ()))
    return Terms(pool)


def colours(url: str = COLOURS, **more: Any) -> dict[str, Any]:
    """Give a code system of two colours."""
    concepts = [{"code": "red", "display": "Red", "concept": [{"code": "crimson"}]}]
    return {"resourceType": "CodeSystem", "id": "colours", "url": url, "status": "active", "content": "complete",
            "concept": concepts, **more}  # fmt: skip


def value_set(url: str, *includes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a value set."""
    compose = {"include": list(includes)}
    return {"resourceType": "ValueSet", "id": "own", "url": url, "status": "active", "compose": compose, **more}


async def test_shipped() -> None:
    """Members, membership, hierarchy and displays of what is shipped."""
    terms = Terms()

    members = await terms.members(GENDER)
    assert (
        [(GENDERS, code) for code in ("male", "female", "other", "unknown")] == members == await terms.members(GENDER)
    )
    assert (True, False) == (await terms.contains(GENDER, GENDERS, "male"), await terms.contains(GENDER, "", "x"))
    assert "E11.9" in (await terms.descendants(ICD, "E11") or ())
    assert ["E11.65", "E11.6", "E11"] == await terms.ancestors(ICD, "E11.65")
    assert ["E11.9"] == await terms.descendants("urn:oid:2.16.840.1.113883.6.90", "E11.9")
    assert "Type 2 diabetes mellitus" == await terms.display(ICD, "E11")
    assert await terms.contains("http://hl7.org/fhir/ValueSet/ucum-units", "http://unitsofmeasure.org", "mg") is True
    assert (ICD, "2026-04-01") in await terms.systems()


async def test_what_is_not_known() -> None:
    """What is not known is told so, by None."""
    terms = Terms()

    assert await terms.members("http://y.example") is None
    assert await terms.members("http://hl7.org/fhir/ValueSet/condition-code") is None
    assert await terms.contains("http://y.example", "s", "c") is None
    assert await terms.contains("http://hl7.org/fhir/ValueSet/condition-code", "http://snomed.info/sct", "1") is None
    for ask in (terms.descendants, terms.ancestors, terms.display):
        assert await ask("http://snomed.info/sct", "1") is None
        assert await ask(ICD, "E11.99") is None
    assert await terms.display("urn:ietf:bcp:47", "de") is None


async def test_too_many() -> None:
    """A search cannot ask for a whole large code system."""
    with pytest.raises(Invalid) as refusal:
        await Terms().members(f"{ICD}?fhir_vs")

    assert "too-costly" == refusal.value.faults[0].code


async def test_what_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many codes are kept at hand, and nothing of what is not known."""
    monkeypatch.setattr("persistence.terminology.terms.MOST_REMEMBERED", 5)
    terms = Terms()
    kept = []
    for url in (GENDER, "http://y.example", GENDER, "http://hl7.org/fhir/ValueSet/link-type"):
        await terms.members(url)
        kept.append(list(terms._members))

    assert [[GENDER], [GENDER], [GENDER], ["http://hl7.org/fhir/ValueSet/link-type"]] == kept


async def test_packages() -> None:
    """What packages bring is known to everybody, and changes nothing of what is shipped."""
    terms = Terms()
    assert await terms.members(OWN) is None
    terms.adopt([colours(), value_set(OWN, {"system": COLOURS}), colours(GENDERS), {"resourceType": "Patient"}])
    terms.adopt([])

    assert [(COLOURS, "red"), (COLOURS, "crimson")] == await terms.members(OWN)
    assert 4 == len(await terms.members(GENDER) or ())
    assert ["red", "crimson"] == await terms.descendants(COLOURS, "red")


async def test_records(terms: Terms, index: Index) -> None:
    """A caller's terminology has the value sets and code systems among the records, with what they build on."""
    await index.keep(
        colours(), value_set(OWN, {"system": COLOURS}), value_set(f"{OWN}2", {"valueSet": [OWN]}, id="own2"),
        value_set(GENDER, {"system": COLOURS}, id="fake"),
    )  # fmt: skip
    mine = terms.under(FEED)

    assert [(COLOURS, "red"), (COLOURS, "crimson")] == await mine.members(f"{OWN}2")
    assert (True, False) == (await mine.contains(OWN, COLOURS, "red"), await mine.contains(OWN, COLOURS, "blue"))
    assert ["red", "crimson"] == await mine.descendants(COLOURS, "red")
    assert ["crimson", "red"] == await mine.ancestors(COLOURS, "crimson")
    assert "Red" == await mine.display(COLOURS, "red")
    assert 4 == len(await mine.members(GENDER) or ())
    assert await mine.members("http://y.example") is None
    assert await terms.members(OWN) is None


async def test_hidden_records(terms: Terms, index: Index) -> None:
    """What a caller may not see is not known to it, and what builds on it cannot be told."""
    await index.keep(colours(), value_set(OWN, {"system": COLOURS}))
    narrow = terms.under(FEED).under(NARROW)

    assert await narrow.members(OWN) is None
    assert await narrow.contains(OWN, COLOURS, "red") is None
    assert await narrow.descendants(COLOURS, "red") is None
    assert 4 == len(await narrow.members(GENDER) or ())


async def test_a_revoked_token_sees_nothing(terms: Terms, pool: asyncpg.Pool, index: Index) -> None:
    """Whether the token stands is asked in the statement that looks for records."""
    await index.keep(value_set(OWN, {"system": GENDERS}))
    caller = Caller("feed", scopes=(Scope("system", "*", "cruds"),), own_feed=True, jti="j")
    mine = terms.under(decide(caller, "search"))
    assert await mine.members(OWN)
    await pool.execute("INSERT INTO revoked_token (jti, expires) VALUES ('j', 9999999999)")

    assert await mine.members(OWN) is None


async def test_vocabulary(terms: Terms, pool: asyncpg.Pool, index: Index) -> None:
    """A question is written down with the versions that answer it."""
    await index.keep(colours(), value_set(OWN, {"system": COLOURS}))
    noted = entry(FEED, "E", "target", "request")
    by_url = await terms.vocabulary(FEED, [("ValueSet", OWN), ("ValueSet", GENDER)], None, noted)
    by_id = await terms.vocabulary(FEED, [], ("ValueSet", "own"), noted)
    hidden = await terms.vocabulary(NARROW, [], ("ValueSet", "own"), noted)

    assert (None, OWN, None) == (by_url.resource, (by_id.resource or {})["url"], hidden.resource)
    assert by_url.library.code_system(COLOURS) is not None is not by_id.library.code_system(COLOURS)
    rows = await pool.fetch("SELECT delivered FROM audit_event ORDER BY seq")
    both = ["ValueSet/own/1", "CodeSystem/colours/1"]
    assert [both, both, []] == [row["delivered"] for row in rows]
    with pytest.raises(RuntimeError):
        await Terms().vocabulary(FEED, [], None, noted)


async def test_what_builds_on_too_much(terms: Terms, index: Index) -> None:
    """A question builds on so many records and no more."""
    sets = [value_set(f"{OWN}{n}", {"system": GENDERS}, id=f"n{n}") for n in range(MOST + 1)]
    await index.keep(*sets, value_set(OWN, {"valueSet": [each["url"] for each in sets]}))
    with pytest.raises(Invalid) as refusal:
        await terms.under(FEED).members(OWN)

    assert "too-costly" == refusal.value.faults[0].code


async def test_what_is_large(terms: Terms, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large value sets are read beside the event loop, larger ones not at all."""
    monkeypatch.setattr("persistence.terminology.stored.LONG", 10)
    await index.keep(value_set(OWN, {"system": GENDERS}))
    assert 4 == len(await terms.under(FEED).members(OWN) or ())

    await index.keep(value_set(f"{OWN}2", {"system": GENDERS}, id="big", description="x" * 17_000_000))
    with pytest.raises(Invalid) as refusal:
        await terms.under(FEED).members(f"{OWN}2")
    assert "too-costly" == refusal.value.faults[0].code
