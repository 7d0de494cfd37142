"""Do the migrations make exactly the tables that the code believes in?"""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from sqlalchemy import create_mock_engine
from sqlalchemy.dialects.postgresql.asyncpg import dialect

from persistence.migrate import migrate, revisions
from persistence.tables import METADATA

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text,
       pg_get_expr(d.adbin, d.adrelid), (SELECT collname FROM pg_collation WHERE oid = a.attcollation)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'S') AND c.relname <> 'alembic_version'
ORDER BY c.relname, a.attnum
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY indexname
"""


def declared() -> str:
    """Write the DDL of the declared tables."""
    statements: list[str] = []
    engine = create_mock_engine(
        "postgresql+asyncpg://", lambda sql, *_, **__: statements.append(str(sql.compile(dialect=dialect())))
    )
    METADATA.create_all(engine, checkfirst=False)
    return ";\n".join(statements)


async def shape(url: str) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Read columns and indexes from the catalogue."""
    connection = await asyncpg.connect(url)
    try:
        return (
            [tuple(row) for row in await connection.fetch(COLUMNS)],
            [tuple(row) for row in await connection.fetch(INDEXES)],
        )
    finally:
        await connection.close()


async def test_migrations_make_the_declared_tables(database_url: str, empty_database_url: str) -> None:
    """A migrated database has the columns, types, collations, defaults and indexes of tables.py, and no others."""
    connection = await asyncpg.connect(empty_database_url)
    await connection.execute(declared())
    await connection.close()

    expected_columns, expected_indexes = await shape(empty_database_url)
    actual_columns, actual_indexes = await shape(database_url)

    assert expected_columns == actual_columns
    assert expected_indexes == actual_indexes


async def test_text_sorts_by_code_point(database_url: str) -> None:
    """No column depends on the collation of the machine."""
    columns, _ = await shape(database_url)

    assert {"C"} == {collation for *_, collation in columns if collation is not None}


async def test_every_revision_is_applied_once(empty_database_url: str) -> None:
    """The first start applies all revisions, the second none."""
    assert revisions() == await migrate(empty_database_url)
    assert [] == await migrate(empty_database_url)


async def test_processes_that_start_together_take_turns(empty_database_url: str) -> None:
    """Of several processes that migrate at once, one applies the revisions and none fails."""
    applied = await asyncio.gather(*(migrate(empty_database_url) for _ in range(3)))

    assert [[], [], revisions()] == sorted(applied)


async def test_a_newer_database_is_refused(empty_database_url: str) -> None:
    """A database that a later version has migrated is left alone."""
    await migrate(empty_database_url)
    connection = await asyncpg.connect(empty_database_url)
    await connection.execute("UPDATE alembic_version SET version_num = '9999'")
    await connection.close()

    with pytest.raises(RuntimeError, match="9999"):
        await migrate(empty_database_url)


@pytest.mark.parametrize("table", ["audit_event", "seal", "disclosure"])
@pytest.mark.parametrize("change", ["UPDATE {} SET hash = hash", "DELETE FROM {}", "TRUNCATE {}"])
async def test_what_was_done_is_never_changed(pool: asyncpg.Pool, table: str, change: str) -> None:
    """Rows of the audit, its seals and the disclosures can be added and nothing else."""
    statement = change.format(table).replace("hash = hash", "id = id" if table == "disclosure" else "hash = hash")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute(statement)


async def test_bodies_are_stored_as_they_come(pool: asyncpg.Pool) -> None:
    """Bodies are not compressed (storage ``e``, external) and stay in the row up to a page."""
    rows = await pool.fetch(
        "SELECT c.relname, a.attstorage::text, c.reloptions FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE a.attname = 'body' AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
    )

    tuple_target = ["toast_tuple_target=8160"]
    assert [("history", "e", tuple_target), ("package", "e", None), ("record", "e", tuple_target)] == [
        tuple(row) for row in rows
    ]
