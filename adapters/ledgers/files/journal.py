"""Writing a journal: one thread appends and fsyncs, and everybody who waits shares its fsync."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from joey.adapters.ledgers.files.damage import MAKE_ROOM
from joey.adapters.ledgers.files.lines import framed
from joey.adapters.ledgers.files.private import create, sync_folder, write_all
from joey.adapters.ledgers.files.segments import Tail, opening, segment_name
from joey.ports.ledger import LedgerFailed

T = TypeVar("T")

SEGMENT_BYTES = 64 * 1024 * 1024
"""A segment that has grown beyond this is followed by a new one."""

UNSYNCED_SECONDS = 1.0
UNSYNCED_ENTRIES = 1000
"""What was only noted is fsynced after so long, or so many Records, at the latest."""


class SegmentFile:
    """The newest segment, open for appending. Not for several threads at once."""

    def __init__(self, folder: Path, tail: Tail, folded: int) -> None:
        self._folder = folder
        self._next = max(tail.last, folded) + 1
        self._number = tail.newest
        self._descriptor: int | None = None
        self._size = 0
        self._failure: LedgerFailed | None = None

    def append(self, payloads: list[bytes], *, durable: bool, new_segment: bool) -> None:
        """Write entries; on return they are on disk if ``durable``. A failure stays: nothing is written after a gap."""
        if self._failure is not None:
            raise self._failure
        try:
            if self._descriptor is None or new_segment or self._size > SEGMENT_BYTES:
                self._roll()
            self._write(payloads)
            if durable and self._descriptor is not None:
                os.fsync(self._descriptor)
        except OSError as trouble:
            self._failure = self._failed(trouble)
            raise self._failure from trouble

    def close(self) -> None:
        """Fsync and close."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        try:
            if self._failure is None:
                os.fsync(descriptor)
        except OSError as trouble:
            raise self._failed(trouble) from trouble
        finally:
            os.close(descriptor)

    def _write(self, payloads: list[bytes]) -> None:
        data = b"".join(framed(self._next + i, payload) for i, payload in enumerate(payloads))
        if self._descriptor is None or not data:
            return
        try:
            write_all(self._descriptor, data)
        except OSError:
            os.ftruncate(self._descriptor, self._size)
            raise
        self._size += len(data)
        self._next += len(payloads)

    def _roll(self) -> None:
        if self._descriptor is not None:
            os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = None
        path = self._folder / segment_name(self._number + 1)
        self._descriptor = create(path, os.O_EXCL | os.O_APPEND)
        self._number += 1
        self._size = 0
        self._write([opening(self._number)])
        os.fsync(self._descriptor)
        sync_folder(self._folder)

    def _failed(self, trouble: OSError) -> LedgerFailed:
        reason = f"the journal can't be written ({trouble.strerror or trouble})"
        return LedgerFailed(str(self._folder), reason, MAKE_ROOM)


class Journal:
    """A journal to append to, from one event loop. ``work`` runs in its thread, after all that was appended before."""

    def __init__(self, file: SegmentFile) -> None:
        self._file = file
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="joey-ledger")
        self._pending: deque[tuple[int, Callable[[], bytes], bool, bool]] = deque()
        self._tickets = 0
        self._written = 0
        self._synced = 0
        self._unsynced = 0
        self._unwritable: dict[int, Exception] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def append(
        self, payload: Callable[[], bytes], *, durable: bool, new_segment: bool = False, weight: int = 1
    ) -> None:
        """Append an entry, made in the thread; on return it's written, and on disk if ``durable``."""
        self._tickets += 1
        ticket = self._tickets
        self._pending.append((ticket, payload, durable, new_segment))
        self._unsynced = 0 if durable else self._unsynced + weight
        await self.work(lambda: self._flush(ticket, durable=durable))
        if not durable:
            self._sync_soon()

    async def work(self, does: Callable[[], T]) -> T:
        """Do something in the journal's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, does)

    def let_go(self) -> None:
        """Fsync and close the newest segment, in this journal's thread: what comes next begins another."""
        self._file.close()

    async def close(self) -> None:
        """Fsync and close."""
        if self._timer is not None:
            self._timer.cancel()
        try:
            await self.work(self._file.close)
        finally:
            self._thread.shutdown(wait=False)

    def _flush(self, ticket: int, *, durable: bool) -> None:
        """Write all that is pending, for everybody who waits: whoever comes after finds his done already."""
        if (self._synced if durable else self._written) >= ticket and ticket not in self._unwritable:
            return
        taken = [self._pending.popleft() for _ in range(len(self._pending))]
        payloads = [made for number, payload, _, _ in taken if (made := self._made(number, payload)) is not None]
        syncs = durable or any(durable for _, _, durable, _ in taken)
        rolls = any(new_segment for _, _, _, new_segment in taken)
        self._file.append(payloads, durable=syncs, new_segment=rolls)
        self._written = max([self._written, *(number for number, _, _, _ in taken)])
        if syncs:
            self._synced = self._written
        if (unwritable := self._unwritable.pop(ticket, None)) is not None:
            raise unwritable

    def _made(self, number: int, payload: Callable[[], bytes]) -> bytes | None:
        """An entry that can't be written is its caller's trouble, not that of those who wait beside him."""
        try:
            return payload()
        except Exception as trouble:  # noqa: BLE001 - raised again, to the one whose it is
            self._unwritable[number] = trouble
            return None

    def _sync_soon(self) -> None:
        if self._timer is not None and self._unsynced < UNSYNCED_ENTRIES:
            return
        if self._timer is not None:
            self._timer.cancel()
        wait = 0.0 if self._unsynced >= UNSYNCED_ENTRIES else UNSYNCED_SECONDS
        self._unsynced = 0 if not wait else self._unsynced
        self._timer = asyncio.get_running_loop().call_later(wait, self._sync)

    def _sync(self) -> None:
        """Fsync behind everybody's back; what fails there is raised to whoever appends next."""
        self._timer = None
        self._unsynced = 0
        written = self._tickets
        future = asyncio.get_running_loop().run_in_executor(self._thread, lambda: self._flush(written, durable=True))
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
