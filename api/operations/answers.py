"""How does an operation answer with records? A searchset whose bodies are as they are stored.

https://hl7.org/fhir/R4/bundle.html#searchset
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api import responses
from domain.errors import Fault
from domain.ports import Stored

MATCH = {"mode": "match"}


def searchset(
    request: Request,
    base: str,
    found: Iterable[tuple[Stored, dict[str, Any]]],
    links: Sequence[tuple[str, str]] = (),
    advice: Sequence[Fault] = (),
    total: int | None = None,
) -> Response:
    """Join records, each with what stands in ``search`` beside it, and advice as an outcome."""
    entries = [
        b'{"fullUrl":"%b","resource":%b,"search":%b}'
        % (f"{base}/{stored.reference}".encode(), stored.body or b"null", orjson.dumps(beside))
        for stored, beside in found
    ]
    head: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
    head["total"] = len(entries) if total is None else total
    if advice:
        outcome = {"resourceType": "OperationOutcome", "issue": [_issue(one) for one in advice]}
        entries.append(orjson.dumps({"resource": outcome, "search": {"mode": "outcome"}}))
    said = links or [("self", address(request, base))]
    head["link"] = [{"relation": relation, "url": url} for relation, url in said]
    joined = b',"entry":[' + b",".join(entries) + b"]" if entries else b""
    return responses.fhir(orjson.dumps(head)[:-1] + joined + b"}")


def address(request: Request, base: str) -> str:
    """Give where an operation was called, without what came in a body."""
    query = request.scope["query_string"].decode("ascii", "replace")
    return f"{base}{request.url.path.removeprefix('/fhir')}{'?' if query else ''}{query}"


def _issue(fault: Fault) -> dict[str, Any]:
    return {"severity": fault.severity, "code": fault.code, "details": {"text": fault.text}}
