"""The installation's own keys: made once, kept close, rotated without a gap."""

from __future__ import annotations

import json
import multiprocessing
import time
from pathlib import Path

import pytest

from auth.jwt import InvalidToken, issue_access_token, verify_access_token
from auth.keys import KeyRing


def test_made_once(tmp_path: Path) -> None:
    """A second opening finds the keys of the first."""
    first, second = KeyRing.open(tmp_path), KeyRing.open(tmp_path)

    assert first.jwks() == second.jwks()
    assert first.secret("paging") == second.secret("paging")
    assert second.verify("audit", b"head", first.sign("audit", b"head"))


def _open(folder: str) -> str:
    return json.dumps(KeyRing.open(Path(folder)).jwks())


def test_made_once_by_many(tmp_path: Path) -> None:
    """Processes that start together agree on one key."""
    with multiprocessing.get_context("spawn").Pool(4) as processes:
        found = set(processes.map(_open, [str(tmp_path)] * 8, chunksize=1))

    assert 1 == len(found)
    assert ["audit-0001.json", "seal-0001.json", "token-0001.json"] == sorted(
        path.name for path in (tmp_path / "keys").iterdir()
    )


def test_permissions(tmp_path: Path) -> None:
    """Folder and files are their owner's alone; a key that others may read is not used."""
    KeyRing.open(tmp_path)
    paths = [tmp_path / "keys", *(tmp_path / "keys").iterdir()]

    assert [0o700, 0o600, 0o600, 0o600] == [path.stat().st_mode & 0o777 for path in paths]

    (tmp_path / "keys" / "token-0001.json").chmod(0o640)
    with pytest.raises(PermissionError):
        KeyRing.open(tmp_path)


def test_nothing_private_is_published(tmp_path: Path) -> None:
    """The published set holds public members only, and no key but those of tokens."""
    keys = KeyRing.open(tmp_path).jwks()["keys"]

    assert [{"kty", "crv", "x", "y", "kid", "use", "alg"}] == [set(key) for key in keys]


def test_rotation(tmp_path: Path) -> None:
    """After a rotation, also one by another process, old tokens verify and new ones are signed by the new key."""
    mine, other = KeyRing.open(tmp_path), KeyRing.open(tmp_path)
    now = int(time.time())
    claims = {
        "iss": "i",
        "aud": "a",
        "iat": now,
        "exp": now + 9,
        "jti": "t",
        "sub": "c",
        "client_id": "c",
        "scope": "admin",
    }
    old = issue_access_token(claims, signer=mine.signer)
    kid = other.rotate("token")
    assert mine.refresh()
    assert not mine.refresh()
    new = issue_access_token(claims, signer=mine.signer)

    assert kid == mine.signer.kid
    for token in (old, new):
        assert claims == verify_access_token(token, keys=mine.verifying, issuer="i", audience="a", now=now)

    (tmp_path / "keys" / "token-0001.json").unlink()
    mine.refresh()
    with pytest.raises(InvalidToken):
        verify_access_token(old, keys=mine.verifying, issuer="i", audience="a", now=now)


def test_signatures_are_bound(tmp_path: Path) -> None:
    """A signature serves its own bytes, its own purpose and its own installation, and outlives a rotation."""
    ring, stranger = KeyRing.open(tmp_path / "a"), KeyRing.open(tmp_path / "b")
    signature = ring.sign("audit", b"head")
    ring.rotate("audit")

    assert ring.verify("audit", b"head", signature)
    assert not ring.verify("audit", b"tail", signature)
    assert not ring.verify("seal", b"head", signature)
    assert not stranger.verify("audit", b"head", signature)
    for broken in ("", ".", "a.b", signature[:-2], signature.partition(".")[2], signature + "A"):
        assert not ring.verify("audit", b"head", broken)


def test_token_key_signs_only_tokens(tmp_path: Path) -> None:
    """Nothing but a token is signed with the key of tokens."""
    ring = KeyRing.open(tmp_path)

    with pytest.raises(ValueError, match="access tokens"):
        ring.sign("token", b"anything")


def test_no_token_key(tmp_path: Path) -> None:
    """When the last key of tokens is taken away nothing is signed, and nothing verifies."""
    ring = KeyRing.open(tmp_path)
    (tmp_path / "keys" / "token-0001.json").unlink()
    ring.refresh()

    assert () == ring.verifying
    with pytest.raises(LookupError):
        _ = ring.signer
    assert ring.rotate("token") == ring.signer.kid


def test_secrets_differ_by_use(tmp_path: Path) -> None:
    """Each use has a secret of its own."""
    ring = KeyRing.open(tmp_path)

    assert ring.secret("paging") != ring.secret("export")
    assert 32 == len(ring.secret("paging"))
