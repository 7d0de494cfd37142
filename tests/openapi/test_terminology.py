"""The parameters of the terminology operations against their definitions, and TerminologyCapabilities."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from api.validation import validate
from openapi.terminology import EXPAND, IN_CODE_SYSTEM, IN_VALUE_SET, LOOKUP, SUBSUMES, capabilities

PACKAGE = Path(__file__).parents[3] / "shared/data/r4-definitions/hl7.fhir.r4.core-4.0.1.tgz"
LEFT_OUT = ({"date", "context"}, {"date"})


def test_capabilities() -> None:
    """TerminologyCapabilities is a valid resource that names systems and the parameters of an expansion."""
    made = capabilities("https://a.example", [("http://a.example/c", "1"), ("urn:ietf:bcp:47", "")])
    validate(made)

    assert ["http://a.example/c", "urn:ietf:bcp:47"] == [each["uri"] for each in made["codeSystem"]]
    assert list(EXPAND) == [each["name"] for each in made["expansion"]["parameter"]]


@pytest.mark.skipif(not PACKAGE.exists(), reason="the official definitions are not there")
@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("ValueSet-expand", EXPAND),
        ("ValueSet-validate-code", IN_VALUE_SET),
        ("CodeSystem-validate-code", IN_CODE_SYSTEM),
        ("CodeSystem-lookup", LOOKUP),
        ("CodeSystem-subsumes", SUBSUMES),
    ],
)
def test_parameters_are_those_of_the_definitions(name: str, table: dict[str, str]) -> None:
    """Every parameter of the official OperationDefinition is taken, with its type, save those that are refused."""
    with tarfile.open(PACKAGE) as archive:
        stream = archive.extractfile(f"package/OperationDefinition-{name}.json")
        assert stream is not None
        definition = json.load(stream)
    official = {
        each["name"]: each["type"] + ("*" if each["max"] == "*" else "")
        for each in definition["parameter"]
        if each["use"] == "in" and each["name"] not in LEFT_OUT[name == "ValueSet-expand"]
    }

    assert official == dict(table)
