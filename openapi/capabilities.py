"""What does the server say of itself? https://hl7.org/fhir/R4/capabilitystatement.html, computed from the tables.

Rows of the endpoint table give interactions, conditions and operations; the table of search parameters gives what can
be searched, and which modifiers each takes; references give what can be included. Nothing is written here by hand that
a table knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.fhir.compartments import COMPARTMENTS
from domain.fhir.resources import RESOURCES
from domain.search.filters import PARENTS, fits
from domain.search.parameters import SearchParameter, parameters_of
from openapi.endpoints import ENDPOINTS, Endpoint

VERSION = "0.1.0"
DATE = "2026-11-22"
MODES = ("full", "normative", "terminology")

NORMATIVE = (
    "Binary", "Bundle", "CapabilityStatement", "CodeSystem", "Observation", "OperationDefinition", "OperationOutcome",
    "Parameters", "Patient", "StructureDefinition", "ValueSet",
)  # fmt: skip
"""Types whose definition in R4 is normative (standards-status of the structure definitions)."""
NORMATIVE_OPERATIONS = frozenset({
    "CodeSystem-lookup", "CodeSystem-subsumes", "CodeSystem-validate-code", "Resource-validate", "ValueSet-expand",
    "ValueSet-validate-code",
})  # fmt: skip

_ONE, _TYPE, _ALL = "/fhir/{type}/{id}", "/fhir/{type}", "/fhir"
INTERACTIONS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("GET", _ONE): ("read",),
    ("GET", f"{_ONE}/_history/{{version}}"): ("vread",),
    ("GET", f"{_ONE}/_history"): ("history-instance",),
    ("GET", f"{_TYPE}/_history"): ("history-type",),
    ("PUT", _ONE): ("update",),
    ("PATCH", _ONE): ("patch",),
    ("DELETE", _ONE): ("delete",),
    ("POST", _TYPE): ("create",),
    ("GET", _TYPE): ("search-type",),
}
"""Which interaction with a type is what row; https://hl7.org/fhir/R4/valueset-type-restful-interaction.html."""
SYSTEM_INTERACTIONS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("POST", _ALL): ("transaction", "batch"),
    ("GET", _ALL): ("search-system",),
    ("GET", f"{_ALL}/_history"): ("history-system",),
}
"""The same for the whole system."""

FORMATS = ("json", "xml", "application/fhir+json", "application/fhir+xml")
PATCH_FORMATS = ("application/json-patch+json", "application/fhir+json", "application/fhir+xml")
OWN = "https://chartward.example/fhir/OperationDefinition/"
US_CORE_SERVER = "http://hl7.org/fhir/us/core/CapabilityStatement/us-core-server"

_ANY = (
    ("_has", "special", "", "What refers to the record, at any depth: _has:Type:reference:parameter."),
    ("_list", "token", "", "The entries of a List, by its id."),
    ("_type", "token", "", "The types that a search of the whole system or a compartment looks at."),
    ("_filter", "special", "http://hl7.org/fhir/SearchParameter/filter", "An expression of the filter language."),
    ("_text", "string", "http://hl7.org/fhir/SearchParameter/DomainResource-text", "Words of the narrative."),
    ("_content", "string", "http://hl7.org/fhir/SearchParameter/Resource-content", "Words of the whole record."),
)
"""What can be asked of every type and is no parameter of the table."""

_DETECTS = (
    "Every change makes a version and counts: create, update, patch, conditional writes, transactions, $meta-add and"
    " $meta-delete, and what the service itself writes. A deleted record is found in no search; histories tell of it."
)
"""What ``_lastUpdated`` detects; US Core 8.0.0 asks servers to say it."""

Rows = tuple[Endpoint, ...]


def statement(
    origin: str,
    mode: str = "full",
    profiles: Callable[[str], list[str]] = lambda _: [],
    rows: Rows = tuple(ENDPOINTS),
) -> dict[str, Any]:
    """Give the CapabilityStatement of a server at this origin; ``normative`` leaves out what R4 may still change."""
    types = NORMATIVE if mode == "normative" else tuple(sorted(RESOURCES))
    referring = _referring()
    system = [code for key, codes in SYSTEM_INTERACTIONS.items() if _has(rows, key) for code in codes]
    rest: dict[str, Any] = {
        "mode": "server",
        "documentation": (
            "Every answer passes the disclosure rules; what is hidden looks like what is missing."
            + (" Patches may be conditional." if _has(rows, ("PATCH", _TYPE)) else "")
        ),
        "security": _security(origin),
        "resource": [_resource(name, mode, profiles(name), referring.get(name, []), rows) for name in types],
        "interaction": [{"code": code} for code in system],
        "searchParam": [
            {"name": name, **({"definition": url} if url else {}), "type": kind, "documentation": text}
            for name, kind, url, text in _ANY
        ],
        "operation": _operations(rows, "", mode),
        "compartment": _compartments(rows),
    }
    loaded = {url for name in RESOURCES for url in profiles(name)}
    us_core = {url.partition("|")[2] for url in loaded if url.startswith("http://hl7.org/fhir/us/core/")}
    return {
        "resourceType": "CapabilityStatement",
        "url": f"{origin}/fhir/metadata",
        "version": VERSION,
        "name": "Chartward",
        "title": "Chartward",
        "status": "active",
        "date": DATE,
        "kind": "instance",
        **({"instantiates": [f"{US_CORE_SERVER}|{one}".rstrip("|") for one in sorted(us_core)]} if us_core else {}),
        "software": {"name": "Chartward", "version": VERSION},
        "implementation": {"description": "Record release under law and consent", "url": f"{origin}/fhir"},
        "fhirVersion": "4.0.1",
        "format": list(FORMATS),
        "patchFormat": list(PATCH_FORMATS),
        "rest": [{name: value for name, value in rest.items() if value}],
    }


def _compartments(rows: Rows) -> list[str]:
    """Name the compartments that can be searched."""
    searched = _has(rows, ("GET", f"{_ONE}/{{within}}"))
    return [f"http://hl7.org/fhir/CompartmentDefinition/{owner}" for owner in _owners()] if searched else []


def _owners() -> list[str]:
    return sorted(owner[0].lower() + owner[1:] for owner in COMPARTMENTS)


def _has(rows: Rows, key: tuple[str, str]) -> bool:
    return any((row.method, row.path) == key for row in rows)


def _security(origin: str) -> dict[str, Any]:
    service = {"system": "http://terminology.hl7.org/CodeSystem/restful-security-service", "code": "SMART-on-FHIR"}
    return {
        "extension": [
            {
                "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
                "extension": [{"url": "token", "valueUri": f"{origin}/auth/token"}],
            }
        ],
        "cors": False,
        "service": [{"coding": [service], "text": "OAuth2 using SMART Backend Services"}],
        "description": "SMART Backend Services; every answer passes the disclosure rules of Chartward.",
    }


def _resource(name: str, mode: str, profiles: list[str], referring: list[str], rows: Rows) -> dict[str, Any]:
    table = parameters_of(name)
    codes = [code for key, found in INTERACTIONS.items() if _has(rows, key) for code in found]
    made: dict[str, Any] = {
        "type": name,
        "profile": f"http://hl7.org/fhir/StructureDefinition/{name}",
        "supportedProfile": profiles,
        "interaction": [{"code": code} for code in codes],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalRead": "full-support",
        "conditionalUpdate": _has(rows, ("PUT", _TYPE)),
        "conditionalDelete": "single" if _has(rows, ("DELETE", _TYPE)) else "not-supported",
        "referencePolicy": ["literal", "logical", "local"],
        "searchInclude": ["*", f"{name}:*", *(f"{name}:{code}" for code in sorted(_references(name)))],
        "searchRevInclude": referring,
        "searchParam": [_searchable(row) for _, row in sorted(table.items()) if row.complete],
        "operation": _operations(rows, name, mode),
    }
    return {key: value for key, value in made.items() if value != []}


def _references(name: str) -> list[str]:
    return [code for code, row in parameters_of(name).items() if row.kind == "reference" and row.complete]


def _referring() -> dict[str, list[str]]:
    """Give, for every type, the parameters of any type that may refer to it."""
    found: dict[str, list[str]] = {}
    for source in sorted(RESOURCES):
        table = parameters_of(source)
        for code in sorted(_references(source)):
            row = table[code]
            targets = (row.narrowed,) if row.narrowed else row.targets or tuple(RESOURCES)
            for target in targets:
                found.setdefault(target, []).append(f"{source}:{code}")
    return found


def modifiers(row: SearchParameter) -> list[str]:
    """List the modifiers that a parameter takes; a type of resource stands for each that a reference may have."""
    candidates = ["exact", "contains", "text", "not", "above", "below", "in", "not-in", "of-type", "identifier"]
    found = [] if row.service in {"id", "updated"} or row.kind == "special" else ["missing"]
    found += [one for one in candidates if fits(row, one)]
    if row.kind == "reference":
        targets = (row.narrowed,) if row.narrowed else row.targets or tuple(sorted(RESOURCES))
        if not set(targets) & PARENTS.keys() and not {leaf.type for leaf in row.leaves} & {"canonical", "uri"}:
            found = [one for one in found if one not in {"above", "below"}]
        typed = [target for target in targets if target in RESOURCES and fits(row, target)]
        found += typed if len(typed) < len(RESOURCES) else ["[type]"]
    return found


def _searchable(row: SearchParameter) -> dict[str, Any]:
    made = {"name": row.code, "definition": row.url, "type": row.kind}
    taken = modifiers(row)
    said = [_DETECTS] if row.service == "updated" else []
    said += ["Modifiers: " + ", ".join(f":{one}" for one in taken)] if taken else []
    return {**made, "documentation": " ".join(said)} if said else made


def operations(rows: Rows = tuple(ENDPOINTS)) -> list[tuple[str, str, Endpoint]]:
    """List the operations: the type that each is of ("*" for all, "" for the system), its name, its row."""
    found: dict[tuple[str, str], Endpoint] = {}
    for row in rows:
        parts = row.path.split("/")
        if parts[-1].startswith("$"):
            type_ = "" if len(parts) == 3 else "*" if parts[2] == "{type}" else parts[2]
            found.setdefault((type_, parts[-1][1:]), row)
    return [(type_, name, row) for (type_, name), row in found.items()]


def _operations(rows: Rows, type_: str, mode: str) -> list[dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    for of, name, row in operations(rows):
        url = row.definition or f"{OWN}{of}-{name}"
        normative = url.rpartition("/")[2] in NORMATIVE_OPERATIONS
        if (of == type_ or (of == "*" and type_)) and (mode != "normative" or normative):
            made[name] = {"name": name, "definition": url, "documentation": row.summary}
    return [made[name] for name in sorted(made)]
