"""Large runs by jobs: where the account takes them, where it doesn't, and what comes of their rows."""

from __future__ import annotations

import pytest

from joey.domain.action import ByKey
from joey.domain.record import RecordId
from joey.ports.contract.records import assert_there, bad_record, record
from joey.ports.contract.subject import HIGH_VALUE, creating, deleting, snapshot, updating, written
from joey.ports.errors import Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.gateway import Exists, Gone, Handle, Refused, RowUnknown, Submitted, Written
from tests.adapters.destinations.zendesk.subject import API, ZendeskSubject, destination


async def _paths(subject: ZendeskSubject, method: str) -> list[str]:
    return [call["path"].removeprefix(API) for call in await subject.window.log() if call["method"] == method]


async def test_creates_updates_and_deletes_are_one_job_each(importer: ZendeskSubject) -> None:
    people = [record(importer, n, groups=[HIGH_VALUE]) for n in range(1, 31)]
    await importer.export(people)
    changed = [record(importer, n, text="changed") for n in range(1, 31)]
    assert await importer.export(changed) == {each.id: "delivered" for each in changed}
    await importer.export(changed[:5])
    assert len(await importer.stored()) == 5
    assert await _paths(importer, "POST") == ["/users/create_many.json"]
    assert await _paths(importer, "PUT") == ["/users/update_many.json"]
    assert await _paths(importer, "DELETE") == ["/users/destroy_many.json"]
    await assert_there(importer, changed[0])


async def test_a_forbidden_job_falls_back_to_single_calls_and_is_not_tried_again(importer: ZendeskSubject) -> None:
    await importer.window.put(imports=False)
    people = [record(importer, n) for n in range(1, 8)]
    assert await importer.export(people) == {each.id: "delivered" for each in people}
    changed = [record(importer, n, text="changed") for n in range(1, 8)]
    assert await importer.export(changed) == {each.id: "delivered" for each in changed}
    assert (await _paths(importer, "POST")).count("/users/create_many.json") == 1
    assert "/users/update_many.json" not in await _paths(importer, "PUT")


async def test_where_jobs_are_insisted_on_a_forbidden_one_is_an_error(subject: ZendeskSubject) -> None:
    gateway = destination(subject.app, bulk="on", bulk_above=1).gateway
    failure = (await gateway.write([creating(snapshot(subject, n), str(n)) for n in (1, 2)])).failure()
    assert isinstance(failure, Misconfigured)
    assert "Data imports are not enabled" in failure.reason


async def test_a_bad_row_and_one_that_exists_hold_up_no_other(importer: ZendeskSubject) -> None:
    await importer.window.make(name="Ada", email="person2@example.com", tags=["own"])
    await importer.window.make(name="Eve", email="person3@example.com", external_id="else")
    people = [
        record(importer, 1),
        record(importer, 2),
        record(importer, 3),
        bad_record(importer, 4),
        record(importer, 5),
    ]
    kinds = await importer.export(people)
    assert kinds == {"1": "delivered", "2": "delivered", "3": "rejected", "4": "rejected", "5": "delivered"}
    held = next(one for one in (await importer.window.state())["users"] if one["external_id"] == "Customer-2")
    assert held["tags"] == ["own"]


async def test_rows_are_answered_by_kind(importer: ZendeskSubject) -> None:
    mine = await importer.seed(importer.fields(1))
    updates = [
        updating(mine, snapshot(importer, 1), snapshot(importer, 1, text="x")),
        updating(importer.missing_id, snapshot(importer, 2), snapshot(importer, 2, text="x"), record_id="2"),
    ]
    assert await written(importer, updates) == {"1": Written(mine), "2": Gone()}
    deletes = [deleting(mine, "customer-1"), deleting(importer.missing_id, "customer-2", "2")]
    assert await written(importer, deletes) == {"1": Written(mine), "2": Gone()}


async def test_a_create_of_what_is_there_changes_nothing(importer: ZendeskSubject) -> None:
    there = await importer.seed(importer.fields(1))
    answers = await written(importer, [creating(snapshot(importer, n, text="ours"), str(n)) for n in (1, 2)])
    assert answers[RecordId("1")] == Exists(there)
    assert (await importer.window.user(there))["user_fields"]["text_field"] == "text 1"


async def test_updates_that_send_an_address_go_by_themselves(importer: ZendeskSubject) -> None:
    ids = [await importer.seed(importer.fields(n)) for n in (1, 2, 3)]
    news = [snapshot(importer, n, text="x") for n in (1, 2, 3)]
    news[0].fields["email"] = "new@example.com"  # type: ignore[index]
    writes = [updating(ids[n], snapshot(importer, n + 1), new, record_id=str(n)) for n, new in enumerate(news)]
    first = (await importer.gateway.write(writes)).unwrap()
    assert first[RecordId("0")] == Written(ids[0])
    assert all(isinstance(first[RecordId(str(n))], Submitted) for n in (1, 2))


async def test_a_job_is_none_while_it_runs_and_can_be_polled_by_another_process(importer: ZendeskSubject) -> None:
    await importer.window.switch(job_delay=100_000)
    answers = (await importer.gateway.write([creating(snapshot(importer, n), str(n)) for n in (1, 2)])).unwrap()
    submitted = answers[RecordId("1")]
    assert isinstance(submitted, Submitted)
    other = destination(importer.app).gateway
    assert (await other.poll(submitted.handle)).unwrap() is None
    assert await importer.stored() == {}


async def test_the_next_run_reads_what_came_of_a_job_that_outlived_its_run(importer: ZendeskSubject) -> None:
    people = [record(importer, n) for n in (1, 2, 3)]
    failure = {"contains": "/job_statuses", "times": 10_000, "status": 500}
    await importer.window.switch(failures=[failure])
    assert set((await importer.export(people)).values()) == {"pending"}
    await importer.calm()
    await importer.export(people)
    for each in people:
        await assert_there(importer, each)
    assert len(await importer.stored()) == 3


async def test_a_forgotten_job_leaves_its_rows_to_be_found(importer: ZendeskSubject) -> None:
    failure = {"contains": "/job_statuses", "status": 404, "body": {"error": "RecordNotFound"}}
    await importer.window.switch(failures=[failure])
    people = [record(importer, n) for n in (1, 2)]
    assert set((await importer.export(people)).values()) == {"unknown"}
    assert set((await importer.export(people)).values()) == {"delivered"}
    assert len(await importer.stored()) == 2
    assert (await importer.gateway.poll(Handle("somebody else's"))).unwrap() == {}


@pytest.mark.parametrize("results", [None, [], [{"status": "Created"}, {}], {"success": True}])
async def test_new_users_of_whom_a_job_says_nothing_are_looked_for(importer: ZendeskSubject, results: object) -> None:
    body = {"job_status": {"status": "completed", "results": results}}
    await importer.window.switch(failures=[{"contains": "/job_statuses", "times": 9, "status": 200, "body": body}])
    there, missing = creating(snapshot(importer, 1), "1"), creating(snapshot(importer, 2), "2")
    handle = (await importer.gateway.write([there, missing])).unwrap()[RecordId("1")]
    assert isinstance(handle, Submitted)
    seen = (await importer.gateway.find([ByKey("customer-2")])).unwrap()
    await importer.vanish(seen[ByKey("customer-2")][0].id)
    answers = (await importer.gateway.poll(handle.handle)).unwrap()
    assert answers is not None
    assert isinstance(answers[RecordId("1")], Written)
    assert isinstance(answers[RecordId("2")], RowUnknown)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, {}, Unanswered),
        (200, "nonsense", Unanswered),
        (500, None, Unanswered),
        (429, {"error": "TooManyJobs"}, Throttled),
    ],
)
async def test_a_job_that_nobody_took_is_told_for_all_its_rows(
    importer: ZendeskSubject, status: int, body: object, kind: type
) -> None:
    rule = {"method": "POST", "times": 99, "status": status, "body": body, "headers": {"retry-after": "99"}}
    await importer.window.switch(failures=[rule])
    failure = (await importer.gateway.write([creating(snapshot(importer, n), str(n)) for n in (1, 2)])).failure()
    assert isinstance(failure, kind)


async def test_a_job_whose_state_cannot_be_read_is_asked_again(importer: ZendeskSubject) -> None:
    answers = (await importer.gateway.write([creating(snapshot(importer, n), str(n)) for n in (1, 2)])).unwrap()
    submitted = answers[RecordId("1")]
    assert isinstance(submitted, Submitted)
    await importer.window.switch(failures=[{"contains": "/job_statuses", "status": 200, "body": "half"}])
    assert isinstance((await importer.gateway.poll(submitted.handle)).failure(), Unavailable)
    assert set((await importer.gateway.poll(submitted.handle)).unwrap() or {}) == {"1", "2"}


async def test_a_single_refused_row_is_refused_by_name(importer: ZendeskSubject) -> None:
    fields = importer.refused(2)
    bad = creating(snapshot(importer, 2), "2")
    bad.wanted.fields["alias"] = fields["alias"]  # type: ignore[index]
    answers = await written(importer, [creating(snapshot(importer, 1), "1"), bad])
    assert isinstance(answers[RecordId("1")], Written)
    assert isinstance(answers[RecordId("2")], Refused)
