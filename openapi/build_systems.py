"""How do the code systems and value sets of FHIR R4 become the file that Chartward ships? Run at build time only.

``python -m openapi.build_systems R4-CORE.tgz`` writes ``persistence/terminology/systems.tsv.gz``. A line is kind
(C: CodeSystem, V: ValueSet), canonical URL, version, the value set of all codes, and the resource as JSON, without
narrative and description. README.md beside the file says more.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from openapi.r4_package import PACKAGE, VERSION, definitions

TARGET = Path("persistence/terminology/systems.tsv.gz")
LOINC = "http://loinc.org"
DOCUMENTS = "http://hl7.org/fhir/ValueSet/c80-doc-typecodes"
CLASSES = "http://hl7.org/fhir/ValueSet/document-classcodes"
"""R4 says what the first is: all LOINC codes whose scale is DOC, and those of the second, of which it says no scale."""
NOTICE = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright (c) Regenstrief Institute, Inc."
    " and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the"
    " license at http://loinc.org/license. LOINC(R) is a registered United States trademark of Regenstrief Institute,"
    " Inc."
)
_NAMING = ("resourceType", "id", "url", "version", "name", "title", "status", "experimental", "publisher", "copyright")
_SYSTEM = (
    *_NAMING, "caseSensitive", "valueSet", "hierarchyMeaning", "compositional", "versionNeeded", "content",
    "supplements", "property",
)  # fmt: skip
_SET = (*_NAMING, "immutable", "compose", "expansion", "contained")
_CONCEPT = ("code", "display", "definition", "designation", "property")
_LISTED = ("code", "display", "designation")


def concepts(nested: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Keep of concepts what can be asked for."""
    made = []
    for each in nested:
        kept = {name: each[name] for name in _CONCEPT if name in each}
        if each.get("concept"):
            kept["concept"] = concepts(each["concept"])
        made.append(kept)
    return made


def composed(compose: Mapping[str, Any], versions: Mapping[str, str]) -> dict[str, Any]:
    """Keep of a composition what says which codes are in it.

    Where it names a version of a code system of the package that the package itself does not have, the one it has is
    meant (the value set task-code of 4.0.1 names 3.6.0).
    """
    made = {name: value for name, value in compose.items() if name in {"lockedDate", "inactive"}}
    for part in ("include", "exclude"):
        if part in compose:
            made[part] = [_include(each, versions) for each in compose[part]]
    return made


def _include(include: Mapping[str, Any], versions: Mapping[str, str]) -> dict[str, Any]:
    made = {name: value for name, value in include.items() if name in {"system", "version", "filter", "valueSet"}}
    if versions.get(made.get("system", ""), made.get("version")) != made.get("version"):
        made.pop("version", None)
    if "concept" in include:
        made["concept"] = [{name: each[name] for name in _LISTED if name in each} for each in include["concept"]]
    return made


def compact(resource: Mapping[str, Any], versions: Mapping[str, str]) -> dict[str, Any]:
    """Keep of a CodeSystem or ValueSet what the service uses, and its copyright."""
    if resource["resourceType"] == "CodeSystem":
        made = {name: resource[name] for name in _SYSTEM if name in resource}
        return {**made, "concept": concepts(resource["concept"])} if "concept" in resource else made
    made = {name: resource[name] for name in _SET if name in resource}
    return {**made, "compose": composed(resource["compose"], versions)}


def loinc(value_sets: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Name the value sets whose LOINC codes, with their displays, are what is held of LOINC."""
    listing = [
        each["url"]
        for each in value_sets
        if any("concept" in part and part["system"] == LOINC for part in _systems(each))
    ]
    return {
        "resourceType": "CodeSystem",
        "url": LOINC,
        "name": "LOINC",
        "title": "Logical Observation Identifiers, Names and Codes (document types and other codes of FHIR R4 only)",
        "status": "active",
        "publisher": "Regenstrief Institute, Inc.",
        "copyright": NOTICE,
        "caseSensitive": False,
        "content": "fragment",
        "property": [{"code": "SCALE_TYP", "type": "string", "description": "The scale; known of documents alone."}],
        "listed": sorted(listing),
        "documents": [DOCUMENTS, CLASSES],
    }


def _systems(value_set: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (each for each in value_set["compose"].get("include", ()) if "system" in each)


def lines(resources: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Write each resource that says something of codes as a line."""
    found = [each for each in resources if each["resourceType"] in {"CodeSystem", "ValueSet"}]
    versions = {each["url"]: each.get("version", "") for each in found if each["resourceType"] == "CodeSystem"}
    kept = [compact(each, versions) for each in found if each.get("content") not in {"not-present", "supplement"}]
    kept.append(loinc(each for each in kept if each["resourceType"] == "ValueSet"))
    for each in sorted(kept, key=lambda each: (each["resourceType"], each["url"])):
        implied = each.get("valueSet", "")
        head = (each["resourceType"][0], each["url"], each.get("version", ""), implied)
        yield "\t".join((*head, json.dumps(each, ensure_ascii=False, separators=(",", ":"))))


def main() -> None:
    """Write the file and say what it holds."""
    made = list(lines(definitions(Path(sys.argv[1]))))
    text = "\n".join((f"#{PACKAGE} {VERSION}", *made, ""))
    TARGET.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    sys.stdout.write(f"{len(made)} resources, {len(text)} characters, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
