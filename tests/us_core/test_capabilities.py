"""What the CapabilityStatement of US Core asks for is advertised, and works: every parameter, combination, include, profile.

https://hl7.org/fhir/us/core/STU6.1/CapabilityStatement-us-core-server.html
"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.api.conftest import Asker, Live
from tests.us_core.conftest import VERSIONS, combinations, definitions, expectation, server_rules

CASES = [(version, resource["type"]) for version in VERSIONS for resource in server_rules(version)["resource"]]


@pytest.fixture(scope="module")
def stated(served: Live) -> dict[str, Any]:
    """Give the CapabilityStatement that the server shows to everybody."""
    return served.http.get("/fhir/metadata").json()


@pytest.mark.shall("us-core-6.1.0", "14")
def test_it_says_which_guide_it_follows(stated: dict[str, Any]) -> None:
    """CapabilityStatement.instantiates holds the address of US Core's."""
    assert "http://hl7.org/fhir/us/core/CapabilityStatement/us-core-server" in [
        one.partition("|")[0] for one in stated["instantiates"]
    ]


@pytest.mark.shall("us-core-6.1.0", "15-17", "533-535", "540")
@pytest.mark.shall("us-core-8.0.0", "15-17", "533-535", "540", "827")
@pytest.mark.parametrize(("version", "type_"), CASES)
def test_it_advertises_what_the_guide_asks(stated: dict[str, Any], version: str, type_: str) -> None:
    """Each interaction, parameter, include, operation and profile of the guide is in /metadata."""
    (rule,) = [one for one in server_rules(version)["resource"] if one["type"] == type_]
    (ours,) = [one for one in stated["rest"][0]["resource"] if one["type"] == type_]
    shall = {one["code"] for one in rule.get("interaction", ()) if expectation(one) in ("SHALL", "SHOULD")}
    assert set() == shall - {one["code"] for one in ours["interaction"]}
    assert set() == {one["name"] for one in rule.get("searchParam", ())} - {
        one["name"] for one in ours.get("searchParam", ())
    }
    assert set() == {one["name"] for one in rule.get("operation", ())} - {
        one["name"] for one in ours.get("operation", ())
    }
    includes = {":".join(one.split(":")[:2]) for one in rule.get("searchInclude", ())}
    assert set() == includes - {":".join(one.split(":")[:2]) for one in ours.get("searchInclude", ())}
    assert set() == set(rule.get("searchRevInclude", ())) - set(ours.get("searchRevInclude", ()))
    profiles = {one.partition("|")[0] for one in rule.get("supportedProfile", ())}
    profiles = {one for one in profiles if f"StructureDefinition {one}" in definitions(version)}  # SDC's is elsewhere
    assert set() == profiles - {one.partition("|")[0] for one in ours.get("supportedProfile", ())}
    assert {"json", "application/fhir+json"} & set(stated["format"])


def _values(type_: str, kept: dict[str, dict[str, Any]], wanted: tuple[str, ...]) -> tuple[str, dict[str, str]] | None:
    """Find an example with a value for every parameter, read off its JSON by the parameter's expression."""
    from domain.search.parameters import parameters_of
    from tests.api.test_examples import asked, steps

    table = parameters_of(type_)
    for resource in kept.values():
        if resource["resourceType"] != type_:
            continue
        found = {}
        for code in wanted:
            parameter = table[code]
            values = [resource["id"]] if code == "_id" else [text for leaf in parameter.leaves for value in steps(resource, leaf.steps) for text in asked(parameter, leaf, value)]  # fmt: skip
            if code == "_lastUpdated":
                values = ["gt2020-01-01"]
            if values:
                found[code] = values[-1]
        if found.keys() == set(wanted):
            return resource["id"], found
    return None


SEARCHES = sorted(
    {
        (resource["type"], wanted)
        for version in VERSIONS
        for resource in server_rules(version)["resource"]
        for wanted in [*((one["name"],) for one in resource.get("searchParam", ())), *combinations(resource)]
    }
)


@pytest.mark.shall("us-core-6.1.0", "15", "17", "51", "52", "55", "58", "535", "540")
@pytest.mark.shall("us-core-8.0.0", "15", "17", "51", "52", "55", "58", "535", "540")
@pytest.mark.parametrize(("type_", "wanted"), SEARCHES, ids=[f"{row[0]}: {'+'.join(row[1])}" for row in SEARCHES])
def test_every_search_finds(feed: Asker, kept: dict[str, dict[str, Any]], type_: str, wanted: tuple[str, ...]) -> None:
    """By GET and by POST, each parameter and combination of the guide finds an example that has the values."""
    chosen = _values(type_, kept, wanted)
    if chosen is None:  # no example has all of them: the search is understood, and finds just nothing
        some = {"_id": "x", "patient": "example"}
        query = {
            code: some.get(code, "2020" if code in ("date", "period", "authored") or code.endswith("-date") else "x")
            for code in wanted
        }
        answer = feed.get(f"{type_}?{httpx.QueryParams(query)}")
        assert 200 == answer.status_code, answer.text
        return
    id_, query = chosen
    assert id_ in feed.ids(f"{type_}?{httpx.QueryParams(query)}")
    answer = feed.ask(
        "POST",
        f"{type_}/_search",
        str(httpx.QueryParams(query | {"_count": "1000"})).encode(),
        content_type="application/x-www-form-urlencoded",
    )
    assert id_ in [entry["resource"]["id"] for entry in answer.json()["entry"]]


@pytest.mark.shall("us-core-6.1.0", "58", "61", "62")
@pytest.mark.shall("us-core-8.0.0", "58", "61", "62")
def test_references_and_dates(feed: Asker, kept: dict[str, dict[str, Any]]) -> None:
    """An id and a Type/id both find; dates are told apart by day and by second with offset."""
    feed.put({"resourceType": "Patient", "id": "timed", "birthDate": "1987-02-20"})
    for n, at in enumerate(("2024-01-01T10:00:00-05:00", "2024-01-01T10:00:01-05:00"), 1):
        feed.put({"resourceType": "Encounter", "id": f"timed-{n}", "status": "finished", "class": {"code": "AMB"}, "subject": {"reference": "Patient/timed"}, "period": {"start": at, "end": at}})  # fmt: skip
    assert (
        ["timed-1", "timed-2"]
        == sorted(feed.ids("Encounter?patient=timed"))
        == sorted(feed.ids("Encounter?patient=Patient/timed"))
    )
    assert ["timed-2"] == feed.ids("Encounter?patient=timed&date=ge2024-01-01T15:00:01Z")
    assert ["timed-1"] == feed.ids("Encounter?patient=timed&date=le2024-01-01T10:00:00-05:00")
    assert "timed" in feed.ids("Patient?birthdate=1987-02-20")
    assert "timed" not in feed.ids("Patient?birthdate=1987-02-21")


@pytest.mark.shall("us-core-6.1.0", "536-539", "543")
@pytest.mark.shall("us-core-8.0.0", "536-539", "543")
def test_refusals(served: Live, feed: Asker, kept: dict[str, dict[str, Any]]) -> None:
    """Invalid parameters are 400, no token 401, too small a scope 403, an unknown record 404; each with an OperationOutcome."""
    narrow = served.client("narrow-app", "system/Condition.rs", "TREAT", own_feed=True)
    answers = {
        400: feed.get("Patient?birthdate=yesterday"),
        401: served.http.get("/fhir/Patient/example"),
        403: narrow.get("Patient/example"),
        404: feed.get("Patient/nobody-at-all"),
    }
    assert list(answers) == [answer.status_code for answer in answers.values()]
    assert {"OperationOutcome"} == {answer.json()["resourceType"] for answer in answers.values()}


SCOPED = [
    "AllergyIntolerance",
    "CarePlan",
    "CareTeam",
    "Condition",
    "Coverage",
    "Device",
    "DiagnosticReport",
    "DocumentReference",
    "Encounter",
    "Goal",
    "Immunization",
    "MedicationDispense",
    "MedicationRequest",
    "Observation",
    "Organization",
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "Procedure",
    "Provenance",
    "QuestionnaireResponse",
    "RelatedPerson",
    "ServiceRequest",
    "Specimen",
]


@pytest.mark.shall("us-core-8.0.0", "120", "121", "130", "132-155")
@pytest.mark.parametrize("type_", SCOPED)
def test_resource_scopes(served: Live, feed: Asker, kept: dict[str, dict[str, Any]], type_: str) -> None:
    """system/Type.rs, proved by private_key_jwt, opens reading and searching of that type and nothing else: scopes.html."""
    app = served.client(f"scoped-{type_.lower()}", f"system/{type_}.rs", "TREAT", own_feed=True)
    assert 200 == app.get(f"{type_}?_count=1").status_code
    other = "Goal" if type_ != "Goal" else "Patient"
    assert 403 == app.get(f"{other}?_count=1").status_code


@pytest.mark.shall("us-core-8.0.0", "167", "168", "171")
def test_smart_configuration(served: Live) -> None:
    """The well-known document says which scopes and capabilities there are."""
    found = served.http.get("/fhir/.well-known/smart-configuration").json()
    assert found["scopes_supported"]
    assert {"client-confidential-asymmetric", "permission-v2"} <= set(found["capabilities"])


@pytest.mark.shall("us-core-6.1.0", "562")
@pytest.mark.shall("us-core-8.0.0", "562")
def test_every_transaction_is_in_the_audit_log(served: Live, feed: Asker, kept: dict[str, dict[str, Any]]) -> None:
    """A read writes a row that names who, what and when, by the one clock of the server."""
    before = served.fetch("SELECT count(*) AS n FROM audit_event")[0]["n"]
    feed.get("Patient/example")
    rows = served.fetch("SELECT entry FROM audit_event ORDER BY seq DESC LIMIT 1")
    assert before + 1 == served.fetch("SELECT count(*) AS n FROM audit_event")[0]["n"]
    assert ["us-core-feed", "Patient/example"] == [json.loads(rows[0]["entry"])[key] for key in ("client", "target")]


@pytest.mark.shall("us-core-8.0.0", "202")
def test_last_updated_is_documented(stated: dict[str, Any]) -> None:
    """The parameter _lastUpdated says which changes it detects."""
    for resource in stated["rest"][0]["resource"]:
        (found,) = [one for one in resource["searchParam"] if one["name"] == "_lastUpdated"]
        assert found["documentation"]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_search_parameter_of_the_guide_is_known(version: str) -> None:
    """Each SearchParameter of the package is in the table, of the same type."""
    from domain.search.parameters import parameters_of

    for one in definitions(version).values():
        if one["resourceType"] == "SearchParameter":
            for base in one["base"]:
                assert one["type"] == parameters_of(base)[one["code"]].kind, one["url"]
