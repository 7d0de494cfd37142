"""What does a resource break that holds everywhere: constraints of R4, extensions by their URL, bindings of R4?

https://hl7.org/fhir/R4/validation.html; one walk, not recursive, that stops where another resource begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.errors import Fault
from domain.fhir import constraints
from domain.fhir.elements import RESOURCES, elements
from domain.profiles.conformance import Walk, World, codes_of
from domain.profiles.items import KNOWN, Item, items, whole

Node = dict[str, Any]
DOMAIN = "DomainResource"
BASES = frozenset({"Resource", "Bundle", "Binary", "Parameters"})
UCUM = "http://hl7.org/fhir/ValueSet/ucum-units"
LANGUAGES = "http://hl7.org/fhir/ValueSet/all-languages"
MEDIA = "http://hl7.org/fhir/ValueSet/mimetypes"
BOUND: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "EffectEvidenceSynthesis.effectEstimate.unitOfMeasure",
            "ResearchElementDefinition.characteristic.unitOfMeasure",
            "RiskEvidenceSynthesis.riskEstimate.unitOfMeasure",
        ),
        UCUM,
    ),
    "MolecularSequence.structureVariant.variantType": "http://loinc.org/vs/LL379-9",
    **dict.fromkeys(
        (
            "ClaimResponse.processNote.language",
            "ExplanationOfBenefit.processNote.language",
            "HealthcareService.communication",
            "Patient.communication.language",
            "Practitioner.communication",
            "RelatedPerson.communication.language",
            *(f"{name}.language" for name in RESOURCES),
        ),
        LANGUAGES,
    ),
    **dict.fromkeys(
        (
            "Attachment.contentType",
            "Binary.contentType",
            "Endpoint.payloadMimeType",
            "Signature.sigFormat",
            "Signature.targetFormat",
            "Subscription.channel.payload",
        ),
        MEDIA,
    ),
}
"""Required bindings and greatest value sets of R4 that the JSON schema cannot list, for they are not enumerated.

Capability statements and test scripts also name media types, but R4's own say ``json`` there.
"""


def general(resource: Node, path: str, world: World, home: str = "") -> list[Fault]:
    """List what breaks a rule that holds wherever its element stands; ``home``: whose extensions are meant."""
    found: list[Fault] = []
    if resource["resourceType"] not in BASES:
        _constraints(constraints.at(DOMAIN), resource, str(resource["resourceType"]), path, world, found)
    todo = [(whole(resource, path), str(resource["resourceType"]), frozenset[str]())]
    while todo:
        item, place, above = todo.pop()
        world.step()
        node = item.value if item.value is not None else item.beside
        _constraints(constraints.at(item.type), node, item.type, item.path, world, found)
        if place != item.type:
            _constraints(constraints.at(place), node, item.type, item.path, world, found)
        if item.type == "Extension":
            _extension(item, above, home, world, found)
        if place in BOUND:
            _bound(item, BOUND[place], world, found)
        here = frozenset({place, item.type})
        todo += [
            (below, place_of, here)
            for below, place_of in _below(item)
            if below.type not in RESOURCES and below.type != "Resource"
        ]
    return found


def _below(item: Item) -> Iterator[tuple[Item, str]]:
    node, inside = item.node, item.inside
    if not isinstance(node, dict) or inside not in KNOWN:
        return
    known = elements(inside)
    for name in dict.fromkeys(key.removeprefix("_") for key in node):
        element = known.get(name)
        if element is not None:
            place = f"{inside}.{element.choice or name}"
            for one in items(node, inside, element.choice or name, item.path):
                yield one, place


def _constraints(
    rules: tuple[constraints.Constraint, ...], node: Any, type_: str, path: str, world: World, found: list[Fault]
) -> None:
    for one in rules:
        if world.holds(one, node, type_) is False:
            severity = "error" if one.severity == "error" else "warning"
            found.append(Fault("invariant", f"{one.text} ({one.key})", path, severity))


def _extension(item: Item, above: frozenset[str], home: str, world: World, found: list[Fault]) -> None:
    """Check an extension by the definition that its URL names, where that is loaded."""
    url = item.value.get("url") if isinstance(item.value, dict) else None
    profile = world.find(url, home) if isinstance(url, str) and ":" in url else None
    if profile is None or profile.type != "Extension":
        return
    Walk(world, profile, found).check(profile.root, item)
    if profile.contexts and not profile.contexts & (above | _kinds(above)):
        places = " | ".join(sorted(profile.contexts))
        text = f"The extension may stand at: {places}."
        found.append(Fault("structure", text, item.path, citation=profile.url))


def _kinds(above: frozenset[str]) -> frozenset[str]:
    """Give the more general types of what an extension stands in."""
    found = {"Element"}
    if above & RESOURCES:
        found |= {"Resource"} if above & BASES else {"Resource", DOMAIN}
    if any("." in name and name in KNOWN for name in above):
        found.add("BackboneElement")
    if above & {"Age", "Count", "Distance", "Duration"}:
        found.add("Quantity")
    return frozenset(found)


def _bound(item: Item, value_set: str, world: World, found: list[Fault]) -> None:
    """Check a binding of R4 itself, as far as its value set is known."""
    answers = [world.member(value_set, "", system, code) for system, code in codes_of(item)]
    if answers and True not in answers and None not in answers:
        text = f"The code is not of the value set that FHIR R4 requires here: {value_set}"
        found.append(Fault("code-invalid", text, item.path))


Nested = tuple[str, Node, Node]


def nested(resource: Node, path: str, root: Node | None = None) -> Iterator[Nested]:
    """Yield a resource and each one inside it: (where it stands, it, the one whose contained resources it may name)."""
    todo: list[tuple[str, Node, Node]] = [(path, resource, root or resource)]
    while todo:
        here, one, outer = todo.pop()
        yield here, one, outer
        todo += [(where, inner, one) for where, inner in _members(one.get("contained"), f"{here}.contained")]
        if one["resourceType"] == "Bundle":
            for where, entry in _members(one.get("entry"), f"{here}.entry", typed=False):
                todo += _one(entry.get("resource"), f"{where}.resource")
                response = entry.get("response")
                todo += _one(
                    response.get("outcome") if isinstance(response, dict) else None, f"{where}.response.outcome"
                )
        elif one["resourceType"] == "Parameters":
            todo += _parameters(one, here)


def _parameters(one: Node, here: str) -> list[Nested]:
    found: list[Nested] = []
    parts = list(_members(one.get("parameter"), f"{here}.parameter", typed=False))
    while parts:
        where, part = parts.pop()
        found += _one(part.get("resource"), f"{where}.resource")
        parts += _members(part.get("part"), f"{where}.part", typed=False)
    return found


def _one(found: object, path: str) -> list[Nested]:
    return [(path, found, found)] if isinstance(found, dict) and _typed(found) else []


def _members(found: object, path: str, *, typed: bool = True) -> Iterator[tuple[str, Node]]:
    for index, one in enumerate(found if isinstance(found, list) else ()):
        if isinstance(one, dict) and (not typed or _typed(one)):
            yield f"{path}[{index}]", one


def _typed(one: Node) -> bool:
    kind = one.get("resourceType")
    return isinstance(kind, str) and kind in RESOURCES
