"""Make the US Core packages of the tests: what validation, search and /metadata need.

``python tests/data/reduce_packages.py ../shared/data`` writes ``us-core-6.1.0.tgz`` and ``us-core-8.0.0.tgz`` here.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KINDS = {"StructureDefinition", "ValueSet", "CodeSystem", "SearchParameter", "CapabilityStatement"}
MEMBERS = {
    "text",
    "differential",
    "mapping",
    "contact",
    "contained",
    "description",
    "purpose",
    "copyright",
    "jurisdiction",
}
PROSE = {
    "definition",
    "comment",
    "requirements",
    "alias",
    "mapping",
    "example",
    "short",
    "isSummary",
    "base",
    "condition",
}


def lean(node: Any) -> Any:
    """Take away what only a reader of the guide needs."""
    if isinstance(node, list):
        return [lean(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {key: lean(value) for key, value in node.items() if key not in ("documentation", "xpath", "designation")}


def reduced(one: dict[str, Any]) -> dict[str, Any]:
    """Give a definition without its prose."""
    made = {key: lean(value) for key, value in one.items() if key not in MEMBERS}
    if "snapshot" in made:
        rows = made["snapshot"]["element"]
        made["snapshot"]["element"] = [{key: value for key, value in row.items() if key not in PROSE} for row in rows]
    return made


def write(source: Path, target: Path) -> None:
    """Write one package; the same input gives the same bytes."""
    members: dict[str, Any] = {}
    with tarfile.open(source, "r:gz") as archive:
        for member in archive:
            folder, _, name = member.name.rpartition("/")
            stream = archive.extractfile(member)
            if folder != "package" or not name.endswith(".json") or stream is None:
                continue
            one = json.load(stream)
            if name == "package.json":
                members[member.name] = {key: one[key] for key in ("name", "version", "fhirVersions", "license", "url")}
            elif one.get("resourceType") in KINDS:
                members[member.name] = reduced(one)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as made:
        for name, one in sorted(members.items()):
            content = json.dumps(one, separators=(",", ":"), ensure_ascii=False).encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            made.addfile(entry, io.BytesIO(content))
    target.write_bytes(gzip.compress(packed.getvalue(), 9, mtime=0))


def main(shared: Path) -> None:
    """Write both."""
    for version in ("6.1.0", "8.0.0"):
        source = shared / f"us-core-{version}" / f"hl7.fhir.us.core-{version}-no-examples.tgz"
        write(source, HERE / f"us-core-{version}.tgz")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
