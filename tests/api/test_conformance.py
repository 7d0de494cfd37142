"""Does US Core find what its profiles ask for, and nothing in its own examples? (https://hl7.org/fhir/us/core)."""

from __future__ import annotations

import copy
import re
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from api.conformance import Conformance
from api.packages import load
from api.validation import validate
from domain.errors import Fault, Invalid
from domain.fhir.elements import RESOURCES
from domain.profiles.catalogue import Catalogue
from persistence.terminology.terms import Terms
from tests.official import resources
from tests.samples import Sampler

DATA = Path(__file__).parents[1] / "data"
BASE = "http://hl7.org/fhir/us/core/StructureDefinition/"
VERSIONS = ("6.1.0", "8.0.0")
EXAMPLES = {
    name.rpartition("/")[2]: one
    for name, one in resources().items()
    if "us-core" in name and one.get("resourceType") in RESOURCES
}
# US Core 8.0.0 changed these: the examples are of 6.1.0.
CHANGED = {("Patient.extension[3].value", "us-core-sex")}


@cache
def conformance(version: str) -> Conformance:
    """Load one package, with the codes that are shipped."""
    catalogue = load([DATA / f"us-core-{version}.tgz"])
    terms = Terms()
    terms.adopt(one for kind in ("CodeSystem", "ValueSet") for _, one in catalogue.all(kind))
    return Conformance(catalogue, "none", terms)


def claimed(resource: dict[str, Any]) -> list[str]:
    return [url.partition("|")[0] for url in resource.get("meta", {}).get("profile", ()) if url.startswith(BASE)]


CLAIMS = [(name, url) for name, one in EXAMPLES.items() for url in claimed(one)]


async def errors(version: str, resource: dict[str, Any], *profiles: str) -> list[Fault]:
    """Report errors alone."""
    found = await conformance(version).report(resource, profiles)
    return [one for one in found if one.severity == "error"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", EXAMPLES)
async def test_examples_conform(name: str, version: str) -> None:
    """Every example of US Core conforms to the profiles that it claims."""
    profiles = [url for url in claimed(EXAMPLES[name]) if conformance(version).knows(url)]
    found = await errors(version, EXAMPLES[name], *profiles)

    assert [] == [
        one
        for one in found
        if version == "6.1.0" or (one.expression, re.split(r"[/|]", one.citation)[-2]) not in CHANGED
    ]


def removed(node: Any, parts: list[str]) -> int:
    """Take an element away wherever it stands; say how often."""
    found = 0
    name = parts[0].removesuffix("[x]")
    keys = [key for key in node if key == name or (parts[0].endswith("[x]") and re.match(f"{name}[A-Z]", key))]
    for key in keys:
        if len(parts) == 1:
            del node[key]
            node.pop(f"_{key}", None)
            found += 1
        else:
            below = node[key] if isinstance(node[key], list) else [node[key]]
            found += sum(removed(one, parts[1:]) for one in below if isinstance(one, dict))
    return found


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("name", "url"), CLAIMS)
async def test_each_mandatory_element_is_missed(name: str, url: str, version: str) -> None:
    """Whatever a profile requires is an error at its place once it is taken away."""
    profile = conformance(version).catalogue.profile(url)
    if profile is None:
        pytest.skip("the version has no such profile")
    for rule in profile.rules.values():
        if rule.least < 1 or "." not in rule.id or ":" in rule.id:
            continue
        spoilt = copy.deepcopy(EXAMPLES[name])
        if removed(spoilt, rule.path.split(".")[1:]):
            found = {re.sub(r"\[\d+\]", "", one.expression) for one in await errors(version, spoilt, url)}
            assert rule.path.replace("[x]", "") in found


PROFILES = [
    (version, one["url"])
    for version in VERSIONS
    for _, one in load([DATA / f"us-core-{version}.tgz"]).all("StructureDefinition")
    if one["derivation"] == "constraint"
]


def listed(node: Any) -> list[tuple[list[Any], int]]:
    """Find every item of every list."""
    if isinstance(node, list):
        return [(node, index) for index in range(len(node))] + [pair for one in node for pair in listed(one)]
    return [pair for one in node.values() for pair in listed(one)] if isinstance(node, dict) else []


async def errors_within(version: str, resource: dict[str, Any], *profiles: str) -> list[Fault]:
    """Report errors, save that an extension stands in a Basic only to be tested."""
    return [one for one in await errors(version, resource, *profiles) if "may stand at" not in one.text]


@pytest.mark.parametrize(("version", "url"), PROFILES)
async def test_every_profile(version: str, url: str) -> None:
    """The least that a profile asks for conforms; without any one of its mandatory elements or slices it does not."""
    tested = conformance(version)
    profile = tested.catalogue.profile(url)
    assert profile is not None
    sample = Sampler(tested.catalogue).sample(profile)
    inside = profile.type == "Extension"
    whole = {"resourceType": "Basic", "code": {"text": "x"}, "extension": [sample]} if inside else sample
    profiles = () if inside else (url,)
    validate(whole)

    assert [] == await errors_within(version, whole, *profiles)
    for rule in profile.rules.values():
        if rule.least < 1 or "." not in rule.id or ":" in rule.id or rule.path.endswith(".url"):
            continue
        spoilt = copy.deepcopy(whole)
        if removed(spoilt["extension"][0] if inside else spoilt, rule.path.split(".")[1:]):
            place = rule.path.replace("[x]", "")
            found = {re.sub(r"\[\d+\]", "", one.expression) for one in await errors_within(version, spoilt, *profiles)}
            assert (place.replace("Extension", "Basic.extension", 1) if inside else place) in found
    for number in range(len(listed(sample))):
        spoilt = copy.deepcopy(whole)
        items, index = listed(spoilt["extension"][0] if inside else spoilt)[number]
        del items[index]
        assert await errors_within(version, spoilt, *profiles)


PRESSURE = "Observation-blood-pressure.json"
SPOILT: dict[str, tuple[str, str, Any, str, str]] = {
    # example, profile, how it is spoilt, code, place
    "a wrong category": (PRESSURE, "us-core-blood-pressure", lambda one: one["category"][0]["coding"][0].update(code="x"), "required", "Observation.category"),
    "a wrong code": (PRESSURE, "us-core-blood-pressure", lambda one: one["code"]["coding"][0].update(code="x"), "value", "Observation.code"),
    "a component of another code": (PRESSURE, "us-core-blood-pressure", lambda one: one["component"][0]["code"]["coding"][0].update(code="x"), "required", "Observation.component"),
    "a component in another unit": (PRESSURE, "us-core-blood-pressure", lambda one: one["component"][0]["valueQuantity"].update(code="kPa"), "value", "Observation.component[0].value.code"),
    "a subject of another type": (PRESSURE, "us-core-blood-pressure", lambda one: one.update(subject={"reference": "Device/1"}), "structure", "Observation.subject"),
    "a status outside": ("AllergyIntolerance-example.json", "us-core-allergyintolerance", lambda one: one.update(clinicalStatus={"text": "x"}), "code-invalid", "AllergyIntolerance.clinicalStatus"),
    "an NPI that does not add up": ("Practitioner-practitioner-1.json", "us-core-practitioner", lambda one: one["identifier"][0].update(value="1234567890"), "invariant", "Practitioner.identifier[0]"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
@pytest.mark.parametrize("version", VERSIONS)
async def test_spoilt(name: str, version: str) -> None:
    """Each kind of fault is told where it is."""
    example, profile, spoil, code, place = SPOILT[name]
    resource = copy.deepcopy(EXAMPLES[example])
    spoil(resource)

    assert (code, place) in [(one.code, one.expression) for one in await errors(version, resource, BASE + profile)]


async def test_a_day_too_coarse() -> None:
    """us-core-1 of 8.0.0; the expression of 6.1.0 names a type that FHIR does not have, and never bites."""
    resource = copy.deepcopy(EXAMPLES[PRESSURE])
    resource["effectiveDateTime"] = "2020"
    found = await errors("8.0.0", resource, BASE + "us-core-blood-pressure")

    assert ("invariant", "Observation.effective") in [(one.code, one.expression) for one in found]


async def test_versions_side_by_side() -> None:
    """A claim without a version means any that is loaded; extensions are those of the version that is meant."""
    both = Conformance(load([DATA / "us-core-6.1.0.tgz", DATA / "us-core-8.0.0.tgz"]))
    for name in ("Patient-child-example.json", "Patient-infant-example.json"):
        resource = copy.deepcopy(EXAMPLES[name])
        resource["meta"]["profile"] = [f"{BASE}us-core-patient|6.1.0"]
        found = [one for one in await both.report(resource) if one.severity == "error"]

        assert [] == found


ENFORCED: list[tuple[str, dict[str, Any], int]] = [
    ("none", {"meta": {"profile": [f"{BASE}us-core-patient"]}}, 0),
    ("claimed", {"meta": {"profile": [f"{BASE}us-core-patient"]}}, 3),
    ("claimed", {}, 0),
    ("claimed", {"meta": {"profile": ["urn:unknown"]}}, 0),
    (f"{BASE}us-core-patient", {}, 3),
    (f"{BASE}us-core-encounter, {BASE}us-core-patient", {}, 3),
    (f"{BASE}us-core-encounter", {}, 0),
]


@pytest.mark.parametrize(("setting", "members", "number"), ENFORCED)
async def test_enforced(setting: str, members: dict[str, Any], number: int) -> None:
    """None, what is claimed, or what is named: for the types that it is about."""
    held = Conformance(load([DATA / "us-core-6.1.0.tgz"]), setting)
    found = await held.enforce([({"resourceType": "Patient", **members}, "Bundle.entry[0].resource")])

    assert number == len(found)
    assert (setting != "none") == held.enforces
    assert all(one.expression.startswith("Bundle.entry[0].resource.") for one in found)


async def test_one_of_several_is_enough() -> None:
    """Where several profiles of a type are named, a record keeps the one that it claims, or any."""
    held = Conformance(load([DATA / "us-core-6.1.0.tgz"]), f"{BASE}us-core-heart-rate,{BASE}us-core-blood-pressure")
    pressure = copy.deepcopy(EXAMPLES[PRESSURE])
    assert [] == await held.enforce([(pressure, "")])
    del pressure["meta"]
    assert [] == await held.enforce([(pressure, "")])
    pressure["meta"] = {"profile": [f"{BASE}us-core-heart-rate"]}
    assert await held.enforce([(pressure, "")])


def test_what_is_not_loaded_cannot_be_enforced() -> None:
    """A mistake in the setting stops the start, rather than enforcing nothing."""
    with pytest.raises(ValueError, match="urn:nothing"):
        Conformance(load([DATA / "us-core-6.1.0.tgz"]), "urn:nothing")


BOUND: list[tuple[dict[str, Any], str]] = [
    ({"resourceType": "Patient", "language": "not a language"}, "Patient.language"),
    ({"resourceType": "Patient", "communication": [{"language": {"coding": [{"system": "urn:x", "code": "en"}]}}]}, "Patient.communication[0].language"),
    ({"resourceType": "Patient", "photo": [{"contentType": "jpeg"}]}, "Patient.photo[0].contentType"),
    ({"resourceType": "Binary", "contentType": "text"}, "Binary.contentType"),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "place"), BOUND)
async def test_bindings_that_are_no_list(resource: dict[str, Any], place: str) -> None:
    """A required binding to a whole external system is checked by the form of its codes."""
    assert [("code-invalid", place)] == [(one.code, one.expression) for one in await errors("6.1.0", resource)]


async def test_units_of_r4() -> None:
    """A unit of measure that must be UCUM's is one, as far as its system says."""
    unit = {"coding": [{"system": "urn:x", "code": "kg"}]}
    resource = {"resourceType": "EffectEvidenceSynthesis", "effectEstimate": [{"unitOfMeasure": unit}]}

    assert ["EffectEvidenceSynthesis.effectEstimate[0].unitOfMeasure"] == [
        one.expression for one in await errors("6.1.0", resource)
    ]


HUGE: dict[str, dict[str, Any]] = {
    "many names": {"resourceType": "Patient", "meta": {"profile": [f"{BASE}us-core-patient"]}, "name": [{"family": "x"}] * 300_000},
    "many entries": {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {"resourceType": "Organization"}}] * 60_000},
    "a long number": {"resourceType": "Practitioner", "meta": {"profile": [f"{BASE}us-core-practitioner"]}, "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "1" * 1_000_000}]},
    "groups within groups": {"resourceType": "MeasureReport", "type": "summary", "group": [{"stratifier": [{"stratum": [{"id": "x"}]}]}] * 9_000},
}  # fmt: skip


@pytest.mark.parametrize("name", HUGE)
async def test_hostile_input_is_given_up(name: str) -> None:
    """However large, an answer comes, and it is that something is wrong."""
    started = time.monotonic()
    found = await errors("6.1.0", HUGE[name])

    assert found
    assert time.monotonic() - started < 30


OWN = "http://x.example/StructureDefinition/"


def own(name: str, expression: str) -> dict[str, Any]:
    """Give a profile of Patient with one constraint."""
    rule = {"key": "own-1", "severity": "error", "human": "It holds.", "expression": expression}
    root = {"id": "Patient", "path": "Patient", "constraint": [rule]}
    return {
        "resourceType": "StructureDefinition",
        "url": OWN + name,
        "type": "Patient",
        "derivation": "constraint",
        "snapshot": {"element": [root]},
    }


MARRIED = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M"}]}
ASKED: list[tuple[str, dict[str, Any], str]] = [
    ("maritalStatus.memberOf('http://hl7.org/fhir/ValueSet/marital-status')", {"maritalStatus": MARRIED}, ""),
    ("maritalStatus.memberOf('http://hl7.org/fhir/ValueSet/marital-status')", {"maritalStatus": {"text": "x"}}, "error"),
    ("maritalStatus.coding.memberOf('http://hl7.org/fhir/ValueSet/marital-status')", {"maritalStatus": MARRIED}, ""),
    ("gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')", {"gender": "male"}, ""),
    ("gender.memberOf('urn:unknown')", {"gender": "male"}, "information"),
    (f"conformsTo('{OWN}named')", {"name": [{"text": "x"}]}, ""),
    (f"conformsTo('{OWN}named')", {}, "error"),
    ("conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')", {}, ""),
    ("conformsTo('http://hl7.org/fhir/StructureDefinition/Group')", {}, "error"),
    ("conformsTo('urn:unknown')", {}, "information"),
    ("name.conformsTo('urn:unknown')", {"name": [{"text": "x"}]}, "information"),
    ("managingOrganization.resolve().name = 'x'", {"managingOrganization": {"reference": "#o"}, "contained": [{"resourceType": "Organization", "id": "o", "name": "x"}]}, ""),
    ("contained.where(managingOrganization.resolve() is Patient).exists()", {"contained": [{"resourceType": "Patient", "id": "p", "managingOrganization": {"reference": "#"}}]}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "members", "severity"), ASKED)
async def test_constraints_that_ask(expression: str, members: dict[str, Any], severity: str) -> None:
    """What a constraint asks of value sets, profiles and references is answered, as far as it is known."""
    catalogue = Catalogue()
    catalogue.add("x#1", [own("asks", expression), own("named", "name.exists()")])
    found = await Conformance(catalogue, "none", Terms()).report({"resourceType": "Patient", **members}, [f"{OWN}asks"])

    assert ([severity] if severity else []) == [one.severity for one in found if "own-1" in one.text]


async def test_profiles_of_r4_itself() -> None:
    """The address of a type is a profile that every record of the type keeps, and no other."""
    base = "http://hl7.org/fhir/StructureDefinition/"
    nobody: dict[str, Any] = {"resourceType": "Patient"}

    assert [] == await errors("6.1.0", nobody, f"{base}Patient", f"{base}DomainResource")
    assert ["structure"] == [one.code for one in await errors("6.1.0", nobody, f"{base}Group")]
    assert conformance("6.1.0").knows(f"{base}Group")
    assert not conformance("6.1.0").knows(f"{base}Thing")


async def test_bundles_resolve_their_own_references() -> None:
    """A reference to an entry of the same Bundle is followed; odd entries are passed over."""
    catalogue = Catalogue()
    catalogue.add("x#1", [own("asks", "managingOrganization.resolve().name = 'x'")])
    member = {
        "resourceType": "Patient",
        "meta": {"profile": [f"{OWN}asks"]},
        "managingOrganization": {"reference": "urn:uuid:1"},
    }
    other = {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Organization", "id": "o", "name": "x"}}
    odd = [{"resource": 1}, {"resource": {"resourceType": "Nothing"}}, {"resource": {"resourceType": "Basic"}}, 1]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": member}, other, *odd]}
    found = await Conformance(catalogue).report(bundle)

    assert [] == [one for one in found if one.severity == "error"]


async def test_nested_too_deep() -> None:
    """What is nested deeper than anything sensible is given up."""
    item: dict[str, Any] = {"linkId": "x"}
    for number in range(700):
        item = {"linkId": str(number), "item": [item]}
    found = await errors("6.1.0", {"resourceType": "Questionnaire", "item": [item]})

    assert ["too-costly"] == [one.code for one in found]


class Costly(Terms):
    """A terminology to which every question is too costly."""

    async def contains(self, value_set: str, system: str, code: str) -> bool | None:
        raise Invalid(Fault("too-costly", "Too many codes."))


async def test_a_question_that_is_too_costly_is_one_not_answered() -> None:
    """It is told as not known, and refuses nothing."""
    catalogue = Catalogue()
    catalogue.add("x#1", [own("asks", "maritalStatus.memberOf('urn:large')")])
    resource = {"resourceType": "Patient", "maritalStatus": MARRIED}
    found = await Conformance(catalogue, "none", Costly()).report(resource, [f"{OWN}asks"])

    assert ["information"] == [one.severity for one in found if "own-1" in one.text]


def placed(*contexts: str, kind: str = "element") -> dict[str, Any]:
    """Give an extension that may stand in certain places."""
    return {
        "resourceType": "StructureDefinition",
        "url": f"{OWN}placed",
        "type": "Extension",
        "derivation": "constraint",
        "context": [{"type": kind, "expression": one} for one in contexts],
        "snapshot": {"element": [{"id": "Extension", "path": "Extension"}]},
    }


HERE = {"extension": [{"url": f"{OWN}placed", "valueCode": "x"}]}
NAME: dict[str, Any] = {"resourceType": "Patient", "name": [HERE]}
WHOLE: dict[str, Any] = {"resourceType": "Patient", **HERE}
CONTEXTS: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (placed("Patient"), WHOLE, ""),
    (placed("Patient"), NAME, "Patient.name[0].extension[0]"),
    (placed("Group", "HumanName"), NAME, ""),
    (placed("Patient.name"), NAME, ""),
    (placed("Patient.name"), WHOLE, "Patient.extension[0]"),
    (placed("Element"), NAME, ""),
    (placed("DomainResource"), WHOLE, ""),
    (placed("DomainResource"), NAME, "Patient.name[0].extension[0]"),
    (placed("DomainResource"), {"resourceType": "Bundle", "meta": HERE}, "Bundle.meta.extension[0]"),
    (placed("Resource"), WHOLE, ""),
    (placed("BackboneElement"), {"resourceType": "Patient", "contact": [HERE]}, ""),
    (placed("Patient.contact"), {"resourceType": "Patient", "contact": [HERE]}, ""),
    (placed("Questionnaire.item"), {"resourceType": "Questionnaire", "item": [{"item": [HERE]}]}, ""),
    (placed("Observation.value[x]"), {"resourceType": "Observation", "valueQuantity": HERE}, ""),
    (placed("Quantity"), {"resourceType": "Condition", "onsetAge": HERE}, ""),
    (placed("date"), {"resourceType": "Patient", "_birthDate": HERE}, ""),
    (placed("Patient.birthDate"), {"resourceType": "Patient", "birthDate": "2000", "_birthDate": HERE}, ""),
    (placed("Extension"), {"resourceType": "Patient", "extension": [{"url": "urn:x", **HERE}]}, ""),
    (placed("http://x.example/p#Group"), WHOLE, ""),
    (placed("Group.where(true)", kind="fhirpath"), WHOLE, ""),
    (placed(), WHOLE, ""),
]


@pytest.mark.parametrize(("extension", "resource", "place"), CONTEXTS)
async def test_where_an_extension_may_stand(extension: dict[str, Any], resource: dict[str, Any], place: str) -> None:
    """An extension stands where its definition lets it, as far as that is said by path or type."""
    catalogue = Catalogue()
    catalogue.add("x#1", [extension])
    found = await Conformance(catalogue).report(resource)

    assert ([place] if place else []) == [one.expression for one in found if "may stand at" in one.text]
