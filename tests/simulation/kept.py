"""What a process leaves behind when it dies: its Ledgers, in files or in memory, without what wasn't fsynced."""

from __future__ import annotations

import random
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from joey.adapters.ledgers.files.store import FileLedgers
from joey.ports.ledger import LedgerStore
from tests.simulation.disk import Disk
from tests.simulation.mortal import MortalLedgers
from tests.simulation.process import Process
from tests.simulation.trace import Trace
from tests.simulation.virtual_loop import Time, TimeClock


class Kept(Protocol):
    """The Ledgers of a story."""

    def store(self) -> LedgerStore:
        """As a new process opens them."""
        ...

    def of(self, process: Process[Any]) -> AbstractContextManager[None]:
        """Within this, they are that process's."""
        ...

    def die(self) -> None:
        """The process dies at this moment."""
        ...

    def safe(self) -> str:
        """What of the journals no crash can take."""
        ...

    def bury(self) -> None:
        """It's gone."""
        ...


class KeptInFiles:
    """In files: each death leaves a new folder, with the bytes that survive."""

    def __init__(self, folder: Path, time: Time, trace: Trace, chance: random.Random) -> None:
        self._folder = folder
        self._time = time
        self._trace = trace
        self._chance = chance
        self._lives = 0
        self._disk = Disk(self._life(0), lambda: None)

    def store(self) -> LedgerStore:
        return FileLedgers(self._life(self._lives), TimeClock(self._time))

    @contextmanager
    def of(self, process: Process[Any]) -> Generator[None]:
        self._disk = Disk(self._life(self._lives), process.strikes)
        with self._disk.watched():
            yield

    def die(self) -> None:
        lost = self._disk.leave(self._life(self._lives + 1), self._chance)
        self._trace.tell(f"the process dies; {lost} bytes of its journals are lost")

    def safe(self) -> str:
        return self._disk.safe_journals().decode("utf-8", "replace")

    def bury(self) -> None:
        self._lives += 1

    def _life(self, number: int) -> Path:
        return self._folder / f"life {number}"


class KeptInMemory:
    """In memory: the same store for all, with the notes that survive."""

    def __init__(self, time: Time, trace: Trace, chance: random.Random) -> None:
        self._ledgers = MortalLedgers(TimeClock(time))
        self._trace = trace
        self._chance = chance

    def store(self) -> LedgerStore:
        return self._ledgers

    @contextmanager
    def of(self, process: Process[Any]) -> Generator[None]:
        self._ledgers.step = process.step
        yield

    def die(self) -> None:
        self._trace.tell(f"the process dies; {self._ledgers.die(self._chance)} notes are lost")

    def safe(self) -> str:
        return self._ledgers.safe()

    def bury(self) -> None:
        self._ledgers.bury()
