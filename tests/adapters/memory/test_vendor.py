"""The in-memory vendor itself: it keeps its callers to its Facts, and goes wrong as it's told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from returns.result import Failure, Success

from joey.adapters.memory import Effect, Fault, InMemoryGateway, InMemoryLists, MemoryPlugin, Misuse
from joey.adapters.memory.faults import WRITES
from joey.adapters.memory.plugin import CONNECTION
from joey.adapters.memory.usual import FACTS
from joey.adapters.virtual_clock import SeededRandomness, VirtualClock
from joey.domain.action import ById, ByKey, Create, Delete, Upsert, Write
from joey.domain.diff import whole
from joey.domain.facts import BatchSizes, Call, Deletion
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.errors import Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.gateway import RowThrottled, Written
from joey.ports.lists import Member
from joey.ports.plugin import OptionRefused, World

WORLD = World(VirtualClock(), SeededRandomness(1))


def create(n: int) -> Create:
    wanted = Snapshot(f"p{n}@example.com", {"email": f"p{n}@example.com"})
    return Create(RecordId(str(n)), wanted, whole(wanted))


def upsert(n: int) -> Upsert:
    made = create(n)
    return Upsert(made.record_id, made.wanted, made.diff)


@pytest.mark.parametrize(
    "writes",
    [
        [create(1), create(2), create(3)],
        [create(1), Delete(RecordId("2"), "1001", "p2@example.com")],
        [create(1), create(1)],
        [upsert(1)],
        [Delete(RecordId("1"), "1001", "p1@example.com")],
        [],
    ],
    ids=["too many", "of two kinds", "a record twice", "an upsert", "a delete", "nothing"],
)
async def test_calls_that_the_facts_rule_out_are_bugs(writes: list[Write]) -> None:
    gateway = InMemoryGateway(replace(FACTS, sizes=BatchSizes(find=1, create=2), deletion=Deletion.NONE))
    with pytest.raises(Misuse):
        await gateway.write(writes)
    assert gateway.stored() == {}


async def test_lookups_are_counted_and_of_one_kind() -> None:
    gateway = InMemoryGateway(replace(FACTS, sizes=BatchSizes(find=2)))
    with pytest.raises(Misuse):
        await gateway.find([ByKey("a"), ById("b")])
    with pytest.raises(Misuse):
        await gateway.find([ByKey("a"), ByKey("b"), ByKey("c")])


@pytest.mark.parametrize(
    ("effect", "error", "acted"),
    [
        (Effect.THROTTLED, Throttled, False),
        (Effect.UNAVAILABLE, Unavailable, False),
        (Effect.MISCONFIGURED, Misconfigured, False),
        (Effect.LOST_REQUEST, Unanswered, False),
        (Effect.LOST_ANSWER, Unanswered, True),
    ],
)
async def test_a_planned_fault_strikes_once_and_acts_or_does_not(effect: Effect, error: type, *, acted: bool) -> None:
    gateway = InMemoryGateway()
    gateway.plan(Fault(effect, on=WRITES))
    struck = await gateway.write([create(1)])
    assert isinstance(struck.failure(), error)
    assert (create(1).wanted.key in gateway.stored()) is acted
    assert isinstance((await gateway.write([create(2)])).unwrap()[RecordId("2")], Written)


async def test_a_throttled_row_is_not_acted_on_and_a_silent_one_is() -> None:
    gateway = InMemoryGateway()
    gateway.plan(Fault(Effect.ROW_THROTTLED), Fault(Effect.ROW_SILENT))
    first = (await gateway.write([create(1), create(2)])).unwrap()
    second = (await gateway.write([create(3), create(4)])).unwrap()
    assert isinstance(first[RecordId("2")], RowThrottled)
    assert set(second) == {"3"}
    assert set(gateway.stored()) == {create(n).wanted.key for n in (1, 3, 4)}


async def test_faults_of_members_are_like_those_of_rows() -> None:
    gateway = InMemoryGateway()
    lists = InMemoryLists(gateway)
    await gateway.write([create(1), create(2)])
    members = [Member(RecordId(str(n)), f"100{n}", create(n).wanted.key, create(n).wanted) for n in (1, 2)]
    list_id = (await lists.find_or_create("VIP")).unwrap()
    gateway.plan(Fault(Effect.ROW_THROTTLED, on=frozenset({Call.LIST_ADD})))
    assert isinstance((await lists.add(list_id, members)).unwrap()[RecordId("2")], RowThrottled)
    assert gateway.members("VIP") == {"p1@example.com"}


async def test_chance_is_repeatable_from_its_seed() -> None:
    async def struck(seed: int) -> list[bool]:
        gateway = InMemoryGateway()
        gateway.vendor.faults.randomness = SeededRandomness(seed)
        gateway.plan(Fault(Effect.UNAVAILABLE, times=100, chance=0.5))
        return [isinstance(await gateway.write([create(n)]), Failure) for n in range(20)]

    once = await struck(7)
    assert once == await struck(7)
    assert True in once
    assert False in once


async def test_the_plugin_offers_an_account_whose_far_side_can_be_looked_at() -> None:
    plugin = MemoryPlugin()
    app = plugin.app({"token": "any", "account": "7"}, WORLD).unwrap()
    assert await app.check() == Success("Logged in to account 7.")
    assert await app.account() == Success("7")
    connected = app.connect(CONNECTION, {"match_field": "email"}).unwrap()
    assert connected.lists is not None
    await connected.gateway.write([create(1)])
    assert set(plugin.vendors["7"].stored()) == {"p1@example.com"}
    assert app.calls == {"create": 1}
    await app.aclose()


async def test_the_plugin_refuses_what_it_does_not_have() -> None:
    app = MemoryPlugin().app({"token": "wrong"}, WORLD).unwrap()
    assert isinstance((await app.check()).failure(), Misconfigured)
    assert app.calls == {}
    assert app.connect("nothing", {}).failure().option == "connection"
    assert app.connect(CONNECTION, {"match_field": "shoe_size"}).failure().option == "match_field"
    choices = (await app.choices(CONNECTION, "match_field", {})).unwrap()
    assert "email" in {choice.value for choice in choices}
    assert isinstance((await app.choices(CONNECTION, "colour", {})).failure(), OptionRefused)
