"""Does a resource conform to a profile? A walk along the profile's rules (https://hl7.org/fhir/R4/profiling.html)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.errors import Fault
from domain.fhir.constraints import Constraint
from domain.fhir.elements import RESOURCES
from domain.profiles.definition import BASE, Binding, Profile, Rule
from domain.profiles.items import Item, items, whole, within
from domain.profiles.references import target_type
from domain.profiles.slicing import EXTENSIONS, slices

DEEPEST = 24
ABSTRACT = frozenset({"Resource", "DomainResource", "Element", "BackboneElement"})


@dataclass(slots=True)
class World:
    """What the walk asks for: definitions, codes, expressions, other resources; and what counts its steps."""

    find: Callable[[str, str], Profile | None]
    """A profile by its address, for a definition of this package."""

    member: Callable[[str, str, str, str], bool | None]
    """(value set, package, system, code): whether the value set has the code; None: not known (yet)."""

    holds: Callable[[Constraint, Any, str], bool | None]
    """Whether an expression is true of a node of a type; None: cannot be told."""

    resolve: Callable[[str], dict[str, Any] | None]
    """The resource that a reference names, where it is at hand."""

    step: Callable[[], None]


@dataclass(slots=True)
class Walk:
    """One resource against one profile; faults gather in ``found``."""

    world: World
    profile: Profile
    found: list[Fault] = field(default_factory=list)
    depth: int = 0

    @property
    def about(self) -> str:
        """The profile, as faults name it."""
        return f"{self.profile.url}|{self.profile.version}" if self.profile.version else self.profile.url

    def run(self, resource: dict[str, Any], path: str) -> list[Fault]:
        """List what a resource breaks of the profile."""
        if resource.get("resourceType") != self.profile.type:
            self.say("structure", f"The profile is one of {self.profile.type}.", path)
        else:
            self.check(self.profile.root, whole(resource, path))
        return self.found

    def say(self, code: str, text: str, path: str, severity: str = "error") -> None:
        """Note a fault."""
        self.found.append(Fault(code, text, path, severity, citation=self.about))

    # --- one element ---------------------------------------------------------------------------------------------

    def check(self, rule: Rule, item: Item) -> None:
        """Check one element, and what is below it."""
        self.world.step()
        self._type(rule, item)
        if item.value is not None:
            self._value(rule, item)
            if rule.binding is not None:
                self._binding(rule.binding, item)
            if item.type == "Reference":
                self._target(rule, item)
        for constraint in rule.constraints:
            self._constraint(constraint, item)
        children = rule.children or self.content(rule)
        node = item.node if item.node is not None else {}  # a primitive may be without extensions
        if isinstance(node, dict):
            for child in children:
                self._child(child, items(node, item.inside, child.name, item.path), item)
        self._profiles(rule, item)

    def content(self, rule: Rule) -> Sequence[Rule]:
        """Give the rules that a rule refers to instead of having its own."""
        found = self.profile.rules.get(rule.content) if rule.content else None
        return found.children if found is not None else ()

    def _type(self, rule: Rule, item: Item) -> None:
        choice = rule.name.endswith("[x]") or item.type in RESOURCES
        if not choice or not rule.types or item.type == self.profile.type:
            return
        codes = {one.code for one in rule.types}
        if item.code not in codes and not codes & ABSTRACT:
            self.say("structure", f"The profile allows here: {' | '.join(sorted(codes))}.", item.path)

    def _value(self, rule: Rule, item: Item) -> None:
        if rule.fixed is not None and not (within(item.value, rule.fixed) and within(rule.fixed, item.value)):
            self.say("value", "The profile fixes this to another value.", item.path)
        if rule.pattern is not None and not within(item.value, rule.pattern):
            self.say("value", "The profile fixes parts of this to other values.", item.path)
        if rule.longest and isinstance(item.value, str) and len(item.value) > rule.longest:
            self.say("value", f"The profile allows {rule.longest} characters.", item.path)
        for limit, sign, text in ((rule.lowest, 1, "not below"), (rule.highest, -1, "not above")):
            if limit is not None and _order(item.value, limit) * sign < 0:
                self.say("value", f"The profile sets a limit: {text} {_shown(limit)}.", item.path)

    def _constraint(self, constraint: Constraint, item: Item) -> None:
        node = item.value if item.value is not None else item.beside
        holds = self.world.holds(constraint, node, item.type)
        if holds is None:
            text = f"The constraint {constraint.key} could not be evaluated."
            self.say("informational", text, item.path, "information")
        elif not holds:
            severity = "error" if constraint.severity == "error" else "warning"
            self.say("invariant", f"{constraint.text} ({constraint.key})", item.path, severity)

    # --- codes ---------------------------------------------------------------------------------------------------

    def _binding(self, binding: Binding, item: Item) -> None:
        if binding.most:
            self._bound(binding.most, item, "error")
        if binding.value_set and binding.strength in ("required", "extensible"):
            self._bound(binding.value_set, item, "error" if binding.strength == "required" else "warning")

    def _bound(self, value_set: str, item: Item, severity: str) -> None:
        inside = self.inside(value_set, item)
        if inside is False and (severity == "error" or codes_of(item)):
            what = "requires" if severity == "error" else "wants, where it has a fitting one,"
            text = f"The code is not of the value set that the profile {what} here: {value_set}"
            self.say("code-invalid", text, item.path, severity)
        elif inside is None:
            text = f"The code could not be checked, for not all of its value set is known here: {value_set}"
            self.say("informational", text, item.path, "information")

    def inside(self, value_set: str, item: Item) -> bool | None:
        """Tell whether a coded element has a code of a value set."""
        if item.type not in CODED or (item.type == "Quantity" and not codes_of(item)):
            return True  # a quantity may be without a unit's code; a profile that wants one says so
        answers = [self.world.member(value_set, self.profile.home, *pair) for pair in codes_of(item)]
        return True if True in answers else None if None in answers else False

    # --- other resources and profiles ----------------------------------------------------------------------------

    def _target(self, rule: Rule, item: Item) -> None:
        targets = [url for one in rule.types if one.code == "Reference" for url in one.targets]
        if not targets or any(one.code == "Reference" and not one.targets for one in rule.types):
            return
        known = {url: self.named(url) for url in targets}
        literal = item.value.get("reference") if isinstance(item.value, dict) else None
        resource = self.world.resolve(literal) if isinstance(literal, str) else None
        kind = resource.get("resourceType") if resource is not None else target_type(item.value)
        if not kind or "" in known.values() or "Resource" in known.values():
            return
        if kind not in known.values():
            self.say(
                "structure", f"The profile lets this refer to: {' | '.join(sorted(set(known.values())))}.", item.path
            )
        elif resource is not None and isinstance(literal, str) and literal.startswith("#"):
            fitting = [url for url, name in known.items() if name == kind]
            if all(self.conforms(url, whole(resource, item.path)) is False for url in fitting):
                self.say("structure", "What this refers to conforms to none of the profiles allowed here.", item.path)

    def named(self, url: str) -> str:
        """Name the type that a profile constrains; empty if it is not known."""
        found = self.world.find(url, self.profile.home)
        if found is not None:
            return found.type
        name = url.partition("|")[0].removeprefix(BASE)
        return name if name in RESOURCES or name == "Resource" else ""

    def conforms(self, url: str, item: Item) -> bool | None:
        """Tell whether an element conforms to a profile, without a word; None if the profile is not known."""
        name = url.partition("|")[0].removeprefix(BASE)
        found = self.world.find(url, self.profile.home)
        if found is None:
            return item.type == name if name in RESOURCES else None
        if self.depth >= DEEPEST or item.type != found.type:
            return None if self.depth >= DEEPEST else False
        inner = Walk(self.world, found, [], self.depth + 1)
        inner.check(found.root, item)
        return all(fault.severity != "error" for fault in inner.found)

    def _profiles(self, rule: Rule, item: Item) -> None:
        """Check the profiles of an element's own type; extensions are checked by their URL wherever they are."""
        if rule.name in EXTENSIONS or item.type == "Extension":
            return
        wanted = [url for one in rule.types if one.code == item.code for url in one.profiles]
        known = [found for url in wanted if (found := self.world.find(url, self.profile.home)) is not None]
        if not known or self.depth >= DEEPEST:
            return
        if len(wanted) == 1:
            Walk(self.world, known[0], self.found, self.depth + 1).check(known[0].root, item)
        elif all(self.conforms(url, item) is False for url in wanted):
            self.say("structure", "This conforms to none of the profiles that the profile asks for.", item.path)

    # --- lists and slices ----------------------------------------------------------------------------------------

    def _child(self, rule: Rule, found: list[Item], parent: Item) -> None:
        name = rule.name.removesuffix("[x]")
        path = f"{parent.path}.{name}"
        self.count(rule, len(found), path)
        for item in found:
            self.check(rule, item)
        if rule.slices:
            slices(self, rule, found, path)

    def count(self, rule: Rule, number: int, path: str) -> None:
        """Check how many there are of an element or slice."""
        which = f" of {rule.slice}" if rule.slice else ""
        if number < rule.least:
            self.say("required", f"The profile requires at least {rule.least}{which}.", path)
        elif number > rule.most:
            self.say("structure", f"The profile allows at most {rule.most}{which}.", path)

    def keeps(self, rule: Rule, item: Item) -> bool:
        """Tell whether an element keeps a rule of this profile, without a word."""
        if self.depth >= DEEPEST:
            return False
        inner = Walk(self.world, self.profile, [], self.depth + 1)
        inner.check(rule, item)
        return all(fault.severity != "error" for fault in inner.found)


CODED = frozenset({"code", "Coding", "CodeableConcept", "Quantity", "string", "uri"})


def codes_of(item: Item) -> list[tuple[str, str]]:
    """List the (system, code) pairs of a coded element; a bare code has no system."""
    value = item.value
    if isinstance(value, str):
        return [("", value)]
    if not isinstance(value, dict):
        return []
    codings = value.get("coding") if item.type == "CodeableConcept" else [value]
    pairs = [
        (one.get("system", "-"), one.get("code"))
        for one in (codings if isinstance(codings, list) else ())
        if isinstance(one, dict)
    ]
    return [(system, code) for system, code in pairs if isinstance(system, str) and isinstance(code, str)]


def _order(value: Any, limit: Any) -> int:
    """Compare a value with a limit: negative, zero or positive; what cannot be compared is within it."""
    if isinstance(limit, dict):
        value, limit = (value.get("value") if isinstance(value, dict) else None), limit.get("value")
    if isinstance(value, bool) or isinstance(limit, bool):
        return 0
    if isinstance(value, int | float) and isinstance(limit, int | float):
        return (value > limit) - (value < limit)
    if isinstance(value, str) and isinstance(limit, str):
        shared = min(len(value), len(limit), 10)
        return (value[:shared] > limit[:shared]) - (value[:shared] < limit[:shared])
    return 0


def _shown(limit: Any) -> str:
    return str(limit.get("value", "")) if isinstance(limit, dict) else str(limit)
