"""The laws hold after any history: on in-memory vendors of many kinds, and on vendors' Sandboxes in process."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.accounts import OPENINGS, Opening
from tests.machine.machine import Machine
from tests.machine.sandboxes import SANDBOXES

HEALTH = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


@pytest.mark.parametrize("opening", [pytest.param(opening, id=name) for name, opening in OPENINGS.items()])
def test_whatever_happens_the_vendor_ends_up_as_the_warehouse_has_it(opening: Opening) -> None:
    _run(opening, share=0.6, steps=20)


@pytest.mark.parametrize("opening", [pytest.param(opening, id=name) for name, opening in SANDBOXES.items()])
def test_whatever_happens_a_sandbox_ends_up_as_the_warehouse_has_it(opening: Opening) -> None:
    _run(opening, share=0.4, steps=12)


def _run(opening: Opening, share: float, steps: int) -> None:
    """``share``: of the profile's examples."""
    chosen = settings(
        max_examples=max(1, int(settings().max_examples * share)),
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=HEALTH,
        phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    )

    class History(Machine):
        """One history of that kind of account."""

    setattr(History, "opening", staticmethod(opening))  # noqa: B010 - a plain one is bound, by the type checkers
    run_state_machine_as_test(History, settings=chosen)
