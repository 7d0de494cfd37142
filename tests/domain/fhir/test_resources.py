"""Is table 1 whole, closed and true to the definitions?"""

from __future__ import annotations

import json
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.fhir.r4_types import PATIENT_COMPARTMENT, RESOURCE_TYPES
from domain.fhir.resources import RESOURCES
from domain.search.parameters import parameters_of

PACKAGE = Path(__file__).parents[4] / "shared/data/r4-definitions/hl7.fhir.r4.core-4.0.1.tgz"

CONCERN_NOBODY = set(
    """
    ActivityDefinition CapabilityStatement CatalogEntry ChargeItemDefinition CodeSystem CompartmentDefinition
    ConceptMap DeviceDefinition EffectEvidenceSynthesis Endpoint EventDefinition Evidence EvidenceVariable
    ExampleScenario GraphDefinition HealthcareService ImplementationGuide InsurancePlan Library Location Measure
    Medication MedicationKnowledge MedicinalProduct MedicinalProductAuthorization MedicinalProductContraindication
    MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction MedicinalProductManufactured
    MedicinalProductPackaged MedicinalProductPharmaceutical MedicinalProductUndesirableEffect MessageDefinition
    NamingSystem ObservationDefinition OperationDefinition Organization OrganizationAffiliation PlanDefinition
    Practitioner PractitionerRole Questionnaire ResearchDefinition ResearchElementDefinition RiskEvidenceSynthesis
    SearchParameter SpecimenDefinition StructureDefinition StructureMap Substance SubstanceNucleicAcid
    SubstancePolymer SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification
    TerminologyCapabilities TestReport TestScript ValueSet
    """.split()  # noqa: SIM905 - a list of sixty names
)
"""Said a second time, so that a type cannot become public by one slip."""


def test_every_type_has_its_row() -> None:
    """The table holds the types of R4 that can be instances, and no other."""
    assert set(RESOURCE_TYPES) == set(RESOURCES)
    assert len(RESOURCES) == 146


def test_the_types_that_concern_no_patient_are_a_closed_list() -> None:
    """A type that is not named twice concerns a patient."""
    assert {name for name, row in RESOURCES.items() if not row.concerns_patient} == CONCERN_NOBODY


def test_no_public_type_is_in_a_patients_compartment() -> None:
    """What the specification counts to a patient's compartment is never visible to everybody."""
    assert not set(PATIENT_COMPARTMENT) & CONCERN_NOBODY


def test_every_type_of_the_compartment_names_its_patient() -> None:
    """A member of the compartment has a subject, save Patient, which is its own."""
    without = {name for name in PATIENT_COMPARTMENT if not RESOURCES[name].subject}

    assert without == {"Patient"}


@pytest.mark.parametrize("row", RESOURCES.values(), ids=RESOURCES)
def test_the_named_parameters_exist(row: Any) -> None:
    """The clinical date is a date parameter of the type; the selective tokens are token parameters."""
    table = parameters_of(row.name)
    if row.clinical_date:
        assert table[row.clinical_date].kind == "date"
    if row.concerns_patient:
        assert {"token"} >= {table[code].kind for code in row.selective}


@cache
def elements() -> dict[str, dict[str, Any]]:
    """Read the elements of all resource types from the official package."""
    found: dict[str, dict[str, Any]] = {}
    with tarfile.open(PACKAGE) as archive:
        for name in RESOURCES:
            stream = archive.extractfile(f"package/StructureDefinition-{name}.json")
            assert stream is not None
            for element in json.load(stream)["snapshot"]["element"]:
                found[element["path"]] = element
    return found


@pytest.mark.skipif(not PACKAGE.exists(), reason="the official package is not beside this checkout")
@pytest.mark.parametrize("row", RESOURCES.values(), ids=RESOURCES)
def test_subjects_are_references_that_may_name_a_patient(row: Any) -> None:
    """Each path exists and can point to a Patient; ``many`` says whether it can do so more than once."""
    repeats = len(row.subject) > 1
    for path in row.subject:
        steps = path.split(".")
        element = elements()[f"{row.name}.{path}"]
        targets = [target for kind in element["type"] for target in kind.get("targetProfile", ())]
        repeats = repeats or any(
            elements()[f"{row.name}.{'.'.join(steps[: n + 1])}"]["max"] != "1" for n in range(len(steps))
        )

        assert any(target.endswith(("/Patient", "/Resource")) for target in targets), path
    assert row.many == repeats


@pytest.mark.skipif(not PACKAGE.exists(), reason="the official package is not beside this checkout")
@pytest.mark.parametrize("row", RESOURCES.values(), ids=RESOURCES)
def test_encounters_and_statuses_exist(row: Any) -> None:
    """The other paths exist too; the default path of a status only where the type has one."""
    if row.encounter:
        assert "Encounter" in str(elements()[f"{row.name}.{row.encounter}"]["type"])
    if row.status != "status":
        assert f"{row.name}.{row.status}" in elements()
