"""Which rules of FHIR R4 bind the parts of one element to each other? One row for each, by its R4 key.

https://hl7.org/fhir/R4/conformance-rules.html#constraints: the rules that R4 calls errors and that a look at one
element decides. A table, and therefore long.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from domain.fhir.chronology import before

Node = dict[str, Any]
Broken = Callable[[Node], bool]


class Invariant(NamedTuple):
    """One rule: ``broken`` tells whether an element of the type breaks it."""

    type: str
    key: str
    broken: Broken
    text: str


def _has(node: Node, name: str) -> bool:
    return name in node or f"_{name}" in node


def _needs(name: str, *others: str) -> Broken:
    """Build the rule that ``name`` does not stand without one of the others; the empty name: always."""
    return lambda node: (not name or _has(node, name)) and not any(_has(node, other) for other in others)


def _never(name: str, other: str) -> Broken:
    return lambda node: _has(node, name) and _has(node, other)


def _some(node: Node, start: str) -> bool:
    """Tell whether any type of a choice is there."""
    return any(key.startswith((start, f"_{start}")) for key in node)


def _codings(concept: object) -> list[Node]:
    codings = concept.get("coding") if isinstance(concept, dict) else None
    return [one for one in codings if isinstance(one, dict)] if isinstance(codings, list) else []


def _codes(concept: object) -> set[str]:
    return {str(one.get("code")) for one in _codings(concept)}


def _mistaken(node: Node) -> bool:
    return "entered-in-error" in _codes(node.get("verificationStatus"))


def _negative(name: str) -> Broken:
    return lambda node: type(node.get(name)) in (int, float) and node[name] < 0


def _reversed(node: Node) -> bool:
    low, high = node.get("low"), node.get("high")
    if not (isinstance(low, dict) and isinstance(high, dict)):
        return False
    if any(low.get(unit) != high.get(unit) for unit in ("system", "code", "unit")):
        return False
    least, most = low.get("value"), high.get("value")
    return isinstance(least, int | float) and isinstance(most, int | float) and least > most


def _half(node: Node) -> bool:
    return ("numerator" in node) != ("denominator" in node) or not node.keys() & {"numerator", "extension"}


def _unabated(node: Node) -> bool:
    over = {"resolved", "remission", "inactive"}
    return "clinicalStatus" in node and _some(node, "abatement") and not _codes(node["clinicalStatus"]) & over


def _repeated(node: Node) -> bool:
    own, parts = _codings(node.get("code")), node.get("component")
    if not _some(node, "value") or not isinstance(parts, list):
        return False
    return any(one in own for part in parts if isinstance(part, dict) for one in _codings(part.get("code")))


def _backwards(node: Node) -> bool:
    made, changed = node.get("authoredOn"), node.get("lastModified")
    try:
        return isinstance(made, str) and isinstance(changed, str) and before(changed, made)
    except ValueError:  # a day that does not exist has its own fault
        return False


def _versioned(node: Node) -> bool:
    return "/_history/" in str(node.get("fullUrl", ""))


QUANTITIES = ("Quantity", "Age", "Count", "Distance", "Duration")
REPEAT = "Timing.repeat"
ALLERGY = "AllergyIntolerance"

INVARIANTS = (
    Invariant("ContactPoint", "cpt-2", _needs("value", "system"), "A contact point with a value says its system."),
    *(
        Invariant(kind, "qty-3", _needs("code", "system"), "A quantity with a code says the code's system.")
        for kind in QUANTITIES
    ),
    Invariant("Range", "rng-2", _reversed, "The low end of a range is not above its high end."),
    Invariant("Ratio", "rat-1", _half, "A ratio has both numerator and denominator, or neither and an extension."),
    Invariant(REPEAT, "tim-1", _needs("duration", "durationUnit"), "A duration has a unit."),
    Invariant(REPEAT, "tim-2", _needs("period", "periodUnit"), "A period of a timing has a unit."),
    Invariant(REPEAT, "tim-4", _negative("duration"), "A duration is not negative."),
    Invariant(REPEAT, "tim-5", _negative("period"), "A period of a timing is not negative."),
    Invariant(REPEAT, "tim-6", _needs("periodMax", "period"), "periodMax needs a period."),
    Invariant(REPEAT, "tim-7", _needs("durationMax", "duration"), "durationMax needs a duration."),
    Invariant(REPEAT, "tim-8", _needs("countMax", "count"), "countMax needs a count."),
    Invariant(REPEAT, "tim-10", _never("timeOfDay", "when"), "A timing has timeOfDay or when, not both."),
    Invariant(
        "Patient.contact",
        "pat-1",
        _needs("", "name", "telecom", "address", "organization"),
        "A contact of a patient has a name, a telecom, an address or an organization.",
    ),
    Invariant(
        "Observation",
        "obs-6",
        lambda node: "dataAbsentReason" in node and _some(node, "value"),
        "An observation that has a value gives no reason why it has none.",
    ),
    Invariant(
        "Observation",
        "obs-7",
        _repeated,
        "An observation with a value of its own does not repeat its code in a component.",
    ),
    Invariant(
        "Observation.referenceRange",
        "obs-3",
        _needs("", "low", "high", "text"),
        "A reference range has a low end, a high end or a text.",
    ),
    Invariant("Condition", "con-4", _unabated, "A condition that has abated is inactive, resolved or in remission."),
    Invariant(
        "Condition",
        "con-5",
        lambda node: "clinicalStatus" in node and _mistaken(node),
        "A condition entered in error has no clinical status.",
    ),
    Invariant(
        ALLERGY,
        "ait-1",
        lambda node: "clinicalStatus" not in node and not _mistaken(node),
        "An allergy has a clinical status, unless it was entered in error.",
    ),
    Invariant(
        ALLERGY,
        "ait-2",
        lambda node: "clinicalStatus" in node and _mistaken(node),
        "An allergy entered in error has no clinical status.",
    ),
    Invariant("Consent", "ppc-1", _needs("", "policy", "policyRule"), "A consent names a policy or a policy rule."),
    Invariant(
        "Composition.section",
        "cmp-1",
        _needs("", "text", "entry", "section"),
        "A section has a text, entries or sections.",
    ),
    Invariant("Composition.section", "cmp-2", _never("emptyReason", "entry"), "Only an empty section says why."),
    Invariant("Task", "inv-1", _backwards, "A task is not changed before it was authored."),
    Invariant(
        "Bundle.entry",
        "bdl-5",
        _needs("", "resource", "request", "response"),
        "An entry has a resource, a request or a response.",
    ),
    Invariant("Bundle.entry", "bdl-8", _versioned, "A fullUrl does not name a version."),
)
