"""Which addresses are there? The endpoint table: method, path, name, summary. ``api/routes.py`` says who answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One row: what is asked how and where; ``kind`` names it in the audit trail and finds who answers."""

    method: str
    path: str
    kind: str
    summary: str
    open: bool = False


ENDPOINTS: Sequence[Endpoint] = (
    Endpoint("GET", "/fhir/metadata", "capabilities", "What this server does", open=True),
    Endpoint("GET", "/fhir/{type}/{id}", "read", "Read the present version of a record"),
    Endpoint("GET", "/fhir/{type}", "search", "Search records of one type"),
    Endpoint("POST", "/fhir/{type}/_search", "search-post", "Search, with the parameters in a form"),
    Endpoint("POST", "/fhir/{type}", "create", "Create a record; also opens a release request (Task)"),
    Endpoint("PUT", "/fhir/{type}/{id}", "update", "Replace a record; feeds may create it so"),
    Endpoint("DELETE", "/fhir/{type}/{id}", "delete", "Delete a record; its versions stay"),
    Endpoint("GET", "/fhir/{type}/{id}/_history", "history", "The versions of a record"),
    Endpoint("GET", "/fhir/{type}/{id}/_history/{version}", "vread", "Read one version of a record"),
    Endpoint("POST", "/fhir", "transaction", "Send a batch or a transaction"),
    Endpoint("GET", "/fhir/Encounter/{id}/$review", "review", "The findings of review about an encounter"),
    Endpoint(
        "GET",
        "/fhir/Patient/{id}/$accounting-of-disclosures",
        "accounting",
        "Who got what, for which purpose: 45 CFR 164.528",
    ),
    Endpoint("POST", "/fhir/Task/{id}/$verify", "release-verify", "Record identity and authority as verified"),
    Endpoint("POST", "/fhir/Task/{id}/$approve", "release-approve", "Approve a release request"),
    Endpoint("POST", "/fhir/Task/{id}/$deny", "release-deny", "Deny a release request"),
    Endpoint("POST", "/fhir/Task/{id}/$fulfil", "release-fulfil", "Package exactly the cleared records"),
)
