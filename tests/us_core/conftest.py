"""A server with the two US Core packages, and the published examples in it."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Asker, Live, serving
from tests.official import resources

DATA = Path(__file__).parents[1] / "data"
VERSIONS = ("6.1.0", "8.0.0")
EXPECTATION = "http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation"
COMBINATION = "http://hl7.org/fhir/StructureDefinition/capabilitystatement-search-parameter-combination"


def package(version: str) -> Path:
    """Find the package of a version."""
    (found,) = DATA.glob(f"*us*core*{version}*.tgz")
    return found


@cache
def definitions(version: str) -> dict[str, dict[str, Any]]:
    """Read the resources of a package, by address."""
    with tarfile.open(package(version)) as archive:
        found = {}
        for member in archive.getmembers():
            file = archive.extractfile(member) if member.name.endswith(".json") else None
            resource = json.loads(file.read()) if file else {}
            if "resourceType" in resource and "url" in resource:
                found[f"{resource['resourceType']} {resource['url']}"] = resource
        return found


def server_rules(version: str) -> dict[str, Any]:
    """Give what the CapabilityStatement of the guide asks of a server."""
    address = "CapabilityStatement http://hl7.org/fhir/us/core/CapabilityStatement/us-core-server"
    return definitions(version)[address]["rest"][0]


def expectation(element: dict[str, Any]) -> str:
    """Give SHALL, SHOULD or MAY."""
    return next((one["valueCode"] for one in element.get("extension", ()) if one["url"] == EXPECTATION), "")


def combinations(resource: dict[str, Any]) -> list[tuple[str, ...]]:
    """Give the combinations of parameters that a server shall or should support for a type."""
    return [
        tuple(one["valueString"] for one in extension["extension"] if one["url"] == "required")
        for extension in resource.get("extension", ())
        if extension["url"] == COMBINATION
    ]


def examples() -> dict[str, dict[str, Any]]:
    """Give the examples of US Core 6.1.0."""
    return {name: one for name, one in resources().items() if name.startswith("us-core")}


def references(value: Any) -> Iterator[str]:
    """Give every literal reference in a value."""
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


@pytest.fixture(scope="module")
def served(cluster: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Serve with both packages loaded; for a module only, since a process knows the custom parameters of one database."""
    folder = tmp_path_factory.mktemp("us-core")
    with serving(cluster, folder, packages=tuple(package(version) for version in VERSIONS)) as running:
        yield running


@pytest.fixture(scope="module")
def feed(served: Live) -> Asker:
    """One of the hospital's own feeds."""
    return served.client("us-core-feed", "system/*.cruds", "TREAT", own_feed=True)


@pytest.fixture(scope="module")
def kept(feed: Asker) -> dict[str, dict[str, Any]]:
    """Put the examples in, what they refer to among patients first; give those that are kept."""
    named = {one for example in examples().values() for one in references(example)}
    for reference in sorted(named):
        if re.fullmatch(r"Patient/[A-Za-z0-9.\-]+", reference):
            feed.put({"resourceType": "Patient", "id": reference.removeprefix("Patient/")})
    found = {}
    for name, resource in sorted(examples().items(), key=lambda one: one[1]["resourceType"] != "Patient"):
        answer = feed.put(resource)
        assert answer.status_code in (200, 201), (name, answer.text)
        found[name] = resource
    return found
