"""The contract: in step with the tables, and its examples are what the server takes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api.validation import validate
from domain.fhir.resources import RESOURCES
from openapi.build import TARGET, document, examples, main
from openapi.endpoints import ENDPOINTS
from openapi.shapes import PARAMETERS, SHAPES

EXAMPLES = examples()
CONTRACT: dict[str, Any] = json.loads(TARGET.read_text())


def test_the_file_is_in_step() -> None:
    """What is committed is what the tables give."""
    assert 0 == main(["--check"])


def test_every_row_stands_in_it_and_nothing_else() -> None:
    """Paths and methods are those of the endpoint table, and a few of the service's own."""
    own = {"/auth/jwks", "/auth/token", "/fhir/.well-known/smart-configuration", "/health/live", "/health/ready"}
    stated = {(path, method.upper()) for path, methods in CONTRACT["paths"].items() for method in methods}

    assert {(row.path, row.method) for row in ENDPOINTS} == {one for one in stated if one[0] not in own}
    assert own <= {path for path, _ in stated}


def test_every_reference_leads_somewhere() -> None:
    """Each $ref of the document names a component, and each component is used."""
    used = set(re.findall(r'"#/components/(\w+/[^"]+)"', TARGET.read_text()))
    there = {f"{kind}/{name}" for kind, found in CONTRACT["components"].items() for name in found}

    assert used <= there
    assert set() == {one for one in there - used if not one.startswith(("securitySchemes/", "examples/"))}


def test_the_table_names_what_there_is() -> None:
    """No shape is of a kind that no row has, and none takes a parameter that is not described."""
    assert SHAPES.keys() <= {row.kind for row in ENDPOINTS}
    assert {name for shape in SHAPES.values() for name in shape.takes} <= PARAMETERS.keys()


def test_every_row_needs_a_token_but_the_open_ones() -> None:
    """Security stands at every row of the table that is not open."""
    for row in ENDPOINTS:
        stated = CONTRACT["paths"][row.path][row.method.lower()]
        assert ([] if row.open else [{"token": []}]) == stated.get("security", []), row


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name: str) -> None:
    """Each example is a resource that this server takes, or a JSON Patch."""
    example = EXAMPLES[name]
    if isinstance(example, list):
        Draft202012Validator(CONTRACT["components"]["schemas"]["JsonPatch"]).validate(example)
        return
    if name in RESOURCES:
        assert (name, True) == (example["resourceType"], "id" in example)
    validate(example, example["resourceType"])


def test_parameters_have_examples_of_their_schema() -> None:
    """An example of a parameter is one that its schema takes."""
    for one in (*PARAMETERS.values(), *CONTRACT["components"]["parameters"].values()):
        if "example" in one:
            Draft202012Validator(one["schema"]).validate(one["example"])


def test_nothing_is_sent_unasked() -> None:
    """A page that fills in examples sends none of the parameters that may be left out."""
    for one in CONTRACT["components"]["parameters"].values():
        assert ("example" in one) is one.get("required", False), one["name"]


def test_deterministic() -> None:
    """The same tables give the same document."""
    assert document(ENDPOINTS, RESOURCES, "1") == document(ENDPOINTS, sorted(RESOURCES, reverse=True), "1")
