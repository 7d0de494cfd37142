"""Which record does a conditional write mean? The one that its condition finds, while nobody else decides the same.

https://hl7.org/fhir/R4/http.html#ccreate, #cond-update, #cdelete and #patch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from api import bodies
from api.wire import pairs
from domain.errors import ChartwardError, Conflict, Fault, Malformed, NotFound, PreconditionFailed
from domain.ports import Stored, Writing
from domain.privacy.decide import Clearance, require
from domain.search.query import Query, parse
from domain.search.sameness import claims, same

if TYPE_CHECKING:
    from api.intake import Incoming

MOST_DELETED = 1_000
"""How many records one conditional delete may delete, where it may delete several at all."""
_TRIES = 5


def criteria(clearance: Clearance, type_: str, condition: str, where: str, base: str) -> Query:
    """Read the condition of a write or of a reference: a search, to which the caller has to have the right.

    One that restricts nothing would match everything.
    """
    require(clearance.caller, "search", type_)
    try:
        query = parse(type_, pairs(quote(condition.lstrip("?"), safe="%=&+:/|,$-._~").encode()), base=base)
    except Malformed as error:
        raise error.at(where) from None
    if not query.filters:
        raise Malformed(Fault("invalid", "A condition needs at least one search parameter.", where))
    return query


async def settle(
    writing: Writing, clearance: Clearance, incoming: Sequence[Incoming], base: str, *, several: bool
) -> list[Incoming]:
    """Say which record each conditional write is about; give the further deletions where ``several`` are allowed.

    The condition is locked before it is tried, and what it found after; it is tried again if that was changed in
    between. Then nobody can make, change or delete what it finds until this write is done.
    """
    asked = [item for item in incoming if item.condition is not None or item.if_none_exist is not None]
    if not asked:
        return []
    queries = {id(item): _query(clearance, item, base) for item in asked}
    await writing.lock(sorted(frozenset().union(*map(claims, queries.values()))))
    plain = {item.reference for item in incoming if item.condition is None and item.method != "POST"}
    limit = MOST_DELETED + 1 if several else 2
    for _ in range(_TRIES):
        found = await _matches(writing, clearance, list(queries.values()), limit + len(plain))
        held = {
            one.reference: one.version
            for item in asked
            if item.condition is not None
            for one in found[same(queries[id(item)])]
        }
        if not held:
            break
        await writing.lock(sorted(held.keys() | plain))
        now = await writing.targets(clearance, sorted(held))
        if held == {name: target.version for name, target in now.items() if target.visible}:
            break
    else:
        raise Conflict(Fault("conflict", "What a condition finds is being changed by others; try again."))
    leaving = {item.reference for item in incoming if item.condition is None and item.method == "DELETE"}
    return _assigned(asked, queries, found, leaving, base, several=several)


def _query(clearance: Clearance, item: Incoming, base: str) -> Query:
    where = _where(item)
    return criteria(clearance, item.type, item.condition or item.if_none_exist or "", where, base)


def _where(item: Incoming) -> str:
    """Give the FHIRPath of a condition."""
    if not item.entry:
        return ""
    return f"{item.entry}.request.{'url' if item.condition is not None else 'ifNoneExist'}"


async def _matches(
    writing: Writing, clearance: Clearance, queries: Sequence[Query], limit: int
) -> dict[str, tuple[Stored, ...]]:
    return {key: await writing.matches(clearance, query, limit) for key, query in {same(q): q for q in queries}.items()}


def _assigned(
    asked: Sequence[Incoming],
    queries: Mapping[int, Query],
    found: Mapping[str, tuple[Stored, ...]],
    leaving: set[str],
    base: str,
    *,
    several: bool,
) -> list[Incoming]:
    """Assign deletions first: what the same write deletes (``leaving``), no other of its conditions finds."""
    further: list[Incoming] = []
    first: dict[str, Incoming] = {}
    for item in sorted(asked, key=lambda one: one.method != "DELETE"):
        key = same(queries[id(item)])
        left = [one for one in found[key] if one.reference not in leaving]
        try:
            match item.method:
                case "DELETE":
                    chosen = _leaving(item, left, several=several)
                    further += chosen[1:]
                    leaving |= {one.reference for one in chosen}
                case "POST":
                    _created(item, left, first.setdefault(key, item))
                case "PATCH":
                    _patched(item, left)
                case _:
                    _updated(item, left)
        except ChartwardError as error:
            raise error.at(item.entry) from None
        _addressed(item, base)
    return further


def _one(item: Incoming, found: Sequence[Stored]) -> Stored | None:
    if len(found) > 1:
        what = "If-None-Exist" if item.condition is None else "The condition"
        raise PreconditionFailed(Fault("multiple-matches", f"{what} matches several records.", _where(item)))
    return found[0] if found else None


def _created(item: Incoming, found: Sequence[Stored], first: Incoming) -> None:
    """Answer what is there already; the same condition twice in one bundle is the same record."""
    if first is not item:
        item.id = first.id
        item.settled = first.settled or Stored(item.type, item.id, 0, 0, None)
        return
    there = _one(item, found)
    if there is not None:
        item.settled = there
        item.id = there.id


def _updated(item: Incoming, found: Sequence[Stored]) -> None:
    """Update the one match; with none, create: under the id of the body if it has one, else under one of ours."""
    there = _one(item, found)
    own = _stated(item)
    if there is None:
        if item.if_match is not None:
            text = "If-Match names a version, but there is no such record."
            raise PreconditionFailed(Fault("conflict", text, item.entry))
        if own is None:
            item.method = "POST"
        else:
            item.id = own
            item.fresh = True
        return
    if own is not None and own != there.id:
        where = f"{item.where or item.type}.id"
        raise Malformed(Fault("invalid", "The id of the resource is not that of the record found.", where))
    item.id = there.id


def _stated(item: Incoming) -> str | None:
    """Give the id that a body states; what is wrong with a body is said where all bodies are read."""
    try:
        own = bodies.read(item.raw).get("id")
    except ChartwardError:
        return None
    return own if isinstance(own, str) else None


def _patched(item: Incoming, found: Sequence[Stored]) -> None:
    there = _one(item, found)
    if there is None:
        raise NotFound
    item.id = there.id


def _leaving(item: Incoming, found: Sequence[Stored], *, several: bool) -> list[Incoming]:
    """Delete what is found: nothing is fine, several only where the service allows it."""
    if not found:
        item.settled = Stored(item.type, item.id, 0, 0, None, "DELETE")
        return [item]
    if not several:
        _one(item, found)
    if len(found) > MOST_DELETED:
        text = f"The condition matches more than {MOST_DELETED} records."
        raise PreconditionFailed(Fault("too-costly", text, _where(item)))
    item.id = found[0].id
    return [item, *(item.again(one.id) for one in found[1:])]


def _addressed(item: Incoming, base: str) -> None:
    """Refuse a fullUrl that is the address of another record here."""
    local = item.full_url.removeprefix(f"{base}/")
    if local != item.full_url and item.condition is not None and item.method != "POST" and local != item.reference:
        raise Malformed(Fault("invalid", "The fullUrl is not the address of this entry.", f"{item.entry}.fullUrl"))


def distinct(items: Sequence[Any]) -> None:
    """Refuse two writes of one record, whichever way each was named."""
    seen: set[str] = set()
    for item in items:
        if item.settled is not None:
            continue
        if item.reference in seen:
            raise Malformed(Fault("duplicate", "Two entries change the same record.", item.entry))
        seen.add(item.reference)
