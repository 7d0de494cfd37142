"""Do conditions, patches, versions and deletions tell or do more than a read and an update may? SECURITY.md A7 rows 1, 29, 32 to 40."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.api.world import observation, reference
from tests.attacks.conftest import entry, face, transaction

JSON_PATCH = "application/json-patch+json"


def marked(id_: str, patient: str, value: str) -> dict[str, Any]:
    """Give an observation with an identifier."""
    return observation(id_, patient) | {"identifier": [{"system": "urn:case", "value": value}]}


@pytest.fixture(scope="module")
def hidden(askers) -> str:
    """Keep a record that hill may not see; give the condition that would find it."""
    askers["feed"].put(marked("hidden-case", "bob", "hidden"))
    return "identifier=urn:case|hidden"


NEVER = "identifier=urn:case|never"


def bodies(method: str, value: str) -> tuple[Any, dict[str, str]]:
    """Give what a method sends."""
    made = {k: v for k, v in marked("x", "ann", value).items() if k != "id"}
    match method:
        case "PUT":
            return made, {}
        case "PATCH":
            return [{"op": "test", "path": "/status", "value": "final"}], {"content_type": JSON_PATCH}
        case _:
            return None, {}


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
@pytest.mark.parametrize(
    "headers", [{}, {"if_match": "*"}, {"if_match": 'W/"1"'}, {"prefer": "return=OperationOutcome"}]
)
def test_a_condition_does_not_find_what_is_hidden(askers, hidden: str, method: str, headers: dict[str, str]) -> None:
    """Rows 1, 35: whether the condition would match a hidden record does not show, and the record stays."""
    body, sent = bodies(method, "none")
    found = askers["hill"].ask(method, f"Observation?{hidden}", body, **sent, **headers)
    missing = askers["hill"].ask(method, f"Observation?{NEVER}", body, **sent, **headers)

    assert face(missing) == face(found)
    assert 'W/"1"' == askers["feed"].get("Observation/hidden-case").headers["etag"]


def test_a_conditional_update_does_not_find_what_is_hidden(askers, hidden: str) -> None:
    """Row 35: where the match is hidden, a record of one's own is created, as if there was none."""
    body, _ = bodies("PUT", "other")
    answers = [askers["hill"].ask("PUT", f"Observation?{condition}", body) for condition in (hidden, NEVER)]

    assert [201, 201] == [answer.status_code for answer in answers]
    assert 'W/"1"' == askers["feed"].get("Observation/hidden-case").headers["etag"]
    assert 404 == askers["hill"].get("Observation/hidden-case").status_code


@pytest.mark.parametrize("patch", [
    [{"op": "test", "path": "/status", "value": "final"}], [{"op": "test", "path": "/status", "value": "x"}], [{"op": "remove", "path": "/nope"}], [],
    {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": [{"name": "type", "valueCode": "delete"}, {"name": "path", "valueString": "Observation.note"}]}]},
])  # fmt: skip
@pytest.mark.parametrize("who", ["hill", "stranger", "nobody"])
def test_a_patch_tells_nothing_of_what_is_hidden(askers, hidden: str, who: str, patch: Any) -> None:
    """Rows 1, 35: a patch of a hidden record, right or wrong, is answered as one of a random id; in a bundle too."""
    media = {"content_type": JSON_PATCH} if isinstance(patch, list) else {}
    asker = askers[who]
    found, missing = (asker.ask("PATCH", f"Observation/{id_}", patch, **media) for id_ in ("hidden-case", "never-was"))
    carried = patch
    if isinstance(patch, list):
        data = base64.b64encode(json.dumps(patch).encode()).decode()
        carried = {"resourceType": "Binary", "contentType": JSON_PATCH, "data": data}
    for kind in ("batch", "transaction"):
        rows = [
            transaction(entry("PATCH", f"Observation/{id_}", carried), type=kind)
            for id_ in ("hidden-case", "never-was")
        ]
        assert face(asker.post("", rows[1])) == face(asker.post("", rows[0]))

    assert face(missing) == face(found)
    assert found.status_code in (403, 404)


@pytest.mark.parametrize(
    "headers", [{}, {"if_match": "*"}, {"if_match": 'W/"1"'}, {"if_none_match": "*"}, {"if_none_match": 'W/"1"'}]
)
def test_versions_tell_nothing_of_what_is_hidden(askers, hidden: str, headers: dict[str, str]) -> None:
    """Row 29: with any condition on versions, a write to a hidden record is one to a random id."""
    for method in ("PUT", "DELETE"):
        answers = []
        for id_ in ("hidden-case", "never-was"):
            body = None if method == "DELETE" else observation(id_, "ann")
            answers.append(askers["hill"].ask(method, f"Observation/{id_}", body, **headers))
        assert face(answers[0]) == face(answers[1])
    assert 'W/"1"' == askers["feed"].get("Observation/hidden-case").headers["etag"]


def test_a_patch_does_not_move_a_record_nor_admit_anybody(askers) -> None:
    """Row 33: an app's patch changes neither the patient nor who treats; a feed's may."""
    feed, hill = askers["feed"], askers["hill"]
    feed.put(observation("patched-subject", "ann"))
    moving = [{"op": "replace", "path": "/subject/reference", "value": "Patient/cyd"}]
    admitting = [{"op": "add", "path": "/generalPractitioner", "value": [reference("Organization/stranger")]}]
    assert hill.ask("PATCH", "Observation/patched-subject", moving, content_type=JSON_PATCH).status_code in (403, 422)
    assert hill.ask("PATCH", "Patient/ann", admitting, content_type=JSON_PATCH).status_code in (200, 403, 422)
    assert 404 == askers["stranger"].get("Patient/ann").status_code
    assert 200 == feed.ask("PATCH", "Observation/patched-subject", moving, content_type=JSON_PATCH).status_code


@pytest.mark.parametrize("way", ["id", "condition", "bundle", "conditional entry"])
def test_an_app_deletes_no_patient(askers, way: str) -> None:
    """Row 32: whom the hospital treats is for the hospital to say; an app with the letter d does not delete a Patient."""
    hill = askers["hill"]
    match way:
        case "id":
            status = hill.ask("DELETE", "Patient/ann").status_code
        case "condition":
            status = hill.ask("DELETE", "Patient?_id=ann").status_code
        case "bundle":
            status = hill.post("", transaction(entry("DELETE", "Patient/ann"))).status_code
        case _:
            status = hill.post("", transaction(entry("DELETE", "Patient?_id=ann"))).status_code

    assert (403, 200) == (status, askers["feed"].get("Patient/ann").status_code)


@pytest.mark.parametrize("address", ["Binary/of-bob", "{base}/Binary/of-bob", "Binary/of-bob/_history/1", "urn:uuid:b"])
def test_an_attachment_is_no_other_patients_binary(askers, address: str) -> None:
    """Rows 8, 33: a document about one patient does not carry another's content, stored or sent along."""
    feed = askers["feed"]
    binary = {
        "resourceType": "Binary",
        "id": "of-bob",
        "contentType": "text/plain",
        "data": "eA==",
        "securityContext": reference("Patient/bob"),
    }
    feed.put(binary)
    url = address.replace("{base}", f"{feed.live.origin}/fhir")
    document = {
        "resourceType": "DocumentReference",
        "status": "current",
        "subject": reference("Patient/ann"),
        "content": [{"attachment": {"contentType": "text/plain", "url": url}}],
    }
    rows = [
        {"fullUrl": "urn:uuid:b"} | entry("POST", "Binary", {k: v for k, v in binary.items() if k != "id"}),
        entry("POST", "DocumentReference", document),
    ]

    assert 422 == feed.post("", transaction(*rows)).status_code
    if "urn" not in address:
        assert 422 == feed.post("DocumentReference", document).status_code
        assert 201 == feed.post("DocumentReference", document | {"subject": reference("Patient/bob")}).status_code


def test_a_bundle_reads_no_more_than_a_read(askers) -> None:
    """Rows 39, 40: histories, heads and operations within a bundle pass the same door."""
    for url in (
        "Observation/bob-plain",
        "Observation/bob-plain/_history",
        "Observation/bob-plain/_history/1",
        "Observation/_history",
        "_history",
        "Observation?_id=bob-plain",
    ):
        for method in ("GET", "HEAD"):
            answer = askers["hill"].post("", transaction(entry(method, url), type="batch"))
            assert "sentinel-Observation-bob-plain" not in answer.text, url
