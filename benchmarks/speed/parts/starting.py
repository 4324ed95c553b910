"""What it takes to start: the help, and a run of a small project in which nothing has changed."""

from __future__ import annotations

from benchmarks.speed import contestants, data
from benchmarks.speed.bench import Bench
from benchmarks.speed.measuring import simulator, timed

TIMES = 10
ROWS = 100


def measure(bench: Bench) -> None:
    """Ten times each, after one that warms the files up."""
    with bench.folder() as folder, simulator() as address:
        data.fill(folder / contestants.WAREHOUSE, ROWS)
        contestants.joey_project(folder, address)
        timed(contestants.joey("run"), folder, address)
        for _ in range(TIMES if bench.settings.rounds > 1 else 3):
            bench.note("--help", "joey", 0, timed(contestants.joey("--help"), folder))
            bench.note("small project", "joey", ROWS, timed(contestants.joey("run"), folder))
            bench.note("python starts", "floor", 0, timed(contestants.python("-c", "pass"), folder))
