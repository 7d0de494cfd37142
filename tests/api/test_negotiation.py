"""Does every client get the format that it asked for, or 406?"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from api.negotiation import AS_KEPT, Shape, reshape, shape_of, takes_ours
from domain.errors import Malformed, NotAcceptable

J, X = "application/fhir+json", "application/fhir+xml"


def request(accept: str | None = None, query: str = "", type_: str = "Patient") -> Request:
    """Make a request with a header, as the server reads it."""
    headers = [] if accept is None else [(b"accept", accept.encode("latin-1"))]
    scope = {"type": "http", "method": "GET", "headers": headers, "query_string": query.encode()}
    return Request({**scope, "path_params": {"type": type_}, "state": {}})


ACCEPTED = {
    None: None,
    "": None,
    "*/*": None,
    J: None,
    "application/*": None,
    f"{J}; charset=utf-8": None,
    "application/json+fhir": None,
    "application/fhir+ndjson": None,
    "text/html, */*;q=0.1": None,
    "application/json": Shape("application/json"),
    "application/json, text/plain, */*": Shape("application/json"),
    "text/json": Shape("text/json"),
    X: Shape(X),
    X.upper(): Shape(X),
    "application/xml+fhir": Shape(X),
    "text/xml": Shape("text/xml"),
    "application/xml": Shape("application/xml"),
    f"{J}, {X}": None,
    f"{X}, {J}": Shape(X),
    f"{J};q=0.5, {X};q=0.6": Shape(X),
    f"{J};q=0.6,{X};q=0.5": None,
    f"{X};q=0.1, */*;q=0.2": None,
    f"{X}, */*": Shape(X),
    f"*/*, {X}": Shape(X),
    f"{J};q=0, */*": Shape(X),
    f"{X}, {J};q=0": Shape(X),
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": Shape("application/xml"),
    f"{X};fhirVersion=4.0": Shape(X, version=True),
    f"{J}; fhirVersion=4.0.1": Shape(J, version=True),
    f'{J}; fhirVersion="4.0"': Shape(J, version=True),
    f"{J}; fhirVersion=3.0, {X}": Shape(X),
    f"{X};q=x": Shape(X),
    f"{X};q=7": Shape(X),
    "text/*": Shape("text/json"),
    ",": None,
}


@pytest.mark.parametrize("accept", [one for one in ACCEPTED if one != ","])
def test_accept(accept: str | None) -> None:
    """The heaviest range that is ours decides; at the same weight one that names its type, then the first."""

    assert ACCEPTED[accept] == shape_of(request(accept))


@pytest.mark.parametrize(
    "accept",
    ["text/html", "text/turtle", "application/fhir+turtle", "image/*", ",", "x", f"{J};q=0", f"{J};q=0.000", "*/*;q=0", f"{J};q=0, {X};q=0, */*",
     f"{J}; fhirVersion=3.0", f"{X}; fhirVersion=5.0", "application/xhtml+xml", ";;;", f"{J}; fhirVersion=4.0.2"],
)  # fmt: skip
def test_not_acceptable(accept: str) -> None:
    """Who takes nothing of ours is told so."""
    with pytest.raises(NotAcceptable):
        shape_of(request(accept))


@pytest.mark.parametrize(
    "name", ["json", "application/json", J, "text/json", f"{J};fhirVersion=4.0", "application/fhir json", "*/*"]
)
def test_format_json(name: str) -> None:
    """Each name of JSON is JSON, whatever Accept says (https://hl7.org/fhir/R4/http.html#parameters)."""
    found = shape_of(request(X, f"_format={quote(name)}"))

    assert (found or AS_KEPT).media == J


@pytest.mark.parametrize(
    "name", ["xml", "text/xml", "application/xml", X, "application/fhir xml", f"{X}; fhirVersion=4.0", "XML"]
)
def test_format_xml(name: str) -> None:
    """Each name of XML is XML, whatever Accept says."""
    found = shape_of(request("text/html", f"a=b&_format={quote(name)}"))

    assert found is not None
    assert found.xml
    assert X == found.media


@pytest.mark.parametrize(
    "name", ["", "ttl", "text/turtle", "html", "text/html", "csv", "xm", "jso", f"{J};fhirVersion=3.0", "x/json"]
)
def test_format_refused(name: str) -> None:
    """A format that is not made is refused, though Accept names one that is."""
    with pytest.raises(NotAcceptable):
        shape_of(request(J, f"_format={quote(name)}"))


def test_pretty() -> None:
    """_pretty goes with every format; it is true or false."""

    assert Shape(J, pretty=True) == shape_of(request(None, "_pretty=true"))
    assert Shape(X, pretty=True) == shape_of(request(X, "_pretty=true"))
    assert shape_of(request(None, "_pretty=false")) is None
    with pytest.raises(Malformed):
        shape_of(request(None, "_pretty=1"))


def test_content_types() -> None:
    """The answer says its charset, and the version to who named one."""

    assert "application/fhir+xml; charset=utf-8" == Shape(X).content_type
    assert "application/fhir+json; fhirVersion=4.0; charset=utf-8" == Shape(J, version=True).content_type


def test_form() -> None:
    """The form of a search goes before the address, and that before the header."""
    asked = request(X, "_pretty=true")
    asked.scope["state"]["shape"] = shape_of(asked)

    reshape(asked, [("name", "x")])
    assert Shape(X, pretty=True) == asked.scope["state"]["shape"]
    reshape(asked, [("_format", "json"), ("name", "x")])
    assert Shape(J, pretty=True) == asked.scope["state"]["shape"]
    with pytest.raises(NotAcceptable):
        reshape(asked, [("_format", "ttl")])


BINARY = {
    None: "*/*",
    "*/*": "*/*",
    "image/png": "image/png",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "application/json": "application/json",
    J: "",
    X: "",
    f"{X}, */*;q=0.1": "",
    f"{J};q=0, application/pdf": f"{J};q=0, application/pdf",
}


@pytest.mark.parametrize("accept", BINARY)
def test_raw(accept: str | None) -> None:
    """Who does not name a type of FHIR gets the content of a Binary (https://hl7.org/fhir/R4/binary.html#rest)."""

    assert BINARY[accept] == (shape_of(request(accept, type_="Binary"), raw=True) or AS_KEPT).raw
    assert (shape_of(request("*/*", type_="Binary")) or AS_KEPT).raw == ""
    assert (shape_of(request("*/*", "_format=json", type_="Binary"), raw=True) or AS_KEPT).raw == ""


@pytest.mark.parametrize(
    "media", [J, "application/json", X, "text/xml", f"{X}; charset=utf-8", f"{X}; fhirVersion=4.0"]
)
def test_bodies_of_ours(media: str) -> None:
    """Bodies of R4 in JSON and XML are taken."""

    assert takes_ours(media)


@pytest.mark.parametrize("media", [f"{J}; fhirVersion=3.0", f"{X}; fhirVersion=5.0", "text/turtle", ""])
def test_bodies_of_others(media: str) -> None:
    """Bodies of other versions are not."""

    assert not takes_ours(media)


@given(st.text(st.characters(codec="latin-1"), max_size=60))
def test_no_header_breaks_it(accept: str) -> None:
    """Whatever a header says, there is an answer."""
    try:
        found = shape_of(request(accept))
    except NotAcceptable:
        return
    assert found is None or found.media
