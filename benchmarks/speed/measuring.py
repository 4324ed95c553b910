"""One measurement: a simulator, a command in a process of its own under the stopwatch, what both have to say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
STOPWATCH = Path(__file__).parent / "stopwatch.py"
ADDRESS = "BENCH_ADDRESS"


class FailedError(RuntimeError):
    """A command that should have gone well, and what it said."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a command cost (seconds, megabytes), and what the simulator saw of it."""

    cpu: float
    wall: float
    memory: float
    seen: Mapping[str, Any] = field(default_factory=dict[str, Any])


@contextmanager
def simulator(latency: float = 0.0, *, full: bool = False) -> Generator[str]:
    """A fresh account at a simulated vendor; its address. ``full``: one that has every record that an update names."""
    command = [sys.executable, "-m", "benchmarks.speed.simulator", "--latency", str(latency)]
    command += ["--full"] if full else []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            yield json.loads(process.stdout.readline())["address"]
        finally:
            process.terminate()


def counts(address: str) -> dict[str, Any]:
    """What the simulator has seen so far."""
    with urllib.request.urlopen(f"{address}/counts") as answer:  # noqa: S310 - our own server
        told: dict[str, Any] = json.loads(answer.read())
        return told


def timed(
    command: Sequence[str], folder: Path, address: str = "", *, fine: tuple[int, ...] = (0,), address_space: int = 0
) -> Measured:
    """Run a command in a folder; raises FailedError, with the end of what it said, unless its exit code is ``fine``."""
    log = folder / "output.log"
    watch = [sys.executable, "-S", "-E", str(STOPWATCH), "--address-space", str(address_space), str(log), *command]
    env = {**os.environ, ADDRESS: address, "HUBSPOT_TOKEN": "any", "NO_COLOR": "1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed Joey is compiled
    done = subprocess.run(watch, cwd=folder, env=env, stdout=subprocess.PIPE, check=True)
    told = json.loads(done.stdout)
    if told["exit_code"] not in fine:
        said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise FailedError(f"{' '.join(command)} ended with {told['exit_code']}:\n{said}")
    return Measured(told["cpu"], told["wall"], told["memory"], counts(address) if address else {})
