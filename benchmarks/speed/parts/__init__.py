"""The parts of the benchmark, each of which can be run by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from benchmarks.speed.bench import Bench
from benchmarks.speed.parts import first_sync, memory, planning, rerun, starting, throughput

PARTS: Mapping[str, Callable[[Bench], None]] = {
    "first-sync": first_sync.measure,
    "latency": throughput.measure_latency,
    "rate": throughput.measure_rate,
    "rerun": rerun.measure,
    "memory": memory.measure,
    "plan": planning.measure,
    "start": starting.measure,
}
