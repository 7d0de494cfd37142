"""Who is asking? From the Authorization header to a Caller, or nobody: RFC 6750, RFC 9068.

A token's bytes are proved once and remembered, by the SHA-256 of all of them, for a minute at most; whether its
client is enabled and its ``jti`` not revoked is asked at every request, many requests sharing one query.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from auth.addresses import Addresses
from auth.jwt import InvalidToken, verify_access_token
from auth.keys import KeyRing
from auth.scopes import InvalidScope, check_mixture, read
from domain.caller import Caller
from domain.client import ClientStore, TokenName
from domain.errors import Fault, Unauthenticated

REMEMBERED = 60
MOST_REMEMBERED = 20_000

_BEARER = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] (?P<token>[A-Za-z0-9._~+/=-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Proved:
    caller: Caller
    until: float


class Callers:
    """Resolves bearer tokens; one per process."""

    def __init__(
        self, keys: KeyRing, clients: ClientStore, addresses: Addresses, clock: Callable[[], float] = time.time
    ) -> None:
        """Take the collaborators."""
        self._keys = keys
        self._clients = clients
        self._addresses = addresses
        self._clock = clock
        self._proved: OrderedDict[bytes, _Proved] = OrderedDict()
        self._standing = _Standing(clients)

    async def resolve(self, authorization: str | None) -> Caller:
        """Give the caller of one request; ``Unauthenticated`` when there is no good token.

        Costs no query of its own while another request's is on its way; else one.
        """
        caller = self.recognise(authorization)
        await self.stand(caller)
        return caller

    async def stand(self, caller: Caller) -> None:
        """Refuse a caller whose token was revoked or whose client is disabled."""
        if not await self._standing.good(TokenName(caller.client, caller.jti)):
            raise nobody("The access token is not valid.")

    def recognise(self, authorization: str | None) -> Caller:
        """Prove the bytes only, for one who asks about revocation in the statement that reads the records."""
        if authorization is None:
            raise nobody("An access token is needed.", code="login")
        match = _BEARER.fullmatch(authorization)
        if match is None:
            raise nobody("The Authorization header holds no bearer token.")
        token = match["token"]
        now = self._clock()
        digest = sha256(token.encode()).digest()
        known = self._proved.get(digest)
        if known is not None and now < known.until:
            return known.caller
        claims = self._prove(token, now)
        caller = caller_of(claims)
        self._proved[digest] = _Proved(caller, min(claims["exp"], now + REMEMBERED))
        self._proved.move_to_end(digest)
        while len(self._proved) > MOST_REMEMBERED:
            self._proved.popitem(last=False)
        return caller

    def _prove(self, token: str, now: float) -> dict[str, Any]:
        self._keys.refresh()
        addresses = self._addresses
        try:
            return verify_access_token(
                token, keys=self._keys.verifying, issuer=addresses.issuer, audience=addresses.fhir, now=now
            )
        except InvalidToken as error:
            raise nobody("The access token is not valid.") from error


class _Standing:
    """Asks the register about many tokens at once: whoever arrives while a query runs shares the next one.

    A query answers only those who arrived before it was sent, so that a revocation holds at the next request.
    """

    def __init__(self, clients: ClientStore) -> None:
        self._clients = clients
        self._waiting: dict[TokenName, asyncio.Future[bool]] = {}
        self._asking = False
        self._next: asyncio.Task[None] | None = None

    async def good(self, name: TokenName) -> bool:
        if self._asking:
            answer = self._waiting.get(name)
            if answer is None:
                answer = self._waiting[name] = asyncio.get_running_loop().create_future()
            return await asyncio.shield(answer)
        self._asking = True
        try:
            return name not in await self._clients.refused([name])
        finally:
            self._asking = bool(self._waiting)
            if self._asking:
                self._next = asyncio.create_task(self._ask())

    async def _ask(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, {}
            try:
                refused = await self._clients.refused(list(batch))
            except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to those who wait
                for answer in batch.values():
                    answer.set_exception(error)
                    answer.exception()
            else:
                for name, answer in batch.items():
                    answer.set_result(name not in refused)
        self._asking = False


def caller_of(claims: dict[str, Any]) -> Caller:
    """Read a proved token's claims; a set of scopes that has no one to confine it is refused."""
    try:
        granted = read(claims["scope"])
        check_mixture(granted.scopes)
    except InvalidScope as error:
        raise nobody("The access token is not valid.") from error
    patient, user = _text(claims, "patient"), _text(claims, "fhirUser")
    contexts = {scope.context for scope in granted.scopes}
    if ("patient" in contexts and not patient) or ("user" in contexts and not user):
        raise nobody("The access token names nobody whom its scopes are confined to.")
    own_feed = claims.get("own_feed", False)
    return Caller(
        client=claims["client_id"],
        kind=_text(claims, "kind"),
        purpose=_text(claims, "purpose"),
        scopes=granted.scopes,
        works=granted.works,
        organization=_text(claims, "organization"),
        own_feed=own_feed is True,
        user=user,
        patient=patient,
        jti=claims["jti"],
        purposes=frozenset(_text(claims, "purposes").split()),
    )


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name, "")
    if not isinstance(value, str):
        raise nobody("The access token is not valid.")
    return value


def nobody(text: str, *, code: str = "security") -> Unauthenticated:
    """Give the one refusal: 401, without a reason that would help a forger."""
    return Unauthenticated(Fault(code, text))
