"""Which search parameters does US Core add to those of R4?

Facts of the packages hl7.fhir.us.core 6.1.0 and 8.0.0 (CC0-1.0), by ``openapi/build_parameters.py``; a table.
"""

from __future__ import annotations

# ruff: noqa: E501

# number, type, code, kind, definition, targets, elements, expression; separated by tabs.
# The elements of a composite are the ways in which its parts are found together (composites.py).
ROWS = """
1713	CareTeam	role	token	http://hl7.org/fhir/us/core/SearchParameter/us-core-careteam-role		participant>role:CodeableConcept	CareTeam.participant.role
1714	Condition	asserted-date	date	http://hl7.org/fhir/us/core/SearchParameter/us-core-condition-asserted-date		extension[url=http://hl7.org/fhir/StructureDefinition/condition-assertedDate]>valueDate:date extension[url=http://hl7.org/fhir/StructureDefinition/condition-assertedDate]>valueDateTime:dateTime extension[url=http://hl7.org/fhir/StructureDefinition/condition-assertedDate]>valueInstant:instant extension[url=http://hl7.org/fhir/StructureDefinition/condition-assertedDate]>valuePeriod:Period	Condition.extension.where(url = 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate').value
1715	Encounter	discharge-disposition	token	http://hl7.org/fhir/us/core/SearchParameter/us-core-encounter-discharge-disposition		hospitalization>dischargeDisposition:CodeableConcept	Encounter.hospitalization.dischargeDisposition
1716	Patient	ethnicity	token	http://hl7.org/fhir/us/core/SearchParameter/us-core-ethnicity		extension[url=http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity]>extension>valueCoding:Coding	Patient.extension.where(url = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity').extension.value.code
1717	Goal	description	token	http://hl7.org/fhir/us/core/SearchParameter/us-core-goal-description		description:CodeableConcept	Goal.description
1718	Patient	gender-identity	token	http://hl7.org/fhir/us/core/SearchParameter/us-core-patient-gender-identity		extension[url=http://hl7.org/fhir/us/core/StructureDefinition/us-core-genderIdentity]>valueCodeableConcept>coding:Coding	Patient.extension.where(url='http://hl7.org/fhir/us/core/StructureDefinition/us-core-genderIdentity').value.coding.code
1719	Patient	race	token	http://hl7.org/fhir/us/core/SearchParameter/us-core-race		extension[url=http://hl7.org/fhir/us/core/StructureDefinition/us-core-race]>extension>valueCoding:Coding	Patient.extension.where(url = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race').extension.value.code
"""
