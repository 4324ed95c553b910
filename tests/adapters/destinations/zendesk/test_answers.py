"""What Zendesk's replies say of a row, by itself and in a job, and how they read to the HTTP client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.pipeline import is_successful

from joey.adapters.destinations.zendesk.answers import read_answer
from joey.adapters.destinations.zendesk.client import ZendeskReading
from joey.adapters.destinations.zendesk.complaints import complaint_of
from joey.adapters.destinations.zendesk.jobs import Ticket, read_results, running, ticket_of
from joey.adapters.destinations.zendesk.payload import Row
from joey.adapters.http.exchange import Reply
from joey.adapters.http.verdict import Expired, Fine, Throttle, Transient
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.errors import Misconfigured
from joey.ports.gateway import Answer, Exists, Gone, Handle, Refused, RowThrottled, RowUnknown, Written

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WHO = RecordId("1")
ONE_USER = "You have exceeded the rate limit for updating a single unique user. user email:  id:  external_id: "
WRITES = (Call.CREATE, Call.UPDATE, Call.DELETE)


def _reply(status: int, body: object, **headers: str) -> Reply:
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, body, b"", NOON)


def _row(call: Call) -> Row:
    return Row(WHO, call, "k", "" if call is Call.CREATE else "7", {"name": "Ada Lovelace", "email": "ada@demo.com"})


def _invalid(**details: tuple[str, str]) -> dict[str, object]:
    told = {name: [{"description": why, "error": kind}] for name, (why, kind) in details.items()}
    return {"error": "RecordInvalid", "description": "Record validation errors", "details": told}


DUPLICATE = _invalid(email=("Email: ada@demo.com is already being used by another user", "DuplicateValue"))
KEY_TAKEN = _invalid(external_id=("External has already been taken", ""))


@pytest.mark.parametrize(
    ("call", "status", "body", "expected"),
    [
        (Call.CREATE, 201, {"user": {"id": 7, "active": True}}, Written("7")),
        (Call.UPDATE, 200, {"user": {"id": 7}}, Written("7")),
        (Call.UPDATE, 200, {"user": {"id": 7, "active": False}}, Gone()),
        (Call.DELETE, 200, {"user": {"id": 7, "active": False}}, Written("7")),
        (Call.UPDATE, 404, {"error": "RecordNotFound"}, Gone()),
        (Call.DELETE, 404, {"error": "RecordNotFound"}, Gone()),
        (Call.CREATE, 422, DUPLICATE, Exists()),
        (Call.CREATE, 422, KEY_TAKEN, Exists()),
        (Call.UPDATE, 422, KEY_TAKEN, Exists()),
    ],
)
def test_each_answer_is_read_for_what_it_is(call: Call, status: int, body: object, expected: Answer) -> None:
    assert read_answer(_row(call), _reply(status, body)).unwrap() == expected


def test_a_suspended_user_is_written_with_a_note() -> None:
    answer = read_answer(_row(Call.UPDATE), _reply(200, {"user": {"id": 7, "suspended": True}})).unwrap()
    assert isinstance(answer, Written)
    assert "suspended" in answer.note


@pytest.mark.parametrize("body", [None, "", "nonsense", {}, {"user": None}, {"user": {"id": None}}, [1]])
def test_a_success_that_names_nobody_is_unknown(body: object) -> None:
    assert isinstance(read_answer(_row(Call.UPDATE), _reply(200, body)).unwrap(), RowUnknown)


@pytest.mark.parametrize(
    ("body", "field", "told"),
    [
        (_invalid(email=("Email: badmail is not properly formatted", "")), "email", "not properly formatted"),
        (_invalid(base=("is requester on open tickets", "")), None, "open tickets"),
        (
            {"error": "RecordInvalid", "description": "d", "details": {"name": ["x", {"description": "blank"}]}},
            "name",
            "blank",
        ),
        ({"error": {"title": "Forbidden-ish", "message": "why"}}, None, "why"),
        ("text/plain nonsense", None, "nonsense"),
        ("<html>500</html>", None, "doesn't say why"),
        (None, None, "doesn't say why"),
    ],
)
def test_a_refusal_says_why_and_which_field(body: object, field: str | None, told: str) -> None:
    answer = read_answer(_row(Call.UPDATE), _reply(422, body)).unwrap()
    assert isinstance(answer, Refused)
    assert answer.field == field
    assert told in answer.reason


def test_a_reason_repeats_nobody_s_address_or_values() -> None:
    body = _invalid(name=("Ada Lovelace of ada@demo.com is too long", ""))
    answer = read_answer(_row(Call.UPDATE), _reply(422, body)).unwrap()
    assert isinstance(answer, Refused)
    assert not any(part in answer.reason for part in ("Ada", "demo.com"))


def test_an_address_that_somebody_else_has_refuses_an_update() -> None:
    answer = read_answer(_row(Call.UPDATE), _reply(422, DUPLICATE)).unwrap()
    assert isinstance(answer, Refused)
    assert answer.field == "email"


def test_one_user_changed_too_often_waits_alone() -> None:
    reply = _reply(429, ONE_USER, retry_after="27")
    assert isinstance(ZendeskReading().classify(reply), Fine)
    answer = read_answer(_row(Call.UPDATE), reply).unwrap()
    assert isinstance(answer, RowThrottled)
    assert answer.until == NOON + timedelta(seconds=27)


def test_what_is_forbidden_is_for_the_owner_of_the_credentials() -> None:
    failure = read_answer(_row(Call.CREATE), _reply(403, {"error": "Forbidden"})).failure()
    assert isinstance(failure, Misconfigured)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, {}, Fine),
        (404, {}, Fine),
        (422, {}, Fine),
        (403, {}, Fine),
        (401, {}, Expired),
        (409, {}, Transient),
        (429, {}, Throttle),
        (429, "Rate limit exceeded", Throttle),
        (500, None, Transient),
        (503, "down", Transient),
    ],
)
def test_each_status_means_something(status: int, body: object, kind: type) -> None:
    assert isinstance(ZendeskReading().classify(_reply(status, body)), kind)


def test_throttling_says_when_to_come_again_as_a_number() -> None:
    verdict = ZendeskReading().classify(_reply(429, {}, retry_after="27"))
    assert isinstance(verdict, Throttle)
    assert verdict.wait == 27.0
    conflict = ZendeskReading().classify(_reply(409, {}, retry_after="3"))
    assert isinstance(conflict, Transient)
    assert (conflict.acted, conflict.wait) == (False, 3.0)


@pytest.mark.parametrize("value", ["", "many", "-1", "٣"])
def test_headers_are_obeyed_where_they_say_something(value: str) -> None:
    told = ZendeskReading().allowance(_reply(200, {}, x_rate_limit_remaining="668", ratelimit_reset="12"))
    assert told is not None
    assert (told.remaining, told.seconds, told.resets) == (668, 60.0, 12)
    assert ZendeskReading().allowance(_reply(200, {}, x_rate_limit_remaining=value)) is None


CREATES = Ticket("V3-1", Call.CREATE, tuple((RecordId(str(n)), f"key{n}") for n in range(4)))
UPDATES = Ticket("V3-2", Call.UPDATE, tuple((RecordId(str(n)), f"70{n}") for n in range(4)))


def test_rows_of_an_import_are_named_by_external_id_whatever_its_case_or_by_index() -> None:
    rows = [
        {"id": 9, "status": "Created", "external_id": "KEY1"},
        {"id": 8, "index": 0},
        {"status": "Failed", "external_id": "key2", "details": "Email: x is already being used by another user"},
        {"index": 3, "error": "UserCreateError", "details": "Name: is too short"},
    ]
    found = read_results(CREATES, {"status": "completed", "results": rows})
    assert found[RecordId("1")] == Written("9")
    assert found[RecordId("0")] == Written("8")
    assert found[RecordId("2")] == Exists()
    assert isinstance(found[RecordId("3")], Refused)


def test_rows_of_an_update_are_named_by_id() -> None:
    rows = [
        {"id": 701, "action": "update", "success": True, "status": "Updated"},
        {"id": "702", "action": "update", "success": False, "error": "RecordNotFound", "details": "Not found"},
        {"id": 703, "success": False, "error": "RecordInvalid", "details": {"email": [{"description": "bad"}]}},
    ]
    found = read_results(UPDATES, {"results": rows})
    assert found[RecordId("1")] == Written("701")
    assert found[RecordId("2")] == Gone()
    refused = found[RecordId("3")]
    assert isinstance(refused, Refused)
    assert refused.field == "email"


@pytest.mark.parametrize("row", [{"status": "Created", "external_id": "key1"}, {"status": "Created", "id": ""}, {}, 7])
def test_a_row_that_is_told_to_be_done_but_names_nobody_is_left_out(row: object) -> None:
    assert read_results(CREATES, {"results": [row]}) == {}


def test_a_job_runs_until_it_says_otherwise() -> None:
    assert [running({"status": one}) for one in ("queued", "working", "completed", "failed", "killed", None)] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]


@given(st.sampled_from(WRITES), st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), max_size=4))
def test_a_handle_tells_all_that_it_was_made_of(call: Call, rows: list[tuple[str, str]]) -> None:
    job = Ticket("V3-1", call, tuple((RecordId(who), name) for who, name in rows))
    assert ticket_of(job.handle()) == job


@pytest.mark.parametrize("handle", ["", "V3-1", "{}", "[]", '{"job": "x", "call": "y", "rows": []}'])
def test_another_s_handle_is_none(handle: str) -> None:
    assert ticket_of(Handle(handle)) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(WRITES), st.integers(100, 599), JSON)
def test_no_answer_is_too_strange_to_be_read(call: Call, status: int, body: object) -> None:
    read = read_answer(_row(call), _reply(status, body))
    assert is_successful(read) or status == 403
    read_results(CREATES, {"results": [body], "status": "completed"})
    complaint_of({"details": body}).reason()
