"""What is everything about a patient or an encounter? (https://hl7.org/fhir/R4/patient-operation-everything.html).

The records of its compartment, and what they refer to that concerns nobody, or the same patient: practitioners, places,
medications, attachments. Dates are those of care: a record without one is in scope.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from domain.fhir.compartments import COMPARTMENTS
from domain.fhir.resources import RESOURCES
from domain.search.expression import Condition, Filter, NoneOf, Query, Typed
from domain.search.membership import within
from domain.search.parameters import parameters_of
from domain.search.values import DateValue

_LOCAL = re.compile(r"([A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?", re.ASCII)


def members(owner: str) -> tuple[str, ...]:
    """Give the types of a compartment."""
    return tuple(COMPARTMENTS[owner])


def everything(owner: str, id_: str, types: tuple[str, ...], since: str, start: str, end: str, count: int) -> Query:
    """Ask for the records of a compartment; ``types``: those that are shown or followed, () for all."""
    asked = tuple(one for one in members(owner) if one in types) if types else members(owner)
    filters: list[Condition] = [within(owner, id_, asked)]
    if since:
        updated = parameters_of(owner)["_lastUpdated"]
        filters.append(Typed(tuple((one, Filter(updated, values=(DateValue.read(f"ge{since}"),))) for one in asked)))
    for prefix, day in (("eb", start), ("sa", end)):
        if day:
            filters.append(Typed(tuple((one, _not(one, DateValue.read(f"{prefix}{day}"))) for one in asked)))
    return Query(asked, tuple(filters), count=count)


def _not(type_: str, value: DateValue) -> Condition | None:
    """Leave out what ended before the first day, or began after the last."""
    date = RESOURCES[type_].clinical_date
    if date is None:
        return None
    return NoneOf((Filter(parameters_of(type_)[date], values=(value,)),))


def mentioned(resource: Any, base: str) -> Iterator[str]:
    """Name the records that a resource refers to, its attachments on this server among them."""
    if isinstance(resource, dict):
        for name, value in resource.items():
            if isinstance(value, str):
                if name in ("reference", "url"):
                    found = _LOCAL.fullmatch(value.removeprefix(f"{base}/"))
                    if found and found[1].partition("/")[0] in RESOURCES:
                        yield found[1]
            else:
                yield from mentioned(value, base)
    elif isinstance(resource, list):
        for value in resource:
            yield from mentioned(value, base)
