"""Is the committed schema what the official definitions say, and no more and no less than R4's types?"""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from domain.fhir.elements import PRIMITIVES, RESOURCES, elements, names
from openapi.build_schema import ELEMENTS, SCHEMA, elements_module, schema, text
from openapi.r4_package import definitions
from openapi.structures import Package

PACKAGE = Path(__file__).parents[3] / "shared/data/r4-definitions/hl7.fhir.r4.core-4.0.1.tgz"
needs_package = pytest.mark.skipif(not PACKAGE.exists(), reason="the official R4 package is not on this machine")


@pytest.fixture(scope="module")
def package() -> Package:
    """Read the official package once."""
    return Package(definitions(PACKAGE))


@needs_package
def test_schema_is_a_fresh_build(package: Package) -> None:
    """The committed schema equals what the official definitions give now."""

    assert SCHEMA.read_text(encoding="utf-8") == text(schema(package))


@needs_package
def test_elements_are_a_fresh_build(package: Package) -> None:
    """The committed table of elements equals what the official definitions give now."""

    assert ELEMENTS.read_text(encoding="utf-8") == elements_module(package)


@needs_package
def test_every_element_of_every_snapshot_is_in_the_table(package: Package) -> None:
    """No element is lost: the table's rows are as many as the snapshots' elements that may occur."""
    expected = {
        row["path"]
        for one in package.types.values()
        if one["kind"] != "primitive-type"
        for row in one["snapshot"]["element"]
        if "." in row["path"] and row["max"] != "0"
    }

    assert expected == {f"{name}.{one.choice or key}" for name in names() for key, one in elements(name).items()}


def test_all_resource_types_have_a_definition() -> None:
    """Every one of R4's 146 resource types can be validated, and names itself."""
    known = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]

    assert 146 == len(RESOURCES)
    assert {name: name for name in RESOURCES} == {
        name: known[name]["properties"]["resourceType"]["const"] for name in RESOURCES
    }


def test_types_of_elements_exist() -> None:
    """Every type that an element names is a primitive, or has a paragraph of its own; targets are resource types."""
    known = {*names(), *PRIMITIVES}
    found = [one for name in names() for one in elements(name).values()]

    assert set() == {one.type for one in found} - known
    assert set() == {target for one in found for target in one.targets} - RESOURCES


def test_altered_package_is_refused(tmp_path: Path) -> None:
    """A package that calls itself otherwise, as altered ones do, builds nothing."""
    content = json.dumps({"name": "@somebody/definitions", "version": "4.0.1"}).encode()
    with tarfile.open(tmp_path / "other.tgz", "w:gz") as archive:
        member = tarfile.TarInfo("package/package.json")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))

    with pytest.raises(ValueError, match=r"is not hl7\.fhir\.r4\.core"):
        list(definitions(tmp_path / "other.tgz"))


def test_schema_is_valid_json_schema() -> None:
    """The whole schema is itself valid by the 2020-12 meta-schema, judged by another implementation."""
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    Draft202012Validator.check_schema(json.loads(SCHEMA.read_text(encoding="utf-8")))
