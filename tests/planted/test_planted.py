"""Each of ten bugs, planted in a copy of the source, is caught: what holds a promise is shown to bite."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.planted.bugs import BUGS, Bug

ROOT = Path(__file__).parents[2]
PARTS = ("domain", "ports", "adapters", "application", "src")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the source; Joey is imported from it where it comes first."""
    for part in PARTS:
        skipped = shutil.ignore_patterns("recordings")
        shutil.copytree(ROOT / part, tmp_path / part, symlinks=True, ignore=skipped)
    return tmp_path


def catching(bug: Bug, tree: Path) -> list[str]:
    """The tests that fail with the source in that tree."""
    selected = ["-k", bug.only] if bug.only else []
    command = [sys.executable, "-m", "pytest", bug.tests, *selected, "-q", "-x", "-p", "no:cacheprovider"]
    env = {**os.environ, "PYTHONPATH": str(tree / "src")}
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=100)
    assert ran.returncode in {0, 1}, ran.stdout + ran.stderr
    return re.findall(r"^FAILED (.+?)(?: - .*)?$", ran.stdout, re.MULTILINE)


@pytest.mark.parametrize("bug", [pytest.param(bug, id=bug.name.replace(" ", "-")) for bug in BUGS])
def test_a_planted_bug_is_caught(bug: Bug, tree: Path) -> None:
    bug.plant(tree)
    caught = catching(bug, tree)
    assert caught, f"nothing in {bug.tests} minds: {bug.name}"
    sys.stdout.write(f"\n{bug.name}: caught by {caught[0]}\n")


def test_the_copy_itself_is_sound(tree: Path) -> None:
    """What catches a bug is the bug, not the copying."""
    assert catching(Bug("none", "", "", "", "tests/adapters/http/test_throttling.py", "no_attempts"), tree) == []
