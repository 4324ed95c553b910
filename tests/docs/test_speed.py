"""The README's figures of speed are those that were measured; ``make bench`` writes them."""

from __future__ import annotations

from pathlib import Path

from benchmarks.speed.bench import saved
from benchmarks.speed.figures import Figures
from benchmarks.speed.headlines import block, write

ROOT = Path(__file__).parents[2]


def test_the_readme_shows_what_was_measured_last() -> None:
    measured = Figures.of(saved(ROOT / "benchmarks" / "measured"))
    assert block(measured) in (ROOT / "README.md").read_text(encoding="utf-8"), "run make bench, all of it"


def test_the_block_is_written_in_the_place_of_the_one_before_and_nothing_else_is_touched(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    nothing = block(Figures([]))
    page.write_text(f"before\n\n{nothing}\n\nafter\n", encoding="utf-8")
    measured = Figures.of(saved(ROOT / "benchmarks" / "measured"))
    write(measured, page)
    assert page.read_text(encoding="utf-8") == f"before\n\n{block(measured)}\n\nafter\n"
