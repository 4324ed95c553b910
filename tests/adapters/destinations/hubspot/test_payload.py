"""Values, keys and bodies as HubSpot takes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.pipeline import is_successful

from joey.adapters.destinations.hubspot.keys import Matching
from joey.adapters.destinations.hubspot.payload import Row, find_body, row_of, value_text, waves, write_body
from joey.domain.action import ById, ByKey, Create, Delete, RemoteRecord, Update, Upsert
from joey.domain.diff import Diff, Rekeyed, diff, whole
from joey.domain.facts import Call
from joey.domain.property import Refusal, Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.gateway import Refused
from tests.adapters.destinations.hubspot.strategies import values

EMAIL = Matching("contacts", "email")
UNIQUE = Matching("contacts", "customer_id")
BY_ID = Matching("companies", "hs_object_id")
WANTED = Snapshot("ada@example.com", {"email": "Ada@Example.com", "firstname": "Ada", "lastname": None})
ONE = RecordId("1")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("Ada", "Ada"),
        (" spaced ", " spaced "),
        (True, "true"),
        (False, "false"),
        (30, "30"),
        (-0.0, "0"),
        (30.39, "30.39"),
        (1e-7, "0.0000001"),
        (1e22, "1" + "0" * 22),
        (Decimal("1.50"), "1.5"),
        (Decimal("1E+3"), "1000"),
        (date(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29, 23, 30, 0, 123987, UTC), "2024-02-29T23:30:00.123Z"),
        (datetime(2024, 3, 1, 1, 0, tzinfo=timezone(timedelta(hours=2))), "2024-02-29T23:00:00.000Z"),
        (("CHAMPION", "BLOCKER"), "CHAMPION;BLOCKER"),
        ((), ""),
        ((1, True), "1;true"),
    ],
)
def test_a_value_is_sent_as_the_text_that_hubspot_documents(value: Value, text: str) -> None:
    assert value_text(value) == text


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), Decimal("NaN"), datetime(2024, 1, 1), ("a;b",)],  # noqa: DTZ001 - naive on purpose
)
def test_a_value_without_a_text_is_refused(value: Value) -> None:
    assert isinstance(value_text(value), Refusal)


@given(values)
def test_every_value_has_a_text_or_a_reason(value: Value) -> None:
    assert isinstance(value_text(value), str | Refusal)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_digits_and_at_most_one_point_and_reads_back(number: float) -> None:
    text = value_text(number)
    assert isinstance(text, str)
    assert text.removeprefix("-").replace(".", "", 1).isdigit()
    assert float(text) == number


@pytest.mark.parametrize(
    ("matching", "value", "key"),
    [
        (EMAIL, " Ada@Example.COM ", "ada@example.com"),
        (UNIQUE, " C-1 ", "C-1"),
        (UNIQUE, 42, "42"),
        (UNIQUE, 42.0, "42"),
        (UNIQUE, Decimal("42.10"), "42.1"),
        (Matching("companies", "email"), "A@B.co", "A@B.co"),
    ],
)
def test_a_key_is_normalised(matching: Matching, value: Value, key: str) -> None:
    assert matching.key(value).unwrap() == key


@pytest.mark.parametrize("value", [None, "", "  \t", (), ("a",), float("nan")])
def test_a_key_that_is_none_is_refused_with_its_field(value: Value) -> None:
    refused = EMAIL.key(value)
    assert not is_successful(refused)
    assert refused.failure().field == "email"


def _row(write: Create | Update | Upsert | Delete, matching: Matching = EMAIL) -> Row:
    row = row_of(write, "0", matching)
    assert isinstance(row, Row)
    return row


def test_a_create_sends_everything_the_nulls_as_empty_texts() -> None:
    row = _row(Create(ONE, WANTED, whole(WANTED)))
    assert write_body(Call.CREATE, [row], EMAIL) == {
        "inputs": [
            {
                "properties": {"email": "Ada@Example.com", "firstname": "Ada", "lastname": ""},
                "objectWriteTraceId": "0",
            }
        ]
    }


def test_an_upsert_names_its_unique_property_and_its_key() -> None:
    wanted = Snapshot("C-1", {"customer_id": " C-1", "firstname": "Ada"})
    body = write_body(Call.UPSERT, [_row(Upsert(ONE, wanted, whole(wanted)), UNIQUE)], UNIQUE)
    assert body == {
        "inputs": [
            {
                "id": "C-1",
                "idProperty": "customer_id",
                "objectWriteTraceId": "0",
                "properties": {"customer_id": "C-1", "firstname": "Ada"},
            }
        ]
    }


def test_an_update_sends_its_diff_by_record_id() -> None:
    old = Snapshot("ada@example.com", {"email": "ada@example.com", "firstname": "Ada", "lastname": "Byron"})
    new = Snapshot("ada@example.com", {"email": "ada@example.com", "firstname": "Ada", "lastname": None})
    row = _row(Update(ONE, "77", new, diff(old, new)))
    assert write_body(Call.UPDATE, [row], EMAIL) == {
        "inputs": [{"id": "77", "properties": {"lastname": ""}, "objectWriteTraceId": "0"}]
    }


def test_a_renamed_record_gets_its_key_even_where_the_diff_has_no_such_field() -> None:
    row = _row(Update(ONE, "77", WANTED, Diff(rekeyed=Rekeyed("old@example.com", WANTED.key))))
    assert row.properties == {"email": "Ada@Example.com"}


def test_a_contact_found_by_an_additional_email_keeps_its_primary_one() -> None:
    found = RemoteRecord("77", frozenset({"primary@example.com", WANTED.key}))
    row = _row(Update(ONE, "77", WANTED, whole(WANTED), found))
    assert row.properties == {"firstname": "Ada", "lastname": ""}


def test_the_company_is_no_property_of_a_contact() -> None:
    wanted = Snapshot(WANTED.key, {**WANTED.fields, "Company.domain": "example.com"})
    assert "Company.domain" not in _row(Create(ONE, wanted, whole(wanted))).properties


def test_records_matched_by_hubspots_own_id_are_never_created_and_keep_it() -> None:
    wanted = Snapshot("77", {"hs_object_id": "77", "name": "Ada Ltd"})
    assert isinstance(row_of(Create(ONE, wanted, whole(wanted)), "0", BY_ID), Refused)
    assert _row(Update(ONE, "77", wanted, whole(wanted)), BY_ID).properties == {"name": "Ada Ltd"}


def test_a_value_that_has_no_text_refuses_its_row_and_names_the_field() -> None:
    wanted = Snapshot("ada@example.com", {"email": "ada@example.com", "score": float("nan")})
    refused = row_of(Create(ONE, wanted, whole(wanted)), "0", EMAIL)
    assert refused == Refused("is not a finite number", "score")


def test_an_archive_names_record_ids_alone() -> None:
    assert write_body(Call.DELETE, [_row(Delete(ONE, "77", "ada@example.com"))], EMAIL) == {"inputs": [{"id": "77"}]}


def test_a_find_asks_for_each_key_once_and_for_additional_emails() -> None:
    assert find_body([ByKey("a@b.co"), ByKey("a@b.co"), ByKey("c@d.co")], EMAIL) == {
        "idProperty": "email",
        "inputs": [{"id": "a@b.co"}, {"id": "c@d.co"}],
        "properties": ["email", "hs_merged_object_ids", "hs_additional_emails"],
        "propertiesWithHistory": [],
    }


def test_a_find_by_record_id_names_no_property_to_match() -> None:
    assert "idProperty" not in find_body([ById("77")], EMAIL)
    assert "idProperty" not in find_body([ByKey("77")], BY_ID)


@given(st.lists(st.sampled_from(["1", "2", "3"]), max_size=9))
def test_no_call_names_a_record_twice_and_every_row_is_in_one(remote_ids: list[str]) -> None:
    rows = [_row(Delete(RecordId(str(at)), remote_id, "k")) for at, remote_id in enumerate(remote_ids)]
    calls = waves(rows)
    assert sorted(row.record_id for call in calls for row in call) == sorted(row.record_id for row in rows)
    assert all(len({row.remote_id for row in call}) == len(call) for call in calls)


@given(st.dictionaries(st.text(min_size=1), values, max_size=5))
def test_no_body_ever_holds_a_property_that_is_no_text(fields: dict[str, Value]) -> None:
    wanted = Snapshot("C-1", fields)
    for write in (
        Create(ONE, wanted, whole(wanted)),
        Upsert(ONE, wanted, whole(wanted)),
        Update(ONE, "77", wanted, whole(wanted)),
    ):
        row = row_of(write, "0", UNIQUE)
        if isinstance(row, Row):
            assert all(isinstance(value, str) for value in row.properties.values())
        else:
            assert row.field in {*fields, "customer_id"}
