"""How is done what runs longer than a request? Queued in the database, done by a worker of some process.

https://hl7.org/fhir/R4/async.html. A job that was reading when its worker died is done again; one that was writing is
not, for nobody can tell how much of it was done.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

import msgspec
import structlog
from starlette.responses import Response

from api import outcomes, responses
from domain.caller import Caller
from domain.errors import ChartwardError, Fault, NotFound, TooMany
from domain.ports import Job, JobStore

BEAT = 5.0
IDLE = 1.0
WORKERS = 2
KEPT = 24 * 3_600_000_000
"""Microseconds that a job, and then its result, is kept."""

MOST = 20
"""Unfinished jobs of one client."""

log = structlog.get_logger()


@dataclass(slots=True)
class Progress:
    """How far a job is; what does the job says so, what beats writes it down."""

    done: int = 0
    total: int | None = None


Runner = Callable[[Caller, Job, Progress], Awaitable[bytes]]
"""Does one kind of job, for the caller that asked."""


class Standing(Protocol):
    """Who knows whether a token still stands."""

    async def stand(self, caller: Caller) -> None:
        """Refuse a caller whose token was revoked or whose client is disabled."""


class Jobs:
    """The jobs of one process; who does which kind is told when work begins."""

    def __init__(self, store: JobStore, callers: Standing) -> None:
        """Take the store, and who knows revoked tokens."""
        self._store = store
        self._callers = callers
        self._wake = asyncio.Event()

    async def begin(self, caller: Caller, kind: str, request: bytes) -> Job:
        """Queue a job of this caller."""
        await self._callers.stand(caller)
        now = _now()
        packed = msgspec.msgpack.encode(caller)
        job = Job(uuid4().hex, kind, caller.client, packed, request, created=now, expires=now + KEPT)
        if not await self._store.add(job, MOST):
            raise TooMany(Fault("throttled", f"There are {MOST} unfinished jobs of yours already."))
        self._wake.set()
        return job

    async def of(self, caller: Caller, id_: str) -> Job:
        """Give a job to who asked for it; to anybody else there is none."""
        job = await self._store.find(id_)
        if job is None or _who(asker(job)) != _who(caller) or job.expires < _now():
            raise NotFound
        return job

    async def cancel(self, caller: Caller, id_: str) -> None:
        """Drop a job of this caller."""
        await self._store.cancel((await self.of(caller, id_)).id)

    async def work(self, runners: dict[str, Runner]) -> None:
        """Do what is queued, for as long as the process lives."""
        await asyncio.gather(*(self._work(runners) for _ in range(WORKERS)))

    async def _work(self, runners: dict[str, Runner]) -> None:
        while True:
            try:
                taken = await self._store.take(_now())
                if taken is not None:
                    await self._do(runners, *taken)
                    continue
            except Exception as error:  # noqa: BLE001 - the worker outlives whatever becomes of a job
                log.warning("job.failed", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), IDLE)
            self._wake.clear()

    async def _do(self, runners: dict[str, Runner], job: Job, again: bool) -> None:  # noqa: FBT001 - as it was taken
        progress = Progress()
        doing = asyncio.ensure_future(self._run(runners, job, progress, again=again))
        try:
            while not (await asyncio.wait({doing}, timeout=BEAT))[0]:
                if not await self._store.beat(job, _now(), progress.done, progress.total):
                    return  # cancelled, or somebody else's by now
            result, error = await doing
            now = _now()
            await self._store.finish(job, now, now + KEPT, result, error)
        finally:
            doing.cancel()

    async def _run(
        self, runners: dict[str, Runner], job: Job, progress: Progress, *, again: bool
    ) -> tuple[bytes | None, bytes | None]:
        """Do a job for its caller, as far as that one still stands; give the result, or the error as packed."""
        try:
            if again and job.kind.endswith("-write"):
                text = "The server stopped while it did this; some of it may have been done. Look before you repeat it."
                return None, failure(500, outcomes.outcome([Fault("incomplete", text)]))
            caller = asker(job)
            await self._callers.stand(caller)
            return await runners[job.kind](caller, job, progress), None
        except ChartwardError as error:
            return None, failure(outcomes.status(error), outcomes.outcome(error.faults))
        except Exception as error:  # noqa: BLE001 - nothing of it may reach the client or the log but its kind
            log.error("job.failed", kind=job.kind, job=job.id, error=type(error).__name__)  # noqa: TRY400
            fault = Fault("exception", "The server failed at this.", severity="fatal")
            return None, failure(500, outcomes.outcome([fault]))


def accepted(base: str, job: Job) -> Response:
    """Say where the answer will be."""
    said = outcomes.outcome([Fault("informational", "This is done in the background.", severity="information")])
    return responses.json(
        said, 202, {"content-location": f"{base}/_async/{job.id}", "preference-applied": "respond-async"}
    )


def asker(job: Job) -> Caller:
    """Give the caller of a job."""
    return msgspec.msgpack.decode(job.caller, type=Caller)


def failure(status: int, outcome: object) -> bytes:
    """Pack an error: its status and what it says."""
    return msgspec.msgpack.encode([status, msgspec.json.encode(outcome)])


def failed(error: bytes) -> tuple[int, bytes]:
    """Unpack an error."""
    status, body = msgspec.msgpack.decode(error, type=tuple[int, bytes])
    return status, body


def _who(caller: Caller) -> tuple[str, ...]:
    return (caller.client, caller.user, caller.patient, caller.organization, caller.purpose)


def _now() -> int:
    return time.time_ns() // 1000
