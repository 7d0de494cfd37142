"""Does the client take what we make? FHIR JSON is the one representation; https://hl7.org/fhir/R4/http.html#mime-type."""

from __future__ import annotations

import re
from functools import lru_cache

from starlette.requests import Request

from domain.errors import Fault, NotAcceptable

_TAKEN = (
    "application/fhir+json",
    "application/json",
    "application/json+fhir",
    "application/*",
    "*/*",
    "json",
    "text/json",
)
_NOTHING = re.compile(r"0(?:\.0{0,3})?")


def require_format(asked: str) -> None:
    """Refuse a format other than ours, asked for by ``_format``."""
    if asked.partition(";")[0].strip().replace(" ", "+") not in _TAKEN:
        raise NotAcceptable(Fault("not-supported", "This server makes application/fhir+json."))


def require_json(request: Request) -> None:
    """Refuse a client that wants something else."""
    query: bytes = request.scope["query_string"]
    asked = request.query_params.get("_format") if b"format" in query else None
    if asked is not None:
        require_format(asked)
        return
    accept = request.headers.get("accept")
    if accept is not None and not any(map(takes_ours, accept.split(","))):
        raise NotAcceptable(Fault("not-supported", "This server makes application/fhir+json; fhirVersion=4.0."))


@lru_cache(maxsize=256)
def takes_ours(wanted: str) -> bool:
    """Tell whether one media type of a header is ours: JSON, of R4, and not ruled out by its weight."""
    kind, *parameters = (part.strip() for part in wanted.lower().split(";"))
    if "json" not in kind and kind not in ("*/*", "application/*"):
        return False
    values = dict(part.split("=", 1) for part in parameters if "=" in part)
    unwanted = _NOTHING.fullmatch(values.get("q", "1").strip())
    return not unwanted and values.get("fhirversion", "4.0").strip(' "') in ("4.0", "4.0.1")
