"""How is FHIR JSON written as XML? Elements in the order of the definition, numbers with their digits.

See https://hl7.org/fhir/R4/xml.html; a narrative that is one div of XHTML is written as it is.
"""

from __future__ import annotations

import json
import re
from typing import Any

from api.xml.document import read
from api.xml.plans import DIV, FHIR, XHTML, plan
from domain.errors import ChartwardError, Fault, NotAcceptable

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SPECIAL = re.compile('[&<>"\x00-\x1f\ufffe\uffff]')
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
REPLACEMENT = "\ufffd"
"""Stands for what XML 1.0 cannot say (https://www.w3.org/TR/xml/#charsets)."""
INDENT = "  "


def to_xml(body: bytes, *, pretty: bool = False) -> bytes:
    """Write a resource as XML; what is no element of R4 cannot be written."""
    resource = json.loads(body, parse_float=str, parse_int=str)
    out = [HEAD]
    _resource(out, resource, "\n" if pretty else "", f' xmlns="{FHIR}"')
    if pretty:
        out.append("\n")
    return "".join(out).encode()


def _resource(out: list[str], resource: Any, line: str, namespace: str = "") -> None:
    type_ = resource.get("resourceType") if isinstance(resource, dict) else None
    if not isinstance(type_, str):
        raise _unwritten()
    _complex(
        out, type_, type_, {name: one for name, one in resource.items() if name != "resourceType"}, line, namespace
    )


def _complex(out: list[str], name: str, type_: str, node: Any, line: str, namespace: str = "") -> None:
    """Write one element with its attributes and children."""
    if not isinstance(node, dict):
        raise _unwritten()
    try:
        known = plan(type_)
        attributes = "".join(f' {one}="{_escaped(node[one])}"' for one in known.attributes if one in node)
        members = {key.removeprefix("_") for key in node if key not in known.attributes}
        slots = sorted((known.slots[member] for member in members), key=lambda slot: slot.place)
    except (KeyError, TypeError):
        raise _unwritten() from None
    if not slots:
        out.append(f"{line}<{name}{namespace}{attributes}/>")
        return
    out.append(f"{line}<{name}{namespace}{attributes}>")
    inner = line + INDENT if line else ""
    for slot in slots:
        value, beside = node.get(slot.name), node.get(f"_{slot.name}")
        if slot.primitive:
            _primitives(out, slot.name, slot.type, value, beside, inner)
            continue
        for one in value if isinstance(value, list) else (value,):
            if one is None:
                continue
            if slot.type == "Resource":
                out.append(f"{inner}<{slot.name}>")
                _resource(out, one, inner + INDENT if inner else "")
                out.append(f"{inner}</{slot.name}>")
            else:
                _complex(out, slot.name, slot.type, one, inner)
    out.append(f"{line}</{name}>")


def _primitives(out: list[str], name: str, type_: str, value: Any, beside: Any, line: str) -> None:
    """Write the values of a primitive, each with its id and extensions (https://hl7.org/fhir/R4/json.html#primitive)."""
    values = value if isinstance(value, list) else [value]
    besides = beside if isinstance(beside, list) else [beside]
    for n in range(max(len(values), len(besides))):
        one = values[n] if n < len(values) else None
        more = besides[n] if n < len(besides) else None
        if type_ == "xhtml":
            out.append(line + _xhtml(one))
            continue
        said = "" if one is None else f' value="{_escaped(one)}"'
        if isinstance(more, dict) and "extension" in more:
            _complex(out, name, "Element", more, line, said)
        elif isinstance(more, dict):
            id_ = f' id="{_escaped(more["id"])}"' if "id" in more else ""
            out.append(f"{line}<{name}{id_}{said}/>")
        elif said:
            out.append(f"{line}<{name}{said}/>")


def _escaped(value: Any) -> str:
    if value is True:
        return "true"
    if value is False:
        return "false"
    if type(value) is not str:
        raise _unwritten()
    return SPECIAL.sub(lambda found: ESCAPES.get(found[0], REPLACEMENT), value) if SPECIAL.search(value) else value


def _xhtml(div: Any) -> str:
    """Give a narrative as it is, or as plain words if it is none: nothing may break out of it."""
    try:
        if read(div.encode()).root.tag == DIV:
            return str(div.strip())
    except (AttributeError, ChartwardError):
        pass
    return f'<div xmlns="{XHTML}">{_escaped(div)}</div>'


def _unwritten() -> NotAcceptable:
    return NotAcceptable(Fault("not-supported", "What is asked for cannot be written as XML; ask for JSON."))
