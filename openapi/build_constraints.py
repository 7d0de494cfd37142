"""Which constraints does FHIR R4 set on its types? Built from the official definitions (https://hl7.org/fhir/R4/conformance-rules.html#constraints).

``python -m openapi.build_constraints hl7.fhir.r4.core-4.0.1.tgz`` writes ``domain/fhir/r4_constraints.py``; without a
package it writes ``docs/validation.md`` from that table. Both are committed, and tests compare them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openapi.r4_package import definitions

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "domain" / "fhir" / "r4_constraints.py"
PAGE = ROOT / "docs" / "validation.md"

EVERYWHERE = {"ele-1": "Element", "ext-1": "Extension"} | {f"dom-{n}": "DomainResource" for n in range(2, 7)}
"""Constraints of the bases: the definitions repeat them at every element that inherits them."""


def rows(found: Iterable[dict[str, Any]]) -> list[tuple[str, ...]]:
    """Give (key, severity, paths, what it says, expression), one for each constraint."""
    made: dict[tuple[str, str, str, str], list[str]] = {}
    for one in found:
        if one["resourceType"] != "StructureDefinition" or one.get("derivation") == "constraint":
            continue
        for element in one["snapshot"]["element"] if one["kind"] != "logical" else ():
            for rule in element.get("constraint", ()):
                place = EVERYWHERE.get(rule["key"], element["path"])
                row = (rule["key"], rule["severity"], " ".join(rule["human"].split()), rule["expression"])
                if place not in made.setdefault(row, []):
                    made[row].append(place)
    return sorted((key, level, " ".join(sorted(at)), text, rule) for (key, level, text, rule), at in made.items())


def module(found: Iterable[tuple[str, ...]]) -> str:
    """Write the table: facts only."""
    return MODULE.format(rows="\n".join("\t".join(row).replace("\\", "\\\\") for row in found))


MODULE = '''"""Which constraints does FHIR R4 set? (hl7.fhir.r4.core 4.0.1, CC0-1.0; by openapi/build_constraints.py).

A table, and therefore long. One line each: key, severity, where it holds, what it says, its FHIRPath expression,
parted by tabs. Do not edit. Read through domain/fhir/constraints.py.
"""

# ruff: noqa: E501
ROWS = """
{rows}
"""
'''


def page() -> str:
    """Write how each constraint is checked."""
    from domain.fhir.constraints import CHECKED, everything

    lines = []
    for one in everything():
        text = one.text.replace("|", "\\|")
        lines.append(
            f"| {one.key} | {one.severity} | {' '.join(one.paths)} | {text} | {CHECKED.get(one.key, FHIRPATH)} |"
        )
    head, tail = PAGE.read_text(encoding="utf-8").split(BEGIN)[0], "\n".join(lines)
    return f"{head}{BEGIN}\n\n{HEAD}\n{tail}\n"


FHIRPATH = "its FHIRPath expression, on `$validate` and where profiles are enforced"
BEGIN = "<!-- by openapi/build_constraints.py -->"
HEAD = "| key | severity | where | what it says | how it is checked |\n|---|---|---|---|---|"


def main(arguments: list[str]) -> None:
    """Write the table or the page."""
    if arguments:
        TABLE.write_text(module(rows(definitions(Path(arguments[0])))), encoding="utf-8")
    else:
        PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
