"""What Marketo's answers come to, row by row; whatever they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.destinations.marketo.answers import next_page, read_found, read_written
from joey.adapters.destinations.marketo.complaints import complaint_of
from joey.adapters.destinations.marketo.keys import Matching
from joey.adapters.destinations.marketo.payload import Row
from joey.adapters.sandbox import Json
from joey.domain.action import ById, ByKey, Delete, Update, Upsert
from joey.domain.diff import whole
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.errors import BatchRefused
from joey.ports.gateway import Answer, Exists, Gone, Refused, RowUnknown, Written
from tests.adapters.destinations.marketo.subject import failed

EMAIL = Matching()


def upserts(count: int) -> list[Row]:
    keys = [f"p{n}@demo.com" for n in range(count)]
    wanted = [Snapshot(key, {"email": key, "lastName": "Lovelace"}) for key in keys]
    writes = [Upsert(RecordId(one.key), one, whole(one)) for one in wanted]
    return [Row(write, write.wanted.key, {"email": write.wanted.key, "lastName": "Lovelace"}) for write in writes]


def update(remote_id: str = "7149") -> Row:
    wanted = Snapshot("p0@demo.com")
    return Row(Update(RecordId("p0@demo.com"), remote_id, wanted, whole(wanted)), wanted.key, {"lastName": "L"})


def answered(*result: Json) -> Json:
    return {"requestId": "1#2", "success": True, "result": list(result)}


def skipped(code: str, message: str = "", name: str = "reasons") -> Json:
    reason = {"code": code, "message": message}
    return {"status": "skipped", name: [reason] if name == "reasons" else reason}


def only(body: Json, row: Row) -> Answer:
    read = read_written(body, [row])
    assert isinstance(read, dict)
    return read[row.record_id]


def test_results_are_told_apart_by_their_order() -> None:
    rows = upserts(3)
    read = read_written(answered({"id": 9, "status": "created"}, skipped("1003"), {"id": 7, "status": "updated"}), rows)
    assert isinstance(read, dict)
    first, second, third = (read[row.record_id] for row in rows)
    assert (first, third) == (Written("9"), Written("7"))
    assert isinstance(second, Refused)


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        [],
        {},
        {"success": True},
        {"result": [{"id": 1, "status": "created"}, {"id": 2, "status": "created"}]},
        answered({"id": 1, "status": "created"}),
        answered({"id": 1, "status": "created"}, None),
        answered({"status": "created"}, {"id": 1}),
    ],
)
def test_where_it_cannot_be_told_whose_results_they_are_all_are_unknown(body: Json) -> None:
    read = read_written(body, upserts(2))
    assert isinstance(read, dict)
    assert [type(answer) for answer in read.values()] == [RowUnknown, RowUnknown]


def test_a_lead_that_is_not_there_is_gone_for_updates_and_deletes() -> None:
    row = update()
    delete = Row(Delete(row.record_id, "7149", row.key), row.key, {})
    assert only(answered(skipped("1004", "Lead not found")), row) == Gone()
    assert only(answered(skipped("1004", "Lead not found")), delete) == Gone()
    assert isinstance(only(answered(skipped("1004", "Lead not found")), upserts(1)[0]), Refused)


def test_the_reason_may_be_called_as_the_wire_does_or_as_the_spec_does() -> None:
    for name in ("reasons", "reason"):
        assert only(answered(skipped("1005", "Lead already exists", name)), upserts(1)[0]) == Exists()


def test_another_leads_id_is_not_taken_for_an_answer() -> None:
    assert isinstance(only(answered({"id": 7150, "status": "updated"}), update()), RowUnknown)


def test_several_leads_with_one_key_are_a_refusal_that_says_what_to_do() -> None:
    answer = only(answered(skipped("1007", "Multiple lead match lookup criteria")), upserts(1)[0])
    assert isinstance(answer, Refused)
    assert "merge them in Marketo" in answer.reason


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("Invalid value for field 'lastName' and value 'Lovelace'", "lastName"),
        ("Field 'nickname' not found", "nickname"),
        ("Missing value for the required parameter 'email'", "email"),
        ("Invalid value 'Lovelace'. Required of type 'Integer'", None),
        ("p0@demo.com is suppressed", None),
    ],
)
def test_a_refusal_names_the_field_and_keeps_the_value_to_itself(message: str, field: str | None) -> None:
    answer = only(answered(skipped("1003", message)), upserts(1)[0])
    assert isinstance(answer, Refused)
    assert answer.field == field
    assert "(1003)" in answer.reason
    assert not {"Lovelace", "p0@demo.com"} & set(answer.reason.replace("'", " ").split())


def test_a_value_with_quotes_in_it_is_kept_back_whole() -> None:
    row = update()
    odd = Row(row.write, row.key, {"lastName": "O' Neil' Jr"})
    answer = only(answered(skipped("1003", "Invalid value for field 'lastName' and value 'O' Neil' Jr'")), odd)
    assert isinstance(answer, Refused)
    assert answer.reason == "Invalid value for field 'lastName' and value (1003)"


def test_an_error_of_the_whole_call_refuses_the_batch() -> None:
    read = read_written(failed(1011, "Field 'firstName' not supported"), upserts(2))
    assert isinstance(read, BatchRefused)
    assert read.field == "firstName"


def test_leads_are_found_under_every_lookup_that_they_answer_to() -> None:
    lookups = [ByKey("ada@demo.com"), ByKey("eve@demo.com")]
    body = answered({"id": 1, "email": "ADA@demo.com"}, {"id": 2, "email": "ada@demo.com"}, {"email": "eve@demo.com"})
    found = read_found(body, lookups, EMAIL)
    assert {lookup: list(leads) for lookup, leads in found.items()} == {lookups[0]: ["1", "2"]}
    by_id = read_found(body, [ById("2"), ById("3")], EMAIL)
    assert [lead.keys for lead in by_id[ById("2")].values()] == [{"ada@demo.com"}]
    numbers = read_found(
        answered({"id": 1, "integer_field": 14}), [ByKey("14"), ByKey("15")], Matching("integer_field")
    )
    assert list(numbers) == [ByKey("14")]
    alone = read_found(answered({"id": 1, "integer_field": 14}), [ByKey("014")], Matching("integer_field"))
    assert list(alone) == [ByKey("014")]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["success", "result", "errors", "reasons", "reason", "code", "message", "status", "id", "email"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=16,
)


@given(body=_JSON, count=st.integers(1, 3))
def test_any_answer_comes_to_something_for_every_row(body: Json, count: int) -> None:
    rows = upserts(count)
    read = read_written(body, rows)
    assert isinstance(read, BatchRefused) or set(read) == {row.record_id for row in rows}
    assert isinstance(complaint_of(body).reason(["x"]), str)
    assert isinstance(next_page(body), str)
    assert set(read_found(body, [ByKey("a"), ByKey("b")], EMAIL)) <= {ByKey("a"), ByKey("b")}
