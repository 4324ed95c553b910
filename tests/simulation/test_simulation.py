"""Seeds for each vendor, from the first on, as many as the time and `JOEY_SIMULATION_SEEDS` hold."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from itertools import count

import pytest

from tests.simulation.story import tell
from tests.simulation.vendors import VENDORS

SECONDS = float(os.environ.get("JOEY_SIMULATION_SECONDS", "180" if "CI" in os.environ else "40"))
"""For all vendors."""

MOST = int(os.environ.get("JOEY_SIMULATION_SEEDS", "101"))
"""As many as were played for every vendor, whatever time they took; `make soak` goes on from there."""


@pytest.mark.parametrize("name", VENDORS)
def test_whatever_the_network_does_the_vendor_ends_up_as_the_warehouse_has_it(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    until = time.monotonic() + SECONDS / len(VENDORS)
    for seed in count():
        if seed == MOST or (seed and time.monotonic() > until):
            record_property("in all", f"{seed} seeds of {name} were simulated")
            return
        told = tell(VENDORS[name], seed)
        again = f"python -m tests.simulation --vendor {name} --from {seed} --seeds 1"
        assert told.broken is None, "\n".join((*told.trace.lines, str(told.broken), again))
