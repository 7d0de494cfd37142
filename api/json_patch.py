"""What does a JSON Patch make of a record? (https://hl7.org/fhir/R4/http.html#patch, RFC 6902 and 6901).

A document that is no patch is 400; one that cannot be applied to the record as it stands is 422, a failed ``test``
included.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from jsonpatch import JsonPatch, JsonPatchConflict, JsonPatchException, JsonPatchTestFailed
from jsonpointer import JsonPointerException, resolve_pointer

from api import trees
from api.reading import read
from domain.errors import Fault, Invalid, Malformed

MOST_OPERATIONS = 500
MOST_VALUES = 200_000
"""How many values a patch may copy in all: copying doubles what is there."""


def json_patch(document: bytes, where: str = "") -> Callable[[bytes], bytes]:
    """Read a patch; give what makes a new body of a present one. ``where`` is where its faults are placed."""
    operations = _operations(document, where)
    try:
        JsonPatch(operations)
    except (JsonPatchException, JsonPointerException, TypeError, KeyError):
        _blame(operations, where)

    def apply(body: bytes) -> bytes:
        made = trees.tree(body)
        copied = 0
        for n, operation in enumerate(operations):
            try:
                if operation["op"] == "copy":
                    copied += trees.size(resolve_pointer(made, operation["from"]), MOST_VALUES)
                    if copied > MOST_VALUES:
                        raise Invalid(Fault("too-costly", "The patch copies too much.", where))
                made = JsonPatch([operation]).apply(made, in_place=True)
            except JsonPatchTestFailed:
                raise Invalid(Fault("business-rule", f"The test of operation {n} fails.", where)) from None
            except (JsonPatchConflict, JsonPointerException, JsonPatchException, TypeError, KeyError, IndexError):
                text = f"Operation {n} names what is not there, or what cannot be changed so."
                raise Invalid(Fault("processing", text, where)) from None
            except RecursionError:
                raise Invalid(Fault("too-costly", "What the patch makes is nested too deep.", where)) from None
        if not isinstance(made, dict):
            raise Invalid(Fault("structure", "What the patch makes is no resource.", where))
        return trees.written(made)

    return apply


def _operations(document: bytes, where: str) -> list[dict[str, Any]]:
    try:
        orjson.loads(document)
    except orjson.JSONDecodeError:
        raise Malformed(Fault("structure", "The patch is not JSON in UTF-8.", where)) from None
    read(b'{"patch":%b}' % document)  # no name twice, no number beyond bounds
    found = trees.tree(document)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Malformed(Fault("structure", "A JSON Patch is a list of operations.", where))
    if len(found) > MOST_OPERATIONS:
        raise Malformed(Fault("too-costly", f"A patch has at most {MOST_OPERATIONS} operations.", where))
    for n, one in enumerate(found):
        if one.get("op") in ("add", "replace", "test") and "value" not in one:
            raise Malformed(Fault("required", f"Operation {n} has no value.", where))
        if one.get("op") in ("move", "copy") and not isinstance(one.get("from"), str):
            raise Malformed(Fault("required", f"Operation {n} does not say from where.", where))
    return found


def _blame(operations: list[dict[str, Any]], where: str) -> None:
    for n, operation in enumerate(operations):
        try:
            JsonPatch([operation])
        except (JsonPatchException, JsonPointerException, TypeError, KeyError):
            raise Malformed(Fault("structure", f"Operation {n} is not one of JSON Patch.", where)) from None
