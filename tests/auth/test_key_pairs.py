"""Key pairs for clients: made, published and read back in each shape."""

from __future__ import annotations

import json

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from auth.clients import key_faults
from auth.key_pairs import UnusableKey, make, public_set, read_private, thumbprint
from tests.auth.peer import ec_key, rsa_key


@pytest.mark.parametrize(("algorithm", "peer"), [("RS384", RSAKey), ("ES384", ECKey)])
def test_make(algorithm: str, peer: type[RSAKey | ECKey]) -> None:
    """A key made here is one to the peer, its thumbprint is the kid, and its public half may be registered."""
    key = make(algorithm)
    theirs = peer.import_key(key)  # type: ignore[arg-type]

    assert key["kid"] == theirs.thumbprint() == thumbprint(key)
    assert [] == list(key_faults(public_set(key)["keys"]))
    assert not {"d", "p", "q", "dp", "dq", "qi"} & public_set(key)["keys"][0].keys()


@pytest.mark.parametrize("key", [rsa_key(), ec_key()], ids=["RSA", "EC"])
def test_shapes(key: RSAKey | ECKey) -> None:
    """JWK, JWK Set and PEM give the same key; a PEM is named by its thumbprint, or as told."""
    private = key.as_dict(private=True)
    as_jwk = read_private(json.dumps(private).encode())
    as_set = read_private(json.dumps({"keys": [{"kty": "oct", "k": "AA"}, private]}).encode(), str(key.kid))
    as_pem = read_private(key.as_pem(private=True))

    assert private == as_jwk == as_set
    assert as_pem["d"] == private["d"]
    assert as_pem["kid"] == key.thumbprint()
    assert "mine" == read_private(key.as_pem(private=True), "mine")["kid"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"keys": 7}',
        b"-----BEGIN PRIVATE KEY-----\n",
        b'"x"',
        json.dumps(ec_key().as_dict(private=False)).encode(),
        json.dumps(ec_key("p", "P-256").as_dict(private=True)).encode(),
        ec_key("p", "P-256").as_pem(private=True),
        rsa_key().as_pem(private=False),
        OKPKey.generate_key("Ed25519").as_pem(private=True),
        json.dumps({**rsa_key().as_dict(private=True), "use": "enc"}).encode(),
    ],
)
def test_unusable(data: bytes) -> None:
    """What cannot sign an assertion is refused."""
    with pytest.raises(UnusableKey):
        read_private(data)


def test_make_for_another_algorithm() -> None:
    """No key is made for an algorithm that is not accepted."""
    with pytest.raises(UnusableKey):
        make("HS256")
