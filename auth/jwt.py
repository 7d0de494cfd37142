"""Do these very bytes say what they claim? The only importer of python-jose, and the only judge of a JWT.

python-jose leaves most of RFC 7515, 7519 and 8725 to its user; what it accepts and must not is listed with its
tests in ``tests/auth/test_jwt.py``. So everything is checked here first, then verified there, then checked again.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jose import jwk as jose_jwk
from jose import jwt as jose_jwt
from jose.backends import ECKey, RSAKey

from domain.client import Jwk

LARGEST = 8192
LONGEST_ASSERTION = 300
SKEW = 30
LONGEST_JTI = 256
ASSERTION_ALGORITHMS = frozenset({"RS384", "ES384"})
ACCESS_ALGORITHM = "ES256"
ASSERTION_TYPE = "JWT"
ACCESS_TYPE = "at+jwt"
SMALLEST_RSA = 2048
LARGEST_RSA = 8192
CURVES = {"ES256": "P-256", "ES384": "P-384"}
KEY_TYPES = {"RS384": "RSA", "ES256": "EC", "ES384": "EC"}
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})

# Public keys whose private halves were thrown away: what an unknown client's assertion is tried against.
DECOYS: dict[str, Jwk] = {
    "RS384": {
        "kty": "RSA",
        "e": "AQAB",
        "n": (
            "nNrSr5q-mlhGa-3ZcSVVqsYyL4xIN0tqDSYaO4mUgt8iF_wSGOYErImoDkDY0WCbAsg63VDNYXVm6-"
            "otFGdbshTnL61DBYbOB2NLSlo8YvA8vtYY0hvnNYQZdW5ofpr5i2OUrYfxtzcwh8FHFZ6SB1GU9QV-IkIEcsItxN8eL_bS-"
            "kqyG3NGywBEHggOouS_XZPvVggyrGpzcSOTbBqm_VNWKAyOPcKQFS6mZvs-hW9al1Ux2LJqHzTO8cMCOVPbE0xlKuMXimy0M9oYd"
            "hGCRo6Vs17NeUqMAzTt0S8TgAwOfSXHbtuFx4weMkgnAFmufEwTt1vxNp8HcDpffzzwiQ"
        ),
    },
    "ES384": {
        "kty": "EC",
        "crv": "P-384",
        "x": "LnlXN0KhSUH6AGxm4gE3qlCS192O5jFJVU2UJ8ueUG0GKXkPyz_lh3mZavpnDflN",
        "y": "49PzjBOLzcpMT7ZhVxQ2c-FCMo6ZujG1ZqNlgMdw5pMFS-Vt7P0QyFr7JIEggxsl",
    },
}

CLIENT_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._~-]{0,62}[A-Za-z0-9])?", re.ASCII)

_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
_LATEST = 253402300799  # 9999-12-31T23:59:59Z

for _backend in (RSAKey, ECKey):
    if _backend.__module__ != "jose.backends.cryptography_backend":
        raise ImportError("python-jose fell back to a pure Python backend: install python-jose[cryptography].")


class InvalidToken(Exception):
    """The one refusal of a token; ``reason`` is for the audit trail, never for the sender."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Unproved:
    """What a token says of itself before any proof: enough to look up whose keys to try, and for nothing else."""

    algorithm: str
    kid: str
    jku: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Claims:
    """The proved claims of a client assertion."""

    client: str
    jti: str
    expires: int
    everything: Mapping[str, Any]


def unproved(token: object) -> Unproved:
    """Read whose assertion this pretends to be, so that the client's keys can be found."""
    header, claims = _parts(token, ASSERTION_ALGORITHMS, ASSERTION_TYPE, frozenset({"alg", "kid", "typ", "jku"}))
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or not CLIENT_ID.fullmatch(issuer):
        raise InvalidToken("iss is not a client id")
    return Unproved(algorithm=header["alg"], kid=header["kid"], jku=header.get("jku", ""), issuer=issuer)


def verify_assertion(
    token: object, *, client: str, keys: Sequence[Jwk], audience: str, now: float, jku: str = ""
) -> Claims:
    """Prove a client assertion: https://hl7.org/fhir/smart-app-launch/STU2.2/client-confidential-asymmetric.html.

    ``keys`` are the client's public keys, ``jku`` its registered key set address (empty when the keys are inline).
    The caller of this function still has to spend the ``jti``.
    """
    header, claims = _parts(token, ASSERTION_ALGORITHMS, ASSERTION_TYPE, frozenset({"alg", "kid", "typ", "jku"}))
    if "jku" in header and (not jku or header["jku"] != jku):
        raise InvalidToken("jku is not the registered address")
    _prove(token, header, keys, audience=audience, required=("exp", "aud", "iss", "sub", "jti"))
    _check_times(claims, now)
    if claims["exp"] - now > LONGEST_ASSERTION:
        raise InvalidToken("exp is more than five minutes ahead")
    if claims.get("aud") != audience:
        raise InvalidToken("aud is not the token address alone")
    if claims.get("iss") != client or claims.get("sub") != client:
        raise InvalidToken("iss, sub and the client differ")
    return Claims(client=client, jti=_jti(claims), expires=claims["exp"], everything=claims)


def sign_assertion(claims: Mapping[str, Any], *, key: Jwk) -> str:
    """Sign a client assertion with a private RSA or P-384 key: the client's half, for ``chartward token``."""
    algorithm = "RS384" if key.get("kty") == "RSA" else "ES384"
    headers = {"kid": key["kid"], "typ": ASSERTION_TYPE}
    token: str = jose_jwt.encode(dict(claims), dict(key), algorithm=algorithm, headers=headers)
    return token


class Signer:
    """One private P-256 key, prepared once, and the only thing that signs access tokens."""

    __slots__ = ("_key", "kid")

    def __init__(self, key: Jwk) -> None:
        """Prepare the key: building it costs more than signing with it."""
        self.kid: str = key["kid"]
        self._key = jose_jwk.construct(dict(key), ACCESS_ALGORITHM)

    def sign(self, claims: Mapping[str, Any], kind: str) -> str:
        """Give the compact form, typed."""
        headers = {"kid": self.kid, "typ": kind}
        token: str = jose_jwt.encode(dict(claims), self._key, algorithm=ACCESS_ALGORITHM, headers=headers)
        return token


def issue_access_token(claims: Mapping[str, Any], *, signer: Signer) -> str:
    """Sign an access token: RFC 9068 section 2."""
    return signer.sign(claims, ACCESS_TYPE)


def verify_access_token(
    token: object, *, keys: Sequence[Jwk], issuer: str, audience: str, now: float
) -> dict[str, Any]:
    """Prove one of our own access tokens: RFC 9068 section 4."""
    header, claims = _parts(token, frozenset({ACCESS_ALGORITHM}), ACCESS_TYPE, frozenset({"alg", "kid", "typ"}))
    _prove(token, header, keys, audience=audience, required=("exp", "iat", "aud", "iss", "sub", "jti"))
    _check_times(claims, now)
    if claims.get("aud") != audience or claims.get("iss") != issuer:
        raise InvalidToken("aud or iss is not ours")
    for name in ("sub", "client_id", "scope"):
        if not isinstance(claims.get(name), str):
            raise InvalidToken(f"{name} is not a string")
    _jti(claims)
    return claims


def usable_keys(keys: Sequence[Jwk], algorithm: str, kid: str) -> list[Jwk]:
    """Give the keys that fit kid, key type, use, algorithm, curve and size; a verifier needs exactly one."""
    return [key for key in keys if key.get("kid") == kid and fits(key, algorithm)]


def fits(key: Jwk, algorithm: str) -> bool:
    """Say whether a public key may verify this algorithm."""
    if key.get("kty") != KEY_TYPES.get(algorithm, "") or PRIVATE_MEMBERS & key.keys():
        return False
    if key.get("use", "sig") != "sig" or key.get("alg", algorithm) != algorithm:
        return False
    operations = key.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        return False
    if key["kty"] == "RSA":
        return SMALLEST_RSA <= _bits(key.get("n")) <= LARGEST_RSA and 2 < _number(key.get("e")) < 1 << 32
    return key.get("crv") == CURVES[algorithm]


def sound(key: Jwk, algorithm: str) -> bool:
    """Say whether the key can be built at all: a point that lies on its curve, a modulus that is one."""
    try:
        jose_jwk.construct(dict(key), algorithm)
    except Exception:  # noqa: BLE001 - python-jose lets everything through that its backend raises
        return False
    return True


def _parts(
    token: object, algorithms: frozenset[str], kind: str, allowed: frozenset[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read header and claims by our own strict rules, before python-jose sees a byte."""
    if not isinstance(token, str) or len(token) > LARGEST or not token.isascii() or not _SHAPE.fullmatch(token):
        raise InvalidToken("not a compact JWS of at most 8 KB")
    header_bytes, claims_bytes, _ = (_canonical(segment) for segment in token.split("."))
    header, claims = _object(header_bytes), _object(claims_bytes)
    if not header.keys() <= allowed:
        raise InvalidToken("a header member that is not allowed")
    if not all(isinstance(value, str) for value in header.values()):
        raise InvalidToken("a header member that is not a string")
    if header.get("alg") not in algorithms:
        raise InvalidToken("alg is not allowed")
    if header.get("typ") != kind:
        raise InvalidToken("typ is another kind of token's")
    if not header.get("kid"):
        raise InvalidToken("kid is missing")
    return header, claims


def _canonical(segment: str) -> bytes:
    """Decode base64url, refusing every spelling but the one that encoding gives."""
    try:
        data = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except (binascii.Error, ValueError) as error:
        raise InvalidToken("not base64url") from error
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != segment:
        raise InvalidToken("base64url is not canonical")
    return data


def _object(data: bytes) -> dict[str, Any]:
    """Read a JSON object in UTF-8 without duplicate members, NaN or Infinity."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidToken("not strict JSON") from error
    if not isinstance(value, dict):
        raise InvalidToken("not a JSON object")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate member")
    return members


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _prove(
    token: object,
    header: dict[str, Any],
    keys: Sequence[Jwk],
    *,
    audience: str,
    required: tuple[str, ...],
) -> None:
    """Verify the signature by exactly one key and one algorithm; whatever goes wrong inside is one refusal."""
    algorithm = header["alg"]
    found = usable_keys(keys, algorithm, header["kid"])
    if len(found) != 1:
        raise InvalidToken("not exactly one usable key")
    options = {f"require_{name}": True for name in required} | {"leeway": SKEW, "verify_at_hash": False}
    try:
        jose_jwt.decode(token, dict(found[0]), algorithms=[algorithm], audience=audience, options=options)
    except Exception as error:
        raise InvalidToken("signature or claims do not verify") from error


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    """Hold exp, iat and nbf to whole seconds of a plausible age; on or after exp is too late."""
    for name in ("exp", "iat", "nbf"):
        if name in claims and (type(claims[name]) is not int or not 0 <= claims[name] <= _LATEST):
            raise InvalidToken(f"{name} is not a plausible integer")
    if "exp" not in claims or now >= claims["exp"]:
        raise InvalidToken("expired")
    if claims.get("iat", 0) > now + SKEW or claims.get("nbf", 0) > now + SKEW:
        raise InvalidToken("issued in the future")


def _jti(claims: Mapping[str, Any]) -> str:
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 1 <= len(jti) <= LONGEST_JTI or not jti.isprintable():
        raise InvalidToken("jti is not a string of 1 to 256 printable characters")
    return jti


def _number(member: object) -> int:
    if not isinstance(member, str) or len(member) > LARGEST:
        return 0
    try:
        return int.from_bytes(_canonical(member), "big")
    except InvalidToken:
        return 0


def _bits(member: object) -> int:
    return _number(member).bit_length()
