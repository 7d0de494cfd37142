"""Must the parts of a composite stand in one element? (https://hl7.org/fhir/R4/search.html#composite)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from domain.errors import Malformed

if TYPE_CHECKING:
    from conftest import Index

UCUM = "http://unitsofmeasure.org"


def coded(*codes: str) -> dict[str, Any]:
    """Make a concept."""
    return {"coding": [{"system": "urn:s", "code": code} for code in codes]}


def quantity(value: float, code: str = "mm[Hg]") -> dict[str, Any]:
    """Make a quantity."""
    return {"value": value, "unit": "u", "system": UCUM, "code": code}


RECORDS: list[dict[str, Any]] = [
    {"resourceType": "Observation", "id": "bp", "code": coded("85354-9"), "component": [
        {"code": coded("8480-6", "271649006"), "valueQuantity": quantity(150)},
        {"code": coded("8462-4"), "valueQuantity": quantity(70)},
        {"code": coded("posture"), "valueCodeableConcept": coded("sitting", "upright")},
        {"code": coded("arm"), "valueCodeableConcept": coded("left")}]},
    {"resourceType": "Observation", "id": "root", "code": coded("8480-6"), "valueQuantity": quantity(150)},
    {"resourceType": "Observation", "id": "said", "code": coded("posture"), "valueCodeableConcept": coded("sitting")},
    {"resourceType": "Observation", "id": "dated", "code": coded("lmp"), "valueDateTime": "2020-03"},
    {"resourceType": "Observation", "id": "worded", "code": coded("colour"), "valueString": "Dark Blue"},
    {"resourceType": "DocumentReference", "id": "d", "relatesTo": [
        {"code": "replaces", "target": {"reference": "DocumentReference/old"}},
        {"code": "signs", "target": {"reference": "DocumentReference/other"}}]},
    {"resourceType": "Group", "id": "g", "characteristic": [
        {"code": coded("gender"), "valueCodeableConcept": coded("mixed")},
        {"code": coded("owner"), "valueBoolean": True}]},
    {"resourceType": "Questionnaire", "id": "q", "useContext": [
        {"code": {"system": "urn:s", "code": "age"}, "valueRange": {"low": quantity(10, "a"), "high": quantity(20, "a")}},
        {"code": {"system": "urn:s", "code": "focus"}, "valueCodeableConcept": coded("asthma")},
        {"code": {"system": "urn:s", "code": "dose"}, "valueQuantity": quantity(5, "mg")}]},
    {"resourceType": "MolecularSequence", "id": "m", "coordinateSystem": 0,
     "referenceSeq": {"chromosome": coded("7"), "referenceSeqId": coded("NC1"), "windowStart": 100, "windowEnd": 200},
     "variant": [{"start": 120, "end": 130}, {"start": 150, "end": 180}]},
]  # fmt: skip

CASES = [
    ("Observation", "component-code-value-quantity", "8480-6$gt140", ["bp"]),
    ("Observation", "component-code-value-quantity", "urn:s|8480-6$gt140", ["bp"]),
    ("Observation", "component-code-value-quantity", "271649006$150", ["bp"]),
    ("Observation", "component-code-value-quantity", "urn:s|$150", ["bp"]),
    ("Observation", "component-code-value-quantity", "urn:t|8480-6$gt140", []),
    ("Observation", "component-code-value-quantity", "8480-6$lt100", []),
    ("Observation", "component-code-value-quantity", "8462-4$gt140", []),
    ("Observation", "component-code-value-quantity", "8462-4$gt140,8462-4$lt100", ["bp"]),
    ("Observation", "component-code-value-quantity", f"8480-6$150|{UCUM}|mm[Hg]", ["bp"]),
    ("Observation", "component-code-value-quantity", f"8480-6$150|{UCUM}|kPa", []),
    ("Observation", "component-code-value-quantity", "8480-6$150||u", ["bp"]),
    ("Observation", "combo-code-value-quantity", "8480-6$gt140", ["bp", "root"]),
    ("Observation", "code-value-quantity", "8480-6$gt140", ["root"]),
    ("Observation", "code-value-quantity", "85354-9$gt140", []),
    ("Observation", "component-code-value-concept", "posture$urn:s|upright", ["bp"]),
    ("Observation", "component-code-value-concept", "posture$left", []),
    ("Observation", "combo-code-value-concept", "posture$sitting", ["bp", "said"]),
    ("Observation", "code-value-concept", "posture$sitting", ["said"]),
    ("Observation", "code-value-date", "lmp$2020", ["dated"]),
    ("Observation", "code-value-date", "lmp$gt2021", []),
    ("Observation", "code-value-string", "colour$dark", ["worded"]),
    ("Observation", "code-value-string", "colour$blue", []),
    ("DocumentReference", "relationship", "DocumentReference/old$replaces", ["d"]),
    ("DocumentReference", "relationship", "old$replaces", ["d"]),
    ("DocumentReference", "relationship", "DocumentReference/old$signs", []),
    ("Group", "characteristic-value", "gender$mixed", ["g"]),
    ("Group", "characteristic-value", "owner$true", ["g"]),
    ("Group", "characteristic-value", "gender$true", []),
    ("Group", "characteristic-value", "gender$mixed,owner$Eve", ["g"]),
    ("Questionnaire", "context-type-value", "focus$urn:s|asthma", ["q"]),
    ("Questionnaire", "context-type-value", "age$asthma", []),
    ("Questionnaire", "context-type-quantity", f"age$gt15|{UCUM}|a", ["q"]),
    ("Questionnaire", "context-type-quantity", "age$gt25", []),
    ("Questionnaire", "context-type-quantity", "dose$5", ["q"]),
    ("Questionnaire", "context-type-quantity", "dose$gt15", []),
    ("MolecularSequence", "chromosome-variant-coordinate", "7$gt110$lt140", ["m"]),
    ("MolecularSequence", "chromosome-variant-coordinate", "7$gt140$lt140", []),
    ("MolecularSequence", "chromosome-variant-coordinate", "8$gt110$lt140", []),
    ("MolecularSequence", "referenceseqid-variant-coordinate", "NC1$150$180", ["m"]),
    ("MolecularSequence", "chromosome-window-coordinate", "7$100$200", ["m"]),
    ("MolecularSequence", "referenceseqid-window-coordinate", "NC1$le100$ge200", ["m"]),
    ("Observation", "component-code-value-quantity:missing", "false", ["bp"]),
    ("Observation", "combo-code-value-quantity:missing", "true", ["dated", "said", "worded"]),
]  # fmt: skip


async def test_parts_of_one_element(index: Index) -> None:
    """Every composite of the table of R4, at the root and below."""
    await index.keep(*RECORDS)

    expected = [(type_, code, value, ids) for type_, code, value, ids in CASES]
    actual = [(type_, code, value, sorted(await index.find(type_, (code, value)))) for type_, code, value, _ in CASES]

    assert expected == actual


async def test_rows_come_and_go_with_their_record(index: Index) -> None:
    """One row for each coding of each component that has both parts, shared by the composites that look at the same."""
    await index.keep(RECORDS[0])
    assert 3 + 2 == (await index.count())["index_part"]

    await index.keep(*RECORDS[1:])

    for record in RECORDS:
        await index.forget(record)
    assert {0} == set((await index.count()).values())


@pytest.mark.parametrize("value", ["8480-6", "8480-6$", "$150", "8480-6$150$1", "8480-6$x"])
async def test_what_is_no_composite_is_refused(index: Index, value: str) -> None:
    """As many values as components, each of its kind."""
    with pytest.raises(Malformed):
        await index.find("Observation", ("component-code-value-quantity", value))
