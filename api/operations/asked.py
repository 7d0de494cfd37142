"""What is asked of the terminology? Parameters by their types, out of an address or a Parameters resource.

https://hl7.org/fhir/R4/operations.html#request: an address holds simple values alone.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from api import validation
from api.dependencies import Service, id_of, pairs_of, request_id
from api.operations import inputs
from domain.caller import Caller
from domain.coding.library import Library, mentioned, split
from domain.errors import Fault, Malformed, NotFound

COMPLEX = frozenset({"Coding", "CodeableConcept", "ValueSet", "CodeSystem"})
"""Types of parameters that an address cannot hold; the last two are resources."""
MANY = "*"
_LONGEST = 4_096
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(slots=True)
class Asked:
    """The parameters of one call."""

    values: dict[str, list[Any]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Give a simple value, or nothing."""
        return str(self.values[name][0]) if name in self.values else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Give every value of a parameter that may be said often."""
        return tuple(self.values.get(name, ()))

    def flag(self, name: str) -> bool:
        """Give a boolean; it is false if it is not said."""
        return inputs.truth(name, self.text(name)) if name in self.values else False

    def number(self, name: str) -> int | None:
        """Give a whole number from 0 on."""
        if name not in self.values:
            return None
        if not _NUMBER.fullmatch(self.text(name)):
            raise refused("value", f"The parameter {name} is not a whole number from 0 on.", name)
        return int(self.text(name))

    def one(self, name: str) -> dict[str, Any] | None:
        """Give a value that has parts, or a resource."""
        return self.values[name][0] if name in self.values else None


async def read(request: Request, kinds: Mapping[str, str]) -> Asked:
    """Read a call; ``kinds`` gives each parameter's type, with ``*`` if it may be said more than once."""
    asked = Asked()
    for name, value in pairs_of(request):
        if name not in inputs.SHAPE:
            kind = kinds.get(name, "").rstrip(MANY)
            _keep(asked, kinds, name, _complex(name, kind, value) if kind in COMPLEX else value)
    if request.method == "POST":
        sent = await inputs.body(request)
        if sent:
            await asyncio.to_thread(validation.validate, sent, "Parameters")
        for each in sent.get("parameter", ()):
            _keep(asked, kinds, each["name"], _value(each, kinds.get(each["name"], "").rstrip(MANY)))
    return asked


def _complex(name: str, kind: str, value: str) -> object:
    """Read a Coding written as a token; nothing else that has parts fits into an address."""
    system, sign, code = value.rpartition("|")
    if kind != "Coding" or not sign or _CONTROL.search(value):
        text = f"The parameter {name} does not fit into an address: send it by POST, or a Coding as system|code."
        raise refused("invalid", text, name)
    return {"system": system, "code": code}


def _keep(asked: Asked, kinds: Mapping[str, str], name: str, value: object) -> None:
    if name not in kinds:
        shown = re.sub(r"[^A-Za-z0-9:._\-]", "?", name[:64])
        raise refused("not-supported", f"The operation takes no such parameter: {shown}.", shown)
    if isinstance(value, str) and (len(value) > _LONGEST or _CONTROL.search(value)):
        raise refused("value", f"The parameter {name} has a value that is no line of text, or too long.", name)
    if value in ("", None):
        raise refused("invalid", f"The parameter {name} has no value of its type.", name)
    known = asked.values.setdefault(name, [])
    if known and not kinds[name].endswith(MANY):
        raise refused("invalid", f"The parameter {name} is given twice.", name)
    known.append(value)


def _value(parameter: Mapping[str, Any], kind: str) -> object:
    if kind in {"ValueSet", "CodeSystem"}:
        resource = parameter.get("resource", {})
        return resource if resource.get("resourceType") == kind else None
    if kind in COMPLEX:
        return parameter.get(f"value{kind}")
    value = next((value for name, value in parameter.items() if name.startswith("value")), None)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else None


def refused(code: str, text: str, name: str = "") -> Malformed:
    """Refuse a call."""
    return Malformed(Fault(code, text, f"http.{name}" if name else ""))


async def about(
    service: Service,
    caller: Caller,
    request: Request,
    kind: str,
    asked: Asked,
    systems: Sequence[str] = (),
    *,
    needed: bool = True,
) -> tuple[Library, Mapping[str, Any] | None]:
    """Give the library, and the value set or code system that is asked about: by id, by URL, or as it was sent.

    ``systems``: the code systems of the codes that are asked about. A code system by URL is in the library.
    """
    type_ = "CodeSystem" if kind.startswith("code-system") else "ValueSet"
    inline = asked.one(type_[0].lower() + type_[1:])
    instance = (type_, id_of(request)) if "id" in request.path_params else None
    url = asked.text("url")
    if sum((inline is not None, instance is not None, bool(url))) > 1 or (
        needed and inline is None and instance is None and not url
    ):
        raise refused("invalid", f"Name one {type_}: by url, by its id in the address, or send it.")
    canonical = _versioned(url, asked.text("valueSetVersion" if type_ == "ValueSet" else "version"))
    names = [("CodeSystem", system) for system in systems if system]
    names += [(type_, canonical)] if url else []
    names += mentioned(inline) if inline else []
    found = await service.door.vocabulary(caller, kind, names, request_id(request), instance)
    if not url:
        return found.library, inline if inline is not None else found.resource
    if type_ == "CodeSystem":
        return found.library, None
    resource = found.library.value_set(*split(canonical))
    if resource is None:
        raise NotFound(Fault("not-found", "This server holds no such value set."))
    return found.library, resource


def _versioned(url: str, version: str) -> str:
    return f"{split(url)[0]}|{version}" if version else url
