"""Which record does a literal reference name (https://hl7.org/fhir/R4/references.html#literal)?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def local(reference: object) -> str:
    """Give ``Type/id`` of a Reference, without address and version; empty for urn, fragment, conditional, logical."""
    text = reference.get("reference") if isinstance(reference, Mapping) else None
    if not isinstance(text, str) or not text or "?" in text or text.startswith(("urn:", "#")):
        return ""
    parts = text.partition("/_history/")[0].rsplit("/", 2)
    return "/".join(parts[-2:]) if len(parts) > 1 else ""


def named(resource: Mapping[str, Any]) -> str:
    """Give ``Type/id`` of a record."""
    return f"{resource.get('resourceType', '')}/{resource.get('id', '')}"
