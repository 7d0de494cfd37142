"""Is FHIR JSON written as the XML of the specification, and is nothing lost on the way there and back?"""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from api.xml.reading import from_xml
from api.xml.writing import to_xml
from domain.errors import NotAcceptable
from domain.fhir.elements import RESOURCES
from tests.api.xml.resources import made, parsed, written
from tests.official import texts

NS = 'xmlns="http://hl7.org/fhir"'


@pytest.mark.parametrize("name", texts())
def test_examples_come_back(name: str) -> None:
    """Every official example is the same after a way through XML: every digit, every character of its narrative."""
    body = texts()[name]

    assert parsed(body) == parsed(from_xml(to_xml(body)))
    assert parsed(body) == parsed(from_xml(to_xml(body, pretty=True)))


@pytest.mark.parametrize("type_", sorted(RESOURCES))
def test_every_type_comes_back(type_: str) -> None:
    """Any resource that the element table allows is the same after a way through XML."""
    for seed in range(6):
        body = written(made(Random(f"{type_}{seed}"), type_)).encode()

        assert parsed(body) == parsed(from_xml(to_xml(body, pretty=seed == 0)))


@settings(max_examples=200)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1), st.sampled_from(["id", "family"]))
def test_every_text_comes_back(text: str, name: str) -> None:
    """Every text that XML can say comes back; what it cannot say is a replacement character."""
    node = {"family": "x", name: text}
    body = json.dumps({"resourceType": "Patient", "name": [node]}).encode()
    expected = "".join(
        "\ufffd" if one in "\ufffe\uffff" or (one < " " and one not in "\t\n\r") else one for one in text
    )

    assert expected == json.loads(from_xml(to_xml(body)))["name"][0][name]


WRITTEN = {
    "attributes": (
        b'{"resourceType":"Patient","id":"p","extension":[{"url":"u","id":"e","valueString":"a\\"<"}]}',
        '<id value="p"/><extension id="e" url="u"><valueString value="a&quot;&lt;"/></extension>',
    ),
    "order of the definition": (
        b'{"gender":"male","resourceType":"Patient","active":true,"id":"p"}',
        '<id value="p"/><active value="true"/><gender value="male"/>',
    ),
    "digits": (
        b'{"resourceType":"Observation","valueQuantity":{"value":1.00},"component":[{"valueQuantity":{"value":1E3}}]}',
        '<valueQuantity><value value="1.00"/></valueQuantity><component><valueQuantity><value value="1E3"/></valueQuantity></component>',
    ),
    "nulls": (
        b'{"resourceType":"Patient","name":[{"given":["a",null],"_given":[null,{"id":"x","extension":[{"url":"u","valueCode":"c"}]}]}]}',
        '<name><given value="a"/><given id="x"><extension url="u"><valueCode value="c"/></extension></given></name>',
    ),
    "an id beside a value": (
        b'{"resourceType":"Patient","birthDate":"1970","_birthDate":{"id":"b"}}',
        '<birthDate id="b" value="1970"/>',
    ),
    "contained": (
        b'{"resourceType":"Patient","contained":[{"resourceType":"Basic","id":"b"}]}',
        '<contained><Basic><id value="b"/></Basic></contained>',
    ),
    "narrative": (
        b'{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">x<br/></div>"}}',
        '<text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">x<br/></div></text>',
    ),
    "no narrative": (
        b'{"resourceType":"Patient","text":{"div":"</div><script/>"}}',
        '<text><div xmlns="http://www.w3.org/1999/xhtml">&lt;/div&gt;&lt;script/&gt;</div></text>',
    ),
    "a narrative with a document type": (
        b'{"resourceType":"Patient","text":{"div":"<!DOCTYPE div><div xmlns=\\"http://www.w3.org/1999/xhtml\\"/>"}}',
        '<text><div xmlns="http://www.w3.org/1999/xhtml">&lt;!DOCTYPE div&gt;&lt;div xmlns=&quot;http://www.w3.org/1999/xhtml&quot;/&gt;</div></text>',
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_written(name: str) -> None:
    """A resource is written as https://hl7.org/fhir/R4/xml.html says."""
    body, expected = WRITTEN[name]
    type_ = json.loads(body)["resourceType"]

    assert f'<?xml version="1.0" encoding="UTF-8"?><{type_} {NS}>{expected}</{type_}>' == to_xml(body).decode()


def test_nothing_but_a_type() -> None:
    """A resource without elements is an empty element."""

    assert to_xml(b'{"resourceType":"Patient"}').endswith(f"<Patient {NS}/>".encode())


def test_pretty() -> None:
    """Asked for, every element has a line of its own; the narrative stays as it is."""
    body = b'{"resourceType":"Patient","text":{"div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><b>x</b></div>"},"active":true}'

    assert [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<Patient {NS}>",
        "  <text>",
        '    <div xmlns="http://www.w3.org/1999/xhtml"><b>x</b></div>',
        "  </text>",
        '  <active value="true"/>',
        "</Patient>",
    ] == to_xml(body, pretty=True).decode().splitlines()


@pytest.mark.parametrize(
    "body",
    [b"{}", b"[]", b"1", b'{"resourceType":"Nope"}', b'{"resourceType":"Patient","nope":1}', b'{"resourceType":1}',
     b'{"resourceType":"Patient","name":[1]}', b'{"resourceType":"Patient","active":{"a":1}}', b'{"resourceType":"Patient","name":[["x"]]}'],
)  # fmt: skip
def test_what_is_no_resource_is_not_written(body: bytes) -> None:
    """What R4 does not have cannot be XML; nothing is left out in silence."""
    with pytest.raises(NotAcceptable):
        to_xml(body)


# left out: the edge cases, of which that library drops the ids of primitives
@pytest.mark.parametrize("name", ["patient-example", "observation-decimal", "careplan-example", "message-request-link"])
def test_second_opinion(name: str) -> None:
    """The XML library of others reads what is written here, and finds the same elements; it spaces narratives anew."""
    from fhir.resources.R4B import get_fhir_model_class

    resource = json.loads(texts()[f"r4-spec-examples/{name}.json"])
    resource.pop("text", None)
    body = json.dumps(resource).encode()
    model = get_fhir_model_class(resource["resourceType"])
    read = model.model_validate_xml(to_xml(body))

    assert json.loads(model.model_validate_json(body).model_dump_json()) == json.loads(read.model_dump_json())


def test_the_parser_of_others_agrees() -> None:
    """What is written is well-formed, and every element is of one of the two namespaces."""
    for seed in range(20):
        root = etree.fromstring(to_xml(written(made(Random(seed), "Composition")).encode()))

        assert {etree.QName(one).namespace for one in root.iter("*")} <= {
            "http://hl7.org/fhir",
            "http://www.w3.org/1999/xhtml",
        }


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4)
)
NAMES = st.sampled_from(["resourceType", "id", "name", "_name", "given", "_given", "text", "div", "status", "extension", "url", "contained", "valueString", "active", "_active"])  # fmt: skip
ANYTHING = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4))


@settings(max_examples=400)
@given(st.dictionaries(NAMES, ANYTHING, max_size=5))
def test_no_resource_breaks_the_writer(members: dict[str, object]) -> None:
    """Whatever is called a resource, it is written as well-formed XML or said to be none."""
    try:
        made_ = to_xml(json.dumps({**members, "resourceType": "Patient"}).encode(), pretty=bool(len(members) % 2))
    except NotAcceptable:
        return
    assert "{http://hl7.org/fhir}Patient" == etree.fromstring(made_).tag
