"""What the server says of itself is what it does (https://hl7.org/fhir/R4/http.html#capabilities)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B.capabilitystatement import CapabilityStatement

from api.validation import validate
from domain.errors import Malformed
from domain.fhir.resources import RESOURCES
from domain.search.filters import PARENTS
from domain.search.parameters import SearchParameter, adopt, parameters_of
from domain.search.query import parse
from openapi.capabilities import INTERACTIONS, NORMATIVE, SYSTEM_INTERACTIONS, modifiers, operations
from openapi.capabilities import statement as statement_of
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
    "special": "42.25|-83.69|11|km",
}
BY_MODIFIER = {
    "missing": "true", "identifier": "http://x.example/s|a", "of-type": "http://x.example/s|a|b", "text": "a",
    "in": "http://x.example/ValueSet/v", "not-in": "http://x.example/ValueSet/v",
}  # fmt: skip
MODIFIERS = (
    "missing", "exact", "contains", "text", "not", "above", "below", "in", "not-in", "of-type", "identifier",
    "Patient", "Medication", "nope",
)  # fmt: skip
NOBODY = ("There is nothing at this address.", "This cannot be done at this address.")


def value(row: SearchParameter, modifier: str = "") -> str:
    """Give a value that the parameter takes."""
    if modifier in RESOURCES:
        return "1"
    if modifier in BY_MODIFIER:
        return BY_MODIFIER[modifier]
    if row.kind == "composite":
        return "$".join(value(component) for component in row.components)
    if row.kind == "reference":
        if modifier in ("above", "below") and {leaf.type for leaf in row.leaves} & {"canonical", "uri"}:
            return VALUES["uri"]
        targets = (row.narrowed,) if row.narrowed else row.targets or ("Location",)
        ranked = [one for one in targets if one in PARENTS] if modifier in ("above", "below") else []
        return f"{(*ranked, *targets)[0]}/1"
    return VALUES[row.kind]


@pytest.fixture(scope="module")
def statement(live: Live) -> dict[str, Any]:
    """Give the CapabilityStatement, which nobody needs a token for."""
    answer = live.http.get("/fhir/metadata")
    assert (200, "application/fhir+json; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    return dict(answer.json())


def test_valid(statement: dict[str, Any], live: Live) -> None:
    """The statement is one of FHIR R4, of this server, by two validators."""
    CapabilityStatement.model_validate(statement)
    validate(statement, "CapabilityStatement")

    assert ("4.0.1", f"{live.origin}/fhir") == (statement["fhirVersion"], statement["implementation"]["url"])


@pytest.mark.parametrize(
    ("query", "status"),
    [("?mode=full", 200), ("?mode=normative", 200), ("?mode=terminology", 200), ("?mode=nope", 400), ("?x=1", 400)],
)
def test_modes(live: Live, query: str, status: int) -> None:
    """A mode that there is not, or another parameter, is refused."""
    assert status == live.http.get(f"/fhir/metadata{query}").status_code


def test_normative(live: Live) -> None:
    """The normative part holds the types whose definition will not change, and is valid."""
    found = live.http.get("/fhir/metadata?mode=normative").json()
    CapabilityStatement.model_validate(found)

    assert list(NORMATIVE) == [row["type"] for row in found["rest"][0]["resource"]]
    assert {"validate"} >= {row["name"] for row in found["rest"][0].get("operation", ())}


def test_terminology(live: Live) -> None:
    """The terminology part names the code systems that are held."""
    found = live.http.get("/fhir/metadata?mode=terminology").json()
    validate(found, "TerminologyCapabilities")

    assert {"http://hl7.org/fhir/administrative-gender"} <= {row["uri"] for row in found["codeSystem"]}


def test_profiles() -> None:
    """The profiles of the packages that are loaded stand at their types, and what of them the server instantiates."""
    url = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient|6.1.0"
    made = statement_of("https://a.example", profiles=lambda name: [url] if name == "Patient" else [])
    validate(made, "CapabilityStatement")
    stated = {row["type"]: row["supportedProfile"] for row in made["rest"][0]["resource"] if "supportedProfile" in row}

    assert {"Patient": [url]} == stated
    assert ["http://hl7.org/fhir/us/core/CapabilityStatement/us-core-server|6.1.0"] == made["instantiates"]


def test_custom_parameters() -> None:
    """A custom search parameter appears when it is adopted and complete, and goes with it."""
    row = replace(parameters_of("Patient")["gender"], number=9_999, code="eye-colour", url="https://a.example/sp")
    names = []
    try:
        for rows in ([row], [replace(row, complete=False)], []):
            adopt(rows)
            found = statement_of("https://a.example")["rest"][0]["resource"]
            names.append({one["name"] for each in found if each["type"] == "Patient" for one in each["searchParam"]})
    finally:
        adopt([])

    assert [True, False, False] == ["eye-colour" in each for each in names]


def test_types_and_parameters(statement: dict[str, Any]) -> None:
    """It lists every type of R4, with every parameter that a search takes."""
    stated = {
        row["type"]: {(p["name"], p["type"]) for p in row["searchParam"]} for row in statement["rest"][0]["resource"]
    }
    tables = {name: {(p.code, p.kind) for p in parameters_of(name).values()} for name in RESOURCES}

    assert tables == stated


def test_modifiers() -> None:
    """Each modifier of the statement is read, and each that it leaves out is refused, for every parameter."""
    wrong = []
    for name in RESOURCES:
        for code, row in parameters_of(name).items():
            stated = set(modifiers(row))
            stated |= set(RESOURCES) if "[type]" in stated else set()
            for modifier in ("", *MODIFIERS):
                asked = f"{code}:{modifier}" if modifier else code
                try:
                    parse(name, [(asked, value(row, modifier))])
                    read = True
                except Malformed:
                    read = False
                if read is not (not modifier or modifier in stated):
                    wrong.append((name, asked, read))

    assert [] == wrong


def test_includes(statement: dict[str, Any]) -> None:
    """Each inclusion of the statement is read; one over what is no reference is refused."""
    for row in statement["rest"][0]["resource"]:
        for name, stated in (("_include", row["searchInclude"]), ("_revinclude", row.get("searchRevInclude", ()))):
            for one in stated:
                assert parse(row["type"], [(name, one)]).includes
        plain = next(p["name"] for p in row["searchParam"] if p["type"] not in ("reference", "special"))
        with pytest.raises(Malformed):
            parse(row["type"], [("_include", f"{row['type']}:{plain}")])


def test_interactions_and_operations(statement: dict[str, Any]) -> None:
    """Each interaction and operation it lists has a row in the endpoint table, and the other way round."""
    rest = statement["rest"][0]
    rows = {(row.method, row.path) for row in ENDPOINTS}
    interactions = {code for key, codes in INTERACTIONS.items() if key in rows for code in codes}
    system = {code for key, codes in SYSTEM_INTERACTIONS.items() if key in rows for code in codes}

    assert [interactions] * len(RESOURCES) == [{i["code"] for i in row["interaction"]} for row in rest["resource"]]
    assert system == {row["code"] for row in rest["interaction"]}
    stated = {(row["type"], one["name"]) for row in rest["resource"] for one in row.get("operation", ())}
    stated |= {("", one["name"]) for one in rest.get("operation", ())}
    expected = set()
    for type_, name, _ in operations():
        expected |= {(each, name) for each in (RESOURCES if type_ == "*" else [type_])}
    assert expected == stated


def test_compartments(statement: dict[str, Any], feed: Asker) -> None:
    """Each compartment that is stated is searched, each that R4 defines is stated, and a type that has none is told so."""
    stated = {url.rpartition("/")[2] for url in statement["rest"][0]["compartment"]}

    assert {"device", "encounter", "patient", "practitioner", "relatedPerson"} == stated
    for name in stated:
        assert 200 == feed.get(f"{name[0].upper()}{name[1:]}/nobody/*").status_code
    assert 404 == feed.get("Observation/nobody/*").status_code


def test_every_row_is_told_of(statement: dict[str, Any]) -> None:
    """A row that is neither an interaction nor an operation is one of a few ways to ask for these."""
    known = INTERACTIONS.keys() | SYSTEM_INTERACTIONS.keys()
    others = {
        (row.method, row.path) for row in ENDPOINTS if (row.method, row.path) not in known and "$" not in row.path
    }
    resource = statement["rest"][0]["resource"][0]
    conditional = {
        ("PUT", "/fhir/{type}"): resource["conditionalUpdate"],
        ("DELETE", "/fhir/{type}"): resource["conditionalDelete"] == "single",
        ("PATCH", "/fhir/{type}"): True,
    }

    assert {key for key, stated in conditional.items() if stated} <= others
    left = {path for _, path in others - conditional.keys()}
    assert "/fhir/metadata" in left
    assert all(
        path == "/fhir/metadata" or path.endswith(("_search", "/{within}")) or "_async" in path
        for path in left
    ), left  # fmt: skip


def test_every_row_answers(live: Live, feed: Asker) -> None:
    """At the address of every row somebody answers, by its method, and does not fail."""
    for type_ in ("Patient", "Encounter", "Task"):
        feed.put({"resourceType": type_, "id": "m"})
    for row in ENDPOINTS:
        path = row.path.replace("{type}", "Basic").replace("{id}", "m").replace("{version}", "1")
        path = re.sub(r"{\w+}", "m", path)
        answer = live.http.request(row.method, path, headers={"authorization": f"Bearer {feed.token()}"})

        assert answer.status_code not in (405, 500, 501), (row, answer.text)
        assert not any(text in answer.text for text in NOBODY), row


def test_every_parameter_can_be_searched(feed: Asker) -> None:
    """A search by any listed parameter, and for its absence, is answered on an empty database."""
    refused = []
    for name in RESOURCES:
        own = [row for row in parameters_of(name).values() if not row.code.startswith("_")]
        own = own or list(parameters_of(name).values())
        asked = [f"{row.code}={value(row)}" for row in own]
        absent = [f"{row.code}:missing=true" for row in own if "missing" in modifiers(row)]
        for search in (*asked, *("&".join(absent[n : n + 60]) for n in range(0, len(absent), 60))):
            answer = feed.get(f"{name}?{search}")
            if answer.status_code != 200 or answer.json()["type"] != "searchset":
                refused.append((name, search, answer.status_code, answer.text[:200]))

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
    parts = re.findall(r'(?:src|href)="(?!data:)([^"]+)"', page.text)
    document = live.http.get("/openapi.json").json()

    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert [200] * len(parts) == [live.http.get(part).status_code for part in parts]
    assert all(part.startswith("/docs/") for part in parts)
    assert {(row.path, row.method.lower()) for row in ENDPOINTS} <= {
        (path, method) for path, methods in document["paths"].items() for method in methods
    }
