"""Does the database know the codes?"""

from __future__ import annotations

import asyncpg
import pytest

from persistence.terminology.codes import facts
from persistence.terminology.load import MARK, load


async def test_loading_again_changes_nothing(database_url: str) -> None:
    """The migrated database has the release; a second load writes nothing."""
    connection = await asyncpg.connect(database_url)
    try:
        before = await connection.fetchval("SELECT max(xmin::text::bigint) FROM code_fact")
        await load(connection)

        assert before == await connection.fetchval("SELECT max(xmin::text::bigint) FROM code_fact")
        assert 46_882 == await connection.fetchval("SELECT count(*) FROM code_fact")
    finally:
        await connection.close()


async def test_another_release_is_replaced(database_url: str) -> None:
    """What an older version of the service loaded gives way to this release."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("UPDATE code_fact SET display = '2019-10-01' WHERE code = $1", MARK)
        await connection.execute("DELETE FROM code_fact WHERE code = 'I10'")
        await load(connection)

        assert await connection.fetchval("SELECT billable FROM code_fact WHERE code = 'I10'")
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("asked", "billable"),
    [
        (["E119"], {"E11.9": True, "E11": False}),
        (["S52501A"], {"S52.501A": True, "S52.501": False, "S52.50": False, "S52.5": False, "S52": False}),
        (["E11.99"], {"E11.9": True, "E11": False}),
        (["nonsense", "#release", "'; DROP TABLE code_fact; --"], {}),
        ([], {}),
    ],
)
async def test_facts(database_url: str, asked: list[str], billable: dict[str, bool]) -> None:
    """Codes are found with or without dot, with the categories above them; what is unknown is absent."""
    connection = await asyncpg.connect(database_url)
    try:
        assert billable == {code: fact.billable for code, fact in (await facts(connection, asked)).items()}
    finally:
        await connection.close()
