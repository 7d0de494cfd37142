"""ValueSet/$expand over HTTP (https://hl7.org/fhir/R4/valueset-operation-expand.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from api.validation import validate

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

FHIR = "http://hl7.org/fhir"
GENDER = f"{FHIR}/ValueSet/administrative-gender"
MOOD = "http://terminology.hl7.org/CodeSystem/v3-ActMood"
ICD = f"{FHIR}/sid/icd-10-cm"
OWN = "http://lab.example/ValueSet/own"
PARTS = "http://lab.example/ValueSet/parts"
COLOURS = "http://lab.example/CodeSystem/colours"


def contained(answer: Any) -> list[str]:
    """Give the codes of an expansion."""
    assert answer.status_code == 200, answer.text
    found = answer.json()
    validate(found, "ValueSet")
    return [each["code"] for each in found["expansion"].get("contains", ())]


def refusal(answer: Any) -> tuple[int, str]:
    """Give status and issue code of a refusal."""
    return answer.status_code, answer.json()["issue"][0]["code"]


def composed(*includes: dict[str, Any], exclude: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    """Give a ValueSet."""
    compose = {"include": list(includes), **({"exclude": exclude} if exclude else {}), **more}
    return {"resourceType": "ValueSet", "status": "active", "compose": compose}


def sent(value_set: dict[str, Any], **said: Any) -> dict[str, Any]:
    """Give the Parameters of a call with the value set in it."""
    kinds = {bool: "valueBoolean", int: "valueInteger", str: "valueString"}
    more = [{"name": name, kinds[type(value)]: value} for name, value in said.items()]
    return {"resourceType": "Parameters", "parameter": [{"name": "valueSet", "resource": value_set}, *more]}


@pytest.fixture(scope="module", autouse=True)
def _world(feed: Asker) -> None:
    colours = [
        {"code": "red", "display": "Red", "concept": [{"code": "crimson", "display": "Crimson"}]},
        {"code": "blue"},
    ]
    feed.put({
        "resourceType": "CodeSystem", "id": "colours", "url": COLOURS, "status": "active", "content": "complete",
        "concept": colours,
    })  # fmt: skip
    feed.put({"id": "parts", "url": PARTS, "version": "1", **composed({"system": COLOURS, "filter": [
        {"property": "concept", "op": "is-a", "value": "red"}]})})  # fmt: skip
    feed.put(
        {"id": "own", "url": OWN, **composed({"valueSet": [PARTS]}, {"system": ICD, "concept": [{"code": "E11.9"}]})}
    )


def test_by_url(feed: Asker) -> None:
    """A shipped value set is expanded by its URL, with version, displays and the total."""
    found = feed.get(f"ValueSet/$expand?url={GENDER}").json()

    assert (GENDER, "4.0.1", 4) == (found["url"], found["version"], found["expansion"]["total"])
    assert {"system": f"{FHIR}/administrative-gender", "version": "4.0.1", "code": "male", "display": "Male"} == (
        found["expansion"]["contains"][0]
    )
    assert "compose" not in found
    assert {"name": "version", "valueUri": f"{FHIR}/administrative-gender|4.0.1"} in found["expansion"]["parameter"]


CASES = [
    ("url={GENDER}&valueSetVersion=4.0.1", ["male", "female", "other", "unknown"]),
    ("url={GENDER}|4.0.1", ["male", "female", "other", "unknown"]),
    ("url={GENDER}&filter=FEM", ["female"]),
    ("url={GENDER}&filter=none%20such", []),
    ("url={GENDER}&count=2", ["male", "female"]),
    ("url={GENDER}&count=2&offset=3", ["unknown"]),
    ("url={GENDER}&count=0", []),
    ("url={GENDER}&exclude-system=http://hl7.org/fhir/administrative-gender", []),
    ("url={GENDER}&system-version=http://hl7.org/fhir/administrative-gender|4.0.1&filter=fem", ["female"]),
    ("url={GENDER}&excludeNested=true&excludePostCoordinated=true&includeDefinition=true&filter=fem", ["female"]),
    ("url={ICD}?fhir_vs=isa/E11.0", ["E11.0", "E11.00", "E11.01"]),
    ("url={ICD}?fhir_vs&filter=gestational%20diet&count=1", ["O24.410"]),
    ("url={ICD}?fhir_vs&offset=1&count=1", ["A00.0"]),
    ("url={FHIR}/ValueSet/inactive&activeOnly=true", ["EXPEC", "GOL", "RSK", "OPT"]),
    ("url=http://terminology.hl7.org/ValueSet/v3-ActMood&filter=definition", ["DEF"]),
]


@pytest.mark.parametrize(("asked", "expected"), CASES)
def test_what_is_expanded(asked: str, expected: list[str], feed: Asker) -> None:
    """Each parameter does what its definition says."""
    address = asked.replace("{ICD}?", f"{ICD}%3F").format(GENDER=GENDER, ICD=ICD, FHIR=FHIR)
    answer = feed.get(f"ValueSet/$expand?{address}")

    assert expected == contained(answer)


ISSUES = [
    ("", 400, "invalid"),
    ("url=http://nobody.example/ValueSet/none", 404, "not-found"),
    ("url={GENDER}|3.0.0", 404, "not-found"),
    ("url={GENDER}&context=http://a.example", 400, "invalid"),
    ("context=http://a.example%23Patient.gender", 404, "not-found"),
    ("url={GENDER}&date=2015-01-01", 400, "not-supported"),
    ("url={GENDER}&nonsense=1", 400, "not-supported"),
    ("url={GENDER}&count=x", 400, "value"),
    ("url={GENDER}&count=1&count=2", 400, "invalid"),
    ("url={GENDER}&activeOnly=maybe", 400, "value"),
    ("url={GENDER}&valueSet=x", 400, "invalid"),
    ("url={GENDER}&check-system-version=http://hl7.org/fhir/administrative-gender|9", 422, "not-found"),
    ("url={FHIR}/ValueSet/condition-code", 422, "not-found"),
    ("url={ICD}%3Ffhir_vs", 422, "too-costly"),
    ("url={ICD}%3Ffhir_vs=isa/NONE", 422, "code-invalid"),
]


@pytest.mark.parametrize(("asked", "status", "code"), ISSUES)
def test_what_is_refused(asked: str, status: int, code: str, feed: Asker) -> None:
    """What is not known, not supported or too much is said, never guessed."""
    assert (status, code) == refusal(feed.get(f"ValueSet/$expand?{asked.format(GENDER=GENDER, ICD=ICD, FHIR=FHIR)}"))


def test_of_a_record(feed: Asker) -> None:
    """A stored value set is expanded by id and by URL, with the stored ones that it builds on."""
    expected = ["red", "crimson", "E11.9"]

    assert expected == contained(feed.get("ValueSet/own/$expand"))
    assert expected == contained(feed.post("ValueSet/own/$expand", {"resourceType": "Parameters"}))
    assert expected == contained(feed.get(f"ValueSet/$expand?url={OWN}"))
    assert ["red", "crimson"] == contained(feed.get(f"ValueSet/$expand?url={PARTS}&valueSetVersion=1"))
    assert (404, "not-found") == refusal(feed.get(f"ValueSet/$expand?url={PARTS}&valueSetVersion=2"))
    assert (404, "not-found") == refusal(feed.get("ValueSet/none/$expand"))
    assert (400, "invalid") == refusal(feed.get(f"ValueSet/own/$expand?url={OWN}"))


def test_of_what_is_sent(feed: Asker) -> None:
    """A value set can be sent along; it may exclude, import and list."""
    sets = composed({"system": MOOD, "filter": [{"property": "concept", "op": "is-a", "value": "_ActMoodActRequest"}]},
                    exclude=[{"system": MOOD, "concept": [{"code": "ARQ"}]}])  # fmt: skip

    assert ["_ActMoodActRequest", "PERMRQ", "RQO"] == contained(feed.post("ValueSet/$expand", sent(sets)))
    assert ["PERMRQ", "RQO"] == contained(feed.post("ValueSet/$expand", sent(sets, excludeNotForUI=True)))
    both = composed({"system": COLOURS, "valueSet": [PARTS], "concept": [{"code": "blue"}, {"code": "red"}]})
    assert ["red"] == contained(feed.post("ValueSet/$expand", sent(both)))
    broken = {"resourceType": "ValueSet", "compose": {"include": [{"system": COLOURS}]}}
    assert 400 == feed.post("ValueSet/$expand", sent(broken)).status_code
    circle = composed({"valueSet": ["http://lab.example/ValueSet/none"]})
    assert (422, "not-found") == refusal(feed.post("ValueSet/$expand", sent(circle)))


def test_designations_and_languages(feed: Asker) -> None:
    """Designations come when asked for, displays in the language that is asked for, if there is one."""
    url = "http://terminology.hl7.org/ValueSet/v2-0001"
    plain = feed.get(f"ValueSet/$expand?url={url}&filter=female").json()["expansion"]["contains"][0]
    shown = feed.get(f"ValueSet/$expand?url={url}&filter=female&includeDesignations=true&displayLanguage=de").json()

    assert "designation" not in plain
    (found,) = [each for each in shown["expansion"]["contains"] if each["code"] == "F"]
    assert plain["display"] != found["display"]
    assert {"language": "de", "value": found["display"]} in [
        {k: v for k, v in each.items() if k != "use"} for each in found["designation"]
    ]


def test_a_hidden_value_set_is_missing(live: Live, feed: Asker) -> None:
    """Who may not see a stored value set is told the same as if there were none; what is shipped is for everybody."""
    narrow = live.client("narrow", "system/Patient.rs", "TREAT", organization="Organization/hill")
    hidden = narrow.get(f"ValueSet/$expand?url={OWN}")
    missing = narrow.get("ValueSet/$expand?url=http://nobody.example/ValueSet/none")

    assert (404, hidden.json()) == (missing.status_code, missing.json())
    assert 4 == len(contained(narrow.get(f"ValueSet/$expand?url={GENDER}")))
    building = narrow.post("ValueSet/$expand", sent(composed({"valueSet": [PARTS]})))
    assert (422, "not-found") == refusal(building)
    assert 403 == narrow.get("ValueSet/own/$expand").status_code
    assert 401 == live.http.get(f"/fhir/ValueSet/$expand?url={GENDER}").status_code


def test_audited(live: Live, feed: Asker) -> None:
    """The audit trail names the stored versions that an expansion was made of."""
    feed.get(f"ValueSet/$expand?url={OWN}")
    (row,) = live.fetch(
        "SELECT delivered, convert_from(entry, 'UTF8') AS said FROM audit_event ORDER BY recorded DESC LIMIT 1"
    )

    assert {"ValueSet/own", "ValueSet/parts", "CodeSystem/colours"} == {
        each.rpartition("/")[0] for each in row["delivered"]
    }
    assert '"kind":"expand"' in row["said"]


def test_in_xml(feed: Asker) -> None:
    """Questions and answers may be XML."""
    asked = '<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="url"/><valueUri value="%s"/></parameter></Parameters>'
    body = (asked % GENDER).encode()
    answer = feed.post("ValueSet/$expand", body, content_type="application/fhir+xml", accept="application/fhir+xml")
    judged = feed.get(f"CodeSystem/$lookup?system={ICD}&code=E11.9&_format=xml")

    assert (200, 200) == (answer.status_code, judged.status_code)
    assert '<ValueSet xmlns="http://hl7.org/fhir">' in answer.text
    assert '<code value="female"/>' in answer.text
    assert "<Parameters " in judged.text
