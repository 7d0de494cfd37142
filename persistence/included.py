"""What else does a page bring? `_include` and `_revinclude`: https://hl7.org/fhir/R4/search.html#revinclude.

Every record on the way is cleared by itself: one that may not be seen is not brought, and nothing is followed from it.
Both the number of records and the number of steps are bounded; the answer says when something was left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import orjson

from domain.fhir.resources import RESOURCES
from domain.ports import Stored
from domain.privacy.decide import Clearance
from domain.privacy.predicate import Any, among, simplified
from domain.search.hashing import token_hash
from domain.search.linked import Link, links
from domain.search.parameters import SearchParameter, parameters_of
from domain.search.query import Filter, Include, Query
from domain.search.values import ReferenceValue
from persistence.arguments import Arguments
from persistence.predicate_sql import sql
from persistence.query_sql import conditions

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.pool import PoolConnectionProxy

MOST_INCLUDED = 1_000
MOST_STEPS = 5

_COLUMNS = "{a}.type, {a}.id, {a}.version, {a}.updated, {a}.method, {a}.body"


async def included(
    connection: PoolConnectionProxy,
    searching: Clearance,
    reading: Clearance,
    includes: Sequence[Include],
    matches: Sequence[Stored],
    at: int,
) -> tuple[list[Stored], bool]:
    """Give what the matches bring, step by step, each record once; and whether something was left out."""
    gathering = _Gathering(connection, searching, reading, matches, at)
    fresh: Sequence[Stored] = matches
    for step in range(MOST_STEPS + 1):
        following = [one for one in includes if one.iterate or not step]
        if not following or not fresh or gathering.cut:
            break
        if step == MOST_STEPS:
            gathering.cut = True
            break
        fresh = await gathering.step(following, fresh)
    return gathering.found, gathering.cut


class _Gathering:
    """What was brought so far."""

    def __init__(
        self,
        connection: PoolConnectionProxy,
        searching: Clearance,
        reading: Clearance,
        matches: Sequence[Stored],
        at: int,
    ) -> None:
        self._connection = connection
        self._searching = searching
        self._either = simplified(Any(tuple(dict.fromkeys((searching.predicate, reading.predicate)))))
        self._at = at
        self._known = {(one.type, one.id, one.version) for one in matches}
        self.found: list[Stored] = []
        self.cut = False

    async def step(self, includes: Sequence[Include], fresh: Sequence[Stored]) -> list[Stored]:
        """Follow every include once from these records; give what is new."""
        before = len(self.found)
        wanted = dict.fromkeys(self._targets(includes, fresh))
        present = [link for link in wanted if link.id and not link.version]
        past = [link for link in wanted if link.id and link.version]
        named = [link for link in wanted if link.url]
        if present:
            self._take(await self._present(present))
        if past:
            self._take(await self._past(past))
        if named:
            self._take(await self._named(named))
        for one in includes:
            if one.reverse and not self.cut:
                self._take(await self._referring(one, fresh))
        return self.found[before:]

    def _targets(self, includes: Sequence[Include], fresh: Sequence[Stored]) -> Iterable[Link]:
        forward = [one for one in includes if not one.reverse]
        for record in fresh if forward else ():
            resource = orjson.loads(record.body or b"{}")
            for one in forward:
                if one.source in ("", "*", record.type):
                    for link in links(resource, one.parameter):
                        if not one.target or link.type == one.target:
                            yield link
                        elif link.url:
                            yield link._replace(type=one.target)

    def _take(self, rows: Sequence[Record]) -> None:
        for row in rows:
            one = Stored(row["type"], row["id"], row["version"], row["updated"], row["body"], row["method"])
            name = (one.type, one.id, one.version)
            if name in self._known:
                continue
            if len(self.found) == MOST_INCLUDED:
                self.cut = True
                return
            self._known.add(name)
            self.found.append(one)

    @property
    def _limit(self) -> int:
        """How many rows may still come: those known already among them, and one more to see that there are more."""
        return MOST_INCLUDED + len(self._known) + 1

    async def _present(self, wanted: Sequence[Link]) -> list[Record]:
        args = Arguments([link.type for link in wanted], [link.id for link in wanted])
        return list(
            await self._connection.fetch(
                f"SELECT {_COLUMNS.format(a='r')} FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w(type, id, n)"
                f" JOIN record r ON r.type = w.type AND r.id = w.id WHERE {sql(self._either, args, self._at)}"
                f" ORDER BY w.n LIMIT {self._limit}",
                *args.values,
            )
        )

    async def _past(self, wanted: Sequence[Link]) -> list[Record]:
        """Find the very versions that references name, where the present version is cleared as well."""
        args = Arguments(
            [link.type for link in wanted], [link.id for link in wanted], [link.version for link in wanted]
        )
        now, then = sql(self._either, args, self._at), sql(self._either, args, self._at, "h")
        return list(
            await self._connection.fetch(
                "WITH w AS MATERIALIZED (SELECT r.*, w.version AS wanted FROM unnest($1::text[], $2::text[], $3::int[])"
                " AS w(type, id, version) JOIN record r ON r.type = w.type AND r.id = w.id"
                f" WHERE {now}) SELECT {_COLUMNS.format(a='w')} FROM w WHERE w.version = w.wanted"
                f" UNION ALL SELECT {_COLUMNS.format(a='h')} FROM w JOIN history h ON h.type = w.type AND h.id = w.id"
                f" AND h.version = w.wanted WHERE h.body IS NOT NULL AND {then} LIMIT {self._limit}",
                *args.values,
            )
        )

    async def _named(self, wanted: Sequence[Link]) -> list[Record]:
        """Find what canonical references name: by address, and by version where they say one."""
        found: list[Record] = []
        for link in wanted:
            types = [link.type] if link.type else sorted(RESOURCES)
            slots = {type_: parameters_of(type_)["url"].slots for type_ in types if "url" in parameters_of(type_)}
            if not slots:
                continue
            args = Arguments(sorted({number for some in slots.values() for number, _ in some}), link.url, sorted(slots))
            where = sql(self._either, args, self._at)
            if link.business_version:
                hashes = [token_hash(type_, "version", None, link.business_version) for type_ in slots]
                where += f" AND r.keys && {args.add(hashes)}::bigint[]"
            found += await self._connection.fetch(
                f"SELECT {_COLUMNS.format(a='r')} FROM record r WHERE r.rid IN (SELECT t.rid FROM index_uri t"
                f" WHERE t.p = ANY($1::int[]) AND t.uri = $2) AND r.type = ANY($3::text[]) AND {where}"
                f" ORDER BY r.type, r.id LIMIT {self._limit}",
                *args.values,
            )
        return found

    async def _referring(self, include: Include, fresh: Sequence[Stored]) -> list[Record]:
        """Find what refers to these records; who asks so searches, so only what a search may show."""
        targets = [one for one in fresh if include.target in ("", one.type)]
        if not targets:
            return []
        source = "" if include.source == "*" else include.source
        args = Arguments()
        predicate = among(self._searching.predicate, source) if source else self._searching.predicate
        where = [args.among("r.type", [source], "text")] if source else []
        where.append(sql(predicate, args, self._at))
        if include.parameter is None:
            where.append(_by_anything(targets, args))
        else:
            where += self._by(include.parameter, source, targets, args)
        found = await self._connection.fetch(
            f"SELECT {_COLUMNS.format(a='r')} FROM record r WHERE {' AND '.join(where)}"
            f" ORDER BY r.type, r.id LIMIT {self._limit}",
            *args.values,
        )
        named = _canonical(targets)
        return [row for row in found if _means(row, include, targets, named)] if named else list(found)

    def _by(self, parameter: SearchParameter, source: str, targets: Sequence[Stored], args: Arguments) -> list[str]:
        value = ReferenceValue((*(one.reference for one in targets), *_canonical(targets)))
        query = Query((source,), (Filter(parameter, values=(value,)),))
        return conditions(query, args, visible=lambda _, __: "true")  # there are no chains in it


def _by_anything(targets: Sequence[Stored], args: Arguments) -> str:
    patients = args.add([one.id for one in targets if one.type == "Patient"])
    names = args.add([*(one.reference for one in targets), *_canonical(targets)])
    return (
        f"r.rid IN (SELECT t.rid FROM index_reference t WHERE t.target = ANY({names}::text[])"
        f" UNION ALL SELECT q.rid FROM record q WHERE q.patient = ANY({patients}::text[]))"
    )


def _canonical(targets: Sequence[Stored]) -> dict[str, set[str]]:
    """Give the canonical addresses under which others may refer to these records, with their versions."""
    found: dict[str, set[str]] = {}
    for one in targets:
        if "url" in parameters_of(one.type):
            resource = orjson.loads(one.body or b"{}")
            url, version = resource.get("url"), resource.get("version")
            if isinstance(url, str):
                found.setdefault(url, {""}).add(version if isinstance(version, str) else "")
    return found


def _means(row: Record, include: Include, targets: Sequence[Stored], named: dict[str, set[str]]) -> bool:
    """Tell whether a record that refers to one of the addresses names no version, or one of theirs."""
    records = {(one.type, one.id) for one in targets}
    return any(
        link.business_version in named.get(link.url, ()) if link.url else (link.type, link.id) in records
        for link in links(orjson.loads(row["body"]), include.parameter)
    )
