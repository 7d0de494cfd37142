"""May this client be registered as it stands? The conditions under which a registration is sound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from auth.jwt import CLIENT_ID, KEY_TYPES, PRIVATE_MEMBERS, fits, sound
from auth.scopes import InvalidScope, read
from domain.client import KINDS, PURPOSES, Client, Jwk
from domain.errors import Fault, Invalid

PUBLIC_WORKS = frozenset({"release.request", "release.pull"})
MOST_KEYS = 20

_ORGANIZATION = re.compile(r"Organization/[A-Za-z0-9.-]{1,64}", re.ASCII)
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


def check(client: Client) -> Client:
    """Give the client back, or raise ``Invalid`` with every fault of its registration."""
    faults = [Fault("invalid", text, expression=f"Client.{member}") for member, text in _faults(client)]
    if faults:
        raise Invalid(*faults)
    return client


def public_keys(document: object) -> tuple[Jwk, ...]:
    """Read a JWK Set, or a single JWK, as a registration gives it."""
    if isinstance(document, Mapping) and "kty" in document:
        document = {"keys": [document]}
    keys: Any = document.get("keys") if isinstance(document, Mapping) else None
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        raise Invalid(Fault("invalid", "Not a JWK Set.", expression="Client.jwks"))
    return tuple(keys)


def _faults(client: Client) -> Iterator[tuple[str, str]]:
    if not CLIENT_ID.fullmatch(client.id):
        yield "id", "An id is 1 to 64 ASCII letters, digits, '.', '_', '~', '-', with a letter or digit at both ends."
    if client.kind not in KINDS:
        yield "kind", f"A kind is one of {', '.join(KINDS)}."
    yield from _scope_faults(client)
    if not client.purposes:
        yield "purposes", "At least one purpose of use is needed."
    if unknown := sorted(client.purposes - PURPOSES):
        yield "purposes", f"Not a purpose of use of ActReason: {', '.join(unknown)}."
    if client.organization and not _ORGANIZATION.fullmatch(client.organization):
        yield "organization", "An organisation is a reference such as Organization/o1."
    if client.own_feed and client.kind != "backend":
        yield "own_feed", "Only a backend can be one of the hospital's own feeds."
    if client.own_feed and client.organization:
        yield "own_feed", "An own feed stands for the hospital, not for another organisation."
    yield from _key_faults(client)
    yield from _redirect_faults(client)


def _scope_faults(client: Client) -> Iterator[tuple[str, str]]:
    try:
        granted = read(" ".join(client.scopes))
    except InvalidScope as error:
        yield "scopes", f"A scope cannot be granted: {error}."
        return
    contexts = {scope.context for scope in granted.scopes}
    if client.kind == "backend" and (granted.launch or contexts - {"system"}):
        yield "scopes", "A backend holds system scopes and release work only."
    if client.kind != "backend" and "system" in contexts:
        yield "scopes", "Only a backend holds system scopes."
    if client.kind == "public" and granted.works - PUBLIC_WORKS:
        yield "scopes", "A public client cannot hold this release work."


def _key_faults(client: Client) -> Iterator[tuple[str, str]]:
    if client.kind == "public":
        if client.jwks or client.jwks_uri:
            yield "jwks", "A public client has no keys."
        return
    if bool(client.jwks) == bool(client.jwks_uri):
        yield "jwks", "Exactly one of a key set and a key set address is needed."
    if client.jwks_uri and not _is_address(client.jwks_uri):
        yield "jwks_uri", "A key set address is an https address without user information or fragment."
    yield from key_faults(client.jwks)


def key_faults(keys: Sequence[Jwk]) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a set of public keys; nothing when every one of them may verify."""
    if len(keys) > MOST_KEYS:
        yield "jwks", f"At most {MOST_KEYS} keys."
        return
    for place, key in enumerate(keys):
        here = f"jwks[{place}]"
        kid = key.get("kid")
        if not isinstance(kid, str) or not kid:
            yield here, "A key needs a kid."
        elif [other.get("kid") for other in keys].count(kid) > 1:
            yield here, "Two keys have the same kid."
        if PRIVATE_MEMBERS & key.keys():
            yield here, "This is a private or symmetric key: register the public one, and consider this one lost."
        elif not any(fits(key, algorithm) and sound(key, algorithm) for algorithm in KEY_TYPES):
            yield here, "A key is for signatures, RSA of 2048 to 8192 bits for RS384, or on P-384 for ES384."


def _redirect_faults(client: Client) -> Iterator[tuple[str, str]]:
    if client.kind == "backend" and client.redirect_uris:
        yield "redirect_uris", "A backend is never redirected to."
    if client.kind != "backend" and not client.redirect_uris:
        yield "redirect_uris", "At least one redirect address is needed."
    for place, uri in enumerate(client.redirect_uris):
        if not _is_address(uri) and not _is_loopback(uri):
            yield f"redirect_uris[{place}]", "A redirect address is https, or http on a loopback address."


def _is_address(uri: str, scheme: str = "https") -> bool:
    try:
        parts = urlsplit(uri)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    plain = uri.isascii() and uri.isprintable() and not set(uri) & set(' \\<>"#@')
    return parts.scheme == scheme and named and plain and len(uri) <= 2000


def _is_loopback(uri: str) -> bool:
    return _is_address(uri, "http") and urlsplit(uri).hostname in _LOOPBACK
