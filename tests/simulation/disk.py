"""The disk of a process that may die: what was fsynced stays, of the rest as much as chance will have it."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path


class Disk:
    """Takes the place of ``os.fsync`` while a process runs, and knows which bytes of each file are safe.

    ``fsynced``: told of each, before it takes effect.
    """

    def __init__(self, folder: Path, fsynced: Callable[[], object]) -> None:
        self._folder = folder
        self._fsynced = fsynced
        self._safe = {path.stat().st_ino: path.stat().st_size for path in folder.rglob("*.journal")}

    @contextmanager
    def watched(self) -> Generator[None]:
        """Within this, fsync is simulated: it takes no time, and what it was called for is remembered."""
        real = os.fsync
        os.fsync = self._fsync  # type: ignore[assignment]  # of files that have a descriptor, nobody asks here
        try:
            yield
        finally:
            os.fsync = real

    def safe(self, path: Path) -> int:
        """How many bytes of a journal's segment are safe."""
        stat = path.stat()
        return min(self._safe.get(stat.st_ino, 0), stat.st_size)

    def safe_journals(self) -> bytes:
        """All of the journals that is safe."""
        return b"".join(path.read_bytes()[: self.safe(path)] for path in self._segments())

    def _segments(self) -> list[Path]:
        return sorted(self._folder.rglob("*.journal"))

    def _fsync(self, descriptor: int) -> None:
        self._fsynced()
        stat = os.fstat(descriptor)
        self._safe[stat.st_ino] = stat.st_size

    def leave(self, to: Path, chance: random.Random) -> int:
        """Copy what a crash at this moment leaves of the folder; how many bytes are lost."""
        if not self._folder.exists():
            return 0
        shutil.copytree(self._folder, to)
        lost = 0
        for path in self._segments():
            size = path.stat().st_size
            kept = chance.randint(self.safe(path), size)
            lost += size - kept
            os.truncate(to / path.relative_to(self._folder), kept)
        return lost
