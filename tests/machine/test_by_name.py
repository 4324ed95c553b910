"""Histories by name: those that every sync has to survive."""

from __future__ import annotations

import pytest

from joey.domain.mapping import Unmapped
from joey.domain.sync_mode import SyncMode
from tests.machine.accounts import OPENINGS, Opening
from tests.machine.dying import Death
from tests.machine.story import ANN, BOB, CID, HIGH, every_kind, story
from tests.machine.warehouse import UNWANTED, Customer


@every_kind
@pytest.mark.parametrize("fault", [None, "lost", "death"])
async def test_keys_that_are_swapped_end_with_their_new_owners(opening: Opening, fault: str | None) -> None:
    async with story(opening) as told:
        await told.begins(row2=ANN, row3=BOB, row4=CID)
        for who, email in (("2", "b@x.io"), ("3", "c@x.io"), ("4", "a@x.io")):
            told.change(who, email=email)
        if fault == "lost":
            await told.loses_answers()
        elif fault == "death":
            await told.run(death=Death(at=3, loses=True))
        keys = await told.ends_well()
        assert (keys["2"], keys["3"], keys["4"]) == ("b@x.io", "c@x.io", "a@x.io")


@every_kind
async def test_a_swap_with_a_row_that_the_vendor_refuses_leaves_both_where_they_were(opening: Opening) -> None:
    async with story(opening) as told:
        await told.begins(row2=ANN, row3=BOB)
        homes = await told.home("2"), await told.home("3")
        told.change("2", email="b@x.io", name=UNWANTED)
        told.change("3", email="a@x.io", name="Bea")
        keys = await told.ends_well()
        assert (keys["2"], keys["3"]) == ("a@x.io", "b@x.io")
        stored = await told.world.account.stored()
        name = told.world.account.names.name
        assert [stored[home].fields[name] for home in homes] == ["Ann", "Bob"]
        told.change("2", name="Ann")
        keys = await told.ends_well()
        assert (keys["2"], keys["3"]) == ("b@x.io", "a@x.io")


@every_kind
async def test_a_row_under_another_id_takes_over_the_remote_record(opening: Opening) -> None:
    async with story(opening) as told:
        await told.begins(row2=ANN)
        home = await told.home("2")
        told.rows["3"] = told.rows.pop("2")
        await told.ends_well()
        assert await told.home("3") == home


@every_kind
async def test_a_duplicate_key_that_comes_later_waits_and_inherits(opening: Opening) -> None:
    async with story(opening) as told:
        await told.begins(row3=ANN)
        told.rows["2"] = Customer("A@x.io", "Dup", groups=HIGH)
        assert (await told.ends_well())["3"] == "a@x.io"
        assert list(told.world.badly(told.world.main)) == ["2"]
        del told.rows["3"]
        assert (await told.ends_well())["2"] == "a@x.io"


@every_kind
async def test_a_leaver_who_returns_is_new(opening: Opening) -> None:
    async with story(opening) as told:
        await told.begins(row2=ANN)
        del told.rows["2"]
        await told.ends_well()
        told.rows["2"] = ANN
        assert (await told.ends_well())["2"] == "a@x.io"


@every_kind
async def test_who_gets_a_key_that_a_leaver_had_before_goes_on_under_it(opening: Opening) -> None:
    async with story(opening) as told:
        await told.begins(row2=ANN, row3=BOB)
        del told.rows["2"]
        await told.ends_well()
        told.change("3", email="a@x.io")
        await told.ends_well()
        assert told.world.badly(told.world.main) == {}


@every_kind
async def test_two_destinations_on_one_target_mind_their_own_fields(opening: Opening) -> None:
    async with story(opening) as told:
        told.world.destinations.append(told.world.side)
        await told.begins(row2=Customer("a@x.io", "Ann", side="x", groups=frozenset({"High", "News", "VIP"})))
        await told.ends_well()
        told.world.side.only = "VIP"
        told.change("2", groups=HIGH, name="Anna")
        await told.ends_well()
        told.change("2", email="z@x.io")
        assert (await told.ends_well())["2"] == "z@x.io"
        told.world.destinations.remove(told.world.side)
        await told.world.let_go(told.world.side)
        del told.rows["2"]
        await told.ends_well()


@every_kind
async def test_a_poison_row_holds_up_nobody_and_is_named(opening: Opening) -> None:
    async with story(opening) as told:
        await told.begins(row2=Customer("a@x.io", UNWANTED), row3=BOB, row4=CID)
        keys = await told.ends_well()
        assert "2" not in keys
        assert list(told.world.badly(told.world.main)) == ["2"]


@every_kind
async def test_a_group_that_is_renamed_is_filled_anew_and_the_old_one_left_where_the_project_says_so(
    opening: Opening,
) -> None:
    async with story(opening) as told:
        await told.begins(row2=ANN)
        told.world.main.groups = {"High": "Top"} if told.world.main.groups else {}
        told.world.main.unmapped = Unmapped.CLEAR
        await told.ends_well()
        inside = (await told.world.account.stored())[await told.home("2")].groups
        assert inside == ({"Top"} if told.world.main.groups else set())


@every_kind
async def test_a_switch_from_additive_to_mirror_deletes_nobody_who_had_left_before(opening: Opening) -> None:
    async with story(opening) as told:
        told.world.main.mode = SyncMode.ADDITIVE
        await told.begins(row2=ANN)
        del told.rows["2"]
        await told.ends_well(gentle=True)
        told.world.main.mode = SyncMode.SYNC
        assert "2" in await told.ends_well(gentle=True)


async def test_a_run_that_is_stopped_before_it_begins_sends_nothing_and_the_next_one_all() -> None:
    async with story(OPENINGS["batches"]) as told:
        told.rows["2"] = ANN
        (report,) = await told.run(stop_after=0)
        assert (await told.world.account.writes(), report.untried) == (0, 2)
        assert (await told.ends_well())["2"] == "a@x.io"
