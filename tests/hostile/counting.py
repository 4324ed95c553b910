"""How many inputs were tried: added up in a file, where the environment names one, for who prints the figures."""

from __future__ import annotations

import os
from pathlib import Path

COUNTS = "JOEY_COUNT_INPUTS"


def counted(kind: str, inputs: int = 1) -> None:
    """So many inputs of a kind; a line is appended to the file that JOEY_COUNT_INPUTS names."""
    if path := os.environ.get(COUNTS):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{kind}\t{inputs}\n")
