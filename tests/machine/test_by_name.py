"""Histories by name: those that once went wrong, and those that every sync has to survive."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from joey.domain.mapping import Unmapped
from joey.domain.sync_mode import SyncMode
from tests.machine.accounts import OPENINGS, SANDBOXES, How, Opening
from tests.machine.dying import Death
from tests.machine.laws import Laws, Witness
from tests.machine.warehouse import UNWANTED, Customer
from tests.machine.world import World

HIGH = frozenset({"High"})
ANN, BOB, CID = Customer("a@x.io", "Ann", groups=HIGH), Customer("b@x.io", "Bob"), Customer("c@x.io", "Cid")

OF_EVERY_KIND = [pytest.param(opening, id=name) for name, opening in {**OPENINGS, **SANDBOXES}.items()]
every_kind = pytest.mark.parametrize("opening", OF_EVERY_KIND)


class Story:
    """A World that is told what happens, and held to the laws at the end."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows = world.warehouse.rows
        self.change = world.warehouse.change
        self.run = world.run

    async def begins(self, **rows: Customer) -> None:
        """These are delivered; ids are the names' last character."""
        self.rows.update({name[-1]: row for name, row in rows.items()})
        await self.run()

    async def loses_answers(self) -> None:
        """One run of which no writing call is answered."""
        await self.world.account.go_wrong(How.LOST_ANSWER, 20, writes=True)
        await self.run()
        await self.world.account.calm()

    async def home(self, who: str) -> str:
        """The remote id of a Record."""
        mark = self.world.account.names.mark
        stored = await self.world.account.stored()
        return next(each.id for each in stored.values() if each.fields.get(mark) == who)

    async def ends_well(self, *, gentle: bool = False) -> dict[str, str]:
        """The laws hold, and another run sends nothing; whose remote record has which key."""
        await self.world.settle()
        stored = await self.world.account.stored()
        Laws(self.world, Witness(gentle=gentle), stored).hold()
        before = await self.world.account.writes()
        await self.run()
        assert await self.world.account.writes() == before
        names = self.world.account.names
        return {str(each.fields.get(names.mark)): str(each.fields[names.key]).lower() for each in stored.values()}


@asynccontextmanager
async def story(opening: Opening) -> AsyncGenerator[Story]:
    async with opening() as account:
        yield Story(World(account))


@every_kind
async def test_a_row_that_is_reverted_after_a_lost_answer_leaves_neither_the_values_nor_the_record(
    opening: Opening,
) -> None:
    async with story(opening) as told:
        await told.begins(row2=ANN)
        told.rows["2"] = Customer("z@x.io", "Zoe")
        await told.loses_answers()
        told.rows["2"] = ANN
        keys = (await told.ends_well()).values()
        assert "a@x.io" in keys or not told.world.account.gateway.facts.renames
        assert "z@x.io" not in keys or not told.world.account.gateway.facts.renames


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
async def test_an_heir_that_dies_on_the_way_and_is_refused_then_deletes_nobodys_record(opening: Opening) -> None:
    async with story(opening) as told:
        await told.begins(row2=ANN)
        home = await told.home("2")
        told.rows["3"] = Customer("a@x.io", "Heir")
        del told.rows["2"]
        await told.run(death=Death(at=3, loses=True))
        told.change("3", name=UNWANTED)
        await told.world.settle()
        assert home in await told.world.account.stored()
        told.change("3", name="Heir")
        keys = await told.ends_well()
        assert "2" not in keys
        assert keys["3"] == "a@x.io"


@every_kind
async def test_a_leaver_who_returns_after_its_heir_died_on_the_way_is_itself_again(opening: Opening) -> None:
    async with story(opening) as told:
        await told.begins(row2=ANN)
        told.rows["3"] = Customer("a@x.io", "Heir")
        del told.rows["2"]
        await told.loses_answers()
        told.rows["2"] = ANN
        del told.rows["3"]
        keys = await told.ends_well()
        assert keys["2"] == "a@x.io"


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
async def test_who_was_refused_a_key_that_was_in_doubt_gets_it_once_its_owner_has_gone_on(opening: Opening) -> None:
    async with story(opening) as told:
        await told.begins()
        told.rows["2"] = ANN
        await told.loses_answers()
        await told.loses_answers()
        told.rows["3"] = Customer("a@x.io", "Next")
        told.change("2", email="z@x.io")
        await told.loses_answers()
        keys = await told.ends_well()
        assert (keys["2"], keys["3"]) == ("z@x.io", "a@x.io")


@every_kind
async def test_a_leaver_who_returns_is_new(opening: Opening) -> None:
    async with story(opening) as told:
        await told.begins(row2=ANN)
        del told.rows["2"]
        await told.ends_well()
        told.rows["2"] = ANN
        assert (await told.ends_well())["2"] == "a@x.io"


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
@pytest.mark.parametrize("after", [False, True])
async def test_a_death_at_any_write_to_the_journal_is_survived(opening: Opening, after: bool) -> None:  # noqa: FBT001
    async with story(opening) as told:
        await told.begins(row2=ANN, row3=BOB)
        for at in range(1, 8):
            told.rows["4"] = Customer(f"d{at}@x.io", f"Day {at}", groups=HIGH if at % 2 else frozenset())
            told.change("2", name=f"Ann {at}")
            if at % 3 == 0:
                del told.rows["4"]
            await told.run(death=Death(at, after, loses=at % 2 == 0))
        keys = await told.ends_well()
        assert keys["4"] == "d7@x.io"


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
