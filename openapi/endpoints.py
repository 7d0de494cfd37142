"""Which addresses are there? The endpoint table: method, path, name, summary. ``api/routes.py`` says who answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One row: what is asked how and where; ``kind`` names it in the audit trail and finds who answers.

    ``definition``: the canonical address of an operation's definition.
    """

    method: str
    path: str
    kind: str
    summary: str
    open: bool = False
    definition: str = ""


R4 = "http://hl7.org/fhir/OperationDefinition/"
_META, _META_ADD, _META_DELETE = f"{R4}Resource-meta", f"{R4}Resource-meta-add", f"{R4}Resource-meta-delete"
_LASTN, _MATCH = f"{R4}Observation-lastn", f"{R4}Patient-match"
_DOCREF = "http://hl7.org/fhir/us/core/OperationDefinition/docref"
_VALIDATE = f"{R4}Resource-validate"
_VERSIONS = f"{R4}CapabilityStatement-versions"


ENDPOINTS: Sequence[Endpoint] = (
    Endpoint("GET", "/fhir/metadata", "capabilities", "What this server does", open=True),
    Endpoint("GET", "/fhir/{type}/{id}", "read", "Read the present version of a record"),
    Endpoint("GET", "/fhir/{type}", "search", "Search records of one type"),
    Endpoint("POST", "/fhir/{type}/_search", "search-post", "Search, with the parameters in a form"),
    Endpoint("GET", "/fhir", "search", "Search records of all types, or of those that _type names"),
    Endpoint("POST", "/fhir/_search", "search-post", "Search records of all types, with the parameters in a form"),
    Endpoint("GET", "/fhir/{type}/{id}/{within}", "search", "Search within a compartment: one type, or all with *"),
    Endpoint("POST", "/fhir/{type}/{id}/{within}/_search", "search-post", "Search within a compartment, by a form"),
    Endpoint("POST", "/fhir/{type}", "create", "Create a record; also opens a release request (Task)"),
    Endpoint("PUT", "/fhir/{type}/{id}", "update", "Replace a record; feeds may create it so"),
    Endpoint("PUT", "/fhir/{type}", "conditional-update", "Replace the one record that a search finds, or create it"),
    Endpoint("PATCH", "/fhir/{type}/{id}", "patch", "Change parts of a record: JSON Patch or FHIRPath Patch"),
    Endpoint("PATCH", "/fhir/{type}", "conditional-patch", "Change parts of the one record that a search finds"),
    Endpoint("DELETE", "/fhir/{type}/{id}", "delete", "Delete a record; its versions stay"),
    Endpoint("DELETE", "/fhir/{type}", "conditional-delete", "Delete the record that a search finds"),
    Endpoint("GET", "/fhir/{type}/{id}/_history", "history", "The versions of a record"),
    Endpoint("GET", "/fhir/{type}/_history", "history-type", "The versions of all records of a type"),
    Endpoint("GET", "/fhir/_history", "history-system", "The versions of all records"),
    Endpoint("GET", "/fhir/{type}/{id}/_history/{version}", "vread", "Read one version of a record"),
    Endpoint("POST", "/fhir", "transaction", "Send a batch or a transaction"),
    Endpoint("POST", "/fhir/$reindex", "reindex", "Index stored records by parameters that came after them, as a job"),
    Endpoint(
        "POST", "/fhir/SearchParameter/{id}/$reindex", "reindex", "Index stored records by one parameter, as a job"
    ),
    Endpoint("GET", "/fhir/_async/{id}", "job", "How far a request is that is answered later, and its answer"),
    Endpoint("DELETE", "/fhir/_async/{id}", "job-cancel", "Cancel a request that is answered later"),
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
    Endpoint(
        "GET", "/fhir/$versions", "versions", "Which versions of FHIR are spoken", open=True, definition=_VERSIONS
    ),
    Endpoint(
        "POST", "/fhir/$versions", "versions", "Which versions of FHIR are spoken", open=True, definition=_VERSIONS
    ),
    Endpoint("GET", "/fhir/$meta", "meta", "Profiles, tags and labels in use", definition=_META),
    Endpoint("GET", "/fhir/{type}/$meta", "meta", "Profiles, tags and labels in use for a type", definition=_META),
    Endpoint("GET", "/fhir/{type}/{id}/$meta", "meta", "The meta of a record", definition=_META),
    Endpoint("GET", "/fhir/{type}/{id}/_history/{version}/$meta", "meta", "The meta of a version", definition=_META),
    Endpoint("POST", "/fhir/{type}/{id}/$meta-add", "meta-add", "Add profiles, tags, labels", definition=_META_ADD),
    Endpoint(
        "POST",
        "/fhir/{type}/{id}/$meta-delete",
        "meta-delete",
        "Take profiles and tags away; labels under the scope labels.lower, with a reason",
        definition=_META_DELETE,
    ),
    Endpoint("POST", "/fhir/{type}/$validate", "validate-type", "Is this valid here?", definition=_VALIDATE),
    Endpoint("GET", "/fhir/{type}/{id}/$validate", "validate", "Is the record valid?", definition=_VALIDATE),
    Endpoint("POST", "/fhir/{type}/{id}/$validate", "validate", "Is what replaces it valid?", definition=_VALIDATE),
    *(
        Endpoint(method, f"/fhir/{place}/$everything", "everything", summary, definition=f"{R4}{of}-everything")
        for of, place, summary in (
            ("Patient", "Patient/{id}", "Everything about a patient"),
            ("Encounter", "Encounter/{id}", "Everything about an encounter"),
            ("Patient", "Patient", "Everything about the patient whom the caller acts for"),
        )
        for method in ("GET", "POST")
    ),
    Endpoint("GET", "/fhir/Observation/$lastn", "lastn", "The last observations of each code", definition=_LASTN),
    Endpoint("POST", "/fhir/Observation/$lastn", "lastn", "The last observations of each code", definition=_LASTN),
    Endpoint("POST", "/fhir/Patient/$match", "match", "Which patients may be the one described", definition=_MATCH),
    Endpoint("GET", "/fhir/DocumentReference/$docref", "docref", "A patient's documents", definition=_DOCREF),
    Endpoint("POST", "/fhir/DocumentReference/$docref", "docref", "A patient's documents", definition=_DOCREF),
    *(
        Endpoint(method, f"/fhir/{place}", kind, summary, definition=f"{R4}{definition}")
        for place, kind, summary, definition in (
            ("ValueSet/$expand", "expand", "The codes in a value set", "ValueSet-expand"),
            ("ValueSet/{id}/$expand", "expand", "The codes in a value set", "ValueSet-expand"),
            ("ValueSet/$validate-code", "validate-code", "Is a code in a value set?", "ValueSet-validate-code"),
            ("ValueSet/{id}/$validate-code", "validate-code", "Is a code in a value set?", "ValueSet-validate-code"),
            ("CodeSystem/$validate-code", "code-system-validate-code", "Is this a code?", "CodeSystem-validate-code"),
            (
                "CodeSystem/{id}/$validate-code",
                "code-system-validate-code",
                "Is this a code?",
                "CodeSystem-validate-code",
            ),
            ("CodeSystem/$lookup", "lookup", "What is known of a code", "CodeSystem-lookup"),
            ("CodeSystem/$subsumes", "code-system-subsumes", "Is a code above another?", "CodeSystem-subsumes"),
            ("CodeSystem/{id}/$subsumes", "code-system-subsumes", "Is a code above another?", "CodeSystem-subsumes"),
        )
        for method in ("GET", "POST")
    ),
)
