"""Do the tables of search parameters say what the official definitions say?"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.fhir.r4_types import PATIENT_COMPARTMENT, RESOURCE_TYPES
from domain.search.r4_parameters import ROWS
from openapi.build_parameters import Elements, leaves, membership, parameter_rows, resource_types
from openapi.r4_package import definitions

PACKAGE = Path(__file__).parents[3] / "shared/data/r4-definitions/hl7.fhir.r4.core-4.0.1.tgz"

pytestmark = pytest.mark.skipif(not PACKAGE.exists(), reason="the official package is not beside this checkout")


@cache
def package() -> list[dict[str, Any]]:
    """Read the package once."""
    return list(definitions(PACKAGE))


@cache
def elements() -> Elements:
    """Resolve against all structures."""
    structures = [d for d in package() if d["resourceType"] == "StructureDefinition" and "snapshot" in d]
    sets = [d for d in package() if d["resourceType"] == "ValueSet"]
    return Elements([d for d in structures if d.get("derivation") != "constraint"], sets)


def test_the_tables_are_those_of_the_package() -> None:
    """What the program would write is what is committed."""
    assert ROWS.strip().splitlines() == parameter_rows(package())
    assert list(RESOURCE_TYPES) == resource_types(package())
    assert {name: list(codes) for name, codes in PATIENT_COMPARTMENT.items()} == membership(package())


EXPRESSIONS = [
    ("Patient", "token", "Patient.telecom.where(system='phone')", ["telecom[system=phone]:ContactPoint"]),
    ("Patient", "date", "(Patient.deceased as dateTime)", ["deceasedDateTime:dateTime"]),
    ("Patient", "string", "Patient.name.given", ["name>given:string"]),
    ("Patient", "token", "Patient.gender", ["gender:code(http://hl7.org/fhir/administrative-gender)"]),
    ("Encounter", "reference", "Encounter.subject.where(resolve() is Patient)", ["subject:Reference(Patient)"]),
    ("Condition", "date", "Condition.onset.as(dateTime) | Condition.onset.as(Period)",
     ["onsetDateTime:dateTime", "onsetPeriod:Period"]),
    ("Observation", "token", "Observation.code | Encounter.type", ["code:CodeableConcept"]),
    ("Observation", "string", "(Observation.value as CodeableConcept).text", ["valueCodeableConcept>text:string"]),
    ("Goal", "date", "(Goal.target.due as date)", ["target>dueDate:date"]),
    ("Bundle", "reference", "Bundle.entry[0].resource", ["entry[0]>resource:Resource"]),
    ("InsurancePlan", "string", "name | alias", ["name:string", "alias:string"]),
    ("Invoice", "quantity", "Invoice.totalNet", ["totalNet:Money"]),
    (
        "QuestionnaireResponse",
        "reference",
        "QuestionnaireResponse.item.where(hasExtension('http://x.example/y')).answer.value.ofType(Reference)",
        ["item[extension=http://x.example/y]>answer>valueReference:Reference"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "kind", "expression", "expected"), EXPRESSIONS)
def test_expressions_become_paths(type_: str, kind: str, expression: str, expected: list[str]) -> None:
    """Each form of expression that R4 uses."""
    assert expected == leaves(elements(), type_, kind, expression)
