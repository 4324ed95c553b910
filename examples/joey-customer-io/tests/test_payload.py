"""Customer.io's payloads: what becomes of values and answers, without any call."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from joey import Create, RecordId, Refused, Snapshot, Value
from joey.domain.diff import whole

from joey_customer_io.payload import account_of, attributes_of, people_of


def creating(groups: frozenset[str] = frozenset(), **fields: Value) -> Create:
    wanted = Snapshot("C-1", {"customer_id": "C-1", **fields}, groups)
    return Create(RecordId("1"), wanted, whole(wanted))


def test_moments_are_seconds_and_what_is_cleared_is_null() -> None:
    moment = datetime(1970, 1, 2, tzinfo=UTC)
    said = attributes_of(creating(created_at=moment, born=date(1970, 1, 3), plan=None))
    assert said == {"created_at": 86_400, "born": 172_800, "plan": None}


def test_a_group_is_an_attribute() -> None:
    assert attributes_of(creating(frozenset({"High Value"}))) == {"In High Value": True}


def test_a_value_that_json_does_not_hold_refuses_its_row_and_names_the_field() -> None:
    said = attributes_of(creating(score=float("nan")))
    assert isinstance(said, Refused)
    assert said.field == "score"


@pytest.mark.parametrize("body", [None, [], 7, {"customer": []}, {"workspaces": [None]}])
def test_any_answer_can_be_read(body: object) -> None:
    assert people_of(body) == ()
    assert account_of(body).id == ""
