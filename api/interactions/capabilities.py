"""Capabilities: https://hl7.org/fhir/R4/http.html#capabilities. Computed from the tables, so that it cannot lie."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service
from domain.caller import Caller
from domain.fhir.resources import RESOURCES
from domain.search.parameters import parameters_of
from domain.search.query import SEARCHABLE

VERSION = "0.1.0"
_INTERACTIONS = ("read", "vread", "update", "delete", "history-instance", "create", "search-type")
_OPERATIONS = {
    "Encounter": (("review", "findings of review, as an OperationOutcome"),),
    "Patient": (("accounting-of-disclosures", "who got what, for which purpose"),),
    "Task": (
        ("verify", "records identity and authority as verified"),
        ("approve", "approves a release request"),
        ("deny", "denies a release request"),
        ("fulfil", "packages exactly the cleared records"),
    ),
}


async def capabilities(service: Service, caller: Caller, request: Request) -> Response:  # noqa: ARG001 - an interaction
    """Answer with what this server does; for everybody."""
    return responses.fhir(statement(service.settings.origin))


@lru_cache(maxsize=4)
def statement(origin: str) -> bytes:
    """Give the CapabilityStatement, authored with the typed model that checks it."""
    from fhir.resources.R4B.capabilitystatement import CapabilityStatement

    made = CapabilityStatement(
        status="active",
        date="2026-11-22",
        kind="instance",
        software={"name": "Chartward", "version": VERSION},
        implementation={"description": "Record release under law and consent", "url": f"{origin}/fhir"},
        fhirVersion="4.0.1",
        format=["json", "application/fhir+json"],
        rest=[
            {
                "mode": "server",
                "security": _security(origin),
                "resource": [_resource(name) for name in sorted(RESOURCES)],
                "interaction": [{"code": "transaction"}, {"code": "batch"}],
            }
        ],
    )
    return orjson.dumps(made.model_dump(mode="json"))


def _security(origin: str) -> dict[str, Any]:
    return {
        "cors": False,
        "service": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/restful-security-service",
                        "code": "SMART-on-FHIR",
                    }
                ]
            }
        ],
        "description": "SMART Backend Services; every answer passes the disclosure rules of Chartward.",
        "extension": [
            {
                "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
                "extension": [{"url": "token", "valueUri": f"{origin}/auth/token"}],
            }
        ],
    }


def _resource(name: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": name,
        "profile": f"http://hl7.org/fhir/StructureDefinition/{name}",
        "interaction": [{"code": code} for code in _INTERACTIONS],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalRead": "full-support",
        "conditionalUpdate": False,
        "conditionalDelete": "not-supported",
        "referencePolicy": ["literal", "logical", "local"],
        "searchParam": [
            {"name": code, "type": row.kind, "definition": row.url}
            for code, row in sorted(parameters_of(name).items())
            if row.kind in SEARCHABLE
        ],
    }
    if name in _OPERATIONS:
        made["operation"] = [
            {
                "name": code,
                "definition": f"https://chartward.example/fhir/OperationDefinition/{name}-{code}",
                "documentation": text,
            }
            for code, text in _OPERATIONS[name]
        ]
    return made
