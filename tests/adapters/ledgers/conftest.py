"""A Ledger to break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from joey.adapters.ledgers.files.store import FileLedgers
from joey.adapters.virtual_clock import VirtualClock
from tests.adapters.ledgers.damaged import killed_in_its_third_run


@pytest.fixture
async def root(tmp_path: Path) -> Path:
    """Two runs, and a third that was killed after an intent."""
    await killed_in_its_third_run(FileLedgers(tmp_path / "ledger", VirtualClock()))
    return Path(shutil.copytree(tmp_path / "ledger", tmp_path / "after"))
