"""Does a resource conform to a profile? A walk along the profile's rules (https://hl7.org/fhir/R4/profiling.html)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.errors import Fault
from domain.fhir.constraints import Constraint
from domain.fhir.elements import RESOURCES
from domain.profiles.definition import BASE, Binding, Profile, Rule
from domain.profiles.items import Item, items, whole, within
from domain.profiles.references import target_type

DEEPEST = 24
EXTENSIONS = frozenset({"extension", "modifierExtension"})
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
            self._say("structure", f"The profile is one of {self.profile.type}.", path)
        else:
            self.check(self.profile.root, whole(resource, path))
        return self.found

    def _say(self, code: str, text: str, path: str, severity: str = "error") -> None:
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
        children = rule.children or self._content(rule)
        node = item.node
        if isinstance(node, dict):
            for child in children:
                self._child(child, items(node, item.inside, child.name, item.path), item)
        self._profiles(rule, item)

    def _content(self, rule: Rule) -> Sequence[Rule]:
        found = self.profile.rules.get(rule.content) if rule.content else None
        return found.children if found is not None else ()

    def _type(self, rule: Rule, item: Item) -> None:
        choice = rule.name.endswith("[x]") or item.type in RESOURCES
        if not choice or not rule.types or item.type == self.profile.type:
            return
        codes = {one.code for one in rule.types}
        if item.code not in codes and not codes & ABSTRACT:
            self._say("structure", f"The profile allows here: {' | '.join(sorted(codes))}.", item.path)

    def _value(self, rule: Rule, item: Item) -> None:
        if rule.fixed is not None and not (within(item.value, rule.fixed) and within(rule.fixed, item.value)):
            self._say("value", "The profile fixes this to another value.", item.path)
        if rule.pattern is not None and not within(item.value, rule.pattern):
            self._say("value", "The profile fixes parts of this to other values.", item.path)
        if rule.longest and isinstance(item.value, str) and len(item.value) > rule.longest:
            self._say("value", f"The profile allows {rule.longest} characters.", item.path)
        for limit, sign, text in ((rule.lowest, 1, "not below"), (rule.highest, -1, "not above")):
            if limit is not None and _order(item.value, limit) * sign < 0:
                self._say("value", f"The profile sets a limit: {text} {_shown(limit)}.", item.path)

    def _constraint(self, constraint: Constraint, item: Item) -> None:
        node = item.value if item.value is not None else item.beside
        holds = self.world.holds(constraint, node, item.type)
        if holds is None:
            text = f"The constraint {constraint.key} could not be evaluated."
            self._say("informational", text, item.path, "information")
        elif not holds:
            severity = "error" if constraint.severity == "error" else "warning"
            self._say("invariant", f"{constraint.text} ({constraint.key})", item.path, severity)

    # --- codes ---------------------------------------------------------------------------------------------------

    def _binding(self, binding: Binding, item: Item) -> None:
        if binding.most:
            self._bound(binding.most, item, "error")
        if binding.value_set and binding.strength in ("required", "extensible"):
            self._bound(binding.value_set, item, "error" if binding.strength == "required" else "warning")

    def _bound(self, value_set: str, item: Item, severity: str) -> None:
        inside = self._in(value_set, item)
        if inside is False and (severity == "error" or _codes(item)):
            what = "requires" if severity == "error" else "wants, where it has a fitting one,"
            text = f"The code is not of the value set that the profile {what} here: {value_set}"
            self._say("code-invalid", text, item.path, severity)
        elif inside is None:
            text = f"The code could not be checked, for not all of its value set is known here: {value_set}"
            self._say("informational", text, item.path, "information")

    def _in(self, value_set: str, item: Item) -> bool | None:
        if item.type not in CODED or (item.type == "Quantity" and "code" not in item.value):
            return True  # a quantity may be without a unit's code; a profile that wants one says so
        answers = [self.world.member(value_set, self.profile.home, *pair) for pair in _codes(item)]
        return True if True in answers else None if None in answers else False

    # --- other resources and profiles ----------------------------------------------------------------------------

    def _target(self, rule: Rule, item: Item) -> None:
        targets = [url for one in rule.types if one.code == "Reference" for url in one.targets]
        if not targets or any(one.code == "Reference" and not one.targets for one in rule.types):
            return
        known = {url: self._named(url) for url in targets}
        literal = item.value.get("reference") if isinstance(item.value, dict) else None
        resource = self.world.resolve(literal) if isinstance(literal, str) else None
        kind = resource.get("resourceType") if resource is not None else target_type(item.value)
        if not kind or "" in known.values() or "Resource" in known.values():
            return
        if kind not in known.values():
            self._say(
                "structure", f"The profile lets this refer to: {' | '.join(sorted(set(known.values())))}.", item.path
            )
        elif resource is not None and isinstance(literal, str) and literal.startswith("#"):
            fitting = [url for url, name in known.items() if name == kind]
            if all(self.conforms(url, whole(resource, item.path)) is False for url in fitting):
                self._say("structure", "What this refers to conforms to none of the profiles allowed here.", item.path)

    def _named(self, url: str) -> str:
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
            self._say("structure", "This conforms to none of the profiles that the profile asks for.", item.path)

    # --- lists and slices ----------------------------------------------------------------------------------------

    def _child(self, rule: Rule, found: list[Item], parent: Item) -> None:
        name = rule.name.removesuffix("[x]")
        path = f"{parent.path}.{name}"
        self._count(rule, len(found), path)
        for item in found:
            self.check(rule, item)
        if rule.slices:
            self._slices(rule, found, path)

    def _count(self, rule: Rule, number: int, path: str) -> None:
        which = f" of {rule.slice}" if rule.slice else ""
        if number < rule.least:
            self._say("required", f"The profile requires at least {rule.least}{which}.", path)
        elif number > rule.most:
            self._say("structure", f"The profile allows at most {rule.most}{which}.", path)

    def _slices(self, rule: Rule, found: list[Item], path: str) -> None:
        """Tell the items of a list apart, and check each against its slice."""
        discriminators = rule.slicing.discriminators if rule.slicing else ()
        if not discriminators and rule.name.endswith("[x]"):
            discriminators = (("type", "$this"),)
        told: list[int] = []
        held: list[list[Item]] = [[] for _ in rule.slices]
        for item in found:
            number = next((n for n, one in enumerate(rule.slices) if self._fits(one, item, discriminators)), -1)
            told.append(number)
            if number >= 0:
                held[number].append(item)
                self.check(rule.slices[number], item)
            elif rule.slicing and rule.slicing.rules == "closed":
                self._say("structure", "The profile allows here only what it names.", item.path)
        for one, group in zip(rule.slices, held, strict=True):
            self._count(one, len(group), path)
            if one.slices:
                self._slices(one, group, path)
        if rule.slicing:
            self._order(rule, told, found)

    def _order(self, rule: Rule, told: list[int], found: list[Item]) -> None:
        last, ended = -1, False
        for number, item in zip(told, found, strict=True):
            if number >= 0 and ended and rule.slicing and rule.slicing.rules == "openAtEnd":
                self._say("structure", "The profile wants what it does not name at the end.", item.path)
            if number >= 0 and number < last and rule.slicing and rule.slicing.ordered:
                self._say("structure", "The profile wants this in another order.", item.path)
            ended = ended or number < 0
            last = max(last, number)

    def _fits(self, rule: Rule, item: Item, discriminators: Sequence[tuple[str, str]]) -> bool:
        self.world.step()
        return bool(discriminators) and all(self._tells(rule, item, kind, path) for kind, path in discriminators)

    def _tells(self, rule: Rule, item: Item, kind: str, path: str) -> bool:
        """Tell whether one discriminator says that the item is of the slice."""
        if rule.name in EXTENSIONS and path == "url":
            url = item.value.get("url") if isinstance(item.value, dict) else None
            return isinstance(url, str) and url in _urls(rule)
        found, rules = self._reach([item], [rule], path)
        match kind:
            case "exists":
                return all(bool(found) == (one.least > 0) for one in rules if one.least > 0 or one.most == 0)
            case "type":
                codes = {one.code for wanted in rules for one in wanted.types} | {one.path for one in rules}
                return any(one.code in codes or one.type in codes for one in found)
            case "profile":
                urls = [url for wanted in rules for one in wanted.types for url in one.profiles]
                return any(self.conforms(url, one) is True for one in found for url in urls)
            case _:
                return any(self._meets(wanted, one) for one in found for wanted in rules)

    def _meets(self, rule: Rule, item: Item) -> bool:
        """Tell whether an item has what a discriminating element fixes."""
        if rule.fixed is not None:
            return within(item.value, rule.fixed) and within(rule.fixed, item.value)
        if rule.pattern is not None:
            return within(item.value, rule.pattern)
        if rule.binding is not None and rule.binding.strength == "required":
            return self._in(rule.binding.value_set, item) is True
        if not rule.children or self.depth >= DEEPEST:
            return False
        inner = Walk(self.world, self.profile, [], self.depth + 1)
        inner.check(rule, item)
        return all(fault.severity != "error" for fault in inner.found)

    def _reach(self, found: list[Item], rules: list[Rule], path: str) -> tuple[list[Item], list[Rule]]:
        """Follow the path of a discriminator, in the data and in the definition."""
        for part in _parts(path):
            if part == "resolve()":
                found = [one for item in found for one in self._resolved(item)]
                rules = [root for rule in rules for root in self._targets(rule)]
            elif part.startswith("ofType("):
                found = [item for item in found if item.code == part[7:-1].rpartition(".")[2]]
            elif part.startswith("extension("):
                url = part[10:-1].strip("'\"")
                found = [
                    one
                    for item in found
                    for one in items(item.node, item.inside, "extension", item.path)
                    if isinstance(one.value, dict) and one.value.get("url") == url
                ]
                rules = [
                    one
                    for rule in rules
                    for child in rule.children
                    if child.name == "extension"
                    for one in child.slices
                    if url in _urls(one)
                ]
            elif part != "$this":
                found = [one for item in found for one in items(item.node, item.inside, part, item.path)]
                rules = [one for rule in rules for one in self._below(rule, part)]
        return found, rules

    def _below(self, rule: Rule, name: str) -> Iterator[Rule]:
        children = rule.children or self._content(rule)
        if not children:
            for one in rule.types:
                for url in one.profiles:
                    known = self.world.find(url, self.profile.home)
                    children = known.root.children if known is not None else children
        for child in children:
            if child.name in (name, f"{name}[x]"):
                yield child
                yield from child.slices

    def _resolved(self, item: Item) -> Iterator[Item]:
        literal = item.value.get("reference") if isinstance(item.value, dict) else None
        resource = self.world.resolve(literal) if isinstance(literal, str) else None
        kind = resource.get("resourceType") if resource is not None else target_type(item.value)
        if kind:
            yield Item(resource, None, str(kind), item.path)

    def _targets(self, rule: Rule) -> Iterator[Rule]:
        for one in rule.types:
            for url in one.targets:
                known = self.world.find(url, self.profile.home)
                name = self._named(url)
                if known is not None:
                    yield known.root
                elif name:
                    yield Rule(name, name, name, "", 0, 1, ())


CODED = frozenset({"code", "Coding", "CodeableConcept", "Quantity", "string", "uri"})


def _codes(item: Item) -> list[tuple[str, str]]:
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


def _urls(rule: Rule) -> set[str]:
    """Give the URLs of the extensions that a slice of extensions is about."""
    found = {url.partition("|")[0] for one in rule.types for url in one.profiles}
    return found | {str(child.fixed) for child in rule.children if child.name == "url" and child.fixed is not None}


def _parts(path: str) -> list[str]:
    """Part a discriminator's path at the points that are not inside parentheses."""
    parts, depth = [""], 0
    for letter in path:
        depth += (letter == "(") - (letter == ")")
        if letter == "." and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


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
