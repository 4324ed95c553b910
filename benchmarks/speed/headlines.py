"""The few figures that the README shows, in a block that the benchmark writes and a test holds to what was measured."""

from __future__ import annotations

from pathlib import Path

from benchmarks.speed.drt_core import VERSION
from benchmarks.speed.figures import Figures
from benchmarks.speed.reach import speed_of
from benchmarks.speed.words import NONE, number, table

BEGIN, END = "<!-- make bench writes this -->", "<!-- until here -->"
_WHO = ("joey", "drt", "floor")
_UNCHANGED = "nothing changed"


def block(figures: Figures) -> str:
    """The table, between its two marks."""
    sync, again = figures.largest("first sync", "joey") or 0, figures.largest(_UNCHANGED, "joey") or 0
    sizes = {who: figures.largest("first sync", who) or 0 for who in _WHO}
    rows = [
        (
            f"CPU a record, first sync of {sync:,}",
            *(number(figures.each("first sync", w, sizes[w]), "µs") for w in _WHO),
        ),
        ("peak memory of it", *(number(figures.value("first sync", w, sizes[w], "memory"), "MB") for w in _WHO)),
        ("its API calls for 1,000 records", *(_calls(figures, who, sizes[who]) for who in _WHO)),
        ("records a second, at 50 ms a call", *(number(speed_of(figures, who)) for who in _WHO)),
        (f"a run after it, {again:,} rows, nothing changed", *_again(figures, again)),
    ]
    head = ("", "Joey", f"drt-core {VERSION}", "floor")
    note = f"drt sends records one by one; it was measured over {sizes['drt']:,}." if sizes["drt"] else ""
    return "\n\n".join(part for part in (BEGIN, table(head, rows), note, END) if part)


def write(figures: Figures, readme: Path) -> None:
    """Put the block in the place of the one that is there."""
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, found, after = rest.partition(END)
    if found:
        readme.write_text(before + block(figures) + after, encoding="utf-8")


def _calls(figures: Figures, who: str, size: int) -> str:
    notes = figures.of_case("first sync", who, size)
    if not notes or not size:
        return NONE
    calls = sum(count for kind, count in notes[0]["seen"]["calls"].items() if kind.startswith("POST"))
    return number(calls * 1000 / size, digits=0)


def _again(figures: Figures, size: int) -> tuple[str, ...]:
    ours, bare = (number(figures.value(_UNCHANGED, who, size, "inner"), "s") for who in ("joey", "floor"))
    return ours, "sends all again", bare
