"""Every way in which python-jose 3.5 alone would be fooled, and what the wrapper answers."""

from __future__ import annotations

import ast
import base64
import hmac
import json
import os
import random
import runpy
import string
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from jose import jwt as bare
from joserfc.jwk import ECKey, RSAKey

from auth.jwt import (
    InvalidToken,
    Signer,
    fits,
    issue_access_token,
    sign_assertion,
    unproved,
    verify_access_token,
    verify_assertion,
)
from auth.key_pairs import make
from auth.keys import make_p256
from tests.auth.peer import (
    CLIENT,
    TOKEN_URL,
    assertion,
    claims,
    ec_key,
    encode,
    peer_accepts,
    public,
    rsa_key,
    segment,
    signed,
)

R, E = rsa_key(), ec_key()
JWKS = public(R, E)
GOOD = {"alg": "RS384", "kid": "r1", "typ": "JWT"}
MUTATIONS = int(os.environ.get("CHARTWARD_FUZZ", "2500"))


def verify(token: object, *, keys: Sequence[Mapping[str, Any]] = JWKS, now: float = 0, jku: str = "") -> Any:
    """Verify as the token endpoint does."""
    return verify_assertion(token, client=CLIENT, keys=keys, audience=TOKEN_URL, now=now or time.time(), jku=jku)


def accepted(token: object, *, keys: Sequence[Mapping[str, Any]] = JWKS, now: float = 0, jku: str = "") -> bool:
    """Say whether it verifies; anything raised but InvalidToken fails the test."""
    try:
        verify(token, keys=keys, now=now, jku=jku)
    except InvalidToken:
        return False
    return True


@pytest.mark.parametrize("key", [R, E], ids=["RS384", "ES384"])
def test_peer_assertion(key: RSAKey | ECKey) -> None:
    """An assertion that joserfc signed is proved, whatever the order of the keys registered."""
    said = claims()

    for keys in (JWKS, JWKS[::-1]):
        found = verify(assertion(key, said), keys=keys)

        assert (CLIENT, said["jti"], said["exp"], said) == (found.client, found.jti, found.expires, found.everything)


@pytest.mark.parametrize("algorithm", ["RS384", "ES384"])
def test_own_assertion(algorithm: str) -> None:
    """What the command line signs is proved by the server, and by the peer."""
    key = make(algorithm)
    keys = [{name: value for name, value in key.items() if name in {"kty", "n", "e", "crv", "x", "y", "kid", "alg"}}]
    token = sign_assertion(claims(), key=key)

    assert accepted(token, keys=keys)
    assert peer_accepts(token, keys, time.time())


HEADERS: dict[str, dict[str, Any]] = {
    "alg none": {"alg": "none"},
    "alg None": {"alg": "NONE"},
    "alg missing": {"alg": None},
    "alg array": {"alg": ["RS384"]},
    "alg RS256": {"alg": "RS256"},
    "alg RS512": {"alg": "RS512"},
    "alg HS256": {"alg": "HS256"},
    "alg HS384": {"alg": "HS384"},
    "alg PS384": {"alg": "PS384"},
    "alg ES384 with an RSA kid": {"alg": "ES384"},
    "alg in another case": {"alg": "rs384"},
    "kid missing": {"kid": None},
    "kid empty": {"kid": ""},
    "kid unknown": {"kid": "r2"},
    "kid of the other key": {"kid": "e1"},
    "kid path": {"kid": "../../dev/null"},
    "kid SQL": {"kid": "r1' OR '1'='1"},
    "kid array": {"kid": ["r1"]},
    "kid number": {"kid": 1},
    "kid object": {"kid": {"r1": 1}},
    "kid NUL": {"kid": "r1\x00"},
    "typ missing": {"typ": None},
    "typ of an access token": {"typ": "at+jwt"},
    "typ of a proof": {"typ": "dpop+jwt"},
    "typ in lower case": {"typ": "jwt"},
    "typ with a prefix": {"typ": "application/jwt"},
    "typ array": {"typ": ["JWT"]},
    "crit unknown": {"crit": ["exp"]},
    "crit empty": {"crit": []},
    "b64": {"b64": False, "crit": ["b64"]},
    "b64 alone": {"b64": True},
    "jwk embedded": {"jwk": public(R)[0]},
    "jku though keys are inline": {"jku": "https://app.test/jwks"},
    "jku empty": {"jku": ""},
    "x5u": {"x5u": "https://evil.test/c.pem"},
    "x5c": {"x5c": ["MIIB"]},
    "x5t": {"x5t": "aaaa"},
    "x5t#S256": {"x5t#S256": "aaaa"},
    "zip": {"zip": "DEF"},
    "enc": {"enc": "A256GCM"},
    "cty": {"cty": "JWT"},
    "a member of nobody's": {"foo": "bar"},
}


@pytest.mark.parametrize("changed", HEADERS.values(), ids=HEADERS.keys())
def test_headers(changed: dict[str, Any]) -> None:
    """A header that strays from the one good form is refused, though the signature is good."""
    members = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}

    assert not accepted(signed(R, json.dumps(members), json.dumps(claims()), "RS384"))


CLAIMS: dict[str, Any] = {
    "exp missing": {"exp": None},
    "exp string": {"exp": lambda: str(int(time.time()) + 200)},
    "exp float": {"exp": lambda: time.time() + 200},
    "exp whole float": {"exp": lambda: float(int(time.time()) + 200)},
    "exp true": {"exp": True},
    "exp array": {"exp": [1]},
    "exp object": {"exp": {}},
    "exp huge": {"exp": 10**400},
    "exp in 31 years": {"exp": lambda: int(time.time()) + 10**9},
    "exp too far": {"exp": lambda: int(time.time()) + 330},
    "exp past": {"exp": lambda: int(time.time()) - 1},
    "exp negative": {"exp": -1},
    "iat string": {"iat": "1"},
    "iat in the future": {"iat": lambda: int(time.time()) + 200},
    "iat array": {"iat": [1]},
    "nbf in the future": {"nbf": lambda: int(time.time()) + 200},
    "nbf string": {"nbf": "1"},
    "nbf object": {"nbf": {}},
    "aud missing": {"aud": None},
    "aud of another": {"aud": "https://other.test/auth/token"},
    "aud array of one": {"aud": [TOKEN_URL]},
    "aud array with another": {"aud": [TOKEN_URL, "https://other.test"]},
    "aud with a slash": {"aud": TOKEN_URL + "/"},
    "aud with a query": {"aud": TOKEN_URL + "?"},
    "aud in capitals": {"aud": TOKEN_URL.upper()},
    "aud the issuer": {"aud": TOKEN_URL.removesuffix("/token")},
    "aud number": {"aud": 1},
    "iss missing": {"iss": None},
    "iss of another": {"iss": "lake-app"},
    "iss array": {"iss": [CLIENT]},
    "iss look-alike": {"iss": "r\u0456ver-app"},
    "iss in capitals": {"iss": CLIENT.upper()},
    "iss with a space": {"iss": CLIENT + " "},
    "sub missing": {"sub": None},
    "sub of another": {"sub": "lake-app"},
    "sub array": {"sub": [CLIENT]},
    "sub number": {"sub": 7},
    "jti missing": {"jti": None},
    "jti empty": {"jti": ""},
    "jti number": {"jti": 7},
    "jti array": {"jti": ["a"]},
    "jti long": {"jti": "a" * 257},
    "jti NUL": {"jti": "a\x00"},
    "jti lone surrogate": {"jti": "a\ud800"},
}


@pytest.mark.parametrize("changed", CLAIMS.values(), ids=CLAIMS.keys())
def test_claims(changed: dict[str, Any]) -> None:
    """A claim that is missing, of another type, or of another value is refused."""
    settled = {name: value() if callable(value) else value for name, value in changed.items()}

    assert not accepted(assertion(R, claims(**settled)))


PAYLOADS = {
    "null exp": lambda: json.dumps({**claims(), "exp": None}),
    "null iat": lambda: json.dumps({**claims(), "iat": None}),
    "Infinity": lambda: json.dumps(claims()).replace("{", '{"x": Infinity, ', 1),
    "exp Infinity": lambda: json.dumps({**claims(), "exp": float("inf")}),
    "NaN": lambda: json.dumps({**claims(), "nbf": float("nan")}),
    "sub twice": lambda: json.dumps(claims()).replace("{", '{"sub": "lake-app", ', 1),
    "sub twice alike": lambda: json.dumps(claims()).replace("{", f'{{"sub": "{CLIENT}", ', 1),
    "duplicate deep inside": lambda: json.dumps(claims()).replace("{", '{"x": {"y": [{"a": 1, "a": 2}]}, ', 1),
    "array": lambda: json.dumps([claims()]),
    "string": lambda: json.dumps("claims"),
    "nothing": lambda: " ",
    "not UTF-8": lambda: json.dumps(claims()).encode() + b"\xff",
    "UTF-16": lambda: json.dumps(claims()).encode("utf-16"),
    "BOM": lambda: b"\xef\xbb\xbf" + json.dumps(claims()).encode(),
    "trailing": lambda: json.dumps(claims()) + "{}",
    "5,000 digits": lambda: json.dumps(claims()).replace("{", '{"x": ' + "9" * 5_000 + ", ", 1),
}


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_payloads(payload: Callable[[], str | bytes]) -> None:
    """A payload that is not one strict JSON object is refused, though the signature is good."""
    assert not accepted(signed(R, json.dumps(GOOD), payload(), "RS384"))


def test_duplicate_header_member() -> None:
    """A header that gives a member twice is refused."""
    assert not accepted(signed(R, json.dumps(GOOD).replace("{", '{"alg": "none", ', 1), json.dumps(claims()), "RS384"))


@pytest.mark.parametrize("depth", [1_000, 2_900])
def test_depth(depth: int) -> None:
    """Nesting that exhausts the parser is a refusal like any other."""
    nested = json.dumps(claims()).replace("{", '{"x": ' + "[" * depth + "]" * depth + ", ", 1)

    token = signed(E, json.dumps({**GOOD, "alg": "ES384", "kid": "e1"}), nested, "ES384")

    assert accepted(token) is (len(token) <= 8192 and depth < 900)
    assert not accepted(signed(E, '{"alg":' + "[" * depth + "]" * depth + "}", json.dumps(claims()), "ES384"))


@pytest.mark.parametrize(
    "token",
    [
        None,
        7,
        b"a.b.c",
        "",
        ".",
        "..",
        "a.b",
        "a.b.c.d",
        "a..c",
        "a.b.c\n",
        " a.b.c",
        "é.b.c",
        "a" * 100_000 + ".b.c",
        ["a.b.c"],
    ],
    ids=repr,
)
def test_shapes(token: object) -> None:
    """What is not three parts of base64url within 8 KB is refused unread."""
    assert not accepted(token)


def test_size() -> None:
    """A good token over 8 KB is refused."""
    assert accepted(assertion(R, claims(x="a" * 4_000)))
    assert not accepted(assertion(R, claims(x="a" * 7_000)))


@pytest.mark.parametrize("key", [R, E], ids=["RS384", "ES384"])
def test_canonical(key: RSAKey | ECKey) -> None:
    """Of the spellings of one token exactly one is accepted: no padding, no stray bits, no other alphabet."""
    token = assertion(key)
    alphabet = string.ascii_letters + string.digits + "-_"
    spelled = [token[:-1] + last for last in alphabet] + [token + "=", token + "==", token + "A"]

    assert [token] == [each for each in spelled if accepted(each)]


def test_malleated_signature_keeps_its_jti() -> None:
    """The other signature of ECDSA (order minus s) proves the same jti, by which replay is refused."""
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973
    token = assertion(E)
    head, _, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    other = raw[:48] + (order - int.from_bytes(raw[48:], "big")).to_bytes(48, "big")

    assert verify(token).jti == verify(f"{head}.{encode(other)}").jti


KEYS: dict[str, tuple[dict[str, Any], ...]] = {
    "none": (),
    "the same kid twice": (*public(R), *public(R)),
    "use enc": public(R, use="enc"),
    "alg of another": public(R, alg="RS256"),
    "key_ops encrypt": public(R, key_ops=["encrypt"]),
    "key_ops not a list": public(R, key_ops="verify"),
    "kty another": public(R, kty="EC"),
    "kty oct": public(R, kty="oct", k="AAAA"),
    "private": ({**R.as_dict(private=True)},),
    "symmetric member": public(R, k="AAAA"),
    "no modulus": public(R, n=None),
    "modulus number": public(R, n=5),
    "modulus not canonical": public(R, n=public(R)[0]["n"] + "="),
    "exponent one": public(R, e="AQ"),
    "exponent vast": public(R, e="A" * 4_000),
    "kid number": public(R, kid=1),
    "key of somebody else": public(rsa_key("r1", 3072)),
}


@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS.keys())
def test_keys(keys: tuple[dict[str, Any], ...]) -> None:
    """Exactly one public key must fit by kid, type, use, algorithm and size."""
    assert not accepted(assertion(R), keys=keys)


def test_two_keys_of_one_kid_but_not_one_type() -> None:
    """A kid may be shared by an RSA and an EC key: still exactly one of them fits."""
    assert accepted(assertion(R), keys=(*public(R), *public(E, kid="r1")))


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_weak_keys() -> None:
    """RSA under 2048 bits and ES384 on another curve are refused; python-jose alone accepts both."""
    weak, small = rsa_key("w", 1024), ec_key("s", "P-256")
    tiny = assertion(weak, claims())
    short = signed(small, json.dumps({**GOOD, "kid": "s", "alg": "ES384"}), json.dumps(claims()), "ES256")

    assert bare.decode(tiny, public(weak)[0], algorithms=["RS384"], audience=TOKEN_URL)
    assert not accepted(tiny, keys=public(weak))
    assert not accepted(short, keys=public(small))


def test_public_key_as_secret() -> None:
    """A forgery signed with the public key as an HMAC secret, in any of its encodings, is refused."""
    native = load_der_public_key(R.as_der(private=False))
    ssh = native.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    for secret in (R.as_pem(private=False), R.as_der(private=False), ssh, json.dumps(public(R)[0]).encode(), b""):
        for algorithm in ("HS256", "RS384"):
            head = f"{segment(json.dumps({**GOOD, 'alg': algorithm}))}.{segment(json.dumps(claims()))}"

            assert not accepted(f"{head}.{encode(hmac.digest(secret, head.encode(), 'sha256'))}")


def test_unsigned() -> None:
    """A token without a signature is refused whatever its header says."""
    for algorithm in ("none", "RS384"):
        head = f"{segment(json.dumps({**GOOD, 'alg': algorithm}))}.{segment(json.dumps(claims()))}"

        assert not accepted(f"{head}.")
        assert not accepted(f"{head}.AA")


def test_expiry_boundaries() -> None:
    """On exp it is too late; exactly five minutes ahead is the furthest."""
    token = assertion(R, claims(exp=int(time.time()) + 250))
    exp = verify(token).expires

    assert [False, True, True, False] == [accepted(token, now=exp - ahead) for ahead in (0, 1, 300, 301)]


@pytest.mark.parametrize(
    "jku",
    [
        "https://app.test/other",
        "http://app.test/jwks",
        "https://app.test.evil.test/jwks",
        "https://app.test/jwks#",
        "https://u@app.test/jwks",
        "https://app.test:444/jwks",
        "https://app.test/JWKS",
        "https://app.test/jwks/",
        "",
    ],
)
def test_jku(jku: str) -> None:
    """A jku is the registered address to the letter, or the token is refused."""
    assert accepted(assertion(R, jku="https://app.test/jwks"), jku="https://app.test/jwks")
    assert not accepted(assertion(R, jku=jku), jku="https://app.test/jwks")


def test_unproved() -> None:
    """What a token says of itself is read by the same strict rules."""
    found = unproved(assertion(R))

    assert ("RS384", "r1", "", CLIENT) == (found.algorithm, found.kid, found.jku, found.issuer)
    with pytest.raises(InvalidToken):
        unproved(assertion(R, claims(iss="river app")))


ISSUER, FHIR = "https://records.mercy.test/auth", "https://records.mercy.test/fhir"
OURS = make_p256()
OUR_PUBLIC = [{name: OURS[name] for name in ("kty", "crv", "x", "y", "kid", "use", "alg")}]


def access_claims(**changed: Any) -> dict[str, Any]:
    """Give the claims of a good access token, with some changed (None removes one)."""
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": FHIR,
        "iat": now,
        "exp": now + 300,
        "jti": "t1",
        "sub": CLIENT,
        "client_id": CLIENT,
        "scope": "system/*.rs",
    }
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def access_accepted(token: str, now: float = 0, keys: Any = OUR_PUBLIC) -> bool:
    """Say whether our own resource server accepts it."""
    try:
        verify_access_token(token, keys=keys, issuer=ISSUER, audience=FHIR, now=now or time.time())
    except InvalidToken:
        return False
    return True


def test_access_token() -> None:
    """A token of ours is proved by us, and by the peer with our published key."""
    token = issue_access_token(access_claims(), signer=Signer(OURS))

    assert access_accepted(token)
    assert {"alg": "ES256", "kid": OURS["kid"], "typ": "at+jwt"} == bare.get_unverified_header(token)

    from joserfc import jwt

    assert access_claims().keys() == jwt.decode(token, ECKey.import_key(OUR_PUBLIC[0]), ["ES256"]).claims.keys()


ACCESS = {
    "another base": {"aud": "https://records.mercy.test/tenant2/fhir"},
    "audiences": {"aud": [FHIR]},
    "another issuer": {"iss": "https://evil.test/auth"},
    "no iss": {"iss": None},
    "no aud": {"aud": None},
    "no exp": {"exp": None},
    "no iat": {"iat": None},
    "no jti": {"jti": None},
    "no sub": {"sub": None},
    "no client": {"client_id": None},
    "no scope": {"scope": None},
    "scope list": {"scope": ["system/*.rs"]},
    "expired": {"exp": int(time.time()) - 1},
    "exp string": {"exp": "9999999999"},
}


@pytest.mark.parametrize("changed", ACCESS.values(), ids=ACCESS.keys())
def test_access_claims(changed: dict[str, Any]) -> None:
    """An access token that lacks a claim, or is meant for another base, is refused, though the signature is ours."""
    assert not access_accepted(issue_access_token(access_claims(**changed), signer=Signer(OURS)))


def test_token_kinds_exclude_each_other() -> None:
    """An assertion is no access token and an access token no assertion, even with the same key and claims."""
    both = {**access_claims(), "iss": CLIENT, "sub": CLIENT, "aud": TOKEN_URL, "exp": int(time.time()) + 200}

    assert not accepted(issue_access_token(both, signer=Signer(OURS)), keys=OUR_PUBLIC)
    assert not access_accepted(Signer(OURS).sign(access_claims(), "JWT"))
    assert not accepted(assertion(E, both, typ="at+jwt"))
    assert not access_accepted(assertion(E, access_claims()), keys=public(E))


def test_key_removed() -> None:
    """A token whose key is no longer published is refused."""
    token = issue_access_token(access_claims(), signer=Signer(OURS))

    assert not access_accepted(token, keys=[])
    assert not access_accepted(token, keys=[{**OUR_PUBLIC[0], "kid": "other"}])


def test_fits_knows_no_other_algorithm() -> None:
    """No key fits an algorithm that is not in the table."""
    assert not any(fits(key, algorithm) for key in JWKS for algorithm in ("RS256", "HS256", "none", "", "ES512"))


def mutate(chance: random.Random, token: str) -> str:
    """Change a token in one to three random ways, inside the JSON as well as in the encoding."""
    for _ in range(chance.randint(1, 3)):
        parts = token.split(".")
        place = chance.randrange(len(parts))
        part = parts[place]
        match chance.randrange(9):
            case 0:
                at = chance.randrange(len(part) + 1)
                parts[place] = part[:at] + chance.choice(string.printable) + part[at + 1 :]
            case 1:
                at = chance.randrange(len(part) + 1)
                parts[place] = part[:at] + part[at + chance.randint(1, 4) :]
            case 2:
                parts[place] = part + chance.choice(["=", "==", "A", "\n", " ", ".", "AAAA"])
            case 3:
                chance.shuffle(parts)
            case 4:
                parts.insert(place, chance.choice(parts))
            case 5 | 6 | 7:
                parts[place] = _rewritten(chance, part)
            case _:
                parts[place] = ""
        token = ".".join(parts)
    return token


def _rewritten(chance: random.Random, part: str) -> str:
    try:
        members = json.loads(base64.urlsafe_b64decode(part + "=="))
    except ValueError:
        return part[::-1]
    if not isinstance(members, dict) or not members:
        return part
    name = chance.choice(list(members))
    values = [
        None,
        True,
        0,
        -1,
        1e400,
        [],
        {},
        "",
        "none",
        "HS256",
        [members[name]],
        str(members[name]),
        TOKEN_URL,
        2**63,
    ]
    match chance.randrange(3):
        case 0:
            members[name] = chance.choice(values)
        case 1:
            del members[name]
        case _:
            members[chance.choice(["crit", "jwk", "jku", "b64", "nbf", "iat", "typ", "zip"])] = chance.choice(values)
    return segment(json.dumps(members))


@pytest.mark.parametrize("key", [R, E], ids=["RS384", "ES384"])
def test_differential_fuzz(key: RSAKey | ECKey) -> None:
    """Of random mutations, re-signed or not, none is accepted here that joserfc refuses, and nothing else is raised."""
    chance = random.Random(20260101)
    algorithm = "RS384" if key is R else "ES384"
    now = time.time()
    fooled, taken = [], 0
    for count in range(MUTATIONS // 2):
        token = mutate(chance, assertion(key))
        parts = token.split(".")
        if count % 2 and len(parts) == 3 and token.isascii():
            head, payload = (base64.urlsafe_b64decode(part + "==") if _decodes(part) else b"{}" for part in parts[:2])
            token = signed(key, head, payload, algorithm)
        if accepted(token, now=now):
            taken += 1
            if not peer_accepts(token, JWKS, now):
                fooled.append(token)

    assert [] == fooled
    assert taken


def _decodes(part: str) -> bool:
    try:
        base64.urlsafe_b64decode(part + "==")
    except ValueError:
        return False
    return True


def test_pure_python_backend_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the cryptography backends this module does not even import."""
    from jose import backends
    from jose.backends.native import HMACKey

    monkeypatch.setattr(backends, "RSAKey", HMACKey)
    with pytest.raises(ImportError, match="cryptography"):
        runpy.run_path(str(Path(__file__).parents[2] / "auth/jwt.py"))


def test_unproved_issuer_is_a_client_id() -> None:
    """An issuer that cannot be a client id is refused before anything is looked up."""
    for issuer in ("", "a b", "é", "a" * 65, "https://app.test", "a\x00", "-a"):
        with pytest.raises(InvalidToken):
            unproved(assertion(R, claims(iss=issuer)))


def test_only_importer() -> None:
    """No source file but auth/jwt.py imports jose, and none turns a verification off."""
    root = Path(__file__).parents[2]
    found = set()
    for folder in ("api", "auth", "domain", "openapi", "persistence"):
        for path in (root / folder).rglob("*.py"):
            tree = ast.parse(path.read_text())
            names = [
                name
                for node in ast.walk(tree)
                for name in (
                    [alias.name for alias in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module or ""]
                    if isinstance(node, ast.ImportFrom)
                    else []
                )
            ]
            if any(name.partition(".")[0] == "jose" for name in names):
                found.add(path.relative_to(root).as_posix())

    assert {"auth/jwt.py"} == found
    assert "verify_signature" not in (root / "auth/jwt.py").read_text()
