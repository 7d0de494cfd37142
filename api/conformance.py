"""Does a resource keep the constraints of FHIR R4 and the profiles that it claims or is held to? (https://hl7.org/fhir/R4/validation.html).

Structure is ``api.validation``'s question. What is asked of the terminology is gathered first and asked once: the walk
itself waits for nobody.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from api import fhirpath
from api.fhirpath import SECONDS, Budget, Surroundings
from api.validation import value_sets
from domain.errors import ChartwardError, Fault, Invalid
from domain.fhir.constraints import Constraint
from domain.fhir.elements import RESOURCES
from domain.fhir.wholes import larger, whole
from domain.ports import Terminology
from domain.profiles.catalogue import Catalogue
from domain.profiles.conformance import DEEPEST, Walk, World
from domain.profiles.definition import BASE
from domain.profiles.general import general, nested
from domain.profiles.value_sets import ValueSets

ROUNDS = 4
MOST_QUESTIONS = 2_000
MOST_FAULTS = 200
MOST_CLAIMS = 16
MOST_NODES = 100_000
MOST_AT_ONCE = 2
SMALL = 1_000
SECONDS_EACH = 0.005
LONGEST_SECONDS = 6.0
GRAMMARS = {
    "http://hl7.org/fhir/ValueSet/mimetypes": ("urn:ietf:bcp:13", re.compile(r"[^/;\s]{1,127}/[^/;\s]{1,127}(?:;.*)?")),
    "http://hl7.org/fhir/ValueSet/all-languages": (
        "urn:ietf:bcp:47",
        re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"),
    ),
    "http://hl7.org/fhir/ValueSet/currencies": ("urn:iso:std:iso:4217", re.compile(r"[A-Z]{3}")),
}
"""Value sets of a whole external system whose codes have a form: (system, form)."""

ABSTRACT = ("Resource", "DomainResource")
Question = tuple[str, str, str]
Node = dict[str, Any]


class Conformance:
    """The constraints and profiles of this installation; one per process."""

    def __init__(self, catalogue: Catalogue, enforced: str = "none", codes: Terminology | None = None) -> None:
        """Take what is loaded, which profiles are enforced (none, claimed, or addresses), and who knows more codes."""
        self.catalogue = catalogue
        self._codes = codes
        self._value_sets: dict[str, ValueSets] = {}
        self._known: dict[Question, bool | None] = {}
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        self._claimed = enforced == "claimed"
        self._named: dict[str, list[str]] = {}
        self.enforces = enforced not in ("", "none")
        if self.enforces and not self._claimed:
            for url in enforced.split(","):
                found = catalogue.profile(url.strip())
                if found is None:
                    raise ValueError(f"{url.strip()} is not the address of a profile that a loaded package holds")
                self._named.setdefault(found.type, []).append(url.strip())

    def supported(self, type_: str) -> list[str]:
        """Name the profiles of a type that are loaded, for the capability statement."""
        return self.catalogue.supported(type_)

    def knows(self, canonical: str) -> bool:
        """Tell whether an address is that of a profile that can be validated against."""
        return self.catalogue.profile(canonical) is not None or _is_base(canonical)

    async def report(self, resource: Node, profiles: Sequence[str] = (), where: str = "") -> list[Fault]:
        """List every fault, warning and remark about a resource whose structure is sound."""
        return await self._answered(resource, partial(self._pass, resource, where, profiles, strict=False))

    async def enforce(self, incoming: Iterable[tuple[Node, str]]) -> list[Fault]:
        """List the errors of what is to be written, each with where it stands, by the profiles that are enforced."""
        found: list[Fault] = []
        for resource, where in incoming:
            profiles, either = self._held_to(resource)
            if profiles:
                attempt = self._either if either else partial(self._pass, strict=True)
                faults = await self._answered(resource, partial(attempt, resource, where, profiles))
                found += [fault for fault in faults if fault.severity == "error"]
                await asyncio.sleep(0)  # a long transaction lets others in between
        return found[:MOST_FAULTS]

    def _held_to(self, resource: Node) -> tuple[list[str], bool]:
        """Give the profiles that a resource is held to, and whether one of them is enough."""
        claimed = [url for url in _claims(resource) if self.catalogue.profile(url) is not None]
        if self._claimed:
            return claimed, False
        named = self._named.get(str(resource["resourceType"]), [])
        fitting = [url for url in named if any(_same(url, claim) for claim in claimed)]
        return (fitting, False) if fitting else (named, True)

    # --- one pass ------------------------------------------------------------------------------------------------

    def _either(self, resource: Node, where: str, profiles: Sequence[str], asked: set[Question]) -> list[Fault]:
        """Hold a resource to one of several profiles; if it keeps none, say what it breaks of the nearest."""
        results = [self._pass(resource, where, [url], asked, strict=True) for url in profiles]
        return min(results, key=_errors)

    def _pass(
        self, resource: Node, where: str, profiles: Sequence[str], asked: set[Question], *, strict: bool
    ) -> list[Fault]:
        """Go over the resource and those inside it; what is not known is noted down in ``asked``."""
        place = where or str(resource["resourceType"])
        inside = list(nested(resource, place))
        attempt = _Pass(
            self.catalogue,
            resource,
            lambda value_set, home, system, code: self._member(value_set, home, system, code, asked),
            Budget(min(LONGEST_SECONDS, SECONDS + SECONDS_EACH * len(inside))),
        )
        found: list[Fault] = []
        try:
            for path, one, root in inside:
                world = attempt.world(one, root)
                found += whole(one, path)
                found += general(one, path, world, self._home([*profiles, *_claims(one)]))
                claims = [] if strict and one is resource else _claims(one)
                wanted = [*profiles, *claims] if one is resource else claims
                for url in dict.fromkeys(wanted):
                    self._profile(url, one, path, world, found)
        except Invalid as given_up:
            found += [replace(fault, expression=place) for fault in given_up.faults]
        except RecursionError:
            found.append(Fault("too-costly", "The resource is nested too deep to be validated.", place))
        return _distinct(found)

    def _home(self, profiles: Iterable[str]) -> str:
        """Name the package whose extensions a resource means: that of the first profile that is known."""
        return next((found.home for url in profiles if (found := self.catalogue.profile(url)) is not None), "")

    def _profile(self, url: str, resource: Node, path: str, world: World, found: list[Fault]) -> None:
        """Walk along a profile; an address without a version means any version that is loaded."""
        profiles = self.catalogue.profiles(url)
        if profiles:
            results: list[list[Fault]] = [Walk(world, profile).run(resource, path) for profile in profiles]
            nearest: list[Fault] = min(results, key=_errors)
            found += nearest
        elif not _is_base(url):
            text = "A profile that the resource claims is not loaded here, and was not checked."
            found.append(Fault("not-found", text, f"{path}.meta.profile", "warning"))
        elif url.partition("|")[0].removeprefix(BASE) not in (resource["resourceType"], *ABSTRACT):
            found.append(Fault("structure", "The resource is not of the type that it is held to.", path))

    # --- codes ---------------------------------------------------------------------------------------------------

    def _member(self, value_set: str, home: str, system: str, code: str, asked: set[Question]) -> bool | None:
        local = self._value_sets.get(home)
        if local is None:
            local = self._value_sets[home] = ValueSets(lambda url: (self.catalogue.find(url, home) or ("", None))[1])
        found = local.contains(value_set, system, code)
        if found is None:
            found = _formal(value_set, system, code)
        if found is not None or self._codes is None:
            return found
        question = (value_set, system, code)
        if question in self._known:
            return self._known[question]
        asked.add(question)
        return None

    async def _answered(self, resource: Node, attempt: Callable[[set[Question]], list[Fault]]) -> list[Fault]:
        """Repeat the pass until nothing is left to ask; beside the event loop if it may take its time."""
        found: list[Fault] = []
        small = not larger(resource, SMALL)
        for _ in range(ROUNDS):
            asked: set[Question] = set()
            if small:
                found = attempt(asked)
            else:
                async with self._turns:
                    found = await asyncio.to_thread(attempt, asked)
            if not asked or self._codes is None or len(asked) > MOST_QUESTIONS:
                break
            if len(self._known) > 100_000:
                self._known.clear()
            for question in asked:
                self._known[question] = await _ask(self._codes, question)
        return found


async def _ask(codes: Terminology, question: Question) -> bool | None:
    try:
        return await codes.contains(*question)
    except ChartwardError:  # a value set that is too costly to look through is one that is not known
        return None


@dataclass(slots=True)
class _Pass:
    """One pass over one resource: what its worlds share."""

    catalogue: Catalogue
    outer: Node
    member: Callable[[str, str, str, str], bool | None]
    budget: Budget
    prepared: dict[int, Any] = field(default_factory=dict)
    resolvers: dict[int, Callable[[str], Node | None]] = field(default_factory=dict)

    def world(self, resource: Node, root: Node) -> World:
        """Make what a walk over one resource asks for."""
        if id(root) not in self.resolvers:
            self.resolvers[id(root)] = _resolver(root, self.outer, self.budget)
        resolve = self.resolvers[id(root)]
        around: list[Surroundings] = []

        def holds(constraint: Constraint, node: Any, type_: str) -> bool | None:
            if not around:
                around.append(
                    Surroundings(
                        self.ready(resource),
                        self.ready(root),
                        self.budget,
                        lambda url: self.ready(resolve(url)),
                        self._coded,
                        partial(self._conforms, world),
                    )
                )
            return fhirpath.holds(constraint.expression, self.ready(node), type_, around[0])

        world = World(self.catalogue.profile, self.member, holds, resolve, self.budget.step)
        return world

    def ready(self, node: Any) -> Any:
        """Give data as the engine of FHIRPath wants it; not too much, for its lists grow in square time."""
        if not isinstance(node, dict):
            return node
        if id(node) not in self.prepared:
            if larger(node, MOST_NODES):
                raise Invalid(Fault("too-costly", f"The resource has more than {MOST_NODES} elements to validate."))
            self.prepared[id(node)] = fhirpath.evaluable(node)
        return self.prepared[id(node)]

    def _coded(self, value_set: str, value: Any) -> bool | None:
        answers = [self.member(value_set, "", system, code) for system, code in _pairs(value)]
        return True if True in answers else None if None in answers else False

    def _conforms(self, world: World, url: str, one: Any) -> bool | None:
        profile = self.catalogue.profile(url)
        if not isinstance(one, dict) or not _is_type(one.get("resourceType")):
            return None
        if profile is None:
            return url.partition("|")[0] == f"{BASE}{one['resourceType']}" if _is_base(url) else None
        found = Walk(world, profile, [], DEEPEST // 2).run(one, str(one["resourceType"]))
        return all(fault.severity != "error" for fault in found)


def _resolver(root: Node, outer: Node, budget: Budget) -> Callable[[str], Node | None]:
    """Find what a reference names inside the resource, or in the Bundle around it."""
    contained: dict[str, Node] = {}
    for one in root["contained"] if isinstance(root.get("contained"), list) else ():
        if isinstance(one, dict) and isinstance(one.get("id"), str) and _is_type(one.get("resourceType")):
            contained["#" + one["id"]] = one
    entries: dict[str, Node] = {}
    if outer["resourceType"] == "Bundle" and isinstance(outer.get("entry"), list):
        for entry in outer["entry"]:
            resource = entry.get("resource") if isinstance(entry, dict) else None
            if not isinstance(resource, dict) or not _is_type(resource.get("resourceType")):
                continue
            budget.step()
            entries[f"{resource['resourceType']}/{resource.get('id')}"] = resource
            if isinstance(entry.get("fullUrl"), str):
                entries[entry["fullUrl"]] = resource

    def resolve(reference: str) -> Node | None:
        if reference == "#":
            return root
        return contained.get(reference) if reference.startswith("#") else entries.get(reference)

    return resolve


def _claims(resource: Node) -> list[str]:
    meta = resource.get("meta")
    found = meta.get("profile") if isinstance(meta, dict) else None
    claims = [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
    return list(dict.fromkeys(claims))[:MOST_CLAIMS]


def _is_type(name: object) -> bool:
    return isinstance(name, str) and name in RESOURCES


def _is_base(canonical: str) -> bool:
    name = canonical.partition("|")[0].removeprefix(BASE)
    return name in RESOURCES or name in ABSTRACT


def _same(one: str, other: str) -> bool:
    """Tell whether two addresses mean the same profile; one without a version means any."""
    url, _, version = one.partition("|")
    other_url, _, other_version = other.partition("|")
    return url == other_url and (not version or not other_version or version == other_version)


def _pairs(value: Any) -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [("", value)]
    codings = value.get("coding", [value]) if isinstance(value, dict) else []
    pairs = [(one.get("system"), one.get("code")) for one in codings if isinstance(one, dict)]
    return [(system, code) for system, code in pairs if isinstance(system, str) and isinstance(code, str)]


def _formal(value_set: str, system: str, code: str) -> bool | None:
    """Tell what needs no list: a code of R4's own value sets, which the schema has, or one that has a grammar."""
    url = value_set.partition("|")[0]
    if not system and url in value_sets():
        return code in value_sets()[url]
    form = GRAMMARS.get(url)
    return None if form is None else form[0] in (system or form[0]) and form[1].fullmatch(code) is not None


def _errors(found: list[Fault]) -> int:
    return sum(fault.severity == "error" for fault in found)


def _distinct(found: list[Fault]) -> list[Fault]:
    """Leave out what was said before, by another profile or another rule of the same."""
    order = {"fatal": 0, "error": 0, "warning": 1, "information": 2}
    kept: dict[tuple[str, str, str], Fault] = {}
    for fault in found:
        kept.setdefault((fault.code, fault.expression, fault.text), fault)
    return sorted(kept.values(), key=lambda fault: order[fault.severity])[:MOST_FAULTS]
