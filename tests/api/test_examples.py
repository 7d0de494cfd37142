"""Official examples go in, come back equal, and are found by every parameter that they have a value for.

What is asked for is read from the table of parameters: for each element that one looks at, the values are taken out of the
example and written as https://hl7.org/fhir/R4/search.html says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest

from api.xml.reading import from_xml
from api.xml.writing import to_xml
from domain.search.parameters import Leaf, SearchParameter, parameters_of
from tests.api.conftest import Asker, Live
from tests.official import resources, texts

REFUSED: dict[str, str] = {
    "r4-spec-examples/media-example-dicom.json": "a picture fetched from another server tells it who reads the record",
    "r4-spec-examples/medicationrequest0301.json": "dispenseRequest.performer may refer to an Organization only",
    "r4-spec-examples/observation-example-clinical-gender.json": "Observation.performer refers to a Location",
}
"""Examples that are no valid R4 or break a rule of this service, each with the reason."""

BATCH = 40


def steps(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """Give the values at the end of the steps of a leaf."""
    if isinstance(value, list):
        for one in value:
            yield from steps(one, path)
    elif not path:
        yield value
    elif isinstance(value, dict):
        name, _, condition = path[0].partition("[")
        found = value.get(name)
        if condition == "0]":
            found = found[0] if isinstance(found, list) and found else found
        elif condition:
            key, _, wanted = condition[:-1].partition("=")
            every = found if isinstance(found, list) else [found]
            found = [one for one in every if isinstance(one, dict) and _meets(one, key, wanted)]
        if found is not None:
            yield from steps(found, path[1:])


def _meets(value: dict[str, Any], key: str, wanted: str) -> bool:
    if key == "extension":
        return any(one.get("url") == wanted for one in value.get("extension", ()))
    return value.get(key) == wanted


def escaped(text: str) -> str:
    """Escape what separates values."""
    return re.sub(r"([\\,|$])", r"\\\1", text)


def asked(parameter: SearchParameter, leaf: Leaf, value: Any) -> Iterator[str]:
    """Write the searches that must find a value."""
    match parameter.kind:
        case "token":
            yield from _token(leaf, value)
        case "string":
            texts_ = (
                [value]
                if isinstance(value, str)
                else [value.get("text"), *(c.get("display") for c in value.get("coding", ()))]
            )
            yield from (escaped(text) for text in texts_ if text and text.strip())
        case "date":
            yield from _dates(value)
        case "number" if not isinstance(value, dict):
            yield str(value)
        case "quantity" if isinstance(value, dict) and "value" in value and "comparator" not in value:
            yield str(value["value"])
            if "code" in value:
                yield f"{value['value']}|{value.get('system', '')}|{value['code']}"
        case "reference":
            reference = value if isinstance(value, str) else value.get("reference", "")
            type_ = re.match(r"([A-Z][A-Za-z]+)/", reference)
            wanted = leaf.narrowed or parameter.narrowed
            if reference and not reference.startswith("#") and (type_ is None or wanted in ("", type_[1])):
                yield escaped(reference)
        case "uri":
            yield escaped(value)


def _token(leaf: Leaf, value: Any) -> Iterator[str]:
    if isinstance(value, bool):
        yield str(value).lower()
        return
    if isinstance(value, str):
        yield escaped(value)
        return
    codings = value.get("coding", ()) if leaf.type == "CodeableConcept" else [value]
    for one in codings:
        code = one.get("code") if leaf.type in {"CodeableConcept", "Coding"} else one.get("value")
        if code is None:
            continue
        yield escaped(code)
        if leaf.type != "ContactPoint":
            yield f"{escaped(one.get('system', ''))}|{escaped(code)}"


def _dates(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        if "start" in value:
            yield f"ge{value['start'][:10]}" if "end" not in value else f"lt{_after(value['end'])}"
            yield f"gt{_before(value['start'])}"
        elif "end" in value:
            yield f"lt{_after(value['end'])}"


def _after(date: str) -> str:
    return f"{int(date[:4]) + 2}"


def _before(date: str) -> str:
    return f"{int(date[:4]) - 2}"


def local(value: Any, found: set[str]) -> None:
    """Collect the patients that a resource refers to."""
    if isinstance(value, dict):
        reference = value.get("reference")
        if isinstance(reference, str) and re.fullmatch(r"Patient/[A-Za-z0-9.\-]{1,64}", reference):
            found.add(reference.removeprefix("Patient/"))
        for one in value.values():
            local(one, found)
    elif isinstance(value, list):
        for one in value:
            local(one, found)


@pytest.fixture(scope="module")
def loaded(live: Live, feed: Asker) -> dict[str, dict[str, Any]]:
    """Put every example in under its own id; the patients that examples name but nobody published come first."""
    examples = resources()
    named: set[str] = set()
    for resource in examples.values():
        local(resource, named)
    for id_ in sorted(named):
        answer = feed.put({"resourceType": "Patient", "id": id_})
        assert answer.status_code in (200, 201), answer.text
    kept, refused = {}, {}
    seen: set[tuple[str, str | None]] = set()
    for name in sorted(examples, key=lambda one: examples[one]["resourceType"] != "Patient"):
        resource = examples[name]
        key = (resource["resourceType"], resource.get("id"))
        if key[1] is None or key in seen:  # two examples of one id: the second gets another
            answer = feed.post(key[0], texts()[name])
        else:
            answer = feed.ask("PUT", f"{key[0]}/{key[1]}", texts()[name])
        if answer.status_code in (200, 201):
            kept[name] = resource | {"id": answer.json()["id"]}
            seen.add(key)
        else:
            refused[name] = answer.text
    assert REFUSED.keys() == refused.keys(), json.dumps(refused, indent=1)
    return kept


def test_every_example_comes_back_equal(feed: Asker, loaded: dict[str, dict[str, Any]]) -> None:
    """What is read is what was sent, digit for digit, save identity and what labelling adds."""
    examples = texts()
    for name, resource in loaded.items():
        answer = feed.get(f"{resource['resourceType']}/{resource['id']}", accept="application/fhir+json")
        assert 200 == answer.status_code
        sent = plain(examples[name])
        assert sent | {"id": resource["id"]} == plain(answer.content), name


def test_every_example_goes_in_and_out_as_xml(feed: Asker, loaded: dict[str, dict[str, Any]]) -> None:
    """Sent as XML, each example is kept as the same JSON, digit for digit; asked for as XML, it is the same again."""
    xml = {"accept": "application/fhir+xml"}
    for name, resource in loaded.items():
        address = f"{resource['resourceType']}/{resource['id']}"
        kept = feed.get(address, accept="application/fhir+json").content
        before, sent = plain(kept), to_xml(kept)
        answer = feed.ask("PUT", address, sent, content_type="application/fhir+xml", prefer="return=minimal")
        assert 200 == answer.status_code, (name, answer.text)
        read = feed.get(address, **xml)
        assert "application/fhir+xml; charset=utf-8" == read.headers["content-type"]
        assert (
            before == plain(feed.get(address, accept="application/fhir+json").content) == plain(from_xml(read.content))
        ), name


def plain(text: bytes) -> Any:
    """Give a resource without its meta, its numbers as they were written."""
    resource = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    resource.pop("meta", None)
    return resource


def questions(resource: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give every search by one parameter that must find the resource."""
    for parameter in parameters_of(resource["resourceType"]).values():
        if parameter.code == "_lastUpdated":  # is ours, not the example's
            continue
        for leaf in parameter.leaves:
            for value in steps(resource, leaf.steps):
                for text in dict.fromkeys(asked(parameter, leaf, value)):
                    yield parameter.code, text


def test_every_parameter_finds_its_example(feed: Asker, loaded: dict[str, dict[str, Any]]) -> None:
    """A search by a value that the example has, under any of its parameters, finds the example."""
    missed, tried, parameters = [], 0, set()
    for name, resource in loaded.items():
        wanted = sorted(set(questions(resource)))
        for start in range(0, len(wanted), BATCH):
            part = wanted[start : start + BATCH]
            entries = [
                {
                    "request": {
                        "method": "GET",
                        "url": f"{resource['resourceType']}?{code}={quote(text, safe='')}&_id={resource['id']}&_elements=id",
                    }
                }
                for code, text in part
            ]
            answer = feed.post("", {"resourceType": "Bundle", "type": "batch", "entry": entries}).json()
            for (code, text), entry in zip(part, answer["entry"], strict=True):
                tried += 1
                parameters.add((resource["resourceType"], code))
                if not entry.get("resource", {}).get("entry"):
                    missed.append(f"{name}: {code}={text} {entry['response']['status']}")
    print(f"{len(loaded)} examples, {len(parameters)} parameters, {tried} searches, {len(missed)} missed")
    assert not missed, "\n".join(missed)
    assert len(parameters) > 400
