"""Patient/$match: https://hl7.org/fhir/R4/patient-operation-match.html."""

from __future__ import annotations

import re
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api import bodies
from api.dependencies import Service, body_of, request_id
from api.operations import answers, inputs
from api.validation import validate
from domain.caller import Caller
from domain.errors import Fault, Invalid, Malformed
from domain.ports import Choice
from domain.search import likeness
from domain.search.query import Query, parse

MOST = 100
_EXTENSION = "http://hl7.org/fhir/StructureDefinition/match-grade"
_IDENTIFIERS = 20


async def match(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with the patients that may be the one described, the most alike first."""
    patient, certain, count = await _asked(request)
    wanted = likeness.traits(patient)
    if not wanted.enough:
        text = "A match needs an identifier with its system, or a family name, a birth date and a given name or sex."
        raise Invalid(Fault("business-rule", text, "Parameters.parameter.where(name='resource')"))

    def ranked(grades: Any) -> list[int]:
        order = sorted(range(len(grades)), key=lambda n: (-grades[n][0].score, grades[n][1]))
        kept = [n for n in order if grades[n][0].code != likeness.NOT]
        sure = [n for n in kept if grades[n][0].code == likeness.CERTAIN]
        if certain:
            return sure if len(sure) == 1 else []
        return kept[:count]

    choice = Choice(lambda one: (_graded(wanted, one.body), one.reference), ranked)
    found = await service.door.pick(caller, _queries(wanted), choice, "match", "", request_id(request))
    return answers.searchset(request, service.base, [(one, _beside(_graded(wanted, one.body))) for one in found])


def _graded(wanted: likeness.Traits, body: bytes | None) -> likeness.Grade:
    return likeness.grade(wanted, likeness.traits(orjson.loads(body or b"{}")))


def _beside(grade: likeness.Grade) -> dict[str, Any]:
    return {
        "extension": [{"url": _EXTENSION, "valueCode": grade.code}],
        "mode": "match",
        "score": grade.score,
    }


def _queries(wanted: likeness.Traits) -> list[Query]:
    """Ask for whoever shares an identifier, or family name and birth date."""
    found = [
        parse("Patient", [("identifier", f"{_escaped(system)}|{_escaped(value)}")])
        for system, value in sorted(wanted.identifiers)[:_IDENTIFIERS]
    ]
    families = sorted(wanted.families)[:_IDENTIFIERS] if wanted.born else []
    found += [parse("Patient", [("family", _escaped(family)), ("birthdate", wanted.born)]) for family in families]
    return found


def _escaped(text: str) -> str:
    return re.sub(r"([\\,$|])", r"\\\1", text)


async def _asked(request: Request) -> tuple[dict[str, Any], bool, int]:
    """Read the patient, and what is asked of the answer; a bare Patient is taken too."""
    resource = bodies.read(await body_of(request))
    if resource.get("resourceType") == "Patient":
        return _sound(resource), False, MOST
    if resource.get("resourceType") != "Parameters":
        raise Malformed(Fault("invalid", "The operation takes a Parameters resource.", "resourceType"))
    inputs.unknown(resource, ("resource", "onlyCertainMatches", "count"))
    sent = [one.get("resource") for one in inputs.named(resource, "resource")]
    if len(sent) != 1 or not isinstance(sent[0], dict) or sent[0].get("resourceType") != "Patient":
        where = "Parameters.parameter.where(name='resource')"
        raise Malformed(Fault("required", "The operation takes one parameter resource, a Patient.", where))
    said = inputs.words(resource, ("onlyCertainMatches", "count"))
    certain = inputs.truth("onlyCertainMatches", said.get("onlyCertainMatches", "false"))
    return _sound(sent[0]), certain, inputs.number("count", said.get("count", str(MOST)), MOST)


def _sound(patient: dict[str, Any]) -> dict[str, Any]:
    """Refuse what is no Patient in form; parts may be missing."""
    validate(patient, "Patient")
    return patient
