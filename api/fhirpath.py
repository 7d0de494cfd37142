"""Does an expression of FHIRPath hold at an element? (https://hl7.org/fhir/R4/fhirpath.html; the engine is fhirpathpy).

Expressions are parsed once. The functions that FHIR adds are here, and those of the engine that could run away: a
regular expression runs in linear time, a condition is evaluated once, and every step looks at the clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import jsonschema_rs

from domain.errors import Fault, Invalid

LONGEST = 1_048_576
SECONDS = 2.0
STRIDE = 64
NODES = ("ResourceNode", "Root")


class Unknowable(Exception):
    """The expression asks for what cannot be known here."""


@dataclass(slots=True)
class Budget:
    """The time that one question may take; ``step`` gives up when it is gone."""

    seconds: float = SECONDS
    deadline: float = 0.0
    steps: int = 0

    def __post_init__(self) -> None:
        """Start the clock."""
        self.deadline = time.monotonic() + self.seconds

    def step(self, cost: int = 1) -> None:
        """Count, and look at the clock now and then; raise ``Invalid`` when too much was asked."""
        self.steps += cost
        if self.steps >= STRIDE:
            self.steps = 0
            if time.monotonic() > self.deadline:
                raise Invalid(
                    Fault("too-costly", "The resource is too large or too intricate to be validated at once.")
                )


@dataclass(slots=True)
class Surroundings:
    """What an expression may ask for beyond the element: the resource, what it refers to, value sets, profiles."""

    resource: dict[str, Any]
    root: dict[str, Any]
    budget: Budget
    resolve: Callable[[str], dict[str, Any] | None] = lambda _reference: None
    member: Callable[[str, Any], bool | None] = lambda _value_set, _coded: None
    conforms: Callable[[str, Any], bool | None] = lambda _profile, _resource: None


class _Scope(dict[str, Any]):
    """The engine's context: it sets ``$this`` at every step, and so every step is counted."""

    def __init__(self, around: Surroundings, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.around = around

    def __setitem__(self, key: str, value: Any) -> None:
        self.around.budget.step()
        super().__setitem__(key, value)


def holds(expression: str, node: Any, path: str, around: Surroundings) -> bool | None:
    """Tell whether the expression is true of the node, whose type is ``path``; None if that cannot be known."""
    parsed = syntax(expression)
    return None if parsed is None else meets(parsed, node, path, around)


def meets(parsed: dict[str, Any], node: Any, path: str, around: Surroundings) -> bool | None:
    """Tell the same of an expression that is parsed already."""
    from fhirpathpy.engine import do_eval
    from fhirpathpy.engine.invocations.constants import constants
    from fhirpathpy.engine.nodes import TypeInfo

    model = _model()
    TypeInfo.model = model  # type: ignore[assignment]
    constants.reset()
    root = [_root()(node, path)]
    variables = {
        "context": root,
        "resource": around.resource,
        "rootResource": around.root,
        "ucum": "http://unitsofmeasure.org",
        "sct": "http://snomed.info/sct",
        "loinc": "http://loinc.org",
    }
    scope = _Scope(around, {"dataRoot": root, "vars": variables, "model": model, "userInvocationTable": _functions()})
    around.budget.step(16)
    try:
        found = do_eval(scope, root, parsed)
    except Invalid:
        raise
    except Exception:  # noqa: BLE001 - the engine raises what it likes about data it did not expect
        return None
    values = [_plain(one) for one in found]
    if len(values) == 1 and isinstance(values[0], bool):
        return values[0]
    return bool(values)


@lru_cache(maxsize=4096)
def syntax(expression: str) -> dict[str, Any] | None:
    """Parse an expression; None if the engine cannot."""
    from fhirpathpy.parser import parse

    try:
        found: dict[str, Any] = parse(expression)["children"][0]
    except Exception:  # noqa: BLE001 - an expression that the engine cannot read is one that cannot be evaluated
        return None
    return found


@cache
def _root() -> Any:
    """Give the kind of node to begin at: one that an expression may name by its type, as ``Patient.name``."""
    from fhirpathpy.engine.nodes import ResourceNode

    class Root(ResourceNode):  # type: ignore[misc,unused-ignore]
        __hash__ = ResourceNode.__hash__

        def __getitem__(self, name: str) -> Any:
            if isinstance(self.data, dict) and name in self.data:
                return self.data[name]
            raise TypeError(name)

    return Root


@cache
def _model() -> Mapping[str, Any]:
    from fhirpathpy.models import models

    found: Mapping[str, Any] = models["r4"]
    return found


def evaluable(node: Any) -> Any:
    """Give the data as the engine wants it: a primitive is its value, or what extends it where it has none."""
    if isinstance(node, list):
        return [evaluable(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {}
    for key, value in node.items():
        if not key.startswith("_"):
            beside = node.get(f"_{key}")
            if isinstance(value, list) and isinstance(beside, list):
                made[key] = [
                    (beside[index] if index < len(beside) else None) if one is None else evaluable(one)
                    for index, one in enumerate(value)
                ]
            else:
                made[key] = evaluable(value)
        elif key[1:] not in node:
            made[key[1:] if isinstance(value, list) else key] = evaluable(value)
    return made


# --- functions --------------------------------------------------------------------------------------------------------

Values = Sequence[Any]


def _plain(value: Any) -> Any:
    return getattr(value, "data", value) if type(value).__name__ in NODES else value


def _true(values: Any) -> bool:
    if not isinstance(values, list):
        return values is True
    if len(values) == 1:
        only = _plain(values[0])
        return only if isinstance(only, bool) else only is not None
    return False


def _inside(scope: _Scope, data: Any, rule: Callable[[Any], Any]) -> list[tuple[Any, Any]]:
    """Evaluate a rule once for each item, and leave ``$this`` as it was."""
    outer = {name: scope[name] for name in ("$this", "$index") if name in scope}
    found = []
    for index, one in enumerate(data if isinstance(data, list) else [data]):
        scope["$index"] = index
        found.append((one, rule(one)))
    for name in ("$this", "$index"):
        if name in outer:
            scope[name] = outer[name]
        else:
            with suppress(KeyError):
                del scope[name]
    return found


def _truth(values: Any) -> bool | None:
    """Read an operand: nothing is unknown, and one thing that is no boolean is true."""
    if not isinstance(values, list):
        return bool(values)
    if len(values) > 1:
        raise Unknowable
    return _true(values) if values else None


def _or(_scope: _Scope, left: Any, right: Any) -> Any:
    one, other = _truth(left), _truth(right)
    return True if True in (one, other) else [] if None in (one, other) else False


def _and(_scope: _Scope, left: Any, right: Any) -> Any:
    one, other = _truth(left), _truth(right)
    return False if False in (one, other) else [] if None in (one, other) else True


def _xor(_scope: _Scope, left: Any, right: Any) -> Any:
    one, other = _truth(left), _truth(right)
    return [] if None in (one, other) else one is not other


def _implies(_scope: _Scope, left: Any, right: Any) -> Any:
    one, other = _truth(left), _truth(right)
    return True if one is False or other is True else [] if None in (one, other) else False


def _where(scope: _Scope, data: Any, rule: Callable[[Any], Any]) -> list[Any]:
    return [one for one, result in _inside(scope, data, rule) if _true(result)]


def _exists(scope: _Scope, data: Any, rule: Callable[[Any], Any] | None = None) -> bool:
    return bool(data if rule is None else _where(scope, data, rule))


def _all(scope: _Scope, data: Any, rule: Callable[[Any], Any]) -> list[bool]:
    return [all(_true(result) for _, result in _inside(scope, data, rule))]


def _select(scope: _Scope, data: Any, rule: Callable[[Any], Any]) -> list[Any]:
    return [
        value
        for _, result in _inside(scope, data, rule)
        for value in (result if isinstance(result, list) else [result])
    ]


def _repeat(scope: _Scope, data: Any, rule: Callable[[Any], Any]) -> list[Any]:
    found: list[Any] = []
    level = data if isinstance(data, list) else [data]
    while level:
        level = _select(scope, level, rule)
        found += level
    return found


def _iif(scope: _Scope, data: Any, test: Callable[[Any], Any], yes: Callable[[Any], Any], no: Any = None) -> Any:
    (_, result), *_rest = _inside(scope, [data], test)
    chosen = yes if _true(result) else no
    return [] if chosen is None else _inside(scope, [data], chosen)[0][1]


def _has_value(_scope: _Scope, data: Values) -> bool:
    return len(data) == 1 and not isinstance(_plain(data[0]), dict | list) and _plain(data[0]) is not None


def _text(data: Any) -> str | None:
    if not isinstance(data, list):
        data = [data]
    if len(data) != 1 or not isinstance(_plain(data[0]), str):
        return None
    text: str = _plain(data[0])
    return text if len(text) <= LONGEST else None


@lru_cache(maxsize=512)
def _pattern(regex: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        {"pattern": f"(?s:{regex})"}, pattern_options=jsonschema_rs.RegexOptions(), offline=True
    )


def _matches(_scope: _Scope, data: Any, regex: Any) -> list[bool]:
    text = _text(data)
    if text is None or not isinstance(regex, str):
        return []
    return [_pattern(regex).is_valid(text)]


def _replace_matches(_scope: _Scope, data: Any, regex: Any, by: Any) -> list[str]:
    """Replace; only patterns that mean a plain cut are run, for there is no linear-time replacement at hand."""
    text = _text(data)
    if text is None or regex != "\\..*" or by != "":
        raise Unknowable
    return [text.partition(".")[0]]


def _extension(_scope: _Scope, data: Values, url: Any) -> list[Any]:
    from fhirpathpy.engine.nodes import ResourceNode

    found = []
    for one in data:
        element = _plain(one)
        extensions = element.get("extension") if isinstance(element, dict) else None
        if isinstance(extensions, list):
            here = [item for item in extensions if isinstance(item, dict) and item.get("url") == url]
            found += [ResourceNode(item, "Extension") for item in here]
    return found


def _resolve(scope: _Scope, data: Values) -> list[Any]:
    from fhirpathpy.engine.nodes import ResourceNode

    found = []
    for one in data:
        node = _plain(one)
        literal = node.get("reference") if isinstance(node, dict) else node
        resource = scope.around.resolve(literal) if isinstance(literal, str) else None
        if resource is not None:
            found.append(ResourceNode(resource, None))
    return found


def _member_of(scope: _Scope, data: Values, value_set: Any) -> list[bool]:
    if len(data) != 1 or not isinstance(value_set, str):
        return []
    found = scope.around.member(value_set, _plain(data[0]))
    if found is None:
        raise Unknowable
    return [found]


def _conforms_to(scope: _Scope, data: Values, profile: Any) -> list[bool]:
    if len(data) != 1 or not isinstance(profile, str):
        return []
    found = scope.around.conforms(profile, _plain(data[0]))
    if found is None:
        raise Unknowable
    return [found]


def _unknowable(*_anything: Any) -> Any:
    raise Unknowable


@cache
def _functions() -> dict[str, dict[str, Any]]:
    """Give the functions that stand in for the engine's own or are added to them."""
    one, text, rule = ["Any"], ["String"], ["Expr"]
    return {
        "or": {"fn": _or, "arity": {2: one * 2}},
        "and": {"fn": _and, "arity": {2: one * 2}},
        "xor": {"fn": _xor, "arity": {2: one * 2}},
        "implies": {"fn": _implies, "arity": {2: one * 2}},
        "where": {"fn": _where, "arity": {1: rule}},
        "exists": {"fn": _exists, "arity": {0: [], 1: rule}},
        "all": {"fn": _all, "arity": {1: rule}},
        "select": {"fn": _select, "arity": {1: rule}},
        "repeat": {"fn": _repeat, "arity": {1: rule}},
        "iif": {"fn": _iif, "arity": {2: rule * 2, 3: rule * 3}},
        "hasValue": {"fn": _has_value},
        "htmlChecks": {"fn": lambda _scope, _data: True},  # domain/fhir/narrative.py did it
        "trace": {"fn": lambda _scope, data, *_label: data, "arity": {0: [], 1: text, 2: ["String", "Expr"]}},
        "matches": {"fn": _matches, "arity": {1: text}, "nullable_input": True},
        "replaceMatches": {"fn": _replace_matches, "arity": {2: text * 2}, "nullable_input": True},
        "extension": {"fn": _extension, "arity": {1: text}},
        "resolve": {"fn": _resolve},
        "memberOf": {"fn": _member_of, "arity": {1: text}},
        "conformsTo": {"fn": _conforms_to, "arity": {1: text}},
        "subsumes": {"fn": _unknowable, "arity": {1: one}},
        "subsumedBy": {"fn": _unknowable, "arity": {1: one}},
        "elementDefinition": {"fn": _unknowable},
        "slice": {"fn": _unknowable, "arity": {2: text * 2}},
        "checkModifiers": {"fn": _unknowable, "arity": {1: text}},
    }
