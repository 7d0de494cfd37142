"""Does a release go exactly where law and patient allow, and is it accounted for?"""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from api.xml.reading import from_xml
from tests.api.world import ACT_CODE, reference, sentinel

REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
KINDS = "http://hl7.org/fhir/resource-types"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
RELEASE = "release.request release.pull"


def document(id_: str, date: str, *labels: str, patient: str = "fay", code: str = "18842-5") -> dict[str, Any]:
    """Give a document of the patient."""
    made = {
        "resourceType": "DocumentReference", "id": id_, "status": "current", "date": date,
        "type": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "subject": reference(f"Patient/{patient}"), "description": sentinel(id_),
        "content": [{"attachment": {"contentType": "text/plain", "data": "bm90ZQ=="}}],
    }  # fmt: skip
    if labels:
        made["meta"] = {"security": [{"system": ACT_CODE, "code": label} for label in labels]}
    return made


def authorisation(id_: str = "fay-authorises", **provision: Any) -> dict[str, Any]:
    """Give a complete authorisation for the law firm, for documents of 2024."""
    return {
        "resourceType": "Consent", "id": id_, "status": "active",
        "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy"}]},
        "category": [{"coding": [{"system": "http://loinc.org", "code": "64292-6"}]}],
        "patient": reference("Patient/fay"), "dateTime": "2026-01-02",
        "policyRule": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentpolicycodes", "code": "hipaa-auth"}]},
        "provision": {
            "type": "permit", "period": {"start": "2026-01-01", "end": "2030-01-01"},
            "actor": [{"role": {"coding": [{"system": PARTICIPATION, "code": "IRCP"}]}, "reference": reference("Organization/firm")}],
            "purpose": [{"system": REASON, "code": "HLEGAL"}],
            "class": [{"system": KINDS, "code": "DocumentReference"}],
            "dataPeriod": {"start": "2024-01-01", "end": "2024-12-31"},
        } | provision,
    }  # fmt: skip


def request(purpose: str, requester: str, authority: str, *scopes: str, **more: str) -> dict[str, Any]:
    """Give a request for release."""

    def coded(code: str, **value: Any) -> dict[str, Any]:
        return {"type": {"coding": [{"code": code}]}, **value}

    return {
        "resourceType": "Task", "status": "requested", "intent": "order",
        "code": {"coding": [{"code": "release-of-information"}]},
        "for": reference("Patient/fay"), "requester": reference(requester),
        "reasonCode": {"coding": [{"system": REASON, "code": purpose}]},
        "input": [
            *(coded("scope", valueString=scope) for scope in scopes),
            *([coded("authority", valueReference=reference(authority))] if authority else ()),
            coded("format", valueCode=more.get("format", "bundle")),
            coded("channel", valueCoding={"code": "ONLINEWRIT"}),
            coded("received", valueDateTime="2026-11-20T09:00:00Z"),
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def cast(live, feed) -> dict[str, Any]:
    """Register who plays a part and lay the records."""
    made = {
        "feed": feed,
        "firm": live.client(
            "firm-app", f"{RELEASE} system/DocumentReference.rs", "HLEGAL", organization="Organization/firm"
        ),
        "county": live.client("county-app", RELEASE, "PUBHLTH", organization="Organization/county"),
        "rival": live.client("rival-app", RELEASE, "HLEGAL", organization="Organization/rival"),
        "clerk": live.client("clerk", "release.decide release.fulfil release.request", "TREAT"),
        "app": live.client("app", "system/*.cruds", "TREAT", organization="Organization/hill"),
    }
    address = {"line": ["1 Court Street"], "city": "Elmton", "state": "MA", "postalCode": "02101"}
    for name in ("firm", "county", "rival", "hill"):
        feed.put({"resourceType": "Organization", "id": name, "name": f"{name} office", "address": [address]})
    feed.put(
        {
            "resourceType": "Patient",
            "id": "fay",
            "name": [{"family": "Fern"}],
            "managingOrganization": reference("Organization/hill"),
        }
    )
    feed.put({"resourceType": "Patient", "id": "gus", "name": [{"family": "Gale"}]})
    for resource in (
        document("in-scope", "2024-05-01T10:00:00Z"),
        document("too-old", "2023-05-01T10:00:00Z"),
        document("detox", "2024-06-01T10:00:00Z", "42CFRPart2"),
        document("therapy", "2024-06-02T10:00:00Z", "PSYTHPN"),
        document("of-gus", "2024-05-01T10:00:00Z", patient="gus"),
        document("statute", "2026-01-01T10:00:00Z", patient="gus", code="64298-3"),
        authorisation(),
    ):
        answer = feed.put(resource)
        assert answer.status_code in (200, 201), answer.text
    return made


def work(cast: dict[str, Any], asker: str, task: dict[str, Any], *actions: str) -> tuple[str, dict[str, Any]]:
    """Open a request and move it on; give its id and the Task as it stands."""
    answer = cast[asker].post("Task", task)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    for action in actions:
        answer = cast["clerk"].post(f"Task/{made['id']}/${action}", None)
        assert answer.status_code == 200, (action, answer.text)
    return made["id"], answer.json()


def output(task: dict[str, Any]) -> str:
    """Give the reference to the package."""
    return task["output"][0]["valueReference"]["reference"]


ALL = ("verify", "approve", "fulfil")
SCOPE = "DocumentReference?patient=fay"


def test_an_authorised_release_holds_the_authorised_records_and_no_other(cast) -> None:
    """Recipient, purpose, content and date decide; Part 2 and psychotherapy notes need more; nobody else gets it."""
    _, task = work(cast, "firm", request("HLEGAL", "Organization/firm", "Consent/fay-authorises", SCOPE), *ALL)

    fetched = cast["firm"].get(output(task))

    assert 200 == fetched.status_code, fetched.text
    held = [e["resource"] for e in fetched.json()["entry"] if e["resource"]["resourceType"] == "DocumentReference"]
    assert ["in-scope"] == [resource["id"] for resource in held]
    assert "REDISCLOSURE" in fetched.text
    for hidden in ("too-old", "detox", "therapy", "of-gus"):
        assert sentinel(hidden) not in fetched.text
    missing = cast["rival"].get("Bundle/never-was")
    for other in ("rival", "county"):
        answer = cast[other].get(output(task))
        assert (404, missing.content) == (answer.status_code, answer.content)
    assert 404 == cast["feed"].get(output(task)).status_code


def test_the_recipient_may_read_what_it_is_authorised_to(cast) -> None:
    """The same authorisation opens the same records to direct reading, and no other."""
    assert ["in-scope"] == cast["firm"].ids("DocumentReference?_count=1")
    assert 404 == cast["firm"].get("DocumentReference/too-old").status_code


def test_ndjson(cast) -> None:
    """The package comes as NDJSON where that was asked for."""
    asked = request("HLEGAL", "Organization/firm", "Consent/fay-authorises", SCOPE, format="ndjson")
    _, task = work(cast, "firm", asked, *ALL)

    fetched = cast["firm"].get(output(task), accept="application/fhir+ndjson")

    assert "application/fhir+ndjson" == fetched.headers["content-type"].partition(";")[0]
    lines = [json.loads(line) for line in fetched.text.splitlines()]
    assert ["in-scope"] == [line["id"] for line in lines if line["resourceType"] == "DocumentReference"]
    for sent in (
        cast["firm"].get(output(task), accept="application/fhir+json").content,
        cast["firm"].get(f"{output(task)}?_format=json").content,
        from_xml(cast["firm"].get(output(task), accept="application/fhir+xml").content),
        from_xml(cast["firm"].get(f"{output(task)}?_format=xml").content),
    ):
        package = json.loads(sent)
        assert ("Binary", "application/fhir+ndjson") == (package["resourceType"], package["contentType"])
        assert fetched.content == base64.b64decode(package["data"])


@pytest.mark.parametrize(
    ("authority", "rule"),
    [
        ("", "NO_PATHWAY"),
        ("Consent/never-was", "VERIFY_AUTHORITY"),
        ("DocumentReference/statute", "NO_PATHWAY"),
        ("Consent/for-rival", "AUTH_RECIPIENT_MISMATCH"),
        ("Consent/expired", "AUTH_EXPIRED"),
        ("Consent/endless", "AUTH_INCOMPLETE:expiry"),
        ("Consent/other-purpose", "PURPOSE_NOT_ENTITLED"),
        ("Consent/boundless", "AUTH_INCOMPLETE:description"),
    ],
)  # fmt: skip
def test_without_a_valid_ground_it_cannot_be_approved(cast, authority: str, rule: str) -> None:
    """422 with the reason, and the request stays where it was."""
    actor = [
        {"role": {"coding": [{"system": PARTICIPATION, "code": "IRCP"}]}, "reference": reference("Organization/rival")}
    ]
    made = {
        "for-rival": authorisation("for-rival", actor=actor),
        "expired": authorisation("expired", period={"start": "2020-01-01", "end": "2021-01-01"}),
        "endless": authorisation("endless", period={"start": "2020-01-01"}),
        "other-purpose": authorisation("other-purpose", purpose=[{"system": REASON, "code": "TREAT"}]),
        "boundless": authorisation("boundless"),
    }
    del made["boundless"]["provision"]["class"], made["boundless"]["provision"]["dataPeriod"]
    if authority.partition("/")[2] in made:
        assert cast["feed"].put(made[authority.partition("/")[2]]).status_code in (200, 201)
    id_, _ = work(cast, "firm", request("HLEGAL", "Organization/firm", authority, SCOPE), "verify")

    refused = cast["clerk"].post(f"Task/{id_}/$approve", None)

    assert 422 == refused.status_code
    assert rule in refused.text
    assert "verified" == cast["firm"].get(f"Task/{id_}").json()["businessStatus"]["coding"][0]["code"]


def test_revocation_before_the_fetch_stops_it(cast) -> None:
    """Acknowledged means effective: the next fetch and the next read find nothing."""
    cast["feed"].put(authorisation("revocable"))
    _, task = work(cast, "firm", request("HLEGAL", "Organization/firm", "Consent/revocable", SCOPE), *ALL)
    cast["feed"].put(authorisation("revocable") | {"status": "inactive"})

    answer, missing = cast["firm"].get(output(task)), cast["firm"].get("Bundle/never-was")

    assert (404, missing.content) == (answer.status_code, answer.content)


def test_a_record_that_is_labelled_after_packaging_stops_the_package(cast) -> None:
    """What may not leave any more does not leave in a package made before."""
    cast["feed"].put(document("late", "2024-07-01T10:00:00Z", code="11506-3"))
    scope = "DocumentReference?patient=fay&type=11506-3"
    _, task = work(cast, "firm", request("HLEGAL", "Organization/firm", "Consent/fay-authorises", scope), *ALL)
    assert 200 == cast["firm"].get(output(task)).status_code
    cast["feed"].put(document("late", "2024-07-01T10:00:00Z", "42CFRPart2", code="11506-3"))

    assert 404 == cast["firm"].get(output(task)).status_code


def test_a_head_is_no_disclosure(cast, live) -> None:
    """HEAD says that the package is there, to its requester alone; no content leaves, and none is accounted for."""
    _, task = work(cast, "firm", request("HLEGAL", "Organization/firm", "Consent/fay-authorises", SCOPE), *ALL)
    before = live.fetch("SELECT count(*) FROM disclosure")
    head = cast["firm"].ask("HEAD", output(task))

    assert (200, b"") == (head.status_code, head.content)
    assert 404 == cast["rival"].ask("HEAD", output(task)).status_code
    assert before == live.fetch("SELECT count(*) FROM disclosure")
    assert [[]] == [
        row["delivered"]
        for row in live.fetch("SELECT delivered FROM audit_event ORDER BY seq DESC LIMIT 2")
        if row["delivered"] == []
    ][:1]
    got = cast["firm"].get(output(task))
    names = ("etag", "last-modified", "content-type", "content-length")
    assert [got.headers.get(name) for name in names] == [head.headers.get(name) for name in names]
    assert before != live.fetch("SELECT count(*) FROM disclosure")


def test_public_health_is_accounted_for_and_an_authorisation_is_not(cast) -> None:
    """164.528: the accounting holds exactly the disclosures that count, one line for repeated ones."""
    asked = request(
        "PUBHLTH", "Organization/county", "DocumentReference/statute", "DocumentReference?patient=fay&date=ge2023"
    )
    _, task = work(cast, "county", asked, *ALL)
    for _ in range(2):
        fetched = cast["county"].get(output(task))
        assert 200 == fetched.status_code
        for hidden in ("detox", "therapy", "of-gus"):
            assert sentinel(hidden) not in fetched.text
        assert sentinel("too-old") in fetched.text

    answer = cast["clerk"].get("Patient/fay/$accounting-of-disclosures")

    assert 200 == answer.status_code
    events = [entry["resource"] for entry in answer.json()["entry"]]
    assert ["AuditEvent"] == [event["resourceType"] for event in events]
    (event,) = events
    assert "county office" in json.dumps(event["agent"])
    assert "Elmton" in json.dumps(event)
    assert "PUBHLTH" == event["purposeOfEvent"][0]["coding"][0]["code"]
    assert "DocumentReference" in event["entity"][1]["description"]
    assert answer.json()["entry"] == cast["feed"].get("Patient/fay/$accounting-of-disclosures").json()["entry"]
    assert 403 == cast["app"].get("Patient/fay/$accounting-of-disclosures").status_code
    assert "entry" not in cast["clerk"].get("Patient/gus/$accounting-of-disclosures").json()
    assert 404 == cast["clerk"].get("Patient/never-was/$accounting-of-disclosures").status_code


def test_work_scopes_are_not_implied(cast) -> None:
    """system/*.cruds opens no release work; whoever asks does not decide; a request changes by its operations only."""
    asked = request("HLEGAL", "Organization/firm", "Consent/fay-authorises", SCOPE)
    assert 403 == cast["feed"].post("Task", asked).status_code
    assert 403 == cast["rival"].post("Task", asked).status_code
    id_, task = work(cast, "firm", asked)[0], None
    for asker in ("feed", "firm", "app"):
        for action in ("verify", "approve", "deny", "fulfil"):
            assert 403 == cast[asker].post(f"Task/{id_}/${action}", None).status_code
    own = cast["clerk"].post("Task", asked).json()["id"]
    assert 403 == cast["clerk"].post(f"Task/{own}/$verify", None).status_code
    task = cast["feed"].get(f"Task/{id_}").json()
    assert 409 == cast["feed"].put(task | {"status": "completed"}).status_code
    assert 409 == cast["clerk"].post(f"Task/{id_}/$fulfil", None).status_code
    assert 404 == cast["rival"].get(f"Task/{id_}").status_code
    assert 404 == cast["clerk"].post("Task/never-was/$verify", None).status_code


def test_a_denial_says_why(cast) -> None:
    """The Task bears the reason; nothing can be fetched."""
    id_, _ = work(cast, "firm", request("HLEGAL", "Organization/firm", "", SCOPE))
    body = {"resourceType": "Parameters", "parameter": [{"name": "reason", "valueCode": "NO_PATHWAY"}]}

    denied = cast["clerk"].post(f"Task/{id_}/$deny", body)

    assert 200 == denied.status_code
    assert "rejected" == denied.json()["status"]
    assert "NO_PATHWAY" == denied.json()["statusReason"]["coding"][0]["code"]


def test_part_2_goes_with_its_consent_and_its_notice(cast) -> None:
    """A consent that names the label opens the record, and 42 CFR 2.32 travels with it; the therapy note stays."""
    label = [{"system": ACT_CODE, "code": "42CFRPart2"}]
    cast["feed"].put(authorisation("part-2", securityLabel=label))
    scope = "DocumentReference?patient=fay&date=2024-06"
    _, task = work(cast, "firm", request("HLEGAL", "Organization/firm", "Consent/part-2", scope), *ALL)

    fetched = cast["firm"].get(output(task))

    assert 200 == fetched.status_code
    held = [
        e["resource"]["id"] for e in fetched.json()["entry"] if e["resource"]["resourceType"] == "DocumentReference"
    ]
    assert ["detox"] == held
    assert "P2_NOTICE" in fetched.text
    assert "42 CFR part 2" in fetched.text


def test_a_client_without_an_organisation_fetches_what_it_asked_for(live, cast) -> None:
    """Such a client acts for whom it asks; another of its kind gets nothing."""
    agent = live.client("agent", RELEASE, "HLEGAL")
    other = live.client("other-agent", RELEASE, "HLEGAL")
    cast = cast | {"agent": agent}
    _, task = work(cast, "agent", request("HLEGAL", "Organization/firm", "Consent/fay-authorises", SCOPE), *ALL)

    assert 200 == agent.get(output(task)).status_code
    assert 404 == other.get(output(task)).status_code
    assert 200 == cast["firm"].get(output(task)).status_code
