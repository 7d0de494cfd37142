"""Which slice is an item of a list of? By the discriminators of its slicing (https://hl7.org/fhir/R4/profiling.html#slicing)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from domain.profiles.definition import Rule
from domain.profiles.items import Item, items, within
from domain.profiles.references import target_type

if TYPE_CHECKING:
    from domain.profiles.conformance import Walk

EXTENSIONS = frozenset({"extension", "modifierExtension"})


Discriminators = Sequence[tuple[str, str]]


def slices(walk: Walk, rule: Rule, found: list[Item], path: str, outer: Discriminators = ()) -> None:
    """Tell the items of a list apart, and check each against its slice; ``outer``: how the slice itself was told."""
    discriminators = rule.slicing.discriminators if rule.slicing else outer
    if not discriminators and rule.name.endswith("[x]"):
        discriminators = (("type", "$this"),)
    told: list[int] = []
    held: list[list[Item]] = [[] for _ in rule.slices]
    for item in found:
        number = next((n for n, one in enumerate(rule.slices) if _fits(walk, one, item, discriminators)), -1)
        told.append(number)
        if number >= 0:
            held[number].append(item)
            walk.check(rule.slices[number], item)
        elif rule.slicing and rule.slicing.rules == "closed":
            walk.say("structure", "The profile allows here only what it names.", item.path)
    for one, group in zip(rule.slices, held, strict=True):
        walk.count(one, len(group), path)
        if one.slices:
            slices(walk, one, group, path, discriminators)
    if rule.slicing:
        _order(walk, rule, told, found)


def _order(walk: Walk, rule: Rule, told: list[int], found: list[Item]) -> None:
    last, ended = -1, False
    for number, item in zip(told, found, strict=True):
        if number >= 0 and ended and rule.slicing and rule.slicing.rules == "openAtEnd":
            walk.say("structure", "The profile wants what it does not name at the end.", item.path)
        if number >= 0 and number < last and rule.slicing and rule.slicing.ordered:
            walk.say("structure", "The profile wants this in another order.", item.path)
        ended = ended or number < 0
        last = max(last, number)


def _fits(walk: Walk, rule: Rule, item: Item, discriminators: Discriminators) -> bool:
    walk.world.step()
    return bool(discriminators) and all(_tells(walk, rule, item, kind, path) for kind, path in discriminators)


def _tells(walk: Walk, rule: Rule, item: Item, kind: str, path: str) -> bool:
    """Tell whether one discriminator says that the item is of the slice."""
    if rule.name in EXTENSIONS and path == "url":
        url = item.value.get("url") if isinstance(item.value, dict) else None
        return isinstance(url, str) and url in _urls(rule)
    found, rules = _reach(walk, [item], [rule], path)
    match kind:
        case "exists":
            return bool(rules) and all(bool(found) == (one.least > 0) for one in rules if one.least or not one.most)
        case "type":
            codes = {one.code for wanted in rules for one in wanted.types} | {one.path for one in rules}
            return any(one.code in codes or one.type in codes for one in found)
        case "profile":
            return _of_profile(walk, rule, item, path)
        case _:
            return any(_meets(walk, wanted, one) for one in found for wanted in rules)


def _of_profile(walk: Walk, rule: Rule, item: Item, path: str) -> bool:
    """Tell whether what a path leads to conforms to a profile that the slice asks for there."""
    before, resolve, _ = path.partition("resolve()")
    found, rules = _reach(walk, [item], [rule], before.rstrip(".") or "$this")
    if resolve:
        found = [one for reference in found for one in _resolved(walk, reference) if one.value is not None]
    urls = [url for wanted in rules for one in wanted.types for url in (one.targets if resolve else one.profiles)]
    return any(walk.conforms(url, one) is True for one in found for url in urls)


def _meets(walk: Walk, rule: Rule, item: Item) -> bool:
    """Tell whether an item has what a discriminating element fixes."""
    if rule.fixed is not None:
        return within(item.value, rule.fixed) and within(rule.fixed, item.value)
    if rule.pattern is not None:
        return within(item.value, rule.pattern)
    if rule.binding is not None and rule.binding.strength == "required":
        return walk.inside(rule.binding.value_set, item) is True
    return bool(rule.children) and walk.keeps(rule, item)


def _reach(walk: Walk, found: list[Item], rules: list[Rule], path: str) -> tuple[list[Item], list[Rule]]:
    """Follow the path of a discriminator, in the data and in the definition."""
    for part in _parts(path):
        if part == "resolve()":
            found = [one for item in found for one in _resolved(walk, item)]
            rules = [root for rule in rules for root in _targets(walk, rule)]
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
            rules = [one for rule in rules for one in _below(walk, rule, part)]
    return found, rules


def _below(walk: Walk, rule: Rule, name: str) -> Iterator[Rule]:
    children = rule.children or walk.content(rule)
    if not children:
        for one in rule.types:
            for url in one.profiles:
                known = walk.world.find(url, walk.profile.home)
                children = known.root.children if known is not None else children
    for child in children:
        if child.name in (name, f"{name}[x]"):
            yield child
            yield from child.slices


def _resolved(walk: Walk, item: Item) -> Iterator[Item]:
    literal = item.value.get("reference") if isinstance(item.value, dict) else None
    resource = walk.world.resolve(literal) if isinstance(literal, str) else None
    kind = resource.get("resourceType") if resource is not None else target_type(item.value)
    if kind:
        yield Item(resource, None, str(kind), item.path)


def _targets(walk: Walk, rule: Rule) -> Iterator[Rule]:
    for one in rule.types:
        for url in one.targets:
            known = walk.world.find(url, walk.profile.home)
            name = walk.named(url)
            if known is not None:
                yield known.root
            elif name:
                yield Rule(name, name, name, "", 0, 1, ())


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
