"""A Ledger in memory: for embedding, tests and simulations. It lasts as long as its store."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from returns.result import Failure, Result, Success

from joey.adapters.clock import SystemClock
from joey.adapters.ledgers.entries import (
    Began,
    Dropped,
    Ended,
    Entry,
    Intended,
    JobAnswered,
    JobSubmitted,
    Noted,
    Recovered,
    Renamed,
    Retried,
    Settled,
)
from joey.adapters.ledgers.erasing import Gone
from joey.adapters.ledgers.folding import Pages
from joey.adapters.ledgers.memory_forgetting import MemoryTombstones, erase
from joey.adapters.ledgers.memory_view import MemoryView
from joey.adapters.ledgers.rows import WriterKey, micros
from joey.adapters.ledgers.writing import attempt_row, check_rename, intent_row, job_row
from joey.domain.forgotten import Burial, Forgotten
from joey.domain.outcome import Attempt
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.domain.target import Target
from joey.ports.clock import Clock
from joey.ports.gateway import Handle
from joey.ports.ledger import (
    Erased,
    Intent,
    Job,
    LeaseHeld,
    Ledger,
    LedgerError,
    LedgerStore,
    LedgerView,
    RunEnded,
    RunStarted,
    Writer,
)


@dataclass(slots=True)
class Shelf:
    """One Target's Ledger: the state, the journal, and who has the lease."""

    target: Target
    pages: Pages[Snapshot] = field(default_factory=Pages[Snapshot])
    journal: list[Entry[Snapshot]] = field(default_factory=list)
    folded: int = 0
    holder: str | None = None
    waiting: list[asyncio.Future[None]] = field(default_factory=list)

    def fold(self) -> None:
        """Fold what the journal has got since the last fold."""
        for entry in self.journal[self.folded :]:
            self.pages.fold(entry)
        self.folded = len(self.journal)

    def recover(self, now: datetime) -> None:
        """Fold what a crash left behind; intents without an Outcome become unanswered."""
        self.fold()
        if any(intent.handle is None for intent in self.pages.opened.values()):
            self.journal.append(Recovered(micros(now)))
            self.fold()

    def release(self) -> None:
        """Give the lease back, and wake who waits for it."""
        self.holder = None
        for waiter in self.waiting:
            if not waiter.done():
                waiter.set_result(None)
        self.waiting.clear()


class MemoryLedger(MemoryView, Ledger):
    """The leased Ledger of a Target."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        super().__init__(shelf.pages, shelf.journal)
        self._shelf = shelf
        self._clock = clock
        self._runs: dict[WriterKey, str] = {}
        self._open = True

    async def begin(self, writer: Writer, run: RunStarted) -> None:
        self._runs[_key(writer)] = run.run_id
        self._add(Began(*self._stamp(writer), run.version, tuple(sorted(run.speaks_of))))

    async def intend(self, writer: Writer, intents: Sequence[Intent]) -> None:
        self._add(Intended(*self._stamp(writer), tuple(intent_row(intent, _as_is) for intent in intents)))

    async def note(self, writer: Writer, attempts: Sequence[Attempt]) -> None:
        self._add(Noted(*self._stamp(writer), tuple(attempt_row(attempt, _as_is) for attempt in attempts)))

    async def settle(self, writer: Writer, rows: Sequence[tuple[RecordId, str]]) -> None:
        self._add(Settled(*self._stamp(writer), tuple(rows)))

    async def submitted(self, writer: Writer, job: Job) -> None:
        self._add(JobSubmitted(*self._stamp(writer), job_row(job, _as_is)))

    async def answered(self, writer: Writer, handle: Handle) -> None:
        self._add(JobAnswered(*self._stamp(writer), handle))

    async def end(self, writer: Writer, run: RunEnded) -> None:
        self._add(Ended(*self._stamp(writer), tuple(run.counts.items())))
        self._shelf.fold()

    async def retry(self, writer: Writer, record_ids: Sequence[RecordId] | None = None) -> int:
        rows = self._retriable(writer, record_ids)
        if rows:
            self._add(Retried(*self._stamp(writer), rows))
            self._shelf.fold()
        return len(rows)

    async def rename(self, writer: Writer, to: Writer) -> None:
        check_rename(self, writer, to)
        self._add(Renamed(*self._stamp(writer), _key(to)))
        self._shelf.fold()

    async def drop(self, writer: Writer, *, forget: bool = False) -> None:
        alone = self._alone(writer) if forget else ()
        self._add(Dropped(*self._stamp(writer), forget))
        self._shelf.fold()
        if alone:
            await self.forget(writer.model, alone)

    async def forget(self, model: str, record_ids: Collection[RecordId], keys: Collection[str] = ()) -> Erased:
        self._shelf.fold()
        return erase(self._shelf.pages, self._shelf.journal, Gone.of(model, record_ids, keys))

    async def close(self) -> None:
        if self._open:
            self._open = False
            self._shelf.release()

    def _add(self, entry: Entry[Snapshot]) -> None:
        if not self._open:
            raise ValueError("this Ledger was closed")
        self._shelf.journal.append(entry)

    def _stamp(self, writer: Writer) -> tuple[WriterKey, int, str]:
        return _key(writer), micros(self._clock.now()), self._runs.get(_key(writer), "")


class MemoryLedgers(LedgerStore):
    """All Ledgers of a project, in memory."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._shelves: dict[str, Shelf] = {}
        self._accounts: dict[tuple[str, str], str] = {}
        self._tombstones = MemoryTombstones()

    async def lease(self, target: Target, holder: str, *, wait: bool = False) -> Result[Ledger, LedgerError]:
        shelf = self._shelves.setdefault(target.id, Shelf(target))
        while shelf.holder is not None:
            if not wait:
                return Failure(LeaseHeld(shelf.holder))
            waiter = asyncio.get_running_loop().create_future()
            shelf.waiting.append(waiter)
            await waiter
        shelf.holder = f"{holder}, since {self._clock.now():%Y-%m-%d %H:%M:%S} UTC"
        shelf.recover(self._clock.now())
        return Success(MemoryLedger(shelf, self._clock))

    def view(self, target: Target) -> Result[LedgerView | None, LedgerError]:
        shelf = self._shelves.get(target.id)
        if shelf is None:
            return Success(None)
        if shelf.holder is None:
            shelf.recover(self._clock.now())
        return Success(MemoryView(shelf.pages, shelf.journal))

    def targets(self) -> Sequence[Target]:
        return [shelf.target for shelf in self._shelves.values()]

    def remember_account(self, app: str, origin: str, account: str) -> None:
        self._accounts[app, origin] = account

    def remembered_account(self, app: str, origin: str) -> str | None:
        return self._accounts.get((app, origin))

    def forgotten(self) -> Forgotten:
        return self._tombstones.read()

    def mark_forgotten(self, order: Burial) -> Forgotten:
        return self._tombstones.add(order)

    def lift(self, marks: Collection[str]) -> int:
        return self._tombstones.lift(marks)

    def crash(self) -> None:
        """As if the process had died: leases are free, and what was not folded waits in the journal."""
        for shelf in self._shelves.values():
            shelf.release()


def _key(writer: Writer) -> WriterKey:
    return writer.destination, writer.model


def _as_is(snapshot: Snapshot) -> Snapshot:
    return snapshot
