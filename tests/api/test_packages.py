"""Is a FHIR package read from archive and folder, and is nothing else read from what claims to be one?"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from api import packages
from api.packages import PackageError, load, read

MANIFEST = {"name": "x.test", "version": "1.0.0", "fhirVersions": ["4.0.1"]}
VALUE_SET = {"resourceType": "ValueSet", "url": "urn:vs", "text": {"div": "long"}, "compose": {"include": []}}
DATA = Path(__file__).parents[1] / "data"


def archive(path: Path, members: dict[str, Any], *extra: tarfile.TarInfo) -> Path:
    """Write an archive."""
    with tarfile.open(path, "w:gz") as made:
        for name, content in members.items():
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            made.addfile(entry, io.BytesIO(data))
        for entry in extra:
            made.addfile(entry)
    return path


def test_archive(tmp_path: Path) -> None:
    """Definitions in package/ are taken, without their prose; nothing else is."""
    path = archive(
        tmp_path / "a.tgz",
        {
            "package/package.json": MANIFEST,
            "package/ValueSet-a.json": VALUE_SET,
            "package/example/ValueSet-b.json": VALUE_SET,
            "package/Patient-c.json": {"resourceType": "Patient"},
            "package/.index.json": {},
            "../ValueSet-d.json": VALUE_SET,
            "package/readme.txt": b"x",
        },
    )

    assert ("x.test#1.0.0", [{key: one for key, one in VALUE_SET.items() if key != "text"}]) == read(path)


def test_folder(tmp_path: Path) -> None:
    """A folder with the same files is a package too; links in it are not followed."""
    inner = tmp_path / "package"
    inner.mkdir()
    (inner / "package.json").write_text(json.dumps(MANIFEST))
    (inner / "ValueSet-a.json").write_text(json.dumps(VALUE_SET))
    (inner / "link.json").symlink_to("/etc/hostname")

    assert ["urn:vs"] == [one["url"] for one in read(tmp_path)[1]]
    assert read(tmp_path) == read(inner)


def linked(kind: bytes) -> tarfile.TarInfo:
    entry = tarfile.TarInfo("package/ValueSet-l.json")
    entry.type = kind
    entry.linkname = "/etc/passwd"
    return entry


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_only_regular_files(tmp_path: Path, kind: bytes) -> None:
    """Links and devices are passed over."""
    path = archive(tmp_path / "a.tgz", {"package/package.json": MANIFEST}, linked(kind))

    assert ("x.test#1.0.0", []) == read(path)


WRONG: dict[str, dict[str, Any]] = {
    "no manifest": {"package/ValueSet-a.json": VALUE_SET},
    "a manifest without a version": {"package/package.json": {"name": "x"}},
    "another FHIR": {"package/package.json": MANIFEST | {"fhirVersions": ["5.0.0"]}},
    "not JSON": {"package/package.json": MANIFEST, "package/a.json": b"{"},
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_package(tmp_path: Path, name: str) -> None:
    """What cannot be read says its path."""
    path = archive(tmp_path / "a.tgz", WRONG[name])

    with pytest.raises(PackageError, match=r"a\.tgz"):
        read(path)


def test_no_archive(tmp_path: Path) -> None:
    """Neither a missing file, nor one of another kind, nor one cut short is a package."""
    whole = archive(tmp_path / "a.tgz", {"package/package.json": MANIFEST, "package/a.json": {"x": "y" * 5000}})
    for content in (b"", b"PK\x03\x04", whole.read_bytes()[:80], gzip.compress(b"x" * 2000)):
        (tmp_path / "b.tgz").write_bytes(content)
        with pytest.raises(PackageError, match=r"b\.tgz"):
            read(tmp_path / "b.tgz")
    with pytest.raises(PackageError, match="nowhere"):
        read(tmp_path / "nowhere.tgz")


def test_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive that unpacks to more than is sensible is given up, whether it is wanted or not."""
    path = archive(tmp_path / "a.tgz", {"package/package.json": MANIFEST, "other/zeros.bin": bytes(3_000_000)})
    monkeypatch.setattr(packages, "LARGEST_ALL", 1_000_000)
    with pytest.raises(PackageError, match="too large"):
        read(path)
    monkeypatch.undo()
    monkeypatch.setattr(packages, "LARGEST_FILE", 1_000_000)
    with pytest.raises(PackageError, match="too large"):
        read(path)
    monkeypatch.undo()
    monkeypatch.setattr(packages, "MOST_FILES", 1)
    with pytest.raises(PackageError, match="too"):
        read(path)


def test_a_header_that_claims_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long name that fills the memory is given up."""
    entry = tarfile.TarInfo("package/" + "x" * 3_000_000)
    path = archive(tmp_path / "a.tgz", {"package/package.json": MANIFEST}, entry)
    monkeypatch.setattr(packages, "LARGEST_ALL", 1_000_000)

    with pytest.raises(PackageError, match="too large"):
        read(path)


def test_both_us_core() -> None:
    """Two versions of a guide stand side by side: an address means the newest, unless it names a version."""
    catalogue = load([DATA / "us-core-6.1.0.tgz", DATA / "us-core-8.0.0.tgz", DATA / "us-core-6.1.0.tgz"])
    url = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"

    assert ["hl7.fhir.us.core#6.1.0", "hl7.fhir.us.core#8.0.0"] == catalogue.packages
    assert ["8.0.0", "6.1.0"] == [one.version for one in catalogue.profiles(url)]
    assert "8.0.0" == catalogue.profile(url).version  # type: ignore[union-attr]
    assert "6.1.0" == catalogue.profile(f"{url}|6.1").version  # type: ignore[union-attr]
    assert catalogue.profile(f"{url}|7.0.0") is None
    assert [f"{url}|6.1.0", f"{url}|8.0.0"] == [one for one in catalogue.supported("Patient") if "core-patient|" in one]
