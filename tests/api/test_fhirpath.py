"""Does an expression hold? What FHIR adds to FHIRPath, and what the engine must not get wrong or run away with."""

from __future__ import annotations

from typing import Any

import pytest

from api.fhirpath import Budget, Surroundings, evaluable, holds
from domain.errors import Invalid

EXTENDED = {"extension": [{"url": "urn:a", "valueCode": "unknown"}]}
PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "ann",
    "active": True,
    "birthDate": "1980-02-01",
    "_birthDate": EXTENDED,
    "_gender": EXTENDED,
    "name": [
        {"family": "Marchbank", "given": ["Ann", None], "_given": [None, EXTENDED]},
        {"family": "Quill", "use": "old"},
    ],
    "multipleBirthInteger": 2,
    "managingOrganization": {"reference": "#o"},
    "generalPractitioner": [{"reference": "Practitioner/1"}],
    "contained": [{"resourceType": "Organization", "id": "o"}],
    "maritalStatus": {"coding": [{"system": "urn:s", "code": "M"}]},
    "contact": [{"relationship": [{"text": "x"}], "telecom": [{"value": "1"}]}, {"gender": "male"}],
}

CASES: list[tuple[str, bool | None]] = [
    ("birthDate.hasValue()", True),
    ("birthDate.count() = 1", True),
    ("gender.exists()", True),
    ("gender.hasValue()", False),
    ("gender.extension('urn:a').exists()", True),
    ("name.given.count() = 3", False),
    ("name.first().given.count() = 2", True),
    ("multipleBirth = 2", True),
    ("multipleBirth is integer", True),
    ("multipleBirth is boolean", False),
    ("Patient.active", True),
    ("Organization.active.empty()", True),
    ("active and name", None),
    ("active and birthDate", True),
    ("deceased or active", True),
    ("deceased or active.not()", False),
    ("deceased implies active", True),
    ("deceased implies active.not()", False),
    ("active implies active.not()", False),
    ("active xor deceased", False),
    ("managingOrganization.resolve() is Organization", True),
    ("managingOrganization.resolve().id = 'o'", True),
    ("generalPractitioner.resolve().empty()", True),
    ("maritalStatus.memberOf('urn:in')", True),
    ("maritalStatus.memberOf('urn:out')", False),
    ("maritalStatus.memberOf('urn:unknown')", None),
    ("conformsTo('urn:yes')", True),
    ("conformsTo('urn:unknown')", None),
    ("htmlChecks()", True),
    ("name.trace('name').exists()", True),
    ("name.where(family.startsWith('M')).exists() and name.exists($this.use = 'old')", True),
    ("name.all(given.where($this = 'Ann').exists() or $this.use = 'old')", True),
    ("name.select(given.count() & $this.family).count() = 2", None),
    ("contact.repeat(telecom).count() = 1", True),
    ("iif(active, name.exists(), name.empty())", True),
    ("iif(active.not(), name.exists())", False),
    ("name.family.matches('^[A-Z]')", False),
    ("name.first().family.matches('^[A-Z][a-z]+$')", True),
    ("id.matches('n')", True),
    ("id.replaceMatches('\\\\..*','') = 'ann'", True),
    ("id.replaceMatches('a','b') = 'bnn'", None),
    ("maritalStatus.subsumes(maritalStatus)", None),
    ("name.nothing.exists()", False),
    ("%resource.id = 'ann'", True),
    ("%rootResource.id = 'ann' and %context.id = 'ann'", True),
    ("%ucum = 'http://unitsofmeasure.org'", True),
    ("birthDate <= today()", True),
    ("birthDate > @1979-12-31", True),
    ("unknownFunction()", None),
    ("name[", None),
]


def surroundings(resource: dict[str, Any], seconds: float = 2.0) -> Surroundings:
    return Surroundings(
        resource,
        resource,
        Budget(seconds),
        {"#o": {"resourceType": "Organization", "id": "o"}}.get,
        lambda value_set, _coded: {"urn:in": True, "urn:out": False}.get(value_set),
        lambda profile, _resource: True if profile == "urn:yes" else None,
    )


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_holds(expression: str, expected: object, capsys: pytest.CaptureFixture[str]) -> None:
    """True, false, or that it cannot be told; and not a word is printed."""
    ready = evaluable(PATIENT)

    assert expected is holds(expression, ready, "Patient", surroundings(ready))
    assert ("", "") == capsys.readouterr()


def test_patterns_run_in_linear_time() -> None:
    """A pattern that would take years with backtracking is told at once; one that looks around is not evaluated."""
    node = {"resourceType": "Patient", "language": "a" * 50_000 + "!"}

    assert holds("language.matches('^(a+)+$')", node, "Patient", surroundings(node)) is False
    assert holds("language.matches('(?=a)a')", node, "Patient", surroundings(node)) is None


def test_endless_expressions_end() -> None:
    """An expression that takes too long is given up."""
    inner = "%resource.name.given.where($this = 'b').exists()"
    node = {"resourceType": "Patient", "name": [{"given": ["a"] * 400}]}
    with pytest.raises(Invalid):
        holds(
            f"name.given.where(%resource.name.given.where({inner}).exists())", node, "Patient", surroundings(node, 0.2)
        )
