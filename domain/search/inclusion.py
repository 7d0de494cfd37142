"""What else does a page bring? (https://hl7.org/fhir/R4/search.html#include)."""

from __future__ import annotations

from domain.fhir.resources import RESOURCES
from domain.search.expression import Include
from domain.search.parameters import parameters_of
from domain.search.refusals import refused

MOST_INCLUDES = 32
NAMES = frozenset({"_include", "_revinclude"})
_REPEATED = frozenset({"iterate", "recurse"})
"""``:recurse`` is what R3 called it."""


def include(name: str, value: str) -> Include:
    """Read ``*``, ``Type:*``, ``Type:parameter`` or ``Type:parameter:Target``."""
    plain, colon, modifier = name.partition(":")
    if colon and modifier not in _REPEATED:
        raise refused("not-supported", name, "has a modifier that is not supported")
    reverse, iterate = plain == "_revinclude", bool(colon)
    if value == "*":
        return Include("", None, "", reverse, iterate)
    source, _, rest = value.partition(":")
    code, _, target = rest.partition(":")
    if source not in RESOURCES or not code or (rest.endswith(":")) or (target and target not in RESOURCES):
        raise refused("invalid", name, "is not of the form Type:parameter:Target")
    if code == "*":
        return Include(source, None, target, reverse, iterate)
    parameter = parameters_of(source).get(code)
    if parameter is None or parameter.kind != "reference":
        raise refused("not-supported", name, f"names no reference of {source}")
    if not parameter.complete:
        raise refused("not-supported", name, "names a parameter that is not indexed for all records yet")
    targets = (parameter.narrowed,) if parameter.narrowed else parameter.targets
    if target and targets and target not in targets:
        raise refused("invalid", name, "names a type that its reference cannot have")
    return Include(source, parameter, target, reverse, iterate)
