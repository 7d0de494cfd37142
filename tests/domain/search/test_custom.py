"""Is a SearchParameter compiled to what it says, and refused where that cannot be?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from domain.errors import Invalid
from domain.fhir.resources import RESOURCES
from domain.search.custom import rows_of
from domain.search.extraction import extract, extractor
from domain.search.hashing import token_hash
from domain.search.parameters import FIRST_CUSTOM, adopt, defined, parameters_of, read_row
from domain.search.readers import presence

if TYPE_CHECKING:
    from collections.abc import Iterator

URL = "http://x.example/SearchParameter/"
R4 = "http://hl7.org/fhir/SearchParameter/"


def definition(code: str, kind: str, expression: str, *bases: str, **more: Any) -> dict[str, Any]:
    """Make a SearchParameter."""
    return {
        "resourceType": "SearchParameter", "url": URL + code, "status": "active", "code": code,
        "base": list(bases) or ["Patient"], "type": kind, "expression": expression, **more,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    """Have no custom parameters before and after."""
    adopt([])
    yield
    adopt([])


def use(*definitions: dict[str, Any]) -> None:
    """Adopt what is defined."""
    numbers = iter(range(FIRST_CUSTOM + 1, FIRST_CUSTOM + 1_000))
    for one in definitions:
        known = [own for type_ in RESOURCES for own in defined(type_) if own.number >= FIRST_CUSTOM]
        adopt([*known, *(read_row(f"{next(numbers) + len(known)}\t{row.text}") for row in rows_of(one))])


COMPILED = [
    (definition("a", "token", "Patient.telecom.where(system='phone').use"),
     "telecom[system=phone]>use:code(http://hl7.org/fhir/contact-point-use)"),
    (definition("a", "string", "Patient.extension('urn:x')"),
     "extension[url=urn:x]>valueString:string extension[url=urn:x]>valueCodeableConcept:CodeableConcept"),
    (definition("a", "string", "Patient.contact.name"),
     " ".join(f"contact>name>{part}:string" for part in ("family", "given", "prefix", "suffix", "text"))),
    (definition("a", "token", "Patient.communication.where(preferred=true).language"),
     "communication[preferred=true]>language:CodeableConcept"),
    (definition("a", "date", "(Patient.deceased as DateTime) | Patient.birthDate"), "deceasedDateTime:dateTime birthDate:date"),
    (definition("a", "reference", "Patient.link.other.where(resolve() is Patient)", target=["Patient", "Resource"]),
     "link>other:Reference(Patient)"),
    (definition("a", "token", "Patient.maritalStatus.coding.code"), "maritalStatus>coding:Coding"),
    (definition("a", "composite", "Patient", component=[
        {"definition": R4 + "individual-gender", "expression": "gender"},
        {"definition": R4 + "individual-birthdate", "expression": "birthDate"}]), "gender+birthdate"),
    (definition("a", "composite", "Patient.contact", component=[
        {"definition": R4 + "individual-gender|4.0.1", "expression": "gender"},
        {"definition": R4 + "individual-birthdate", "expression": "%resource.birthDate"}]),
     "contact;gender=gender:code(http://hl7.org/fhir/administrative-gender);birthdate=/birthDate:date"),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "expected"), COMPILED)
def test_what_is_compiled(resource: dict[str, Any], expected: str) -> None:
    """To the elements, as a row of the table has them."""
    (row,) = rows_of(resource)

    assert ("Patient", "a", expected) == (row.base, row.code, row.text.split("\t")[5])


REFUSED = [
    definition("gender", "token", "Patient.gender"),
    definition("a.b", "token", "Patient.gender"),
    definition("_own", "token", "Patient.gender"),
    definition("a", "special", "Patient.gender"),
    definition("a", "token", ""),
    definition("a", "token", "Patient.gender" + " " * 5_000),
    definition("a", "token", "Patient.nothing"),
    definition("a", "token", "Observation.status"),
    definition("a", "token", "Patient.telecom.where(system='a]b').use"),
    definition("a", "token", "Patient.telecom.where(system='a,b').use"),
    definition("a", "token", "Patient.telecom.where(system='a\x00b').use"),
    definition("a", "token", "Patient.extension('a b').value"),
    definition("a", "token", "Patient.extension('a'"),
    definition("a", "token", "Patient.gender", "Nothing"),
    definition("a", "reference", "Patient.link.other", target=["Pat\tient"]),
    definition("a", "composite", "Patient"),
    definition("a", "composite", "Patient", component=[{"definition": URL + "x", "expression": "gender"}] * 2),
    definition("a", "composite", "Patient", component=[{"definition": R4 + "individual-gender", "expression": "birthDate"}] * 2),
    {**definition("a", "token", "Patient.gender"), "url": "urn:\x00"},
]  # fmt: skip


@pytest.mark.parametrize("resource", REFUSED)
def test_what_is_refused(resource: dict[str, Any]) -> None:
    """With the element that is wrong, and no text of the definition's own that could break a line."""
    with pytest.raises(Invalid) as refused:
        rows_of(resource)
    (fault,) = refused.value.faults

    assert fault.expression.startswith("SearchParameter.")
    assert fault.text.isprintable()


def test_what_adds_nothing() -> None:
    """Drafts, and what R4 says already."""
    assert [] == rows_of({**definition("a", "token", "%%"), "status": "draft"})
    assert [] == rows_of({**definition("gender", "token", "Patient.gender"), "url": R4 + "individual-gender"})


def test_bases_that_stand_for_all_types() -> None:
    """Every type; every type with a narrative."""
    every = rows_of(definition("a", "uri", "Resource.implicitRules", "Resource"))
    narrated = rows_of(definition("a", "token", "DomainResource.language", "DomainResource"))

    assert set(RESOURCES) == {row.base for row in every}
    assert {"Binary", "Bundle", "Parameters"} == set(RESOURCES) - {row.base for row in narrated}


def test_hashes_and_rows_bear_the_number() -> None:
    """So that another definition under the same code never meets what the first one left."""
    use(definition("line", "token", "Patient.telecom.use"), definition("nick", "string", "Patient.name.given"))
    line, nick = parameters_of("Patient")["line"], parameters_of("Patient")["nick"]
    resource = {"resourceType": "Patient", "id": "p", "telecom": [{"use": "home"}], "name": [{"given": ["Ada"]}]}
    out = extract(resource)

    assert token_hash("Patient", line.hashed, None, "home") in out.keys
    assert token_hash("Patient", "line", None, "home") not in out.keys
    assert presence("Patient", nick.hashed) in out.keys
    assert {nick.number, parameters_of("Patient")["given"].number} == {row[0] for row in out.strings}

    alone = extractor("Patient", {nick.number})(resource)
    assert [(nick.number, "ada", "Ada")] == alone.strings
    assert presence("Patient", nick.hashed) in alone.keys
    assert presence("Patient", line.hashed) not in alone.keys


def test_references_are_those_of_the_type_that_is_told() -> None:
    """Others have no row, and are missing."""
    use(definition("kin", "reference", "Patient.link.other.where(resolve() is Patient)"))
    kin = parameters_of("Patient")["kin"]
    other = extract({"resourceType": "Patient", "id": "p", "link": [{"other": {"reference": "RelatedPerson/r"}}]})
    own = extract({"resourceType": "Patient", "id": "p", "link": [{"other": {"reference": "Patient/q"}}]})

    assert ("Patient",) == kin.targets
    assert [] == [row for row in other.references if row[0] == kin.number]
    assert presence("Patient", kin.hashed) not in other.keys
    assert [(kin.number, "Patient/q")] == [row for row in own.references if row[0] == kin.number]


def test_a_composite_goes_with_its_components() -> None:
    """It is no parameter without them."""
    parts = [
        {"definition": URL + "line", "expression": "use"},
        {"definition": R4 + "individual-telecom", "expression": "$this"},
    ]
    line, both = (
        definition("line", "token", "Patient.telecom.use"),
        definition("both", "composite", "Patient.telecom", component=parts),
    )
    use(line, both)
    assert ["line", "telecom"] == [one.code for one in parameters_of("Patient")["both"].components]
    resource = {
        "resourceType": "Patient",
        "id": "p",
        "telecom": [{"use": "home", "value": 5}, {"use": "work", "value": "2"}],
    }
    assert 1 == len(extract(resource).parts)

    adopt([one for one in defined("Patient") if one.code == "both"])
    assert "both" not in parameters_of("Patient")
