"""Where do the packages of releases lie, until their requester fetches them?"""

from __future__ import annotations

from dataclasses import astuple, fields
from typing import TYPE_CHECKING, Any

from domain.ports import Delivery

if TYPE_CHECKING:
    from asyncpg import Connection
    from asyncpg.pool import PoolConnectionProxy

_COLUMNS = tuple(field.name for field in fields(Delivery))


async def keep(connection: Connection | PoolConnectionProxy, package: Delivery) -> None:
    """Write a package."""
    values = [list(value) if isinstance(value, tuple) else value for value in astuple(package)]
    places = ", ".join(f"${n}" for n in range(1, len(_COLUMNS) + 1))
    await connection.execute(f"INSERT INTO package ({', '.join(_COLUMNS)}) VALUES ({places})", *values)


async def find(connection: Connection | PoolConnectionProxy, id_: str) -> Delivery | None:
    """Find a package by its id; withdrawn ones included and marked."""
    row = await connection.fetchrow(f"SELECT {', '.join(_COLUMNS)} FROM package WHERE id = $1", id_)
    if row is None:
        return None
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value := row[name], list) else value for name in _COLUMNS
    }
    return Delivery(**values)
