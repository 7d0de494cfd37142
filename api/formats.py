"""How does an answer in FHIR JSON take the shape that the client asked for? (https://hl7.org/fhir/R4/http.html#mime-type)."""

from __future__ import annotations

import asyncio

import msgspec
from starlette.responses import Response

from api.binaries import ISOLATED, content_of, download
from api.negotiation import FHIR_JSON, Shape
from api.xml.writing import to_xml

LONG = 256 * 1024
"""From here on another thread does it, so that other requests do not wait."""


async def shaped(answer: Response, shape: Shape) -> Response:
    """Give the answer as XML, indented, or as the content of a Binary; what is no FHIR JSON stays as it is."""
    if not answer.body or not answer.headers.get("content-type", "").startswith(FHIR_JSON):
        return answer
    if len(answer.body) < LONG:
        return _shaped(answer, shape)
    return await asyncio.to_thread(_shaped, answer, shape)


def _shaped(answer: Response, shape: Shape) -> Response:
    body = bytes(answer.body)
    if shape.raw and answer.status_code == 200:
        content = content_of(body)
        if content is not None and _takes(shape, content.content_type):
            return download(content, answer)
    if shape.xml:
        body = to_xml(body, pretty=shape.pretty)
    elif shape.pretty:
        body = msgspec.json.format(body, indent=2) + b"\n"
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    if shape.xml:  # a browser would show XHTML in it
        headers["content-security-policy"] = ISOLATED["content-security-policy"]
    return Response(body, answer.status_code, {**headers, "content-type": shape.content_type})


def _takes(shape: Shape, content_type: str) -> bool:
    """Tell whether content goes out as it is: unless generic JSON or XML was asked for, and it is neither."""
    kind = content_type.partition(";")[0].lower()
    return shape.media.startswith("application/fhir+") or "*" in shape.raw or kind in shape.raw.lower()
