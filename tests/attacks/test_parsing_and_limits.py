"""Does odd, huge or broken input do anything but get refused? SECURITY.md A7 rows 94 to 106, 110."""

from __future__ import annotations

import gzip
import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.world import note, observation
from tests.attacks.conftest import entry, transaction

OBSERVATION = (
    b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/ann"}%b}'
)

BROKEN = {
    "empty": b"", "blank": b"   ", "null": b"null", "list": b"[]", "string": b'"x"', "number": b"1", "open": b"{", "trailing": OBSERVATION % b"" + b"{}", "comma": OBSERVATION % b",", "comment": b"/* x */" + OBSERVATION % b"",
    "single quotes": b"{'resourceType':'Observation'}", "duplicate key": OBSERVATION % b',"status":"final"', "duplicate subject": OBSERVATION % b',"subject":{"reference":"Patient/bob"}',
    "duplicate escaped": OBSERVATION % b',"stat\\u0075s":"amended"', "duplicate balanced": OBSERVATION % b',"status":"final","note":[{"text":"\\u0022\\u0022\\u0022\\u0022\\u0022\\u0022"}]',
    "duplicate deep": OBSERVATION % b',"note":[{"text":"a","text":"b"}]', "NaN": OBSERVATION % b',"valueQuantity":{"value":NaN}', "Infinity": OBSERVATION % b',"valueQuantity":{"value":-Infinity}',
    "1e400": OBSERVATION % b',"valueQuantity":{"value":1e400}', "1e131071": OBSERVATION % b',"valueQuantity":{"value":1e131071}', "5000 digits": OBSERVATION % b',"valueQuantity":{"value":' % () + b"1" * 5000 + b"}}",
    "huge negative exponent": OBSERVATION % b',"valueQuantity":{"value":1e-99999}', "31 digits": OBSERVATION % (b',"valueQuantity":{"value":' + b"1" * 31 + b"}"), "big integer": OBSERVATION % b',"valueInteger":99999999999', "leading zero": OBSERVATION % b',"valueInteger":01', "plus": OBSERVATION % b',"valueInteger":+1',
    "float integer": OBSERVATION % b',"valueInteger":1.0', "nul": OBSERVATION % b',"note":[{"text":"a\\u0000b"}]', "raw nul": OBSERVATION % b',"note":[{"text":"a\x00b"}]', "lone surrogate": OBSERVATION % b',"note":[{"text":"\\ud800"}]', "reversed surrogates": OBSERVATION % b',"note":[{"text":"\\udc00\\ud800"}]',
    "invalid utf-8": OBSERVATION % b',"note":[{"text":"\xff\xfe"}]', "overlong": OBSERVATION % b',"note":[{"text":"\xc0\xaf"}]', "utf-8 surrogate": OBSERVATION % b',"note":[{"text":"\xed\xa0\x80"}]', "utf-16": (OBSERVATION % b"").decode().encode("utf-16"), "utf-16le": (OBSERVATION % b"").decode().encode("utf-16-le"),
    "utf-32": (OBSERVATION % b"").decode().encode("utf-32"), "bom": b"\xef\xbb\xbf" + OBSERVATION % b"", "deep list": b'{"a":' * 5000 + b"1" + b"}" * 5000, "deep brackets": OBSERVATION % (b',"x":' + b"[" * 100_000 + b"]" * 100_000), "unclosed brackets": b"[" * 1_000_000,
    "65 levels": OBSERVATION % (b',"extension":[{"url":"http://x","extension":[' * 40 + b'{"url":"http://x","valueString":"x"}' + b"]}]" * 40), "gzip": gzip.compress(OBSERVATION % b""), "control character": OBSERVATION % b',"note":[{"text":"a\x01b"}]',
    "other type": b'{"resourceType":"Nonsense"}', "type list": b'{"resourceType":["Observation"]}', "type object": b'{"resourceType":{"a":1}}', "no type": b'{"status":"final"}',
    "meta list": OBSERVATION % b',"meta":[]', "meta string": OBSERVATION % b',"meta":"x"', "security string": OBSERVATION % b',"meta":{"security":"R"}', "null element": OBSERVATION % b',"note":null', "empty array": OBSERVATION % b',"note":[]', "empty object": OBSERVATION % b',"method":{}', "empty string": OBSERVATION % b',"note":[{"text":""}]',
    "reference list": b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":["Patient/ann"]}}', "reference number": b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":1}}', "subject list": b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":[{"reference":"Patient/ann"}]}',
    "year zero": OBSERVATION % b',"effectiveDateTime":"0000-01-01"', "second 61": OBSERVATION % b',"effectiveDateTime":"2024-01-01T00:00:61Z"', "no such day": OBSERVATION % b',"effectiveDateTime":"2024-02-30"', "hour 24": OBSERVATION % b',"effectiveDateTime":"2024-01-01T24:00:00Z"', "zone 15": OBSERVATION % b',"effectiveDateTime":"2024-01-01T00:00:00+15:00"', "arabic year": OBSERVATION % ',"effectiveDateTime":"٢٠٢٤"'.encode(),
    "unknown element": OBSERVATION % b',"nonsense":1', "proto": OBSERVATION % b',"__proto__":{"x":1}', "script": OBSERVATION % b',"text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><script>x</script></div>"}', "onclick": OBSERVATION % b',"text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><p onclick=\\"x\\">x</p></div>"}',
    "javascript": OBSERVATION % b',"text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><a href=\\"java\\tscript:x\\">x</a></div>"}', "entity bomb": OBSERVATION % b',"text":{"status":"generated","div":"<!DOCTYPE x [<!ENTITY a \\"b\\">]><div xmlns=\\"http://www.w3.org/1999/xhtml\\">&a;</div>"}', "external image": OBSERVATION % b',"text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><img src=\\"http://evil.example/x\\"/></div>"}',
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_bodies_are_refused(askers, name: str) -> None:
    """Rows 57, 95 to 99: 400 or 422 with an OperationOutcome, alone and in bundles; nothing is stored."""
    body, feed = BROKEN[name], askers["feed"]
    before = feed.get("Observation?_summary=count").json()["total"]
    alone = feed.post("Observation", body)
    if name != "second 61":
        assert alone.status_code in (400, 422), alone.text[:500]
        assert "OperationOutcome" == alone.json()["resourceType"]
    for kind in (b"transaction", b"batch"):
        bundle = (
            b'{"resourceType":"Bundle","type":"%b","entry":[{"resource":%b,"request":{"method":"POST","url":"Observation"}}]}'
            % (kind, body)
        )
        answer = feed.post("", bundle)
        assert answer.status_code in (200, 400, 422), answer.text[:500]
        if answer.status_code == 200:
            assert "4" == answer.json()["entry"][0]["response"]["status"][:1]
    assert before == feed.get("Observation?_summary=count").json()["total"]


@pytest.mark.parametrize(
    "date",
    [
        "9999-12-31T23:59:59-12:00",
        "9999-12-31",
        "9999",
        "0001-01-01T00:00:00+14:00",
        "0001",
        "2024-01-01T00:00:60Z",
        "1582-10-10",
        "2024-02-29",
    ],
)
def test_odd_dates_are_clamped_or_refused(askers, date: str) -> None:
    """Row 99: the ends of the calendar are stored and found again, or refused: never 500."""
    feed = askers["feed"]
    made = feed.post("Observation", observation("x", "ann") | {"effectiveDateTime": date})
    assert made.status_code in (201, 400, 422), made.text
    if made.status_code == 201:
        assert date == feed.get(f"Observation/{made.json()['id']}").json()["effectiveDateTime"]
        for prefix in ("", "ge", "le", "sa", "eb", "ap", "ne"):
            assert feed.get(f"Observation?date={prefix}{date.replace('+', '%2B')}&_sort=-date").status_code == 200
    period = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"code": "IMP"},
        "subject": {"reference": "Patient/ann"},
        "period": {"start": date, "end": date},
    }
    posted = feed.post("Encounter", period)
    assert posted.status_code in (201, 400, 422), posted.text
    if posted.status_code == 201:
        assert 200 == feed.get(f"Encounter/{posted.json()['id']}/$review").status_code
        feed.ask("DELETE", f"Encounter/{posted.json()['id']}")


@pytest.mark.parametrize(
    "text",
    [
        "\u202e\u200b",
        "\U0010ffff",
        "a\u0301" * 500,
        "İıßﬃ",
        "\\",
        '"',
        "\\u0022",
        "\\\\u0000",
        "%00",
        "</script>",
        "x" * 300_000,
        "\n\r\t",
        "\\\\\\" * 300,
        '\\"reference\\": \\"Patient/bob\\"',
        '{"reference":"Patient/bob"}',
    ],
)
def test_odd_text_comes_back_as_it_was(askers, text: str) -> None:
    """Rows 98, 100: text that looks like markup, references or escapes is text; it is found literally and changes nothing else."""
    feed = askers["feed"]
    made = feed.post(
        "DocumentReference",
        {k: v for k, v in note("x", "ann").items() if k != "id"} | {"description": f"odd {text} end"},
    )
    assert made.status_code in (201, 400, 422), made.text[:300]
    if made.status_code == 201:
        assert f"odd {text} end" == feed.get(f"DocumentReference/{made.json()['id']}").json()["description"]
        for sort in ("description", "-description"):
            assert feed.get(f"DocumentReference?_sort={sort}&_count=3").status_code == 200
        feed.ask("DELETE", f"DocumentReference/{made.json()['id']}")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip", "identity, gzip", "x"])
def test_encoded_bodies_are_refused(askers, encoding: str) -> None:
    """Row 94: a bomb is not unpacked: 415 at once."""
    bomb = gzip.compress(b"0" * 20_000_000)
    answer = askers["feed"].post("Observation", bomb, content_encoding=encoding)
    assert answer.status_code == 415
    assert answer.elapsed.total_seconds() < 2


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "application/xhtml+xml",
        "image/svg+xml",
        "multipart/form-data",
        "application/json-patch+json",
        "application/x-ndjson",
        "application/x-www-form-urlencoded",
        "APPLICATION/FHIR+TURTLE",
        "json",
    ],
)
def test_other_media_are_refused(askers, kind: str) -> None:
    """Row 106: only FHIR JSON and XML come in."""
    for path in ("Observation", ""):
        assert 415 == askers["feed"].post(path, OBSERVATION % b"", content_type=kind).status_code


def test_a_body_over_the_limit_is_refused(askers, live) -> None:
    """Row 103: 100 MB are refused with 413 while they come, and the server lives on."""
    token = askers["feed"].token()

    def flood() -> Any:
        for _ in range(100):
            yield b" " * 1_000_000

    headers = {"authorization": f"Bearer {token}", "content-type": "application/fhir+json"}
    try:
        answer = live.http.post("/fhir/Observation", headers=headers, content=flood())
        assert 413 == answer.status_code
    except OSError:  # the server may close the connection first
        pass
    except Exception as error:  # noqa: BLE001 - httpx wraps it
        assert "Error" in type(error).__name__  # noqa: PT017
    assert 200 == live.http.get("/health/ready").status_code


@pytest.mark.parametrize("type_", ["transaction", "batch"])
def test_large_bundles_of_nonsense_are_refused_fast(askers, type_: str) -> None:
    """Row 103: 20,000 entries without a request are refused without being worked on."""
    started = time.monotonic()
    answer = askers["hill"].post("", transaction(*[{"fullUrl": f"urn:x:{n}"} for n in range(20_000)], type=type_))
    assert answer.status_code in (200, 400, 413, 422)
    assert time.monotonic() - started < 20


def test_many_faults_are_told_briefly(askers) -> None:
    """Row 103: a megabyte of wrong elements is answered in bounded time and size."""
    body = observation("x", "ann") | {f"x{n}": n for n in range(50_000)} | {"note": [{"txt": n} for n in range(20_000)]}
    answer = askers["feed"].post("Observation", body)
    assert answer.status_code in (400, 422)
    assert len(answer.content) < 200_000
    assert answer.elapsed.total_seconds() < 10


@pytest.mark.parametrize("id_", [["x"], "../x", "a\r\nb", "a" * 65, 1, {"a": 1}])
def test_the_id_of_a_create_is_not_the_clients_to_say(askers, id_: Any) -> None:
    """Rows 42, 112: whatever id a body brings, the record gets one of ours, and no header is split."""
    made = askers["feed"].post("Observation", observation("x", "ann") | {"id": id_})
    if made.status_code == 201:
        assert 36 == len(made.json()["id"])
        assert made.headers["location"].endswith(f"Observation/{made.json()['id']}/_history/1")
    else:
        assert made.status_code in (400, 422)


# --- hunting for 500s -------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "Patient",
        "Observation",
        "DocumentReference",
        "Task",
        "Bundle",
        "Binary",
        "Consent",
        "Encounter",
        "ann",
        "ann-note",
        "never",
        "_history",
        "_search",
        "$review",
        "$verify",
        "1",
        "%00",
        "%2F",
        "..",
        "",
        "metadata",
        "%F0%9F%92%A9",
        "a" * 70,
        "\\",
    ]
)
QUERY = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "_id",
                "_count",
                "_page",
                "_sort",
                "_since",
                "date",
                "code",
                "patient",
                "_total",
                "_format",
                "",
                "%00",
                "_summary",
                "subject:identifier",
                "value-quantity",
            ]
        ),
        st.text(alphabet="ab01-%|,$:;é&=\\'\"<>/ ", max_size=12),
    ),
    max_size=3,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | st.text(max_size=8) | st.sampled_from(["Patient/ann", "#x", "urn:uuid:x", "2024-01-01", "release-of-information", "active"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["reference", "coding", "code", "system", "value", "text", "url", "extension", "id", "valueString", "resource", "request", "method", "identifier", "contained", "display", "start", "end"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
NAMES = [
    "subject",
    "status",
    "code",
    "meta",
    "id",
    "text",
    "contained",
    "extension",
    "identifier",
    "input",
    "for",
    "requester",
    "reasonCode",
    "provision",
    "patient",
    "scope",
    "content",
    "context",
    "name",
    "birthDate",
    "period",
    "participant",
    "entry",
    "type",
    "category",
    "note",
    "author",
    "date",
    "target",
    "policyRule",
    "dateTime",
    "securityContext",
    "data",
    "contentType",
    "link",
    "intent",
    "class",
    "diagnosis",
    "hospitalization",
]
BODIES = st.builds(lambda type_, members: {"resourceType": type_, **members}, st.sampled_from(["Patient", "Observation", "DocumentReference", "Task", "Bundle", "Binary", "Consent", "Encounter", "Composition", "Parameters", "Condition"]), st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6))  # fmt: skip
FUZZ = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@FUZZ
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"]),
    path=st.lists(WORDS, max_size=5),
    query=QUERY,
    body=BODIES,
)
def test_no_request_breaks_the_service(
    askers, method: str, path: list[str], query: list[tuple[str, str]], body: dict[str, Any]
) -> None:
    """Row 110: whatever method, path, query and body: no 5xx, no trace of the inside, never kept."""
    target = "/".join(path) + ("?" + "&".join(f"{n}={v}" for n, v in query) if query else "")
    content = json.dumps(body).encode() if method in ("POST", "PUT", "PATCH") else None
    answer = askers["hill-narrow"].ask(method, target, content)

    assert answer.status_code < 500, (method, target, body, answer.text)
    assert "no-store" in answer.headers["cache-control"]
    assert "Traceback" not in answer.text


@FUZZ
@given(body=BODIES, method=st.sampled_from(["POST", "PUT"]))
def test_no_body_breaks_the_service(askers, body: dict[str, Any], method: str) -> None:
    """Row 110: whatever the resource, alone, in a transaction or a batch: taken or refused."""
    feed, type_ = askers["feed"], body["resourceType"]
    if method == "PUT":
        body["id"] = "fuzzed"
    url = type_ if method == "POST" else f"{type_}/fuzzed"
    for answer in (
        feed.ask(method, url, body),
        feed.post("", transaction(entry(method, url, body))),
        feed.post("", transaction(entry(method, url, body), type="batch")),
    ):
        assert answer.status_code < 500, (method, body, answer.text)
        assert "500 " not in answer.text[:200], body


BASES: list[dict[str, Any]] = [
    {"resourceType": "Encounter", "status": "finished", "class": {"code": "IMP"}, "subject": {"reference": "Patient/ann"}, "period": {"start": "2024-01-01T09:00:00Z", "end": "2024-01-02T09:00:00Z"}, "diagnosis": [{"condition": {"reference": "Condition/x"}, "rank": 1}], "hospitalization": {"dischargeDisposition": {"coding": [{"code": "home"}]}}},
    {"resourceType": "Condition", "subject": {"reference": "Patient/ann"}, "encounter": {"reference": "Encounter/x"}, "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "E11.9"}]}, "onsetDateTime": "2024-01-01"},
    {"resourceType": "Consent", "status": "active", "scope": {"coding": [{"code": "patient-privacy"}]}, "category": [{"coding": [{"code": "x"}]}], "patient": {"reference": "Patient/ann"}, "dateTime": "2024-01-01", "policyRule": {"coding": [{"code": "OPTIN"}]}, "provision": {"type": "deny", "period": {"start": "2024"}, "data": [{"meaning": "instance", "reference": {"reference": "Observation/x"}}], "provision": [{"type": "permit", "code": [{"coding": [{"code": "x"}]}]}]}},
    {"resourceType": "Task", "status": "requested", "intent": "order", "code": {"coding": [{"code": "release-of-information"}]}, "for": {"reference": "Patient/ann"}, "requester": {"reference": "Organization/hill"}, "reasonCode": {"coding": [{"code": "TREAT"}]}, "input": [{"type": {"coding": [{"code": "scope"}]}, "valueString": "Observation"}]},
    {"resourceType": "DocumentReference", "status": "current", "subject": {"reference": "Patient/ann"}, "date": "2024-01-01T00:00:00Z", "type": {"coding": [{"system": "http://loinc.org", "code": "18842-5"}]}, "content": [{"attachment": {"contentType": "text/plain", "data": "bm90ZQ==", "url": "Binary/x"}}], "context": {"encounter": [{"reference": "Encounter/x"}]}},
    {"resourceType": "Patient", "name": [{"family": "F", "given": ["G"]}], "birthDate": "1970-01-01", "deceasedBoolean": False, "generalPractitioner": [{"reference": "Practitioner/pat"}], "identifier": [{"system": "http://x", "value": "y"}]},
]  # fmt: skip


def _mutated(draw: st.DrawFn) -> dict[str, Any]:
    made = json.loads(json.dumps(draw(st.sampled_from(BASES))))
    for _ in range(draw(st.integers(1, 3))):
        node: Any = made
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            keys = [key for key in keys if key != "resourceType"]
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if not isinstance(node[key], (dict, list)) or draw(st.booleans()):
                node[key] = draw(
                    st.sampled_from(
                        [
                            [],
                            {},
                            "",
                            "9999-12-31",
                            "0001-01-01T00:00:00+14:00",
                            "Patient/ann",
                            "Patient/bob",
                            "#x",
                            "\ud83d\ude00",
                            "é" * 50,
                        ]
                    )
                    | JSON
                )
                break
            node = node[key]
    return made


@FUZZ
@given(st.composite(_mutated)())
def test_no_mutant_breaks_the_service(askers, body: dict[str, Any]) -> None:
    """Row 110: a resource that is nearly right is taken or refused, and so is its review."""
    feed = askers["feed"]
    answer = feed.post(body["resourceType"], body)
    assert answer.status_code < 500, (body, answer.text)
    batch = feed.post("", transaction(entry("POST", body["resourceType"], body), type="batch"))
    assert batch.status_code < 500, (body, batch.text)
    if answer.status_code == 201:
        id_ = answer.json()["id"]
        if body["resourceType"] == "Encounter":
            assert feed.get(f"Encounter/{id_}/$review").status_code < 500, body
        again = feed.put({**answer.json()})
        assert again.status_code < 500, (body, again.text)
        assert feed.ask("DELETE", f"{body['resourceType']}/{id_}").status_code < 500
