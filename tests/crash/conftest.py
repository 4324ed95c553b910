"""A project and its vendor, for real processes."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.crash.place import Place, a_place


@pytest.fixture
def place(tmp_path: Path) -> Generator[Place]:
    with a_place(tmp_path) as place:
        yield place
