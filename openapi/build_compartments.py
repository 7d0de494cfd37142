"""Which parameters put a record into which compartment? ``python -m openapi.build_compartments TGZ`` writes the table.

It reads the official core package's CompartmentDefinitions (https://hl7.org/fhir/R4/compartmentdefinition.html) and
writes ``domain/fhir/compartments.py``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from openapi.r4_package import definitions

TABLE = Path("domain/fhir/compartments.py")
OWNERS = ("Patient", "Encounter", "Practitioner", "RelatedPerson", "Device")
HEAD = '''"""Which parameters put a record of a type into a compartment? (https://hl7.org/fhir/R4/compartmentdefinition.html).

Facts of the official package hl7.fhir.r4.core 4.0.1 (CC0-1.0), written by ``openapi/build_compartments.py``; a table.
The record that a compartment is of is in it as well; ``{def}`` says just that.
"""

from __future__ import annotations

# A line for each owner: its members, each with the parameters that say so.
ROWS = """
'''
TAIL = '''"""

COMPARTMENTS: dict[str, dict[str, tuple[str, ...]]] = {}
for _line in ROWS.strip().splitlines():
    _owner, _, _row = _line.partition(": ")
    _type, _, _codes = _row.partition("=")
    COMPARTMENTS.setdefault(_owner, {})[_type] = tuple(_codes.split(","))
'''


def main(tgz: Path) -> None:
    """Write the table."""
    found = {
        definition["code"]: definition
        for definition in definitions(tgz)
        if definition["resourceType"] == "CompartmentDefinition" and not definition["url"].endswith("/example")
    }
    rows = []
    for owner in OWNERS:
        members = {row["code"]: row["param"] for row in found[owner]["resource"] if row.get("param")}
        members.setdefault(owner, ["{def}"])
        rows += [f"{owner}: {code}={','.join(members[code])}\n" for code in sorted(members)]
    TABLE.write_text(HEAD + "".join(rows) + TAIL, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
