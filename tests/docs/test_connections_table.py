"""Pins the README's table of connections to their Facts."""

from __future__ import annotations

from pathlib import Path

from benchmarks.connections import table

README = Path(__file__).parents[2] / "README.md"


def test_the_readmes_table_of_connections_is_what_their_facts_say() -> None:
    found = table()
    readme = README.read_text(encoding="utf-8")
    assert found in readme, f"put what benchmarks/connections.py prints into the README:\n{found}"
