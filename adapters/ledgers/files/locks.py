"""A lock that readers share and the fold has alone, across processes and threads; it goes with the process."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from joey.adapters.ledgers.files.private import FILE, create
from joey.ports.ledger import LedgerFailed

PATIENCE = 60.0
"""Seconds that readers and the fold wait for each other."""

_PAUSE = 0.005

if sys.platform == "win32":  # pragma: no cover - Windows shares no locks: there, readers wait for each other

    @contextmanager
    def locked(path: Path, *, alone: bool, patience: float = PATIENCE) -> Generator[None]:  # noqa: ARG001
        """Hold the lock; ``LedgerFailed`` where it can't be had in time."""
        lock = FileLock(path, timeout=patience, mode=FILE, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            raise _taken(path, patience) from None
        try:
            yield
        finally:
            lock.release()

else:
    import fcntl

    @contextmanager
    def locked(path: Path, *, alone: bool, patience: float = PATIENCE) -> Generator[None]:
        """Hold the lock, shared or alone; ``LedgerFailed`` where it can't be had in time."""
        descriptor = _opened(path, alone=alone)
        if descriptor is None:
            yield
            return
        try:
            _wait(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH, path, patience)
            yield
        finally:
            os.close(descriptor)

    def _opened(path: Path, *, alone: bool) -> int | None:
        """The lock's file; where it may only be read, a reader locks it so, or does without: nobody writes there."""
        try:
            return create(path)
        except OSError:
            if alone:
                raise
            return os.open(path, os.O_RDONLY) if path.exists() else None

    def _wait(descriptor: int, kind: int, path: Path, patience: float) -> None:
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise _taken(path, patience) from None
                time.sleep(_PAUSE)
            else:
                return


def _taken(path: Path, patience: float) -> LedgerFailed:
    reason = f"another process reads or folds this Ledger for longer than {patience:.0f} s"
    return LedgerFailed(str(path), reason, "see which one does, or try again later")
