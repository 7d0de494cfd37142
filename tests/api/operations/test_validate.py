"""``$validate`` and the profiles that are enforced on writes (https://hl7.org/fhir/R4/resource-operation-validate.html)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import Asker, Live, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[2] / "data"
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition"
PATIENT_PROFILE = f"{US_CORE}/us-core-patient"


def patient(**members: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "identifier": [{"system": "urn:x", "value": "1"}],
        "name": [{"family": "Marchbank"}],
        "gender": "female",
        **members,
    }


def call(resource: dict[str, Any] | None = None, **said: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [{"name": name, "valueString": value} for name, value in said.items()]
    return {
        "resourceType": "Parameters",
        "parameter": [*([{"name": "resource", "resource": resource}] if resource else []), *rows],
    }


def errors(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.text
    assert "OperationOutcome" == answer.json()["resourceType"]
    return [
        (one["code"], one.get("expression", [""])[0]) for one in answer.json()["issue"] if one["severity"] == "error"
    ]


@pytest.fixture(scope="module")
def live(cluster: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Serve with US Core loaded, and held to where it is claimed."""
    packages = (DATA / "us-core-6.1.0.tgz", DATA / "us-core-8.0.0.tgz")
    with serving(cluster, tmp_path_factory.mktemp("live"), packages=packages, profiles="claimed") as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def _world(feed: Asker) -> None:
    assert 201 == feed.put({"resourceType": "Organization", "id": "hill", "name": "Hill"}).status_code
    here = patient(id="ann", managingOrganization={"reference": "Organization/hill"})
    assert 201 == feed.put(here).status_code
    hidden = patient(
        id="bob",
        meta={"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "V"}]},
    )
    assert 201 == feed.put(hidden).status_code


def test_a_good_resource_is_said_to_be_good(feed: Asker) -> None:
    """An outcome with nothing but information, and nothing is kept."""
    before = feed.ids("Patient")
    answer = feed.post(
        "Patient/$validate",
        patient(text={"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'}),
    )

    assert 200 == answer.status_code
    assert ["information"] == [one["severity"] for one in answer.json()["issue"]]
    assert before == feed.ids("Patient")


WRONG: dict[str, tuple[dict[str, Any], str, tuple[str, str]]] = {
    "structure": (patient(gender="f"), "", ("code-invalid", "Patient.gender")),
    "content": (patient(birthDate="2021-02-30"), "", ("value", "Patient.birthDate")),
    "a native constraint": (patient(contact=[{"gender": "male"}]), "", ("invariant", "Patient.contact[0]")),
    "an expression": (
        {"resourceType": "Organization", "telecom": [{"system": "phone", "use": "home"}], "name": "x"},
        "",
        ("invariant", "Organization.telecom[0]"),
    ),
    "a contained resource nobody refers to": (
        patient(contained=[{"resourceType": "Organization", "id": "o", "name": "x"}]),
        "",
        ("invariant", "Patient.contained[0]"),
    ),
    "a claimed profile": (
        {**patient(meta={"profile": [PATIENT_PROFILE]}), "name": []} | {"name": [{"use": "official"}]},
        "",
        ("invariant", "Patient.name[0]"),
    ),
    "a profile asked for": (
        {"resourceType": "Patient", "name": [{"family": "x"}], "gender": "male"},
        PATIENT_PROFILE,
        ("required", "Patient.identifier"),
    ),
    "a profile of one version": (
        patient(extension=[{"url": f"{US_CORE}/us-core-sex", "valueCode": "248152002"}]),
        f"{PATIENT_PROFILE}|8.0.0",
        ("structure", "Patient.extension[0].value"),
    ),
    "an extension by its definition": (
        patient(extension=[{"url": f"{US_CORE}/us-core-race", "extension": [{"url": "text", "valueInteger": 1}]}]),
        "",
        ("structure", "Patient.extension[0].extension[0].value"),
    ),
    "a mandatory part of an extension": (
        patient(extension=[{"url": f"{US_CORE}/us-core-race", "extension": [{"url": "detailed", "valueString": "x"}]}]),
        "",
        ("required", "Patient.extension[0].extension"),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong(feed: Asker, name: str) -> None:
    """Each fault is told with its code and place."""
    resource, profile, expected = WRONG[name]
    path = f"{resource['resourceType']}/$validate" + (f"?profile={profile.replace('|', '%7C')}" if profile else "")

    assert expected in errors(feed.post(path, resource))


def test_parameters_and_place(feed: Asker) -> None:
    """In a Parameters the expression is one of the resource, and line and column are of what was sent."""
    sent = b'{"resourceType":"Parameters","parameter":[\n{"name":"mode","valueCode":"create"},\n{"name":"resource","resource":{"resourceType":"Patient",\n"gender":"f"}}]}'
    answer = feed.post("Patient/$validate", sent)
    (issue,) = [one for one in answer.json()["issue"] if one["severity"] == "error"]

    assert ["Patient.gender"] == issue["expression"]
    assert any("4" in place for place in issue["location"])


def test_xml(feed: Asker) -> None:
    """A resource in XML is validated, with its place in the XML."""
    sent = b'<Patient xmlns="http://hl7.org/fhir">\n <gender value="f"/>\n</Patient>'
    answer = feed.ask(
        "POST", "Patient/$validate", sent, content_type="application/fhir+xml", accept="application/fhir+json"
    )
    (issue,) = [one for one in answer.json()["issue"] if one["severity"] == "error"]

    assert ["Patient.gender"] == issue["expression"]
    assert issue["location"]


CALLS = {
    "no resource": ("Patient/$validate", call(mode="create"), 400),
    "unknown parameter": ("Patient/$validate", call(patient(), colour="red"), 400),
    "unknown mode": ("Patient/$validate", call(patient(), mode="maybe"), 400),
    "mode profile without one": ("Patient/$validate", call(patient(), mode="profile"), 400),
    "profile that is not loaded": ("Patient/$validate", call(patient(), profile="http://x.example/p"), 422),
    "delete without an id": ("Patient/$validate", call(patient(), mode="delete"), 400),
    "not JSON": ("Patient/$validate", b"{", 400),
    "type that does not exist": ("Thing/$validate", patient(), 404),
    "no such record": ("Patient/nobody/$validate", call(mode="delete"), 404),
}


@pytest.mark.parametrize("name", CALLS)
def test_calls(feed: Asker, name: str) -> None:
    """What is no call of the operation is refused with an outcome."""
    path, body, status = CALLS[name]
    answer = feed.post(path, body)

    assert (status, "OperationOutcome") == (answer.status_code, answer.json()["resourceType"])


def test_another_type(feed: Asker) -> None:
    """A resource of another type than the address's is wrong."""
    assert [("invalid", "Patient")] == errors(
        feed.post("Patient/$validate", {"resourceType": "Organization", "name": "x"})
    )


def test_bundle(feed: Asker) -> None:
    """Entries are validated each by its own type and the profiles that it claims."""
    entry = {
        "fullUrl": "urn:uuid:8f0b4b6e-0b9d-4e0e-9d3b-3a3a3a3a3a3a",
        "resource": patient(gender="x", birthDate="1974-02-30"),
    }
    bundle = {"resourceType": "Bundle", "type": "collection", "total": 1, "entry": [entry]}
    found = errors(feed.post("Bundle/$validate", bundle))

    assert [("code-invalid", "Bundle.entry[0].resource.gender"), ("invariant", "Bundle.total")] == sorted(found)


def test_stored_record(live: Live, feed: Asker) -> None:
    """GET validates the record as stored, by the profile asked for; the read is in the audit trail."""
    assert [] == errors(feed.get(f"Patient/ann/$validate?profile={PATIENT_PROFILE}"))
    found = errors(feed.get(f"Organization/hill/$validate?profile={US_CORE}/us-core-organization"))
    read = live.fetch(
        "SELECT 1 FROM audit_event WHERE delivered = ARRAY['Organization/hill/1'] AND seq = (SELECT max(seq) FROM audit_event)"
    )

    assert [("required", "Organization.active")] == found
    assert read


def test_instance_modes(feed: Asker) -> None:
    """A replacement bears the id of the address; a deletion of what is there may be asked about."""
    assert [] == errors(feed.post("Patient/ann/$validate", call(patient(id="ann"), mode="update")))
    assert [("invalid", "Patient.id")] == errors(
        feed.post("Patient/ann/$validate", call(patient(id="x"), mode="update"))
    )
    assert [] == errors(feed.post("Patient/ann/$validate", call(mode="delete")))


def test_hidden_is_missing(live: Live) -> None:
    """An app gets the same answer for a hidden record as for one that is not there."""
    app = live.client("hill", "system/*.cruds", "TREAT", organization="Organization/hill")
    hidden, missing = app.get("Patient/bob/$validate"), app.get("Patient/nobody/$validate")

    assert (404, hidden.content) == (missing.status_code, missing.content)
    assert 404 == hidden.status_code


def test_scopes(live: Live) -> None:
    """Some scope on the type is needed; what the mode means is said, not refused."""
    reader = live.client("reader", "system/Patient.rs", "TREAT", organization="Organization/hill")

    assert [("forbidden", "")] == errors(reader.post("Patient/$validate", call(patient(), mode="create")))
    assert [] == errors(reader.post("Patient/$validate", patient()))
    assert 403 == reader.post("Observation/$validate", {"resourceType": "Observation"}).status_code


def test_enforced_on_writes(feed: Asker) -> None:
    """A record that claims a loaded profile keeps it, or is refused; one that claims none is free."""
    claims = {"meta": {"profile": [PATIENT_PROFILE]}}
    refused = feed.post("Patient", {"resourceType": "Patient", **claims, "name": [{"family": "x"}], "gender": "male"})

    assert 422 == refused.status_code
    assert [["Patient.identifier"]] == [one["expression"] for one in refused.json()["issue"]]
    assert 201 == feed.post("Patient", patient(**claims)).status_code
    assert 201 == feed.post("Patient", {"resourceType": "Patient"}).status_code
    assert 201 == feed.post("Patient", patient(meta={"profile": ["http://x.example/unknown"]})).status_code


def test_enforced_in_a_transaction(feed: Asker) -> None:
    """The place of a fault is that of the entry."""
    entry = {
        "fullUrl": "urn:uuid:8f0b4b6e-0b9d-4e0e-9d3b-3a3a3a3a3a3a",
        "resource": {
            "resourceType": "Patient",
            "meta": {"profile": [PATIENT_PROFILE]},
            "gender": "male",
            "identifier": [{"system": "urn:a", "value": "b"}],
        },
        "request": {"method": "POST", "url": "Patient"},
    }
    answer = feed.post("", {"resourceType": "Bundle", "type": "transaction", "entry": [entry]})

    assert 422 == answer.status_code
    assert ["Bundle.entry[0].resource.name"] == answer.json()["issue"][0]["expression"]
