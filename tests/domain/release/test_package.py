"""What the recipient gets: the records' own bytes, and the notices."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.release.notices import NOTICES
from domain.release.package import Packaged, bundle, ndjson

PRETTY = b'{\n  "resourceType": "Observation",\r\n  "id": "o1", "valueQuantity": {"value": 1.00}\n}'
NOTE = '{"resourceType":"DocumentReference","id":"d1","description":"naïve\\n\\u2028"}'.encode()
ITEMS = [Packaged("Observation/o1", PRETTY, frozenset({"N"})), Packaged("DocumentReference/d1", NOTE, frozenset({"R"}))]
SAID = {"id": "b1", "made": "2026-03-02T14:00:00.000Z", "base": "https://h.example/fhir/", "request": "Task/t1"}


def read(**said: Any) -> Any:
    """Make and read a Bundle."""
    return json.loads(bundle(**({"items": ITEMS} | SAID | said)))


def test_bodies_are_verbatim() -> None:
    """Each record is in the Bundle byte for byte, digits and spaces included, under its full address."""
    made = bundle(ITEMS, **SAID)  # type: ignore[arg-type]
    entries = json.loads(made)["entry"]

    assert all(item.body in made for item in ITEMS)
    assert ["https://h.example/fhir/Observation/o1", "https://h.example/fhir/DocumentReference/d1"] == [
        entry["fullUrl"] for entry in entries
    ]


def test_frame() -> None:
    """The Bundle is a collection that says when it was made, for which request, and how confidential it is."""
    whole = read()

    assert ("Bundle", "b1", "collection", SAID["made"]) == tuple(
        whole[name] for name in ("resourceType", "id", "type", "timestamp")
    )
    assert "Task/t1" == whole["identifier"]["value"]
    assert ["R"] == [coding["code"] for coding in whole["meta"]["security"]]


def test_same_in_same_out() -> None:
    """The same records and notices always give the same bytes."""
    notices = tuple(NOTICES.values())

    assert bundle(ITEMS, notices=notices, **SAID) == bundle(iter(ITEMS), notices=notices, **SAID)


def test_empty() -> None:
    """A package without records has no entries, and is still a Bundle."""
    whole = read(items=[])

    assert "entry" not in whole
    assert ["N"] == [coding["code"] for coding in whole["meta"]["security"]]


def test_notices_come_first_and_are_no_record() -> None:
    """The notices are one OperationOutcome in front, each with its text, version and citation."""
    entries = read(notices=tuple(NOTICES.values()))["entry"]
    outcome = entries[0]["resource"]

    assert 3 == len(entries)
    assert "OperationOutcome" == outcome["resourceType"]
    assert entries[0]["fullUrl"] == f"urn:uuid:{outcome['id']}"
    assert [(n.code, n.version, n.text, n.citation) for n in NOTICES.values()] == [
        (
            issue["details"]["coding"][0]["code"],
            issue["details"]["coding"][0]["version"],
            issue["details"]["text"],
            issue["diagnostics"],
        )
        for issue in outcome["issue"]
    ]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"R", "SUD", "42CFRPart2"}, {"R", "42CFRPart2", "NORDSCLCD"}),
        ({"V", "PSYTHPN", "HIPAAPsyNotes"}, {"V", "PSYTHPN", "HIPAAPsyNotes"}),
        ({"N", "HIV"}, {"N"}),
        ({"N", "HIPAASelfPay"}, {"N", "HIPAASelfPay"}),
    ],
)
def test_labels_of_the_package(labels: set[str], expected: set[str]) -> None:
    """A package repeats what binds its holder, and no sensitivity: that would tell what is in it (FH-011)."""
    whole = read(items=[Packaged("Basic/x", b"{}", frozenset(labels)), ITEMS[0]])

    assert expected == {coding["code"] for coding in whole["meta"]["security"]}


def test_ndjson() -> None:
    """Each record is one line with the same values, the notices the first line."""
    lines = ndjson(ITEMS, id="b1", notices=(NOTICES["P2_NOTICE"],)).split(b"\n")

    assert b"" == lines.pop()
    assert ["OperationOutcome", "Observation", "DocumentReference"] == [json.loads(x)["resourceType"] for x in lines]
    assert [json.loads(item.body) for item in ITEMS] == [json.loads(line) for line in lines[1:]]
    assert b"1.00" in lines[1]


@given(st.recursive(st.text() | st.integers(), lambda x: st.lists(x) | st.dictionaries(st.text(), x), max_leaves=8))
def test_ndjson_never_splits_a_record(value: Any) -> None:
    """However a record is laid out, it always stays on one line and keeps its values."""
    body = json.dumps({"resourceType": "Basic", "x": value}, indent=1).encode()
    made = ndjson([Packaged("Basic/x", body)])

    assert 1 == made.count(b"\n")
    assert json.loads(body) == json.loads(made)
