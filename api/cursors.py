"""Where does the next page begin? Opaque links, sealed for one caller; their content is readable to nobody."""

from __future__ import annotations

import base64
import os

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.caller import Caller
from domain.errors import Fault, Malformed

_NONCE = 12


class Cursors:
    """Seals and opens page links with AES-GCM; the caller and the path are what they are bound to."""

    def __init__(self, secret: bytes) -> None:
        """Take 32 bytes of key."""
        self._cipher = AESGCM(secret)

    def seal(self, caller: Caller, path: str, content: object) -> str:
        """Give the token of a page link."""
        nonce = os.urandom(_NONCE)
        sealed = self._cipher.encrypt(nonce, msgspec.msgpack.encode(content), _bound(caller, path))
        return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")

    def open(self, caller: Caller, path: str, token: str) -> object:
        """Give back what was sealed for this caller and path; Malformed for anything else."""
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
            return msgspec.msgpack.decode(self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], _bound(caller, path)))
        except (ValueError, InvalidTag, msgspec.DecodeError) as error:
            raise Malformed(Fault("invalid", "The page link is not one of this server's, or not yours.")) from error


def _bound(caller: Caller, path: str) -> bytes:
    bound = (caller.client, caller.user, caller.patient, caller.organization, caller.purpose, path)
    return "\n".join(bound).encode()
