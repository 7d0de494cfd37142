"""Which definitions does a FHIR package hold? Read from an archive or a folder (https://confluence.hl7.org/display/FHIR/NPM+Package+Specification).

An operator names packages, and yet none is trusted: what is read is bounded, nothing is unpacked, no link is followed.
"""

from __future__ import annotations

import gzip
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from domain.profiles.catalogue import KINDS, Catalogue

MOST_FILES = 20_000
LARGEST_FILE = 16 * 1024 * 1024
LARGEST_ALL = 256 * 1024 * 1024
DROPPED = frozenset({"text", "differential", "mapping", "contact", "contained"})


class PackageError(Exception):
    """A path that names no FHIR R4 package that can be read."""


class _Bounded:
    """A stream that ends in an error before it can fill the memory, whatever its headers claim."""

    def __init__(self, stream: Any, path: Path) -> None:
        self._stream, self._path, self._left = stream, path, LARGEST_ALL

    def read(self, size: int = -1) -> bytes:
        """Read on, as long as it is not too much."""
        content: bytes = self._stream.read(min(size, self._left + 1) if size >= 0 else self._left + 1)
        self._left -= len(content)
        if self._left < 0:
            raise PackageError(f"{self._path}: the package is too large")
        return content


def _bounded(stream: Any, path: Path) -> Any:
    return _Bounded(stream, path)


def load(paths: Iterable[Path]) -> Catalogue:
    """Read every package; raise ``PackageError`` with the path that is none."""
    catalogue = Catalogue()
    for path in paths:
        name, definitions = read(path)
        catalogue.add(name, definitions)
    return catalogue


def read(path: Path) -> tuple[str, list[dict[str, Any]]]:
    """Give a package's ``name#version`` and its definitions."""
    manifest: dict[str, Any] = {}
    found: list[dict[str, Any]] = []
    total = 0
    try:
        for count, (name, content) in enumerate(_folder(path) if path.is_dir() else _archive(path)):
            total += len(content)
            if count >= MOST_FILES or total > LARGEST_ALL:
                raise PackageError(f"{path}: the package is too large")
            one = orjson.loads(content)
            if name == "package.json":
                manifest = one
            elif isinstance(one, dict) and one.get("resourceType") in KINDS:
                found.append({key: value for key, value in one.items() if key not in DROPPED})
    except (OSError, EOFError, ValueError, tarfile.TarError, zlib.error) as error:
        raise PackageError(f"{path}: {error}") from None
    if not isinstance(manifest.get("name"), str) or not isinstance(manifest.get("version"), str):
        raise PackageError(f"{path}: no package.json with a name and a version")
    versions = manifest.get("fhirVersions") or manifest.get("fhir-version-list") or ["4.0.1"]
    if not any(str(one).startswith("4.0") for one in versions):
        raise PackageError(f"{path}: not a package for FHIR R4")
    return f"{manifest['name']}#{manifest['version']}", found


def _wanted(name: str) -> bool:
    return name.endswith(".json") and not name.startswith(".")


def _archive(path: Path) -> Iterator[tuple[str, bytes]]:
    """Stream the archive: regular files in ``package/`` alone."""
    with gzip.open(path, "rb") as unzipped, tarfile.open(fileobj=_bounded(unzipped, path), mode="r|") as archive:
        for count, member in enumerate(archive):
            if count >= MOST_FILES:
                raise PackageError(f"{path}: the package has too many files")
            folder, _, name = member.name.removeprefix("./").rpartition("/")
            if member.size > LARGEST_FILE:
                raise PackageError(f"{path}: a file is too large")
            if folder != "package" or not member.isreg() or not _wanted(name):
                continue
            stream = archive.extractfile(member)
            if stream is not None:
                yield name, stream.read()


def _folder(path: Path) -> Iterator[tuple[str, bytes]]:
    inner = path / "package" if (path / "package").is_dir() else path
    for file in sorted(inner.iterdir()):
        if file.is_symlink() or not file.is_file() or not _wanted(file.name):
            continue
        if file.stat().st_size > LARGEST_FILE:
            raise PackageError(f"{path}: a file is too large")
        yield file.name, file.read_bytes()
