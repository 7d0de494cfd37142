"""What does one provision of a Consent cover? Its criteria as a box, how boxes meet, what an exception leaves of one.

https://hl7.org/fhir/R4/consent.html, Consent.provision. What cannot be said exactly fails closed: a permit covers less
than it says, a deny more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from typing import Any, Final

from domain.fhir.resources import RESOURCES
from domain.privacy.content import content_hash
from domain.privacy.facts import EARLIEST, LATEST
from domain.privacy.labelling import LEVELS, PSYCHOTHERAPY, denied_by, permitted_by, read
from domain.privacy.pathways import PURPOSE_SYSTEMS, PURPOSES
from domain.privacy.pathways import denied_by as purposes_denied_by
from domain.privacy.periods import span

_LEVELS: Final = frozenset(LEVELS)
_TYPE_SYSTEM: Final = "http://hl7.org/fhir/resource-types"
_RECIPIENT_ROLES: Final = frozenset({"IRCP", "PRCP", "RCV", "REFT", "GRANTEE", "PROV", "110152"})
_DISCLOSER_ROLES: Final = frozenset({"CST", "AUT", "GRANTOR", "CONSENTER", "PAT", "SBJ", "110153"})
_PARTIES: Final = frozenset({"Organization", "Practitioner", "Patient", "RelatedPerson"})
"""Types under whose references a caller may be known."""
_DISCLOSING: Final = frozenset({"access", "disclose"})
_ELSEWHERE: Final = frozenset({"collect", "correct"})


@dataclass(frozen=True, slots=True)
class Box:
    """The criteria of a provision; ``None`` is a criterion that is not stated. Fields as in ``facts.Directive``."""

    recipients: frozenset[str] | None = None
    purposes: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    codes: frozenset[int] | None = None
    labels: frozenset[str] | None = None
    records: frozenset[str] | None = None
    data_lo: int = EARLIEST
    data_hi: int = LATEST
    valid_lo: int = EARLIEST
    valid_hi: int = LATEST


EVERYTHING: Final = Box()


def boxes(provision: dict[str, Any], zone: tzinfo = UTC, *, permits: bool, strict: bool) -> tuple[Box, ...]:
    """Read the criteria that a provision states itself.

    ``permits`` is how its words are meant: a level as a ceiling, or as a floor; and, read widely, a purpose as
    itself, or as all that stand on its pathway. ``strict`` is what becomes of a criterion that cannot be expressed:
    strictly, the provision covers nothing; else the criterion is left out and it covers more.
    """
    try:
        return tuple(_boxes(provision, zone, permits=permits, strict=strict))
    except _Unreadable:
        return ()


class _Unreadable(Exception):
    """A criterion cannot be expressed, and the reading is strict."""


def _boxes(provision: dict[str, Any], zone: tzinfo, *, permits: bool, strict: bool) -> Iterator[Box]:
    if not _concerns_disclosure(provision, strict=strict):
        return
    valid, data = span(provision.get("period"), zone), span(provision.get("dataPeriod"))
    if valid is None or data is None:
        _widen(strict=strict)
    box = Box(
        _recipients(provision, strict=strict),
        _purposes(provision, permits=permits, strict=strict),
        None,
        _codes(provision, strict=strict),
        _labels(provision, permits=permits, strict=strict),
        _records(provision, strict=strict),
        *(data or (EARLIEST, LATEST)),
        *(valid or (EARLIEST, LATEST)),
    )
    if "class" not in provision:
        yield box
        return
    kinds, codes, unknown = _classes(provision)
    if unknown and not strict:
        yield box
        return
    if kinds:
        yield replace(box, kinds=kinds)
    if codes:
        yield from meet(box, Box(codes=codes), permits=strict)


def _concerns_disclosure(provision: dict[str, Any], *, strict: bool) -> bool:
    actions = {c.get("code") for concept in _list(provision, "action") for c in _list(concept, "coding")}
    if not actions:
        return "action" not in provision or not strict
    return not _DISCLOSING.isdisjoint(actions) if strict else not actions <= _ELSEWHERE


def _list(node: dict[str, Any], element: str) -> list[dict[str, Any]]:
    value = node.get(element)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _widen(*, strict: bool) -> None:
    """Leave a criterion out, or give the provision up."""
    if strict:
        raise _Unreadable


def literal(reference: object) -> str:
    """Give ``Type/id`` of a literal reference without version; empty when it names no record of a known type."""
    text = reference.get("reference") if isinstance(reference, dict) else None
    if not isinstance(text, str):
        return ""
    parts = text.split("/_history/", 1)[0].split("/")
    if len(parts) == 2 and parts[0] in RESOURCES and parts[1]:
        return f"{parts[0]}/{parts[1]}"
    return ""


def _recipients(provision: dict[str, Any], *, strict: bool) -> frozenset[str] | None:
    named: set[str] = set()
    stated = False
    for actor in _list(provision, "actor"):
        role = actor.get("role")
        roles = {c.get("code") for c in _list(role if isinstance(role, dict) else {}, "coding")}
        if roles & _DISCLOSER_ROLES:
            continue
        stated = True
        reference = literal(actor.get("reference"))
        if reference.partition("/")[0] not in _PARTIES:
            if not strict:
                return None
        elif not strict or roles & _RECIPIENT_ROLES:
            named.add(reference)
    if stated and not named:
        _widen(strict=strict)
    return frozenset(named) or None


def _purposes(provision: dict[str, Any], *, permits: bool, strict: bool) -> frozenset[str] | None:
    if "purpose" not in provision:
        return None
    named: set[str] = set()
    for coding in _list(provision, "purpose"):
        code = coding.get("code")
        if not isinstance(code, str) or coding.get("system", "") not in ("", *PURPOSE_SYSTEMS):
            if not strict:
                return None
        elif permits or strict:
            named.update({code} & PURPOSES.keys())
        else:
            named.update(purposes_denied_by(code))
    if not named:
        _widen(strict=strict)
    return frozenset(named) or None


def _codes(provision: dict[str, Any], *, strict: bool) -> frozenset[int] | None:
    if "code" not in provision:
        return None
    hashes: set[int] = set()
    for concept in _list(provision, "code"):
        found = {content_hash(c.get("system"), c["code"]) for c in _list(concept, "coding") if "code" in c}
        if not found and not strict:
            return None
        hashes |= found
    if not hashes:
        _widen(strict=strict)
    return frozenset(hashes) or None


def _classes(provision: dict[str, Any]) -> tuple[frozenset[str], frozenset[int], bool]:
    kinds: set[str] = set()
    codes: set[int] = set()
    unknown = False
    for coding in _list(provision, "class"):
        system, code = coding.get("system"), coding.get("code")
        if code in RESOURCES and system in (None, _TYPE_SYSTEM):
            kinds.add(code)
        elif isinstance(code, str) and system == "http://loinc.org":
            codes.add(content_hash(system, code))
        else:
            unknown = True
    return frozenset(kinds), frozenset(codes), unknown or not (kinds or codes)


def stated_labels(provision: dict[str, Any]) -> frozenset[str]:
    """Give the label codes that a provision names, as the labeller reads them."""
    return frozenset(label for coding in _list(provision, "securityLabel") for label in read(coding))


def _labels(provision: dict[str, Any], *, permits: bool, strict: bool) -> frozenset[str] | None:
    if "securityLabel" not in provision:
        return None
    stated = stated_labels(provision)
    if not stated:
        _widen(strict=strict)
        return None
    if not permits:
        return denied_by(stated & _LEVELS) | permitted_by(stated - _LEVELS) if strict else denied_by(stated)
    if stated & PSYCHOTHERAPY and stated - {"V"} <= PSYCHOTHERAPY:
        return PSYCHOTHERAPY
    return permitted_by(stated)


def _records(provision: dict[str, Any], *, strict: bool) -> frozenset[str] | None:
    if "data" not in provision:
        return None
    named: set[str] = set()
    for data in _list(provision, "data"):
        reference = literal(data.get("reference"))
        exact = data.get("meaning") == "instance" and reference
        if not exact and not strict:
            return None
        if reference and data.get("meaning") in ("instance", "related", "dependents"):
            named.add(reference)
    if not named:
        _widen(strict=strict)
    return frozenset(named) or None


def meet(outer: Box, inner: Box, *, permits: bool) -> tuple[Box, ...]:
    """Give the box of a nested provision inside its parent: nothing when they cannot meet.

    A record has one type, one id, one date, one confidentiality code: these intersect exactly. It may have several
    other labels and codes, and a recipient several references: there a permit takes what both name, a deny what the
    inner one names.
    """

    def one(a: frozenset[Any] | None, b: frozenset[Any] | None) -> frozenset[Any] | None:
        return b if a is None else a if b is None else a & b

    def many(a: frozenset[Any] | None, b: frozenset[Any] | None) -> frozenset[Any] | None:
        return one(a, b) if permits or b is None else b

    levels = (outer.labels or _LEVELS) <= _LEVELS and (inner.labels or _LEVELS) <= _LEVELS
    met = Box(
        many(outer.recipients, inner.recipients),
        one(outer.purposes, inner.purposes),
        one(outer.kinds, inner.kinds),
        many(outer.codes, inner.codes),
        one(outer.labels, inner.labels) if levels else many(outer.labels, inner.labels),
        one(outer.records, inner.records),
        *_data(outer, inner, permits=permits),
        max(outer.valid_lo, inner.valid_lo),
        min(outer.valid_hi, inner.valid_hi),
    )
    return (met,) if _possible(met) else ()


def _data(outer: Box, inner: Box, *, permits: bool) -> tuple[int, int]:
    if permits:
        return max(outer.data_lo, inner.data_lo), min(outer.data_hi, inner.data_hi)
    undated = (inner.data_lo, inner.data_hi) == (EARLIEST, LATEST)
    return (outer.data_lo, outer.data_hi) if undated else (inner.data_lo, inner.data_hi)


def _possible(box: Box) -> bool:
    criteria = (box.recipients, box.purposes, box.kinds, box.codes, box.labels, box.records)
    empty = any(criterion is not None and not criterion for criterion in criteria)
    return not empty and box.data_lo < box.data_hi and box.valid_lo < box.valid_hi


def without(deny: Box, exception: Box) -> tuple[Box, ...]:
    """Give what an exception leaves of a deny; the whole deny, where the rest cannot be expressed."""
    if any(
        getattr(exception, axis) is not None and getattr(exception, axis) != getattr(deny, axis)
        for axis in ("recipients", "codes", "records")
    ):
        return (deny,)
    rest: list[Box] = []
    if exception.purposes is not None:
        rest.append(replace(deny, purposes=_every(deny.purposes, PURPOSES.keys()) - exception.purposes))
    if exception.kinds is not None:
        rest.append(replace(deny, kinds=_every(deny.kinds, RESOURCES.keys()) - exception.kinds))
    if exception.labels is not None and exception.labels != deny.labels:
        levels = _every(deny.labels, _LEVELS)
        if not (exception.labels <= _LEVELS and levels <= _LEVELS):
            return (deny,)
        rest.append(replace(deny, labels=levels - exception.labels))
    rest.append(replace(deny, data_hi=min(deny.data_hi, exception.data_lo)))
    rest.append(replace(deny, data_lo=max(deny.data_lo, exception.data_hi)))
    rest.append(replace(deny, valid_hi=min(deny.valid_hi, exception.valid_lo)))
    rest.append(replace(deny, valid_lo=max(deny.valid_lo, exception.valid_hi)))
    return tuple(box for box in rest if _possible(box))


def _every(stated: frozenset[str] | None, known: Any) -> frozenset[str]:
    return frozenset(known) if stated is None else stated
