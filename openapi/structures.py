"""Which types, backbones and elements do the StructureDefinitions define? (https://hl7.org/fhir/R4/structuredefinition.html)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

TYPE_EXTENSION = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
REGEX_EXTENSION = "http://hl7.org/fhir/StructureDefinition/regex"
SIMPLE_QUANTITY = "http://hl7.org/fhir/StructureDefinition/SimpleQuantity"


@dataclass(frozen=True, slots=True)
class Element:
    """One JSON property before its siblings are made."""

    name: str
    types: tuple[str, ...]
    array: bool
    required: bool
    targets: tuple[str, ...] = ()
    value_set: str = ""
    simple: bool = False
    summary: bool = False
    modifier: bool = False

    @property
    def variants(self) -> list[tuple[str, str]]:
        """Pair each property name with its type: several for a choice ``value[x]``."""
        if not self.name.endswith("[x]"):
            return [(self.name, self.types[0])]
        return [(self.name[:-3] + code[0].upper() + code[1:], code) for code in self.types]


class Package:
    """The definitions, indexed for the build."""

    def __init__(self, found: Iterable[dict[str, Any]]) -> None:
        """Index by canonical address; keep the types that are not profiles."""
        self.known = {one["url"]: one for one in found if "url" in one}
        structures = [one for one in self.known.values() if one["resourceType"] == "StructureDefinition"]
        self.types = {
            one["name"]: one
            for one in sorted(structures, key=lambda one: str(one["name"]))
            if one.get("derivation") != "constraint" and one["kind"] != "logical"
        }
        self.primitives = {name for name, one in self.types.items() if one["kind"] == "primitive-type"}
        self.resources = [name for name, one in self.types.items() if one["kind"] == "resource" and not one["abstract"]]
        self.blocks: dict[str, list[Element]] = {}
        for name, one in self.types.items():
            if name not in self.primitives:
                self._add(one)

    def _add(self, structure: dict[str, Any]) -> None:
        rows = structure["snapshot"]["element"]
        parents = {row["path"].rpartition(".")[0] for row in rows}
        for row in rows:
            path = row["path"]
            if path in parents:
                self.blocks.setdefault(path, [])
            parent, _, name = path.rpartition(".")
            if parent and row["max"] != "0":
                row_of_id = structure["kind"] == "resource" and path == f"{parent}.id" and "." not in parent
                types = ("id",) if row_of_id else (path,) if path in parents else _types(row)
                self.blocks.setdefault(parent, []).append(_element(name, types, row))

    def regex(self, primitive: str) -> str:
        """Read the regular expression that the definition of a primitive gives."""
        for row in self.types[primitive]["snapshot"]["element"]:
            for extension in row.get("type", [{}])[0].get("extension", []):
                if extension["url"] == REGEX_EXTENSION:
                    return f"^(?:{extension['valueString']})$"
        raise ValueError(f"{primitive} has no regular expression")


def _element(name: str, types: tuple[str, ...], row: dict[str, Any]) -> Element:
    targets = {
        target.rpartition("/")[2]
        for one in row.get("type", [])
        if one["code"] == "Reference"
        for target in one.get("targetProfile", [])
    } - {"Resource"}
    binding = row.get("binding", {})
    return Element(
        name=name,
        types=types,
        array=row["max"] != "1",
        required=row["min"] > 0,
        targets=tuple(sorted(targets)),
        value_set=binding.get("valueSet", "").partition("|")[0] if binding.get("strength") == "required" else "",
        simple=any(SIMPLE_QUANTITY in one.get("profile", []) for one in row.get("type", [])),
        summary=row.get("isSummary", False),
        modifier=row.get("isModifier", False),
    )


def _types(row: dict[str, Any]) -> tuple[str, ...]:
    """Name an element's types; a FHIRPath type (Extension.url) stands for the FHIR type beside it."""
    if "contentReference" in row:
        return (row["contentReference"].removeprefix("#"),)
    return tuple(
        next((ext["valueUrl"] for ext in one.get("extension", []) if ext["url"] == TYPE_EXTENSION), "string")
        if one["code"].startswith("http")
        else one["code"]
        for one in row["type"]
    )
