"""Memory with DuckDB's limit set, Python's own part of it, and how long the event loop was kept."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks.speed import contestants, data
from benchmarks.speed.adopt import first_sync
from benchmarks.speed.bench import Bench
from benchmarks.speed.measuring import Measured, simulator, timed

PROGRAM = str(Path(__file__).parents[1] / "limited.py")
LIMIT = "256MB"


def measure(bench: Bench) -> None:
    """Once for each size: memory varies little. Tracing costs several times the CPU: first syncs go to fewer rows."""
    with bench.folder() as parent:
        for rows in bench.settings.sizes:
            _both(bench, "first sync, limited", rows, parent, _fresh, traced=rows <= 200_000)
        for rows in bench.settings.large_sizes:
            _both(bench, "nothing changed, limited", rows, parent, first_sync, traced=True)


def _both(
    bench: Bench, case: str, rows: int, parent: Path, prepare: Callable[[Path, str, int], None], *, traced: bool
) -> None:
    for who, more in (("joey", ()), ("traced", ("--traced",))):
        if who == "joey" or traced:
            folder = parent / who
            folder.mkdir()
            with simulator(full=True) as address:
                prepare(folder, address, rows)
                measured, seen = limited(folder, address, *more)
            bench.note(case, who, rows, measured, **seen)
            shutil.rmtree(folder)


def limited(folder: Path, address: str, *more: str, address_space: int = 0) -> tuple[Measured, dict[str, float]]:
    """One run of the project in the folder; what it cost, and what it saw."""
    command = contestants.python(PROGRAM, "--memory", LIMIT, *more)
    measured = timed(command, folder, address, address_space=address_space)
    seen: dict[str, float] = json.loads((folder / "output.log").read_bytes().splitlines()[-1])
    return measured, seen


def _fresh(folder: Path, address: str, rows: int) -> None:
    contestants.joey_project(folder, address)
    data.fill(folder / contestants.WAREHOUSE, rows)
