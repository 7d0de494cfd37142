"""Can an object be had that is not one's own? SECURITY.md A7 rows 1 to 12, 54, 55: ids, members, subjects, contained resources, Binaries."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from domain.fhir.resources import RESOURCES
from tests.api.world import ACT_CODE, note, observation, record, reference, sentinel
from tests.attacks.conftest import entry, face, transaction

SECRET = "canary-of-the-detox-ward"
PART2 = {"security": [{"system": ACT_CODE, "code": "42CFRPart2"}]}
CODE = {"text": "x"}


def group(id_: str, *members: str) -> dict[str, Any]:
    """Give a group of these members."""
    return {
        "resourceType": "Group", "id": id_, "type": "person", "actual": True, "name": SECRET,
        "member": [{"entity": reference(member)} for member in members],
    }  # fmt: skip


HIDDEN = [
    # 4, 5: a focus, a performer or an author is not a subject
    observation("focus", "bob") | {"focus": [reference("Patient/ann")]},
    observation("performer", "bob") | {"performer": [reference("Patient/ann")]},
    note("author", "bob") | {"author": [reference("Patient/ann")]},
    # 6: a link gives nothing
    {"resourceType": "Patient", "id": "linked", "link": [{"other": reference("Patient/ann"), "type": "seealso"}]},
    # 7, 10: two patients, one of them another's
    group("two", "Patient/ann", "Patient/bob"),
    {"resourceType": "List", "id": "mixed", "status": "current", "mode": "snapshot", "title": SECRET, "subject": reference("Patient/ann"), "entry": [{"item": reference("Patient/bob")}]},
    {"resourceType": "Appointment", "id": "both", "status": "booked", "participant": [{"actor": reference(f"Patient/{p}"), "status": "accepted"} for p in ("ann", "bob")]},
    {"resourceType": "Account", "id": "joint", "status": "active", "subject": [reference("Patient/ann"), reference("Patient/bob")]},
    {"resourceType": "Person", "id": "person", "link": [{"target": reference("Patient/ann")}, {"target": reference("Patient/bob")}]},
    {"resourceType": "Linkage", "id": "linkage", "item": [{"type": "source", "resource": reference(f"Patient/{p}")} for p in ("ann", "bob")]},
    # 9: a logical reference, a display, a contained patient, another server's patient are nobody
    observation("logical", None) | {"subject": {"identifier": {"system": "http://x.example", "value": "ann"}, "display": "Patient/ann"}},
    observation("typed", None) | {"subject": {"type": "Patient", "identifier": {"value": "ann"}}},
    observation("inside", None) | {"contained": [{"resourceType": "Patient", "id": "ann", "managingOrganization": reference("Organization/hill")}], "subject": reference("#ann")},
    observation("abroad", None) | {"subject": reference("https://other.example/fhir/Patient/ann")},
    observation("of-group", None) | {"subject": reference("Group/two")},
    # patientless records of patient types
    {"resourceType": "Binary", "id": "loose", "contentType": "text/plain", "data": base64.b64encode(SECRET.encode()).decode()},
    {"resourceType": "Binary", "id": "of-document", "contentType": "text/plain", "data": base64.b64encode(SECRET.encode()).decode(), "securityContext": reference("DocumentReference/ann-detox")},
    {"resourceType": "Binary", "id": "of-detox", "contentType": "text/plain", "data": base64.b64encode(SECRET.encode()).decode(), "securityContext": reference("Patient/ann"), "meta": PART2},
    {"resourceType": "Basic", "id": "basic", "code": CODE},
    {"resourceType": "Device", "id": "device", "deviceName": [{"name": SECRET, "type": "other"}]},
    {"resourceType": "Bundle", "id": "collected", "type": "collection", "entry": [{"fullUrl": "urn:uuid:7d1c6a9e-0000-4000-8000-000000000009", "resource": {k: v for k, v in observation("inner", "ann").items() if k != "id"}}]},
    {"resourceType": "QuestionnaireResponse", "id": "anonymous", "status": "completed"},
    {"resourceType": "Task", "id": "loose-task", "status": "requested", "intent": "order", "focus": reference("DocumentReference/ann-note")},
    {"resourceType": "Provenance", "id": "loose-provenance", "target": [reference("DocumentReference/ann-detox")], "recorded": "2024-01-01T00:00:00Z", "agent": [{"who": reference("Organization/hill")}]},
    # 8 and label propagation: what holds or refers to a labelled record is withheld with it
    observation("holds", "ann") | {"contained": [{k: v for k, v in note("in", "ann").items() if k != "id"} | {"id": "in", "securityLabel": [{"coding": PART2["security"]}]}], "derivedFrom": [reference("#in")]},
    observation("derived", "ann") | {"derivedFrom": [reference("DocumentReference/ann-detox")]},
    {"resourceType": "List", "id": "listing", "status": "current", "mode": "snapshot", "subject": reference("Patient/ann"), "entry": [{"item": reference("DocumentReference/ann-detox")}]},
    {"resourceType": "Task", "id": "about-detox", "status": "requested", "intent": "order", "for": reference("Patient/ann"), "focus": reference("DocumentReference/ann-therapy")},
    {"resourceType": "Communication", "id": "told", "status": "completed", "subject": reference("Patient/ann"), "about": [reference("DocumentReference/ann-detox/_history/1")]},
    {"resourceType": "Composition", "id": "composed", "status": "final", "type": CODE, "subject": reference("Patient/ann"), "date": "2024-01-01", "author": [reference("Organization/hill")], "title": "x", "section": [{"title": "y", "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'}, "section": [{"title": "z", "entry": [reference("DocumentReference/ann-detox")]}]}]},
]  # fmt: skip


@pytest.fixture(scope="module")
def laid(askers) -> dict[str, Any]:
    """Lay the records that nobody but the feed may see."""
    for resource in HIDDEN:
        answer = askers["feed"].put(resource)
        assert answer.status_code in (200, 201), (resource["id"], answer.text)
        assert 200 == askers["feed"].get(f"{resource['resourceType']}/{resource['id']}").status_code
    return askers


@pytest.mark.parametrize("resource", HIDDEN, ids=lambda r: f"{r['resourceType']}-{r['id']}")
@pytest.mark.parametrize("who", ["hill", "stranger"])
def test_what_is_not_ones_own_is_not_there(laid, resource: dict[str, Any], who: str) -> None:
    """Rows 1, 4 to 10, 54: by id, version, history or search, the record is missing, byte for byte."""
    asker = laid[who]
    type_, id_ = resource["resourceType"], resource["id"]
    for tail in ("", "/_history", "/_history/1"):
        assert face(asker.get(f"{type_}/never-was{tail}")) == face(asker.get(f"{type_}/{id_}{tail}"))
        assert 404 == asker.get(f"{type_}/{id_}{tail}").status_code
    for query in (f"_id={id_}", f"_id={id_}&_total=accurate", f"_lastUpdated=gt2000&_id={id_}"):
        found = asker.get(f"{type_}?{query}").json()
        assert "entry" not in found
        assert 0 == found.get("total", 0)
    batch = asker.post(
        "", transaction(entry("GET", f"{type_}/{id_}"), entry("GET", f"{type_}?_id={id_}"), type="batch")
    ).json()["entry"]
    assert "404" == batch[0]["response"]["status"][:3]
    assert "entry" not in batch[1]["resource"]


def test_another_feed_has_no_labelled_record_in_a_bundle(laid) -> None:
    """Row 8: the label of a container is at least that of what it contains: Bundle entries and Parameters too."""
    inner = {k: v for k, v in note("packed", "ann", "42CFRPart2").items() if k != "id"} | {"description": SECRET}
    feed, other = laid["feed"], laid["other-feed"]
    address = "urn:uuid:7d1c6a9e-0000-4000-8000-000000000010"
    feed.put(
        {
            "resourceType": "Bundle",
            "id": "packed",
            "type": "collection",
            "entry": [{"fullUrl": address, "resource": inner}],
        }
    )
    feed.put(
        {
            "resourceType": "Parameters",
            "id": "packed",
            "parameter": [{"name": "a", "part": [{"name": "x", "resource": inner}]}],
        }
    )

    for name in ("Bundle/packed", "Parameters/packed"):
        assert 200 == feed.get(name).status_code
        assert 404 == other.get(name).status_code, name


def test_the_bytes_of_a_labelled_document_are_labelled(laid) -> None:
    """Rows 8, 54: a Binary that a withheld document points to is withheld, though its own context is the patient."""
    feed, hill = laid["feed"], laid["hill"]
    data = base64.b64encode(SECRET.encode()).decode()
    binary = {
        "resourceType": "Binary",
        "contentType": "text/plain",
        "data": data,
        "securityContext": reference("Patient/ann"),
    }
    attached = [{"attachment": {"contentType": "text/plain", "url": "Binary/bytes-1"}}]
    feed.put(binary | {"id": "bytes-1"})
    feed.put(note("with-bytes-1", "ann", "42CFRPart2") | {"content": attached})
    assert 404 == hill.get("Binary/bytes-1").status_code
    feed.put(
        note("with-bytes-2", "ann", "42CFRPart2")
        | {"content": [{"attachment": {"contentType": "text/plain", "url": "Binary/bytes-2"}}]}
    )
    feed.put(binary | {"id": "bytes-2"})
    assert 404 == hill.get("Binary/bytes-2").status_code
    address = "urn:uuid:7d1c6a9e-0000-4000-8000-000000000011"
    document = {k: v for k, v in note("x", "ann", "42CFRPart2").items() if k != "id"} | {
        "content": [{"attachment": {"contentType": "text/plain", "url": address}}]
    }
    made = feed.post(
        "",
        transaction(
            {"fullUrl": address} | entry("POST", "Binary", binary), entry("POST", "DocumentReference", document)
        ),
    ).json()
    location = made["entry"][0]["response"]["location"].partition("/_history")[0]
    assert 200 == feed.get(location).status_code
    assert 404 == hill.get(location).status_code


def test_every_patient_type_declares_whose_it_is(laid) -> None:
    """Row 2: a record of any type that concerns patients, without one, is nobody's to see."""
    for name, row in RESOURCES.items():
        if row.concerns_patient:
            assert "entry" not in laid["stranger"].get(f"{name}?_count=1").json(), name


@pytest.mark.parametrize(
    "query",
    [
        "_id=bob-plain",
        "patient=bob",
        "subject=Patient/bob",
        "subject={base}/Patient/bob",
        "subject:Patient=bob",
        "patient=Patient/bob/_history/1",
        "patient:identifier=|bob",
        "subject:identifier=http://x.example|ann",
        "performer=Patient/ann",
        "focus=Patient/ann",
    ],
)
def test_no_way_of_naming_finds_it(laid, query: str) -> None:
    """Row 3: by id, reference, absolute reference or identifier, another's records are not found."""
    hill = laid["hill"]
    answer = hill.get(f"Observation?{query.replace('{base}', hill.live.origin + '/fhir')}&_total=accurate")

    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert {"total": 0} == {"total": answer.json()["total"]}
        assert "entry" not in answer.json()


def test_a_sentinel_is_where_it_should_be(laid) -> None:
    """The attack is real: the feed does see what the others do not."""
    record("Basic", "control", code=CODE)
    assert sentinel("Observation/focus") in laid["feed"].get("Observation/focus").text


def test_mixed_scopes_and_patient_scopes_are_refused_at_issue(live) -> None:
    """Rows 11, 12, S8: no token with patient/ or mixed scopes comes from client_credentials."""
    asker = live.client("mixed", "system/*.rs patient/*.rs user/*.rs", "TREAT", organization="Organization/hill")
    for scope in (
        "patient/*.rs",
        "system/*.rs patient/*.rs",
        "user/*.rs",
        "system/*.cruds",
        "system/*.dus",
        "system/*.*?x=1",
        "system/Patient.rs?_id=ann",
        "openid",
        "launch/patient",
        "admin",
        "",
    ):
        with pytest.raises(AssertionError, match=r"invalid_scope|invalid_request"):
            asker.token(scope or " ")
