"""The Ledger that a benchmark makes up for many customers is the one that a real first sync leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from benchmarks.speed import adopt, contestants, data
from benchmarks.speed.measuring import counts, simulator
from benchmarks.speed.small_runs import small_runs

ROWS = adopt.SENT + 60
MOMENTS = ("since", "seen_at", "last_run")
"""Columns that say when; and a made-up customer's remote id is made up."""

READS_ALONE = {"GET account-info": 1, "GET properties": 1}


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made-up")
    with simulator() as address:
        adopt.first_sync(folder, address, ROWS)
    return folder


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    with simulator() as address:
        contestants.joey_project(folder, address)
        data.fill(folder / contestants.WAREHOUSE, ROWS)
        assert adopt.container_of(folder).run_service().run_now().exit_code == 0
    return folder


@pytest.mark.parametrize("table", ["kept", "tracked", "opened", "jobs"])
def test_each_row_of_the_state_is_as_a_real_sync_leaves_it(table: str, made_up: Path, real: Path) -> None:
    assert rows_of(made_up, table) == rows_of(real, table)


def test_after_small_runs_a_run_finds_nothing_to_do(tmp_path: Path) -> None:
    with simulator(full=True) as address:
        adopt.first_sync(tmp_path, address, ROWS)
        small_runs(tmp_path, 3, ROWS)
        before = counts(address)["calls"]
        report = adopt.container_of(tmp_path).run_service().run_now()
        after = counts(address)["calls"]
    assert report.exit_code == 0
    assert report.destinations[0].unchanged == ROWS
    assert {kind: count - before[kind] for kind, count in after.items() if count > before[kind]} == READS_ALONE


def rows_of(folder: Path, table: str) -> list[dict[str, Any]]:
    with duckdb.connect(adopt.state_of(folder), read_only=True) as connection:
        found = connection.table(table).to_arrow_table().to_pylist()
    told = [{name: value for name, value in row.items() if name not in {*MOMENTS, "remote_id"}} for row in found]
    return sorted(told, key=lambda row: str(row.get("record_id", "")))
