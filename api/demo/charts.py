"""What is one patient's chart made of, as a transaction in the making? The pieces that build_records.py puts together.

https://hl7.org/fhir/R4/bundle.html#transaction. References: by urn:uuid within a bundle, else by identifier.
"""

from __future__ import annotations

import base64
import uuid
from typing import Any

Resource = dict[str, Any]

SEED = uuid.UUID("6b0c8f0e-5a1d-5e0b-9c53-0d1f6f0a2b77")
DEMO = "urn:oid:2.999.4711"  # 2.999 is the arc for examples
ORGANIZATION, MRN, VISIT = f"{DEMO}.1", f"{DEMO}.2", f"{DEMO}.3"
NPI = "http://hl7.org/fhir/sid/us-npi"
LOINC, SNOMED, ICD = (
    "http://loinc.org",
    "http://snomed.info/sct",
    "http://hl7.org/fhir/sid/icd-10-cm",
)
HL7 = "http://terminology.hl7.org/CodeSystem"

HOSPITAL, PRACTICE, SPECIALISTS, CLINIC = (
    "harrow-vale",
    "larch-street",
    "northmoor",
    "tarn-house",
)
ATTORNEYS, HEALTH_DEPARTMENT = "pell-ostrander", "merrow-health"
ORGANIZATIONS = {
    HOSPITAL: ("Harrow Vale Hospital", "prov"),
    PRACTICE: ("Larch Street Family Practice", "prov"),
    SPECIALISTS: ("Northmoor Specialist Clinic", "prov"),
    CLINIC: ("Tarn House Recovery Programme", "prov"),
    ATTORNEYS: ("Pell & Ostrander, Attorneys", "other"),
    HEALTH_DEPARTMENT: ("Merrow County Department of Public Health", "govt"),
}
PRACTITIONERS = {
    "9999920011": ("Isolde", "Fennimore", HOSPITAL),
    "9999920029": ("Ambrose", "Tilling", HOSPITAL),
    "9999920037": ("Marit", "Okonjo-Lund", PRACTICE),
    "9999920045": ("Severin", "Quist", CLINIC),
}
FENNIMORE, TILLING, OKONJO, QUIST = PRACTITIONERS


def coding(system: str, code: str, display: str = "") -> dict[str, str]:
    """Give a Coding."""
    return {"system": system, "code": code, **({"display": display} if display else {})}


def concept(system: str, code: str, display: str = "") -> dict[str, Any]:
    """Give a CodeableConcept of one coding."""
    return {
        "coding": [coding(system, code, display)],
        **({"text": display} if display else {}),
    }


def organization(key: str) -> dict[str, str]:
    """Refer to an organisation by its identifier."""
    return {
        "reference": f"Organization?identifier={ORGANIZATION}|{key}",
        "display": ORGANIZATIONS[key][0],
    }


def practitioner(npi: str) -> dict[str, str]:
    """Refer to a practitioner by NPI."""
    given, family, _ = PRACTITIONERS[npi]
    return {
        "reference": f"Practitioner?identifier={NPI}|{npi}",
        "display": f"Dr. {given} {family}",
    }


def urn(*names: str) -> str:
    """Give the full URL of an entry: the same for the same names, always."""
    return f"urn:uuid:{uuid.uuid5(SEED, '/'.join(names))}"


def entry(url: str, resource: Resource, if_none_exist: str = "") -> dict[str, Any]:
    """Give a bundle entry that creates the resource."""
    request = {"method": "POST", "url": resource["resourceType"]}
    if if_none_exist:
        request["ifNoneExist"] = if_none_exist
    return {"fullUrl": url, "resource": resource, "request": request}


class Chart:
    """One patient's bundle in the making."""

    def __init__(self, key: str, given: str, family: str, gender: str, born: str, street: str) -> None:
        """Begin with the patient."""
        self.key = key
        self.patient = {
            "reference": urn(key, "patient"),
            "display": f"{given} {family}",
        }
        self.count = 0
        self.entries: list[dict[str, Any]] = []
        self.add(
            "Patient",
            "patient",
            identifier=[
                {
                    "type": concept(f"{HL7}/v2-0203", "MR", "Medical record number"),
                    "system": MRN,
                    "value": key,
                }
            ],
            active=True,
            name=[{"use": "official", "family": family, "given": [given]}],
            telecom=[{"system": "phone", "value": f"555-01{key[-2:]}", "use": "home"}],
            gender=gender,
            birthDate=born,
            address=[
                {
                    "line": [street],
                    "city": "Merrow",
                    "state": "MA",
                    "postalCode": "01999",
                    "country": "US",
                }
            ],
            generalPractitioner=[organization(PRACTICE), practitioner(OKONJO)],
            managingOrganization=organization(HOSPITAL),
        )

    def add(self, kind: str, slug: str = "", /, **elements: Any) -> dict[str, str]:
        """Add a resource; give a reference to it."""
        self.count += 1
        url = urn(self.key, slug or f"{kind}-{self.count}")
        same = f"identifier={MRN}|{self.key}" if kind == "Patient" else ""
        self.entries.append(entry(url, {"resourceType": kind, **elements}, same))
        return {"reference": url}

    def condition(self, code: str, display: str, stay: dict[str, str], onset: str) -> dict[str, str]:
        """Add a diagnosis of the stay."""
        return self.add(
            "Condition",
            clinicalStatus=concept(f"{HL7}/condition-clinical", "active"),
            verificationStatus=concept(f"{HL7}/condition-ver-status", "confirmed"),
            category=[
                concept(
                    f"{HL7}/condition-category",
                    "encounter-diagnosis",
                    "Encounter Diagnosis",
                )
            ],
            code=concept(ICD, code, display),
            subject=self.patient,
            encounter=stay,
            onsetDateTime=onset,
            recordedDate=onset,
        )

    def stay(
        self,
        start: str,
        end: str,
        reason: str,
        attending: str,
        diagnoses: list[dict[str, str]],
        disposition: str,
    ) -> None:
        """Add the inpatient stay, under the reference that ``here`` gives."""
        hospitalization = {"admitSource": concept(f"{HL7}/admit-source", "emd", "From accident/emergency department")}
        if disposition:
            hospitalization["dischargeDisposition"] = concept(f"{HL7}/discharge-disposition", disposition)
        listed = [
            {
                "condition": one,
                "use": concept(f"{HL7}/diagnosis-role", "DD"),
                "rank": rank,
            }
            for rank, one in enumerate(diagnoses, 1)
        ]
        self.add(
            "Encounter",
            "stay",
            identifier=[{"system": VISIT, "value": f"{self.key}-1"}],
            status="finished",
            **{"class": coding(f"{HL7}/v3-ActCode", "IMP", "inpatient encounter")},
            type=[concept(SNOMED, "32485007", "Hospital admission")],
            subject=self.patient,
            participant=[
                {
                    "type": [concept(f"{HL7}/v3-ParticipationType", "ATND", "attender")],
                    "period": {"start": start, "end": end},
                    "individual": practitioner(attending),
                }
            ],
            period={"start": start, "end": end},
            reasonCode=[{"text": reason}],
            diagnosis=listed,
            hospitalization=hospitalization,
            serviceProvider=organization(HOSPITAL),
        )

    @property
    def here(self) -> dict[str, str]:
        """Refer to the stay."""
        return {"reference": urn(self.key, "stay")}

    def observation(
        self,
        code: str,
        display: str,
        at: str,
        category: str = "laboratory",
        **value: Any,
    ) -> None:
        """Add a result or a vital sign."""
        self.add(
            "Observation",
            status="final",
            category=[concept(f"{HL7}/observation-category", category)],
            code=concept(LOINC, code, display),
            subject=self.patient,
            encounter=self.here,
            effectiveDateTime=at,
            issued=at,
            performer=[organization(HOSPITAL)],
            **value,
        )

    def procedure(self, code: str, display: str, start: str, end: str) -> None:
        """Add something that was done."""
        self.add(
            "Procedure",
            status="completed",
            code=concept(SNOMED, code, display),
            subject=self.patient,
            encounter=self.here,
            performedPeriod={"start": start, "end": end},
            performer=[{"actor": practitioner(TILLING)}],
        )

    def document(
        self,
        name: str,
        code: str,
        display: str,
        at: str,
        text: str,
        author: str,
        *,
        signed: bool = True,
        security: tuple[dict[str, str], ...] = (),
        custodian: str = HOSPITAL,
        stay: bool = True,
    ) -> dict[str, str]:
        """Add a note with its text inside."""
        content = {
            "contentType": "text/plain; charset=utf-8",
            "language": "en-US",
            "data": base64.b64encode(text.encode()).decode(),
            "title": display,
            "creation": at,
        }
        return self.add(
            "DocumentReference",
            name,
            **({"meta": {"security": list(security)}} if security else {}),
            identifier=[
                {
                    "system": "urn:ietf:rfc:3986",
                    "value": urn(self.key, name, "document"),
                }
            ],
            status="current",
            docStatus="final",
            type=concept(LOINC, code, display),
            category=[
                concept(
                    "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
                    "clinical-note",
                )
            ],
            subject=self.patient,
            date=at,
            author=[practitioner(author)],
            **({"authenticator": practitioner(author)} if signed else {}),
            custodian=organization(custodian),
            content=[{"attachment": content}],
            **({"context": {"encounter": [self.here]}} if stay else {}),
        )

    def consent(
        self,
        kind: str,
        recipient: str,
        signed: str,
        provision: dict[str, Any],
        source: dict[str, str] | None = None,
    ) -> None:
        """Add what the patient laid down: ``permit`` is an authorisation, ``deny`` a restriction."""
        self.add(
            "Consent",
            kind,
            status="active",
            scope=concept(f"{HL7}/consentscope", "patient-privacy", "Privacy Consent"),
            category=[concept(LOINC, "64292-6", "Release of information consent")],
            patient=self.patient,
            dateTime=signed,
            performer=[self.patient],
            organization=[organization(HOSPITAL)],
            **({"sourceReference": source} if source else {}),
            policyRule=concept(f"{HL7}/consentpolicycodes", "hipaa-auth" if kind == "permit" else "hipaa-restrictions"),
            provision={
                "type": kind,
                "actor": [
                    {
                        "role": concept(f"{HL7}/v3-ParticipationType", "IRCP", "information recipient"),
                        "reference": organization(recipient),
                    }
                ],
                **provision,
            },
        )

    def bundle(self) -> Resource:
        """Give the transaction."""
        return {"resourceType": "Bundle", "type": "transaction", "entry": self.entries}


def quantity(value: float, unit: str, code: str) -> dict[str, Any]:
    """Give a valueQuantity in UCUM."""
    return {
        "valueQuantity": {
            "value": value,
            "unit": unit,
            "system": "http://unitsofmeasure.org",
            "code": code,
        }
    }
