"""Which kind of patch is it? JSON Patch and JSON Merge Patch by their media types, FHIRPath Patch as Parameters.

https://hl7.org/fhir/R4/http.html#patch
"""

from __future__ import annotations

import base64
from collections.abc import Callable

from api import bodies
from api.fhirpath_patch import fhirpath_patch
from api.json_patch import json_patch
from api.merge_patch import merge_patch
from api.negotiation import FHIR_JSON, FHIR_XML
from api.validation import validate
from domain.errors import Fault, Malformed, UnsupportedMedia

JSON_PATCH = frozenset({"application/json-patch+json"})
MERGE_PATCH = frozenset({"application/merge-patch+json"})

TAKEN = (*JSON_PATCH, *MERGE_PATCH, FHIR_JSON, FHIR_XML)
"""What a patch may be sent as."""


def patch_of(document: bytes, type_: str, where: str = "", media: str = "") -> Callable[[bytes], bytes]:
    """Read a patch of records of a type; ``where`` is the FHIRPath of the document in what was sent."""
    if media in JSON_PATCH:
        return json_patch(document, where)
    found = bodies.read(document)
    if media in MERGE_PATCH or (media == "application/json" and found.get("resourceType") != "Parameters"):
        return merge_patch(document, where)
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
