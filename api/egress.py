"""How does this service call out? By one client that reaches public addresses only, and only what it was told to.

https only, no user information, no redirects, no proxies of the environment; the address is checked after it is
resolved and the checked address is the one connected to, so that no second look-up can change it; two seconds and
64 KB in all. ``CHARTWARD_EGRESS_ALLOW`` exempts exact origins from the first two rules, and nothing else.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpcore
import httpx
import orjson

from domain.client import Jwk

SECONDS = 2.0
BYTES = 65_536
UNKNOWN_KID_SECONDS = 10.0
AGAIN_SECONDS = 1.0
LONGEST_KEPT = 3_600
MOST_ADDRESSES = 1_000

# Addresses inside which another, perhaps private, address is embedded: NAT64, 6to4, Teredo, IPv4-compatible.
_TUNNELS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))
_FAILURES = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,
    UnicodeError,
)
_MAX_AGE = re.compile(r"max-age=(\d{1,9})", re.ASCII)


class Refused(Exception):
    """The call is not allowed, or did not give a usable answer in its bounds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A body within bounds, with the headers it came with."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Egress:
    """The one way out."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        """Take the exempt origins, such as ``http://127.0.0.1:9000``."""
        self._allowed = frozenset(_origin(httpx.URL(origin)) for origin in allowed if origin)
        self._open = httpx.AsyncClient(transport=_Transport(None), trust_env=False, timeout=SECONDS)
        self._guarded = httpx.AsyncClient(transport=_Transport(_PublicOnly()), trust_env=False, timeout=SECONDS)

    async def get(self, address: str, accept: str = "application/json") -> Answer:
        """Fetch an address; ``Refused`` for everything but a whole answer within the bounds."""
        return await self.send("GET", address, headers={"accept": accept})

    async def send(self, method: str, address: str, *, headers: Mapping[str, str], content: bytes = b"") -> Answer:
        """Make one request."""
        url = _checked(address)
        exempt = _origin(url) in self._allowed
        if not exempt and url.scheme != "https":
            raise Refused("not https")
        client = self._open if exempt else self._guarded
        sent = {**headers, "accept-encoding": "identity", "user-agent": "chartward"}
        try:
            async with (
                asyncio.timeout(SECONDS),
                client.stream(method, url, headers=sent, content=content or None, follow_redirects=False) as response,
            ):
                return Answer(response.status_code, dict(response.headers), await _bounded(response))
        except (httpx.HTTPError, *_FAILURES) as error:
            raise Refused("no answer within the bounds") from error

    async def close(self) -> None:
        """Close both clients."""
        await self._open.aclose()
        await self._guarded.aclose()


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the public internet, whatever it is wrapped in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in tunnel for tunnel in _TUNNELS):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _checked(address: str) -> httpx.URL:
    if not address.isascii() or not address.isprintable() or "\\" in address:
        raise Refused("not an address")
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused("not an address") from error
    if (
        url.scheme not in ("http", "https")
        or not url.host
        or url.userinfo
        or url.fragment
        or "@" in url.netloc.decode()
    ):
        raise Refused("an address that is not allowed")
    return url


def _origin(url: httpx.URL) -> str:
    port = url.port or {"http": 80, "https": 443}.get(url.scheme, 0)
    return f"{url.scheme}://{url.host}:{port}"


async def _bounded(response: httpx.Response) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Refused("an encoded body")
    body = b""
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > BYTES:
            raise Refused("a body that is too large")
    return body


class _PublicOnly(httpcore.AsyncNetworkBackend):
    """Resolves by itself, refuses unless every address found is public, and connects to one that was checked."""

    def __init__(self) -> None:
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        if not addresses or not all(map(is_public, addresses)):
            raise Refused("an address that is not public")
        stream = await self._backend.connect_tcp(addresses[0], port, timeout, local_address, socket_options)
        peer = stream.get_extra_info("server_addr")
        if not peer or not is_public(str(peer[0])):
            await stream.aclose()
            raise Refused("connected to an address that is not public")
        return stream

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        raise Refused("no local sockets")

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


class _Body(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> Any:
        async for chunk in self._response.aiter_stream():
            yield chunk

    async def aclose(self) -> None:
        await self._response.aclose()


class _Transport(httpx.AsyncBaseTransport):
    """httpx over a pool of httpcore, so that the network backend can be ours."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend | None) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False), network_backend=backend, max_keepalive_connections=0
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        response = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


@dataclass(slots=True)
class _KeySet:
    keys: tuple[Jwk, ...] = ()
    until: float = 0.0
    asked: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class FetchedKeys:
    """``domain.client.JwksSource``: key sets by address, kept no longer than Cache-Control allows.

    An unknown kid has the set fetched anew, but not twice in ten seconds, and an answer that may not be kept
    still serves one second: nobody who merely pretends to be a client can use us to flood that client's server.
    """

    def __init__(self, egress: Egress, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the way out and a clock that only goes forward."""
        self._egress = egress
        self._clock = clock
        self._sets: dict[str, _KeySet] = {}

    async def keys(self, uri: str, kid: str) -> Sequence[Jwk]:
        """Give the key set at the address, fetched anew (rate-limited) when it does not hold ``kid``."""
        if uri not in self._sets and len(self._sets) >= MOST_ADDRESSES:
            self._sets.clear()
        held = self._sets.setdefault(uri, _KeySet())
        async with held.lock:
            now = self._clock()
            kept = now < held.until
            known = any(key.get("kid") == kid for key in held.keys)
            if not (kept and known) and now - held.asked >= (UNKNOWN_KID_SECONDS if kept else AGAIN_SECONDS):
                held.asked = now
                await self._fetch(uri, held, now)
            return held.keys

    async def _fetch(self, uri: str, held: _KeySet, now: float) -> None:
        if now >= held.until:
            held.keys = ()
        try:
            answer = await self._egress.get(uri)
            document = orjson.loads(answer.body)
        except (Refused, orjson.JSONDecodeError):
            return
        keys = document.get("keys") if isinstance(document, dict) else None
        if answer.status == httpx.codes.OK and isinstance(keys, list):
            held.keys = tuple(key for key in keys if isinstance(key, dict))
            held.until = now + _kept_for(answer.headers.get("cache-control", ""))


def _kept_for(cache_control: str) -> int:
    """Give the seconds an answer may be kept: nothing unless Cache-Control says so, an hour at most."""
    directives = [directive.strip().lower() for directive in cache_control.split(",")]
    if "no-store" in directives or "no-cache" in directives:
        return 0
    for directive in directives:
        if match := _MAX_AGE.fullmatch(directive):
            return min(int(match[1]), LONGEST_KEPT)
    return 0
