"""What the seed's suites show of a gateway alone, and what it did wrong: values, calls, lists, faults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from joey.domain.action import ByKey, Create, Delete, RemoteRecord, Update, Upsert, Write
from joey.domain.diff import diff, whole
from joey.domain.property import Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.errors import BatchRefused, Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.gateway import Answer, DestinationGateway, Exists, Gone, Refused, Written
from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.hubspot.subject import BY_EMAIL, BY_UNIQUE, Window, destination, prepare

ONE = RecordId("1")
O = "/crm/objects/2026-03/contacts"  # noqa: E741 - the vendor's notes call it so


def _person(n: int, **more: Value) -> Snapshot:
    email = f"person{n}@example.com"
    return Snapshot(email, {"email": email, "firstname": f"P{n}", **more})


def _creates(*wanted: Snapshot) -> list[Write]:
    return [Create(RecordId(str(at)), each, whole(each)) for at, each in enumerate(wanted, start=1)]


async def _one(gateway: DestinationGateway, write: Write) -> Answer:
    return (await gateway.write([write])).unwrap()[write.record_id]


@pytest.fixture
def gateway(app: ConnectedApp) -> DestinationGateway:
    return destination(app, BY_EMAIL).gateway


async def _calls(window: Window) -> list[str]:
    return [f"{entry['method']} {entry['path']}" for entry in await window.log()]


async def test_values_read_back_as_hubspot_keeps_them(window: Window, gateway: DestinationGateway) -> None:
    fields: dict[str, Value] = {
        "message": "two\nlines",
        "date_field": date(2021, 2, 11),
        "closedate": datetime(2021, 2, 11, 23, 3, 3, tzinfo=UTC),
        "number_field": 30.39,
        "hs_buying_role": ("CHAMPION", "BLOCKER"),
    }
    assert isinstance(await _one(gateway, _creates(_person(1, **fields))[0]), Written)
    stored = (await window.stored(BY_EMAIL))["person1@example.com"].fields
    assert {name: stored[name] for name in fields} == {
        "message": "two\nlines",
        "date_field": "2021-02-11",
        "closedate": "2021-02-11T23:03:03Z",
        "number_field": "30.39",
        "hs_buying_role": "CHAMPION;BLOCKER",
    }


@pytest.mark.parametrize(
    ("fields", "field", "secret"),
    [
        ({"date_field": "asd000"}, "date_field", "asd000"),
        ({"number_field": "a lot"}, "number_field", "a lot"),
        ({"email": "000"}, "email", "000"),
        ({"lifecyclestage": "Champion"}, "lifecyclestage", "Champion"),
        ({"no_such": "thing"}, "no_such", "thing"),
    ],
)
async def test_a_bad_value_is_refused_with_its_field_and_without_itself(
    gateway: DestinationGateway, fields: dict[str, Value], field: str, secret: str
) -> None:
    answer = await _one(gateway, _creates(_person(1, **fields))[0])
    assert isinstance(answer, Refused)
    assert answer.field == field
    assert secret not in answer.reason


async def test_a_bad_row_in_a_hundred_costs_no_other_and_no_second_call(
    window: Window, gateway: DestinationGateway
) -> None:
    wanted = [_person(n, **({"number_field": "a lot"} if n == 50 else {})) for n in range(1, 101)]
    answers = (await gateway.write(_creates(*wanted))).unwrap()
    assert [record_id for record_id, answer in answers.items() if not isinstance(answer, Written)] == ["50"]
    assert await _calls(window) == [f"POST {O}/batch/create"]


async def test_rows_that_a_whole_refusal_names_are_left_out_of_the_next_call(
    window: Window, gateway: DestinationGateway
) -> None:
    body = {"status": "error", "message": "Bad rows", "context": {"objectWriteTraceId": ["0", "2"]}}
    rule = {"kind": "status", "contains": "batch/create", "status": 400, "body": body}
    await window.put(switches={"failures": [rule]})
    answers = (await gateway.write(_creates(*(_person(n) for n in range(1, 5))))).unwrap()
    assert {record_id: type(answer) for record_id, answer in answers.items()} == {
        "1": Refused,
        "2": Written,
        "3": Refused,
        "4": Written,
    }
    assert set(await window.stored(BY_EMAIL)) >= {"person2@example.com", "person4@example.com"}


async def test_what_hubspot_said_of_some_rows_is_kept_when_the_others_are_refused_without_a_name(
    window: Window, gateway: DestinationGateway
) -> None:
    named = {"status": "error", "message": "Bad row", "context": {"objectWriteTraceId": ["0"]}}
    rules = [
        {"kind": "status", "contains": "batch/create", "status": 400, "body": body}
        for body in (named, {"message": "Somebody is wrong"})
    ]
    await window.put(switches={"failures": rules})
    answers = (await gateway.write(_creates(*(_person(n) for n in range(1, 4))))).unwrap()
    assert answers == {"1": Refused("Bad row"), "2": answers[RecordId("2")], "3": answers[RecordId("3")]}
    assert isinstance(answers[RecordId("2")], Written)
    assert isinstance(answers[RecordId("3")], Written)


async def test_a_refusal_that_names_nobody_is_left_to_the_pipeline(window: Window, gateway: DestinationGateway) -> None:
    rule = {"kind": "status", "contains": "batch/create", "status": 400, "body": {"message": "no"}, "times": 9}
    await window.put(switches={"failures": [rule]})
    assert isinstance((await gateway.write(_creates(_person(1), _person(2)))).failure(), BatchRefused)
    assert await _one(gateway, _creates(_person(1))[0]) == Refused("no")


async def test_by_email_a_hundred_are_read_once_updated_once_and_created_once_and_never_searched(
    window: Window, gateway: DestinationGateway
) -> None:
    there = {n: await window.make("contacts", {"email": f"person{n}@example.com"}) for n in range(1, 51)}
    await window.forget_log()
    found = (await gateway.find([ByKey(_person(n).key) for n in range(1, 101)])).unwrap()
    assert {n: found[ByKey(_person(n).key)][0].id for n in there} == there
    updates: Sequence[Write] = [
        Update(RecordId(str(n)), there[n], _person(n), whole(_person(n)), found[ByKey(_person(n).key)][0])
        for n in there
    ]
    await gateway.write(updates)
    await gateway.write(_creates(*(_person(n) for n in range(51, 101))))
    assert await _calls(window) == [f"POST {O}/batch/{action}" for action in ("read", "update", "create")]


async def test_by_a_unique_property_a_hundred_take_one_call(window: Window, app: ConnectedApp) -> None:
    await prepare(window, BY_UNIQUE)
    gateway = destination(app, BY_UNIQUE).gateway
    wanted = [Snapshot(f"C-{n}", {"customer_id": f"C-{n}", "firstname": f"P{n}"}) for n in range(100)]
    await window.forget_log()
    writes: Sequence[Write] = [Upsert(RecordId(each.key), each, whole(each)) for each in wanted]
    first, second = (await gateway.write(writes)).unwrap(), (await gateway.write(writes)).unwrap()
    assert first == second
    assert await _calls(window) == [f"POST {O}/batch/upsert"] * 2


async def test_a_record_named_twice_is_written_in_two_calls(window: Window, gateway: DestinationGateway) -> None:
    remote_id = await window.make("contacts", {"email": "person1@example.com"})
    await window.forget_log()
    news = [_person(1, lastname=name) for name in ("first", "last")]
    writes: Sequence[Write] = [
        Update(RecordId(str(at)), remote_id, new, diff(_person(1), new)) for at, new in enumerate(news)
    ]
    answers = (await gateway.write(writes)).unwrap()
    assert set(answers.values()) == {Written(remote_id)}
    assert (await window.stored(BY_EMAIL))["person1@example.com"].fields["lastname"] == "last"
    assert await _calls(window) == [f"POST {O}/batch/update"] * 2


async def test_a_contact_is_found_by_an_additional_email_and_keeps_its_primary_one(
    window: Window, gateway: DestinationGateway
) -> None:
    remote_id = await window.make("contacts", {"email": "main@example.com"})
    state = await window.state()
    rows: list[dict[str, Any]] = state["objects"]["0-1"]
    for row in rows:
        if row["id"] == remote_id:
            row["properties"]["hs_additional_emails"] = "person1@example.com"
    await window.put(objects={"0-1": rows})
    found = (await gateway.find([ByKey("person1@example.com")])).unwrap()[ByKey("person1@example.com")]
    assert found == (RemoteRecord(remote_id, frozenset({"main@example.com", "person1@example.com"})),)
    answer = await _one(gateway, Update(ONE, remote_id, _person(1), whole(_person(1)), found[0]))
    assert answer == Written(remote_id)
    assert (await window.stored(BY_EMAIL))["main@example.com"].fields["firstname"] == "P1"


async def test_an_archived_contact_that_is_made_again_is_a_new_record(
    window: Window, gateway: DestinationGateway
) -> None:
    first = await _one(gateway, _creates(_person(1))[0])
    assert isinstance(first, Written)
    assert isinstance(await _one(gateway, Delete(ONE, first.id, "person1@example.com")), Written)
    update = Update(ONE, first.id, _person(1), whole(_person(1)))
    assert isinstance(await _one(gateway, update), Gone)
    again = await _one(gateway, _creates(_person(1))[0])
    assert isinstance(again, Written)
    assert again.id != first.id


async def test_a_create_whose_answer_is_lost_is_not_sent_twice_and_is_there_when_looked_for(
    window: Window, gateway: DestinationGateway
) -> None:
    await window.put(switches={"failures": [{"kind": "lost_answer", "contains": "batch/create"}]})
    error = (await gateway.write(_creates(_person(1)))).failure()
    assert isinstance(error, Unanswered)
    assert await _calls(window) == [f"POST {O}/batch/create"]
    assert (await gateway.find([ByKey("person1@example.com")])).unwrap()[ByKey("person1@example.com")]
    assert isinstance(await _one(gateway, _creates(_person(1))[0]), Exists)


async def test_an_update_whose_answer_is_lost_is_sent_again(window: Window, gateway: DestinationGateway) -> None:
    remote_id = await window.make("contacts", {"email": "person1@example.com"})
    await window.put(switches={"failures": [{"kind": "lost_answer", "contains": "batch/update"}]})
    assert await _one(gateway, Update(ONE, remote_id, _person(1), whole(_person(1)))) == Written(remote_id)


async def test_half_an_answer_to_a_find_is_not_taken_for_nothing_found(
    window: Window, gateway: DestinationGateway
) -> None:
    body = {"status": "COMPLETE", "results": [], "errors": [{"category": "INTERNAL_ERROR", "message": "later"}]}
    rule = {"kind": "status", "contains": "batch/read", "status": 207, "body": body}
    await window.put(switches={"failures": [rule]})
    assert isinstance((await gateway.find([ByKey("a@b.co"), ByKey("c@d.co")])).failure(), Unavailable)


async def test_a_limit_of_seconds_is_waited_for(window: Window, gateway: DestinationGateway) -> None:
    body = {"message": "You have reached your ten_secondly_rolling limit.", "policyName": "TEN_SECONDLY_ROLLING"}
    rule = {"kind": "status", "contains": "batch/create", "status": 429, "body": body, "times": 2}
    await window.put(switches={"failures": [rule]})
    assert isinstance(await _one(gateway, _creates(_person(1))[0]), Written)


async def test_a_limit_of_the_day_ends_the_day(window: Window, app: ConnectedApp, gateway: DestinationGateway) -> None:
    await app.account()
    body = {"message": "You have reached your daily limit.", "policyName": "DAILY"}
    rule = {"kind": "status", "contains": "batch/create", "status": 429, "body": body, "times": 99}
    await window.put(switches={"failures": [rule]})
    error = (await gateway.write(_creates(_person(1)))).failure()
    assert isinstance(error, Throttled)
    assert error.daily
    assert error.until == datetime(2026, 1, 1, 5, tzinfo=UTC)


async def test_a_missing_scope_is_named(window: Window, gateway: DestinationGateway) -> None:
    body = {"category": "MISSING_SCOPES", "context": {"requiredGranularScopes": ["crm.objects.contacts.write"]}}
    rule = {"kind": "status", "contains": "batch/create", "status": 403, "body": body}
    await window.put(switches={"failures": [rule]})
    error = (await gateway.write(_creates(_person(1)))).failure()
    assert isinstance(error, Misconfigured)
    assert "crm.objects.contacts.write" in error.reason
