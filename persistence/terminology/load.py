"""How does the compact ICD-10-CM table get into the database: one COPY, and nothing when it is there already."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncpg

SOURCE = Path(__file__).with_name("icd10cm.tsv.gz")
MARK = "#release"
COLUMNS = ("code", "billable", "display", "excludes1", "excludes2", "code_first", "use_additional", "flags")

Record = tuple[str, bool, str, list[str], list[str], list[str], list[str], list[str]]


async def load(connection: asyncpg.Connection) -> None:
    """Bring ``code_fact`` to the release that this version of Chartward ships."""
    with gzip.open(SOURCE, "rt", encoding="utf-8") as lines:
        release = lines.readline().strip().removeprefix("#")
        present = await connection.fetchval("SELECT display FROM code_fact WHERE code = $1", MARK)
        if present == release:
            return
        records: list[Record] = [(MARK, False, release, [], [], [], [], []), *entries(lines)]
    async with connection.transaction():
        await connection.execute("DELETE FROM code_fact")
        await connection.copy_records_to_table("code_fact", records=records, columns=COLUMNS)
    await connection.execute("ANALYZE code_fact")


def entries(lines: Iterator[str]) -> Iterator[Record]:
    """Read the lines of the table after the first."""
    for line in lines:
        code, billable, display, *lists = line.rstrip("\n").split("\t")
        excludes1, excludes2, first, additional, flags = (each.split(",") if each else [] for each in lists)
        yield code, billable == "1", display, excludes1, excludes2, first, additional, flags
