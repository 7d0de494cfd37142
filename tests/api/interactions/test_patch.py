"""Patch in both forms (https://hl7.org/fhir/R4/http.html#patch, https://hl7.org/fhir/R4/fhirpatch.html, RFC 6902)."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.world import observation

if TYPE_CHECKING:
    import httpx

    from tests.api.conftest import Asker, Live

Json = dict[str, Any]
_NAMES = (f"p{n}" for n in itertools.count())
RAW = (
    b'{"resourceType":"Observation","id":"%b","status":"final","code":{"text":"x"},'
    b'"valueQuantity":{"value":1.00,"unit":"\xc2\xb5g"},'
    b'"component":[{"code":{"text":"a"},"valueQuantity":{"value":2.50e1}},{"code":{"text":"b"},"valueQuantity":{"value":-0.0}}]}'
)


@pytest.fixture
def name(feed: Asker) -> str:
    """Keep an Observation with numbers whose digits count, and give its id."""
    id_ = next(_NAMES)
    feed.ask("PUT", f"Observation/{id_}", RAW % id_.encode())
    return id_


def op(op: str, path: str, *value: Any, **more: Any) -> Json:
    """Give one operation of a JSON Patch."""
    return {"op": op, "path": path, **({"value": value[0]} if value else {}), **more}


def step(type: str, path: str, value: Json | None = None, **more: Any) -> Json:
    """Give one operation of a FHIRPath Patch."""
    kinds = {"name": "valueString", "index": "valueInteger", "source": "valueInteger", "destination": "valueInteger"}
    parts: list[Json] = [{"name": "type", "valueCode": type}, {"name": "path", "valueString": path}]
    parts += [{"name": key, kinds[key]: one} for key, one in more.items()]
    return {"name": "operation", "part": parts + ([{"name": "value", **value}] if value else [])}


def parameters(*steps: Json) -> Json:
    """Give a FHIRPath Patch."""
    return {"resourceType": "Parameters", "parameter": list(steps)}


def send(asker: Asker, path: str, patch: Any, **headers: str) -> httpx.Response:
    """Send a patch with the media type of its kind."""
    media = "application/fhir+json" if isinstance(patch, dict) else "application/json-patch+json"
    return asker.ask("PATCH", path, patch, **({"content_type": media} | headers))


# --- JSON Patch -------------------------------------------------------------------------------------------------------


def test_numbers_stay_as_they_are(feed: Asker, name: str) -> None:
    """What a patch does not touch keeps its digits; what it brings keeps its own."""
    answer = send(feed, f"Observation/{name}", b'[{"op":"add","path":"/component/0/valueQuantity/unit","value":"mg"},'
                  b'{"op":"replace","path":"/component/1/valueQuantity/value","value":3.140}]')  # fmt: skip
    text = feed.get(f"Observation/{name}").text

    assert (200, 'W/"2"') == (answer.status_code, answer.headers["etag"])
    assert all(number in text for number in ('"value":1.00,', '"value":2.50e1,', '"value":3.140}'))
    assert "µg" == json.loads(text)["valueQuantity"]["unit"]


@pytest.mark.parametrize(
    ("patch", "status"),
    [
        ([op("test", "/status", "final"), op("replace", "/status", "amended")], 200),
        ([op("test", "/status", "amended"), op("replace", "/status", "final")], 422),
        ([op("test", "/valueQuantity/value", 1)], 200),
        ([op("test", "/nope", 1)], 422),
        ([op("remove", "/component/1")], 200),
        ([op("remove", "/nope")], 422),
        ([op("remove", "/component/7")], 422),
        ([op("replace", "/nope", 1)], 422),
        ([op("add", "/note", [{"text": "n"}]), op("add", "/note/-", {"text": "m"})], 200),
        ([op("move", "/component/0", **{"from": "/component/1"})], 200),
        ([op("copy", "/component/-", **{"from": "/component/0"})], 200),
        ([op("copy", "/component/-")], 400),
        ([op("add", "/note")], 400),
        ([op("nail", "/note")], 400),
        ([op("add", "note", 1)], 400),
        ([{"op": "add"}], 400),
        ([1], 400),
        (b'"x"', 400),
        (b"{}", 400),
        (b"[", 400),
        (b"", 400),
        (b'[{"op":"add","op":"add","path":"/note","value":1}]', 400),
        ([op("add", "/x", 1)] * 501, 400),
        ([op("add", "/nope", 1)], 400),
        ([op("replace", "/status", "nope")], 400),
        ([op("remove", "/status")], 400),
        ([op("replace", "/id", "other")], 400),
        ([op("replace", "/resourceType", "Patient")], 400),
        ([op("replace", "", {"resourceType": "Observation"})], 400),
        ([op("replace", "", 3)], 422),
        ([op("remove", "")], 422),
        ([op("replace", "/meta/versionId", "77")], 200),
        ([op("copy", "/component/-", **{"from": "/component"})] * 400, 422),
        ([], 200),
    ],
)
def test_json_patch(feed: Asker, name: str, patch: Any, status: int) -> None:
    """A patch is done whole or not at all: 400 for what is no patch or makes no resource, 422 for what does not fit."""
    before = feed.get(f"Observation/{name}")
    answer = send(feed, f"Observation/{name}", patch)
    after = feed.get(f"Observation/{name}")

    assert status == answer.status_code, answer.text[:500]
    assert ('W/"2"' if status == 200 else before.headers["etag"]) == after.headers["etag"]
    if status != 200:
        assert before.content == after.content
        assert "OperationOutcome" == answer.json()["resourceType"]


# --- FHIRPath Patch ---------------------------------------------------------------------------------------------------

PHONE = {"system": "phone", "value": "1"}
PATIENT = {
    "resourceType": "Patient",
    "active": True,
    "name": [{"use": "official", "given": ["A", "B"], "family": "F"}, {"use": "usual", "text": "T"}],
    "birthDate": "2000-01-01",
    "contact": [{"name": {"text": "c"}}],
    "multipleBirthInteger": 2,
    "extension": [{"url": "http://x.example/n", "valueDecimal": 1}],
}
CHANGES: list[tuple[Json, Json]] = [
    (step("replace", "Patient.active", {"valueBoolean": False}), {"active": False}),
    (step("replace", "active", {"valueBoolean": False}), {"active": False}),
    (step("replace", "Patient.birthDate", {"valueDate": "1999"}), {"birthDate": "1999"}),
    (step("replace", "Patient.multipleBirth", {"valueBoolean": True}), {"multipleBirthInteger": None, "multipleBirthBoolean": True}),
    (step("replace", "Patient.name[0].given[1]", {"valueString": "Z"}), {"name": [PATIENT["name"][0] | {"given": ["A", "Z"]}, PATIENT["name"][1]]}),
    (step("replace", "Patient.extension('http://x.example/n').value", {"valueDecimal": 2}), {"extension": [{"url": "http://x.example/n", "valueDecimal": 2}]}),
    (step("delete", "Patient.birthDate"), {"birthDate": None}),
    (step("delete", "Patient.deceased"), {}),
    (step("delete", "Patient.name.where(use = 'usual')"), {"name": PATIENT["name"][:1]}),
    (step("delete", "Patient.name.first().given.where($this = 'A')"), {"name": [PATIENT["name"][0] | {"given": ["B"]}, PATIENT["name"][1]]}),
    (step("delete", "Patient.name.where(family.exists() and use = 'official').given.last()"), {"name": [PATIENT["name"][0] | {"given": ["A"]}, PATIENT["name"][1]]}),
    (step("delete", "(Patient.multipleBirth as integer)"), {"multipleBirthInteger": None}),
    (step("delete", "Patient.multipleBirth.ofType(boolean)"), {}),
    (step("delete", "Patient.contact"), {"contact": None}),
    (step("add", "Patient", {"valueCode": "male"}, name="gender"), {"gender": "male"}),
    (step("add", "Patient", {"valueDateTime": "2020"}, name="deceased"), {"deceasedDateTime": "2020"}),
    (step("add", "Patient", {"valueHumanName": {"text": "N"}}, name="name"), {"name": [*PATIENT["name"], {"text": "N"}]}),
    (step("add", "Patient.name[0]", {"valueString": "C"}, name="given"), {"name": [PATIENT["name"][0] | {"given": ["A", "B", "C"]}, PATIENT["name"][1]]}),
    (step("add", "Patient", {"part": [{"name": "gender", "valueCode": "male"}, {"name": "name", "valueHumanName": {"text": "q"}}, {"name": "telecom", "valueContactPoint": PHONE}]}, name="contact"), {"contact": [*PATIENT["contact"], {"gender": "male", "name": {"text": "q"}, "telecom": [PHONE]}]}),
    (step("insert", "Patient.name", {"valueHumanName": {"text": "N"}}, index=1), {"name": [PATIENT["name"][0], {"text": "N"}, PATIENT["name"][1]]}),
    (step("insert", "Patient.telecom", {"valueContactPoint": PHONE}, index=0), {"telecom": [PHONE]}),
    (step("insert", "Patient.name[0].given", {"valueString": "0"}, index=2), {"name": [PATIENT["name"][0] | {"given": ["A", "B", "0"]}, PATIENT["name"][1]]}),
    (step("move", "Patient.name", source=1, destination=0), {"name": PATIENT["name"][::-1]}),
    (step("move", "Patient.name[0].given", source=0, destination=1), {"name": [PATIENT["name"][0] | {"given": ["B", "A"]}, PATIENT["name"][1]]}),
]  # fmt: skip


@pytest.mark.parametrize(("patch", "changed"), CHANGES)
def test_fhirpath_patch(feed: Asker, patch: Json, changed: Json) -> None:
    """Each operation changes what its path points to, and nothing else."""
    made = feed.post("Patient", PATIENT).json()
    answer = send(feed, f"Patient/{made['id']}", parameters(patch))
    expected = {key: value for key, value in (PATIENT | changed).items() if value is not None}

    assert 200 == answer.status_code, answer.text
    assert expected == {key: value for key, value in answer.json().items() if key not in ("id", "meta")}
    assert answer.json() == feed.get(f"Patient/{made['id']}").json()


@pytest.mark.parametrize(
    ("patch", "status"),
    [
        (step("delete", "Patient"), 422),
        (step("replace", "Patient.name", {"valueHumanName": {"text": "x"}}), 422),
        (step("delete", "Patient.name"), 422),
        (step("replace", "Patient.gender", {"valueCode": "male"}), 422),
        (step("add", "Patient", {"valueBoolean": True}, name="active"), 422),
        (step("add", "Patient", {"valueBoolean": True}, name="multipleBirth"), 422),
        (step("add", "Patient", {"valueBoolean": True}, name="nope"), 422),
        (step("add", "Patient.active", {"valueString": "x"}, name="id"), 422),
        (step("add", "Patient.photo", {"valueString": "x"}, name="title"), 422),
        (step("insert", "Patient.name", {"valueHumanName": {"text": "N"}}, index=3), 422),
        (step("insert", "Patient.name", {"valueHumanName": {"text": "N"}}, index=-1), 422),
        (step("insert", "Patient.active", {"valueBoolean": True}, index=0), 422),
        (step("move", "Patient.name", source=0, destination=2), 422),
        (step("move", "Patient.telecom", source=0, destination=0), 422),
        (step("delete", "Patient.name.where(repeat($this))"), 422),
        (step("delete", "Patient.name.single()"), 422),
        (step("replace", "Patient.gender", {"valueCode": "nope"}), 422),
        (step("add", "Patient", {"valueCode": "nope"}, name="gender"), 400),
        (step("add", "Patient", {"valueString": "yes"}, name="active"), 422),
        (step("replace", "Patient.active", {"valueString": "yes"}), 400),
        (step("replace", "Patient.id", {"valueId": "other"}), 400),
        (step("delete", "Patient.descendants()"), 400),
        (step("delete", "Patient.name | Patient.contact"), 400),
        (step("delete", "%resource.name"), 400),
        (step("delete", "resolve()"), 400),
        (step("delete", "Patient.name[0"), 400),
        (step("delete", "x" * 6000), 400),
        (step("nail", "Patient"), 400),
        (step("delete", "Patient.name[0]", {"valueString": "x"}), 400),
        (step("replace", "Patient.active"), 400),
        ({"name": "other", "valueString": "x"}, 400),
        ({"name": "operation"}, 400),
    ],
)
def test_fhirpath_patches_that_do_not_fit(feed: Asker, patch: Json, status: int) -> None:
    """400 for what is no patch or makes no resource, 422 for what the record does not allow; nothing is stored."""
    made = feed.post("Patient", PATIENT)
    path = f"Patient/{made.json()['id']}"
    answer = send(feed, path, parameters(step("replace", "Patient.birthDate", {"valueDate": "1999"}), patch))

    assert status == answer.status_code, answer.text
    assert made.json() == feed.get(path).json()
    assert all(issue["expression"][0] for issue in answer.json()["issue"])


def test_extensions_of_primitives_stay_in_step(feed: Asker) -> None:
    """What extends the values of a list moves, goes and stays with its value."""
    made = feed.post(
        "Patient",
        {"resourceType": "Patient", "name": [{"given": ["A", "B"], "_given": [None, {"id": "b"}]}], "gender": "male", "_gender": {"id": "g"}},
    ).json()  # fmt: skip
    path = f"Patient/{made['id']}"
    rows = [
        (step("move", "Patient.name[0].given", source=1, destination=0), (["B", "A"], [{"id": "b"}, None])),
        (step("insert", "Patient.name[0].given", {"valueString": "0"}, index=0), (["0", "B", "A"], [None, {"id": "b"}, None])),
        (step("delete", "Patient.name[0].given[0]"), (["B", "A"], [{"id": "b"}, None])),
        (step("replace", "Patient.name[0].given[0]", {"valueString": "Z"}), (["Z", "A"], None)),
    ]  # fmt: skip
    for patch, (given, beside) in rows:
        name = send(feed, path, parameters(patch)).json()["name"][0]
        assert (given, beside) == (name["given"], name.get("_given"))
    after = send(feed, path, parameters(step("delete", "Patient.gender"))).json()
    assert not {"gender", "_gender"} & after.keys()


def test_numbers_stay_under_fhirpath(feed: Asker, name: str) -> None:
    """The same holds for a FHIRPath Patch."""
    patch = json.dumps(
        parameters(step("replace", "Observation.component[1].value.value", {"valueDecimal": 7}))
    ).encode()
    send(
        feed,
        f"Observation/{name}",
        patch.replace(b'"valueDecimal": 7', b'"valueDecimal": 7.10'),
        content_type="application/fhir+json",
    )
    text = feed.get(f"Observation/{name}").text

    assert all(number in text for number in ('"value":1.00,', '"value":2.50e1}', '"value":7.10}'))


# --- the interaction --------------------------------------------------------------------------------------------------

HARMLESS = [op("add", "/note", [{"text": "n"}])]


def test_versions_and_wishes(feed: Asker, name: str) -> None:
    """If-Match, Prefer and the headers are those of an update; the history says that it was a patch."""
    path = f"Observation/{name}"
    assert 412 == send(feed, path, HARMLESS, if_match='W/"2"').status_code
    answers = [
        send(feed, path, HARMLESS, prefer=f"return={wish}")
        for wish in ("minimal", "OperationOutcome", "representation")
    ]
    kinds = [answer.json()["resourceType"] if answer.content else "" for answer in answers]

    assert ["", "OperationOutcome", "Observation"] == kinds
    assert ['W/"2"', 'W/"3"', 'W/"4"'] == [answer.headers["etag"] for answer in answers]
    assert answers[0].headers["location"].endswith(f"{path}/_history/2")
    assert ["PATCH", "PATCH", "PATCH", "PUT"] == [
        e["request"]["method"] for e in feed.get(f"{path}/_history").json()["entry"]
    ]


@pytest.mark.parametrize(
    ("path", "media", "status"),
    [
        ("Observation/none", "application/json-patch+json", 404),
        ("Observation/a_b", "application/json-patch+json", 404),
        ("Nope/x", "application/json-patch+json", 404),
        ("Observation?_id=none", "application/json-patch+json", 404),
        ("Observation?status=final", "application/json-patch+json", 412),
        ("Observation/none", "application/merge-patch+json", 400),
        ("Observation/none", "application/fhir+json", 400),
        ("Observation/none", "text/plain", 415),
    ],
)
def test_statuses(feed: Asker, name: str, path: str, media: str, status: int) -> None:
    """What is not there, what is meant twice, what is in another format."""
    feed.ask("PUT", "Observation/second", RAW % b"second")

    assert status == send(feed, path, HARMLESS, content_type=media).status_code


def test_what_a_patch_may_be_sent_as(feed: Asker, name: str) -> None:
    """The refusal of another format says which ones are taken (RFC 5789 section 2.2)."""
    answer = send(feed, f"Observation/{name}", HARMLESS, content_type="text/plain")

    taken = {
        "application/json-patch+json",
        "application/merge-patch+json",
        "application/fhir+json",
        "application/fhir+xml",
    }
    assert taken == set(answer.headers["accept-patch"].split(", "))


def test_on_a_condition(feed: Asker, name: str) -> None:
    """The one record that the condition finds is patched."""
    answer = send(feed, f"Observation?_id={name}", HARMLESS)

    assert (200, name) == (answer.status_code, answer.json()["id"])


def test_a_patch_reads_and_updates(live: Live, feed: Asker) -> None:
    """A patch needs the rights to read and to update: its tests would tell what may not be read."""
    for n, (scope, status) in enumerate(
        [("system/Organization.u", 403), ("system/Organization.r", 403), ("system/Organization.cru", 200)]
    ):
        asker = live.client(f"patcher-{n}", scope, "TREAT", organization="Organization/x")
        maker = live.client(f"maker-{n}", "system/Organization.c", "TREAT", organization="Organization/x")
        made = (
            (asker if status == 200 else maker)
            .post("Organization", {"resourceType": "Organization", "name": "O"})
            .json()
        )
        assert status == send(asker, f"Organization/{made['id']}", [op("test", "/name", "O")]).status_code


def test_labels_and_release_requests(feed: Asker) -> None:
    """A patch takes no label away, and touches no release request."""
    labelled = observation("labelled-patch", "pat")
    labelled["meta"] = {
        "security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "42CFRPart2"}]
    }
    feed.put({"resourceType": "Patient", "id": "pat"})
    feed.put(labelled)
    send(feed, "Observation/labelled-patch", [op("remove", "/meta/security")])
    left = {coding["code"] for coding in feed.get("Observation/labelled-patch").json()["meta"]["security"]}
    task = feed.post(
        "Task", {"resourceType": "Task", "status": "draft", "intent": "order", "for": {"reference": "Patient/pat"}}
    ).json()
    release = {"coding": [{"code": "release-of-information"}]}

    assert "42CFRPart2" in left
    assert 409 == send(feed, f"Task/{task['id']}", [op("add", "/code", release)]).status_code


# --- JSON Merge Patch -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("media", ["application/merge-patch+json", "application/json"])
def test_a_merge_patch_sets_and_takes_away(feed: Asker, name: str, media: str) -> None:
    """What it names is set, what it names with null goes, everything else stays as it was, digits included (RFC 7396)."""
    answer = feed.ask(
        "PATCH",
        f"Observation/{name}",
        {"status": "amended", "component": None, "valueQuantity": {"unit": "mg"}},
        content_type=media,
    )
    assert 200 == answer.status_code, answer.text
    read = feed.get(f"Observation/{name}")
    assert ["amended", "mg", False] == [
        read.json()["status"],
        read.json()["valueQuantity"]["unit"],
        "component" in read.json(),
    ]
    assert b'"value":1.00' in read.content


def test_a_merge_patch_cannot_break_a_record(feed: Asker, name: str) -> None:
    """What it makes is validated as an update is, and keeps type and id."""
    for patch in ({"status": None}, {"id": "other"}, {"resourceType": "Patient"}, {"status": "nonsense"}):
        answer = feed.ask("PATCH", f"Observation/{name}", patch, content_type="application/merge-patch+json")
        assert answer.status_code in (400, 422), answer.text
    assert "1" == feed.get(f"Observation/{name}").json()["meta"]["versionId"]
    assert (
        400 == feed.ask("PATCH", f"Observation/{name}", b"[1]", content_type="application/merge-patch+json").status_code
    )
