"""Are expressions of search parameters resolved to elements, and refused where they are not understood?"""

from __future__ import annotations

import pytest

from domain.search.paths import below, leaves, places, repeats

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
    assert expected == leaves(type_, kind, expression)


def test_parts_of_a_composite_are_below_their_element() -> None:
    """From the element, or from the resource where the expression says so."""
    assert [("variant", "MolecularSequence.variant")] == places("MolecularSequence", "MolecularSequence.variant")
    assert [("", "Observation"), ("component", "Observation.component")] == places(
        "Observation", "Observation | Observation.component"
    )
    assert ["code:CodeableConcept"] == below("Observation", "Observation.component", "token", "code")
    assert ["/referenceSeq>chromosome:CodeableConcept"] == below(
        "MolecularSequence", "MolecularSequence.variant", "token", "%resource.referenceSeq.chromosome"
    )


@pytest.mark.parametrize(
    ("path", "expected"), [("", False), ("component", True), ("referenceRange>low", True), ("valueQuantity", False)]
)
def test_what_repeats(path: str, *, expected: bool) -> None:
    """An element below one that repeats does too."""
    assert expected is repeats("Observation", path)


NOT_UNDERSTOOD = [
    "", "Patient.", "Patient.nothing", "Patient.name.where(", "Patient.name.first()", "Nobody.name",
    "Patient.name[1]", "Patient.name.given.lower()", "Patient.name and Patient.active", "Patient.name.where(use!='old')",
    "Patient.extension('x]y')", "Patient.deceased.as(Nothing)", "(" * 30 + "Patient.name" + ")" * 30, "Patient.name '",
    "Patient.name.where(nothing='x')", "Patient.link.other.where(resolve() is Nobody)", "|".join(["Patient.name"] * 600),
]  # fmt: skip


@pytest.mark.parametrize("expression", NOT_UNDERSTOOD)
def test_what_is_not_understood_is_refused(expression: str) -> None:
    """Never resolved to less than it says."""
    with pytest.raises(ValueError, match=r"\w"):
        leaves("Patient", "string", expression)
