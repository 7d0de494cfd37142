"""How is content that is no FHIR kept and handed out? As the data of a Binary (https://hl7.org/fhir/R4/binary.html#rest).

Handed out, it is a download that no browser shows or runs: whoever wrote it chose its media type.
"""

from __future__ import annotations

import base64
import binascii
import re

import msgspec
import orjson
from starlette.responses import Response

from api.xml.document import root_name
from api.xml.plans import FHIR
from domain.errors import Fault, TooLarge, UnsupportedMedia
from domain.fhir.elements import RESOURCES

LARGEST = 48 * 1024 * 1024
"""In base64 no longer than the longest body in JSON."""
_WORD = r"[A-Za-z0-9!#$%&'*+.^_`|~\-]{1,127}"
MEDIA = re.compile(rf'{_WORD}/{_WORD}(?:; ?{_WORD}=(?:{_WORD}|"[A-Za-z0-9 !#-\[\]-~]{{0,127}}"))*')
ISOLATED = {
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


class Content(msgspec.Struct, rename="camel"):
    """What a Binary says of its content."""

    resource_type: str = ""
    id: str = ""
    content_type: str = ""
    data: str | None = None


CONTENT = msgspec.json.Decoder(Content)


def is_resource(body: bytes, kind: str) -> bool:
    """Tell whether what was posted to Binary as JSON or XML is meant as a Binary; if not, it is content like any other.

    Under a media type of FHIR only another resource is content; whatever else it is, its faults are told.
    """
    if "xml" in kind:
        namespace, type_ = root_name(body) or ("", None)
        type_ = type_ if namespace == FHIR else None
    else:
        try:
            found = orjson.loads(body)
        except orjson.JSONDecodeError:
            found = None
        type_ = found.get("resourceType") if isinstance(found, dict) else None
    return type_ == "Binary" or ("fhir" in kind and (not isinstance(type_, str) or type_ not in RESOURCES))


def as_resource(body: bytes, content_type: str, id_: str, context: str) -> bytes:
    """Give content as a Binary; ``context`` is X-Security-Context (https://hl7.org/fhir/R4/binary.html#security)."""
    media = " ".join(content_type.split())
    if not MEDIA.fullmatch(media):
        raise UnsupportedMedia(Fault("not-supported", "The Content-Type is not a media type."))
    if len(body) > LARGEST:
        raise TooLarge(Fault("too-costly", f"Raw content is taken up to {LARGEST // 1024 // 1024} MiB."))
    made: dict[str, object] = {"resourceType": "Binary"}
    if id_:
        made["id"] = id_
    made["contentType"] = media
    if context:
        made["securityContext"] = {"reference": context}
    if body:
        made["data"] = base64.b64encode(body).decode()
    return orjson.dumps(made)


def content_of(resource: bytes) -> Content | None:
    """Read a Binary; None if it is another resource, or has no content of a media type."""
    try:
        found = CONTENT.decode(resource)
    except msgspec.DecodeError:
        return None
    return found if found.resource_type == "Binary" and found.data and MEDIA.fullmatch(found.content_type) else None


def download(content: Content, answer: Response) -> Response:
    """Answer with the content itself, under the validators of the Binary."""
    try:
        data = binascii.a2b_base64(content.data or "")
    except ValueError:
        return answer
    kept = {name: value for name, value in answer.headers.items() if name not in ("content-type", "content-length")}
    named = {"content-disposition": f'attachment; filename="{content.id}"', "content-type": content.content_type}
    return Response(data, answer.status_code, {**kept, **ISOLATED, **named})
