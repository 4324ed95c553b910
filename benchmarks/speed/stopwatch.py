"""Runs one command and prints what it cost as JSON. A process of its own: a child's peak memory counts its parent's."""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path

MEGABYTE = 1_000_000
LONGEST = 1200
"""Seconds after which a command that hangs is ended."""


def main() -> None:
    """``stopwatch.py [--address-space MB] LOG COMMAND…``; the command's output goes to LOG."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address-space", type=int, default=0, help="megabytes; 0 is no limit")
    parser.add_argument("log", type=Path)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    sys.stdout.write(json.dumps(timed(asked.command, asked.log, asked.address_space)) + "\n")


def timed(command: list[str], log: Path, megabytes: int = 0) -> dict[str, float]:
    """Seconds of CPU and on the clock, peak memory in megabytes, and the exit code, of the command and its children."""
    begin = time.perf_counter()
    child = os.fork()
    if child == 0:
        _become(command, log, megabytes)
    _, status, used = os.wait4(child, 0)
    return {
        "exit_code": os.waitstatus_to_exitcode(status),
        "cpu": round(used.ru_utime + used.ru_stime, 4),
        "wall": round(time.perf_counter() - begin, 4),
        "memory": round(used.ru_maxrss * 1024 / MEGABYTE, 1),
    }


def _become(command: list[str], log: Path, megabytes: int) -> None:
    """The child: never returns."""
    try:
        with log.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            if megabytes:
                resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
            signal.alarm(LONGEST)  # ends the command, which takes its place
            os.execvp(command[0], command)  # noqa: S606 - the whole point
    finally:
        os._exit(127)


if __name__ == "__main__":
    main()
