"""The guard: what stops a run before its first write, how it is waved through, and what never is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from joey.application.destination_run import Orders
from joey.application.project import Guards
from tests.application.embedded import ALLOWED, Embedded, destination, people, person, ran, whole
from tests.contract.variants import FACTS


@pytest.mark.parametrize(("left", "stops"), [(79, True), (80, False), (99, False)])
def test_more_than_twenty_deletes_and_a_tenth_stop_a_run_before_it_writes(left: int, stops: bool) -> None:  # noqa: FBT001
    project = Embedded()
    project.now(people(100))
    ran(project)
    before = len(project.calls())
    project.now(people(left))
    report = ran(project)
    assert (report.guard is not None) == stops
    assert (len(project.calls()) == before) == stops
    if report.guard is not None:
        assert report.guard.reasons == ("21 of 100 delivered records would be deleted",)
        assert report.guard.sample
        assert whole(project).exit_code == 4
        assert ran(project, ALLOWED).actions == {"delete": 21}


def test_a_tenth_of_many_is_no_reason_to_stop() -> None:
    project = Embedded()
    project.now(people(1_000))
    ran(project)
    project.now(people(900))
    assert ran(project).actions == {"delete": 100}


def test_values_that_many_would_lose_stop_a_run() -> None:
    project = Embedded()
    project.now(people(60))
    ran(project)
    project.now(people(60, None))
    stop = ran(project).guard
    assert stop is not None
    assert stop.reasons == ("60 of 60 delivered records would lose values",)


def test_a_group_that_would_be_emptied_stops_a_run() -> None:
    project = Embedded()
    project.now([*people(30, groups={"High"}), *people(400)[30:]])
    ran(project)
    project.now(people(400))
    stop = ran(project).guard
    assert stop is not None
    assert stop.reasons == ("30 of 30 members would leave the group 'High'",)


def test_remote_records_that_are_left_behind_count_as_deleted() -> None:
    project = Embedded(facts=replace(FACTS, renames=False))
    project.now(people(50))
    ran(project)
    project.now([person(number, mail=f"new{number}@example.com") for number in range(1, 51)])
    stop = ran(project).guard
    assert stop is not None
    assert stop.reasons == ("50 of 50 delivered records would be deleted",)


def test_an_empty_source_always_stops_and_is_not_to_be_waved_through() -> None:
    project = Embedded()
    project.now(people(2))
    ran(project)
    project.now([])
    for orders in (Orders(), ALLOWED):
        report = ran(project, orders)
        assert report.guard is not None
        assert report.guard.final
    assert project.vendor().stored()


def test_limits_of_a_guard_are_the_destinations() -> None:
    project = Embedded(destination(guards=Guards(max_deletes=1, max_share=0.5)))
    project.now(people(4))
    ran(project)
    project.now(people(2))
    assert ran(project).guard is None
    project.configure(destination(guards=Guards(max_deletes=0, max_share=0.0)))
    project.now(people(1))
    assert ran(project).guard is not None
