"""The two Ledgers under their contract."""

from __future__ import annotations

import shutil
from pathlib import Path

from joey.adapters.ledgers.files.store import FileLedgers
from joey.adapters.ledgers.memory import MemoryLedgers
from joey.adapters.virtual_clock import VirtualClock


class InMemory:
    """The Ledger in memory; a crash frees its leases."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.store = MemoryLedgers(self.clock)

    def crash(self) -> MemoryLedgers:
        self.store.crash()
        return self.store


class InFiles:
    """The Ledger in files; after a crash the next process finds a copy of them, as they are at that moment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.clock = VirtualClock()
        self.store = FileLedgers(folder / "ledger", self.clock)

    def crash(self) -> FileLedgers:
        copy = self._folder / "after the crash"
        shutil.copytree(self._folder / "ledger", copy)
        return FileLedgers(copy, self.clock)
