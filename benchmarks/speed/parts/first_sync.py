"""A first sync of every customer, all in: detect, find, map, diff, send, Ledger. No latency, no rate."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.speed import contestants, data, drt_core
from benchmarks.speed.bench import Bench
from benchmarks.speed.measuring import FailedError, Measured, simulator, timed

DRT_ROWS = 20_000


def measure(bench: Bench) -> None:
    """Each contestant in turn, round by round."""
    interpreter = drt_core.python()
    cases = [(who, rows) for rows in (bench.settings.rows // 100, *bench.settings.sizes) for who in ("floor", "joey")]
    cases += [
        ("drt", rows) for rows in sorted({bench.settings.at_most(DRT_ROWS // 10), bench.settings.at_most(DRT_ROWS)})
    ]
    with bench.folder() as folder:
        for _ in bench.rounds():
            for who, rows in cases:
                if who != "drt" or interpreter is not None:
                    bench.note("first sync", who, rows, synced(who, rows, folder))


def synced(who: str, rows: int, parent: Path, latency: float = 0.0, in_flight: int = 10) -> Measured:
    """One first sync, from nothing; raises where not every customer arrived."""
    folder = parent / f"{who}-{rows}"
    folder.mkdir()
    try:
        data.fill(folder / contestants.WAREHOUSE, rows)
        with simulator(latency) as address:
            measured = timed(command_of(who, folder, address, in_flight), folder, address)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if measured.seen["records"] != rows:
        raise FailedError(f"{who} delivered {measured.seen['records']:,} of {rows:,} customers")
    return measured


def command_of(who: str, folder: Path, address: str, in_flight: int = 10) -> list[str]:
    """How a contestant is started, once its project is written."""
    match who:
        case "joey":
            contestants.joey_project(folder, address)
            return contestants.joey("run")
        case "drt":
            interpreter = drt_core.python()
            assert interpreter is not None  # noqa: S101 - not asked for otherwise
            drt_core.project(folder)
            return drt_core.run(interpreter)
        case _:
            return contestants.floor(address, in_flight)
