"""RESULTS.md: the reach of each row, what was measured, and the tables behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.speed import drt_core, headlines, reach, tables
from benchmarks.speed.bench import saved
from benchmarks.speed.figures import Figures
from benchmarks.speed.measuring import ROOT
from benchmarks.speed.settings import Settings, processors
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
    """The page, its pictures and the README's block, from all that the parts have saved."""
    from benchmarks.speed import pictures  # noqa: PLC0415 - matplotlib comes with the extra `bench`

    parts = list(saved(settings.measured))
    if not parts:
        return
    figures = Figures.of(parts)
    pictures.draw(figures, settings.results)
    if settings.results == ROOT / "benchmarks":
        headlines.write(figures, ROOT / "README.md")
    (settings.results / "RESULTS.md").write_text(page(parts), encoding="utf-8")


def page(parts: Sequence[Mapping[str, Any]]) -> str:
    """RESULTS.md."""
    figures = Figures.of(parts)
    sections = [_head(), _about(parts), "## Reached", reach.table_of(figures), *tables.sections(figures)]
    return "\n\n".join(section.strip() for section in sections) + "\n"


def _head() -> str:
    lines = len(Path(__file__).with_name("floor.py").read_text(encoding="utf-8").splitlines())
    return HEAD.format(floor=lines, drt=drt_core.VERSION)


def _about(parts: Sequence[Mapping[str, Any]]) -> str:
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
    told = [f"{machine}.", table(head, rows), *_caveats(parts)]
    return "\n\n".join(told)


def _caveats(parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    busiest = max(float(part["machine"]["load"]) for part in parts)
    if busiest > processors():
        yield f"The machine had other work (a load of up to {busiest:.0f}): the clock, and less so CPU, tell too much."
    for part in parts:
        if part.get("failure"):
            yield f"**{part['part']} broke off**: {part['failure'].splitlines()[0]}"
