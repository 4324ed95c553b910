"""RESULTS.md says what was measured, what was to be reached, and what wasn't measured."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from benchmarks.speed.bench import Bench, saved
from benchmarks.speed.figures import Figures, ratio
from benchmarks.speed.measuring import Measured
from benchmarks.speed.parts import PARTS
from benchmarks.speed.parts.throughput import share_used
from benchmarks.speed.reach import table_of
from benchmarks.speed.report import page
from benchmarks.speed.settings import FULL_ROWS, QUICK_ROWS, Settings, settings_of
from benchmarks.speed.tables import sections


def note(who: str, rows: int, cpu: float, memory: float = 100.0) -> Mapping[str, Any]:
    seen = {"calls": {"POST batch/create": rows // 100}, "own_cpu": 0.1}
    return {"case": "first sync", "who": who, "rows": rows, "cpu": cpu, "wall": cpu, "memory": memory, "seen": seen}


SYNCS = Figures(
    [
        *(note("joey", 1_000, cpu) for cpu in (1.0, 1.4, 9.0)),
        note("joey", 10_000, 2.3),
        note("floor", 1_000, 0.5),
        note("floor", 10_000, 0.5),
        note("drt", 1_000, 4.6),
    ]
)


def test_figures_are_medians_and_slopes_leave_the_start_out() -> None:
    assert SYNCS.value("first sync", "joey", 1_000, "cpu") == 1.4
    assert SYNCS.each("first sync", "joey", 10_000) == pytest.approx(230)
    assert SYNCS.slope("first sync", "joey") == pytest.approx(100)
    assert SYNCS.slope("first sync", "drt") is None
    assert ratio(4.0, 2.0) == 2.0
    assert ratio(None, 2.0) is None


def test_what_is_reached_is_told_from_what_is_not_and_from_what_was_not_measured() -> None:
    told = table_of(SYNCS)
    assert "| CPU of a first sync, 10,000 records, to the floor's | ≤ 4 × | 4.60 × | **no** |" in told
    assert "| CPU of a first sync, 10,000 records, drt's to ours | ≥ 15 × | 20.0 × | yes |" in told
    assert "| `joey --help` | ≤ 0.25 s | – | not measured |" in told


def test_only_what_was_measured_has_a_section() -> None:
    headings = [section for section in sections(SYNCS) if section.startswith("##")]
    assert headings == ["## A first sync", "## API calls"]


def test_calls_that_fill_every_window_use_all_of_the_allowance() -> None:
    assert share_used({"hundreds": [0.0, 10.0, 20.0, 30.0]}) == 1.0
    assert share_used({"hundreds": [0.0, 10.0, 20.0, 40.0]}) == 0.75


def test_what_a_bench_notes_is_kept_by_part(tmp_path: Path) -> None:
    bench = Bench("plan", Settings(rows=100, rounds=2, results=tmp_path, work=tmp_path))
    with bench.folder() as folder:
        for _ in bench.rounds():
            bench.note("plan", "joey", 100, Measured(1.0, 2.0, 3.0))
    bench.save()
    (part,) = saved(tmp_path / "measured")
    assert part["command"] == "make bench PART=plan ROWS=100 ROUNDS=2"
    assert [each["cpu"] for each in part["notes"]] == [1.0, 1.0]
    assert not folder.exists()


def test_what_was_measured_before_a_part_broke_off_is_kept_with_what_broke_it(tmp_path: Path) -> None:
    settings = Settings(rows=100, rounds=1, results=tmp_path, work=tmp_path)
    bench = Bench("plan", settings)
    bench.note("plan", "joey", 100, Measured(1.0, 2.0, 3.0))
    bench.save("MemoryError: no room")
    assert "**plan broke off**: MemoryError: no room" in page(list(saved(settings.measured)))


def test_a_part_begins_no_further_round_when_its_time_is_over(tmp_path: Path) -> None:
    bench = Bench("plan", Settings(rounds=3, budget=-1, results=tmp_path, work=tmp_path))
    assert list(bench.rounds()) == [0]


def test_a_quick_look_does_not_overwrite_the_committed_results() -> None:
    assert settings_of(["--quick"]).rows == QUICK_ROWS
    assert settings_of(["--quick"]).results != settings_of([]).results
    assert settings_of([]).rows == FULL_ROWS
    assert settings_of(["plan", "start"]).parts == ("plan", "start")
    assert set(PARTS) == {"first-sync", "latency", "rate", "rerun", "memory", "plan", "start"}
