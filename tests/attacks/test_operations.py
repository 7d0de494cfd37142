"""Does an operation tell of what a read does not show? SECURITY.md A7 rows 24, 25 and 34, over the matrix of callers and records."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.world import ACT_CODE, CALLERS, RECORDS, RELEASED, sentinel
from tests.attacks.conftest import face

FHIR = "application/fhir+json"


def asked(**said: Any) -> dict[str, Any]:
    """Give Parameters of strings."""
    return {"resourceType": "Parameters", "parameter": [{"name": n, "valueString": v} for n, v in said.items()]}


def calls() -> list[tuple[str, str, dict[str, Any] | None]]:
    """List operations about everybody, each by GET and by POST where it can be."""
    found: list[tuple[str, str, dict[str, Any] | None]] = [("GET", "$meta", None)]
    for who in ("ann", "bob", "cyd"):
        described = {
            "resourceType": "Patient",
            "name": [{"family": sentinel(f"Patient/{who}")}],
            "birthDate": "1970-01-01",
            "gender": "male",
        }
        found += [
            ("GET", f"Patient/{who}/$everything", None),
            ("GET", f"Patient/{who}/$everything?_count=1", None),
            ("POST", f"Patient/{who}/$everything", asked(_type="Observation,DocumentReference,Organization")),
            ("GET", f"DocumentReference/$docref?patient={who}", None),
            ("GET", f"DocumentReference/$docref?patient={who}&start=2000-01-01", None),
            ("POST", "DocumentReference/$docref", asked(patient=who)),
            ("GET", f"Observation/$lastn?patient={who}&code:missing=false&max=10", None),
            ("POST", "Observation/$lastn", asked(patient=who, **{"code:text": "sentinel"})),
            ("POST", "Patient/$match", {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": described}]}),
            ("GET", f"Patient/{who}/$meta", None),
        ]  # fmt: skip
    found += [("GET", f"{name}/$meta", None) for name in RECORDS]
    found += [("GET", f"{name}/$validate", None) for name in RECORDS]
    found.append(("GET", "Encounter/cyd-visit/$everything", None))
    return found


@pytest.mark.parametrize("who", ["feed", *CALLERS])
def test_no_operation_tells_of_a_withheld_record(askers, who: str) -> None:
    """Neither the text nor the name of a record that is withheld stands in any answer."""
    withheld = RECORDS.keys() - RELEASED[who]
    for method, path, body in calls():
        answer = askers[who].ask(method, path, body)
        assert answer.status_code < 500, (path, answer.text)
        for hidden in withheld:
            said = str(body) + path
            assert sentinel(hidden) not in answer.text or sentinel(hidden) in said, (path, hidden)
            assert f'/fhir/{hidden}"' not in answer.text or hidden in path, (path, hidden)  # fmt: skip


@pytest.mark.parametrize("who", ["hill", "stranger", "other-feed"])
def test_a_hidden_record_is_a_missing_one(askers, who: str) -> None:
    """Row 1: whatever is asked of a hidden record, the answer is, byte for byte, that about one that never was."""
    asker = askers[who]
    meta = {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta": {"tag": [{"code": "x"}]}}]}
    for name in sorted(RECORDS.keys() - RELEASED[who]):
        type_ = name.partition("/")[0]
        for method, tail, body in (
            ("GET", "/$meta", None), ("GET", "/_history/1/$meta", None), ("POST", "/$meta-add", meta),
            ("POST", "/$meta-delete", meta), ("GET", "/$validate", None),
            *((("GET", "/$everything", None),) if type_ in ("Patient", "Encounter") else ()),
        ):  # fmt: skip
            hidden = asker.ask(method, f"{name}{tail}", body)
            missing = asker.ask(method, f"{type_}/never-was{tail}", body)

            assert hidden.status_code in {403, 404}, (name, tail)
            assert face(missing) == face(hidden), (name, tail)


def test_labels_in_use_are_those_of_what_may_be_seen(askers) -> None:
    """What is in use among withheld records is not told, by type or for the system."""
    for path in ("$meta", "DocumentReference/$meta"):
        assert "42CFRPart2" in askers["feed"].get(path).text
        for who in ("hill", "stranger", "nobody", "other-feed"):
            assert "42CFRPart2" not in askers[who].get(path).text, (path, who)


def test_an_app_lowers_no_label(askers, live) -> None:
    """Row 34: neither a scope alone makes it, nor a reason alone; and what an app may not see it cannot lower."""
    lower = live.client("lowering", "system/*.cruds labels.lower", "TREAT", organization="Organization/hill")
    security = [{"system": ACT_CODE, "code": "42CFRPart2"}, {"system": ACT_CODE, "code": "SUD"}]
    said = {
        "resourceType": "Parameters",
        "parameter": [{"name": "meta", "valueMeta": {"security": security}}, {"name": "reason", "valueString": "x"}],
    }

    assert 403 == askers["hill"].post("DocumentReference/ann-detox/$meta-delete", said).status_code
    assert 404 == lower.post("DocumentReference/ann-detox/$meta-delete", said).status_code
    assert "42CFRPart2" in askers["feed"].get("DocumentReference/ann-detox").text


def test_a_match_is_no_oracle(askers) -> None:
    """Row 24: describing a hidden patient finds as much as describing nobody."""
    for family in (sentinel("Patient/bob"), "nobody-at-all"):
        described = {
            "resourceType": "Patient",
            "name": [{"family": family}],
            "gender": "male",
            "birthDate": "1970-01-01",
        }
        answer = askers["hill"].post("Patient/$match", described)

        assert (200, 0) == (answer.status_code, answer.json()["total"])
        assert "entry" not in answer.json()


def test_an_app_gives_no_other_meaning_to_the_hospitals_codes(askers, live) -> None:
    """Row 43: a value set or code system under an address of the hospital's own changes nothing for anybody else."""
    url, feed = "http://hospital.example/fhir/ValueSet/sensitive", askers["feed"]

    def value_set(code: str) -> dict[str, Any]:
        include = [{"system": "http://hospital.example/codes", "concept": [{"code": code}]}]
        return {"resourceType": "ValueSet", "url": url, "status": "active", "compose": {"include": include}}

    def code_system(code: str) -> dict[str, Any]:
        return {
            "resourceType": "CodeSystem", "url": "http://hospital.example/codes", "status": "active", "content": "complete",
            "concept": [{"code": code, "display": f"shown-{code}"}],
        }  # fmt: skip

    for made in (value_set("theirs"), code_system("theirs")):
        assert 201 == feed.post(made["resourceType"], made).status_code
    observed = {"coding": [{"system": "http://hospital.example/codes", "code": "theirs"}]}
    coded = {
        "resourceType": "Observation",
        "id": "coded",
        "status": "final",
        "code": observed,
        "subject": {"reference": "Patient/cyd"},
    }
    assert feed.put(coded).status_code in (200, 201)
    asked = [
        f"Observation?code:in={url}", f"ValueSet/$validate-code?url={url}&system=http://hospital.example/codes&code=theirs",
        "CodeSystem/$lookup?system=http://hospital.example/codes&code=theirs",
    ]  # fmt: skip
    before = [face(askers["hill"].get(one)) for one in asked]
    app = live.client("renaming", "system/*.cruds", "TREAT", organization="Organization/hill")
    for made in (value_set("mine"), code_system("mine"), *[value_set("mine") | {"version": "9"}] * 70):
        app.post(made["resourceType"], made)

    assert [200, 200, 200] == [status for status, *_ in before]
    assert b"coded" in before[0][1]
    assert before == [face(askers["hill"].get(one)) for one in asked]
