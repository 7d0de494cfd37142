"""Is this a valid FHIR R4 resource? Structure by openapi/r4.schema.json, then what a schema cannot say (https://hl7.org/fhir/R4/validation.html).

Structural faults make ``Malformed``, faults of content ``Invalid``; both list every fault with its place, and no
text repeats what was sent. The entries of a Bundle are validated by who takes them in, one by one.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import orjson

from domain.errors import Fault, Invalid, Malformed
from domain.fhir.checks import check
from domain.fhir.elements import RESOURCES, elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_FAULTS = 200
MOST_CODES = 20
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")
NESTING = ("Bundle", "Parameters")

FORMS = {
    "base64Binary": "base64",
    "boolean": "true or false, without quotes",
    "canonical": "a URL without blanks",
    "code": "a code: no blank at either end, none doubled",
    "date": "a date: YYYY, YYYY-MM or YYYY-MM-DD",
    "dateTime": "a date, or a date and a time to the second with its zone: YYYY-MM-DDThh:mm:ss+zz:zz",
    "decimal": "a number, without quotes",
    "id": "an id: 1 to 64 letters, digits, hyphens and full stops",
    "instant": "an instant: YYYY-MM-DDThh:mm:ss.sss+zz:zz",
    "integer": "a whole number of 32 bits, without quotes",
    "markdown": "text that is not blank and not over 1 MB",
    "oid": "an OID: urn:oid:1.2.3",
    "positiveInt": "a whole number from 1 on, without quotes",
    "string": "text that is not blank and not over 1 MB",
    "time": "a time: hh:mm:ss",
    "unsignedInt": "a whole number from 0 on, without quotes",
    "uri": "a URI without blanks",
    "url": "a URL without blanks",
    "uuid": "a UUID: urn:uuid: and lower-case hexadecimal digits",
    "xhtml": "XHTML that is not over 1 MB",
}


def validate(resource: dict[str, Any], expected_type: str | None = None, prefix: str = "") -> None:
    """Raise ``Malformed`` or ``Invalid`` with every fault; ``prefix`` is where the resource stands in what was sent."""
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or kind not in RESOURCES:
        where = prefix or expected_type or ""
        if kind is None:
            raise Malformed(Fault("required", "resourceType is missing.", where))
        raise Malformed(Fault("invalid", "resourceType is not a resource type of FHIR R4.", where))
    if expected_type is not None and kind != expected_type:
        raise Malformed(Fault("invalid", f"Expected a resource of type {expected_type}.", prefix or kind))
    faults = [fault for path, one in _resources(resource, kind) for fault in _structure(one, path)]
    if faults:
        raise Malformed(*_placed(faults, kind, prefix)[:MOST_FAULTS])
    faults = check(resource)
    if kind in NESTING:
        for path, one in islice(_resources(resource, kind), 1, None):
            if ".contained[" not in path:
                faults += _placed(check(one), one["resourceType"], path)
    if faults:
        raise Invalid(*_placed(faults, kind, prefix)[:MOST_FAULTS])


def prepare(types: Iterable[str]) -> None:
    """Compile the validators of these types now (about 5 ms each) instead of at their first resource."""
    for kind in types:
        _validator(kind)


@cache
def value_sets() -> dict[str, frozenset[str]]:
    """Give the codes of R4's own value sets that the schema lists, by address."""
    return {
        f"http://hl7.org/fhir/{name.replace('.', '/', 1)}": frozenset(one["enum"])
        for name, one in _definitions().items()
        if name.startswith("ValueSet.") and "enum" in one
    }


def _placed(faults: list[Fault], kind: str, prefix: str) -> list[Fault]:
    """Put the prefix where the expressions have the type's name."""
    if not prefix:
        return faults
    return [
        Fault(one.code, one.text, prefix + one.expression[len(kind) :], one.severity, one.rule, one.citation)
        for one in faults
    ]


def _resources(resource: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the resource, and each one that stands inside it, with its place."""
    yield path, resource
    for index, inner in enumerate(_list(resource.get("contained"))):
        if "resourceType" in inner:  # if not, the container's own schema says so
            yield f"{path}.contained[{index}]", inner
    if resource["resourceType"] == "Parameters":
        yield from _parameters(resource.get("parameter"), f"{path}.parameter")
    elif resource["resourceType"] == "Bundle":
        for index, entry in enumerate(_list(resource.get("entry"))):
            response = entry.get("response")
            outcome = response.get("outcome") if isinstance(response, dict) else None
            if isinstance(outcome, dict):
                yield from _nested(outcome, f"{path}.entry[{index}].response.outcome")


def _parameters(found: object, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for index, parameter in enumerate(_list(found)):
        inner = parameter.get("resource")
        if isinstance(inner, dict):
            yield from _nested(inner, f"{path}[{index}].resource")
        yield from _parameters(parameter.get("part"), f"{path}[{index}].part")


def _nested(inner: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if inner.get("resourceType") in NESTING:  # refused there: no bundle of bundles through this door
        yield path, inner
    elif "resourceType" in inner:
        yield from _resources(inner, path)


def _list(found: object) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


# --- structure --------------------------------------------------------------------------------------------------------


@cache
def _definitions() -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(files("openapi").joinpath("r4.schema.json").read_bytes())["$defs"]
    return found


@cache
def _validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    """Compile a type with what it refers to; linear-time patterns, no network, no formats."""
    known = _definitions()
    needed, todo = {kind}, [kind]
    while todo:
        new = set(_refs(known[todo.pop()])) - needed
        needed |= new
        todo += new
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/$defs/{kind}", "$defs": {name: known[name] for name in needed}},
        validate_formats=False,
        pattern_options=jsonschema_rs.RegexOptions(),
        offline=True,
    )


def _refs(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield str(value).removeprefix("#/$defs/")
            else:
                yield from _refs(value)
    elif isinstance(node, list):
        for value in node:
            yield from _refs(value)


def _structure(resource: dict[str, Any], path: str) -> list[Fault]:
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or kind not in RESOURCES:
        return [Fault("value", "resourceType is not a resource type of FHIR R4.", path)]
    if kind in NESTING and "." in path:
        return [Fault("structure", f"A {kind} may not stand here.", path)]
    validator = _validator(kind)
    if validator.is_valid(resource):
        return []
    found = islice(validator.iter_errors(resource), MOST_FAULTS)
    return [
        Fault(code, text, path + _expression(kind, [*error.instance_path, *below]))
        for error in found
        for code, text, below in _told(error)
    ]


def _expression(kind: str, path: list[str | int]) -> str:
    """Turn a JSON path into FHIRPath: ``valueQuantity`` is ``value``, ``_birthDate`` is ``birthDate``."""
    current: str | None = kind
    shown = ""
    for part in path:
        if isinstance(part, int):
            shown += f"[{part}]"
            continue
        name = part.removeprefix("_")
        known = elements(current).get(name) if current else None
        if known is None:
            return f"{shown}.{name}" if NAME.fullmatch(name) else shown
        shown += f".{known.choice[:-3] or name}"
        current = "Element" if name != part else known.type if known.type[0].isupper() else None
        if current == "Resource":
            current = None
    return shown


# --- words ------------------------------------------------------------------------------------------------------------

Told = tuple[str, str, list[str | int]]


def _told(error: jsonschema_rs.ValidationError) -> list[Told]:
    """Say each fault in words of our own: (issue code, text, place below the error's own)."""
    kind: Any = error.kind
    match kind.name:
        case "required":
            return [("required", f"{kind.property} is required.", [kind.property])]
        case "additionalProperties":
            return [("structure", "This element does not exist here in FHIR R4.", [name]) for name in kind.unexpected]
        case "anyOf" | "oneOf":
            return _alternatives(error)
        case "enum":
            code, text = "code-invalid", _codes(_schema(error.schema_path[:-1])["enum"])
        case "minItems" | "minProperties":
            code, text = "structure", "A list or object is left out rather than sent empty."
        case _:
            code, text = "value", _form(error.schema_path)
    return [(code, text, [])]


def _schema(path: Iterable[str | int]) -> Any:
    found: Any = {"$defs": _definitions()}
    for part in path:
        found = found[part]
    return found


def _form(schema_path: list[str | int]) -> str:
    name = next((str(part) for part in reversed(schema_path[:-1]) if part in FORMS), "")
    if name:
        return f"This is not {FORMS[name]}."
    if schema_path[-1] == "type":
        wanted = _schema(schema_path)
        return f"This is not {'a list' if wanted == 'array' else f'of JSON type {wanted}'}."
    return "The value does not have the form that its type asks for."


def _codes(codes: list[str]) -> str:
    if len(codes) > MOST_CODES:
        return "The code is not in the value set that FHIR R4 requires here."
    return f"The code is not one of: {' | '.join(codes)}."


def _alternatives(error: jsonschema_rs.ValidationError) -> list[Told]:
    schema = _schema(error.schema_path[:-1])
    word, _, name = schema.get("$comment", "").partition(" ")
    kind: Any = error.kind
    told: list[Told]
    match word:
        case "required":
            told = [("required", f"{name} is required.", [name])]
        case "choice" if type(kind).__name__.endswith("OneOfMultipleValid"):
            told = [("structure", f"Only one type of {name} may be given.", [name.removesuffix("[x]")])]
        case "choice":
            told = [("required", f"{name} is required, in one of its types.", [name.removesuffix("[x]")])]
        case "binding":
            told = [("code-invalid", "No coding of this concept is in the value set that FHIR R4 requires here.", [])]
        case "extension":
            text = "An extension has a url and either one value[x] or extensions (ext-1)."
            bare = isinstance(error.instance, dict) and "url" not in error.instance  # the missing url is told already
            told = [] if bare else [("structure", text, [])]
        case _:  # a list of primitives, or of their extensions, in which null may stand
            told = [
                (code, text, [*below.instance_path[len(error.instance_path) :], *rest])
                for below in kind.context[0]
                for code, text, rest in _told(below)
            ]
    return told
