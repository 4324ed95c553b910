"""Changed projects: another account, another line in the Mapping, another Group to belong to."""

from __future__ import annotations

from dataclasses import replace

from returns.pipeline import is_successful

from joey.domain.sync_mode import SyncMode
from tests.application.embedded import Embedded, destination, in_mode, people, person, ran, whole


def test_another_account_behind_the_same_name_starts_anew_and_leaves_the_old_one() -> None:
    project = Embedded()
    project.now(people(2))
    ran(project)
    project.configure(destination(app="other"))
    assert ran(project).actions == {"create": 2}
    assert len(project.vendor("crm").stored()) == len(project.vendor("other").stored()) == 2


def test_a_line_more_in_the_mapping_sends_just_that() -> None:
    project = Embedded()
    project.now(people(2))
    ran(project)
    project.configure(destination(fields={"email": "mail", "first_name": "name", "plan": "plan"}))
    assert ran(project).actions == {"update": 2}
    project.configure(destination())
    report = ran(project)
    assert (report.actions, report.unchanged) == ({}, 2)
    assert {row["fields"]["plan"] for row in project.vendor().stored().values()} == {"free"}


def test_who_leaves_the_group_leaves_the_destination() -> None:
    project = Embedded(in_mode(destination(only="VIP"), SyncMode.SYNC))
    project.now([person(1, groups={"VIP"}), person(2, groups={"VIP"}), person(3)])
    assert ran(project).actions == {"create": 2}
    project.now([person(1, groups={"VIP"}), person(2), person(3)])
    assert ran(project).actions == {"delete": 1}


NAMED = {"email": "mail", "first_name": "name"}
PLANNED = {"email": "mail", "plan": "plan"}


def test_a_destination_that_comes_to_a_known_target_is_told_who_was_there_and_what_of_its_neighbours_it_meets() -> None:
    project = Embedded()
    project.now(people(2))
    ran(project)
    project.configure(destination(), destination("plans", fields=PLANNED, groups={}))
    (plan,) = project.container.plan_service().plan_now(["plans"]).destinations
    assert not plan.new_target
    told = "\n".join(plan.notes)
    assert "crm wrote to its Target before" in told
    assert "it shares its Target with crm" in told


def test_a_destination_that_undoes_anothers_work_is_refused_also_where_only_it_is_planned_or_run() -> None:
    other = destination("plans", fields=NAMED | {"first_name": "plan"}, groups={})
    project = Embedded(destination(), other)
    project.now(people(1))
    (plan,) = project.container.plan_service().plan_now(["plans"]).destinations
    (report,) = whole(project, None, "plans").destinations
    assert plan.error == report.error == "crm and plans both fill field first_name, each from another source"
    assert project.calls() == []
    (report,) = whole(project, None, "crm").destinations
    assert report.actions == {"create": 1}


def test_a_neighbour_that_can_not_be_had_holds_nobody_up() -> None:
    odd = replace(destination("plans"), connection="nothing-of-the-kind")
    project = Embedded(destination(), odd)
    project.now(people(1))
    (report,) = whole(project, None, "crm").destinations
    assert report.actions == {"create": 1}


async def test_what_is_done_to_a_ledger_waits_for_nobody_and_says_who_has_it() -> None:
    project = Embedded()
    project.now(people(1))
    await project.container.run_service().run()
    (target,) = project.ledgers.targets()
    held = (await project.ledgers.lease(target, "joey run, process 7")).unwrap()
    project.configure(destination("new"))
    destinations = project.container.destinations_service()
    for refused in (
        (await destinations.rename("crm", "new")).failure(),
        (await destinations.drop("crm")).failure(),
        (await project.container.standing_service().retry("new")).failure(),
    ):
        assert refused.reason.startswith("another run has this Target: joey run, process 7")
        assert refused.hint == "Run again once it has ended."
    await held.close()
    assert is_successful(await destinations.rename("crm", "new"))
