"""Actions as the bodies of Marketo's calls, and the keys that leads are matched by."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.pipeline import is_successful

from joey.adapters.destinations.marketo.facts import BATCH
from joey.adapters.destinations.marketo.keys import Matching
from joey.adapters.destinations.marketo.payload import (
    LONGEST_QUERY,
    Row,
    find_request,
    row_of,
    value_json,
    waves,
    write_request,
)
from joey.domain.action import ById, ByKey, Create, Delete, Update, Upsert, Write
from joey.domain.diff import Diff, Rekeyed, diff, whole
from joey.domain.facts import Call
from joey.domain.property import Refusal, Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.gateway import Refused

BY_EMAIL = Matching()
ADA = Snapshot("ada@demo.com", {"email": "Ada@demo.com", "firstName": "Ada", "leadScore": 3})
WHO = RecordId("1")


def row(write: Write, matching: Matching = BY_EMAIL) -> Row:
    made = row_of(write, matching)
    assert isinstance(made, Row)
    return made


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (True, True),
        (14, 14),
        (1.5, 1.5),
        (Decimal("10.40"), "10.4"),
        ("", ""),
        (date(2020, 8, 30), "2020-08-30"),
        (datetime(2020, 8, 30, 7, 49, 48, 999_999, timezone(timedelta(hours=2))), "2020-08-30T05:49:48Z"),
        (datetime(800, 1, 2, tzinfo=UTC), "0800-01-02T00:00:00Z"),
    ],
)
def test_values_are_as_marketo_takes_them(value: Value, written: object) -> None:
    assert value_json(value) == written
    assert type(value_json(value)) is type(written)


@pytest.mark.parametrize("value", [("a", "b"), float("nan"), Decimal("Infinity"), datetime(2020, 1, 1)])  # noqa: DTZ001
def test_values_that_marketo_has_no_form_for_are_refused(value: Value) -> None:
    assert isinstance(value_json(value), Refusal)
    wanted = Snapshot("ada@demo.com", {"leadScore": value})
    refused = row_of(Create(WHO, wanted, whole(wanted)), BY_EMAIL)
    assert isinstance(refused, Refused)
    assert refused.field == "leadScore"


def test_an_upsert_names_the_lookup_field_and_an_update_the_id() -> None:
    upsert = write_request(Call.UPSERT, [row(Upsert(WHO, ADA, whole(ADA)))], BY_EMAIL)
    fields = {"email": "ada@demo.com", "firstName": "Ada", "leadScore": 3}
    assert upsert.json == {"action": "createOrUpdate", "lookupField": "email", "input": [fields]}
    changed = Update(WHO, "7149", ADA, Diff(set={"firstName": "A"}, cleared=frozenset({"leadScore"})))
    update = write_request(Call.UPDATE, [row(changed)], BY_EMAIL)
    sent = {"id": 7149, "firstName": "A", "leadScore": None}
    assert update.json == {"action": "updateOnly", "lookupField": "id", "input": [sent]}
    delete = write_request(Call.DELETE, [row(Delete(WHO, "7149", "ada@demo.com"))], BY_EMAIL)
    assert (delete.path, delete.json) == ("/rest/v1/leads/delete.json", {"input": [{"id": 7149}]})


def test_a_partition_goes_with_what_may_make_a_lead_and_not_with_an_update() -> None:
    matching = Matching("email", "Europe")
    made = write_request(Call.CREATE, [row(Create(WHO, ADA, whole(ADA)))], matching)
    assert isinstance(made.json, dict)
    assert (made.json["action"], made.json["partitionName"]) == ("createOnly", "Europe")
    old = Snapshot(ADA.key, {})
    updated = write_request(Call.UPDATE, [row(Update(WHO, "1", ADA, diff(old, ADA)))], matching)
    assert isinstance(updated.json, dict)
    assert "partitionName" not in updated.json


def test_a_changed_key_is_written_as_it_is_normalised() -> None:
    rekeyed = Update(WHO, "7149", ADA, Diff(rekeyed=Rekeyed("old@demo.com", "ada@demo.com")))
    assert row(rekeyed).fields == {"email": "ada@demo.com"}
    assert row(rekeyed).claims
    assert not row(Update(WHO, "7149", ADA, Diff(set={"firstName": "A"}))).claims


def test_by_id_nothing_is_made_and_the_id_is_no_field() -> None:
    by_id = Matching("id")
    wanted = Snapshot("7149", {"id": 7149, "firstName": "A"})
    assert isinstance(row_of(Create(WHO, wanted, whole(wanted)), by_id), Refused)
    assert row(Update(WHO, "7149", wanted, whole(wanted)), by_id).fields == {"firstName": "A"}


def test_a_short_lookup_is_a_get_and_a_long_one_a_post_that_says_so() -> None:
    short = find_request([ByKey("ada@demo.com"), ByKey("eve@demo.com")], BY_EMAIL)
    asked = {
        "filterType": "email",
        "filterValues": "ada@demo.com,eve@demo.com",
        "fields": "id,email",
        "batchSize": "300",
    }
    assert (short.method, short.params, short.form) == ("GET", asked, None)
    many = [ByKey(f"{'x' * 20}{n}@demo.com") for n in range(BATCH)]
    long = find_request(many, BY_EMAIL, "next")
    assert (long.method, long.path, long.params) == ("POST", "/rest/v1/leads.json", {"_method": "GET"})
    assert long.form is not None
    assert long.form["filterValues"] == ",".join(lookup.key for lookup in many)
    assert long.form["nextPageToken"] == "next"
    assert long.call is Call.FIND


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=300))
def test_no_address_of_a_lookup_is_longer_than_marketo_takes(keys: list[str]) -> None:
    request = find_request([ByKey(key) for key in keys], Matching("customer_id"))
    values = request.params["filterValues"] if request.method == "GET" and isinstance(request.params, dict) else ""
    assert len(str(values)) <= LONGEST_QUERY


def test_ids_are_looked_up_by_id_each_once() -> None:
    request = find_request([ById("7149"), ById("7149"), ById("7150")], BY_EMAIL)
    assert isinstance(request.params, dict)
    assert (request.params["filterType"], request.params["filterValues"]) == ("id", "7149,7150")


@given(st.lists(st.sampled_from(["a", "A", "b", "c"]), max_size=8))
def test_no_call_names_a_key_twice_whatever_its_case(keys: list[str]) -> None:
    rows = [row(Upsert(RecordId(str(n)), Snapshot(key), whole(Snapshot(key)))) for n, key in enumerate(keys)]
    calls = waves(rows)
    assert sorted(one.record_id for call in calls for one in call) == sorted(one.record_id for one in rows)
    for call in calls:
        assert len({one.key.casefold() for one in call}) == len(call)


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("email", "  Ada@Demo.com ", "ada@demo.com"),
        ("customer_id", " C-1 ", "C-1"),
        ("integer_field", 14, "14"),
        ("id", "7149", "7149"),
    ],
)
def test_keys_are_normalised_and_stay_so(field: str, value: Value, key: str) -> None:
    matching = Matching(field)
    assert matching.key(value).unwrap() == key
    assert matching.key(key).unwrap() == key


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "a,b@demo.com"), ("email", "ada@dém.com"), ("id", "C-1"), ("customer_id", ("a",)), ("customer_id", " ")],
)
def test_keys_that_marketo_cannot_look_up_are_refused(field: str, value: Value) -> None:
    refused = Matching(field).key(value)
    assert not is_successful(refused)
    assert refused.failure().field == field
