"""Do chains lead where the specification says, and nowhere through what may not be seen? (search.html#chaining, #has)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from domain.search.membership import within
from domain.search.query import parse
from persistence.arguments import Arguments
from persistence.query_sql import conditions

if TYPE_CHECKING:
    import asyncpg
    from conftest import Index

Json = dict[str, Any]


def to(reference: str) -> Json:
    """Make a Reference."""
    return {"reference": reference}


def coded(code: str) -> Json:
    """Make a concept."""
    return {"coding": [{"system": "urn:s", "code": code}]}


RECORDS: tuple[Json, ...] = (
    {"resourceType": "Organization", "id": "top", "name": "Upper Trust"},
    {"resourceType": "Organization", "id": "house", "name": "Lower House", "partOf": to("Organization/top")},
    {"resourceType": "Organization", "id": "other", "name": "Elsewhere"},
    {"resourceType": "Location", "id": "campus", "status": "active"},
    {"resourceType": "Location", "id": "wing", "status": "active", "partOf": to("Location/campus")},
    {"resourceType": "Location", "id": "room", "status": "suspended", "partOf": to("Location/wing/_history/2")},
    {"resourceType": "Practitioner", "id": "doc", "name": [{"family": "Doctor"}]},
    {"resourceType": "Patient", "id": "a", "gender": "female", "name": [{"family": "Aster"}],
     "managingOrganization": to("Organization/house"), "generalPractitioner": [to("Practitioner/doc")]},
    {"resourceType": "Patient", "id": "b", "gender": "male", "name": [{"family": "Birch"}],
     "managingOrganization": to("Organization/other")},
    {"resourceType": "Group", "id": "g", "type": "person", "actual": True, "code": coded("cohort"), "name": "Aster",
     "member": [{"entity": to("Patient/b")}]},
    {"resourceType": "Encounter", "id": "e1", "status": "finished", "class": {"code": "IMP"}, "subject": to("Patient/a"),
     "location": [{"location": to("Location/room")}], "serviceProvider": to("Organization/house")},
    {"resourceType": "Encounter", "id": "e2", "status": "planned", "class": {"code": "AMB"}, "subject": to("Patient/b"),
     "location": [{"location": to("Location/campus")}], "partOf": to("Encounter/e1")},
    {"resourceType": "Observation", "id": "o1", "status": "final", "code": coded("x"), "subject": to("Patient/a"),
     "encounter": to("Encounter/e1"), "performer": [to("Practitioner/doc")], "effectiveDateTime": "2020-01-01"},
    {"resourceType": "Observation", "id": "o2", "status": "amended", "code": coded("y"), "subject": to("Patient/b"),
     "encounter": to("Encounter/e2"), "performer": [to("Organization/other")]},
    {"resourceType": "Observation", "id": "o3", "status": "final", "code": coded("y"), "subject": to("Group/g")},
    {"resourceType": "Observation", "id": "o4", "status": "final", "code": coded("x"),
     "subject": to("Patient/a/_history/1"), "hasMember": [to("Observation/o1")]},
    {"resourceType": "Observation", "id": "o5", "status": "final", "code": coded("y"),
     "subject": to("http://elsewhere.example/fhir/Patient/a")},
    {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "code": coded("panel"), "subject": to("Patient/a"),
     "result": [to("Observation/o1"), to("Observation/o2")]},
    {"resourceType": "Questionnaire", "id": "q", "status": "active", "url": "http://q.example/phq", "version": "1.2.3",
     "name": "PHQ"},
    {"resourceType": "QuestionnaireResponse", "id": "qr", "status": "completed", "subject": to("Patient/a"),
     "questionnaire": "http://q.example/phq|1.2.3"},
    {"resourceType": "QuestionnaireResponse", "id": "qs", "status": "completed",
     "questionnaire": "http://q.example/phq|1.3"},
    {"resourceType": "List", "id": "l", "status": "current", "mode": "working", "entry": [
        {"item": to("Patient/a")}, {"item": to("Observation/o2/_history/1")}, {"item": to("Observation/o3"), "deleted": True},
        {"item": {"display": "nothing"}}]},
)  # fmt: skip

CASES: tuple[tuple[str, str, str, str], ...] = (
    # One hop: typed, untyped, through the patient of a record and through rows of the index.
    ("Observation", "patient.family", "aster", "o1 o4"),
    ("Observation", "subject:Patient.family", "aster", "o1 o4"),
    ("Observation", "subject.code", "cohort", "o3"),
    ("Observation", "subject:Group.code", "urn:s|cohort", "o3"),
    ("Observation", "subject.gender", "female,male", "o1 o2 o4"),
    ("Observation", "performer.family", "doc", "o1"),
    ("Observation", "performer:Practitioner.family", "doc", "o1"),
    ("Observation", "performer:Organization.name:exact", "Elsewhere", "o2"),
    ("Observation", "performer.name", "else,doc", "o1 o2"),
    ("Observation", "encounter.status:not", "planned", "o1"),
    ("Observation", "encounter._id", "e1", "o1"),
    ("Observation", "patient.family:missing", "false", "o1 o2 o4"),
    ("Observation", "patient.general-practitioner:missing", "true", "o2"),
    # Several hops.
    ("Observation", "patient.organization.name", "lower", "o1 o4"),
    ("Observation", "patient.organization.partof.name", "upper", "o1 o4"),
    ("Observation", "encounter.part-of.patient.family", "aster", "o2"),
    ("Observation", "encounter.location.partof.partof", "Location/campus", "o1"),
    ("DiagnosticReport", "result.performer.family", "doctor", "r"),
    ("DiagnosticReport", "result.patient.gender", "male", "r"),
    ("Observation", "has-member.patient.gender", "female", "o4"),
    # Back.
    ("Patient", "_has:Observation:patient:code", "x", "a"),
    ("Patient", "_has:Observation:subject:code", "y", "b"),
    ("Group", "_has:Observation:subject:code", "y", "g"),
    ("Practitioner", "_has:Observation:performer:status", "final", "doc"),
    ("Encounter", "_has:Observation:encounter:patient", "Patient/b", "e2"),
    ("Observation", "_has:DiagnosticReport:result:code", "panel", "o1 o2"),
    ("Patient", "_has:Group:member:_id", "g", "b"),
    ("Patient", "_has:Observation:patient:code:not", "x", "b"),
    # There and back, both ways round, and nested.
    ("Patient", "_has:Observation:patient:performer.name", "else", "b"),
    ("Patient", "_has:Observation:patient:encounter.location.status", "suspended", "a"),
    ("Observation", "patient._has:Group:member:code", "cohort", "o2"),
    ("Organization", "_has:Patient:organization:_has:Observation:patient:code", "x", "house"),
    ("Organization", "_has:Organization:partof:_has:Patient:organization:family", "aster", "top"),
    ("Patient", "_has:Observation:patient:_has:DiagnosticReport:result:status", "final", "a b"),
    # Canonical references are chained by the address, and by the version if they name one.
    ("QuestionnaireResponse", "questionnaire.name", "phq", "qr"),
    ("Questionnaire", "_has:QuestionnaireResponse:questionnaire:status", "completed", "q"),
    ("Questionnaire", "_has:QuestionnaireResponse:questionnaire:_id", "qs", ""),
    ("Questionnaire", "_id", "q", "q"),
    # Hierarchies of records, and of versions.
    ("Encounter", "location:below", "Location/campus", "e1 e2"),
    ("Encounter", "location:below", "wing", "e1"),
    ("Encounter", "location:above", "Location/room", "e1 e2"),
    ("Location", "partof:below", "campus", "room wing"),
    ("Patient", "organization:below", "top", "a"),
    ("QuestionnaireResponse", "questionnaire:below", "http://q.example/phq|1", "qr qs"),
    ("QuestionnaireResponse", "questionnaire:below", "http://q.example/phq|1.2", "qr"),
    ("QuestionnaireResponse", "questionnaire:below", "http://q.example/phq", "qr qs"),
    ("QuestionnaireResponse", "questionnaire:above", "http://q.example/phq|1.3.7", "qs"),
    ("QuestionnaireResponse", "questionnaire", "http://q.example/phq|1.3", "qs"),
    # Lists.
    ("Patient", "_list", "l", "a"),
    ("Observation", "_list", "List/l", "o2"),
    ("Observation", "_list", "nothing", ""),
    ("Observation", "patient._list", "l", "o1 o4"),
    # Expressions: no precedence, brackets, negation of what has no value.
    ("Observation", "_filter", "code eq x or code eq y and status eq amended", "o2"),
    ("Observation", "_filter", "code eq x or (code eq y and status eq amended)", "o1 o2 o4"),
    ("Observation", "_filter", "not(patient.gender eq female)", "o2 o3 o5"),
    ("Observation", "_filter", "not (patient pr true)", "o3"),
    ("Observation", "_filter", 'date pr false and patient[gender eq male].family sw "bir"', "o2"),
    ("Observation", "_filter", "code ne x", "o2 o3 o5"),
    ("Patient", "_filter", 'family ew "ter"', "a"),
    ("Patient", "_filter", 'family ne "aster"', "b"),
    ("Patient", "_filter", 'family eq "aste"', ""),
    ("Patient", "_filter", '(organization re Organization/house or gender eq male) and not (family co "irc")', "a"),
    ("Questionnaire", "_filter", "url sw http://q.example and url ss http://q.example/phq", "q"),
    ("Encounter", "_filter", "location re Location/room", "e1"),
)  # fmt: skip


@pytest.mark.parametrize("hidden", ["", "Patient", "Observation", "Organization", "Location"])
async def test_chains(index: Index, pool: asyncpg.Pool, hidden: str) -> None:
    """Every case finds what it should, whether gathered, walked or looked up; through hidden records it finds less."""
    await index.keep(*RECORDS)
    for type_, name, value, expected in CASES:
        found = await index.find(type_, (name, value))
        if not hidden:
            assert expected.split() == sorted(found), (type_, name, value)
        ways = []
        for checked in (False, True):
            query = parse(type_, [(name, value)])
            args = Arguments(type_)
            where = conditions(
                replace(query, checked=query.filters) if checked else query,
                args,
                visible=lambda alias, _: f"{alias}.type <> '{hidden}'",
            )
            rows = await pool.fetch(
                f"SELECT r.id FROM record r WHERE r.type = $1 AND {' AND '.join(where)} ORDER BY r.id", *args.values
            )
            ways.append([row["id"] for row in rows])

        assert ways[0] == ways[1], (type_, name, value, hidden)
        if "not" not in value and ":not" not in name:
            assert set(ways[0]) <= set(found), (type_, name, value)
        crosses = {
            "Patient": name.startswith(("patient.", "subject:Patient.", "subject.gender")),
            "Observation": name.startswith("_has:Observation"),
            "Organization": "organization." in name,
            "Location": "location." in name,
        }
        if hidden and crosses[hidden]:
            assert [] == ways[0], (type_, name, value, hidden)


COMPARTMENTS: tuple[tuple[str, str, str, str], ...] = (
    ("Patient", "a", "Observation", "o1 o4"),
    ("Patient", "a", "Patient", "a"),
    ("Patient", "b", "", "Encounter/e2 Group/g Observation/o2 Patient/b"),
    (
        "Patient",
        "a",
        "",
        "DiagnosticReport/r Encounter/e1 Observation/o1 Observation/o4 Patient/a QuestionnaireResponse/qr",
    ),
    ("Practitioner", "doc", "Observation", "o1"),
    ("Practitioner", "doc", "", "Observation/o1 Patient/a Practitioner/doc"),
    ("Encounter", "e1", "", "Encounter/e1 Observation/o1"),
    ("Encounter", "e2", "Observation", "o2"),
    ("RelatedPerson", "nobody", "", ""),
    ("Device", "nobody", "Observation", ""),
)


async def test_compartments(index: Index, pool: asyncpg.Pool) -> None:
    """A compartment holds its owner and what refers to it by its parameters, of one type or of all."""
    await index.keep(*RECORDS)
    for owner, id_, type_, expected in COMPARTMENTS:
        query = parse((type_,) if type_ else (), [("_count", "100")])
        query = replace(query, filters=(within(owner, id_, query.types),))
        args = Arguments()
        (where,) = conditions(query, args, visible=lambda *_: "true")
        of = f"r.type = {args.add(type_)}::text" if type_ else "true"
        rows = await pool.fetch(f"SELECT r.type, r.id FROM record r WHERE {of} AND {where}", *args.values)
        found = sorted(row["id"] if type_ else f"{row['type']}/{row['id']}" for row in rows)

        assert expected.split() == found, (owner, id_, type_)
