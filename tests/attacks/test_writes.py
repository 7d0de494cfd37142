"""Can a write reach further than its writer? SECURITY.md A7 rows 32 to 45: relationships, labels, subjects, conditions, bundles."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.world import ACT_CODE, note, observation, reference
from tests.attacks.conftest import entry, face, transaction

CLASS = {"system": ACT_CODE, "code": "AMB"}


def visit(patient: str, **members: Any) -> dict[str, Any]:
    """Give an encounter."""
    return {
        "resourceType": "Encounter", "status": "finished", "class": CLASS, "subject": reference(f"Patient/{patient}"),
        "period": {"start": "2024-01-01T09:00:00Z", "end": "2024-01-01T10:00:00Z"}, **members,
    }  # fmt: skip


def seen(resource: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Give a resource without its id."""
    return {name: value for name, value in resource.items() if name != "id"} | members


# --- relationships ----------------------------------------------------------------------------------------------------

CLAIMS = [
    ("Encounter", visit("ann", serviceProvider=reference("Organization/stranger"))),
    ("Encounter", visit("ann", participant=[{"individual": reference("Practitioner/pat")}], serviceProvider=reference("Organization/stranger"))),
    ("CareTeam", {"resourceType": "CareTeam", "status": "active", "subject": reference("Patient/ann"), "participant": [{"member": reference("Organization/stranger")}]}),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "claim"), CLAIMS)
def test_an_app_admits_nobody_to_the_circle_of_who_treats(askers, type_: str, claim: dict[str, Any]) -> None:
    """Row 33, HIP-010: who treats whom is what the hospital's own feeds say; an app's record proves nothing of it."""
    answer = askers["hill"].post(type_, claim)

    assert answer.status_code in (201, 403, 422), answer.text
    assert 404 == askers["stranger"].get("Patient/ann").status_code
    if answer.status_code == 201:
        again = askers["hill"].put(answer.json())
        assert again.status_code in (200, 403, 422)
        assert 404 == askers["stranger"].get("Patient/ann").status_code


def test_an_app_admits_nobody_through_the_patient_record(askers) -> None:
    """Row 33: a general practitioner added by an app to a Patient opens nothing."""
    feed, hill = askers["feed"], askers["hill"]
    ann = feed.get("Patient/ann").json()
    answer = hill.put(ann | {"generalPractitioner": [reference("Organization/stranger")]})

    assert answer.status_code in (200, 403, 422), answer.text
    assert 404 == askers["stranger"].get("Patient/ann").status_code
    assert 200 == hill.get("Patient/ann").status_code
    assert 200 == feed.put(ann).status_code
    assert 200 == hill.get("Patient/ann").status_code


def test_what_a_feed_says_of_who_treats_counts_again_at_once(askers) -> None:
    """HIP-010: the feed's own words open and close the record with the write that says so."""
    feed = askers["feed"]
    feed.put(visit("cyd", id="cyd-elsewhere", serviceProvider=reference("Organization/stranger")))
    assert 200 == askers["stranger"].get("Patient/cyd").status_code
    assert 204 == feed.ask("DELETE", "Encounter/cyd-elsewhere").status_code
    assert 404 == askers["stranger"].get("Patient/cyd").status_code


def test_a_relationship_is_not_brought_along_in_one_bundle(askers) -> None:
    """Row 39: a transaction that writes a Patient with oneself as its organisation and reads it is refused whole."""
    body = transaction(
        {"fullUrl": "urn:uuid:7d1c6a9e-0000-4000-8000-000000000001"}
        | entry(
            "POST", "Patient", {"resourceType": "Patient", "managingOrganization": reference("Organization/stranger")}
        ),
    )
    stranger = askers["hill"]
    answer = stranger.post("", body)

    assert answer.status_code in (403, 422), answer.text
    for method, url in (("PUT", "Patient/bob"), ("PUT", "Patient/new-one")):
        mine = {
            "resourceType": "Patient",
            "id": url.partition("/")[2],
            "managingOrganization": reference("Organization/hill"),
        }
        assert stranger.post("", transaction(entry(method, url, mine))).status_code in (403, 404)
    assert 404 == stranger.get("Patient/bob").status_code


# --- subjects and labels ----------------------------------------------------------------------------------------------


def test_an_app_does_not_move_a_record_to_another_patient(askers) -> None:
    """Row 33: A's record, put under B although both may be seen, is refused; a feed may correct a subject."""
    askers["feed"].put(observation("of-ann-moving", "ann"))
    moved = observation("of-ann-moving", "cyd")

    assert askers["hill"].put(moved).status_code in (403, 422)
    assert "Patient/ann" == askers["feed"].get("Observation/of-ann-moving").json()["subject"]["reference"]
    assert 200 == askers["feed"].put(moved).status_code


@pytest.mark.parametrize("way", ["put", "bundle", "recreate", "recreate-in-bundles"])
def test_no_way_strips_a_label(askers, way: str) -> None:
    """Row 34: neither an update, a bundle, nor deletion and a new beginning under the same id lowers a label."""
    feed, id_ = askers["feed"], f"strip-{way}"
    assert 201 == feed.put(note(id_, "ann", "42CFRPart2")).status_code
    bare = note(id_, "ann")
    if way == "put":
        assert 200 == feed.put(bare).status_code
    elif way == "bundle":
        assert 200 == feed.post("", transaction(entry("PUT", f"DocumentReference/{id_}", bare))).status_code
    elif way == "recreate":
        assert 204 == feed.ask("DELETE", f"DocumentReference/{id_}").status_code
        assert 201 == feed.put(bare).status_code
    else:
        assert 200 == feed.post("", transaction(entry("DELETE", f"DocumentReference/{id_}"))).status_code
        assert 200 == feed.post("", transaction(entry("PUT", f"DocumentReference/{id_}", bare))).status_code

    assert "42CFRPart2" in feed.get(f"DocumentReference/{id_}").text
    assert 404 == askers["hill"].get(f"DocumentReference/{id_}").status_code
    assert 404 == askers["other-feed"].get(f"DocumentReference/{id_}").status_code
    assert 404 == askers["hill"].get(f"DocumentReference/{id_}/_history").status_code


def test_a_deleted_hidden_record_is_hidden_to_who_would_write_over_it(askers) -> None:
    """Rows 28, 37: writing under the id of a withheld record answers alike before and after its deletion."""
    feed, other = askers["feed"], askers["other-feed"]
    feed.put(note("gone-detox", "ann", "42CFRPart2"))
    before = other.put(note("gone-detox", "ann"))
    feed.ask("DELETE", "DocumentReference/gone-detox")
    after = other.put(note("gone-detox", "ann"))

    assert face(before) == face(after)
    assert 404 == after.status_code


@pytest.mark.parametrize("place", ["contained", "extension", "empty", "lower"])
def test_a_label_elsewhere_lowers_nothing(askers, place: str) -> None:
    """Rows 34, 35: labels in contained resources or extensions, an empty list or a lower code leave the label on."""
    feed = askers["feed"]
    feed.put(note("keep", "ann", "42CFRPart2"))
    bare = note("keep", "ann")
    normal = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "U"}]}
    made = {
        "contained": bare | {"contained": [{"resourceType": "Organization", "id": "o", "name": "x", "meta": normal}], "custodian": reference("#o")},
        "extension": bare | {"meta": {"extension": [{"url": "http://x.example/y", "valueCoding": normal["security"][0]}]}},
        "empty": bare | {"meta": {"source": "http://x.example"}},
        "lower": bare | {"meta": normal},
    }[place]  # fmt: skip
    assert feed.put(made).status_code in (200, 400, 422)
    assert 404 == askers["hill"].get("DocumentReference/keep").status_code


def test_an_app_changes_no_directory_entry_of_others(askers) -> None:
    """Row 43: Organizations and Practitioners that an app did not write are not its to rename or delete."""
    feed, hill = askers["feed"], askers["hill"]
    county = feed.get("Organization/county").json()
    assert 403 == hill.put(county | {"name": "Another"}).status_code
    assert 403 == hill.ask("DELETE", "Organization/county").status_code
    assert 403 == hill.post("", transaction(entry("DELETE", "Practitioner/pat"))).status_code
    assert county["name"] == feed.get("Organization/county").json()["name"]
    assert 200 == feed.put(county).status_code
    own = hill.post("Practitioner", {"resourceType": "Practitioner", "name": [{"family": "Own"}]}).json()
    assert 200 == hill.put(own).status_code


def test_client_supplied_identity_is_ignored(askers) -> None:
    """Row 42: version, time and author of a body are not the client's to say."""
    made = seen(observation("x", "ann"), meta={"versionId": "77", "lastUpdated": "1999-01-01T00:00:00Z"})
    got = askers["hill"].post("Observation", made).json()

    assert "1" == got["meta"]["versionId"]
    assert not got["meta"]["lastUpdated"].startswith("1999")


# --- oracles ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hidden", ["DocumentReference/ann-detox", "DocumentReference/ann-therapy", "Observation/bob-plain"]
)
def test_a_reference_to_a_hidden_record_tells_nothing(askers, hidden: str) -> None:
    """Rows 32, 36: what refers to a withheld record is answered as what refers to none; no label comes back."""
    type_ = hidden.partition("/")[0]
    answers = [
        askers["hill"].post("Observation", seen(observation("x", "ann"), derivedFrom=[reference(name)]))
        for name in (hidden, f"{type_}/never-was")
    ]
    held, missing = (answer.json() for answer in answers)

    assert answers[0].status_code == answers[1].status_code
    assert missing.get("meta", {}).get("security") == held.get("meta", {}).get("security")


def test_a_release_request_for_a_hidden_patient_tells_nothing(askers, live) -> None:
    """Row 32: a request for a restricted patient is answered as one for nobody."""
    askers["feed"].put(
        {"resourceType": "Patient", "id": "vip", "meta": {"security": [{"system": ACT_CODE, "code": "VIP"}]}}
    )
    firm = live.client("asks", "release.request release.pull", "HLEGAL", organization="Organization/stranger")
    answers = [
        firm.post("Task", {
            "resourceType": "Task", "status": "requested", "intent": "order", "for": reference(f"Patient/{id_}"),
            "code": {"coding": [{"code": "release-of-information"}]}, "requester": reference("Organization/stranger"),
            "reasonCode": {"coding": [{"code": "HLEGAL"}]}, "focus": reference(f"DocumentReference/{other}"),
            "input": [{"type": {"coding": [{"code": "scope"}]}, "valueString": "DocumentReference"}],
        })
        for id_, other in (("vip", "ann-detox"), ("never-was", "never-was"))
    ]  # fmt: skip

    assert [201, 201] == [answer.status_code for answer in answers]
    assert answers[0].json()["meta"].get("security") == answers[1].json()["meta"].get("security")


@pytest.mark.parametrize("header", [{}, {"if_match": 'W/"1"'}, {"if_match": 'W/"7"'}, {"if_none_match": "*"}])
def test_put_and_delete_tell_hidden_from_missing_by_nothing(askers, header: dict[str, str]) -> None:
    """Rows 29, 36, 37: an app's PUT or DELETE of a withheld id answers as for an id that never was."""
    hill = askers["hill"]
    for hidden in ("Observation/bob-plain", "Observation/nobody-plain"):
        type_, _, id_ = hidden.partition("/")
        put = [hill.put(observation(one, "ann"), **header) for one in (id_, "never-was")]
        assert face(put[0]) == face(put[1])
        assert put[0].status_code in (404, 405)
        gone = [hill.ask("DELETE", f"{type_}/{one}", **header) for one in (id_, "never-was")]
        assert face(gone[0]) == face(gone[1])
        assert 200 == askers["feed"].get(hidden).status_code


def test_a_conditional_create_sees_what_its_writer_sees(askers) -> None:
    """Row 36: If-None-Exist on a withheld match makes a new record, as on none; the answer names no other."""
    condition = "description=sentinel-DocumentReference-ann-detox"
    held = askers["hill"].post("DocumentReference", seen(note("x1", "ann")), if_none_exist=condition)
    missing = askers["hill"].post("DocumentReference", seen(note("x2", "ann")), if_none_exist="description=never-was")

    assert (201, 201) == (held.status_code, missing.status_code)
    assert "ann-detox" not in held.headers["location"]


@pytest.mark.parametrize(
    "condition", ["", "?", "_count=5", "_sort=_id", "_format=json", "_total=accurate", "&", "_summary=false"]
)
def test_a_condition_that_conditions_nothing_is_refused(askers, condition: str) -> None:
    """Row 22: a condition without a criterion is refused; it never means every record."""
    made = seen(observation("x", "ann"))
    answer = askers["hill"].post("Observation", made, if_none_exist=condition)
    assert 400 == answer.status_code, answer.text
    linked = made | {"performer": [reference(f"Organization?{condition}")]}
    answer = askers["hill"].post("", transaction(entry("POST", "Observation", linked)))
    assert (
        400 <= answer.status_code < 500
        or "Organization?" in askers["feed"].get(answer.json()["entry"][0]["response"]["location"]).text
    )


def test_a_condition_needs_the_right_to_search(askers, live) -> None:
    """Row 36: without the letter s, neither a conditional create nor a conditional reference is answered."""
    blind = live.client("blind", "system/Observation.cr", "TREAT", organization="Organization/hill")
    made = seen(observation("x", "ann"))

    assert 403 == blind.post("Observation", made, if_none_exist="code=x").status_code
    linked = made | {"performer": [reference("Organization?name=hill")]}
    assert 403 == blind.post("", transaction(entry("POST", "Observation", linked))).status_code


@pytest.mark.parametrize("letters", ["c", "cr", "cu"])
def test_the_letter_c_creates(askers, live, letters: str) -> None:
    """S3: c alone creates within the treatment relationship, and nowhere else."""
    made = live.client(f"creates-{letters}", f"system/Observation.{letters}", "TREAT", organization="Organization/hill")

    assert 201 == made.post("Observation", seen(observation("x", "ann"))).status_code
    assert made.post("Observation", seen(observation("x", "bob"))).status_code in (403, 422)
    assert 403 == made.ask("DELETE", "Observation/ann-plain").status_code


@pytest.mark.parametrize("type_", ["AuditEvent", "Consent", "Provenance", "SearchParameter", "Subscription"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("kind", ["", "batch", "transaction"])
def test_apps_do_not_write_what_steers(askers, type_: str, method: str, kind: str) -> None:
    """Row 43: an app writes no evidence and no directive, alone or in a bundle."""
    hill = askers["hill"]
    resource = {"resourceType": type_, "id": "mine"}
    url = type_ if method == "POST" else f"{type_}/mine"
    body = None if method == "DELETE" else resource
    if not kind:
        assert 403 == hill.ask(method, url, body).status_code
        return
    answer = hill.post("", transaction(entry(method, url, body), type=kind))
    statuses = (
        [e["response"]["status"][:3] for e in answer.json().get("entry", ())]
        if kind == "batch"
        else [str(answer.status_code)]
    )
    assert ["403"] == statuses


# --- bundles ----------------------------------------------------------------------------------------------------------


def test_a_transaction_is_judged_entry_by_entry(askers, live) -> None:
    """Rows 39, S4: one forbidden entry undoes all; in a batch it alone fails."""
    narrow = live.client("narrow", "system/Observation.cs", "TREAT", organization="Organization/hill")
    good = entry("POST", "Observation", seen(observation("x", "ann"), code={"text": "canary-of-atomicity"}))
    for bad in (
        entry("POST", "Condition", {"resourceType": "Condition", "subject": reference("Patient/ann")}),
        entry("DELETE", "Observation/ann-plain"),
        entry("GET", "Patient/ann"),
        entry("GET", "DocumentReference?patient=ann"),
        entry("GET", "Observation?nonsense=1"),
        entry("POST", "Observation", seen(observation("x", "bob"))),
    ):
        before = narrow.get("Observation?_summary=count").json()["total"]
        answer = narrow.post("", transaction(good, bad))
        assert 400 <= answer.status_code < 500, answer.text
        assert before == narrow.get("Observation?_summary=count").json()["total"], bad
        answers = narrow.post("", transaction(good, bad, type="batch")).json()["entry"]
        assert "201" == answers[0]["response"]["status"][:3]
        assert "4" == answers[1]["response"]["status"][:1]


def test_a_read_that_fails_after_the_writes_does_not_disown_them(askers) -> None:
    """Row 39: a transaction that stored something never answers as if it had not."""
    feed = askers["feed"]
    made = entry("PUT", "Observation/committed", observation("committed", "ann"))
    answer = feed.post("", transaction(made, entry("GET", "Patient/never-was")))
    stored = feed.get("Observation/committed").status_code == 200

    assert stored == (answer.status_code == 200), answer.text


STRANGE = [
    "http://evil.example/fhir/Patient/ann", "//evil.example/Patient/ann", "../Patient/ann", "Patient/../Patient/ann", "Patient/ann/", "Patient//ann",
    "Patient/ann/_history/1/..", "/fhir/Patient/ann", "Patient/ann#x", "Patient/%61nn", "patient/ann", "Patient/ann/$nope", "metadata", "", "$export",
    "_history", "Patient/_search/x", "Patient/ann/_history", "Task/x/$approve",
]  # fmt: skip
ASKED = {("GET", "metadata"), ("GET", "_history"), ("GET", "Patient/ann/_history")}
"""What may be asked for within a bundle as it may be alone."""


@pytest.mark.parametrize(
    ("method", "url"),
    [(m, url) for m in ("GET", "PUT", "DELETE", "POST", "PATCH") for url in STRANGE if (m, url) not in ASKED],
)
def test_a_strange_address_in_a_bundle_is_refused(askers, method: str, url: str) -> None:
    """Row 40: absolute addresses of others, dots, doubled slashes, operations: 4xx, and nothing done."""
    resource = None if method in ("GET", "DELETE") else {"resourceType": "Patient", "id": "ann"}
    feed = askers["feed"]
    before = feed.get("Patient/ann").headers["etag"]
    answer = feed.post("", transaction(entry(method, url, resource)))

    assert 400 <= answer.status_code < 500, answer.text
    assert before == feed.get("Patient/ann").headers["etag"]


def test_forged_full_urls_are_refused(askers) -> None:
    """Row 40: a fullUrl that is another record's address, relative, or given twice is 400."""
    feed = askers["feed"]
    base = feed.live.origin + "/fhir"
    made = seen(observation("x", "ann"))
    own = {
        "resourceType": "Observation",
        "id": "own-url",
        "status": "final",
        "code": {"text": "x"},
        "subject": reference("Patient/ann"),
    }
    for bundle in (
        transaction({"fullUrl": "Patient/ann"} | entry("POST", "Observation", made)),
        transaction({"fullUrl": f"{base}/Patient/ann"} | entry("POST", "Observation", made)),
        transaction({"fullUrl": f"{base}/Observation/other"} | entry("PUT", "Observation/own-url", own)),
        transaction(
            *[{"fullUrl": "urn:uuid:7d1c6a9e-0000-4000-8000-000000000001"} | entry("POST", "Observation", made)] * 2
        ),
    ):
        answer = feed.post("", bundle)
        assert 400 == answer.status_code, answer.text
    right = transaction({"fullUrl": f"{base}/Observation/own-url"} | entry("PUT", "Observation/own-url", own))
    assert 200 == feed.post("", right).status_code


def test_bundles_in_bundles_and_doubled_ids_are_refused(askers) -> None:
    """Rows 40, 103: a batch within a batch is a mere resource or refused; the same id twice in a transaction is 400."""
    feed = askers["feed"]
    inner = transaction(entry("DELETE", "Observation/ann-plain"), type="batch")
    answer = feed.post("", transaction(entry("POST", "", inner), type="batch"))
    assert "2" != answer.json().get("entry", [{"response": {"status": "4"}}])[0]["response"]["status"][:1]
    assert 200 == feed.get("Observation/ann-plain").status_code
    twice = [entry("PUT", "Observation/twice", observation("twice", "ann"))] * 2
    assert 400 == feed.post("", transaction(*twice)).status_code
    both = (entry("PUT", "Observation/twice", observation("twice", "ann")), entry("DELETE", "Observation/twice"))
    assert 400 == feed.post("", transaction(*both)).status_code


@pytest.mark.parametrize(
    ("url", "resource"),
    [("Observation", {"resourceType": "Patient"}), ("Observation/a", {"resourceType": "Observation", "id": "b"})],
)
def test_entry_and_resource_must_agree(askers, url: str, resource: dict[str, Any]) -> None:
    """Row 40: type and id of the resource are those of the address, or it is 400."""
    method = "PUT" if "/" in url else "POST"
    assert 400 == askers["feed"].post("", transaction(entry(method, url, resource))).status_code
