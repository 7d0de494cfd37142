"""Is the place that a fault names the place of the element in what was sent?"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.locations import Source, located
from api.xml.writing import to_xml
from domain.errors import Fault

BODY = b"""{
  "resourceType": "Patient", "active" : true,
  "contained": [{"resourceType": "Observation", "id": "o", "valueQuantity": {"value": 1.0}}],
  "name": [
    {"family": "\xc3\xa9", "given": ["a", "b"]},
    {"given": [null], "_given": [{"extension": [{"url": "u"}]}]}
  ],
  "n\\u0061me_": 1,
  "_birthDate": {"extension": []}, "deceasedBoolean": false
}"""

PLACES = {
    "Patient": "Line[1] Column[1]",
    "resourceType": "Line[2] Column[3]",
    "Patient.active": "Line[2] Column[30]",
    "Patient.name": "Line[4] Column[3]",
    "Patient.name[0]": "Line[5] Column[5]",
    "Patient.name[0].given[1]": "Line[5] Column[36]",
    "Patient.name[1].given[0]": "Line[6] Column[16]",
    "Patient.name[1].given[0].extension[0]": "Line[6] Column[16]",
    "Patient.name[1].family": "Line[6] Column[5]",
    "Patient.name[9]": "Line[4] Column[3]",
    "Patient.contained[0].value.value": "Line[3] Column[78]",
    "Patient.contained[0].id": "Line[3] Column[49]",
    "Patient.birthDate": "Line[9] Column[3]",
    "Patient.birthDate.extension": "Line[9] Column[18]",
    "Patient.deceased": "Line[9] Column[36]",
    "Patient.nope": "Line[1] Column[1]",
    "Patient.name.where(use = 'x')": "Line[4] Column[3]",
}


@pytest.mark.parametrize("expression", PLACES)
def test_json(expression: str) -> None:
    """An element of JSON begins with its name, or as a value of its list; what is missing would be in what is around it."""
    (fault,) = located([Fault("value", "x", expression)], Source(BODY))

    assert (PLACES[expression],) == fault.location


XML = b"""<?xml version="1.0"?>
<Patient xmlns="http://hl7.org/fhir"><!-- <name/> -->
  <text><status value="empty"/><div xmlns="http://www.w3.org/1999/xhtml"><p/></div></text>
  <contained><Observation><valueQuantity><value value="1.0"/></valueQuantity></Observation></contained>
  <name><given value="a"/><given value="b"/></name>
  <name><given><extension url="u"/></given></name>
  <deceasedBoolean value="false"/>
</Patient>"""

XML_PLACES = {
    "Patient": ("/f:Patient", "Line[2] Column[1]"),
    "Patient.text.div": ("/f:Patient/f:text/h:div", "Line[3] Column[32]"),
    "Patient.contained[0].value.value": (
        "/f:Patient/f:contained/f:Observation/f:valueQuantity/f:value",
        "Line[4] Column[42]",
    ),
    "Patient.name[0].given[1]": ("/f:Patient/f:name[1]/f:given[2]", "Line[5] Column[27]"),
    "Patient.name[1].given[0].extension[0].url": (
        "/f:Patient/f:name[2]/f:given/f:extension",
        "Line[6] Column[16]",
    ),
    "Patient.deceased": ("/f:Patient/f:deceasedBoolean", "Line[7] Column[3]"),
    "Patient.name[2].given": ("/f:Patient", "Line[2] Column[1]"),
}


@pytest.mark.parametrize("expression", XML_PLACES)
def test_xml(expression: str) -> None:
    """An element of XML has an XPath, and begins with its tag."""
    (fault,) = located([Fault("value", "x", expression)], Source(XML, xml=True))

    assert XML_PLACES[expression] == fault.location


@pytest.mark.parametrize(
    ("expression", "sent"),
    [
        ("", Source(BODY)),
        ("http.name", Source(BODY)),
        ("Observation.value", Source(BODY)),
        ("If-Match x", Source(BODY)),
        ("Patient.name", Source(b"{")),
        ("Patient.name", Source(b"")),
        ("Patient.name", Source(b"[]")),
        ("Patient.name", Source(b'{"resourceType":1}')),
        ("Patient.name", Source(b'{"resourceType":"Nope"}')),
        ("Patient.name", Source(b"<Patient/>", xml=True)),
        ("Patient.name", Source(b"<", xml=True)),
        ("Observation.name", Source(XML, xml=True)),
    ],
)
def test_no_place(expression: str, sent: Source) -> None:
    """What names no element of the body has no place in it."""
    fault = Fault("value", "x", expression)

    assert (fault,) == located([fault], sent) or located([fault], sent)[0].location[0].startswith("/")


def test_what_is_known_stays() -> None:
    """A fault that has its place keeps it."""
    fault = Fault("value", "x", "Patient.name", location=("there",))

    assert (fault,) == located([fault], Source(BODY))


def test_bundle() -> None:
    """Elements of the entries of a large bundle are found, in JSON and XML, each in no time."""
    entries = [{"resource": {"resourceType": "Patient", "name": [{"family": "x"}]}} for _ in range(2000)]
    body = json.dumps({"resourceType": "Bundle", "type": "batch", "entry": entries}, indent=1).encode()
    faults = [Fault("value", "x", f"Bundle.entry[{n}].resource.name[0].family") for n in range(0, 2000, 10)]

    found = located(faults, Source(body))
    lines = body.decode().splitlines()
    assert all('"family"' in lines[int(one.location[0][5:].partition("]")[0]) - 1] for one in found)
    found = located(faults, Source(to_xml(body, pretty=True), xml=True))
    lines = to_xml(body, pretty=True).decode().splitlines()
    assert all("<family" in lines[int(one.location[1][5:].partition("]")[0]) - 1] for one in found)


PATHS = st.lists(st.sampled_from(["Patient", "name", "given", "value", "contained", "x", "[0]", "[7]", ".", "where()", "é", "extension"]), max_size=8)  # fmt: skip


@given(PATHS.map("".join) | PATHS.map(".".join), st.sampled_from([Source(BODY), Source(XML, xml=True)]))
def test_no_expression_breaks_it(expression: str, sent: Source) -> None:
    """Whatever an expression says, the fault comes back."""

    assert 1 == len(located([Fault("value", "x", expression)], sent))
