"""Which rules of FHIR R4 bind distant parts of one resource to each other? Each in one pass over it.

Constraints whose expressions compare everything with everything, which the engine of FHIRPath would do in square time:
https://hl7.org/fhir/R4/bundle.html#invs, https://hl7.org/fhir/R4/domainresource.html#invs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from domain.errors import Fault

Node = dict[str, Any]


def whole(resource: Node, path: str) -> list[Fault]:
    """List what a resource breaks as a whole; ``path`` is where it stands."""
    found = [fault for rule in RULES.get(str(resource.get("resourceType")), ()) for fault in rule(resource, path)]
    return [*found, *_unreferenced(resource, path)] if "contained" in resource else found


def _broken(key: str, text: str, path: str) -> Fault:
    return Fault("invariant", f"{text} ({key})", path)


def _texts(node: object) -> Iterator[str]:
    """Walk over every text, without recursion."""
    todo = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            todo.extend(one.values())
        elif isinstance(one, list):
            todo.extend(one)


def _objects(found: object) -> list[Node]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def larger(node: object, most: int) -> bool:
    """Tell whether a node has more than so many objects and values in it."""
    count, todo = 0, [node]
    while todo and count <= most:
        one = todo.pop()
        count += 1
        if isinstance(one, dict):
            todo.extend(one.values())
        elif isinstance(one, list):
            todo.extend(one)
    return count > most


def _unreferenced(resource: Node, path: str) -> Iterator[Fault]:
    """https://hl7.org/fhir/R4/references.html#contained: what nobody refers to has no business in there."""
    pointed = {text for text in _texts(resource) if text[:1] == "#"}
    for index, one in enumerate(_objects(resource["contained"])):
        if f"#{one.get('id')}" not in pointed and "#" not in _texts(one):
            text = "A contained resource is referred to from its container, or refers to it."
            yield _broken("dom-3", text, f"{path}.contained[{index}]")


def _totals(bundle: Node, path: str) -> Iterator[Fault]:
    kind = bundle.get("type")
    if "total" in bundle and kind not in ("searchset", "history"):
        yield _broken("bdl-1", "Only a search or a history has a total.", f"{path}.total")


def _entries(bundle: Node, path: str) -> Iterator[Fault]:
    kind = bundle.get("type")
    seen: set[tuple[object, object]] = set()
    for index, entry in enumerate(_objects(bundle.get("entry"))):
        here = f"{path}.entry[{index}]"
        if "search" in entry and kind != "searchset":
            yield _broken("bdl-2", "Only an entry of a search has search.", here)
        if ("request" in entry) != (kind in ("batch", "transaction", "history")):
            text = "Every entry of a batch, transaction or history has a request, and no other has."
            yield _broken("bdl-3", text, here)
        if ("response" in entry) != (kind in ("batch-response", "transaction-response", "history")):
            text = "Every entry of a response or history has a response, and no other has."
            yield _broken("bdl-4", text, here)
        resource = entry.get("resource")
        meta = resource.get("meta") if isinstance(resource, dict) else None
        name = (entry.get("fullUrl"), str(meta.get("versionId")) if isinstance(meta, dict) else None)
        if isinstance(name[0], str) and kind != "history":
            if name in seen:
                yield _broken("bdl-7", "A fullUrl is unique in a bundle, or its versions are.", here)
            seen.add(name)


def _beginning(bundle: Node, path: str) -> Iterator[Fault]:
    kind, entries = bundle.get("type"), _objects(bundle.get("entry"))
    first = entries[0].get("resource") if entries else None
    first_type = first.get("resourceType") if isinstance(first, dict) else None
    if kind == "message" and first_type != "MessageHeader":
        yield _broken("bdl-12", "A message begins with a MessageHeader.", path)
    if kind == "document":
        identifier = bundle.get("identifier")
        if not (isinstance(identifier, dict) and {"system", "value"} <= identifier.keys()):
            yield _broken("bdl-9", "A document has an identifier with a system and a value.", path)
        if "timestamp" not in bundle:
            yield _broken("bdl-10", "A document has a date.", path)
        if first_type != "Composition":
            yield _broken("bdl-11", "A document begins with a Composition.", path)


def _repeated(name: str, below: str, key: str, text: str) -> Callable[[Node, str], Iterator[Fault]]:
    """Build the rule that a member is unique in a tree."""

    def rule(resource: Node, path: str) -> Iterator[Fault]:
        seen: set[object] = set()
        todo = [(one, f"{path}.{below}[{index}]") for index, one in enumerate(_objects(resource.get(below)))]
        while todo:
            node, here = todo.pop()
            value = node.get(name)
            if isinstance(value, str):
                if value in seen:
                    yield _broken(key, text, f"{here}.{name}")
                seen.add(value)
            todo += [(one, f"{here}.{below}[{index}]") for index, one in enumerate(_objects(node.get(below)))]

    return rule


RULES: Mapping[str, tuple[Callable[[Node, str], Iterator[Fault]], ...]] = {
    "Bundle": (_totals, _entries, _beginning),
    "CodeSystem": (_repeated("code", "concept", "csd-1", "A code is unique in its code system."),),
    "Questionnaire": (_repeated("linkId", "item", "que-2", "A linkId is unique in its questionnaire."),),
}
