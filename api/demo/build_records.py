"""Which records does the demonstration begin with? ``python -m api.demo.build_records`` writes them to ``records/``.

A table of invented people, so longer than a page: https://hl7.org/fhir/R4/bundle.html#transaction, the shape an EHR's feed has.
Everything refers by urn:uuid within a bundle and by identifier across bundles, so the files load in name order into any server.
"""

from __future__ import annotations

import base64
import json
import uuid
from pathlib import Path
from typing import Any

from api.demo.notes import (
    ADDICTION,
    ALDERGROVE,
    AUTHORITY,
    HISTORY,
    MARCHBANK,
    QUILLFEATHER,
    THERAPY,
    WETHERELL,
)

Resource = dict[str, Any]

FOLDER = Path(__file__).parent / "records"
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
            participant=[{"type": [concept(f"{HL7}/v3-ParticipationType", "ATND", "attender")],
                          "period": {"start": start, "end": end}, "individual": practitioner(attending)}],
            period={"start": start, "end": end},
            reasonCode=[{"text": reason}],
            diagnosis=listed,
            hospitalization=hospitalization,
            serviceProvider=organization(HOSPITAL),
        )  # fmt: skip

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
        self, name: str, code: str, display: str, at: str, text: str, author: str,
        *, signed: bool = True, security: tuple[dict[str, str], ...] = (), custodian: str = HOSPITAL, stay: bool = True,
    ) -> dict[str, str]:  # fmt: skip
        """Add a note with its text inside."""
        content = {"contentType": "text/plain; charset=utf-8", "language": "en-US",
                   "data": base64.b64encode(text.encode()).decode(), "title": display, "creation": at}  # fmt: skip
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
                "actor": [{"role": concept(f"{HL7}/v3-ParticipationType", "IRCP", "information recipient"),
                           "reference": organization(recipient)}],
                **provision,
            },
        )  # fmt: skip

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


def hospital() -> Resource:
    """Give the organisations and practitioners, as a batch of conditional creates."""
    entries = [
        entry(
            urn("organization", key),
            {"resourceType": "Organization", "identifier": [{"system": ORGANIZATION, "value": key}], "active": True,
             "type": [concept(f"{HL7}/organization-type", kind)], "name": name,
             "address": [{"city": "Merrow", "state": "MA", "country": "US"}]},
            f"identifier={ORGANIZATION}|{key}",
        )
        for key, (name, kind) in ORGANIZATIONS.items()
    ]  # fmt: skip
    return {"resourceType": "Bundle", "type": "batch", "entry": entries}


def staff() -> Resource:
    """Give the practitioners, as a batch of conditional creates."""
    entries = [
        entry(
            urn("practitioner", npi),
            {"resourceType": "Practitioner", "identifier": [{"system": NPI, "value": npi}], "active": True,
             "name": [{"family": family, "given": [given], "prefix": ["Dr."]}],
             "telecom": [{"system": "email", "value": f"{given}.{family}@{place}.example".lower(), "use": "work"}]},
            f"identifier={NPI}|{npi}",
        )
        for npi, (given, family, place) in PRACTITIONERS.items()
    ]  # fmt: skip
    return {"resourceType": "Bundle", "type": "batch", "entry": entries}


def marchbank() -> Resource:
    """Give a complete chart, and an authorisation for an attorney."""
    chart = Chart("HV-1001", "Odile", "Marchbank", "female", "1951-04-09", "12 Kiln Lane")
    start, end = "2026-01-12T04:35:00-05:00", "2026-01-17T11:20:00-05:00"
    heart = chart.condition(
        "I11.0",
        "Hypertensive heart disease with heart failure",
        chart.here,
        "2026-01-12T06:10:00-05:00",
    )
    failure = chart.condition(
        "I50.23",
        "Acute on chronic systolic (congestive) heart failure",
        chart.here,
        "2026-01-12T06:10:00-05:00",
    )
    lipids = chart.condition("E78.5", "Hyperlipidemia, unspecified", chart.here, "2026-01-12T06:10:00-05:00")
    chart.stay(
        start,
        end,
        "Shortness of breath at rest",
        FENNIMORE,
        [heart, failure, lipids],
        "home",
    )
    chart.procedure(
        "40701008",
        "Echocardiography",
        "2026-01-12T09:00:00-05:00",
        "2026-01-12T09:40:00-05:00",
    )
    for at, kilograms in (
        ("2026-01-12T05:00:00-05:00", 84.60),
        ("2026-01-15T06:00:00-05:00", 81.2),
        ("2026-01-17T06:00:00-05:00", 79.9),
    ):
        chart.observation(
            "29463-7",
            "Body weight",
            at,
            "vital-signs",
            **quantity(kilograms, "kg", "kg"),
        )
    chart.observation(
        "42637-9",
        "Natriuretic peptide B [Mass/volume] in Blood",
        "2026-01-12T05:20:00-05:00",
        **quantity(1240, "pg/mL", "pg/mL"),
    )
    chart.observation(
        "2823-3",
        "Potassium [Moles/volume] in Serum or Plasma",
        "2026-01-13T06:30:00-05:00",
        **quantity(3.9, "mmol/L", "mmol/L"),
    )
    chart.observation(
        "85354-9", "Blood pressure panel with all children optional", "2026-01-12T04:50:00-05:00", "vital-signs",
        component=[
            {"code": concept(LOINC, "8480-6", "Systolic blood pressure"), **quantity(168, "mmHg", "mm[Hg]")},
            {"code": concept(LOINC, "8462-4", "Diastolic blood pressure"), **quantity(96, "mmHg", "mm[Hg]")},
        ],
    )  # fmt: skip
    chart.add(
        "AllergyIntolerance",
        clinicalStatus=concept(f"{HL7}/allergyintolerance-clinical", "active"),
        verificationStatus=concept(f"{HL7}/allergyintolerance-verification", "confirmed"),
        code=concept(SNOMED, "91936005", "Allergy to penicillin"),
        patient=chart.patient,
    )
    chart.add(
        "MedicationRequest",
        status="active",
        intent="order",
        medicationCodeableConcept=concept(
            "http://www.nlm.nih.gov/research/umls/rxnorm",
            "313988",
            "Furosemide 40 MG Oral Tablet",
        ),
        subject=chart.patient,
        encounter=chart.here,
        authoredOn="2026-01-17T10:05:00-05:00",
        requester=practitioner(FENNIMORE),
        dosageInstruction=[{"text": "One tablet every morning"}],
    )
    chart.document(
        "history",
        "34117-2",
        "History and physical note",
        "2026-01-12T07:15:00-05:00",
        HISTORY,
        TILLING,
    )
    chart.document(
        "discharge",
        "18842-5",
        "Discharge summary",
        "2026-01-17T12:05:00-05:00",
        MARCHBANK,
        FENNIMORE,
    )
    chart.document(
        "earlier",
        "18842-5",
        "Discharge summary",
        "2021-06-03T16:40:00-04:00",
        MARCHBANK,
        FENNIMORE,
        stay=False,
    )
    form = chart.document("form", "64292-6", "Release of information consent", "2026-02-02T10:00:00-05:00",
                          "Authorisation for release of records, signed by Odile Marchbank on 2026-02-02.\n", FENNIMORE, stay=False)  # fmt: skip
    chart.consent(
        "permit",
        ATTORNEYS,
        "2026-02-02T10:00:00-05:00",
        {
            "purpose": [coding(f"{HL7}/v3-ActReason", "HLEGAL", "legal")],
            "class": [coding("http://hl7.org/fhir/resource-types", "DocumentReference")],
            "code": [concept(LOINC, "18842-5", "Discharge summary")],
            "dataPeriod": {"start": "2026-01-01", "end": "2026-01-31"},
            "period": {"start": "2026-02-02", "end": "2036-02-02"},
        },
        form,
    )
    return chart.bundle()


def quillfeather() -> Resource:
    """Give a chart with a Part 2 document, a psychotherapy note, and a restriction that the patient asked for."""
    chart = Chart("HV-1002", "Bertrand", "Quillfeather", "male", "1968-11-30", "3 Weir Cottages")
    start, end = "2026-02-03T18:10:00-05:00", "2026-02-08T13:45:00-05:00"
    lungs = chart.condition(
        "J18.9",
        "Pneumonia, unspecified organism",
        chart.here,
        "2026-02-03T20:00:00-05:00",
    )
    chart.stay(start, end, "Fever and cough", TILLING, [lungs], "home")
    chart.procedure(
        "399208008",
        "Plain chest X-ray",
        "2026-02-03T19:05:00-05:00",
        "2026-02-03T19:20:00-05:00",
    )
    chart.observation(
        "6690-2",
        "Leukocytes [#/volume] in Blood by Automated count",
        "2026-02-03T18:55:00-05:00",
        **quantity(15.30, "10*3/uL", "10*3/uL"),
    )
    chart.observation(
        "8310-5",
        "Body temperature",
        "2026-02-03T18:20:00-05:00",
        "vital-signs",
        **quantity(39.1, "Cel", "Cel"),
    )
    chart.add(
        "CareTeam",
        status="active",
        subject=chart.patient,
        encounter=chart.here,
        participant=[
            {"member": organization(SPECIALISTS)},
            {"member": practitioner(TILLING)},
        ],
    )
    chart.document(
        "history",
        "34117-2",
        "History and physical note",
        "2026-02-03T21:00:00-05:00",
        HISTORY,
        TILLING,
    )
    chart.document(
        "discharge",
        "18842-5",
        "Discharge summary",
        "2026-02-08T14:10:00-05:00",
        QUILLFEATHER,
        TILLING,
    )
    chart.document("addiction", "34864-9", "Mental health Counseling note", "2025-11-20T15:00:00-05:00", ADDICTION, QUIST,
                   security=(coding(f"{HL7}/v3-ActCode", "42CFRPart2"),), custodian=CLINIC, stay=False)  # fmt: skip
    chart.document("therapy", "34866-4", "Psychology Counseling note", "2025-12-04T15:00:00-05:00", THERAPY, QUIST,
                   security=(coding(f"{HL7}/v3-ActCode", "PSYTHPN"),), custodian=CLINIC, stay=False)  # fmt: skip
    chart.consent(
        "deny",
        SPECIALISTS,
        "2026-02-08T12:00:00-05:00",
        {"period": {"start": "2026-02-08"}},
    )
    return chart.bundle()


def aldergrove() -> Resource:
    """Give an incomplete chart: no disposition, an unsigned summary with components missing, codes that exclude each other."""
    chart = Chart("HV-1003", "Tamsin", "Aldergrove", "female", "1979-06-21", "88 Harbour Road")
    start, end = "2026-01-05T22:15:00-05:00", "2026-01-09T10:30:00-05:00"
    first = chart.condition(
        "E10.9",
        "Type 1 diabetes mellitus without complications",
        chart.here,
        "2026-01-06T00:30:00-05:00",
    )
    second = chart.condition(
        "E11.9",
        "Type 2 diabetes mellitus without complications",
        chart.here,
        "2026-01-06T00:30:00-05:00",
    )
    chart.stay(start, end, "High blood sugar", FENNIMORE, [first, second], "")
    chart.observation(
        "2345-7",
        "Glucose [Mass/volume] in Serum or Plasma",
        "2026-01-05T22:40:00-05:00",
        **quantity(412, "mg/dL", "mg/dL"),
    )
    chart.observation(
        "4548-4",
        "Hemoglobin A1c/Hemoglobin.total in Blood",
        "2026-01-06T06:00:00-05:00",
        **quantity(9.10, "%", "%"),
    )
    chart.document(
        "history",
        "34117-2",
        "History and physical note",
        "2026-01-06T01:10:00-05:00",
        HISTORY,
        FENNIMORE,
    )
    chart.document(
        "discharge",
        "18842-5",
        "Discharge summary",
        "2026-01-09T11:00:00-05:00",
        ALDERGROVE,
        FENNIMORE,
        signed=False,
    )
    return chart.bundle()


def wetherell() -> Resource:
    """Give a chart with a notifiable disease, and the letter in which the health department states its authority."""
    chart = Chart("HV-1004", "Caspian", "Wetherell", "male", "2001-08-17", "5 Orchard Terrace")
    start, end = "2026-02-10T07:50:00-05:00", "2026-02-13T15:00:00-05:00"
    gut = chart.condition("A02.0", "Salmonella enteritis", chart.here, "2026-02-11T14:00:00-05:00")
    chart.stay(start, end, "Diarrhoea and fever", FENNIMORE, [gut], "home")
    chart.observation("625-4", "Bacteria identified in Stool by Culture", "2026-02-12T09:00:00-05:00",
                      valueCodeableConcept={"text": "Salmonella species"})  # fmt: skip
    chart.observation(
        "2951-2",
        "Sodium [Moles/volume] in Serum or Plasma",
        "2026-02-10T08:20:00-05:00",
        **quantity(133, "mmol/L", "mmol/L"),
    )
    chart.document(
        "history",
        "34117-2",
        "History and physical note",
        "2026-02-10T09:30:00-05:00",
        HISTORY,
        FENNIMORE,
    )
    chart.document(
        "discharge",
        "18842-5",
        "Discharge summary",
        "2026-02-13T15:30:00-05:00",
        WETHERELL,
        FENNIMORE,
    )
    chart.document(
        "authority",
        "52033-8",
        "General correspondence",
        "2026-02-14T09:00:00-05:00",
        AUTHORITY,
        FENNIMORE,
        stay=False,
    )
    return chart.bundle()


BUNDLES = {
    "0-hospitalInformation.json": hospital,
    "0-practitionerInformation.json": staff,
    "1001-marchbank.json": marchbank,
    "1002-quillfeather.json": quillfeather,
    "1003-aldergrove.json": aldergrove,
    "1004-wetherell.json": wetherell,
}


def written(name: str) -> str:
    """Give the text of one file."""
    return json.dumps(BUNDLES[name](), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every file."""
    for name in BUNDLES:
        (FOLDER / name).write_text(written(name), encoding="utf-8")


if __name__ == "__main__":
    main()
