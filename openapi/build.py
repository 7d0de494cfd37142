"""What is the contract in OpenAPI? Built from the endpoint table and the resource types; committed and compared.

``python -m openapi.build`` writes ``openapi/openapi.json``; ``--check`` exits 1 when it would change.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from domain.fhir.resources import RESOURCES
from openapi.endpoints import ENDPOINTS, Endpoint

TARGET = Path(__file__).with_name("openapi.json")
_FHIR = "application/fhir+json"
_ERRORS = {"400": "Malformed", "401": "No good token", "403": "Out of scope", "404": "Hidden or missing"}


def document(rows: Iterable[Endpoint], types: Iterable[str], version: str) -> dict[str, Any]:
    """Give the OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    for row in rows:
        paths.setdefault(row.path, {})[row.method.lower()] = _operation(row)
    paths["/fhir/.well-known/smart-configuration"] = {"get": _plain("SMART configuration")}
    paths["/auth/jwks"] = {"get": _plain("The keys that sign access tokens")}
    paths["/auth/token"] = {"post": _token()}
    paths["/health/live"] = {"get": _plain("Is the process alive")}
    paths["/health/ready"] = {"get": _plain("Can it serve")}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Chartward",
            "version": version,
            "description": "The record-release service of a hospital: releases only as law and patient allow.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "schemas": {
                "Resource": {
                    "type": "object",
                    "description": "A FHIR R4 resource",
                    "properties": {"resourceType": {"type": "string", "enum": sorted(types)}},
                    "required": ["resourceType"],
                },
                "OperationOutcome": {
                    "type": "object",
                    "properties": {
                        "resourceType": {"const": "OperationOutcome"},
                        "issue": {"type": "array", "minItems": 1, "items": {"type": "object"}},
                    },
                    "required": ["resourceType", "issue"],
                },
            },
        },
    }


def _operation(row: Endpoint) -> dict[str, Any]:
    success = {"create": "201", "delete": "204"}.get(row.kind, "200")
    made: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", f"{row.method.lower()}{row.path}").strip("_"),
        "summary": row.summary,
        "tags": [row.path.split("/")[2].replace("{type}", "records") if row.path.count("/") > 1 else "records"],
        "responses": {success: _content("Resource", "Done")},
    }
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", row.path)
    ]
    if parameters:
        made["parameters"] = parameters
    if row.method in ("POST", "PUT"):
        media = "application/x-www-form-urlencoded" if row.path.endswith("_search") else _FHIR
        schema = {"type": "object"} if row.path.endswith("_search") else {"$ref": "#/components/schemas/Resource"}
        made["requestBody"] = {"required": "$" not in row.path, "content": {media: {"schema": schema}}}
    if not row.open:
        made["security"] = [{"token": []}]
        made["responses"] |= {code: _content("OperationOutcome", text) for code, text in _ERRORS.items()}
    if success == "204":
        made["responses"]["204"] = {"description": "Deleted, or not there"}
    return made


def _content(schema: str, text: str) -> dict[str, Any]:
    return {"description": text, "content": {_FHIR: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


def _plain(summary: str) -> dict[str, Any]:
    return {
        "summary": summary,
        "tags": ["service"],
        "responses": {"200": {"description": "Done", "content": {"application/json": {"schema": {"type": "object"}}}}},
    }


def _token() -> dict[str, Any]:
    form = {
        "type": "object",
        "required": ["grant_type", "scope", "client_assertion_type", "client_assertion"],
        "properties": {
            "grant_type": {"const": "client_credentials"},
            "scope": {"type": "string"},
            "client_assertion_type": {"const": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
            "client_assertion": {"type": "string", "description": "JWT signed RS384 or ES384"},
        },
    }
    made = _plain("Get an access token: SMART Backend Services")
    made["requestBody"] = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}}
    made["responses"]["400"] = {"description": "Refused, as RFC 6749 section 5.2 says"}
    made["responses"]["401"] = {"description": "The client is not authenticated"}
    return made


def main(arguments: list[str]) -> int:
    """Write the file, or tell whether it is in step."""
    text = json.dumps(document(ENDPOINTS, RESOURCES, installed("chartward")), indent=1) + "\n"
    if "--check" not in arguments:
        TARGET.write_text(text)
        return 0
    if TARGET.exists() and TARGET.read_text() == text:
        return 0
    sys.stderr.write("openapi/openapi.json is not in step with the tables: run `make openapi`.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
