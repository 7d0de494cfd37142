"""How sensitive is a record? Labels set at write, from its source labels and from its coded content.

A label is a code of the HL7 security labels (https://hl7.org/fhir/R4/security-labels.html), kept without its system;
a code of a system we do not know keeps it (``system|code``). Every record bears exactly one confidentiality code.
Part 2 is never inferred from clinical codes (RULES.md P2-001, P2-002): only a source can say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from domain.privacy.content import codings
from domain.privacy.sensitivity import named_in, sensitivity

LEVELS: Final = ("U", "L", "M", "N", "R", "V")
"""Confidentiality, least first."""
_RANK: Final = {code: rank for rank, code in enumerate(LEVELS)}

PART2: Final = frozenset({"42CFRPart2"})
"""Labels of the records of a substance use disorder programme: 42 CFR Part 2."""
PSYCHOTHERAPY: Final = frozenset({"PSYTHPN", "HIPAAPsyNotes"})
"""Labels of psychotherapy notes: 45 CFR 164.501, 164.508(a)(2)."""

CONFIDENTIALITY: Final = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
ACT_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
OBSERVATION_VALUE: Final = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
_CONFIDENTIALITY: Final = frozenset(
    {CONFIDENTIALITY, "http://hl7.org/fhir/v3/Confidentiality", "urn:oid:2.16.840.1.113883.5.25"}
)
_KNOWN: Final = frozenset(
    {
        ACT_CODE,
        OBSERVATION_VALUE,
        *("http://hl7.org/fhir/v3/ActCode", "urn:oid:2.16.840.1.113883.5.4"),
        *("http://hl7.org/fhir/v3/ObservationValue", "urn:oid:2.16.840.1.113883.5.1063"),
        "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    }
)

_DEPRECATED: Final = {
    "ETH": ("R", "ETH"),
    "HIV": ("R", "HIV"),
    "PSY": ("R", "PSY"),
    "SDV": ("R", "SDV"),
    "C": ("R", "CEL"),
    "T": ("R", "TBOO"),
    "S": ("R",),
    "D": ("R",),
    "B": ("R",),
    "I": ("R",),
}
"""Confidentiality codes that HL7 deprecated, and what they mean today (FH-010)."""

_IMPLIED: Final = {
    "42CFRPart2": ("R", "SUD"),
    "PSYTHPN": ("V", "HIPAAPsyNotes"),
    "HIPAAPsyNotes": ("V", "PSYTHPN"),
    "SDV": ("R",),
    "VIO": ("R",),
    "ADOL": ("R",),
    "CEL": ("R",),
    "VIP": ("R",),
    "EMP": ("R",),
    "NORDSLCD": ("NORDSCLCD",),
}
"""What a label brings with it (RULES.md E3)."""

SUBSTANCE_USE: Final = frozenset({"ETH", "SUD", "ETHUD", "OPIOIDUD"})
"""One sensitivity under four codes: HL7 moved the children from ETH to SUD, receivers know either (FH-004)."""
_MENTAL: Final = frozenset({"MH", "PSY", "EMOTDIS", *PSYCHOTHERAPY})
_ABUSE: Final = frozenset({"SDV", "VIO"})
_DENY_CLOSURE: Final = {
    **dict.fromkeys(SUBSTANCE_USE, SUBSTANCE_USE | PART2),
    "42CFRPart2": PART2,
    **dict.fromkeys(_MENTAL - PSYCHOTHERAPY, _MENTAL),
    **dict.fromkeys(PSYCHOTHERAPY, PSYCHOTHERAPY),
    **dict.fromkeys(_ABUSE, _ABUSE),
    "BH": frozenset({"BH", "COGN", "DVD"}) | _MENTAL | SUBSTANCE_USE | PART2,
    "SEX": frozenset({"SEX", "PREGNANT", "STD"}),
    "STD": frozenset({"STD", "HIV"}),
    "GDIS": frozenset({"GDIS", "SICKLE"}),
}
_PERMIT_CLOSURE: Final = {
    **dict.fromkeys(SUBSTANCE_USE, SUBSTANCE_USE | PART2),
    **dict.fromkeys(PSYCHOTHERAPY, PSYCHOTHERAPY),
}

_NOT_TO_REDISCLOSE: Final = frozenset({"NORDSCLCD", "NORDSLCD"})
_HANDED_ON: Final = PART2 | PSYCHOTHERAPY | {"R", "V", "NORDSCLCD", "NOAUTH", "HIPAASelfPay", "Title38Section7332"}
_INLINE: Final = "http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label"
_MEDICINES: Final = frozenset(
    {
        "Medication",
        "MedicationRequest",
        "MedicationStatement",
        "MedicationAdministration",
        "MedicationDispense",
    }
)


def labels(resource: dict[str, Any]) -> frozenset[str]:
    """Compute the labels of a resource: source labels, coded content, what it contains, one confidentiality code."""
    found: set[str] = set()
    _collect(resource, found)
    return _settled(found)


def _collect(resource: dict[str, Any], found: set[str]) -> None:
    for label in _source_labels(resource):
        found.update(read(label))
    if "PROCESSINLINELABEL" in found:
        for label in _inline(resource):
            found.update(read(label))
    for coding in codings(resource):
        found.update(sensitivity(coding.get("system"), coding.get("code")))
    context = resource.get("context")
    if isinstance(context, dict):
        for coding in _places(context):
            found.update(sensitivity(coding.get("system"), coding.get("code")))
    if resource.get("resourceType") in _MEDICINES:
        found.update(_medicine(resource))
    for inner in _held(resource):
        _collect(inner, found)


def _held(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the resources inside a resource: contained ones, the entries of a Bundle, those of Parameters."""
    yield from _dicts(resource.get("contained"))
    for element in ("entry", "parameter", "part"):
        for one in _dicts(resource.get(element)):
            inner = one.get("resource")
            if isinstance(inner, dict):
                yield inner
            yield from _held(one)


def _source_labels(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    meta = resource.get("meta")
    if isinstance(meta, dict):
        yield from _dicts(meta.get("security"))
    for concept in _dicts(resource.get("securityLabel")):
        yield from _dicts(concept.get("coding"))
    confidentiality = resource.get("confidentiality")
    if isinstance(confidentiality, str):
        yield {"system": CONFIDENTIALITY, "code": confidentiality}


def _places(context: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give where and by which service a document was made: DocumentReference.context (FH-013)."""
    for element in ("facilityType", "practiceSetting"):
        concept = context.get(element)
        if isinstance(concept, dict):
            yield from _dicts(concept.get("coding"))


def _dicts(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def _inline(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("url") == _INLINE and isinstance(node.get("valueCoding"), dict):
            yield node["valueCoding"]
        for value in node.values():
            yield from _inline(value)
    elif isinstance(node, list):
        for value in node:
            yield from _inline(value)


def _medicine(resource: dict[str, Any]) -> Iterator[str]:
    for element in ("medicationCodeableConcept", "code"):
        concept = resource.get(element)
        if isinstance(concept, dict):
            yield from named_in(concept.get("text"))
            for coding in _dicts(concept.get("coding")):
                yield from named_in(coding.get("display"))


def read(coding: dict[str, Any]) -> tuple[str, ...]:
    """Read one source label. An unknown confidentiality code counts as very restricted; nothing is dropped."""
    system, code = coding.get("system"), coding.get("code")
    if not isinstance(code, str) or not code:
        return ()
    if "42cfrpart2" in code.lower().replace(" ", "").replace("-", "").replace("_", ""):
        return ("42CFRPart2",)
    if code in PSYCHOTHERAPY:
        return (code,)
    if system in _CONFIDENTIALITY:
        return (code,) if code in _RANK else _DEPRECATED.get(code, ("V",))
    if system is None or system in _KNOWN:
        return (code,)
    return (f"{system}|{code}",)


def _settled(found: set[str]) -> frozenset[str]:
    """Close the set under what labels imply, and leave one confidentiality code, the highest (FH-009).

    A source that forbids redisclosure of what is about substance use gives the notice of 42 CFR 2.32 (P2-001 c).
    """
    if not found:
        return _ORDINARY
    for label in tuple(found):
        found.update(_IMPLIED.get(label, ()))
    if not _NOT_TO_REDISCLOSE.isdisjoint(found) and not SUBSTANCE_USE.isdisjoint(found):
        found.update(("42CFRPart2", "R", "SUD"))
    return frozenset((found - _RANK.keys()) | {level_of(found)})


_ORDINARY: Final = frozenset({"N"})
"""Labels of a record that nothing marks: labelled, and found normal."""


def carried(old: frozenset[str], new: frozenset[str]) -> frozenset[str]:
    """Give what two label sets say together, one confidentiality code left: the higher.

    For a new version (a client may add, never lower or remove) and for what a record inherits. A plain union would
    leave two confidentiality codes, and a permit of the lower one would reach the record.
    """
    return new if old == new else _settled(set(old | new))


def merge(meta: dict[str, Any] | None, computed: frozenset[str]) -> list[dict[str, str]]:
    """Give the codings to add to ``meta.security`` so that it says what was computed; an ordinary N is not written."""
    stated: set[str] = set()
    for coding in _dicts((meta or {}).get("security")):
        stated.update(read(coding))
    return [_coding(label) for label in sorted(computed - stated - _ORDINARY)]


def _coding(label: str) -> dict[str, str]:
    if label in _RANK:
        return {"system": CONFIDENTIALITY, "code": label}
    system, bar, code = label.rpartition("|")
    return {"system": system, "code": code} if bar else {"system": ACT_CODE, "code": label}


def inherited(of: frozenset[str]) -> frozenset[str]:
    """Give the labels that a record takes over from a labelled record it refers to."""
    taken = of & _HANDED_ON
    if PART2 & taken:
        taken |= {"SUD"}
    return taken


def level_of(of: Iterable[str]) -> str:
    """Give the highest confidentiality code among the labels, N when there is none."""
    return LEVELS[max((_RANK[code] for code in of if code in _RANK), default=_RANK["N"])]


def permitted_by(stated: Iterable[str]) -> frozenset[str]:
    """Give the labels that a *permit* reaches: its level and all below, its sensitivities by closure (FH-003)."""
    reached: set[str] = set()
    ranks = [_RANK[label] for label in stated if label in _RANK]
    reached.update(LEVELS[: max(ranks) + 1] if ranks else ())
    for label in stated:
        if label not in _RANK:
            reached.update(_PERMIT_CLOSURE.get(label, (label,)))
    return frozenset(reached)


def denied_by(stated: Iterable[str]) -> frozenset[str]:
    """Give the labels that a *deny* stops: its level and all above, its sensitivities by a wider closure (FH-003)."""
    stopped: set[str] = set()
    for label in stated:
        stopped.update(LEVELS[_RANK[label] :] if label in _RANK else _DENY_CLOSURE.get(label, (label,)))
    return frozenset(stopped)
