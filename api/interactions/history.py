"""History of a record, of a type, of everything: https://hl7.org/fhir/R4/http.html#history."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, id_of, lenient, pairs_of, request_id, type_of
from api.negotiation import PARAMETERS, in_format
from api.projection import WHOLE, Projection
from api.projection import asked as projected
from domain.caller import Caller
from domain.errors import Fault, Malformed
from domain.fhir.dates import bounds
from domain.ports import Span, Version

_MOST = 1000
_DEFAULT = 100
_KNOWN = frozenset({"_page", "_count", "_since", "_at", "_summary", "_elements", *PARAMETERS})
_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a history is asked for: how many versions of which span, and after which one to go on."""

    count: int = _DEFAULT
    span: Span = Span()  # noqa: RUF009 - it is frozen
    last: tuple[int | str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    part: Projection = WHOLE

    def address(self, here: str) -> str:
        """Write down what was asked."""
        return f"{here}?{urlencode(self.kept)}" if self.kept else here

    def cut(self, found: Sequence[Version]) -> Sequence[Version]:
        """Give of each version the part that was asked for."""
        return [replace(one, stored=self.part.cut(one.stored)) for one in found] if self.part else found


async def history(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with the versions of a record, newest first."""
    type_, id_ = type_of(request), id_of(request)
    here = f"{service.base}/{type_}/{id_}/_history"
    asked = _asked(service, caller, here, _understood(request), type_)
    before = int(asked.last[0]) if asked.last else None
    found, total = await service.door.history(caller, type_, id_, asked.count, before, asked.span, request_id(request))
    links = [("self", asked.address(here))]
    if found and len(found) == asked.count and found[-1].stored.version > 1:
        links.append(_next(service, caller, here, asked, (found[-1].stored.version,)))
    return responses.fhir(responses.history(service.base, asked.cut(found), total, in_format(links, pairs_of(request))))


async def history_of_type(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with the versions of all records of a type, newest first."""
    return await _wide(service, caller, request, type_of(request))


async def history_of_all(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with the versions of all records, newest first."""
    return await _wide(service, caller, request, "")


async def _wide(service: Service, caller: Caller, request: Request, type_: str) -> Response:
    """Count only where one page holds all: the count of a whole type would cost more than the page."""
    here = f"{service.base}/{type_}/_history" if type_ else f"{service.base}/_history"
    asked = _asked(service, caller, here, _understood(request), type_)
    last = None
    if asked.last:
        updated, of, id_, version = asked.last
        last = (int(updated), str(of), str(id_), int(version))
    found, more = await service.door.changed(caller, type_, asked.count, last, asked.span, request_id(request))
    links = [("self", asked.address(here))]
    if more and found:
        end = found[-1].stored
        links.append(_next(service, caller, here, asked, (end.updated, end.type, end.id, end.version)))
    total = None if more or last else len(found)
    return responses.fhir(responses.history(service.base, asked.cut(found), total, in_format(links, pairs_of(request))))


def _next(service: Service, caller: Caller, here: str, asked: _Asked, last: tuple[int | str, ...]) -> tuple[str, str]:
    span, part = asked.span, [asked.part.summary, list(asked.part.elements)]
    sealed = service.cursors.seal(caller, here, [asked.count, span.since, span.lo, span.hi, part, *last])
    return ("next", f"{here}?_page={sealed}")


def _understood(request: Request) -> list[tuple[str, str]]:
    """Give the parameters, those that a history does not take among them unless they are to be ignored."""
    found = pairs_of(request)
    return [pair for pair in found if pair[0] in _KNOWN] if lenient(request) else found


def _asked(service: Service, caller: Caller, here: str, pairs: list[tuple[str, str]], type_: str) -> _Asked:
    part = projected(pairs, (type_,) if type_ else ())
    asked = _Asked(kept=tuple(pair for pair in pairs if pair[0] not in PARAMETERS), part=part)
    named = [name for name, _ in asked.kept]
    if len(set(named)) < len(named) or ("_page" in named and len(named) > 1):
        raise Malformed(
            Fault("invalid", "A parameter of a history is given once; a page link stands alone.", "http.query")
        )
    for name, value in asked.kept:
        if name == "_page":
            asked = _opened(service, caller, here, value, asked)
        elif name == "_count":
            asked = replace(asked, count=_count(value))
        elif name == "_since":
            asked = replace(asked, span=replace(asked.span, since=_moments(name, value)[0]))
        elif name == "_at":
            lo, hi = _moments(name, value)
            asked = replace(asked, span=replace(asked.span, lo=lo, hi=hi))
        elif name not in ("_summary", "_elements"):
            text = "History takes _count, _since, _at, _summary and _elements alone."
            raise Malformed(Fault("not-supported", text, "http.query"))
    return asked


def _opened(service: Service, caller: Caller, here: str, token: str, asked: _Asked) -> _Asked:
    opened = service.cursors.open(caller, here, token)
    if not isinstance(opened, list) or len(opened) not in (6, 9):
        raise Malformed(Fault("invalid", "The page link is not one of this server's, or not yours."))
    count, since, lo, hi, (summary, elements), *last = opened
    part = Projection(summary, tuple(elements))
    return replace(asked, count=count, span=Span(since, lo, hi), last=tuple(last), part=part)


def _count(value: str) -> int:
    if not _NUMBER.fullmatch(value):
        raise Malformed(Fault("value", "The parameter _count is not a whole number.", "http._count"))
    return min(int(value), _MOST)


def _moments(name: str, value: str) -> tuple[int, int]:
    """Read an instant or a period of less precision, as [from, to) in microseconds."""
    try:
        return bounds(value)
    except ValueError:
        text = f"The parameter {name} is not a date or an instant."
        raise Malformed(Fault("value", text, f"http.{name}")) from None
