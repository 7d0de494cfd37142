"""Does another implementation of FHIR, fhir.resources R4B, agree with what is accepted here?

It is the more lenient of the two: what it accepts and this service refuses is listed with its reason.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from api.validation import validate
from domain.errors import ChartwardError

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "ann",
    "meta": {"profile": ["http://example.org/profile"], "lastUpdated": "2024-01-01T00:00:00.000Z"},
    "extension": [{"url": "http://example.org/a", "extension": [{"url": "b", "valueCoding": {"code": "c"}}]}],
    "identifier": [{"use": "official", "system": "http://example.org/mrn", "value": "1", "period": {"start": "2020"}}],
    "active": True,
    "name": [{"use": "official", "family": "Arbor", "given": ["Ann", "B."]}],
    "telecom": [{"system": "phone", "value": "1", "rank": 1}],
    "gender": "female",
    "birthDate": "1980-02-29",
    "multipleBirthInteger": 2,
    "address": [{"line": ["1 Elm Street"], "country": "US"}],
    "contact": [{"name": {"text": "Bob"}, "period": {"start": "2020-01-01", "end": "2020-02"}}],
    "link": [{"other": {"reference": "Patient/b"}, "type": "seealso"}],
}
OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "2339-0"}]},
    "subject": {"reference": "Patient/ann"},
    "effectiveDateTime": "2020-05-24T01:21:39-04:00",
    "issued": "2020-05-24T01:21:39.196-04:00",
    "valueQuantity": {"value": 94.1, "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL"},
    "referenceRange": [{"low": {"value": 70}, "high": {"value": 100}}],
}
DOCUMENT: dict[str, Any] = {
    "resourceType": "DocumentReference",
    "status": "current",
    "type": {"text": "Discharge summary"},
    "date": "2020-05-24T01:21:39.196-04:00",
    "author": [{"reference": "Practitioner/p"}],
    "content": [{"attachment": {"contentType": "text/plain", "data": "aGk=", "size": 2}}],
    "context": {"encounter": [{"reference": "Encounter/e"}], "period": {"start": "2020-05-24"}},
}
INSTEAD: tuple[Any, ...] = (1, -1.5, "x", "x y", "2020-02-30", True, [], ["x"], {}, {"x": 1}, None)

# What the other accepts and we refuse, and by which rule of R4 it has to be refused.
LENIENT: dict[str, tuple[dict[str, Any], str]] = {
    "code": ({**PATIENT, "gender": "M"}, "required binding"),
    "empty list": ({**PATIENT, "name": []}, "json.html: a list is never empty"),
    "empty object": ({**PATIENT, "name": [{}]}, "json.html: an object is never empty, ele-1"),
    "blank string": ({**PATIENT, "name": [{"family": " "}]}, "datatypes.html#string"),
    "boolean in quotes": ({**PATIENT, "active": "true"}, "json.html#primitive"),
    "number in quotes": ({**OBSERVATION, "valueQuantity": {"value": "7"}}, "json.html#primitive"),
    "long id": ({**PATIENT, "id": "a" * 65}, "datatypes.html#id"),
    "uri with a blank": ({**PATIENT, "implicitRules": "http://a b"}, "datatypes.html#uri"),
    "extension with nothing": ({**PATIENT, "extension": [{"url": "a"}]}, "ext-1"),
    "period that ends first": (
        {**PATIENT, "contact": [{**PATIENT["contact"][0], "period": {"start": "2020", "end": "2019"}}]},
        "per-1",
    ),
    "wrong target": ({**OBSERVATION, "subject": {"reference": "Organization/o"}}, "target types of the element"),
    "nothing contained": ({**OBSERVATION, "subject": {"reference": "#o"}}, "ref-1"),
    "no system": ({**PATIENT, "telecom": [{"value": "1"}]}, "cpt-2"),
    "contact without a person": ({**PATIENT, "contact": [{"gender": "male"}]}, "pat-1"),
    "script": (
        {
            **PATIENT,
            "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml"><script/>x</div>'},
        },
        "txt-1",
    ),
    "wrong size": (
        {**DOCUMENT, "content": [{"attachment": {"contentType": "text/plain", "data": "aGk=", "size": 3}}]},
        "DR-040",
    ),
}


def ours(resource: dict[str, Any]) -> bool:
    try:
        validate(resource)
    except ChartwardError:
        return False
    return True


def theirs(resource: dict[str, Any]) -> bool:
    name = resource["resourceType"]
    model = getattr(import_module(f"fhir.resources.R4B.{name.lower()}"), name)
    try:
        model.model_validate_json(json.dumps(resource))
    except (ValueError, KeyError):
        return False
    return True


def places(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from places(value, (*path, key))


def variants(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Leave out each part of a resource, and put each of a few wrong things in its place."""
    for path in places(resource):
        if path == ("resourceType",):
            continue
        for new in (KeyError, *INSTEAD):
            made = copy.deepcopy(resource)
            node: Any = made
            for key in path[:-1]:
                node = node[key]
            if new is KeyError:
                del node[path[-1]]
            else:
                node[path[-1]] = new
            yield made


@pytest.mark.parametrize("resource", [PATIENT, OBSERVATION, DOCUMENT], ids=lambda one: str(one["resourceType"]))
def test_nothing_is_accepted_here_alone(resource: dict[str, Any]) -> None:
    """Of all variants of a resource, those accepted here are accepted there as well."""

    assert ours(resource)
    assert theirs(resource)
    assert [] == [one for one in variants(resource) if ours(one) and not theirs(one)]


@pytest.mark.parametrize("name", LENIENT)
def test_what_is_accepted_there_alone(name: str) -> None:
    """Each listed resource breaks the rule of R4 that is named beside it: they accept it, we do not."""
    resource, _rule = LENIENT[name]

    assert (False, True) == (ours(resource), theirs(resource))
