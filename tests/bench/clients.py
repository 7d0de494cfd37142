"""How do eight clients ask as fast as they are answered, at little cost? Raw keep-alive sockets, a process apart.

Reads a job (JSON) from standard input and writes the result (JSON): closed loop, each client sends the next request
when its answer is whole. Loopback only.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import random
import sys
import time


async def client(job: dict, requests: list[bytes], number: int, ends: float, seen: dict) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", job["port"], limit=1 << 24)
    order = random.Random(number)
    once = job.get("once", False)
    mine = iter(requests[number :: job["clients"]])
    while time.perf_counter() < ends:
        if once:
            request = next(mine, None)
            if request is None:
                break
        else:
            request = order.choice(requests)
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n", 1)[0])
        if length:
            body = await reader.readexactly(length)
        seen["seconds"].append(time.perf_counter() - began)
        status = head[9:12].decode()
        seen["statuses"][status] = seen["statuses"].get(status, 0) + 1
        seen["bytes"] += length
        if not status.startswith("2") and "refused" not in seen:
            seen["refused"] = body[:500].decode(errors="replace")
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def run(job: dict) -> dict:
    requests = [base64.b64decode(request) for request in job["requests"]]
    seen: dict = {"seconds": [], "statuses": {}, "bytes": 0}
    began = time.perf_counter()
    ends = began + job["seconds"]
    await asyncio.gather(*(client(job, requests, number, ends, seen) for number in range(job["clients"])))
    return seen | {"elapsed": time.perf_counter() - began}


if __name__ == "__main__":
    try:
        import uvloop

        runner = uvloop.run
    except ImportError:
        runner = asyncio.run
    print(json.dumps(runner(run(json.load(sys.stdin)))))
