"""Facebook's quirks, each through the whole pipeline or at the audiences, each ending in the right Outcome."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import orjson
import pytest

from joey.domain.property import Value
from joey.domain.record import Record, RecordId
from joey.domain.snapshot import Snapshot
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.subject import GROUPS, HIGH_VALUE, NEWCOMERS
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.gateway import Answer, Refused, RowUnknown, Written
from joey.ports.lists import ListId, ListRepository, Member
from tests.adapters.destinations.facebook.subject import AUDIENCES, FacebookSubject, Window, hashed

ADA, BOB = "ada@demo.com", "bob@demo.com"
CUSTOM = {"subtype": "CUSTOM", "customer_file_source": "USER_PROVIDED_ONLY"}


def record(record_id: str, email: str, *groups: str, **more: Value) -> Record:
    fields: Mapping[str, Value] = {"EMAIL": email, "FN": None, "LN": None, **more}
    return Record(RecordId(record_id), fields, frozenset(groups))


def member(email: str, **more: Value) -> Member:
    return Member(RecordId(email), email, email, Snapshot(email, {"EMAIL": email, **more}))


def lists_of(subject: FacebookSubject) -> ListRepository:
    assert subject.lists is not None
    return subject.lists


async def uploads(window: Window) -> list[tuple[str, list[str], list[list[str]]]]:
    """Method, schema and rows of each upload so far."""
    calls = [call for call in await window.log() if call["path"].endswith("/users")]
    bodies = [orjson.loads(c["body"]) if isinstance(c["body"], str) else c["body"] for c in calls]
    return [(c["method"], b["payload"]["schema"], b["payload"]["data"]) for c, b in zip(calls, bodies, strict=True)]


async def test_who_is_in_no_group_makes_no_call(subject: FacebookSubject) -> None:
    assert await subject.export([record("1", ADA)]) == {"1": "skipped"}
    assert await subject.calls() == 0
    assert await subject.window.audiences() == []


async def test_who_joins_after_being_in_no_group_is_sent_and_who_leaves_the_last_one_is_let_go(
    subject: FacebookSubject,
) -> None:
    steps = [record("1", ADA), record("1", BOB), record("1", BOB, HIGH_VALUE), record("1", ADA), record("1", BOB)]
    assert [(await subject.export([step]))[step.id] for step in steps] == [
        "skipped", "skipped", "delivered", "delivered", "skipped"
    ]  # fmt: skip
    sent = [("POST", [hashed(BOB), "", ""]), ("DELETE", [hashed(BOB)])]
    assert [(method, row) for method, _, (row,) in await uploads(subject.window)] == sent


async def test_a_changed_key_joins_by_the_new_one_and_leaves_by_the_old_one(subject: FacebookSubject) -> None:
    await subject.export([record("1", ADA, HIGH_VALUE, FN="Ada")])
    await subject.export([record("1", BOB, HIGH_VALUE, FN="Ada")])
    assert (await uploads(subject.window))[1:] == [
        ("POST", ["EMAIL", "FN", "LN"], [[hashed(BOB), hashed("ada"), ""]]),
        ("DELETE", ["EMAIL"], [[hashed(ADA)]]),
    ]


async def test_a_leaver_leaves_all_its_audiences_by_its_key(subject: FacebookSubject) -> None:
    await subject.export([record("1", ADA, *GROUPS), record("2", BOB, HIGH_VALUE)])
    await subject.export([record("2", BOB, HIGH_VALUE)])
    assert (await uploads(subject.window))[2:] == [("DELETE", ["EMAIL"], [[hashed(ADA)]])] * 2
    assert {key: stored.groups for key, stored in (await subject.stored()).items()} == {hashed(BOB): {HIGH_VALUE}}


async def test_leaving_one_audience_is_one_removal(subject: FacebookSubject) -> None:
    await subject.export([record("1", ADA, HIGH_VALUE)])
    await subject.export([record("1", ADA, NEWCOMERS)])
    assert [method for method, _, _ in await uploads(subject.window)] == ["POST", "DELETE", "POST"]


async def test_many_records_join_in_one_call(subject: FacebookSubject) -> None:
    records = [record(str(n), f"person{n}@example.com", HIGH_VALUE) for n in range(151)]
    assert set((await subject.export(records)).values()) == {"delivered"}
    ((_, _, rows),) = await uploads(subject.window)
    assert len(rows) == 151


async def test_an_address_that_is_none_rejects_its_record_only(subject: FacebookSubject) -> None:
    records = [record("1", "nobody", NEWCOMERS), record("2", BOB, HIGH_VALUE)]
    assert await subject.export(records) == {"1": "rejected", "2": "delivered"}
    assert [one["name"] for one in await subject.window.audiences()] == [HIGH_VALUE]


async def test_a_row_that_facebook_names_as_invalid_is_refused_and_the_others_taken(subject: FacebookSubject) -> None:
    audiences = lists_of(subject)
    list_id = (await audiences.find_or_create("Fans")).unwrap()
    lacking, whole = member(ADA), member(BOB, EXTERN_ID="42")
    answers = (await audiences.add(list_id, [lacking, whole])).unwrap()
    assert answers[lacking.record_id] == Refused("Facebook finds the row invalid: empty external ID")
    taken = answers[whole.record_id]
    assert isinstance(taken, Written)
    assert "no results by row" in taken.note


async def _added(subject: FacebookSubject, *members: Member, **failure: object) -> list[Answer] | GatewayError:
    """What comes of adding, where each answer to an upload is so."""
    audiences = lists_of(subject)
    list_id = (await audiences.find_or_create("Fans")).unwrap()
    await subject.window.switch(failures=[{"kind": "status", "contains": "/users", "times": 999, **failure}])
    result = await audiences.add(list_id, members)
    return result.map(lambda answers: list(answers.values())).value_or(None) or result.failure()


async def test_invalid_rows_without_a_name_are_told_with_their_number_and_in_the_log(
    subject: FacebookSubject, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"num_received": 2, "num_invalid_entries": 1, "invalid_entry_samples": {"what?": "odd", "[1": "odd"}}
    with caplog.at_level(logging.WARNING):
        answers = await _added(subject, member(ADA), member(BOB), status=200, body=body)
    assert isinstance(answers, list)
    assert {answer.note for answer in answers if isinstance(answer, Written)} == {
        "Facebook took it, and gives no results by row; 1 of a call's 2 rows are invalid, and it doesn't say which"
    }
    assert "without naming them" in caplog.text


@pytest.mark.parametrize("body", [{}, None, [], "soon", {"num_received": 1}, {"num_received": "2"}])
async def test_an_answer_that_does_not_say_what_was_taken_leaves_it_unknown(
    subject: FacebookSubject, body: object
) -> None:
    answers = await _added(subject, member(ADA), member(BOB), status=200, body=body)
    assert isinstance(answers, list)
    assert all(isinstance(answer, RowUnknown) for answer in answers)


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (400, {"code": 2650, "message": "rows and schema"}, BatchRefused),
        (400, {"code": 100, "message": "Invalid parameter"}, BatchRefused),
        (400, {"code": 100, "error_subcode": 33, "message": "gone"}, Unavailable),
        (400, {"code": 190, "message": "token"}, Misconfigured),
        (403, {"code": 10, "message": "permission"}, Misconfigured),
        (400, {"code": 17, "message": "too many"}, Throttled),
        (500, {"code": 2, "message": "later"}, Unanswered),
    ],
)
async def test_what_fails_as_a_whole_ends_as_its_code_says(
    subject: FacebookSubject, status: int, error: object, kind: type
) -> None:
    assert isinstance(await _added(subject, member(ADA), status=status, body={"error": error}), kind)


@pytest.mark.parametrize(
    "error",
    [
        {"code": 100, "error_subcode": 1713230, "message": "flagged"},
        {"code": 100, "error_user_title": "Too small", "error_user_msg": "This would result in a low audience size."},
    ],
)
async def test_what_is_about_the_audience_refuses_all_rows_without_halving(
    subject: FacebookSubject, error: object
) -> None:
    before = await subject.calls()
    answers = await _added(subject, member(ADA), member(BOB), status=400, body={"error": error})
    assert isinstance(answers, list)
    assert [type(answer) for answer in answers] == [Refused, Refused]
    assert await subject.calls() - before == 3  # listed, made, one upload


async def test_throttling_defers_until_there_is_access_again(subject: FacebookSubject) -> None:
    audiences = lists_of(subject)
    list_id = (await audiences.find_or_create("Fans")).unwrap()
    await subject.window.switch(rate_limit={"calls": 0, "seconds": 3600})
    error = (await audiences.add(list_id, [member(ADA)])).failure()
    assert isinstance(error, Throttled)
    assert error.until is not None
    await subject.window.switch(rate_limit=None)


async def test_an_audience_that_was_deleted_is_made_again_by_the_next_run(subject: FacebookSubject) -> None:
    await subject.export([record("1", ADA, HIGH_VALUE)])
    await subject.window.put(audiences=[])
    changed = record("1", ADA, HIGH_VALUE, FN="Ada")
    assert await subject.export([changed]) == {"1": "unknown"}
    assert await subject.export([changed]) == {"1": "delivered"}
    assert [one["name"] for one in await subject.window.audiences()] == [HIGH_VALUE]


async def test_terms_that_are_not_accepted_stop_the_destination(subject: FacebookSubject) -> None:
    await subject.window.put(terms_accepted=False)
    error = (await lists_of(subject).find_or_create("Fans")).failure()
    assert isinstance(error, Misconfigured)
    assert "terms" in error.hint
    assert await subject.export([record("1", ADA, HIGH_VALUE)]) == {"1": "failed"}


async def test_of_audiences_with_one_name_the_oldest_custom_one_is_taken(subject: FacebookSubject) -> None:
    others = [{**CUSTOM, "name": f"Other {n}"} for n in range(600)]
    same = [{**CUSTOM, "name": "Fans"}, {**CUSTOM, "name": "Fans"}]
    await subject.window.put(audiences=[{"name": "Fans", "subtype": "LOOKALIKE"}, *same, *others])
    ids = [one["id"] for one in await subject.window.audiences()]
    audiences = lists_of(subject)
    assert (await audiences.find("Fans")).unwrap() == ids[1]
    assert (await audiences.find("fans")).unwrap() is None
    assert (await audiences.find_or_create("Other 599")).unwrap() == ids[-1]


@pytest.mark.parametrize(
    ("body", "kind"),
    [({}, Unanswered), ({"id": None}, Unanswered), ({"error": {"code": 100, "message": "no"}}, BatchRefused)],
)
async def test_an_audience_whose_id_is_not_told_is_not_taken_as_made(
    subject: FacebookSubject, body: dict[str, object], kind: type
) -> None:
    status = 400 if "error" in body else 200
    failure = {"kind": "status", "method": "POST", "path": AUDIENCES, "times": 9, "status": status, "body": body}
    await subject.window.switch(failures=[failure])
    assert isinstance((await lists_of(subject).find_or_create("Fans")).failure(), kind)


@pytest.mark.parametrize(
    ("status", "body", "kind"), [(200, {}, Unavailable), (400, {"error": {"code": 100}}, BatchRefused)]
)
async def test_a_listing_that_is_none_finds_nothing(
    subject: FacebookSubject, status: int, body: object, kind: type
) -> None:
    await subject.window.switch(failures=[{"kind": "status", "times": 9, "status": status, "body": body}])
    assert isinstance((await lists_of(subject).find("Fans")).failure(), kind)


async def test_a_batch_of_rows_that_are_all_refused_makes_no_call(subject: FacebookSubject) -> None:
    answers = (await lists_of(subject).add(ListId("1"), [member(ADA, COUNTRY="Atlantis")])).unwrap()
    assert [type(answer) for answer in answers.values()] == [Refused]
    assert await subject.calls() == 0


async def test_in_additive_mode_more_join(subject: FacebookSubject) -> None:
    records = [record("1", ADA, HIGH_VALUE), record("2", BOB, HIGH_VALUE)]
    await subject.export(records[:1], SyncMode.ADDITIVE)
    assert await subject.export(records, SyncMode.ADDITIVE) == {"2": "delivered"}
