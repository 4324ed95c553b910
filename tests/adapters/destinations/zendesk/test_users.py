"""What is special about Zendesk's users: addresses, tags of others, staff, suspended ones, one by e-mail alone."""

from __future__ import annotations

import pytest

from joey.adapters.destinations.zendesk.keys import address_of
from joey.domain.action import ByKey, Update
from joey.domain.diff import Diff, diff
from joey.domain.property import Value
from joey.domain.record import Record, RecordId
from joey.domain.snapshot import Snapshot
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.records import record
from joey.ports.contract.subject import HIGH_VALUE, creating, found, key_of, snapshot, updating, written_one
from joey.ports.gateway import Exists, Refused, Written
from tests.adapters.destinations.zendesk.subject import ZendeskSubject

OLD, NEW = "person1@example.com", "new@example.com"


def _with_email(subject: ZendeskSubject, email: str, n: int = 1, **more: Value) -> Record:
    return Record(RecordId(str(n)), {**subject.fields(n), "email": email, **more}, frozenset())


async def _id_of(subject: ZendeskSubject, n: int = 1) -> str:
    return (await subject.stored())[key_of(subject, subject.fields(n))].id


async def test_a_changed_address_becomes_the_primary_one_and_the_one_we_gave_goes(subject: ZendeskSubject) -> None:
    await subject.export([record(subject, 1)])
    user = await _id_of(subject)
    assert await subject.export([_with_email(subject, NEW)]) == {"1": "delivered"}
    assert await subject.window.addresses(user) == {NEW: True}


async def test_an_address_that_we_did_not_give_stays_with_its_user(subject: ZendeskSubject) -> None:
    user = await subject.seed({**subject.fields(1), "email": "theirs@example.com"})
    assert await subject.export([_with_email(subject, NEW)]) == {"1": "delivered"}
    assert await subject.window.addresses(user) == {NEW: True, "theirs@example.com": False}


async def test_an_address_that_the_user_has_already_is_only_made_primary(subject: ZendeskSubject) -> None:
    await subject.export([record(subject, 1)])
    user = await _id_of(subject)
    identity = {"type": "email", "value": NEW, "verified": True}
    await subject.window.call("POST", f"/users/{user}/identities.json", {"identity": identity})
    assert await subject.export([_with_email(subject, NEW.upper())]) == {"1": "delivered"}
    assert await subject.window.addresses(user) == {NEW: True}


@pytest.mark.parametrize("at", ["/identities.json", "/make_primary", "/identities/"])
async def test_an_address_half_changed_is_unknown_and_finished_by_the_next_run(
    subject: ZendeskSubject, at: str
) -> None:
    await subject.export([record(subject, 1)])
    user = await _id_of(subject)
    method = {"/identities.json": "GET", "/make_primary": "PUT", "/identities/": "DELETE"}[at]
    await subject.window.switch(failures=[{"contains": at, "method": method, "times": 100, "status": 503}])
    assert await subject.export([_with_email(subject, NEW)]) == {"1": "unknown"}
    await subject.calm()
    assert await subject.export([_with_email(subject, NEW)]) == {"1": "delivered"}
    assert await subject.window.addresses(user) == {NEW: True}


async def test_an_address_that_another_user_has_rejects_the_record_and_says_so(subject: ZendeskSubject) -> None:
    await subject.export([record(subject, 1)])
    await subject.window.make(name="Other", email=NEW, external_id="other")
    user = await _id_of(subject)
    assert await subject.export([_with_email(subject, NEW)]) == {"1": "rejected"}
    assert await subject.window.addresses(user) == {OLD: True}


async def test_an_address_that_one_record_gives_up_and_another_takes_goes_over(subject: ZendeskSubject) -> None:
    await subject.export([record(subject, 1), record(subject, 2)])
    moved = [_with_email(subject, OLD, 2), _with_email(subject, NEW, 1)]
    assert await subject.export(moved) == {"1": "delivered", "2": "delivered"}
    assert await subject.window.addresses(await _id_of(subject, 2)) == {OLD: True}
    assert await subject.export(moved) == {}


async def test_a_user_with_our_address_and_no_external_id_is_taken_over_with_its_tags(subject: ZendeskSubject) -> None:
    fields = {"checkbox_field": True}
    user = await subject.window.make(name="Ada", email=OLD, tags=["agents_own"], alias="A", user_fields=fields)
    new = record(subject, 1, groups=[HIGH_VALUE])
    assert await subject.export([new]) == {"1": "delivered"}
    held = await subject.window.user(user)
    assert (held["external_id"], held["alias"]) == ("Customer-1", "O'Neil, Jr.")
    assert set(held["tags"]) == {"agents_own", "checkedbox", "high_value"}
    assert await subject.export([new]) == {}


async def test_a_user_with_our_address_and_another_external_id_is_left_alone(subject: ZendeskSubject) -> None:
    user = await subject.window.make(name="Ada", email=OLD, external_id="somebody-else")
    assert await subject.export([record(subject, 1)]) == {"1": "rejected"}
    assert (await subject.window.user(user))["external_id"] == "somebody-else"
    answer = await written_one(subject, creating(snapshot(subject, 1)))
    assert isinstance(answer, Refused)
    assert (answer.field, "another external id" in answer.reason) == ("email", True)


async def test_while_the_index_lags_nobody_is_taken_for_the_one_with_our_address(subject: ZendeskSubject) -> None:
    await subject.window.make(name="Ada", email=OLD)
    await subject.window.switch(search_lag_seconds=100_000)
    assert await written_one(subject, creating(snapshot(subject, 1))) == Exists(None)
    assert await subject.export([record(subject, 1)]) == {"1": "failed"}
    await subject.window.switch(search_lag_seconds=0)
    assert await subject.export([record(subject, 1)]) == {"1": "delivered"}


async def test_two_records_with_one_address_do_not_fight_for_a_user(subject: ZendeskSubject) -> None:
    both = [record(subject, 1), _with_email(subject, OLD, 2)]
    assert sorted((await subject.export(both)).values()) == ["delivered", "rejected"]
    assert len(await subject.stored()) == 1


async def test_agents_are_updated_and_never_deleted(subject: ZendeskSubject) -> None:
    agent = await subject.window.make(name="Eve", external_id="Customer-1", role="agent")
    stayer = record(subject, 2)
    assert await subject.export([record(subject, 1), stayer]) == {"1": "delivered", "2": "delivered"}
    assert await subject.export([stayer]) == {"1": "rejected"}
    held = await subject.window.user(agent)
    assert (held["active"], held["role"]) == (True, "agent")


async def test_who_is_found_in_other_letters_is_the_same_user(subject: ZendeskSubject) -> None:
    user = await subject.window.make(name="Ada", external_id="CUSTOMER-1")
    assert await subject.export([record(subject, 1)]) == {"1": "delivered"}
    assert (await subject.window.user(user))["external_id"] == "Customer-1"


async def test_a_suspended_user_stays_suspended(subject: ZendeskSubject) -> None:
    user = await subject.window.make(name="Ada", external_id="Customer-1", suspended=True)
    old = snapshot(subject, 1)
    answer = await written_one(subject, updating(user, old, snapshot(subject, 1, text="changed")))
    assert isinstance(answer, Written)
    assert "suspended" in answer.note
    assert (await subject.window.user(user))["suspended"] is True


async def test_a_deleted_user_is_not_found_and_who_returns_is_new(subject: ZendeskSubject) -> None:
    stayer = record(subject, 2)
    await subject.export([record(subject, 1), stayer])
    first = await _id_of(subject)
    await subject.export([stayer])
    assert (await subject.window.user(first))["active"] is False
    assert (await found(subject, ByKey("customer-1")))[ByKey("customer-1")] == ()
    assert await subject.export([record(subject, 1), stayer]) == {"1": "delivered"}
    assert await _id_of(subject) != first


async def test_an_external_id_with_a_comma_is_found_beside_others(subject: ZendeskSubject) -> None:
    ids = [await subject.window.make(name="Ada", external_id=one) for one in ("a,b", "c", "a", "b")]
    keys = [ByKey("a,b"), ByKey("c"), ByKey("nobody")]
    seen = await found(subject, *keys)
    assert [[one.id for one in seen[key]] for key in keys] == [[ids[0]], [ids[1]], []]


async def test_long_lists_of_ids_go_in_several_calls(subject: ZendeskSubject) -> None:
    keys = [ByKey(f"{n}" + "x" * 200) for n in range(50)]
    await subject.window.forget_log()
    await found(subject, *keys)
    assert len(await subject.window.log()) == 3


async def test_tags_are_read_where_nobody_has_read_them_yet(subject: ZendeskSubject) -> None:
    user = await subject.seed(subject.fields(1), ["theirs"])
    write = Update(RecordId("1"), user, Snapshot("customer-1"), Diff(joined=frozenset({HIGH_VALUE})))
    assert await written_one(subject, write) == Written(user)
    assert set((await subject.window.user(user))["tags"]) == {"theirs", "high_value"}


async def test_another_option_takes_the_place_of_the_old_one_among_the_tags(subject: ZendeskSubject) -> None:
    assert (await subject.gateway.schema()).unwrap().fields
    user = await subject.window.make(name="A", external_id="k", tags=["own"], user_fields={"dropdown_field": "apple"})
    there = (await found(subject, ByKey("k")))[ByKey("k")][0]
    change = Diff(set={"dropdown_field": "pear"}, joined=frozenset({"VIP"}))
    await written_one(subject, Update(RecordId("1"), user, Snapshot("k"), change, there))
    assert set((await subject.window.user(user))["tags"]) == {"own", "pear", "vip"}


async def test_in_enrich_who_has_only_our_address_is_searched_for(subject: ZendeskSubject) -> None:
    user = await subject.window.make(name="Ada", email=OLD, tags=["own"])
    await subject.window.make(name="Eve", email="person2@example.com", external_id="else")
    await subject.window.make(name="Reads mail", notes="person3@example.com")
    people = [record(subject, n, groups=[HIGH_VALUE]) for n in (1, 2, 3, 4)]
    kinds = await subject.export(people, SyncMode.ENRICH)
    assert kinds == {"1": "delivered", "2": "skipped", "3": "skipped", "4": "skipped"}
    held = await subject.window.user(user)
    assert (held["external_id"], held["tags"]) == ("Customer-1", ["high_value", "own"])


@pytest.mark.parametrize("mode", list(SyncMode))
async def test_of_two_records_with_one_address_only_one_takes_the_user_over(
    subject: ZendeskSubject, mode: SyncMode
) -> None:
    user = await subject.window.make(name="Ada", email=OLD)
    kinds = await subject.export([record(subject, 1), _with_email(subject, OLD, 2)], mode)
    assert sorted(kinds.values()) == ["delivered", "rejected"]
    assert (await subject.window.user(user))["external_id"] in {"Customer-1", "Customer-2"}


async def test_an_address_that_vanishes_between_the_calls_is_made(subject: ZendeskSubject) -> None:
    """A vendor that stops adding addresses by PUT: the identity is made by a call of its own."""
    user = await subject.seed({**subject.fields(1), "email": "theirs@example.com"})
    listed = {"identities": [{"id": 1, "type": "email", "value": "theirs@example.com", "primary": True}]}
    await subject.window.switch(failures=[{"method": "GET", "contains": "/identities", "status": 200, "body": listed}])
    old = snapshot(subject, 1)
    new = Snapshot(old.key, {**old.fields, "email": NEW})
    assert await written_one(subject, Update(RecordId("1"), user, new, diff(old, new))) == Written(user)
    assert (await subject.window.addresses(user))[NEW] is True
    assert address_of(NEW) == NEW
