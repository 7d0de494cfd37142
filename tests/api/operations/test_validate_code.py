"""$validate-code of ValueSet and CodeSystem over HTTP (https://hl7.org/fhir/R4/valueset-operation-validate-code.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from api.validation import validate

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

FHIR = "http://hl7.org/fhir"
GENDER = f"{FHIR}/ValueSet/administrative-gender"
GENDERS = f"{FHIR}/administrative-gender"
ICD = f"{FHIR}/sid/icd-10-cm"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
MOOD = "http://terminology.hl7.org/CodeSystem/v3-ActMood"
MOODS = "http://terminology.hl7.org/ValueSet/v3-ActMood"
OWN = "http://lab.example/ValueSet/own"
COLOURS = "http://lab.example/CodeSystem/colours"


def told(answer: Any) -> tuple[bool, str, str]:
    """Give result, display and message."""
    assert answer.status_code == 200, answer.text
    validate(answer.json(), "Parameters")
    found = {each["name"]: each for each in answer.json()["parameter"]}
    return (
        found["result"]["valueBoolean"],
        found.get("display", {}).get("valueString", ""),
        found.get("message", {}).get("valueString", ""),
    )


def parameters(*said: dict[str, Any]) -> dict[str, Any]:
    """Give a Parameters resource."""
    return {"resourceType": "Parameters", "parameter": list(said)}


@pytest.fixture(scope="module", autouse=True)
def _world(feed: Asker) -> None:
    feed.put({
        "resourceType": "CodeSystem", "id": "colours", "url": COLOURS, "status": "active", "content": "complete",
        "caseSensitive": False, "concept": [{"code": "Red", "display": "Red"}],
    })  # fmt: skip
    compose = {"include": [{"system": COLOURS}]}
    feed.put({"resourceType": "ValueSet", "id": "own", "url": OWN, "status": "active", "compose": compose})


CASES = [
    (f"url={GENDER}&system={GENDERS}&code=male", True, "Male", ""),
    (f"url={GENDER}&system={GENDERS}&code=male&display=Male", True, "Male", ""),
    (f"url={GENDER}&system={GENDERS}&code=male&display=mALE", True, "Male", ""),
    (f"url={GENDER}&system={GENDERS}&code=male&display=Female", False, "Male", "display"),
    (f"url={GENDER}&system={GENDERS}&code=MALE", False, "", "not one of"),
    (f"url={GENDER}&system={GENDERS}&systemVersion=9&code=male", False, "", "version"),
    (f"url={GENDER}&system={SNOMED}&code=248153007", False, "", "not in the value set"),
    (f"url={MOODS}&system={MOOD}&code=RQO", True, "request", ""),
    (f"url={MOODS}&system={MOOD}&code=_ActMoodDesire", False, "desire", "abstract"),
    (f"url={MOODS}&system={MOOD}&code=_ActMoodDesire&abstract=true", True, "desire", ""),
    (f"url={FHIR}/ValueSet/c80-doc-typecodes&system={LOINC}&code=11506-3", True, "Provider-unspecified Progress note", ""),
    (f"url={FHIR}/ValueSet/condition-code&system={SNOMED}&code=1", False, "", "does not hold"),
    (f"url={FHIR}/ValueSet/mimetypes&system=urn:ietf:bcp:13&code=text/plain", True, "", ""),
    (f"url={FHIR}/ValueSet/mimetypes&system=urn:ietf:bcp:13&code=text", False, "", "not one of"),
    (f"url={FHIR}/ValueSet/languages&system=urn:ietf:bcp:47&code=de-AT", True, "German (Austria)", ""),
    (f"url={ICD}%3Ffhir_vs=isa/S72&system={ICD}&code=S72.001A", True, "Fracture of unspecified part of neck of right femur, initial encounter for closed fracture", ""),
    (f"url={ICD}%3Ffhir_vs=isa/S72&system={ICD}&code=E11.9", False, "Type 2 diabetes mellitus without complications", "not in"),
    (f"url={OWN}&system={COLOURS}&code=rED", True, "Red", ""),
    (f"url={OWN}&coding={COLOURS}|Red", True, "Red", ""),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "result", "display", "message"), CASES)
def test_in_a_value_set(asked: str, display: str, message: str, feed: Asker, *, result: bool) -> None:
    """A code is in a value set or not, with its display and why not; what cannot be judged is not valid."""
    found = told(feed.get(f"ValueSet/$validate-code?{asked}"))

    assert (result, display) == found[:2]
    assert message in found[2]
    assert bool(message) is bool(found[2])


SYSTEMS = [
    (f"url={GENDERS}&code=male", True, "Male"),
    (f"url={GENDERS}&version=4.0.1&code=male", True, "Male"),
    (f"url={GENDERS}&version=9&code=male", False, ""),
    (f"url={GENDERS}&code=none", False, ""),
    (f"url={ICD}&code=E11.9", True, "Type 2 diabetes mellitus without complications"),
    (f"url={ICD}&code=E119", False, ""),
    (f"url={LOINC}&code=1-1", False, ""),
    (f"url={SNOMED}&code=22298006", False, ""),
    (f"url={COLOURS}&code=red", True, "Red"),
]


@pytest.mark.parametrize(("asked", "result", "display"), SYSTEMS)
def test_in_a_code_system(asked: str, display: str, feed: Asker, *, result: bool) -> None:
    """A code is one of a code system or not; a system that is not held validates nothing."""
    assert (result, display) == told(feed.get(f"CodeSystem/$validate-code?{asked}"))[:2]


REFUSED = [
    ("ValueSet", f"url={GENDER}&code=male", 400, "required"),
    ("ValueSet", f"url={GENDER}", 400, "invalid"),
    ("ValueSet", f"system={GENDERS}&code=male", 400, "invalid"),
    ("ValueSet", f"url={GENDER}&system={GENDERS}&code=male&context=http://a.example", 400, "not-supported"),
    ("ValueSet", f"url={GENDER}&coding={GENDERS}", 400, "invalid"),
    ("ValueSet", f"url=http://nobody.example/v&system={GENDERS}&code=male", 404, "not-found"),
    ("ValueSet/none", f"system={GENDERS}&code=male", 404, "not-found"),
    ("CodeSystem", "code=male", 400, "invalid"),
    ("CodeSystem/none", "code=male", 404, "not-found"),
]


@pytest.mark.parametrize(("place", "asked", "status", "code"), REFUSED)
def test_what_is_refused(place: str, asked: str, status: int, code: str, feed: Asker) -> None:
    """A call that does not say what it asks about is refused."""
    answer = feed.get(f"{place}/$validate-code?{asked}")

    assert (status, code) == (answer.status_code, answer.json()["issue"][0]["code"])


def test_codings(feed: Asker) -> None:
    """Of a CodeableConcept one valid code is enough; what is wrong with the others is said."""
    url = {"name": "url", "valueUri": GENDER}
    male, wrong = {"system": GENDERS, "code": "male"}, {"system": GENDERS, "code": "wrong"}
    concept = {"name": "codeableConcept", "valueCodeableConcept": {"coding": [wrong, male]}}
    worse = {"name": "codeableConcept", "valueCodeableConcept": {"coding": [wrong]}}
    none = {"name": "codeableConcept", "valueCodeableConcept": {"text": "male"}}
    coding = {"name": "coding", "valueCoding": male}
    path = "ValueSet/$validate-code"

    assert (True, "Male", "") == told(feed.post(path, parameters(url, coding)))
    assert (True, "Male", f"The code is not one of {GENDERS}.") == told(feed.post(path, parameters(url, concept)))
    assert not told(feed.post(path, parameters(url, worse)))[0]
    assert (False, "", "There is no code.") == told(feed.post(path, parameters(url, none)))
    assert 400 == feed.post(path, parameters(url, coding, concept)).status_code
    assert (True, "Male", "") == told(feed.post("CodeSystem/$validate-code", parameters(coding)))
    other = parameters(coding, {"name": "url", "valueUri": COLOURS})
    assert 400 == feed.post("CodeSystem/$validate-code", other).status_code


def test_of_records(live: Live, feed: Asker) -> None:
    """A stored value set and a stored code system answer by id, and only to who may see them."""
    red = parameters({"name": "code", "valueCode": "Red"}, {"name": "system", "valueUri": COLOURS})
    narrow = live.client("narrow", "system/Patient.rs", "TREAT", organization="Organization/hill")

    assert (True, "Red", "") == told(feed.post("ValueSet/own/$validate-code", red))
    assert (True, "Red", "") == told(feed.get("CodeSystem/colours/$validate-code?code=Red"))
    assert (False, "") == told(feed.get("CodeSystem/colours/$validate-code?code=Blue"))[:2]
    hidden = told(narrow.get(f"CodeSystem/$validate-code?url={COLOURS}&code=Red"))
    assert (False, "", f"This server does not hold the code system {COLOURS}. The code cannot be judged.") == hidden
    assert 403 == narrow.get("CodeSystem/colours/$validate-code?code=Red").status_code


def test_what_is_sent(feed: Asker) -> None:
    """A code system can be sent along."""
    system = {"resourceType": "CodeSystem", "status": "draft", "url": "http://x.example/c", "content": "complete",
              "concept": [{"code": "a", "display": "A"}]}  # fmt: skip
    code = {"name": "code", "valueCode": "a"}

    answer = feed.post("CodeSystem/$validate-code", parameters(code, {"name": "codeSystem", "resource": system}))
    assert (True, "A", "") == told(answer)
