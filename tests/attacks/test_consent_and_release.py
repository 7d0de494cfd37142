"""Does anything leave without a ground, or on another's? SECURITY.md A7 rows 46 to 53; RULES.md E1, 0.3: consents, requests, packages, accounting."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.test_release import (
    ACT_CODE,
    ALL,
    PARTICIPATION,
    REASON,
    RELEASE,
    SCOPE,
    authorisation,
    document,
    output,
    reference,
    request,
    sentinel,
    work,
)
from tests.api.test_release import cast as _cast
from tests.attacks.conftest import entry, face, transaction

cast = _cast
NOW = datetime.now(UTC)
FIRM = "Organization/firm"
EMPTY = "HLEGAL", FIRM, "Consent/fay-authorises", SCOPE


def day(days: int) -> str:
    """Give a day from today."""
    return (NOW + timedelta(days=days)).date().isoformat()


def actor(target: str) -> dict[str, Any]:
    """Give a recipient."""
    return {"role": {"coding": [{"system": PARTICIPATION, "code": "IRCP"}]}, "reference": reference(target)}


def stands(cast, id_: str) -> str:
    """Give the state of a request."""
    return cast["clerk"].get(f"Task/{id_}").json()["businessStatus"]["coding"][0]["code"]


# --- consents ---------------------------------------------------------------------------------------------------------

CONSENTS = {
    "expired": authorisation(period={"start": "2020-01-01", "end": day(-2)}),
    "future": authorisation(period={"start": day(2), "end": day(20)}),
    "other-recipient": authorisation(actor=[actor("Organization/rival")]),
    "other-purpose": authorisation(purpose=[{"system": REASON, "code": "HMARKT"}]),
    "no-recipient": authorisation() | {"provision": {k: v for k, v in authorisation()["provision"].items() if k != "actor"}},
    "inactive": authorisation() | {"status": "inactive"},
    "proposed": authorisation() | {"status": "proposed"},
    "entered-in-error": authorisation() | {"status": "entered-in-error"},
    "rejected": authorisation() | {"status": "rejected"},
    "other-patient": authorisation() | {"patient": reference("Patient/gus")},
    "nested-deny": authorisation(provision=[{"type": "deny", "class": [{"system": "http://hl7.org/fhir/resource-types", "code": "DocumentReference"}]}]),
    "deny": authorisation(type="deny"),
}  # fmt: skip


@pytest.mark.parametrize("name", CONSENTS)
def test_a_consent_that_does_not_speak_opens_nothing(cast, name: str) -> None:
    """Rows 47, 49: expired, future, of another recipient, purpose, patient or status: neither read nor release."""
    feed, firm = cast["feed"], cast["firm"]
    assert 200 == feed.put(authorisation() | {"status": "inactive"}).status_code
    id_ = f"try-{name}"
    assert feed.put(CONSENTS[name] | {"id": id_}).status_code in (201, 200)
    try:
        assert 404 == firm.get("DocumentReference/in-scope").status_code
        assert [] == firm.ids("DocumentReference?patient=fay")
        task, _ = work(cast, "firm", request("HLEGAL", FIRM, f"Consent/{id_}", SCOPE), "verify")
        answer = cast["clerk"].post(f"Task/{task}/$approve", None)
        if name != "nested-deny":
            assert 422 == answer.status_code, answer.text
        else:
            cast["clerk"].post(f"Task/{task}/$fulfil", None)
            last = cast["firm"].get(f"Task/{task}").json()
            held = firm.get(output(last)).text if "output" in last else ""
            assert sentinel("in-scope") not in held
    finally:
        feed.put(CONSENTS[name] | {"id": id_, "status": "inactive"})
        feed.put(authorisation())


def test_deny_and_permit_together_are_deny(cast) -> None:
    """Row 48: of two consents in conflict the stricter holds for reading; removing it opens again."""
    feed, firm = cast["feed"], cast["firm"]
    assert 200 == firm.get("DocumentReference/in-scope").status_code
    bar = authorisation("bars", type="deny", **{"class": []}) | {
        "policyRule": {"coding": [{"system": ACT_CODE, "code": "OPTOUT"}]}
    }
    bar["provision"].pop("class")
    bar["provision"].pop("dataPeriod")
    assert feed.put(bar).status_code == 201
    assert 404 == firm.get("DocumentReference/in-scope").status_code
    assert 204 == feed.ask("DELETE", "Consent/bars").status_code
    assert 200 == firm.get("DocumentReference/in-scope").status_code


def test_revoked_and_granted_again(cast) -> None:
    """Row 46: every request sees the consent as it stands."""
    feed, firm = cast["feed"], cast["firm"]
    for status, expected in (("inactive", 404), ("active", 200), ("entered-in-error", 404), ("active", 200)):
        feed.put(authorisation() | {"status": status})
        assert expected == firm.get("DocumentReference/in-scope").status_code
        assert (expected == 200) == ("in-scope" in firm.ids("DocumentReference?_sort=-date"))
        vread = firm.get("DocumentReference/in-scope/_history/1").status_code
        assert expected == vread


@pytest.mark.parametrize("who", ["app", "firm", "rival", "clerk"])
def test_nobody_but_a_feed_writes_consents(cast, who: str) -> None:
    """Row 43: nobody gives consent in a patient's name."""
    mine = authorisation("forged", actor=[actor("Organization/hill")])
    assert cast[who].put(mine).status_code == 403
    assert cast[who].post("Consent", mine).status_code == 403
    assert cast[who].ask("DELETE", "Consent/fay-authorises").status_code == 403
    assert cast[who].get("Consent/fay-authorises").status_code in (403, 404)
    assert 200 == cast["feed"].get("Consent/fay-authorises").status_code


# --- requests ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", ["plain", "escaped", "second-coding", "put", "bundle-post", "bundle-put"])
def test_a_request_has_one_way_in(cast, spelling: str) -> None:
    """Release: no system scope opens a request, however it is spelled or sent, and none begins as approved."""
    task = request("TREAT", "Organization/hill", "Consent/fay-authorises", SCOPE) | {
        "businessStatus": {"coding": [{"code": "approved"}]}, "output": [{"type": {"text": "package"}, "valueReference": reference("Bundle/x")}],
    }  # fmt: skip
    feed, app = cast["feed"], cast["app"]
    if spelling == "second-coding":
        task["code"] = {"coding": [{"code": "other"}, {"code": "release-of-information"}]}
    body = json.dumps(task).encode()
    if spelling == "escaped":
        body = body.replace(b'"release-of-information"', b'"release\\u002dof-information"')
    for asker in (feed, app):
        if spelling in ("put", "bundle-put"):
            plain = {**task, "id": "sneaky", "code": {"coding": [{"code": "other"}]}}
            cast["feed"].put(plain)
            changed = {**task, "id": "sneaky"}
            answer = (
                asker.put(changed)
                if spelling == "put"
                else asker.post("", transaction(entry("PUT", "Task/sneaky", changed)))
            )
        elif spelling == "bundle-post":
            answer = asker.post("", transaction(entry("POST", "Task", task)))
        else:
            answer = asker.post("Task", body)
        assert answer.status_code in (403, 409, 422), (spelling, answer.text)
    again = feed.get("Task?code=release-of-information").json()
    assert all("sneaky" != e["resource"]["id"] for e in again.get("entry", ()))


def test_an_opened_request_is_at_its_beginning(cast) -> None:
    """States: what a requester writes about status, output and reasons is not kept."""
    task = request(*EMPTY) | {
        "businessStatus": {"coding": [{"code": "approved"}]}, "statusReason": {"text": "x"}, "output": [{"type": {"text": "package"}, "valueReference": reference("Bundle/x")}],
    }  # fmt: skip
    made = cast["firm"].post("Task", task).json()
    assert "output" not in made
    assert "received" == made["businessStatus"]["coding"][0]["code"]
    for status in ("completed", "in-progress", "accepted", "rejected"):
        assert 422 == cast["firm"].post("Task", task | {"status": status}).status_code
    assert 409 == cast["clerk"].post(f"Task/{made['id']}/$fulfil", None).status_code


def test_a_request_changes_by_its_operations_only(cast) -> None:
    """Release: neither update nor deletion, alone or in bundles, by feed, clerk or requester, touches a request."""
    id_, task = work(cast, "firm", request(*EMPTY))
    forged = task | {"businessStatus": {"coding": [{"code": "approved"}]}, "status": "in-progress"}
    plain = task | {"code": {"coding": [{"code": "other"}]}}
    for who in ("feed", "firm", "clerk", "app"):
        for body in (forged, plain):
            assert cast[who].put(body).status_code in (403, 404, 409)
            assert cast[who].post("", transaction(entry("PUT", f"Task/{id_}", body))).status_code in (403, 404, 409)
        assert cast[who].ask("DELETE", f"Task/{id_}").status_code in (403, 204, 409)
        assert cast[who].post("", transaction(entry("DELETE", f"Task/{id_}"))).status_code in (403, 200, 409)
    assert "received" == stands(cast, id_)
    assert task["meta"]["versionId"] == cast["clerk"].get(f"Task/{id_}").json()["meta"]["versionId"]


def test_a_requester_never_decides_through_anyone_of_its_own(cast, live) -> None:
    """Release: another client of the requester's organisation, with every scope of work, decides nothing."""
    everything = "release.request release.decide release.fulfil release.pull system/*.cruds"
    second = live.client("firm-second", everything, "HLEGAL", organization=FIRM)
    id_, _ = work(cast, "firm", request(*EMPTY))
    for action in ("verify", "approve", "deny", "fulfil"):
        assert 403 == second.post(f"Task/{id_}/${action}", None).status_code
    own = second.post("Task", request(*EMPTY)).json()["id"]
    assert 403 == second.post(f"Task/{own}/$verify", None).status_code
    assert "received" == stands(cast, id_)
    for action in ("approve", "fulfil"):
        assert 409 == cast["clerk"].post(f"Task/{id_}/${action}", None).status_code


@pytest.mark.parametrize(
    "scope",
    ["Patient", "Patient?", "DocumentReference?patient=gus", "DocumentReference?subject=Patient/gus", "DocumentReference?_id=of-gus", "DocumentReference?_id=of-gus,too-old,detox,therapy",
     "DocumentReference?_security=42CFRPart2", "Consent", "Task", "AuditEvent", "DocumentReference?status:not=current", "DocumentReference?patient:missing=true", "Organization", "Practitioner"],
)  # fmt: skip
def test_a_scope_reaches_no_further_than_the_ground(cast, scope: str) -> None:
    """Minimum: whatever search is asked for, the package holds the patient's records that the ground covers."""
    _, task = work(cast, "firm", request("HLEGAL", FIRM, "Consent/fay-authorises", scope), *ALL)
    text = cast["firm"].get(output(task)).text
    for hidden in ("of-gus", "too-old", "detox", "therapy", "statute"):
        assert sentinel(hidden) not in text
    held = {e["resource"]["resourceType"] for e in json.loads(text).get("entry", ())}
    assert not held & {"Patient", "Consent", "Task", "AuditEvent", "Practitioner"}, held


@pytest.mark.parametrize(
    "scope",
    [
        "DocumentReference?_include=*",
        "DocumentReference?_has:Observation:x=1",
        "DocumentReference?nonsense=1",
        "Nonsense?x=1",
        "DocumentReference?subject.nonsense=x",
        "?",
        "",
        "../Patient",
        "Patient/gus",
        "http://x.example/Patient",
        "DocumentReference?_page=x",
        "$everything",
        "DocumentReference?a=%ff",
        "DocumentReference?date=zz",
    ],
)
def test_an_unreadable_scope_is_refused(cast, scope: str) -> None:
    """Rows 20, 21: an unknown or unsupported search is refused when the request is opened, not ignored."""
    answer = cast["firm"].post("Task", request("HLEGAL", FIRM, "Consent/fay-authorises", scope))
    assert answer.status_code in (400, 422), answer.text


def test_public_health_gets_records_not_administration(cast) -> None:
    """Rows 50, NOT_DRS: consents, release requests and Part 2 records stay behind; the accounting says what went."""
    cast["feed"].put(
        {
            "resourceType": "AuditEvent",
            "id": "who-read",
            "type": {"code": "rest"},
            "recorded": "2026-01-01T00:00:00Z",
            "agent": [{"requestor": True, "who": reference("Organization/firm")}],
            "source": {"observer": reference("Organization/hill")},
            "entity": [{"what": reference("Patient/fay")}],
        }
    )
    scopes = ("Consent", "Task", "AuditEvent", "DocumentReference", "Patient")
    _, task = work(
        cast, "county", request("PUBHLTH", "Organization/county", "DocumentReference/statute", *scopes), *ALL
    )
    fetched = cast["county"].get(output(task))
    assert 200 == fetched.status_code
    held = {e["resource"]["resourceType"] for e in fetched.json()["entry"]}
    assert not held & {"Consent", "AuditEvent"}, held
    assert "release-of-information" not in fetched.text
    for hidden in ("detox", "therapy", "of-gus"):
        assert sentinel(hidden) not in fetched.text


# --- packages ---------------------------------------------------------------------------------------------------------


def test_a_package_is_its_requesters_alone(cast, live) -> None:
    """Release: feeds, deciders, strangers, and clients of the same organisation without purpose or scope find nothing."""
    _, task = work(cast, "firm", request(*EMPTY), *ALL)
    package = output(task)
    others = {
        "marketing": live.client("firm-marketing", RELEASE, "HMARKT", organization=FIRM),
        "reader": live.client("firm-reader", "system/*.rs", "HLEGAL", organization=FIRM),
        "asks": live.client("firm-asks", "release.request", "HLEGAL", organization=FIRM),
        "nobody": live.client("pulls", "release.pull", "HLEGAL"),
        **{name: cast[name] for name in ("feed", "clerk", "rival", "county", "app")},
    }
    for name, asker in others.items():
        for path in (package, f"{package}/_history", f"{package}/_history/1"):
            hidden = asker.get(path)
            assert face(asker.get(path.replace(package, "Bundle/never-was"))) == face(hidden), name
            assert hidden.status_code in (403, 404), name
    assert 200 == cast["firm"].get(package).status_code


def test_every_refused_fetch_is_written_down(cast, live) -> None:
    """Audit: a fetch that finds nothing leaves its row too."""
    count = "SELECT count(*) FROM audit_event"
    before = live.fetch(count)[0][0]
    assert 404 == cast["rival"].get("Bundle/never-was").status_code
    assert before + 1 == live.fetch(count)[0][0]


def test_a_package_ends_with_its_ground(cast, live) -> None:
    """Rows 46, 53: revoked, expired, narrowed, deleted consents; deleted or labelled records; a disabled client."""
    feed, firm = cast["feed"], cast["firm"]

    def gone(name: str) -> None:
        assert face(firm.get("Bundle/never-was")) == face(firm.get(package)), name

    _, task = work(cast, "firm", request(*EMPTY), *ALL)
    package = output(task)
    for name, consent in CONSENTS.items():
        assert 200 == feed.put(consent | {"id": "fay-authorises"}).status_code
        gone(name)
    assert 204 == feed.ask("DELETE", "Consent/fay-authorises").status_code
    gone("deleted")
    assert 201 == feed.put(authorisation()).status_code
    assert 200 == firm.get(package).status_code
    assert 204 == feed.ask("DELETE", "DocumentReference/in-scope").status_code
    gone("record deleted")
    feed.put(document("in-scope", "2024-05-01T10:00:00Z", patient="gus"))
    gone("record of another")
    feed.put(document("in-scope", "2024-05-01T10:00:00Z"))
    feed.put(document("in-scope", "2023-05-01T10:00:00Z"))
    gone("record out of the dates")
    feed.put(document("in-scope", "2024-05-01T10:00:00Z") | {"status": "entered-in-error"})
    gone("entered in error")
    feed.put(document("in-scope", "2024-05-01T10:00:00Z"))
    assert 200 == firm.get(package).status_code
    feed.put(document("later-labelled", "2024-05-02T10:00:00Z"))
    _, task = work(cast, "firm", request(*EMPTY), *ALL)
    package = output(task)
    assert 200 == firm.get(package).status_code
    feed.put(document("later-labelled", "2024-05-02T10:00:00Z", "42CFRPart2"))
    gone("labelled later")
    feed.ask("DELETE", "DocumentReference/later-labelled")


def test_a_disabled_client_fetches_nothing(cast, live) -> None:
    """ASVS 8.3.2: a client that is disabled after fulfilment is nobody at its next request."""
    temporary = live.client("firm-temporary", RELEASE, "HLEGAL", organization=FIRM)
    id_ = temporary.post("Task", request(*EMPTY)).json()["id"]
    for action in ALL:
        task = cast["clerk"].post(f"Task/{id_}/${action}", None).json()
    assert 200 == temporary.get(output(task)).status_code
    live.fetch("UPDATE client SET disabled = 1 WHERE id = 'firm-temporary'")
    assert 401 == temporary.get(output(task)).status_code


def test_packages_through_a_batch_are_whole_and_counted(cast) -> None:
    """Release: a batch's GET of an NDJSON package is a Binary, in JSON that parses."""
    asked = request(*EMPTY, format="ndjson")
    _, task = work(cast, "firm", asked, *ALL)
    answer = cast["firm"].post("", transaction(entry("GET", output(task)), type="batch"))
    assert "Binary" == answer.json()["entry"][0]["resource"]["resourceType"]


def test_the_accounting_counts_what_left_and_nothing_else(cast) -> None:
    """164.528: refused and authorised fetches are not in it; each fetch by public health is, once."""
    feed, county = cast["feed"], cast["county"]
    path = "Patient/fay/$accounting-of-disclosures"

    def counted() -> int:
        total = 0
        for e in feed.get(path).json().get("entry", ()):
            details = {d["type"]: d["valueString"] for d in e["resource"]["entity"][1].get("detail", ())}
            total += int(details.get("number of disclosures", "1"))
        return total

    before = counted()
    _, task = work(cast, "county", request("PUBHLTH", "Organization/county", "DocumentReference/statute", SCOPE), *ALL)
    assert before == counted()
    for who in ("rival", "firm", "clerk", "feed"):
        cast[who].get(output(task))
    assert before == counted()
    assert 200 == county.get(output(task)).status_code
    assert before + 1 == counted()
    assert 200 == county.get(output(task)).status_code
    assert before + 2 == counted()
    for who, status in (("county", 403), ("firm", 403), ("app", 403), ("rival", 403)):
        assert status == cast[who].get(path).status_code
    assert 404 == feed.get("Patient/never-was/$accounting-of-disclosures").status_code


def test_review_and_its_tasks_tell_nothing_of_what_is_barred(cast) -> None:
    """CW-011: findings and deficiency Tasks about a document that a patient bars from a provider do not reach it."""
    feed, app = cast["feed"], cast["app"]
    visit = {
        "resourceType": "Encounter", "id": "fay-visit", "status": "finished", "class": {"system": ACT_CODE, "code": "IMP"}, "subject": reference("Patient/fay"),
        "serviceProvider": reference("Organization/hill"), "period": {"start": "2024-01-01T09:00:00Z", "end": "2024-01-04T10:00:00Z"},
    }  # fmt: skip
    bar = authorisation("fay-bars-hill", type="deny", actor=[actor("Organization/hill")]) | {
        "policyRule": {"coding": [{"system": ACT_CODE, "code": "OPTIN"}]}
    }
    for name in ("class", "dataPeriod", "purpose", "period"):
        bar["provision"].pop(name)
    bar["provision"]["data"] = [{"meaning": "instance", "reference": reference("DocumentReference/barred-note")}]
    assert feed.put(bar).status_code == 201
    feed.put(visit)
    barred = document("barred-note", "2024-01-02T10:00:00Z") | {
        "context": {"encounter": [reference("Encounter/fay-visit")]},
        "docStatus": "preliminary",
    }
    assert feed.put(barred).status_code == 201
    assert 404 == app.get("DocumentReference/barred-note").status_code
    assert "barred-note" not in app.get("Encounter/fay-visit/$review").text
    assert "barred-note" not in app.get("Task?_count=100").text
    assert "barred-note" in feed.get("Task?_count=200").text
