"""Which search parameters do R4 and US Core define, and from which elements do they come?

``python -m openapi.build_parameters R4_TGZ [US_CORE_TGZ...]`` reads the official packages and writes the facts to
``domain/search/r4_parameters.py``, ``us_core_parameters.py``, ``r4_systems.py`` and ``domain/fhir/r4_types.py``. The
expressions (FHIRPath, as in https://hl7.org/fhir/R4/searchparameter-registry.html) are resolved here, by what resolves
those of custom parameters too (``domain/search/paths.py``).
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from domain.fhir.elements import elements, names
from domain.search.composites import ways
from domain.search.paths import USABLE, leaves
from openapi.r4_package import definitions

PREFIX = "http://hl7.org/fhir/SearchParameter/"
PARAMETERS = Path("domain/search/r4_parameters.py")
US_CORE = Path("domain/search/us_core_parameters.py")
SYSTEMS = Path("domain/search/r4_systems.py")
TYPES = Path("domain/fhir/r4_types.py")

ERRATA = {PREFIX + "DocumentReference-relationship": ("target", "code")}
"""Expressions of components that R4 gives the wrong way round: relatesto is a reference and relation a code."""

_Table = dict[str, tuple[str, list[str]]]
"""Kind and leaves of the parameters of one type, by code."""


def systems(found: list[dict[str, Any]]) -> Iterator[str]:
    """Yield for each element of type code, whose required binding names one system: where it is, and the system."""
    known: dict[str, str] = {}
    bound: dict[str, str] = {}
    for one in found:
        if one["resourceType"] == "ValueSet":
            parts = one.get("compose", {}).get("include", [])
            own = {part.get("system", "") for part in parts if "valueSet" not in part}
            if len(own) == 1 == len({"valueSet" in part for part in parts}):
                known[one["url"]] = own.pop()
        elif one["resourceType"] == "StructureDefinition" and one.get("derivation") != "constraint":
            for element in one.get("snapshot", {}).get("element", ()):
                if element.get("binding", {}).get("strength") == "required":
                    bound[element["id"]] = element["binding"].get("valueSet", "").partition("|")[0]
    for name in names():
        for element in elements(name).values():
            at = f"{name}.{element.choice or element.name}"
            if element.type == "code" and known.get(bound.get(at, "")):
                yield f"{name}.{element.name} {known[bound[at]]}"


def _numbers() -> dict[tuple[str, str], int]:
    """Give the numbers that parameters have already: index rows hold them, so they never change."""
    try:
        from domain.search import r4_parameters, us_core_parameters
    except ImportError:
        return {}
    lines = (*r4_parameters.ROWS.strip().splitlines(), *us_core_parameters.ROWS.strip().splitlines())
    rows = (line.split("\t") for line in lines)
    return {(row[1], row[2]): int(row[0]) for row in rows}


def parameter_rows(found: list[dict[str, Any]], known: Iterable[str] = ()) -> list[str]:
    """Give the rows of the table, one for each parameter of each type; ``known``: rows of another table."""
    types = resource_types(found) or list(names())
    numbers = _numbers()
    rows: dict[tuple[str, str], str] = {}
    tables: dict[str, _Table] = {}
    for line in known:
        _, type_, code, kind, _, _, own, _ = line.split("\t")
        tables.setdefault(type_, {})[code] = (kind, own.split())
    kinds = {d["url"]: (d["code"], d["type"]) for d in found if d["resourceType"] == "SearchParameter"}
    wanted = [
        d for d in found
        if d["resourceType"] == "SearchParameter" and d.get("base") and d.get("expression")
        and not d["url"].removeprefix(PREFIX).startswith("example")
    ]  # fmt: skip
    for definition in sorted(wanted, key=lambda d: (d["type"] == "composite", str(d["url"]))):
        kind, code, expression = definition["type"], definition["code"], definition["expression"]
        bases = types if "Resource" in definition["base"] else [b for b in definition["base"] if b in types]
        for type_ in bases:
            if code.startswith("_") and type_ != "Account":
                continue  # The parameters of every type stand once, under "*".
            name = "*" if code.startswith("_") else type_
            table = tables.setdefault(name, {})
            if kind == "composite":
                paths = _together(definition, kinds, type_, table)
            else:
                paths = _paths(type_, kind, expression) if kind in USABLE else []
            table[code] = (kind, paths)
            terms = (term.strip() for term in expression.split("|"))
            own = " | ".join(t for t in terms if re.match(rf"\(?(?:{type_}|Resource)\b", t)) or expression
            targets = ",".join(definition.get("target", []))
            number = numbers.setdefault((name, code), max(numbers.values(), default=0) + 1)
            columns = (str(number), name, code, kind, definition["url"].removeprefix(PREFIX), targets)
            rows[name, code] = "\t".join((*columns, " ".join(paths), " ".join(own.split())))
    return [rows[key] for key in sorted(rows, key=lambda key: numbers[key])]


def _paths(type_: str, kind: str, expression: str) -> list[str]:
    if "exists()" in expression:  # Patient-deceased: a value derived from two elements (extraction.py)
        return [f"{expression.split('.')[1]}:exists"]
    return leaves(type_, kind, expression)


def _together(definition: dict[str, Any], kinds: dict[str, tuple[str, str]], type_: str, table: _Table) -> list[str]:
    own = [part["expression"] for part in definition["component"]]
    parts = [
        (*kinds[part["definition"]], expression)
        for part, expression in zip(definition["component"], ERRATA.get(definition["url"], own), strict=True)
    ]
    return ways(type_, definition["expression"], parts, table)


def us_core_rows(packages: Iterable[Path], known: Iterable[str]) -> list[str]:
    """Give the rows of the parameters that the packages of US Core define anew, the last package's first."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for package in packages:
        with tarfile.open(package, "r:gz") as archive:
            for member in archive:
                stream = archive.extractfile(member) if "/SearchParameter-" in member.name else None
                if stream is not None:
                    definition = json.loads(stream.read())
                    if not definition.get("derivedFrom"):
                        rows[definition["base"][0], definition["code"]] = definition
    return parameter_rows(list(rows.values()), known)


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

Facts of the official package hl7.fhir.r4.core 4.0.1 (CC0-1.0), by ``openapi/build_parameters.py``; a table.
"""

from __future__ import annotations
'''


_NOTE = (
    "\n# ruff: noqa: E501\n\n# number, type, code, kind, definition, targets, elements, expression; separated by tabs."
    "\n# The elements of a composite are the ways in which its parts are found together (composites.py)."
)


def main(tgz: Path, *us_core: Path) -> None:
    """Write all tables."""
    found = list(definitions(tgz))
    head = _HEAD.format(question="Which search parameters does FHIR R4 define for each resource type?")
    _write(PARAMETERS, head + _NOTE, rows := parameter_rows(found))
    if us_core:
        about = "the packages hl7.fhir.us.core " + " and ".join(re.findall(r"-(\d+\.\d+\.\d+)-", str(us_core)))
        head = _HEAD.format(question="Which search parameters does US Core add to those of R4?")
        head = head.replace("the official package hl7.fhir.r4.core 4.0.1", about)
        _write(US_CORE, head + _NOTE, us_core_rows(us_core, rows))
    head = _HEAD.format(question="Which code system does the required binding of an element of type code imply?")
    _write(SYSTEMS, head, systems(found))
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


def _write(path: Path, head: str, rows: Iterable[str]) -> None:
    path.write_text(head + '\nROWS = """\n' + "\n".join(rows) + '\n"""\n', encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
