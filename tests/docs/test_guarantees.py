"""Each promise in docs/guarantees.md names tests, and these are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guarantees.md"
NAMED = re.compile(r"`((?:tests|ports)/[\w/]+\.py)::(test_\w+)`")


def promises() -> list[str]:
    promised, _, not_promised = PAGE.read_text().partition("## What is not promised")
    assert not_promised
    return [line for line in promised.splitlines() if line.startswith("- ")]


def test_each_promise_names_the_test_that_holds_it() -> None:
    assert len(promises()) > 20
    assert [line for line in promises() if NAMED.search(line) is None] == []


def test_the_tests_that_are_named_are_there() -> None:
    named = NAMED.findall(PAGE.read_text())
    assert named
    assert [f"{file}::{test}" for file, test in named if not _is_there(ROOT / file, test)] == []


def _is_there(file: Path, test: str) -> bool:
    return file.exists() and re.search(rf"^\s*(async )?def {test}\(", file.read_text(), re.MULTILINE) is not None
