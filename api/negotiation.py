"""Does the client take what we make? FHIR JSON is the one representation; https://hl7.org/fhir/R4/http.html#mime-type."""

from __future__ import annotations

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
    if accept is None or "json" in accept or "*/*" in accept or "application/*" in accept:
        return
    if "ndjson" in accept:
        return
    raise NotAcceptable(Fault("not-supported", "This server makes application/fhir+json."))
