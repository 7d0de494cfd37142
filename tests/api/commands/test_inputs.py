"""What is loaded, in which order, in which pieces?"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from api.commands.inputs import CHUNK, UnreadableInput, files, read
from api.demo.build_records import FOLDER


def test_order(tmp_path: Path) -> None:
    """What others refer to by identifier comes first, then types in the order in which they refer to each other."""
    names = (
        "b.json",
        "Observation.ndjson",
        "Patient.ndjson.gz",
        "0-practitionerInformation1.json",
        "0-hospitalInformation1.json.gz",
        "notes.txt",
        "Encounter.000.ndjson",
    )
    for name in names:
        (tmp_path / name).write_text("")

    assert [
        "0-hospitalInformation1.json.gz",
        "0-practitionerInformation1.json",
        "Patient.ndjson.gz",
        "Encounter.000.ndjson",
        "b.json",
        "Observation.ndjson",
    ] == [path.name for path in files([tmp_path, tmp_path / "b.json"])]


def test_bundle_as_it_is() -> None:
    """A bundle is sent as the bytes of its file."""
    path = FOLDER / "1001-marchbank.json"
    (one,) = read(path)

    assert (path.read_bytes(), 19) == (one.body, len(one.entries))


def test_ndjson_in_chunks(tmp_path: Path) -> None:
    """Lines become transactions of so many; a resource keeps its id, and every number its digits."""
    path = tmp_path / "Observation.ndjson.gz"
    lines = [b'{"resourceType":"Observation","id":"o%d","x":1.00}' % number for number in range(CHUNK + 1)]
    path.write_bytes(gzip.compress(b"\n".join(lines)))
    first, second = read(path)

    assert (CHUNK, 1) == (len(first.entries), len(second.entries))
    assert {"method": "PUT", "url": "Observation/o0"} == json.loads(first.body)["entry"][0]["request"]
    assert CHUNK == first.body.count(b'"x":1.00')
    assert f"Observation.ndjson.gz:{CHUNK + 1}-{CHUNK + 1}" == second.name


def test_single_resource_and_collection(tmp_path: Path) -> None:
    """A resource alone, or in a collection, is created."""
    patient = {"resourceType": "Patient"}
    (tmp_path / "a.json").write_text(json.dumps(patient))
    (tmp_path / "b.json").write_text(
        json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": patient}]})
    )

    for path in files([tmp_path]):
        (one,) = read(path)
        assert [{"resource": patient, "request": {"method": "POST", "url": "Patient"}}] == one.entries


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"{"),
        ("a.json", b"[]"),
        ("a.json", b'{"resourceType":"Bundle","type":"history"}'),
        ("a.json.gz", b"not gzip"),
        ("a.ndjson", b'{"resourceType":"Patient"}\n3'),
        ("a.ndjson", b"{"),
    ],
)
def test_unreadable(tmp_path: Path, name: str, content: bytes) -> None:
    """A file that cannot be loaded is named, not loaded in part."""
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(UnreadableInput, match=r"a\."):
        list(read(path))
