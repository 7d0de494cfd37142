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


def require_json(request: Request) -> None:
    """Refuse a client that wants something else."""
    query: bytes = request.scope["query_string"]
    asked = request.query_params.get("_format") if b"format" in query else None
    if asked is not None:
        if asked.partition(";")[0].strip().replace(" ", "+") in _TAKEN:
            return
        raise NotAcceptable(Fault("not-supported", "This server makes application/fhir+json."))
    accept = request.headers.get("accept")
    if accept is None or "json" in accept or "*/*" in accept or "application/*" in accept:
        return
    if "ndjson" in accept:
        return
    raise NotAcceptable(Fault("not-supported", "This server makes application/fhir+json."))
