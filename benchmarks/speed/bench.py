"""A bench: folders to work in, and a notebook in which every single measurement is kept."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.speed.machine import machine
from benchmarks.speed.measuring import ROOT, Measured
from benchmarks.speed.settings import Settings

Note = Mapping[str, Any]
"""``case``, ``who``, ``rows``, and what was measured: ``cpu``, ``wall``, ``memory``, ``seen``, and whatever else."""


class Bench:
    """One part's bench. What it notes goes to ``measured/<part>.json`` when the part has ended well."""

    def __init__(self, part: str, settings: Settings) -> None:
        self.settings = settings
        self._part = part
        self._notes: list[Note] = []
        self._machine = machine()
        self._began = time.monotonic()

    @contextmanager
    def folder(self) -> Generator[Path]:
        """A new folder, removed with all that is in it."""
        made = self.settings.work / f"{self._part}-{time.monotonic_ns()}"
        made.mkdir(parents=True)
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def rounds(self) -> Iterator[int]:
        """Round by round, so that what the machine does besides meets all contestants alike; at least one."""
        for number in range(self.settings.rounds):
            if number and time.monotonic() - self._began > self.settings.budget:
                self.say(f"stopped after {number} rounds, for time")
                return
            yield number

    def note(self, case: str, who: str, rows: int, measured: Measured, **more: object) -> None:
        """Keep a measurement."""
        self._notes.append({"case": case, "who": who, "rows": rows, **asdict(measured), **more})
        self.say(f"{case:<24} {who:<12} {rows:>10,} rows {measured.cpu:8.2f} s CPU {measured.wall:8.2f} s")

    def say(self, words: str) -> None:
        """To whoever waits."""
        sys.stderr.write(f"{self._part}: {words}\n")

    def save(self, failure: str = "") -> None:
        """Write the notes down, and what came in between; nothing where there are none."""
        if not self._notes:
            return
        self.settings.measured.mkdir(parents=True, exist_ok=True)
        kept = {
            "part": self._part,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "revision": revision(),
            "seconds": round(time.monotonic() - self._began),
            "command": self.settings.command(self._part),
            "machine": self._machine,
            "failure": failure,
            "notes": self._notes,
        }
        path = self.settings.measured / f"{self._part}.json"
        path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def saved(measured: Path) -> Iterable[Mapping[str, Any]]:
    """What all parts have saved."""
    for path in sorted(measured.glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def revision() -> str:
    """Of Joey; empty where this is no checkout."""
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - the user's git
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip()
