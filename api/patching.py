"""Which kind of patch is it? JSON Patch by its media type, FHIRPath Patch in a Parameters resource.

https://hl7.org/fhir/R4/http.html#patch
"""

from __future__ import annotations

import base64
from collections.abc import Callable

from api import bodies
from api.fhirpath_patch import fhirpath_patch
from api.json_patch import json_patch
from api.validation import validate
from domain.errors import Fault, Malformed, UnsupportedMedia

JSON_PATCH = frozenset({"application/json-patch+json"})


def patch_of(document: bytes, type_: str, where: str = "", *, is_json: bool = False) -> Callable[[bytes], bytes]:
    """Read a patch of records of a type; ``where`` is the FHIRPath of the document in what was sent."""
    if is_json:
        return json_patch(document, where)
    found = bodies.read(document)
    if found.get("resourceType") != "Parameters":
        raise Malformed(Fault("invalid", "A FHIRPath Patch is a Parameters resource.", where or "resourceType"))
    validate(found, "Parameters", where)
    return fhirpath_patch(document, type_, where or "Parameters")


def carried(resource: bytes, type_: str, where: str) -> Callable[[bytes], bytes]:
    """Read the patch that an entry of a bundle carries: Parameters, or a Binary that holds a JSON Patch.

    https://hl7.org/fhir/R4/http.html#transaction
    """
    found = bodies.read(resource)
    if found.get("resourceType") != "Binary":
        return patch_of(resource, type_, where)
    validate(found, "Binary", where)
    if str(found.get("contentType", "")).partition(";")[0].strip().lower() not in JSON_PATCH:
        text = "A Binary that patches holds application/json-patch+json."
        raise UnsupportedMedia(Fault("not-supported", text, f"{where}.contentType"))
    try:
        document = base64.b64decode("".join(str(found.get("data", "")).split()), validate=True)
    except ValueError:
        raise Malformed(Fault("value", "The data of the Binary are not base64.", f"{where}.data")) from None
    return json_patch(document, f"{where}.data")
