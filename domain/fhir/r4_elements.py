"""Which elements do the types of FHIR R4 have? (hl7.fhir.r4.core 4.0.1, CC0-1.0; by openapi/build_schema.py).

A table, and therefore long. One paragraph for each type and backbone; one word for each element:
``name:type``, ``name*:type`` if it is a list, ``name[x]:type|type`` if it is a choice, with the types
that a reference may point at in parentheses (none: any). Do not edit. Read through domain/fhir/elements.py.
"""

from __future__ import annotations

RESOURCES = """
Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment AppointmentResponse AuditEvent Basic Binary
BiologicallyDerivedProduct BodyStructure Bundle CapabilityStatement CarePlan CareTeam CatalogEntry ChargeItem
ChargeItemDefinition Claim ClaimResponse ClinicalImpression CodeSystem Communication CommunicationRequest
CompartmentDefinition Composition ConceptMap Condition Consent Contract Coverage CoverageEligibilityRequest
CoverageEligibilityResponse DetectedIssue Device DeviceDefinition DeviceMetric DeviceRequest DeviceUseStatement
DiagnosticReport DocumentManifest DocumentReference EffectEvidenceSynthesis Encounter Endpoint EnrollmentRequest
EnrollmentResponse EpisodeOfCare EventDefinition Evidence EvidenceVariable ExampleScenario ExplanationOfBenefit
FamilyMemberHistory Flag Goal GraphDefinition Group GuidanceResponse HealthcareService ImagingStudy Immunization
ImmunizationEvaluation ImmunizationRecommendation ImplementationGuide InsurancePlan Invoice Library Linkage List
Location Measure MeasureReport Media Medication MedicationAdministration MedicationDispense MedicationKnowledge
MedicationRequest MedicationStatement MedicinalProduct MedicinalProductAuthorization
MedicinalProductContraindication MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction
MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical
MedicinalProductUndesirableEffect MessageDefinition MessageHeader MolecularSequence NamingSystem NutritionOrder
Observation ObservationDefinition OperationDefinition OperationOutcome Organization OrganizationAffiliation
Parameters Patient PaymentNotice PaymentReconciliation Person PlanDefinition Practitioner PractitionerRole Procedure
Provenance Questionnaire QuestionnaireResponse RelatedPerson RequestGroup ResearchDefinition
ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment RiskEvidenceSynthesis Schedule
SearchParameter ServiceRequest Slot Specimen SpecimenDefinition StructureDefinition StructureMap Subscription
Substance SubstanceNucleicAcid SubstancePolymer SubstanceProtein SubstanceReferenceInformation
SubstanceSourceMaterial SubstanceSpecification SupplyDelivery SupplyRequest Task TerminologyCapabilities TestReport
TestScript ValueSet VerificationResult VisionPrescription
"""

PRIMITIVES = """
base64Binary boolean canonical code date dateTime decimal id instant integer markdown oid positiveInt string time
unsignedInt uri url uuid xhtml
"""

ROWS = """
Account
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code type:CodeableConcept name:string
 subject*:Reference(Device|HealthcareService|Location|Organization|Patient|Practitioner|PractitionerRole)
 servicePeriod:Period coverage*:Account.coverage owner:Reference(Organization) description:string
 guarantor*:Account.guarantor partOf:Reference(Account)
Account.coverage
 id:string extension*:Extension modifierExtension*:Extension coverage:Reference(Coverage) priority:positiveInt
Account.guarantor
 id:string extension*:Extension modifierExtension*:Extension party:Reference(Organization|Patient|RelatedPerson)
 onHold:boolean period:Period
ActivityDefinition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string
 subtitle:string status:code experimental:boolean subject[x]:CodeableConcept|Reference(Group) date:dateTime
 publisher:string contact*:ContactDetail description:markdown useContext*:UsageContext
 jurisdiction*:CodeableConcept purpose:markdown usage:string copyright:markdown approvalDate:date
 lastReviewDate:date effectivePeriod:Period topic*:CodeableConcept author*:ContactDetail editor*:ContactDetail
 reviewer*:ContactDetail endorser*:ContactDetail relatedArtifact*:RelatedArtifact library*:canonical kind:code
 profile:canonical code:CodeableConcept intent:code priority:code doNotPerform:boolean
 timing[x]:Timing|dateTime|Age|Period|Range|Duration location:Reference(Location)
 participant*:ActivityDefinition.participant product[x]:Reference|CodeableConcept(Medication|Substance)
 quantity:Quantity dosage*:Dosage bodySite*:CodeableConcept specimenRequirement*:Reference(SpecimenDefinition)
 observationRequirement*:Reference(ObservationDefinition)
 observationResultRequirement*:Reference(ObservationDefinition) transform:canonical
 dynamicValue*:ActivityDefinition.dynamicValue
ActivityDefinition.participant
 id:string extension*:Extension modifierExtension*:Extension type:code role:CodeableConcept
ActivityDefinition.dynamicValue
 id:string extension*:Extension modifierExtension*:Extension path:string expression:Expression
Address
 id:string extension*:Extension use:code type:code text:string line*:string city:string district:string
 state:string postalCode:string country:string period:Period
AdverseEvent
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier:Identifier actuality:code category*:CodeableConcept
 event:CodeableConcept subject:Reference(Group|Patient|Practitioner|RelatedPerson) encounter:Reference(Encounter)
 date:dateTime detected:dateTime recordedDate:dateTime resultingCondition*:Reference(Condition)
 location:Reference(Location) seriousness:CodeableConcept severity:CodeableConcept outcome:CodeableConcept
 recorder:Reference(Patient|Practitioner|PractitionerRole|RelatedPerson)
 contributor*:Reference(Device|Practitioner|PractitionerRole) suspectEntity*:AdverseEvent.suspectEntity
 subjectMedicalHistory*:Reference(AllergyIntolerance|Condition|DocumentReference|FamilyMemberHistory|Immunization|Media|Observation|Procedure)
 referenceDocument*:Reference(DocumentReference) study*:Reference(ResearchStudy)
AdverseEvent.suspectEntity
 id:string extension*:Extension modifierExtension*:Extension
 instance:Reference(Device|Immunization|Medication|MedicationAdministration|MedicationStatement|Procedure|Substance)
 causality*:AdverseEvent.suspectEntity.causality
AdverseEvent.suspectEntity.causality
 id:string extension*:Extension modifierExtension*:Extension assessment:CodeableConcept productRelatedness:string
 author:Reference(Practitioner|PractitionerRole) method:CodeableConcept
Age
 id:string extension*:Extension value:decimal comparator:code unit:string system:uri code:code
AllergyIntolerance
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier clinicalStatus:CodeableConcept
 verificationStatus:CodeableConcept type:code category*:code criticality:code code:CodeableConcept
 patient:Reference(Patient) encounter:Reference(Encounter) onset[x]:dateTime|Age|Period|Range|string
 recordedDate:dateTime recorder:Reference(Patient|Practitioner|PractitionerRole|RelatedPerson)
 asserter:Reference(Patient|Practitioner|PractitionerRole|RelatedPerson) lastOccurrence:dateTime note*:Annotation
 reaction*:AllergyIntolerance.reaction
AllergyIntolerance.reaction
 id:string extension*:Extension modifierExtension*:Extension substance:CodeableConcept
 manifestation*:CodeableConcept description:string onset:dateTime severity:code exposureRoute:CodeableConcept
 note*:Annotation
Annotation
 id:string extension*:Extension author[x]:Reference|string(Organization|Patient|Practitioner|RelatedPerson)
 time:dateTime text:markdown
Appointment
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code cancelationReason:CodeableConcept
 serviceCategory*:CodeableConcept serviceType*:CodeableConcept specialty*:CodeableConcept
 appointmentType:CodeableConcept reasonCode*:CodeableConcept
 reasonReference*:Reference(Condition|ImmunizationRecommendation|Observation|Procedure) priority:unsignedInt
 description:string supportingInformation*:Reference start:instant end:instant minutesDuration:positiveInt
 slot*:Reference(Slot) created:dateTime comment:string patientInstruction:string
 basedOn*:Reference(ServiceRequest) participant*:Appointment.participant requestedPeriod*:Period
Appointment.participant
 id:string extension*:Extension modifierExtension*:Extension type*:CodeableConcept
 actor:Reference(Device|HealthcareService|Location|Patient|Practitioner|PractitionerRole|RelatedPerson)
 required:code status:code period:Period
AppointmentResponse
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier appointment:Reference(Appointment) start:instant end:instant
 participantType*:CodeableConcept
 actor:Reference(Device|HealthcareService|Location|Patient|Practitioner|PractitionerRole|RelatedPerson)
 participantStatus:code comment:string
Attachment
 id:string extension*:Extension contentType:code language:code data:base64Binary url:url size:unsignedInt
 hash:base64Binary title:string creation:dateTime
AuditEvent
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension type:Coding subtype*:Coding action:code period:Period recorded:instant outcome:code
 outcomeDesc:string purposeOfEvent*:CodeableConcept agent*:AuditEvent.agent source:AuditEvent.source
 entity*:AuditEvent.entity
AuditEvent.agent
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept role*:CodeableConcept
 who:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson) altId:string name:string
 requestor:boolean location:Reference(Location) policy*:uri media:Coding network:AuditEvent.agent.network
 purposeOfUse*:CodeableConcept
AuditEvent.agent.network
 id:string extension*:Extension modifierExtension*:Extension address:string type:code
AuditEvent.source
 id:string extension*:Extension modifierExtension*:Extension site:string
 observer:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson) type*:Coding
AuditEvent.entity
 id:string extension*:Extension modifierExtension*:Extension what:Reference type:Coding role:Coding
 lifecycle:Coding securityLabel*:Coding name:string description:string query:base64Binary
 detail*:AuditEvent.entity.detail
AuditEvent.entity.detail
 id:string extension*:Extension modifierExtension*:Extension type:string value[x]:string|base64Binary
BackboneElement
 id:string extension*:Extension modifierExtension*:Extension
Basic
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier code:CodeableConcept subject:Reference created:date
 author:Reference(Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
Binary
 id:id meta:Meta implicitRules:uri language:code contentType:code securityContext:Reference data:base64Binary
BiologicallyDerivedProduct
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier productCategory:code productCode:CodeableConcept status:code
 request*:Reference(ServiceRequest) quantity:integer parent*:Reference(BiologicallyDerivedProduct)
 collection:BiologicallyDerivedProduct.collection processing*:BiologicallyDerivedProduct.processing
 manipulation:BiologicallyDerivedProduct.manipulation storage*:BiologicallyDerivedProduct.storage
BiologicallyDerivedProduct.collection
 id:string extension*:Extension modifierExtension*:Extension collector:Reference(Practitioner|PractitionerRole)
 source:Reference(Organization|Patient) collected[x]:dateTime|Period
BiologicallyDerivedProduct.processing
 id:string extension*:Extension modifierExtension*:Extension description:string procedure:CodeableConcept
 additive:Reference(Substance) time[x]:dateTime|Period
BiologicallyDerivedProduct.manipulation
 id:string extension*:Extension modifierExtension*:Extension description:string time[x]:dateTime|Period
BiologicallyDerivedProduct.storage
 id:string extension*:Extension modifierExtension*:Extension description:string temperature:decimal scale:code
 duration:Period
BodyStructure
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier active:boolean morphology:CodeableConcept
 location:CodeableConcept locationQualifier*:CodeableConcept description:string image*:Attachment
 patient:Reference(Patient)
Bundle
 id:id meta:Meta implicitRules:uri language:code identifier:Identifier type:code timestamp:instant
 total:unsignedInt link*:Bundle.link entry*:Bundle.entry signature:Signature
Bundle.link
 id:string extension*:Extension modifierExtension*:Extension relation:string url:uri
Bundle.entry
 id:string extension*:Extension modifierExtension*:Extension link*:Bundle.link fullUrl:uri resource:Resource
 search:Bundle.entry.search request:Bundle.entry.request response:Bundle.entry.response
Bundle.entry.search
 id:string extension*:Extension modifierExtension*:Extension mode:code score:decimal
Bundle.entry.request
 id:string extension*:Extension modifierExtension*:Extension method:code url:uri ifNoneMatch:string
 ifModifiedSince:instant ifMatch:string ifNoneExist:string
Bundle.entry.response
 id:string extension*:Extension modifierExtension*:Extension status:string location:uri etag:string
 lastModified:instant outcome:Resource
CapabilityStatement
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri version:string name:string title:string status:code experimental:boolean
 date:dateTime publisher:string contact*:ContactDetail description:markdown useContext*:UsageContext
 jurisdiction*:CodeableConcept purpose:markdown copyright:markdown kind:code instantiates*:canonical
 imports*:canonical software:CapabilityStatement.software implementation:CapabilityStatement.implementation
 fhirVersion:code format*:code patchFormat*:code implementationGuide*:canonical rest*:CapabilityStatement.rest
 messaging*:CapabilityStatement.messaging document*:CapabilityStatement.document
CapabilityStatement.software
 id:string extension*:Extension modifierExtension*:Extension name:string version:string releaseDate:dateTime
CapabilityStatement.implementation
 id:string extension*:Extension modifierExtension*:Extension description:string url:url
 custodian:Reference(Organization)
CapabilityStatement.rest
 id:string extension*:Extension modifierExtension*:Extension mode:code documentation:markdown
 security:CapabilityStatement.rest.security resource*:CapabilityStatement.rest.resource
 interaction*:CapabilityStatement.rest.interaction searchParam*:CapabilityStatement.rest.resource.searchParam
 operation*:CapabilityStatement.rest.resource.operation compartment*:canonical
CapabilityStatement.rest.security
 id:string extension*:Extension modifierExtension*:Extension cors:boolean service*:CodeableConcept
 description:markdown
CapabilityStatement.rest.resource
 id:string extension*:Extension modifierExtension*:Extension type:code profile:canonical
 supportedProfile*:canonical documentation:markdown interaction*:CapabilityStatement.rest.resource.interaction
 versioning:code readHistory:boolean updateCreate:boolean conditionalCreate:boolean conditionalRead:code
 conditionalUpdate:boolean conditionalDelete:code referencePolicy*:code searchInclude*:string
 searchRevInclude*:string searchParam*:CapabilityStatement.rest.resource.searchParam
 operation*:CapabilityStatement.rest.resource.operation
CapabilityStatement.rest.resource.interaction
 id:string extension*:Extension modifierExtension*:Extension code:code documentation:markdown
CapabilityStatement.rest.resource.searchParam
 id:string extension*:Extension modifierExtension*:Extension name:string definition:canonical type:code
 documentation:markdown
CapabilityStatement.rest.resource.operation
 id:string extension*:Extension modifierExtension*:Extension name:string definition:canonical
 documentation:markdown
CapabilityStatement.rest.interaction
 id:string extension*:Extension modifierExtension*:Extension code:code documentation:markdown
CapabilityStatement.messaging
 id:string extension*:Extension modifierExtension*:Extension endpoint*:CapabilityStatement.messaging.endpoint
 reliableCache:unsignedInt documentation:markdown
 supportedMessage*:CapabilityStatement.messaging.supportedMessage
CapabilityStatement.messaging.endpoint
 id:string extension*:Extension modifierExtension*:Extension protocol:Coding address:url
CapabilityStatement.messaging.supportedMessage
 id:string extension*:Extension modifierExtension*:Extension mode:code definition:canonical
CapabilityStatement.document
 id:string extension*:Extension modifierExtension*:Extension mode:code documentation:markdown profile:canonical
CarePlan
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier instantiatesCanonical*:canonical instantiatesUri*:uri
 basedOn*:Reference(CarePlan) replaces*:Reference(CarePlan) partOf*:Reference(CarePlan) status:code intent:code
 category*:CodeableConcept title:string description:string subject:Reference(Group|Patient)
 encounter:Reference(Encounter) period:Period created:dateTime
 author:Reference(CareTeam|Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 contributor*:Reference(CareTeam|Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 careTeam*:Reference(CareTeam) addresses*:Reference(Condition) supportingInfo*:Reference goal*:Reference(Goal)
 activity*:CarePlan.activity note*:Annotation
CarePlan.activity
 id:string extension*:Extension modifierExtension*:Extension outcomeCodeableConcept*:CodeableConcept
 outcomeReference*:Reference progress*:Annotation
 reference:Reference(Appointment|CommunicationRequest|DeviceRequest|MedicationRequest|NutritionOrder|RequestGroup|ServiceRequest|Task|VisionPrescription)
 detail:CarePlan.activity.detail
CarePlan.activity.detail
 id:string extension*:Extension modifierExtension*:Extension kind:code instantiatesCanonical*:canonical
 instantiatesUri*:uri code:CodeableConcept reasonCode*:CodeableConcept
 reasonReference*:Reference(Condition|DiagnosticReport|DocumentReference|Observation) goal*:Reference(Goal)
 status:code statusReason:CodeableConcept doNotPerform:boolean scheduled[x]:Timing|Period|string
 location:Reference(Location)
 performer*:Reference(CareTeam|Device|HealthcareService|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 product[x]:CodeableConcept|Reference(Medication|Substance) dailyAmount:Quantity quantity:Quantity
 description:string
CareTeam
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code category*:CodeableConcept name:string
 subject:Reference(Group|Patient) encounter:Reference(Encounter) period:Period participant*:CareTeam.participant
 reasonCode*:CodeableConcept reasonReference*:Reference(Condition) managingOrganization*:Reference(Organization)
 telecom*:ContactPoint note*:Annotation
CareTeam.participant
 id:string extension*:Extension modifierExtension*:Extension role*:CodeableConcept
 member:Reference(CareTeam|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 onBehalfOf:Reference(Organization) period:Period
CatalogEntry
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier type:CodeableConcept orderable:boolean
 referencedItem:Reference(ActivityDefinition|Binary|Device|HealthcareService|Medication|ObservationDefinition|Organization|PlanDefinition|Practitioner|PractitionerRole|SpecimenDefinition)
 additionalIdentifier*:Identifier classification*:CodeableConcept status:code validityPeriod:Period
 validTo:dateTime lastUpdated:dateTime additionalCharacteristic*:CodeableConcept
 additionalClassification*:CodeableConcept relatedEntry*:CatalogEntry.relatedEntry
CatalogEntry.relatedEntry
 id:string extension*:Extension modifierExtension*:Extension relationtype:code item:Reference(CatalogEntry)
ChargeItem
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier definitionUri*:uri definitionCanonical*:canonical
 status:code partOf*:Reference(ChargeItem) code:CodeableConcept subject:Reference(Group|Patient)
 context:Reference(Encounter|EpisodeOfCare) occurrence[x]:dateTime|Period|Timing performer*:ChargeItem.performer
 performingOrganization:Reference(Organization) requestingOrganization:Reference(Organization)
 costCenter:Reference(Organization) quantity:Quantity bodysite*:CodeableConcept factorOverride:decimal
 priceOverride:Money overrideReason:string
 enterer:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson) enteredDate:dateTime
 reason*:CodeableConcept
 service*:Reference(DiagnosticReport|ImagingStudy|Immunization|MedicationAdministration|MedicationDispense|Observation|Procedure|SupplyDelivery)
 product[x]:Reference|CodeableConcept(Device|Medication|Substance) account*:Reference(Account) note*:Annotation
 supportingInformation*:Reference
ChargeItem.performer
 id:string extension*:Extension modifierExtension*:Extension function:CodeableConcept
 actor:Reference(CareTeam|Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
ChargeItemDefinition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string title:string derivedFromUri*:uri
 partOf*:canonical replaces*:canonical status:code experimental:boolean date:dateTime publisher:string
 contact*:ContactDetail description:markdown useContext*:UsageContext jurisdiction*:CodeableConcept
 copyright:markdown approvalDate:date lastReviewDate:date effectivePeriod:Period code:CodeableConcept
 instance*:Reference(Device|Medication|Substance) applicability*:ChargeItemDefinition.applicability
 propertyGroup*:ChargeItemDefinition.propertyGroup
ChargeItemDefinition.applicability
 id:string extension*:Extension modifierExtension*:Extension description:string language:string expression:string
ChargeItemDefinition.propertyGroup
 id:string extension*:Extension modifierExtension*:Extension applicability*:ChargeItemDefinition.applicability
 priceComponent*:ChargeItemDefinition.propertyGroup.priceComponent
ChargeItemDefinition.propertyGroup.priceComponent
 id:string extension*:Extension modifierExtension*:Extension type:code code:CodeableConcept factor:decimal
 amount:Money
Claim
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code type:CodeableConcept subType:CodeableConcept
 use:code patient:Reference(Patient) billablePeriod:Period created:dateTime
 enterer:Reference(Practitioner|PractitionerRole) insurer:Reference(Organization)
 provider:Reference(Organization|Practitioner|PractitionerRole) priority:CodeableConcept
 fundsReserve:CodeableConcept related*:Claim.related
 prescription:Reference(DeviceRequest|MedicationRequest|VisionPrescription)
 originalPrescription:Reference(DeviceRequest|MedicationRequest|VisionPrescription) payee:Claim.payee
 referral:Reference(ServiceRequest) facility:Reference(Location) careTeam*:Claim.careTeam
 supportingInfo*:Claim.supportingInfo diagnosis*:Claim.diagnosis procedure*:Claim.procedure
 insurance*:Claim.insurance accident:Claim.accident item*:Claim.item total:Money
Claim.related
 id:string extension*:Extension modifierExtension*:Extension claim:Reference(Claim) relationship:CodeableConcept
 reference:Identifier
Claim.payee
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept
 party:Reference(Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
Claim.careTeam
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt
 provider:Reference(Organization|Practitioner|PractitionerRole) responsible:boolean role:CodeableConcept
 qualification:CodeableConcept
Claim.supportingInfo
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt category:CodeableConcept
 code:CodeableConcept timing[x]:date|Period value[x]:boolean|string|Quantity|Attachment|Reference
 reason:CodeableConcept
Claim.diagnosis
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt
 diagnosis[x]:CodeableConcept|Reference(Condition) type*:CodeableConcept onAdmission:CodeableConcept
 packageCode:CodeableConcept
Claim.procedure
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt type*:CodeableConcept
 date:dateTime procedure[x]:CodeableConcept|Reference(Procedure) udi*:Reference(Device)
Claim.insurance
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt focal:boolean
 identifier:Identifier coverage:Reference(Coverage) businessArrangement:string preAuthRef*:string
 claimResponse:Reference(ClaimResponse)
Claim.accident
 id:string extension*:Extension modifierExtension*:Extension date:date type:CodeableConcept
 location[x]:Address|Reference(Location)
Claim.item
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt careTeamSequence*:positiveInt
 diagnosisSequence*:positiveInt procedureSequence*:positiveInt informationSequence*:positiveInt
 revenue:CodeableConcept category:CodeableConcept productOrService:CodeableConcept modifier*:CodeableConcept
 programCode*:CodeableConcept serviced[x]:date|Period location[x]:CodeableConcept|Address|Reference(Location)
 quantity:Quantity unitPrice:Money factor:decimal net:Money udi*:Reference(Device) bodySite:CodeableConcept
 subSite*:CodeableConcept encounter*:Reference(Encounter) detail*:Claim.item.detail
Claim.item.detail
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt revenue:CodeableConcept
 category:CodeableConcept productOrService:CodeableConcept modifier*:CodeableConcept programCode*:CodeableConcept
 quantity:Quantity unitPrice:Money factor:decimal net:Money udi*:Reference(Device)
 subDetail*:Claim.item.detail.subDetail
Claim.item.detail.subDetail
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt revenue:CodeableConcept
 category:CodeableConcept productOrService:CodeableConcept modifier*:CodeableConcept programCode*:CodeableConcept
 quantity:Quantity unitPrice:Money factor:decimal net:Money udi*:Reference(Device)
ClaimResponse
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code type:CodeableConcept subType:CodeableConcept
 use:code patient:Reference(Patient) created:dateTime insurer:Reference(Organization)
 requestor:Reference(Organization|Practitioner|PractitionerRole) request:Reference(Claim) outcome:code
 disposition:string preAuthRef:string preAuthPeriod:Period payeeType:CodeableConcept item*:ClaimResponse.item
 addItem*:ClaimResponse.addItem adjudication*:ClaimResponse.item.adjudication total*:ClaimResponse.total
 payment:ClaimResponse.payment fundsReserve:CodeableConcept formCode:CodeableConcept form:Attachment
 processNote*:ClaimResponse.processNote communicationRequest*:Reference(CommunicationRequest)
 insurance*:ClaimResponse.insurance error*:ClaimResponse.error
ClaimResponse.item
 id:string extension*:Extension modifierExtension*:Extension itemSequence:positiveInt noteNumber*:positiveInt
 adjudication*:ClaimResponse.item.adjudication detail*:ClaimResponse.item.detail
ClaimResponse.item.adjudication
 id:string extension*:Extension modifierExtension*:Extension category:CodeableConcept reason:CodeableConcept
 amount:Money value:decimal
ClaimResponse.item.detail
 id:string extension*:Extension modifierExtension*:Extension detailSequence:positiveInt noteNumber*:positiveInt
 adjudication*:ClaimResponse.item.adjudication subDetail*:ClaimResponse.item.detail.subDetail
ClaimResponse.item.detail.subDetail
 id:string extension*:Extension modifierExtension*:Extension subDetailSequence:positiveInt
 noteNumber*:positiveInt adjudication*:ClaimResponse.item.adjudication
ClaimResponse.addItem
 id:string extension*:Extension modifierExtension*:Extension itemSequence*:positiveInt
 detailSequence*:positiveInt subdetailSequence*:positiveInt
 provider*:Reference(Organization|Practitioner|PractitionerRole) productOrService:CodeableConcept
 modifier*:CodeableConcept programCode*:CodeableConcept serviced[x]:date|Period
 location[x]:CodeableConcept|Address|Reference(Location) quantity:Quantity unitPrice:Money factor:decimal
 net:Money bodySite:CodeableConcept subSite*:CodeableConcept noteNumber*:positiveInt
 adjudication*:ClaimResponse.item.adjudication detail*:ClaimResponse.addItem.detail
ClaimResponse.addItem.detail
 id:string extension*:Extension modifierExtension*:Extension productOrService:CodeableConcept
 modifier*:CodeableConcept quantity:Quantity unitPrice:Money factor:decimal net:Money noteNumber*:positiveInt
 adjudication*:ClaimResponse.item.adjudication subDetail*:ClaimResponse.addItem.detail.subDetail
ClaimResponse.addItem.detail.subDetail
 id:string extension*:Extension modifierExtension*:Extension productOrService:CodeableConcept
 modifier*:CodeableConcept quantity:Quantity unitPrice:Money factor:decimal net:Money noteNumber*:positiveInt
 adjudication*:ClaimResponse.item.adjudication
ClaimResponse.total
 id:string extension*:Extension modifierExtension*:Extension category:CodeableConcept amount:Money
ClaimResponse.payment
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept adjustment:Money
 adjustmentReason:CodeableConcept date:date amount:Money identifier:Identifier
ClaimResponse.processNote
 id:string extension*:Extension modifierExtension*:Extension number:positiveInt type:code text:string
 language:CodeableConcept
ClaimResponse.insurance
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt focal:boolean
 coverage:Reference(Coverage) businessArrangement:string claimResponse:Reference(ClaimResponse)
ClaimResponse.error
 id:string extension*:Extension modifierExtension*:Extension itemSequence:positiveInt detailSequence:positiveInt
 subDetailSequence:positiveInt code:CodeableConcept
ClinicalImpression
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code statusReason:CodeableConcept
 code:CodeableConcept description:string subject:Reference(Group|Patient) encounter:Reference(Encounter)
 effective[x]:dateTime|Period date:dateTime assessor:Reference(Practitioner|PractitionerRole)
 previous:Reference(ClinicalImpression) problem*:Reference(AllergyIntolerance|Condition)
 investigation*:ClinicalImpression.investigation protocol*:uri summary:string finding*:ClinicalImpression.finding
 prognosisCodeableConcept*:CodeableConcept prognosisReference*:Reference(RiskAssessment)
 supportingInfo*:Reference note*:Annotation
ClinicalImpression.investigation
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept
 item*:Reference(DiagnosticReport|FamilyMemberHistory|ImagingStudy|Media|Observation|QuestionnaireResponse|RiskAssessment)
ClinicalImpression.finding
 id:string extension*:Extension modifierExtension*:Extension itemCodeableConcept:CodeableConcept
 itemReference:Reference(Condition|Media|Observation) basis:string
CodeSystem
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string status:code
 experimental:boolean date:dateTime publisher:string contact*:ContactDetail description:markdown
 useContext*:UsageContext jurisdiction*:CodeableConcept purpose:markdown copyright:markdown caseSensitive:boolean
 valueSet:canonical hierarchyMeaning:code compositional:boolean versionNeeded:boolean content:code
 supplements:canonical count:unsignedInt filter*:CodeSystem.filter property*:CodeSystem.property
 concept*:CodeSystem.concept
CodeSystem.filter
 id:string extension*:Extension modifierExtension*:Extension code:code description:string operator*:code
 value:string
CodeSystem.property
 id:string extension*:Extension modifierExtension*:Extension code:code uri:uri description:string type:code
CodeSystem.concept
 id:string extension*:Extension modifierExtension*:Extension code:code display:string definition:string
 designation*:CodeSystem.concept.designation property*:CodeSystem.concept.property concept*:CodeSystem.concept
CodeSystem.concept.designation
 id:string extension*:Extension modifierExtension*:Extension language:code use:Coding value:string
CodeSystem.concept.property
 id:string extension*:Extension modifierExtension*:Extension code:code
 value[x]:code|Coding|string|integer|boolean|dateTime|decimal
CodeableConcept
 id:string extension*:Extension coding*:Coding text:string
Coding
 id:string extension*:Extension system:uri version:string code:code display:string userSelected:boolean
Communication
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier instantiatesCanonical*:canonical instantiatesUri*:uri
 basedOn*:Reference partOf*:Reference inResponseTo*:Reference(Communication) status:code
 statusReason:CodeableConcept category*:CodeableConcept priority:code medium*:CodeableConcept
 subject:Reference(Group|Patient) topic:CodeableConcept about*:Reference encounter:Reference(Encounter)
 sent:dateTime received:dateTime
 recipient*:Reference(CareTeam|Device|Group|HealthcareService|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 sender:Reference(Device|HealthcareService|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 reasonCode*:CodeableConcept reasonReference*:Reference(Condition|DiagnosticReport|DocumentReference|Observation)
 payload*:Communication.payload note*:Annotation
Communication.payload
 id:string extension*:Extension modifierExtension*:Extension content[x]:string|Attachment|Reference
CommunicationRequest
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier basedOn*:Reference replaces*:Reference(CommunicationRequest)
 groupIdentifier:Identifier status:code statusReason:CodeableConcept category*:CodeableConcept priority:code
 doNotPerform:boolean medium*:CodeableConcept subject:Reference(Group|Patient) about*:Reference
 encounter:Reference(Encounter) payload*:CommunicationRequest.payload occurrence[x]:dateTime|Period
 authoredOn:dateTime requester:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 recipient*:Reference(CareTeam|Device|Group|HealthcareService|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 sender:Reference(Device|HealthcareService|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 reasonCode*:CodeableConcept reasonReference*:Reference(Condition|DiagnosticReport|DocumentReference|Observation)
 note*:Annotation
CommunicationRequest.payload
 id:string extension*:Extension modifierExtension*:Extension content[x]:string|Attachment|Reference
CompartmentDefinition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri version:string name:string status:code experimental:boolean date:dateTime
 publisher:string contact*:ContactDetail description:markdown useContext*:UsageContext purpose:markdown code:code
 search:boolean resource*:CompartmentDefinition.resource
CompartmentDefinition.resource
 id:string extension*:Extension modifierExtension*:Extension code:code param*:string documentation:string
Composition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier:Identifier status:code type:CodeableConcept category*:CodeableConcept
 subject:Reference encounter:Reference(Encounter) date:dateTime
 author*:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson) title:string
 confidentiality:code attester*:Composition.attester custodian:Reference(Organization)
 relatesTo*:Composition.relatesTo event*:Composition.event section*:Composition.section
Composition.attester
 id:string extension*:Extension modifierExtension*:Extension mode:code time:dateTime
 party:Reference(Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
Composition.relatesTo
 id:string extension*:Extension modifierExtension*:Extension code:code
 target[x]:Identifier|Reference(Composition)
Composition.event
 id:string extension*:Extension modifierExtension*:Extension code*:CodeableConcept period:Period
 detail*:Reference
Composition.section
 id:string extension*:Extension modifierExtension*:Extension title:string code:CodeableConcept
 author*:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson) focus:Reference
 text:Narrative mode:code orderedBy:CodeableConcept entry*:Reference emptyReason:CodeableConcept
 section*:Composition.section
ConceptMap
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier:Identifier version:string name:string title:string status:code
 experimental:boolean date:dateTime publisher:string contact*:ContactDetail description:markdown
 useContext*:UsageContext jurisdiction*:CodeableConcept purpose:markdown copyright:markdown
 source[x]:uri|canonical target[x]:uri|canonical group*:ConceptMap.group
ConceptMap.group
 id:string extension*:Extension modifierExtension*:Extension source:uri sourceVersion:string target:uri
 targetVersion:string element*:ConceptMap.group.element unmapped:ConceptMap.group.unmapped
ConceptMap.group.element
 id:string extension*:Extension modifierExtension*:Extension code:code display:string
 target*:ConceptMap.group.element.target
ConceptMap.group.element.target
 id:string extension*:Extension modifierExtension*:Extension code:code display:string equivalence:code
 comment:string dependsOn*:ConceptMap.group.element.target.dependsOn
 product*:ConceptMap.group.element.target.dependsOn
ConceptMap.group.element.target.dependsOn
 id:string extension*:Extension modifierExtension*:Extension property:uri system:canonical value:string
 display:string
ConceptMap.group.unmapped
 id:string extension*:Extension modifierExtension*:Extension mode:code code:code display:string url:canonical
Condition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier clinicalStatus:CodeableConcept
 verificationStatus:CodeableConcept category*:CodeableConcept severity:CodeableConcept code:CodeableConcept
 bodySite*:CodeableConcept subject:Reference(Group|Patient) encounter:Reference(Encounter)
 onset[x]:dateTime|Age|Period|Range|string abatement[x]:dateTime|Age|Period|Range|string recordedDate:dateTime
 recorder:Reference(Patient|Practitioner|PractitionerRole|RelatedPerson)
 asserter:Reference(Patient|Practitioner|PractitionerRole|RelatedPerson) stage*:Condition.stage
 evidence*:Condition.evidence note*:Annotation
Condition.stage
 id:string extension*:Extension modifierExtension*:Extension summary:CodeableConcept
 assessment*:Reference(ClinicalImpression|DiagnosticReport|Observation) type:CodeableConcept
Condition.evidence
 id:string extension*:Extension modifierExtension*:Extension code*:CodeableConcept detail*:Reference
Consent
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code scope:CodeableConcept category*:CodeableConcept
 patient:Reference(Patient) dateTime:dateTime
 performer*:Reference(Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 organization*:Reference(Organization)
 source[x]:Attachment|Reference(Consent|Contract|DocumentReference|QuestionnaireResponse) policy*:Consent.policy
 policyRule:CodeableConcept verification*:Consent.verification provision:Consent.provision
Consent.policy
 id:string extension*:Extension modifierExtension*:Extension authority:uri uri:uri
Consent.verification
 id:string extension*:Extension modifierExtension*:Extension verified:boolean
 verifiedWith:Reference(Patient|RelatedPerson) verificationDate:dateTime
Consent.provision
 id:string extension*:Extension modifierExtension*:Extension type:code period:Period
 actor*:Consent.provision.actor action*:CodeableConcept securityLabel*:Coding purpose*:Coding class*:Coding
 code*:CodeableConcept dataPeriod:Period data*:Consent.provision.data provision*:Consent.provision
Consent.provision.actor
 id:string extension*:Extension modifierExtension*:Extension role:CodeableConcept
 reference:Reference(CareTeam|Device|Group|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
Consent.provision.data
 id:string extension*:Extension modifierExtension*:Extension meaning:code reference:Reference
ContactDetail
 id:string extension*:Extension name:string telecom*:ContactPoint
ContactPoint
 id:string extension*:Extension system:code value:string use:code rank:positiveInt period:Period
Contract
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier url:uri version:string status:code
 legalState:CodeableConcept instantiatesCanonical:Reference(Contract) instantiatesUri:uri
 contentDerivative:CodeableConcept issued:dateTime applies:Period expirationType:CodeableConcept
 subject*:Reference authority*:Reference(Organization) domain*:Reference(Location) site*:Reference(Location)
 name:string title:string subtitle:string alias*:string
 author:Reference(Organization|Patient|Practitioner|PractitionerRole) scope:CodeableConcept
 topic[x]:CodeableConcept|Reference type:CodeableConcept subType*:CodeableConcept
 contentDefinition:Contract.contentDefinition term*:Contract.term supportingInfo*:Reference
 relevantHistory*:Reference(Provenance) signer*:Contract.signer friendly*:Contract.friendly legal*:Contract.legal
 rule*:Contract.rule
 legallyBinding[x]:Attachment|Reference(Composition|Contract|DocumentReference|QuestionnaireResponse)
Contract.contentDefinition
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept subType:CodeableConcept
 publisher:Reference(Organization|Practitioner|PractitionerRole) publicationDate:dateTime publicationStatus:code
 copyright:markdown
Contract.term
 id:string extension*:Extension modifierExtension*:Extension identifier:Identifier issued:dateTime applies:Period
 topic[x]:CodeableConcept|Reference type:CodeableConcept subType:CodeableConcept text:string
 securityLabel*:Contract.term.securityLabel offer:Contract.term.offer asset*:Contract.term.asset
 action*:Contract.term.action group*:Contract.term
Contract.term.securityLabel
 id:string extension*:Extension modifierExtension*:Extension number*:unsignedInt classification:Coding
 category*:Coding control*:Coding
Contract.term.offer
 id:string extension*:Extension modifierExtension*:Extension identifier*:Identifier
 party*:Contract.term.offer.party topic:Reference type:CodeableConcept decision:CodeableConcept
 decisionMode*:CodeableConcept answer*:Contract.term.offer.answer text:string linkId*:string
 securityLabelNumber*:unsignedInt
Contract.term.offer.party
 id:string extension*:Extension modifierExtension*:Extension
 reference*:Reference(Device|Group|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 role:CodeableConcept
Contract.term.offer.answer
 id:string extension*:Extension modifierExtension*:Extension
 value[x]:boolean|decimal|integer|date|dateTime|time|string|uri|Attachment|Coding|Quantity|Reference
Contract.term.asset
 id:string extension*:Extension modifierExtension*:Extension scope:CodeableConcept type*:CodeableConcept
 typeReference*:Reference subtype*:CodeableConcept relationship:Coding context*:Contract.term.asset.context
 condition:string periodType*:CodeableConcept period*:Period usePeriod*:Period text:string linkId*:string
 answer*:Contract.term.offer.answer securityLabelNumber*:unsignedInt valuedItem*:Contract.term.asset.valuedItem
Contract.term.asset.context
 id:string extension*:Extension modifierExtension*:Extension reference:Reference code*:CodeableConcept
 text:string
Contract.term.asset.valuedItem
 id:string extension*:Extension modifierExtension*:Extension entity[x]:CodeableConcept|Reference
 identifier:Identifier effectiveTime:dateTime quantity:Quantity unitPrice:Money factor:decimal points:decimal
 net:Money payment:string paymentDate:dateTime
 responsible:Reference(Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 recipient:Reference(Organization|Patient|Practitioner|PractitionerRole|RelatedPerson) linkId*:string
 securityLabelNumber*:unsignedInt
Contract.term.action
 id:string extension*:Extension modifierExtension*:Extension doNotPerform:boolean type:CodeableConcept
 subject*:Contract.term.action.subject intent:CodeableConcept linkId*:string status:CodeableConcept
 context:Reference(Encounter|EpisodeOfCare) contextLinkId*:string occurrence[x]:dateTime|Period|Timing
 requester*:Reference(Device|Group|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 requesterLinkId*:string performerType*:CodeableConcept performerRole:CodeableConcept
 performer:Reference(CareTeam|Device|Location|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson|Substance)
 performerLinkId*:string reasonCode*:CodeableConcept
 reasonReference*:Reference(Condition|DiagnosticReport|DocumentReference|Observation|Questionnaire|QuestionnaireResponse)
 reason*:string reasonLinkId*:string note*:Annotation securityLabelNumber*:unsignedInt
Contract.term.action.subject
 id:string extension*:Extension modifierExtension*:Extension
 reference*:Reference(Device|Group|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 role:CodeableConcept
Contract.signer
 id:string extension*:Extension modifierExtension*:Extension type:Coding
 party:Reference(Organization|Patient|Practitioner|PractitionerRole|RelatedPerson) signature*:Signature
Contract.friendly
 id:string extension*:Extension modifierExtension*:Extension
 content[x]:Attachment|Reference(Composition|DocumentReference|QuestionnaireResponse)
Contract.legal
 id:string extension*:Extension modifierExtension*:Extension
 content[x]:Attachment|Reference(Composition|DocumentReference|QuestionnaireResponse)
Contract.rule
 id:string extension*:Extension modifierExtension*:Extension content[x]:Attachment|Reference(DocumentReference)
Contributor
 id:string extension*:Extension type:code name:string contact*:ContactDetail
Count
 id:string extension*:Extension value:decimal comparator:code unit:string system:uri code:code
Coverage
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code type:CodeableConcept
 policyHolder:Reference(Organization|Patient|RelatedPerson) subscriber:Reference(Patient|RelatedPerson)
 subscriberId:string beneficiary:Reference(Patient) dependent:string relationship:CodeableConcept period:Period
 payor*:Reference(Organization|Patient|RelatedPerson) class*:Coverage.class order:positiveInt network:string
 costToBeneficiary*:Coverage.costToBeneficiary subrogation:boolean contract*:Reference(Contract)
Coverage.class
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept value:string name:string
Coverage.costToBeneficiary
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept value[x]:Quantity|Money
 exception*:Coverage.costToBeneficiary.exception
Coverage.costToBeneficiary.exception
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept period:Period
CoverageEligibilityRequest
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code priority:CodeableConcept purpose*:code
 patient:Reference(Patient) serviced[x]:date|Period created:dateTime
 enterer:Reference(Practitioner|PractitionerRole) provider:Reference(Organization|Practitioner|PractitionerRole)
 insurer:Reference(Organization) facility:Reference(Location)
 supportingInfo*:CoverageEligibilityRequest.supportingInfo insurance*:CoverageEligibilityRequest.insurance
 item*:CoverageEligibilityRequest.item
CoverageEligibilityRequest.supportingInfo
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt information:Reference
 appliesToAll:boolean
CoverageEligibilityRequest.insurance
 id:string extension*:Extension modifierExtension*:Extension focal:boolean coverage:Reference(Coverage)
 businessArrangement:string
CoverageEligibilityRequest.item
 id:string extension*:Extension modifierExtension*:Extension supportingInfoSequence*:positiveInt
 category:CodeableConcept productOrService:CodeableConcept modifier*:CodeableConcept
 provider:Reference(Practitioner|PractitionerRole) quantity:Quantity unitPrice:Money
 facility:Reference(Location|Organization) diagnosis*:CoverageEligibilityRequest.item.diagnosis detail*:Reference
CoverageEligibilityRequest.item.diagnosis
 id:string extension*:Extension modifierExtension*:Extension diagnosis[x]:CodeableConcept|Reference(Condition)
CoverageEligibilityResponse
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code purpose*:code patient:Reference(Patient)
 serviced[x]:date|Period created:dateTime requestor:Reference(Organization|Practitioner|PractitionerRole)
 request:Reference(CoverageEligibilityRequest) outcome:code disposition:string insurer:Reference(Organization)
 insurance*:CoverageEligibilityResponse.insurance preAuthRef:string form:CodeableConcept
 error*:CoverageEligibilityResponse.error
CoverageEligibilityResponse.insurance
 id:string extension*:Extension modifierExtension*:Extension coverage:Reference(Coverage) inforce:boolean
 benefitPeriod:Period item*:CoverageEligibilityResponse.insurance.item
CoverageEligibilityResponse.insurance.item
 id:string extension*:Extension modifierExtension*:Extension category:CodeableConcept
 productOrService:CodeableConcept modifier*:CodeableConcept provider:Reference(Practitioner|PractitionerRole)
 excluded:boolean name:string description:string network:CodeableConcept unit:CodeableConcept
 term:CodeableConcept benefit*:CoverageEligibilityResponse.insurance.item.benefit authorizationRequired:boolean
 authorizationSupporting*:CodeableConcept authorizationUrl:uri
CoverageEligibilityResponse.insurance.item.benefit
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept
 allowed[x]:unsignedInt|string|Money used[x]:unsignedInt|string|Money
CoverageEligibilityResponse.error
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept
DataRequirement
 id:string extension*:Extension type:code profile*:canonical subject[x]:CodeableConcept|Reference(Group)
 mustSupport*:string codeFilter*:DataRequirement.codeFilter dateFilter*:DataRequirement.dateFilter
 limit:positiveInt sort*:DataRequirement.sort
DataRequirement.codeFilter
 id:string extension*:Extension path:string searchParam:string valueSet:canonical code*:Coding
DataRequirement.dateFilter
 id:string extension*:Extension path:string searchParam:string value[x]:dateTime|Period|Duration
DataRequirement.sort
 id:string extension*:Extension path:string direction:code
DetectedIssue
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code code:CodeableConcept severity:code
 patient:Reference(Patient) identified[x]:dateTime|Period author:Reference(Device|Practitioner|PractitionerRole)
 implicated*:Reference evidence*:DetectedIssue.evidence detail:string reference:uri
 mitigation*:DetectedIssue.mitigation
DetectedIssue.evidence
 id:string extension*:Extension modifierExtension*:Extension code*:CodeableConcept detail*:Reference
DetectedIssue.mitigation
 id:string extension*:Extension modifierExtension*:Extension action:CodeableConcept date:dateTime
 author:Reference(Practitioner|PractitionerRole)
Device
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier definition:Reference(DeviceDefinition)
 udiCarrier*:Device.udiCarrier status:code statusReason*:CodeableConcept distinctIdentifier:string
 manufacturer:string manufactureDate:dateTime expirationDate:dateTime lotNumber:string serialNumber:string
 deviceName*:Device.deviceName modelNumber:string partNumber:string type:CodeableConcept
 specialization*:Device.specialization version*:Device.version property*:Device.property
 patient:Reference(Patient) owner:Reference(Organization) contact*:ContactPoint location:Reference(Location)
 url:uri note*:Annotation safety*:CodeableConcept parent:Reference(Device)
Device.udiCarrier
 id:string extension*:Extension modifierExtension*:Extension deviceIdentifier:string issuer:uri jurisdiction:uri
 carrierAIDC:base64Binary carrierHRF:string entryType:code
Device.deviceName
 id:string extension*:Extension modifierExtension*:Extension name:string type:code
Device.specialization
 id:string extension*:Extension modifierExtension*:Extension systemType:CodeableConcept version:string
Device.version
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept component:Identifier
 value:string
Device.property
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept valueQuantity*:Quantity
 valueCode*:CodeableConcept
DeviceDefinition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier udiDeviceIdentifier*:DeviceDefinition.udiDeviceIdentifier
 manufacturer[x]:string|Reference(Organization) deviceName*:DeviceDefinition.deviceName modelNumber:string
 type:CodeableConcept specialization*:DeviceDefinition.specialization version*:string safety*:CodeableConcept
 shelfLifeStorage*:ProductShelfLife physicalCharacteristics:ProdCharacteristic languageCode*:CodeableConcept
 capability*:DeviceDefinition.capability property*:DeviceDefinition.property owner:Reference(Organization)
 contact*:ContactPoint url:uri onlineInformation:uri note*:Annotation quantity:Quantity
 parentDevice:Reference(DeviceDefinition) material*:DeviceDefinition.material
DeviceDefinition.udiDeviceIdentifier
 id:string extension*:Extension modifierExtension*:Extension deviceIdentifier:string issuer:uri jurisdiction:uri
DeviceDefinition.deviceName
 id:string extension*:Extension modifierExtension*:Extension name:string type:code
DeviceDefinition.specialization
 id:string extension*:Extension modifierExtension*:Extension systemType:string version:string
DeviceDefinition.capability
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept description*:CodeableConcept
DeviceDefinition.property
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept valueQuantity*:Quantity
 valueCode*:CodeableConcept
DeviceDefinition.material
 id:string extension*:Extension modifierExtension*:Extension substance:CodeableConcept alternate:boolean
 allergenicIndicator:boolean
DeviceMetric
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier type:CodeableConcept unit:CodeableConcept
 source:Reference(Device) parent:Reference(Device) operationalStatus:code color:code category:code
 measurementPeriod:Timing calibration*:DeviceMetric.calibration
DeviceMetric.calibration
 id:string extension*:Extension modifierExtension*:Extension type:code state:code time:instant
DeviceRequest
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier instantiatesCanonical*:canonical instantiatesUri*:uri
 basedOn*:Reference priorRequest*:Reference groupIdentifier:Identifier status:code intent:code priority:code
 code[x]:Reference|CodeableConcept(Device) parameter*:DeviceRequest.parameter
 subject:Reference(Device|Group|Location|Patient) encounter:Reference(Encounter)
 occurrence[x]:dateTime|Period|Timing authoredOn:dateTime
 requester:Reference(Device|Organization|Practitioner|PractitionerRole) performerType:CodeableConcept
 performer:Reference(CareTeam|Device|HealthcareService|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 reasonCode*:CodeableConcept reasonReference*:Reference(Condition|DiagnosticReport|DocumentReference|Observation)
 insurance*:Reference(ClaimResponse|Coverage) supportingInfo*:Reference note*:Annotation
 relevantHistory*:Reference(Provenance)
DeviceRequest.parameter
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept
 value[x]:CodeableConcept|Quantity|Range|boolean
DeviceUseStatement
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier basedOn*:Reference(ServiceRequest) status:code
 subject:Reference(Group|Patient)
 derivedFrom*:Reference(Claim|DocumentReference|Observation|Procedure|QuestionnaireResponse|ServiceRequest)
 timing[x]:Timing|Period|dateTime recordedOn:dateTime
 source:Reference(Patient|Practitioner|PractitionerRole|RelatedPerson) device:Reference(Device)
 reasonCode*:CodeableConcept
 reasonReference*:Reference(Condition|DiagnosticReport|DocumentReference|Media|Observation)
 bodySite:CodeableConcept note*:Annotation
DiagnosticReport
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier
 basedOn*:Reference(CarePlan|ImmunizationRecommendation|MedicationRequest|NutritionOrder|ServiceRequest)
 status:code category*:CodeableConcept code:CodeableConcept subject:Reference(Device|Group|Location|Patient)
 encounter:Reference(Encounter) effective[x]:dateTime|Period issued:instant
 performer*:Reference(CareTeam|Organization|Practitioner|PractitionerRole)
 resultsInterpreter*:Reference(CareTeam|Organization|Practitioner|PractitionerRole) specimen*:Reference(Specimen)
 result*:Reference(Observation) imagingStudy*:Reference(ImagingStudy) media*:DiagnosticReport.media
 conclusion:string conclusionCode*:CodeableConcept presentedForm*:Attachment
DiagnosticReport.media
 id:string extension*:Extension modifierExtension*:Extension comment:string link:Reference(Media)
Distance
 id:string extension*:Extension value:decimal comparator:code unit:string system:uri code:code
DocumentManifest
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension masterIdentifier:Identifier identifier*:Identifier status:code type:CodeableConcept
 subject:Reference(Device|Group|Patient|Practitioner) created:dateTime
 author*:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 recipient*:Reference(Organization|Patient|Practitioner|PractitionerRole|RelatedPerson) source:uri
 description:string content*:Reference related*:DocumentManifest.related
DocumentManifest.related
 id:string extension*:Extension modifierExtension*:Extension identifier:Identifier ref:Reference
DocumentReference
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension masterIdentifier:Identifier identifier*:Identifier status:code docStatus:code
 type:CodeableConcept category*:CodeableConcept subject:Reference(Device|Group|Patient|Practitioner) date:instant
 author*:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 authenticator:Reference(Organization|Practitioner|PractitionerRole) custodian:Reference(Organization)
 relatesTo*:DocumentReference.relatesTo description:string securityLabel*:CodeableConcept
 content*:DocumentReference.content context:DocumentReference.context
DocumentReference.relatesTo
 id:string extension*:Extension modifierExtension*:Extension code:code target:Reference(DocumentReference)
DocumentReference.content
 id:string extension*:Extension modifierExtension*:Extension attachment:Attachment format:Coding
DocumentReference.context
 id:string extension*:Extension modifierExtension*:Extension encounter*:Reference(Encounter|EpisodeOfCare)
 event*:CodeableConcept period:Period facilityType:CodeableConcept practiceSetting:CodeableConcept
 sourcePatientInfo:Reference(Patient) related*:Reference
DomainResource
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension
Dosage
 id:string extension*:Extension modifierExtension*:Extension sequence:integer text:string
 additionalInstruction*:CodeableConcept patientInstruction:string timing:Timing
 asNeeded[x]:boolean|CodeableConcept site:CodeableConcept route:CodeableConcept method:CodeableConcept
 doseAndRate*:Dosage.doseAndRate maxDosePerPeriod:Ratio maxDosePerAdministration:Quantity
 maxDosePerLifetime:Quantity
Dosage.doseAndRate
 id:string extension*:Extension type:CodeableConcept dose[x]:Range|Quantity rate[x]:Ratio|Range|Quantity
Duration
 id:string extension*:Extension value:decimal comparator:code unit:string system:uri code:code
EffectEvidenceSynthesis
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string status:code
 date:dateTime publisher:string contact*:ContactDetail description:markdown note*:Annotation
 useContext*:UsageContext jurisdiction*:CodeableConcept copyright:markdown approvalDate:date lastReviewDate:date
 effectivePeriod:Period topic*:CodeableConcept author*:ContactDetail editor*:ContactDetail
 reviewer*:ContactDetail endorser*:ContactDetail relatedArtifact*:RelatedArtifact synthesisType:CodeableConcept
 studyType:CodeableConcept population:Reference(EvidenceVariable) exposure:Reference(EvidenceVariable)
 exposureAlternative:Reference(EvidenceVariable) outcome:Reference(EvidenceVariable)
 sampleSize:EffectEvidenceSynthesis.sampleSize resultsByExposure*:EffectEvidenceSynthesis.resultsByExposure
 effectEstimate*:EffectEvidenceSynthesis.effectEstimate certainty*:EffectEvidenceSynthesis.certainty
EffectEvidenceSynthesis.sampleSize
 id:string extension*:Extension modifierExtension*:Extension description:string numberOfStudies:integer
 numberOfParticipants:integer
EffectEvidenceSynthesis.resultsByExposure
 id:string extension*:Extension modifierExtension*:Extension description:string exposureState:code
 variantState:CodeableConcept riskEvidenceSynthesis:Reference(RiskEvidenceSynthesis)
EffectEvidenceSynthesis.effectEstimate
 id:string extension*:Extension modifierExtension*:Extension description:string type:CodeableConcept
 variantState:CodeableConcept value:decimal unitOfMeasure:CodeableConcept
 precisionEstimate*:EffectEvidenceSynthesis.effectEstimate.precisionEstimate
EffectEvidenceSynthesis.effectEstimate.precisionEstimate
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept level:decimal from:decimal
 to:decimal
EffectEvidenceSynthesis.certainty
 id:string extension*:Extension modifierExtension*:Extension rating*:CodeableConcept note*:Annotation
 certaintySubcomponent*:EffectEvidenceSynthesis.certainty.certaintySubcomponent
EffectEvidenceSynthesis.certainty.certaintySubcomponent
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept rating*:CodeableConcept
 note*:Annotation
Element
 id:string extension*:Extension
ElementDefinition
 id:string extension*:Extension modifierExtension*:Extension path:string representation*:code sliceName:string
 sliceIsConstraining:boolean label:string code*:Coding slicing:ElementDefinition.slicing short:string
 definition:markdown comment:markdown requirements:markdown alias*:string min:unsignedInt max:string
 base:ElementDefinition.base contentReference:uri type*:ElementDefinition.type
 defaultValue[x]:base64Binary|boolean|canonical|code|date|dateTime|decimal|id|instant|integer|markdown|oid|positiveInt|string|time|unsignedInt|uri|url|uuid|Address|Age|Annotation|Attachment|CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|Money|Period|Quantity|Range|Ratio|Reference|SampledData|Signature|Timing|ContactDetail|Contributor|DataRequirement|Expression|ParameterDefinition|RelatedArtifact|TriggerDefinition|UsageContext|Dosage|Meta
 meaningWhenMissing:markdown orderMeaning:string
 fixed[x]:base64Binary|boolean|canonical|code|date|dateTime|decimal|id|instant|integer|markdown|oid|positiveInt|string|time|unsignedInt|uri|url|uuid|Address|Age|Annotation|Attachment|CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|Money|Period|Quantity|Range|Ratio|Reference|SampledData|Signature|Timing|ContactDetail|Contributor|DataRequirement|Expression|ParameterDefinition|RelatedArtifact|TriggerDefinition|UsageContext|Dosage|Meta
 pattern[x]:base64Binary|boolean|canonical|code|date|dateTime|decimal|id|instant|integer|markdown|oid|positiveInt|string|time|unsignedInt|uri|url|uuid|Address|Age|Annotation|Attachment|CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|Money|Period|Quantity|Range|Ratio|Reference|SampledData|Signature|Timing|ContactDetail|Contributor|DataRequirement|Expression|ParameterDefinition|RelatedArtifact|TriggerDefinition|UsageContext|Dosage|Meta
 example*:ElementDefinition.example
 minValue[x]:date|dateTime|instant|time|decimal|integer|positiveInt|unsignedInt|Quantity
 maxValue[x]:date|dateTime|instant|time|decimal|integer|positiveInt|unsignedInt|Quantity maxLength:integer
 condition*:id constraint*:ElementDefinition.constraint mustSupport:boolean isModifier:boolean
 isModifierReason:string isSummary:boolean binding:ElementDefinition.binding mapping*:ElementDefinition.mapping
ElementDefinition.slicing
 id:string extension*:Extension discriminator*:ElementDefinition.slicing.discriminator description:string
 ordered:boolean rules:code
ElementDefinition.slicing.discriminator
 id:string extension*:Extension type:code path:string
ElementDefinition.base
 id:string extension*:Extension path:string min:unsignedInt max:string
ElementDefinition.type
 id:string extension*:Extension code:uri profile*:canonical targetProfile*:canonical aggregation*:code
 versioning:code
ElementDefinition.example
 id:string extension*:Extension label:string
 value[x]:base64Binary|boolean|canonical|code|date|dateTime|decimal|id|instant|integer|markdown|oid|positiveInt|string|time|unsignedInt|uri|url|uuid|Address|Age|Annotation|Attachment|CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|Money|Period|Quantity|Range|Ratio|Reference|SampledData|Signature|Timing|ContactDetail|Contributor|DataRequirement|Expression|ParameterDefinition|RelatedArtifact|TriggerDefinition|UsageContext|Dosage|Meta
ElementDefinition.constraint
 id:string extension*:Extension key:id requirements:string severity:code human:string expression:string
 xpath:string source:canonical
ElementDefinition.binding
 id:string extension*:Extension strength:code description:string valueSet:canonical
ElementDefinition.mapping
 id:string extension*:Extension identity:id language:code map:string comment:string
Encounter
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code statusHistory*:Encounter.statusHistory
 class:Coding classHistory*:Encounter.classHistory type*:CodeableConcept serviceType:CodeableConcept
 priority:CodeableConcept subject:Reference(Group|Patient) episodeOfCare*:Reference(EpisodeOfCare)
 basedOn*:Reference(ServiceRequest) participant*:Encounter.participant appointment*:Reference(Appointment)
 period:Period length:Duration reasonCode*:CodeableConcept
 reasonReference*:Reference(Condition|ImmunizationRecommendation|Observation|Procedure)
 diagnosis*:Encounter.diagnosis account*:Reference(Account) hospitalization:Encounter.hospitalization
 location*:Encounter.location serviceProvider:Reference(Organization) partOf:Reference(Encounter)
Encounter.statusHistory
 id:string extension*:Extension modifierExtension*:Extension status:code period:Period
Encounter.classHistory
 id:string extension*:Extension modifierExtension*:Extension class:Coding period:Period
Encounter.participant
 id:string extension*:Extension modifierExtension*:Extension type*:CodeableConcept period:Period
 individual:Reference(Practitioner|PractitionerRole|RelatedPerson)
Encounter.diagnosis
 id:string extension*:Extension modifierExtension*:Extension condition:Reference(Condition|Procedure)
 use:CodeableConcept rank:positiveInt
Encounter.hospitalization
 id:string extension*:Extension modifierExtension*:Extension preAdmissionIdentifier:Identifier
 origin:Reference(Location|Organization) admitSource:CodeableConcept reAdmission:CodeableConcept
 dietPreference*:CodeableConcept specialCourtesy*:CodeableConcept specialArrangement*:CodeableConcept
 destination:Reference(Location|Organization) dischargeDisposition:CodeableConcept
Encounter.location
 id:string extension*:Extension modifierExtension*:Extension location:Reference(Location) status:code
 physicalType:CodeableConcept period:Period
Endpoint
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code connectionType:Coding name:string
 managingOrganization:Reference(Organization) contact*:ContactPoint period:Period payloadType*:CodeableConcept
 payloadMimeType*:code address:url header*:string
EnrollmentRequest
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code created:dateTime insurer:Reference(Organization)
 provider:Reference(Organization|Practitioner|PractitionerRole) candidate:Reference(Patient)
 coverage:Reference(Coverage)
EnrollmentResponse
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code request:Reference(EnrollmentRequest)
 outcome:code disposition:string created:dateTime organization:Reference(Organization)
 requestProvider:Reference(Organization|Practitioner|PractitionerRole)
EpisodeOfCare
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code statusHistory*:EpisodeOfCare.statusHistory
 type*:CodeableConcept diagnosis*:EpisodeOfCare.diagnosis patient:Reference(Patient)
 managingOrganization:Reference(Organization) period:Period referralRequest*:Reference(ServiceRequest)
 careManager:Reference(Practitioner|PractitionerRole) team*:Reference(CareTeam) account*:Reference(Account)
EpisodeOfCare.statusHistory
 id:string extension*:Extension modifierExtension*:Extension status:code period:Period
EpisodeOfCare.diagnosis
 id:string extension*:Extension modifierExtension*:Extension condition:Reference(Condition) role:CodeableConcept
 rank:positiveInt
EventDefinition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string
 subtitle:string status:code experimental:boolean subject[x]:CodeableConcept|Reference(Group) date:dateTime
 publisher:string contact*:ContactDetail description:markdown useContext*:UsageContext
 jurisdiction*:CodeableConcept purpose:markdown usage:string copyright:markdown approvalDate:date
 lastReviewDate:date effectivePeriod:Period topic*:CodeableConcept author*:ContactDetail editor*:ContactDetail
 reviewer*:ContactDetail endorser*:ContactDetail relatedArtifact*:RelatedArtifact trigger*:TriggerDefinition
Evidence
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string
 shortTitle:string subtitle:string status:code date:dateTime publisher:string contact*:ContactDetail
 description:markdown note*:Annotation useContext*:UsageContext jurisdiction*:CodeableConcept copyright:markdown
 approvalDate:date lastReviewDate:date effectivePeriod:Period topic*:CodeableConcept author*:ContactDetail
 editor*:ContactDetail reviewer*:ContactDetail endorser*:ContactDetail relatedArtifact*:RelatedArtifact
 exposureBackground:Reference(EvidenceVariable) exposureVariant*:Reference(EvidenceVariable)
 outcome*:Reference(EvidenceVariable)
EvidenceVariable
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string
 shortTitle:string subtitle:string status:code date:dateTime publisher:string contact*:ContactDetail
 description:markdown note*:Annotation useContext*:UsageContext jurisdiction*:CodeableConcept copyright:markdown
 approvalDate:date lastReviewDate:date effectivePeriod:Period topic*:CodeableConcept author*:ContactDetail
 editor*:ContactDetail reviewer*:ContactDetail endorser*:ContactDetail relatedArtifact*:RelatedArtifact type:code
 characteristic*:EvidenceVariable.characteristic
EvidenceVariable.characteristic
 id:string extension*:Extension modifierExtension*:Extension description:string
 definition[x]:Reference|canonical|CodeableConcept|Expression|DataRequirement|TriggerDefinition(Group)
 usageContext*:UsageContext exclude:boolean participantEffective[x]:dateTime|Period|Duration|Timing
 timeFromStart:Duration groupMeasure:code
ExampleScenario
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string status:code
 experimental:boolean date:dateTime publisher:string contact*:ContactDetail useContext*:UsageContext
 jurisdiction*:CodeableConcept copyright:markdown purpose:markdown actor*:ExampleScenario.actor
 instance*:ExampleScenario.instance process*:ExampleScenario.process workflow*:canonical
ExampleScenario.actor
 id:string extension*:Extension modifierExtension*:Extension actorId:string type:code name:string
 description:markdown
ExampleScenario.instance
 id:string extension*:Extension modifierExtension*:Extension resourceId:string resourceType:code name:string
 description:markdown version*:ExampleScenario.instance.version
 containedInstance*:ExampleScenario.instance.containedInstance
ExampleScenario.instance.version
 id:string extension*:Extension modifierExtension*:Extension versionId:string description:markdown
ExampleScenario.instance.containedInstance
 id:string extension*:Extension modifierExtension*:Extension resourceId:string versionId:string
ExampleScenario.process
 id:string extension*:Extension modifierExtension*:Extension title:string description:markdown
 preConditions:markdown postConditions:markdown step*:ExampleScenario.process.step
ExampleScenario.process.step
 id:string extension*:Extension modifierExtension*:Extension process*:ExampleScenario.process pause:boolean
 operation:ExampleScenario.process.step.operation alternative*:ExampleScenario.process.step.alternative
ExampleScenario.process.step.operation
 id:string extension*:Extension modifierExtension*:Extension number:string type:string name:string
 initiator:string receiver:string description:markdown initiatorActive:boolean receiverActive:boolean
 request:ExampleScenario.instance.containedInstance response:ExampleScenario.instance.containedInstance
ExampleScenario.process.step.alternative
 id:string extension*:Extension modifierExtension*:Extension title:string description:markdown
 step*:ExampleScenario.process.step
ExplanationOfBenefit
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code type:CodeableConcept subType:CodeableConcept
 use:code patient:Reference(Patient) billablePeriod:Period created:dateTime
 enterer:Reference(Practitioner|PractitionerRole) insurer:Reference(Organization)
 provider:Reference(Organization|Practitioner|PractitionerRole) priority:CodeableConcept
 fundsReserveRequested:CodeableConcept fundsReserve:CodeableConcept related*:ExplanationOfBenefit.related
 prescription:Reference(MedicationRequest|VisionPrescription) originalPrescription:Reference(MedicationRequest)
 payee:ExplanationOfBenefit.payee referral:Reference(ServiceRequest) facility:Reference(Location)
 claim:Reference(Claim) claimResponse:Reference(ClaimResponse) outcome:code disposition:string preAuthRef*:string
 preAuthRefPeriod*:Period careTeam*:ExplanationOfBenefit.careTeam
 supportingInfo*:ExplanationOfBenefit.supportingInfo diagnosis*:ExplanationOfBenefit.diagnosis
 procedure*:ExplanationOfBenefit.procedure precedence:positiveInt insurance*:ExplanationOfBenefit.insurance
 accident:ExplanationOfBenefit.accident item*:ExplanationOfBenefit.item addItem*:ExplanationOfBenefit.addItem
 adjudication*:ExplanationOfBenefit.item.adjudication total*:ExplanationOfBenefit.total
 payment:ExplanationOfBenefit.payment formCode:CodeableConcept form:Attachment
 processNote*:ExplanationOfBenefit.processNote benefitPeriod:Period
 benefitBalance*:ExplanationOfBenefit.benefitBalance
ExplanationOfBenefit.related
 id:string extension*:Extension modifierExtension*:Extension claim:Reference(Claim) relationship:CodeableConcept
 reference:Identifier
ExplanationOfBenefit.payee
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept
 party:Reference(Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
ExplanationOfBenefit.careTeam
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt
 provider:Reference(Organization|Practitioner|PractitionerRole) responsible:boolean role:CodeableConcept
 qualification:CodeableConcept
ExplanationOfBenefit.supportingInfo
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt category:CodeableConcept
 code:CodeableConcept timing[x]:date|Period value[x]:boolean|string|Quantity|Attachment|Reference reason:Coding
ExplanationOfBenefit.diagnosis
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt
 diagnosis[x]:CodeableConcept|Reference(Condition) type*:CodeableConcept onAdmission:CodeableConcept
 packageCode:CodeableConcept
ExplanationOfBenefit.procedure
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt type*:CodeableConcept
 date:dateTime procedure[x]:CodeableConcept|Reference(Procedure) udi*:Reference(Device)
ExplanationOfBenefit.insurance
 id:string extension*:Extension modifierExtension*:Extension focal:boolean coverage:Reference(Coverage)
 preAuthRef*:string
ExplanationOfBenefit.accident
 id:string extension*:Extension modifierExtension*:Extension date:date type:CodeableConcept
 location[x]:Address|Reference(Location)
ExplanationOfBenefit.item
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt careTeamSequence*:positiveInt
 diagnosisSequence*:positiveInt procedureSequence*:positiveInt informationSequence*:positiveInt
 revenue:CodeableConcept category:CodeableConcept productOrService:CodeableConcept modifier*:CodeableConcept
 programCode*:CodeableConcept serviced[x]:date|Period location[x]:CodeableConcept|Address|Reference(Location)
 quantity:Quantity unitPrice:Money factor:decimal net:Money udi*:Reference(Device) bodySite:CodeableConcept
 subSite*:CodeableConcept encounter*:Reference(Encounter) noteNumber*:positiveInt
 adjudication*:ExplanationOfBenefit.item.adjudication detail*:ExplanationOfBenefit.item.detail
ExplanationOfBenefit.item.adjudication
 id:string extension*:Extension modifierExtension*:Extension category:CodeableConcept reason:CodeableConcept
 amount:Money value:decimal
ExplanationOfBenefit.item.detail
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt revenue:CodeableConcept
 category:CodeableConcept productOrService:CodeableConcept modifier*:CodeableConcept programCode*:CodeableConcept
 quantity:Quantity unitPrice:Money factor:decimal net:Money udi*:Reference(Device) noteNumber*:positiveInt
 adjudication*:ExplanationOfBenefit.item.adjudication subDetail*:ExplanationOfBenefit.item.detail.subDetail
ExplanationOfBenefit.item.detail.subDetail
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt revenue:CodeableConcept
 category:CodeableConcept productOrService:CodeableConcept modifier*:CodeableConcept programCode*:CodeableConcept
 quantity:Quantity unitPrice:Money factor:decimal net:Money udi*:Reference(Device) noteNumber*:positiveInt
 adjudication*:ExplanationOfBenefit.item.adjudication
ExplanationOfBenefit.addItem
 id:string extension*:Extension modifierExtension*:Extension itemSequence*:positiveInt
 detailSequence*:positiveInt subDetailSequence*:positiveInt
 provider*:Reference(Organization|Practitioner|PractitionerRole) productOrService:CodeableConcept
 modifier*:CodeableConcept programCode*:CodeableConcept serviced[x]:date|Period
 location[x]:CodeableConcept|Address|Reference(Location) quantity:Quantity unitPrice:Money factor:decimal
 net:Money bodySite:CodeableConcept subSite*:CodeableConcept noteNumber*:positiveInt
 adjudication*:ExplanationOfBenefit.item.adjudication detail*:ExplanationOfBenefit.addItem.detail
ExplanationOfBenefit.addItem.detail
 id:string extension*:Extension modifierExtension*:Extension productOrService:CodeableConcept
 modifier*:CodeableConcept quantity:Quantity unitPrice:Money factor:decimal net:Money noteNumber*:positiveInt
 adjudication*:ExplanationOfBenefit.item.adjudication subDetail*:ExplanationOfBenefit.addItem.detail.subDetail
ExplanationOfBenefit.addItem.detail.subDetail
 id:string extension*:Extension modifierExtension*:Extension productOrService:CodeableConcept
 modifier*:CodeableConcept quantity:Quantity unitPrice:Money factor:decimal net:Money noteNumber*:positiveInt
 adjudication*:ExplanationOfBenefit.item.adjudication
ExplanationOfBenefit.total
 id:string extension*:Extension modifierExtension*:Extension category:CodeableConcept amount:Money
ExplanationOfBenefit.payment
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept adjustment:Money
 adjustmentReason:CodeableConcept date:date amount:Money identifier:Identifier
ExplanationOfBenefit.processNote
 id:string extension*:Extension modifierExtension*:Extension number:positiveInt type:code text:string
 language:CodeableConcept
ExplanationOfBenefit.benefitBalance
 id:string extension*:Extension modifierExtension*:Extension category:CodeableConcept excluded:boolean
 name:string description:string network:CodeableConcept unit:CodeableConcept term:CodeableConcept
 financial*:ExplanationOfBenefit.benefitBalance.financial
ExplanationOfBenefit.benefitBalance.financial
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept
 allowed[x]:unsignedInt|string|Money used[x]:unsignedInt|Money
Expression
 id:string extension*:Extension description:string name:id language:code expression:string reference:uri
Extension
 id:string extension*:Extension url:uri
 value[x]:base64Binary|boolean|canonical|code|date|dateTime|decimal|id|instant|integer|markdown|oid|positiveInt|string|time|unsignedInt|uri|url|uuid|Address|Age|Annotation|Attachment|CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|Money|Period|Quantity|Range|Ratio|Reference|SampledData|Signature|Timing|ContactDetail|Contributor|DataRequirement|Expression|ParameterDefinition|RelatedArtifact|TriggerDefinition|UsageContext|Dosage|Meta
FamilyMemberHistory
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier instantiatesCanonical*:canonical instantiatesUri*:uri
 status:code dataAbsentReason:CodeableConcept patient:Reference(Patient) date:dateTime name:string
 relationship:CodeableConcept sex:CodeableConcept born[x]:Period|date|string age[x]:Age|Range|string
 estimatedAge:boolean deceased[x]:boolean|Age|Range|date|string reasonCode*:CodeableConcept
 reasonReference*:Reference(AllergyIntolerance|Condition|DiagnosticReport|DocumentReference|Observation|QuestionnaireResponse)
 note*:Annotation condition*:FamilyMemberHistory.condition
FamilyMemberHistory.condition
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept outcome:CodeableConcept
 contributedToDeath:boolean onset[x]:Age|Range|Period|string note*:Annotation
Flag
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code category*:CodeableConcept code:CodeableConcept
 subject:Reference(Group|Location|Medication|Organization|Patient|PlanDefinition|Practitioner|Procedure)
 period:Period encounter:Reference(Encounter)
 author:Reference(Device|Organization|Patient|Practitioner|PractitionerRole)
Goal
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier lifecycleStatus:code achievementStatus:CodeableConcept
 category*:CodeableConcept priority:CodeableConcept description:CodeableConcept
 subject:Reference(Group|Organization|Patient) start[x]:date|CodeableConcept target*:Goal.target statusDate:date
 statusReason:string expressedBy:Reference(Patient|Practitioner|PractitionerRole|RelatedPerson)
 addresses*:Reference(Condition|MedicationStatement|NutritionOrder|Observation|RiskAssessment|ServiceRequest)
 note*:Annotation outcomeCode*:CodeableConcept outcomeReference*:Reference(Observation)
Goal.target
 id:string extension*:Extension modifierExtension*:Extension measure:CodeableConcept
 detail[x]:Quantity|Range|CodeableConcept|string|boolean|integer|Ratio due[x]:date|Duration
GraphDefinition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri version:string name:string status:code experimental:boolean date:dateTime
 publisher:string contact*:ContactDetail description:markdown useContext*:UsageContext
 jurisdiction*:CodeableConcept purpose:markdown start:code profile:canonical link*:GraphDefinition.link
GraphDefinition.link
 id:string extension*:Extension modifierExtension*:Extension path:string sliceName:string min:integer max:string
 description:string target*:GraphDefinition.link.target
GraphDefinition.link.target
 id:string extension*:Extension modifierExtension*:Extension type:code params:string profile:canonical
 compartment*:GraphDefinition.link.target.compartment link*:GraphDefinition.link
GraphDefinition.link.target.compartment
 id:string extension*:Extension modifierExtension*:Extension use:code code:code rule:code expression:string
 description:string
Group
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier active:boolean type:code actual:boolean code:CodeableConcept
 name:string quantity:unsignedInt
 managingEntity:Reference(Organization|Practitioner|PractitionerRole|RelatedPerson)
 characteristic*:Group.characteristic member*:Group.member
Group.characteristic
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept
 value[x]:CodeableConcept|boolean|Quantity|Range|Reference exclude:boolean period:Period
Group.member
 id:string extension*:Extension modifierExtension*:Extension
 entity:Reference(Device|Group|Medication|Patient|Practitioner|PractitionerRole|Substance) period:Period
 inactive:boolean
GuidanceResponse
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension requestIdentifier:Identifier identifier*:Identifier
 module[x]:uri|canonical|CodeableConcept status:code subject:Reference(Group|Patient)
 encounter:Reference(Encounter) occurrenceDateTime:dateTime performer:Reference(Device)
 reasonCode*:CodeableConcept reasonReference*:Reference(Condition|DiagnosticReport|DocumentReference|Observation)
 note*:Annotation evaluationMessage*:Reference(OperationOutcome) outputParameters:Reference(Parameters)
 result:Reference(CarePlan|RequestGroup) dataRequirement*:DataRequirement
HealthcareService
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier active:boolean providedBy:Reference(Organization)
 category*:CodeableConcept type*:CodeableConcept specialty*:CodeableConcept location*:Reference(Location)
 name:string comment:string extraDetails:markdown photo:Attachment telecom*:ContactPoint
 coverageArea*:Reference(Location) serviceProvisionCode*:CodeableConcept
 eligibility*:HealthcareService.eligibility program*:CodeableConcept characteristic*:CodeableConcept
 communication*:CodeableConcept referralMethod*:CodeableConcept appointmentRequired:boolean
 availableTime*:HealthcareService.availableTime notAvailable*:HealthcareService.notAvailable
 availabilityExceptions:string endpoint*:Reference(Endpoint)
HealthcareService.eligibility
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept comment:markdown
HealthcareService.availableTime
 id:string extension*:Extension modifierExtension*:Extension daysOfWeek*:code allDay:boolean
 availableStartTime:time availableEndTime:time
HealthcareService.notAvailable
 id:string extension*:Extension modifierExtension*:Extension description:string during:Period
HumanName
 id:string extension*:Extension use:code text:string family:string given*:string prefix*:string suffix*:string
 period:Period
Identifier
 id:string extension*:Extension use:code type:CodeableConcept system:uri value:string period:Period
 assigner:Reference(Organization)
ImagingStudy
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code modality*:Coding
 subject:Reference(Device|Group|Patient) encounter:Reference(Encounter) started:dateTime
 basedOn*:Reference(Appointment|AppointmentResponse|CarePlan|ServiceRequest|Task)
 referrer:Reference(Practitioner|PractitionerRole) interpreter*:Reference(Practitioner|PractitionerRole)
 endpoint*:Reference(Endpoint) numberOfSeries:unsignedInt numberOfInstances:unsignedInt
 procedureReference:Reference(Procedure) procedureCode*:CodeableConcept location:Reference(Location)
 reasonCode*:CodeableConcept
 reasonReference*:Reference(Condition|DiagnosticReport|DocumentReference|Media|Observation) note*:Annotation
 description:string series*:ImagingStudy.series
ImagingStudy.series
 id:string extension*:Extension modifierExtension*:Extension uid:id number:unsignedInt modality:Coding
 description:string numberOfInstances:unsignedInt endpoint*:Reference(Endpoint) bodySite:Coding laterality:Coding
 specimen*:Reference(Specimen) started:dateTime performer*:ImagingStudy.series.performer
 instance*:ImagingStudy.series.instance
ImagingStudy.series.performer
 id:string extension*:Extension modifierExtension*:Extension function:CodeableConcept
 actor:Reference(CareTeam|Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
ImagingStudy.series.instance
 id:string extension*:Extension modifierExtension*:Extension uid:id sopClass:Coding number:unsignedInt
 title:string
Immunization
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code statusReason:CodeableConcept
 vaccineCode:CodeableConcept patient:Reference(Patient) encounter:Reference(Encounter)
 occurrence[x]:dateTime|string recorded:dateTime primarySource:boolean reportOrigin:CodeableConcept
 location:Reference(Location) manufacturer:Reference(Organization) lotNumber:string expirationDate:date
 site:CodeableConcept route:CodeableConcept doseQuantity:Quantity performer*:Immunization.performer
 note*:Annotation reasonCode*:CodeableConcept reasonReference*:Reference(Condition|DiagnosticReport|Observation)
 isSubpotent:boolean subpotentReason*:CodeableConcept education*:Immunization.education
 programEligibility*:CodeableConcept fundingSource:CodeableConcept reaction*:Immunization.reaction
 protocolApplied*:Immunization.protocolApplied
Immunization.performer
 id:string extension*:Extension modifierExtension*:Extension function:CodeableConcept
 actor:Reference(Organization|Practitioner|PractitionerRole)
Immunization.education
 id:string extension*:Extension modifierExtension*:Extension documentType:string reference:uri
 publicationDate:dateTime presentationDate:dateTime
Immunization.reaction
 id:string extension*:Extension modifierExtension*:Extension date:dateTime detail:Reference(Observation)
 reported:boolean
Immunization.protocolApplied
 id:string extension*:Extension modifierExtension*:Extension series:string authority:Reference(Organization)
 targetDisease*:CodeableConcept doseNumber[x]:positiveInt|string seriesDoses[x]:positiveInt|string
ImmunizationEvaluation
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code patient:Reference(Patient) date:dateTime
 authority:Reference(Organization) targetDisease:CodeableConcept immunizationEvent:Reference(Immunization)
 doseStatus:CodeableConcept doseStatusReason*:CodeableConcept description:string series:string
 doseNumber[x]:positiveInt|string seriesDoses[x]:positiveInt|string
ImmunizationRecommendation
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier patient:Reference(Patient) date:dateTime
 authority:Reference(Organization) recommendation*:ImmunizationRecommendation.recommendation
ImmunizationRecommendation.recommendation
 id:string extension*:Extension modifierExtension*:Extension vaccineCode*:CodeableConcept
 targetDisease:CodeableConcept contraindicatedVaccineCode*:CodeableConcept forecastStatus:CodeableConcept
 forecastReason*:CodeableConcept dateCriterion*:ImmunizationRecommendation.recommendation.dateCriterion
 description:string series:string doseNumber[x]:positiveInt|string seriesDoses[x]:positiveInt|string
 supportingImmunization*:Reference(Immunization|ImmunizationEvaluation) supportingPatientInformation*:Reference
ImmunizationRecommendation.recommendation.dateCriterion
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept value:dateTime
ImplementationGuide
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri version:string name:string title:string status:code experimental:boolean
 date:dateTime publisher:string contact*:ContactDetail description:markdown useContext*:UsageContext
 jurisdiction*:CodeableConcept copyright:markdown packageId:id license:code fhirVersion*:code
 dependsOn*:ImplementationGuide.dependsOn global*:ImplementationGuide.global
 definition:ImplementationGuide.definition manifest:ImplementationGuide.manifest
ImplementationGuide.dependsOn
 id:string extension*:Extension modifierExtension*:Extension uri:canonical packageId:id version:string
ImplementationGuide.global
 id:string extension*:Extension modifierExtension*:Extension type:code profile:canonical
ImplementationGuide.definition
 id:string extension*:Extension modifierExtension*:Extension grouping*:ImplementationGuide.definition.grouping
 resource*:ImplementationGuide.definition.resource page:ImplementationGuide.definition.page
 parameter*:ImplementationGuide.definition.parameter template*:ImplementationGuide.definition.template
ImplementationGuide.definition.grouping
 id:string extension*:Extension modifierExtension*:Extension name:string description:string
ImplementationGuide.definition.resource
 id:string extension*:Extension modifierExtension*:Extension reference:Reference fhirVersion*:code name:string
 description:string example[x]:boolean|canonical groupingId:id
ImplementationGuide.definition.page
 id:string extension*:Extension modifierExtension*:Extension name[x]:url|Reference(Binary) title:string
 generation:code page*:ImplementationGuide.definition.page
ImplementationGuide.definition.parameter
 id:string extension*:Extension modifierExtension*:Extension code:code value:string
ImplementationGuide.definition.template
 id:string extension*:Extension modifierExtension*:Extension code:code source:string scope:string
ImplementationGuide.manifest
 id:string extension*:Extension modifierExtension*:Extension rendering:url
 resource*:ImplementationGuide.manifest.resource page*:ImplementationGuide.manifest.page image*:string
 other*:string
ImplementationGuide.manifest.resource
 id:string extension*:Extension modifierExtension*:Extension reference:Reference example[x]:boolean|canonical
 relativePath:url
ImplementationGuide.manifest.page
 id:string extension*:Extension modifierExtension*:Extension name:string title:string anchor*:string
InsurancePlan
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code type*:CodeableConcept name:string alias*:string
 period:Period ownedBy:Reference(Organization) administeredBy:Reference(Organization)
 coverageArea*:Reference(Location) contact*:InsurancePlan.contact endpoint*:Reference(Endpoint)
 network*:Reference(Organization) coverage*:InsurancePlan.coverage plan*:InsurancePlan.plan
InsurancePlan.contact
 id:string extension*:Extension modifierExtension*:Extension purpose:CodeableConcept name:HumanName
 telecom*:ContactPoint address:Address
InsurancePlan.coverage
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept
 network*:Reference(Organization) benefit*:InsurancePlan.coverage.benefit
InsurancePlan.coverage.benefit
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept requirement:string
 limit*:InsurancePlan.coverage.benefit.limit
InsurancePlan.coverage.benefit.limit
 id:string extension*:Extension modifierExtension*:Extension value:Quantity code:CodeableConcept
InsurancePlan.plan
 id:string extension*:Extension modifierExtension*:Extension identifier*:Identifier type:CodeableConcept
 coverageArea*:Reference(Location) network*:Reference(Organization) generalCost*:InsurancePlan.plan.generalCost
 specificCost*:InsurancePlan.plan.specificCost
InsurancePlan.plan.generalCost
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept groupSize:positiveInt
 cost:Money comment:string
InsurancePlan.plan.specificCost
 id:string extension*:Extension modifierExtension*:Extension category:CodeableConcept
 benefit*:InsurancePlan.plan.specificCost.benefit
InsurancePlan.plan.specificCost.benefit
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept
 cost*:InsurancePlan.plan.specificCost.benefit.cost
InsurancePlan.plan.specificCost.benefit.cost
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept applicability:CodeableConcept
 qualifiers*:CodeableConcept value:Quantity
Invoice
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code cancelledReason:string type:CodeableConcept
 subject:Reference(Group|Patient) recipient:Reference(Organization|Patient|RelatedPerson) date:dateTime
 participant*:Invoice.participant issuer:Reference(Organization) account:Reference(Account)
 lineItem*:Invoice.lineItem totalPriceComponent*:Invoice.lineItem.priceComponent totalNet:Money totalGross:Money
 paymentTerms:markdown note*:Annotation
Invoice.participant
 id:string extension*:Extension modifierExtension*:Extension role:CodeableConcept
 actor:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
Invoice.lineItem
 id:string extension*:Extension modifierExtension*:Extension sequence:positiveInt
 chargeItem[x]:Reference|CodeableConcept(ChargeItem) priceComponent*:Invoice.lineItem.priceComponent
Invoice.lineItem.priceComponent
 id:string extension*:Extension modifierExtension*:Extension type:code code:CodeableConcept factor:decimal
 amount:Money
Library
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string
 subtitle:string status:code experimental:boolean type:CodeableConcept
 subject[x]:CodeableConcept|Reference(Group) date:dateTime publisher:string contact*:ContactDetail
 description:markdown useContext*:UsageContext jurisdiction*:CodeableConcept purpose:markdown usage:string
 copyright:markdown approvalDate:date lastReviewDate:date effectivePeriod:Period topic*:CodeableConcept
 author*:ContactDetail editor*:ContactDetail reviewer*:ContactDetail endorser*:ContactDetail
 relatedArtifact*:RelatedArtifact parameter*:ParameterDefinition dataRequirement*:DataRequirement
 content*:Attachment
Linkage
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension active:boolean author:Reference(Organization|Practitioner|PractitionerRole)
 item*:Linkage.item
Linkage.item
 id:string extension*:Extension modifierExtension*:Extension type:code resource:Reference
List
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code mode:code title:string code:CodeableConcept
 subject:Reference(Device|Group|Location|Patient) encounter:Reference(Encounter) date:dateTime
 source:Reference(Device|Patient|Practitioner|PractitionerRole) orderedBy:CodeableConcept note*:Annotation
 entry*:List.entry emptyReason:CodeableConcept
List.entry
 id:string extension*:Extension modifierExtension*:Extension flag:CodeableConcept deleted:boolean date:dateTime
 item:Reference
Location
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code operationalStatus:Coding name:string
 alias*:string description:string mode:code type*:CodeableConcept telecom*:ContactPoint address:Address
 physicalType:CodeableConcept position:Location.position managingOrganization:Reference(Organization)
 partOf:Reference(Location) hoursOfOperation*:Location.hoursOfOperation availabilityExceptions:string
 endpoint*:Reference(Endpoint)
Location.position
 id:string extension*:Extension modifierExtension*:Extension longitude:decimal latitude:decimal altitude:decimal
Location.hoursOfOperation
 id:string extension*:Extension modifierExtension*:Extension daysOfWeek*:code allDay:boolean openingTime:time
 closingTime:time
MarketingStatus
 id:string extension*:Extension modifierExtension*:Extension country:CodeableConcept jurisdiction:CodeableConcept
 status:CodeableConcept dateRange:Period restoreDate:dateTime
Measure
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string
 subtitle:string status:code experimental:boolean subject[x]:CodeableConcept|Reference(Group) date:dateTime
 publisher:string contact*:ContactDetail description:markdown useContext*:UsageContext
 jurisdiction*:CodeableConcept purpose:markdown usage:string copyright:markdown approvalDate:date
 lastReviewDate:date effectivePeriod:Period topic*:CodeableConcept author*:ContactDetail editor*:ContactDetail
 reviewer*:ContactDetail endorser*:ContactDetail relatedArtifact*:RelatedArtifact library*:canonical
 disclaimer:markdown scoring:CodeableConcept compositeScoring:CodeableConcept type*:CodeableConcept
 riskAdjustment:string rateAggregation:string rationale:markdown clinicalRecommendationStatement:markdown
 improvementNotation:CodeableConcept definition*:markdown guidance:markdown group*:Measure.group
 supplementalData*:Measure.supplementalData
Measure.group
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept description:string
 population*:Measure.group.population stratifier*:Measure.group.stratifier
Measure.group.population
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept description:string
 criteria:Expression
Measure.group.stratifier
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept description:string
 criteria:Expression component*:Measure.group.stratifier.component
Measure.group.stratifier.component
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept description:string
 criteria:Expression
Measure.supplementalData
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept usage*:CodeableConcept
 description:string criteria:Expression
MeasureReport
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code type:code measure:canonical
 subject:Reference(Device|Group|Location|Patient|Practitioner|PractitionerRole|RelatedPerson) date:dateTime
 reporter:Reference(Location|Organization|Practitioner|PractitionerRole) period:Period
 improvementNotation:CodeableConcept group*:MeasureReport.group evaluatedResource*:Reference
MeasureReport.group
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept
 population*:MeasureReport.group.population measureScore:Quantity stratifier*:MeasureReport.group.stratifier
MeasureReport.group.population
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept count:integer
 subjectResults:Reference(List)
MeasureReport.group.stratifier
 id:string extension*:Extension modifierExtension*:Extension code*:CodeableConcept
 stratum*:MeasureReport.group.stratifier.stratum
MeasureReport.group.stratifier.stratum
 id:string extension*:Extension modifierExtension*:Extension value:CodeableConcept
 component*:MeasureReport.group.stratifier.stratum.component
 population*:MeasureReport.group.stratifier.stratum.population measureScore:Quantity
MeasureReport.group.stratifier.stratum.component
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept value:CodeableConcept
MeasureReport.group.stratifier.stratum.population
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept count:integer
 subjectResults:Reference(List)
Media
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier basedOn*:Reference(CarePlan|ServiceRequest)
 partOf*:Reference status:code type:CodeableConcept modality:CodeableConcept view:CodeableConcept
 subject:Reference(Device|Group|Location|Patient|Practitioner|PractitionerRole|Specimen)
 encounter:Reference(Encounter) created[x]:dateTime|Period issued:instant
 operator:Reference(CareTeam|Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 reasonCode*:CodeableConcept bodySite:CodeableConcept deviceName:string device:Reference(Device|DeviceMetric)
 height:positiveInt width:positiveInt frames:positiveInt duration:decimal content:Attachment note*:Annotation
Medication
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier code:CodeableConcept status:code
 manufacturer:Reference(Organization) form:CodeableConcept amount:Ratio ingredient*:Medication.ingredient
 batch:Medication.batch
Medication.ingredient
 id:string extension*:Extension modifierExtension*:Extension
 item[x]:CodeableConcept|Reference(Medication|Substance) isActive:boolean strength:Ratio
Medication.batch
 id:string extension*:Extension modifierExtension*:Extension lotNumber:string expirationDate:dateTime
MedicationAdministration
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier instantiates*:uri
 partOf*:Reference(MedicationAdministration|Procedure) status:code statusReason*:CodeableConcept
 category:CodeableConcept medication[x]:CodeableConcept|Reference(Medication) subject:Reference(Group|Patient)
 context:Reference(Encounter|EpisodeOfCare) supportingInformation*:Reference effective[x]:dateTime|Period
 performer*:MedicationAdministration.performer reasonCode*:CodeableConcept
 reasonReference*:Reference(Condition|DiagnosticReport|Observation) request:Reference(MedicationRequest)
 device*:Reference(Device) note*:Annotation dosage:MedicationAdministration.dosage
 eventHistory*:Reference(Provenance)
MedicationAdministration.performer
 id:string extension*:Extension modifierExtension*:Extension function:CodeableConcept
 actor:Reference(Device|Patient|Practitioner|PractitionerRole|RelatedPerson)
MedicationAdministration.dosage
 id:string extension*:Extension modifierExtension*:Extension text:string site:CodeableConcept
 route:CodeableConcept method:CodeableConcept dose:Quantity rate[x]:Ratio|Quantity
MedicationDispense
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier partOf*:Reference(Procedure) status:code
 statusReason[x]:CodeableConcept|Reference(DetectedIssue) category:CodeableConcept
 medication[x]:CodeableConcept|Reference(Medication) subject:Reference(Group|Patient)
 context:Reference(Encounter|EpisodeOfCare) supportingInformation*:Reference
 performer*:MedicationDispense.performer location:Reference(Location)
 authorizingPrescription*:Reference(MedicationRequest) type:CodeableConcept quantity:Quantity daysSupply:Quantity
 whenPrepared:dateTime whenHandedOver:dateTime destination:Reference(Location)
 receiver*:Reference(Patient|Practitioner) note*:Annotation dosageInstruction*:Dosage
 substitution:MedicationDispense.substitution detectedIssue*:Reference(DetectedIssue)
 eventHistory*:Reference(Provenance)
MedicationDispense.performer
 id:string extension*:Extension modifierExtension*:Extension function:CodeableConcept
 actor:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
MedicationDispense.substitution
 id:string extension*:Extension modifierExtension*:Extension wasSubstituted:boolean type:CodeableConcept
 reason*:CodeableConcept responsibleParty*:Reference(Practitioner|PractitionerRole)
MedicationKnowledge
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension code:CodeableConcept status:code manufacturer:Reference(Organization)
 doseForm:CodeableConcept amount:Quantity synonym*:string
 relatedMedicationKnowledge*:MedicationKnowledge.relatedMedicationKnowledge
 associatedMedication*:Reference(Medication) productType*:CodeableConcept
 monograph*:MedicationKnowledge.monograph ingredient*:MedicationKnowledge.ingredient
 preparationInstruction:markdown intendedRoute*:CodeableConcept cost*:MedicationKnowledge.cost
 monitoringProgram*:MedicationKnowledge.monitoringProgram
 administrationGuidelines*:MedicationKnowledge.administrationGuidelines
 medicineClassification*:MedicationKnowledge.medicineClassification packaging:MedicationKnowledge.packaging
 drugCharacteristic*:MedicationKnowledge.drugCharacteristic contraindication*:Reference(DetectedIssue)
 regulatory*:MedicationKnowledge.regulatory kinetics*:MedicationKnowledge.kinetics
MedicationKnowledge.relatedMedicationKnowledge
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept
 reference*:Reference(MedicationKnowledge)
MedicationKnowledge.monograph
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept
 source:Reference(DocumentReference|Media)
MedicationKnowledge.ingredient
 id:string extension*:Extension modifierExtension*:Extension item[x]:CodeableConcept|Reference(Substance)
 isActive:boolean strength:Ratio
MedicationKnowledge.cost
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept source:string cost:Money
MedicationKnowledge.monitoringProgram
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept name:string
MedicationKnowledge.administrationGuidelines
 id:string extension*:Extension modifierExtension*:Extension
 dosage*:MedicationKnowledge.administrationGuidelines.dosage
 indication[x]:CodeableConcept|Reference(ObservationDefinition)
 patientCharacteristics*:MedicationKnowledge.administrationGuidelines.patientCharacteristics
MedicationKnowledge.administrationGuidelines.dosage
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept dosage*:Dosage
MedicationKnowledge.administrationGuidelines.patientCharacteristics
 id:string extension*:Extension modifierExtension*:Extension characteristic[x]:CodeableConcept|Quantity
 value*:string
MedicationKnowledge.medicineClassification
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept classification*:CodeableConcept
MedicationKnowledge.packaging
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept quantity:Quantity
MedicationKnowledge.drugCharacteristic
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept
 value[x]:CodeableConcept|string|Quantity|base64Binary
MedicationKnowledge.regulatory
 id:string extension*:Extension modifierExtension*:Extension regulatoryAuthority:Reference(Organization)
 substitution*:MedicationKnowledge.regulatory.substitution schedule*:MedicationKnowledge.regulatory.schedule
 maxDispense:MedicationKnowledge.regulatory.maxDispense
MedicationKnowledge.regulatory.substitution
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept allowed:boolean
MedicationKnowledge.regulatory.schedule
 id:string extension*:Extension modifierExtension*:Extension schedule:CodeableConcept
MedicationKnowledge.regulatory.maxDispense
 id:string extension*:Extension modifierExtension*:Extension quantity:Quantity period:Duration
MedicationKnowledge.kinetics
 id:string extension*:Extension modifierExtension*:Extension areaUnderCurve*:Quantity lethalDose50*:Quantity
 halfLifePeriod:Duration
MedicationRequest
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code statusReason:CodeableConcept intent:code
 category*:CodeableConcept priority:code doNotPerform:boolean
 reported[x]:boolean|Reference(Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 medication[x]:CodeableConcept|Reference(Medication) subject:Reference(Group|Patient)
 encounter:Reference(Encounter) supportingInformation*:Reference authoredOn:dateTime
 requester:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 performer:Reference(CareTeam|Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 performerType:CodeableConcept recorder:Reference(Practitioner|PractitionerRole) reasonCode*:CodeableConcept
 reasonReference*:Reference(Condition|Observation) instantiatesCanonical*:canonical instantiatesUri*:uri
 basedOn*:Reference(CarePlan|ImmunizationRecommendation|MedicationRequest|ServiceRequest)
 groupIdentifier:Identifier courseOfTherapyType:CodeableConcept insurance*:Reference(ClaimResponse|Coverage)
 note*:Annotation dosageInstruction*:Dosage dispenseRequest:MedicationRequest.dispenseRequest
 substitution:MedicationRequest.substitution priorPrescription:Reference(MedicationRequest)
 detectedIssue*:Reference(DetectedIssue) eventHistory*:Reference(Provenance)
MedicationRequest.dispenseRequest
 id:string extension*:Extension modifierExtension*:Extension
 initialFill:MedicationRequest.dispenseRequest.initialFill dispenseInterval:Duration validityPeriod:Period
 numberOfRepeatsAllowed:unsignedInt quantity:Quantity expectedSupplyDuration:Duration
 performer:Reference(Organization)
MedicationRequest.dispenseRequest.initialFill
 id:string extension*:Extension modifierExtension*:Extension quantity:Quantity duration:Duration
MedicationRequest.substitution
 id:string extension*:Extension modifierExtension*:Extension allowed[x]:boolean|CodeableConcept
 reason:CodeableConcept
MedicationStatement
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier
 basedOn*:Reference(CarePlan|MedicationRequest|ServiceRequest)
 partOf*:Reference(MedicationAdministration|MedicationDispense|MedicationStatement|Observation|Procedure)
 status:code statusReason*:CodeableConcept category:CodeableConcept
 medication[x]:CodeableConcept|Reference(Medication) subject:Reference(Group|Patient)
 context:Reference(Encounter|EpisodeOfCare) effective[x]:dateTime|Period dateAsserted:dateTime
 informationSource:Reference(Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 derivedFrom*:Reference reasonCode*:CodeableConcept
 reasonReference*:Reference(Condition|DiagnosticReport|Observation) note*:Annotation dosage*:Dosage
MedicinalProduct
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier type:CodeableConcept domain:Coding
 combinedPharmaceuticalDoseForm:CodeableConcept legalStatusOfSupply:CodeableConcept
 additionalMonitoringIndicator:CodeableConcept specialMeasures*:string paediatricUseIndicator:CodeableConcept
 productClassification*:CodeableConcept marketingStatus*:MarketingStatus
 pharmaceuticalProduct*:Reference(MedicinalProductPharmaceutical)
 packagedMedicinalProduct*:Reference(MedicinalProductPackaged) attachedDocument*:Reference(DocumentReference)
 masterFile*:Reference(DocumentReference) contact*:Reference(Organization|PractitionerRole)
 clinicalTrial*:Reference(ResearchStudy) name*:MedicinalProduct.name crossReference*:Identifier
 manufacturingBusinessOperation*:MedicinalProduct.manufacturingBusinessOperation
 specialDesignation*:MedicinalProduct.specialDesignation
MedicinalProduct.name
 id:string extension*:Extension modifierExtension*:Extension productName:string
 namePart*:MedicinalProduct.name.namePart countryLanguage*:MedicinalProduct.name.countryLanguage
MedicinalProduct.name.namePart
 id:string extension*:Extension modifierExtension*:Extension part:string type:Coding
MedicinalProduct.name.countryLanguage
 id:string extension*:Extension modifierExtension*:Extension country:CodeableConcept jurisdiction:CodeableConcept
 language:CodeableConcept
MedicinalProduct.manufacturingBusinessOperation
 id:string extension*:Extension modifierExtension*:Extension operationType:CodeableConcept
 authorisationReferenceNumber:Identifier effectiveDate:dateTime confidentialityIndicator:CodeableConcept
 manufacturer*:Reference(Organization) regulator:Reference(Organization)
MedicinalProduct.specialDesignation
 id:string extension*:Extension modifierExtension*:Extension identifier*:Identifier type:CodeableConcept
 intendedUse:CodeableConcept indication[x]:CodeableConcept|Reference(MedicinalProductIndication)
 status:CodeableConcept date:dateTime species:CodeableConcept
MedicinalProductAuthorization
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier subject:Reference(MedicinalProduct|MedicinalProductPackaged)
 country*:CodeableConcept jurisdiction*:CodeableConcept status:CodeableConcept statusDate:dateTime
 restoreDate:dateTime validityPeriod:Period dataExclusivityPeriod:Period dateOfFirstAuthorization:dateTime
 internationalBirthDate:dateTime legalBasis:CodeableConcept
 jurisdictionalAuthorization*:MedicinalProductAuthorization.jurisdictionalAuthorization
 holder:Reference(Organization) regulator:Reference(Organization)
 procedure:MedicinalProductAuthorization.procedure
MedicinalProductAuthorization.jurisdictionalAuthorization
 id:string extension*:Extension modifierExtension*:Extension identifier*:Identifier country:CodeableConcept
 jurisdiction*:CodeableConcept legalStatusOfSupply:CodeableConcept validityPeriod:Period
MedicinalProductAuthorization.procedure
 id:string extension*:Extension modifierExtension*:Extension identifier:Identifier type:CodeableConcept
 date[x]:Period|dateTime application*:MedicinalProductAuthorization.procedure
MedicinalProductContraindication
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension subject*:Reference(Medication|MedicinalProduct) disease:CodeableConcept
 diseaseStatus:CodeableConcept comorbidity*:CodeableConcept
 therapeuticIndication*:Reference(MedicinalProductIndication)
 otherTherapy*:MedicinalProductContraindication.otherTherapy population*:Population
MedicinalProductContraindication.otherTherapy
 id:string extension*:Extension modifierExtension*:Extension therapyRelationshipType:CodeableConcept
 medication[x]:CodeableConcept|Reference(Medication|MedicinalProduct|Substance|SubstanceSpecification)
MedicinalProductIndication
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension subject*:Reference(Medication|MedicinalProduct)
 diseaseSymptomProcedure:CodeableConcept diseaseStatus:CodeableConcept comorbidity*:CodeableConcept
 intendedEffect:CodeableConcept duration:Quantity otherTherapy*:MedicinalProductIndication.otherTherapy
 undesirableEffect*:Reference(MedicinalProductUndesirableEffect) population*:Population
MedicinalProductIndication.otherTherapy
 id:string extension*:Extension modifierExtension*:Extension therapyRelationshipType:CodeableConcept
 medication[x]:CodeableConcept|Reference(Medication|MedicinalProduct|Substance|SubstanceSpecification)
MedicinalProductIngredient
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier:Identifier role:CodeableConcept allergenicIndicator:boolean
 manufacturer*:Reference(Organization) specifiedSubstance*:MedicinalProductIngredient.specifiedSubstance
 substance:MedicinalProductIngredient.substance
MedicinalProductIngredient.specifiedSubstance
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept group:CodeableConcept
 confidentiality:CodeableConcept strength*:MedicinalProductIngredient.specifiedSubstance.strength
MedicinalProductIngredient.specifiedSubstance.strength
 id:string extension*:Extension modifierExtension*:Extension presentation:Ratio presentationLowLimit:Ratio
 concentration:Ratio concentrationLowLimit:Ratio measurementPoint:string country*:CodeableConcept
 referenceStrength*:MedicinalProductIngredient.specifiedSubstance.strength.referenceStrength
MedicinalProductIngredient.specifiedSubstance.strength.referenceStrength
 id:string extension*:Extension modifierExtension*:Extension substance:CodeableConcept strength:Ratio
 strengthLowLimit:Ratio measurementPoint:string country*:CodeableConcept
MedicinalProductIngredient.substance
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept
 strength*:MedicinalProductIngredient.specifiedSubstance.strength
MedicinalProductInteraction
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension subject*:Reference(Medication|MedicinalProduct|Substance) description:string
 interactant*:MedicinalProductInteraction.interactant type:CodeableConcept effect:CodeableConcept
 incidence:CodeableConcept management:CodeableConcept
MedicinalProductInteraction.interactant
 id:string extension*:Extension modifierExtension*:Extension
 item[x]:Reference|CodeableConcept(Medication|MedicinalProduct|ObservationDefinition|Substance)
MedicinalProductManufactured
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension manufacturedDoseForm:CodeableConcept unitOfPresentation:CodeableConcept
 quantity:Quantity manufacturer*:Reference(Organization) ingredient*:Reference(MedicinalProductIngredient)
 physicalCharacteristics:ProdCharacteristic otherCharacteristics*:CodeableConcept
MedicinalProductPackaged
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier subject*:Reference(MedicinalProduct) description:string
 legalStatusOfSupply:CodeableConcept marketingStatus*:MarketingStatus
 marketingAuthorization:Reference(MedicinalProductAuthorization) manufacturer*:Reference(Organization)
 batchIdentifier*:MedicinalProductPackaged.batchIdentifier packageItem*:MedicinalProductPackaged.packageItem
MedicinalProductPackaged.batchIdentifier
 id:string extension*:Extension modifierExtension*:Extension outerPackaging:Identifier
 immediatePackaging:Identifier
MedicinalProductPackaged.packageItem
 id:string extension*:Extension modifierExtension*:Extension identifier*:Identifier type:CodeableConcept
 quantity:Quantity material*:CodeableConcept alternateMaterial*:CodeableConcept
 device*:Reference(DeviceDefinition) manufacturedItem*:Reference(MedicinalProductManufactured)
 packageItem*:MedicinalProductPackaged.packageItem physicalCharacteristics:ProdCharacteristic
 otherCharacteristics*:CodeableConcept shelfLifeStorage*:ProductShelfLife manufacturer*:Reference(Organization)
MedicinalProductPharmaceutical
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier administrableDoseForm:CodeableConcept
 unitOfPresentation:CodeableConcept ingredient*:Reference(MedicinalProductIngredient)
 device*:Reference(DeviceDefinition) characteristics*:MedicinalProductPharmaceutical.characteristics
 routeOfAdministration*:MedicinalProductPharmaceutical.routeOfAdministration
MedicinalProductPharmaceutical.characteristics
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept status:CodeableConcept
MedicinalProductPharmaceutical.routeOfAdministration
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept firstDose:Quantity
 maxSingleDose:Quantity maxDosePerDay:Quantity maxDosePerTreatmentPeriod:Ratio maxTreatmentPeriod:Duration
 targetSpecies*:MedicinalProductPharmaceutical.routeOfAdministration.targetSpecies
MedicinalProductPharmaceutical.routeOfAdministration.targetSpecies
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept
 withdrawalPeriod*:MedicinalProductPharmaceutical.routeOfAdministration.targetSpecies.withdrawalPeriod
MedicinalProductPharmaceutical.routeOfAdministration.targetSpecies.withdrawalPeriod
 id:string extension*:Extension modifierExtension*:Extension tissue:CodeableConcept value:Quantity
 supportingInformation:string
MedicinalProductUndesirableEffect
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension subject*:Reference(Medication|MedicinalProduct)
 symptomConditionEffect:CodeableConcept classification:CodeableConcept frequencyOfOccurrence:CodeableConcept
 population*:Population
MessageDefinition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string
 replaces*:canonical status:code experimental:boolean date:dateTime publisher:string contact*:ContactDetail
 description:markdown useContext*:UsageContext jurisdiction*:CodeableConcept purpose:markdown copyright:markdown
 base:canonical parent*:canonical event[x]:Coding|uri category:code focus*:MessageDefinition.focus
 responseRequired:code allowedResponse*:MessageDefinition.allowedResponse graph*:canonical
MessageDefinition.focus
 id:string extension*:Extension modifierExtension*:Extension code:code profile:canonical min:unsignedInt
 max:string
MessageDefinition.allowedResponse
 id:string extension*:Extension modifierExtension*:Extension message:canonical situation:markdown
MessageHeader
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension event[x]:Coding|uri destination*:MessageHeader.destination
 sender:Reference(Organization|Practitioner|PractitionerRole) enterer:Reference(Practitioner|PractitionerRole)
 author:Reference(Practitioner|PractitionerRole) source:MessageHeader.source
 responsible:Reference(Organization|Practitioner|PractitionerRole) reason:CodeableConcept
 response:MessageHeader.response focus*:Reference definition:canonical
MessageHeader.destination
 id:string extension*:Extension modifierExtension*:Extension name:string target:Reference(Device) endpoint:url
 receiver:Reference(Organization|Practitioner|PractitionerRole)
MessageHeader.source
 id:string extension*:Extension modifierExtension*:Extension name:string software:string version:string
 contact:ContactPoint endpoint:url
MessageHeader.response
 id:string extension*:Extension modifierExtension*:Extension identifier:id code:code
 details:Reference(OperationOutcome)
Meta
 id:string extension*:Extension versionId:id lastUpdated:instant source:uri profile*:canonical security*:Coding
 tag*:Coding
MolecularSequence
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier type:code coordinateSystem:integer
 patient:Reference(Patient) specimen:Reference(Specimen) device:Reference(Device)
 performer:Reference(Organization) quantity:Quantity referenceSeq:MolecularSequence.referenceSeq
 variant*:MolecularSequence.variant observedSeq:string quality*:MolecularSequence.quality readCoverage:integer
 repository*:MolecularSequence.repository pointer*:Reference(MolecularSequence)
 structureVariant*:MolecularSequence.structureVariant
MolecularSequence.referenceSeq
 id:string extension*:Extension modifierExtension*:Extension chromosome:CodeableConcept genomeBuild:string
 orientation:code referenceSeqId:CodeableConcept referenceSeqPointer:Reference(MolecularSequence)
 referenceSeqString:string strand:code windowStart:integer windowEnd:integer
MolecularSequence.variant
 id:string extension*:Extension modifierExtension*:Extension start:integer end:integer observedAllele:string
 referenceAllele:string cigar:string variantPointer:Reference(Observation)
MolecularSequence.quality
 id:string extension*:Extension modifierExtension*:Extension type:code standardSequence:CodeableConcept
 start:integer end:integer score:Quantity method:CodeableConcept truthTP:decimal queryTP:decimal truthFN:decimal
 queryFP:decimal gtFP:decimal precision:decimal recall:decimal fScore:decimal roc:MolecularSequence.quality.roc
MolecularSequence.quality.roc
 id:string extension*:Extension modifierExtension*:Extension score*:integer numTP*:integer numFP*:integer
 numFN*:integer precision*:decimal sensitivity*:decimal fMeasure*:decimal
MolecularSequence.repository
 id:string extension*:Extension modifierExtension*:Extension type:code url:uri name:string datasetId:string
 variantsetId:string readsetId:string
MolecularSequence.structureVariant
 id:string extension*:Extension modifierExtension*:Extension variantType:CodeableConcept exact:boolean
 length:integer outer:MolecularSequence.structureVariant.outer inner:MolecularSequence.structureVariant.inner
MolecularSequence.structureVariant.outer
 id:string extension*:Extension modifierExtension*:Extension start:integer end:integer
MolecularSequence.structureVariant.inner
 id:string extension*:Extension modifierExtension*:Extension start:integer end:integer
Money
 id:string extension*:Extension value:decimal currency:code
NamingSystem
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension name:string status:code kind:code date:dateTime publisher:string
 contact*:ContactDetail responsible:string type:CodeableConcept description:markdown useContext*:UsageContext
 jurisdiction*:CodeableConcept usage:string uniqueId*:NamingSystem.uniqueId
NamingSystem.uniqueId
 id:string extension*:Extension modifierExtension*:Extension type:code value:string preferred:boolean
 comment:string period:Period
Narrative
 id:string extension*:Extension status:code div:xhtml
NutritionOrder
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier instantiatesCanonical*:canonical instantiatesUri*:uri
 instantiates*:uri status:code intent:code patient:Reference(Patient) encounter:Reference(Encounter)
 dateTime:dateTime orderer:Reference(Practitioner|PractitionerRole)
 allergyIntolerance*:Reference(AllergyIntolerance) foodPreferenceModifier*:CodeableConcept
 excludeFoodModifier*:CodeableConcept oralDiet:NutritionOrder.oralDiet supplement*:NutritionOrder.supplement
 enteralFormula:NutritionOrder.enteralFormula note*:Annotation
NutritionOrder.oralDiet
 id:string extension*:Extension modifierExtension*:Extension type*:CodeableConcept schedule*:Timing
 nutrient*:NutritionOrder.oralDiet.nutrient texture*:NutritionOrder.oralDiet.texture
 fluidConsistencyType*:CodeableConcept instruction:string
NutritionOrder.oralDiet.nutrient
 id:string extension*:Extension modifierExtension*:Extension modifier:CodeableConcept amount:Quantity
NutritionOrder.oralDiet.texture
 id:string extension*:Extension modifierExtension*:Extension modifier:CodeableConcept foodType:CodeableConcept
NutritionOrder.supplement
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept productName:string
 schedule*:Timing quantity:Quantity instruction:string
NutritionOrder.enteralFormula
 id:string extension*:Extension modifierExtension*:Extension baseFormulaType:CodeableConcept
 baseFormulaProductName:string additiveType:CodeableConcept additiveProductName:string caloricDensity:Quantity
 routeofAdministration:CodeableConcept administration*:NutritionOrder.enteralFormula.administration
 maxVolumeToDeliver:Quantity administrationInstruction:string
NutritionOrder.enteralFormula.administration
 id:string extension*:Extension modifierExtension*:Extension schedule:Timing quantity:Quantity
 rate[x]:Quantity|Ratio
Observation
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier
 basedOn*:Reference(CarePlan|DeviceRequest|ImmunizationRecommendation|MedicationRequest|NutritionOrder|ServiceRequest)
 partOf*:Reference(ImagingStudy|Immunization|MedicationAdministration|MedicationDispense|MedicationStatement|Procedure)
 status:code category*:CodeableConcept code:CodeableConcept subject:Reference(Device|Group|Location|Patient)
 focus*:Reference encounter:Reference(Encounter) effective[x]:dateTime|Period|Timing|instant issued:instant
 performer*:Reference(CareTeam|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 value[x]:Quantity|CodeableConcept|string|boolean|integer|Range|Ratio|SampledData|time|dateTime|Period
 dataAbsentReason:CodeableConcept interpretation*:CodeableConcept note*:Annotation bodySite:CodeableConcept
 method:CodeableConcept specimen:Reference(Specimen) device:Reference(Device|DeviceMetric)
 referenceRange*:Observation.referenceRange
 hasMember*:Reference(MolecularSequence|Observation|QuestionnaireResponse)
 derivedFrom*:Reference(DocumentReference|ImagingStudy|Media|MolecularSequence|Observation|QuestionnaireResponse)
 component*:Observation.component
Observation.referenceRange
 id:string extension*:Extension modifierExtension*:Extension low:Quantity high:Quantity type:CodeableConcept
 appliesTo*:CodeableConcept age:Range text:string
Observation.component
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept
 value[x]:Quantity|CodeableConcept|string|boolean|integer|Range|Ratio|SampledData|time|dateTime|Period
 dataAbsentReason:CodeableConcept interpretation*:CodeableConcept referenceRange*:Observation.referenceRange
ObservationDefinition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension category*:CodeableConcept code:CodeableConcept identifier*:Identifier
 permittedDataType*:code multipleResultsAllowed:boolean method:CodeableConcept preferredReportName:string
 quantitativeDetails:ObservationDefinition.quantitativeDetails
 qualifiedInterval*:ObservationDefinition.qualifiedInterval validCodedValueSet:Reference(ValueSet)
 normalCodedValueSet:Reference(ValueSet) abnormalCodedValueSet:Reference(ValueSet)
 criticalCodedValueSet:Reference(ValueSet)
ObservationDefinition.quantitativeDetails
 id:string extension*:Extension modifierExtension*:Extension customaryUnit:CodeableConcept unit:CodeableConcept
 conversionFactor:decimal decimalPrecision:integer
ObservationDefinition.qualifiedInterval
 id:string extension*:Extension modifierExtension*:Extension category:code range:Range context:CodeableConcept
 appliesTo*:CodeableConcept gender:code age:Range gestationalAge:Range condition:string
OperationDefinition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri version:string name:string title:string status:code kind:code
 experimental:boolean date:dateTime publisher:string contact*:ContactDetail description:markdown
 useContext*:UsageContext jurisdiction*:CodeableConcept purpose:markdown affectsState:boolean code:code
 comment:markdown base:canonical resource*:code system:boolean type:boolean instance:boolean
 inputProfile:canonical outputProfile:canonical parameter*:OperationDefinition.parameter
 overload*:OperationDefinition.overload
OperationDefinition.parameter
 id:string extension*:Extension modifierExtension*:Extension name:code use:code min:integer max:string
 documentation:string type:code targetProfile*:canonical searchType:code
 binding:OperationDefinition.parameter.binding referencedFrom*:OperationDefinition.parameter.referencedFrom
 part*:OperationDefinition.parameter
OperationDefinition.parameter.binding
 id:string extension*:Extension modifierExtension*:Extension strength:code valueSet:canonical
OperationDefinition.parameter.referencedFrom
 id:string extension*:Extension modifierExtension*:Extension source:string sourceId:string
OperationDefinition.overload
 id:string extension*:Extension modifierExtension*:Extension parameterName*:string comment:string
OperationOutcome
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension issue*:OperationOutcome.issue
OperationOutcome.issue
 id:string extension*:Extension modifierExtension*:Extension severity:code code:code details:CodeableConcept
 diagnostics:string location*:string expression*:string
Organization
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier active:boolean type*:CodeableConcept name:string
 alias*:string telecom*:ContactPoint address*:Address partOf:Reference(Organization)
 contact*:Organization.contact endpoint*:Reference(Endpoint)
Organization.contact
 id:string extension*:Extension modifierExtension*:Extension purpose:CodeableConcept name:HumanName
 telecom*:ContactPoint address:Address
OrganizationAffiliation
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier active:boolean period:Period
 organization:Reference(Organization) participatingOrganization:Reference(Organization)
 network*:Reference(Organization) code*:CodeableConcept specialty*:CodeableConcept location*:Reference(Location)
 healthcareService*:Reference(HealthcareService) telecom*:ContactPoint endpoint*:Reference(Endpoint)
ParameterDefinition
 id:string extension*:Extension name:code use:code min:integer max:string documentation:string type:code
 profile:canonical
Parameters
 id:id meta:Meta implicitRules:uri language:code parameter*:Parameters.parameter
Parameters.parameter
 id:string extension*:Extension modifierExtension*:Extension name:string
 value[x]:base64Binary|boolean|canonical|code|date|dateTime|decimal|id|instant|integer|markdown|oid|positiveInt|string|time|unsignedInt|uri|url|uuid|Address|Age|Annotation|Attachment|CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|Money|Period|Quantity|Range|Ratio|Reference|SampledData|Signature|Timing|ContactDetail|Contributor|DataRequirement|Expression|ParameterDefinition|RelatedArtifact|TriggerDefinition|UsageContext|Dosage|Meta
 resource:Resource part*:Parameters.parameter
Patient
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint
 gender:code birthDate:date deceased[x]:boolean|dateTime address*:Address maritalStatus:CodeableConcept
 multipleBirth[x]:boolean|integer photo*:Attachment contact*:Patient.contact communication*:Patient.communication
 generalPractitioner*:Reference(Organization|Practitioner|PractitionerRole)
 managingOrganization:Reference(Organization) link*:Patient.link
Patient.contact
 id:string extension*:Extension modifierExtension*:Extension relationship*:CodeableConcept name:HumanName
 telecom*:ContactPoint address:Address gender:code organization:Reference(Organization) period:Period
Patient.communication
 id:string extension*:Extension modifierExtension*:Extension language:CodeableConcept preferred:boolean
Patient.link
 id:string extension*:Extension modifierExtension*:Extension other:Reference(Patient|RelatedPerson) type:code
PaymentNotice
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code request:Reference response:Reference
 created:dateTime provider:Reference(Organization|Practitioner|PractitionerRole)
 payment:Reference(PaymentReconciliation) paymentDate:date
 payee:Reference(Organization|Practitioner|PractitionerRole) recipient:Reference(Organization) amount:Money
 paymentStatus:CodeableConcept
PaymentReconciliation
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code period:Period created:dateTime
 paymentIssuer:Reference(Organization) request:Reference(Task)
 requestor:Reference(Organization|Practitioner|PractitionerRole) outcome:code disposition:string paymentDate:date
 paymentAmount:Money paymentIdentifier:Identifier detail*:PaymentReconciliation.detail formCode:CodeableConcept
 processNote*:PaymentReconciliation.processNote
PaymentReconciliation.detail
 id:string extension*:Extension modifierExtension*:Extension identifier:Identifier predecessor:Identifier
 type:CodeableConcept request:Reference submitter:Reference(Organization|Practitioner|PractitionerRole)
 response:Reference date:date responsible:Reference(PractitionerRole)
 payee:Reference(Organization|Practitioner|PractitionerRole) amount:Money
PaymentReconciliation.processNote
 id:string extension*:Extension modifierExtension*:Extension type:code text:string
Period
 id:string extension*:Extension start:dateTime end:dateTime
Person
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier name*:HumanName telecom*:ContactPoint gender:code
 birthDate:date address*:Address photo:Attachment managingOrganization:Reference(Organization) active:boolean
 link*:Person.link
Person.link
 id:string extension*:Extension modifierExtension*:Extension
 target:Reference(Patient|Person|Practitioner|RelatedPerson) assurance:code
PlanDefinition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string
 subtitle:string type:CodeableConcept status:code experimental:boolean
 subject[x]:CodeableConcept|Reference(Group) date:dateTime publisher:string contact*:ContactDetail
 description:markdown useContext*:UsageContext jurisdiction*:CodeableConcept purpose:markdown usage:string
 copyright:markdown approvalDate:date lastReviewDate:date effectivePeriod:Period topic*:CodeableConcept
 author*:ContactDetail editor*:ContactDetail reviewer*:ContactDetail endorser*:ContactDetail
 relatedArtifact*:RelatedArtifact library*:canonical goal*:PlanDefinition.goal action*:PlanDefinition.action
PlanDefinition.goal
 id:string extension*:Extension modifierExtension*:Extension category:CodeableConcept description:CodeableConcept
 priority:CodeableConcept start:CodeableConcept addresses*:CodeableConcept documentation*:RelatedArtifact
 target*:PlanDefinition.goal.target
PlanDefinition.goal.target
 id:string extension*:Extension modifierExtension*:Extension measure:CodeableConcept
 detail[x]:Quantity|Range|CodeableConcept due:Duration
PlanDefinition.action
 id:string extension*:Extension modifierExtension*:Extension prefix:string title:string description:string
 textEquivalent:string priority:code code*:CodeableConcept reason*:CodeableConcept documentation*:RelatedArtifact
 goalId*:id subject[x]:CodeableConcept|Reference(Group) trigger*:TriggerDefinition
 condition*:PlanDefinition.action.condition input*:DataRequirement output*:DataRequirement
 relatedAction*:PlanDefinition.action.relatedAction timing[x]:dateTime|Age|Period|Duration|Range|Timing
 participant*:PlanDefinition.action.participant type:CodeableConcept groupingBehavior:code selectionBehavior:code
 requiredBehavior:code precheckBehavior:code cardinalityBehavior:code definition[x]:canonical|uri
 transform:canonical dynamicValue*:PlanDefinition.action.dynamicValue action*:PlanDefinition.action
PlanDefinition.action.condition
 id:string extension*:Extension modifierExtension*:Extension kind:code expression:Expression
PlanDefinition.action.relatedAction
 id:string extension*:Extension modifierExtension*:Extension actionId:id relationship:code
 offset[x]:Duration|Range
PlanDefinition.action.participant
 id:string extension*:Extension modifierExtension*:Extension type:code role:CodeableConcept
PlanDefinition.action.dynamicValue
 id:string extension*:Extension modifierExtension*:Extension path:string expression:Expression
Population
 id:string extension*:Extension modifierExtension*:Extension age[x]:Range|CodeableConcept gender:CodeableConcept
 race:CodeableConcept physiologicalCondition:CodeableConcept
Practitioner
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint
 address*:Address gender:code birthDate:date photo*:Attachment qualification*:Practitioner.qualification
 communication*:CodeableConcept
Practitioner.qualification
 id:string extension*:Extension modifierExtension*:Extension identifier*:Identifier code:CodeableConcept
 period:Period issuer:Reference(Organization)
PractitionerRole
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier active:boolean period:Period
 practitioner:Reference(Practitioner) organization:Reference(Organization) code*:CodeableConcept
 specialty*:CodeableConcept location*:Reference(Location) healthcareService*:Reference(HealthcareService)
 telecom*:ContactPoint availableTime*:PractitionerRole.availableTime notAvailable*:PractitionerRole.notAvailable
 availabilityExceptions:string endpoint*:Reference(Endpoint)
PractitionerRole.availableTime
 id:string extension*:Extension modifierExtension*:Extension daysOfWeek*:code allDay:boolean
 availableStartTime:time availableEndTime:time
PractitionerRole.notAvailable
 id:string extension*:Extension modifierExtension*:Extension description:string during:Period
Procedure
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier instantiatesCanonical*:canonical instantiatesUri*:uri
 basedOn*:Reference(CarePlan|ServiceRequest) partOf*:Reference(MedicationAdministration|Observation|Procedure)
 status:code statusReason:CodeableConcept category:CodeableConcept code:CodeableConcept
 subject:Reference(Group|Patient) encounter:Reference(Encounter) performed[x]:dateTime|Period|string|Age|Range
 recorder:Reference(Patient|Practitioner|PractitionerRole|RelatedPerson)
 asserter:Reference(Patient|Practitioner|PractitionerRole|RelatedPerson) performer*:Procedure.performer
 location:Reference(Location) reasonCode*:CodeableConcept
 reasonReference*:Reference(Condition|DiagnosticReport|DocumentReference|Observation|Procedure)
 bodySite*:CodeableConcept outcome:CodeableConcept
 report*:Reference(Composition|DiagnosticReport|DocumentReference) complication*:CodeableConcept
 complicationDetail*:Reference(Condition) followUp*:CodeableConcept note*:Annotation
 focalDevice*:Procedure.focalDevice usedReference*:Reference(Device|Medication|Substance)
 usedCode*:CodeableConcept
Procedure.performer
 id:string extension*:Extension modifierExtension*:Extension function:CodeableConcept
 actor:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 onBehalfOf:Reference(Organization)
Procedure.focalDevice
 id:string extension*:Extension modifierExtension*:Extension action:CodeableConcept manipulated:Reference(Device)
ProdCharacteristic
 id:string extension*:Extension modifierExtension*:Extension height:Quantity width:Quantity depth:Quantity
 weight:Quantity nominalVolume:Quantity externalDiameter:Quantity shape:string color*:string imprint*:string
 image*:Attachment scoring:CodeableConcept
ProductShelfLife
 id:string extension*:Extension modifierExtension*:Extension identifier:Identifier type:CodeableConcept
 period:Quantity specialPrecautionsForStorage*:CodeableConcept
Provenance
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension target*:Reference occurred[x]:Period|dateTime recorded:instant policy*:uri
 location:Reference(Location) reason*:CodeableConcept activity:CodeableConcept agent*:Provenance.agent
 entity*:Provenance.entity signature*:Signature
Provenance.agent
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept role*:CodeableConcept
 who:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 onBehalfOf:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
Provenance.entity
 id:string extension*:Extension modifierExtension*:Extension role:code what:Reference agent*:Provenance.agent
Quantity
 id:string extension*:Extension value:decimal comparator:code unit:string system:uri code:code
Questionnaire
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string
 derivedFrom*:canonical status:code experimental:boolean subjectType*:code date:dateTime publisher:string
 contact*:ContactDetail description:markdown useContext*:UsageContext jurisdiction*:CodeableConcept
 purpose:markdown copyright:markdown approvalDate:date lastReviewDate:date effectivePeriod:Period code*:Coding
 item*:Questionnaire.item
Questionnaire.item
 id:string extension*:Extension modifierExtension*:Extension linkId:string definition:uri code*:Coding
 prefix:string text:string type:code enableWhen*:Questionnaire.item.enableWhen enableBehavior:code
 required:boolean repeats:boolean readOnly:boolean maxLength:integer answerValueSet:canonical
 answerOption*:Questionnaire.item.answerOption initial*:Questionnaire.item.initial item*:Questionnaire.item
Questionnaire.item.enableWhen
 id:string extension*:Extension modifierExtension*:Extension question:string operator:code
 answer[x]:boolean|decimal|integer|date|dateTime|time|string|Coding|Quantity|Reference
Questionnaire.item.answerOption
 id:string extension*:Extension modifierExtension*:Extension value[x]:integer|date|time|string|Coding|Reference
 initialSelected:boolean
Questionnaire.item.initial
 id:string extension*:Extension modifierExtension*:Extension
 value[x]:boolean|decimal|integer|date|dateTime|time|string|uri|Attachment|Coding|Quantity|Reference
QuestionnaireResponse
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier:Identifier basedOn*:Reference(CarePlan|ServiceRequest)
 partOf*:Reference(Observation|Procedure) questionnaire:canonical status:code subject:Reference
 encounter:Reference(Encounter) authored:dateTime
 author:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 source:Reference(Patient|Practitioner|PractitionerRole|RelatedPerson) item*:QuestionnaireResponse.item
QuestionnaireResponse.item
 id:string extension*:Extension modifierExtension*:Extension linkId:string definition:uri text:string
 answer*:QuestionnaireResponse.item.answer item*:QuestionnaireResponse.item
QuestionnaireResponse.item.answer
 id:string extension*:Extension modifierExtension*:Extension
 value[x]:boolean|decimal|integer|date|dateTime|time|string|uri|Attachment|Coding|Quantity|Reference
 item*:QuestionnaireResponse.item
Range
 id:string extension*:Extension low:Quantity high:Quantity
Ratio
 id:string extension*:Extension numerator:Quantity denominator:Quantity
Reference
 id:string extension*:Extension reference:string type:uri identifier:Identifier display:string
RelatedArtifact
 id:string extension*:Extension type:code label:string display:string citation:markdown url:url
 document:Attachment resource:canonical
RelatedPerson
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier active:boolean patient:Reference(Patient)
 relationship*:CodeableConcept name*:HumanName telecom*:ContactPoint gender:code birthDate:date address*:Address
 photo*:Attachment period:Period communication*:RelatedPerson.communication
RelatedPerson.communication
 id:string extension*:Extension modifierExtension*:Extension language:CodeableConcept preferred:boolean
RequestGroup
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier instantiatesCanonical*:canonical instantiatesUri*:uri
 basedOn*:Reference replaces*:Reference groupIdentifier:Identifier status:code intent:code priority:code
 code:CodeableConcept subject:Reference(Group|Patient) encounter:Reference(Encounter) authoredOn:dateTime
 author:Reference(Device|Practitioner|PractitionerRole) reasonCode*:CodeableConcept
 reasonReference*:Reference(Condition|DiagnosticReport|DocumentReference|Observation) note*:Annotation
 action*:RequestGroup.action
RequestGroup.action
 id:string extension*:Extension modifierExtension*:Extension prefix:string title:string description:string
 textEquivalent:string priority:code code*:CodeableConcept documentation*:RelatedArtifact
 condition*:RequestGroup.action.condition relatedAction*:RequestGroup.action.relatedAction
 timing[x]:dateTime|Age|Period|Duration|Range|Timing
 participant*:Reference(Device|Patient|Practitioner|PractitionerRole|RelatedPerson) type:CodeableConcept
 groupingBehavior:code selectionBehavior:code requiredBehavior:code precheckBehavior:code
 cardinalityBehavior:code resource:Reference action*:RequestGroup.action
RequestGroup.action.condition
 id:string extension*:Extension modifierExtension*:Extension kind:code expression:Expression
RequestGroup.action.relatedAction
 id:string extension*:Extension modifierExtension*:Extension actionId:id relationship:code
 offset[x]:Duration|Range
ResearchDefinition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string
 shortTitle:string subtitle:string status:code experimental:boolean subject[x]:CodeableConcept|Reference(Group)
 date:dateTime publisher:string contact*:ContactDetail description:markdown comment*:string
 useContext*:UsageContext jurisdiction*:CodeableConcept purpose:markdown usage:string copyright:markdown
 approvalDate:date lastReviewDate:date effectivePeriod:Period topic*:CodeableConcept author*:ContactDetail
 editor*:ContactDetail reviewer*:ContactDetail endorser*:ContactDetail relatedArtifact*:RelatedArtifact
 library*:canonical population:Reference(ResearchElementDefinition) exposure:Reference(ResearchElementDefinition)
 exposureAlternative:Reference(ResearchElementDefinition) outcome:Reference(ResearchElementDefinition)
ResearchElementDefinition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string
 shortTitle:string subtitle:string status:code experimental:boolean subject[x]:CodeableConcept|Reference(Group)
 date:dateTime publisher:string contact*:ContactDetail description:markdown comment*:string
 useContext*:UsageContext jurisdiction*:CodeableConcept purpose:markdown usage:string copyright:markdown
 approvalDate:date lastReviewDate:date effectivePeriod:Period topic*:CodeableConcept author*:ContactDetail
 editor*:ContactDetail reviewer*:ContactDetail endorser*:ContactDetail relatedArtifact*:RelatedArtifact
 library*:canonical type:code variableType:code characteristic*:ResearchElementDefinition.characteristic
ResearchElementDefinition.characteristic
 id:string extension*:Extension modifierExtension*:Extension
 definition[x]:CodeableConcept|canonical|Expression|DataRequirement usageContext*:UsageContext exclude:boolean
 unitOfMeasure:CodeableConcept studyEffectiveDescription:string studyEffective[x]:dateTime|Period|Duration|Timing
 studyEffectiveTimeFromStart:Duration studyEffectiveGroupMeasure:code participantEffectiveDescription:string
 participantEffective[x]:dateTime|Period|Duration|Timing participantEffectiveTimeFromStart:Duration
 participantEffectiveGroupMeasure:code
ResearchStudy
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier title:string protocol*:Reference(PlanDefinition)
 partOf*:Reference(ResearchStudy) status:code primaryPurposeType:CodeableConcept phase:CodeableConcept
 category*:CodeableConcept focus*:CodeableConcept condition*:CodeableConcept contact*:ContactDetail
 relatedArtifact*:RelatedArtifact keyword*:CodeableConcept location*:CodeableConcept description:markdown
 enrollment*:Reference(Group) period:Period sponsor:Reference(Organization)
 principalInvestigator:Reference(Practitioner|PractitionerRole) site*:Reference(Location)
 reasonStopped:CodeableConcept note*:Annotation arm*:ResearchStudy.arm objective*:ResearchStudy.objective
ResearchStudy.arm
 id:string extension*:Extension modifierExtension*:Extension name:string type:CodeableConcept description:string
ResearchStudy.objective
 id:string extension*:Extension modifierExtension*:Extension name:string type:CodeableConcept
ResearchSubject
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code period:Period study:Reference(ResearchStudy)
 individual:Reference(Patient) assignedArm:string actualArm:string consent:Reference(Consent)
Resource
 id:id meta:Meta implicitRules:uri language:code
RiskAssessment
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier basedOn:Reference parent:Reference status:code
 method:CodeableConcept code:CodeableConcept subject:Reference(Group|Patient) encounter:Reference(Encounter)
 occurrence[x]:dateTime|Period condition:Reference(Condition)
 performer:Reference(Device|Practitioner|PractitionerRole) reasonCode*:CodeableConcept
 reasonReference*:Reference(Condition|DiagnosticReport|DocumentReference|Observation) basis*:Reference
 prediction*:RiskAssessment.prediction mitigation:string note*:Annotation
RiskAssessment.prediction
 id:string extension*:Extension modifierExtension*:Extension outcome:CodeableConcept probability[x]:decimal|Range
 qualitativeRisk:CodeableConcept relativeRisk:decimal when[x]:Period|Range rationale:string
RiskEvidenceSynthesis
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string status:code
 date:dateTime publisher:string contact*:ContactDetail description:markdown note*:Annotation
 useContext*:UsageContext jurisdiction*:CodeableConcept copyright:markdown approvalDate:date lastReviewDate:date
 effectivePeriod:Period topic*:CodeableConcept author*:ContactDetail editor*:ContactDetail
 reviewer*:ContactDetail endorser*:ContactDetail relatedArtifact*:RelatedArtifact synthesisType:CodeableConcept
 studyType:CodeableConcept population:Reference(EvidenceVariable) exposure:Reference(EvidenceVariable)
 outcome:Reference(EvidenceVariable) sampleSize:RiskEvidenceSynthesis.sampleSize
 riskEstimate:RiskEvidenceSynthesis.riskEstimate certainty*:RiskEvidenceSynthesis.certainty
RiskEvidenceSynthesis.sampleSize
 id:string extension*:Extension modifierExtension*:Extension description:string numberOfStudies:integer
 numberOfParticipants:integer
RiskEvidenceSynthesis.riskEstimate
 id:string extension*:Extension modifierExtension*:Extension description:string type:CodeableConcept
 value:decimal unitOfMeasure:CodeableConcept denominatorCount:integer numeratorCount:integer
 precisionEstimate*:RiskEvidenceSynthesis.riskEstimate.precisionEstimate
RiskEvidenceSynthesis.riskEstimate.precisionEstimate
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept level:decimal from:decimal
 to:decimal
RiskEvidenceSynthesis.certainty
 id:string extension*:Extension modifierExtension*:Extension rating*:CodeableConcept note*:Annotation
 certaintySubcomponent*:RiskEvidenceSynthesis.certainty.certaintySubcomponent
RiskEvidenceSynthesis.certainty.certaintySubcomponent
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept rating*:CodeableConcept
 note*:Annotation
SampledData
 id:string extension*:Extension origin:Quantity period:decimal factor:decimal lowerLimit:decimal
 upperLimit:decimal dimensions:positiveInt data:string
Schedule
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier active:boolean serviceCategory*:CodeableConcept
 serviceType*:CodeableConcept specialty*:CodeableConcept
 actor*:Reference(Device|HealthcareService|Location|Patient|Practitioner|PractitionerRole|RelatedPerson)
 planningHorizon:Period comment:string
SearchParameter
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri version:string name:string derivedFrom:canonical status:code
 experimental:boolean date:dateTime publisher:string contact*:ContactDetail description:markdown
 useContext*:UsageContext jurisdiction*:CodeableConcept purpose:markdown code:code base*:code type:code
 expression:string xpath:string xpathUsage:code target*:code multipleOr:boolean multipleAnd:boolean
 comparator*:code modifier*:code chain*:string component*:SearchParameter.component
SearchParameter.component
 id:string extension*:Extension modifierExtension*:Extension definition:canonical expression:string
ServiceRequest
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier instantiatesCanonical*:canonical instantiatesUri*:uri
 basedOn*:Reference(CarePlan|MedicationRequest|ServiceRequest) replaces*:Reference(ServiceRequest)
 requisition:Identifier status:code intent:code category*:CodeableConcept priority:code doNotPerform:boolean
 code:CodeableConcept orderDetail*:CodeableConcept quantity[x]:Quantity|Ratio|Range
 subject:Reference(Device|Group|Location|Patient) encounter:Reference(Encounter)
 occurrence[x]:dateTime|Period|Timing asNeeded[x]:boolean|CodeableConcept authoredOn:dateTime
 requester:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 performerType:CodeableConcept
 performer*:Reference(CareTeam|Device|HealthcareService|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 locationCode*:CodeableConcept locationReference*:Reference(Location) reasonCode*:CodeableConcept
 reasonReference*:Reference(Condition|DiagnosticReport|DocumentReference|Observation)
 insurance*:Reference(ClaimResponse|Coverage) supportingInfo*:Reference specimen*:Reference(Specimen)
 bodySite*:CodeableConcept note*:Annotation patientInstruction:string relevantHistory*:Reference(Provenance)
Signature
 id:string extension*:Extension type*:Coding when:instant
 who:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 onBehalfOf:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson) targetFormat:code
 sigFormat:code data:base64Binary
Slot
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier serviceCategory*:CodeableConcept
 serviceType*:CodeableConcept specialty*:CodeableConcept appointmentType:CodeableConcept
 schedule:Reference(Schedule) status:code start:instant end:instant overbooked:boolean comment:string
Specimen
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier accessionIdentifier:Identifier status:code
 type:CodeableConcept subject:Reference(Device|Group|Location|Patient|Substance) receivedTime:dateTime
 parent*:Reference(Specimen) request*:Reference(ServiceRequest) collection:Specimen.collection
 processing*:Specimen.processing container*:Specimen.container condition*:CodeableConcept note*:Annotation
Specimen.collection
 id:string extension*:Extension modifierExtension*:Extension collector:Reference(Practitioner|PractitionerRole)
 collected[x]:dateTime|Period duration:Duration quantity:Quantity method:CodeableConcept bodySite:CodeableConcept
 fastingStatus[x]:CodeableConcept|Duration
Specimen.processing
 id:string extension*:Extension modifierExtension*:Extension description:string procedure:CodeableConcept
 additive*:Reference(Substance) time[x]:dateTime|Period
Specimen.container
 id:string extension*:Extension modifierExtension*:Extension identifier*:Identifier description:string
 type:CodeableConcept capacity:Quantity specimenQuantity:Quantity
 additive[x]:CodeableConcept|Reference(Substance)
SpecimenDefinition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier:Identifier typeCollected:CodeableConcept
 patientPreparation*:CodeableConcept timeAspect:string collection*:CodeableConcept
 typeTested*:SpecimenDefinition.typeTested
SpecimenDefinition.typeTested
 id:string extension*:Extension modifierExtension*:Extension isDerived:boolean type:CodeableConcept
 preference:code container:SpecimenDefinition.typeTested.container requirement:string retentionTime:Duration
 rejectionCriterion*:CodeableConcept handling*:SpecimenDefinition.typeTested.handling
SpecimenDefinition.typeTested.container
 id:string extension*:Extension modifierExtension*:Extension material:CodeableConcept type:CodeableConcept
 cap:CodeableConcept description:string capacity:Quantity minimumVolume[x]:Quantity|string
 additive*:SpecimenDefinition.typeTested.container.additive preparation:string
SpecimenDefinition.typeTested.container.additive
 id:string extension*:Extension modifierExtension*:Extension additive[x]:CodeableConcept|Reference(Substance)
SpecimenDefinition.typeTested.handling
 id:string extension*:Extension modifierExtension*:Extension temperatureQualifier:CodeableConcept
 temperatureRange:Range maxDuration:Duration instruction:string
StructureDefinition
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string status:code
 experimental:boolean date:dateTime publisher:string contact*:ContactDetail description:markdown
 useContext*:UsageContext jurisdiction*:CodeableConcept purpose:markdown copyright:markdown keyword*:Coding
 fhirVersion:code mapping*:StructureDefinition.mapping kind:code abstract:boolean
 context*:StructureDefinition.context contextInvariant*:string type:uri baseDefinition:canonical derivation:code
 snapshot:StructureDefinition.snapshot differential:StructureDefinition.differential
StructureDefinition.mapping
 id:string extension*:Extension modifierExtension*:Extension identity:id uri:uri name:string comment:string
StructureDefinition.context
 id:string extension*:Extension modifierExtension*:Extension type:code expression:string
StructureDefinition.snapshot
 id:string extension*:Extension modifierExtension*:Extension element*:ElementDefinition
StructureDefinition.differential
 id:string extension*:Extension modifierExtension*:Extension element*:ElementDefinition
StructureMap
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string status:code
 experimental:boolean date:dateTime publisher:string contact*:ContactDetail description:markdown
 useContext*:UsageContext jurisdiction*:CodeableConcept purpose:markdown copyright:markdown
 structure*:StructureMap.structure import*:canonical group*:StructureMap.group
StructureMap.structure
 id:string extension*:Extension modifierExtension*:Extension url:canonical mode:code alias:string
 documentation:string
StructureMap.group
 id:string extension*:Extension modifierExtension*:Extension name:id extends:id typeMode:code
 documentation:string input*:StructureMap.group.input rule*:StructureMap.group.rule
StructureMap.group.input
 id:string extension*:Extension modifierExtension*:Extension name:id type:string mode:code documentation:string
StructureMap.group.rule
 id:string extension*:Extension modifierExtension*:Extension name:id source*:StructureMap.group.rule.source
 target*:StructureMap.group.rule.target rule*:StructureMap.group.rule
 dependent*:StructureMap.group.rule.dependent documentation:string
StructureMap.group.rule.source
 id:string extension*:Extension modifierExtension*:Extension context:id min:integer max:string type:string
 defaultValue[x]:base64Binary|boolean|canonical|code|date|dateTime|decimal|id|instant|integer|markdown|oid|positiveInt|string|time|unsignedInt|uri|url|uuid|Address|Age|Annotation|Attachment|CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|Money|Period|Quantity|Range|Ratio|Reference|SampledData|Signature|Timing|ContactDetail|Contributor|DataRequirement|Expression|ParameterDefinition|RelatedArtifact|TriggerDefinition|UsageContext|Dosage|Meta
 element:string listMode:code variable:id condition:string check:string logMessage:string
StructureMap.group.rule.target
 id:string extension*:Extension modifierExtension*:Extension context:id contextType:code element:string
 variable:id listMode*:code listRuleId:id transform:code parameter*:StructureMap.group.rule.target.parameter
StructureMap.group.rule.target.parameter
 id:string extension*:Extension modifierExtension*:Extension value[x]:id|string|boolean|integer|decimal
StructureMap.group.rule.dependent
 id:string extension*:Extension modifierExtension*:Extension name:id variable*:string
Subscription
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension status:code contact*:ContactPoint end:instant reason:string criteria:string
 error:string channel:Subscription.channel
Subscription.channel
 id:string extension*:Extension modifierExtension*:Extension type:code endpoint:url payload:code header*:string
Substance
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code category*:CodeableConcept code:CodeableConcept
 description:string instance*:Substance.instance ingredient*:Substance.ingredient
Substance.instance
 id:string extension*:Extension modifierExtension*:Extension identifier:Identifier expiry:dateTime
 quantity:Quantity
Substance.ingredient
 id:string extension*:Extension modifierExtension*:Extension quantity:Ratio
 substance[x]:CodeableConcept|Reference(Substance)
SubstanceAmount
 id:string extension*:Extension modifierExtension*:Extension amount[x]:Quantity|Range|string
 amountType:CodeableConcept amountText:string referenceRange:SubstanceAmount.referenceRange
SubstanceAmount.referenceRange
 id:string extension*:Extension lowLimit:Quantity highLimit:Quantity
SubstanceNucleicAcid
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension sequenceType:CodeableConcept numberOfSubunits:integer areaOfHybridisation:string
 oligoNucleotideType:CodeableConcept subunit*:SubstanceNucleicAcid.subunit
SubstanceNucleicAcid.subunit
 id:string extension*:Extension modifierExtension*:Extension subunit:integer sequence:string length:integer
 sequenceAttachment:Attachment fivePrime:CodeableConcept threePrime:CodeableConcept
 linkage*:SubstanceNucleicAcid.subunit.linkage sugar*:SubstanceNucleicAcid.subunit.sugar
SubstanceNucleicAcid.subunit.linkage
 id:string extension*:Extension modifierExtension*:Extension connectivity:string identifier:Identifier
 name:string residueSite:string
SubstanceNucleicAcid.subunit.sugar
 id:string extension*:Extension modifierExtension*:Extension identifier:Identifier name:string residueSite:string
SubstancePolymer
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension class:CodeableConcept geometry:CodeableConcept
 copolymerConnectivity*:CodeableConcept modification*:string monomerSet*:SubstancePolymer.monomerSet
 repeat*:SubstancePolymer.repeat
SubstancePolymer.monomerSet
 id:string extension*:Extension modifierExtension*:Extension ratioType:CodeableConcept
 startingMaterial*:SubstancePolymer.monomerSet.startingMaterial
SubstancePolymer.monomerSet.startingMaterial
 id:string extension*:Extension modifierExtension*:Extension material:CodeableConcept type:CodeableConcept
 isDefining:boolean amount:SubstanceAmount
SubstancePolymer.repeat
 id:string extension*:Extension modifierExtension*:Extension numberOfUnits:integer averageMolecularFormula:string
 repeatUnitAmountType:CodeableConcept repeatUnit*:SubstancePolymer.repeat.repeatUnit
SubstancePolymer.repeat.repeatUnit
 id:string extension*:Extension modifierExtension*:Extension orientationOfPolymerisation:CodeableConcept
 repeatUnit:string amount:SubstanceAmount
 degreeOfPolymerisation*:SubstancePolymer.repeat.repeatUnit.degreeOfPolymerisation
 structuralRepresentation*:SubstancePolymer.repeat.repeatUnit.structuralRepresentation
SubstancePolymer.repeat.repeatUnit.degreeOfPolymerisation
 id:string extension*:Extension modifierExtension*:Extension degree:CodeableConcept amount:SubstanceAmount
SubstancePolymer.repeat.repeatUnit.structuralRepresentation
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept representation:string
 attachment:Attachment
SubstanceProtein
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension sequenceType:CodeableConcept numberOfSubunits:integer disulfideLinkage*:string
 subunit*:SubstanceProtein.subunit
SubstanceProtein.subunit
 id:string extension*:Extension modifierExtension*:Extension subunit:integer sequence:string length:integer
 sequenceAttachment:Attachment nTerminalModificationId:Identifier nTerminalModification:string
 cTerminalModificationId:Identifier cTerminalModification:string
SubstanceReferenceInformation
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension comment:string gene*:SubstanceReferenceInformation.gene
 geneElement*:SubstanceReferenceInformation.geneElement
 classification*:SubstanceReferenceInformation.classification target*:SubstanceReferenceInformation.target
SubstanceReferenceInformation.gene
 id:string extension*:Extension modifierExtension*:Extension geneSequenceOrigin:CodeableConcept
 gene:CodeableConcept source*:Reference(DocumentReference)
SubstanceReferenceInformation.geneElement
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept element:Identifier
 source*:Reference(DocumentReference)
SubstanceReferenceInformation.classification
 id:string extension*:Extension modifierExtension*:Extension domain:CodeableConcept
 classification:CodeableConcept subtype*:CodeableConcept source*:Reference(DocumentReference)
SubstanceReferenceInformation.target
 id:string extension*:Extension modifierExtension*:Extension target:Identifier type:CodeableConcept
 interaction:CodeableConcept organism:CodeableConcept organismType:CodeableConcept
 amount[x]:Quantity|Range|string amountType:CodeableConcept source*:Reference(DocumentReference)
SubstanceSourceMaterial
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension sourceMaterialClass:CodeableConcept sourceMaterialType:CodeableConcept
 sourceMaterialState:CodeableConcept organismId:Identifier organismName:string parentSubstanceId*:Identifier
 parentSubstanceName*:string countryOfOrigin*:CodeableConcept geographicalLocation*:string
 developmentStage:CodeableConcept fractionDescription*:SubstanceSourceMaterial.fractionDescription
 organism:SubstanceSourceMaterial.organism partDescription*:SubstanceSourceMaterial.partDescription
SubstanceSourceMaterial.fractionDescription
 id:string extension*:Extension modifierExtension*:Extension fraction:string materialType:CodeableConcept
SubstanceSourceMaterial.organism
 id:string extension*:Extension modifierExtension*:Extension family:CodeableConcept genus:CodeableConcept
 species:CodeableConcept intraspecificType:CodeableConcept intraspecificDescription:string
 author*:SubstanceSourceMaterial.organism.author hybrid:SubstanceSourceMaterial.organism.hybrid
 organismGeneral:SubstanceSourceMaterial.organism.organismGeneral
SubstanceSourceMaterial.organism.author
 id:string extension*:Extension modifierExtension*:Extension authorType:CodeableConcept authorDescription:string
SubstanceSourceMaterial.organism.hybrid
 id:string extension*:Extension modifierExtension*:Extension maternalOrganismId:string
 maternalOrganismName:string paternalOrganismId:string paternalOrganismName:string hybridType:CodeableConcept
SubstanceSourceMaterial.organism.organismGeneral
 id:string extension*:Extension modifierExtension*:Extension kingdom:CodeableConcept phylum:CodeableConcept
 class:CodeableConcept order:CodeableConcept
SubstanceSourceMaterial.partDescription
 id:string extension*:Extension modifierExtension*:Extension part:CodeableConcept partLocation:CodeableConcept
SubstanceSpecification
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier:Identifier type:CodeableConcept status:CodeableConcept
 domain:CodeableConcept description:string source*:Reference(DocumentReference) comment:string
 moiety*:SubstanceSpecification.moiety property*:SubstanceSpecification.property
 referenceInformation:Reference(SubstanceReferenceInformation) structure:SubstanceSpecification.structure
 code*:SubstanceSpecification.code name*:SubstanceSpecification.name
 molecularWeight*:SubstanceSpecification.structure.isotope.molecularWeight
 relationship*:SubstanceSpecification.relationship nucleicAcid:Reference(SubstanceNucleicAcid)
 polymer:Reference(SubstancePolymer) protein:Reference(SubstanceProtein)
 sourceMaterial:Reference(SubstanceSourceMaterial)
SubstanceSpecification.moiety
 id:string extension*:Extension modifierExtension*:Extension role:CodeableConcept identifier:Identifier
 name:string stereochemistry:CodeableConcept opticalActivity:CodeableConcept molecularFormula:string
 amount[x]:Quantity|string
SubstanceSpecification.property
 id:string extension*:Extension modifierExtension*:Extension category:CodeableConcept code:CodeableConcept
 parameters:string definingSubstance[x]:Reference|CodeableConcept(Substance|SubstanceSpecification)
 amount[x]:Quantity|string
SubstanceSpecification.structure
 id:string extension*:Extension modifierExtension*:Extension stereochemistry:CodeableConcept
 opticalActivity:CodeableConcept molecularFormula:string molecularFormulaByMoiety:string
 isotope*:SubstanceSpecification.structure.isotope
 molecularWeight:SubstanceSpecification.structure.isotope.molecularWeight source*:Reference(DocumentReference)
 representation*:SubstanceSpecification.structure.representation
SubstanceSpecification.structure.isotope
 id:string extension*:Extension modifierExtension*:Extension identifier:Identifier name:CodeableConcept
 substitution:CodeableConcept halfLife:Quantity
 molecularWeight:SubstanceSpecification.structure.isotope.molecularWeight
SubstanceSpecification.structure.isotope.molecularWeight
 id:string extension*:Extension modifierExtension*:Extension method:CodeableConcept type:CodeableConcept
 amount:Quantity
SubstanceSpecification.structure.representation
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept representation:string
 attachment:Attachment
SubstanceSpecification.code
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept status:CodeableConcept
 statusDate:dateTime comment:string source*:Reference(DocumentReference)
SubstanceSpecification.name
 id:string extension*:Extension modifierExtension*:Extension name:string type:CodeableConcept
 status:CodeableConcept preferred:boolean language*:CodeableConcept domain*:CodeableConcept
 jurisdiction*:CodeableConcept synonym*:SubstanceSpecification.name translation*:SubstanceSpecification.name
 official*:SubstanceSpecification.name.official source*:Reference(DocumentReference)
SubstanceSpecification.name.official
 id:string extension*:Extension modifierExtension*:Extension authority:CodeableConcept status:CodeableConcept
 date:dateTime
SubstanceSpecification.relationship
 id:string extension*:Extension modifierExtension*:Extension
 substance[x]:Reference|CodeableConcept(SubstanceSpecification) relationship:CodeableConcept isDefining:boolean
 amount[x]:Quantity|Range|Ratio|string amountRatioLowLimit:Ratio amountType:CodeableConcept
 source*:Reference(DocumentReference)
SupplyDelivery
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier basedOn*:Reference(SupplyRequest)
 partOf*:Reference(Contract|SupplyDelivery) status:code patient:Reference(Patient) type:CodeableConcept
 suppliedItem:SupplyDelivery.suppliedItem occurrence[x]:dateTime|Period|Timing
 supplier:Reference(Organization|Practitioner|PractitionerRole) destination:Reference(Location)
 receiver*:Reference(Practitioner|PractitionerRole)
SupplyDelivery.suppliedItem
 id:string extension*:Extension modifierExtension*:Extension quantity:Quantity
 item[x]:CodeableConcept|Reference(Device|Medication|Substance)
SupplyRequest
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code category:CodeableConcept priority:code
 item[x]:CodeableConcept|Reference(Device|Medication|Substance) quantity:Quantity
 parameter*:SupplyRequest.parameter occurrence[x]:dateTime|Period|Timing authoredOn:dateTime
 requester:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 supplier*:Reference(HealthcareService|Organization) reasonCode*:CodeableConcept
 reasonReference*:Reference(Condition|DiagnosticReport|DocumentReference|Observation)
 deliverFrom:Reference(Location|Organization) deliverTo:Reference(Location|Organization|Patient)
SupplyRequest.parameter
 id:string extension*:Extension modifierExtension*:Extension code:CodeableConcept
 value[x]:CodeableConcept|Quantity|Range|boolean
Task
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier instantiatesCanonical:canonical instantiatesUri:uri
 basedOn*:Reference groupIdentifier:Identifier partOf*:Reference(Task) status:code statusReason:CodeableConcept
 businessStatus:CodeableConcept intent:code priority:code code:CodeableConcept description:string focus:Reference
 for:Reference encounter:Reference(Encounter) executionPeriod:Period authoredOn:dateTime lastModified:dateTime
 requester:Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 performerType*:CodeableConcept
 owner:Reference(CareTeam|Device|HealthcareService|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
 location:Reference(Location) reasonCode:CodeableConcept reasonReference:Reference
 insurance*:Reference(ClaimResponse|Coverage) note*:Annotation relevantHistory*:Reference(Provenance)
 restriction:Task.restriction input*:Task.input output*:Task.output
Task.restriction
 id:string extension*:Extension modifierExtension*:Extension repetitions:positiveInt period:Period
 recipient*:Reference(Group|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson)
Task.input
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept
 value[x]:base64Binary|boolean|canonical|code|date|dateTime|decimal|id|instant|integer|markdown|oid|positiveInt|string|time|unsignedInt|uri|url|uuid|Address|Age|Annotation|Attachment|CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|Money|Period|Quantity|Range|Ratio|Reference|SampledData|Signature|Timing|ContactDetail|Contributor|DataRequirement|Expression|ParameterDefinition|RelatedArtifact|TriggerDefinition|UsageContext|Dosage|Meta
Task.output
 id:string extension*:Extension modifierExtension*:Extension type:CodeableConcept
 value[x]:base64Binary|boolean|canonical|code|date|dateTime|decimal|id|instant|integer|markdown|oid|positiveInt|string|time|unsignedInt|uri|url|uuid|Address|Age|Annotation|Attachment|CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|Money|Period|Quantity|Range|Ratio|Reference|SampledData|Signature|Timing|ContactDetail|Contributor|DataRequirement|Expression|ParameterDefinition|RelatedArtifact|TriggerDefinition|UsageContext|Dosage|Meta
TerminologyCapabilities
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri version:string name:string title:string status:code experimental:boolean
 date:dateTime publisher:string contact*:ContactDetail description:markdown useContext*:UsageContext
 jurisdiction*:CodeableConcept purpose:markdown copyright:markdown kind:code
 software:TerminologyCapabilities.software implementation:TerminologyCapabilities.implementation
 lockedDate:boolean codeSystem*:TerminologyCapabilities.codeSystem expansion:TerminologyCapabilities.expansion
 codeSearch:code validateCode:TerminologyCapabilities.validateCode
 translation:TerminologyCapabilities.translation closure:TerminologyCapabilities.closure
TerminologyCapabilities.software
 id:string extension*:Extension modifierExtension*:Extension name:string version:string
TerminologyCapabilities.implementation
 id:string extension*:Extension modifierExtension*:Extension description:string url:url
TerminologyCapabilities.codeSystem
 id:string extension*:Extension modifierExtension*:Extension uri:canonical
 version*:TerminologyCapabilities.codeSystem.version subsumption:boolean
TerminologyCapabilities.codeSystem.version
 id:string extension*:Extension modifierExtension*:Extension code:string isDefault:boolean compositional:boolean
 language*:code filter*:TerminologyCapabilities.codeSystem.version.filter property*:code
TerminologyCapabilities.codeSystem.version.filter
 id:string extension*:Extension modifierExtension*:Extension code:code op*:code
TerminologyCapabilities.expansion
 id:string extension*:Extension modifierExtension*:Extension hierarchical:boolean paging:boolean
 incomplete:boolean parameter*:TerminologyCapabilities.expansion.parameter textFilter:markdown
TerminologyCapabilities.expansion.parameter
 id:string extension*:Extension modifierExtension*:Extension name:code documentation:string
TerminologyCapabilities.validateCode
 id:string extension*:Extension modifierExtension*:Extension translations:boolean
TerminologyCapabilities.translation
 id:string extension*:Extension modifierExtension*:Extension needsMap:boolean
TerminologyCapabilities.closure
 id:string extension*:Extension modifierExtension*:Extension translation:boolean
TestReport
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier:Identifier name:string status:code testScript:Reference(TestScript)
 result:code score:decimal tester:string issued:dateTime participant*:TestReport.participant
 setup:TestReport.setup test*:TestReport.test teardown:TestReport.teardown
TestReport.participant
 id:string extension*:Extension modifierExtension*:Extension type:code uri:uri display:string
TestReport.setup
 id:string extension*:Extension modifierExtension*:Extension action*:TestReport.setup.action
TestReport.setup.action
 id:string extension*:Extension modifierExtension*:Extension operation:TestReport.setup.action.operation
 assert:TestReport.setup.action.assert
TestReport.setup.action.operation
 id:string extension*:Extension modifierExtension*:Extension result:code message:markdown detail:uri
TestReport.setup.action.assert
 id:string extension*:Extension modifierExtension*:Extension result:code message:markdown detail:string
TestReport.test
 id:string extension*:Extension modifierExtension*:Extension name:string description:string
 action*:TestReport.test.action
TestReport.test.action
 id:string extension*:Extension modifierExtension*:Extension operation:TestReport.setup.action.operation
 assert:TestReport.setup.action.assert
TestReport.teardown
 id:string extension*:Extension modifierExtension*:Extension action*:TestReport.teardown.action
TestReport.teardown.action
 id:string extension*:Extension modifierExtension*:Extension operation:TestReport.setup.action.operation
TestScript
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier:Identifier version:string name:string title:string status:code
 experimental:boolean date:dateTime publisher:string contact*:ContactDetail description:markdown
 useContext*:UsageContext jurisdiction*:CodeableConcept purpose:markdown copyright:markdown
 origin*:TestScript.origin destination*:TestScript.destination metadata:TestScript.metadata
 fixture*:TestScript.fixture profile*:Reference variable*:TestScript.variable setup:TestScript.setup
 test*:TestScript.test teardown:TestScript.teardown
TestScript.origin
 id:string extension*:Extension modifierExtension*:Extension index:integer profile:Coding
TestScript.destination
 id:string extension*:Extension modifierExtension*:Extension index:integer profile:Coding
TestScript.metadata
 id:string extension*:Extension modifierExtension*:Extension link*:TestScript.metadata.link
 capability*:TestScript.metadata.capability
TestScript.metadata.link
 id:string extension*:Extension modifierExtension*:Extension url:uri description:string
TestScript.metadata.capability
 id:string extension*:Extension modifierExtension*:Extension required:boolean validated:boolean
 description:string origin*:integer destination:integer link*:uri capabilities:canonical
TestScript.fixture
 id:string extension*:Extension modifierExtension*:Extension autocreate:boolean autodelete:boolean
 resource:Reference
TestScript.variable
 id:string extension*:Extension modifierExtension*:Extension name:string defaultValue:string description:string
 expression:string headerField:string hint:string path:string sourceId:id
TestScript.setup
 id:string extension*:Extension modifierExtension*:Extension action*:TestScript.setup.action
TestScript.setup.action
 id:string extension*:Extension modifierExtension*:Extension operation:TestScript.setup.action.operation
 assert:TestScript.setup.action.assert
TestScript.setup.action.operation
 id:string extension*:Extension modifierExtension*:Extension type:Coding resource:code label:string
 description:string accept:code contentType:code destination:integer encodeRequestUrl:boolean method:code
 origin:integer params:string requestHeader*:TestScript.setup.action.operation.requestHeader requestId:id
 responseId:id sourceId:id targetId:id url:string
TestScript.setup.action.operation.requestHeader
 id:string extension*:Extension modifierExtension*:Extension field:string value:string
TestScript.setup.action.assert
 id:string extension*:Extension modifierExtension*:Extension label:string description:string direction:code
 compareToSourceId:string compareToSourceExpression:string compareToSourcePath:string contentType:code
 expression:string headerField:string minimumId:string navigationLinks:boolean operator:code path:string
 requestMethod:code requestURL:string resource:code response:code responseCode:string sourceId:id
 validateProfileId:id value:string warningOnly:boolean
TestScript.test
 id:string extension*:Extension modifierExtension*:Extension name:string description:string
 action*:TestScript.test.action
TestScript.test.action
 id:string extension*:Extension modifierExtension*:Extension operation:TestScript.setup.action.operation
 assert:TestScript.setup.action.assert
TestScript.teardown
 id:string extension*:Extension modifierExtension*:Extension action*:TestScript.teardown.action
TestScript.teardown.action
 id:string extension*:Extension modifierExtension*:Extension operation:TestScript.setup.action.operation
Timing
 id:string extension*:Extension modifierExtension*:Extension event*:dateTime repeat:Timing.repeat
 code:CodeableConcept
Timing.repeat
 id:string extension*:Extension bounds[x]:Duration|Range|Period count:positiveInt countMax:positiveInt
 duration:decimal durationMax:decimal durationUnit:code frequency:positiveInt frequencyMax:positiveInt
 period:decimal periodMax:decimal periodUnit:code dayOfWeek*:code timeOfDay*:time when*:code offset:unsignedInt
TriggerDefinition
 id:string extension*:Extension type:code name:string timing[x]:Timing|Reference|date|dateTime(Schedule)
 data*:DataRequirement condition:Expression
UsageContext
 id:string extension*:Extension code:Coding
 value[x]:CodeableConcept|Quantity|Range|Reference(Group|HealthcareService|InsurancePlan|Location|Organization|PlanDefinition|ResearchStudy)
ValueSet
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension url:uri identifier*:Identifier version:string name:string title:string status:code
 experimental:boolean date:dateTime publisher:string contact*:ContactDetail description:markdown
 useContext*:UsageContext jurisdiction*:CodeableConcept immutable:boolean purpose:markdown copyright:markdown
 compose:ValueSet.compose expansion:ValueSet.expansion
ValueSet.compose
 id:string extension*:Extension modifierExtension*:Extension lockedDate:date inactive:boolean
 include*:ValueSet.compose.include exclude*:ValueSet.compose.include
ValueSet.compose.include
 id:string extension*:Extension modifierExtension*:Extension system:uri version:string
 concept*:ValueSet.compose.include.concept filter*:ValueSet.compose.include.filter valueSet*:canonical
ValueSet.compose.include.concept
 id:string extension*:Extension modifierExtension*:Extension code:code display:string
 designation*:ValueSet.compose.include.concept.designation
ValueSet.compose.include.concept.designation
 id:string extension*:Extension modifierExtension*:Extension language:code use:Coding value:string
ValueSet.compose.include.filter
 id:string extension*:Extension modifierExtension*:Extension property:code op:code value:string
ValueSet.expansion
 id:string extension*:Extension modifierExtension*:Extension identifier:uri timestamp:dateTime total:integer
 offset:integer parameter*:ValueSet.expansion.parameter contains*:ValueSet.expansion.contains
ValueSet.expansion.parameter
 id:string extension*:Extension modifierExtension*:Extension name:string
 value[x]:string|boolean|integer|decimal|uri|code|dateTime
ValueSet.expansion.contains
 id:string extension*:Extension modifierExtension*:Extension system:uri abstract:boolean inactive:boolean
 version:string code:code display:string designation*:ValueSet.compose.include.concept.designation
 contains*:ValueSet.expansion.contains
VerificationResult
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension target*:Reference targetLocation*:string need:CodeableConcept status:code
 statusDate:dateTime validationType:CodeableConcept validationProcess*:CodeableConcept frequency:Timing
 lastPerformed:dateTime nextScheduled:date failureAction:CodeableConcept
 primarySource*:VerificationResult.primarySource attestation:VerificationResult.attestation
 validator*:VerificationResult.validator
VerificationResult.primarySource
 id:string extension*:Extension modifierExtension*:Extension
 who:Reference(Organization|Practitioner|PractitionerRole) type*:CodeableConcept
 communicationMethod*:CodeableConcept validationStatus:CodeableConcept validationDate:dateTime
 canPushUpdates:CodeableConcept pushTypeAvailable*:CodeableConcept
VerificationResult.attestation
 id:string extension*:Extension modifierExtension*:Extension
 who:Reference(Organization|Practitioner|PractitionerRole)
 onBehalfOf:Reference(Organization|Practitioner|PractitionerRole) communicationMethod:CodeableConcept date:date
 sourceIdentityCertificate:string proxyIdentityCertificate:string proxySignature:Signature
 sourceSignature:Signature
VerificationResult.validator
 id:string extension*:Extension modifierExtension*:Extension organization:Reference(Organization)
 identityCertificate:string attestationSignature:Signature
VisionPrescription
 id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource extension*:Extension
 modifierExtension*:Extension identifier*:Identifier status:code created:dateTime patient:Reference(Patient)
 encounter:Reference(Encounter) dateWritten:dateTime prescriber:Reference(Practitioner|PractitionerRole)
 lensSpecification*:VisionPrescription.lensSpecification
VisionPrescription.lensSpecification
 id:string extension*:Extension modifierExtension*:Extension product:CodeableConcept eye:code sphere:decimal
 cylinder:decimal axis:integer prism*:VisionPrescription.lensSpecification.prism add:decimal power:decimal
 backCurve:decimal diameter:decimal duration:Quantity color:string brand:string note*:Annotation
VisionPrescription.lensSpecification.prism
 id:string extension*:Extension modifierExtension*:Extension amount:decimal base:code
"""
