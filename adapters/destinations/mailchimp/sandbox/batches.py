"""Batches of calls that run later: submitted, polled, and read as a tar.gz of JSON (guide: batch operations)."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import orjson

from joey.adapters.destinations.mailchimp.sandbox import errors
from joey.adapters.destinations.mailchimp.sandbox.audience import digest, written
from joey.adapters.destinations.mailchimp.sandbox.errors import Fault
from joey.adapters.sandbox import Json, Reply, Request

_MOST_OPERATIONS, _MOST_OPEN = 1_000, 500
_STAGES = ("pending", "preprocessing", "started", "finalizing")
_PER_FILE = 400

Run = Callable[[Request], Reply]


@dataclass(slots=True)
class Batch:
    """A submitted batch; ``results`` is None until it has run."""

    id: str
    operations: list[dict[str, Json]]
    submitted: float
    due: float
    results: list[dict[str, Json]] | None = None
    ended: float = 0.0


@dataclass(slots=True)
class Batches:
    """The batches of the account, oldest first."""

    run: Run
    held: dict[str, Batch] = field(default_factory=dict[str, Batch])

    def submit(self, body: Json, now: float, delay: float) -> Batch | Fault:
        """Take a batch; nothing is done yet."""
        given = body.get("operations") if isinstance(body, dict) else None
        if not isinstance(given, list) or not given:
            return errors.misshapen("operations", "This value should not be blank.")
        if len(given) > _MOST_OPERATIONS:
            return errors.misshapen("operations", f"Array contains more than {_MOST_OPERATIONS} items.")
        if any(not isinstance(one, dict) or not one.get("method") or not one.get("path") for one in given):
            return errors.misshapen("operations.item:0.path", "This value should not be blank.")
        if sum(one.results is None for one in self.held.values()) >= _MOST_OPEN:
            return Fault(429, "Too Many Requests", "You have more than 500 pending batches.")
        made = Batch(digest(f"batch {len(self.held)}")[:10], given, now, now + delay)
        self.held[made.id] = made
        return made

    def settle(self, now: float) -> None:
        """Run what is due, in the order in which it came."""
        for batch in self.held.values():
            if batch.results is None and batch.due <= now:
                batch.results = [self._result(one) for one in batch.operations]
                batch.ended = batch.due

    def _result(self, operation: Mapping[str, Json]) -> dict[str, Json]:
        params = operation.get("params") or {}
        body = operation.get("body") or ""
        reply = self.run(
            Request(
                method=str(operation["method"]).upper(),
                path="/3.0/" + str(operation["path"]).lstrip("/"),
                query=tuple((str(key), str(value)) for key, value in params.items()),
                body=body.encode() if isinstance(body, str) else orjson.dumps(body),
            )
        )
        told = {"status_code": reply.status, "operation_id": operation.get("operation_id")}
        return {**told, "response": reply.encoded().decode()}

    def shown(self, batch: Batch, now: float, base: str) -> dict[str, Json]:
        """How it stands; ``base`` is the address that its results are fetched from."""
        results = batch.results
        failed = sum(one["status_code"] >= 400 for one in results or ())
        return {
            "id": batch.id,
            "status": "finished" if results is not None else self._stage(batch, now),
            "total_operations": len(batch.operations),
            "finished_operations": len(results or ()),
            "errored_operations": failed,
            "submitted_at": written(batch.submitted),
            "completed_at": "" if results is None else written(batch.ended),
            "response_body_url": "" if results is None else f"{base}/batch-results/{batch.id}-response.tar.gz",
        }

    @staticmethod
    def _stage(batch: Batch, now: float) -> str:
        span = batch.due - batch.submitted
        return _STAGES[min(3, int(4 * (now - batch.submitted) / span))] if span > 0 else _STAGES[0]


def archive(batch: Batch) -> bytes:
    """The results as Mailchimp packs them: a folder, and files that each hold an array of a part of them."""
    packed = io.BytesIO()
    rows = batch.results or []
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped, tarfile.open(fileobj=zipped, mode="w") as tar:
        folder = tarfile.TarInfo("./")
        folder.type, folder.mode = tarfile.DIRTYPE, 0o755
        tar.addfile(folder)
        for start in range(0, len(rows), _PER_FILE):
            content = orjson.dumps(rows[start : start + _PER_FILE])
            entry = tarfile.TarInfo(f"./{batch.id}{start:05d}.json")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()
