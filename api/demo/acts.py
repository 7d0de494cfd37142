"""What is withheld, what is released, to whom, on what ground, until when? The second half of the story."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from api.demo.parties import Refused, coded, total
from api.demo.story import Counts, Story, expect, ids

if TYPE_CHECKING:
    from api.demo.parties import Party

LOINC = "http://loinc.org"
HL7 = "http://terminology.hl7.org/CodeSystem"
SECRETS = {"42CFRPart2": "HERON-LANTERN-42", "PSYTHPN": "OSPREY-THIMBLE-508"}
GROUND = {"Consent": "authorisation", "DocumentReference": "authority"}


def withhold(story: Story) -> Counts:
    """Mark one document as Part 2 and one as a psychotherapy note: from then on nobody but their author sees them."""
    feed = story.parties["feed"]
    marked = {}
    for label, sentinel in SECRETS.items():
        # Dated and typed like what the authorisation will cover: only the label keeps it back.
        model = sorted(story.chart.of("DocumentReference"), key=lambda one: str(one.resource["date"]))
        like = model[len(model) // 4].resource
        body = {
            "resourceType": "DocumentReference",
            "meta": {"security": [{"system": f"{HL7}/v3-ActCode", "code": label}]},
            "status": "current",
            "docStatus": "final",
            "type": like["type"],
            "category": like.get("category", []),
            "subject": {"reference": story.patient},
            "date": like["date"],
            "content": [
                {
                    "attachment": {
                        "contentType": "text/plain",
                        "data": base64.b64encode(sentinel.encode()).decode(),
                        "title": sentinel,
                    }
                }
            ],
        }
        marked[label] = f"DocumentReference/{feed.post('DocumentReference', body)['id']}"
    story.notes["marked"] = set(marked.values())
    checks = sum(_absent(story, story.parties[name], marked) for name in ("provider", "stranger", "laboratory"))
    visible = ids(feed.search(f"DocumentReference?patient={_id(story.patient)}&_count=100"))
    expect(story.notes["marked"] <= visible, "their author does not see them")
    return {"withheld": len(marked), "callers": 3, "answers searched": checks}


def _absent(story: Story, party: Party, marked: dict[str, str]) -> int:
    """Look for the marked documents by every way of asking; give the number of answers looked at."""
    patient = _id(story.patient)
    answers = 0
    nothing = {
        path: party.ask("GET", f"DocumentReference/{uuid4()}{path}") for path in ("", "/_history/1", "/_history")
    }
    for label, reference in marked.items():
        for path, missing in nothing.items():
            answer = party.ask("GET", reference + path)
            same = (answer.status_code, answer.content) == (missing.status_code, missing.content)
            expect(same, f"{party.name}: {label}{path} differs from what is not there ({answer.status_code})")
            answers += 1
        for query in (
            f"_id={_id(reference)}",
            f"patient={patient}",
            f"subject={story.patient}",
            "_lastUpdated=ge2020",
            "status=current",
        ):
            answer = party.ask("GET", f"DocumentReference?{query}&_count=200&_sort=-_lastUpdated&_total=accurate")
            found = ids(entry["resource"] for entry in answer.json().get("entry", ()))
            expect(answer.status_code == 200, f"{party.name}: {query}: {answer.status_code}")
            expect(reference not in found, f"{party.name}: {label} is found by {query}")
            leaked = any(
                secret.encode() in answer.content or _coded(secret) in answer.content for secret in SECRETS.values()
            )
            expect(not leaked, f"{party.name}: its text is in an answer")
            answers += 1
        by_id = total(party.get(f"DocumentReference?_id={_id(reference)}&_total=accurate"))
        expect(by_id == 0, f"{party.name}: {label} is counted")
    counted = total(party.get(f"DocumentReference?patient={patient}&_count=0&_total=accurate"))
    sent = len(story.chart.of("DocumentReference")) if party.name != "stranger" else 0
    expect(counted == sent, f"{party.name}: {counted} documents counted, {sent} may be seen")
    return answers + len(marked) + 1


def release_on_authorisation(story: Story) -> Counts:
    """The patient authorises the attorneys; they ask, a clerk decides, they get exactly what is covered."""
    first, last = story.chart.span()
    now = datetime.now(UTC)
    form = story.parties["feed"].post(
        "DocumentReference", _letter(story, "64292-6", "Authorisation, signed by the patient")
    )
    consent = {
        "resourceType": "Consent",
        "status": "active",
        "scope": coded(f"{HL7}/consentscope", "patient-privacy"),
        "category": [coded(LOINC, "64292-6")],
        "patient": {"reference": story.patient},
        "dateTime": (now - timedelta(days=1)).date().isoformat(),
        "performer": [{"reference": story.patient}],
        "organization": [{"reference": story.organizations["hospital"]}],
        "sourceReference": {"reference": f"DocumentReference/{form['id']}"},
        "policyRule": coded(f"{HL7}/consentpolicycodes", "hipaa-auth"),
        "provision": {
            "type": "permit",
            "period": {
                "start": (now - timedelta(days=1)).date().isoformat(),
                "end": (now + timedelta(days=365)).date().isoformat(),
            },
            "actor": [
                {
                    "role": coded(f"{HL7}/v3-ParticipationType", "IRCP"),
                    "reference": {"reference": story.organizations["attorneys"]},
                }
            ],
            "purpose": [{"system": f"{HL7}/v3-ActReason", "code": "HLEGAL"}],
            "class": [{"system": "http://hl7.org/fhir/resource-types", "code": "DocumentReference"}],
            "dataPeriod": {"start": first.isoformat(), "end": last.isoformat()},
        },
    }
    kept = story.parties["feed"].post("Consent", consent)
    story.notes["consent"] = kept
    task = _request(story, "attorneys", "HLEGAL", "DocumentReference", f"Consent/{kept['id']}")
    package = _decide(story, task)
    story.notes["package"] = package
    got = _pull(story, "attorneys", package)
    expected = story.chart.documents(first, last)
    expect(got == expected, f"the package holds {len(got)} records, authorised are {len(expected)}")
    others = [
        name
        for name in ("health-department", "provider", "stranger", "laboratory")
        if _status(story, name, package) != 404
    ]
    expect(not others, f"the package is there for {', '.join(others)}")
    return {
        "documents of the patient": len(story.chart.of("DocumentReference")) + 3,
        "authorised": len(expected),
        "released": len(got),
        "others answered 404": 4,
    }


def refuse_without_ground(story: Story) -> Counts:
    """Without an authorisation there is no approval; and nobody decides about its own request."""
    task = _request(story, "attorneys", "HLEGAL", "DocumentReference", "")
    clerk = story.parties["clerk"]
    clerk.post(f"{task}/$verify")
    answer = clerk.ask("POST", f"{task}/$approve")
    expect(400 <= answer.status_code < 500, f"$approve without a ground: {answer.status_code}")
    own = story.parties["attorneys"].ask("POST", f"{task}/$approve")
    expect(own.status_code in (403, 404), f"$approve by the requester: {own.status_code}")
    clerk.post(f"{task}/$deny")
    reason = clerk.get(task)["statusReason"]["coding"][0]["code"]
    return {
        "$approve answered": answer.status_code,
        "$approve by the requester answered": own.status_code,
        "denied with": reason,
    }


def release_to_public_health(story: Story) -> Counts:
    """The health department shows its authority and receives the diagnoses, minus what Part 2 keeps back."""
    letter = _letter(story, "52033-8", "Statement of authority, 45 CFR 164.512(b)(1)(i)")
    authority = story.parties["feed"].post("DocumentReference", letter)
    task = _request(story, "health-department", "PUBHLTH", "Condition", f"DocumentReference/{authority['id']}")
    package = _decide(story, task)
    got = _pull(story, "health-department", package)
    expected = {one.reference for one in story.chart.of("Condition")}
    expect(got == expected, f"the package holds {len(got)} records, covered are {len(expected)}")
    expect(_status(story, "attorneys", package) == 404, "the package is there for the attorneys")
    return {"covered": len(expected), "released": len(got)}


def revoke(story: Story) -> Counts:
    """The patient revokes the authorisation; the package that could be fetched a moment ago is gone."""
    package = story.notes["package"]
    before = _status(story, "attorneys", package)
    consent = {**story.notes["consent"], "status": "inactive"}
    story.parties["feed"].put(f"Consent/{consent['id']}", consent)
    after = _status(story, "attorneys", package)
    expect((before, after) == (200, 404), f"before the revocation {before}, after it {after}")
    return {"fetch before": before, "fetch after": after}


def account(story: Story) -> Counts:
    """The accounting lists the release to public health, not the authorised one: 45 CFR 164.528(a)(1)(iv)."""
    answer = story.parties["clerk"].get(f"{story.patient}/$accounting-of-disclosures")
    events = [entry["resource"] for entry in answer.get("entry", ())]
    purposes = [
        coding["code"] for event in events for concept in event["purposeOfEvent"] for coding in concept["coding"]
    ]
    expect(purposes == ["PUBHLTH"], f"the accounting lists {purposes}")
    return {"disclosures listed": len(events)}


def _request(story: Story, who: str, purpose: str, scope: str, authority: str) -> str:
    """Open a release request as an agency does; give the reference to its Task."""
    kind = "https://chartward.example/fhir/CodeSystem/task-input"
    inputs: list[dict[str, Any]] = [
        {"type": coded(kind, "scope"), "valueString": scope},
        {"type": coded(kind, "format"), "valueCode": "bundle"},
        {"type": coded(kind, "received"), "valueDateTime": datetime.now(UTC).isoformat(timespec="seconds")},
    ]
    if authority:
        inputs.append({"type": coded(kind, "authority"), "valueReference": {"reference": authority}})
    task = {
        "resourceType": "Task",
        "status": "requested",
        "intent": "order",
        "code": coded("https://chartward.example/fhir/CodeSystem/task-code", "release-of-information"),
        "for": {"reference": story.patient},
        "requester": {"reference": story.organizations[who]},
        "reasonCode": coded(f"{HL7}/v3-ActReason", purpose),
        "input": inputs,
    }
    return f"Task/{story.parties[who].post('Task', task)['id']}"


def _decide(story: Story, task: str) -> str:
    """Let the clerk verify, approve and fulfil; give the reference to the package."""
    clerk = story.parties["clerk"]
    for step in ("$verify", "$approve", "$fulfil"):
        done = clerk.post(f"{task}/{step}")
    outputs = [output["valueReference"]["reference"] for output in done.get("output", ())]
    if len(outputs) != 1:
        raise Refused(f"{task} has {len(outputs)} outputs")
    return str(outputs[0])


def _pull(story: Story, who: str, package: str) -> set[str]:
    """Fetch the package with the agency's own token; give the references of the records in it."""
    answer = story.parties[who].ask("GET", package)
    expect(answer.status_code == 200, f"{who}: fetching the package: {answer.status_code}")
    expect(
        not any(secret.encode() in answer.content or _coded(secret) in answer.content for secret in SECRETS.values()),
        "a withheld text is in it",
    )
    return ids(entry["resource"] for entry in answer.json().get("entry", ()))


def _status(story: Story, who: str, package: str) -> int:
    return story.parties[who].ask("GET", package).status_code


def _letter(story: Story, code: str, title: str) -> dict[str, Any]:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "final",
        "type": coded(LOINC, code),
        "subject": {"reference": story.patient},
        "date": at,
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain",
                    "data": base64.b64encode(title.encode()).decode(),
                    "title": title,
                }
            }
        ],
    }


def _id(reference: str) -> str:
    return reference.partition("/")[2]


def _coded(secret: str) -> bytes:
    return base64.b64encode(secret.encode())
