"""From the Authorization header to a Caller, or to nobody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from auth.addresses import Addresses
from auth.callers import REMEMBERED, Callers
from auth.jwt import issue_access_token
from auth.keys import KeyRing
from domain.caller import Caller, Scope
from domain.client import Client, TokenName
from domain.errors import Unauthenticated
from tests.auth.peer import CLIENT, ORIGIN, Register, assertion, claims, ec_key

ADDRESSES = Addresses(ORIGIN)
REGISTERED = Client(CLIENT, "backend", ("system/*.rs",), frozenset({"TREAT", "PUBHLTH"}))


class Clock:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    """Give keys of the test's own."""
    return KeyRing.open(tmp_path)


@pytest.fixture
def register() -> Register:
    """Give a register of one client."""
    return Register(REGISTERED)


@pytest.fixture
def clock() -> Clock:
    """Give a clock."""
    return Clock()


@pytest.fixture
def callers(keys: KeyRing, register: Register, clock: Clock) -> Callers:
    """Give the resolver."""
    return Callers(keys, register, ADDRESSES, clock)


@pytest.fixture
def bearer(keys: KeyRing, clock: Clock) -> Callable[..., str]:
    """Give a maker of Authorization headers; None removes a claim."""

    def make(**changed: Any) -> str:
        now = int(clock.now)
        good = {
            "iss": ADDRESSES.issuer,
            "aud": ADDRESSES.fhir,
            "iat": now,
            "exp": now + 300,
            "jti": "t1",
            "sub": CLIENT,
            "client_id": CLIENT,
            "kind": "backend",
            "scope": "system/Patient.rs release.pull",
            "purpose": "TREAT",
            "purposes": "PUBHLTH TREAT",
            "organization": "Organization/o1",
            "own_feed": False,
        }
        said = {name: value for name, value in {**good, **changed}.items() if value is not None}
        return f"Bearer {issue_access_token(said, signer=keys.signer)}"

    return make


async def test_caller(callers: Callers, bearer: Callable[..., str]) -> None:
    """A caller is what the token's claims say."""
    assert Caller(
        client=CLIENT,
        kind="backend",
        purpose="TREAT",
        scopes=(Scope("system", "Patient", "rs"),),
        works=frozenset({"release.pull"}),
        organization="Organization/o1",
        jti="t1",
        purposes=frozenset({"TREAT", "PUBHLTH"}),
    ) == await callers.resolve(bearer())


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_scheme(callers: Callers, bearer: Callable[..., str], scheme: str) -> None:
    """The scheme's case does not matter (RFC 9110 section 11.1)."""
    assert CLIENT == (await callers.resolve(bearer().replace("Bearer", scheme))).client


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer  x",
        "Basic YTpi",
        "DPoP x",
        "Bearer a.b.c",
        "Bearer a.b.c, Bearer a.b.c",
        "Bearer \u0430",
        "Bearer a.b.c\n",
        "Token x",
        "Bearer " + "a" * 100_000,
    ],
)
async def test_no_token(callers: Callers, register: Register, header: str | None) -> None:
    """What holds no token of ours is refused before any query."""
    with pytest.raises(Unauthenticated):
        await callers.resolve(header)
    assert [] == register.queries


REFUSED = {
    "patient scope, no patient": {"scope": "patient/*.rs"},
    "user scope, no user": {"scope": "user/*.rs"},
    "patient and system": {"scope": "patient/*.rs system/*.rs", "patient": "p1"},
    "user and system": {"scope": "user/*.rs system/*.rs", "fhirUser": "Practitioner/p1"},
    "empty scope": {"scope": ""},
    "granular scope": {"scope": "system/Observation.rs?category=laboratory"},
    "malformed scope": {"scope": "system/Patient.sr"},
    "patient not a string": {"scope": "patient/*.rs", "patient": ["p1"]},
    "organisation not a string": {"organization": ["Organization/o1"]},
    "another base": {"aud": "https://records.mercy.test/other/fhir"},
    "another issuer": {"iss": "https://evil.test"},
    "no jti": {"jti": None},
}


@pytest.mark.parametrize("changed", REFUSED.values(), ids=REFUSED.keys())
async def test_refused(callers: Callers, bearer: Callable[..., str], changed: dict[str, Any]) -> None:
    """A token of ours whose claims confine nobody, or that is meant for another, is refused."""
    with pytest.raises(Unauthenticated):
        await callers.resolve(bearer(**changed))


@pytest.mark.parametrize("truthy", ["true", 1, ["x"], None])
async def test_own_feed_is_true_or_not(callers: Callers, bearer: Callable[..., str], truthy: object) -> None:
    """Only the JSON value true makes an own feed."""
    assert not (await callers.resolve(bearer(own_feed=truthy))).own_feed
    assert (await callers.resolve(bearer(own_feed=True, jti="t2"))).own_feed


async def test_patient_and_user(callers: Callers, bearer: Callable[..., str]) -> None:
    """Scopes of a person stand together when the person is named."""
    caller = await callers.resolve(bearer(scope="patient/*.rs user/*.r", patient="p1", fhirUser="Practitioner/d1"))

    assert ("p1", "Practitioner/d1") == (caller.patient, caller.user)


async def test_assertion_is_no_access_token(callers: Callers) -> None:
    """A client assertion is refused where an access token is needed."""
    with pytest.raises(Unauthenticated):
        await callers.resolve(f"Bearer {assertion(ec_key(), claims(aud=ADDRESSES.fhir))}")


async def test_expiry(callers: Callers, bearer: Callable[..., str], clock: Clock) -> None:
    """A remembered token is refused from the second of its exp on."""
    header, start = bearer(exp=int(clock.now) + 30), int(clock.now)
    for ahead in (0, 29):
        clock.now = start + ahead
        assert await callers.resolve(header)

    clock.now = start + 30
    with pytest.raises(Unauthenticated):
        await callers.resolve(header)


async def test_memory_lasts_a_minute(callers: Callers, bearer: Callable[..., str], keys: KeyRing, clock: Clock) -> None:
    """A token whose key was removed is remembered for a minute at most."""
    header, start = bearer(), clock.now
    assert await callers.resolve(header)
    keys.rotate("token")
    (keys.folder / "token-0001.json").unlink()

    clock.now = start + REMEMBERED
    with pytest.raises(Unauthenticated):
        await callers.resolve(header)


async def test_memory_is_bounded(
    callers: Callers, bearer: Callable[..., str], monkeypatch: pytest.MonkeyPatch, keys: KeyRing
) -> None:
    """Only so many tokens are remembered; those forgotten are proved again."""
    monkeypatch.setattr("auth.callers.MOST_REMEMBERED", 2)
    headers = [bearer(jti=f"t{number}") for number in range(4)]
    for header in headers:
        assert await callers.resolve(header)
    keys.rotate("token")
    (keys.folder / "token-0001.json").unlink()

    for header in headers[2:]:
        assert await callers.resolve(header)
    for header in headers[:2]:
        with pytest.raises(Unauthenticated):
            await callers.resolve(header)


async def test_cancelled(keys: KeyRing, bearer: Callable[..., str]) -> None:
    """One who leaves while waiting, first or later, keeps nobody else from an answer."""
    slow = Slow(REGISTERED)
    callers = Callers(keys, slow, ADDRESSES)
    tasks = []
    for number in range(4):
        tasks.append(asyncio.create_task(callers.resolve(bearer(jti=f"t{number}"))))
        await asyncio.sleep(0)
    tasks[0].cancel()
    tasks[2].cancel()
    await asyncio.sleep(0)
    slow.gate.set()

    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [True, False, True, False] == [isinstance(answer, asyncio.CancelledError) for answer in answers]
    assert await callers.resolve(bearer())


async def test_hit_needs_these_very_bytes(callers: Callers, bearer: Callable[..., str]) -> None:
    """A remembered token does not vouch for another with the same header, claims or jti."""
    header = bearer()
    assert await callers.resolve(header)
    head, _, signature = header.rpartition(".")

    for forged in (head + "." + signature[::-1], head + "." + signature[:-4] + "AAAA", header + "=", header[:-1]):
        with pytest.raises(Unauthenticated):
            await callers.resolve(forged)


async def test_revoked(callers: Callers, bearer: Callable[..., str], register: Register) -> None:
    """A revoked jti is refused at the next request, in whatever bytes it comes."""
    first, second = bearer(), bearer(scope="system/*.r")
    assert await callers.resolve(first)
    await register.revoke("t1", 0)

    for header in (first, second):
        with pytest.raises(Unauthenticated):
            await callers.resolve(header)


async def test_disabled(callers: Callers, bearer: Callable[..., str], register: Register) -> None:
    """A client that is gone is refused at the next request."""
    header = bearer()
    assert await callers.resolve(header)
    await register.disable(CLIENT)

    with pytest.raises(Unauthenticated):
        await callers.resolve(header)


class Slow(Register):
    """A register whose answers wait for a signal, and stand as of the moment they were asked."""

    def __init__(self, *clients: Client) -> None:
        """Close the gate."""
        super().__init__(*clients)
        self.gate = asyncio.Event()

    async def refused(self, names: Sequence[TokenName]) -> frozenset[TokenName]:
        """Look, then wait."""
        found = await super().refused(names)
        await self.gate.wait()
        return found


async def test_one_query_for_many(keys: KeyRing, bearer: Callable[..., str]) -> None:
    """Those who arrive while a query runs share the next; none is answered by a query older than itself."""
    slow = Slow(REGISTERED)
    callers = Callers(keys, slow, ADDRESSES)
    first = asyncio.create_task(callers.resolve(bearer()))
    while not slow.queries:
        await asyncio.sleep(0)
    await slow.revoke("t1", 0)
    late = [asyncio.create_task(callers.resolve(bearer(jti=f"t{n % 5 + 1}"))) for n in range(50)]
    await asyncio.sleep(0)
    slow.gate.set()

    assert CLIENT == (await first).client
    refused = [isinstance(answer, Unauthenticated) for answer in await asyncio.gather(*late, return_exceptions=True)]
    assert [n % 5 == 0 for n in range(50)] == refused
    assert 2 == len(slow.queries)


async def test_failure_is_shared_and_passes(keys: KeyRing, bearer: Callable[..., str]) -> None:
    """When the register does not answer nobody is let in; when it answers again, all is well."""

    class Broken(Register):
        async def refused(self, names: Sequence[TokenName]) -> frozenset[TokenName]:
            await asyncio.sleep(0)
            if not self.used:
                raise OSError
            return await super().refused(names)

    broken = Broken(REGISTERED)
    callers = Callers(keys, broken, ADDRESSES)
    answers = await asyncio.gather(*(callers.resolve(bearer()) for _ in range(5)), return_exceptions=True)
    assert [OSError] * 5 == [type(answer) for answer in answers]

    broken.used.add(("mended", ""))
    assert await callers.resolve(bearer())
