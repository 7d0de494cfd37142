"""What is the least that a profile asks for? A resource with every mandatory element, made from the profile's rules."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from api.validation import value_sets
from domain.fhir.elements import PRIMITIVES, elements
from domain.profiles.catalogue import Catalogue
from domain.profiles.definition import BASE, Profile, Rule

WORDS: dict[str, Any] = {
    "boolean": True, "code": "x", "canonical": "urn:x", "date": "2024-01-02", "dateTime": "2024-01-02", "decimal": 1,
    "instant": "2024-01-02T10:00:00Z", "integer": 1, "positiveInt": 1, "unsignedInt": 1, "time": "10:00:00",
    "uri": "urn:x", "url": "urn:x", "base64Binary": "eA==", "xhtml": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>',
}  # fmt: skip
WHOLE: dict[str, Any] = {
    "CodeableConcept": {"text": "x"}, "Coding": {"system": "urn:x", "code": "x"}, "Identifier": {"system": "urn:x", "value": "x"},
    "HumanName": {"family": "x"}, "Period": {"start": "2024"}, "Quantity": {"value": 1}, "Attachment": {"url": "urn:x"},
    "ContactPoint": {"system": "phone", "value": "1"}, "Address": {"text": "x"}, "Timing": {"code": {"text": "x"}},
    "Dosage": {"text": "x"}, "Annotation": {"text": "x"}, "Narrative": {"status": "generated", "div": WORDS["xhtml"]},
    "Age": {"value": 1, "system": "http://unitsofmeasure.org", "code": "a"}, "Range": {"low": {"value": 1}}, "Ratio": {"numerator": {"value": 1}, "denominator": {"value": 1}},
}  # fmt: skip
BESIDE: dict[str, dict[str, Any]] = {
    # what constraints ask for beyond the mandatory elements
    "AllergyIntolerance": {"clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}]}},
    "Coverage": {"subscriberId": "x"},
    "PractitionerRole": {"organization": {"reference": "Organization/1"}, "telecom": [{"system": "phone", "value": "1"}]},
    "RelatedPerson": {"name": [{"text": "x"}]},
}  # fmt: skip


CALM = frozenset({"active", "current", "draft", "planned", "preparation", "proposal", "registered"})
"""States of which no constraint asks more."""


class Sampler:
    """Make samples from the profiles of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Keep where the profiles are."""
        self.catalogue = catalogue

    def sample(self, profile: Profile) -> dict[str, Any]:
        """Give the least resource, or extension, that keeps a profile."""
        made = self._filled([profile.root], profile.type, profile)
        made |= {key: value for key, value in BESIDE.get(profile.type, {}).items() if key not in made}
        if profile.type == "Extension":
            if not made.keys() & {"extension"} and not any(key.startswith("value") for key in made):
                (value,) = [one for one in profile.root.children if one.name == "value[x]"]
                key, word = self._value([value], "Extension", profile)
                made[key] = word
            return made
        for one in made.get("component", ()):
            if not any(key.startswith("value") for key in one):
                one["dataAbsentReason"] = {"text": "x"}
        if (
            profile.type == "Observation"
            and not any(key.startswith("value") for key in made)
            and "component" not in made
        ):
            made["dataAbsentReason"] = {"text": "x"}
        return {"resourceType": profile.type, **made}

    def _filled(self, rules: Sequence[Rule], type_: str, profile: Profile) -> dict[str, Any]:
        """Fill in the mandatory children; the first rules are the most specific."""
        children: dict[str, list[Rule]] = {}
        for rule in rules:
            for child in rule.children or (profile.rules[rule.content].children if rule.content else ()):
                children.setdefault(child.name, []).append(child)
        made: dict[str, Any] = {}
        for name, found in children.items():
            values: list[tuple[str, Any]] = []
            for one in (one for rule in found for one in rule.slices if one.least):
                values += [self._value([one, *found], type_, profile)] * one.least
            while len(values) < max(rule.least for rule in found):
                values.append(self._value(found, type_, profile))
            if values:
                key = values[0][0] if name.endswith("[x]") else name
                made[key] = [value for _, value in values] if elements(type_)[key].array else values[0][1]
        return made

    def _value(self, rules: Sequence[Rule], type_: str, profile: Profile) -> tuple[str, Any]:
        """Give the property and value of one element."""
        kinds = next((rule.types for rule in rules if rule.types), ())
        code = kinds[0].code if kinds else "string"
        name = rules[0].name
        key = name[:-3] + code[0].upper() + code[1:] if name.endswith("[x]") else name
        inner = elements(type_)[key].type
        for rule in rules:
            if rule.fixed is not None:
                return key, deepcopy(rule.fixed)
        start = next((deepcopy(rule.pattern) for rule in rules if rule.pattern is not None), None)
        if inner in PRIMITIVES:
            return key, start if start is not None else self._word(rules, inner, profile)
        if inner == "Extension":
            for one in kinds:
                for url in one.profiles:
                    found = self.catalogue.profile(url, profile.home)
                    if found is not None:
                        return key, self.sample(found)
        if inner == "Reference":
            target = next((url for one in kinds for url in one.targets), f"{BASE}Patient")
            known = self.catalogue.profile(target, profile.home)
            name = known.type if known else target.rpartition("/")[2]
            return key, {"reference": f"{'Patient' if name == 'Resource' else name}/1"}
        made = self._filled(rules, inner, profile)
        made = {**(start or {}), **{name: value for name, value in made.items() if name not in (start or {})}}
        if inner == "CodeableConcept" and not made:
            made = self._concept(rules, profile)
        return key, made or deepcopy(WHOLE.get(inner, {}))

    def _word(self, rules: Sequence[Rule], type_: str, profile: Profile) -> Any:
        for rule in rules:
            if rule.binding is not None:
                url = rule.binding.value_set.partition("|")[0]
                if url in value_sets():
                    return min(value_sets()[url] & CALM or value_sets()[url])
                found = self._first(url, profile)
                if found:
                    return found["code"]
        return WORDS.get(type_, "x")

    def _concept(self, rules: Sequence[Rule], profile: Profile) -> dict[str, Any]:
        binding = next(
            (
                rule.binding
                for rule in rules
                if rule.binding is not None and (rule.binding.most or rule.binding.strength == "required")
            ),
            None,
        )
        found = self._first((binding.most or binding.value_set).partition("|")[0], profile) if binding else None
        return {"coding": [found]} if found else {"text": "x"}

    def _first(self, url: str, profile: Profile) -> dict[str, str] | None:
        """Give some code of a value set."""
        row = self.catalogue.find(url, profile.home)
        for one in row[1].get("compose", {}).get("include", ()) if row else ():
            if "concept" in one:
                return {"system": one["system"], "code": one["concept"][0]["code"]}
            if "system" in one:
                system = self.catalogue.find(one["system"], profile.home)
                concepts = system[1].get("concept") if system else None
                return {"system": one["system"], "code": concepts[0]["code"] if concepts else "x"}
            for other in one.get("valueSet", ()):
                if found := self._first(other, profile):
                    return found
        return None
