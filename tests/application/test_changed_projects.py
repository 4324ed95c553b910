"""Changed projects: another account, another line in the Mapping, another Group to belong to."""

from __future__ import annotations

from joey.domain.sync_mode import SyncMode
from tests.application.embedded import Embedded, destination, in_mode, people, person, ran


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
