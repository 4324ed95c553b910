"""Actions as bodies of Intercom's calls."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.pipeline import is_successful

from joey.adapters.destinations.intercom.keys import CREATIONS, Matching
from joey.adapters.destinations.intercom.payload import Row, row_of, search_body
from joey.domain.property import Value
from joey.domain.snapshot import Snapshot
from joey.ports.contract.subject import creating, updating
from joey.ports.gateway import Refused

BY_ID, BY_EMAIL = Matching("external_id"), Matching("email", "lifecycle")
FIELD = "custom_attributes.x"
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.decimals()
    | st.dates()
    | st.datetimes()
)


def _body(value: Value) -> object:
    row = row_of(creating(Snapshot("7", {"external_id": "7", FIELD: value})), BY_ID)
    assert isinstance(row, Row)
    custom = row.body["custom_attributes"]
    assert isinstance(custom, dict)
    return custom["x"]


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (None, None),
        (True, True),
        (0, 0),
        ("Ada", "Ada"),
        (Decimal("3.14"), 3.14),
        (datetime(2020, 8, 19, 20, 50, 4, 499_999, UTC), 1_597_870_204),
        (datetime(2020, 8, 19, 20, 50, 4, 500_000, UTC), 1_597_870_205),
        (datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), -1),
        (date(1970, 1, 2), 86_400),
    ],
)
def test_a_value_is_sent_as_intercom_takes_it(value: Value, sent: object) -> None:
    found = _body(value)
    assert (type(found), found) == (type(sent), sent)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), ("a", "b")])
def test_what_intercom_can_not_hold_is_refused_with_its_field(value: Value) -> None:
    row = row_of(creating(Snapshot("7", {"external_id": "7", FIELD: value})), BY_ID)
    assert isinstance(row, Refused)
    assert row.field == FIELD


def test_an_update_names_only_what_changes() -> None:
    old = Snapshot("7", {"external_id": "7", "name": "a", FIELD: 1})
    row = row_of(updating("id", old, Snapshot("7", {**old.fields, "name": None})), BY_ID)
    assert isinstance(row, Row)
    assert row.body == {"name": None}


def test_an_address_is_sent_in_lower_case() -> None:
    row = row_of(creating(Snapshot("7", {"external_id": "7", "email": " Ada@Demo.com "})), BY_ID)
    assert isinstance(row, Row)
    assert row.body["email"] == "ada@demo.com"


def test_a_blank_address_clears_and_a_new_contact_just_has_none() -> None:
    old, new = (Snapshot("7", {"external_id": "7", "email": email}) for email in ("ada@demo.com", "  "))
    change, create = row_of(updating("id", old, new), BY_ID), row_of(creating(new), BY_ID)
    assert isinstance(change, Row)
    assert isinstance(create, Row)
    assert change.body == {"email": None}
    assert "email" not in create.body


def test_keys_are_trimmed_and_only_addresses_lose_their_case() -> None:
    assert BY_ID.key(" Ada ").unwrap() == "Ada"
    assert BY_ID.key(7).unwrap() == "7"
    assert BY_EMAIL.key(" Ada@Demo.com ").unwrap() == "ada@demo.com"
    assert not is_successful(BY_EMAIL.key(("a", "b")))


def test_the_cursor_goes_into_the_body() -> None:
    body = search_body("email", ["a", "b"], "next")
    assert body["query"] == {"field": "email", "operator": "IN", "value": ["a", "b"]}
    assert body["pagination"] == {"per_page": 150, "starting_after": "next"}


@given(st.dictionaries(st.sampled_from(["name", "email", "external_id", FIELD]), VALUES), st.sampled_from(CREATIONS))
def test_a_body_holds_numbers_texts_and_truths_and_never_a_null_external_id(
    fields: dict[str, Value], creation: str
) -> None:
    row = row_of(creating(Snapshot("a@b.c", {**fields, "email": "A@b.c"})), Matching("email", creation))
    if isinstance(row, Refused):
        assert row.field in fields
        return
    assert row.body["email"] == "a@b.c"
    assert row.body["role"] in {"user", "lead"}
    assert row.body.get("external_id", "x") not in {None, ""}
    assert creation != "lead" or "external_id" not in row.body
