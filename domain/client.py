"""Which programs are registered to ask, with what ceiling, and what the register must be able to answer.

The purposes are the concepts below PurposeOfUse in https://hl7.org/fhir/R4/v3/ActReason/cs.html.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Jwk = Mapping[str, Any]

KINDS = ("backend", "confidential", "public")

_PURPOSES = """
HMARKT HOPERAT CAREMGT DONAT FRAUD GOV HACCRED HCOMPL HDECD HDIRECT HDM HLEGAL HOUTCOMS HPRGRP HQUALIMP HSYSADMIN
LABELING METAMGT MEMADMIN MILCDM PATADMIN PATSFTY PERFMSR RECORDMGT SYSDEV HTEST TRAIN HPAYMT CLMATTCH COVAUTH
COVERAGE ELIGDTRM ELIGVER ENROLLM MILDCRG REMITADV HRESCH BIORCH CLINTRCH CLINTRCHNPC CLINTRCHPC PRECLINTRCH DSRCH
POARCH TRANSRCH PATRQT FAMRQT PWATRNY SUPNWK PUBHLTH DISASTER THREAT TREAT CLINTRL COC ETREAT BTG ERTREAT POPHLTH
"""
PURPOSES = frozenset(_PURPOSES.split())


@dataclass(frozen=True, slots=True)
class Client:
    """One registration.

    ``scopes`` are words as registered (v1 or v2) and the ceiling of every grant; ``purposes`` the ActReason codes it
    may claim. ``own_feed`` is one of the hospital's own EHR feeds; ``organization`` a reference such as
    ``Organization/o1``, or empty. Keys come inline (``jwks``, public JWKs) or from ``jwks_uri``, never both.
    """

    id: str
    kind: str
    scopes: tuple[str, ...]
    purposes: frozenset[str]
    organization: str = ""
    own_feed: bool = False
    jwks: tuple[Jwk, ...] = ()
    jwks_uri: str = ""
    redirect_uris: tuple[str, ...] = ()
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class TokenName:
    """What an access token is known by once its bytes are proved: whose it is, and its ``jti``."""

    client: str
    jti: str


class ClientStore(Protocol):
    """The register of clients, and what must be remembered of their tokens across restarts."""

    async def add(self, client: Client) -> None:
        """Register a client; raise ``Conflict`` when the id is taken."""

    async def get(self, id: str) -> Client | None:
        """Give the registration, disabled or not."""

    async def list(self) -> Sequence[Client]:
        """Give every registration, by id."""

    async def disable(self, id: str) -> bool:
        """Disable a client; False when there is none."""

    async def use_assertion(self, issuer: str, jti: str, expires: int) -> bool:
        """Remember that an assertion was used; False when it was used before."""

    async def revoke(self, jti: str, expires: int) -> None:
        """Revoke an access token; durable when this returns."""

    async def refused(self, names: Sequence[TokenName]) -> frozenset[TokenName]:
        """Give those whose token is revoked, or whose client is disabled or gone; one query for all of them."""

    async def purge(self, now: int) -> int:
        """Forget assertions and revocations that expired; give how many rows went."""


class JwksSource(Protocol):
    """Where the keys of a client registered by address come from."""

    async def keys(self, uri: str, kid: str) -> Sequence[Jwk]:
        """Give the key set at the address, fetched anew when it does not hold ``kid``; empty on failure."""
