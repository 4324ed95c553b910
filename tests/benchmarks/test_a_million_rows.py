"""A million rows under an address-space cap, and what the event loop is kept for meanwhile.

What a run gathers in memory, or does on the loop, grows with its rows. So a small run says what a process takes that
holds next to nothing, and a large one may take little more: a million rows that are detected, of which one in a hundred
is delivered, and a first sync of a hundred thousand. A run that keeps its rows doesn't fit.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.speed import contestants, data
from benchmarks.speed.adopt import first_sync
from benchmarks.speed.measuring import FailedError, simulator
from benchmarks.speed.parts.memory import limited

FEW = 1_000
MILLION = 1_000_000
DELIVERED = 100_000
MORE = 600
"""Megabytes of address space beyond the small run's: DuckDB's 256, twice, and some."""

LONGEST = 0.5
"""Seconds of CPU between two turns of the loop: a unit of 1,000 Records takes 0.1, all rows at once many times it."""

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def cap(tmp_path_factory: pytest.TempPathFactory) -> int:
    """Megabytes of address space that a large run has to do with."""
    folder = tmp_path_factory.mktemp("few")
    with simulator() as address:
        contestants.joey_project(folder, address)
        data.fill(folder / contestants.WAREHOUSE, FEW)
        _, seen = limited(folder, address)
    return int(seen["virtual"]) + MORE


def test_a_million_rows_of_which_one_in_a_hundred_changed_fit_under_the_cap_and_keep_the_loop_going_round(
    tmp_path: Path, cap: int
) -> None:
    with simulator(full=True) as address:
        first_sync(tmp_path, address, MILLION)
        data.change(tmp_path / contestants.WAREHOUSE, 100)
        measured, seen = limited(tmp_path, address, address_space=cap)
    assert measured.seen["calls"]["POST batch/update"] == 100
    assert seen["lag_cpu"] < LONGEST


def test_a_first_sync_of_a_hundred_thousand_fits_under_the_cap_and_keeps_the_loop_going_round(
    tmp_path: Path, cap: int
) -> None:
    with simulator() as address:
        contestants.joey_project(tmp_path, address)
        data.fill(tmp_path / contestants.WAREHOUSE, DELIVERED)
        measured, seen = limited(tmp_path, address, address_space=cap)
    assert measured.seen["records"] == DELIVERED
    assert seen["lag_cpu"] < LONGEST


def test_a_run_that_keeps_its_rows_does_not_fit(tmp_path: Path, cap: int) -> None:
    with simulator() as address:
        contestants.joey_project(tmp_path, address)
        data.fill(tmp_path / contestants.WAREHOUSE, MILLION)
        with pytest.raises(FailedError, match="fault of Joey's own"):
            limited(tmp_path, address, "--hoard", address_space=cap)
