"""``$everything`` (https://hl7.org/fhir/R4/patient-operation-everything.html, encounter-operation-everything.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B.bundle import Bundle

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
SECRET = {"security": [{"system": ACT, "code": "42CFRPart2"}]}


def ref(target: str) -> dict[str, str]:
    """Give a reference."""
    return {"reference": target}


def record(type_: str, id_: str, **members: Any) -> dict[str, Any]:
    """Give a record."""
    return {"resourceType": type_, "id": id_, **members}


def observation(id_: str, patient: str = "ann", **members: Any) -> dict[str, Any]:
    """Give an observation."""
    return record("Observation", id_, status="final", code={"text": "x"}, subject=ref(f"Patient/{patient}"), **members)


WORLD = [
    record("Organization", "hill", name="Hill"),
    record("Organization", "maker", name="Maker"),
    record("Practitioner", "pat"),
    record("Location", "ward", managingOrganization=ref("Organization/hill")),
    record("Medication", "pill", manufacturer=ref("Organization/maker")),
    record("Patient", "ann", managingOrganization=ref("Organization/hill")),
    record("Patient", "bob"),
    record("Practitioner", "unasked"),
    record("Binary", "scan", contentType="text/plain", data="bm90ZQ==", securityContext=ref("Patient/ann")),
    record(
        "Encounter", "visit", status="finished", subject=ref("Patient/ann"), serviceProvider=ref("Organization/hill"),
        period={"start": "2024-03-01", "end": "2024-03-03"}, location=[{"location": ref("Location/ward")}],
        **{"class": {"system": ACT, "code": "AMB"}},
    ),
    observation("old", effectiveDateTime="2020-01-01", performer=[ref("Practitioner/pat")]),
    observation("seen", effectiveDateTime="2024-03-02T10:00:00Z", encounter=ref("Encounter/visit")),
    observation("undated"),
    observation("bob-own", "bob"),
    observation("by-ann", "bob", performer=[ref("Patient/ann")]),
    observation("secret", meta=SECRET, effectiveDateTime="2024-03-02", encounter=ref("Encounter/visit")),
    record("MedicationRequest", "order", status="active", intent="order", subject=ref("Patient/ann"),
           medicationReference=ref("Medication/pill"), encounter=ref("Encounter/visit"), authoredOn="2024-03-02"),
    record("DocumentReference", "note", status="current", subject=ref("Patient/ann"), date="2024-03-02T12:00:00Z",
           content=[{"attachment": {"contentType": "text/plain", "url": "Binary/scan"}}]),
    record("Provenance", "who", target=[ref("Patient/ann")], recorded="2024-03-03T00:00:00Z",
           agent=[{"who": ref("Practitioner/pat")}]),
]  # fmt: skip

COMPARTMENT = {
    "Patient/ann", "Encounter/visit", "Observation/old", "Observation/seen", "Observation/undated",
    "Observation/by-ann", "Observation/secret", "MedicationRequest/order", "DocumentReference/note", "Provenance/who",
}  # fmt: skip
SUPPORTING = {
    "Organization/hill", "Organization/maker", "Practitioner/pat", "Location/ward", "Medication/pill", "Binary/scan",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _world(feed: Asker) -> None:
    for resource in WORLD:
        answer = feed.put(resource)
        assert answer.status_code == 201, answer.text


def given(asker: Asker, path: str) -> tuple[set[str], set[str]]:
    """Follow the pages; give what matches and what is included, after each bundle was looked at."""
    found: dict[str, set[str]] = {"match": set(), "include": set()}
    seen: list[str] = []
    while path:
        answer = asker.get(path)
        assert answer.status_code == 200, answer.text
        bundle = answer.json()
        Bundle.model_validate(bundle)
        for entry in bundle.get("entry", ()):
            name = f"{entry['resource']['resourceType']}/{entry['resource']['id']}"
            found[entry["search"]["mode"]].add(name)
            seen += [name] if entry["search"]["mode"] == "match" else []
        path = next((link["url"] for link in bundle["link"] if link["relation"] == "next"), "")
    assert len(seen) == len(found["match"])
    return found["match"], found["include"]


def test_patient(feed: Asker) -> None:
    """The whole compartment, and what its records need that concerns nobody else."""
    assert (COMPARTMENT, SUPPORTING) == given(feed, "Patient/ann/$everything")


@pytest.mark.parametrize("count", [1, 3, 7])
def test_pages(feed: Asker, count: int) -> None:
    """In pages it is the same, each record of the compartment but once."""
    assert (COMPARTMENT, SUPPORTING) == given(feed, f"Patient/ann/$everything?_count={count}")


def test_encounter(feed: Asker) -> None:
    """What refers to the encounter, itself, and what that needs: its patient too."""
    match, include = given(feed, "Encounter/visit/$everything")

    assert {"Encounter/visit", "Observation/seen", "Observation/secret", "MedicationRequest/order"} == match
    assert {"Patient/ann", "Organization/hill", "Organization/maker", "Location/ward", "Medication/pill"} == include


@pytest.mark.parametrize(
    ("query", "absent"),
    [
        ("start=2024-01-01", {"Observation/old"}),
        ("end=2024-02-01", {"Encounter/visit", "Observation/seen", "Observation/secret", "MedicationRequest/order",
                            "DocumentReference/note", "Provenance/who"}),
        ("start=2024-03-03&end=2024-03-03", {"Observation/old", "Observation/seen", "Observation/secret",
                                             "MedicationRequest/order", "DocumentReference/note"}),
        ("_since=2019-01-01T00:00:00Z", set()),
        ("_since=2999-01-01T00:00:00Z", COMPARTMENT),
    ],
)  # fmt: skip
def test_times(feed: Asker, query: str, absent: set[str]) -> None:
    """By the dates of care, and by when a version was kept; what has no date of care is in scope."""
    assert COMPARTMENT - absent == given(feed, f"Patient/ann/$everything?{query}")[0]


def test_types(feed: Asker) -> None:
    """Types narrow both what matches and what is included."""
    observations = {name for name in COMPARTMENT if name.startswith("Observation/")}

    assert (observations, set()) == given(feed, "Patient/ann/$everything?_type=Observation")
    assert ({"Patient/ann"}, {"Practitioner/pat"}) == given(feed, "Patient/ann/$everything?_type=Patient,Practitioner")
    assert (set(), {"Practitioner/pat"}) == given(feed, "Patient/ann/$everything?_type=Practitioner&_count=2")


def test_hidden_stays_hidden(live: Live, feed: Asker) -> None:
    """A caller gets what it may see; a hidden patient is a missing one."""
    hill = live.client("hill", "system/*.rs", "TREAT", organization="Organization/hill")
    match, include = given(hill, "Patient/ann/$everything")
    hidden, missing = hill.get("Patient/bob/$everything"), hill.get("Patient/never/$everything")

    assert COMPARTMENT - {"Observation/secret", "Observation/by-ann", "Provenance/who"} == match - {"Provenance/who"}
    assert include <= SUPPORTING
    assert (404, missing.content) == (hidden.status_code, hidden.content)


def test_scopes_are_a_ceiling(live: Live) -> None:
    """Types out of scope are left out; without the owner's type there is nothing."""
    some = live.client("some", "system/Patient.rs system/Observation.rs", "TREAT", own_feed=True)
    none = live.client("none", "system/Observation.rs", "TREAT", own_feed=True)
    match, include = given(some, "Patient/ann/$everything")

    readable = {name for name in COMPARTMENT if name.startswith(("Observation/", "Patient/"))}
    assert readable - {"Observation/secret"} == match
    assert set() == include
    assert 403 == none.get("Patient/ann/$everything").status_code


def test_post_and_trail(feed: Asker, live: Live) -> None:
    """The parameters may come in a body; the trail names what was delivered."""
    said = [{"name": "_type", "valueCode": "Patient"}, {"name": "_count", "valueInteger": 5}]
    answer = feed.post("Patient/ann/$everything", {"resourceType": "Parameters", "parameter": said})
    (row,) = live.fetch("SELECT entry, delivered FROM audit_event ORDER BY recorded DESC LIMIT 1")

    assert ["ann"] == [entry["resource"]["id"] for entry in answer.json()["entry"]]
    assert ["Patient/ann/1"] == row["delivered"]
    assert b'"kind":"everything"' in row["entry"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("Patient/$everything", 400),
        ("Patient/ann/$everything?_type=Nope", 400),
        ("Patient/ann/$everything?start=then", 400),
        ("Patient/ann/$everything?_count=0", 400),
        ("Patient/ann/$everything?x=1", 400),
        ("Patient/ann/$everything?_page=abc", 400),
        ("Encounter/none/$everything", 404),
        ("Observation/seen/$everything", 404),
    ],
)
def test_refused(feed: Asker, path: str, status: int) -> None:
    """Everybody at once, and what the operation does not have, is refused."""
    assert status == feed.get(path).status_code
