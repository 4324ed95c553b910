"""All Ledgers of a project in a folder: one folder per Target, and the accounts that were asked for once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection, Sequence
from datetime import timedelta
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout
from returns.result import Failure, Result, Success

from joey.adapters.clock import SystemClock
from joey.adapters.ledgers.files.accounts import Accounts
from joey.adapters.ledgers.files.damage import Damage, damage_of
from joey.adapters.ledgers.files.identity import (
    TARGET,
    check_target,
    read_holder,
    read_target,
    write_holder,
    write_target,
)
from joey.adapters.ledgers.files.journal import Journal, SegmentFile
from joey.adapters.ledgers.files.ledger import FileLedger
from joey.adapters.ledgers.files.private import FILE, make_folder, usable
from joey.adapters.ledgers.files.recovery import make_state, prune, recover
from joey.adapters.ledgers.files.segments import Tail
from joey.adapters.ledgers.files.state import State
from joey.adapters.ledgers.files.tombstones import Tombstones
from joey.adapters.ledgers.files.view import FileView
from joey.adapters.ledgers.rows import micros
from joey.domain.forgotten import Burial, Forgotten
from joey.domain.target import Target
from joey.ports.clock import Clock
from joey.ports.ledger import LeaseHeld, Ledger, LedgerDamaged, LedgerError, LedgerFailed, LedgerStore, LedgerView

JOURNAL = "journal"

RETENTION = timedelta(days=90)
"""History is kept so long."""

_PAUSE = 0.1


class FileLedgers(LedgerStore):
    """Ledgers in files. ``root`` is made, private, when the first one is."""

    def __init__(self, root: Path, clock: Clock | None = None, retention: timedelta = RETENTION) -> None:
        self._root = root
        self._clock = clock or SystemClock()
        self._retention = retention
        self._accounts = Accounts(root)
        self._tombstones = Tombstones(root)

    async def lease(self, target: Target, holder: str, *, wait: bool = False) -> Result[Ledger, LedgerError]:
        folder = self._root / target.id
        while (lock := await asyncio.to_thread(_take, folder)) is None:
            if not wait:
                return Failure(LeaseHeld(await asyncio.to_thread(read_holder, folder)))
            await asyncio.sleep(_PAUSE)
        try:
            return Success(await asyncio.to_thread(self._open, target, holder, lock))
        except (Damage, LedgerFailed) as trouble:
            lock.release()
            return Failure(_damage(trouble))
        except BaseException:
            lock.release()
            raise

    def view(self, target: Target) -> Result[LedgerView | None, LedgerError]:
        folder = self._root / target.id
        state = State(folder)
        try:
            with usable(folder):
                if not check_target(folder, target):
                    return Success(None)
                self._catch_up(state, folder)
                state.folded()
        except (Damage, LedgerFailed) as trouble:
            return Failure(_damage(trouble))
        return Success(FileView(state, folder / JOURNAL))

    def targets(self) -> Sequence[Target]:
        found = (read_target(path.parent) for path in sorted(self._root.glob(f"*/{TARGET}")))
        return [target for target in found if target is not None]

    def remember_account(self, app: str, origin: str, account: str) -> None:
        self._accounts.remember(app, origin, account)

    def remembered_account(self, app: str, origin: str) -> str | None:
        return self._accounts.remembered(app, origin)

    def forgotten(self) -> Forgotten:
        return self._tombstones.read()

    def mark_forgotten(self, order: Burial) -> Forgotten:
        return self._tombstones.add(order)

    def lift(self, marks: Collection[str]) -> int:
        return self._tombstones.lift(marks)

    def _open(self, target: Target, holder: str, lock: BaseFileLock) -> FileLedger:
        folder = self._root / target.id
        state = State(folder)
        try:
            with usable(folder):
                write_holder(folder, f"{holder}, since {self._clock.now():%Y-%m-%d %H:%M:%S} UTC")
                tail, folded = self._ready(state, folder, target)
        except BaseException:
            state.let_go()
            raise
        journal = Journal(SegmentFile(folder / JOURNAL, tail, folded))
        return FileLedger(state, folder / JOURNAL, journal, folded, lock, self._clock)

    def _ready(self, state: State, folder: Path, target: Target) -> tuple[Tail, int]:
        """Make what is missing of a Ledger, recover and fold what there is, and let go of history that is too old."""
        known = check_target(folder, target)
        make_folder(folder / JOURNAL)
        if not state.path.exists():
            make_state(state, folder / JOURNAL, fresh=not known)
        if not known:
            write_target(folder, target)
        recovered = recover(state, folder / JOURNAL, micros(self._clock.now()))
        prune(folder / JOURNAL, (self._clock.now() - self._retention).timestamp())
        return recovered

    def _catch_up(self, state: State, folder: Path) -> None:
        """Fold what a crash left, unless a run has the Ledger, or it may only be read."""
        lock = _take(folder) if os.access(folder, os.W_OK) else None
        if lock is None:
            return
        try:
            if not state.path.exists():
                make_state(state, folder / JOURNAL, fresh=False)
            recover(state, folder / JOURNAL, micros(self._clock.now()))
        finally:
            state.let_go()
            lock.release()


def _damage(trouble: Damage | LedgerFailed) -> LedgerDamaged:
    """The damage that was found; what is none is raised on."""
    damage = trouble.told if isinstance(trouble, Damage) else damage_of(trouble)
    if damage is None:
        raise trouble
    return damage


def _take(folder: Path) -> BaseFileLock | None:
    """The lease, if nobody has it. It goes with the process that has it."""
    with usable(folder):
        make_folder(folder)
        lock = FileLock(folder / "lock", timeout=0, mode=FILE, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            return None
        return lock
