"""Does the service stay closed at its edges? SECURITY.md A7 rows 2, 30, 107 to 117: routes, methods, headers, errors, logs."""

from __future__ import annotations

import json
import socket

import pytest

from openapi.endpoints import ENDPOINTS
from tests.api.world import observation
from tests.attacks.conftest import entry, transaction

PATHS = [
    "/", "/fhir/", "/fhir/Patient/", "/fhir//Patient", "/fhir/Patient//ann", "/fhir/Patient/ann/", "//fhir/Patient/ann", "/fhir/Patient%2Fann", "/fhir/Patient/ann%2F_history",
    "/fhir/./Patient/ann", "/fhir/Patient/../Patient/ann", "/fhir/%2e%2e/Patient/ann", "/FHIR/Patient/ann", "/fhir/patient/ann", "/fhir/Patient/ann/_history/", "/fhir/_history",
    "/fhir/Patient/_history", "/fhir/Patient/$everything", "/fhir/Patient/ann/$everything", "/fhir/$export", "/fhir/Patient/$export", "/fhir/Patient/ann/Observation", "/fhir/Patient/ann/*",
    "/fhir/Observation/$lastn", "/fhir/Patient/$match", "/fhir/DocumentReference/$docref", "/fhir/Patient/ann/$meta", "/fhir/Patient/$validate", "/fhir/$graphql", "/graphql", "/metrics", "/debug",
    "/admin", "/auth/authorize", "/auth/register", "/auth/introspect", "/auth/revoke", "/auth/token/", "/fhir/Nonsense", "/fhir/Nonsense/1", "/fhir/Patient/" + "a" * 65, "/fhir/Patient/a%00b",
    "/fhir/Patient/a%0d%0ab", "/fhir/Patient/%ff%fe", "/fhir/Patient/ann;x=1", "/fhir/Patient/ann?_format=xml", "/fhir/Patient/ann/_history/0", "/fhir/Patient/ann/_history/01",
    "/fhir/Patient/ann/_history/99999999999999999999", "/fhir/Patient/ann/_history/1.5", "/fhir/Patient/ann/_history/%D9%A1", "/fhir/Patient?_count=%D9%A1", "/fhir/Patient?_count=-1",
]  # fmt: skip


def closed(answer, path: str) -> None:
    """Assert what holds of every answer."""
    assert answer.status_code < 500, (path, answer.text)
    if answer.text == "Invalid HTTP request received.":  # refused before it was a request
        return
    if answer.status_code >= 400 or path.rpartition("/")[2] not in ("jwks", "smart-configuration"):  # public by design
        assert "no-store" in answer.headers.get("cache-control", ""), path
    if answer.status_code >= 400 and answer.content:
        assert "OperationOutcome" in answer.text or "error" in answer.json(), path


@pytest.mark.parametrize("path", PATHS)
def test_strange_addresses(askers, live, path: str) -> None:
    """Rows 2, 107, 116: no address but those of the table answers; none redirects; errors are OperationOutcomes, never kept."""
    token = f"Bearer {askers['hill'].token()}"
    for headers in ({}, {"authorization": token}):
        answer = live.http.get(live.origin + path, headers=headers, follow_redirects=False)
        closed(answer, path)
        assert not 300 <= answer.status_code < 400, answer.headers
        if not headers and path.startswith("/fhir"):
            assert answer.status_code in (401, 404, 400, 405, 406), (path, answer.status_code)


@pytest.mark.parametrize(
    "method", ["TRACE", "CONNECT", "PATCH", "OPTIONS", "PROPFIND", "FOO", "HEAD", "POST", "PUT", "DELETE", "GET"]
)
@pytest.mark.parametrize(
    "path",
    [
        "/fhir",
        "/fhir/Patient",
        "/fhir/Patient/ann",
        "/fhir/Patient/ann/_history",
        "/fhir/metadata",
        "/fhir/Patient/_search",
        "/fhir/Task/x/$approve",
        "/auth/token",
        "/auth/jwks",
        "/health/ready",
        "/fhir/.well-known/smart-configuration",
    ],
)
def test_other_methods(askers, live, method: str, path: str) -> None:
    """Row 117: methods that the table lacks are 4xx, with or without a token; nothing is kept by caches."""
    if method == "CONNECT":
        return
    for headers in (
        {},
        {"authorization": f"Bearer {askers['hill-narrow'].token()}", "content-type": "application/fhir+json"},
    ):
        answer = live.http.request(method, live.origin + path, headers=headers, follow_redirects=False)
        closed(answer, f"{method} {path}")
        if method in ("TRACE", "PROPFIND", "FOO", "PATCH"):
            assert answer.status_code in (400, 401, 404, 405), answer.status_code
    override = live.http.get(
        live.origin + "/fhir/Observation/ann-plain",
        headers={
            "authorization": f"Bearer {askers['feed'].token()}",
            "x-http-method-override": "DELETE",
            "x-http-method": "DELETE",
            "x-method-override": "DELETE",
        },
    )
    assert 200 == override.status_code
    assert 200 == askers["feed"].get("Observation/ann-plain").status_code


@pytest.mark.parametrize("row", ENDPOINTS, ids=lambda row: f"{row.method} {row.path}")
def test_nothing_answers_without_a_token(live, askers, row) -> None:
    """Row 2: every row of the endpoint table that is not open wants a token."""
    path = row.path.replace("{type}", "Patient").replace("{id}", "ann").replace("{version}", "1")
    for headers in ({}, {"authorization": "Bearer x"}, {"authorization": "Basic YTpi"}, {"authorization": ""}):
        answer = live.http.request(row.method, path, headers=headers | {"content-type": "application/fhir+json"})
        closed(answer, path)
        assert answer.status_code == (200 if row.open else 401), (path, answer.text)
    answer = live.http.request(row.method, f"{path}?access_token={askers['feed'].token()}")
    assert answer.status_code in ((200, 400) if row.open else (401,))


@pytest.mark.parametrize(
    "headers",
    [{"host": "evil.example"}, {"host": "evil.example/fhir/metadata?"}, {"host": "a@b"}, {"host": "a#b"}, {"x-forwarded-host": "evil.example"}, {"x-forwarded-proto": "https", "x-forwarded-for": "10.0.0.1"},
     {"forwarded": "host=evil.example;proto=https"}, {"x-original-url": "/fhir/metadata"}, {"x-rewrite-url": "/fhir/metadata"}, {"x-forwarded-prefix": "/evil"}],
)  # fmt: skip
def test_links_come_from_the_configuration(askers, live, headers: dict[str, str]) -> None:
    """Rows 107, 108: Host and X-Forwarded-* change neither routes, rights nor links."""
    feed = askers["feed"]
    for path in ("Observation?_count=1", "Observation/ann-plain/_history", "metadata", "Patient/"):
        answer = live.http.get(f"/fhir/{path}", headers={"authorization": f"Bearer {feed.token()}", **headers})
        assert "evil" not in answer.text + str(answer.headers)
        assert answer.status_code in (200, 400, 404)
    assert 401 == live.http.get("/fhir/Patient/ann", headers=headers).status_code or headers.get("host")
    created = live.http.post(
        "/fhir/Observation",
        headers={"authorization": f"Bearer {feed.token()}", "content-type": "application/json", **headers},
        content=json.dumps({"resourceType": "Observation", "status": "final", "code": {"text": "x"}}),
    )
    assert created.headers.get("location", live.origin).startswith(live.origin)
    assert "evil" not in live.http.get("/fhir/.well-known/smart-configuration", headers=headers).text


def test_every_answer_is_kept_by_nobody(askers, live) -> None:
    """Row 30: no-store on successes and failures of every kind."""
    hill = askers["hill"]
    made = observation("x", "ann")
    for answer in (
        hill.get("Patient/ann"), hill.get("Patient/ann", if_none_match='W/"1"'), hill.get("Patient/bob"), hill.get("Patient"), hill.get("Patient/ann/_history"), hill.get("metadata"),
        hill.post("Observation", made), hill.post("Observation", made, prefer="return=minimal"), hill.post("Observation", b"{"), hill.ask("DELETE", "Observation/none"), hill.post("", transaction(entry("GET", "Patient/ann"))),
        live.http.get("/health/live"), live.http.get("/health/ready"), live.http.post("/auth/token"), live.http.get("/auth/jwks"), live.http.get("/fhir/.well-known/smart-configuration"), live.http.get("/nowhere"),
    ):  # fmt: skip
        closed(answer, str(answer.url))


def test_a_head_is_a_get_without_the_body(askers) -> None:
    """HEAD: same status and validators as GET, nothing more; hidden and missing alike."""
    hill = askers["hill"]
    assert 200 == hill.ask("HEAD", "Patient/ann").status_code
    assert b"" == hill.ask("HEAD", "Patient/ann").content
    assert 404 == hill.ask("HEAD", "Patient/bob").status_code == hill.ask("HEAD", "Patient/never").status_code


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/xhtml+xml", "text/html", "image/png", "application/fhir+turtle"]
)
def test_only_json_and_xml_come_out(askers, accept: str) -> None:
    """Row 60: other representations are 406, in the header and in _format, and other bodies 415."""
    assert 406 == askers["hill"].get("Patient/ann", accept=accept).status_code
    assert 406 == askers["hill"].get(f"Patient/ann?_format={accept}").status_code
    xml = askers["hill"].post("Observation", b"<Observation xmlns='http://hl7.org/fhir'/>", content_type=accept)
    assert 415 == xml.status_code


@pytest.mark.parametrize(
    "value",
    ["Wed, 21 Oct 99999999999999999999 07:28:00 GMT", "Wed, 99 Oct 2015 07:28:00 GMT", "", "x", "Wed, 21 Oct 0001 07:28:00 -0000", "Wed, 31 Dec 9999 23:59:59 -2359", "Wed, 21 Oct 2015 99:99:99 GMT", "0", "1 1 1 1 1 1", "Wed, 21 Oct 2015 07:28:00 +999999999999999"],
)  # fmt: skip
def test_a_strange_date_header_is_no_date(askers, value: str) -> None:
    """Row 99: an unreadable If-Modified-Since is ignored."""
    assert askers["hill"].get("Patient/ann", if_modified_since=value).status_code in (200, 304)
    assert 404 == askers["hill"].get("Patient/bob", if_modified_since=value).status_code


@pytest.mark.parametrize(
    "header",
    [
        "if-match",
        "if-none-exist",
        "if-none-match",
        "prefer",
        "accept",
        "content-type",
        "content-encoding",
        "authorization",
        "content-length",
    ],
)
@pytest.mark.parametrize(
    "value",
    [
        b"\xff\xfe",
        b"'; DROP TABLE record; --",
        b'W/"99999999999999999999"',
        b'W/"1", W/"2"',
        b"*",
        b"%00",
        b"a" * 20_000,
        b"\xc0\x80",
    ],
)
def test_strange_header_values(askers, live, header: str, value: bytes) -> None:
    """Rows 101, 103: no header breaks the service."""
    if header == "content-length":
        return
    token = f"Bearer {askers['hill'].token()}"
    body = json.dumps(observation("ann-plain", "ann"))
    for method, path in (
        ("GET", "/fhir/Patient/ann"),
        ("POST", "/fhir/Observation"),
        ("PUT", "/fhir/Observation/never-was"),
        ("DELETE", "/fhir/Observation/never-was"),
        ("POST", "/fhir/Observation/_search"),
    ):
        headers: list[tuple[bytes, bytes]] = [
            (b"authorization", token.encode()),
            (b"content-type", b"application/json"),
        ]
        headers = [(k, v) for k, v in headers if k != header.encode()] + [(header.encode(), value)]
        answer = live.http.request(method, path, headers=headers, content=body if method in ("POST", "PUT") else None)
        closed(answer, f"{method} {path}")


def raw(live, data: bytes) -> bytes:
    """Send bytes as they are."""
    host, _, port = live.origin.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        got = b""
        while part := connection.recv(65536):
            got += part
    return got


def test_ambiguous_requests_are_refused(live, askers) -> None:
    """Row 109: both lengths, folded headers, bad chunks, two Hosts, absolute targets: one answer at most, and no 2xx for what follows."""
    token = askers["feed"].token().encode()
    smuggled = b"DELETE /fhir/Observation/ann-plain HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + b"\r\n\r\n"
    for head in (
        b"POST /fhir/Observation HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /fhir/Observation HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 10\r\n\r\n",
        b"POST /fhir/Observation HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /fhir/Observation HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
        b"GET /fhir/Patient/ann\r\n HTTP/1.1\r\nHost: x\r\n\r\n",
    ):  # fmt: skip
        got = raw(live, head + (smuggled if b"chunked" in head else b""))
        assert b" 5" not in got[:13], got[:200]
    assert 200 == askers["feed"].get("Observation/ann-plain").status_code
    assert (
        b"HTTP/1.1 2"
        not in raw(live, b"GET /fhir/Patient/ann HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n")[:12]
    )


def test_two_authorizations_are_one_too_many(live, askers) -> None:
    """RFC 6750: two Authorization headers are 400, whichever of them is good."""
    good = ("authorization", f"Bearer {askers['feed'].token()}")
    for headers in ([good, ("authorization", "Bearer x")], [("authorization", "Bearer x"), good], [good, good]):
        assert 400 == live.http.get("/fhir/Patient/ann", headers=headers).status_code


def test_errors_and_logs_hold_no_patient_data(askers, live, capfd) -> None:
    """Rows 110 to 112: what is refused leaves no canary in answers or on the server's output."""
    feed, canary = askers["feed"], "CANARY-Zebulon-5551234"
    bodies = [
        {"resourceType": "Patient", "name": canary}, {"resourceType": "Patient", "birthDate": canary}, {"resourceType": "Patient", canary: 1}, {"resourceType": "Observation", "status": canary, "code": {"text": canary}, "subject": {"reference": f"Patient/{canary}"}},
        {"resourceType": "Patient", "gender": canary, "name": [{"family": canary + "\u0000"}]}, {"resourceType": canary}, {"resourceType": "Task", "code": {"coding": [{"code": "release-of-information"}]}, "for": {"reference": canary}, "status": canary, "intent": "order"},
    ]  # fmt: skip
    for body in bodies:
        for answer in (
            feed.post(body["resourceType"], body),
            feed.post("Patient", body),
            feed.post("", transaction(entry("POST", "Patient", body))),
        ):
            assert 400 <= answer.status_code < 500
            if canary not in body and body["resourceType"] != canary:
                assert canary not in answer.text, answer.text
    for query in (
        f"birthdate={canary}",
        f"family:nonsense={canary}",
        f"_sort={canary}",
        f"_count={canary}",
        f"_page={canary}",
        f"_lastUpdated={canary}",
        f"_id={canary}&_has:x={canary}",
    ):
        answer = feed.get(f"Patient?{query}")
        if answer.status_code >= 400 and "_sort" not in query:
            assert canary not in answer.text, (query, answer.text)
    out = capfd.readouterr()
    assert canary not in out.out + out.err
