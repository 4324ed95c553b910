"""A run with DuckDB's memory limited, that watches the event loop and, if asked, Python's own memory.

``python benchmarks/speed/limited.py [--memory 256MB] [--traced]`` in a project's folder prints what it saw, as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
import tracemalloc
from pathlib import Path

from dependency_injector import providers
from returns.result import Result

from joey import Container
from joey.adapters.sources.duckdb import DuckDbSource
from joey.adapters.sources.duckdb.session import Limits
from joey.ports.source import ChangedRow, ChangeQuery, ExaminedRows, SourceError, Spool

TICK = 0.005


class Probe:
    """The longest that the loop was kept from going round: seconds, and CPU of its thread within them.

    On a busy machine the seconds say who else was working; the CPU says what Joey did without letting go.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self.cpu = 0.0

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            at, used = time.monotonic(), time.thread_time()
            await asyncio.sleep(TICK)
            self.seconds = max(self.seconds, time.monotonic() - at - TICK)
            self.cpu = max(self.cpu, time.thread_time() - used)


class Hoarder(DuckDbSource):
    """Keeps every changed row in memory, as no source should: what shows that a cap on memory is one."""

    def __init__(self, warehouse: Path, spool: Path, limits: Limits) -> None:
        super().__init__(warehouse, spool, limits)
        self.rows: list[ChangedRow] = []

    def changes(self, query: ChangeQuery, examined: ExaminedRows) -> Result[Spool, SourceError]:
        found = super().changes(query, examined)
        for batch in found.unwrap().changed(1000):
            self.rows.extend(batch)
        return found


async def run(folder: Path, memory: str, probe: Probe, source_type: type[DuckDbSource]) -> tuple[int, float]:
    """The exit code, and the seconds that the Destination took."""
    container = Container.from_folder(folder).unwrap()
    project = container.project()
    source = source_type(project.warehouse, project.spool, Limits(memory=memory))
    container.source.override(providers.Object(source))
    watching = asyncio.create_task(probe.watch())
    report = await container.run_service().run()
    watching.cancel()
    return report.exit_code, report.destinations[0].seconds


def main() -> int:
    """Run, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", default="256MB")
    parser.add_argument("--traced", action="store_true", help="count what Python itself allocates (slow)")
    parser.add_argument("--hoard", action="store_true", help="keep all changed rows in memory")
    asked = parser.parse_args()
    probe = Probe()
    if asked.traced:
        tracemalloc.start()
    exit_code, seconds = asyncio.run(run(Path.cwd(), asked.memory, probe, Hoarder if asked.hoard else DuckDbSource))
    python = tracemalloc.get_traced_memory()[1] / 1e6 if asked.traced else None
    virtual = _virtual()
    seen = {"seconds": seconds, "lag": probe.seconds, "lag_cpu": probe.cpu, "python": python, "virtual": virtual}
    sys.stdout.write(json.dumps(seen) + "\n")
    return exit_code


def _virtual() -> float | None:
    """The most address space that was ever taken, in megabytes; None where the system doesn't tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmPeak"))
    return int(line.split()[1]) * 1024 / 1e6


if __name__ == "__main__":
    sys.exit(main())
