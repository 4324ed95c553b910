"""Pins a plan to what a run then does, on the Sandboxes: records, lists, and API calls."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.calls import WAYS, days

from joey.domain.facts import Call

LOOKING = 1
"""What a run reads beside: the fields. The account is known from the plan."""


@pytest.mark.parametrize("way", WAYS)
def test_what_is_planned_is_done_on_each_of_three_days(way: str, tmp_path: Path) -> None:
    for container in days(WAYS[way], tmp_path):
        (plan,) = container.plan_service().plan_now().destinations
        ran = container.run_service().run_now()
        (done,) = ran.destinations
        (calls,) = ran.calls.values()
        assert (sum(plan.actions.values()), plan.unchanged) == (sum(done.actions.values()), done.unchanged)
        assert without_reads(plan.calls) == without_reads(calls)
        polls = calls.get(Call.SUBMIT, 0)  # a job's results are fetched once it's done, beside asking for it
        assert plan.calls.get(Call.READ, 0) + LOOKING + polls == calls[Call.READ]


def without_reads(calls: object) -> dict[str, int]:
    assert isinstance(calls, dict)
    return {kind: count for kind, count in calls.items() if count and kind != Call.READ}
