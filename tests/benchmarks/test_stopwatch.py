"""The stopwatch tells what a command and its children took."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.speed.measuring import STOPWATCH
from benchmarks.speed.stopwatch import timed


def run(program: str, log: Path, megabytes: int = 0) -> dict[str, float]:
    command = [sys.executable, "-S", str(STOPWATCH), "--address-space", str(megabytes), str(log)]
    done = subprocess.run([*command, sys.executable, "-S", "-c", program], check=True, stdout=subprocess.PIPE)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def test_its_own_cpu_and_its_childrens_memory_are_counted(tmp_path: Path) -> None:
    held = run("x = bytearray(80_000_000); print(sum(range(3_000_000)))", tmp_path / "log")
    idle = run("pass", tmp_path / "idle")
    assert held["memory"] > idle["memory"] + 75
    assert held["cpu"] > idle["cpu"]
    assert (tmp_path / "log").read_text() == "4499998500000\n"


def test_exit_codes_and_errors_are_kept(tmp_path: Path) -> None:
    assert run("raise SystemExit(3)", tmp_path / "log")["exit_code"] == 3
    assert timed(["no such program"], tmp_path / "log")["exit_code"] == 127


def test_no_more_address_space_than_given_can_be_had(tmp_path: Path) -> None:
    assert run("bytearray(400_000_000)", tmp_path / "log", megabytes=300)["exit_code"] == 1
    assert "MemoryError" in (tmp_path / "log").read_text()
