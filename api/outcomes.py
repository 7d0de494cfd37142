"""How does an error look from outside? One table: error class, HTTP status; every fault an issue of the outcome."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from domain import errors
from domain.errors import ChartwardError, Fault
from domain.review.outcomes import RULE_SYSTEM

STATUS: dict[type[ChartwardError], int] = {
    errors.Malformed: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.NotSupported: 405,
    errors.NotAcceptable: 406,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.PreconditionFailed: 412,
    errors.TooLarge: 413,
    errors.UnsupportedMedia: 415,
    errors.Invalid: 422,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}


def issue(fault: Fault) -> dict[str, Any]:
    """Give the issue of one fault."""
    details: dict[str, Any] = {"text": fault.text}
    if fault.rule:
        details["coding"] = [{"system": RULE_SYSTEM, "code": fault.rule}]
    made: dict[str, Any] = {"severity": fault.severity, "code": fault.code, "details": details}
    if fault.citation:
        made["diagnostics"] = fault.citation
    if fault.location:
        made["location"] = list(fault.location)
    if fault.expression:
        made["expression"] = [fault.expression]
    return made


def outcome(faults: Iterable[Fault]) -> dict[str, Any]:
    """Give the OperationOutcome of these faults; https://hl7.org/fhir/R4/operationoutcome.html."""
    return {"resourceType": "OperationOutcome", "issue": [issue(fault) for fault in faults]}


def status(error: ChartwardError) -> int:
    """Give the HTTP status of an error."""
    return STATUS[type(error)]


def body(error: ChartwardError) -> bytes:
    """Give the bytes of an error's outcome."""
    return orjson.dumps(outcome(error.faults))
