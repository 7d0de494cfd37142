"""``$meta``, ``$meta-add``, ``$meta-delete`` (https://hl7.org/fhir/R4/resource-operation-meta.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from persistence import picking

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
LEVEL = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
TAG = {"system": "http://x.example/tags", "code": "a"}
PROFILE = "http://x.example/StructureDefinition/p"


def parameters(meta: dict[str, Any], reason: str = "") -> dict[str, Any]:
    """Give what the operations take."""
    more = [{"name": "reason", "valueString": reason}] if reason else []
    return {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta": meta}, *more]}


def labelled(id_: str, *codes: str) -> dict[str, Any]:
    """Give a document about ann with these labels."""
    return {
        "resourceType": "DocumentReference", "id": id_, "status": "current", "subject": {"reference": "Patient/ann"},
        "content": [{"attachment": {"contentType": "text/plain", "data": "bm90ZQ=="}}],
        **({"meta": {"security": [{"system": ACT, "code": code} for code in codes]}} if codes else {}),
    }  # fmt: skip


def given(answer: Any) -> dict[str, Any]:
    """Give the Meta of an answer."""
    assert answer.status_code == 200, answer.text
    (one,) = answer.json()["parameter"]
    assert "return" == one["name"]
    return one.get("valueMeta", {})


@pytest.fixture(scope="module", autouse=True)
def _world(feed: Asker) -> None:
    feed.put({"resourceType": "Patient", "id": "ann", "managingOrganization": {"reference": "Organization/hill"}})
    feed.put({"resourceType": "Organization", "id": "hill", "name": "Hill"})
    feed.put({"resourceType": "Patient", "id": "ann", "managingOrganization": {"reference": "Organization/hill"}})


@pytest.fixture(scope="module")
def hill(live: Live) -> Asker:
    """An app of the organisation that treats ann."""
    return live.client("hill", "system/*.cruds", "TREAT", organization="Organization/hill")


@pytest.fixture(scope="module")
def officer(live: Live) -> Asker:
    """A feed whose client may lower labels."""
    return live.client("officer", "system/*.cruds labels.lower", "TREAT", own_feed=True)


def test_of_a_record_and_a_version(feed: Asker) -> None:
    """The meta of a record is the one a read gives, of a version that of the version."""
    feed.put(labelled("m1"))
    feed.put(labelled("m1", "HIV"))

    assert feed.get("DocumentReference/m1").json()["meta"] == given(feed.get("DocumentReference/m1/$meta"))
    assert "1" == given(feed.get("DocumentReference/m1/_history/1/$meta"))["versionId"]
    assert 404 == feed.get("DocumentReference/none/$meta").status_code


def test_of_a_type_and_the_system(feed: Asker, hill: Asker) -> None:
    """What is in use is told once each, and only of what the caller may see."""
    feed.put(labelled("m2", "42CFRPart2"))
    feed.put({"resourceType": "Basic", "id": "m2", "code": {"text": "x"}, "meta": {"tag": [TAG], "profile": [PROFILE]}})

    assert {"tag": [TAG], "profile": [PROFILE]} == given(feed.get("Basic/$meta"))
    codes = {one["code"] for one in given(feed.get("$meta"))["security"]}
    assert "42CFRPart2" in codes
    assert "42CFRPart2" not in hill.get("DocumentReference/$meta").text
    assert {} == given(hill.get("Basic/$meta"))


def test_more_than_is_looked_through_is_refused(feed: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where not all can be looked at, nothing is told: neither a part, nor that there is nothing."""
    for n in range(3):
        feed.put({"resourceType": "Flag", "id": f"m{n}", "status": "active", "code": {"text": "x"},
                  "subject": {"reference": "Patient/ann"}})  # fmt: skip
    monkeypatch.setattr(picking, "MOST", 2)

    assert (400, "too-costly") == ((answer := feed.get("Flag/$meta")).status_code, answer.json()["issue"][0]["code"])
    monkeypatch.setattr(picking, "MOST", 3)
    assert {} == given(feed.get("Flag/$meta"))


def test_add(feed: Asker) -> None:
    """Adding makes a version with what was not there; what was there already makes none."""
    feed.put(labelled("m3"))
    first = given(feed.post("DocumentReference/m3/$meta-add", parameters({"tag": [TAG], "profile": [PROFILE]})))
    again = given(feed.post("DocumentReference/m3/$meta-add", parameters({"tag": [TAG | {"display": "A"}]})))

    assert ("2", [TAG], [PROFILE]) == (first["versionId"], first["tag"], first["profile"])
    assert first == again == feed.get("DocumentReference/m3").json()["meta"]
    assert "1" == feed.get("DocumentReference/m3/_history/1").json()["meta"]["versionId"]
    assert "tag" not in feed.get("DocumentReference/m3/_history/1").json()["meta"]
    assert ["m3"] == feed.ids(f"DocumentReference?_tag={TAG['system']}|a&_id=m3")


def test_a_label_that_is_added_counts_at_once(feed: Asker, hill: Asker) -> None:
    """A record that gets a label is withheld from who may not have it."""
    feed.put(labelled("m4"))
    assert 200 == hill.get("DocumentReference/m4").status_code

    given(
        feed.post("DocumentReference/m4/$meta-add", parameters({"security": [{"system": ACT, "code": "42CFRPart2"}]}))
    )

    assert 404 == hill.get("DocumentReference/m4").status_code


def test_delete(feed: Asker) -> None:
    """Tags and profiles go; that one was not there is no error."""
    feed.put(labelled("m5") | {"meta": {"tag": [TAG], "profile": [PROFILE]}})
    left = given(feed.post("DocumentReference/m5/$meta-delete", parameters({"tag": [TAG, {"code": "never"}]})))

    assert ("2", [PROFILE], False) == (left["versionId"], left["profile"], "tag" in left)


def test_labels_are_lowered_by_scope_and_reason_alone(live: Live, feed: Asker, officer: Asker, hill: Asker) -> None:
    """Neither a feed nor a scope without a reason takes a label away; both together do, and the trail says why."""
    feed.put(labelled("m6", "42CFRPart2"))
    codings = feed.get("DocumentReference/m6").json()["meta"]["security"]
    less = {"security": codings}

    assert 403 == feed.post("DocumentReference/m6/$meta-delete", parameters(less, "wrong label")).status_code
    assert 400 == officer.post("DocumentReference/m6/$meta-delete", parameters(less)).status_code
    assert 404 == hill.get("DocumentReference/m6").status_code


def test_lowered(live: Live, feed: Asker, hill: Asker) -> None:
    """Who may lower and says why takes labels away; the version before stays withheld, and the trail keeps the reason."""
    officer = live.client(
        "officer2", "system/*.cruds labels.lower", "TREAT", organization="Organization/hill", own_feed=True
    )
    feed.put(labelled("m7", "HIV"))
    security = feed.get("DocumentReference/m7").json()["meta"]["security"]

    left = given(
        officer.post("DocumentReference/m7/$meta-delete", parameters({"security": security}, "typed in error"))
    )
    entry = live.fetch("SELECT entry FROM audit_event ORDER BY recorded DESC LIMIT 1")[0]["entry"].decode()

    assert ("2", False) == (left["versionId"], "security" in left)
    assert '"kind":"meta-delete"' in entry
    assert '"reason":"typed in error"' in entry
    assert '"lowered":"HIV"' in entry
    (row,) = live.fetch("SELECT labels FROM record WHERE type = 'DocumentReference' AND id = 'm7'")
    assert ["N"] == row["labels"]


def test_what_the_content_says_stays(officer: Asker, feed: Asker) -> None:
    """A label that comes from a code of the record itself cannot be taken away."""
    condition = {
        "resourceType": "Condition", "id": "m8", "subject": {"reference": "Patient/ann"},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "B20"}]},
    }  # fmt: skip
    feed.put(condition)
    security = feed.get("Condition/m8").json()["meta"]["security"]

    left = given(officer.post("Condition/m8/$meta-delete", parameters({"security": security}, "not so")))

    assert "HIV" in {one["code"] for one in left["security"]}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("DocumentReference/m1/$meta-add", {"resourceType": "Parameters"}, 400),
        ("DocumentReference/m1/$meta-add", {"resourceType": "Basic"}, 400),
        ("DocumentReference/m1/$meta-add", parameters({"tag": ["a"]}), 400),
        ("DocumentReference/m1/$meta-add", parameters({"profile": {"a": 1}}), 400),
        ("DocumentReference/m1/$meta-add", parameters({"tag": [TAG]}, "x"), 400),
        ("DocumentReference/none/$meta-add", parameters({"tag": [TAG]}), 404),
        ("Nope/none/$meta-add", parameters({"tag": [TAG]}), 404),
        ("DocumentReference/$meta-add", parameters({"tag": [TAG]}), 404),
    ],
)
def test_refused(feed: Asker, path: str, body: dict[str, Any], status: int) -> None:
    """What is not a Meta, or not of a record, is refused."""
    assert status == feed.post(path, body).status_code


def test_versions(live: Live) -> None:
    """Anybody is told the version that is spoken."""
    expected = [{"name": "version", "valueCode": "4.0"}, {"name": "default", "valueCode": "4.0"}]

    for answer in (live.http.get("/fhir/$versions"), live.http.post("/fhir/$versions")):
        assert (200, expected) == (answer.status_code, answer.json()["parameter"])
    assert 400 == live.http.get("/fhir/$versions?x=1").status_code
