"""What does a SearchParameter resource add to the table of parameters? (https://hl7.org/fhir/R4/searchparameter.html).

An active one is compiled, as the official ones are, when it is written; what cannot be compiled is refused then. One
that is not active, and one that says again what R4 or US Core define, adds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import Fault, Invalid
from domain.fhir.resources import RESOURCES
from domain.search.composites import Part, ways
from domain.search.parameters import SearchParameter, defined, leaf_text
from domain.search.paths import USABLE, leaves

ALL = {"Resource": frozenset[str](), "DomainResource": frozenset({"Binary", "Bundle", "Parameters"})}
"""What stands for all types, and for all but these."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,63}")
_MOST_LETTERS = 4_000


@dataclass(frozen=True, slots=True)
class Row:
    """One parameter of one type: a row of the table without its number (``parameters.read_row``)."""

    base: str
    code: str
    text: str


def rows_of(resource: dict[str, Any], others: Mapping[str, Iterable[SearchParameter]] | None = None) -> list[Row]:
    """Compile a SearchParameter; Invalid if it cannot be. ``others``: custom ones by type, if not those adopted."""
    if resource.get("status") != "active":
        return []
    kind, expression = resource["type"], resource.get("expression", "")
    if len(expression) > _MOST_LETTERS or len(resource["url"]) > _MOST_LETTERS or not resource["url"].isprintable():
        raise _refused("too-long", "is too long, or has a url that is no text", "expression")
    targets = [target for target in resource.get("target", ()) if target not in ALL]
    if not set(targets) <= RESOURCES.keys():
        raise _refused("not-supported", "has a target that this server does not know", "target")
    rows = []
    for n, type_ in _bases(resource):
        known = [*defined(type_), *(others or {}).get(type_, ())]
        if any(one.url == resource["url"] and one.number < 100_000 for one in known):
            continue
        code = resource["code"]
        if _CODE.fullmatch(code) is None:
            raise _refused("value", "has a code that no search could name", "code")
        if any(one.code == code and one.url != resource["url"] for one in known):
            raise _refused("duplicate", f"has the code of another parameter of {type_}", "code")
        try:
            found = _ways(resource, type_, known) if kind == "composite" else _leaves(resource, type_)
        except (LookupError, ValueError) as error:
            why = str(error) if isinstance(error, ValueError) else "an element is missing"
            raise _refused("invalid", f"cannot be compiled for {type_}: {_shown(why)}", "expression") from None
        if not found:
            raise _refused("invalid", f"looks at nothing of {type_} that its type could compare", f"base[{n}]")
        columns = (type_, code, kind, resource["url"], ",".join(targets), " ".join(found))
        rows.append(Row(type_, code, "\t".join((*columns, " ".join(expression.split())))))
    return rows


def _bases(resource: dict[str, Any]) -> Iterator[tuple[int, str]]:
    for n, base in enumerate(resource.get("base", ())):
        if base in ALL:
            yield from ((n, type_) for type_ in RESOURCES if type_ not in ALL[base])
        elif base in RESOURCES:
            yield n, base
        else:
            raise _refused("not-supported", "is for a type that this server does not know", f"base[{n}]")


def _leaves(resource: dict[str, Any], type_: str) -> list[str]:
    if resource["type"] not in USABLE:
        raise ValueError("the type special has no meaning here")
    if not resource.get("expression"):
        raise ValueError("an active parameter has an expression")
    return leaves(type_, resource["type"], resource["expression"])


def _ways(resource: dict[str, Any], type_: str, known: Iterable[SearchParameter]) -> list[str]:
    by_url = {one.url: one for one in known}
    parts: list[Part] = []
    for component in resource.get("component", ()):
        own = by_url.get(component["definition"].partition("|")[0])
        if own is None or own.kind not in USABLE:
            raise ValueError("a component is no parameter of the type")
        parts.append((own.code, own.kind, component["expression"]))
    if len(parts) < 2:
        raise ValueError("a composite has two components or more")
    table = {one.code: (one.kind, [leaf_text(leaf) for leaf in one.leaves]) for one in known if one.number < 100_000}
    return ways(type_, resource.get("expression", ""), parts, table)


def _shown(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9 .:_\-]", "?", text[:80])


def _refused(code: str, why: str, element: str) -> Invalid:
    return Invalid(Fault(code, f"The search parameter {why}.", f"SearchParameter.{element}"))
