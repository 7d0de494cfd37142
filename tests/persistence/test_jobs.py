"""The queue of jobs: one worker at a time, fenced, taken over, forgotten."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from domain.ports import Job
from persistence.jobs import SILENT, PostgresJobs

if TYPE_CHECKING:
    import asyncpg

NOW = 1_000_000_000_000


def job(id_: str, created: int = NOW) -> Job:
    """Give a job."""
    return Job(id_, "search", "c", b"", b"", created=created, expires=created + 10)


async def test_each_job_is_taken_once(pool: asyncpg.Pool) -> None:
    """However many take at once, each job goes to one of them, the oldest first."""
    jobs = PostgresJobs(pool)
    for n in range(6):
        assert await jobs.add(job(f"j{n}", NOW + n), 100)
    taken = await asyncio.gather(*(jobs.take(NOW) for _ in range(8)))

    assert [f"j{n}" for n in range(6)] == sorted(one[0].id for one in taken if one)
    assert not any(again for one in taken if one for again in one[1:])


async def test_a_silent_worker_is_fenced_out(pool: asyncpg.Pool) -> None:
    """Who was thought dead neither beats nor finishes once another has the job."""
    jobs = PostgresJobs(pool)
    await jobs.add(job("slow"), 100)
    first = await jobs.take(NOW)
    assert first is not None
    assert await jobs.take(NOW + SILENT) is None
    second = await jobs.take(NOW + SILENT + 1)
    assert second is not None

    assert (False, True) == (first[1], second[1])
    assert not await jobs.beat(first[0], NOW + SILENT + 2, 1, None)
    assert not await jobs.finish(first[0], NOW, NOW, b"old", None)
    assert await jobs.beat(second[0], NOW + SILENT + 2, 1, 2)
    assert await jobs.finish(second[0], NOW + SILENT + 3, NOW, b"new", None)
    found = await jobs.find("slow")
    assert found is not None
    assert ("done", b"new", 1, 2) == (found.state, found.result, found.done, found.total)


async def test_limits_and_endings(pool: asyncpg.Pool) -> None:
    """A client has so many unfinished jobs; what is cancelled or expired is gone."""
    jobs = PostgresJobs(pool)

    assert [True, True, False] == [await jobs.add(job(f"k{n}"), 2) for n in range(3)]
    await jobs.cancel("k0")
    assert await jobs.find("k0") is None
    assert await jobs.add(job("k3"), 2)
    assert (0, 2) == (await jobs.purge(NOW), await jobs.purge(NOW + 11))
