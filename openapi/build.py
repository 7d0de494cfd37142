"""What is the contract in OpenAPI? Built from the endpoint table and the resource types; committed and compared.

``python -m openapi.build`` writes ``openapi/openapi.json``; ``--check`` exits 1 when it would change.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from domain.fhir.resources import RESOURCES
from openapi.endpoints import ENDPOINTS, Endpoint
from openapi.shapes import ERRORS, FHIR_JSON, FHIR_XML, OPERATION, PARAMETERS, SHAPES, Shape

TARGET = Path(__file__).with_name("openapi.json")
EXAMPLES = Path(__file__).with_name("examples")

_SCHEMAS: Mapping[str, dict[str, Any]] = {
    "Resource": {
        "type": "object",
        "description": "A FHIR R4 resource, as its definition says: https://hl7.org/fhir/R4/resourcelist.html",
        "properties": {"resourceType": {"type": "string"}, "id": {"type": "string"}, "meta": {"type": "object"}},
        "required": ["resourceType"],
    },
    "Bundle": {
        "type": "object",
        "description": "https://hl7.org/fhir/R4/bundle.html",
        "properties": {
            "resourceType": {"const": "Bundle"},
            "type": {
                "type": "string",
                "enum": [
                    "batch", "batch-response", "collection", "history", "searchset", "transaction",
                    "transaction-response",
                ],
            },
            "total": {"type": "integer", "minimum": 0},
            "link": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Link"}},
            "entry": {"type": "array", "minItems": 1, "items": {"type": "object"}},
        },
        "required": ["resourceType", "type"],
    },
    "Raw": {
        "type": "string",
        "format": "binary",
        "description": "The content of a Binary, under its own media type: https://hl7.org/fhir/R4/binary.html#rest",
    },
    "Link": {
        "type": "object",
        "properties": {"relation": {"type": "string"}, "url": {"type": "string"}},
        "required": ["relation", "url"],
    },
    "Parameters": {
        "type": "object",
        "description": "https://hl7.org/fhir/R4/parameters.html",
        "properties": {
            "resourceType": {"const": "Parameters"},
            "parameter": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
            },
        },
        "required": ["resourceType"],
    },
    "OperationOutcome": {
        "type": "object",
        "description": "https://hl7.org/fhir/R4/operationoutcome.html",
        "properties": {
            "resourceType": {"const": "OperationOutcome"},
            "issue": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Issue"}},
        },
        "required": ["resourceType", "issue"],
    },
    "Issue": {
        "type": "object",
        "properties": {
            "severity": {"enum": ["fatal", "error", "warning", "information"]},
            "code": {"type": "string"},
            "details": {"type": "object"},
            "diagnostics": {"type": "string"},
            "expression": {"type": "array", "items": {"type": "string"}},
            "location": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["severity", "code"],
    },
    "JsonPatch": {
        "type": "array",
        "description": "RFC 6902",
        "items": {
            "type": "object",
            "properties": {
                "op": {"enum": ["add", "remove", "replace", "move", "copy", "test"]},
                "path": {"type": "string"},
                "from": {"type": "string"},
                "value": {},
            },
            "required": ["op", "path"],
        },
    },
    "Content": {"type": "string", "format": "binary", "description": "The content of a Binary, in its own media type"},
    "Form": {"type": "object", "additionalProperties": {"type": "string"}},
}  # fmt: skip


def document(rows: Iterable[Endpoint], types: Iterable[str], version: str) -> dict[str, Any]:
    """Give the OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    for row in rows:
        paths.setdefault(row.path, {})[row.method.lower()] = _operation(row)
    paths["/fhir/.well-known/smart-configuration"] = {"get": _plain("SMART configuration")}
    paths["/auth/jwks"] = {"get": _plain("The keys that sign access tokens")}
    paths["/auth/token"] = {"post": _token()}
    paths["/health/live"] = {"get": _plain("Is the process alive")}
    paths["/health/ready"] = {"get": _plain("Can it serve") | {"responses": _health()}}
    names = sorted(types)
    path_parameters = {
        "type": _path("type", "A type of FHIR R4", {"type": "string", "enum": names}, "Patient"),
        "within": _path("within", "A type, or * for all", {"type": "string", "enum": ["*", *names]}, "Observation"),
        "id": _path("id", "The id of a record", {"type": "string", "pattern": r"^[A-Za-z0-9.\-]{1,64}$"}, "p1"),
        "version": _path("version", "A version", {"type": "string", "pattern": "^[1-9][0-9]{0,8}$"}, "1"),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Chartward",
            "version": version,
            "description": (
                "The record-release service of a hospital: releases only as law and patient allow. FHIR R4 (4.0.1).\n\n"
                "To try it: get an access token (`chartward token`, or POST /auth/token with a signed assertion, as"
                " SMART Backend Services says), press Authorize, paste it. What each type can be asked stands in"
                " /fhir/metadata."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": _tags(paths),
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": (
                        "An access token of /auth/token (OAuth 2.0 client_credentials, private_key_jwt: SMART Backend"
                        " Services)."
                    ),
                }
            },
            "parameters": {**_unique(path_parameters), **{key: _hinted(one) for key, one in PARAMETERS.items()}},
            "schemas": {name: dict(schema) for name, schema in _SCHEMAS.items()},
            "responses": {
                f"error-{code}": _answer("OperationOutcome", text) | _challenge(code) for code, text in ERRORS.items()
            },
            "examples": {name: {"value": value} for name, value in examples().items()},
        },
    }


def examples() -> dict[str, Any]:
    """Read the examples: a file for each type, and for each body that an operation takes."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(EXAMPLES.glob("*.json"))}


def _unique(parameters: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {f"path-{name}": one for name, one in parameters.items()}


def _hinted(parameter: Mapping[str, Any]) -> dict[str, Any]:
    """Tell the example in words: a page that shows the contract would send it with every request."""
    made = {name: value for name, value in parameter.items() if name != "example"}
    if "example" in parameter:
        made["description"] = f"{parameter['description']} For example: {parameter['example']}"
    return made


def _path(name: str, text: str, schema: dict[str, Any], example: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": text, "schema": schema, "example": example}


def _tags(paths: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    used = {tag for methods in paths.values() for one in methods.values() for tag in one["tags"]}
    return [{"name": name} for name in sorted(used)]


def _tag(path: str) -> str:
    parts = path.split("/")
    if path == "/fhir/metadata" or path.endswith("$versions"):
        return "capabilities"
    if len(parts) < 3 or parts[2].startswith(("_", "$")):
        return "system"
    return "records" if parts[2] == "{type}" else parts[2]


def _operation(row: Endpoint) -> dict[str, Any]:
    shape = SHAPES.get(row.kind, OPERATION)
    takes = [f"path-{name}" for name in re.findall(r"{(\w+)}", row.path) if name in ("type", "id", "within", "version")]
    if row.kind.startswith("search") and "{type}" not in row.path:
        takes.append("types")
    bodied = row.method in ("POST", "PUT", "PATCH") and bool(shape.body)
    takes += [name for name in shape.takes if not (bodied and "$" in row.path)]
    takes += ["format", "pretty"]
    made: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", f"{row.method.lower()}{row.path}").strip("_"),
        "summary": row.summary,
        "tags": [_tag(row.path)],
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in dict.fromkeys(takes)],
        "responses": _answers(row, shape),
    }
    if row.definition:
        made["externalDocs"] = {"url": row.definition}
    if bodied:
        made["requestBody"] = _body(row, shape)
    if not row.open:
        made["security"] = [{"token": []}]
    return made


def _body(row: Endpoint, shape: Shape) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for media, schema in (shape.body or {}).items():
        content[media] = {"schema": {"$ref": f"#/components/schemas/{schema}"} if schema else {}}
        shown = _shown(row, media)
        if shown:
            content[media]["examples"] = {name: {"$ref": f"#/components/examples/{name}"} for name in shown}
    return {"required": shape.required, "content": content}


def _shown(row: Endpoint, media: str) -> list[str]:
    """Name the examples of a body: of a write each type's, of an operation what bears its name."""
    if media != FHIR_JSON:
        return [row.kind.removeprefix("conditional-") + "-json"] if media.endswith("json-patch+json") else []
    files = sorted(path.stem for path in EXAMPLES.glob("*.json"))
    if row.kind in ("create", "update", "conditional-update"):
        return [name for name in files if name in RESOURCES]
    return [name for name in files if name.partition(".")[0] == row.kind.removeprefix("conditional-")]


def _answers(row: Endpoint, shape: Shape) -> dict[str, Any]:
    texts = {"201": "Created", "202": "Accepted; the answer comes later", "204": "Deleted, or not there"}
    texts |= {"304": "The client has it"}
    made: dict[str, dict[str, Any]] = {
        code: _answer(schema, texts.get(code, "Done")) if schema else {"description": texts.get(code, "Done")}
        for code, schema in (shape.gives or {}).items()
    }
    if row.kind in ("read", "vread"):
        made["200"]["content"]["*/*"] = {"schema": {"$ref": "#/components/schemas/Raw"}}
    if row.kind in ("read", "vread"):
        made["200"]["description"] = "The record; a Binary as its own content, where FHIR is not asked for by name"
        made["200"]["content"]["*/*"] = {"schema": {"$ref": "#/components/schemas/Content"}}
    for code in shape.errors:
        if not (row.open and code in ("401", "403", "404", "410")):
            made[code] = {"$ref": f"#/components/responses/error-{code}"}
    return made


def _answer(schema: str, text: str) -> dict[str, Any]:
    return {
        "description": text,
        "content": {FHIR_JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}, FHIR_XML: {}},
    }


def _challenge(code: str) -> dict[str, Any]:
    if code not in ("401", "403"):
        return {}
    return {"headers": {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}}


def _plain(summary: str) -> dict[str, Any]:
    return {
        "summary": summary,
        "tags": ["service"],
        "responses": {"200": {"description": "Done", "content": {"application/json": {"schema": {"type": "object"}}}}},
    }


def _health() -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object"}}}
    return {code: {"description": text, "content": content} for code, text in (("200", "Ready"), ("503", "Not ready"))}


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
    error = {
        "type": "object",
        "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
        "required": ["error"],
    }
    made = _plain("Get an access token: SMART Backend Services")
    made["requestBody"] = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}}
    for code, text in (
        ("400", "Refused, as RFC 6749 section 5.2 says"),
        ("401", "The client is not authenticated"),
        ("503", "Try again"),
    ):
        made["responses"][code] = {"description": text, "content": {"application/json": {"schema": error}}}
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
