"""Plays seeds: `python -m tests.simulation --seeds 500 --from 17 --vendor hubspot`."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

import orjson

from tests.simulation.story import Told, tell
from tests.simulation.vendors import VENDORS


def main() -> int:
    """Play the seeds that were asked for; 1 where a law broke."""
    asked = _asked()
    counts: Counter[str] = Counter()
    broken: list[Told] = []
    began = time.monotonic()
    for seed in range(asked.first, asked.first + asked.seeds):
        for name in asked.vendor or VENDORS:
            told = tell(VENDORS[name], seed)
            counts += told.trace.counts
            counts["seeds"] += 1
            if asked.verbose or told.broken is not None:
                _show(told)
            if told.broken is not None:
                broken.append(told)
    counts["broken"] = len(broken)
    _say(f"{counts['seeds']} seeds in {time.monotonic() - began:.0f} s; {dict(sorted(counts.items()))}")
    if asked.figures is not None:
        asked.figures.write_bytes(orjson.dumps(counts, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
    for told in broken:
        _say(f"broken: python -m tests.simulation --vendor {told.vendor} --from {told.seed} --seeds 1")
    return 1 if broken else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", type=int, default=100, help="how many, for each vendor")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first one")
    parser.add_argument("--vendor", action="append", choices=sorted(VENDORS), help="only this one; may be repeated")
    parser.add_argument("--figures", type=Path, help="write what was counted to this file, as JSON")
    parser.add_argument("--verbose", action="store_true", help="print every story, also those that end well")
    return parser.parse_args()


def _show(told: Told) -> None:
    _say("\n".join(told.trace.lines))
    _say(f"{told.vendor} {told.seed}: {told.trace.digest}")
    if told.broken is not None:
        _say(f"BROKEN: {told.broken}")


if __name__ == "__main__":
    sys.exit(main())
