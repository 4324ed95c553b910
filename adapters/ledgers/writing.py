"""From what the application says to journal rows, with Snapshots written as the implementation writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar, assert_never

from joey.adapters.ledgers.rows import (
    ABSENT,
    RELEASED,
    SNAPSHOT,
    AttemptRow,
    IntentRow,
    JobRow,
    Kept,
    Opened,
    micros,
    moment_of,
)
from joey.domain.export import Standing
from joey.domain.outcome import (
    Attempt,
    Deferred,
    Delivered,
    Failed,
    Outcome,
    Pending,
    Rejected,
    Skipped,
    Unknown,
    kind_of,
)
from joey.domain.record import RecordId
from joey.domain.snapshot import ABSENT as HOLDS_NOTHING
from joey.domain.snapshot import RELEASED as HOLDS_RELEASED
from joey.domain.snapshot import Absent, Held, Snapshot
from joey.ports.gateway import Handle
from joey.ports.ledger import Intent, Job, LedgerView, Writer

S = TypeVar("S")
Write: TypeAlias = Callable[[Snapshot], S]
Read: TypeAlias = Callable[[S], Snapshot]


def intent_row(intent: Intent, write: Write[S]) -> IntentRow[S]:
    """An intent for the journal."""
    wanted = write(intent.wanted) if intent.wanted is not None else None
    return IntentRow(intent.record_id, wanted, intent.remote_id, intent.fingerprint, intent.action, intent.inherits)


def intent_of(row: IntentRow[S], read: Read[S]) -> Intent:
    """An intent from the journal."""
    wanted = read(row.wanted) if row.wanted is not None else None
    inherits = RecordId(row.inherits) if row.inherits is not None else None
    return Intent(RecordId(row.record_id), wanted, row.remote_id, row.fingerprint, row.action, inherits)


def job_row(job: Job, write: Write[S]) -> JobRow[S]:
    """A job for the journal."""
    return JobRow(str(job.handle), micros(job.submitted), tuple(intent_row(intent, write) for intent in job.intents))


def attempt_row(attempt: Attempt, write: Write[S]) -> AttemptRow[S]:
    """An attempt for the journal."""
    outcome, held = attempt.outcome, attempt.held
    snapshot = held if isinstance(held, Snapshot) else None
    return AttemptRow(
        attempt.record_id,
        kind_of(outcome),
        _reason(outcome),
        outcome.field if isinstance(outcome, Rejected) else None,
        outcome.claim if isinstance(outcome, Rejected) else None,
        isinstance(outcome, Skipped) and outcome.recheck,
        outcome.handle if isinstance(outcome, Pending) else None,
        _mark(held),
        write(snapshot) if snapshot is not None else None,
        snapshot.key if snapshot is not None else None,
        attempt.remote_id,
        attempt.fingerprint,
        attempt.departed,
        attempt.inherited_from,
        attempt.action,
    )


def standing_of(kept: Kept[S] | None, in_jobs: Sequence[Opened[S]], read: Read[S], *, shared: bool) -> Standing:
    """What is known of a Record, with what jobs that still run may make of it."""
    if kept is None:
        kept = Kept(ABSENT, None, None, next((job.remote_id for job in in_jobs if job.remote_id), None), 0, ())
    maybe = [job.wanted if job.wanted is not None else kept.snapshot for job in in_jobs]
    doubts = dict.fromkeys((*kept.unanswered, *(snapshot for snapshot in maybe if snapshot is not None)))
    return Standing(held_of(kept, read), kept.remote_id, tuple(read(doubt) for doubt in doubts), shared)


def held_of(kept: Kept[S], read: Read[S]) -> Held:
    """What the Target is known to hold."""
    if kept.mark == SNAPSHOT and kept.snapshot is not None:
        return read(kept.snapshot)
    return HOLDS_RELEASED if kept.mark == RELEASED else HOLDS_NOTHING


def check_rename(ledger: LedgerView, writer: Writer, to: Writer) -> None:
    """Refuse what isn't a rename."""
    if writer.model != to.model or to in ledger.writers():
        raise ValueError(f"{writer} can't be renamed to {to}")


def job_of(row: JobRow[S], read: Read[S]) -> Job:
    """A job from the journal."""
    intents = tuple(intent_of(intent, read) for intent in row.intents)
    return Job(Handle(row.handle), moment_of(row.submitted), intents)


def _mark(held: Held | None) -> str | None:
    if held is None:
        return None
    if isinstance(held, Snapshot):
        return SNAPSHOT
    return ABSENT if isinstance(held, Absent) else RELEASED


def _reason(outcome: Outcome) -> str:
    match outcome:
        case Delivered(note=note):
            return note
        case Pending(handle=handle):
            return f"job {handle} still runs"
        case Skipped(reason=reason) | Rejected(reason=reason) | Deferred(reason=reason):
            return reason
        case Failed(reason=reason) | Unknown(reason=reason):
            return reason
        case _:
            assert_never(outcome)
