"""What examples do the specification and US Core publish? (``tests/data/examples.tar.xz``, CC0-1.0)."""

from __future__ import annotations

import json
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

ARCHIVE = Path(__file__).parent / "data" / "examples.tar.xz"


@cache
def texts() -> dict[str, bytes]:
    """Give the bytes of every example by its name in the archive."""
    with tarfile.open(ARCHIVE) as archive:
        found = {}
        for member in archive.getmembers():
            file = archive.extractfile(member)
            if file is not None and member.name.endswith(".json"):
                found[member.name] = file.read()
        return found


def resources() -> dict[str, dict[str, Any]]:
    """Give every example, parsed anew."""
    return {name: json.loads(text) for name, text in texts().items()}
