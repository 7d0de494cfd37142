"""Which value sets and code systems among the records may a caller use, and on what do they build?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from domain.coding.library import Library, mentioned, split
from domain.errors import Fault, Invalid
from domain.ports import Stored
from domain.privacy.decide import Clearance
from domain.search.parameters import parameters_of
from persistence import audit_trail
from persistence.arguments import Arguments
from persistence.clients import REFUSED
from persistence.predicate_sql import sql

if TYPE_CHECKING:
    from asyncpg import Connection, Record
    from asyncpg.pool import PoolConnectionProxy

TYPES = ("CodeSystem", "ValueSet")
MOST = 64
"""Records that one question may build on."""
LARGEST = 16 * 1024 * 1024
"""Bytes of them that are read at once."""
LONG = 256 * 1024
"""From here on another thread reads them, so that other requests do not wait."""
_SIZE = "sum(octet_length(r.body)) OVER ()"
_SELECT = (
    f"SELECT r.type, r.id, r.version, r.updated, {_SIZE} AS size,"
    f" CASE WHEN {_SIZE} <= {LARGEST} THEN r.body END AS body FROM record r"
)
_OWN = "EXISTS (SELECT FROM client c WHERE c.id = r.author AND c.own_feed)"
"""Under an address that the hospital's own feeds wrote nobody else is heard: no app puts a meaning on its codes."""
Name = tuple[str, str]
"""Type and canonical URL."""


@dataclass(slots=True)
class Gathered:
    """What was found: the versions handed out, and their content."""

    stored: list[Stored] = field(default_factory=list)
    resources: list[Mapping[str, Any]] = field(default_factory=list)


async def gather(
    connection: Connection | PoolConnectionProxy,
    clearance: Clearance,
    library: Library,
    names: Iterable[Name],
    first: Stored | None = None,
) -> Gathered:
    """Find what is named and is not in the library, then what that (and ``first``) builds on, as far as cleared."""
    found = Gathered()
    asked: set[str] = set()
    waiting = {split(canonical)[0] for type_, canonical in names if not _held(library, type_, canonical)}
    if first is not None:
        found.stored.append(first)
        found.resources += await _read([first])
        waiting |= lacking(library, found.resources)
    while waiting:
        asked |= waiting
        new = await _named(connection, clearance, sorted(waiting))
        found.stored += new
        if len(found.stored) > MOST or len(asked) > 2 * MOST:
            raise Invalid(Fault("too-costly", f"The value set builds on more than {MOST} others."))
        read = await _read(new)
        found.resources += read
        waiting = lacking(library, read) - asked
    return found


def lacking(library: Library, resources: Iterable[Mapping[str, Any]]) -> set[str]:
    """Name what these value sets build on and the library does not hold."""
    return {
        split(canonical)[0]
        for each in resources
        for type_, canonical in mentioned(each)
        if not _held(library, type_, canonical)
    }


def _held(library: Library, type_: str, canonical: str) -> bool:
    url, version = split(canonical)
    find = library.code_system if type_ == "CodeSystem" else library.value_set
    return find(url, version) is not None


async def _named(connection: Connection | PoolConnectionProxy, clearance: Clearance, urls: list[str]) -> list[Stored]:
    slots = [number for type_ in TYPES for number, _ in parameters_of(type_)["url"].slots]
    args = Arguments(list(TYPES), urls, slots)
    rows = await connection.fetch(
        f"WITH named AS (SELECT r.rid, {_OWN} AS own, bool_or({_OWN}) OVER (PARTITION BY r.type, t.uri) AS held"
        " FROM index_uri t JOIN record r ON r.rid = t.rid"
        " WHERE t.p = ANY($3::int[]) AND t.uri = ANY($2::text[]) AND r.type = ANY($1::text[])"
        f" AND {cleared(clearance, args)})"
        f" {_SELECT} JOIN named n ON n.rid = r.rid WHERE n.own = n.held"
        f" ORDER BY r.updated DESC, r.rid DESC LIMIT {MOST + 1}",
        *args.values,
    )
    return list(map(_stored, rows))


async def _read(found: list[Stored]) -> list[dict[str, Any]]:
    """Parse the bodies."""
    bodies = [each.body or b"{}" for each in found]
    if sum(map(len, bodies)) < LONG:
        return list(map(orjson.loads, bodies))
    return await asyncio.to_thread(lambda: list(map(orjson.loads, bodies)))


async def instance(
    connection: Connection | PoolConnectionProxy, clearance: Clearance, type_: str, id_: str
) -> Stored | None:
    """Find one value set or code system by its id."""
    args = Arguments(type_, id_)
    row = await connection.fetchrow(
        f"{_SELECT} WHERE r.type = $1 AND r.id = $2 AND {cleared(clearance, args)}", *args.values
    )
    return _stored(row) if row else None


def _stored(row: Record) -> Stored:
    if row["size"] > LARGEST:
        raise Invalid(Fault("too-costly", "The value sets and code systems that this builds on are too large."))
    return Stored(row["type"], row["id"], row["version"], row["updated"], row["body"])


def cleared(clearance: Clearance, args: Arguments) -> str:
    """Say that the token still stands and the record is one that the clearance lets through."""
    client, jti = args.add(clearance.caller.client), args.add(clearance.caller.jti)
    standing = "NOT " + REFUSED.format(client=f"{client}::text", jti=f"{jti}::text")
    return f"{standing} AND {sql(clearance.predicate, args, audit_trail.now())}"
