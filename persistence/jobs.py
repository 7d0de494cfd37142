"""Which jobs wait, run and have ended? Taken by one worker at a time, taken again when that one is silent.

`FOR UPDATE SKIP LOCKED` gives a job to one; the fence, the transaction that took it, keeps who was thought dead from
writing a result over that of the next. A row that is deleted is a job that was cancelled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.ports import Job

if TYPE_CHECKING:
    from asyncpg import Pool, Record

SILENT = 30_000_000
"""Microseconds without a sign of life after which a job is somebody else's to take."""

_COLUMNS = (
    "id, kind, client, caller, request, state, done, total, result, error, fence, heartbeat, created, updated, expires"
)
_TAKE = f"""
UPDATE job SET state = 'running', fence = pg_current_xact_id()::text::bigint, heartbeat = $1::bigint,
 updated = $1::bigint
FROM (SELECT id AS taken, state AS before FROM job
      WHERE state = 'queued' OR (state = 'running' AND heartbeat < $1::bigint - {SILENT})
      ORDER BY created LIMIT 1 FOR UPDATE SKIP LOCKED) next
WHERE id = next.taken RETURNING {_COLUMNS}, next.before = 'running' AS again
"""


class PostgresJobs:
    """The jobs of every process on a database: `domain.ports.JobStore`."""

    def __init__(self, pool: Pool) -> None:
        """Keep the pool."""
        self._pool = pool

    async def add(self, job: Job, most: int) -> bool:
        """Queue a job; False when its client has as many unfinished ones as it may."""
        done = await self._pool.execute(
            "INSERT INTO job (id, kind, client, caller, request, state, done, fence, heartbeat, created, updated,"
            " expires) SELECT $1, $2, $3, $4, $5, 'queued', 0, 0, $6, $6, $6, $7 WHERE (SELECT count(*) FROM job"
            " WHERE client = $3 AND state IN ('queued', 'running')) < $8",
            job.id, job.kind, job.client, job.caller, job.request, job.created, job.expires, most,
        )  # fmt: skip
        return done.endswith(" 1")

    async def find(self, id_: str) -> Job | None:
        """Give a job by id."""
        row = await self._pool.fetchrow(f"SELECT {_COLUMNS} FROM job WHERE id = $1", id_)
        return None if row is None else _job(row)

    async def take(self, now: int) -> tuple[Job, bool] | None:
        """Take the next job; and tell whether another worker had begun it."""
        row = await self._pool.fetchrow(_TAKE, now)
        return None if row is None else (_job(row), row["again"])

    async def beat(self, job: Job, now: int, done: int, total: int | None) -> bool:
        """Give a sign of life, and how far it is; False when the job is no longer this worker's."""
        changed = await self._pool.execute(
            "UPDATE job SET heartbeat = $3, done = $4, total = $5 WHERE id = $1 AND fence = $2 AND state = 'running'",
            job.id, job.fence, now, done, total,
        )  # fmt: skip
        return changed.endswith(" 1")

    async def finish(self, job: Job, now: int, expires: int, result: bytes | None, error: bytes | None) -> bool:
        """Keep what came of it; False when the job is no longer this worker's."""
        changed = await self._pool.execute(
            "UPDATE job SET state = $3, result = $4, error = $5, updated = $6, expires = $7"
            " WHERE id = $1 AND fence = $2 AND state = 'running'",
            job.id, job.fence, "failed" if result is None else "done", result, error, now, expires,
        )  # fmt: skip
        return changed.endswith(" 1")

    async def cancel(self, id_: str) -> None:
        """Drop a job and what came of it; who works at it notices."""
        await self._pool.execute("DELETE FROM job WHERE id = $1", id_)

    async def purge(self, now: int) -> int:
        """Drop what has expired; give how many went."""
        return int((await self._pool.execute("DELETE FROM job WHERE expires < $1", now)).rpartition(" ")[2])


def _job(row: Record) -> Job:
    return Job(
        row["id"], row["kind"], row["client"], row["caller"], row["request"], row["state"], row["done"], row["total"],
        row["result"], row["error"], row["fence"], row["created"], row["updated"], row["expires"],
    )  # fmt: skip
