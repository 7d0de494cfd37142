"""What an interaction works with: the door, the intake, the releases, and what this request says of itself."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from api.cursors import Cursors
from api.disclosure import Door
from api.intake import Intake
from api.negotiation import takes_ours
from api.releases import Releases
from api.settings import Settings
from api.wire import pairs
from domain.caller import Caller
from domain.errors import Fault, Malformed, NotFound, TooLarge, UnsupportedMedia
from domain.fhir.resources import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_BODY = 64 * 1024 * 1024
_ID = re.compile(r"[A-Za-z0-9.\-]{1,64}")
_MEDIA = frozenset({"application/fhir+json", "application/json", "application/json+fhir", "text/json"})


@dataclass(frozen=True, slots=True)
class Service:
    """The collaborators of every interaction; made once in ``api.main``."""

    settings: Settings
    door: Door
    intake: Intake
    releases: Releases
    cursors: Cursors
    clock: Callable[[], int]

    @property
    def base(self) -> str:
        """The FHIR base address."""
        return self.settings.fhir_base


Interaction = Callable[[Service, Caller, Request], Awaitable[Response]]


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


async def body_of(request: Request, media: frozenset[str] = _MEDIA) -> bytes:
    """Read the body, up to the limit."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in media or (media is _MEDIA and not takes_ours(request.headers["content-type"])):
        raise UnsupportedMedia(Fault("not-supported", "Send application/fhir+json."))
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


def weak_version(value: str) -> int:
    """Read a version out of ``W/"1"``; 0, which no record has, for a tag that this server never gave."""
    found = re.fullmatch(r'(?:W/)?"([^"]*)"', value.strip())
    if found is None:
        raise Malformed(Fault("invalid", 'If-Match must be of the form W/"1".'))
    return int(found[1]) if re.fullmatch(r"[1-9][0-9]{0,8}", found[1], re.ASCII) else 0


def lenient(request: Request) -> bool:
    """Tell whether the client asked to ignore what is not known: Prefer: handling=lenient."""
    return any("handling=lenient" in value.replace(" ", "") for value in request.headers.getlist("prefer"))
