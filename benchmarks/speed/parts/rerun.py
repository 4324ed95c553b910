"""Runs after the first: nothing has changed, or one customer in a hundred; after one run, and after many."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.speed import contestants, data
from benchmarks.speed.adopt import first_sync, state_of
from benchmarks.speed.bench import Bench
from benchmarks.speed.measuring import FailedError, counts, simulator, timed
from benchmarks.speed.parts.memory import limited
from benchmarks.speed.small_runs import small_runs

RUNS = 1000
EVERY = 100
UNCHANGED = "nothing changed"


def measure(bench: Bench) -> None:
    """Size by size: a state is made, measured, aged, measured again; then, but for the largest, one in 100 changes."""
    for rows in bench.settings.large_sizes:
        with bench.folder() as folder, simulator(full=True) as address:
            first_sync(folder, address, rows)
            _unchanged(bench, folder, address, rows, UNCHANGED, 1)
            for who in ("joey", "traced"):
                measured, seen = limited(folder, address, *(("--traced",) if who == "traced" else ()))
                bench.note(f"{UNCHANGED}, limited", who, rows, measured, **seen)
            runs = small_runs(folder, RUNS if bench.settings.rounds > 1 else RUNS // 50, rows)
            _unchanged(bench, folder, address, rows, f"{UNCHANGED}, many runs later", 1 + runs)
            if rows <= bench.settings.rows:
                _changed(bench, folder, address, rows)


def _unchanged(bench: Bench, folder: Path, address: str, rows: int, case: str, runs: int) -> None:
    for _ in bench.rounds():
        with _calls(address) as made:
            measured = timed(contestants.joey("run"), folder, address)
        if made["calls"] != {"GET account-info": 1, "GET properties": 1}:
            raise FailedError(f"nothing had changed, and Joey called: {made['calls']}")
        bench.note(case, "joey", rows, measured, inner=contestants.told(folder), runs=runs)
        measured = timed(contestants.bare(state_of(folder)), folder)
        inner = json.loads((folder / "output.log").read_bytes())["seconds"]
        bench.note(case, "floor", rows, measured, inner=inner)


def _changed(bench: Bench, folder: Path, address: str, rows: int) -> None:
    for _ in bench.rounds():
        data.change(folder / contestants.WAREHOUSE, EVERY)
        with _calls(address) as made:
            measured = timed(contestants.joey("run"), folder, address)
        if made["records"] != len(range(0, rows, EVERY)):
            raise FailedError(f"{made['records']:,} of {rows:,} customers were sent, not one in {EVERY}")
        bench.note("1 % changed", "joey", rows, measured, inner=contestants.told(folder), made=made["calls"])


@contextmanager
def _calls(address: str) -> Generator[dict[str, Any]]:
    """What was called in between."""
    before, made = counts(address), dict[str, Any]()
    yield made
    after = counts(address)
    made["calls"] = _more(before["calls"], after["calls"])
    made["records"] = after["records"] - before["records"]


def _more(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    return {kind: more for kind, count in after.items() if (more := count - before.get(kind, 0))}
