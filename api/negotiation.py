"""In which format does the client want its answer? (https://hl7.org/fhir/R4/http.html#mime-type).

FHIR JSON as it is kept has no shape: nothing is done to it. ``_format`` goes before Accept, in the address and in the
form of a search; a Binary is its own content to who does not ask for FHIR (https://hl7.org/fhir/R4/binary.html#rest).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request

from domain.errors import Fault, Malformed, NotAcceptable

FHIR_JSON = "application/fhir+json"
FHIR_XML = "application/fhir+xml"
JSON_KINDS = {FHIR_JSON: FHIR_JSON, "application/json+fhir": FHIR_JSON, "json": FHIR_JSON}
JSON_KINDS |= {kind: kind for kind in ("application/json", "text/json")}
XML_KINDS = {FHIR_XML: FHIR_XML, "application/xml+fhir": FHIR_XML, "xml": FHIR_XML}
XML_KINDS |= {kind: kind for kind in ("application/xml", "text/xml")}
ANY = frozenset({"*/*", "application/*", "text/*"})
PARAMETERS = frozenset({"_format", "_pretty"})
"""What an address may ask of the answer's form, whatever else it asks."""


class Shape(NamedTuple):
    """What is to become of an answer in FHIR JSON."""

    media: str = FHIR_JSON
    version: bool = False
    """The client named the FHIR version; so does the answer."""

    pretty: bool = False
    raw: str = ""
    """The Accept header of who may get the content of a Binary itself."""

    @property
    def xml(self) -> bool:
        """Tell whether the answer is XML."""
        return self.media in XML_KINDS

    @property
    def content_type(self) -> str:
        """The header of the answer."""
        return f"{self.media}; fhirVersion=4.0; charset=utf-8" if self.version else f"{self.media}; charset=utf-8"


class Wanted(NamedTuple):
    """One range of an Accept header."""

    kind: str
    weight: float
    version: str


AS_KEPT = Shape()


def shape_of(request: Request, *, raw: bool = False) -> Shape | None:
    """Give the shape that the address and headers ask for, None for JSON as it is kept; NotAcceptable if not ours.

    ``raw``: the answer may be the content of a Binary.
    """
    query: bytes = request.scope["query_string"]
    asked, pretty = None, False
    if b"format" in query or b"pretty" in query:
        asked, pretty = _asked(request.query_params.multi_items())
    accept = ",".join(request.headers.getlist("accept")) or "*/*"
    if asked is not None:
        shape = _named(asked)
    else:
        found = _accepted(accept)
        if raw and request.path_params.get("type") == "Binary" and not _names_fhir(accept):
            shape = (found or AS_KEPT)._replace(raw=accept)
        elif found is None:
            raise _unknown()
        else:
            shape = found
    if pretty:
        shape = shape._replace(pretty=True)
    return None if shape == AS_KEPT else shape


def wanted(request: Request) -> str:
    """Give the Accept header, or what stands for a format that is asked for in the address."""
    return FHIR_JSON if b"_format=" in request.scope["query_string"] else request.headers.get("accept", "")


def reshape(request: Request, form: Iterable[tuple[str, str]]) -> None:
    """Heed what the form of a search asks of the answer's form (https://hl7.org/fhir/R4/http.html#search)."""
    asked, pretty = _asked(form)
    if asked is None and not pretty:
        return
    state = request.scope.setdefault("state", {})
    before = state.get("shape") or AS_KEPT
    shape = before if asked is None else _named(asked)._replace(pretty=before.pretty)
    state["shape"] = shape._replace(pretty=pretty or shape.pretty)


def in_format(links: Iterable[tuple[str, str]], pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Let the links of a page lead to pages in the format that its address asks for."""
    shape = urlencode([(name, value) for name, value in pairs if name in PARAMETERS])
    return [(name, f"{url}{'&' if '?' in url else '?'}{shape}" if shape else url) for name, url in links]


@lru_cache(maxsize=256)
def takes_ours(wanted: str) -> bool:
    """Tell whether one media type of a header is FHIR of ours: JSON or XML, of R4, and not ruled out by its weight."""
    return _accepted(wanted) is not None


def _asked(pairs: Iterable[tuple[str, str]]) -> tuple[str | None, bool]:
    asked, pretty = None, False
    for name, value in pairs:
        if name == "_format":
            asked = value
        elif name == "_pretty":
            if value not in ("true", "false"):
                raise Malformed(Fault("invalid", "_pretty is true or false.", "http._pretty"))
            pretty = value == "true"
    return asked, pretty


def _named(asked: str) -> Shape:
    """Give the shape of a ``_format``: codes and media types alike mean the format (http.html#mime-type)."""
    wanted = _range(asked.replace(" ", "+", 1) if "/fhir " in asked else asked)
    media = FHIR_JSON if wanted.kind in JSON_KINDS or wanted.kind in ANY else FHIR_XML
    if wanted.kind not in JSON_KINDS and wanted.kind not in XML_KINDS and wanted.kind not in ANY:
        raise _unknown()
    if wanted.version not in ("", "4.0", "4.0.1"):
        raise _unknown()
    return Shape(media, version=bool(wanted.version))


def _unknown() -> NotAcceptable:
    return NotAcceptable(Fault("not-supported", f"This server makes {FHIR_JSON} and {FHIR_XML}; fhirVersion=4.0."))


@lru_cache(maxsize=256)
def _accepted(accept: str) -> Shape | None:
    """Choose the range of the highest weight; at the same weight one that names its type, then the first."""
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    refused = {wanted.kind for wanted in ranges if not wanted.weight}
    best: tuple[float, bool] = (0, False)
    chosen: Shape | None = None
    for wanted in ranges:
        if not wanted.weight or wanted.version not in ("", "4.0", "4.0.1"):
            continue
        rank = (wanted.weight, wanted.kind not in ANY)
        media = _media(wanted.kind, refused)
        if media and (chosen is None or rank > best):
            best, chosen = rank, Shape(media, version=bool(wanted.version))
    return chosen


def _media(kind: str, refused: set[str]) -> str:
    if kind in ANY:
        ours = ("text/json", "text/xml") if kind == "text/*" else (FHIR_JSON, FHIR_XML)
        return next((one for one in ours if one not in refused), "")
    return JSON_KINDS.get(kind) or XML_KINDS.get(kind) or (FHIR_JSON if "json" in kind else "")


def _range(part: str) -> Wanted:
    kind, *parameters = (one.strip() for one in part.lower().split(";"))
    values = dict(one.split("=", 1) for one in parameters if "=" in one)
    try:
        weight = min(max(float(values.get("q", "1")), 0.0), 1.0)
    except ValueError:
        weight = 1.0
    return Wanted(kind, weight, values.get("fhirversion", "").strip(' "'))


def _names_fhir(accept: str) -> bool:
    """Tell whether a header names a media type of FHIR, so that a Binary is wanted as a resource."""
    return any(
        wanted.weight and (JSON_KINDS.get(wanted.kind) == FHIR_JSON or XML_KINDS.get(wanted.kind) == FHIR_XML)
        for wanted in map(_range, accept.split(","))
    )
