"""Runs Joey's command line in a process that something is done to: the first argument says what.

``steps FUNCTION N``: it kills itself at the N-th step of a function of the Ledger's; 0 tells how many there are.
``room BYTES``: no file may grow beyond so many, as on a disk that is full.
``bound``: permissions bind it, also where root runs it.
``migrate FUNCTION N FOLDER``: the same, where no command line runs but a state is brought up from version 0.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import resource
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

import duckdb

_CAPBSET_DROP = 24
_OVERRIDES = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


class Steps:
    """Counts what Python does while a function is on the stack, in whichever thread."""

    def __init__(self, function: str, last: int) -> None:
        self._function = function
        self._last = last
        self._depth = threading.local()
        self.count = 0

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        mine = frame.f_code.co_name == self._function and "ledgers" in frame.f_code.co_filename
        depth: int = getattr(self._depth, "now", 0)
        if mine and event in {"call", "return"}:
            depth += 1 if event == "call" else -1
            self._depth.now = depth
        if depth > 0:
            self.count += 1
            if self.count == self._last:
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, *, here: bool = False) -> None:
        """From now on, in threads that are yet to start; ``here``: in this one too."""
        if not self._last:
            atexit.register(lambda: sys.stderr.write(f"\nsteps: {self.count}\n"))
        threading.setprofile(self)
        if here:
            sys.setprofile(self)


def bound() -> None:
    """Without root's right to write where nobody may. It goes for what this process becomes, so it becomes Joey."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in _OVERRIDES:
        if libc.prctl(_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


def main(what: str, *rest: str) -> None:
    if what == "bound":
        if os.geteuid() == 0:
            bound()
        os.execv(sys.executable, [sys.executable, "-m", "joey", *rest])  # noqa: S606 - no shell is meant
    elif what == "room":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(rest[0]), int(rest[0])))
        joey(*rest[1:])
    elif what == "migrate":
        migrate(Steps(rest[0], int(rest[1])), Path(rest[2]))
    else:
        joey(*rest[2:], watched=Steps(rest[0], int(rest[1])))


def migrate(watched: Steps, folder: Path) -> None:
    """Bring a state up by a step that changes a table and each of its rows."""
    from joey.adapters.ledgers.files.state import State  # noqa: PLC0415 - so that only its steps count

    def step(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("ALTER TABLE kept ADD COLUMN mark VARCHAR")
        connection.execute("UPDATE kept SET mark = 'x' || id")

    watched.watch(here=True)
    State(folder).folded({0: step})


def joey(*arguments: str, watched: Steps | None = None) -> None:
    """The command line, here."""
    from joey.adapters.cli.app import app  # noqa: PLC0415 - after what is done to the process

    if watched is not None:
        watched.watch()
    app(list(arguments))


if __name__ == "__main__":
    main(*sys.argv[1:])
