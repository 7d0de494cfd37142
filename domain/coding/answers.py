"""How does an expansion answer? (https://hl7.org/fhir/R4/valueset-operation-expand.html)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.coding.expansion import Member, expand, known
from domain.coding.library import Library, split
from domain.errors import Fault, Invalid

_UNCLOSED = "http://hl7.org/fhir/StructureDefinition/valueset-unclosed"
MOST_AT_ONCE = 10_000
"""Codes in one answer; more have to be asked for page by page."""
_NAMING = (
    "id", "url", "version", "name", "title", "status", "experimental", "publisher", "copyright", "immutable",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of an expansion, beside the value set."""

    filter: str = ""
    offset: int = 0
    count: int | None = None
    language: str = ""
    designations: bool = False
    designation: tuple[str, ...] = ()
    definition: bool = False
    active: bool = False
    selectable: bool = False
    without: frozenset[str] = frozenset()
    versions: tuple[str, ...] = ()
    partial: bool = False
    """What is known will do: the expansion says so if it is not all."""
    said: tuple[tuple[str, str, Any], ...] = field(default=())
    """What was said, to be said again: name, ``value[x]`` name, value."""


def expansion(
    library: Library, value_set: Mapping[str, Any], wanted: Wanted, identifier: str, timestamp: str
) -> dict[str, Any]:
    """Give the ValueSet with its expansion, or the page of it that is asked for."""
    members, closed = known(library, value_set) if wanted.partial else (expand(library, value_set), True)
    found = _chosen(members.values(), wanted)
    if wanted.count is None and len(found) > MOST_AT_ONCE:
        text = f"The expansion has more than {MOST_AT_ONCE} codes; ask for it page by page, with count and offset."
        raise Invalid(Fault("too-costly", text))
    versions = {each.system: each.version for each in found if each.version}
    _check_versions(versions, wanted.versions)
    end = None if wanted.count is None else wanted.offset + min(wanted.count, MOST_AT_ONCE)
    parameters = [{"name": name, kind: value} for name, kind, value in wanted.said]
    used = [{"name": "version", "valueUri": f"{url}|{version}"} for url, version in sorted(versions.items())]
    made: dict[str, Any] = {} if closed else {"extension": [{"url": _UNCLOSED, "valueBoolean": True}]}
    made |= {"identifier": identifier, "timestamp": timestamp, "total": len(found)}
    if wanted.count is not None or wanted.offset:
        made["offset"] = wanted.offset
    if parameters or used:
        made["parameter"] = [*parameters, *used]
    page = [_contained(each, wanted) for each in found[wanted.offset : end]]
    if page:
        made["contains"] = page
    kept = {name: value_set[name] for name in _NAMING if name in value_set}
    kept.setdefault("status", "unknown")
    if wanted.definition and "compose" in value_set:
        kept["compose"] = value_set["compose"]
    return {"resourceType": "ValueSet", **kept, "expansion": made}


def _chosen(members: Iterable[Member], wanted: Wanted) -> Sequence[Member]:
    words = folded(wanted.filter).split()
    return [
        each
        for each in members
        if each.system not in wanted.without
        and not (wanted.active and each.inactive)
        and not (wanted.selectable and each.abstract)
        and (not words or _matches(each, words))
    ]


def _matches(member: Member, words: Sequence[str]) -> bool:
    """Tell whether every word stands somewhere in the code, the display or a designation."""
    texts = (member.code, member.display, *(each.get("value", "") for each in member.designations))
    text = folded("\n".join(texts))
    return all(word in text for word in words)


def folded(text: str) -> str:
    """Give a text without capitals and accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


def _check_versions(held: Mapping[str, str], asked: Iterable[str]) -> None:
    for canonical in asked:
        url, version = split(canonical)
        if held.get(url, version) != version:
            raise Invalid(Fault("not-found", f"This server holds version {held[url]} of {url}, not the one asked for."))


def _contained(member: Member, wanted: Wanted) -> dict[str, Any]:
    made: dict[str, Any] = {"system": member.system} if member.system else {}
    if member.abstract:
        made["abstract"] = True
    if member.inactive:
        made["inactive"] = True
    if member.version:
        made["version"] = member.version
    made["code"] = member.code
    display = translated(member.display, member.designations, wanted.language)
    if display:
        made["display"] = display
    listed = [each for each in member.designations if _designated(each, wanted.designation)]
    if wanted.designations and listed:
        made["designation"] = [
            {name: each[name] for name in ("language", "use", "value") if name in each} for each in listed
        ]
    return made


def _designated(designation: Mapping[str, Any], wanted: Sequence[str]) -> bool:
    """Tell whether a designation is one that is asked for: by its language, or by ``system|code`` of its use."""
    use = designation.get("use", {})
    tokens = {
        f"{use.get('system', '')}|{use.get('code', '')}",
        f"urn:ietf:bcp:47|{designation.get('language', '')}",
        designation.get("language", ""),
    }
    return not wanted or bool(tokens & set(wanted))


def translated(display: str, designations: Iterable[Mapping[str, Any]], language: str) -> str:
    """Give the display in a language, if there is one; else as it is."""
    wanted = language.lower()
    for each in designations if wanted else ():
        known = str(each.get("language", "")).lower()
        meant = each.get("use", {}).get("code", "display") in {"display", "preferredForLanguage"}
        if meant and known and (known == wanted or known.startswith(f"{wanted}-") or wanted.startswith(f"{known}-")):
            return str(each.get("value", display))
    return display
