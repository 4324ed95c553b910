"""History: what one journal entry says of one Record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, TypeVar, assert_never

from joey.adapters.ledgers.entries import Entry, Intended, JobSubmitted, Noted, Retried, Settled
from joey.adapters.ledgers.rows import AttemptRow, IntentRow, moment_of
from joey.adapters.ledgers.writing import Read
from joey.domain.snapshot import Snapshot
from joey.ports.ledger import HistoryEntry

S = TypeVar("S")


def history_of(entry: Entry[S], model: str, record_id: str, read: Read[S]) -> Iterator[HistoryEntry]:
    """What happened to the Record in this entry."""
    if not isinstance(entry, Intended | Noted | Settled | JobSubmitted | Retried) or entry.writer[1] != model:
        return
    at, run_id, destination = moment_of(entry.at), entry.run_id, entry.writer[0]
    for kind, detail, snapshot, remote_id in _told(entry, record_id, read):
        yield HistoryEntry(at, run_id, destination, kind, detail, snapshot, remote_id)


_Told: TypeAlias = tuple[str, str, Snapshot | None, str | None]


def _told(
    entry: Intended[S] | Noted[S] | Settled | JobSubmitted[S] | Retried, record_id: str, read: Read[S]
) -> Iterator[_Told]:
    match entry:
        case Intended(rows=intents):
            yield from (_intent(intent, read) for intent in intents if intent.record_id == record_id)
        case Noted(rows=rows):
            yield from (_attempt(row, read) for row in rows if row.record_id == record_id)
            heirs = (row for row in rows if row.inherited_from == record_id and row.mark is not None)
            yield from (("handed over", f"to record {row.record_id}", None, row.remote_id) for row in heirs)
        case Settled(rows=settled):
            yield from (("settled", "nothing to send", None, None) for who, _ in settled if who == record_id)
        case Retried(rows=ids):
            yield from (("retry", "asked for", None, None) for who in ids if who == record_id)
        case JobSubmitted(job=job):
            mine = (intent for intent in job.intents if intent.record_id == record_id)
            yield from (("submitted", f"in job {job.handle}", None, intent.remote_id) for intent in mine)
        case _:
            assert_never(entry)


def _intent(row: IntentRow[S], read: Read[S]) -> _Told:
    return "intent", row.action, read(row.wanted) if row.wanted is not None else None, row.remote_id


def _attempt(row: AttemptRow[S], read: Read[S]) -> _Told:
    return row.kind, row.reason, read(row.snapshot) if row.snapshot is not None else None, row.remote_id
