"""What the server says of itself is what it does (https://hl7.org/fhir/R4/http.html#capabilities)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B.capabilitystatement import CapabilityStatement

from domain.fhir.resources import RESOURCES
from domain.search.parameters import defined
from domain.search.query import SEARCHABLE
from openapi.endpoints import ENDPOINTS

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

VALUES = {
    "token": "http://x.example/s|a",
    "string": "a",
    "date": "ge2020",
    "number": "gt1",
    "quantity": "1|http://unitsofmeasure.org|mg",
    "uri": "http://x.example/a",
    "reference": "Patient/1",
}


@pytest.fixture(scope="module")
def statement(live: Live) -> dict[str, Any]:
    """Give the CapabilityStatement, which nobody needs a token for."""
    answer = live.http.get("/fhir/metadata")
    assert (200, "application/fhir+json; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    return dict(answer.json())


def test_valid(statement: dict[str, Any], live: Live) -> None:
    """The statement is one of FHIR R4, of this server."""
    CapabilityStatement.model_validate(statement)

    assert ("4.0.1", f"{live.origin}/fhir") == (statement["fhirVersion"], statement["implementation"]["url"])


def test_types_and_parameters(statement: dict[str, Any]) -> None:
    """It lists every type of R4, with every parameter that R4 defines and a search takes."""
    stated = {
        row["type"]: {(p["name"], p["type"]) for p in row["searchParam"]} for row in statement["rest"][0]["resource"]
    }
    tables = {name: {(p.code, p.kind) for p in defined(name) if p.kind in SEARCHABLE} for name in RESOURCES}

    assert tables == stated


def test_interactions_and_operations(statement: dict[str, Any]) -> None:
    """Each interaction and operation it lists has a row in the endpoint table, and the other way round."""
    rest = statement["rest"][0]
    names = {"search": "search-type", "search-post": "search-type", "history": "history-instance"}
    rows = [row for row in ENDPOINTS if not row.open]
    interactions = {names.get(row.kind, row.kind) for row in rows if "{type}" in row.path}
    operations = {row.path.split("/")[2] + row.path[row.path.index("$") :] for row in rows if "$" in row.path}

    assert [interactions] * len(RESOURCES) == [{i["code"] for i in row["interaction"]} for row in rest["resource"]]
    assert {"transaction", "batch"} == {row["code"] for row in rest["interaction"]}
    stated = {f"{row['type']}${one['name']}" for row in rest["resource"] for one in row.get("operation", ())}
    assert operations == stated


def test_every_parameter_can_be_searched(feed: Asker, statement: dict[str, Any]) -> None:
    """A search by any listed parameter, and for its absence, is answered on an empty database."""
    refused = []
    for row in statement["rest"][0]["resource"]:
        own = [p for p in row["searchParam"] if not p["name"].startswith("_")] or row["searchParam"]
        asked = [f"{p['name']}={VALUES[p['type']]}" for p in own]
        missing = "&".join(f"{p['name']}:missing=true" for p in own if p["name"] not in ("_id", "_lastUpdated"))
        for search in (*asked, missing):
            answer = feed.get(f"{row['type']}?{search}")
            if answer.status_code != 200 or answer.json()["type"] != "searchset":
                refused.append((row["type"], search, answer.status_code))

    assert [] == refused


def test_smart_configuration(live: Live) -> None:
    """A client finds the token endpoint without a token, and by the same origin."""
    answer = live.http.get("/fhir/.well-known/smart-configuration")
    found = answer.json()

    assert (200, "application/json") == (answer.status_code, answer.headers["content-type"])
    assert f"{live.origin}/auth/token" == found["token_endpoint"]
    assert ["private_key_jwt"] == found["token_endpoint_auth_methods_supported"]
    assert {"RS384", "ES384"} <= set(found["token_endpoint_auth_signing_alg_values_supported"])
    assert "client-confidential-asymmetric" in found["capabilities"]


def test_documentation(live: Live) -> None:
    """The page loads from this server alone, under a policy that allows nothing else; its document lists every row."""
    page = live.http.get("/docs")
    parts = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    document = live.http.get("/openapi.json").json()

    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert [200] * len(parts) == [live.http.get(part).status_code for part in parts]
    assert all(part.startswith("/docs/") for part in parts)
    assert {(row.path, row.method.lower()) for row in ENDPOINTS} <= {
        (path, method) for path, methods in document["paths"].items() for method in methods
    }
