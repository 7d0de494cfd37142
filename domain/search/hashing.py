"""Which number stands for a token in the keys of a record? (https://hl7.org/fhir/R4/search.html#token).

The four forms of a token search and the hash each asks for:

=============  ==================================  ==========================
search         call                                written for
=============  ==================================  ==========================
``s|c``        ``token_hash(t, p, "s", "c")``      a token with this system
``|c``         ``token_hash(t, p, "", "c")``       a token without a system
``c``          ``token_hash(t, p, None, "c")``     every token
``s|``         ``token_hash(t, p, "s", None)``     a token with a system
(any value)    ``token_hash(t, p, None, None)``    every parameter with a value
=============  ==================================  ==========================

Codes and systems are compared exactly; letter case counts. The parts are joined by control characters that
neither a FHIR code nor a FHIR uri may hold, so no part can pose as another.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

_ANY = "\x1e"
"""Stands where a part is not stated; "" stands where the token has none."""


def token_hash(type_: str, parameter: str, system: str | None, code: str | None) -> int:
    """Give the signed 64-bit hash of one form of a token."""
    parts = (type_, parameter, _ANY if system is None else system, _ANY if code is None else code)
    return text_hash("\x1f".join(parts))


def of_type_hash(type_: str, parameter: str, system: str, code: str, value: str) -> int:
    """Give the hash of an identifier with a type (``:of-type``)."""
    return token_hash(type_, f"{parameter}:of-type", f"{system}|{code}", value)


def text_hash(text: str) -> int:
    """Give the signed 64-bit hash of a text."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


@lru_cache(maxsize=65_536)
def token_hashes(type_: str, parameter: str, system: str, code: str) -> tuple[int, ...]:
    """Give every hash under which a token of a record is found; ``system`` is "" where it has none.

    The first is that of ``c`` alone, the second that of system and code together.
    """
    found = (token_hash(type_, parameter, None, code), token_hash(type_, parameter, system, code))
    return (*found, token_hash(type_, parameter, system, None)) if system else found
