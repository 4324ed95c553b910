"""Jobs: writes of many users that run later, and how Zendesk tells what came of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from joey.adapters.destinations.zendesk.sandbox import errors
from joey.adapters.destinations.zendesk.sandbox.account import API
from joey.adapters.destinations.zendesk.sandbox.errors import Fault
from joey.adapters.sandbox import Json

MOST_ROWS, _MOST_OPEN, _KEPT = 100, 30, 3_600.0

Run = Callable[[int, Json], Json]
"""The row at this place of the job, done; answers its result."""


@dataclass(slots=True)
class Job:
    """A submitted job; ``results`` is None until it has run."""

    id: str
    kind: str
    rows: list[Json]
    run: Run
    submitted: float
    due: float
    results: list[Json] | None = None

    def shown(self, now: float) -> dict[str, Json]:
        """Its envelope, as it stands."""
        status = "queued" if now < (self.submitted + self.due) / 2 or now == self.submitted else "working"
        done = self.results is not None
        moment = datetime.fromtimestamp(self.due, UTC).strftime("%Y-%m-%d %H:%M:%S +0000")
        return {
            "id": self.id,
            "job_type": self.kind,
            "url": f"{API}/job_statuses/{self.id}.json",
            "total": len(self.rows),
            "progress": len(self.rows) if done else 0,
            "status": "completed" if done else status,
            "message": f"Completed at {moment}" if done else None,
            "results": self.results,
        }


@dataclass(slots=True)
class Jobs:
    """The jobs of the account, oldest first; each is kept for an hour."""

    held: dict[str, Job] = field(default_factory=dict[str, Job])
    count: int = 0

    def submit(self, kind: str, rows: Json, run: Run, now: float, delay: float) -> Job | Fault:
        """Take a job; nothing is done yet."""
        if not isinstance(rows, list) or not rows:
            return errors.bad_request("users must be a non-empty array")
        if len(rows) > MOST_ROWS:
            return errors.bad_request(f"users has more than {MOST_ROWS} items")
        if sum(job.results is None for job in self.held.values()) >= _MOST_OPEN:
            return errors.TOO_MANY_JOBS
        self.count += 1
        digest = hashlib.md5(f"job {self.count}".encode(), usedforsecurity=False).hexdigest()
        job = Job(f"V3-{digest}", kind, rows, run, now, now + delay)
        self.held[job.id] = job
        return job

    def settle(self, now: float) -> None:
        """Run what is due, in the order in which it came; forget what is old."""
        for job in self.held.values():
            if job.results is None and job.due <= now:
                job.results = [job.run(index, row) for index, row in enumerate(job.rows)]
        for job_id in [job.id for job in self.held.values() if job.due + _KEPT < now]:
            del self.held[job_id]
