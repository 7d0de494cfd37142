"""``Patient/$match`` (https://hl7.org/fhir/R4/patient-operation-match.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B.bundle import Bundle

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

SYSTEM = "http://x.example/mrn"
GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade"


def person(**members: Any) -> dict[str, Any]:
    """Give a patient as it is described."""
    return {"resourceType": "Patient", **members}


def identifier(value: str) -> dict[str, Any]:
    """Give an identifier."""
    return {"identifier": [{"system": SYSTEM, "value": value}]}


LEE = {"name": [{"family": "Lee", "given": ["Ann"]}], "birthDate": "1970-01-01", "gender": "female"}


@pytest.fixture(scope="module", autouse=True)
def _world(feed: Asker) -> None:
    hill = {"managingOrganization": {"reference": "Organization/hill"}}
    feed.put({"resourceType": "Organization", "id": "hill", "name": "Hill"})
    for id_, members in {
        "ann": LEE | identifier("a,1|x") | hill,
        "ann-again": LEE,
        "bea": LEE | {"name": [{"family": "Lee", "given": ["Bea"]}]} | hill,
        "leeds": LEE | {"name": [{"family": "Leeds", "given": ["Ann"]}]},
        "twin-1": identifier("t"),
        "twin-2": identifier("t"),
    }.items():
        assert feed.put(person(id=id_, **members)).status_code == 201


def asked(resource: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give the Parameters of a call."""
    said = [{"name": name, ("valueBoolean" if isinstance(v, bool) else "valueInteger"): v} for name, v in more.items()]
    return {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": resource}, *said]}


def graded(answer: Any) -> list[tuple[str, str]]:
    """Give id and grade of each, after the order was looked at."""
    assert answer.status_code == 200, answer.text
    Bundle.model_validate(answer.json())
    entries = answer.json().get("entry", [])
    scores = [entry["search"]["score"] for entry in entries]
    assert sorted(scores, reverse=True) == scores
    found = []
    for entry in entries:
        (extension,) = entry["search"]["extension"]
        assert GRADE == extension["url"]
        found.append((entry["resource"]["id"], extension["valueCode"]))
    return found


def test_identifier(feed: Asker) -> None:
    """An identifier, whatever letters it is of, makes it certain; a bare Patient is understood too."""
    expected = [("ann", "certain")]

    assert expected == graded(feed.post("Patient/$match", asked(person(**identifier("a,1|x")))))
    assert expected == graded(feed.post("Patient/$match", person(**identifier("a,1|x"))))


def test_demographics(feed: Asker) -> None:
    """Name, birth date and sex are probable; another given name is possible; another family name is nobody."""
    expected = [("ann", "probable"), ("ann-again", "probable"), ("bea", "possible")]

    assert expected == graded(feed.post("Patient/$match", asked(person(**LEE))))
    assert expected[:1] == graded(feed.post("Patient/$match", asked(person(**LEE), count=1)))


def test_certain_alone(feed: Asker) -> None:
    """Who wants certainty gets one, or nobody."""
    for who, expected in ((identifier("a,1|x"), [("ann", "certain")]), (LEE, []), (identifier("t"), [])):
        assert expected == graded(feed.post("Patient/$match", asked(person(**who), onlyCertainMatches=True)))
    assert 2 == len(graded(feed.post("Patient/$match", asked(person(**identifier("t")), onlyCertainMatches=False))))


def test_hidden_matches_nobody(live: Live) -> None:
    """Only patients that the caller may see are found."""
    hill = live.client("hill", "system/*.rs", "TREAT", organization="Organization/hill")

    assert [("ann", "probable"), ("bea", "possible")] == graded(hill.post("Patient/$match", asked(person(**LEE))))
    assert [] == graded(hill.post("Patient/$match", asked(person(**identifier("t")))))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (asked(person(name=[{"family": "Lee"}])), 422),
        (asked(person(birthDate="1970-01-01")), 422),
        (asked(person(identifier=[{"value": "t"}])), 422),
        (asked({"resourceType": "Practitioner"}), 400),
        (asked(person(**LEE), count=0), 400),
        (asked(person(**LEE), nope=True), 400),
        (asked(person(birthDate="then")), 400),
        ({"resourceType": "Parameters"}, 400),
        ({"resourceType": "Basic"}, 400),
    ],
)
def test_refused(feed: Asker, body: dict[str, Any], status: int) -> None:
    """Too little, or what cannot be understood, is refused."""
    assert status == feed.post("Patient/$match", body).status_code
