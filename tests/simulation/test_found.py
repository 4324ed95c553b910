"""What seeds found, each by name and as small as it can be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from joey.adapters.memory import Effect, Fault
from joey.adapters.memory.faults import LISTINGS
from joey.application.delivery.bound import Bound
from joey.domain.export import Present, Standing
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.domain.snapshot import ABSENT, Snapshot
from joey.ports.ledger import Writer
from tests.machine.accounts import OPENINGS, MemoryAccount
from tests.machine.laws import Witness
from tests.machine.story import ANN, BOB, HIGH, story
from tests.machine.warehouse import Customer
from tests.machine.world import World
from tests.simulation import world as simulated
from tests.simulation.invariants import Watch
from tests.simulation.story import DAY
from tests.simulation.vendors import VENDORS
from tests.simulation.weather import Climate, Fate


def _listings_fail(world: World, calls: frozenset[Call] = LISTINGS) -> None:
    assert isinstance(world.account, MemoryAccount)
    world.account.memory.plan(Fault(Effect.UNAVAILABLE, 20, calls))


def _an_upsert_is_not_answered(world: World, how: Effect) -> None:
    assert isinstance(world.account, MemoryAccount)
    world.account.memory.plan(Fault(how, 1, frozenset({Call.UPSERT})))


async def test_who_took_a_remote_record_over_has_it_though_a_list_failed_afterwards() -> None:
    async with story(OPENINGS["batches"]) as told:
        await told.begins(row2=ANN)
        told.rows["3"] = told.rows.pop("2")
        told.change("3", name="Bea", groups=frozenset())
        _listings_fail(told.world)
        await told.run()
        known = told.world.view.standings(Writer("main", "people"), [RecordId("2"), RecordId("3")])
        assert known[RecordId("2")].held == ABSENT
        assert known[RecordId("3")].remote_id is not None
        await told.ends_well()


async def test_a_group_that_was_not_joined_since_another_could_not_be_left_is_joined_later() -> None:
    async with story(OPENINGS["batches"]) as told:
        told.world.main.groups = {"High": "High", "News": "News"}
        await told.begins(row2=ANN)
        told.change("2", groups=frozenset({"News"}))
        _listings_fail(told.world, frozenset({Call.LIST_REMOVE}))
        await told.run()
        await told.ends_well()


async def test_what_another_record_has_just_made_under_a_key_that_was_only_tried_is_not_taken_from_it() -> None:
    async with story(OPENINGS["upserts"]) as told:
        await told.begins(row3=BOB)
        told.rows["2"] = Customer("a@x.io", "Ann")
        _an_upsert_is_not_answered(told.world, Effect.LOST_REQUEST)
        await told.run()
        told.change("2", email="b@x.io")
        told.change("3", email="c@x.io")
        told.rows["4"] = Customer("a@x.io", "Cid", groups=HIGH)
        _an_upsert_is_not_answered(told.world, Effect.LOST_ANSWER)
        await told.run()
        made = await told.home("4")
        keys = await told.ends_well()
        assert await told.home("4") == made
        assert (keys["2"], keys["3"], keys["4"]) == ("b@x.io", "c@x.io", "a@x.io")


def test_a_membership_under_a_key_that_another_record_goes_to_is_not_disposed_of() -> None:
    def going(who: str, held: str, wanted: str) -> Present:
        standing = Standing(Snapshot(held), held, (Snapshot(wanted), Snapshot(held)))
        return Present(RecordId(who), Snapshot(wanted), standing)

    six, nine = going("6", "p9@x.io", "p9@x.io"), going("9", "p6@x.io", "p6@x.io")
    tried = Snapshot("p6@x.io")
    six = Present(six.record_id, six.wanted, Standing(six.standing.held, "p9@x.io", (tried,)))
    bound = Bound(keys_are_ids=True)
    bound.note([six, nine])
    assert bound.taken(six, {}) == {"p6@x.io": RecordId("9")}
    assert bound.taken(nine, {}) == {}


@pytest.mark.parametrize("name", VENDORS)
def test_an_answer_that_is_none_of_the_vendor_s_is_never_taken_for_done(name: str, tmp_path: Path) -> None:
    vendor = VENDORS[name]
    always = frozenset([vendor.everybody] if vendor.everybody is not None else [])
    world = simulated.World(vendor, 1, tmp_path)
    rows = world.warehouse.rows
    rows |= {who: Customer(f"p{who}@x.io", f"Ann v{who}z", groups=HIGH | always) for who in ("2", "3", "4")}
    world.run()
    for number in range(3, 12):
        rows["2"] = Customer("p2@x.io", f"Bob v{number}z", groups=always | (HIGH if number % 2 else frozenset()))
        rows[str(number + 2)] = rows.pop(str(number + 1), Customer(f"q{number}@x.io", "Cid v1z", groups=always))
        world.run(Climate("wrong", {Fate.WRONG_BEFORE: 1.0}, after=number % 6))
        Watch(world, Witness()).look()
    world.close()


def test_who_leaves_while_a_job_still_has_its_row_is_looked_for_once_the_job_ended(tmp_path: Path) -> None:
    vendor = VENDORS["salesforce"]
    in_jobs = replace(vendor, settings=[one for one in vendor.settings if "bulk_above" in one])
    world = simulated.World(in_jobs, 1, tmp_path)
    world.warehouse.rows |= {who: Customer(f"p{who}@x.io", f"Ann v{who}z") for who in ("2", "3", "4")}
    world.run(Climate("down", {}, down_after=4))
    del world.warehouse.rows["3"]
    world.time.seconds += DAY
    world.run(Climate("throttling", {Fate.THROTTLED: 1.0}, after=4))
    Watch(world, Witness()).look()
    assert {"2", "3", "4"} <= {stored.fields["LastName"] for stored in world.look().stored.values()}
    world.run()
    world.run()
    assert "3" not in {stored.fields["LastName"] for stored in world.look().stored.values()}
    world.close()


def test_memberships_under_a_key_that_was_only_tried_are_left_to_who_has_had_it_since_an_earlier_run(
    tmp_path: Path,
) -> None:
    world = simulated.World(VENDORS["facebook"], 1, tmp_path)
    rows, all_of_them = world.warehouse.rows, frozenset({"Everybody"})
    rows["2"] = Customer("p3@x.io", "Ann v1z", groups=all_of_them | HIGH)
    world.run(Climate("wrong", {Fate.WRONG_BEFORE: 1.0}, after=4))
    rows["2"] = Customer("p4@x.io", "Ann v2z", groups=all_of_them | HIGH)
    rows["5"] = Customer("p3@x.io", "Bob v3z", groups=all_of_them)
    world.run(Climate("wrong", {Fate.WRONG_BEFORE: 1.0}, after=5))
    world.run()
    assert {"p3@x.io", "p4@x.io"} <= world.look().stored.keys()
    Watch(world, Witness()).look()
    world.close()
