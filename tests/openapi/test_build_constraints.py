"""Are the committed table and page of constraints what the official definitions say?"""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.fhir import constraints
from openapi.build_constraints import PAGE, TABLE, module, page, rows
from openapi.r4_package import definitions

PACKAGE = Path(__file__).parents[3] / "shared/data/r4-definitions/hl7.fhir.r4.core-4.0.1.tgz"


@pytest.mark.skipif(not PACKAGE.exists(), reason="the official R4 package is not on this machine")
def test_table_is_a_fresh_build() -> None:
    """The committed table equals what the official definitions give now."""
    assert module(rows(definitions(PACKAGE))) == TABLE.read_text(encoding="utf-8")


def test_page_is_a_fresh_build() -> None:
    """The page lists every constraint as the table and the code say."""
    assert page() == PAGE.read_text(encoding="utf-8")


def test_what_is_said_to_be_checked_is_a_constraint() -> None:
    """No check is claimed for a key that R4 does not have."""
    assert set() == constraints.CHECKED.keys() - constraints.named()
