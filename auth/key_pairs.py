"""How does a client come by a key pair, and in what shapes may its private key be given? JWK, JWK Set or PEM.

The kid is the thumbprint of RFC 7638, so that both halves agree on it wherever they are kept.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from domain.client import Jwk

PUBLIC = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y")}
ALGORITHMS = {"RSA": "RS384", "EC": "ES384"}
RSA_BITS = 3072
_P384_BYTES = 48


class UnusableKey(ValueError):
    """Not a private key that a client assertion can be signed with."""


def make(algorithm: str) -> dict[str, str]:
    """Make a private key for RS384 or ES384, as a JWK."""
    if algorithm == "RS384":
        return _jwk(rsa.generate_private_key(65537, RSA_BITS))
    if algorithm == "ES384":
        return _jwk(ec.generate_private_key(ec.SECP384R1()))
    raise UnusableKey("A key is made for RS384 or ES384.")


def public_set(*keys: Jwk) -> dict[str, Any]:
    """Give the public halves as a JWK Set, to be registered."""
    members = ("kid", "use", "alg")
    return {"keys": [{name: key[name] for name in (*PUBLIC[key["kty"]], *members) if name in key} for key in keys]}


def read_private(data: bytes, kid: str = "") -> dict[str, Any]:
    """Read a private key from JWK, JWK Set or PEM; ``kid`` chooses in a set and names a PEM's key."""
    key = _from_pem(data) if data.lstrip().startswith(b"-----BEGIN") else _from_json(data, kid)
    if kid:
        key["kid"] = kid
    key.setdefault("kid", thumbprint(key))
    return key


def thumbprint(key: Jwk) -> str:
    """Give the SHA-256 thumbprint: RFC 7638 section 3."""
    members = {name: key[name] for name in PUBLIC[key["kty"]]}
    return _encode(hashlib.sha256(json.dumps(members, separators=(",", ":"), sort_keys=True).encode()).digest())


def _from_pem(data: bytes) -> dict[str, Any]:
    try:
        key = serialization.load_pem_private_key(data, password=None)
    except (ValueError, TypeError) as error:
        raise UnusableKey("Not a private key in PEM without a passphrase.") from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise UnusableKey("A key is RSA, or on P-384.")
    return dict(_jwk(key))


def _from_json(data: bytes, kid: str) -> dict[str, Any]:
    try:
        document = json.loads(data)
    except ValueError as error:
        raise UnusableKey("Neither JSON nor PEM.") from error
    keys = document.get("keys", [document]) if isinstance(document, dict) else None
    if not isinstance(keys, list):
        raise UnusableKey("Not a JWK or JWK Set.")
    usable = [dict(key) for key in keys if _is_private(key) and kid in ("", key.get("kid", kid))]
    if not usable:
        raise UnusableKey("No private RSA or P-384 key in it.")
    return usable[0]


def _is_private(key: object) -> bool:
    if not isinstance(key, dict) or "d" not in key or key.get("use", "sig") != "sig":
        return False
    kind = key.get("kty")
    return all(isinstance(key.get(name), str) for name in PUBLIC.get(str(kind), ("",))) and (
        kind == "RSA" or key.get("crv") == "P-384"
    )


def _jwk(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> dict[str, str]:
    jwk = _rsa(key) if isinstance(key, rsa.RSAPrivateKey) else _p384(key)
    return {**jwk, "use": "sig", "alg": ALGORITHMS[jwk["kty"]], "kid": thumbprint(jwk)}


def _rsa(key: rsa.RSAPrivateKey) -> dict[str, str]:
    private = key.private_numbers()
    public = private.public_numbers
    members = {
        "n": public.n, "e": public.e, "d": private.d, "p": private.p, "q": private.q,
        "dp": private.dmp1, "dq": private.dmq1, "qi": private.iqmp,
    }  # fmt: skip
    return {"kty": "RSA", **{name: _encode(_bytes(value)) for name, value in members.items()}}


def _p384(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    if not isinstance(key.curve, ec.SECP384R1):
        raise UnusableKey("An EC key is on P-384.")
    private = key.private_numbers()
    public = private.public_numbers
    members = {"x": public.x, "y": public.y, "d": private.private_value}
    encoded = {name: _encode(value.to_bytes(_P384_BYTES, "big")) for name, value in members.items()}
    return {"kty": "EC", "crv": "P-384", **encoded}


def _bytes(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
