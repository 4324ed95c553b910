"""A history that is told: a World to which things happen, held to the laws at its end."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from tests.machine.accounts import OPENINGS, How, Opening
from tests.machine.laws import Laws, Witness
from tests.machine.sandboxes import SANDBOXES
from tests.machine.warehouse import Customer
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
