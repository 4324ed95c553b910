"""An offline plan of customers who are all new."""

from __future__ import annotations

from benchmarks.speed import contestants, data
from benchmarks.speed.bench import Bench
from benchmarks.speed.measuring import simulator, timed


def measure(bench: Bench) -> None:
    """Each size in turn; the vendor is asked for its account and its fields, and for nothing else."""
    with bench.folder() as parent:
        for rows in bench.settings.sizes:
            (parent / str(rows)).mkdir()
            data.fill(parent / str(rows) / contestants.WAREHOUSE, rows)
        for _ in bench.rounds():
            for rows in bench.settings.sizes:
                folder = parent / str(rows)
                with simulator() as address:
                    contestants.joey_project(folder, address)
                    bench.note("plan", "joey", rows, timed(contestants.joey("plan"), folder, address))
