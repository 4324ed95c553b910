"""Plan = run: whatever the history, a run does what was planned, and planning writes nothing."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joey.application.destination_run import Orders
from joey.domain.facts import Call
from joey.domain.record import Record
from joey.domain.sync_mode import SyncMode
from tests.application.embedded import Embedded, destination, in_mode, person
from tests.contract.variants import VARIANTS

ids = st.sampled_from(["1", "2", "3", "4", "10"])
mails = st.sampled_from(["a@x.io", "b@x.io", "c@x.io", "A@x.io", None])
names = st.sampled_from(["Ann", "Bob", None])
group_sets = st.frozensets(st.sampled_from(["High", "VIP"]))
persons = st.builds(person, ids, names, mails, group_sets)
days = st.lists(st.lists(persons, min_size=1, unique_by=lambda one: one.id), min_size=1, max_size=4)

KINDS = ("batches", "one by one", "inline groups", "revives what is archived")
ESTIMATED = (Call.READ, Call.LIST_CREATE)
"""A list that nobody was ever put on may be there or not, and is looked for once."""

MODES = st.sampled_from(SyncMode)


@pytest.mark.parametrize("kind", KINDS)
@given(history=days, mode=MODES, foreign=st.sets(mails.filter(bool)))
@settings(max_examples=40)
def test_a_run_does_what_was_planned_with_the_vendor_asked(
    kind: str, history: list[list[Record]], mode: SyncMode, foreign: set[str]
) -> None:
    project = Embedded(in_mode(destination(groups={"High": "High", "VIP": "Best"}), mode), facts=VARIANTS[kind].facts)
    project.now([person("keeper", mail="keeper@x.io")])
    project.container.run_service().run_now()
    for mail in sorted({mail.lower() for mail in foreign}):
        project.vendor().seed({"email": mail})
    for day in history:
        project.now([*day, person("keeper", mail="keeper@x.io")])
        before = members(project)
        (plan,) = project.container.plan_service().plan_now(remote=True).destinations
        asked = len(project.vendor().calls)
        (done,) = project.container.run_service().run_now(orders=Orders(allow_deletes=True)).destinations
        assert told(plan.actions) == told(done.actions), done
        assert plan.unchanged == done.unchanged
        assert plan.refused == done.outcomes.get("rejected", 0)
        made = Counter(call.kind.value for call in project.vendor().calls[asked:] if call.kind not in ESTIMATED)
        assert {kind: count for kind, count in plan.calls.items() if kind not in ESTIMATED} == dict(made)
        after = members(project)
        for group in ("High", "Best"):
            assert plan.joins.get(group, 0) >= len(after[group] - before[group])
            assert plan.leaves.get(group, 0) >= len(before[group] - after[group] - gone(project))


@given(history=days, mode=MODES)
@settings(max_examples=40)
def test_offline_a_plan_counts_what_the_ledger_knows(history: list[list[Record]], mode: SyncMode) -> None:
    project = Embedded(in_mode(destination(), mode))
    for day in history:
        project.now([*day, person("keeper", mail="keeper@x.io")])
        (plan,) = project.container.plan_service().plan_now().destinations
        (done,) = project.container.run_service().run_now(orders=Orders(allow_deletes=True)).destinations
        assert sum(told(plan.actions).values()) >= sum(told(done.actions).values())
        assert plan.unchanged == done.unchanged
        if mode is SyncMode.SYNC:
            assert told(plan.actions) == told(done.actions)


@given(history=days, remote=st.booleans())
@settings(max_examples=25)
def test_a_plan_never_writes(history: list[list[Record]], remote: bool) -> None:  # noqa: FBT001  # drawn
    project = Embedded()
    written = 0
    for day in history:
        project.now(day)
        project.container.plan_service().plan_now(remote=remote)
        assert len(project.calls()) == written
        project.container.run_service().run_now(orders=Orders(allow_deletes=True))
        written = len(project.calls())


def test_a_plan_tells_of_a_guard_that_would_stop_the_run() -> None:
    project = Embedded()
    project.now([person(number) for number in range(60)])
    project.container.run_service().run_now()
    project.now([person(number) for number in range(30)])
    report = project.container.plan_service().plan_now()
    assert report.exit_code == 4
    assert report.destinations[0].actions == {"delete": 30}


def test_a_plan_of_nothing_changes_nothing() -> None:
    project = Embedded()
    project.now([person(1)])
    assert project.container.plan_service().plan_now().changes
    project.container.run_service().run_now()
    report = project.container.plan_service().plan_now()
    assert (report.changes, report.destinations[0].unchanged, report.exit_code) == (False, 1, 0)


def test_a_plan_of_a_destination_that_is_not_there_says_so() -> None:
    report = Embedded().container.plan_service().plan_now(["crn"])
    assert (report.exit_code, report.destinations[0].hint) == (1, "The project has: crm.")


def told(actions: object) -> dict[str, int]:
    """Actions by kind in a plan's words; what is skipped is no action."""
    assert isinstance(actions, dict)
    counted = {kind.replace("leavegroups", "leave groups"): count for kind, count in actions.items()}
    return {kind: count for kind, count in counted.items() if kind != "skip"}


def members(project: Embedded) -> dict[str, set[str]]:
    """Whose remote ids are in which group."""
    vendor = project.vendor()
    listed = {each.name: set(each.members) for each in vendor.lists.values()}
    inline = {name: {row.id for row in vendor.rows.values() if name in row.groups} for name in ("High", "Best")}
    return {name: listed.get(name, set()) | inline[name] for name in ("High", "Best")}


def gone(project: Embedded) -> set[str]:
    """Remote ids that aren't there any more."""
    there = {row.id for row in project.vendor().rows.values() if not row.archived}
    return {str(number) for number in range(1001, 2000)} - there
