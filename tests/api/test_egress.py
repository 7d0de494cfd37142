"""What this service never calls, and what it takes from those it calls: SECURITY 93."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from api.egress import BYTES, Egress, FetchedKeys, Refused, is_public

Handler = Callable[[bytes], bytes]


class Listener:
    """A server on loopback that counts who connects."""

    def __init__(self, answer: bytes, delay: float = 0) -> None:
        """Prepare one raw answer."""
        self.answer = answer
        self.delay = delay
        self.connections = 0
        self.requests: list[bytes] = []
        self.origin = ""
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Count, then answer."""
        self.connections += 1
        try:
            self.requests.append(await reader.readuntil(b"\r\n\r\n"))
            await asyncio.sleep(self.delay)
            writer.write(self.answer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def listening(answer: bytes, delay: float = 0) -> AsyncIterator[Listener]:
    """Run a listener."""
    listener = Listener(answer, delay)
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0)
    async with server:
        listener.port = server.sockets[0].getsockname()[1]
        listener.origin = f"http://127.0.0.1:{listener.port}"
        yield listener


@asynccontextmanager
async def egress(*allowed: str) -> AsyncIterator[Egress]:
    """Open the way out."""
    made = Egress(allowed)
    try:
        yield made
    finally:
        await made.close()


def response(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Write an HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


ADDRESSES = [
    "https://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/",
    "https://[::1]:{port}/",
    "https://localhost:{port}/",
    "https://127.1:{port}/",
    "https://0x7f000001:{port}/",
    "https://2130706433:{port}/",
    "https://0177.0.0.1:{port}/",
    "https://0.0.0.0:{port}/",
    "https://[::]:{port}/",
    "https://[::ffff:127.0.0.1]:{port}/",
    "https://[::ffff:10.0.0.1]:{port}/",
    "https://[64:ff9b::7f00:1]:{port}/",
    "https://[2002:7f00:1::]:{port}/",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://u:p@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}#@app.test/",
    "https://app.test\\@127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}",
    "",
    "https://",
    "https:///x",
    "gopher://127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/\r\nx: y",
    "https://\u0661\u0662\u0667.0.0.1/",
    "unix:///run/x",
]


@pytest.mark.parametrize("address", ADDRESSES)
async def test_never_called(address: str) -> None:
    """Loopback, private, link-local and metadata addresses in every spelling: refused, and nobody was connected to."""
    async with listening(response(b"{}")) as listener, egress("http://127.0.0.1:1") as out:
        with pytest.raises(Refused):
            await out.get(address.format(port=listener.port))

        assert 0 == listener.connections


async def test_rebinding(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is resolved once, every address it has must be public, and a later answer changes nothing."""
    async with listening(response(b"{}")) as listener, egress() as out:
        loop = asyncio.get_running_loop()
        asked = 0

        async def resolve(host: str, port: int, **_: object) -> list[object]:
            nonlocal asked
            asked += 1
            found = ["93.184.215.14", "127.0.0.1"] if asked == 1 else ["127.0.0.1"]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

        monkeypatch.setattr(loop, "getaddrinfo", resolve)
        with pytest.raises(Refused):
            await out.get(f"https://rebind.attacker.test:{listener.port}/")

        assert (1, 0) == (asked, listener.connections)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("::ffff:93.184.215.14", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("::127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.31.255.255", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.100.100.200", False),
        ("198.18.0.1", False),
        ("192.0.2.1", False),
        ("240.0.0.1", False),
        ("239.1.1.1", False),
        ("255.255.255.255", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001:0:a00:1::", False),
        ("2001:db8::1", False),
        ("::", False),
    ],
)
def test_is_public(address: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    """Only addresses of the public internet are public, whatever they are wrapped in."""
    assert is_public(address) is expected


async def test_exempt_origin() -> None:
    """An exempt origin is called, and only that exact one."""
    async with listening(response(b'{"a": 1}', "cache-control: max-age=5")) as listener:
        async with egress(listener.origin) as out:
            answer = await out.get(f"{listener.origin}/jwks?x=1")

            assert (200, b'{"a": 1}', "max-age=5") == (answer.status, answer.body, answer.headers["cache-control"])
            assert b"accept-encoding: identity" in listener.requests[0].lower()
            for other in (
                f"http://localhost:{listener.port}/",
                f"https://127.0.0.1:{listener.port}/",
                f"{listener.origin}0/",
            ):
                with pytest.raises(Refused):
                    await out.get(other)

        assert 1 == listener.connections


async def test_redirect_is_not_followed() -> None:
    """A redirect is given back as it is."""
    async with (
        listening(response(b"", "location: http://127.0.0.1:1/", status="302 Found")) as listener,
        egress(listener.origin) as out,
    ):
        assert 302 == (await out.get(listener.origin + "/")).status
        assert 1 == listener.connections


CHUNKS = b"8000\r\n%b\r\n8001\r\n%b\r\n0\r\n\r\n" % (b"x" * 0x8000, b"x" * 0x8001)
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n%b" % CHUNKS

BAD_ANSWERS = {
    "too large": response(b"x" * (BYTES + 1)),
    "too large, chunked": CHUNKED,
    "compressed": response(b"\x1f\x8b", "content-encoding: gzip"),
    "cut off": b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc",
    "not HTTP": b"SSH-2.0-x\r\n",
    "nothing": b"",
}


@pytest.mark.parametrize("answer", BAD_ANSWERS.values(), ids=BAD_ANSWERS.keys())
async def test_bad_answers(answer: bytes) -> None:
    """What is too large, encoded, cut off or not HTTP is refused."""
    async with listening(answer) as listener, egress(listener.origin) as out:
        with pytest.raises(Refused):
            await out.get(listener.origin + "/")


async def test_slow_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is bounded in all, not only between two bytes."""
    monkeypatch.setattr("api.egress.SECONDS", 0.2)
    async with listening(response(b"{}"), delay=1) as listener, egress(listener.origin) as out:
        with pytest.raises(Refused):
            await out.get(listener.origin + "/")


KEYS = b'{"keys": [{"kid": "k1"}, 7]}'


class Clock:
    """A clock that is turned by hand."""

    now = 1_000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@pytest.mark.parametrize(
    ("header", "ahead", "fetches"),
    [
        ("cache-control: max-age=60", 59, 1),
        ("cache-control: max-age=60", 60, 2),
        ("cache-control: public, max-age=9999999", 3_599, 1),
        ("cache-control: max-age=9999999", 3_600, 2),
        ("cache-control: max-age=0", 1, 2),
        ("cache-control: max-age=60, no-store", 1, 2),
        ("cache-control: no-cache", 1, 2),
        ("x-nothing: said", 1, 2),
        ("x-nothing: said", 0.9, 1),
    ],
)
async def test_kept_as_allowed(header: str, ahead: float, fetches: int) -> None:
    """A key set is kept as long as Cache-Control allows, an hour at most; without leave it serves one second."""
    clock = Clock()
    async with listening(response(KEYS, header)) as listener, egress(listener.origin) as out:
        fetched = FetchedKeys(out, clock)
        assert [{"kid": "k1"}] == list(await fetched.keys(listener.origin + "/jwks", "k1"))
        clock.now += ahead
        assert [{"kid": "k1"}] == list(await fetched.keys(listener.origin + "/jwks", "k1"))

        assert fetches == listener.connections


async def test_unknown_kid() -> None:
    """An unknown kid causes one more fetch, and no flood of them."""
    clock = Clock()
    async with listening(response(KEYS, "cache-control: max-age=600")) as listener, egress(listener.origin) as out:
        fetched = FetchedKeys(out, clock)
        await fetched.keys(listener.origin, "k1")
        clock.now += 10
        for number in range(20):
            await fetched.keys(listener.origin, f"unknown-{number}")
        assert 2 == listener.connections

        listener.answer = response(b'{"keys": [{"kid": "k2"}]}', "cache-control: max-age=600")
        clock.now += 10
        assert [{"kid": "k2"}] == list(await fetched.keys(listener.origin, "k2"))


@pytest.mark.parametrize("answer", [b"[]", b"{}", b'{"keys": {}}', b"\xff", b"null"])
async def test_no_key_set(answer: bytes) -> None:
    """What is not a key set gives no keys."""
    async with listening(response(answer)) as listener, egress(listener.origin) as out:
        assert [] == list(await FetchedKeys(out).keys(listener.origin, "k1"))


async def test_failure_keeps_what_is_fresh() -> None:
    """A failed refetch for an unknown kid does not lock out the known; an expired set is not used."""
    clock = Clock()
    async with listening(response(KEYS, "cache-control: max-age=60")) as listener, egress(listener.origin) as out:
        fetched = FetchedKeys(out, clock)
        await fetched.keys(listener.origin, "k1")
        listener.answer = response(b"", status="500 Oops")
        clock.now += 20
        assert [{"kid": "k1"}] == list(await fetched.keys(listener.origin, "k9"))
        assert [{"kid": "k1"}] == list(await fetched.keys(listener.origin, "k1"))
        clock.now += 60
        assert [] == list(await fetched.keys(listener.origin, "k1"))


async def test_refused_address_gives_no_keys() -> None:
    """An address that may not be called gives no keys."""
    async with egress() as out:
        assert [] == list(await FetchedKeys(out).keys("https://127.0.0.1/jwks", "k1"))


async def test_one_fetch_for_many() -> None:
    """Many requests at once cause one fetch."""
    async with (
        listening(response(KEYS, "cache-control: max-age=60"), delay=0.05) as listener,
        egress(listener.origin) as out,
    ):
        fetched = FetchedKeys(out)
        await asyncio.gather(*(fetched.keys(listener.origin, "k1") for _ in range(20)))

        assert 1 == listener.connections
