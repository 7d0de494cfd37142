"""Which JSON is FHIR R4, and which elements exist? Built from the official definitions (https://hl7.org/fhir/R4/json.html).

``python -m openapi.build_schema hl7.fhir.r4.core-4.0.1.tgz`` writes ``openapi/r4.schema.json`` and
``domain/fhir/r4_elements.py``; both are committed, and a test compares them with a fresh build.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openapi.r4_package import definitions
from openapi.value_sets import codings, grammar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "openapi" / "r4.schema.json"
ELEMENTS = ROOT / "domain" / "fhir" / "r4_elements.py"

MEGABYTE = 1_048_576  # https://hl7.org/fhir/R4/datatypes.html#string: at most 1 MB
TYPE_EXTENSION = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
REGEX_EXTENSION = "http://hl7.org/fhir/StructureDefinition/regex"
SIMPLE_QUANTITY = "http://hl7.org/fhir/StructureDefinition/SimpleQuantity"
BASES = ("Element", "BackboneElement", "Resource", "DomainResource")
LAST_INTEGER = 2_147_483_647
TEXT = {"type": "string", "pattern": r"\S", "maxLength": MEGABYTE}

# Primitives whose JSON form is not the regular expression of their definition.
PRIMITIVES: dict[str, dict[str, Any]] = {
    "boolean": {"type": "boolean"},
    "decimal": {"type": "number"},
    "integer": {"type": "integer", "minimum": -LAST_INTEGER - 1, "maximum": LAST_INTEGER},
    "positiveInt": {"type": "integer", "minimum": 1, "maximum": LAST_INTEGER},
    "unsignedInt": {"type": "integer", "minimum": 0, "maximum": LAST_INTEGER},
    # "[ \r\n\t\S]+" would refuse a no-break space, which the specification's own examples use.
    "string": TEXT,
    "markdown": TEXT,
    "uri": {"type": "string", "pattern": r"^\S+$"},
    "url": {"type": "string", "pattern": r"^\S+$"},
    "canonical": {"type": "string", "pattern": r"^\S+$"},
    # domain/fhir/checks.py decodes it anyway; a regular expression over megabytes says nothing more.
    "base64Binary": {"type": "string", "minLength": 1, "contentEncoding": "base64"},
    "xhtml": {"type": "string", "pattern": r"\S", "maxLength": MEGABYTE},
}


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
        self.resources = [
            name for name, one in self.types.items() if one["kind"] == "resource" and not one["abstract"]
        ]
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
    )


def _types(row: dict[str, Any]) -> tuple[str, ...]:
    """Name an element's types; a FHIRPath type (Element.id, Extension.url) stands for the FHIR type in its extension."""
    if "contentReference" in row:
        return (row["contentReference"].removeprefix("#"),)
    return tuple(
        next((ext["valueUrl"] for ext in one.get("extension", []) if ext["url"] == TYPE_EXTENSION), "string")
        if one["code"].startswith("http")
        else one["code"]
        for one in row["type"]
    )


def schema(package: Package) -> dict[str, Any]:
    """Build the JSON Schema: one definition per type, backbone and value set."""
    made: dict[str, Any] = {}
    for name in sorted(package.primitives):
        made[name] = PRIMITIVES.get(name) or {"type": "string", "pattern": package.regex(name)}
    for path, elements in package.blocks.items():
        if path not in BASES or path == "Element":
            made[path] = _block(path, elements, package, made)
    made["Extension"] |= _extension_rule(package)
    made["SimpleQuantity"] = {
        **made["Quantity"],
        "properties": {
            name: one for name, one in made["Quantity"]["properties"].items() if not name.endswith("comparator")
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Generated by openapi/build_schema.py from hl7.fhir.r4.core 4.0.1 (CC0-1.0). Do not edit.",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in package.resources],
        "$defs": dict(sorted(made.items())),
    }


def _block(path: str, elements: list[Element], package: Package, made: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required: list[str] = []
    rules: list[dict[str, Any]] = []
    resource = path in package.resources
    if resource:
        properties["resourceType"] = {"const": path}
        required.append("resourceType")
    for element in elements:
        names: list[list[str]] = []
        for name, code in element.variants:
            made_here = _property(element, code, package, made)
            properties[name] = {"type": "array", "minItems": 1, "items": made_here} if element.array else made_here
            names.append([name])
            if code in package.primitives and name not in {"id", "url" if path == "Extension" else "", "div"}:
                properties[f"_{name}"] = _sibling(element)
                names[-1].append(f"_{name}")
        if len(names) > 1 and path != "Extension":
            rules.append(_choice(element, names))
        elif element.required and len(names[0]) > 1:
            rules.append({"$comment": f"required {names[0][0]}", "anyOf": [{"required": [one]} for one in names[0]]})
        elif element.required:
            required.append(names[0][0])
    made_block: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        made_block["required"] = required
    if not resource:
        made_block["minProperties"] = 1
    if rules:
        made_block["allOf"] = rules
    return made_block


def _property(element: Element, code: str, package: Package, made: dict[str, Any]) -> dict[str, Any]:
    if code == "Resource":  # validated by looping, each by its own type
        return {"type": "object", "required": ["resourceType"]}
    if element.value_set and code in {"code", "CodeableConcept"}:
        pairs = codings(element.value_set, package.known)
        if pairs and code == "code":
            name = f"ValueSet.{element.value_set.rpartition('/')[2]}"
            made.setdefault(name, {"enum": list(dict.fromkeys(one for _, one in pairs))})
            return _nullable({"$ref": f"#/$defs/{name}"}, element)
        if pairs:
            return {"$ref": "#/$defs/CodeableConcept", **_concept_rule(element, pairs)}
        form = grammar(element.value_set, package.known)
        if form:
            return _nullable(form, element)
    if code in package.primitives:
        return _nullable({"$ref": f"#/$defs/{code}"}, element)
    return {"$ref": f"#/$defs/{'SimpleQuantity' if element.simple and code == 'Quantity' else code}"}


def _nullable(one: dict[str, Any], element: Element) -> dict[str, Any]:
    """Allow null where an array of primitives lines up with its array of extensions."""
    return {"anyOf": [one, {"type": "null"}]} if element.array else one


def _sibling(element: Element) -> dict[str, Any]:
    one = {"$ref": "#/$defs/Element"}
    return {"type": "array", "minItems": 1, "items": {"anyOf": [one, {"type": "null"}]}} if element.array else one


def _choice(element: Element, names: list[list[str]]) -> dict[str, Any]:
    """Allow one variant at most; exactly one where the element is required."""
    variants = [
        {"required": names_of} if len(names_of) == 1 else {"anyOf": [{"required": [one]} for one in names_of]}
        for names_of in names
    ]
    if not element.required:
        variants.append({"not": {"anyOf": [{"required": [one]} for names_of in names for one in names_of]}})
    return {"$comment": f"choice {element.name}", "oneOf": variants}


def _concept_rule(element: Element, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """One coding of the concept must come from the value set (https://hl7.org/fhir/R4/terminologies.html#4.1)."""
    systems: dict[str, list[str]] = {}
    for system, code in pairs:
        systems.setdefault(system, []).append(code)
    coding = [
        {"properties": {"system": {"const": system}, "code": {"enum": codes}}, "required": ["system", "code"]}
        for system, codes in systems.items()
    ]
    within = {"properties": {"coding": {"contains": coding[0] if len(coding) == 1 else {"anyOf": coding}}}}
    return {"allOf": [{"$comment": f"binding {element.name}", "anyOf": [{**within, "required": ["coding"]}]}]}


def _extension_rule(package: Package) -> dict[str, Any]:
    """url, and either value[x] or extension, never both (ext-1); the two frequent shapes are tried first."""
    value = next(one for one in package.blocks["Extension"] if one.name == "value[x]")
    pairs = [[name, f"_{name}"] for name, code in value.variants if code in package.primitives]
    return {
        "allOf": [
            {
                "$comment": "extension",
                "anyOf": [
                    {"minProperties": 2, "maxProperties": 2, "not": {"required": ["id"]}},
                    {"required": ["id"], "minProperties": 3, "maxProperties": 3},
                    {
                        "anyOf": [
                            {"minProperties": 3, "maxProperties": 3, "not": {"required": ["id"]}},
                            {"required": ["id"], "minProperties": 4, "maxProperties": 4},
                        ],
                        "oneOf": [{"required": pair} for pair in pairs],
                    },
                ],
            }
        ]
    }


def elements_module(package: Package) -> str:
    """Write the table of elements: facts only, no rule."""
    rows = []
    for path, elements in package.blocks.items():
        words = [
            element.name
            + ("*" if element.array else "")
            + ":"
            + "|".join(element.types)
            + (f"({'|'.join(element.targets)})" if element.targets else "")
            for element in elements
        ]
        lines = textwrap.wrap(" ".join(words), 112, break_long_words=False, break_on_hyphens=False)
        rows.append(f"{path}\n" + "\n".join(f" {line}" for line in lines))
    return MODULE.format(
        resources="\n".join(textwrap.wrap(" ".join(package.resources), 116, break_on_hyphens=False)),
        primitives="\n".join(textwrap.wrap(" ".join(sorted(package.primitives)), 116)),
        rows="\n".join(rows),
    )


MODULE = '''"""Which elements do the types of FHIR R4 have? (generated by openapi/build_schema.py from hl7.fhir.r4.core 4.0.1, CC0-1.0).

A table, and therefore long. One paragraph for each type and backbone; one word for each element:
``name:type``, ``name*:type`` if it is a list, ``name[x]:type|type`` if it is a choice, with the types
that a reference may point at in parentheses (none: any). Do not edit. Read through domain/fhir/elements.py.
"""

from __future__ import annotations

RESOURCES = """
{resources}
"""

PRIMITIVES = """
{primitives}
"""

ROWS = """
{rows}
"""
'''


def text(made: dict[str, Any]) -> str:
    """Write the schema with one definition a line, so that a difference can be read."""
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(one)}" for name, one in made["$defs"].items())
    head = json.dumps({name: one for name, one in made.items() if name != "$defs"}, indent=0)
    return head.removesuffix("\n}") + ',\n"$defs": {\n' + rows + "\n}\n}\n"


def main(tgz: str) -> None:
    """Write both files."""
    package = Package(definitions(Path(tgz)))
    SCHEMA.write_text(text(schema(package)), encoding="utf-8")
    ELEMENTS.write_text(elements_module(package), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
