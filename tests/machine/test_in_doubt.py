"""Histories by name in which answers were lost, or a process died: nobody can tell what the vendor has."""

from __future__ import annotations

import pytest

from tests.machine.accounts import Opening
from tests.machine.dying import Death
from tests.machine.story import ANN, BOB, CID, HIGH, every_kind, story
from tests.machine.warehouse import UNWANTED, Customer


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
async def test_two_records_that_cross_in_doubt_end_apart_and_in_their_groups(opening: Opening) -> None:
    async with story(opening) as told:
        told.rows.update({"2": ANN, "3": Customer("b@x.io", "Bob", groups=HIGH)})
        await told.loses_answers()
        told.change("2", email="b@x.io")
        told.change("3", email="a@x.io")
        keys = await told.ends_well()
        assert (keys["2"], keys["3"]) == ("b@x.io", "a@x.io")


@every_kind
async def test_who_tried_a_key_last_gets_it_where_nobody_surely_has_it(opening: Opening) -> None:
    async with story(opening) as told:
        told.rows.update({"2": ANN, "3": BOB})
        await told.loses_answers()
        told.change("2", email="b@x.io")
        told.change("3", email="a@x.io")
        await told.loses_answers()
        told.change("2", email="a@x.io")
        keys = await told.ends_well()
        assert keys["3"] == "a@x.io"
        assert list(told.world.badly(told.world.main)) == ["2"]


@every_kind
async def test_who_crosses_in_doubt_leaves_the_groups_that_the_other_one_may_have_joined_there(
    opening: Opening,
) -> None:
    async with story(opening) as told:
        told.rows.update({"2": ANN, "3": BOB})
        await told.loses_answers()
        told.change("2", email="b@x.io")
        told.change("3", email="a@x.io")
        await told.ends_well()
        assert (await told.world.account.stored())[await told.home("3")].groups == set()


@every_kind
async def test_who_wins_a_key_takes_over_what_the_loser_may_have_written_under_it(opening: Opening) -> None:
    async with story(opening) as told:
        told.rows["4"] = CID
        await told.loses_answers()
        told.rows.update({"4": Customer(None), "5": CID})
        await told.loses_answers()
        told.rows["4"] = CID
        keys = await told.ends_well()
        assert keys["4"] == "c@x.io"
        assert list(told.world.badly(told.world.main)) == ["5"]


@every_kind
async def test_a_leaver_who_returns_while_its_heir_is_in_doubt_shares_no_record_with_it(opening: Opening) -> None:
    async with story(opening) as told:
        await told.begins(row2=ANN)
        told.rows["3"] = Customer("a@x.io", "Heir")
        del told.rows["2"]
        await told.loses_answers()
        told.rows["2"] = ANN
        keys = await told.ends_well()
        assert keys["2"] == "a@x.io"
        assert list(told.world.badly(told.world.main)) == ["3"]
        told.change("3", email="z@x.io")
        keys = await told.ends_well()
        assert (keys["2"], keys["3"]) == ("a@x.io", "z@x.io")


@every_kind
async def test_a_re_keyed_row_in_doubt_swaps_its_key_with_another(opening: Opening) -> None:
    async with story(opening) as told:
        await told.begins(row3=BOB, row4=ANN)
        told.rows["2"] = told.rows.pop("3")
        await told.loses_answers()
        told.change("2", email="a@x.io")
        told.change("4", email="b@x.io")
        keys = await told.ends_well()
        assert (keys["2"], keys["4"]) == ("a@x.io", "b@x.io")


@every_kind
async def test_who_took_over_what_another_one_may_have_had_is_written_on_whatever_becomes_of_that_one(
    opening: Opening,
) -> None:
    async with story(opening) as told:
        await told.begins(row3=BOB, row4=ANN)
        told.rows["2"] = told.rows.pop("3")
        await told.loses_answers()
        told.rows["2"] = Customer("z@x.io", UNWANTED)
        told.change("4", email="b@x.io")
        await told.ends_well()
        told.change("4", name="Bea")
        await told.ends_well()
        assert list(told.world.badly(told.world.main)) == ["2"]


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
