"""Summaries and elements: what remains of a body, byte for byte (https://hl7.org/fhir/R4/search.html#summary)."""

from __future__ import annotations

import orjson
import pytest

from api.projection import Projection, asked, is_subsetted
from domain.errors import Malformed
from domain.fhir.elements import RESOURCES

TAG = b'{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}'
BODY = (
    b'{"resourceType":"Observation","id":"a","meta":{"versionId":"1"},"text":{"status":"generated","div":"<div/>"},'
    b'"status":"final","_status":{"id":"s"},"code":{"text":"x","coding":[{"code":"c","extension":[{"url":"u"}]}]},'
    b'"bodySite":{"text":"arm"},"valueQuantity":{"value":1.00, "unit":"mg"},"note":[{"text":"n"}],'
    b'"component":[{"code":{"text":"r"},"interpretation":[{"text":"q"}],"valueString":"v"}]}'
)


def names(body: bytes) -> list[str]:
    """List what a body holds, at its top."""
    return sorted(orjson.loads(body).keys() - {"resourceType", "id", "meta"})


@pytest.mark.parametrize(
    ("projection", "kept"),
    [
        (Projection("true"), "_status code component status valueQuantity"),
        (Projection("text"), "_status code status text"),
        (Projection("data"), "_status bodySite code component note status valueQuantity"),
        (Projection(elements=("bodySite",)), "_status bodySite code status"),
        (Projection(elements=("value",)), "_status code status valueQuantity"),
        (Projection(elements=("value[x]",)), "_status code status valueQuantity"),
        (Projection(elements=("Observation.note",)), "_status code note status"),
        (Projection(elements=("id",)), "_status code status"),
    ],
)
def test_kept(projection: Projection, kept: str) -> None:
    """Each keeps what the definitions say: the summary, the text, the data, or what was named and what must be there."""
    cut = projection.of("Observation", BODY)

    assert kept.split() == names(cut)
    assert b'"meta":{"versionId":"1","tag":[' + TAG + b"]}" in cut


def test_numbers_keep_their_digits() -> None:
    """What remains is byte for byte what was there."""
    assert b'"valueQuantity":{"value":1.00, "unit":"mg"}' in Projection(elements=("value",)).of("Observation", BODY)
    assert b'"value":1.00' in Projection("true").of("Observation", BODY)


def test_a_summary_reaches_into_elements() -> None:
    """Within an element of the summary only its own summary remains: no data of an attachment, no extension."""
    cut = orjson.loads(Projection("true").of("Observation", BODY))
    document = b'{"resourceType":"DocumentReference","content":[{"attachment":{"contentType":"a/b","data":"eA=="}}]}'
    attached = orjson.loads(Projection("true").of("DocumentReference", document))

    assert {"text": "x", "coding": [{"code": "c"}]} == cut["code"]
    assert [{"code": {"text": "r"}, "valueString": "v"}] == cut["component"]
    assert [{"attachment": {"contentType": "a/b"}}] == attached["content"]


def test_what_is_nothing_but_an_extension_stays() -> None:
    """An element of the summary never becomes an empty object."""
    body = b'{"resourceType":"Patient","name":[{"extension":[{"url":"u","valueCode":"unknown"}]}]}'

    assert [{"extension": [{"url": "u", "valueCode": "unknown"}]}] == orjson.loads(
        Projection("true").of("Patient", body)
    )["name"]


def test_the_tag_is_set_once() -> None:
    """A tag that is there is not set again; others stay."""
    body = b'{"resourceType":"Patient","meta":{"tag":[{"code":"x"},' + TAG + b']},"gender":"male"}'

    assert 1 == Projection("data").of("Patient", body).count(b"SUBSETTED")
    assert is_subsetted(orjson.loads(Projection("data").of("Patient", b'{"resourceType":"Patient"}')))
    assert not is_subsetted({"resourceType": "Patient", "meta": {"tag": [{"system": "urn:x", "code": "SUBSETTED"}]}})


@pytest.mark.parametrize(
    "pairs",
    [
        [("_summary", "some")], [("_summary", "")], [("_summary", "count")], [("_elements", "nope")], [("_elements", "")],
        [("_elements", "name.family")], [("_elements", "name,,gender")], [("_summary", "true"), ("_elements", "name")],
        [("_summary", "true"), ("_summary", "text")],
    ],
)  # fmt: skip
def test_refused(pairs: list[tuple[str, str]]) -> None:
    """What is not understood is refused."""
    with pytest.raises(Malformed):
        asked(pairs, ("Patient",))


@pytest.mark.parametrize("type_", sorted(RESOURCES))
def test_every_type_has_a_summary(type_: str) -> None:
    """Every type can be summarised, and asked for by element."""
    body = orjson.dumps({"resourceType": type_, "id": "x"})

    for projection in (Projection("true"), Projection("text"), Projection("data"), Projection(elements=("id",))):
        assert {"resourceType", "id", "meta"} == orjson.loads(projection.of(type_, body)).keys()
