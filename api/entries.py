"""What does an entry of a batch or transaction ask for? (https://hl7.org/fhir/R4/http.html#transaction)."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate
from string import punctuation
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from api import bodies
from api.changes import new_id
from api.dependencies import weak_version
from api.intake import Incoming
from api.patching import carried
from domain.errors import ChartwardError, Fault, Malformed, NotFound, NotSupported
from domain.fhir.dates import bounds
from domain.fhir.resources import RESOURCES

ORDER = {"DELETE": 0, "POST": 1, "PUT": 2, "PATCH": 2, "GET": 3, "HEAD": 3}
"""In which order the entries of a transaction are done; https://hl7.org/fhir/R4/http.html#trules."""
_WRITES = frozenset({"DELETE", "POST", "PUT", "PATCH"})
_RECORD = re.compile(r"([A-Z][A-Za-z]+)(?:/([A-Za-z0-9.\-]{1,64}))?")
_SHOWN = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]{1,64})(?:/_history(?:/[^/]+)?)?")


@dataclass(frozen=True, slots=True)
class Step:
    """One entry: a write to take in, or something to ask: ``path`` below the base, ``query`` as it was sent.

    ``headers`` and ``body``: what goes with it. ``names``: the record that a read names, "" where it names none.
    """

    n: int
    method: str
    path: str
    query: str
    write: Incoming | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    names: str = ""

    @property
    def where(self) -> str:
        """The FHIRPath of the entry."""
        return f"Bundle.entry[{self.n}]"

    @property
    def type(self) -> str:
        """The type in the path, "" where there is none."""
        name = self.path.partition("/")[0]
        return name if name in RESOURCES else ""


def step(n: int, entry: bodies.Entry, base: str) -> Step:
    """Read one entry; every fault names it."""
    try:
        return _step(n, entry, base)
    except ChartwardError as error:
        raise error.at(f"Bundle.entry[{n}]") from None


def _step(n: int, entry: bodies.Entry, base: str) -> Step:
    where = f"Bundle.entry[{n}]"
    asked = entry.request
    if asked is None:
        raise Malformed(Fault("required", "An entry of a batch or transaction needs a request.", f"{where}.request"))
    if asked.method not in ORDER:
        raise NotSupported(Fault("not-supported", "This request cannot be done here.", f"{where}.request"))
    path, _, query = asked.url.removeprefix(f"{base}/").removeprefix("/").partition("?")
    asks = asked.method not in _WRITES or (asked.method == "POST" and ("$" in path or path.endswith("_search")))
    if asks:
        return _question(n, asked, entry, path, query)
    found = _RECORD.fullmatch(path)
    if found is None:
        raise NotSupported(Fault("not-supported", "This request cannot be done here.", f"{where}.request"))
    if found[1] not in RESOURCES:
        text = "This server knows no resource type of that name."
        raise NotFound(Fault("not-supported", text, f"{where}.request.url"))
    return Step(n, asked.method, path, query, _write(asked, entry, found[1], found[2] or "", query, base, where))


def _question(n: int, asked: bodies.Request, entry: bodies.Entry, path: str, query: str) -> Step:
    shown = _SHOWN.fullmatch(path)
    headers: tuple[tuple[str, str], ...] = ()
    if asked.if_none_match:
        headers += (("if-none-match", asked.if_none_match),)
    if asked.if_modified_since:  # an instant here, an HTTP date in a header
        headers += (("if-modified-since", formatdate(bounds(asked.if_modified_since)[0] // 1_000_000, usegmt=True)),)
    body = b""
    if entry.resource is not None and asked.method == "POST":
        form = path.endswith("_search")
        body = _form(entry.resource, f"Bundle.entry[{n}].resource") if form else entry.resource
        headers += (("content-type", "application/x-www-form-urlencoded" if form else "application/fhir+json"),)
    names = f"{shown[1]}/{shown[2]}" if shown and shown[2][0] not in "$_" else ""
    return Step(n, asked.method, path, quote(query, safe=punctuation), None, headers, body, names)


def _form(resource: bytes, where: str) -> bytes:
    """Give the parameters of a search that is posted: a Binary that holds the form, or Parameters."""
    found = bodies.read(resource)
    if found.get("resourceType") == "Binary":
        try:
            return base64.b64decode(str(found.get("data", "")), validate=True)
        except ValueError:
            raise Malformed(Fault("value", "The data of the Binary are not base64.", f"{where}.data")) from None
    return urlencode(list(_said(found, where))).encode()


def _said(found: dict[str, Any], where: str) -> Iterator[tuple[str, str]]:
    parameters = found.get("parameter", [])
    for one in parameters if isinstance(parameters, list) else []:
        values = [value for name, value in one.items() if name.startswith("value")] if isinstance(one, dict) else []
        if len(values) != 1 or not isinstance(values[0], str | int) or not isinstance(one.get("name"), str):
            raise Malformed(Fault("structure", "The parameters of a search have a name and a plain value.", where))
        yield one["name"], values[0] if isinstance(values[0], str) else orjson.dumps(values[0]).decode()


def _write(
    asked: bodies.Request, entry: bodies.Entry, type_: str, id_: str, query: str, base: str, where: str
) -> Incoming:
    """Read what shall be written; who it concerns is named by an id, or found by a condition."""
    if asked.method == "POST" and (id_ or query):
        text = "A resource is posted to its type; a condition goes into ifNoneExist."
        raise NotSupported(Fault("not-supported", text, f"{where}.request.url"))
    if asked.method != "POST" and bool(id_) == bool(query):
        text = "PUT, PATCH and DELETE name one record, by its id or by a search."
        raise NotSupported(Fault("not-supported", text, f"{where}.request.url"))
    if asked.if_none_exist is not None and asked.method != "POST":
        text = "Only what is posted can be created on a condition."
        raise Malformed(Fault("invalid", text, f"{where}.request.ifNoneExist"))
    if (entry.resource is None) != (asked.method == "DELETE"):
        text = "POST, PUT and PATCH carry a resource, DELETE does not."
        raise Malformed(Fault("invalid", text, f"{where}.resource"))
    full_url = entry.full_url or ""
    if not query:
        _own_address(full_url, type_, id_, base, where)
    raw = bytes(entry.resource or b"")
    patching = asked.method == "PATCH"
    return Incoming(
        asked.method,
        type_,
        id_ or new_id(),
        b"" if patching else raw,
        f"{where}.resource",
        full_url,
        asked.if_none_exist,
        weak_version(asked.if_match) if asked.if_match else None,
        weak_version(asked.if_none_match) if asked.if_none_match and asked.method != "POST" else None,
        query or None,
        carried(raw, type_, f"{where}.resource") if patching else None,
    )


def _own_address(full_url: str, type_: str, id_: str, base: str, where: str) -> None:
    """Refuse a fullUrl that is the address of another record here: links to that one would be turned to this one."""
    local = full_url.removeprefix(f"{base}/")
    found = _RECORD.fullmatch(local)
    if found is not None and found[2] and local != f"{type_}/{id_}":
        raise Malformed(Fault("invalid", "The fullUrl is not the address of this entry.", f"{where}.fullUrl"))
