"""Which records does a body refer to, and how are its links within a bundle written out? (https://hl7.org/fhir/R4/http.html#trules)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import orjson

from domain.fhir.elements import elements, names

INSIDE = r'([^"\\]*(?:\\.[^"\\]*)*)'
REFERENCE = re.compile(rf'"reference"\s*:\s*"{INSIDE}"')
STRING = re.compile(rf'"{INSIDE}"(\s*:)?')
ADDRESSES = (re.compile(r"urn:(?:uuid|oid):[^\"\\\s'<>]+"), re.compile(r"https?://[^\"\\\s'<>]+"))
LINK = re.compile(r"""((?:href|src)\s*=\s*)(\\"|')(.*?)\2""", re.DOTALL)
UNSURE = ("\\u00", '\\"reference"')  # a name written in escapes; words in a text that look like a name


def references(raw: bytes) -> set[str]:
    """List the literal references of a body, as JSON means them."""
    text = raw.decode()
    if "\\" in text and any(one in text for one in UNSURE):
        found = set(_literals(text))
    else:
        found = set(REFERENCE.findall(text))
    return {_meant(one) if "\\" in one else one for one in found}


def rewrite_references(raw: bytes, mapping: Mapping[str, str]) -> bytes:
    """Put what ``mapping`` says in the place of literal references, and of addresses that name the same entry.

    The rest is https://hl7.org/fhir/R4/http.html#trules: uri, url, oid, uuid and canonical values and the links of
    the narrative, where they are exactly such an address.
    """
    text = raw.decode()
    if "\\" not in text or not any(one in text for one in UNSURE):

        def pointed(match: re.Match[str]) -> str:
            literal = match[1]
            new = mapping.get(_meant(literal) if "\\" in literal else literal)
            if new is None:
                return match[0]
            return text[match.start() : match.start(1)] + _written(new) + '"'

        replaced = REFERENCE.sub(pointed, text)
        if not any(one in mapping for kind in ADDRESSES for one in kind.findall(replaced)):
            return replaced.encode()
    return _rewritten(text, mapping).encode()


def _rewritten(text: str, mapping: Mapping[str, str]) -> str:
    """Look at every string of the body with the name of its member."""
    name, colon = "", 0

    def linked(match: re.Match[str]) -> str:
        new = mapping.get(_meant(match[3]).replace("&amp;", "&"))
        return match[0] if new is None else f"{match[1]}{match[2]}{_written(new.replace('&', '&amp;'))}{match[2]}"

    def one(match: re.Match[str]) -> str:
        nonlocal name, colon
        if match[2]:
            name, colon = _meant(match[1]), match.end()
            return match[0]
        if name == "div":
            return f'"{LINK.sub(linked, match[1])}"'
        direct = name == "reference" and not text[colon : match.start()].strip()
        if direct or name in addresses():
            new = mapping.get(_meant(match[1]))
            if new is not None:
                return f'"{_written(new)}"'
        return match[0]

    return STRING.sub(one, text)


@cache
def addresses() -> frozenset[str]:
    """Name the elements whose type is an address: any kind of uri."""
    kinds = {"uri", "url", "oid", "uuid", "canonical"}
    return frozenset(key for name in names() for key, one in elements(name).items() if one.type in kinds)


def _literals(text: str) -> Iterator[str]:
    """Find the strings whose member is named reference, however the name is written."""
    colon = None
    for match in STRING.finditer(text):
        if colon is not None and not match[2] and not text[colon : match.start()].strip():
            yield match[1]
        colon = match.end() if match[2] and _meant(match[1]) == "reference" else None


def _meant(inside: str) -> str:
    """Undo the escapes of the inside of a JSON string."""
    return str(orjson.loads(f'"{inside}"')) if "\\" in inside else inside


def _written(value: str) -> str:
    return orjson.dumps(value).decode()[1:-1]
