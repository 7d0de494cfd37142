"""Which resource types are there, whom does a record of each concern, and when? Table 1.

Fail closed: ``concerns_patient`` is false only for the closed list of types that by their nature concern no
patient. A record of any other type is about the patients that ``subject`` names, or about nobody known, and
then no rule releases it. Performers, authors and foci are not subjects (SECURITY.md A7, 4 and 5).
The types are those of https://hl7.org/fhir/R4/resourcelist.html that can be instances.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResourceType:
    """One type: whom its records concern, which date orders them, which tokens are worth a row of an index.

    ``subject``: element paths that may name a patient; ``many``: they can name several.
    ``clinical_date``: the date parameter whose range is the record's ``lo`` and ``hi``.
    ``selective``: token parameters with so many values that an index pays; identifiers are so anyhow.
    ``encounter`` and ``status``: the paths of the elements that say so.
    """

    name: str
    concerns_patient: bool = True
    subject: tuple[str, ...] = ()
    clinical_date: str | None = None
    selective: tuple[str, ...] = ()
    many: bool = False
    encounter: str | None = None
    status: str = "status"


def _nobody(*names: str) -> dict[str, ResourceType]:
    return {name: ResourceType(name, concerns_patient=False, selective=("code",)) for name in names}


_T = ResourceType

_PATIENT_TYPES = (
    _T("Account", subject=("subject",), many=True, clinical_date="period", selective=("type",)),
    _T("AdverseEvent", subject=("subject",), clinical_date="date", selective=("event",), encounter="encounter"),
    _T("AllergyIntolerance", subject=("patient",), clinical_date="date", selective=("code",), encounter="encounter",
       status="verificationStatus"),
    _T("Appointment", subject=("participant.actor",), many=True, clinical_date="date"),
    _T("AppointmentResponse", subject=("actor",)),
    _T("AuditEvent", subject=("agent.who", "entity.what"), many=True, clinical_date="date"),
    _T("Basic", subject=("subject",), clinical_date="created", selective=("code",)),
    _T("Binary", subject=("securityContext",)),
    _T("BiologicallyDerivedProduct", subject=("collection.source",)),
    _T("BodyStructure", subject=("patient",)),
    _T("Bundle", clinical_date="timestamp"),
    _T("CarePlan", subject=("subject",), clinical_date="date", encounter="encounter"),
    _T("CareTeam", subject=("subject",), clinical_date="date", encounter="encounter"),
    _T("ChargeItem", subject=("subject",), clinical_date="occurrence", selective=("code",), encounter="context"),
    _T("Claim", subject=("patient",), clinical_date="created"),
    _T("ClaimResponse", subject=("patient",), clinical_date="created"),
    _T("ClinicalImpression", subject=("subject",), clinical_date="date", encounter="encounter"),
    _T("Communication", subject=("subject",), clinical_date="sent", encounter="encounter"),
    _T("CommunicationRequest", subject=("subject",), clinical_date="authored", encounter="encounter"),
    _T("Composition", subject=("subject",), clinical_date="date", selective=("type",), encounter="encounter"),
    _T("Condition", subject=("subject",), clinical_date="onset-date", selective=("code",), encounter="encounter",
       status="verificationStatus"),
    _T("Consent", subject=("patient",), clinical_date="date"),
    _T("Contract", subject=("subject",), many=True, clinical_date="issued"),
    _T("Coverage", subject=("beneficiary",)),
    _T("CoverageEligibilityRequest", subject=("patient",), clinical_date="created"),
    _T("CoverageEligibilityResponse", subject=("patient",), clinical_date="created"),
    _T("DetectedIssue", subject=("patient",), clinical_date="identified", selective=("code",)),
    _T("Device", subject=("patient",), selective=("type",)),
    _T("DeviceMetric"),
    _T("DeviceRequest", subject=("subject",), clinical_date="authored-on", selective=("code",), encounter="encounter"),
    _T("DeviceUseStatement", subject=("subject",)),
    _T("DiagnosticReport", subject=("subject",), clinical_date="date", selective=("code",), encounter="encounter"),
    _T("DocumentManifest", subject=("subject",), clinical_date="created", selective=("type",)),
    _T("DocumentReference", subject=("subject",), clinical_date="date", selective=("type",),
       encounter="context.encounter"),
    _T("Encounter", subject=("subject",), clinical_date="date", selective=("type",)),
    _T("EnrollmentRequest", subject=("candidate",)),
    _T("EnrollmentResponse"),
    _T("EpisodeOfCare", subject=("patient",), clinical_date="date"),
    _T("ExplanationOfBenefit", subject=("patient",), clinical_date="created"),
    _T("FamilyMemberHistory", subject=("patient",), clinical_date="date", selective=("code",)),
    _T("Flag", subject=("subject",), clinical_date="date", encounter="encounter"),
    _T("Goal", subject=("subject",), clinical_date="start-date", status="lifecycleStatus"),
    _T("Group", subject=("member.entity",), many=True, selective=("code",)),
    _T("GuidanceResponse", subject=("subject",), encounter="encounter"),
    _T("ImagingStudy", subject=("subject",), clinical_date="started", encounter="encounter"),
    _T("Immunization", subject=("patient",), clinical_date="date", selective=("vaccine-code",), encounter="encounter"),
    _T("ImmunizationEvaluation", subject=("patient",), clinical_date="date"),
    _T("ImmunizationRecommendation", subject=("patient",), clinical_date="date"),
    _T("Invoice", subject=("subject",), clinical_date="date"),
    _T("Linkage", subject=("item.resource",), many=True),
    _T("List", subject=("subject", "entry.item"), many=True, clinical_date="date", selective=("code",),
       encounter="encounter"),
    _T("MeasureReport", subject=("subject",), clinical_date="date"),
    _T("Media", subject=("subject",), clinical_date="created", encounter="encounter"),
    _T("MedicationAdministration", subject=("subject",), clinical_date="effective-time", selective=("code",),
       encounter="context"),
    _T("MedicationDispense", subject=("subject",), clinical_date="whenhandedover", selective=("code",),
       encounter="context"),
    _T("MedicationRequest", subject=("subject",), clinical_date="authoredon", selective=("code",),
       encounter="encounter"),
    _T("MedicationStatement", subject=("subject",), clinical_date="effective", selective=("code",),
       encounter="context"),
    _T("MessageHeader", subject=("focus",), many=True),
    _T("MolecularSequence", subject=("patient",)),
    _T("NutritionOrder", subject=("patient",), clinical_date="datetime", encounter="encounter"),
    _T("Observation", subject=("subject",), clinical_date="date", selective=("code",), encounter="encounter"),
    _T("OperationOutcome"),
    _T("Parameters"),
    _T("Patient", selective=("phone", "email")),
    _T("PaymentNotice", clinical_date="created"),
    _T("PaymentReconciliation", clinical_date="created"),
    _T("Person", subject=("link.target",), many=True, selective=("phone", "email")),
    _T("Procedure", subject=("subject",), clinical_date="date", selective=("code",), encounter="encounter"),
    _T("Provenance", subject=("target",), many=True, clinical_date="recorded"),
    _T("QuestionnaireResponse", subject=("subject",), clinical_date="authored", encounter="encounter"),
    _T("RelatedPerson", subject=("patient",), selective=("phone", "email")),
    _T("RequestGroup", subject=("subject",), clinical_date="authored", selective=("code",), encounter="encounter"),
    _T("ResearchStudy", clinical_date="date"),
    _T("ResearchSubject", subject=("individual",), clinical_date="date"),
    _T("RiskAssessment", subject=("subject",), clinical_date="date", encounter="encounter"),
    _T("Schedule", subject=("actor",), many=True, clinical_date="date"),
    _T("ServiceRequest", subject=("subject",), clinical_date="authored", selective=("code",), encounter="encounter"),
    _T("Slot", clinical_date="start"),
    _T("Specimen", subject=("subject",), clinical_date="collected", selective=("type",)),
    _T("Subscription"),
    _T("SupplyDelivery", subject=("patient",)),
    _T("SupplyRequest", subject=("deliverTo",), clinical_date="date"),
    _T("Task", subject=("for",), clinical_date="authored-on", selective=("code",), encounter="encounter"),
    _T("VerificationResult", subject=("target",), many=True),
    _T("VisionPrescription", subject=("patient",), clinical_date="datewritten", encounter="encounter"),
)  # fmt: skip

RESOURCES: dict[str, ResourceType] = {row.name: row for row in _PATIENT_TYPES} | _nobody(
    # Who and where: the hospital's own directory.
    "Practitioner", "PractitionerRole", "Organization", "OrganizationAffiliation", "Location", "HealthcareService",
    "Endpoint", "InsurancePlan",
    # What things are in general: products, substances, kinds of devices, prices.
    "CatalogEntry", "ChargeItemDefinition", "DeviceDefinition", "Medication", "MedicationKnowledge", "MedicinalProduct",
    "MedicinalProductAuthorization", "MedicinalProductContraindication", "MedicinalProductIndication",
    "MedicinalProductIngredient", "MedicinalProductInteraction", "MedicinalProductManufactured",
    "MedicinalProductPackaged", "MedicinalProductPharmaceutical", "MedicinalProductUndesirableEffect", "Substance",
    "SubstanceNucleicAcid", "SubstancePolymer", "SubstanceProtein", "SubstanceReferenceInformation",
    "SubstanceSourceMaterial", "SubstanceSpecification",
    # Conformance and terminology.
    "CapabilityStatement", "CodeSystem", "CompartmentDefinition", "ConceptMap", "ExampleScenario", "GraphDefinition",
    "ImplementationGuide", "MessageDefinition", "NamingSystem", "OperationDefinition", "SearchParameter",
    "StructureDefinition", "StructureMap", "TerminologyCapabilities", "TestReport", "TestScript", "ValueSet",
    # Knowledge: definitions that a record may follow.
    "ActivityDefinition", "EffectEvidenceSynthesis", "EventDefinition", "Evidence", "EvidenceVariable", "Library",
    "Measure", "ObservationDefinition", "PlanDefinition", "Questionnaire", "ResearchDefinition",
    "ResearchElementDefinition", "RiskEvidenceSynthesis", "SpecimenDefinition",
)  # fmt: skip
"""Every type that a record can have."""
