"""Every sentence that binds a server has a test that shows it, or a reason; the pages say which."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conformance.requirements import PAGES, page, reasons, requirements, shown

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def tests(collected: list[pytest.Item]) -> dict[tuple[str, str], list[str]]:
    """Give what the tests of this run show; only a run of the whole suite knows all."""
    if len({item.path.parent for item in collected}) < 15:
        pytest.skip("only a run of the whole suite knows all marks")
    return shown(collected)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_untested(name: str, tests: dict[tuple[str, str], list[str]]) -> None:
    """Every SHALL and SHALL NOT has a test or a reason."""
    title, specifications = PAGES[name]
    written = page(title, specifications, tests)
    if os.environ.get("CHARTWARD_WRITE_CONFORMANCE") == "1":
        (DOCS / name).write_text(written, encoding="utf-8")
    assert "**untested**" not in written
    assert (DOCS / name).read_text(encoding="utf-8") == written, "run `make conformance`"


@pytest.mark.parametrize("name", PAGES)
def test_no_mark_or_reason_is_stale(name: str, tests: dict[tuple[str, str], list[str]]) -> None:
    """A mark or a reason names a sentence that there is, and no sentence has both."""
    _, specifications = PAGES[name]
    known = {(one, row.id) for one in specifications for row in requirements(one)}
    named = {key for key in tests if key[0] in specifications}
    why = {key for key in reasons() if key[0] in specifications}
    assert set() == named - known
    assert set() == why - known
    assert set() == why & named
