"""Zendesk's troubles: throttled, busy, silent and garbled answers, each with its Outcome."""

from __future__ import annotations

import pytest

from joey.domain.action import ByKey, Update
from joey.domain.diff import diff
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.records import record
from joey.ports.contract.subject import deleting, key_of, snapshot, updating, written_one
from joey.ports.errors import BatchRefused, Misconfigured, Throttled, Unavailable
from joey.ports.gateway import Refused, RowThrottled, RowUnknown, Written
from tests.adapters.destinations.zendesk.subject import API, ZendeskSubject

OLD, NEW = "person1@example.com", "new@example.com"


async def _id_of(subject: ZendeskSubject, n: int = 1) -> str:
    return (await subject.stored())[key_of(subject, subject.fields(n))].id


async def test_one_user_changed_too_often_is_deferred_and_holds_up_no_other(subject: ZendeskSubject) -> None:
    await subject.export([record(subject, 1), record(subject, 2)])
    user = await _id_of(subject)
    await subject.window.switch(rate_limit={"calls": 0, "seconds": 60, "contains": f"/users/{user}"})
    changed = [record(subject, n, text="changed") for n in (1, 2)]
    assert await subject.export(changed) == {"1": "deferred", "2": "delivered"}
    answer = await written_one(subject, updating(user, snapshot(subject, 1), snapshot(subject, 1, text="x")))
    assert isinstance(answer, RowThrottled)
    assert answer.until is not None


async def test_a_user_who_is_busy_is_tried_again(subject: ZendeskSubject) -> None:
    user = await subject.seed(subject.fields(1))
    await subject.window.switch(failures=[{"method": "PUT", "times": 2, "status": 409, "body": {"error": "Conflict"}}])
    answer = await written_one(subject, updating(user, snapshot(subject, 1), snapshot(subject, 1, text="x")))
    assert answer == Written(user)


async def test_a_time_out_after_the_create_happened_makes_nobody_twice(subject: ZendeskSubject) -> None:
    await subject.window.switch(failures=[{"method": "POST", "kind": "lost_answer", "path": f"{API}/users"}])
    assert await subject.export([record(subject, 1)]) == {"1": "unknown"}
    assert await subject.export([record(subject, 1)]) == {"1": "delivered"}
    assert len(await subject.stored()) == 1


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (500, None, "unknown"),
        (503, "down for maintenance", "unknown"),
        (200, {}, "unknown"),
        (200, None, "unknown"),
        (201, "<html>", "unknown"),
        (422, None, "rejected"),
        (400, "text/plain", "rejected"),
        (403, {"error": "Forbidden"}, "failed"),
    ],
)
async def test_each_trouble_of_a_create_has_its_outcome(
    subject: ZendeskSubject, status: int, body: object, expected: str
) -> None:
    failure = {"method": "POST", "times": 100, "status": status, "body": body}
    await subject.window.switch(failures=[failure])
    assert await subject.export([record(subject, 1)]) == {"1": expected}


@pytest.mark.parametrize("body", [None, {}, {"users": None}, "text", [1]])
async def test_a_find_that_is_answered_by_nonsense_finds_not_nobody(subject: ZendeskSubject, body: object) -> None:
    await subject.window.switch(failures=[{"contains": "/show_many", "times": 100, "status": 200, "body": body}])
    assert isinstance((await subject.gateway.find([ByKey("a")])).failure(), Unavailable)
    assert await subject.export([record(subject, 1)]) == {"1": "failed"}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, "text", Unavailable),
        (200, {"user_fields": 7}, Unavailable),
        (403, {"error": "Forbidden"}, Misconfigured),
        (404, {"error": "InvalidEndpoint"}, Misconfigured),
        (401, {"error": "Couldn't authenticate you"}, Misconfigured),
        (429, {}, Throttled),
    ],
)
async def test_a_schema_that_cannot_be_read_says_why(
    subject: ZendeskSubject, status: int, body: object, kind: type
) -> None:
    rule = {"contains": "/user_fields", "times": 100, "status": status, "body": body, "headers": {"retry-after": "99"}}
    await subject.window.switch(failures=[rule])
    assert isinstance((await subject.gateway.schema()).failure(), kind)


async def test_a_refused_find_and_delete_are_no_silence(subject: ZendeskSubject) -> None:
    user = await subject.seed(subject.fields(1))
    told = {"error": "RecordInvalid", "details": {"base": [{"description": "is requester of open tickets"}]}}
    await subject.window.switch(
        failures=[
            {"method": "DELETE", "times": 9, "status": 422, "body": told},
            {"method": "GET", "times": 9, "status": 400, "body": "no"},
        ]
    )
    answer = await written_one(subject, deleting(user, "customer-1"))
    assert isinstance(answer, Refused)
    assert "open tickets" in answer.reason
    assert isinstance((await subject.gateway.find([ByKey("a")])).failure(), BatchRefused)


async def test_a_search_that_fails_finds_not_nobody(subject: ZendeskSubject) -> None:
    await subject.window.switch(failures=[{"contains": "/users/search", "times": 100, "status": 500}])
    assert await subject.export([record(subject, 1)], SyncMode.ENRICH) == {"1": "failed"}
    await subject.window.make(name="Ada", email=OLD)
    assert await subject.export([record(subject, 1)]) == {"1": "failed"}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [(201, {}, RowUnknown), (422, {"error": "RecordInvalid"}, Refused), (500, None, RowUnknown)],
)
async def test_an_address_that_cannot_be_made_is_told(
    subject: ZendeskSubject, status: int, body: object, kind: type
) -> None:
    user = await subject.seed({**subject.fields(1), "email": "theirs@example.com"})
    await subject.window.switch(
        failures=[
            {"method": "GET", "contains": "/identities", "status": 200, "body": {"identities": []}},
            {"method": "POST", "contains": "/identities", "times": 9, "status": status, "body": body},
        ]
    )
    old = snapshot(subject, 1)
    new = Snapshot(old.key, {**old.fields, "email": NEW})
    assert isinstance(await written_one(subject, Update(RecordId("1"), user, new, diff(old, new))), kind)
