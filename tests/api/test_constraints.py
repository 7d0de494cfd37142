"""Is every constraint of FHIR R4 checked, and does none find fault with what HL7 itself published?"""

from __future__ import annotations

from typing import Any

import pytest

from api.conformance import Conformance
from domain.fhir import constraints
from domain.fhir.elements import RESOURCES
from domain.profiles.catalogue import Catalogue
from tests.official import resources

UCUM = "http://unitsofmeasure.org"
TESTED = Conformance(Catalogue())


def of(type_: str, **members: Any) -> dict[str, Any]:
    return {"resourceType": type_, **members}


def quantity(type_: str, value: dict[str, Any]) -> dict[str, Any]:
    return of("Basic", extension=[{"url": "urn:a", f"value{type_}": value}])


def element(**members: Any) -> dict[str, Any]:
    """Give a definition with one element that is otherwise sound."""
    return of(
        "StructureDefinition",
        snapshot={"element": [{"id": "X", "path": "X", "definition": "x", "min": 0, "max": "1", **members}]},
    )


def structure(**members: Any) -> dict[str, Any]:
    return of("StructureDefinition", **{"kind": "resource", "type": "Patient", "derivation": "constraint", **members})


def part(path: str, **members: Any) -> dict[str, Any]:
    return {"id": path, "path": path, "definition": "x", "min": 0, "max": "1", "base": {"path": "x"}, **members}


def item(**members: Any) -> dict[str, Any]:
    return of("Questionnaire", item=[{"linkId": "1", "type": "string", **members}])


def script(where: str, **action: Any) -> dict[str, Any]:
    actions: dict[str, Any] = {"action": [action]}
    return of("TestScript", **{where: [actions] if where == "test" else actions})


COMPARED = {"assert": {"compareToSourceId": "a"}}
ASKED = {"assert": {"response": "okay", "direction": "request"}}
MUCH = {"assert": {"contentType": "json", "expression": "x"}}
SENT = {"operation": {"params": "a", "url": "b"}}
LINKED = {"linkId": "1", "type": "string"}

BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("age-1", quantity("Age", {"value": -1, "system": UCUM, "code": "a"}), "Basic.extension[0].value"),
    ("app-1", of("Appointment", participant=[{"status": "accepted"}]), "Appointment.participant[0]"),
    ("app-2", of("Appointment", status="proposed", start="2024-01-01T00:00:00Z"), "Appointment"),
    ("app-3", of("Appointment", status="booked"), "Appointment"),
    ("app-4", of("Appointment", status="proposed", cancelationReason={"text": "x"}), "Appointment"),
    ("apr-1", of("AppointmentResponse"), "AppointmentResponse"),
    ("ces-1", of("CoverageEligibilityResponse", insurance=[{"item": [{"name": "x"}]}]), "CoverageEligibilityResponse.insurance[0].item[0]"),
    ("cmd-1", of("ConceptMap", group=[{"element": [{"target": [{"equivalence": "narrower"}]}]}]), "ConceptMap.group[0].element[0].target[0]"),
    ("cmd-2", of("ConceptMap", group=[{"unmapped": {"mode": "fixed"}}]), "ConceptMap.group[0].unmapped"),
    ("cmd-3", of("ConceptMap", group=[{"unmapped": {"mode": "other-map"}}]), "ConceptMap.group[0].unmapped"),
    ("cnt-3", quantity("Count", {"value": 1.5, "system": UCUM, "code": "1"}), "Basic.extension[0].value"),
    ("con-1", of("Condition", stage=[{"type": {"text": "x"}}]), "Condition.stage[0]"),
    ("con-2", of("Condition", evidence=[{"id": "x"}]), "Condition.evidence[0]"),
    ("cpb-1", of("CapabilityStatement"), "CapabilityStatement"),
    ("cpb-12", of("CapabilityStatement", rest=[{"resource": [{"searchParam": [{"name": "a"}, {"name": "a"}]}]}]), "CapabilityStatement.rest[0].resource[0]"),
    ("cpb-14", of("CapabilityStatement", kind="instance"), "CapabilityStatement"),
    ("cpb-15", of("CapabilityStatement", kind="capability"), "CapabilityStatement"),
    ("cpb-16", of("CapabilityStatement", kind="requirements", software={"name": "x"}), "CapabilityStatement"),
    ("cpb-2", of("CapabilityStatement"), "CapabilityStatement"),
    ("cpb-3", of("CapabilityStatement", kind="capability", messaging=[{"endpoint": [{"address": "u:a"}]}]), "CapabilityStatement"),
    ("cpb-7", of("CapabilityStatement", document=[{"mode": "producer", "profile": "u:a"}] * 2), "CapabilityStatement"),
    ("cpb-9", of("CapabilityStatement", rest=[{"resource": [{"type": "Patient"}] * 2}]), "CapabilityStatement.rest[0]"),
    ("cpl-3", of("CarePlan", activity=[{"detail": {"status": "unknown"}, "reference": {"display": "x"}}]), "CarePlan.activity[0]"),
    ("ctm-1", of("CareTeam", contained=[of("Patient", id="p")], participant=[{"member": {"reference": "#p"}, "onBehalfOf": {"display": "x"}}]), "CareTeam.participant[0]"),
    ("dis-1", quantity("Distance", {"value": 1, "system": "urn:s", "code": "m"}), "Basic.extension[0].value"),
    ("drq-1", of("Library", dataRequirement=[{"codeFilter": [{"valueSet": "u:a"}]}]), "Library.dataRequirement[0].codeFilter[0]"),
    ("drq-2", of("Library", dataRequirement=[{"dateFilter": [{"valueDateTime": "2024"}]}]), "Library.dataRequirement[0].dateFilter[0]"),
    ("drt-1", quantity("Duration", {"system": "urn:s", "code": "h"}), "Basic.extension[0].value"),
    ("eld-1", element(slicing={"rules": "open"}), "StructureDefinition.snapshot.element[0].slicing"),
    ("eld-12", element(binding={"strength": "required", "valueSet": "x"}), "StructureDefinition.snapshot.element[0].binding"),
    ("eld-13", element(type=[{"code": "code"}] * 2), "StructureDefinition.snapshot.element[0]"),
    ("eld-14", element(constraint=[{"key": "a", "expression": "x"}] * 2), "StructureDefinition.snapshot.element[0]"),
    ("eld-15", element(defaultValueCode="a", meaningWhenMissing="x"), "StructureDefinition.snapshot.element[0]"),
    ("eld-16", element(sliceName="a b"), "StructureDefinition.snapshot.element[0]"),
    ("eld-17", element(type=[{"code": "string", "targetProfile": ["u:a"]}]), "StructureDefinition.snapshot.element[0].type[0]"),
    ("eld-18", element(isModifier=True), "StructureDefinition.snapshot.element[0]"),
    ("eld-19", element(path=" "), "StructureDefinition.snapshot.element[0]"),
    ("eld-2", element(min=2), "StructureDefinition.snapshot.element[0]"),
    ("eld-22", element(sliceIsConstraining=True), "StructureDefinition.snapshot.element[0]"),
    ("eld-3", element(max="-1"), "StructureDefinition.snapshot.element[0].max"),
    ("eld-4", element(type=[{"code": "string", "aggregation": ["bundled"]}]), "StructureDefinition.snapshot.element[0].type[0]"),
    ("eld-5", element(contentReference="#a", maxLength=1), "StructureDefinition.snapshot.element[0]"),
    ("eld-6", element(fixedCode="a", type=[{"code": "code"}, {"code": "id"}]), "StructureDefinition.snapshot.element[0]"),
    ("eld-7", element(patternCode="a", type=[{"code": "code"}, {"code": "id"}]), "StructureDefinition.snapshot.element[0]"),
    ("eld-8", element(patternCode="a", fixedCode="a"), "StructureDefinition.snapshot.element[0]"),
    ("exp-1", of("Basic", extension=[{"url": "u:a", "valueExpression": {"language": "text/fhirpath"}}]), "Basic.extension[0].value"),
    ("fhs-1", of("FamilyMemberHistory", ageString="x", bornString="y"), "FamilyMemberHistory"),
    ("fhs-2", of("FamilyMemberHistory", estimatedAge=True), "FamilyMemberHistory"),
    ("gol-1", of("Goal", target=[{"detailString": "x"}]), "Goal.target[0]"),
    ("grp-1", of("Group", actual=False, member=[{"entity": {"display": "x"}}]), "Group"),
    ("ig-1", of("ImplementationGuide", definition={"grouping": [{"id": "a"}], "resource": [{"groupingId": "b"}]}), "ImplementationGuide.definition"),
    ("ig-2", of("ImplementationGuide", fhirVersion=["4.0.1"], definition={"resource": [{"fhirVersion": ["3.0.2"]}]}), "ImplementationGuide"),
    ("imm-1", of("Immunization", education=[{"publicationDate": "2024"}]), "Immunization.education[0]"),
    ("imr-1", of("ImmunizationRecommendation", recommendation=[{"series": "x"}]), "ImmunizationRecommendation.recommendation[0]"),
    ("inv-1", of("Parameters", parameter=[{"name": "a"}]), "Parameters.parameter[0]"),
    ("inv-1", of("TestReport", setup={"action": [{"id": "x"}]}), "TestReport.setup.action[0]"),
    ("inv-2", of("TestReport", test=[{"action": [{"id": "x"}]}]), "TestReport.test[0].action[0]"),
    ("ipn-1", of("InsurancePlan"), "InsurancePlan"),
    ("lnk-1", of("Linkage", item=[{"type": "source"}]), "Linkage"),
    ("lst-1", of("List", mode="working", emptyReason={"text": "x"}, entry=[{"item": {"display": "x"}}]), "List"),
    ("lst-2", of("List", mode="working", entry=[{"deleted": True}]), "List"),
    ("lst-3", of("List", mode="snapshot", entry=[{"date": "2024"}]), "List"),
    ("mad-1", of("MedicationAdministration", dosage={"text": "x"}), "MedicationAdministration.dosage"),
    ("md-1", of("MessageDefinition", focus=[{"max": "0"}]), "MessageDefinition.focus[0]"),
    ("mdd-1", of("MedicationDispense", whenHandedOver="2020-01-01", whenPrepared="2021-01-01"), "MedicationDispense"),
    ("mea-1", of("Measure", group=[{"stratifier": [{"id": "x"}]}]), "Measure"),
    ("mrp-1", of("MeasureReport", type="data-collection", group=[{"id": "x"}]), "MeasureReport"),
    ("mrp-2", of("MeasureReport", type="summary", group=[{"stratifier": [{"stratum": [{"id": "x"}]}]}]), "MeasureReport"),
    ("msq-3", of("MolecularSequence", coordinateSystem=2), "MolecularSequence"),
    ("msq-5", of("MolecularSequence", coordinateSystem=1, referenceSeq={"genomeBuild": "x"}), "MolecularSequence.referenceSeq"),
    ("msq-6", of("MolecularSequence", coordinateSystem=1, referenceSeq={"windowStart": 1}), "MolecularSequence.referenceSeq"),
    ("nsd-1", of("NamingSystem", kind="root", uniqueId=[{"type": "uuid"}]), "NamingSystem"),
    ("nsd-2", of("NamingSystem", kind="codesystem", uniqueId=[{"type": "uri", "preferred": True}] * 2), "NamingSystem"),
    ("opd-1", of("OperationDefinition", parameter=[{"name": "x"}]), "OperationDefinition.parameter[0]"),
    ("opd-2", of("OperationDefinition", parameter=[{"type": "code", "searchType": "token"}]), "OperationDefinition.parameter[0]"),
    ("opd-3", of("OperationDefinition", parameter=[{"type": "code", "targetProfile": ["u:a"]}]), "OperationDefinition.parameter[0]"),
    ("org-1", of("Organization"), "Organization"),
    ("org-2", of("Organization", name="x", address=[{"use": "home"}]), "Organization.address[0]"),
    ("org-3", of("Organization", name="x", telecom=[{"use": "home"}]), "Organization.telecom[0]"),
    *(
        (key, of("Consent", scope={"coding": [{"system": "something", "code": code}]}), "Consent")
        for key, code in (("ppc-2", "patient-privacy"), ("ppc-3", "research"), ("ppc-4", "adr"), ("ppc-5", "treatment"))
    ),
    ("prr-1", of("ServiceRequest", orderDetail=[{"text": "x"}]), "ServiceRequest"),
    ("qrs-1", of("QuestionnaireResponse", item=[{"linkId": "1", "answer": [{"valueString": "x"}], "item": [{"linkId": "2"}]}]), "QuestionnaireResponse.item[0]"),
    ("que-1", item(type="group"), "Questionnaire.item[0]"),
    ("que-10", item(type="date", maxLength=1), "Questionnaire.item[0]"),
    ("que-11", item(answerOption=[{"valueString": "x"}], initial=[{"valueString": "x"}]), "Questionnaire.item[0]"),
    ("que-12", item(enableWhen=[{"operator": "="}] * 3), "Questionnaire.item[0]"),
    ("que-13", item(initial=[{"valueString": "x"}] * 2), "Questionnaire.item[0]"),
    ("que-3", item(type="display", code=[{"code": "x"}]), "Questionnaire.item[0]"),
    ("que-4", item(answerOption=[{"valueString": "x"}], answerValueSet="u:a"), "Questionnaire.item[0]"),
    ("que-5", item(type="boolean", answerValueSet="u:a"), "Questionnaire.item[0]"),
    ("que-6", item(type="display", required=True), "Questionnaire.item[0]"),
    ("que-7", item(enableWhen=[{"operator": "exists", "answerString": "x"}]), "Questionnaire.item[0].enableWhen[0]"),
    ("que-8", item(type="display", initial=[{"valueString": "x"}]), "Questionnaire.item[0]"),
    ("que-9", item(type="display", readOnly=True), "Questionnaire.item[0]"),
    ("ras-1", of("RiskAssessment", prediction=[{"probabilityRange": {"low": {"value": 1, "code": "kg"}}}]), "RiskAssessment.prediction[0].probability"),
    ("ras-2", of("RiskAssessment", prediction=[{"probabilityDecimal": 101}]), "RiskAssessment.prediction[0]"),
    ("rqg-1", of("RequestGroup", action=[{"title": "x"}]), "RequestGroup.action[0]"),
    ("sdf-1", structure(derivation="specialization", snapshot={"element": [part("Patient"), part("Patient")]}), "StructureDefinition"),
    ("sdf-10", structure(snapshot={"element": [part("Patient", binding={"strength": "required"})]}), "StructureDefinition.snapshot.element[0]"),
    ("sdf-11", structure(snapshot={"element": [part("Person")]}), "StructureDefinition"),
    ("sdf-14", structure(snapshot={"element": [{"path": "Patient"}]}), "StructureDefinition"),
    ("sdf-15", structure(snapshot={"element": [part("Patient", type=[{"code": "Patient"}])]}), "StructureDefinition"),
    ("sdf-15a", structure(differential={"element": [part("Patient", type=[{"code": "Patient"}])]}), "StructureDefinition"),
    ("sdf-16", structure(snapshot={"element": [part("Patient"), part("Patient")]}), "StructureDefinition"),
    ("sdf-17", structure(differential={"element": [part("Patient"), part("Patient")]}), "StructureDefinition"),
    ("sdf-18", structure(contextInvariant=["true"]), "StructureDefinition"),
    ("sdf-19", structure(url="http://hl7.org/fhir/StructureDefinition/X", snapshot={"element": [part("Patient", type=[{"code": "a b"}])]}), "StructureDefinition"),
    ("sdf-2", structure(mapping=[{"identity": "x"}]), "StructureDefinition.mapping[0]"),
    ("sdf-20", structure(differential={"element": [part("Patient", slicing={"rules": "open", "description": "x"})]}), "StructureDefinition.differential"),
    ("sdf-21", structure(differential={"element": [part("Patient.x", defaultValueCode="a")]}), "StructureDefinition"),
    ("sdf-22", structure(url="http://hl7.org/fhir/StructureDefinition/X", differential={"element": [part("Patient.x", defaultValueCode="a")]}), "StructureDefinition"),
    ("sdf-23", structure(snapshot={"element": [part("Patient", sliceName="x")]}), "StructureDefinition"),
    ("sdf-3", structure(snapshot={"element": [{"id": "Patient", "path": "Patient"}]}), "StructureDefinition.snapshot"),
    ("sdf-4", structure(abstract=False), "StructureDefinition"),
    ("sdf-5", structure(type="Extension"), "StructureDefinition"),
    ("sdf-6", structure(), "StructureDefinition"),
    ("sdf-8", structure(snapshot={"element": [part("Patient"), part("Person.x")]}), "StructureDefinition.snapshot"),
    ("sdf-8a", structure(differential={"element": [part("Person")]}), "StructureDefinition.differential"),
    ("sdf-8b", structure(snapshot={"element": [{"id": "Patient", "path": "Patient"}]}), "StructureDefinition.snapshot"),
    ("sdf-9", structure(snapshot={"element": [part("Patient", label="x")]}), "StructureDefinition"),
    ("sev-1", of("AuditEvent", entity=[{"name": "x", "query": "eA=="}]), "AuditEvent.entity[0]"),
    ("smp-1", of("StructureMap", group=[{"rule": [{"target": [{"element": "x"}]}]}]), "StructureMap.group[0].rule[0].target[0]"),
    ("smp-2", of("StructureMap", group=[{"rule": [{"target": [{"context": "x"}]}]}]), "StructureMap.group[0].rule[0].target[0]"),
    ("spd-1", of("SearchParameter", xpath="x"), "SearchParameter"),
    ("spd-2", of("SearchParameter", type="token", chain=["x"]), "SearchParameter"),
    ("tcp-1", of("TerminologyCapabilities", codeSystem=[{"version": [{"isDefault": True}] * 2}]), "TerminologyCapabilities.codeSystem[0]"),
    ("tcp-2", of("TerminologyCapabilities"), "TerminologyCapabilities"),
    ("tcp-3", of("TerminologyCapabilities", kind="instance"), "TerminologyCapabilities"),
    ("tcp-4", of("TerminologyCapabilities", kind="capability"), "TerminologyCapabilities"),
    ("tcp-5", of("TerminologyCapabilities", kind="requirements", software={"name": "x"}), "TerminologyCapabilities"),
    ("tim-9", of("Basic", extension=[{"url": "u:a", "valueTiming": {"repeat": {"offset": 1, "when": ["C"]}}}]), "Basic.extension[0].value.repeat"),
    ("trd-1", of("PlanDefinition", action=[{"trigger": [{"type": "data-added", "data": [{"type": "Patient"}], "timingDate": "2024"}]}]), "PlanDefinition.action[0].trigger[0]"),
    ("trd-2", of("PlanDefinition", action=[{"trigger": [{"type": "named-event", "name": "x", "condition": {"language": "text/cql", "expression": "x"}}]}]), "PlanDefinition.action[0].trigger[0]"),
    ("trd-3", of("PlanDefinition", action=[{"trigger": [{"type": "named-event"}]}]), "PlanDefinition.action[0].trigger[0]"),
    ("tst-1", script("setup", id="x"), "TestScript.setup.action[0]"),
    ("tst-10", script("setup", **COMPARED), "TestScript.setup.action[0].assert"),
    ("tst-11", script("test", **COMPARED), "TestScript.test[0].action[0].assert"),
    ("tst-12", script("setup", **ASKED), "TestScript.setup.action[0].assert"),
    ("tst-13", script("test", **ASKED), "TestScript.test[0].action[0].assert"),
    ("tst-2", script("test", id="x"), "TestScript.test[0].action[0]"),
    ("tst-3", of("TestScript", variable=[{"expression": "a", "headerField": "b", "path": "c"}]), "TestScript.variable[0]"),
    ("tst-4", of("TestScript", metadata={"capability": [{"description": "x"}]}), "TestScript.metadata"),
    ("tst-5", script("setup", **MUCH), "TestScript.setup.action[0].assert"),
    ("tst-6", script("test", **MUCH), "TestScript.test[0].action[0].assert"),
    ("tst-7", script("setup", **SENT), "TestScript.setup.action[0].operation"),
    ("tst-8", script("test", **SENT), "TestScript.test[0].action[0].operation"),
    ("tst-9", script("teardown", **SENT), "TestScript.teardown.action[0].operation"),
    ("vsd-1", of("ValueSet", compose={"include": [{"version": "1"}]}), "ValueSet.compose.include[0]"),
    ("vsd-10", of("ValueSet", expansion={"contains": [{"code": "a"}]}), "ValueSet.expansion.contains[0]"),
    ("vsd-2", of("ValueSet", compose={"include": [{"valueSet": ["u:a"], "concept": [{"code": "a"}]}]}), "ValueSet.compose.include[0]"),
    ("vsd-3", of("ValueSet", compose={"include": [{"system": "u:a", "concept": [{"code": "a"}], "filter": [{"op": "="}]}]}), "ValueSet.compose.include[0]"),
    ("vsd-6", of("ValueSet", expansion={"contains": [{"abstract": True}]}), "ValueSet.expansion.contains[0]"),
    ("vsd-9", of("ValueSet", expansion={"contains": [{"display": "x"}]}), "ValueSet.expansion.contains[0]"),
    ("inv-1", of("Task", authoredOn="2024-01-02", lastModified="2024-01-01"), "Task"),
    ("dom-3", of("Patient", contained=[of("Organization", id="o")]), "Patient.contained[0]"),
    ("csd-1", of("CodeSystem", concept=[{"code": "a", "concept": [{"code": "a"}]}]), "CodeSystem.concept[0].concept[0].code"),
    ("que-2", of("Questionnaire", item=[LINKED, LINKED]), "Questionnaire.item[0].linkId"),
    ("bdl-1", of("Bundle", type="batch", total=1), "Bundle.total"),
    ("bdl-2", of("Bundle", type="history", entry=[{"search": {"mode": "match"}, "request": {}, "response": {}}]), "Bundle.entry[0]"),
    ("bdl-3", of("Bundle", type="batch", entry=[{"resource": of("Basic")}]), "Bundle.entry[0]"),
    ("bdl-3", of("Bundle", type="collection", entry=[{"request": {}}]), "Bundle.entry[0]"),
    ("bdl-4", of("Bundle", type="batch-response", entry=[{"resource": of("Basic")}]), "Bundle.entry[0]"),
    ("bdl-7", of("Bundle", type="collection", entry=[{"fullUrl": "u:a"}, {"fullUrl": "u:a"}]), "Bundle.entry[1]"),
    ("bdl-9", of("Bundle", type="document"), "Bundle"),
    ("bdl-10", of("Bundle", type="document"), "Bundle"),
    ("bdl-11", of("Bundle", type="document", entry=[{"resource": of("Basic")}]), "Bundle"),
    ("bdl-12", of("Bundle", type="message", entry=[{"resource": of("Basic")}]), "Bundle"),
]  # fmt: skip

NAMED = sorted(one.paths[0] for one in constraints.everything() if one.expression.startswith("name.matches("))
ADVICE: list[tuple[str, dict[str, Any], str]] = [
    ("con-3", of("Condition", category=["problem-list-item"]), "Condition"),
    ("dom-6", of("Patient"), "Patient"),
    ("eld-20", element(path="x-y"), "StructureDefinition.snapshot.element[0]"),
    ("eld-21", element(constraint=[{"key": "a"}]), "StructureDefinition.snapshot.element[0].constraint[0]"),
    ("nor-1", of("NutritionOrder"), "NutritionOrder"),
]
UNBREAKABLE = {"eld-11"}
"""``type.select(...).exists()`` is true of any type: the published expression cannot be broken."""


async def told(resource: dict[str, Any], severity: str) -> list[tuple[str, str]]:
    """Give (key, place) of what is told with this severity."""
    found = await TESTED.report(resource)
    return [(one.text.rpartition("(")[2][:-1], one.expression) for one in found if one.severity == severity]


@pytest.mark.parametrize(("key", "resource", "place"), BROKEN)
async def test_a_broken_constraint_is_told(key: str, resource: dict[str, Any], place: str) -> None:
    """What breaks a constraint is an error at its element."""
    assert (key, place) in await told(resource, "error")


@pytest.mark.parametrize(("key", "resource", "place"), ADVICE)
async def test_advice_is_a_warning(key: str, resource: dict[str, Any], place: str) -> None:
    """What R4 only recommends is a warning."""
    assert (key, place) in await told(resource, "warning")


@pytest.mark.parametrize("type_", NAMED)
async def test_names_of_definitions(type_: str) -> None:
    """A name that no program can use is a warning."""
    keys = {one.key for one in constraints.everything() if one.paths == (type_,) and "name.matches" in one.expression}

    assert {(key, type_) for key in keys} <= set(await told(of(type_, name="No name"), "warning"))
    assert not {(key, type_) for key in keys} & set(await told(of(type_, name="Name_1"), "warning"))


def test_no_constraint_is_left_out() -> None:
    """Each constraint that is not checked natively has a case here."""
    named = {one.key for one in constraints.everything() if "name.matches" in one.expression}
    wanted = constraints.named() - constraints.CHECKED.keys() - named - UNBREAKABLE

    assert set() == wanted - {key for key, _, _ in (*BROKEN, *ADVICE)}


EXAMPLES = {name: one for name, one in resources().items() if one.get("resourceType") in RESOURCES}


@pytest.mark.parametrize("name", EXAMPLES)
async def test_official_examples_keep_the_constraints(name: str) -> None:
    """What the specification and US Core publish breaks no constraint that is an error."""
    assert [] == await told(EXAMPLES[name], "error")
