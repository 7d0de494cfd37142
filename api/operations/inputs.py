"""With which parameters was an operation called? By GET in the address, by POST in a Parameters resource or a form.

https://hl7.org/fhir/R4/operations.html#executing; a parameter that the operation does not have is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from starlette.requests import Request

from api import bodies
from api.dependencies import body_of, pairs_of
from api.wire import pairs
from domain.errors import Fault, Malformed
from domain.fhir.dates import bounds

FORM = "application/x-www-form-urlencoded"
SHAPE = frozenset({"_format", "_pretty"})
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


async def arguments(request: Request) -> list[tuple[str, str]]:
    """Give the parameters of a call as words, in order."""
    said = pairs_of(request)
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == FORM:
            said = [*said, *pairs(await body_of(request, frozenset({FORM})))]
        else:
            said = [*said, *((name, _word(name, one)) for name, one in rows(await body(request)))]
    return [(name, value) for name, value in said if name not in SHAPE]


async def body(request: Request) -> dict[str, Any]:
    """Read the Parameters resource of a call; an empty body is one without parameters."""
    if request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers:
        return {}
    raw = await body_of(request)
    if not raw.strip():
        return {}
    resource = bodies.read(raw)
    if resource.get("resourceType") != "Parameters":
        raise Malformed(Fault("invalid", "The operation takes a Parameters resource.", "resourceType"))
    return resource


def rows(parameters: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Give every parameter with its name."""
    found = []
    sent = parameters.get("parameter", [])
    for n, one in enumerate(sent if isinstance(sent, list) else [sent]):
        if not isinstance(one, dict) or not isinstance(one.get("name"), str):
            raise Malformed(Fault("required", "A parameter has a name.", f"Parameters.parameter[{n}].name"))
        found.append((one["name"], one))
    return found


def named(parameters: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Give the parameters of that name as they were sent."""
    return [one for found, one in rows(parameters) if found == name]


def words(parameters: dict[str, Any], names: Collection[str]) -> dict[str, str]:
    """Give parameters that may be sent once, as words."""
    return checked([(name, _word(name, one)) for name, one in rows(parameters) if name in names], names)[0]


def unknown(parameters: dict[str, Any], known: Collection[str]) -> None:
    """Refuse what the operation does not have."""
    for name, _ in rows(parameters):
        if name not in known:
            raise _not_taken(name)


def _word(name: str, one: dict[str, Any]) -> str:
    """Write the value of a parameter as it would stand in an address."""
    value = next((one[key] for key in one if key.startswith("value")), None)
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int():
            return str(value)
        case {"reference": str(target)}:
            return target
        case {"code": str(code), **rest} if isinstance(rest.get("system", ""), str):
            return f"{rest['system']}|{code}" if rest.get("system") else code
    raise Malformed(Fault("value", f"The parameter {_shown(name)} has no value that can be read.", _where(name)))


def checked(
    said: Collection[tuple[str, str]], once: Collection[str], many: Collection[str] = ()
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Sort parameters into those that may be given once, and those that may be given often."""
    one: dict[str, str] = {}
    several: dict[str, list[str]] = {name: [] for name in many}
    for name, value in said:
        if name in several:
            several[name].append(value)
        elif name not in once:
            raise _not_taken(name)
        elif name in one:
            raise Malformed(Fault("invalid", f"The parameter {name} is given twice.", _where(name)))
        elif not value:
            raise Malformed(Fault("invalid", f"The parameter {name} has no value.", _where(name)))
        else:
            one[name] = value
    return one, several


def number(name: str, value: str, most: int) -> int:
    """Read a whole number from 1 on; what is over the limit is the limit."""
    if not _NUMBER.fullmatch(value) or int(value) < 1:
        raise Malformed(Fault("value", f"The parameter {name} is not a whole number from 1 on.", _where(name)))
    return min(int(value), most)


def truth(name: str, value: str) -> bool:
    """Read a boolean."""
    if value not in ("true", "false"):
        raise Malformed(Fault("value", f"The parameter {name} is neither true nor false.", _where(name)))
    return value == "true"


def day(name: str, value: str) -> tuple[int, int]:
    """Read a date or an instant: the span that it names."""
    try:
        return bounds(value)
    except ValueError:
        raise Malformed(Fault("value", f"The parameter {name} is not a date.", _where(name))) from None


def _not_taken(name: str) -> Malformed:
    return Malformed(Fault("not-supported", f"The operation takes no such parameter: {_shown(name)}.", _where(name)))


def _shown(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9:._\-]", "?", name[:64])


def _where(name: str) -> str:
    return f"http.{_shown(name)}"
