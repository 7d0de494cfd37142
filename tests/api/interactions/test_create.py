"""Create, on a condition or without (https://hl7.org/fhir/R4/http.html#create)."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.conftest import Asker


def patient(value: str = "") -> dict[str, Any]:
    """Give a patient."""
    return {"resourceType": "Patient"} | ({"identifier": [{"system": "urn:mrn", "value": value}]} if value else {})


def test_created(feed: Asker) -> None:
    """A record gets an id of the server's; the answer says where it is."""
    answer = feed.post("Patient", patient() | {"id": "mine"})
    made = answer.json()

    assert (201, 'W/"1"', "1") == (answer.status_code, answer.headers["etag"], made["meta"]["versionId"])
    assert f"{feed.live.origin}/fhir/Patient/{made['id']}/_history/1" == answer.headers["location"]
    assert made == feed.get(answer.headers["location"]).json() == feed.get(f"Patient/{made['id']}").json()
    assert made["id"] != "mine"


@pytest.mark.parametrize(
    ("body", "media", "status", "expression"),
    [
        (patient(), "application/json", 201, None),
        (patient(), "application/fhir+json; charset=UTF-8", 201, None),
        (patient(), "application/fhir+json; fhirVersion=4.0", 201, None),
        (patient(), "application/fhir+json; fhirVersion=5.0", 415, None),
        (b"<Patient/>", "text/turtle", 415, None),
        (patient(), "text/plain", 415, None),
        (patient() | {"nope": 1}, "application/fhir+json", 400, "Patient.nope"),
        (patient() | {"birthDate": "1970-13-01"}, "application/fhir+json", 400, "Patient.birthDate"),
        ({}, "application/fhir+json", 400, "resourceType"),
        ({"resourceType": "Group"}, "application/fhir+json", 400, "resourceType"),
        ([patient()], "application/fhir+json", 400, None),
        (b"", "application/fhir+json", 400, None),
        (b'{"resourceType":"Patient","resourceType":"Patient"}', "application/fhir+json", 400, None),
        (b'{"resourceType":"Patient","language":"\xff"}', "application/fhir+json", 400, None),
    ],
)
def test_refused(feed: Asker, body: Any, media: str, status: int, expression: str | None) -> None:
    """What is no resource of the type, or in another format, is refused by name; nothing is stored."""
    before = feed.get("Patient?_summary=count").json()["total"]
    answer = feed.post("Patient", body, content_type=media)
    after = feed.get("Patient?_summary=count").json()["total"]

    assert (status, int(status == 201)) == (answer.status_code, after - before)
    if status != 201:
        assert expression == answer.json()["issue"][0].get("expression", [None])[0]


def test_every_fault_is_named(feed: Asker) -> None:
    """All faults of a body are reported at once."""
    answer = feed.post("Patient", patient() | {"nope": 1, "gender": "x", "birthDate": "y", "contact": [{"z": 1}]})
    found = {issue["expression"][0] for issue in answer.json()["issue"]}

    assert {"Patient.nope", "Patient.gender", "Patient.birthDate", "Patient.contact[0].z"} <= found


def test_on_a_condition(feed: Asker) -> None:
    """Nothing there: made. One: that one. Several: refused. A condition that says nothing: refused."""
    condition = "identifier=urn:mrn|c1"
    first = feed.post("Patient", patient("c1"), if_none_exist=condition)
    second = feed.post("Patient", patient("c1"), if_none_exist=f"?{condition}")
    feed.post("Patient", patient("c1"))
    third = feed.post("Patient", patient("c1"), if_none_exist=condition)

    assert [201, 200, 412] == [answer.status_code for answer in (first, second, third)]
    assert first.json() == second.json()
    for nothing in ("", "_count=1", "nope=1", "identifier=", "name.x=1"):
        assert 400 == feed.post("Patient", patient(), if_none_exist=nothing).status_code, nothing


def test_races(feed: Asker) -> None:
    """However many ask at the same time, one record is made."""

    def create(_: int) -> tuple[int, str]:
        answer = feed.post("Patient", patient("race"), if_none_exist="identifier=urn:mrn|race")
        return answer.status_code, answer.json()["id"]

    feed.token()
    with ThreadPoolExecutor(32) as pool:
        found = list(pool.map(create, range(32)))

    assert [*[200] * 31, 201] == sorted(status for status, _ in found)
    assert 1 == len({id_ for _, id_ in found})
    assert 1 == feed.get("Patient?identifier=urn:mrn|race&_summary=count").json()["total"]


def test_conditional_reference(feed: Asker) -> None:
    """A conditional reference is written out, in a single create too."""
    made = feed.post("Patient", patient("ref")).json()
    body = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    answers = [
        feed.post("Observation", body | {"subject": {"reference": f"Patient?identifier=urn:mrn|{value}"}})
        for value in ("ref", "none")
    ]

    assert [201, 412] == [answer.status_code for answer in answers]
    assert {"reference": f"Patient/{made['id']}"} == answers[0].json()["subject"]


def test_an_absolute_reference_becomes_relative(feed: Asker) -> None:
    """A reference by this server's own address is one to its record; one to another server stays."""
    made = feed.post("Patient", patient()).json()
    own, other = f"{feed.live.origin}/fhir/Patient/{made['id']}", "http://other.example/fhir/Practitioner/1"
    body = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    stored = feed.post(
        "Observation", body | {"subject": {"reference": own}, "performer": [{"reference": other}]}
    ).json()

    assert (f"Patient/{made['id']}", other) == (stored["subject"]["reference"], stored["performer"][0]["reference"])
    assert re.fullmatch(r"[A-Za-z0-9.\-]{1,64}", stored["id"])


@pytest.mark.parametrize("text", [b"\xff", b"\\ud800", b"\\x", b"\\u00", b"\x00"])
def test_broken_texts(feed: Asker, text: bytes) -> None:
    """A text that is no text is a fault of the client, alone and within a bundle."""
    body = b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"%b"}}' % text
    request = b'"request":{"method":"POST","url":"Observation"}'

    assert 400 == feed.post("Observation", body).status_code
    for kind in (b"transaction", b"batch"):
        bundle = b'{"resourceType":"Bundle","type":"%b","entry":[{"resource":%b,%b}]}' % (kind, body, request)
        answer = feed.ask("POST", "", bundle)
        assert answer.status_code == 400 or "400" in answer.text
