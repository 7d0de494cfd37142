"""To which records does a resource refer by a parameter? (https://hl7.org/fhir/R4/search.html#include)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from domain.fhir.resources import RESOURCES
from domain.search.extraction import values
from domain.search.parameters import Leaf, SearchParameter, parameters_of

_LOCAL = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/([1-9][0-9]{0,8}))?", re.ASCII)


class Link(NamedTuple):
    """One target: a record by type and id, of one version if the reference names it; or a canonical address."""

    type: str = ""
    id: str = ""
    version: int = 0
    url: str = ""
    business_version: str = ""


def links(resource: dict[str, Any], parameter: SearchParameter | None) -> Iterator[Link]:
    """Yield the targets of one parameter, or of every reference parameter of the type, on this server."""
    for one in (parameter,) if parameter else _referring(resource["resourceType"]):
        for leaf in one.leaves:
            for value in values(resource, leaf.steps):
                found = _link(value, leaf)
                if found and (not leaf.narrowed or found.type in ("", leaf.narrowed)):
                    yield found


def _referring(type_: str) -> Sequence[SearchParameter]:
    return [one for one in parameters_of(type_).values() if one.kind == "reference"]


def _link(value: Any, leaf: Leaf) -> Link | None:
    if isinstance(value, dict):
        value = value.get("reference")
    if not isinstance(value, str):
        return None
    local = _LOCAL.fullmatch(value)
    if local and local[1] in RESOURCES:
        return Link(local[1], local[2], int(local[3] or 0))
    if leaf.type in {"canonical", "uri"} and ":" in value:
        url, _, version = value.partition("|")
        return Link(url=url.partition("#")[0], business_version=version.partition("#")[0])
    return None
