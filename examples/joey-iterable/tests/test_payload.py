"""Iterable's payloads: what becomes of values and answers, without any call."""

from __future__ import annotations

import pytest
from joey import Create, RecordId, Refused, Snapshot, Update, Value, diff
from joey.domain.diff import whole

from joey_iterable.payload import schema_of, user_of, users_of


def wanted(**fields: Value) -> Snapshot:
    return Snapshot("C-1", {"userId": "C-1", "email": "ada@example.com", **fields})


def creating(**fields: Value) -> Create:
    return Create(RecordId("1"), wanted(**fields), whole(wanted(**fields)))


def test_a_create_says_user_id_and_email_beside_the_other_fields() -> None:
    said = {"userId": "C-1", "email": "ada@example.com", "preferUserId": True, "dataFields": {"plan": "pro"}}
    assert user_of(creating(plan="pro")) == said


def test_an_update_says_what_changed_and_nulls_what_is_cleared() -> None:
    old, new = wanted(plan="pro", age=36), wanted(plan=None, age=36)
    said = user_of(Update(RecordId("1"), "C-1", new, diff(old, new)))
    assert said == {"userId": "C-1", "preferUserId": True, "dataFields": {"plan": None}}


def test_a_value_that_json_does_not_hold_refuses_its_row_and_names_the_field() -> None:
    said = user_of(creating(score=float("nan")))
    assert isinstance(said, Refused)
    assert said.field == "score"


def test_objects_are_no_fields() -> None:
    assert "nested" not in schema_of({"fields": {"nested": "object", "age": "long"}}).fields


@pytest.mark.parametrize("body", [None, [], 7, {"user": []}, {"fields": [None]}, {"lists": 1}])
def test_any_answer_can_be_read(body: object) -> None:
    assert users_of(body) == ()
    assert schema_of(body).field("userId") is not None
