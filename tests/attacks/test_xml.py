"""XML as a weapon (SECURITY 94 to 98, 106): nothing is declared, fetched, expanded, hidden or kept that JSON would not be."""

from __future__ import annotations

import socket
import threading
import time
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.xml.reading import from_xml
from api.xml.writing import to_xml
from tests.api.xml.resources import made, written

if TYPE_CHECKING:
    from collections.abc import Iterator

X = "application/fhir+xml"
NS = 'xmlns="http://hl7.org/fhir"'
H = 'xmlns="http://www.w3.org/1999/xhtml"'
SECRET = "/etc/passwd"


@pytest.fixture(scope="module")
def trap() -> Iterator[tuple[str, list[bytes]]]:
    """Listen where nobody should call; give the address and what was heard."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            heard.append(b"called")
            connection.close()

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/x", heard
    listener.close()


def declared(inner: str, where: str, body: str = '<name><text value="&e;"/></name>') -> bytes:
    return f"<!DOCTYPE Patient {where} [{inner}]><Patient {NS}>{body}</Patient>".encode()


def payloads(address: str) -> dict[str, bytes]:
    """Give what tries to read a file, call out, or grow."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return {
        "file": declared(f'<!ENTITY e SYSTEM "file://{SECRET}">', ""),
        "address": declared(f'<!ENTITY e SYSTEM "{address}">', ""),
        "external document type": declared("", f'SYSTEM "{address}"', ""),
        "public document type": declared("", f'PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "{address}"', ""),
        "parameter entity": declared(f'<!ENTITY % e SYSTEM "{address}"> %e;', "", ""),
        "file in an error": declared(f'<!ENTITY % f SYSTEM "file://{SECRET}"><!ENTITY % e "<!ENTITY x SYSTEM \'{address}?%f;\'>">%e;', ""),
        "laughs": declared(f'<!ENTITY l0 "lol">{laughs}', "", '<name><text value="&l11;"/></name>'),
        "laughs in the narrative": declared(f'<!ENTITY l0 "lol">{laughs}', "", f'<text><status value="empty"/><div {H}>&l11;</div></text>'),
        "attribute defaults": declared('<!ATTLIST Patient a CDATA "x">', "", ""),
        "inclusion": f'<Patient {NS} xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{address}"/></Patient>'.encode(),
        "inclusion in the narrative": f'<Patient {NS}><text><status value="empty"/><div {H}><include xmlns="http://www.w3.org/2001/XInclude" href="file://{SECRET}" parse="text"/>x</div></text></Patient>'.encode(),
        "schema": f'<Patient {NS} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="{address}"/>'.encode(),
        "style sheet": f'<?xml-stylesheet type="text/xsl" href="{address}"?><Patient {NS}/>'.encode(),
        "namespace": f'<Patient xmlns="{address}"/>'.encode(),
        "base": f'<Patient {NS} xml:base="{address}"/>'.encode(),
        "script in the narrative": f'<Patient {NS}><text><status value="empty"/><div {H}><script>x</script></div></text></Patient>'.encode(),
        "script by a prefix from outside": f'<Patient {NS} xmlns:h="http://www.w3.org/1999/xhtml"><text><status value="empty"/><h:div><h:script>x</h:script></h:div></text></Patient>'.encode(),
        "image by a prefix from outside": f'<Patient {NS} xmlns:h="http://www.w3.org/1999/xhtml"><text><status value="empty"/><h:div><h:img src="{address}"/></h:div></text></Patient>'.encode(),
        "section in the narrative": f'<Patient {NS}><text><status value="empty"/><div {H}><![CDATA[<script>]]></div></text></Patient>'.encode(),
    }  # fmt: skip


@pytest.mark.parametrize("name", payloads(""))
def test_nothing_is_fetched_or_expanded(askers, trap: tuple[str, list[bytes]], name: str) -> None:
    """Row 106: what declares or includes is refused, with nothing of any file and no call to any address."""
    address, heard = trap
    body = payloads(address)[name]
    start = time.monotonic()

    for path in ("Patient", ""):
        answer = askers["feed"].ask("POST", path, body, content_type=X)
        assert answer.status_code in (400, 422), answer.text
        assert "root:" not in answer.text
        assert address not in answer.text
    assert time.monotonic() - start < 5
    assert not heard


@pytest.mark.parametrize(
    "body",
    [
        b"<a>" * 2_000_000,
        f"<Patient {NS}>".encode() + b"<extension>" * 300_000,
        f'<Patient {NS}><name><text value="{"x" * 12_000_000}"/></name></Patient>'.encode(),
        f"<Patient {NS}>{'<nope/>' * 300_000}</Patient>".encode(),
        (f"<Patient {NS}>" + "<name><text value='x'/></name>" * 20_000 + "<nope/></Patient>").encode(),
        (f"<Patient {NS} " + " ".join(f"xmlns:n{n}='urn:{n}'" for n in range(20_000)) + "/>").encode(),
        f"<Patient {NS}><!--{'-' * 5_000_000}--></Patient>".encode(),
        f"<Patient {NS}><!--{'a ' * 5_000_000}--></Patient>".encode(),
        b"<!--" + b" <!--" * 1_000_000,
        b"<?xml " + b"version = " * 500_000,
        b" " * 15_000_000,
        b"x" * 17_000_000,
    ],
    ids=["levels", "known levels", "attribute", "faults", "many before one", "namespaces", "hyphens", "comment", "comments", "declaration", "blanks", "size"],
)  # fmt: skip
def test_large_things_are_answered_soon(askers, body: bytes) -> None:
    """Rows 94, 95: depth, width and length are bounded; what is ignored anyway may be long."""
    start = time.monotonic()

    answer = askers["feed"].ask("POST", "Patient", body, content_type=X)

    assert answer.status_code in (201, 400, 413, 422), answer.text[:300]
    assert len(answer.content) < 200_000
    assert time.monotonic() - start < 20
    assert 200 == askers["feed"].get("Patient/ann").status_code


HIDDEN_PATHS = ["Patient/bob", "Patient/never", "Observation/never", "Patient/bob/_history", "Binary/of-detox"]


@pytest.mark.parametrize("path", HIDDEN_PATHS)
@pytest.mark.parametrize("accept", [X, "application/json", "image/png", "text/html,*/*"])
def test_hidden_looks_like_missing_in_every_format(askers, path: str, accept: str) -> None:
    """Row 1: what is withheld is missing, whatever format is asked for."""
    type_ = path.partition("/")[0]
    missing = f"{type_}/no-such-record" + ("/_history" if path.endswith("_history") else "")
    hidden, absent = (askers["hill"].get(one, accept=accept) for one in (path, missing))

    assert (absent.status_code, absent.content) == (hidden.status_code, hidden.content)
    assert absent.headers["content-type"] == hidden.headers["content-type"]


def test_security_labels_bind_raw_content(askers) -> None:
    """Row 54: content sent raw is withheld with what its X-Security-Context names, as raw bytes as well."""
    feed, hill = askers["feed"], askers["hill"]
    secret = feed.ask("POST", "Binary", b"secret", content_type="a/b", x_security_context="Patient/bob")
    own = feed.ask("POST", "Binary", b"note", content_type="a/b", x_security_context="Patient/ann")
    assert 201 == secret.status_code == own.status_code, own.text

    for accept in ("*/*", "a/b", "application/fhir+json", X):
        assert 404 == hill.get(secret.headers["location"].partition("/_history")[0], accept=accept).status_code
        assert 200 == hill.get(own.headers["location"].partition("/_history")[0], accept=accept).status_code


def test_apps_cannot_write_by_raw_content_what_they_cannot_write(askers) -> None:
    """Row 54: raw content and XML go through the same intake as JSON."""
    body = f'<Consent {NS}><status value="active"/></Consent>'.encode()

    for path, sent, media in (("Binary", b"x", "a/b"), ("Consent", body, X)):
        answer = askers["hill"].ask("POST", path, sent, content_type=media, x_security_context="Patient/bob")
        assert answer.status_code in (400, 403, 404, 422), (path, answer.text)


def mutated(random: Random, body: bytes) -> bytes:
    """Cut, double, swap and soil some bytes."""
    sent = bytearray(body)
    for _ in range(random.randint(1, 4)):
        at, length = random.randrange(len(sent) + 1), random.randint(0, 30)
        piece = bytes(sent[at : at + length])
        match random.randrange(4):
            case 0:
                del sent[at : at + length]
            case 1:
                sent[at:at] = piece
            case 2:
                sent[at:at] = random.choice(
                    [
                        b"\0",
                        b"\xff",
                        b"<",
                        b"&",
                        b'"',
                        b"<!--",
                        b"<![CDATA[",
                        b"<?x ?>",
                        b" value=''",
                        b"</",
                        b"\xed\xa0\x80",
                    ]
                )
            case _:
                other = random.randrange(len(sent) + 1)
                sent[other:other] = piece
    return bytes(sent)


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 10**6), type_=st.sampled_from(["Patient", "Observation", "Bundle", "Parameters", "Binary", "Questionnaire", "Composition"]))  # fmt: skip
def test_no_xml_breaks_the_service(askers, seed: int, type_: str) -> None:
    """Row 110: whatever XML is sent, sound or spoilt: taken or refused, and never a fault of the server."""
    random = Random(seed)
    body = to_xml(written(made(random, type_, 3)).encode())
    for sent in (body, mutated(random, body)):
        for path in (type_, ""):
            answer: Any = askers["feed"].ask("POST", path, sent, content_type=X, accept=random.choice([X, "*/*"]))
            assert answer.status_code < 500, (path, sent, answer.text)
            assert "Traceback" not in answer.text
            if answer.headers["content-type"].startswith(X):
                from_xml(answer.content)
