"""How large, how often, and where."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.speed.measuring import ROOT

QUICK_ROWS = 20_000
FULL_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked for. ``rows``: of the largest sync; detection goes to ten times that.

    ``budget``: seconds after which a part begins no further round; every part has one.
    """

    rows: int = FULL_ROWS
    rounds: int = 3
    budget: float = 150.0
    parts: tuple[str, ...] = ()
    results: Path = field(default=ROOT / "benchmarks")
    work: Path = field(default=ROOT / "benchmarks" / ".work")

    @property
    def measured(self) -> Path:
        """Where every measurement is kept, a file a part."""
        return self.results / "measured"

    @property
    def sizes(self) -> tuple[int, ...]:
        """Rows of the syncs: a tenth, and all."""
        return (self.rows // 10, self.rows)

    @property
    def large_sizes(self) -> tuple[int, ...]:
        """Rows of the re-runs: ten times as many as are synced, too."""
        return (*self.sizes, self.rows * 10)

    def command(self, part: str) -> str:
        """The command that measures a part so."""
        return f"make bench PART={part} ROWS={self.rows} ROUNDS={self.rounds}"

    def at_most(self, rows: int) -> int:
        """No more than these, where a contestant takes too long for all."""
        return min(self.rows, rows)


def settings_of(arguments: Sequence[str] | None = None) -> Settings:
    """From the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--rows", type=int, default=0, help=f"default {FULL_ROWS:,}")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--budget", type=float, default=150.0, help="seconds for the rounds of one part")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROWS:,} rows, one round")
    parser.add_argument("--results", type=Path, help="where RESULTS.md, its data and the pictures go")
    parser.add_argument("parts", nargs="*", help="all, where none is named")
    asked = parser.parse_args(arguments)
    rows = asked.rows or (QUICK_ROWS if asked.quick else FULL_ROWS)
    rounds = 1 if asked.quick else asked.rounds
    # What is measured quickly is for looking at; the committed figures are those of a whole run.
    aside = ROOT / "benchmarks" / ".work" / "quick"
    results = asked.results or (ROOT / "benchmarks" if rows >= FULL_ROWS else aside)
    return Settings(rows, rounds, asked.budget, tuple(asked.parts), results.absolute())


def processors() -> int:
    """Cores that may be used."""
    return len(os.sched_getaffinity(0))
