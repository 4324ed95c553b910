"""The main job, shown: 5,000 customers to two vendors, changed, sent again, read back; then the other connections."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from customers import Customer, changed, customers, write
from hubspot import HubSpot
from mailchimp import Mailchimp
from others import Others
from stage import Stage, out, step

from joey.adapters.sandbox.server import running_sandbox

EXAMPLES = Path(__file__).parent
SECOND_PART = (slice(0, 200), slice(350, 450))
"""Rows that have every kind of flaw that the second project minds."""


def main() -> int:
    """Run the demo; 0 where the remotes end as the warehouse says."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="joey-demo-") as folder, running_sandbox() as address:
        first = Stage.of(EXAMPLES / "project", Path(folder), address)
        second = Stage.of(EXAMPLES / "everywhere", Path(folder), address)
        rows = show(first, address)
        some = [row for part in SECOND_PART for row in rows[part]]
        well = Others(second, address).show(some) and first.well
    end = "All is as it should be" if well else "Something is NOT as it should be"
    step(f"{end}; {time.monotonic() - started:.0f} seconds.")
    return 0 if well else 1


def show(stage: Stage, address: str) -> list[Customer]:
    """Three runs: everything, one row in a hundred, and nothing; the customers as they are in the end."""
    vendors = (HubSpot(address), Mailchimp(address))
    rows = customers(5000)
    step("5,000 customers in the warehouse, some of them flawed on purpose")
    _flaws(rows)
    write(rows, stage.warehouse)
    stage.joey("check")
    step("The first run: everything is new, and flawed rows are refused one by one")
    stage.joey("run", expect=3)
    stage.compare(vendors, rows)
    stage.joey("rejected")
    step("A day later: one row in a hundred has changed, left or come")
    rows = changed(rows)
    write(rows, stage.warehouse)
    stage.joey("run")
    stage.compare(vendors, rows)
    step("A third time: nothing has changed, so nothing is sent")
    stage.idle_run(vendors)
    stage.joey("status")
    return rows


def _flaws(rows: Sequence[Customer]) -> None:
    counts = Counter(row.flaw for row in rows if row.flaw)
    out.print("  [dim]" + ", ".join(f"{count} x {flaw}" for flaw, count in sorted(counts.items())) + "[/]")


if __name__ == "__main__":
    sys.exit(main())
