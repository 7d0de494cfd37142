"""What does a form post say? A bounded parser of our own: RFC 6749 appendix B.

https://url.spec.whatwg.org/#urlencoded-parsing
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from starlette.requests import Request

BYTES = 32_768
PARAMETERS = 32
MEDIA_TYPE = "application/x-www-form-urlencoded"


class BadForm(Exception):
    """Not a form within bounds, or a parameter given twice."""


async def read(request: Request) -> dict[str, str]:
    """Read the parameters; one without a value counts as left out, one given twice is refused: RFC 6749 section 3.2."""
    media_type, _, _ = request.headers.get("content-type", "").partition(";")
    if media_type.strip().lower() != MEDIA_TYPE:
        raise BadForm("The body is not application/x-www-form-urlencoded.")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise BadForm("The body is encoded.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BYTES:
            raise BadForm("The body is too large.")
    return parse(bytes(body))


def parse(body: bytes) -> dict[str, str]:
    """Take the parameters apart: ``&`` alone separates."""
    pairs = body.split(b"&") if body else []
    if len(pairs) > PARAMETERS:
        raise BadForm("There are too many parameters.")
    parameters: dict[str, str] = {}
    for pair in pairs:
        written, _, value = pair.partition(b"=")
        name = _decode(written)
        if name in parameters:
            raise BadForm("A parameter is given twice.")
        parameters[name] = _decode(value)
    return {name: value for name, value in parameters.items() if value}


def _decode(written: bytes) -> str:
    try:
        return unquote_to_bytes(written.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadForm("A parameter is not UTF-8.") from error
