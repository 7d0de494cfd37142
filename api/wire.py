"""How is a query string read? Strictly: what does not decode is refused."""

from __future__ import annotations

from urllib.parse import parse_qsl

from domain.errors import Fault, Malformed


def pairs(query: bytes) -> list[tuple[str, str]]:
    """Decode a query string strictly."""
    try:
        return parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except (UnicodeDecodeError, ValueError) as error:
        raise Malformed(Fault("invalid", "The query string cannot be read.")) from error
