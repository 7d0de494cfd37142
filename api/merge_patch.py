"""What does a JSON Merge Patch make of a record? (RFC 7396; what some FHIR clients send as ``application/json``).

R4 asks for JSON Patch and FHIRPath Patch; this third form is taken because clients in use send it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api import trees
from domain.errors import Fault, Malformed


def merge_patch(document: bytes, where: str = "") -> Callable[[bytes], bytes]:
    """Read a patch, known to be sound JSON; give what makes a new body of a present one."""
    patch = trees.tree(document)
    if not isinstance(patch, dict):
        raise Malformed(Fault("structure", "A JSON Merge Patch is an object.", where))
    return lambda body: trees.written(_merged(trees.tree(body), patch))


def _merged(target: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    made = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            made.pop(name, None)
        else:
            made[name] = _merged(made.get(name), value)
    return made
