"""Counts each example's Python, its Sandbox included and its tests not; ends with 1 where one is above 250 lines."""

from __future__ import annotations

import sys
from pathlib import Path

MOST = 250


def lines_of(example: Path) -> int:
    """Every line of every Python file that is installed, blank ones too."""
    return sum(len(file.read_text(encoding="utf-8").splitlines()) for file in (example / "src").rglob("*.py"))


def main() -> int:
    """Print them all."""
    counts = {
        project.parent.name: lines_of(project.parent) for project in Path(__file__).parent.glob("*/pyproject.toml")
    }
    for name, count in sorted(counts.items()):
        sys.stdout.write(f"{count:4} {name}\n")
    return int(any(count > MOST for count in counts.values()))


if __name__ == "__main__":
    sys.exit(main())
