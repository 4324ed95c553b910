"""How Actions become Zendesk's bodies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.destinations.zendesk.keys import address_of, key_of, tag_of
from joey.adapters.destinations.zendesk.payload import Row, render, row_of
from joey.adapters.destinations.zendesk.schema import FieldTags, tags_of
from joey.domain.action import Create, Delete, RemoteRecord, Update
from joey.domain.diff import Diff, Rekeyed, diff, whole
from joey.domain.facts import Call
from joey.domain.property import Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot

WHO = RecordId("1")
NO_TAGS = FieldTags()
FIELDS = FieldTags({"tier": {"gold": "gold", "tin": "tin"}, "vip": {"true": "is_vip"}})


def _create(fields: dict[str, Value], *groups: str, tags: FieldTags = NO_TAGS) -> Row:
    wanted = Snapshot(str(fields["external_id"]).lower(), fields, frozenset(groups))
    row = row_of(Create(WHO, wanted, whole(wanted)), tags)
    assert isinstance(row, Row)
    return row


def _update(change: Diff, *has: str, tags: FieldTags = NO_TAGS, **fields: Value) -> Row:
    wanted = Snapshot("k", {"external_id": "K", **fields})
    row = row_of(Update(WHO, "7", wanted, change, RemoteRecord("7")), tags, frozenset(has))
    assert isinstance(row, Row)
    return row


def test_a_new_user_is_a_verified_end_user_with_all_its_values_and_tags() -> None:
    fields: dict[str, Value] = {"external_id": "A1", "name": "Ada", "email": "ada@demo.com", "score": 3}
    row = _create(fields, "High Value 10!")
    assert row.call is Call.CREATE
    assert row.body == {
        "external_id": "A1",
        "name": "Ada",
        "email": "ada@demo.com",
        "verified": True,
        "skip_verify_email": True,
        "role": "end-user",
        "user_fields": {"score": 3},
        "tags": ["high_value_10_"],
    }


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"name": " ", "alias": "Countess", "email": "a@demo.com"}, "Countess"),
        ({"name": None, "alias": None, "email": "a@demo.com"}, "a@demo.com"),
        ({}, "A1"),
    ],
)
def test_a_user_without_a_name_is_called_by_what_else_it_has(fields: dict[str, Value], name: str) -> None:
    assert _create({"external_id": "A1", **fields}).body["name"] == name


def test_a_name_that_is_cleared_becomes_the_usual_one_and_one_that_is_unmapped_stays() -> None:
    assert _update(Diff(cleared=frozenset({"name"}))).body == {"name": "K"}
    assert _update(Diff(set={"alias": "x"})).body == {"alias": "x"}


def test_an_update_sends_what_changed_and_leaves_the_tags_alone() -> None:
    row = _update(Diff(set={"notes": "n"}, cleared=frozenset({"text_field", "email"})), "theirs")
    assert row.body == {"notes": "n", "user_fields": {"text_field": None}}
    assert (row.moves, row.remote_id) == (False, "7")


def test_a_changed_key_is_written_as_it_is() -> None:
    assert _update(Diff(rekeyed=Rekeyed("old", "k"))).body == {"external_id": "K"}
    assert _update(Diff(set={"external_id": " K "})).body == {"external_id": "K"}


def test_the_whole_set_of_tags_is_what_it_has_without_what_it_left_and_with_what_it_joined() -> None:
    change = Diff(joined=frozenset({"New Comers"}), left=frozenset({"High Value"}))
    assert _update(change, "high_value", "agents_own", "theirs").body == {
        "tags": ["agents_own", "new_comers", "theirs"]
    }
    assert _update(Diff(left=frozenset({"High Value"})), "high_value").body == {"tags": []}


def test_the_tag_of_a_fields_old_value_goes_with_it() -> None:
    change = Diff(set={"tier": "tin", "vip": False}, joined=frozenset({"a"}))
    row = _update(change, "gold", "is_vip", "theirs", tags=FIELDS)
    assert row.body["tags"] == ["a", "theirs", "tin"]
    assert _create({"external_id": "1", "tier": "gold", "vip": True}, "a", tags=FIELDS).body["tags"] == [
        "a",
        "gold",
        "is_vip",
    ]


def test_field_tags_are_those_of_checkboxes_and_options() -> None:
    told: list[Mapping[str, object]] = [
        {"key": "vip", "type": "checkbox", "tag": "is_vip"},
        {"key": "tier", "type": "dropdown", "custom_field_options": [{"value": "gold"}, {"value": "tin"}, {}]},
        {"key": "text", "type": "text"},
    ]
    tags = tags_of(told)
    assert tags == FIELDS
    assert tags.given("tier", ("gold", "tin", "lead")) == {"gold", "tin"}
    assert tags.given("vip", False) == frozenset()


def test_a_changed_address_knows_which_ones_it_had_from_us() -> None:
    past = (Snapshot("k", {"email": "Old@demo.com"}), Snapshot("k", {"email": "new@demo.com"}), Snapshot("k"))
    wanted = Snapshot("k", {"email": " New@demo.com"})
    row = row_of(Update(WHO, "7", wanted, diff(past[0], wanted), None, past), NO_TAGS)
    assert isinstance(row, Row)
    assert (row.moves, row.address, row.former) == (True, "new@demo.com", frozenset({"old@demo.com"}))


def test_a_delete_names_the_user() -> None:
    assert row_of(Delete(WHO, "7", "k"), NO_TAGS) == Row(WHO, Call.DELETE, "k", "7")


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (None, None),
        (True, True),
        (" text ", " text "),
        (date(2026, 11, 23), "2026-11-23"),
        (datetime(2026, 11, 23, 1, 2, 3, 4, tzinfo=UTC), "2026-11-23T01:02:03.000Z"),
        (Decimal("15.50"), 15.5),
        (Decimal("12345678901234567890.123"), "12345678901234567890.123"),
        (3.0, 3),
        (2**60, str(2**60)),
        (("a", "b"), ["a", "b"]),
    ],
)
def test_values_are_sent_as_zendesk_takes_them(value: Value, sent: object) -> None:
    rendered = render(value)
    assert (type(rendered), rendered) == (type(sent), sent)


@given(st.text(max_size=30))
def test_a_tag_is_plain_and_stays_as_it_is(name: str) -> None:
    tag = tag_of(name)
    assert tag_of(tag) == tag
    assert set(tag) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")
    assert bool(tag) == bool(name.strip())


def test_groups_that_differ_in_digits_have_tags_of_their_own() -> None:
    assert (tag_of("Group 10!"), tag_of("Group 11!")) == ("group_10_", "group_11_")


@given(st.text(min_size=1, max_size=30).filter(str.strip))
def test_a_key_is_compared_in_lower_case(text: str) -> None:
    key = key_of(text).unwrap()
    assert key_of(key).unwrap() == key
    assert key == text.strip().lower()


@pytest.mark.parametrize("value", [None, "", "  ", ("a",), float("nan")])
def test_what_names_nobody_is_no_key(value: Value) -> None:
    assert key_of(value).failure().reason


@pytest.mark.parametrize(("value", "address"), [(" A@Demo.com ", "a@demo.com"), (None, ""), (3, "")])
def test_addresses_are_compared_in_lower_case(value: object, address: str) -> None:
    assert address_of(value) == address
