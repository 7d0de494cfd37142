"""What an interaction works with: the door, the intake, the releases, and what this request says of itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Protocol

from starlette.requests import Request
from starlette.responses import Response

from api import binaries
from api.admission import ANY_VERSION
from api.conformance import Conformance
from api.cursors import Cursors
from api.disclosure import Door
from api.intake import Intake
from api.jobs import Jobs
from api.locations import SENT, Source
from api.negotiation import JSON_KINDS, XML_KINDS, takes_ours
from api.releases import Releases
from api.settings import Settings
from api.wire import pairs
from api.xml.reading import from_xml
from domain.caller import Caller
from domain.errors import Fault, Malformed, NotFound, TooLarge, UnsupportedMedia
from domain.fhir.resources import RESOURCES
from domain.ports import Stored
from domain.search.refusals import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_BODY = 64 * 1024 * 1024
_ID = re.compile(r"[A-Za-z0-9.\-]{1,64}")
_CHARSET = re.compile(r""";\s*charset\s*=\s*"?([A-Za-z0-9._\-]+)""", re.IGNORECASE)
FHIR_MEDIA = frozenset(kind for kind in (*JSON_KINDS, *XML_KINDS) if "/" in kind)
LONG = 256 * 1024
"""From here on another thread reads XML, so that other requests do not wait."""


class Desk(Protocol):
    """Who finds what answers at an address, for the entries of bundles."""

    def kind(self, method: str, path: str) -> str | None:
        """Say what is asked at a path below the base."""

    async def ask(self, service: Service, caller: Caller, request: Request) -> Response:
        """Answer a request that is part of another."""


@dataclass(frozen=True, slots=True)
class Service:
    """The collaborators of every interaction; made once in ``api.main``."""

    settings: Settings
    door: Door
    intake: Intake
    releases: Releases
    cursors: Cursors
    clock: Callable[[], int]
    conformance: Conformance
    jobs: Jobs
    desk: Desk

    @property
    def base(self) -> str:
        """The FHIR base address."""
        return self.settings.fhir_base


Interaction = Callable[[Service, Caller, Request], Awaitable[Response]]


def taking(interaction: Interaction, *names: str) -> Interaction:
    """Let an interaction take these parameters of an address, and what says how the answer is written; refuse others.

    What an address asks for beside that would be passed over: a create with the parameters of a search is no
    conditional create (https://hl7.org/fhir/R4/http.html#create).
    """
    known = frozenset({"_format", "_pretty", *names})

    async def strictly(service: Service, caller: Caller, request: Request) -> Response:
        if request.scope["query_string"] and not lenient(request):
            faults = [
                Fault("not-supported", "This request takes no such parameter.", f"http.{shown(name)}")
                for name, _ in pairs_of(request)
                if name not in known
            ]
            if faults:
                raise Malformed(*faults)
        return await interaction(service, caller, request)

    return strictly


def request_id(request: Request) -> str:
    """Give the id under which this request stands in the audit trail."""
    return str(request.scope["state"]["request_id"])


def type_of(request: Request) -> str:
    """Give the resource type in the path."""
    type_ = str(request.path_params["type"])
    if type_ not in RESOURCES:
        raise NotFound(Fault("not-supported", "This server knows no resource type of that name."))
    return type_


def id_of(request: Request) -> str:
    """Give the id in the path; what cannot be an id names no record."""
    id_ = str(request.path_params["id"])
    if not _ID.fullmatch(id_):
        raise NotFound
    return id_


def new_id_of(request: Request) -> str:
    """Give the id in the path, under which a record is to be kept."""
    try:
        return id_of(request)
    except NotFound:
        text = "An id has 1 to 64 letters, digits, points and hyphens."
        raise Malformed(Fault("value", text, f"{type_of(request)}.id")) from None


def version_of(request: Request) -> int:
    """Give the version in the path; what this server never numbered names no version."""
    version = str(request.path_params["version"])
    if not re.fullmatch(r"[1-9][0-9]{0,8}", version, re.ASCII):
        raise NotFound
    return int(version)


def pairs_of(request: Request) -> list[tuple[str, str]]:
    """Give the parameters of the query string, in order."""
    return pairs(request.scope["query_string"])


async def body_of(request: Request, media: frozenset[str] = FHIR_MEDIA) -> bytes:
    """Read the body, up to the limit; FHIR XML becomes JSON."""
    content_type = request.headers.get("content-type", "")
    kind = _kind(content_type)
    if kind not in media or (media is FHIR_MEDIA and not takes_ours(content_type)):
        raise UnsupportedMedia(Fault("not-supported", "Send application/fhir+json or application/fhir+xml."))
    return await _as_json(request, await _read(request), content_type)


async def content_of(request: Request, id_: str = "") -> bytes:
    """Read what is to be kept; what is no resource, sent to Binary, becomes one.

    See https://hl7.org/fhir/R4/binary.html#rest.
    """
    content_type = request.headers.get("content-type", "")
    if request.path_params.get("type") != "Binary" or not content_type:
        return await body_of(request)
    kind, body = _kind(content_type), await _read(request)
    if kind in FHIR_MEDIA and binaries.is_resource(body, kind):
        return await _as_json(request, body, content_type)
    return binaries.as_resource(body, content_type, id_, request.headers.get("x-security-context", ""))


async def _as_json(request: Request, body: bytes, content_type: str) -> bytes:
    kind = _kind(content_type)
    if kind not in FHIR_MEDIA:
        return body
    charset = _CHARSET.search(content_type)
    sent = Source(body, xml=kind in XML_KINDS, charset=charset[1].lower() if charset else "")
    request.scope.setdefault("state", {})["sent"] = sent
    SENT.set(sent)
    if not sent.xml:
        return body
    return from_xml(body, sent.charset) if len(body) < LONG else await asyncio.to_thread(from_xml, body, sent.charset)


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


async def _read(request: Request) -> bytes:
    if request.headers.get("content-encoding", "identity") != "identity":
        raise UnsupportedMedia(Fault("not-supported", "Send the body without a content encoding."))
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise TooLarge(Fault("too-costly", f"The body is over {LARGEST_BODY // 1024 // 1024} MiB."))
        parts.append(part)
    return b"".join(parts)


def if_match(headers: Mapping[str, str]) -> int | None:
    """Read If-Match; https://hl7.org/fhir/R4/http.html#concurrency."""
    value = headers.get("if-match")
    return None if value is None else weak_version(value)


def if_none_match(headers: Mapping[str, str]) -> int | None:
    """Read If-None-Match of a write: ``*`` only creates (RFC 9110 section 13.1.2)."""
    value = headers.get("if-none-match")
    return None if value is None else weak_version(value)


def condition_of(request: Request) -> str:
    """Give the search that says which record a conditional write means."""
    query: bytes = request.scope["query_string"]
    return query.decode("latin-1")


def weak_version(value: str) -> int:
    """Read a version out of ``W/"1"``; 0, which no record has, for a tag that this server never gave."""
    if value.strip() == "*":
        return ANY_VERSION
    found = re.fullmatch(r'(?:W/)?"([^"]*)"', value.strip())
    if found is None:
        raise Malformed(Fault("invalid", 'A version must be of the form W/"1", or *.'))
    return int(found[1]) if re.fullmatch(r"[1-9][0-9]{0,8}", found[1], re.ASCII) else 0


def unchanged(headers: Mapping[str, str], found: Stored) -> bool:
    """Tell whether If-None-Match or, without it, If-Modified-Since say that the client holds this version."""
    known = headers.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or f'"{found.version}"' in known
    since = headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return found.updated // 1_000_000 <= parsedate_to_datetime(since).timestamp()
    except (OverflowError, ValueError):
        return False


def lenient(request: Request) -> bool:
    """Tell whether the client asked to ignore what is not known: Prefer: handling=lenient."""
    return any("handling=lenient" in value.replace(" ", "") for value in request.headers.getlist("prefer"))
