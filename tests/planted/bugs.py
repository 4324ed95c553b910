"""Ten bugs that would break a promise, each a change of one place in one file, and the tests that catch it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MEMORY = "tests/contract/test_memory.py"


@dataclass(frozen=True, slots=True)
class Bug:
    """``old`` stands in the file exactly once. ``tests``: a file, or a test of it; ``only``: those with such a name."""

    name: str
    file: str
    old: str
    new: str
    tests: str
    only: str = ""

    def plant(self, tree: Path) -> None:
        """Put it into a copy of the source."""
        path = tree / self.file
        text = path.read_text(encoding="utf-8")
        assert text.count(self.old) == 1, f"{self.name}: {self.file} isn't as it was; plant the bug anew"
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


BUGS = (
    Bug(
        "acknowledge before the answer",
        "application/delivery/pipeline.py",
        "        await self._write(sending)\n",
        "        await self._ledger.note(self._writer, [attempt_of(task) for task in sending])\n"
        "        await self._write(sending)\n",
        MEMORY,
        "TestInMemoryDestination and lost and whole",
    ),
    Bug(
        "skip the find after unknown",
        "domain/deciding.py",
        "    return standing.certain and standing.keys == (key,)\n",
        "    return bool(standing.unanswered) or (standing.certain and standing.keys == (key,))\n",
        "tests/domain/test_remote_model.py",
        "a_then_b_unanswered",
    ),
    Bug(
        "share an outcome across a batch",
        "application/delivery/batches.py",
        "        return dict(result.unwrap())\n",
        "        return dict.fromkeys(result.unwrap(), next(iter(result.unwrap().values())))\n",
        "tests/application/test_running.py",
        "every_row_is_in_one_number",
    ),
    Bug(
        "forget the lock",
        "adapters/ledgers/files/store.py",
        "            lock.acquire()\n",
        "            lock.is_locked  # noqa: B018\n",
        "tests/adapters/ledgers/test_processes.py",
        "lease",
    ),
    Bug(
        "drop a deferred row",
        "adapters/ledgers/folding.py",
        '    final = done or row.kind == "rejected"\n',
        '    final = done or row.kind in ("rejected", "deferred")\n',
        MEMORY,
        "TestInMemoryDestination and throttled and whole",
    ),
    Bug(
        "retry a permanent error",
        "adapters/http/client.py",
        "                return Misconfigured(reason, hint)\n",
        "                return self._after_trouble(Transient(reason + hint, acted=False), tries, started)\n",
        "tests/adapters/http/test_classification.py",
        "creates_status",
    ),
    Bug(
        "count a 429 as an attempt",
        "adapters/http/retrying.py",
        "        self.throttles += 1\n",
        "        self.throttles += 1\n"
        "        self.attempts += 1\n"
        "        if self.attempts >= self.patience.attempts:\n"
        "            return Throttled(throttle.reason, None)\n",
        "tests/adapters/http/test_throttling.py",
        "no_attempts",
    ),
    Bug(
        "move the baseline for a rejected row",
        "application/delivery/task.py",
        "        return outcome_of(task.written), None\n",
        "        return outcome_of(task.written), wanted\n",
        MEMORY,
        "TestInMemoryDestination and bad_row and whole",
    ),
    Bug(
        "delete without guard",
        "application/destination_run.py",
        "        if stopped is not None and (stopped.final or not self._orders.allow_deletes):\n",
        "        if stopped is not None and stopped.final:\n",
        "tests/application/test_guard.py",
        "deletes_and_a_tenth",
    ),
    Bug(
        "log a header",
        "adapters/http/client.py",
        "        self._redactor.plant_headers(credentials)\n",
        '        _LOG.debug("sending", **credentials)\n',
        "tests/adapters/http/test_redaction.py",
        "logged_without_secrets",
    ),
)
