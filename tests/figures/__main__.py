"""Counts what the promises were tried with, and writes it into docs/guarantees.md: `python -m tests.figures`."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import orjson

from tests.hostile.counting import COUNTS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guarantees.md"
BEGIN, END = "<!-- figures: make guarantees -->\n", "<!-- end of figures -->\n"
TRIED = ("tests/crash", "tests/hostile", "tests/secrets", "tests/forgetting")


def main() -> int:
    """Play, count, write; 1 where anything was lost, was there twice, or failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.figures")
    parser.add_argument("--seeds", type=int, default=60, help="of the simulation, for each vendor")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as beside:
        playing = beside.submit(_simulated, Path(folder), asked.seeds)
        counted, failed = _counted(Path(folder))
        planted = _planted()
        simulated, broken = playing.result()
    rows = [*_simulation(simulated), *_inputs(counted), ("planted bugs caught", f"{planted} of 10")]
    lost = broken or failed
    rows += [("records lost, or there twice, in all of these", "0" if not lost else "see what failed")]
    _write(rows)
    return 1 if lost or planted < 10 else 0


def _simulated(folder: Path, seeds: int) -> tuple[Mapping[str, int], bool]:
    figures = folder / "simulated.json"
    done = _run("tests.simulation", "--seeds", str(seeds), "--figures", str(figures))
    counts: dict[str, int] = orjson.loads(figures.read_bytes())
    return counts, done.returncode != 0


def _counted(folder: Path) -> tuple[Counter[str], bool]:
    counts = folder / "counts"
    done = _run("pytest", *TRIED, "-q", "-p", "no:cacheprovider", **{COUNTS: str(counts)})
    lines = (line.split("\t") for line in counts.read_text().splitlines())
    total: Counter[str] = Counter()
    for kind, number in lines:
        total[kind] += int(number)
    return total, done.returncode != 0


def _planted() -> int:
    done = _run("pytest", "tests/planted", "-q", "-s", "-p", "no:cacheprovider")
    return len(re.findall(r"^.+: caught by .+$", done.stdout, re.MULTILINE))


def _run(module: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **more}, capture_output=True, text=True, check=False)
    sys.stdout.write(done.stdout[-3_000:])
    return done


def _simulation(counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    yield "seeds simulated, all eight vendors together", f"{counts['seeds']:,}"
    yield "runs in them", f"{counts['runs']:,}"
    yield "calls in them", f"{counts['calls']:,}"
    for kind in sorted(kind for kind in counts if kind.startswith("fault: ")):
        yield f"faults injected: {kind.removeprefix('fault: ')}", f"{counts[kind]:,}"
    yield "processes that died in them, at any await or write", f"{counts['deaths']:,}"


def _inputs(counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for kind in sorted(counts, key=lambda kind: (kind != "kills", kind)):
        killed = kind == "kills"
        yield "real processes killed, and survived" if killed else f"hostile inputs: {kind}", f"{counts[kind]:,}"


def _write(rows: list[tuple[str, str]]) -> None:
    table = ["| tried | so often |", "| --- | ---: |", *(f"| {what} | {often} |" for what, often in rows)]
    text = PAGE.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + BEGIN + "\n".join(table) + "\n" + END + after)


if __name__ == "__main__":
    sys.exit(main())
