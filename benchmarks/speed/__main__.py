"""``python -m benchmarks.speed [--quick] [--rows N] [PART…]``: measures, and writes RESULTS.md and its pictures."""

from __future__ import annotations

import sys
import time

from benchmarks.speed.bench import Bench
from benchmarks.speed.parts import PARTS
from benchmarks.speed.report import write
from benchmarks.speed.settings import Settings, settings_of


def main(settings: Settings) -> int:
    """Each part in turn; one that fails is told of, and doesn't stop the others. What was measured is kept by part."""
    failed = 0
    for part in settings.parts or tuple(PARTS):
        begin = time.monotonic()
        bench = Bench(part, settings)
        try:
            PARTS[part](bench)
        except Exception as trouble:  # noqa: BLE001 - the other parts are worth having
            bench.say(f"failed: {trouble}")
            bench.save(f"{type(trouble).__name__}: {trouble}")
            failed += 1
        else:
            bench.save()
        bench.say(f"{time.monotonic() - begin:.0f} s")
    write(settings)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(settings_of()))
