"""Search by what codes mean: ``:in``, ``:not-in``, ``:above``, ``:below`` (https://hl7.org/fhir/R4/search.html#token)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

FHIR = "http://hl7.org/fhir"
ICD = f"{FHIR}/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
OWN = "http://lab.example/ValueSet/own"
WIDE = "http://lab.example/ValueSet/wide"
COLOURS = "http://lab.example/CodeSystem/colours"
CODES = {
    "e11": (ICD, "E11"), "e119": (ICD, "E11.9"), "e1165": (ICD, "E11.65"), "e109": (ICD, "E10.9"),
    "s72": (ICD, "S72.001A"), "sct": (SNOMED, "44054006"), "same": ("http://other.example", "E11.9"),
}  # fmt: skip


def condition(id_: str, *codings: tuple[str, str], **more: Any) -> dict[str, Any]:
    """Make a Condition of ann."""
    coded = {"code": {"coding": [{"system": system, "code": code} for system, code in codings]}} if codings else {}
    return {"resourceType": "Condition", "id": id_, "subject": {"reference": "Patient/ann"}, **coded, **more}


def value_set(id_: str, url: str, *includes: dict[str, Any]) -> dict[str, Any]:
    """Make a ValueSet."""
    return {
        "resourceType": "ValueSet",
        "id": id_,
        "url": url,
        "status": "active",
        "compose": {"include": list(includes)},
    }


@pytest.fixture(scope="module", autouse=True)
def _world(feed: Asker) -> None:
    feed.put({"resourceType": "Organization", "id": "hill", "name": "Hill"})
    feed.put(
        {
            "resourceType": "Patient",
            "id": "ann",
            "gender": "female",
            "managingOrganization": {"reference": "Organization/hill"},
        }
    )
    feed.put({"resourceType": "Patient", "id": "bob", "gender": "male"})
    feed.put({"resourceType": "Patient", "id": "cal"})
    for id_, coding in CODES.items():
        feed.put(condition(id_, coding))
    feed.put(condition("both", CODES["sct"], CODES["e109"]))
    feed.put(condition("none"))
    feed.put({
        "resourceType": "CodeSystem", "id": "colours", "url": COLOURS, "status": "active", "content": "complete",
        "concept": [{"code": "red", "concept": [{"code": "crimson"}]}],
    })  # fmt: skip
    diabetes = {"system": ICD, "filter": [{"property": "concept", "op": "is-a", "value": "E11"}]}
    feed.put(value_set("own", OWN, diabetes, {"system": SNOMED, "concept": [{"code": "44054006"}]}))
    feed.put(value_set("wide", WIDE, {"valueSet": [OWN]}, {"system": ICD, "concept": [{"code": "E10.9"}]}))
    feed.put(value_set("empty", f"{OWN}/empty", {"system": ICD, "valueSet": [OWN], "concept": [{"code": "Z00"}]}))
    feed.put({
        "resourceType": "Encounter", "id": "e", "status": "finished", "class": {"system": ACT, "code": "ACUTE"},
        "subject": {"reference": "Patient/ann"},
    })  # fmt: skip
    feed.put({
        "resourceType": "DocumentReference", "id": "d", "status": "current", "subject": {"reference": "Patient/ann"},
        "type": {"coding": [{"system": LOINC, "code": "11506-3"}]},
        "content": [{"attachment": {"contentType": "text/plain", "data": "bm90ZQ=="}}],
    })  # fmt: skip
    feed.put({
        "resourceType": "Observation", "id": "o", "status": "final", "subject": {"reference": "Patient/bob"},
        "code": {"coding": [{"system": COLOURS, "code": "crimson"}]},
    })  # fmt: skip


EVERY = {*CODES, "both", "none"}
CASES = [
    # a code and all below it
    (f"Condition?code:below={ICD}|E11", {"e11", "e119", "e1165"}),
    (f"Condition?code:below={ICD}|E11.6", {"e1165"}),
    (f"Condition?code:below={ICD}|S72", {"s72"}),
    (f"Condition?code:below={ICD}|S72.001", {"s72"}),
    (f"Condition?code:below={ICD}|E10,{ICD}|S72", {"e109", "s72", "both"}),
    # a code and all above it
    (f"Condition?code:above={ICD}|E11.9", {"e11", "e119"}),
    (f"Condition?code:above={ICD}|E11", {"e11"}),
    (f"Condition?code:above={ICD}|S72.001A", {"s72"}),
    # in a value set: shipped, implicit, stored, importing
    (f"Condition?code:in={ICD}%3Ffhir_vs=isa/E11", {"e11", "e119", "e1165"}),
    (f"Condition?code:in={OWN}", {"e11", "e119", "e1165", "sct", "both"}),
    (f"Condition?code:in={WIDE}", {"e11", "e119", "e1165", "sct", "both", "e109"}),
    (f"Condition?code:in={OWN}/empty", set()),
    (f"DocumentReference?type:in={FHIR}/ValueSet/c80-doc-typecodes", {"d"}),
    (f"Patient?gender:in={FHIR}/ValueSet/administrative-gender", {"ann", "bob"}),
    ("Encounter?class:in=http://terminology.hl7.org/ValueSet/v3-ActEncounterCode", {"e"}),
    (f"Encounter?class:in={ACT}%3Ffhir_vs=isa/IMP", {"e"}),
    ("Encounter?class:in=http://terminology.hl7.org/ValueSet/v3-ActMood", set()),
    # not in a value set
    (f"Condition?code:not-in={OWN}", EVERY - {"e11", "e119", "e1165", "sct", "both"}),
    (f"Condition?code:not-in={OWN}/empty", EVERY),
    ("Encounter?class:not-in=http://terminology.hl7.org/ValueSet/v3-ActEncounterCode", set()),
    # hierarchies of HL7 and of records
    (f"Encounter?class:below={ACT}|IMP", {"e"}),
    (f"Encounter?class:below={ACT}|AMB", set()),
    (f"Observation?code:below={COLOURS}|red", {"o"}),
    # with others, along chains, and from the other side
    (f"Condition?code:below={ICD}|E11&code:not-in={ICD}%3Ffhir_vs=isa/E11.6", {"e11", "e119"}),
    (f"Condition?patient=ann&code:below={ICD}|E11", {"e11", "e119", "e1165"}),
    (f"Condition?patient=bob&code:below={ICD}|E11", set()),
    (f"Patient?_has:Condition:patient:code:below={ICD}|E11", {"ann"}),
    (f"Condition?subject:Patient.gender:in={FHIR}/ValueSet/administrative-gender", EVERY),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "expected"), CASES)
def test_what_is_found(asked: str, expected: set[str], feed: Asker) -> None:
    """A search by meaning finds every record with a code that is meant, and no other."""
    found = feed.ids(asked)

    assert expected == set(found)
    assert len(expected) == len(found)


REFUSED = [
    ("Condition?code:in=http://nobody.example/ValueSet/none", {400, 404}, "not-found"),
    (f"Condition?code:not-in={FHIR}/ValueSet/condition-code", {400, 404}, "not-found"),
    (f"Condition?code:below={SNOMED}|73211009", {400, 404}, "not-found"),
    ("Condition?code:below=E11", {400, 404}, "not-found"),
    (f"Condition?code:above={ICD}|E11.999", {400, 404}, "not-found"),
    (f"Condition?code:in={ICD}%3Ffhir_vs", {400, 422}, "too-costly"),
]


@pytest.mark.parametrize(("asked", "statuses", "code"), REFUSED)
def test_what_cannot_be_told(asked: str, statuses: set[int], code: str, feed: Asker) -> None:
    """What is not known in full is refused: a search that finds too little, or with ``not-in`` too much, misleads."""
    answer = feed.get(asked)

    assert answer.status_code in statuses, answer.text
    assert code == answer.json()["issue"][0]["code"]


def test_a_hidden_value_set_is_missing(live: Live, feed: Asker) -> None:
    """A value set that a caller may not see is refused as one that is not there; it is no way to learn its codes."""
    narrow = live.client("narrow", "system/Condition.rs system/Patient.rs", "TREAT", organization="Organization/hill")
    hidden = narrow.get(f"Condition?code:in={OWN}")
    missing = narrow.get("Condition?code:in=http://nobody.example/ValueSet/none")

    assert hidden.status_code == missing.status_code
    assert hidden.json() == missing.json()
    assert {"e11", "e119", "e1165"} == set(narrow.ids(f"Condition?code:below={ICD}|E11"))


def test_a_large_value_set(feed: Asker) -> None:
    """Thousands of codes are asked for at once."""
    assert ["d"] == feed.ids(f"DocumentReference?type:in={FHIR}/ValueSet/c80-doc-typecodes&_sort=-date")
    assert ["s72"] == feed.ids(f"Condition?code:below={ICD}|S72&_count=1")
    assert 1 == feed.get(f"Condition?code:below={ICD}|S72&_summary=count").json()["total"]
