"""HubSpot's replies, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.destinations.hubspot.answers import Reading, Settled, read_answer
from joey.adapters.destinations.hubspot.keys import Matching
from joey.adapters.destinations.hubspot.payload import Row, row_of
from joey.adapters.destinations.hubspot.sightings import read_found
from joey.domain.action import ById, ByKey, Create, Delete, RemoteRecord, Update, Upsert, Write
from joey.domain.diff import whole
from joey.domain.property import Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.errors import BatchRefused
from joey.ports.gateway import Answer, Exists, Gone, Refused, RowThrottled, RowUnknown, Written
from tests.adapters.destinations.hubspot.strategies import replies

UNIQUE = Matching("contacts", "customer_id")
EMAIL = Matching("contacts", "email")


def _rows(*writes: Write, matching: Matching = UNIQUE) -> list[Row]:
    rows = [row_of(write, str(at), matching) for at, write in enumerate(writes)]
    return [row for row in rows if isinstance(row, Row)]


def _wanted(at: int, **fields: Value) -> Snapshot:
    return Snapshot(f"k{at}", {"customer_id": f"k{at}", "firstname": f"Secret{at}", **fields})


def _creates(count: int) -> list[Row]:
    return _rows(*(Create(RecordId(f"r{at}"), _wanted(at), whole(_wanted(at))) for at in range(count)))


def _updates(count: int) -> list[Row]:
    writes = [Update(RecordId(f"r{at}"), str(77 + at), _wanted(at), whole(_wanted(at))) for at in range(count)]
    return _rows(*writes)


def _answers(reading: Reading) -> Mapping[str, Answer]:
    assert isinstance(reading, Settled), reading
    assert not reading.again
    return {str(record_id): answer for record_id, answer in reading.answers.items()}


def _error(message: str, category: str = "VALIDATION_ERROR", **context: Sequence[str]) -> dict[str, object]:
    return {"status": "error", "category": category, "message": message, "context": dict(context)}


def _result(remote_id: str, **properties: str) -> dict[str, object]:
    return {"id": remote_id, "properties": properties, "archived": False}


def test_created_rows_are_told_by_key_in_any_order_and_failed_ones_by_trace_id() -> None:
    body = {
        "status": "COMPLETE",
        "results": [_result("902", customer_id="K2"), _result("900", customer_id="k0")],
        "numErrors": 1,
        "errors": [
            _error('Property values were not valid: [{"name":"score","message":"no long","error":"INVALID_LONG"}]')
            | {"context": {"objectWriteTraceId": ["1"]}}
        ],
    }
    assert _answers(read_answer(207, body, _creates(3), UNIQUE)) == {
        "r0": Written("900"),
        "r1": Refused("no long", "score"),
        "r2": Written("902"),
    }


def test_updated_rows_are_told_by_record_id_and_missing_ones_are_gone() -> None:
    body = {
        "results": [_result("78")],
        "errors": [_error("Could not get some CONTACT objects", "OBJECT_NOT_FOUND", ids=["77"])],
    }
    assert _answers(read_answer(207, body, _updates(2), UNIQUE)) == {"r0": Gone(), "r1": Written("78")}


def test_a_merged_record_comes_back_with_another_id() -> None:
    body = {"results": [_result("900")]}
    assert _answers(read_answer(200, body, _updates(1), UNIQUE)) == {"r0": Written("900")}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (409, _error("Contact already exists. Existing ID: 123", "CONFLICT")),
        (207, {"results": [], "errors": [_error("Contact already exists. Existing ID: 123", "CONFLICT")]}),
        (400, {"message": "…", "errors": [{"message": "Cannot set {value=k0} on x. 123 already has that value."}]}),
    ],
)
def test_a_create_of_what_is_there_names_it(status: int, body: object) -> None:
    assert _answers(read_answer(status, body, _creates(1), UNIQUE)) == {"r0": Exists("123")}


def test_a_conflict_in_another_unique_property_is_a_refusal() -> None:
    told = {"message": "Cannot set it. 123 already has that value.", "context": {"propertyName": ["passport"]}}
    answer = _answers(read_answer(400, {"errors": [told]}, _creates(1), UNIQUE))["r0"]
    assert isinstance(answer, Refused)
    assert answer.field == "passport"


def test_an_update_to_a_key_that_is_taken_is_a_refusal_of_the_key() -> None:
    body = _error("Contact already exists. Existing ID: 123", "CONFLICT")
    answer = _answers(read_answer(409, body, _updates(1), UNIQUE))["r0"]
    assert isinstance(answer, Refused)
    assert answer.field == "customer_id"
    assert "123" in answer.reason


def test_a_whole_batch_that_is_refused_without_naming_rows_is_for_halving() -> None:
    body = _error("Contact already exists. Existing ID: 123", "CONFLICT")
    assert isinstance(read_answer(409, body, _creates(2), UNIQUE), BatchRefused)


def test_of_a_refused_batch_the_named_rows_are_refused_and_the_others_sent_again() -> None:
    rows = _creates(3)
    reading = read_answer(400, _error("Bad row", objectWriteTraceId=["1"]), rows, UNIQUE)
    assert isinstance(reading, Settled)
    assert set(reading.answers) == {"r1"}
    assert reading.again == (rows[0], rows[2])


def test_a_property_that_is_not_there_refuses_all_who_have_it_and_nobody_else() -> None:
    with_it = _wanted(0, shoe_size="44")
    rows = _rows(Create(RecordId("r0"), with_it, whole(with_it)), Create(RecordId("r1"), _wanted(1), whole(_wanted(1))))
    told = {"code": "PROPERTY_DOESNT_EXIST", "message": "…", "context": {"propertyName": ["shoe_size"]}}
    reading = read_answer(400, {"message": "x", "errors": [told]}, rows, UNIQUE)
    assert isinstance(reading, Settled)
    answer = reading.answers[RecordId("r0")]
    assert isinstance(answer, Refused)
    assert answer.field == "shoe_size"
    assert reading.again == (rows[1],)


def test_what_an_answer_does_not_speak_of_is_unknown() -> None:
    answers = _answers(read_answer(201, {"results": [_result("900", customer_id="k0")]}, _creates(3), UNIQUE))
    assert isinstance(answers["r1"], RowUnknown)
    assert isinstance(answers["r2"], RowUnknown)


def test_a_result_without_an_id_is_no_success() -> None:
    body = {"results": [{"properties": {"customer_id": "k0"}}]}
    assert isinstance(_answers(read_answer(201, body, _creates(1), UNIQUE))["r0"], RowUnknown)


def test_a_result_that_two_rows_could_mean_is_neithers() -> None:
    wanted = [Snapshot(key, {"customer_id": key}) for key in ("ab", "AB")]
    rows = _rows(*(Upsert(RecordId(each.key), each, whole(each)) for each in wanted))
    answers = _answers(read_answer(200, {"results": [_result("1", customer_id="Ab")]}, rows, UNIQUE))
    assert {type(answer) for answer in answers.values()} == {RowUnknown}


def test_one_error_that_names_nobody_is_not_given_to_several_rows() -> None:
    body = {"results": [_result("900", customer_id="k0")], "errors": [_error("Somebody is wrong")]}
    answers = _answers(read_answer(207, body, _creates(3), UNIQUE))
    assert {key: type(answer) for key, answer in answers.items()} == {"r0": Written, "r1": RowUnknown, "r2": RowUnknown}


def test_one_error_that_names_nobody_is_the_one_silent_rows() -> None:
    body = {"results": [_result("900", customer_id="k0")], "errors": [_error("Somebody is wrong")]}
    assert _answers(read_answer(207, body, _creates(2), UNIQUE))["r1"] == Refused("Somebody is wrong")


def test_a_create_that_misses_something_is_refused_and_not_gone() -> None:
    body = _error("Could not get some objects", "OBJECT_NOT_FOUND", objectWriteTraceId=["0"])
    assert isinstance(_answers(read_answer(404, body, _creates(1), UNIQUE))["r0"], Refused)


def test_an_archive_has_no_row_results() -> None:
    rows = _rows(Delete(RecordId("r0"), "77", "k0"), Delete(RecordId("r1"), "78", "k1"))
    assert _answers(read_answer(204, None, rows, UNIQUE)) == {"r0": Written("77"), "r1": Written("78")}


def test_keys_that_differ_in_case_alone_are_told_apart_by_exact_key() -> None:
    wanted = [Snapshot(key, {"customer_id": key}) for key in ("ab", "AB")]
    rows = _rows(*(Upsert(RecordId(each.key), each, whole(each)) for each in wanted))
    body = {"results": [_result("1", customer_id="AB"), _result("2", customer_id="ab")]}
    assert _answers(read_answer(200, body, rows, UNIQUE)) == {"AB": Written("1"), "ab": Written("2")}


def test_a_refusal_does_not_repeat_what_was_sent() -> None:
    body = {"message": "bad", "validationResults": [{"name": "firstname", "message": "secret0 was not a valid name"}]}
    answer = _answers(read_answer(400, body, _creates(1), UNIQUE))["r0"]
    assert answer == Refused("… was not a valid name", "firstname")


def test_a_row_that_was_throttled_or_met_trouble_is_no_refusal() -> None:
    limited = {"results": [], "errors": [_error("Too many", "RATE_LIMITS", objectWriteTraceId=["0"])]}
    broken = {"results": [], "errors": [_error("Oops", "INTERNAL_ERROR", objectWriteTraceId=["0"])]}
    assert isinstance(_answers(read_answer(207, limited, _creates(1), UNIQUE))["r0"], RowThrottled)
    assert isinstance(_answers(read_answer(207, broken, _creates(1), UNIQUE))["r0"], RowUnknown)


KINDS = st.sampled_from([_creates, _updates])


@given(st.sampled_from([200, 201, 204, 207, 400, 404, 409, 422]), replies, KINDS, st.integers(1, 3))
def test_every_row_gets_an_answer_whatever_the_reply(status: int, body: object, kind: object, count: int) -> None:
    rows = _updates(count) if kind is _updates else _creates(count)
    reading = read_answer(status, body, rows, UNIQUE)
    if isinstance(reading, BatchRefused):
        assert count > 1
        return
    assert reading.answers.keys() | {row.record_id for row in reading.again} == {row.record_id for row in rows}
    assert len(reading.again) < len(rows)


@given(st.sampled_from([400, 404, 409, 422]), replies, KINDS, st.integers(1, 3))
def test_no_row_of_a_failed_batch_is_written(status: int, body: object, kind: object, count: int) -> None:
    reading = read_answer(status, body, _updates(count) if kind is _updates else _creates(count), UNIQUE)
    if isinstance(reading, Settled):
        assert not any(isinstance(answer, Written) for answer in reading.answers.values())


@given(replies, st.lists(st.sampled_from([ByKey("k0"), ByKey("k1"), ById("77")]), min_size=1, max_size=3))
def test_a_find_reads_any_reply(body: object, lookups: list[ByKey | ById]) -> None:
    found = read_found(body, lookups, UNIQUE)
    assert found.keys() <= set(lookups)
    assert all(record.id for records in found.values() for record in records)


def test_a_contact_is_found_by_its_additional_emails_too() -> None:
    result = _result("77", email="main@b.co", hs_additional_emails="Second@b.co;third@b.co")
    record = RemoteRecord("77", frozenset({"main@b.co", "second@b.co", "third@b.co"}))
    lookups = [ByKey("second@b.co"), ByKey("nobody@b.co")]
    assert read_found({"results": [result]}, lookups, EMAIL) == {ByKey("second@b.co"): (record,)}


def test_a_merged_record_is_found_by_the_id_it_had() -> None:
    result = _result("900", customer_id="k0", hs_merged_object_ids="77;78")
    record = RemoteRecord("900", frozenset({"k0"}))
    assert read_found({"results": [result]}, [ById("78"), ById("79")], UNIQUE) == {ById("78"): (record,)}
