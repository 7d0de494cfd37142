"""Which registrations are sound, and which fault is named where."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from auth.clients import check, public_keys
from domain.client import Client
from domain.errors import Invalid
from tests.auth.peer import ec_key, public, rsa_key

KEYS = public(rsa_key(), ec_key())
BACKEND = Client("river-app", "backend", ("system/*.rs", "release.pull"), frozenset({"TREAT"}), jwks=KEYS)
APP = Client(
    "lake-app",
    "confidential",
    ("user/*.rs", "openid"),
    frozenset({"TREAT"}),
    jwks=KEYS,
    redirect_uris=("https://a.test/cb",),
)
PHONE = replace(APP, id="pond-app", kind="public", scopes=("patient/*.rs", "release.pull"), jwks=())

SOUND = [
    BACKEND,
    APP,
    PHONE,
    replace(BACKEND, own_feed=True),
    replace(BACKEND, organization="Organization/o1"),
    replace(BACKEND, jwks=(), jwks_uri="https://app.test/jwks"),
    replace(BACKEND, jwks=public(ec_key("p", "P-256"))),
    replace(PHONE, redirect_uris=("http://127.0.0.1:7777/cb",)),
]


@pytest.mark.parametrize("client", SOUND)
def test_sound(client: Client) -> None:
    """A sound registration passes unchanged."""
    assert client is check(client)


UNSOUND: list[tuple[Client, str]] = [
    (replace(BACKEND, id=""), "id"),
    (replace(BACKEND, id="a b"), "id"),
    (replace(BACKEND, id="r\u0456ver"), "id"),
    (replace(BACKEND, id="-a"), "id"),
    (replace(BACKEND, id="a" * 65), "id"),
    (replace(BACKEND, id="https://app.test"), "id"),
    (replace(BACKEND, kind="robot"), "kind"),
    (replace(BACKEND, scopes=()), "scopes"),
    (replace(BACKEND, scopes=("system/*.sr",)), "scopes"),
    (replace(BACKEND, scopes=("user/*.rs",)), "scopes"),
    (replace(BACKEND, scopes=("patient/*.rs",)), "scopes"),
    (replace(BACKEND, scopes=("system/*.rs", "openid")), "scopes"),
    (replace(BACKEND, scopes=("system/Observation.rs?category=x",)), "scopes"),
    (replace(APP, scopes=("system/*.rs",)), "scopes"),
    (replace(PHONE, scopes=("admin",)), "scopes"),
    (replace(BACKEND, purposes=frozenset()), "purposes"),
    (replace(BACKEND, purposes=frozenset({"FUN"})), "purposes"),
    (replace(BACKEND, organization="Practitioner/p"), "organization"),
    (replace(BACKEND, organization="Organization/"), "organization"),
    (replace(APP, own_feed=True), "own_feed"),
    (replace(PHONE, own_feed=True), "own_feed"),
    (replace(BACKEND, own_feed=True, organization="Organization/o1"), "own_feed"),
    (replace(BACKEND, jwks=()), "jwks"),
    (replace(BACKEND, jwks_uri="https://app.test/jwks"), "jwks"),
    (replace(PHONE, jwks=KEYS), "jwks"),
    (replace(BACKEND, jwks=(*KEYS, *KEYS)), "jwks[0]"),
    (replace(BACKEND, jwks=public(rsa_key(), kid=None)), "jwks[0]"),
    (replace(BACKEND, jwks=public(rsa_key(), kid=7)), "jwks[0]"),
    (replace(BACKEND, jwks=(rsa_key().as_dict(private=True),)), "jwks[0]"),
    (replace(BACKEND, jwks=public(rsa_key(), k="AAAA")), "jwks[0]"),
    (replace(BACKEND, jwks=public(rsa_key(), use="enc")), "jwks[0]"),
    (replace(BACKEND, jwks=public(rsa_key(), alg="RS256")), "jwks[0]"),
    (replace(BACKEND, jwks=public(rsa_key(), n="AAAA")), "jwks[0]"),
    (replace(BACKEND, jwks=public(ec_key(), x="AAAA")), "jwks[0]"),
    (replace(BACKEND, jwks=public(ec_key("q", "P-521"))), "jwks[0]"),
    (replace(BACKEND, jwks=({"kty": "oct", "k": "AAAA", "kid": "a"},)), "jwks[0]"),
    (replace(BACKEND, jwks=KEYS * 11), "jwks"),
    (replace(BACKEND, redirect_uris=("https://a.test",)), "redirect_uris"),
    (replace(APP, redirect_uris=()), "redirect_uris"),
    (replace(APP, redirect_uris=("http://a.test/cb",)), "redirect_uris[0]"),
    (replace(APP, redirect_uris=("https://a.test/cb", "http://localhost.evil.test/")), "redirect_uris[1]"),
    (replace(APP, redirect_uris=("https://u@a.test/cb",)), "redirect_uris[0]"),
    (replace(APP, redirect_uris=("https://a.test/cb#x",)), "redirect_uris[0]"),
    (replace(APP, redirect_uris=("javascript:alert(1)",)), "redirect_uris[0]"),
    (replace(APP, redirect_uris=("https://[bad/cb",)), "redirect_uris[0]"),
    *(
        (replace(BACKEND, jwks=(), jwks_uri=uri), "jwks_uri")
        for uri in (
            "http://app.test/jwks",
            "https://u:p@app.test/jwks",
            "https:///jwks",
            "ftp://app.test",
            "https://app.test/jwks#x",
            "https://app.test\\@evil.test/",
            "https://app.test:99999/jwks",
            "https://\u0430pp.test/jwks",
            "https://app.test/a b",
        )
    ),
]


@pytest.mark.parametrize(("client", "member"), UNSOUND)
def test_unsound(client: Client, member: str) -> None:
    """An unsound registration is refused, and the member at fault is named."""
    with pytest.raises(Invalid) as raised:
        check(client)

    assert f"Client.{member}" in [fault.expression for fault in raised.value.faults]


def test_every_fault() -> None:
    """All faults are named at once."""
    with pytest.raises(Invalid) as raised:
        check(Client("", "robot", (), frozenset()))

    assert ["Client.id", "Client.kind", "Client.scopes", "Client.purposes", "Client.jwks", "Client.redirect_uris"] == [
        fault.expression for fault in raised.value.faults
    ]


def test_public_keys() -> None:
    """A JWK Set and a single JWK are read alike; anything else is refused."""
    assert KEYS == public_keys({"keys": list(KEYS)})
    assert KEYS[:1] == public_keys(KEYS[0])
    bad: list[Any] = [None, [], {}, {"keys": {}}, {"keys": [1]}, "x", 7]
    for document in bad:
        with pytest.raises(Invalid):
            public_keys(document)
