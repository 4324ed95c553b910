"""The leased Ledger in files: the one writer of a Target."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path

from filelock import BaseFileLock

from joey.adapters.ledgers.entries import (
    Began,
    Dropped,
    Ended,
    Entry,
    Intended,
    JobAnswered,
    JobSubmitted,
    Noted,
    Ordered,
    Renamed,
    Retried,
    Settled,
)
from joey.adapters.ledgers.erasing import Gone
from joey.adapters.ledgers.files.codec import Texts, write_snapshot
from joey.adapters.ledgers.files.damage import Damage
from joey.adapters.ledgers.files.emptied import erase
from joey.adapters.ledgers.files.journal import Journal
from joey.adapters.ledgers.files.payloads import write_entry
from joey.adapters.ledgers.files.private import usable
from joey.adapters.ledgers.files.recovery import fold_up
from joey.adapters.ledgers.files.state import State
from joey.adapters.ledgers.files.view import FileView
from joey.adapters.ledgers.folding import RECHECK
from joey.adapters.ledgers.rows import WriterKey, micros
from joey.adapters.ledgers.writing import attempt_row, check_rename, intent_row, job_row
from joey.domain.outcome import Attempt
from joey.domain.record import RecordId
from joey.ports.clock import Clock
from joey.ports.gateway import Handle
from joey.ports.ledger import Erased, Intent, Job, Ledger, LedgerFailed, RunEnded, RunStarted, Writer


class FileLedger(FileView, Ledger):
    """Journals in its own thread, and folds there at the end of each run."""

    def __init__(
        self, state: State, folder: Path, journal: Journal, folded: int, lease: BaseFileLock, clock: Clock
    ) -> None:
        super().__init__(state, folder)
        self._entries = journal
        self._folded = folded
        self._lease = lease
        self._clock = clock
        self._runs: dict[WriterKey, str] = {}
        self._texts = Texts()
        self._open = True
        state.keep_open()

    async def begin(self, writer: Writer, run: RunStarted) -> None:
        self._runs[_key(writer)] = run.run_id
        entry = Began(*self._stamp(writer), run.version, tuple(sorted(run.speaks_of)))
        await self._entries.append(lambda: write_entry(entry), durable=True, new_segment=True)

    async def intend(self, writer: Writer, intents: Sequence[Intent]) -> None:
        stamp = self._stamp(writer)
        await self._entries.append(
            lambda: write_entry(Intended(*stamp, tuple(intent_row(intent, self._texts.first) for intent in intents))),
            durable=True,
        )

    async def note(self, writer: Writer, attempts: Sequence[Attempt]) -> None:
        stamp = self._stamp(writer)
        await self._entries.append(
            lambda: write_entry(Noted(*stamp, tuple(attempt_row(attempt, self._texts.again) for attempt in attempts))),
            durable=False,
            weight=len(attempts),
        )

    async def settle(self, writer: Writer, rows: Sequence[tuple[RecordId, str]]) -> None:
        entry = Settled(*self._stamp(writer), tuple(rows))
        await self._entries.append(lambda: write_entry(entry), durable=False, weight=len(rows))

    async def submitted(self, writer: Writer, job: Job) -> None:
        stamp = self._stamp(writer)
        await self._entries.append(
            lambda: write_entry(JobSubmitted(*stamp, job_row(job, write_snapshot))), durable=True
        )

    async def answered(self, writer: Writer, handle: Handle) -> None:
        entry = JobAnswered(*self._stamp(writer), handle)
        await self._entries.append(lambda: write_entry(entry), durable=False)

    async def end(self, writer: Writer, run: RunEnded) -> None:
        entry: Entry[str] = Ended(*self._stamp(writer), tuple(run.counts.items()))
        await self._entries.append(lambda: write_entry(entry), durable=True)
        await self._entries.work(self._fold)

    async def retry(self, writer: Writer, record_ids: Sequence[RecordId] | None = None) -> int:
        rows = await asyncio.to_thread(self._retriable, writer, record_ids)
        if rows:
            await self._order(Retried(*self._stamp(writer), rows))
        return len(rows)

    async def rename(self, writer: Writer, to: Writer) -> None:
        await asyncio.to_thread(check_rename, self, writer, to)
        await self._order(Renamed(*self._stamp(writer), _key(to)))

    async def drop(self, writer: Writer, *, forget: bool = False) -> None:
        alone = await asyncio.to_thread(self._alone, writer) if forget else ()
        await self._order(Dropped(*self._stamp(writer), forget))
        if alone:
            await self.forget(writer.model, alone)

    async def forget(self, model: str, record_ids: Collection[RecordId], keys: Collection[str] = ()) -> Erased:
        self._stamp(Writer("", model))
        gone = Gone.of(model, record_ids, keys)
        return await self._entries.work(lambda: self._erase(gone))

    async def close(self) -> None:
        if not self._open:
            return
        self._open = False
        try:
            await self._entries.close()
        finally:
            self._state.let_go()
            self._lease.release()

    async def _order(self, entry: Ordered) -> None:
        await self._entries.append(lambda: write_entry(entry), durable=True, new_segment=True)
        await self._entries.work(self._fold)

    def _erase(self, gone: Gone) -> Erased:
        """In the journal's thread, with all that was appended folded: the state and the journal say the same."""
        self._fold()
        self._entries.let_go()
        try:
            with usable(self._journal):
                return erase(self._state, self._journal, gone)
        except Damage as damage:
            told = damage.told
            raise LedgerFailed(told.path, told.reason, told.way_back) from damage
        finally:
            self._state.keep_open()

    def _fold(self) -> None:
        try:
            self._folded = fold_up(self._state, self._journal, self._folded, RECHECK)
        except Damage as damage:
            told = damage.told
            raise LedgerFailed(told.path, told.reason, told.way_back) from damage
        finally:
            self._state.keep_open()

    def _stamp(self, writer: Writer) -> tuple[WriterKey, int, str]:
        if not self._open:
            raise ValueError("this Ledger was closed")
        return _key(writer), micros(self._clock.now()), self._runs.get(_key(writer), "")


def _key(writer: Writer) -> WriterKey:
    return writer.destination, writer.model
