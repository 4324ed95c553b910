"""RESULTS.md: the reach of each row, what was measured, and the tables behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.speed import drt_core, pictures, reach, tables
from benchmarks.speed.bench import saved
from benchmarks.speed.figures import Figures
from benchmarks.speed.settings import Settings
from benchmarks.speed.words import table

HEAD = """# Speed, measured

Written by `make bench`; every single measurement behind it lies in `measured`, one file for each part.
Every contestant runs in a process of its own, over the same generated customers, to the same simulated HubSpot in
another process. CPU is user and system time of the whole process with all its threads, start included; memory is its
peak resident set. Figures are medians over the rounds; contestants take turns within a round.

- **floor**: for a sync, {floor} lines of aiohttp, orjson and DuckDB that make the same calls as Joey and keep nothing;
  for a re-run, DuckDB's digest of every row joined with those of last time.
- **drt**: drt-core {drt} from PyPI, in an environment of its own, set up by its HubSpot template, its pacing off.
  It sends records one by one, so it is measured over fewer of them; each costs the same.
"""


def write(settings: Settings) -> None:
    """The page and its pictures, from all that the parts have saved."""
    parts = list(saved(settings.measured))
    if not parts:
        return
    figures = Figures.of(parts)
    sections = [_head(), _about(parts), "## Reached", reach.table_of(figures), *tables.sections(figures)]
    pictures.draw(figures, settings.results)
    (settings.results / "RESULTS.md").write_text(
        "\n\n".join(section.strip() for section in sections) + "\n", encoding="utf-8"
    )


def _head() -> str:
    lines = len(Path(__file__).with_name("floor.py").read_text(encoding="utf-8").splitlines())
    return HEAD.format(floor=lines, drt=drt_core.VERSION)


def _about(parts: Iterable[Mapping[str, Any]]) -> str:
    rows: list[Sequence[str]] = []
    last: Mapping[str, str] = {}
    for part in sorted(parts, key=lambda one: one["at"]):
        last = part["machine"]
        command = f"`{part['command']}`"
        rows.append(
            (command, part["at"][:16].replace("T", " "), part["revision"], f"{part['seconds']} s", last["load"])
        )
    machine = ", ".join(last[what] for what in ("processor", "memory", "system", "python", "packages"))
    head = ("command", "when (UTC)", "revision", "took", "load before")
    return f"{machine}.\n\n{table(head, rows)}"
