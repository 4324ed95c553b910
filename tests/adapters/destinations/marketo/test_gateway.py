"""Marketo's quirks at the gateway: keys under way, several matches, pages, taken keys, answers that seldom come."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from joey.adapters.destinations.marketo.inflight import KeysInFlight
from joey.domain.action import ById, ByKey, Update
from joey.domain.diff import diff, whole
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.contract.subject import creating, deleting, snapshot, updating, upserting
from joey.ports.errors import BatchRefused, Misconfigured, Unanswered, Unavailable
from joey.ports.gateway import Answer, DestinationGateway, Exists, Gone, Refused, RowUnknown, Written
from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.marketo.subject import LEADS, MarketoSubject, Window, destination

ADA = "ada@demo.com"


async def answers(gateway: DestinationGateway, *writes: object) -> Mapping[RecordId, Answer]:
    return (await gateway.write(writes)).unwrap()  # type: ignore[arg-type]


async def test_upserts_of_one_key_wait_for_each_other_across_destinations(window: Window, app: ConnectedApp) -> None:
    await window.switch(latency_ms=20)
    gateways = [destination(app).gateway for _ in range(4)]
    wanted = [Snapshot(key, {"email": key}) for key in (ADA, "ADA@demo.com", "eve@demo.com")]
    await asyncio.gather(*(gateway.write([upserting(one, one.key)]) for gateway in gateways for one in wanted))
    assert sorted(lead["email"].lower() for lead in await window.leads()) == [ADA, "eve@demo.com"]


async def test_nobody_with_a_key_in_common_is_under_way_at_once_and_all_get_their_turn() -> None:
    flights, inside, most = KeysInFlight(), set[str](), 0

    async def fly(keys: set[str]) -> None:
        nonlocal most
        async with flights.hold("email", keys):
            assert inside.isdisjoint(keys)
            inside.update(keys)
            most = max(most, len(inside))
            await asyncio.sleep(0)
            inside.difference_update(keys)

    await asyncio.gather(*(fly(keys) for keys in ({"a", "b"}, {"b", "c"}, {"c"}, {"a"}, {"d"}) * 5))
    assert most >= 3


async def test_who_is_cancelled_while_waiting_or_flying_lets_the_next_one_go() -> None:
    flights = KeysInFlight()

    async def fly(seconds: float) -> None:
        async with flights.hold("email", ["a"]):
            await asyncio.sleep(seconds)

    flying, waiting = asyncio.create_task(fly(60)), asyncio.create_task(fly(60))
    await asyncio.sleep(0)
    for task in (waiting, flying):
        task.cancel()
    await asyncio.gather(flying, waiting, return_exceptions=True)
    await asyncio.wait_for(fly(0), 1)


async def test_rows_with_one_key_in_a_batch_go_one_after_the_other(subject: MarketoSubject) -> None:
    first, second = snapshot(subject, 1, text="one"), snapshot(subject, 1, text="two")
    told = await answers(subject.gateway, upserting(first, "1"), upserting(second, "2"))
    assert set(told.values()) == {Written("7149")}
    assert [lead["firstName"] for lead in await subject.window.leads()] == ["two"]


async def test_a_lost_upsert_is_not_sent_again_before_it_was_looked_up(subject: MarketoSubject) -> None:
    await subject.lose_answers()
    result = await subject.gateway.write([upserting(snapshot(subject, 1))])
    assert isinstance(result.failure(), Unanswered)
    assert sum(path == f"POST {LEADS}.json" for path in await subject.window.paths()) == 1
    assert subject.gateway.facts.repeatable.isdisjoint({Call.UPSERT, Call.CREATE, Call.LIST_CREATE})
    assert subject.gateway.facts.search_lag >= 90


async def test_a_lost_update_is_sent_again(subject: MarketoSubject) -> None:
    lead_id = await subject.seed(subject.fields(1))
    await subject.window.switch(failures=[{"kind": "lost_answer", "method": "POST", "path": LEADS}])
    changed = updating(lead_id, snapshot(subject, 1), snapshot(subject, 1, text="new"))
    assert set((await answers(subject.gateway, changed)).values()) == {Written(lead_id)}


async def test_several_leads_with_one_key_are_all_found_and_never_written_by_it(subject: MarketoSubject) -> None:
    ids = [await subject.seed(subject.fields(1)) for _ in range(2)]
    wanted = snapshot(subject, 1)
    found = (await subject.gateway.find([ByKey(wanted.key)])).unwrap()
    assert [lead.id for lead in found[ByKey(wanted.key)]] == ids
    (answer,) = (await answers(subject.gateway, upserting(wanted))).values()
    assert isinstance(answer, Refused)


async def test_every_page_of_matches_is_read_and_too_many_are_refused(subject: MarketoSubject) -> None:
    await subject.window.put(leads=[{"email": ADA}] * 650)
    found = (await subject.gateway.find([ByKey(ADA), ByKey("eve@demo.com")])).unwrap()
    assert {lookup: len(leads) for lookup, leads in found.items()} == {ByKey(ADA): 650}
    await subject.window.put(leads=[{"email": ADA}] * 1_001)
    assert isinstance((await subject.gateway.find([ByKey(ADA)])).failure(), BatchRefused)


async def test_a_full_batch_of_long_keys_is_found_in_one_call(subject: MarketoSubject) -> None:
    keys = [f"{'long' * 10}{n}@demo.com" for n in range(300)]
    await subject.window.put(leads=[{"email": key} for key in keys])
    await subject.window.forget_log()
    found = (await subject.gateway.find([ByKey(key) for key in keys])).unwrap()
    assert [len(found[ByKey(key)]) for key in keys] == [1] * 300
    assert [path for path in await subject.window.paths() if "leads" in path] == [f"POST {LEADS}.json"]


async def test_a_key_that_another_lead_has_is_refused_before_marketo_gives_it_to_two(subject: MarketoSubject) -> None:
    mine, theirs = [await subject.seed(subject.fields(n)) for n in (1, 2)]
    moved = updating(mine, snapshot(subject, 1), snapshot(subject, 2), record_id="1")
    free = updating(theirs, snapshot(subject, 2), snapshot(subject, 3), record_id="2")
    changed = updating(theirs, snapshot(subject, 2), snapshot(subject, 2, text="new"), record_id="3")
    told = dict(await answers(subject.gateway, moved, changed))
    assert told.pop(RecordId("3")) == Written(theirs)
    assert told == {
        RecordId("1"): Refused(
            f"lead {theirs} already has this key; two leads with one key can't be told apart", "email"
        )
    }
    assert set((await answers(subject.gateway, free)).values()) == {Written(theirs)}
    assert set((await answers(subject.gateway, moved)).values()) == {Written(mine)}


async def test_a_lead_that_has_the_new_key_already_is_not_in_its_own_way(subject: MarketoSubject) -> None:
    lead_id = await subject.seed(subject.fields(2))
    moved = updating(lead_id, snapshot(subject, 1), snapshot(subject, 2))
    assert set((await answers(subject.gateway, moved)).values()) == {Written(lead_id)}


async def test_a_bad_row_holds_up_no_other_and_one_of_nothing_needs_no_call(subject: MarketoSubject) -> None:
    bad = Snapshot("p9@demo.com", {"email": "p9@demo.com", "integer_field": "14.1"})
    told = await answers(subject.gateway, creating(bad, "bad"), creating(snapshot(subject, 1), "good"))
    assert told[RecordId("good")] == Written("7149")
    refused = told[RecordId("bad")]
    assert isinstance(refused, Refused)
    assert refused.field == "integer_field"
    assert "14.1" not in refused.reason
    await subject.window.forget_log()
    same = snapshot(subject, 1)
    assert set((await answers(subject.gateway, updating("7149", same, same))).values()) == {Written("7149")}
    assert await subject.window.paths() == []


async def test_ids_that_are_none_of_marketos_are_gone_without_a_call(subject: MarketoSubject) -> None:
    assert set((await answers(subject.gateway, deleting("abc", ADA))).values()) == {Gone()}
    assert set((await answers(subject.gateway, deleting("12345", ADA))).values()) == {Gone()}
    assert sum("delete" in path for path in await subject.window.paths()) == 1


async def test_a_create_of_what_is_there_exists(subject: MarketoSubject) -> None:
    await subject.seed(subject.fields(1))
    assert set((await answers(subject.gateway, creating(snapshot(subject, 1)))).values()) == {Exists()}


@pytest.mark.parametrize("body", [None, [], {}, {"success": True}, {"success": True, "result": "none"}])
async def test_an_answer_that_cannot_be_read_makes_writes_unknown_and_finds_fail(
    subject: MarketoSubject, body: object
) -> None:
    rule = {"kind": "status", "status": 200, "body": body, "path": f"{LEADS}.json", "times": 9}
    await subject.window.switch(failures=[rule])
    (answer,) = (await answers(subject.gateway, upserting(snapshot(subject, 1)))).values()
    assert isinstance(answer, RowUnknown)
    assert isinstance((await subject.gateway.find([ByKey(ADA)])).failure(), Unavailable)


async def test_half_an_answer_to_an_upsert_is_unknown(subject: MarketoSubject) -> None:
    await subject.window.switch(failures=[{"kind": "truncate", "method": "POST", "path": LEADS}])
    assert isinstance((await subject.gateway.write([upserting(snapshot(subject, 1))])).failure(), Unanswered)
    assert len(await subject.window.leads()) == 1


async def test_a_body_that_is_too_large_refuses_the_batch_to_be_halved(subject: MarketoSubject) -> None:
    wanted = [Snapshot(f"p{n}@demo.com", {"textarea_field": "x" * 29_000}) for n in range(40)]
    result = await subject.gateway.write([creating(one, one.key) for one in wanted])
    assert isinstance(result.failure(), BatchRefused)
    assert set(await answers(subject.gateway, *(creating(one, one.key) for one in wanted[:20]))) == {
        one.key for one in wanted[:20]
    }


async def test_a_field_that_leads_cannot_be_looked_up_by_is_misconfigured(app: ConnectedApp) -> None:
    for field in ("firstName", "nickname"):
        gateway = destination(app, field).gateway
        assert isinstance((await gateway.schema()).failure(), Misconfigured)
        assert isinstance((await gateway.find([ByKey("Ada")])).failure(), Misconfigured)


async def test_by_id_leads_are_found_and_updated_and_never_made(window: Window, app: ConnectedApp) -> None:
    lead_id = await window.make(email=ADA, firstName="Ada")
    gateway = destination(app, "id").gateway
    found = (await gateway.find([ByKey(lead_id), ByKey("1")])).unwrap()
    assert [lead.id for lead in found[ByKey(lead_id)]] == [lead_id]
    assert ById("1") not in found
    old, new = Snapshot(lead_id, {"id": int(lead_id)}), Snapshot(lead_id, {"id": int(lead_id), "firstName": "A"})
    told = await answers(gateway, Update(RecordId("1"), lead_id, new, diff(old, new)))
    assert set(told.values()) == {Written(lead_id)}
    assert [lead["firstName"] for lead in await window.leads()] == ["A"]
    made = Snapshot("5", {"id": 5})
    assert whole(made).rekeyed is None
    (answer,) = (await answers(gateway, creating(made))).values()
    assert isinstance(answer, Refused)
    assert not gateway.facts.upserts
