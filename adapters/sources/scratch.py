"""Private folders for one detection each; those of runs that died are removed by a later one."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO

from filelock import FileLock, Timeout

_PREFIX = "spool-"
NEWBORN = 60.0
"""Seconds during which a folder's maker may not have locked it yet."""


@dataclass(frozen=True, slots=True)
class Scratch:
    """A folder that only this user can read, held by this process until it's closed."""

    path: Path
    lock: FileLock

    def close(self) -> None:
        """Remove the folder; a second time does nothing."""
        self.lock.release()
        shutil.rmtree(self.path, ignore_errors=True)


def new_scratch(folder: Path) -> Scratch:
    """Make a folder under this one, after removing those whose processes have ended.

    The name carries the process's number for who looks; a lock says whether it lives, since numbers are used again,
    and containers that share a disk don't share them.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in folder.glob(f"{_PREFIX}*"):
        _remove_if_dead(path)
    path = Path(mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=folder))
    lock = FileLock(path / "lock", mode=0o600)
    lock.acquire(timeout=0)
    return Scratch(path, lock)


def living(folder: Path) -> list[Path]:
    """Those whose processes have not ended, after removing the others, however young."""
    for path in folder.glob(f"{_PREFIX}*"):
        if (path / "lock").exists():
            _remove_if_dead(path, newborn=0.0)
    return sorted(folder.glob(f"{_PREFIX}*"))


def _remove_if_dead(path: Path, newborn: float = NEWBORN) -> None:
    try:
        if time.time() - path.stat().st_mtime < newborn:
            return
        lock = FileLock(path / "lock")
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return
    Scratch(path, lock).close()


def private(path: Path) -> BinaryIO:
    """A new file to write, which this user alone can read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
