"""Which records does the demonstration begin with? ``python -m api.demo.build_records`` writes them to ``records/``.

A table of invented people, so longer than a page. The files load in the order of their names into any server.
"""

from __future__ import annotations

import json
from pathlib import Path

from api.demo.charts import (
    ATTORNEYS,
    CLINIC,
    FENNIMORE,
    HL7,
    LOINC,
    NPI,
    ORGANIZATION,
    ORGANIZATIONS,
    PRACTITIONERS,
    QUIST,
    SNOMED,
    SPECIALISTS,
    TILLING,
    Chart,
    Resource,
    coding,
    concept,
    entry,
    organization,
    practitioner,
    quantity,
    urn,
)
from api.demo.notes import ADDICTION, ALDERGROVE, AUTHORITY, HISTORY, MARCHBANK, QUILLFEATHER, THERAPY, WETHERELL

FOLDER = Path(__file__).parent / "records"


def hospital() -> Resource:
    """Give the organisations and practitioners, as a batch of conditional creates."""
    entries = [
        entry(
            urn("organization", key),
            {
                "resourceType": "Organization",
                "identifier": [{"system": ORGANIZATION, "value": key}],
                "active": True,
                "type": [concept(f"{HL7}/organization-type", kind)],
                "name": name,
                "address": [{"city": "Merrow", "state": "MA", "country": "US"}],
            },
            f"identifier={ORGANIZATION}|{key}",
        )
        for key, (name, kind) in ORGANIZATIONS.items()
    ]
    return {"resourceType": "Bundle", "type": "batch", "entry": entries}


def staff() -> Resource:
    """Give the practitioners, as a batch of conditional creates."""
    entries = [
        entry(
            urn("practitioner", npi),
            {
                "resourceType": "Practitioner",
                "identifier": [{"system": NPI, "value": npi}],
                "active": True,
                "name": [{"family": family, "given": [given], "prefix": ["Dr."]}],
                "telecom": [{"system": "email", "value": f"{given}.{family}@{place}.example".lower(), "use": "work"}],
            },
            f"identifier={NPI}|{npi}",
        )
        for npi, (given, family, place) in PRACTITIONERS.items()
    ]
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
        "85354-9",
        "Blood pressure panel with all children optional",
        "2026-01-12T04:50:00-05:00",
        "vital-signs",
        component=[
            {"code": concept(LOINC, "8480-6", "Systolic blood pressure"), **quantity(168, "mmHg", "mm[Hg]")},
            {"code": concept(LOINC, "8462-4", "Diastolic blood pressure"), **quantity(96, "mmHg", "mm[Hg]")},
        ],
    )
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
    form = chart.document(
        "form",
        "64292-6",
        "Release of information consent",
        "2026-02-02T10:00:00-05:00",
        "Authorisation for release of records, signed by Odile Marchbank on 2026-02-02.\n",
        FENNIMORE,
        stay=False,
    )
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
    chart.document(
        "addiction",
        "34864-9",
        "Mental health Counseling note",
        "2025-11-20T15:00:00-05:00",
        ADDICTION,
        QUIST,
        security=(coding(f"{HL7}/v3-ActCode", "42CFRPart2"),),
        custodian=CLINIC,
        stay=False,
    )
    chart.document(
        "therapy",
        "34866-4",
        "Psychology Counseling note",
        "2025-12-04T15:00:00-05:00",
        THERAPY,
        QUIST,
        security=(coding(f"{HL7}/v3-ActCode", "PSYTHPN"),),
        custodian=CLINIC,
        stay=False,
    )
    chart.consent(
        "deny",
        SPECIALISTS,
        "2026-02-08T12:00:00-05:00",
        {"period": {"start": "2026-02-08"}},
    )
    return chart.bundle()


def aldergrove() -> Resource:
    """Give an incomplete chart: no disposition, an unsigned summary in part, codes that exclude each other."""
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
    chart.observation(
        "625-4",
        "Bacteria identified in Stool by Culture",
        "2026-02-12T09:00:00-05:00",
        valueCodeableConcept={"text": "Salmonella species"},
    )
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
