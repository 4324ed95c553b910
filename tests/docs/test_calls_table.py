"""Pins the README's table of API calls to what the Sandboxes count."""

from __future__ import annotations

from pathlib import Path

from benchmarks.calls import table

README = Path(__file__).parents[2] / "README.md"


def test_the_readmes_table_of_calls_is_what_the_sandboxes_count() -> None:
    assert table() in README.read_text(encoding="utf-8"), "run benchmarks/calls.py, and put its table into the README"
