"""Of which type is what a reference names, as far as the reference itself says (https://hl7.org/fhir/R4/references.html)?"""

from __future__ import annotations

import re
from typing import Any

from domain.fhir.elements import RESOURCES

LITERAL = re.compile(r"(?:https?://[^?#\s]+/)?([A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?")
CONDITIONAL = re.compile(r"([A-Za-z]+)\?")


def target_type(reference: Any) -> str:
    """Name the type; empty if the reference does not say."""
    if not isinstance(reference, dict):
        return ""
    literal = reference.get("reference")
    found = None
    if isinstance(literal, str) and len(literal) < 2048:
        found = LITERAL.fullmatch(literal) or CONDITIONAL.match(literal)
    if found is not None and found[1] in RESOURCES:
        return found[1]
    said = reference.get("type")
    return said if isinstance(said, str) and said in RESOURCES else ""
