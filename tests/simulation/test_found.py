"""What seeds found, each by name and as small as it can be."""

from __future__ import annotations

from joey.adapters.memory import Effect, Fault
from joey.adapters.memory.faults import LISTINGS
from joey.domain.record import RecordId
from joey.domain.snapshot import ABSENT
from joey.ports.ledger import Writer
from tests.machine.accounts import OPENINGS, MemoryAccount
from tests.machine.story import ANN, story
from tests.machine.world import World


def _listings_fail(world: World) -> None:
    assert isinstance(world.account, MemoryAccount)
    world.account.memory.plan(Fault(Effect.UNAVAILABLE, 20, LISTINGS))


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
