"""Is FHIR XML read as the JSON that it means, and is everything else refused with its place?"""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.xml.document import LARGEST, root_name
from api.xml.reading import from_xml
from domain.errors import ChartwardError, Malformed, TooLarge, UnsupportedMedia

NS = 'xmlns="http://hl7.org/fhir"'
H = 'xmlns="http://www.w3.org/1999/xhtml"'


def patient(inner: str) -> bytes:
    """Put children into a patient."""
    return f"<Patient {NS}>{inner}</Patient>".encode()


READ = {
    "empty": (f"<Patient {NS}/>", '{"resourceType":"Patient"}'),
    "prefix": ('<f:Patient xmlns:f="http://hl7.org/fhir"><f:active value="true"/></f:Patient>', '{"resourceType":"Patient","active":true}'),
    "schema location": (f'<Patient {NS} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"/>', '{"resourceType":"Patient"}'),
    "declaration, comments and blanks": (f'<?xml version="1.0"?>\n<!-- <!DOCTYPE x> -->\n<Patient {NS}>\n <!-- a --> <active value="false"/>\t<!--b-->\n</Patient>\n<!-- c -->', '{"resourceType":"Patient","active":false}'),
    "digits": (f'<Observation {NS}><valueQuantity><value value="1.00"/></valueQuantity></Observation>', '{"resourceType":"Observation","valueQuantity":{"value":1.00}}'),
    "plus": (f'<Patient {NS}><multipleBirthInteger value="+2"/></Patient>', '{"resourceType":"Patient","multipleBirthInteger":2}'),
    "no number": (f'<Patient {NS}><multipleBirthInteger value="two"/></Patient>', '{"resourceType":"Patient","multipleBirthInteger":"two"}'),
    "a number beyond bounds": (f'<Observation {NS}><valueQuantity><value value="1e400"/></valueQuantity></Observation>', '{"resourceType":"Observation","valueQuantity":{"value":"1e400"}}'),
    "a number with too many digits": (f'<Observation {NS}><valueQuantity><value value="{"1" * 31}"/></valueQuantity></Observation>', f'{{"resourceType":"Observation","valueQuantity":{{"value":"{"1" * 31}"}}}}'),
    "no boolean": (f'<Patient {NS}><active value="yes"/></Patient>', '{"resourceType":"Patient","active":"yes"}'),
    "escapes": (f'<Patient {NS}><name><text value="&lt;&#10;&quot;&#x1F600;a\nb"/></name></Patient>', '{"resourceType":"Patient","name":[{"text":"<\\n\\"\U0001f600a b"}]}'),
    "list of one": (f'<Patient {NS}><name><given value="a"/></name></Patient>', '{"resourceType":"Patient","name":[{"given":["a"]}]}'),
    "extensions of a list": (
        f'<Patient {NS}><name><given value="a"/><given id="g"><extension url="u"><valueCode value="c"/></extension></given><given value="b"/></name></Patient>',
        '{"resourceType":"Patient","name":[{"given":["a",null,"b"],"_given":[null,{"id":"g","extension":[{"url":"u","valueCode":"c"}]},null]}]}',
    ),
    "extensions alone": (
        f'<Patient {NS}><name><given><extension url="u"><valueCode value="c"/></extension></given></name></Patient>',
        '{"resourceType":"Patient","name":[{"_given":[{"extension":[{"url":"u","valueCode":"c"}]}]}]}',
    ),
    "contained": (f'<Patient {NS}><contained><Basic><id value="b"/></Basic></contained></Patient>', '{"resourceType":"Patient","contained":[{"resourceType":"Basic","id":"b"}]}'),
    "parameters": (f'<Parameters {NS}><parameter><name value="a"/><resource><Patient><id value="p"/></Patient></resource></parameter></Parameters>', '{"resourceType":"Parameters","parameter":[{"name":"a","resource":{"resourceType":"Patient","id":"p"}}]}'),
    "bundle": (f'<Bundle {NS}><type value="batch"/><entry><resource><Patient/></resource><request><method value="POST"/><url value="Patient"/></request></entry></Bundle>', '{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}}]}'),
    "narrative": (f'<Patient {NS}><text><status value="generated"/><div {H}><p>a &amp; b<br></br></p></div></text></Patient>', f'{{"resourceType":"Patient","text":{{"status":"generated","div":{json.dumps(f"<div {H}><p>a &amp; b<br></br></p></div>")}}}}}'),
    "narrative with a prefix from outside": (f'<Patient {NS} xmlns:h="http://www.w3.org/1999/xhtml"><text><status value="generated"/><h:div>x<h:br/></h:div></text></Patient>', '{"resourceType":"Patient","text":{"status":"generated","div":"<h:div xmlns:h=\\"http://www.w3.org/1999/xhtml\\">x<h:br></h:br></h:div>"}}'),
    "two narratives": (
        f'<Patient {NS}><text><status value="empty"/><div {H}>a<div>b</div></div></text><contained><Basic><text><status value="empty"/><div {H}/></text></Basic></contained></Patient>',
        f'{{"resourceType":"Patient","text":{{"status":"empty","div":{json.dumps(f"<div {H}>a<div>b</div></div>")}}},"contained":[{{"resourceType":"Basic","text":{{"status":"empty","div":{json.dumps(f"<div {H}/>")}}}}}]}}',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_read(name: str) -> None:
    """XML is read as https://hl7.org/fhir/R4/json.html#xml says."""
    body, expected = READ[name]

    assert expected == from_xml(body.encode()).decode()


@pytest.mark.parametrize(
    ("encoded", "charset"),
    [
        (lambda text: text.encode(), ""),
        (lambda text: text.encode(), "utf-8"),
        (lambda text: text.encode(), '"UTF-8"'),
        (lambda text: text.encode("utf-8-sig"), ""),
        (lambda text: text.encode("utf-8-sig"), "iso-8859-1"),
        (lambda text: text.encode("utf-16"), ""),
        (lambda text: text.encode("utf-16-le"), "utf-16le"),
        (lambda text: text.encode("utf-16-be"), "utf-16be"),
        (lambda text: text.encode("iso-8859-1"), "iso-8859-1"),
        (lambda text: b'<?xml version="1.0" encoding="ISO-8859-1"?>' + text.encode("iso-8859-1"), ""),
        (lambda text: b"<?xml version='1.0' encoding='windows-1252' standalone='yes'?>" + text.encode("cp1252"), ""),
        (lambda text: '<?xml version="1.0" encoding="utf-16"?>'.encode("utf-16") + text.encode("utf-16-le"), ""),
    ],
)
def test_encodings(encoded, charset: str) -> None:
    """The byte order mark, then the header, then the declaration say the encoding."""
    body = encoded(f'<Patient {NS}><name><text value="Ærøskøbing"/></name></Patient>')

    assert "Ærøskøbing" == json.loads(from_xml(body, charset))["name"][0]["text"]


BILLION = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
REFUSED = {
    "nothing": b"",
    "blanks": b"  \n ",
    "JSON": b'{"resourceType":"Patient"}',
    "document type": f"<!DOCTYPE Patient><Patient {NS}/>".encode(),
    "document type behind a declaration": f'<?xml version="1.0"?>\n<!DOCTYPE Patient>\n<Patient {NS}/>'.encode(),
    "document type behind a comment": f"<!-- x --><!DOCTYPE Patient><Patient {NS}/>".encode(),
    "document type behind a strange comment": f"<!--> --><!DOCTYPE Patient><Patient {NS}/>".encode(),
    "document type inside": f"<Patient {NS}><!DOCTYPE x></Patient>".encode(),
    "document type in lower case": f"<!doctype Patient><Patient {NS}/>".encode(),
    "document type in UTF-16": f"<!DOCTYPE Patient><Patient {NS}/>".encode("utf-16"),
    "external document type": f'<!DOCTYPE Patient SYSTEM "file:///etc/passwd"><Patient {NS}/>'.encode(),
    "external entity": f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Patient {NS}><name><text value="&e;"/></name></Patient>'.encode(),
    "parameter entity": f'<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x">%e;]><Patient {NS}/>'.encode(),
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "lol">{BILLION}]><Patient {NS}><name><text value="&l9;"/></name></Patient>'.encode(),
    "quadratic": f'<!DOCTYPE x [<!ENTITY e "{"x" * 50_000}">]><Patient {NS}><name><text value="{"&e;" * 50_000}"/></name></Patient>'.encode(),
    "undeclared entity": patient('<name><text value="&nbsp;"/></name>'),
    "entity in the narrative": patient(f'<text><status value="empty"/><div {H}>&nbsp;</div></text>'),
    "instruction": patient('<?php echo "x"?>'),
    "instruction in front": f'<?xml-stylesheet href="x"?><Patient {NS}/>'.encode(),
    "instruction behind": f"<Patient {NS}/><?x y?>".encode(),
    "instruction in the narrative": patient(f'<text><status value="empty"/><div {H}><?x y?></div></text>'),
    "inclusion": patient('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'),
    "two roots": f"<Patient {NS}/><Patient {NS}/>".encode(),
    "not closed": f"<Patient {NS}>".encode(),
    "NUL": patient('<active value="tr\0ue"/>'),
    "NUL as a reference": patient('<active value="&#0;"/>'),
    "control character": patient('<name><text value="\x01"/></name>'),
    "surrogate as a reference": patient('<name><text value="&#xD800;"/></name>'),
    "invalid UTF-8": patient('<name><text value="').replace(b"</Patient>", b'\xff"/></name></Patient>'),
    "overlong UTF-8": patient('<name><text value="').replace(b"</Patient>", b'\xc0\xbc"/></name></Patient>'),
    "half a UTF-16": f"<Patient {NS}/>".encode("utf-16")[:-1],
    "lone surrogate in UTF-16": f"<Patient {NS}>".encode("utf-16") + b"\x00\xd8" + "</Patient>".encode("utf-16-le"),
    "UTF-16 without a mark": f"<Patient {NS}/>".encode("utf-16-le"),
    "UTF-32": f"<Patient {NS}/>".encode("utf-32"),
    "not in the encoding declared": f'<?xml version="1.0" encoding="us-ascii"?><Patient {NS}><name><text value="é"/></name></Patient>'.encode(),
    "no namespace": b"<Patient/>",
    "other namespace": b'<Patient xmlns="http://hl7.org/fhir/"/>',
    "CDA": b'<ClinicalDocument xmlns="urn:hl7-org:v3"/>',
    "unbound prefix": b"<f:Patient/>",
    "no type": f"<Nope {NS}/>".encode(),
    "a datatype": f'<HumanName {NS}><text value="x"/></HumanName>'.encode(),
    "children of another namespace": patient('<active xmlns="urn:x" value="true"/>'),
    "unknown element": patient('<nope value="x"/>'),
    "element of JSON": patient('<_birthDate id="x"/>'),
    "resourceType": patient('<resourceType value="Patient"/>'),
    "unknown attribute": patient('<active value="true" nope="x"/>'),
    "attribute of another namespace": patient('<active xmlns:x="urn:x" x:value="true"/>'),
    "xml:lang": patient('<active value="true" xml:lang="en"/>'),
    "xml:id": patient('<active value="true" xml:id="a"/>'),
    "attribute of a resource": f'<Patient {NS} id="x"/>'.encode(),
    "value of a datatype": patient('<name value="x"/>'),
    "id as an element": patient('<name><id value="x"/><text value="y"/></name>'),
    "url as an element": patient('<extension><url value="x"/><valueCode value="y"/></extension>'),
    "empty attribute": patient('<name><text value=""/></name>'),
    "empty id": patient('<name id=""><text value="x"/></name>'),
    "element without value": patient("<active/>"),
    "element with an id alone": patient('<active id="x"/>'),
    "datatype without children": patient("<name/>"),
    "twice": patient('<active value="true"/><active value="true"/>'),
    "two types of a choice": patient('<deceasedBoolean value="true"/><deceasedDateTime value="2020"/>'),
    "wrong order": patient('<gender value="male"/><active value="true"/>'),
    "list torn apart": patient('<name><text value="a"/></name><gender value="male"/><name><text value="b"/></name>'),
    "words": patient('x<active value="true"/>'),
    "words behind": patient('<active value="true"/>x'),
    "words in an element": patient('<active value="true">x</active>'),
    "words in a section": patient('<![CDATA[x]]><active value="true"/>'),
    "children of a primitive": patient('<active value="true"><value value="x"/></active>'),
    "no resource contained": patient("<contained/>"),
    "two resources contained": patient("<contained><Basic/><Basic/></contained>"),
    "a datatype contained": patient('<contained><HumanName><text value="x"/></HumanName></contained>'),
    "words beside what is contained": patient("<contained>x<Basic/></contained>"),
    "attribute of contained": patient('<contained id="x"><Basic/></contained>'),
    "narrative of FHIR's namespace": patient('<text><status value="empty"/><div>x</div></text>'),
    "another element of XHTML": patient(f'<text><status value="empty"/><p {H}>x</p></text>'),
    "two narratives": patient(f'<text><status value="empty"/><div {H}>x</div><div {H}>x</div></text>'),
    "65 levels": patient("".join(['<extension url="u">' * 64, '<valueCode value="c"/>', "</extension>" * 64])),
    "1,000 levels": patient("".join(['<extension url="u">' * 1000, '<valueCode value="c"/>', "</extension>" * 1000])),
    "100,000 levels": b"<a>" * 100_000 + b"</a>" * 100_000,
    "attribute of 11 MB": patient(f'<name><text value="{"x" * 11_000_000}"/></name>'),
    "100,000 attributes": ("<Patient " + " ".join(f"a{n}='x'" for n in range(100_000)) + "/>").encode(),
    "name of 1 MB": patient(f"<{'x' * 1_000_000}/>"),
    "attribute twice": patient('<active value="true" value="false"/>'),
    "attribute twice by namespaces": f'<Patient {NS} xmlns:a="urn:x" xmlns:b="urn:x" a:c="1" b:c="1"/>'.encode(),
    "version 2 of XML": f'<?xml version="2.0"?><Patient {NS}/>'.encode(),
    "declaration not in front": f' <?xml version="1.0"?><Patient {NS}/>'.encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """What is not FHIR XML is malformed at once; no text of the fault repeats what was sent."""
    start = time.monotonic()

    with pytest.raises(Malformed) as refused:
        from_xml(REFUSED[name])

    assert time.monotonic() - start < 5
    assert all(len(fault.text) < 200 and len(fault.expression) < 2000 for fault in refused.value.faults)
    assert len(refused.value.faults) <= 200


@pytest.mark.parametrize(
    ("body", "charset", "error"),
    [
        (patient(" " * LARGEST), "", TooLarge),
        (patient(""), "utf-7", UnsupportedMedia),
        (b'<?xml version="1.0" encoding="UTF-7"?>' + patient(""), "", UnsupportedMedia),
        (b'<?xml version="1.0" encoding="EBCDIC-CP-US"?>' + patient(""), "", UnsupportedMedia),
    ],
)
def test_not_taken(body: bytes, charset: str, error: type[ChartwardError]) -> None:
    """What is too long, or in an encoding that is not read, is said to be that."""
    with pytest.raises(error):
        from_xml(body, charset)


FAULTS = {
    "unknown element": ('<name>\n    <nope value="x"/>\n  </name>', "Patient.name[0].nope", "/f:Patient/f:name/f:nope", "Line[3] Column[5]"),
    "second of two": ('<name><text value="a"/></name>\n  <name><text value=""/></name>', "Patient.name[1].text", "/f:Patient/f:name[2]/f:text", "Line[3] Column[9]"),
    "choice": ('<deceasedBoolean nope="x" value="true"/>', "Patient.deceased.nope", "/f:Patient/f:deceasedBoolean", "Line[2] Column[3]"),
    "behind comments and sections": ('<!-- <a> --><![CDATA[ ]]><active nope=">" value="true"/>', "Patient.active.nope", "/f:Patient/f:active", "Line[2] Column[28]"),
    "contained": ("<contained><Basic><nope/></Basic></contained>", "Patient.contained[0].nope", "/f:Patient/f:contained/f:Basic/f:nope", "Line[2] Column[21]"),
    "other namespace": ('<x xmlns="urn:x"/>', "Patient", "/f:Patient/*:x", "Line[2] Column[3]"),
    "strange name": ("<é-x/>", "Patient", "/f:Patient/f:*", "Line[2] Column[3]"),
    "syntax": ("<active>", "", None, "Line[3] Column[11]"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_faults_have_places(name: str) -> None:
    """Every fault names the element by FHIRPath and XPath, and its line and column."""
    inner, expression, xpath, place = FAULTS[name]

    with pytest.raises(Malformed) as refused:
        from_xml(f"<?xml version='1.0'?><Patient {NS}>\n  {inner}\n</Patient>".encode())

    (fault,) = refused.value.faults
    assert (expression, tuple(filter(None, (xpath, place)))) == (fault.expression, fault.location)


def test_every_fault_is_told() -> None:
    """One answer lists all faults, up to a bound."""
    with pytest.raises(Malformed) as refused:
        from_xml(patient('<nope/><active value="true" x="y"/><gender/>' + "<nope/>" * 1000))

    assert ["Patient.nope", "Patient.active.x", "Patient.gender"] == [
        one.expression for one in refused.value.faults[:3]
    ]
    assert 200 == len(refused.value.faults)


def test_deepest() -> None:
    """What is as deep as JSON may be is read."""
    body = patient("".join(['<extension url="u">' * 60, '<valueCode value="c"/>', "</extension>" * 60]))

    assert 60 == from_xml(body).count(b'"extension"')


@pytest.mark.parametrize(
    ("body", "root"),
    [
        (f"<Patient {NS}/>", ("http://hl7.org/fhir", "Patient")),
        (f"<?xml version='1.0'?><!-- x --><Binary\n {NS}>", ("http://hl7.org/fhir", "Binary")),
        ("<f:Binary xmlns='urn:x' xmlns:f='http://hl7.org/fhir'>", ("http://hl7.org/fhir", "Binary")),
        ("<ClinicalDocument xmlns='urn:hl7-org:v3' a='>'>\xff", ("urn:hl7-org:v3", "ClinicalDocument")),
        ("<a/>", ("", "a")),
        ("<!DOCTYPE html><html/>", None),
        ("x", None),
        ("", None),
        ("<" * 100_000, None),
        ("<a" * 100_000, None),
        ('<a b="' * 100_000, None),
    ],
)
def test_root_names(body: str, root: tuple[str, str] | None) -> None:
    """The root is told without reading what is in it."""

    assert root == root_name(body.encode())


PIECES = st.sampled_from([
    f"<Patient {NS}>", "</Patient>", "<name>", "</name>", '<text value="x"/>', "<given", ' value="', '"', "/>", ">", "<", "&", "&amp;", "&#1;", "<!--", "-->",
    "<![CDATA[", "]]>", "<?x", "?>", "<!DOCTYPE x [", "]>", "<contained>", "</contained>", f"<div {H}>", "</div>", "<text>", "</text>", "x", "\n", "é", "\0", "xmlns:a='urn:x'",
])  # fmt: skip


@settings(max_examples=400)
@given(st.one_of(st.lists(PIECES, max_size=12).map(lambda parts: "".join(parts).encode()), st.binary(max_size=60)))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    """Whatever is sent is a resource or an error of its own."""
    for whole in (body, patient("")[:-10] + body + b"</Patient>"):
        with contextlib.suppress(ChartwardError):
            assert isinstance(json.loads(from_xml(whole)), dict)
