"""Which keys are this installation's own: to sign access tokens, to sign audit checkpoints, to seal page links.

Private keys are JWK files in ``<data-dir>/keys``, one for each purpose and generation, readable by their owner alone:
``token-0001.json``, ``audit-0001.json``. The highest generation signs; every file present verifies, so that a
rotation is a new file and a retirement the removal of an old one. Processes, and nodes, share the folder.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from auth.jwt import Signer
from domain.client import Jwk

TOKEN = "token"  # noqa: S105 - the purpose of a key, not a secret
AUDIT = "audit"
SEAL = "seal"

_NAME = re.compile(r"(?P<purpose>token|audit|seal)-(?P<generation>[0-9]{4})\.json", re.ASCII)
_PUBLIC = ("kty", "crv", "x", "y", "kid", "use", "alg")


@dataclass(frozen=True, slots=True)
class _Generation:
    """All the keys of one purpose, oldest first."""

    private: tuple[Jwk, ...]
    public: tuple[Jwk, ...]
    signer: Signer | None = None


@dataclass(slots=True)
class KeyRing:
    """The keys in one folder; opening it makes the first of each purpose if there is none."""

    folder: Path
    _purposes: dict[str, _Generation] = field(default_factory=dict, init=False)
    _stamp: int = field(default=-1, init=False)

    @classmethod
    def open(cls, data_dir: Path) -> KeyRing:
        """Open ``<data_dir>/keys``, made with its first keys when it is not there; safe between processes."""
        folder = data_dir / "keys"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        ring = cls(folder)
        for purpose in (TOKEN, AUDIT, SEAL):
            if not ring._files(purpose):
                ring._create(purpose, 1)
        ring.refresh()
        return ring

    def refresh(self) -> bool:
        """Read the folder again when it changed, as after a rotation by another process; say whether it had."""
        stamp = self.folder.stat().st_mtime_ns
        if stamp == self._stamp:
            return False
        self._purposes = {purpose: self._load(purpose) for purpose in (TOKEN, AUDIT, SEAL)}
        self._stamp = stamp
        return True

    def rotate(self, purpose: str) -> str:
        """Make a new key that signs from now on, the earlier ones still verifying; give its kid."""
        present = self._files(purpose)
        self._create(purpose, int(present[-1].stem.rpartition("-")[2]) + 1 if present else 1)
        self._stamp = -1
        self.refresh()
        return str(self._purposes[purpose].private[-1]["kid"])

    @property
    def signer(self) -> Signer:
        """What signs access tokens at present."""
        signer = self._purposes[TOKEN].signer
        if signer is None:
            raise LookupError("no key to sign access tokens")
        return signer

    @property
    def verifying(self) -> Sequence[Jwk]:
        """The public keys that access tokens may be signed by."""
        return self._purposes[TOKEN].public

    def jwks(self) -> dict[str, list[dict[str, Any]]]:
        """Give the public key set of the issuer: RFC 7517."""
        return {"keys": [dict(key) for key in self.verifying]}

    def sign(self, purpose: str, message: bytes) -> str:
        """Sign bytes for a purpose that is not a token: ``kid.signature``, ECDSA P-256 over purpose and message."""
        key = self._purposes[_not_token(purpose)].private[-1]
        signature = _private(key).sign(_bound(purpose, message), ec.ECDSA(hashes.SHA256()))
        return f"{key['kid']}.{_encode(signature)}"

    def verify(self, purpose: str, message: bytes, signature: str) -> bool:
        """Say whether one of this purpose's keys, past or present, signed these bytes."""
        kid, _, encoded = signature.rpartition(".")
        for key in self._purposes[_not_token(purpose)].private:
            if key["kid"] == kid:
                with contextlib.suppress(InvalidSignature, ValueError):
                    public = _private(key).public_key()
                    public.verify(_decode(encoded), _bound(purpose, message), ec.ECDSA(hashes.SHA256()))
                    return True
        return False

    def secret(self, use: str) -> bytes:
        """Give 32 secret bytes for one use, such as sealing page links; the same in every process."""
        key = self._purposes[SEAL].private[-1]
        return hmac.digest(_decode(str(key["d"])), b"chartward " + use.encode(), "sha256")

    def _files(self, purpose: str) -> list[Path]:
        return sorted(
            path
            for path in self.folder.iterdir()
            if (match := _NAME.fullmatch(path.name)) and match["purpose"] == purpose
        )

    def _load(self, purpose: str) -> _Generation:
        private: list[Jwk] = []
        for path in self._files(purpose):
            if path.stat().st_mode & 0o077:
                raise PermissionError(f"{path} may be read by others than its owner: chmod 600 {path}")
            private.append(json.loads(path.read_bytes()))
        public = tuple({name: key[name] for name in _PUBLIC} for key in private)
        return _Generation(tuple(private), public, Signer(private[-1]) if purpose == TOKEN and private else None)

    def _create(self, purpose: str, generation: int) -> None:
        """Write a whole new key under its name, or leave the one that another process wrote first."""
        temporary = self.folder / f".{secrets.token_hex(8)}"
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(json.dumps(make_p256()).encode())
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(temporary, self.folder / f"{purpose}-{generation:04}.json")
        finally:
            temporary.unlink()
        directory = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def make_p256() -> dict[str, str]:
    """Make a private P-256 signing key as a JWK."""
    numbers = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    x, y = numbers.public_numbers.x, numbers.public_numbers.y
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _encode(x.to_bytes(32, "big")),
        "y": _encode(y.to_bytes(32, "big")),
        "d": _encode(numbers.private_value.to_bytes(32, "big")),
        "kid": secrets.token_urlsafe(12),
        "use": "sig",
        "alg": "ES256",
    }


def _private(key: Jwk) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(_decode(str(key["d"])), "big"), ec.SECP256R1())


def _not_token(purpose: str) -> str:
    if purpose == TOKEN:
        raise ValueError("access tokens are signed by auth.jwt alone")
    return purpose


def _bound(purpose: str, message: bytes) -> bytes:
    return purpose.encode() + b"\0" + message


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
