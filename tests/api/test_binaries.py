"""Does any content come in as a Binary and out again, under the rules of every record and without harm to browsers?"""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING

import pytest

from api import binaries
from api.xml.reading import from_xml

if TYPE_CHECKING:
    from tests.api.conftest import Asker

J, X = "application/fhir+json", "application/fhir+xml"
PDF = b"%PDF-1.4\x00\xff\r\n"
NOISE = os.urandom(3000)


@pytest.fixture(scope="module")
def pdf(feed: Asker) -> str:
    """Keep a document as it is, and give its address."""
    made = feed.ask("POST", "Binary", PDF, content_type="application/pdf", accept=J)
    assert made.status_code == 201, made.text
    return str(made.headers["location"].partition("/_history")[0])


CONTENT = {
    "application/pdf": PDF,
    "image/png": NOISE,
    "text/plain; charset=iso-8859-1": "Ærø".encode("latin-1"),
    "text/plain;charset=utf-8": b"\r\n",
    "application/octet-stream": b"\0",
    "text/xml": b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>',
    "application/xml": b"<!DOCTYPE html><html/>",
    "application/json": b'{"a": 1}',
    J: b'{"resourceType": "Patient", "active": true}',
    X: b'<Patient xmlns="http://hl7.org/fhir"/>',
    "text/html": b"<script>alert(1)</script>",
    "image/svg+xml": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "multipart/form-data; boundary=x": b"--x--",
    "application/x-www-form-urlencoded": b"a=b",
    "application/hl7-v2+er7": b"MSH|^~\\&|",
    "application/json-patch+json": b"[]",
}


@pytest.mark.parametrize("media", CONTENT)
def test_content_comes_back(feed: Asker, media: str) -> None:
    """Each byte comes back under its media type, as a download that nothing shows or runs."""
    made = feed.ask("POST", "Binary", CONTENT[media], content_type=media, accept=J)
    assert 201 == made.status_code, made.text
    id_ = made.json()["id"]
    address = f"Binary/{id_}"

    for path in (address, f"{address}/_history/1"):
        raw = feed.get(path)
        assert (200, media, CONTENT[media]) == (raw.status_code, raw.headers["content-type"], raw.content)
        assert f'attachment; filename="{id_}"' == raw.headers["content-disposition"]
        assert "sandbox; default-src 'none'" == raw.headers["content-security-policy"]
        assert ("nosniff", 'W/"1"') == (raw.headers["x-content-type-options"], raw.headers["etag"])
        assert "no-store, private" == raw.headers["cache-control"]
    resource = feed.get(address, accept=J).json()
    assert {"contentType": media, "data": base64.b64encode(CONTENT[media]).decode()}.items() <= resource.items()


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/pdf"),
        ("application/pdf", "application/pdf"),
        ("image/png", "application/pdf"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/pdf"),
        ("application/octet-stream", "application/pdf"),
        (J, f"{J}; charset=utf-8"),
        (f"{J}, */*;q=0.1", f"{J}; charset=utf-8"),
        (X, f"{X}; charset=utf-8"),
        ("application/json", "application/json; charset=utf-8"),
        ("application/xml", "application/xml; charset=utf-8"),
        (f"{J};q=0, */*", "application/pdf"),
    ],
)
def test_who_gets_what(feed: Asker, pdf: str, accept: str, media: str) -> None:
    """Who names a type of FHIR gets the resource, everybody else the content (https://hl7.org/fhir/R4/binary.html#rest)."""
    answer = feed.get(pdf, accept=accept)

    assert (200, media) == (answer.status_code, answer.headers["content-type"])
    assert (PDF == answer.content) == (media == "application/pdf")


def test_formats(feed: Asker, pdf: str) -> None:
    """_format names the resource; a search holds resources."""

    assert "Binary" == feed.get(f"{pdf}?_format=json").json()["resourceType"]
    assert b'"resourceType":"Binary"' in from_xml(feed.get(f"{pdf}?_format=xml").content)
    assert "Bundle" == feed.get("Binary?_count=1").json()["resourceType"]
    assert 406 == feed.get(f"{pdf}?_format=html").status_code


def test_head_and_conditions(feed: Asker, pdf: str) -> None:
    """HEAD says what GET says; the version that is held is not sent again."""
    head = feed.ask("HEAD", pdf)

    assert (200, "application/pdf", str(len(PDF))) == (
        head.status_code, head.headers["content-type"], head.headers["content-length"],
    )  # fmt: skip
    assert 304 == feed.get(pdf, if_none_match=head.headers["etag"]).status_code


def test_updates(feed: Asker) -> None:
    """Content may be replaced, and put under an id; what is replaced stays a version."""
    assert 201 == feed.ask("PUT", "Binary/b-1", b"one", content_type="text/plain").status_code
    assert 200 == feed.ask("PUT", "Binary/b-1", b"two", content_type="text/csv").status_code
    assert 412 == feed.ask("PUT", "Binary/b-1", b"x", content_type="text/csv", if_match='W/"1"').status_code

    assert (b"two", 'W/"2"') == (feed.get("Binary/b-1").content, feed.get("Binary/b-1").headers["etag"])
    assert b"one" == feed.get("Binary/b-1/_history/1").content
    assert 204 == feed.ask("DELETE", "Binary/b-1").status_code
    assert (410, "OperationOutcome") == (
        feed.get("Binary/b-1").status_code, feed.get("Binary/b-1").json()["resourceType"],
    )  # fmt: skip


def test_resources_in_both_formats(feed: Asker) -> None:
    """A Binary sent as a resource is the same record."""
    data = base64.b64encode(PDF).decode()
    xml = f'<Binary xmlns="http://hl7.org/fhir"><contentType value="application/pdf"/><data value="{data}"/></Binary>'
    for body, media in (
        (xml.encode(), X),
        (xml.encode(), "text/xml"),
        (f'{{"resourceType":"Binary","contentType":"application/pdf","data":"{data}"}}'.encode(), "application/json"),
    ):
        made = feed.ask("POST", "Binary", body, content_type=media)
        assert 201 == made.status_code, made.text
        assert PDF == feed.get(f"Binary/{made.json()['id']}").content


REFUSED = {
    "no media type": (b"x", "x", 415),
    "no media type at all": (b"x", "", 415),
    "an escape": (b"x", 'text/plain; a="b\\c"', 415),
    "a strange Binary": (b'{"resourceType":"Binary"}', J, 400),
    "broken JSON": (b"{", J, 400),
    "no type": (b'{"a":1}', J, 400),
    "an empty type": (b'{"resourceType":""}', J, 400),
    "an unknown type": (b'{"resourceType":["Patient"]}', J, 400),
    "an unknown type of XML": (b'<Nope xmlns="http://hl7.org/fhir"/>', X, 400),
    "a document of others": (b'<ClinicalDocument xmlns="urn:hl7-org:v3"/>', X, 400),
    "broken XML": (b"<", X, 400),
    "a document type": (b'<!DOCTYPE x><Binary xmlns="http://hl7.org/fhir"/>', X, 400),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(feed: Asker, name: str) -> None:
    """What is FHIR by its media type and cannot be read is no content; nor is what has no media type."""
    body, media, status = REFUSED[name]

    assert status == feed.ask("POST", "Binary", body, content_type=media).status_code


def test_too_large(feed: Asker) -> None:
    """Raw content is bounded."""

    assert 413 == feed.ask("POST", "Binary", b"x" * (binaries.LARGEST + 1), content_type="a/b").status_code


def test_security_context(feed: Asker) -> None:
    """X-Security-Context says whose content it is; what is no reference is refused."""
    feed.put({"resourceType": "Patient", "id": "whose"})
    made = feed.ask("POST", "Binary", b"x", content_type="a/b", x_security_context="Patient/whose", accept=J)

    assert {"reference": "Patient/whose"} == made.json()["securityContext"]
    for odd in ("x", "Patient/nobody", "Nope/x"):
        answer = feed.ask("POST", "Binary", b"x", content_type="a/b", x_security_context=odd)
        assert answer.status_code in (400, 422), answer.text


def test_only_to_binary(feed: Asker) -> None:
    """Only Binary takes content that is no FHIR."""

    assert 415 == feed.ask("POST", "Patient", PDF, content_type="application/pdf").status_code
    assert 415 == feed.ask("POST", "Binary/_search", PDF, content_type="application/pdf").status_code


@pytest.mark.parametrize("media", ["x", "text", "text/plain\u00e9", 'a/b; c="\u2028"'])
def test_odd_media_types_stay_resources(feed: Asker, media: str) -> None:
    """A Binary whose contentType is no media type comes as the resource that it is."""
    resource = {"resourceType": "Binary", "contentType": media, "data": "eA=="}
    made = feed.post("Binary", resource)
    if made.status_code == 201:
        assert "Binary" == feed.get(f"Binary/{made.json()['id']}").json()["resourceType"]
    else:
        assert made.status_code in (400, 422)
