"""What goes into a row's request, and what comes out? Per kind of endpoint: parameters, bodies, answers. A table.

A kind that is not in the table is an operation: parameters by GET in the address, by POST in Parameters. Long because
it is a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openapi.terminology import EXPAND, IN_CODE_SYSTEM, IN_VALUE_SET, LOOKUP, SUBSUMES, Parameters

INSTANT = r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$"


def _query(name: str, text: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": text, "schema": schema, **more}


def _header(name: str, text: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": text, "schema": schema, **more}


def _one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


_TEXT = {"type": "string", "minLength": 1}
_WHEN = {"type": "string", "pattern": INSTANT}
_NUMBER = {"type": "integer", "minimum": 0, "maximum": 999_999}
_TAG = {"type": "string", "pattern": '^(W/)?"[0-9]{1,9}"$'}

PARAMETERS: Mapping[str, dict[str, Any]] = {
    "format": _query("_format", "The format of the answer, over Accept.", _one_of("json", "xml")),
    "pretty": _query("_pretty", "Whether the answer is laid out for people.", _one_of("true", "false")),
    "mode": _query("mode", "Which part of the capabilities.", _one_of("full", "normative", "terminology")),
    "count": _query("_count", "The most records of a page; over 1,000 is 1,000.", _NUMBER),
    "page": _query("_page", "Where a page begins; comes from a link and stands alone.", _TEXT),
    "since": _query("_since", "What changed at this instant or later.", _WHEN, example="2026-01-01T00:00:00Z"),
    "at": _query("_at", "The versions that were current in this time.", _WHEN, example="2026-01"),
    "sort": _query("_sort", "The order: parameters, with - before those that descend.", _TEXT, example="-_lastUpdated"),
    "total": _query("_total", "Whether what matches is counted.", _one_of("none", "estimate", "accurate")),
    "summary": _query("_summary", "Which part of each record.", _one_of("true", "text", "data", "count", "false")),
    "elements": _query("_elements", "Which elements of each record.", _TEXT, example="id,status"),
    "include": _query("_include", "What the matches refer to comes along.", _TEXT, example="*"),
    "revinclude": _query("_revinclude", "What refers to the matches comes along.", _TEXT, example="Provenance:target"),
    "list": _query("_list", "The entries of the List of this id.", _TEXT),
    "filter": _query("_filter", "An expression of the filter language.", _TEXT, example="_lastUpdated gt 2026-01-01"),
    "text": _query("_text", "Words of the narrative.", _TEXT),
    "content": _query("_content", "Words of the record.", _TEXT),
    "id": _query("_id", "The id of a record, or several.", _TEXT),
    "lastUpdated": _query("_lastUpdated", "When the version was kept; with a prefix.", _TEXT, example="ge2026-01-01"),
    "types": _query("_type", "Types, with commas between.", _TEXT, example="Patient,Encounter"),
    "any": _query(
        "parameters",
        "Any search parameter of the type that /fhir/metadata lists, with its modifiers, chains and _has.",
        {"type": "object", "additionalProperties": {"type": "string"}},
        style="form",
        explode=True,
    ),
    "start": _query("start", "The first day of care.", _WHEN, example="2026-01-01"),
    "end": _query("end", "The last day of care.", _WHEN, example="2026-12-31"),
    "patient": _query("patient", "The id of a patient.", _TEXT, example="p1"),
    "kind": _query("type", "A code of the documents' type, with its system.", _TEXT, example="http://loinc.org|34133-9"),
    "profile": _query("profile", "A profile of the documents.", _TEXT),
    "on-demand": _query("on-demand", "Only what would be made on demand.", _one_of("true", "false")),
    "validate-mode": _query(
        "mode", "What the resource is to be valid for.", _one_of("create", "update", "delete", "profile")
    ),
    "validate-profile": _query("profile", "A profile that the resource is held to.", _TEXT),
    "max": _query("max", "The most of each code.", {"type": "integer", "minimum": 1, "maximum": 1000}),
    "category": _query("category", "A category of observations.", _TEXT, example="vital-signs"),
    "if-none-match": _header("If-None-Match", "The version that the client holds.", _TAG, example='W/"1"'),
    "if-modified-since": _header("If-Modified-Since", "When the client got what it holds.", _TEXT),
    "if-match": _header("If-Match", "The version that is changed.", _TAG, example='W/"1"'),
    "if-none-exist": _header("If-None-Exist", "A search; what it finds is not created again.", _TEXT),
    "prefer-return": _header(
        "Prefer",
        "What the answer holds.",
        _one_of("return=minimal", "return=representation", "return=OperationOutcome"),
    ),
    "prefer-handling": _header(
        "Prefer",
        "Whether parameters that are not known are refused or left out and reported; or an answer later.",
        _one_of("handling=strict", "handling=lenient", "respond-async"),
    ),
}  # fmt: skip
"""Every parameter that is named in the contract."""

_TYPED = {
    "boolean": _one_of("true", "false"), "integer": _NUMBER, "uri": {"type": "string", "format": "uri"}, "code": _TEXT,
    "string": _TEXT, "canonical": _TEXT, "Coding": _TEXT,
}  # fmt: skip
"""The types of the terminology's parameters that can stand in an address; a Coding as system|code."""
_TERMINOLOGY = {
    f"terminology-{name}": _query(name, "As the definition of the operation says.", _TYPED[kind.rstrip("*")])
    for table in (EXPAND, IN_VALUE_SET, IN_CODE_SYSTEM, LOOKUP, SUBSUMES)
    for name, kind in table.items()
    if kind.rstrip("*") in _TYPED
}
PARAMETERS = {**PARAMETERS, **_TERMINOLOGY}


def _named(table: Parameters) -> tuple[str, ...]:
    return tuple(f"terminology-{name}" for name in table if f"terminology-{name}" in _TERMINOLOGY)


_SEARCH = (
    "any", "id", "lastUpdated", "count", "sort", "total", "summary", "elements", "include", "revinclude", "list",
    "filter", "text", "content", "page", "prefer-handling",
)  # fmt: skip
_HISTORY = ("count", "since", "at", "page")
_WRITE = ("prefer-return",)

FHIR_JSON, FHIR_XML = "application/fhir+json", "application/fhir+xml"
RAW = "application/octet-stream"
"""Stands for any media type: content that is no FHIR, of a Binary."""
FORM, JSON_PATCH = "application/x-www-form-urlencoded", "application/json-patch+json"
ERRORS = {
    "400": "Malformed, or a parameter that is not known",
    "401": "No good token",
    "403": "Out of scope",
    "404": "Hidden or missing",
    "405": "Not done here",
    "406": "A format that is not made",
    "409": "Collides with what is there",
    "410": "Deleted, and could have been seen",
    "412": "Not the version, or not one record",
    "413": "Too large",
    "415": "A format that is not read",
    "422": "Breaks a rule of content, reference or review",
    "429": "Too often",
    "503": "The database does not answer; try again",
}
_READ = ("400", "401", "403", "404", "406", "410", "429", "503")
_CHANGE = ("400", "401", "403", "404", "405", "406", "409", "410", "412", "413", "415", "422", "429", "503")
_ASK = ("400", "401", "403", "404", "405", "406", "413", "415", "422", "429", "503")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind takes and gives: parameters by key, media types of the body, success codes with their schema."""

    takes: tuple[str, ...] = ()
    body: Mapping[str, str] | None = None
    gives: Mapping[str, str] | None = None
    errors: tuple[str, ...] = _ASK
    required: bool = True


_RESOURCE = {FHIR_JSON: "Resource", FHIR_XML: ""}
_CONTENT = {**_RESOURCE, "application/octet-stream": "Content"}
"""A Binary may be sent as its content, in whatever media type that is of."""
_CONTENT = {**_RESOURCE, RAW: "Raw"}
_PARAMETERS = {FHIR_JSON: "Parameters", FHIR_XML: ""}
_PATCH = {JSON_PATCH: "JsonPatch", FHIR_JSON: "Parameters", FHIR_XML: ""}
_BUNDLE = {"200": "Bundle"}
_KEPT = {"200": "Resource", "201": "Resource"}
_PACKED = {"200": "Resource"}

SHAPES: Mapping[str, Shape] = {
    "capabilities": Shape(("mode",), gives={"200": "Resource"}, errors=("400", "406")),
    "read": Shape(
        ("summary", "elements", "if-none-match", "if-modified-since"),
        gives={"200": "Resource", "304": ""},
        errors=_READ,
    ),
    "vread": Shape(
        ("summary", "elements", "if-none-match", "if-modified-since"),
        gives={"200": "Resource", "304": ""},
        errors=_READ,
    ),
    "history": Shape(_HISTORY, gives=_BUNDLE, errors=_READ),
    "history-type": Shape(_HISTORY, gives=_BUNDLE, errors=_READ),
    "history-system": Shape(_HISTORY, gives=_BUNDLE, errors=_READ),
    "search": Shape(_SEARCH, gives={**_BUNDLE, "202": "OperationOutcome"}, errors=_READ),
    "search-post": Shape(("prefer-handling",), {FORM: "Form"}, {**_BUNDLE, "202": "OperationOutcome"}, required=False),
    "create": Shape(("if-none-exist", *_WRITE), _CONTENT, _KEPT, _CHANGE),
    "update": Shape(("if-match", "if-none-match", *_WRITE), _CONTENT, _KEPT, _CHANGE),
    "conditional-update": Shape(("any", "if-match", *_WRITE), _CONTENT, _KEPT, _CHANGE),
    "patch": Shape(("if-match", *_WRITE), _PATCH, {"200": "Resource"}, _CHANGE),
    "conditional-patch": Shape(("any", "if-match", *_WRITE), _PATCH, {"200": "Resource"}, _CHANGE),
    "delete": Shape(("if-match", *_WRITE), gives={"200": "OperationOutcome", "204": ""}, errors=_CHANGE),
    "conditional-delete": Shape(("any", *_WRITE), gives={"200": "OperationOutcome", "204": ""}, errors=_CHANGE),
    "transaction": Shape(
        ("prefer-return",), {FHIR_JSON: "Bundle", FHIR_XML: ""}, {"200": "Bundle", "202": "OperationOutcome"}, _CHANGE
    ),
    "versions": Shape(
        gives={"200": "Parameters"}, body=_PARAMETERS, errors=("400", "406", "413", "415"), required=False
    ),
    "meta": Shape(gives={"200": "Parameters"}, errors=_READ),
    "meta-add": Shape((), _PARAMETERS, {"200": "Parameters"}, _CHANGE),
    "meta-delete": Shape((), _PARAMETERS, {"200": "Parameters"}, _CHANGE),
    "lastn": Shape(("patient", "category", "max", "any"), _PARAMETERS, _BUNDLE, required=False),
    "match": Shape((), _PARAMETERS, _BUNDLE),
    "docref": Shape(("patient", "start", "end", "kind", "profile", "on-demand"), _PARAMETERS, _BUNDLE, required=False),
    "everything": Shape(("start", "end", "since", "types", "count", "page"), _PARAMETERS, _BUNDLE, required=False),
    "job": Shape(gives={"200": "Resource", "202": ""}, errors=_CHANGE),
    "job-cancel": Shape(gives={"202": ""}, errors=_ASK),
    "validate-type": Shape(("validate-mode", "validate-profile"), _RESOURCE, {"200": "OperationOutcome"}),
    "validate": Shape(
        ("validate-mode", "validate-profile"), _RESOURCE, {"200": "OperationOutcome"}, _CHANGE, required=False
    ),
    "expand": Shape(_named(EXPAND), _PARAMETERS, {"200": "Resource"}, _CHANGE, required=False),
    "validate-code": Shape(_named(IN_VALUE_SET), _PARAMETERS, {"200": "Parameters"}, _CHANGE, required=False),
    "code-system-validate-code": Shape(
        _named(IN_CODE_SYSTEM), _PARAMETERS, {"200": "Parameters"}, _CHANGE, required=False
    ),
    "code-system-subsumes": Shape(_named(SUBSUMES), _PARAMETERS, {"200": "Parameters"}, _CHANGE, required=False),
    "lookup": Shape(_named(LOOKUP), _PARAMETERS, {"200": "Parameters"}, _CHANGE, required=False),
    "reindex": Shape((), _PARAMETERS, {"202": "OperationOutcome"}, _CHANGE, required=False),
    "review": Shape(gives={"200": "OperationOutcome"}, errors=_READ),
    "accounting": Shape(gives=_BUNDLE, errors=_READ),
    "release-verify": Shape((), _PARAMETERS, _PACKED, _CHANGE, required=False),
    "release-approve": Shape((), _PARAMETERS, _PACKED, _CHANGE, required=False),
    "release-deny": Shape((), _PARAMETERS, _PACKED, _CHANGE, required=False),
    "release-fulfil": Shape((), _PARAMETERS, _PACKED, _CHANGE, required=False),
}
OPERATION = Shape(("any",), _RESOURCE, {"200": "Resource"}, required=False)
"""What is not in the table."""
