"""What is a code system: its concepts in order, what stands above and below each? (https://hl7.org/fhir/R4/codesystem.html).

A system is ``complete`` or ``example`` (its codes can be listed), ``fragment`` (a code that is absent may still be one)
or ``grammar`` (codes are known by their form alone).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

LISTED = frozenset({"complete", "example"})
_WITHDRAWN = frozenset({"inactive", "deprecated", "retired"})
_ABSTRACT = frozenset({"notSelectable", "abstract"})


class Concept(NamedTuple):
    """One code; properties as (code, ``value[x]`` name, value), designations as FHIR writes them."""

    code: str
    display: str = ""
    definition: str = ""
    designations: tuple[Mapping[str, Any], ...] = ()
    properties: tuple[tuple[str, str, Any], ...] = ()
    abstract: bool = False
    inactive: bool = False


class CodeSystem(Protocol):
    """What the engine asks of a code system, however it is kept."""

    @property
    def url(self) -> str:
        """The canonical URL."""

    @property
    def version(self) -> str:
        """The version held, or nothing."""

    @property
    def title(self) -> str:
        """Its name for people."""

    @property
    def content(self) -> str:
        """What is held of it: complete, example, fragment or grammar."""

    @property
    def properties(self) -> frozenset[str]:
        """The properties that a filter or a lookup may name."""

    def concept(self, code: str) -> Concept | None:
        """Find a concept, by the code as the system compares codes."""

    def concepts(self) -> Iterator[Concept]:
        """Give every concept held, in order."""

    def parents(self, code: str) -> Sequence[str]:
        """Give the codes right above a code of the system."""

    def children(self, code: str) -> Sequence[str]:
        """Give the codes right below a code of the system."""


def below(system: CodeSystem, code: str) -> list[str]:
    """List a code and all below it, each once; a circle in the hierarchy ends where it closes."""
    return _reached(code, system.children)


def above(system: CodeSystem, code: str) -> list[str]:
    """List a code and all above it, each once."""
    return _reached(code, system.parents)


def _reached(code: str, onward: Callable[[str], Sequence[str]]) -> list[str]:
    found = {code: None}
    waiting = [code]
    while waiting:
        new = [each for each in onward(waiting.pop()) if each not in found]
        found.update(dict.fromkeys(new))
        waiting += reversed(new)
    return list(found)


class Enumerated:
    """A code system out of a CodeSystem resource."""

    __slots__ = ("_above", "_below", "_folded", "_nodes", "content", "properties", "title", "url", "version")

    def __init__(self, resource: Mapping[str, Any]) -> None:
        """Read the resource; its concepts may be nested, and name parents or children as properties."""
        self.url: str = resource.get("url", "")
        self.version: str = resource.get("version", "")
        self.title: str = resource.get("name") or resource.get("title") or self.url
        self.content: str = resource.get("content", "complete")
        declared = resource.get("property", ())
        self.properties = frozenset(each["code"] for each in declared if isinstance(each.get("code"), str))
        self._nodes: dict[str, Mapping[str, Any]] = {}
        self._above: dict[str, list[str]] = {}
        self._below: dict[str, list[str]] = {}
        upward = {code for code in self.properties if code in {"parent", "subsumedBy"}}
        self._walk(resource.get("concept", ()), "", upward)
        insensitive = resource.get("caseSensitive") is False
        self._folded = {code.casefold(): code for code in reversed(self._nodes)} if insensitive else {}

    def _walk(self, concepts: Iterable[Mapping[str, Any]], parent: str, upward: set[str]) -> None:
        for node in concepts:
            code = node["code"]
            self._nodes.setdefault(code, node)
            if parent:
                self._link(parent, code)
            for each in node.get("property", ()):
                if each["code"] in upward:
                    self._link(_value(each)[1], code)
                elif each["code"] == "child":
                    self._link(code, _value(each)[1])
            self._walk(node.get("concept", ()), code, upward)

    def _link(self, parent: str, child: str) -> None:
        if child not in (known := self._below.setdefault(parent, [])):
            known.append(child)
            self._above.setdefault(child, []).append(parent)

    def concept(self, code: str) -> Concept | None:
        """Find a concept."""
        node = self._nodes.get(code) or self._nodes.get(self._folded.get(code.casefold(), ""))
        return None if node is None else _concept(node)

    def concepts(self) -> Iterator[Concept]:
        """Give every concept, in the order of the resource."""
        return map(_concept, self._nodes.values())

    def parents(self, code: str) -> Sequence[str]:
        """Give the codes right above."""
        return [each for each in self._above.get(code, ()) if each in self._nodes]

    def children(self, code: str) -> Sequence[str]:
        """Give the codes right below."""
        return [each for each in self._below.get(code, ()) if each in self._nodes]


def _value(entry: Mapping[str, Any]) -> tuple[str, Any]:
    """Give name and value of a ``value[x]``."""
    return next(((name, value) for name, value in entry.items() if name.startswith("value")), ("valueString", ""))


def _concept(node: Mapping[str, Any]) -> Concept:
    properties = tuple((each["code"], *_value(each)) for each in node.get("property", ()))
    return Concept(
        node["code"],
        node.get("display", ""),
        node.get("definition", ""),
        tuple(node.get("designation", ())),
        properties,
        any(code in _ABSTRACT and value is True for code, _, value in properties),
        any(
            (code == "status" and value in _WITHDRAWN) or (code == "inactive" and value is True)
            for code, _, value in properties
        ),
    )


class Formed:
    """A code system whose codes are known by their form: languages, media types, currencies."""

    __slots__ = ("_matches", "content", "properties", "title", "url", "version")

    def __init__(self, url: str, title: str, matches: Callable[[str], object]) -> None:
        """Take the test of a code's form."""
        self.url, self.title, self.version, self.content = url, title, "", "grammar"
        self.properties: frozenset[str] = frozenset()
        self._matches = matches

    def concept(self, code: str) -> Concept | None:
        """Give a concept without a display, if the code is well formed."""
        return Concept(code) if self._matches(code) else None

    def concepts(self) -> Iterator[Concept]:
        """Give none: they cannot be listed."""
        return iter(())

    def parents(self, code: str) -> Sequence[str]:  # noqa: ARG002 - a code system
        """Give none: there is no hierarchy."""
        return ()

    def children(self, code: str) -> Sequence[str]:  # noqa: ARG002 - a code system
        """Give none: there is no hierarchy."""
        return ()
