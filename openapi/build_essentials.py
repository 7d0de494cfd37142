"""Which elements are a type's summary, must be there, or change the meaning? Built from the official definitions.

``python -m openapi.build_essentials hl7.fhir.r4.core-4.0.1.tgz`` writes ``domain/fhir/r4_essentials.py``; it is
committed, and a test compares it with a fresh build.
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from openapi.r4_package import definitions
from openapi.structures import Package

ESSENTIALS = Path(__file__).resolve().parent.parent / "domain" / "fhir" / "r4_essentials.py"

MODULE = '''\
"""Which elements are the summary (s), must be there (m), change the meaning (c)? (hl7.fhir.r4.core 4.0.1, CC0-1.0).

A table, and therefore long: one paragraph for each type and backbone, one word for each element that is any of these.
Written by openapi/build_essentials.py. Do not edit. Read through domain/fhir/essentials.py.
"""

from __future__ import annotations

ROWS = """
{rows}
"""
'''


def essentials_module(package: Package) -> str:
    """Write the table: facts only, no rule."""
    rows = []
    for path, elements in package.blocks.items():
        marked = [
            (one.name, "s" * one.summary + "m" * one.required + "c" * one.modifier)
            for one in elements
            if one.summary or one.required or one.modifier
        ]
        words = " ".join(f"{name}:{marks}" for name, marks in marked)
        lines = textwrap.wrap(words, 118, break_long_words=False, break_on_hyphens=False)
        rows.append("\n".join([path, *(f" {line}" for line in lines)]))
    return MODULE.format(rows="\n".join(rows))


def main(tgz: str) -> None:
    """Write the table."""
    ESSENTIALS.write_text(essentials_module(Package(definitions(Path(tgz)))), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
