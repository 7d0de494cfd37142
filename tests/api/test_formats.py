"""Does the service speak XML wherever it speaks JSON, and does every answer come in the format asked for?"""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from api.xml.reading import from_xml
from api.xml.writing import to_xml
from tests.api.xml.resources import parsed
from tests.official import texts

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

J, X = "application/fhir+json", "application/fhir+xml"
FORM = "application/x-www-form-urlencoded"
NS = 'xmlns="http://hl7.org/fhir"'
OBSERVATION = (
    b'{"resourceType":"Observation","id":"kept","status":"final","code":{"text":"x"},'
    b'"valueQuantity":{"value":1.00,"_unit":{"extension":[{"url":"urn:u","valueDecimal":1E-3}]}},'
    b'"text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">a<br />b</div>"}}'
)


@pytest.fixture(scope="module")
def kept(feed: Asker) -> bytes:
    """Keep a record, and give the body as it is kept."""
    assert feed.ask("PUT", "Observation/kept", OBSERVATION).status_code == 201
    return feed.get("Observation/kept").content


ANSWERED = [
    ("GET", "Observation/kept", None),
    ("GET", "Observation/kept/_history/1", None),
    ("GET", "Observation/kept/_history", None),
    ("GET", "Observation?_id=kept", None),
    ("GET", "metadata", None),
    ("POST", "Observation/_search", b"_id=kept"),
]
REFUSED = [
    ("GET", "Observation/none", None, 404),
    ("GET", "Nope/x", None, 404),
    ("GET", "Observation?nope=1", None, 400),
    ("POST", "Observation", b"{", 400),
    ("POST", "Observation", b'{"resourceType":"Observation"}', 400),
    ("GET", "Observation/kept/_history/9", None, 404),
    ("GET", "a/b/c/d/e", None, 404),
    ("OPTIONS", "Observation/kept", None, 405),
]


@pytest.mark.parametrize(("method", "path", "body"), ANSWERED)
def test_every_answer_in_xml(feed: Asker, kept: bytes, method: str, path: str, body: bytes | None) -> None:
    """XML says what JSON says; JSON stays byte for byte what it is without being asked for."""
    headers = {"content_type": FORM} if body else {}
    plain = feed.ask(method, path, body, **headers)
    xml = feed.ask(method, path, body, accept=X, **headers)

    assert 200 == plain.status_code == xml.status_code, xml.text
    assert "application/fhir+xml; charset=utf-8" == xml.headers["content-type"]
    assert "Accept" in xml.headers["vary"]
    assert "sandbox; default-src 'none'" == xml.headers["content-security-policy"]
    assert plain.headers.get("etag") == xml.headers.get("etag")
    assert parsed(to_xml(plain.content) and plain.content) == parsed(from_xml(xml.content))
    assert len(xml.content) == int(xml.headers["content-length"])
    assert plain.content == feed.ask(method, path, body, accept=J, **headers).content


@pytest.mark.parametrize(("method", "path", "body", "status"), REFUSED)
def test_every_refusal_in_xml(
    feed: Asker, kept: bytes, method: str, path: str, body: bytes | None, status: int
) -> None:
    """An OperationOutcome comes in the format asked for as well."""
    answer = feed.ask(method, path, body, accept=X)

    assert (status, "application/fhir+xml; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    assert "{http://hl7.org/fhir}OperationOutcome" == etree.fromstring(answer.content).tag


def test_without_a_token(live: Live) -> None:
    """Who has no token is told so in XML, too."""
    answer = live.http.get("/fhir/Patient/x", headers={"accept": X})

    assert (401, "application/fhir+xml; charset=utf-8") == (answer.status_code, answer.headers["content-type"])


def test_an_unacceptable_format(feed: Asker, kept: bytes) -> None:
    """A format that is not made is refused in JSON."""
    answer = feed.get("Observation/kept?_format=ttl", accept=X)

    assert (406, "OperationOutcome") == (answer.status_code, answer.json()["resourceType"])


CHOSEN = [
    ("Observation/kept", {}, f"{J}; charset=utf-8"),
    ("Observation/kept", {"accept": "application/json"}, "application/json; charset=utf-8"),
    ("Observation/kept", {"accept": "text/xml"}, "text/xml; charset=utf-8"),
    ("Observation/kept", {"accept": f"{J}; fhirVersion=4.0"}, f"{J}; fhirVersion=4.0; charset=utf-8"),
    ("Observation/kept?_format=xml", {}, f"{X}; charset=utf-8"),
    ("Observation/kept?_format=json", {"accept": X}, f"{J}; charset=utf-8"),
    ("Observation/kept?_format=application/fhir%2Bxml&_pretty=true", {"accept": "text/html"}, f"{X}; charset=utf-8"),
    ("Observation?_format=xml", {}, f"{X}; charset=utf-8"),
]


@pytest.mark.parametrize(("path", "headers", "media"), CHOSEN)
def test_content_types(feed: Asker, kept: bytes, path: str, headers: dict[str, str], media: str) -> None:
    """The answer says what it is; _format goes before Accept."""
    answer = feed.get(path, **headers)

    assert (200, media) == (answer.status_code, answer.headers["content-type"])
    assert feed.ask("HEAD", path, **headers).headers["content-type"] == media
    assert feed.ask("HEAD", path, **headers).headers["content-length"] == answer.headers["content-length"]


def test_pretty(feed: Asker, kept: bytes) -> None:
    """Indented JSON has the digits of what is kept; so has indented XML."""
    json_, xml = feed.get("Observation/kept?_pretty=true"), feed.get("Observation/kept?_format=xml&_pretty=true")

    assert parsed(kept) == parsed(json_.content) == parsed(from_xml(xml.content))
    assert '\n    "value": 1.00,\n' in json_.text
    assert '\n    <value value="1.00"/>\n' in xml.text
    assert 400 == feed.get("Observation/kept?_pretty=perhaps").status_code


def test_the_form_asks(feed: Asker, kept: bytes) -> None:
    """The form of a search may ask for the format."""
    answer = feed.ask("POST", "Observation/_search", b"_id=kept&_format=xml&_pretty=true", content_type=FORM)

    assert (200, f"{X}; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    assert b"\n  <entry>" in answer.content
    assert 406 == feed.ask("POST", "Observation/_search", b"_format=html", content_type=FORM).status_code


def test_pages_keep_the_format(feed: Asker, kept: bytes) -> None:
    """A page link leads to a page in the format asked for in the address."""
    for n in range(3):
        feed.put({"resourceType": "Basic", "id": f"b{n}", "code": {"text": "x"}})
    page = from_xml(feed.get("Basic?_count=1&_format=xml").content)
    following = next(link["url"] for link in json.loads(page)["link"] if link["relation"] == "next")

    answer = feed.get(following)
    assert (200, f"{X}; charset=utf-8") == (answer.status_code, answer.headers["content-type"])


def test_histories_keep_the_format(feed: Asker, kept: bytes) -> None:
    """So does a page link of a history."""
    for path in ("Observation/_history", "_history"):
        page = from_xml(feed.get(f"{path}?_count=1&_format=xml").content)
        links = {link["relation"]: link["url"] for link in json.loads(page)["link"]}
        assert links["self"].endswith("_count=1&_format=xml")
        if "next" in links:
            assert f"{X}; charset=utf-8" == feed.get(links["next"]).headers["content-type"]


def test_conditional_reads(feed: Asker, kept: bytes) -> None:
    """The version that is held is 304 in every format."""
    answer = feed.get("Observation/kept", accept=X, if_none_match='W/"1"')

    assert (304, b"") == (answer.status_code, answer.content)


@pytest.mark.parametrize(
    "name", ["json-edge-cases", "observation-decimal", "composition-example-mixed", "careplan-example"]
)
def test_created_in_xml(feed: Asker, name: str) -> None:
    """What is sent in XML is kept as the JSON that it means."""
    body = texts()[f"r4-spec-examples/{name}.json"]
    type_ = json.loads(body)["resourceType"]
    sent = feed.ask("POST", type_, to_xml(body), content_type=X, accept=X, prefer="return=representation")
    told = feed.ask("POST", type_, body, prefer="return=representation")

    assert sent.status_code == told.status_code, sent.text
    if sent.status_code == 201:
        found, expected = json.loads(from_xml(sent.content)), told.json()
        for one in (found, expected):
            one.pop("id")
            one.pop("meta")
        assert expected == found
        stored = feed.get(sent.headers["location"].partition("/_history")[0])
        assert stored.json()["resourceType"] == type_


def test_digits_survive(feed: Asker) -> None:
    """Decimals sent in XML are kept with their digits."""
    body = f'<Observation {NS}><status value="final"/><code><text value="x"/></code><valueQuantity><value value="1.00"/></valueQuantity></Observation>'
    made = feed.ask("POST", "Observation", body.encode(), content_type="application/xml")

    assert 201 == made.status_code, made.text
    assert b'"value":1.00' in feed.get(f"Observation/{made.json()['id']}").content


@pytest.mark.parametrize(
    "media",
    [X, "text/xml", "application/xml; charset=UTF-8", f"{X}; fhirVersion=4.0", "application/xml; charset=utf-16"],
)
def test_updated_in_xml(feed: Asker, media: str) -> None:
    """An update may be sent in XML, under every name and in several encodings."""
    body = f'<?xml version="1.0"?><Patient {NS}><id value="x-1"/><name><family value="Ærø"/></name></Patient>'
    encoding = "utf-16" if "utf-16" in media else "utf-8"

    answer = feed.ask("PUT", "Patient/x-1", body.encode(encoding), content_type=media)

    assert answer.status_code in (200, 201), answer.text
    assert "Ærø" == feed.get("Patient/x-1").json()["name"][0]["family"]


def test_other_versions_of_fhir(feed: Asker) -> None:
    """XML of another version of FHIR is refused."""

    assert 415 == feed.ask("POST", "Patient", b"<Patient/>", content_type=f"{X}; fhirVersion=5.0").status_code


@pytest.mark.parametrize("type_", ["transaction", "batch"])
def test_bundles_in_xml(feed: Asker, type_: str) -> None:
    """Bundles go in and out as XML."""
    bundle = {
        "resourceType": "Bundle",
        "type": type_,
        "entry": [
            {
                "fullUrl": "urn:uuid:11111111-1111-4111-8111-111111111111",
                "resource": {"resourceType": "Patient", "active": True},
                "request": {"method": "POST", "url": "Patient"},
            },
            {"request": {"method": "GET", "url": "metadata" if type_ == "nothing" else "Patient?_count=1&_format=xml"}},
        ],
    }
    answer = feed.ask("POST", "", to_xml(json.dumps(bundle).encode()), content_type=X, accept=X)

    assert (200, f"{X}; charset=utf-8") == (answer.status_code, answer.headers["content-type"]), answer.text
    found = json.loads(from_xml(answer.content))
    assert f"{type_}-response" == found["type"]
    assert ["201", "200"] == [entry["response"]["status"][:3] for entry in found["entry"]]


def test_patched_in_xml(feed: Asker) -> None:
    """A FHIRPath Patch may come as XML."""
    feed.put({"resourceType": "Patient", "id": "patched", "active": True})
    parts = "".join(
        f'<part><name value="{name}"/><value{kind} value="{value}"/></part>'
        for name, kind, value in (
            ("type", "Code", "replace"), ("path", "String", "Patient.active"), ("value", "Boolean", "false"),
        )
    )  # fmt: skip
    patch = f'<Parameters {NS}><parameter><name value="operation"/>{parts}</parameter></Parameters>'

    answer = feed.ask("PATCH", "Patient/patched", patch.encode(), content_type=X, accept=X)

    assert 200 == answer.status_code, answer.text
    assert b'<active value="false"/>' in answer.content


def test_operations_in_xml(feed: Asker) -> None:
    """Operations take and give XML."""
    inner = '<Patient xmlns="http://hl7.org/fhir">\n<gender value="x"/></Patient>'
    call = f'<Parameters {NS}><parameter><name value="resource"/><resource>{inner}</resource></parameter></Parameters>'

    answer = feed.ask("POST", "Patient/$validate", call.encode(), content_type=X, accept=X)

    (issue,) = [one for one in outcome(answer) if one["severity"] == "error"]
    assert ["Patient.gender"] == issue["expression"]
    assert ["/f:Parameters/f:parameter/f:resource/f:Patient/f:gender", "Line[2] Column[1]"] == issue["location"]
    assert json.loads(from_xml(feed.get("$versions", accept=X).content))["resourceType"] == "Parameters"


def test_later_in_xml(feed: Asker, kept: bytes) -> None:
    """What is answered later is answered in the format that is asked for then."""
    accepted = feed.get("Observation?_id=kept", accept=X, prefer="respond-async")
    assert 202 == accepted.status_code, accepted.text
    address = accepted.headers["content-location"]

    answer = feed.get(address, accept=X)
    for _ in range(200):
        if answer.status_code != 202:
            break
        time.sleep(0.05)
        answer = feed.get(address, accept=X)

    assert (200, f"{X}; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    assert b'"id":"kept"' in from_xml(answer.content)


def outcome(answer: object) -> list[dict[str, object]]:
    """Read the issues of a refusal in either format."""
    content: bytes = answer.content  # type: ignore[attr-defined]
    return json.loads(from_xml(content) if content.startswith(b"<") else content)["issue"]


PLACES = {
    "structure": (
        f'<Patient {NS}>\n <name>\n  <nope value="x"/>\n </name>\n</Patient>',
        ("Patient.name[0].nope", "/f:Patient/f:name/f:nope", "Line[3] Column[3]"),
    ),
    "value": (
        f'<Patient {NS}>\n <name>\n  <family value="x"/></name>\n <birthDate value="1.1.1970"/>\n</Patient>',
        ("Patient.birthDate", "/f:Patient/f:birthDate", "Line[4] Column[2]"),
    ),
    "code": (
        f'<Patient {NS}>\n <gender value="x"/>\n</Patient>',
        ("Patient.gender", "/f:Patient/f:gender", "Line[2] Column[2]"),
    ),
    "JSON": ('{"resourceType":"Patient",\n  "gender": "x"}', ("Patient.gender", "Line[2] Column[3]")),
    "list of JSON": (
        '{"resourceType":"Patient",\n  "name": [{"given":["a"]},\n {"given":["a", 1]}]}',
        ("Patient.name[1].given[1]", "Line[3] Column[17]"),
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_faults_have_places(feed: Asker, name: str) -> None:
    """Every fault says where: FHIRPath, line and column, and in XML an XPath."""
    body, (expression, *location) = PLACES[name]
    answer = feed.ask("POST", "Patient", body.encode(), content_type=X if body[0] == "<" else J)

    assert answer.status_code in (400, 422)
    (issue,) = outcome(answer)
    assert ([expression], location) == (issue["expression"], issue["location"])


@pytest.mark.parametrize("media", [J, X])
def test_faults_of_entries_have_places(feed: Asker, media: str) -> None:
    """The outcome of a batch's entry says where in the batch the fault is."""
    requests = {"method": "POST", "url": "Patient"}
    entries = [{"resource": {"resourceType": "Patient", "gender": "x"}, "request": requests} for _ in range(3)]
    body = json.dumps({"resourceType": "Bundle", "type": "batch", "entry": entries}, indent=1).encode()
    body = body if media == J else to_xml(body, pretty=True)

    answer = feed.ask("POST", "", body, content_type=media).json()

    lines = body.decode().splitlines()
    for n, entry in enumerate(answer["entry"]):
        (issue,) = entry["response"]["outcome"]["issue"]
        line = int(issue["location"][-1][5:].partition("]")[0])
        assert [f"Bundle.entry[{n}].resource.gender"] == issue["expression"]
        assert n == sum("gender" in one for one in lines[: line - 1])
        assert "gender" in lines[line - 1]


@pytest.mark.parametrize(("body", "media"), [(b'{"resourceType":\n "Patient" x}', J), (b"<Patient>\n         </x>", X)])
def test_what_cannot_be_read_has_a_place(feed: Asker, body: bytes, media: str) -> None:
    """Syntax that is broken is broken somewhere."""
    answer = feed.ask("POST", "Patient", body, content_type=media)

    assert 400 == answer.status_code
    assert re.fullmatch(r"Line\[2\] Column\[1[0-9]\]", outcome(answer)[0]["location"][0])


def test_a_form_may_not_bring_xml_in(feed: Asker) -> None:
    """An address that takes forms reads no XML."""

    assert 415 == feed.ask("POST", "Patient/_search", b"<Patient/>", content_type=X).status_code


def test_metadata_names_the_formats(live: Live) -> None:
    """The capabilities name both formats, and can be read in both by anybody."""
    answer = live.http.get("/fhir/metadata", headers={"accept": X})

    assert 200 == answer.status_code
    assert {J, X} <= set(json.loads(from_xml(answer.content))["format"])
    assert re.match(rb'<\?xml version="1.0" encoding="UTF-8"\?><CapabilityStatement ', answer.content)
