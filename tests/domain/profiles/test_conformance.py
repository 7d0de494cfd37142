"""Does the walk along a profile find what breaks each kind of rule, and nothing else? (https://hl7.org/fhir/R4/profiling.html)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.profiles.catalogue import Catalogue
from domain.profiles.conformance import DEEPEST, Walk, World
from domain.profiles.items import Item, items

URL = "http://x.example/StructureDefinition"
BASE = "http://hl7.org/fhir/StructureDefinition"


def row(id_: str, least: int = 0, most: str = "*", *types: str, **members: Any) -> dict[str, Any]:
    path = ".".join(part.partition(":")[0] for part in id_.split("."))
    name = id_.rpartition(".")[2].partition(":")[2]
    made = {"id": id_, "path": path, "min": least, "max": most, "type": [{"code": one} for one in types], **members}
    return made | ({"sliceName": name} if name else {})


def slicing(kind: str, path: str, rules: str = "open", *, ordered: bool = False) -> dict[str, Any]:
    return {"slicing": {"discriminator": [{"type": kind, "path": path}], "rules": rules, "ordered": ordered}}


def definition(name: str, type_: str, *rows: dict[str, Any], version: str = "1.0") -> dict[str, Any]:
    return {
        "resourceType": "StructureDefinition",
        "url": f"{URL}/{name}",
        "version": version,
        "type": type_,
        "derivation": "constraint",
        "snapshot": {"element": [row(type_), *rows]},
    }


LOINC = {"coding": [{"system": "http://loinc.org"}]}
TYPED = [{"code": "Reference", "targetProfile": [f"{URL}/named-patient"]}]

DEFINITIONS = [
    definition("named-patient", "Patient", row("Patient.name", 1, "1")),
    definition("any-patient", "Patient"),
    definition("kilograms", "Quantity", row("Quantity.code", 1, "1", "code", fixedCode="kg")),
    definition("least", "Patient", row("Patient.name", 1), row("Patient.name.family", 1, "1")),
    definition("most", "Patient", row("Patient.name", 0, "1"), row("Patient.photo", 0, "0")),
    definition("fixed", "Patient", row("Patient.gender", fixedCode="female"), row("Patient.active", fixedBoolean=True)),
    definition("fixed-complex", "Patient", row("Patient.maritalStatus", fixedCodeableConcept={"text": "m"})),
    definition("pattern", "Observation", row("Observation.code", patternCodeableConcept=LOINC)),
    definition("types", "Observation", row("Observation.value[x]", 0, "1", "Quantity", "string")),
    definition("length", "Patient", row("Patient.name.family"), row("Patient.language", maxLength=2)),
    definition("limits", "Observation", row("Observation.value[x]", 0, "1", "integer", minValueInteger=1, maxValueInteger=9)),
    definition("dates", "Patient", row("Patient.birthDate", minValueDate="2000-01-01", maxValueDate="2010-12-31")),
    definition("bound", "Patient", row("Patient.maritalStatus", binding={"strength": "required", "valueSet": "urn:vs"})),
    definition("wished", "Patient", row("Patient.maritalStatus", binding={"strength": "extensible", "valueSet": "urn:vs"})),
    definition("capped", "Patient", row("Patient.maritalStatus", binding={"strength": "extensible", "valueSet": "urn:all", "extension": [{"url": f"{BASE}/elementdefinition-maxValueSet", "valueCanonical": "urn:vs"}]})),
    definition("unknown-set", "Patient", row("Patient.maritalStatus", binding={"strength": "required", "valueSet": "urn:unknown"})),
    definition("rule", "Patient", row("Patient.name", constraint=[{"key": "x-1", "severity": "error", "human": "No.", "expression": "false"}])),
    definition("advice", "Patient", row("Patient.name", constraint=[{"key": "x-2", "severity": "warning", "human": "No.", "expression": "false"}])),
    definition("riddle", "Patient", row("Patient.name", constraint=[{"key": "x-3", "severity": "error", "human": "?", "expression": "unknown"}])),
    definition("target", "Observation", {**row("Observation.subject"), "type": TYPED}),
    definition("target-type", "Observation", {**row("Observation.subject"), "type": [{"code": "Reference", "targetProfile": [f"{BASE}/Group"]}]}),
    definition("nested", "Observation", {**row("Observation.value[x]"), "type": [{"code": "Quantity", "profile": [f"{URL}/kilograms"]}]}),
    definition("either", "Observation", {**row("Observation.value[x]"), "type": [{"code": "Quantity", "profile": [f"{URL}/kilograms", f"{URL}/absent"]}]}),
    definition("content", "Questionnaire", row("Questionnaire.item"), row("Questionnaire.item.text", 1, "1"), row("Questionnaire.item.item", contentReference="#Questionnaire.item")),
    definition("by-value", "Patient", row("Patient.telecom", **slicing("value", "system")), row("Patient.telecom:phone", 1, "1"), row("Patient.telecom:phone.system", 1, "1", fixedCode="phone"), row("Patient.telecom:phone.use", 1, "1")),
    definition("closed", "Patient", row("Patient.telecom", **slicing("value", "system", "closed")), row("Patient.telecom:phone", 0, "1"), row("Patient.telecom:phone.system", 1, "1", fixedCode="phone")),
    definition("at-end", "Patient", row("Patient.telecom", **slicing("value", "system", "openAtEnd")), row("Patient.telecom:phone", 0, "*"), row("Patient.telecom:phone.system", 1, "1", fixedCode="phone")),
    definition("ordered", "Patient", row("Patient.telecom", **slicing("value", "system", ordered=True)), row("Patient.telecom:phone"), row("Patient.telecom:phone.system", fixedCode="phone"), row("Patient.telecom:email"), row("Patient.telecom:email.system", fixedCode="email")),
    definition("by-pattern", "Observation", row("Observation.category", **slicing("pattern", "$this")), row("Observation.category:lab", 1, "1", patternCodeableConcept={"coding": [{"code": "lab"}]})),
    definition("by-set", "Observation", row("Observation.category", **slicing("value", "$this")), row("Observation.category:of", 1, "1", binding={"strength": "required", "valueSet": "urn:vs"})),
    definition("by-type", "Observation", row("Observation.value[x]", **slicing("type", "$this")), row("Observation.value[x]:valueQuantity", 0, "1", "Quantity"), row("Observation.value[x]:valueQuantity.code", 1, "1")),
    definition("by-exists", "Patient", row("Patient.name", **slicing("exists", "period")), row("Patient.name:past", 0, "1"), row("Patient.name:past.period", 1, "1"), row("Patient.name:past.use", 1, "1", fixedCode="old"), row("Patient.name:now", 0, "1"), row("Patient.name:now.period", 0, "0")),
    definition("by-target", "Observation", row("Observation.performer", **slicing("type", "resolve()")), {**row("Observation.performer:who", 1, "1"), "type": [{"code": "Reference", "targetProfile": [f"{BASE}/Practitioner"]}]}),
    definition("by-profile", "Observation", row("Observation.focus", **slicing("profile", "resolve()")), {**row("Observation.focus:named", 1, "1"), "type": TYPED}),
    definition("by-extension", "Patient", row("Patient.name", **slicing("exists", "extension('urn:e')")), row("Patient.name:with", 1, "1"), row("Patient.name:with.extension", **slicing("value", "url")), row("Patient.name:with.extension:e", 1, "1"), row("Patient.name:with.extension:e.url", 1, "1", fixedUri="urn:e")),
    definition("extensions", "Patient", row("Patient.extension", **slicing("value", "url", "closed")), {**row("Patient.extension:one", 1, "1"), "type": [{"code": "Extension", "profile": ["urn:one"]}]}),
    definition("meters", "Quantity", row("Quantity.code", 1, "1", "code", fixedCode="m")),
    definition("one-of", "Observation", {**row("Observation.value[x]"), "type": [{"code": "Quantity", "profile": [f"{URL}/kilograms", f"{URL}/meters"]}]}),
    definition("coded-text", "Patient", row("Patient.language", binding={"strength": "required", "valueSet": "urn:vs"}), row("Patient.name", binding={"strength": "required", "valueSet": "urn:vs"})),
    definition("measured", "Observation", row("Observation.value[x]", minValueQuantity={"value": 1, "unit": "x"}, binding={"strength": "required", "valueSet": "urn:vs"})),
    definition("truth", "Patient", row("Patient.active", minValueInteger=1)),
    definition("untold", "Observation", row("Observation.value[x]"), row("Observation.value[x]:valueQuantity", 0, "1", "Quantity"), row("Observation.value[x]:valueQuantity.code", 1, "1")),
    definition("by-children", "Patient", row("Patient.name", **slicing("pattern", "period")), row("Patient.name:past", 1, "1"), row("Patient.name:past.period", 1, "1"), row("Patient.name:past.period.end", 1, "1")),
    definition("by-nothing", "Patient", row("Patient.name", **slicing("value", "use")), row("Patient.name:past", 0, "1")),
    definition("by-type-profile", "Observation", row("Observation.value[x]", **slicing("value", "ofType(Quantity).code")), {**row("Observation.value[x]:valueQuantity", 1, "1"), "type": [{"code": "Quantity", "profile": [f"{URL}/kilograms", f"{URL}/absent"]}]}),
    definition("by-this-profile", "Observation", row("Observation.value[x]", **slicing("profile", "$this")), {**row("Observation.value[x]:valueQuantity", 1, "1"), "type": [{"code": "Quantity", "profile": [f"{URL}/kilograms"]}]}),
    definition("by-target-profile", "Observation", row("Observation.focus", **slicing("type", "resolve()")), {**row("Observation.focus:named", 1, "1"), "type": TYPED}),
    definition("by-unknown-target", "Observation", row("Observation.focus", **slicing("type", "resolve()")), {**row("Observation.focus:x", 0, "1"), "type": [{"code": "Reference", "targetProfile": ["urn:x"]}]}),
    definition("inherited", "Patient", row("Patient.telecom", **slicing("value", "system")), row("Patient.telecom:phone"), row("Patient.telecom:phone.system", fixedCode="phone"), row("Patient.telecom:phone/again", 1, "1"), row("Patient.telecom:phone/again.system", fixedCode="phone")),
    definition("named-directly", "Observation", row("Observation.value", 1, "1")),
    definition("free-target", "Observation", {**row("Observation.subject"), "type": [{"code": "Reference", "targetProfile": ["urn:x"]}]}),
    definition("base-target", "Observation", {**row("Observation.subject"), "type": [{"code": "Reference", "targetProfile": [f"{BASE}/Patient"]}]}),
    definition("orphan", "Patient", row("Patient.name.family", 1), row("Patient.telecom:phone", 1)),
    definition("primitive", "Patient", row("Patient.birthDate"), row("Patient.birthDate.extension", 1, "1")),
    definition("resliced", "Patient", row("Patient.telecom", **slicing("value", "system")), row("Patient.telecom:phone", **slicing("value", "use")), row("Patient.telecom:phone.system", fixedCode="phone"), row("Patient.telecom:phone/home", 1, "1"), row("Patient.telecom:phone/home.system", fixedCode="phone"), row("Patient.telecom:phone/home.use", 1, "1", fixedCode="home")),
]  # fmt: skip


def patient(**members: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", **members}


def observation(**members: Any) -> dict[str, Any]:
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, **members}


def concept(code: str, system: str = "urn:s") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


PHONE, EMAIL = {"system": "phone", "value": "1"}, {"system": "email", "value": "a"}
NAMED = patient(id="p", name=[{"text": "x"}])
BARE = patient(id="p")
OLD = {"period": {"end": "2000"}, "use": "old"}

GOOD: list[tuple[str, dict[str, Any]]] = [
    ("least", patient(name=[{"family": "x"}])),
    ("most", patient(name=[{"family": "x"}])),
    ("fixed", patient(gender="female", active=True)),
    ("fixed-complex", patient(maritalStatus={"text": "m"})),
    (
        "pattern",
        observation(code={"text": "t", "coding": [{"code": "y"}, {"system": "http://loinc.org", "code": "x"}]}),
    ),
    ("types", observation(valueString="x")),
    ("length", patient(language="en")),
    ("limits", observation(valueInteger=9)),
    ("dates", patient(birthDate="2010")),
    ("bound", patient(maritalStatus={"coding": [{"system": "urn:q", "code": "z"}, {"system": "urn:s", "code": "in"}]})),
    ("wished", patient(maritalStatus={"text": "something"})),
    ("target", observation(subject={"reference": "Patient/1"})),
    ("target", observation(contained=[NAMED], subject={"reference": "#p"})),
    ("target", observation(subject={"display": "somebody"})),
    ("target", observation(subject={"reference": "urn:uuid:1"})),
    ("nested", observation(valueQuantity={"code": "kg"})),
    ("either", observation(valueQuantity={"code": "lb"})),
    ("content", {"resourceType": "Questionnaire", "item": [{"text": "a", "item": [{"text": "b"}]}]}),
    ("by-value", patient(telecom=[EMAIL, {**PHONE, "use": "home"}])),
    ("closed", patient(telecom=[PHONE])),
    ("at-end", patient(telecom=[PHONE, PHONE, EMAIL])),
    ("ordered", patient(telecom=[PHONE, EMAIL])),
    ("by-pattern", observation(category=[concept("lab"), concept("other")])),
    ("by-set", observation(category=[concept("in")])),
    ("by-type", observation(valueString="x")),
    ("by-exists", patient(name=[{"text": "x"}, OLD])),
    ("by-target", observation(performer=[{"reference": "Organization/1"}, {"reference": "Practitioner/1"}])),
    ("by-profile", observation(contained=[NAMED], focus=[{"reference": "#p"}])),
    ("by-extension", patient(name=[{"text": "x", "extension": [{"url": "urn:e", "valueCode": "c"}]}])),
    ("extensions", patient(extension=[{"url": "urn:one", "valueCode": "c"}])),
    ("primitive", patient(birthDate="2000", _birthDate={"extension": [{"url": "urn:e", "valueCode": "c"}]})),
    ("resliced", patient(telecom=[{**PHONE, "use": "home"}, {**PHONE, "use": "work"}])),
    ("one-of", observation(valueQuantity={"code": "m"})),
    ("coded-text", patient(language="in", name=[{"text": "x"}])),
    ("measured", observation(valueQuantity={"value": 1, "code": "in", "system": "urn:s"})),
    ("measured", observation(valueString="in")),
    ("measured", observation(valueQuantity={"unit": "x"})),
    ("truth", patient(active=True)),
    ("untold", observation(valueString="x")),
    ("by-children", patient(name=[{"period": {"end": "2000"}}])),
    ("by-nothing", patient(name=[{"use": "old"}])),
    ("by-type-profile", observation(valueQuantity={"code": "kg"})),
    ("by-this-profile", observation(valueQuantity={"code": "kg"})),
    ("by-target-profile", observation(focus=[{"reference": "Patient/1"}, {"display": "x"}])),
    ("by-unknown-target", observation(focus=[{"reference": "Patient/1"}])),
    ("inherited", patient(telecom=[PHONE])),
    ("named-directly", observation(valueString="x")),
    ("free-target", observation(subject={"reference": "Patient/1"})),
    ("base-target", observation(contained=[BARE], subject={"reference": "#p"})),
    ("base-target", observation(subject={"type": "Patient"})),
    ("orphan", patient()),
    ("pattern", observation(code={"coding": [None, {"system": "http://loinc.org"}]})),
]

BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("least", patient(), "required", "Patient.name"),
    ("least", patient(name=[{"family": "x"}, {"text": "y"}]), "required", "Patient.name[1].family"),
    ("most", patient(name=[{"text": "x"}, {"text": "y"}]), "structure", "Patient.name"),
    ("most", patient(photo=[{"title": "x"}]), "structure", "Patient.photo"),
    ("fixed", patient(gender="male"), "value", "Patient.gender"),
    ("fixed-complex", patient(maritalStatus={"text": "m", "id": "more"}), "value", "Patient.maritalStatus"),
    ("pattern", observation(code={"coding": [{"system": "urn:s"}]}), "value", "Observation.code"),
    ("types", observation(valueInteger=1), "structure", "Observation.value"),
    ("length", patient(language="eng"), "value", "Patient.language"),
    ("limits", observation(valueInteger=0), "value", "Observation.value"),
    ("limits", observation(valueInteger=10), "value", "Observation.value"),
    ("dates", patient(birthDate="1999-12-31"), "value", "Patient.birthDate"),
    ("dates", patient(birthDate="2011"), "value", "Patient.birthDate"),
    ("bound", patient(maritalStatus=concept("out")), "code-invalid", "Patient.maritalStatus"),
    ("bound", patient(maritalStatus={"text": "in"}), "code-invalid", "Patient.maritalStatus"),
    ("capped", patient(maritalStatus=concept("out")), "code-invalid", "Patient.maritalStatus"),
    ("rule", patient(name=[{"text": "x"}]), "invariant", "Patient.name[0]"),
    ("target", observation(subject={"reference": "Group/1"}), "structure", "Observation.subject"),
    ("target", observation(contained=[BARE], subject={"reference": "#p"}), "structure", "Observation.subject"),
    ("target-type", observation(subject={"reference": "Patient/1"}), "structure", "Observation.subject"),
    ("nested", observation(valueQuantity={"code": "lb"}), "value", "Observation.value.code"),
    (
        "content",
        {"resourceType": "Questionnaire", "item": [{"text": "a", "item": [{}]}]},
        "required",
        "Questionnaire.item[0].item[0].text",
    ),
    ("by-value", patient(telecom=[EMAIL]), "required", "Patient.telecom"),
    ("by-value", patient(telecom=[PHONE]), "required", "Patient.telecom[0].use"),
    ("by-value", patient(telecom=[{**PHONE, "use": "home"}] * 2), "structure", "Patient.telecom"),
    ("closed", patient(telecom=[EMAIL]), "structure", "Patient.telecom[0]"),
    ("at-end", patient(telecom=[EMAIL, PHONE]), "structure", "Patient.telecom[1]"),
    ("ordered", patient(telecom=[EMAIL, PHONE]), "structure", "Patient.telecom[1]"),
    ("by-pattern", observation(category=[concept("other")]), "required", "Observation.category"),
    ("by-set", observation(category=[concept("out")]), "required", "Observation.category"),
    ("by-type", observation(valueQuantity={"value": 1}), "required", "Observation.value.code"),
    ("by-exists", patient(name=[{"period": {"end": "2000"}}]), "required", "Patient.name[0].use"),
    ("by-target", observation(performer=[{"reference": "Organization/1"}]), "required", "Observation.performer"),
    ("by-profile", observation(contained=[BARE], focus=[{"reference": "#p"}]), "required", "Observation.focus"),
    ("by-extension", patient(name=[{"text": "x"}]), "required", "Patient.name"),
    (
        "extensions",
        patient(extension=[{"url": u, "valueCode": "c"} for u in ("urn:two", "urn:one")]),
        "structure",
        "Patient.extension[0]",
    ),
    ("extensions", patient(), "required", "Patient.extension"),
    ("primitive", patient(birthDate="2000"), "required", "Patient.birthDate.extension"),
    ("resliced", patient(telecom=[{**PHONE, "use": "work"}]), "required", "Patient.telecom"),
    ("least", observation(), "structure", "Observation"),
    ("one-of", observation(valueQuantity={"code": "lb"}), "structure", "Observation.value"),
    ("coded-text", patient(language="out"), "code-invalid", "Patient.language"),
    ("measured", observation(valueQuantity={"value": 0.5}), "value", "Observation.value"),
    ("untold", observation(valueQuantity={"value": 1}), "required", "Observation.value.code"),
    ("by-children", patient(name=[{"period": {"start": "2000"}}]), "required", "Patient.name"),
    ("by-this-profile", observation(valueQuantity={"code": "lb"}), "required", "Observation.value"),
    ("by-target-profile", observation(focus=[{"reference": "Group/1"}]), "required", "Observation.focus"),
    ("inherited", patient(telecom=[PHONE, PHONE]), "structure", "Patient.telecom"),
    ("named-directly", observation(), "required", "Observation.value"),
    ("base-target", observation(subject={"type": "Group"}), "structure", "Observation.subject"),
]


def run(name: str, resource: dict[str, Any]) -> list[Any]:
    """Walk, with a value set that has one code and expressions that say of themselves what they are."""
    catalogue = Catalogue()
    catalogue.add("x#1", DEFINITIONS)
    contained = {f"#{one['id']}": one for one in resource.get("contained", ())}
    world = World(
        catalogue.profile,
        lambda value_set, _home, _system, code: (
            None if "unknown" in value_set else value_set == "urn:all" or code == "in"
        ),
        lambda constraint, _node, _type: {"true": True, "false": False}.get(constraint.expression),
        contained.get,
        lambda: None,
    )
    profile = catalogue.profile(f"{URL}/{name}")
    assert profile is not None
    return Walk(world, profile).run(resource, resource["resourceType"])


@pytest.mark.parametrize(("name", "resource"), GOOD)
def test_conforms(name: str, resource: dict[str, Any]) -> None:
    """What keeps the profile has no fault."""
    assert [] == run(name, resource)


@pytest.mark.parametrize(("name", "resource", "code", "place"), BAD)
def test_does_not_conform(name: str, resource: dict[str, Any], code: str, place: str) -> None:
    """What breaks the profile is one error, with its place."""
    found = run(name, resource)

    assert [(code, place)] == [(one.code, one.expression) for one in found if one.severity == "error"]


SOFT: list[tuple[str, dict[str, Any], str]] = [
    ("wished", patient(maritalStatus=concept("out")), "warning"),
    ("advice", patient(name=[{"text": "x"}]), "warning"),
    ("riddle", patient(name=[{"text": "x"}]), "information"),
    ("unknown-set", patient(maritalStatus=concept("in")), "information"),
]


@pytest.mark.parametrize(("name", "resource", "severity"), SOFT)
def test_is_remarked(name: str, resource: dict[str, Any], severity: str) -> None:
    """What is no error is said by its severity."""
    assert [severity] == [one.severity for one in run(name, resource)]


def test_depth_is_bounded() -> None:
    """A profile that leads to itself without end is left unjudged."""
    catalogue = Catalogue()
    catalogue.add("x#1", DEFINITIONS)
    profile = catalogue.profile(f"{URL}/nested")
    assert profile is not None
    world = World(catalogue.profile, lambda *_: None, lambda *_: None, lambda _: None, lambda: None)
    walk = Walk(world, profile, [], DEEPEST)
    value = Item({"code": "lb"}, None, "Quantity", "Observation.value")
    (rule,) = profile.root.children
    walk.check(rule, value)

    assert [] == walk.found
    assert walk.conforms(f"{URL}/kilograms", value) is None
    assert walk.keeps(rule, value) is False


def test_odd_shapes_are_passed_over() -> None:
    """What is not of the shape of its type is the schema's to refuse, and nothing fails on it."""
    for name in ("bound", "coded-text", "target", "by-value", "by-exists", "measured", "extensions", "content"):
        for odd in (1, "x", [], [1], {}, [[]], {"coding": "x"}, [{"url": []}], {"reference": []}):
            members = dict.fromkeys(
                ("maritalStatus", "language", "name", "telecom", "extension", "item", "subject"), odd
            )
            run(name, {**observation(valueQuantity=odd), **members})
            run(name, {**patient(), **members})
    run("primitive", patient(birthDate="2000", _birthDate=1))


def test_a_type_that_is_none_has_no_elements() -> None:
    """What the table of types does not know has nothing below it."""
    assert [] == items({"x": 1}, "Resource", "x", "Bundle.entry[0].resource")
