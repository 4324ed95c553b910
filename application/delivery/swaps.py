"""Swaps: Records that exchange remote records do it all or not at all; a half-done one is undone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from joey.application.delivery.task import Task, attempt_of
from joey.domain.action import Create, Decision, Delete, Update
from joey.domain.export import Present, Standing
from joey.domain.outcome import Attempt, Deferred, Delivered, Unknown
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.domain.writing import rewrite

HALF = Unknown("a swap of keys was done by halves; the next run finds each record and finishes it")
UNDONE = Deferred("it swaps keys with a record that was not delivered; it follows once that one is")


def half_done(tasks: Sequence[Task], failed: Sequence[Attempt]) -> list[Task]:
    """Of circles in which not all were delivered, those tasks that were. ``failed``: who could not be looked up."""
    swapping = {task.record_id: task for task in tasks if isinstance(task.export, Present) and task.export.swaps}
    amiss = {who for who, task in swapping.items() if not _well(task)}
    amiss |= {attempt.record_id for attempt in failed}
    return [task for who, task in swapping.items() if who not in amiss and amiss.intersection(_circle(who, swapping))]


def undoing(tasks: Iterable[Task]) -> Iterator[Task]:
    """The tasks of giving remote records back what they were last known to hold, and of taking away what was made."""
    for task in tasks:
        export, action = task.export, task.action
        if not isinstance(export, Present):
            continue
        held = export.standing.held
        if isinstance(action, Create) and task.remote_id is not None:
            yield Task(export, Decision(Delete(export.record_id, task.remote_id, export.wanted.key)))
        elif isinstance(action, Update) and isinstance(held, Snapshot):
            written = Standing(export.wanted, action.remote_id, export.standing.unanswered)
            back = Update(
                export.record_id,
                action.remote_id,
                held,
                rewrite(held, written.snapshots),
                action.found,
                written.snapshots,
            )
            yield Task(export, Decision(back))


def whole(attempts: Sequence[Attempt], half: Iterable[Task], undone: Collection[Task]) -> list[Attempt]:
    """The attempts, with what became of half-done swaps; the unknown ones last, since they put others in doubt."""
    restored = {task.record_id for task in undone if _well(task)}
    halves = {task.record_id for task in half}
    settled = [_of_half(a, a.record_id in restored) if a.record_id in halves else a for a in attempts]
    return sorted(settled, key=lambda attempt: isinstance(attempt.outcome, Unknown))


def _of_half(attempt: Attempt, restored: bool) -> Attempt:  # noqa: FBT001 - what the swap came to
    outcome = UNDONE if restored else HALF
    return Attempt(attempt.record_id, outcome, fingerprint=attempt.fingerprint, action=attempt.action)


def _well(task: Task) -> bool:
    return isinstance(attempt_of(task).outcome, Delivered)


def _circle(start: RecordId, swapping: dict[RecordId, Task]) -> Iterator[RecordId]:
    """Who swaps with this one, each once."""
    seen: set[RecordId] = set()
    who: RecordId | None = start
    while who is not None and who not in seen:
        seen.add(who)
        yield who
        export = swapping[who].export if who in swapping else None
        who = export.heir_of if isinstance(export, Present) else None
