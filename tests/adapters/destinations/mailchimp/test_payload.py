"""Actions as the bodies of Mailchimp's calls."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from decimal import Decimal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.destinations.mailchimp.keys import Matching, digest
from joey.adapters.destinations.mailchimp.payload import Row, render, row_of
from joey.domain.action import Create, Delete, Update, Upsert, Write
from joey.domain.diff import Diff, Rekeyed, diff, whole
from joey.domain.facts import Call
from joey.domain.property import Refusal, Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.gateway import Refused

ME = RecordId("1")
BY_EMAIL, BY_ID = Matching("a36b032126"), Matching("a36b032126", by_id=True)
WANTED = Snapshot("ada@demo.com", {"email_address": "Ada@demo.com", "FNAME": "Ada", "LTV": None, "vip": True})
NEW = {"email_address": "Ada@demo.com", "merge_fields": {"FNAME": "Ada", "LTV": ""}, "vip": True}


def _row(write: Write, matching: Matching = BY_EMAIL) -> Row:
    row = row_of(write, matching, {})
    assert isinstance(row, Row), row
    return row


def _update(old: Snapshot, new: Snapshot) -> Update:
    return Update(ME, "c1", new, diff(old, new))


def test_an_upsert_is_a_put_at_the_hash_that_subscribes_only_who_is_new() -> None:
    row = _row(Upsert(ME, WANTED, whole(WANTED)))
    assert (row.method, row.named, dict(row.params)) == ("PUT", digest("ada@demo.com"), {})
    assert row.body == {**NEW, "status_if_new": "subscribed"}


def test_a_create_is_a_post() -> None:
    row = _row(Create(ME, WANTED, whole(WANTED)))
    assert (row.method, row.named, row.body) == ("POST", "", {**NEW, "status": "subscribed"})


def test_an_update_is_a_patch_of_what_changed_and_nothing_else() -> None:
    row = _row(_update(WANTED, Snapshot(WANTED.key, {**WANTED.fields, "FNAME": None, "LTV": 15.5})))
    assert (row.method, row.named) == ("PATCH", "c1")
    assert row.body == {"merge_fields": {"FNAME": "", "LTV": 15.5}}
    assert row.params == {"skip_merge_validation": "true"}


@pytest.mark.parametrize("call", [Call.UPDATE, Call.DELETE])
def test_nothing_but_a_new_member_gets_a_status(call: Call) -> None:
    write = (
        _update(WANTED, Snapshot("eve@demo.com", {"FNAME": "Eve"})) if call is Call.UPDATE else Delete(ME, "c1", "k")
    )
    assert not {"status", "status_if_new"} & _row(write).body.keys()


def test_a_changed_key_is_a_new_address_for_the_same_member() -> None:
    moved = Snapshot("eve@demo.com", {**WANTED.fields, "email_address": "Eve@demo.com"})
    assert _row(_update(WANTED, moved)).body == {"email_address": "Eve@demo.com"}
    bare = Update(ME, "c1", Snapshot("eve@demo.com"), Diff(rekeyed=Rekeyed("ada@demo.com", "eve@demo.com")))
    assert _row(bare).body == {"email_address": "eve@demo.com"}


def test_by_id_the_id_is_no_field_and_an_address_is_one() -> None:
    old, new = Snapshot("c1", {"mailchimp_id": "c1"}), Snapshot("c1", {"mailchimp_id": "C1", "email_address": "a@b.co"})
    assert _row(_update(old, new), BY_ID).body == {"email_address": "a@b.co"}
    nulled = Snapshot("c1", {"mailchimp_id": "c1", "email_address": None, "FNAME": "A"})
    assert _row(_update(old, nulled), BY_ID).body == {"merge_fields": {"FNAME": "A"}}


@pytest.mark.parametrize("write", [Create(ME, WANTED, Diff()), Upsert(ME, WANTED, Diff())])
def test_by_id_nobody_is_made(write: Write) -> None:
    refused = row_of(write, BY_ID, {})
    assert isinstance(refused, Refused)
    assert refused.field == "mailchimp_id"


def test_a_value_without_a_form_refuses_its_row_and_names_the_field() -> None:
    wanted = Snapshot("ada@demo.com", {"email_address": "ada@demo.com", "FNAME": ("a", "b")})
    refused = row_of(Upsert(ME, wanted, whole(wanted)), BY_EMAIL, {})
    assert isinstance(refused, Refused)
    assert refused.field == "FNAME"


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (None, "", ""),
        ("", "", ""),
        (True, "", "true"),
        (False, "", "false"),
        (12, "", 12),
        (15.5, "", 15.5),
        (3.0, "", 3),
        (Decimal("0.1"), "", 0.1),
        (Decimal("0.12345678901234567890"), "", "0.1234567890123456789"),
        (2**80, "", str(2**80)),
        (date(1980, 12, 21), "", "1980-12-21"),
        (datetime(2024, 1, 2, 3, 4, 5, 678, UTC), "", "2024-01-02T03:04:05.000Z"),
        ("1980-12-21", "birthday", "12/21"),
        (date(1980, 12, 21), "birthday", "12/21"),
        ("12/21", "birthday", "12/21"),
        ("+12133734253", "us phone", "213-373-4253"),
        ("+4930123456", "us phone", "+4930123456"),
        ("1 Main St", "address", "1 Main St"),
        ('{"addr1": "1 Main St"}', "address", {"addr1": "1 Main St"}),
        ('{"addr1": ', "address", '{"addr1": '),
        (None, "vip", False),
        (True, "vip", True),
        ("O'Neil, Jr. 💡", "", "O'Neil, Jr. 💡"),
    ],
)
def test_each_value_has_its_form(value: Value, kind: str, expected: object) -> None:
    rendered = render(value, kind)
    assert rendered == expected
    assert type(rendered) is type(expected)


@pytest.mark.parametrize("value", [math.nan, math.inf, ("a",)])
def test_what_has_no_form_is_refused(value: Value) -> None:
    assert isinstance(render(value), Refusal)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text() | st.dates()


@given(SCALARS, st.sampled_from(["", "birthday", "us phone", "address", "vip"]))
def test_whatever_is_rendered_can_be_sent(value: Value, kind: str) -> None:
    rendered = render(value, kind)
    if not isinstance(rendered, Refusal):
        assert orjson.loads(orjson.dumps(rendered)) == rendered


@pytest.mark.parametrize(
    ("matching", "value", "key"),
    [(BY_EMAIL, " Ada@Demo.com ", "ada@demo.com"), (BY_ID, "93B835", "93b835"), (BY_ID, 12, "12")],
)
def test_keys_are_trimmed_and_in_lower_case(matching: Matching, value: Value, key: str) -> None:
    assert matching.key(value).unwrap() == key


def test_the_hash_is_of_the_address_in_lower_case() -> None:
    assert digest(" WX3ti580f4ycqy185cumm@grouparoo.com") == "5eb0d793a5aa4f1b9fd29305d6afbf7c"
