"""Which resources are FHIR R4, which are not, and does each fault say where it is?"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.validation import prepare, validate
from domain.errors import ChartwardError, Invalid, Malformed
from domain.fhir.elements import RESOURCES

DATA = Path(__file__).parents[3] / "shared/data"
EXAMPLES = sorted((DATA / "r4-spec-examples").glob("*.json"))
US_CORE = sorted((DATA / "us-core-6.1.0/examples").glob("*.json"))
LABELLED = sorted((DATA / "security-labels-ds4p").glob("*.json"))
FEEDS = sorted((DATA / "hl7v2-adt").glob("*.json")) + sorted((DATA / "hl7v2-mdm-oru").glob("*.json"))
SYNTHEA = sorted((DATA / "synthea-uscore").glob("*.gz"))
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the shared data is not on this machine")

# What the official examples and feeds have wrong, and why it is refused.
TRULY_WRONG = {
    # a picture that is fetched from elsewhere when the narrative is shown (SECURITY 57)
    ("media-example-dicom.json", "Media.text.div"),
    # a dispenser is an Organization, a performer is not a Location: the published examples break their own definitions
    ("medicationrequest0301.json", "MedicationRequest.dispenseRequest.performer.reference"),
    ("observation-example-clinical-gender.json", "Observation.performer[0].reference"),
}
WRONG_FEEDS = {"ADT01-23.fhir-bundle.json", "ADT04-23.fhir-bundle.json", "ADT04-28.fhir-bundle.json"}


def patient(**members: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", **members}


def observation(**members: Any) -> dict[str, Any]:
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, **members}


def condition(**members: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "subject": {"reference": "Patient/ann"}, **members}


def status(code: str, kind: str = "condition-clinical") -> dict[str, Any]:
    return {"coding": [{"system": f"http://terminology.hl7.org/CodeSystem/{kind}", "code": code}]}


ABSENT = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}

VALID = {
    "nothing but its type": patient(),
    "birth date to the year": patient(birthDate="1980"),
    "birth date to the month": patient(birthDate="1980-02"),
    "leap day of a leap year": patient(birthDate="2000-02-29"),
    "primitive extension alone": patient(_birthDate={"extension": [ABSENT]}),
    "primitive extension beside its value": patient(gender="other", _gender={"extension": [ABSENT]}),
    "null where an extension stands": patient(name=[{"given": ["A", None], "_given": [None, {"extension": [ABSENT]}]}]),
    "one type of a choice": patient(deceasedDateTime="2024-01-01T10:00:00Z"),
    "nested extension": patient(extension=[{"url": "urn:a", "extension": [{"url": "b", "valueString": "c"}]}]),
    "extension with an id": patient(extension=[{"id": "1", "url": "urn:a", "valueBoolean": False}]),
    "extension whose value is only extended": patient(
        extension=[{"url": "u:a", "_valueString": {"extension": [ABSENT]}}]
    ),
    "extension whose value is extended too": patient(
        extension=[{"url": "u:a", "valueString": "b", "_valueString": {"extension": [ABSENT]}}]
    ),
    "modifier extension": patient(modifierExtension=[{"url": "urn:a", "valueDecimal": 1.5}]),
    "id of 64 characters": patient(id="a" * 64),
    "no-break space in a name": patient(name=[{"text": "Ann\u00a0Arbor"}]),
    "contained and pointed at": patient(
        contained=[{"resourceType": "Organization", "id": "o", "name": "x"}], managingOrganization={"reference": "#o"}
    ),
    "required status only extended": {
        "resourceType": "Observation",
        "_status": {"extension": [ABSENT]},
        "code": {"text": "x"},
    },
    "zero": observation(valueQuantity={"value": 0}),
    "large exponent": observation(valueQuantity={"value": 1e245}),
    "fraction of a second": observation(effectiveInstant="2024-02-29T23:59:59.123456789+14:00"),
    "period with one end": observation(effectivePeriod={"end": "2020"}),
    "period within one day": observation(effectivePeriod={"start": "2020-01-01T08:00:00Z", "end": "2020-01-01"}),
    "period over two zones": observation(
        effectivePeriod={"start": "2020-01-01T08:00:00+02:00", "end": "2020-01-01T07:00:00Z"}
    ),
    "status from its value set": condition(clinicalStatus=status("active")),
    "abated and resolved": condition(clinicalStatus=status("resolved"), abatementString="last year"),
    "reference by identifier": condition(asserter={"identifier": {"value": "1"}}),
    "reference to a version": condition(encounter={"reference": "Encounter/1/_history/2"}),
    "absolute reference": condition(encounter={"reference": "https://example.org/fhir/Encounter/1"}),
    "urn": condition(encounter={"reference": "urn:uuid:8f0b4b6e-0b9d-4e0e-9d3b-3a3a3a3a3a3a"}),
    "conditional reference": condition(recorder={"reference": "Practitioner?identifier=urn:x|1"}),
    "attachment with its hash": {
        "resourceType": "Media",
        "status": "completed",
        "content": {"contentType": "text/plain", "data": "aGk=", "size": 2, "hash": "witfkXg0JglCjW9RssWvTAveakI="},
    },
    "unit of money": {
        "resourceType": "Invoice",
        "status": "issued",
        "totalNet": {"value": 1.00, "currency": "USD"},
    },
    "parameters with a resource": {
        "resourceType": "Parameters",
        "parameter": [{"name": "a", "part": [{"name": "b", "resource": patient(gender="male")}]}],
    },
    "bundle whose entries are another's matter": {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": {"resourceType": "Nonsense"}}],
    },
}

# name: (resource, issue code, expression)
MALFORMED: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown element": (patient(colour="red"), "structure", "Patient.colour"),
    "element of another release": (patient(name=[{"fullName": "x"}]), "structure", "Patient.name[0].fullName"),
    "comments of DSTU1": (patient(fhir_comments=["x"]), "structure", "Patient"),
    "resourceType in a datatype": (
        patient(name=[{"resourceType": "HumanName"}]),
        "structure",
        "Patient.name[0].resourceType",
    ),
    "code outside its value set": (patient(gender="M"), "code-invalid", "Patient.gender"),
    "status outside its value set": (observation(status="done"), "code-invalid", "Observation.status"),
    "concept outside its value set": (
        condition(clinicalStatus=status("sick")),
        "code-invalid",
        "Condition.clinicalStatus",
    ),
    "concept without a coding": (
        condition(clinicalStatus={"text": "active"}),
        "code-invalid",
        "Condition.clinicalStatus",
    ),
    "concept of another system": (
        condition(clinicalStatus=status("active", "other")),
        "code-invalid",
        "Condition.clinicalStatus",
    ),
    "currency in words": (
        {"resourceType": "Invoice", "status": "issued", "totalNet": {"value": 1, "currency": "dollars"}},
        "value",
        "Invoice.totalNet.currency",
    ),
    "empty list": (patient(name=[]), "structure", "Patient.name"),
    "empty object": (patient(name=[{}]), "structure", "Patient.name[0]"),
    "empty string": (patient(language=""), "value", "Patient.language"),
    "null": (patient(gender=None), "code-invalid", "Patient.gender"),
    "object for a list": (patient(name={"family": "x"}), "value", "Patient.name"),
    "list for an object": (observation(code=[{"text": "x"}]), "value", "Observation.code"),
    "blank string": (patient(name=[{"family": " \t"}]), "value", "Patient.name[0].family"),
    "true in quotes": (patient(active="true"), "value", "Patient.active"),
    "integer in quotes": (patient(multipleBirthInteger="2"), "value", "Patient.multipleBirth"),
    "decimal in quotes": (observation(valueQuantity={"value": "7"}), "value", "Observation.value.value"),
    "rank zero": (patient(telecom=[{"rank": 0}]), "value", "Patient.telecom[0].rank"),
    "integer of 33 bits": (patient(multipleBirthInteger=2**31), "value", "Patient.multipleBirth"),
    "date of another order": (patient(birthDate="03/12/1980"), "value", "Patient.birthDate"),
    "month 13": (patient(birthDate="1980-13-01"), "value", "Patient.birthDate"),
    "year zero": (patient(birthDate="0000-01-01"), "value", "Patient.birthDate"),
    "time without a zone": (observation(effectiveDateTime="2020-01-01T10:00:00"), "value", "Observation.effective"),
    "time to the minute": (observation(effectiveDateTime="2020-01-01T10:00Z"), "value", "Observation.effective"),
    "hour 24": (observation(effectiveDateTime="2020-01-01T24:00:00Z"), "value", "Observation.effective"),
    "zone of 15 hours": (observation(effectiveDateTime="2020-01-01T10:00:00+15:00"), "value", "Observation.effective"),
    "instant to the day": (observation(issued="2020-01-01"), "value", "Observation.issued"),
    "id of 65 characters": (patient(id="a" * 65), "value", "Patient.id"),
    "id with an underscore": (patient(id="a_b"), "value", "Patient.id"),
    "uri with a blank": (patient(identifier=[{"system": "http://a b"}]), "value", "Patient.identifier[0].system"),
    "code with two blanks": (patient(language="en  US"), "value", "Patient.language"),
    "string over 1 MB": (patient(name=[{"text": "x" * 1_048_577}]), "value", "Patient.name[0].text"),
    "missing element": (
        {"resourceType": "Observation", "status": "final"},
        "required",
        "Observation.code",
    ),
    "missing primitive": (patient(link=[{"other": {"reference": "Patient/1"}}]), "required", "Patient.link[0].type"),
    "missing choice": (
        {"resourceType": "MessageHeader", "source": {"endpoint": "urn:a"}},
        "required",
        "MessageHeader.event",
    ),
    "two types of a choice": (patient(deceasedBoolean=True, deceasedDateTime="2020"), "structure", "Patient.deceased"),
    "choice and the extension of another": (
        observation(valueString="a", _valueInteger={"extension": [ABSENT]}),
        "structure",
        "Observation.value",
    ),
    "type that the choice lacks": (observation(valueDecimal=1.0), "structure", "Observation.valueDecimal"),
    "extension without url": (patient(extension=[{"valueString": "x"}]), "required", "Patient.extension[0].url"),
    "extension with value and extensions": (
        patient(extension=[{"url": "u:a", "valueString": "x", "extension": [{"url": "u:b", "valueString": "y"}]}]),
        "structure",
        "Patient.extension[0]",
    ),
    "extension with two values": (
        patient(extension=[{"url": "u:a", "valueString": "x", "valueCode": "y"}]),
        "structure",
        "Patient.extension[0]",
    ),
    "extension with nothing": (patient(extension=[{"url": "u:a"}]), "structure", "Patient.extension[0]"),
    "value of an extension that R5 added": (
        patient(extension=[{"url": "u:a", "valueCodeableReference": {}}]),
        "structure",
        "Patient.extension[0].valueCodeableReference",
    ),
    "fault inside a primitive extension": (
        patient(_birthDate={"extension": [{"url": "u:a"}]}),
        "structure",
        "Patient.birthDate.extension[0]",
    ),
    "fault in a list of primitives": (patient(name=[{"given": ["A", 1]}]), "value", "Patient.name[0].given[1]"),
    "simple quantity with a comparator": (
        observation(referenceRange=[{"low": {"value": 1, "comparator": "<"}}]),
        "structure",
        "Observation.referenceRange[0].low.comparator",
    ),
    "fault in a contained resource": (
        patient(contained=[{"resourceType": "Patient", "id": "a", "gender": "x"}]),
        "code-invalid",
        "Patient.contained[0].gender",
    ),
    "contained without a type": (patient(contained=[{"id": "a"}]), "required", "Patient.contained[0].resourceType"),
    "contained of no type": (
        patient(contained=[{"resourceType": "Thing", "id": "a"}]),
        "value",
        "Patient.contained[0]",
    ),
    "fault in a parameter": (
        {"resourceType": "Parameters", "parameter": [{"name": "a", "resource": patient(gender="x")}]},
        "code-invalid",
        "Parameters.parameter[0].resource.gender",
    ),
    "fault in the outcome of an entry": (
        {
            "resourceType": "Bundle",
            "type": "batch-response",
            "entry": [{"response": {"status": "200"}}, {"response": {"outcome": patient(gender="x"), "status": "400"}}],
        },
        "code-invalid",
        "Bundle.entry[1].response.outcome.gender",
    ),
    "bundle in a parameter": (
        {
            "resourceType": "Parameters",
            "parameter": [{"name": "a", "resource": {"resourceType": "Bundle", "type": "batch"}}],
        },
        "structure",
        "Parameters.parameter[0].resource",
    ),
    "parameter without a type": (
        {"resourceType": "Parameters", "parameter": [{"name": "a", "resource": {"id": "b"}}]},
        "required",
        "Parameters.parameter[0].resource.resourceType",
    ),
    "bundle of an unknown type": ({"resourceType": "Bundle", "type": "bag"}, "code-invalid", "Bundle.type"),
    "no type": ({"name": [{"family": "x"}]}, "required", ""),
    "type that does not exist": ({"resourceType": "patient"}, "invalid", ""),
    "type that is no text": ({"resourceType": ["Patient"]}, "invalid", ""),
}

INVALID: dict[str, tuple[dict[str, Any], str, str]] = {
    "30 February": (patient(birthDate="1974-02-30"), "value", "Patient.birthDate"),
    "leap day of a common year": (patient(birthDate="1900-02-29"), "value", "Patient.birthDate"),
    "31 April in a dateTime": (observation(effectiveDateTime="2020-04-31T00:00:00Z"), "value", "Observation.effective"),
    "day in an extension": (
        patient(extension=[{"url": "u:a", "valueDate": "2021-06-31"}]),
        "value",
        "Patient.extension[0].value",
    ),
    "day in a contained resource": (
        patient(contained=[{"resourceType": "Patient", "id": "a", "birthDate": "2021-09-31"}]),
        "value",
        "Patient.contained[0].birthDate",
    ),
    "period that ends first": (
        patient(contact=[{"name": {"text": "x"}, "period": {"start": "2020-02", "end": "2020-01-31"}}]),
        "invariant",
        "Patient.contact[0].period",
    ),
    "period that ends first in UTC": (
        observation(effectivePeriod={"start": "2020-01-01T08:00:00-05:00", "end": "2020-01-01T12:59:59Z"}),
        "invariant",
        "Observation.effective",
    ),
    "reference to a wrong type": (
        condition(encounter={"reference": "Patient/1"}),
        "value",
        "Condition.encounter.reference",
    ),
    "reference to no type": (condition(encounter={"reference": "Visit/1"}), "value", "Condition.encounter.reference"),
    "reference of another type than it says": (
        condition(asserter={"reference": "Patient/1", "type": "Practitioner"}),
        "value",
        "Condition.asserter.type",
    ),
    "reference to nothing contained": (
        patient(managingOrganization={"reference": "#o"}),
        "value",
        "Patient.managingOrganization.reference",
    ),
    "reference with a bad id": (
        condition(encounter={"reference": "Encounter/a_b"}),
        "value",
        "Condition.encounter.reference",
    ),
    "reference that says nothing": (condition(asserter={"type": "Patient"}), "required", "Condition.asserter"),
    "script in the narrative": (
        patient(
            text={"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml"><script>1</script></div>'}
        ),
        "invalid",
        "Patient.text.div",
    ),
    "wrong hash": (
        patient(photo=[{"contentType": "image/png", "data": "aGk=", "hash": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="}]),
        "value",
        "Patient.photo[0].hash",
    ),
    "wrong size": (
        patient(photo=[{"contentType": "image/png", "data": "aGk=", "size": 3}]),
        "value",
        "Patient.photo[0].size",
    ),
    "no base64": (patient(photo=[{"contentType": "image/png", "data": "aGk"}]), "value", "Patient.photo[0].data"),
    "no base64 in a Binary": (
        {"resourceType": "Binary", "contentType": "a/b", "data": "a=b="},
        "value",
        "Binary.data",
    ),
    "data without its type": (patient(photo=[{"data": "aGk="}]), "invariant", "Patient.photo[0]"),
    "contained in contained": (
        patient(contained=[patient(id="a", contained=[patient(id="b")])]),
        "structure",
        "Patient.contained[0].contained",
    ),
    "contained with a label": (
        patient(contained=[patient(id="a", meta={"security": [{"code": "R"}]})]),
        "invariant",
        "Patient.contained[0].meta.security",
    ),
    "contained without an id": (patient(contained=[patient()]), "required", "Patient.contained[0]"),
    "null beside nothing": (patient(name=[{"given": ["A", None]}]), "structure", "Patient.name[0].given[1]"),
    "element with an id alone": (patient(name=[{"id": "1"}]), "invariant", "Patient.name[0]"),
    "integer with a point": (patient(multipleBirthInteger=2.0), "value", "Patient.multipleBirth"),
    "contact point without a system": (patient(telecom=[{"value": "1"}]), "invariant", "Patient.telecom[0]"),
    "contact without a person": (patient(contact=[{"gender": "male"}]), "invariant", "Patient.contact[0]"),
    "value and its absence": (
        observation(valueString="a", dataAbsentReason={"text": "b"}),
        "invariant",
        "Observation",
    ),
    "abated and active": (
        condition(clinicalStatus=status("active"), abatementString="then"),
        "invariant",
        "Condition",
    ),
    "day in a parameter": (
        {"resourceType": "Parameters", "parameter": [{"name": "a", "resource": patient(birthDate="2001-02-29")}]},
        "value",
        "Parameters.parameter[0].resource.birthDate",
    ),
}


def verdict(resource: dict[str, Any], prefix: str = "") -> tuple[type[ChartwardError] | None, list[tuple[str, str]]]:
    try:
        validate(resource, None, prefix)
    except ChartwardError as error:
        return type(error), [(fault.code, fault.expression) for fault in error.faults]
    return None, []


@pytest.mark.parametrize("name", VALID)
def test_valid_is_taken(name: str) -> None:
    """What R4 allows is accepted."""

    assert (None, []) == verdict(VALID[name])


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_is_refused_at_its_place(name: str) -> None:
    """A structure that R4 does not know is malformed; the fault names its kind and its place."""
    resource, code, expression = MALFORMED[name]

    assert (Malformed, [(code, expression)]) == verdict(resource)


@pytest.mark.parametrize("name", INVALID)
def test_invalid_is_refused_at_its_place(name: str) -> None:
    """A content that R4 forbids is invalid; the fault names its kind and its place."""
    resource, code, expression = INVALID[name]

    assert (Invalid, [(code, expression)]) == verdict(resource)


def test_every_fault_is_told_with_the_prefix() -> None:
    """All faults come at once, and stand where the resource stands in the bundle."""
    resource = patient(gender="M", birthDate="x", name=[{"given": [""]}], active=1)
    expected = {"gender", "birthDate", "name[0].given[0]", "active"}

    kind, faults = verdict(resource, "Bundle.entry[3].resource")

    assert Malformed is kind
    assert {f"Bundle.entry[3].resource.{one}" for one in expected} == {expression for _, expression in faults}


@pytest.mark.parametrize("name", [*MALFORMED, *INVALID])
def test_texts_repeat_nothing(name: str) -> None:
    """No text of a fault holds a value that was sent."""
    resource = {**MALFORMED, **INVALID}[name][0]
    values = {part for part in _values(resource) if len(part) > 6 and part not in RESOURCES}
    with pytest.raises(ChartwardError) as caught:
        validate(resource)

    assert [] == [one for one in values for fault in caught.value.faults if one in fault.text]


def _values(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [one for key, value in node.items() if key != "resourceType" for one in _values(value)]
    if isinstance(node, list):
        return [one for value in node for one in _values(value)]
    return [node] if isinstance(node, str) else []


def test_another_type_than_expected_is_malformed() -> None:
    """A body that names another type than the address is refused."""
    with pytest.raises(Malformed, match="Expected a resource of type Patient"):
        validate(observation(), "Patient")


def test_every_type_compiles() -> None:
    """Each of the 146 types has a validator that stands by itself."""
    prepare(sorted(RESOURCES))

    for name in RESOURCES:
        kind, _ = verdict({"resourceType": name, "nonsense": 1})
        assert Malformed is kind


@needs_data
@pytest.mark.parametrize("path", [*EXAMPLES, *US_CORE, *LABELLED], ids=lambda path: path.name)
def test_official_examples_are_taken(path: Path) -> None:
    """HL7's own examples are valid, except those that are listed with their reason."""
    resource = orjson.loads(path.read_bytes())
    expected = {expression for name, expression in TRULY_WRONG if name == path.name}

    assert expected == {expression for _, expression in verdict(resource)[1]}
    for entry in resource.get("entry", ()) if resource["resourceType"] == "Bundle" else ():
        if "resource" in entry:
            assert (None, []) == verdict(entry["resource"])


@needs_data
@pytest.mark.parametrize("path", SYNTHEA, ids=lambda path: path.name[:8])
def test_synthea_is_taken(path: Path) -> None:
    """Every resource of every Synthea bundle is valid, and so are the bundles."""
    bundle = orjson.loads(gzip.decompress(path.read_bytes()))

    assert (None, []) == verdict(bundle)
    assert [] == [faults for one in bundle["entry"] for faults in verdict(one["resource"])[1]]


@needs_data
@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_feeds_are_taken(path: Path) -> None:
    """Converted HL7 v2 messages are valid, except in the three bundles that are known to be wrong."""
    bundle = json.loads(path.read_bytes())
    wrong = [faults for one in bundle["entry"] for faults in verdict(one["resource"])[1]]

    assert (path.name in WRONG_FEEDS) == bool(wrong)
