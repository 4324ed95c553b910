"""How near the vendor's own ceiling: with a latency and no rate, and under a rate."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Any

from benchmarks.speed import contestants, data, drt_core
from benchmarks.speed.bench import Bench
from benchmarks.speed.measuring import simulator, timed
from benchmarks.speed.parts.first_sync import synced

from joey.adapters.destinations.hubspot.facts import BATCH, DEFAULT_FACTS

LATENCY = 0.05
CALLS = 2
"""Calls for each batch of new contacts: one finds, one creates."""

PARALLELISM = DEFAULT_FACTS.limits.parallelism
RATE_CALLS = 100
RATE_SECONDS = 10.0


def measure_latency(bench: Bench) -> None:
    """At 50 ms a call, with as many in flight as the vendor allows; drt makes one call at a time."""
    rows = bench.settings.at_most(50_000)
    few = bench.settings.at_most(400)
    ceiling = PARALLELISM * BATCH / (CALLS * LATENCY)
    with bench.folder() as folder:
        for _ in bench.rounds():
            for who, many in (("floor", rows), ("joey", rows), ("drt", few)):
                if who != "drt" or drt_core.python() is not None:
                    measured = synced(who, many, folder, LATENCY, PARALLELISM)
                    bench.note("at 50 ms", who, many, measured, ceiling=ceiling)


def measure_rate(bench: Bench) -> None:
    """Under a declared rate of 100 calls in 10 s: how much of it is used, and whether it is ever exceeded."""
    batches = 120 if bench.settings.rounds == 1 else 240
    rows = batches * BATCH
    with bench.folder() as parent:
        folder = parent / "joey"
        folder.mkdir()
        data.fill(folder / contestants.WAREHOUSE, rows)
        with simulator() as address:
            contestants.joey_project(folder, address, RATE_CALLS)
            measured = timed(contestants.joey("run"), folder, address)
        shutil.rmtree(folder)
        bench.note("under a rate", "joey", rows, measured, share=share_used(measured.seen))


def share_used(seen: Mapping[str, Any]) -> float:
    """Calls that were made, as a share of those that the rate allows: 100 at once, and 100 more with every 10 s.

    Up to the last hundredth call, so while there was enough to do.
    """
    hundreds: list[float] = seen["hundreds"]
    return (len(hundreds) - 1) * RATE_SECONDS / hundreds[-1]
