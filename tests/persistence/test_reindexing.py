"""Is every stored record indexed by a parameter that came after it, whatever happens meanwhile?"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import orjson
import pytest_asyncio

from domain.ports import Change
from domain.privacy.content import content_keys
from domain.search.custom import rows_of
from domain.search.extraction import extract
from domain.search.parameters import adopt, parameters_of
from persistence import reindexing
from persistence.records import PostgresRecords
from persistence.reindexing import BATCH, reindex

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import asyncpg

DEFINITION = {
    "resourceType": "SearchParameter", "id": "eye", "url": "urn:eye", "name": "eye", "status": "active", "description": "d",
    "code": "eye", "base": ["Patient"], "type": "string", "expression": "Patient.extension('urn:eye').value.ofType(string)",
}  # fmt: skip


def change(resource: dict[str, Any]) -> Change:
    """Make the first version of a record."""
    return Change(
        "PUT", resource["resourceType"], resource["id"], 1, 1, orjson.dumps(resource), "test", extract(resource),
        content=content_keys(resource), resource=resource,
    )  # fmt: skip


def patient(n: int) -> dict[str, Any]:
    """Make a patient with an eye."""
    return {
        "resourceType": "Patient", "id": f"p{n:05}", "gender": "male", "identifier": [{"system": "urn:i", "value": str(n)}],
        "extension": [{"url": "urn:eye", "valueString": f"eye {n}"}],
    }  # fmt: skip


@pytest_asyncio.fixture
async def store(pool: asyncpg.Pool) -> AsyncIterator[PostgresRecords]:
    """Give a store; the parameters of this process are as they were afterwards."""
    yield PostgresRecords(pool)
    forget()


def forget() -> None:
    """Know of no custom parameters, as a process that has just started, or has not looked."""
    adopt([])


async def save(store: PostgresRecords, *resources: dict[str, Any]) -> None:
    """Write records in one transaction."""
    async with store.writing() as writing:
        await writing.save([change(one) for one in resources])


async def test_a_process_that_has_not_looked_indexes_all_the_same(store: PostgresRecords, pool: asyncpg.Pool) -> None:
    """One record or several: the statement that writes tells that the parameters have changed."""
    await save(store, DEFINITION)
    for resources in ([patient(1)], [patient(2), patient(3)]):
        forget()
        await save(store, *resources)
    number = parameters_of("Patient")["eye"].number
    rows = await pool.fetch("SELECT exact FROM index_string WHERE p = $1 ORDER BY exact", number)

    assert ["eye 1", "eye 2", "eye 3"] == [row["exact"] for row in rows]
    for record in await pool.fetch("SELECT keys, body FROM record WHERE type = 'Patient'"):
        resource = orjson.loads(record["body"])
        assert {*extract(resource).keys, *content_keys(resource)} == set(record["keys"])


async def test_what_was_extracted_before_is_extracted_again(store: PostgresRecords, pool: asyncpg.Pool) -> None:
    """The process may learn of a parameter between the extraction of a record and its write."""
    early = change(patient(1))
    await save(store, DEFINITION)
    async with store.writing() as writing:
        await writing.save([early])
    number = parameters_of("Patient")["eye"].number

    assert 1 == await pool.fetchval("SELECT count(*) FROM index_string WHERE p = $1", number)


async def test_what_was_rolled_back_is_not_adopted(store: PostgresRecords) -> None:
    """A definition counts when it is committed."""
    with contextlib.suppress(InterruptedError):
        async with store.writing() as writing:
            await writing.save([change(DEFINITION)])
            await writing.save([change(patient(1))])
            raise InterruptedError

    assert "eye" not in parameters_of("Patient")


async def test_batches_go_on_where_they_were_interrupted(store: PostgresRecords, pool: asyncpg.Pool) -> None:
    """What was done is not done again; a parameter is complete only at the end; each value has one row."""
    await save(store, *map(patient, range(2 * BATCH + 10)))
    await save(store, DEFINITION)
    await save(store, patient(90_000))
    told: list[tuple[int, int, str]] = []

    async def interrupt(done: int, total: int, place: str) -> None:
        told.append((done, total, place))
        raise InterruptedError

    with contextlib.suppress(InterruptedError):
        await reindex(pool, interrupt)
    assert [(BATCH, 2 * BATCH + 11)] == [(done, total) for done, total, _ in told]
    assert not parameters_of("Patient")["eye"].complete

    seen: list[int] = []

    async def note(done: int, total: int, place: str) -> None:
        seen.append(done)

    assert BATCH + 11 == await reindex(pool, note, resume=told[0][2])
    parameter = parameters_of("Patient")["eye"]
    assert parameter.complete
    rows = await pool.fetch("SELECT rid, count(*) FROM index_string WHERE p = $1 GROUP BY rid", parameter.number)
    assert {1} == {row["count"] for row in rows}
    assert 2 * BATCH + 11 == len(rows)
    assert 0 == await reindex(pool)


async def test_everything_anew_repairs_an_index(store: PostgresRecords, pool: asyncpg.Pool) -> None:
    """Rows and keys that are lost come again, and no row comes twice."""
    resources = [patient(n) for n in range(5)]
    await save(store, *resources)
    before = {table: await pool.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in reindexing.TABLES}
    keys = {row["id"]: set(row["keys"]) for row in await pool.fetch("SELECT id, keys FROM record")}
    await pool.execute("DELETE FROM index_token WHERE rid IN (SELECT rid FROM record WHERE id = 'p00001')")
    await pool.execute("UPDATE record SET keys = '{}' WHERE id = 'p00002'")

    assert 5 == await reindex(pool, everything=True)

    after = {table: await pool.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in reindexing.TABLES}
    assert before == after
    assert keys == {row["id"]: set(row["keys"]) for row in await pool.fetch("SELECT id, keys FROM record")}


async def test_a_definition_says_what_it_adds() -> None:
    """A type that is none, all types, and no type that is left out."""
    assert 148 - 2 <= len(
        rows_of({**DEFINITION, "base": ["Resource"], "type": "uri", "expression": "Resource.implicitRules"})
    )
    assert [] == rows_of({**DEFINITION, "status": "draft", "expression": "%%"})
