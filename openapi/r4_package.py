"""What does the official FHIR R4 core package define? (https://hl7.org/fhir/R4/downloads.html, hl7.fhir.r4.core 4.0.1).

Used by the build steps only, never while serving.
"""

from __future__ import annotations

import json
import tarfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VERSION = "4.0.1"
PACKAGE = "hl7.fhir.r4.core"


def definitions(tgz: Path) -> Iterator[dict[str, Any]]:
    """Yield every resource of the package, in the order of the archive.

    The package's own manifest must name 4.0.1: other packages of "R4 definitions" are altered ones.
    """
    named = False
    with tarfile.open(tgz, "r:gz") as archive:
        for member in archive:
            folder, _, name = member.name.rpartition("/")
            if folder != "package" or not name.endswith(".json") or name.startswith("."):
                continue
            stream = archive.extractfile(member)
            if stream is None:
                continue
            found = json.loads(stream.read())
            if name == "package.json":
                if (found.get("name"), found.get("version")) != (PACKAGE, VERSION):
                    raise ValueError(f"{tgz} is not {PACKAGE} {VERSION}")
                named = True
            elif "resourceType" in found:
                yield found
    if not named:
        raise ValueError(f"{tgz} is not {PACKAGE} {VERSION}: it has no manifest")
