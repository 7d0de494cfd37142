"""What a record refers to by a parameter: the targets that an include follows."""

from __future__ import annotations

from typing import Any

import pytest

from domain.search.linked import Link, links
from domain.search.parameters import parameters_of


def to(target: str) -> dict[str, str]:
    """Give a reference."""
    return {"reference": target}


@pytest.mark.parametrize(
    ("type_", "code", "body", "found"),
    [
        ("Observation", "subject", {"subject": to("Patient/a")}, [Link("Patient", "a")]),
        ("Observation", "subject", {"subject": to("Patient/a/_history/3")}, [Link("Patient", "a", 3)]),
        ("Observation", "patient", {"subject": to("Group/g")}, []),
        ("Observation", "subject", {"subject": to("http://elsewhere.example/fhir/Patient/a")}, []),
        ("Observation", "subject", {"subject": to("#inside")}, []),
        ("Observation", "subject", {"subject": {"identifier": {"value": "x"}}}, []),
        ("Observation", "subject", {"subject": to("Nope/a")}, []),
        ("Observation", "performer", {"performer": [to("Practitioner/p"), to("Organization/o")]}, [Link("Practitioner", "p"), Link("Organization", "o")]),
        ("QuestionnaireResponse", "questionnaire", {"questionnaire": "http://q.example/a|2"}, [Link(url="http://q.example/a", business_version="2")]),
        ("QuestionnaireResponse", "questionnaire", {"questionnaire": "http://q.example/a#part"}, [Link(url="http://q.example/a")]),
        ("PlanDefinition", "depends-on", {"relatedArtifact": [{"type": "depends-on", "resource": "http://l.example/l"}, {"type": "citation", "resource": "http://l.example/m"}]}, [Link(url="http://l.example/l")]),
        ("Observation", "subject", {"subject": "Patient/a"}, [Link("Patient", "a")]),
        ("Observation", "subject", {"subject": 1}, []),
    ],
)  # fmt: skip
def test_links(type_: str, code: str, body: dict[str, Any], found: list[Link]) -> None:
    """Local records by type and id, and canonical addresses; of other servers, of the inside and of nothing, none."""
    assert found == list(links({"resourceType": type_, **body}, parameters_of(type_)[code]))


def test_every_reference_of_the_type() -> None:
    """Without a parameter, all of them are followed."""
    body = {"resourceType": "Observation", "subject": to("Patient/a"), "hasMember": [to("Observation/b")]}

    assert {Link("Patient", "a"), Link("Observation", "b")} == set(links(body, None))
