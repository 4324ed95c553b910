"""A run: what stops it, what doesn't, what it says of itself, and how several Destinations share it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from returns.result import Result

from joey.adapters.ledgers.memory import MemoryLedgers
from joey.adapters.memory import Effect, Fault, InMemoryGateway, InMemoryVendor, RowRefusal
from joey.adapters.memory.faults import WRITES
from joey.application.reports import Progress
from joey.domain.facts import Limits
from joey.domain.projection import KeyField
from joey.domain.target import Target
from joey.ports.ledger import Intent, Ledger, LedgerError, LedgerFailed, Writer
from tests.application.embedded import ALLOWED, Embedded, destination, people, person, ran, whole
from tests.contract.variants import FACTS

# What stops a Destination


def test_a_credential_that_opens_nothing_stops_its_destination_and_no_other() -> None:
    project = Embedded()
    project.configure(destination("good", app="good"), destination("bad", app="bad"), tokens={"bad": "wrong"})
    project.now(people(3))
    good, bad = whole(project).destinations
    assert (good.whole, good.actions) == (True, {"create": 3})
    assert bad.error == "the token opens nothing"
    assert bad.hint
    assert whole(project).exit_code == 1


def test_a_credential_that_is_revoked_in_the_middle_stops_the_rest_which_the_next_run_sends() -> None:
    project = Embedded(facts=replace(FACTS, limits=Limits(1)))
    project.now(people(500))
    ran(project)
    project.now(people(500, "Bob"))
    project.vendor().faults.plan(Fault(Effect.MISCONFIGURED, 1000, on=WRITES))
    report = ran(project)
    assert report.error == "the credential was revoked"
    assert report.outcomes["failed"] + report.untried == 500
    project.vendor().faults.clear()
    assert ran(project).actions == {"update": 500}


def test_a_spent_quota_leaves_the_rest_untried_and_says_so() -> None:
    project = Embedded(facts=replace(FACTS, limits=Limits(1)))
    project.now(people(1_500))
    first = ran(project)
    assert first.actions == {"create": 1_500}
    project.now(people(1_500, "Bob"))
    project.vendor().faults.plan(Fault(Effect.THROTTLED, 1000, on=WRITES))
    report = ran(project)
    assert report.untried > 0
    assert report.outcomes["deferred"] + report.untried == 1_500
    assert "takes no more now" in report.error
    assert "nothing is lost" in report.hint
    project.vendor().faults.clear()
    assert ran(project).actions == {"update": 1_500}


def test_a_vendor_that_is_down_leaves_another_apps_destination_whole() -> None:
    project = Embedded()
    project.configure(destination("up", app="up"), destination("down", app="down"))
    project.now(people(3))
    whole(project)
    project.now(people(3, "Bob"))
    project.vendor("down").faults.plan(Fault(Effect.UNAVAILABLE, 1000))
    up, down = whole(project).destinations
    assert (up.whole, up.actions) == (True, {"update": 3})
    assert "can't be reached" in down.error


class _BuggyVendor(InMemoryVendor):
    def create(self, fields: object, groups: object) -> object:  # type: ignore[override]
        raise ZeroDivisionError(f"{fields} {groups}")


def test_a_bug_in_one_destination_leaves_the_others_whole_and_shows_no_data() -> None:
    project = Embedded()
    project.configure(destination("sound", app="sound"), destination("buggy", app="buggy"))
    key = KeyField("email", InMemoryGateway().key.rule)
    project.plugin.vendors["buggy"] = _BuggyVendor(FACTS, project.plugin.schema, key)
    project.now(people(3))
    sound, buggy = whole(project).destinations
    assert sound.whole
    assert "fault of Joey's own" in buggy.error
    assert "example.com" not in f"{buggy}"


def test_a_destination_that_is_not_there_is_named_with_those_that_are() -> None:
    project = Embedded()
    project.now(people(1))
    report = whole(project, None, "crn", "crm")
    assert report.destinations[0].error == "there is no destination 'crn'"
    assert report.destinations[0].hint == "The project has: crm."
    assert report.destinations[1].whole


# Several Destinations


def test_two_destinations_on_one_target_fill_their_own_fields_one_after_the_other() -> None:
    project = Embedded()
    names, plans = {"email": "mail", "first_name": "name"}, {"email": "mail", "plan": "plan"}
    project.configure(destination("names", names, {}), destination("plans", plans, {}))
    project.now(people(3))
    first, second = whole(project).destinations
    assert (first.actions, second.actions) == ({"create": 3}, {"update": 3})
    assert {row["fields"]["plan"] for row in project.vendor().stored().values()} == {"free"}
    assert project.vendor().most_in_flight == 1
    project.now(people(1))
    assert [report.outcomes for report in whole(project, ALLOWED).destinations] == [{"skipped": 2}, {"delivered": 2}]
    assert len(project.vendor().stored()) == 1


def test_one_field_filled_from_two_sources_is_refused_for_the_second() -> None:
    project = Embedded()
    other = {"email": "mail", "first_name": "plan"}
    project.configure(destination("one"), destination("other", other))
    project.now(people(2))
    one, refused = whole(project).destinations
    assert one.whole
    assert refused.error == "one and other both fill field first_name, each from another source"


# What a run says of itself


def test_progress_adds_up_to_everything_that_was_found() -> None:
    project = Embedded()
    project.now(people(250))
    heard: list[Progress] = []
    project.container.run_service().run_now(progress=heard.append)
    assert [progress.done for progress in heard] == sorted(progress.done for progress in heard)
    assert (heard[-1].done, heard[-1].total) == (250, 250)


def test_every_row_is_in_one_number_of_the_report() -> None:
    project = Embedded()
    project.now(people(10))
    ran(project)
    bad = RowRefusal(lambda wanted: wanted.fields.get("first_name") == "bad", "is bad", "first_name")
    project.vendor().refusals.append(bad)
    project.now([*people(4, "Bob"), person(5, "bad"), person(6, mail=None), *people(9)[6:]])
    report = ran(project)
    assert report.outcomes == {"delivered": 5, "rejected": 2}
    assert report.actions == {"update": 4, "delete": 1}
    assert (report.total, report.unchanged, report.untried) == (9, 3, 0)
    assert {(one.record_id, one.field) for one in report.unwell} == {("5", "first_name"), ("6", "email")}
    assert whole(project).exit_code == 0, "who stands rejected is not tried again"


async def test_a_stop_finishes_what_is_in_flight_and_leaves_the_rest_to_the_next_run() -> None:
    project = Embedded(facts=replace(FACTS, limits=Limits(1)))
    project.now(people(2_000))
    stop = asyncio.Event()
    after_some = lambda progress: stop.set() if progress.done else None  # noqa: E731
    report = await project.container.run_service().run(progress=after_some, stop=stop)
    (stopped,) = report.destinations
    assert report.stopped
    assert stopped.outcomes["delivered"] + stopped.untried == 2_000
    assert 0 < stopped.untried < 2_000
    assert len(project.vendor().stored()) == stopped.outcomes["delivered"]
    (rest,) = (await project.container.run_service().run()).destinations
    assert rest.actions == {"create": stopped.untried}


# The Ledger


async def test_a_target_that_another_run_has_is_left_alone() -> None:
    project = Embedded()
    project.now(people(1))
    await project.container.run_service().run()
    (target,) = project.ledgers.targets()
    leased = await project.ledgers.lease(target, "a nightly run")
    project.now(people(1, "Bob"))
    (report,) = (await project.container.run_service().run()).destinations
    assert "a nightly run" in report.error
    assert "--wait" in report.hint
    await leased.unwrap().close()
    assert (await project.container.run_service().run()).destinations[0].actions == {"update": 1}


class _FullDisk:
    """A leased Ledger that has no room for intents."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    async def intend(self, writer: Writer, intents: Sequence[Intent]) -> None:
        raise LedgerFailed("journal", f"no room for {len(intents)} intents of {writer.destination}", "make some")


class _FullDisks(MemoryLedgers):
    async def lease(self, target: Target, holder: str, *, wait: bool = False) -> Result[Ledger, LedgerError]:
        return (await super().lease(target, holder, wait=wait)).map(_FullDisk)  # type: ignore[arg-type]


def test_nothing_is_sent_that_could_not_be_journalled() -> None:
    project = Embedded(ledgers=_FullDisks())
    project.now(people(2))
    report = ran(project)
    assert report.error == "the Ledger can't be used: no room for 2 intents of crm (journal)"
    assert report.hint == "make some"
    assert project.calls() == []
