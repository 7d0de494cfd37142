"""For which purpose is this token asked? The claim of the assertion, checked against the registration.

The extension is ``hl7-b2b`` of https://hl7.org/fhir/us/udap-security/STU1/b2b.html, with an array ``purpose_of_use``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from domain.client import PURPOSES

SYSTEMS = (
    "urn:oid:2.16.840.1.113883.5.8#",
    "urn:oid:2.16.840.1.113883.5.8|",
    "http://terminology.hl7.org/CodeSystem/v3-ActReason#",
    "http://terminology.hl7.org/CodeSystem/v3-ActReason|",
    "http://hl7.org/fhir/v3/ActReason|",
    "http://hl7.org/fhir/v3/ActReason#",
)


class InvalidPurpose(Exception):
    """The purpose is missing, malformed or ambiguous: ``invalid_request``."""


class UnregisteredPurpose(Exception):
    """The purpose is not one that the client is registered for: ``invalid_scope``."""


def asked(claims: Mapping[str, Any]) -> str:
    """Read the one purpose that an assertion asks for; empty when it asks for none."""
    extensions = claims.get("extensions", {})
    if not isinstance(extensions, Mapping):
        raise InvalidPurpose("extensions is not an object")
    extension = extensions.get("hl7-b2b", {})
    if not isinstance(extension, Mapping):
        raise InvalidPurpose("hl7-b2b is not an object")
    purposes = extension.get("purpose_of_use", [])
    if isinstance(purposes, str):
        purposes = [purposes]
    if not isinstance(purposes, list) or not all(isinstance(purpose, str) for purpose in purposes):
        raise InvalidPurpose("purpose_of_use is not an array of strings")
    if "purpose_of_use" in extension and len(purposes) != 1:
        raise InvalidPurpose("purpose_of_use holds not exactly one purpose")
    return code(purposes[0]) if purposes else ""


def code(written: str) -> str:
    """Take the ActReason code out of its usual spellings; a code of another system is not one."""
    for system in SYSTEMS:
        if written.startswith(system):
            written = written[len(system) :]
            break
    if written not in PURPOSES:
        raise UnregisteredPurpose("not an ActReason purpose of use")
    return written


def settle(purpose: str, registered: Iterable[str]) -> str:
    """Give the purpose of the token: the one asked, or the only one there is."""
    held = frozenset(registered)
    if purpose:
        if purpose not in held:
            raise UnregisteredPurpose("not registered")
        return purpose
    if len(held) != 1:
        raise InvalidPurpose("several purposes are registered and none is asked for")
    return next(iter(held))
