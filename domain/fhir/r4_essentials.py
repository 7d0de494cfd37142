"""Which elements are the summary (s), must be there (m), change the meaning (c)? (hl7.fhir.r4.core 4.0.1, CC0-1.0).

A table, and therefore long: one paragraph for each type and backbone, one word for each element that is any of these.
Written by openapi/build_essentials.py. Do not edit. Read through domain/fhir/essentials.py.
"""

from __future__ import annotations

ROWS = """
Account
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc type:s name:s subject:s servicePeriod:s
 coverage:s owner:s description:s
Account.coverage
 modifierExtension:sc coverage:sm priority:s
Account.guarantor
 modifierExtension:sc party:m
ActivityDefinition
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s status:smc experimental:s
 date:s publisher:s contact:s description:s useContext:s jurisdiction:s effectivePeriod:s kind:s code:s doNotPerform:sc
ActivityDefinition.participant
 modifierExtension:sc type:m
ActivityDefinition.dynamicValue
 modifierExtension:sc path:m expression:m
Address
 use:sc type:s text:s line:s city:s district:s state:s postalCode:s country:s period:s
AdverseEvent
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s actuality:smc category:s event:s subject:sm encounter:s
 date:s detected:s recordedDate:s resultingCondition:s location:s seriousness:s severity:s outcome:s recorder:s
 contributor:s suspectEntity:s subjectMedicalHistory:s referenceDocument:s study:s
AdverseEvent.suspectEntity
 modifierExtension:sc instance:sm causality:s
AdverseEvent.suspectEntity.causality
 modifierExtension:sc assessment:s productRelatedness:s author:s method:s
Age
 value:s comparator:sc unit:s system:s code:s
AllergyIntolerance
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s clinicalStatus:sc verificationStatus:sc type:s
 category:s criticality:s code:s patient:sm asserter:s
AllergyIntolerance.reaction
 modifierExtension:sc manifestation:m
Annotation
 author[x]:s time:s text:sm
Appointment
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc cancelationReason:s serviceCategory:s
 serviceType:s specialty:s appointmentType:s reasonCode:s start:s end:s participant:m
Appointment.participant
 modifierExtension:sc type:s actor:s required:s status:sm
AppointmentResponse
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s appointment:sm participantType:s actor:s
 participantStatus:smc
Attachment
 contentType:s language:s url:s size:s hash:s title:s creation:s
AuditEvent
 id:s meta:s implicitRules:sc modifierExtension:c type:sm subtype:s action:s recorded:sm outcome:s outcomeDesc:s
 purposeOfEvent:s agent:m source:m
AuditEvent.agent
 modifierExtension:sc who:s requestor:sm
AuditEvent.agent.network
 modifierExtension:sc
AuditEvent.source
 modifierExtension:sc observer:sm
AuditEvent.entity
 modifierExtension:sc what:s name:s query:s
AuditEvent.entity.detail
 modifierExtension:sc type:m value[x]:m
BackboneElement
 modifierExtension:sc
Basic
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s code:smc subject:s created:s author:s
Binary
 id:s meta:s implicitRules:sc contentType:sm securityContext:s
BiologicallyDerivedProduct
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s
BiologicallyDerivedProduct.collection
 modifierExtension:sc
BiologicallyDerivedProduct.processing
 modifierExtension:sc
BiologicallyDerivedProduct.manipulation
 modifierExtension:sc
BiologicallyDerivedProduct.storage
 modifierExtension:sc
BodyStructure
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s active:sc morphology:s location:s description:s
 patient:sm
Bundle
 id:s meta:s implicitRules:sc identifier:s type:sm timestamp:s total:s link:s entry:s signature:s
Bundle.link
 modifierExtension:sc relation:sm url:sm
Bundle.entry
 modifierExtension:sc link:s fullUrl:s resource:s search:s request:s response:s
Bundle.entry.search
 modifierExtension:sc mode:s score:s
Bundle.entry.request
 modifierExtension:sc method:sm url:sm ifNoneMatch:s ifModifiedSince:s ifMatch:s ifNoneExist:s
Bundle.entry.response
 modifierExtension:sc status:sm location:s etag:s lastModified:s outcome:s
CapabilityStatement
 id:s meta:s implicitRules:sc modifierExtension:c url:s version:s name:s title:s status:smc experimental:s date:sm
 publisher:s contact:s useContext:s jurisdiction:s kind:sm instantiates:s imports:s software:s implementation:s
 fhirVersion:sm format:sm patchFormat:s implementationGuide:s rest:s messaging:s document:s
CapabilityStatement.software
 modifierExtension:sc name:sm version:s releaseDate:s
CapabilityStatement.implementation
 modifierExtension:sc description:sm url:s custodian:s
CapabilityStatement.rest
 modifierExtension:sc mode:sm security:s resource:s operation:s
CapabilityStatement.rest.security
 modifierExtension:sc cors:s service:s
CapabilityStatement.rest.resource
 modifierExtension:sc type:sm profile:s supportedProfile:s operation:s
CapabilityStatement.rest.resource.interaction
 modifierExtension:sc code:m
CapabilityStatement.rest.resource.searchParam
 modifierExtension:sc name:m type:m
CapabilityStatement.rest.resource.operation
 modifierExtension:sc name:sm definition:sm
CapabilityStatement.rest.interaction
 modifierExtension:sc code:m
CapabilityStatement.messaging
 modifierExtension:sc supportedMessage:s
CapabilityStatement.messaging.endpoint
 modifierExtension:sc protocol:m address:m
CapabilityStatement.messaging.supportedMessage
 modifierExtension:sc mode:sm definition:sm
CapabilityStatement.document
 modifierExtension:sc mode:sm profile:sm
CarePlan
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s instantiatesCanonical:s instantiatesUri:s basedOn:s
 replaces:s partOf:s status:smc intent:smc category:s title:s description:s subject:sm encounter:s period:s created:s
 author:s addresses:s
CarePlan.activity
 modifierExtension:sc
CarePlan.activity.detail
 modifierExtension:sc status:mc doNotPerform:c
CareTeam
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:sc category:s name:s subject:s encounter:s
 period:s managingOrganization:s
CareTeam.participant
 modifierExtension:sc role:s member:s onBehalfOf:s
CatalogEntry
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s orderable:sm referencedItem:sm
CatalogEntry.relatedEntry
 modifierExtension:sc relationtype:m item:m
ChargeItem
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc code:sm subject:sm context:s occurrence[x]:s
 quantity:s bodysite:s enterer:s enteredDate:s account:s
ChargeItem.performer
 modifierExtension:sc actor:m
ChargeItemDefinition
 id:s meta:s implicitRules:sc modifierExtension:c url:sm identifier:s version:s title:s derivedFromUri:s partOf:s
 replaces:s status:smc experimental:s date:s publisher:s contact:s description:s useContext:s jurisdiction:s
 effectivePeriod:s code:s
ChargeItemDefinition.applicability
 modifierExtension:sc
ChargeItemDefinition.propertyGroup
 modifierExtension:sc
ChargeItemDefinition.propertyGroup.priceComponent
 modifierExtension:sc type:m
Claim
 id:s meta:s implicitRules:sc modifierExtension:c status:smc type:sm use:sm patient:sm billablePeriod:s created:sm
 insurer:s provider:sm priority:sm insurance:sm
Claim.related
 modifierExtension:sc
Claim.payee
 modifierExtension:sc type:m
Claim.careTeam
 modifierExtension:sc sequence:m provider:m
Claim.supportingInfo
 modifierExtension:sc sequence:m category:m
Claim.diagnosis
 modifierExtension:sc sequence:m diagnosis[x]:m
Claim.procedure
 modifierExtension:sc sequence:m procedure[x]:m
Claim.insurance
 modifierExtension:sc sequence:sm focal:sm coverage:sm
Claim.accident
 modifierExtension:sc date:m
Claim.item
 modifierExtension:sc sequence:m productOrService:m
Claim.item.detail
 modifierExtension:sc sequence:m productOrService:m
Claim.item.detail.subDetail
 modifierExtension:sc sequence:m productOrService:m
ClaimResponse
 id:s meta:s implicitRules:sc modifierExtension:c status:smc type:sm use:sm patient:sm created:sm insurer:sm request:s
 outcome:sm total:s
ClaimResponse.item
 modifierExtension:sc itemSequence:m adjudication:m
ClaimResponse.item.adjudication
 modifierExtension:sc category:m
ClaimResponse.item.detail
 modifierExtension:sc detailSequence:m adjudication:m
ClaimResponse.item.detail.subDetail
 modifierExtension:sc subDetailSequence:m
ClaimResponse.addItem
 modifierExtension:sc productOrService:m adjudication:m
ClaimResponse.addItem.detail
 modifierExtension:sc productOrService:m adjudication:m
ClaimResponse.addItem.detail.subDetail
 modifierExtension:sc productOrService:m adjudication:m
ClaimResponse.total
 modifierExtension:sc category:sm amount:sm
ClaimResponse.payment
 modifierExtension:sc type:m amount:m
ClaimResponse.processNote
 modifierExtension:sc text:m
ClaimResponse.insurance
 modifierExtension:sc sequence:m focal:m coverage:m
ClaimResponse.error
 modifierExtension:sc code:m
ClinicalImpression
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc code:s description:s subject:sm encounter:s
 effective[x]:s date:s assessor:s problem:s
ClinicalImpression.investigation
 modifierExtension:sc code:m
ClinicalImpression.finding
 modifierExtension:sc
CodeSystem
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s status:smc experimental:s
 date:s publisher:s contact:s useContext:s jurisdiction:s caseSensitive:s valueSet:s hierarchyMeaning:s compositional:s
 versionNeeded:s content:sm supplements:s count:s filter:s property:s
CodeSystem.filter
 modifierExtension:sc code:sm description:s operator:sm value:sm
CodeSystem.property
 modifierExtension:sc code:sm uri:s description:s type:sm
CodeSystem.concept
 modifierExtension:sc code:m
CodeSystem.concept.designation
 modifierExtension:sc value:m
CodeSystem.concept.property
 modifierExtension:sc code:m value[x]:m
CodeableConcept
 coding:s text:s
Coding
 system:s version:s code:s display:s userSelected:s
Communication
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s instantiatesCanonical:s instantiatesUri:s basedOn:s
 partOf:s status:smc statusReason:s priority:s subject:s encounter:s reasonCode:s reasonReference:s
Communication.payload
 modifierExtension:sc content[x]:m
CommunicationRequest
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s basedOn:s replaces:s groupIdentifier:s status:smc
 priority:s doNotPerform:sc encounter:s occurrence[x]:s authoredOn:s requester:s sender:s reasonCode:s
 reasonReference:s
CommunicationRequest.payload
 modifierExtension:sc content[x]:m
CompartmentDefinition
 id:s meta:s implicitRules:sc modifierExtension:c url:sm version:s name:sm status:smc experimental:s date:s publisher:s
 contact:s useContext:s code:sm search:sm resource:s
CompartmentDefinition.resource
 modifierExtension:sc code:sm param:s
Composition
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc type:sm category:s subject:s encounter:s
 date:sm author:sm title:sm confidentiality:s custodian:s event:s
Composition.attester
 modifierExtension:sc mode:m
Composition.relatesTo
 modifierExtension:sc code:m target[x]:m
Composition.event
 modifierExtension:sc code:s period:s detail:s
Composition.section
 modifierExtension:sc
ConceptMap
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s status:smc experimental:s
 date:s publisher:s contact:s useContext:s jurisdiction:s source[x]:s target[x]:s
ConceptMap.group
 modifierExtension:sc element:m
ConceptMap.group.element
 modifierExtension:sc
ConceptMap.group.element.target
 modifierExtension:sc equivalence:mc
ConceptMap.group.element.target.dependsOn
 modifierExtension:sc property:m value:m
ConceptMap.group.unmapped
 modifierExtension:sc mode:m
Condition
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s clinicalStatus:sc verificationStatus:sc code:s
 bodySite:s subject:sm encounter:s onset[x]:s recordedDate:s recorder:s asserter:s
Condition.stage
 modifierExtension:sc
Condition.evidence
 modifierExtension:sc code:s detail:s
Consent
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc scope:smc category:sm patient:s dateTime:s
 performer:s organization:s source[x]:s policyRule:s verification:s provision:s
Consent.policy
 modifierExtension:sc
Consent.verification
 modifierExtension:sc verified:sm
Consent.provision
 modifierExtension:sc type:s period:s action:s securityLabel:s purpose:s class:s code:s dataPeriod:s data:s
Consent.provision.actor
 modifierExtension:sc role:m reference:m
Consent.provision.data
 modifierExtension:sc meaning:sm reference:sm
ContactDetail
 name:s telecom:s
ContactPoint
 system:s value:s use:sc rank:s period:s
Contract
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s version:s status:sc issued:s applies:s subject:s name:s
 title:s type:s subType:s
Contract.contentDefinition
 modifierExtension:sc type:m publicationStatus:m
Contract.term
 modifierExtension:sc identifier:s issued:s applies:s text:s offer:m
Contract.term.securityLabel
 modifierExtension:sc classification:m
Contract.term.offer
 modifierExtension:sc topic:s
Contract.term.offer.party
 modifierExtension:sc reference:m role:m
Contract.term.offer.answer
 modifierExtension:sc value[x]:m
Contract.term.asset
 modifierExtension:sc
Contract.term.asset.context
 modifierExtension:sc
Contract.term.asset.valuedItem
 modifierExtension:sc
Contract.term.action
 modifierExtension:sc doNotPerform:c type:m intent:m status:m
Contract.term.action.subject
 modifierExtension:sc reference:m
Contract.signer
 modifierExtension:sc type:m party:m signature:m
Contract.friendly
 modifierExtension:sc content[x]:m
Contract.legal
 modifierExtension:sc content[x]:m
Contract.rule
 modifierExtension:sc content[x]:m
Contributor
 type:sm name:sm contact:s
Count
 value:s comparator:sc unit:s system:s code:s
Coverage
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc type:s policyHolder:s subscriber:s
 subscriberId:s beneficiary:sm dependent:s period:s payor:sm order:s network:s
Coverage.class
 modifierExtension:sc type:sm value:sm name:s
Coverage.costToBeneficiary
 modifierExtension:sc type:s value[x]:sm
Coverage.costToBeneficiary.exception
 modifierExtension:sc type:sm period:s
CoverageEligibilityRequest
 id:s meta:s implicitRules:sc modifierExtension:c status:smc purpose:sm patient:sm created:sm insurer:sm
CoverageEligibilityRequest.supportingInfo
 modifierExtension:sc sequence:m information:m
CoverageEligibilityRequest.insurance
 modifierExtension:sc coverage:m
CoverageEligibilityRequest.item
 modifierExtension:sc
CoverageEligibilityRequest.item.diagnosis
 modifierExtension:sc
CoverageEligibilityResponse
 id:s meta:s implicitRules:sc modifierExtension:c status:smc purpose:sm patient:sm created:sm request:sm outcome:sm
 insurer:sm
CoverageEligibilityResponse.insurance
 modifierExtension:sc coverage:sm
CoverageEligibilityResponse.insurance.item
 modifierExtension:sc
CoverageEligibilityResponse.insurance.item.benefit
 modifierExtension:sc type:m
CoverageEligibilityResponse.error
 modifierExtension:sc code:m
DataRequirement
 type:sm profile:s subject[x]:s mustSupport:s codeFilter:s dateFilter:s limit:s sort:s
DataRequirement.codeFilter
 path:s searchParam:s valueSet:s code:s
DataRequirement.dateFilter
 path:s searchParam:s value[x]:s
DataRequirement.sort
 path:sm direction:sm
DetectedIssue
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc code:s severity:s patient:s identified[x]:s
 author:s implicated:s
DetectedIssue.evidence
 modifierExtension:sc
DetectedIssue.mitigation
 modifierExtension:sc action:m
Device
 id:s meta:s implicitRules:sc modifierExtension:c udiCarrier:s status:sc safety:s
Device.udiCarrier
 modifierExtension:sc deviceIdentifier:s carrierAIDC:s carrierHRF:s
Device.deviceName
 modifierExtension:sc name:m type:m
Device.specialization
 modifierExtension:sc systemType:m
Device.version
 modifierExtension:sc value:m
Device.property
 modifierExtension:sc type:m
DeviceDefinition
 id:s meta:s implicitRules:sc modifierExtension:c safety:s parentDevice:s
DeviceDefinition.udiDeviceIdentifier
 modifierExtension:sc deviceIdentifier:m issuer:m jurisdiction:m
DeviceDefinition.deviceName
 modifierExtension:sc name:m type:m
DeviceDefinition.specialization
 modifierExtension:sc systemType:m
DeviceDefinition.capability
 modifierExtension:sc type:m
DeviceDefinition.property
 modifierExtension:sc type:m
DeviceDefinition.material
 modifierExtension:sc substance:m
DeviceMetric
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s type:sm unit:s source:s parent:s operationalStatus:s
 color:s category:sm measurementPeriod:s calibration:s
DeviceMetric.calibration
 modifierExtension:sc type:s state:s time:s
DeviceRequest
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s instantiatesCanonical:s instantiatesUri:s basedOn:s
 priorRequest:s groupIdentifier:s status:sc intent:smc priority:s code[x]:sm subject:sm encounter:s occurrence[x]:s
 authoredOn:s requester:s performerType:s performer:s reasonCode:s reasonReference:s
DeviceRequest.parameter
 modifierExtension:sc
DeviceUseStatement
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s basedOn:s status:smc subject:sm derivedFrom:s
 timing[x]:s recordedOn:s source:s device:sm reasonCode:s reasonReference:s bodySite:s
DiagnosticReport
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc category:s code:sm subject:s encounter:s
 effective[x]:s issued:s performer:s resultsInterpreter:s media:s
DiagnosticReport.media
 modifierExtension:sc link:sm
Distance
 value:s comparator:sc unit:s system:s code:s
DocumentManifest
 id:s meta:s implicitRules:sc modifierExtension:c masterIdentifier:s identifier:s status:smc type:s subject:s author:s
 description:s content:sm
DocumentManifest.related
 modifierExtension:sc
DocumentReference
 id:s meta:s implicitRules:sc modifierExtension:c masterIdentifier:s identifier:s status:smc docStatus:s type:s
 category:s subject:s date:s author:s relatesTo:s description:s securityLabel:s content:sm context:s
DocumentReference.relatesTo
 modifierExtension:sc code:sm target:sm
DocumentReference.content
 modifierExtension:sc attachment:sm format:s
DocumentReference.context
 modifierExtension:sc period:s
DomainResource
 id:s meta:s implicitRules:sc modifierExtension:c
Dosage
 modifierExtension:sc sequence:s text:s additionalInstruction:s patientInstruction:s timing:s asNeeded[x]:s site:s
 route:s method:s doseAndRate:s maxDosePerPeriod:s maxDosePerAdministration:s maxDosePerLifetime:s
Dosage.doseAndRate
 type:s dose[x]:s rate[x]:s
Duration
 value:s comparator:sc unit:s system:s code:s
EffectEvidenceSynthesis
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s status:smc date:s
 publisher:s contact:s description:s useContext:s jurisdiction:s effectivePeriod:s population:sm exposure:sm
 exposureAlternative:sm outcome:sm effectEstimate:s
EffectEvidenceSynthesis.sampleSize
 modifierExtension:sc
EffectEvidenceSynthesis.resultsByExposure
 modifierExtension:sc riskEvidenceSynthesis:m
EffectEvidenceSynthesis.effectEstimate
 modifierExtension:sc
EffectEvidenceSynthesis.effectEstimate.precisionEstimate
 modifierExtension:sc
EffectEvidenceSynthesis.certainty
 modifierExtension:sc
EffectEvidenceSynthesis.certainty.certaintySubcomponent
 modifierExtension:sc
Element
ElementDefinition
 modifierExtension:sc path:sm representation:s sliceName:s sliceIsConstraining:s label:s code:s slicing:s short:s
 definition:s comment:s requirements:s alias:s min:s max:s base:s contentReference:s type:s defaultValue[x]:s
 meaningWhenMissing:s orderMeaning:s fixed[x]:s pattern[x]:s example:s minValue[x]:s maxValue[x]:s maxLength:s
 condition:s constraint:s mustSupport:s isModifier:s isModifierReason:s isSummary:s binding:s mapping:s
ElementDefinition.slicing
 discriminator:s description:s ordered:s rules:sm
ElementDefinition.slicing.discriminator
 type:sm path:sm
ElementDefinition.base
 path:sm min:sm max:sm
ElementDefinition.type
 code:sm profile:s targetProfile:s aggregation:s versioning:s
ElementDefinition.example
 label:sm value[x]:sm
ElementDefinition.constraint
 key:sm requirements:s severity:sm human:sm expression:s xpath:s source:s
ElementDefinition.binding
 strength:sm description:s valueSet:s
ElementDefinition.mapping
 identity:sm language:s map:sm comment:s
Encounter
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc class:sm type:s serviceType:s subject:s
 episodeOfCare:s participant:s appointment:s reasonCode:s reasonReference:s diagnosis:s
Encounter.statusHistory
 modifierExtension:sc status:m period:m
Encounter.classHistory
 modifierExtension:sc class:m period:m
Encounter.participant
 modifierExtension:sc type:s individual:s
Encounter.diagnosis
 modifierExtension:sc condition:sm
Encounter.hospitalization
 modifierExtension:sc
Encounter.location
 modifierExtension:sc location:m
Endpoint
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc connectionType:sm name:s
 managingOrganization:s period:s payloadType:sm payloadMimeType:s address:sm
EnrollmentRequest
 id:s meta:s implicitRules:sc modifierExtension:c status:sc
EnrollmentResponse
 id:s meta:s implicitRules:sc modifierExtension:c status:sc
EpisodeOfCare
 id:s meta:s implicitRules:sc modifierExtension:c status:smc type:s diagnosis:s patient:sm managingOrganization:s
 period:s
EpisodeOfCare.statusHistory
 modifierExtension:sc status:m period:m
EpisodeOfCare.diagnosis
 modifierExtension:sc condition:sm role:s rank:s
EventDefinition
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s status:smc experimental:s
 date:s publisher:s contact:s useContext:s jurisdiction:s approvalDate:s lastReviewDate:s effectivePeriod:s trigger:sm
Evidence
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s status:smc date:s
 publisher:s contact:s description:s useContext:s jurisdiction:s effectivePeriod:s exposureBackground:sm
 exposureVariant:s outcome:s
EvidenceVariable
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s shortTitle:s status:smc
 date:s publisher:s contact:s description:s useContext:s jurisdiction:s effectivePeriod:s type:s characteristic:sm
EvidenceVariable.characteristic
 modifierExtension:sc definition[x]:sm
ExampleScenario
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s status:smc experimental:s date:s
 publisher:s contact:s useContext:s jurisdiction:s
ExampleScenario.actor
 modifierExtension:sc actorId:m type:m
ExampleScenario.instance
 modifierExtension:sc resourceId:m resourceType:m
ExampleScenario.instance.version
 modifierExtension:sc versionId:m description:m
ExampleScenario.instance.containedInstance
 modifierExtension:sc resourceId:m
ExampleScenario.process
 modifierExtension:sc title:sm
ExampleScenario.process.step
 modifierExtension:sc
ExampleScenario.process.step.operation
 modifierExtension:sc number:m
ExampleScenario.process.step.alternative
 modifierExtension:sc title:m
ExplanationOfBenefit
 id:s meta:s implicitRules:sc modifierExtension:c status:smc type:sm use:sm patient:sm billablePeriod:s created:sm
 insurer:sm provider:sm outcome:sm insurance:sm total:s
ExplanationOfBenefit.related
 modifierExtension:sc
ExplanationOfBenefit.payee
 modifierExtension:sc
ExplanationOfBenefit.careTeam
 modifierExtension:sc sequence:m provider:m
ExplanationOfBenefit.supportingInfo
 modifierExtension:sc sequence:m category:m
ExplanationOfBenefit.diagnosis
 modifierExtension:sc sequence:m diagnosis[x]:m
ExplanationOfBenefit.procedure
 modifierExtension:sc sequence:m procedure[x]:m
ExplanationOfBenefit.insurance
 modifierExtension:sc focal:sm coverage:sm
ExplanationOfBenefit.accident
 modifierExtension:sc
ExplanationOfBenefit.item
 modifierExtension:sc sequence:m productOrService:m
ExplanationOfBenefit.item.adjudication
 modifierExtension:sc category:m
ExplanationOfBenefit.item.detail
 modifierExtension:sc sequence:m productOrService:m
ExplanationOfBenefit.item.detail.subDetail
 modifierExtension:sc sequence:m productOrService:m
ExplanationOfBenefit.addItem
 modifierExtension:sc productOrService:m
ExplanationOfBenefit.addItem.detail
 modifierExtension:sc productOrService:m
ExplanationOfBenefit.addItem.detail.subDetail
 modifierExtension:sc productOrService:m
ExplanationOfBenefit.total
 modifierExtension:sc category:sm amount:sm
ExplanationOfBenefit.payment
 modifierExtension:sc
ExplanationOfBenefit.processNote
 modifierExtension:sc
ExplanationOfBenefit.benefitBalance
 modifierExtension:sc category:m
ExplanationOfBenefit.benefitBalance.financial
 modifierExtension:sc type:m
Expression
 description:s name:s language:sm expression:s reference:s
Extension
 url:m
FamilyMemberHistory
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s instantiatesCanonical:s instantiatesUri:s status:smc
 dataAbsentReason:s patient:sm date:s name:s relationship:sm sex:s age[x]:s estimatedAge:s deceased[x]:s reasonCode:s
 reasonReference:s
FamilyMemberHistory.condition
 modifierExtension:sc code:m
Flag
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc category:s code:sm subject:sm period:s
 encounter:s author:s
Goal
 id:s meta:s implicitRules:sc modifierExtension:c lifecycleStatus:smc achievementStatus:s category:s priority:s
 description:sm subject:sm start[x]:s statusDate:s expressedBy:s
Goal.target
 modifierExtension:sc measure:s detail[x]:s due[x]:s
GraphDefinition
 id:s meta:s implicitRules:sc modifierExtension:c url:s version:s name:sm status:smc experimental:s date:s publisher:s
 contact:s useContext:s jurisdiction:s start:sm
GraphDefinition.link
 modifierExtension:sc
GraphDefinition.link.target
 modifierExtension:sc type:m
GraphDefinition.link.target.compartment
 modifierExtension:sc use:m code:m rule:m
Group
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s active:s type:sm actual:sm code:s name:s quantity:s
 managingEntity:s
Group.characteristic
 modifierExtension:sc code:m value[x]:m exclude:m
Group.member
 modifierExtension:sc entity:m
GuidanceResponse
 id:s meta:s implicitRules:sc modifierExtension:c requestIdentifier:s identifier:s module[x]:sm status:smc
HealthcareService
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s active:sc providedBy:s category:s type:s specialty:s
 location:s name:s comment:s photo:s
HealthcareService.eligibility
 modifierExtension:sc
HealthcareService.availableTime
 modifierExtension:sc
HealthcareService.notAvailable
 modifierExtension:sc description:m
HumanName
 use:sc text:s family:s given:s prefix:s suffix:s period:s
Identifier
 use:sc type:s system:s value:s period:s assigner:s
ImagingStudy
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc modality:s subject:sm encounter:s started:s
 basedOn:s referrer:s interpreter:s endpoint:s numberOfSeries:s numberOfInstances:s procedureReference:s
 procedureCode:s location:s reasonCode:s reasonReference:s note:s description:s series:s
ImagingStudy.series
 modifierExtension:sc uid:sm number:s modality:sm description:s numberOfInstances:s endpoint:s bodySite:s laterality:s
 specimen:s started:s performer:s
ImagingStudy.series.performer
 modifierExtension:sc function:s actor:sm
ImagingStudy.series.instance
 modifierExtension:sc uid:m sopClass:m
Immunization
 id:s meta:s implicitRules:sc modifierExtension:c status:smc vaccineCode:sm patient:sm occurrence[x]:sm primarySource:s
 performer:s note:s isSubpotent:sc
Immunization.performer
 modifierExtension:sc function:s actor:sm
Immunization.education
 modifierExtension:sc
Immunization.reaction
 modifierExtension:sc
Immunization.protocolApplied
 modifierExtension:sc doseNumber[x]:m
ImmunizationEvaluation
 id:s meta:s implicitRules:sc modifierExtension:c status:smc patient:sm targetDisease:sm immunizationEvent:sm
 doseStatus:sm
ImmunizationRecommendation
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s patient:sm date:sm recommendation:sm
ImmunizationRecommendation.recommendation
 modifierExtension:sc vaccineCode:s targetDisease:s contraindicatedVaccineCode:s forecastStatus:smc forecastReason:s
 doseNumber[x]:s
ImmunizationRecommendation.recommendation.dateCriterion
 modifierExtension:sc code:m value:m
ImplementationGuide
 id:s meta:s implicitRules:sc modifierExtension:c url:sm version:s name:sm title:s status:smc experimental:s date:s
 publisher:s contact:s useContext:s jurisdiction:s packageId:sm license:s fhirVersion:sm dependsOn:s global:s
ImplementationGuide.dependsOn
 modifierExtension:sc uri:sm packageId:s version:s
ImplementationGuide.global
 modifierExtension:sc type:sm profile:sm
ImplementationGuide.definition
 modifierExtension:sc resource:m
ImplementationGuide.definition.grouping
 modifierExtension:sc name:m
ImplementationGuide.definition.resource
 modifierExtension:sc reference:m
ImplementationGuide.definition.page
 modifierExtension:sc name[x]:m title:m generation:m
ImplementationGuide.definition.parameter
 modifierExtension:sc code:m value:m
ImplementationGuide.definition.template
 modifierExtension:sc code:m source:m
ImplementationGuide.manifest
 modifierExtension:sc rendering:s resource:sm
ImplementationGuide.manifest.resource
 modifierExtension:sc reference:sm
ImplementationGuide.manifest.page
 modifierExtension:sc name:m
InsurancePlan
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:sc type:s name:s ownedBy:s administeredBy:s
 coverageArea:s
InsurancePlan.contact
 modifierExtension:sc
InsurancePlan.coverage
 modifierExtension:sc type:m benefit:m
InsurancePlan.coverage.benefit
 modifierExtension:sc type:m
InsurancePlan.coverage.benefit.limit
 modifierExtension:sc
InsurancePlan.plan
 modifierExtension:sc identifier:s coverageArea:s
InsurancePlan.plan.generalCost
 modifierExtension:sc
InsurancePlan.plan.specificCost
 modifierExtension:sc category:m
InsurancePlan.plan.specificCost.benefit
 modifierExtension:sc type:m
InsurancePlan.plan.specificCost.benefit.cost
 modifierExtension:sc type:m
Invoice
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc type:s subject:s recipient:s date:s
 totalNet:s totalGross:s
Invoice.participant
 modifierExtension:sc actor:m
Invoice.lineItem
 modifierExtension:sc chargeItem[x]:m
Invoice.lineItem.priceComponent
 modifierExtension:sc type:m
Library
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s status:smc experimental:s
 type:sm date:s publisher:s contact:s description:s useContext:s jurisdiction:s effectivePeriod:s content:s
Linkage
 id:s meta:s implicitRules:sc modifierExtension:c active:s author:s item:sm
Linkage.item
 modifierExtension:sc type:sm resource:sm
List
 id:s meta:s implicitRules:sc modifierExtension:c status:smc mode:smc title:s code:s subject:s date:s source:s
List.entry
 modifierExtension:sc deleted:c item:m
Location
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:sc operationalStatus:s name:s description:s
 mode:s type:s physicalType:s managingOrganization:s
Location.position
 modifierExtension:sc longitude:m latitude:m
Location.hoursOfOperation
 modifierExtension:sc
MarketingStatus
 modifierExtension:sc country:sm jurisdiction:s status:sm dateRange:sm restoreDate:s
Measure
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s status:smc experimental:s
 date:s publisher:s contact:s description:s useContext:s jurisdiction:s effectivePeriod:s disclaimer:s scoring:s
 compositeScoring:s type:s riskAdjustment:s rateAggregation:s rationale:s clinicalRecommendationStatement:s
 improvementNotation:s definition:s guidance:s
Measure.group
 modifierExtension:sc
Measure.group.population
 modifierExtension:sc criteria:m
Measure.group.stratifier
 modifierExtension:sc
Measure.group.stratifier.component
 modifierExtension:sc criteria:m
Measure.supplementalData
 modifierExtension:sc criteria:m
MeasureReport
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc type:sm measure:sm subject:s date:s
 reporter:s period:sm improvementNotation:sc
MeasureReport.group
 modifierExtension:sc code:s measureScore:s
MeasureReport.group.population
 modifierExtension:sc code:s
MeasureReport.group.stratifier
 modifierExtension:sc
MeasureReport.group.stratifier.stratum
 modifierExtension:sc
MeasureReport.group.stratifier.stratum.component
 modifierExtension:sc code:m value:m
MeasureReport.group.stratifier.stratum.population
 modifierExtension:sc
Media
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s basedOn:s partOf:s status:smc type:s modality:s view:s
 subject:s encounter:s created[x]:s issued:s operator:s reasonCode:s bodySite:s deviceName:s device:s height:s width:s
 frames:s duration:s content:sm
Medication
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s code:s status:sc manufacturer:s amount:s
Medication.ingredient
 modifierExtension:sc item[x]:m
Medication.batch
 modifierExtension:sc
MedicationAdministration
 id:s meta:s implicitRules:sc modifierExtension:c instantiates:s partOf:s status:smc medication[x]:sm subject:sm
 effective[x]:sm performer:s
MedicationAdministration.performer
 modifierExtension:sc actor:sm
MedicationAdministration.dosage
 modifierExtension:sc
MedicationDispense
 id:s meta:s implicitRules:sc modifierExtension:c status:smc medication[x]:sm subject:s whenPrepared:s
MedicationDispense.performer
 modifierExtension:sc actor:m
MedicationDispense.substitution
 modifierExtension:sc wasSubstituted:m
MedicationKnowledge
 id:s meta:s implicitRules:sc modifierExtension:c code:s status:sc manufacturer:s amount:s synonym:s
MedicationKnowledge.relatedMedicationKnowledge
 modifierExtension:sc type:m reference:m
MedicationKnowledge.monograph
 modifierExtension:sc
MedicationKnowledge.ingredient
 modifierExtension:sc item[x]:m
MedicationKnowledge.cost
 modifierExtension:sc type:m cost:m
MedicationKnowledge.monitoringProgram
 modifierExtension:sc
MedicationKnowledge.administrationGuidelines
 modifierExtension:sc
MedicationKnowledge.administrationGuidelines.dosage
 modifierExtension:sc type:m dosage:m
MedicationKnowledge.administrationGuidelines.patientCharacteristics
 modifierExtension:sc characteristic[x]:m
MedicationKnowledge.medicineClassification
 modifierExtension:sc type:m
MedicationKnowledge.packaging
 modifierExtension:sc
MedicationKnowledge.drugCharacteristic
 modifierExtension:sc
MedicationKnowledge.regulatory
 modifierExtension:sc regulatoryAuthority:m
MedicationKnowledge.regulatory.substitution
 modifierExtension:sc type:m allowed:m
MedicationKnowledge.regulatory.schedule
 modifierExtension:sc schedule:m
MedicationKnowledge.regulatory.maxDispense
 modifierExtension:sc quantity:m
MedicationKnowledge.kinetics
 modifierExtension:sc
MedicationRequest
 id:s meta:s implicitRules:sc modifierExtension:c status:smc intent:smc priority:s doNotPerform:sc reported[x]:s
 medication[x]:sm subject:sm authoredOn:s requester:s performerType:s instantiatesCanonical:s instantiatesUri:s
 basedOn:s groupIdentifier:s
MedicationRequest.dispenseRequest
 modifierExtension:sc
MedicationRequest.dispenseRequest.initialFill
 modifierExtension:sc
MedicationRequest.substitution
 modifierExtension:sc allowed[x]:m
MedicationStatement
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s basedOn:s partOf:s status:smc category:s
 medication[x]:sm subject:sm context:s effective[x]:s dateAsserted:s
MedicinalProduct
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s type:s domain:s combinedPharmaceuticalDoseForm:s
 legalStatusOfSupply:s additionalMonitoringIndicator:s specialMeasures:s paediatricUseIndicator:s
 productClassification:s marketingStatus:s pharmaceuticalProduct:s packagedMedicinalProduct:s attachedDocument:s
 masterFile:s contact:s clinicalTrial:s name:sm crossReference:s manufacturingBusinessOperation:s specialDesignation:s
MedicinalProduct.name
 modifierExtension:sc productName:sm namePart:s countryLanguage:s
MedicinalProduct.name.namePart
 modifierExtension:sc part:sm type:sm
MedicinalProduct.name.countryLanguage
 modifierExtension:sc country:sm jurisdiction:s language:sm
MedicinalProduct.manufacturingBusinessOperation
 modifierExtension:sc operationType:s authorisationReferenceNumber:s effectiveDate:s confidentialityIndicator:s
 manufacturer:s regulator:s
MedicinalProduct.specialDesignation
 modifierExtension:sc identifier:s type:s intendedUse:s indication[x]:s status:s date:s species:s
MedicinalProductAuthorization
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s subject:s country:s jurisdiction:s status:s statusDate:s
 restoreDate:s validityPeriod:s dataExclusivityPeriod:s dateOfFirstAuthorization:s internationalBirthDate:s
 legalBasis:s jurisdictionalAuthorization:s holder:s regulator:s procedure:s
MedicinalProductAuthorization.jurisdictionalAuthorization
 modifierExtension:sc identifier:s country:s jurisdiction:s legalStatusOfSupply:s validityPeriod:s
MedicinalProductAuthorization.procedure
 modifierExtension:sc identifier:s type:sm date[x]:s application:s
MedicinalProductContraindication
 id:s meta:s implicitRules:sc modifierExtension:c subject:s disease:s diseaseStatus:s comorbidity:s
 therapeuticIndication:s otherTherapy:s population:s
MedicinalProductContraindication.otherTherapy
 modifierExtension:sc therapyRelationshipType:sm medication[x]:sm
MedicinalProductIndication
 id:s meta:s implicitRules:sc modifierExtension:c subject:s diseaseSymptomProcedure:s diseaseStatus:s comorbidity:s
 intendedEffect:s duration:s otherTherapy:s undesirableEffect:s population:s
MedicinalProductIndication.otherTherapy
 modifierExtension:sc therapyRelationshipType:sm medication[x]:sm
MedicinalProductIngredient
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s role:sm allergenicIndicator:s manufacturer:s
 specifiedSubstance:s substance:s
MedicinalProductIngredient.specifiedSubstance
 modifierExtension:sc code:sm group:sm confidentiality:s strength:s
MedicinalProductIngredient.specifiedSubstance.strength
 modifierExtension:sc presentation:sm presentationLowLimit:sc concentration:s concentrationLowLimit:sc
 measurementPoint:s country:s referenceStrength:s
MedicinalProductIngredient.specifiedSubstance.strength.referenceStrength
 modifierExtension:sc substance:s strength:sm strengthLowLimit:s measurementPoint:s country:s
MedicinalProductIngredient.substance
 modifierExtension:sc code:sm strength:s
MedicinalProductInteraction
 id:s meta:s implicitRules:sc modifierExtension:c subject:s description:s interactant:s type:s effect:s incidence:s
 management:s
MedicinalProductInteraction.interactant
 modifierExtension:sc item[x]:sm
MedicinalProductManufactured
 id:s meta:s implicitRules:sc modifierExtension:c manufacturedDoseForm:sm unitOfPresentation:s quantity:sm
 manufacturer:s ingredient:s physicalCharacteristics:s otherCharacteristics:s
MedicinalProductPackaged
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s subject:s description:s legalStatusOfSupply:s
 marketingStatus:s marketingAuthorization:s manufacturer:s batchIdentifier:s packageItem:sm
MedicinalProductPackaged.batchIdentifier
 modifierExtension:sc outerPackaging:sm immediatePackaging:s
MedicinalProductPackaged.packageItem
 modifierExtension:sc identifier:s type:sm quantity:sm material:s alternateMaterial:s device:s manufacturedItem:s
 packageItem:s physicalCharacteristics:s otherCharacteristics:s shelfLifeStorage:s manufacturer:s
MedicinalProductPharmaceutical
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s administrableDoseForm:sm unitOfPresentation:s
 ingredient:s device:s characteristics:s routeOfAdministration:sm
MedicinalProductPharmaceutical.characteristics
 modifierExtension:sc code:sm status:s
MedicinalProductPharmaceutical.routeOfAdministration
 modifierExtension:sc code:sm firstDose:s maxSingleDose:s maxDosePerDay:s maxDosePerTreatmentPeriod:s
 maxTreatmentPeriod:s targetSpecies:s
MedicinalProductPharmaceutical.routeOfAdministration.targetSpecies
 modifierExtension:sc code:sm withdrawalPeriod:s
MedicinalProductPharmaceutical.routeOfAdministration.targetSpecies.withdrawalPeriod
 modifierExtension:sc tissue:sm value:sm supportingInformation:s
MedicinalProductUndesirableEffect
 id:s meta:s implicitRules:sc modifierExtension:c subject:s symptomConditionEffect:s classification:s
 frequencyOfOccurrence:s population:s
MessageDefinition
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s replaces:s status:smc
 experimental:s date:sm publisher:s contact:s description:s useContext:s jurisdiction:s purpose:s base:s parent:s
 event[x]:sm category:s focus:s
MessageDefinition.focus
 modifierExtension:sc code:sm min:sm
MessageDefinition.allowedResponse
 modifierExtension:sc message:m
MessageHeader
 id:s meta:s implicitRules:sc modifierExtension:c event[x]:sm destination:s sender:s enterer:s author:s source:sm
 responsible:s reason:s response:s focus:s definition:s
MessageHeader.destination
 modifierExtension:sc name:s target:s endpoint:sm receiver:s
MessageHeader.source
 modifierExtension:sc name:s software:s version:s contact:s endpoint:sm
MessageHeader.response
 modifierExtension:sc identifier:sm code:sm details:s
Meta
 versionId:s lastUpdated:s source:s profile:s security:s tag:s
MolecularSequence
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s type:s coordinateSystem:sm patient:s specimen:s device:s
 performer:s quantity:s referenceSeq:s variant:s observedSeq:s quality:s readCoverage:s repository:s pointer:s
 structureVariant:s
MolecularSequence.referenceSeq
 modifierExtension:sc chromosome:s genomeBuild:s orientation:s referenceSeqId:s referenceSeqPointer:s
 referenceSeqString:s strand:s windowStart:s windowEnd:s
MolecularSequence.variant
 modifierExtension:sc start:s end:s observedAllele:s referenceAllele:s cigar:s variantPointer:s
MolecularSequence.quality
 modifierExtension:sc type:sm standardSequence:s start:s end:s score:s method:s truthTP:s queryTP:s truthFN:s queryFP:s
 gtFP:s precision:s recall:s fScore:s roc:s
MolecularSequence.quality.roc
 modifierExtension:sc score:s numTP:s numFP:s numFN:s precision:s sensitivity:s fMeasure:s
MolecularSequence.repository
 modifierExtension:sc type:sm url:s name:s datasetId:s variantsetId:s readsetId:s
MolecularSequence.structureVariant
 modifierExtension:sc variantType:s exact:s length:s outer:s inner:s
MolecularSequence.structureVariant.outer
 modifierExtension:sc start:s end:s
MolecularSequence.structureVariant.inner
 modifierExtension:sc start:s end:s
Money
 value:s currency:s
NamingSystem
 id:s meta:s implicitRules:sc modifierExtension:c name:sm status:smc kind:sm date:sm publisher:s contact:s useContext:s
 jurisdiction:s uniqueId:sm
NamingSystem.uniqueId
 modifierExtension:sc type:sm value:sm
Narrative
 status:m div:m
NutritionOrder
 id:s meta:s implicitRules:sc modifierExtension:c instantiatesCanonical:s instantiatesUri:s status:smc intent:smc
 patient:sm dateTime:sm orderer:s
NutritionOrder.oralDiet
 modifierExtension:sc type:s instruction:s
NutritionOrder.oralDiet.nutrient
 modifierExtension:sc
NutritionOrder.oralDiet.texture
 modifierExtension:sc
NutritionOrder.supplement
 modifierExtension:sc type:s instruction:s
NutritionOrder.enteralFormula
 modifierExtension:sc baseFormulaType:s administrationInstruction:s
NutritionOrder.enteralFormula.administration
 modifierExtension:sc
Observation
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s basedOn:s partOf:s status:smc code:sm subject:s focus:s
 encounter:s effective[x]:s issued:s performer:s value[x]:s hasMember:s derivedFrom:s component:s
Observation.referenceRange
 modifierExtension:sc
Observation.component
 modifierExtension:sc code:sm value[x]:s
ObservationDefinition
 id:s meta:s implicitRules:sc modifierExtension:c category:s code:sm identifier:s
ObservationDefinition.quantitativeDetails
 modifierExtension:sc
ObservationDefinition.qualifiedInterval
 modifierExtension:sc
OperationDefinition
 id:s meta:s implicitRules:sc modifierExtension:c url:s version:s name:sm title:s status:smc kind:sm experimental:s
 date:s publisher:s contact:s useContext:s jurisdiction:s affectsState:s code:sm base:s resource:s system:sm type:sm
 instance:sm
OperationDefinition.parameter
 modifierExtension:sc name:m use:m min:m max:m
OperationDefinition.parameter.binding
 modifierExtension:sc strength:m valueSet:m
OperationDefinition.parameter.referencedFrom
 modifierExtension:sc source:m
OperationDefinition.overload
 modifierExtension:sc
OperationOutcome
 id:s meta:s implicitRules:sc modifierExtension:c issue:sm
OperationOutcome.issue
 modifierExtension:sc severity:sm code:sm details:s diagnostics:s location:s expression:s
Organization
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s active:sc type:s name:s partOf:s
Organization.contact
 modifierExtension:sc
OrganizationAffiliation
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s active:s period:s organization:s
 participatingOrganization:s network:s code:s specialty:s location:s telecom:s
ParameterDefinition
 name:s use:sm min:s max:s documentation:s type:sm profile:s
Parameters
 id:s meta:s implicitRules:sc parameter:s
Parameters.parameter
 modifierExtension:sc name:sm value[x]:s resource:s part:s
Patient
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s active:sc name:s telecom:s gender:s birthDate:s
 deceased[x]:sc address:s managingOrganization:s link:sc
Patient.contact
 modifierExtension:sc
Patient.communication
 modifierExtension:sc language:m
Patient.link
 modifierExtension:sc other:sm type:sm
PaymentNotice
 id:s meta:s implicitRules:sc modifierExtension:c status:smc created:sm payment:sm recipient:sm amount:sm
PaymentReconciliation
 id:s meta:s implicitRules:sc modifierExtension:c status:smc period:s created:sm paymentIssuer:s paymentDate:sm
 paymentAmount:sm
PaymentReconciliation.detail
 modifierExtension:sc type:m
PaymentReconciliation.processNote
 modifierExtension:sc
Period
 start:s end:s
Person
 id:s meta:s implicitRules:sc modifierExtension:c name:s telecom:s gender:s birthDate:s managingOrganization:s
 active:sc
Person.link
 modifierExtension:sc target:m
PlanDefinition
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s type:s status:smc
 experimental:s date:s publisher:s contact:s description:s useContext:s jurisdiction:s effectivePeriod:s
PlanDefinition.goal
 modifierExtension:sc description:m
PlanDefinition.goal.target
 modifierExtension:sc
PlanDefinition.action
 modifierExtension:sc
PlanDefinition.action.condition
 modifierExtension:sc kind:m
PlanDefinition.action.relatedAction
 modifierExtension:sc actionId:m relationship:m
PlanDefinition.action.participant
 modifierExtension:sc type:m
PlanDefinition.action.dynamicValue
 modifierExtension:sc
Population
 modifierExtension:sc age[x]:s gender:s race:s physiologicalCondition:s
Practitioner
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s active:s name:s telecom:s address:s gender:s birthDate:s
Practitioner.qualification
 modifierExtension:sc code:m
PractitionerRole
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s active:s period:s practitioner:s organization:s code:s
 specialty:s location:s telecom:s
PractitionerRole.availableTime
 modifierExtension:sc
PractitionerRole.notAvailable
 modifierExtension:sc description:m
Procedure
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s instantiatesCanonical:s instantiatesUri:s basedOn:s
 partOf:s status:smc statusReason:s category:s code:s subject:sm encounter:s performed[x]:s recorder:s asserter:s
 performer:s location:s reasonCode:s reasonReference:s bodySite:s outcome:s
Procedure.performer
 modifierExtension:sc function:s actor:sm
Procedure.focalDevice
 modifierExtension:sc manipulated:m
ProdCharacteristic
 modifierExtension:sc height:s width:s depth:s weight:s nominalVolume:s externalDiameter:s shape:s color:s imprint:s
 image:s scoring:s
ProductShelfLife
 modifierExtension:sc identifier:s type:sm period:sm specialPrecautionsForStorage:s
Provenance
 id:s meta:s implicitRules:sc modifierExtension:c target:sm recorded:sm agent:m
Provenance.agent
 modifierExtension:sc type:s who:sm
Provenance.entity
 modifierExtension:sc role:sm what:sm
Quantity
 value:s comparator:sc unit:s system:s code:s
Questionnaire
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s status:smc experimental:s
 subjectType:s date:s publisher:s contact:s useContext:s jurisdiction:s effectivePeriod:s code:s
Questionnaire.item
 modifierExtension:sc linkId:m type:m enableWhen:c
Questionnaire.item.enableWhen
 modifierExtension:sc question:m operator:m answer[x]:m
Questionnaire.item.answerOption
 modifierExtension:sc value[x]:m
Questionnaire.item.initial
 modifierExtension:sc value[x]:m
QuestionnaireResponse
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s basedOn:s partOf:s questionnaire:s status:smc subject:s
 encounter:s authored:s author:s source:s
QuestionnaireResponse.item
 modifierExtension:sc linkId:m
QuestionnaireResponse.item.answer
 modifierExtension:sc
Range
 low:s high:s
Ratio
 numerator:s denominator:s
Reference
 reference:s type:s identifier:s display:s
RelatedArtifact
 type:sm label:s display:s citation:s url:s document:s resource:s
RelatedPerson
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s active:sc patient:sm relationship:s name:s telecom:s
 gender:s birthDate:s address:s
RelatedPerson.communication
 modifierExtension:sc language:m
RequestGroup
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s instantiatesCanonical:s instantiatesUri:s
 groupIdentifier:s status:smc intent:smc priority:s code:s
RequestGroup.action
 modifierExtension:sc description:s textEquivalent:s
RequestGroup.action.condition
 modifierExtension:sc kind:m
RequestGroup.action.relatedAction
 modifierExtension:sc actionId:m relationship:m
ResearchDefinition
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s status:smc experimental:s
 date:s publisher:s contact:s description:s useContext:s jurisdiction:s effectivePeriod:s population:sm exposure:s
 exposureAlternative:s outcome:s
ResearchElementDefinition
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s shortTitle:s status:smc
 experimental:s date:s publisher:s contact:s description:s useContext:s jurisdiction:s effectivePeriod:s type:sm
 characteristic:sm
ResearchElementDefinition.characteristic
 modifierExtension:sc definition[x]:sm
ResearchStudy
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s title:s protocol:s partOf:s status:smc
 primaryPurposeType:s phase:s category:s focus:s condition:s contact:s keyword:s location:s enrollment:s period:s
 sponsor:s principalInvestigator:s site:s reasonStopped:s
ResearchStudy.arm
 modifierExtension:sc name:m
ResearchStudy.objective
 modifierExtension:sc
ResearchSubject
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:smc period:s study:sm individual:sm
Resource
 id:s meta:s implicitRules:sc
RiskAssessment
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:sm method:s code:s subject:sm encounter:s
 occurrence[x]:s condition:s performer:s
RiskAssessment.prediction
 modifierExtension:sc
RiskEvidenceSynthesis
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s status:smc date:s
 publisher:s contact:s description:s useContext:s jurisdiction:s effectivePeriod:s population:sm exposure:s outcome:sm
 riskEstimate:s
RiskEvidenceSynthesis.sampleSize
 modifierExtension:sc
RiskEvidenceSynthesis.riskEstimate
 modifierExtension:sc
RiskEvidenceSynthesis.riskEstimate.precisionEstimate
 modifierExtension:sc
RiskEvidenceSynthesis.certainty
 modifierExtension:sc
RiskEvidenceSynthesis.certainty.certaintySubcomponent
 modifierExtension:sc
SampledData
 origin:sm period:sm factor:s lowerLimit:s upperLimit:s dimensions:sm
Schedule
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s active:sc serviceCategory:s serviceType:s specialty:s
 actor:sm planningHorizon:s
SearchParameter
 id:s meta:s implicitRules:sc modifierExtension:c url:sm version:s name:sm status:smc experimental:s date:s publisher:s
 contact:s description:sm useContext:s jurisdiction:s code:sm base:sm type:sm
SearchParameter.component
 modifierExtension:sc definition:m expression:m
ServiceRequest
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s instantiatesCanonical:s instantiatesUri:s basedOn:s
 replaces:s requisition:s status:smc intent:smc category:s priority:s doNotPerform:sc code:s orderDetail:s
 quantity[x]:s subject:sm encounter:s occurrence[x]:s asNeeded[x]:s authoredOn:s requester:s performerType:s
 performer:s locationCode:s locationReference:s reasonCode:s reasonReference:s specimen:s bodySite:s
 patientInstruction:s
Signature
 type:sm when:sm who:sm onBehalfOf:s
Slot
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s serviceCategory:s serviceType:s specialty:s
 appointmentType:s schedule:sm status:sm start:sm end:sm
Specimen
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s accessionIdentifier:s status:sc type:s subject:s
 receivedTime:s condition:s
Specimen.collection
 modifierExtension:sc collector:s collected[x]:s duration:s fastingStatus[x]:s
Specimen.processing
 modifierExtension:sc
Specimen.container
 modifierExtension:sc identifier:s
SpecimenDefinition
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s typeCollected:s patientPreparation:s timeAspect:s
 collection:s
SpecimenDefinition.typeTested
 modifierExtension:sc preference:m
SpecimenDefinition.typeTested.container
 modifierExtension:sc
SpecimenDefinition.typeTested.container.additive
 modifierExtension:sc additive[x]:m
SpecimenDefinition.typeTested.handling
 modifierExtension:sc
StructureDefinition
 id:s meta:s implicitRules:sc modifierExtension:c url:sm identifier:s version:s name:sm title:s status:smc
 experimental:s date:s publisher:s contact:s useContext:s jurisdiction:s keyword:s fhirVersion:s kind:sm abstract:sm
 context:s contextInvariant:s type:sm baseDefinition:s derivation:s
StructureDefinition.mapping
 modifierExtension:sc identity:m
StructureDefinition.context
 modifierExtension:sc type:sm expression:sm
StructureDefinition.snapshot
 modifierExtension:sc element:m
StructureDefinition.differential
 modifierExtension:sc element:m
StructureMap
 id:s meta:s implicitRules:sc modifierExtension:c url:sm identifier:s version:s name:sm title:s status:smc
 experimental:s date:s publisher:s contact:s useContext:s jurisdiction:s structure:s import:s group:sm
StructureMap.structure
 modifierExtension:sc url:sm mode:sm alias:s
StructureMap.group
 modifierExtension:sc name:sm extends:s typeMode:sm documentation:s input:sm rule:sm
StructureMap.group.input
 modifierExtension:sc name:sm type:s mode:sm
StructureMap.group.rule
 modifierExtension:sc name:sm source:sm target:s rule:s dependent:s
StructureMap.group.rule.source
 modifierExtension:sc context:sm min:s max:s type:s defaultValue[x]:s element:s listMode:s variable:s condition:s
 check:s logMessage:s
StructureMap.group.rule.target
 modifierExtension:sc context:s contextType:s element:s variable:s listMode:s listRuleId:s transform:s parameter:s
StructureMap.group.rule.target.parameter
 modifierExtension:sc value[x]:sm
StructureMap.group.rule.dependent
 modifierExtension:sc name:sm variable:sm
Subscription
 id:s meta:s implicitRules:sc modifierExtension:c status:smc contact:s end:s reason:sm criteria:sm error:s channel:sm
Subscription.channel
 modifierExtension:sc type:sm endpoint:s payload:s header:s
Substance
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:sc category:s code:sm description:s instance:s
 ingredient:s
Substance.instance
 modifierExtension:sc identifier:s expiry:s quantity:s
Substance.ingredient
 modifierExtension:sc quantity:s substance[x]:sm
SubstanceAmount
 modifierExtension:sc amount[x]:s amountType:s amountText:s referenceRange:s
SubstanceAmount.referenceRange
 lowLimit:s highLimit:s
SubstanceNucleicAcid
 id:s meta:s implicitRules:sc modifierExtension:c sequenceType:s numberOfSubunits:s areaOfHybridisation:s
 oligoNucleotideType:s subunit:s
SubstanceNucleicAcid.subunit
 modifierExtension:sc subunit:s sequence:s length:s sequenceAttachment:s fivePrime:s threePrime:s linkage:s sugar:s
SubstanceNucleicAcid.subunit.linkage
 modifierExtension:sc connectivity:s identifier:s name:s residueSite:s
SubstanceNucleicAcid.subunit.sugar
 modifierExtension:sc identifier:s name:s residueSite:s
SubstancePolymer
 id:s meta:s implicitRules:sc modifierExtension:c class:s geometry:s copolymerConnectivity:s modification:s
 monomerSet:s repeat:s
SubstancePolymer.monomerSet
 modifierExtension:sc ratioType:s startingMaterial:s
SubstancePolymer.monomerSet.startingMaterial
 modifierExtension:sc material:s type:s isDefining:s amount:s
SubstancePolymer.repeat
 modifierExtension:sc numberOfUnits:s averageMolecularFormula:s repeatUnitAmountType:s repeatUnit:s
SubstancePolymer.repeat.repeatUnit
 modifierExtension:sc orientationOfPolymerisation:s repeatUnit:s amount:s degreeOfPolymerisation:s
 structuralRepresentation:s
SubstancePolymer.repeat.repeatUnit.degreeOfPolymerisation
 modifierExtension:sc degree:s amount:s
SubstancePolymer.repeat.repeatUnit.structuralRepresentation
 modifierExtension:sc type:s representation:s attachment:s
SubstanceProtein
 id:s meta:s implicitRules:sc modifierExtension:c sequenceType:s numberOfSubunits:s disulfideLinkage:s subunit:s
SubstanceProtein.subunit
 modifierExtension:sc subunit:s sequence:s length:s sequenceAttachment:s nTerminalModificationId:s
 nTerminalModification:s cTerminalModificationId:s cTerminalModification:s
SubstanceReferenceInformation
 id:s meta:s implicitRules:sc modifierExtension:c comment:s gene:s geneElement:s classification:s target:s
SubstanceReferenceInformation.gene
 modifierExtension:sc geneSequenceOrigin:s gene:s source:s
SubstanceReferenceInformation.geneElement
 modifierExtension:sc type:s element:s source:s
SubstanceReferenceInformation.classification
 modifierExtension:sc domain:s classification:s subtype:s source:s
SubstanceReferenceInformation.target
 modifierExtension:sc target:s type:s interaction:s organism:s organismType:s amount[x]:s amountType:s source:s
SubstanceSourceMaterial
 id:s meta:s implicitRules:sc modifierExtension:c sourceMaterialClass:s sourceMaterialType:s sourceMaterialState:s
 organismId:s organismName:s parentSubstanceId:s parentSubstanceName:s countryOfOrigin:s geographicalLocation:s
 developmentStage:s fractionDescription:s organism:s partDescription:s
SubstanceSourceMaterial.fractionDescription
 modifierExtension:sc fraction:s materialType:s
SubstanceSourceMaterial.organism
 modifierExtension:sc family:s genus:s species:s intraspecificType:s intraspecificDescription:s author:s hybrid:s
 organismGeneral:s
SubstanceSourceMaterial.organism.author
 modifierExtension:sc authorType:s authorDescription:s
SubstanceSourceMaterial.organism.hybrid
 modifierExtension:sc maternalOrganismId:s maternalOrganismName:s paternalOrganismId:s paternalOrganismName:s
 hybridType:s
SubstanceSourceMaterial.organism.organismGeneral
 modifierExtension:sc kingdom:s phylum:s class:s order:s
SubstanceSourceMaterial.partDescription
 modifierExtension:sc part:s partLocation:s
SubstanceSpecification
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s type:s status:s domain:s description:s source:s
 comment:s moiety:s property:s referenceInformation:s structure:s code:s name:s molecularWeight:s relationship:s
 nucleicAcid:s polymer:s protein:s sourceMaterial:s
SubstanceSpecification.moiety
 modifierExtension:sc role:s identifier:s name:s stereochemistry:s opticalActivity:s molecularFormula:s amount[x]:s
SubstanceSpecification.property
 modifierExtension:sc category:s code:s parameters:s definingSubstance[x]:s amount[x]:s
SubstanceSpecification.structure
 modifierExtension:sc stereochemistry:s opticalActivity:s molecularFormula:s molecularFormulaByMoiety:s isotope:s
 molecularWeight:s source:s representation:s
SubstanceSpecification.structure.isotope
 modifierExtension:sc identifier:s name:s substitution:s halfLife:s molecularWeight:s
SubstanceSpecification.structure.isotope.molecularWeight
 modifierExtension:sc method:s type:s amount:s
SubstanceSpecification.structure.representation
 modifierExtension:sc type:s representation:s attachment:s
SubstanceSpecification.code
 modifierExtension:sc code:s status:s statusDate:s comment:s source:s
SubstanceSpecification.name
 modifierExtension:sc name:sm type:s status:s preferred:s language:s domain:s jurisdiction:s synonym:s translation:s
 official:s source:s
SubstanceSpecification.name.official
 modifierExtension:sc authority:s status:s date:s
SubstanceSpecification.relationship
 modifierExtension:sc substance[x]:s relationship:s isDefining:s amount[x]:s amountRatioLowLimit:s amountType:s
 source:s
SupplyDelivery
 id:s meta:s implicitRules:sc modifierExtension:c basedOn:s partOf:s status:sc occurrence[x]:s
SupplyDelivery.suppliedItem
 modifierExtension:sc
SupplyRequest
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s status:sc category:s priority:s item[x]:sm quantity:sm
 occurrence[x]:s authoredOn:s requester:s supplier:s
SupplyRequest.parameter
 modifierExtension:sc
Task
 id:s meta:s implicitRules:sc modifierExtension:c instantiatesCanonical:s instantiatesUri:s basedOn:s groupIdentifier:s
 partOf:s status:smc statusReason:s businessStatus:s intent:sm code:s description:s focus:s for:s encounter:s
 executionPeriod:s lastModified:s requester:s owner:s location:s
Task.restriction
 modifierExtension:sc
Task.input
 modifierExtension:sc type:m value[x]:m
Task.output
 modifierExtension:sc type:m value[x]:m
TerminologyCapabilities
 id:s meta:s implicitRules:sc modifierExtension:c url:s version:s name:s title:s status:smc experimental:s date:sm
 publisher:s contact:s useContext:s jurisdiction:s copyright:s kind:sm software:s implementation:s lockedDate:s
TerminologyCapabilities.software
 modifierExtension:sc name:sm version:s
TerminologyCapabilities.implementation
 modifierExtension:sc description:sm url:s
TerminologyCapabilities.codeSystem
 modifierExtension:sc
TerminologyCapabilities.codeSystem.version
 modifierExtension:sc code:s isDefault:s
TerminologyCapabilities.codeSystem.version.filter
 modifierExtension:sc code:m op:m
TerminologyCapabilities.expansion
 modifierExtension:sc
TerminologyCapabilities.expansion.parameter
 modifierExtension:sc name:m
TerminologyCapabilities.validateCode
 modifierExtension:sc translations:m
TerminologyCapabilities.translation
 modifierExtension:sc needsMap:m
TerminologyCapabilities.closure
 modifierExtension:sc
TestReport
 id:s meta:s implicitRules:sc modifierExtension:c identifier:s name:s status:smc testScript:sm result:sm score:s
 tester:s issued:s
TestReport.participant
 modifierExtension:sc type:m uri:m
TestReport.setup
 modifierExtension:sc action:m
TestReport.setup.action
 modifierExtension:sc
TestReport.setup.action.operation
 modifierExtension:sc result:m
TestReport.setup.action.assert
 modifierExtension:sc result:m
TestReport.test
 modifierExtension:sc action:m
TestReport.test.action
 modifierExtension:sc
TestReport.teardown
 modifierExtension:sc action:m
TestReport.teardown.action
 modifierExtension:sc operation:m
TestScript
 id:s meta:s implicitRules:sc modifierExtension:c url:sm identifier:s version:s name:sm title:s status:smc
 experimental:s date:s publisher:s contact:s useContext:s jurisdiction:s
TestScript.origin
 modifierExtension:sc index:m profile:m
TestScript.destination
 modifierExtension:sc index:m profile:m
TestScript.metadata
 modifierExtension:sc capability:m
TestScript.metadata.link
 modifierExtension:sc url:m
TestScript.metadata.capability
 modifierExtension:sc required:m validated:m capabilities:m
TestScript.fixture
 modifierExtension:sc autocreate:m autodelete:m
TestScript.variable
 modifierExtension:sc name:m
TestScript.setup
 modifierExtension:sc action:m
TestScript.setup.action
 modifierExtension:sc
TestScript.setup.action.operation
 modifierExtension:sc encodeRequestUrl:m
TestScript.setup.action.operation.requestHeader
 modifierExtension:sc field:m value:m
TestScript.setup.action.assert
 modifierExtension:sc warningOnly:m
TestScript.test
 modifierExtension:sc action:m
TestScript.test.action
 modifierExtension:sc
TestScript.teardown
 modifierExtension:sc action:m
TestScript.teardown.action
 modifierExtension:sc operation:m
Timing
 modifierExtension:sc event:s repeat:s code:s
Timing.repeat
 bounds[x]:s count:s countMax:s duration:s durationMax:s durationUnit:s frequency:s frequencyMax:s period:s periodMax:s
 periodUnit:s dayOfWeek:s timeOfDay:s when:s offset:s
TriggerDefinition
 type:sm name:s timing[x]:s data:s condition:s
UsageContext
 code:sm value[x]:sm
ValueSet
 id:s meta:s implicitRules:sc modifierExtension:c url:s identifier:s version:s name:s title:s status:smc experimental:s
 date:s publisher:s contact:s useContext:s jurisdiction:s immutable:s
ValueSet.compose
 modifierExtension:sc lockedDate:s inactive:s include:sm
ValueSet.compose.include
 modifierExtension:sc system:s version:s filter:s valueSet:s
ValueSet.compose.include.concept
 modifierExtension:sc code:m
ValueSet.compose.include.concept.designation
 modifierExtension:sc value:m
ValueSet.compose.include.filter
 modifierExtension:sc property:sm op:sm value:sm
ValueSet.expansion
 modifierExtension:sc timestamp:m
ValueSet.expansion.parameter
 modifierExtension:sc name:m
ValueSet.expansion.contains
 modifierExtension:sc
VerificationResult
 id:s meta:s implicitRules:sc modifierExtension:c target:s targetLocation:s need:s status:sm statusDate:s
 validationType:s validationProcess:s failureAction:s
VerificationResult.primarySource
 modifierExtension:sc type:s communicationMethod:s canPushUpdates:s
VerificationResult.attestation
 modifierExtension:sc who:s onBehalfOf:s communicationMethod:s date:s
VerificationResult.validator
 modifierExtension:sc organization:m
VisionPrescription
 id:s meta:s implicitRules:sc modifierExtension:c status:smc created:sm patient:sm dateWritten:sm prescriber:sm
 lensSpecification:sm
VisionPrescription.lensSpecification
 modifierExtension:sc product:sm eye:sm
VisionPrescription.lensSpecification.prism
 modifierExtension:sc amount:m base:m
"""
