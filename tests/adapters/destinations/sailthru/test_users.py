"""Sailthru's quirks, each ending in the right Outcome."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from joey.domain.action import Delete, Update
from joey.domain.diff import Diff
from joey.domain.record import Record, RecordId
from joey.domain.snapshot import Snapshot
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.records import record
from joey.ports.contract.subject import GROUPS, HIGH_VALUE, creating, snapshot, updating, upserting, written_one
from joey.ports.errors import Misconfigured, Throttled, Unavailable
from joey.ports.gateway import Exists, Gone, Refused, Written
from tests.adapters.destinations.sailthru.subject import SailthruSubject

ADA, EVE = "person1@example.com", "person2@example.com"


async def _calls(subject: SailthruSubject, method: str, path: str) -> list[dict[str, object]]:
    return [said for verb, at, said in await subject.window.log() if (verb, at) == (method, path)]


def _with(one: Record, **properties: object) -> Record:
    return replace(one, properties={**one.properties, **properties})


async def test_a_list_is_made_once_however_many_join_it_at_once(subject: SailthruSubject) -> None:
    writes = [upserting(snapshot(subject, n, groups=GROUPS), str(n)) for n in range(1, 9)]
    prepared = await asyncio.gather(*(subject.gateway.prepare([write]) for write in writes))
    assert {each.unwrap() == {} for each in prepared} == {True}
    assert sorted(str(said["list"]) for said in await _calls(subject, "POST", "/list")) == sorted(GROUPS)
    assert len(await _calls(subject, "GET", "/list")) == len(GROUPS)


async def test_a_new_record_costs_a_call_and_its_lists_are_made_before_it(subject: SailthruSubject) -> None:
    records = [record(subject, n, groups=[HIGH_VALUE]) for n in (1, 2, 3)]
    await subject.export(records)
    calls = [(method, path) for method, path, _ in await subject.window.log() if path != "/settings"]
    assert calls == [("GET", "/list"), ("POST", "/list"), *[("POST", "/user")] * 3]


async def test_no_list_is_made_in_order_to_leave_it_or_where_nothing_is_written(subject: SailthruSubject) -> None:
    sid = await subject.seed(subject.fields(1))
    leaving = Update(RecordId("1"), sid, Snapshot(ADA), Diff(left=frozenset({"Nobody's"})))
    assert (await subject.gateway.prepare([leaving])).unwrap() == {}
    assert await written_one(subject, leaving) == Written(sid)
    assert await subject.export([record(subject, 2, groups=[HIGH_VALUE])], SyncMode.ENRICH) == {"2": "skipped"}
    assert (await subject.window.state())["lists"] == []


async def test_a_list_that_sailthru_refuses_rejects_who_would_join_it_and_nobody_else(subject: SailthruSubject) -> None:
    await subject.window.switch(refuse=[{"message": "no more lists", "key": HIGH_VALUE}])
    records = [record(subject, 1, groups=[HIGH_VALUE]), record(subject, 2, groups=GROUPS[1:]), record(subject, 3)]
    assert await subject.export(records) == {"1": "rejected", "2": "delivered", "3": "delivered"}


async def test_a_list_whose_making_was_not_answered_is_looked_up_and_not_made_twice(subject: SailthruSubject) -> None:
    await subject.window.switch(failures=[{"method": "POST", "path": "/list", "kind": "lost_answer"}])
    assert await subject.export([record(subject, 1, groups=[HIGH_VALUE])]) == {"1": "delivered"}
    assert len(await _calls(subject, "POST", "/list")) == 1


async def test_an_e_mail_in_other_letters_is_the_same_user(subject: SailthruSubject) -> None:
    sid = await subject.seed(subject.fields(1))
    assert await subject.export([_with(record(subject, 1), email=f" {ADA.upper()}")]) == {"1": "delivered"}
    assert {email: one["sid"] for email, one in (await subject.window.users()).items()} == {ADA: sid}


async def test_a_changed_e_mail_keeps_the_user_its_vars_and_lists(subject: SailthruSubject) -> None:
    await subject.export([record(subject, 1, groups=[HIGH_VALUE])])
    before = (await subject.window.users())[ADA]
    renamed = _with(record(subject, 1, groups=[HIGH_VALUE]), email="new@example.com")
    assert await subject.export([renamed]) == {"1": "delivered"}
    assert await subject.window.users() == {"new@example.com": {**before, "email": "new@example.com"}}


async def test_of_an_old_and_a_new_user_only_the_records_own_is_deleted(subject: SailthruSubject) -> None:
    """The reference deletes both: the one found by the new e-mail, then the one by the old."""
    mine = await subject.seed(subject.fields(1))
    theirs = await subject.seed({**subject.fields(2), "extid": "other"})
    assert await written_one(subject, Delete(RecordId("1"), mine, ADA)) == Written(mine)
    assert {email: one["sid"] for email, one in (await subject.window.users()).items()} == {EVE: theirs}
    assert await written_one(subject, Delete(RecordId("1"), mine, ADA)) == Gone()


async def test_two_people_are_never_made_one(subject: SailthruSubject) -> None:
    await subject.seed({**subject.fields(1), "first_name": "Ada"})
    await subject.seed({**subject.fields(2), "first_name": "Eve"})
    assert await subject.export([_with(record(subject, 3), extid="C-1")]) == {"3": "rejected"}
    assert {one["vars"]["first_name"] for one in (await subject.window.users()).values()} == {"Ada", "Eve"}


async def test_a_cleared_var_is_null_and_others_stay(subject: SailthruSubject) -> None:
    sid = await subject.seed({**subject.fields(1), "theirs": "stays"})
    answer = await written_one(subject, updating(sid, snapshot(subject, 1), snapshot(subject, 1, text=None)))
    assert answer == Written(sid)
    held = (await subject.window.users())[ADA]["vars"]
    assert (held["first_name"], held["theirs"]) == (None, "stays")


@pytest.mark.parametrize("email", ["not an e-mail", "ada@", "a@b@c.co"])
async def test_what_is_no_e_mail_rejects_its_record_and_says_which_field(subject: SailthruSubject, email: str) -> None:
    answer = await written_one(subject, upserting(Snapshot(email, {**subject.fields(1), "email": email})))
    assert isinstance(answer, Refused)
    assert (answer.field, email in answer.reason) == ("email", False)
    assert isinstance(await written_one(subject, creating(Snapshot(email, {"email": email}))), Refused)


async def test_a_read_that_lags_makes_nobody_twice(subject: SailthruSubject) -> None:
    await subject.window.switch(
        search_lag_seconds=1_000, failures=[{"method": "POST", "kind": "lost_answer", "times": 9}]
    )
    assert await subject.export([record(subject, 1)]) == {"1": "unknown"}
    await subject.window.switch(failures=[])
    assert await subject.export([record(subject, 1)]) == {"1": "delivered"}
    assert list(await subject.window.users()) == [ADA]


async def test_a_create_of_who_is_there_says_so_by_its_sid(subject: SailthruSubject) -> None:
    sid = await subject.seed(subject.fields(1))
    assert await written_one(subject, creating(snapshot(subject, 1))) == Exists(sid)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (500, {"error": 9, "errormsg": "Internal Error"}, "unknown"),
        (503, "down for maintenance", "unknown"),
        (200, {}, "unknown"),
        (200, None, "unknown"),
        (200, "<html>", "unknown"),
        (400, {"error": 2, "errormsg": "Missing"}, "rejected"),
        (404, None, "rejected"),
        (403, {"error": 5, "errormsg": "Authentication failed"}, "failed"),
        (401, {"error": 3, "errormsg": "Invalid API key"}, "failed"),
    ],
)
async def test_each_trouble_of_a_write_has_its_outcome(
    subject: SailthruSubject, status: int, body: object, expected: str
) -> None:
    await subject.window.fail(method="POST", path="/user", status=status, body=body)
    assert await subject.export([record(subject, 1)]) == {"1": expected}


@pytest.mark.parametrize("body", [None, {}, {"keys": None}, "text", [1]])
async def test_a_find_that_is_answered_by_nonsense_finds_not_nobody(subject: SailthruSubject, body: object) -> None:
    await subject.window.fail(method="GET", path="/user", status=200, body=body)
    assert isinstance(await written_one(subject, creating(snapshot(subject, 1))), Unavailable)


async def test_an_answer_cut_short_is_asked_for_again_and_the_write_stands(subject: SailthruSubject) -> None:
    await subject.window.switch(failures=[{"method": "POST", "path": "/user", "kind": "truncate"}])
    assert await subject.export([record(subject, 1)]) == {"1": "delivered"}


async def test_throttling_waits_for_the_reset_and_then_goes_on(subject: SailthruSubject) -> None:
    reset = int(subject.clock.now().timestamp()) + 20
    told = {"status": 429, "body": {"error": 43, "errormsg": "Too many"}, "headers": {"x-rate-limit-reset": str(reset)}}
    await subject.window.switch(failures=[{"method": "POST", "times": 1, **told}])
    assert isinstance(await written_one(subject, upserting(snapshot(subject, 1))), Written)
    assert subject.clock.now().timestamp() >= reset
    await subject.throttle()
    assert isinstance(await written_one(subject, upserting(snapshot(subject, 2))), Throttled)


async def test_a_secret_that_is_not_the_keys_is_misconfigured_and_not_repeated(subject: SailthruSubject) -> None:
    await subject.window.put(secret="another")
    trouble = (await subject.gateway.schema()).failure()
    assert isinstance(trouble, Misconfigured)
    assert "api_secret" in trouble.hint
    assert "s3cret" not in f"{trouble}"
