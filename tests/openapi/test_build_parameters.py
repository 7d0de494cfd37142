"""Do the tables of search parameters say what the official definitions say?"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.fhir.r4_types import PATIENT_COMPARTMENT, RESOURCE_TYPES
from domain.search import r4_systems, us_core_parameters
from domain.search.r4_parameters import ROWS
from openapi.build_parameters import membership, parameter_rows, resource_types, systems, us_core_rows
from openapi.r4_package import definitions

PACKAGE = Path(__file__).parents[3] / "shared/data/r4-definitions/hl7.fhir.r4.core-4.0.1.tgz"

pytestmark = pytest.mark.skipif(not PACKAGE.exists(), reason="the official package is not beside this checkout")


@cache
def package() -> list[dict[str, Any]]:
    """Read the package once."""
    return list(definitions(PACKAGE))


def test_the_tables_are_those_of_the_package() -> None:
    """What the program would write is what is committed."""
    rows = parameter_rows(package())
    us_core = [PACKAGE.parents[1] / f"us-core-{v}/hl7.fhir.us.core-{v}-no-examples.tgz" for v in ("6.1.0", "8.0.0")]

    assert ROWS.strip().splitlines() == rows
    assert us_core_parameters.ROWS.strip().splitlines() == us_core_rows(us_core, rows)
    assert r4_systems.ROWS.strip().splitlines() == list(systems(package()))
    assert list(RESOURCE_TYPES) == resource_types(package())
    assert {name: list(codes) for name, codes in PATIENT_COMPARTMENT.items()} == membership(package())
