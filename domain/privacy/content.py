"""What is a record about, as hashes? Type-independent keys of its codes, to compare with the codes of a directive."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from domain.search.hashing import text_hash

CODED: Final = (
    "code",
    "type",
    "category",
    "class",
    "medicationCodeableConcept",
    "vaccineCode",
    "reasonCode",
    "serviceType",
)
"""Elements whose codings say what a record is about; https://hl7.org/fhir/R4/consent.html, Consent.provision.code."""

_ANY: Final = "\x1e"


@lru_cache(maxsize=65_536)
def content_hash(system: str | None, code: str) -> int:
    """Hash a code to a signed 64-bit number; without a system it stands for the code in any system."""
    return text_hash(f"content\x1f{system or _ANY}\x1f{code}")


def content_keys(resource: dict[str, Any]) -> frozenset[int]:
    """Give the hashes of every code that says what the record is about, each with and without its system."""
    keys: set[int] = set()
    for coding in codings(resource):
        code = coding.get("code")
        if isinstance(code, str):
            keys.add(content_hash(coding.get("system"), code))
            keys.add(content_hash(None, code))
    return frozenset(keys)


def codings(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the codings of the elements that say what a record, or a part of it, is about."""
    for element in CODED:
        value = resource.get(element)
        if value is not None:
            yield from _codings(value)
    for parts in ("component", "section", "contained"):
        for part in resource.get(parts, ()):
            if isinstance(part, dict):
                yield from codings(part)


def _codings(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _codings(item)
    elif isinstance(value, dict):
        inner = value.get("coding")
        if inner is None:
            if "code" in value:
                yield value
            return
        if isinstance(inner, list):
            yield from (coding for coding in inner if isinstance(coding, dict))
