"""Pins the README's table of API calls to what the Sandboxes count."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.calls import RECORDS, counted, extrapolated, line
from benchmarks.ways import BY_THE_RECORD, WAYS

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WAYS)
def test_the_readmes_table_of_calls_is_what_the_sandboxes_count(name: str) -> None:
    """Ways of thousands of single calls are counted for 100 and for 200 Records; the others for all 1,000."""
    way = WAYS[name]
    found = line(name, extrapolated(way) if name in BY_THE_RECORD else counted(way, RECORDS))
    assert found in README, f"run benchmarks/calls.py, and put its table into the README:\n{found}"


def test_calls_by_the_record_grow_by_as_many_with_every_hundred() -> None:
    """So that the calls of 1,000 follow from those of 100 and of 200."""
    few, some, more = (counted(WAYS["Intercom"], records) for records in (100, 200, 300))
    assert [
        {kind: 2 * count - few[day].get(kind, 0) for kind, count in each.items()} for day, each in enumerate(some)
    ] == more
