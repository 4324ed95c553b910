"""Memory with DuckDB's limit set, Python's own part of it, and how long the event loop was kept."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.speed import contestants, data
from benchmarks.speed.bench import Bench
from benchmarks.speed.measuring import Measured, simulator, timed

PROGRAM = str(Path(__file__).parents[1] / "limited.py")
LIMIT = "256MB"
TRACED = 100_000
"""Rows at most, of a first sync whose allocations are traced."""


def measure(bench: Bench) -> None:
    """First syncs, once for each size: memory varies little. Tracing costs several times the CPU: only the smaller."""
    for rows in bench.settings.sizes:
        for who, more in (("joey", ()), ("traced", ("--traced",))):
            if who == "joey" or rows <= TRACED:
                with bench.folder() as folder, simulator() as address:
                    contestants.joey_project(folder, address)
                    data.fill(folder / contestants.WAREHOUSE, rows)
                    measured, seen = limited(folder, address, *more)
                    bench.note("first sync, limited", who, rows, measured, **seen)


def limited(folder: Path, address: str, *more: str, address_space: int = 0) -> tuple[Measured, dict[str, float]]:
    """One run of the project in the folder; what it cost, and what it saw."""
    command = contestants.python(PROGRAM, "--memory", LIMIT, *more)
    measured = timed(command, folder, address, address_space=address_space)
    seen: dict[str, float] = json.loads((folder / "output.log").read_bytes().splitlines()[-1])
    return measured, seen
