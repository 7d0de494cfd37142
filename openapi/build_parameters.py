"""Which search parameters does R4 define, and from which elements do they come?

``python -m openapi.build_parameters TGZ`` reads the official core package and writes the facts to
``domain/search/r4_parameters.py`` and ``domain/fhir/r4_types.py``. The expressions (FHIRPath, as used in
https://hl7.org/fhir/R4/searchparameter-registry.html) are resolved here against the structure definitions, so
that what serves needs neither: an element's path in JSON and its type say all.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from openapi.r4_package import definitions

PREFIX = "http://hl7.org/fhir/SearchParameter/"
PARAMETERS = Path("domain/search/r4_parameters.py")
TYPES = Path("domain/fhir/r4_types.py")

LEAVES = {
    "HumanName": ("family", "given", "prefix", "suffix", "text"),
    "Address": ("line", "city", "district", "state", "postalCode", "country", "text"),
}
"""What a string parameter on the type looks at (https://hl7.org/fhir/R4/search.html#string)."""

EXTENSION_VALUES = {
    "reference": ("Reference",),
    "string": ("string", "CodeableConcept"),
    "token": ("CodeableConcept", "Coding", "Identifier", "code", "string", "boolean"),
}
"""The types that the value of an extension may have under a parameter of the kind; its definition is elsewhere."""

USABLE = {
    "token": {
        "boolean", "canonical", "code", "CodeableConcept", "Coding", "ContactPoint", "id", "Identifier", "string",
        "uri", "markdown",
    },
    "reference": {"canonical", "Reference", "uri", "Resource"},
    "string": {"CodeableConcept", "markdown", "string", "code", "id", "uri"},
    "date": {"date", "dateTime", "instant", "Period", "Timing"},
    "number": {"decimal", "integer", "positiveInt", "Range", "unsignedInt"},
    "quantity": {"Age", "Count", "Distance", "Duration", "Money", "Quantity", "Range", "SampledData"},
    "uri": {"canonical", "oid", "uri", "url", "uuid"},
}  # fmt: skip

Path_ = tuple[str, ...]
"""Steps as they stand in JSON, a step perhaps with a filter: ``telecom[system=phone]``."""


class Elements:
    """The elements of every type: their names in JSON, their types, the targets of references."""

    def __init__(self, structures: Iterable[dict[str, Any]], value_sets: Iterable[dict[str, Any]] = ()) -> None:
        """Take the elements out of the snapshots, and the system that each set of codes is from."""
        self._elements: dict[str, dict[str, Any]] = {}
        self._systems: dict[str, str] = {}
        for value_set in value_sets:
            parts = value_set.get("compose", {}).get("include", [])
            systems = {part.get("system", "") for part in parts if "valueSet" not in part}
            if len(systems) == 1 == len({"valueSet" in part for part in parts}):
                self._systems[value_set["url"]] = systems.pop()
        for structure in structures:
            for element in structure["snapshot"]["element"]:
                self._elements[element["id"]] = element

    def system(self, at: str) -> str:
        """Give the code system that a required binding implies for a ``code`` element, "" if it is not one."""
        binding = self._elements.get(at, {}).get("binding", {})
        required = binding.get("strength") == "required"
        return self._systems.get(binding.get("valueSet", "").partition("|")[0], "") if required else ""

    def step(self, at: str, name: str) -> Iterator[tuple[str, str, str]]:
        """Yield for a child of the element ``at``: its name in JSON, where it is defined, its type."""
        plain = self._elements.get(f"{at}.{name}")
        chosen = self._elements.get(f"{at}.{name}[x]")
        element = plain or chosen
        if element is None:
            raise LookupError(f"no element {name} in {at}")
        if "contentReference" in element:
            yield name, element["contentReference"].lstrip("#"), "BackboneElement"
            return
        for found in element["type"]:
            code = found["code"]
            if code.startswith("http://hl7.org/fhirpath/System."):
                code = "id" if name == "id" else "string"
            where = element["id"] if code in {"BackboneElement", "Element", "code"} else code
            yield (name + code[0].upper() + code[1:] if chosen else name), where, code


_TERM = re.compile(
    r"\.?(?:(?P<function>where|as|ofType|extension|exists)\((?P<argument>(?:[^()']|'[^']*'|\([^()]*\))*)\)"
    r"|(?P<name>\w+)(?P<first>\[0\])?)"
)


def leaves(elements: Elements, type_: str, kind: str, expression: str) -> list[str]:
    """Resolve one expression for one type to ``step>step:Type``.

    It is ``Reference(Patient)`` where the target is told, and ``code(system)`` where a required binding implies the
    system (https://hl7.org/fhir/R4/search.html#token).
    """
    found: list[str] = []
    for term in re.split(r"\s*\|\s*(?![^()]*'\s*\))", expression):
        bare = re.sub(r"\((\S+) as (\w+)\)", r"\1.as(\2)", term.strip())
        bare = re.sub(r"^\s*(\S+) as (\w+)\s*$", r"\1.as(\2)", bare).strip("() ") if " as " in bare else bare
        if bare.startswith("(") and bare.endswith(")"):
            bare = bare[1:-1]
        root, _, rest = bare.partition(".")
        if root.islower():  # InsurancePlan-name leaves its type out.
            root, rest = type_, bare
        if root in {type_, "Resource", "DomainResource"}:
            found += [leaf for leaf in _resolve(elements, type_, kind, rest) if leaf not in found]
    return found


def _resolve(elements: Elements, type_: str, kind: str, path: str) -> Iterator[str]:
    if "exists()" in path:
        yield f"{path.partition('.')[0]}:exists"
        return
    states: list[tuple[Path_, str, str]] = [((), type_, type_)]
    target = ""
    position = 0
    while position < len(path):
        match = _TERM.match(path, position)
        if match is None:
            raise ValueError(path)
        position = match.end()
        function, argument = match["function"], match["argument"]
        if match["name"]:
            first = match["first"] or ""
            states = [
                ((*steps, name + first), where, code)
                for steps, at, _ in states
                for name, where, code in _children(elements, at, match["name"], kind)
            ]
        elif function in {"as", "ofType"}:
            states = [state for state in states if state[2] == argument]
        elif function == "extension":
            url = argument.strip("'")
            states = [((*steps, f"extension[url={url}]"), f"Extension:{kind}", "Extension") for steps, _, _ in states]
        elif argument.startswith("resolve() is "):
            target = argument.removeprefix("resolve() is ")
        elif argument.startswith("hasExtension("):
            states = [_filtered(state, "extension=" + argument[len("hasExtension('") : -2]) for state in states]
        else:
            states = [_filtered(state, argument.replace("'", "").replace(" ", "")) for state in states]
    for steps, at, code in states:
        yield from _leaf(steps, at, code, kind, target or (elements.system(at) if code == "code" else ""))


def _children(elements: Elements, at: str, name: str, kind: str) -> Iterator[tuple[str, str, str]]:
    if at.startswith("Extension:"):
        for code in EXTENSION_VALUES[kind]:
            yield "value" + code[0].upper() + code[1:], code, code
    else:
        yield from elements.step(at, name)


def _filtered(state: tuple[Path_, str, str], condition: str) -> tuple[Path_, str, str]:
    steps, at, code = state
    return (*steps[:-1], f"{steps[-1]}[{condition}]"), at, code


def _leaf(steps: Path_, at: str, code: str, kind: str, target: str) -> Iterator[str]:
    path = ">".join(steps)
    if code == "Extension":
        for value in EXTENSION_VALUES[kind]:
            yield f"{path}>value{value[0].upper()}{value[1:]}:{value}"
    elif kind == "string" and at in LEAVES:
        for part in LEAVES[at]:
            yield f"{path}>{part}:string"
    elif code in USABLE.get(kind, ()):
        yield f"{path}:{code}" + (f"({target})" if target else "")


def _numbers() -> dict[tuple[str, str], int]:
    """Give the numbers that parameters have already: index rows hold them, so they never change."""
    try:
        from domain.search.r4_parameters import ROWS
    except ImportError:
        return {}
    rows = (line.split("\t") for line in ROWS.strip().splitlines())
    return {(row[1], row[2]): int(row[0]) for row in rows}


def parameter_rows(found: list[dict[str, Any]]) -> list[str]:
    """Give the rows of the table, one for each parameter of each type."""
    structures = (d for d in found if d["resourceType"] == "StructureDefinition" and "snapshot" in d)
    elements = Elements(
        (d for d in structures if d.get("derivation") != "constraint"),
        (d for d in found if d["resourceType"] == "ValueSet"),
    )
    types = resource_types(found)
    numbers = _numbers()
    rows: dict[tuple[str, str], str] = {}
    wanted = [
        d for d in found
        if d["resourceType"] == "SearchParameter" and d.get("base") and d.get("expression")
        and not d["url"].removeprefix(PREFIX).startswith("example")
    ]  # fmt: skip
    for definition in sorted(wanted, key=lambda d: str(d["url"])):
        kind, code, expression = definition["type"], definition["code"], definition["expression"]
        bases = types if "Resource" in definition["base"] else [b for b in definition["base"] if b in types]
        for type_ in bases:
            if code.startswith("_") and type_ != "Account":
                continue  # The parameters of every type stand once, under "*".
            name = "*" if code.startswith("_") else type_
            paths = leaves(elements, type_, kind, expression) if kind in USABLE else []
            terms = (term.strip() for term in expression.split("|"))
            own = " | ".join(t for t in terms if re.match(rf"\(?(?:{type_}|Resource)\b", t)) or expression
            targets = ",".join(definition.get("target", []))
            number = numbers.setdefault((name, code), max(numbers.values(), default=0) + 1)
            columns = (str(number), name, code, kind, definition["url"].removeprefix(PREFIX), targets)
            rows[name, code] = "\t".join((*columns, " ".join(paths), " ".join(own.split())))
    return [rows[key] for key in sorted(rows, key=lambda key: numbers[key])]


def resource_types(found: list[dict[str, Any]]) -> list[str]:
    """Give the types that can be instances."""
    return sorted(
        d["type"] for d in found
        if d["resourceType"] == "StructureDefinition" and d["kind"] == "resource"
        and d.get("derivation") == "specialization" and not d["abstract"]
    )  # fmt: skip


def membership(found: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Give for each type the parameters that put a resource into a patient's compartment."""
    url = "http://hl7.org/fhir/CompartmentDefinition/patient"
    (patient,) = (d for d in found if d["resourceType"] == "CompartmentDefinition" and d["url"] == url)
    return {row["code"]: row["param"] for row in patient["resource"] if row.get("param")}


def _tuple(codes: list[str]) -> str:
    return "(" + ", ".join(f'"{code}"' for code in codes) + (",)" if len(codes) == 1 else ")")


_HEAD = '''"""{question}

Facts of the official package hl7.fhir.r4.core 4.0.1 (CC0-1.0), written by ``openapi/build_parameters.py``; a table.
"""

from __future__ import annotations
'''


def main(tgz: Path) -> None:
    """Write both tables."""
    found = list(definitions(tgz))
    head = _HEAD.format(question="Which search parameters does FHIR R4 define for each resource type?")
    note = (
        "\n# ruff: noqa: E501\n\n# number, type, code, kind, definition, targets, elements, expression;"
        ' separated by tabs.\nROWS = """\n'
    )
    PARAMETERS.write_text(head + note + "\n".join(parameter_rows(found)) + '\n"""\n', encoding="utf-8")
    head = _HEAD.format(
        question="Which resource types are there, and which parameters put one into a patient's compartment?"
    )
    types = "".join(f'    "{name}",\n' for name in resource_types(found))
    members = "".join(f'    "{name}": {_tuple(codes)},\n' for name, codes in sorted(membership(found).items()))
    TYPES.write_text(
        f"{head}\nRESOURCE_TYPES = (\n{types})\n\n"
        "# https://hl7.org/fhir/R4/compartmentdefinition-patient.html\n"
        f"PATIENT_COMPARTMENT: dict[str, tuple[str, ...]] = {{\n{members}}}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
