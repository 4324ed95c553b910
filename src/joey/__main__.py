"""`python -m joey` and the console script `joey`: hands over to the command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs Joey's command line and leaves with its exit code."""
    sys.exit("joey: the command line is not built yet")


if __name__ == "__main__":
    main()
