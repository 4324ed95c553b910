"""Actions as rows, and results as answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.destinations.salesforce import jobs
from joey.adapters.destinations.salesforce.answers import LEFT, read_results, refusal
from joey.adapters.destinations.salesforce.complaints import Complaint, complaint_in, complaint_of
from joey.adapters.destinations.salesforce.described import FieldInfo, ObjectInfo
from joey.adapters.destinations.salesforce.jobs import csv_of, fits, handle_of, job_of
from joey.adapters.destinations.salesforce.keys import Matching, Reference, Setup
from joey.adapters.destinations.salesforce.payload import Row, render, row_of
from joey.domain.action import Create, Delete, Update, Upsert
from joey.domain.diff import diff, whole
from joey.domain.facts import Call
from joey.domain.property import Refusal, Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.gateway import Answer, Exists, Gone, Handle, Refused, RowThrottled, RowUnknown, Written

ME = RecordId("1")
FIELDS = {
    "Email": FieldInfo("Email", "email"),
    "Active__c": FieldInfo("Active__c", "boolean", default=False),
    "Status": FieldInfo("Status", "picklist", default="Open"),
    "Age__c": FieldInfo("Age__c", "double"),
    "Tags__c": FieldInfo("Tags__c", "multipicklist"),
}
INFO = ObjectInfo("Contact", fields=FIELDS)
SETUP = Setup(Matching("Contact", "Email"))
WITH_ACCOUNT = Setup(SETUP.matching, Reference("AccountId", Matching("Account", "Name")))
BY_ID = Setup(Matching("Contact", "Id"))
ADA = Snapshot("ada@demo.com", {"Email": "Ada@demo.com", "Age__c": 36, "Active__c": True})


@pytest.mark.parametrize(
    ("value", "field", "expected"),
    [
        (None, "Age__c", None),
        (None, "Active__c", False),
        (None, "Status", "Open"),
        ("  ", "Status", "Open"),
        ("  Ada ", "Email", "Ada"),
        (0, "Age__c", 0),
        (24.0, "Age__c", 24),
        (Decimal("34.66"), "Age__c", 34.66),
        (True, "Active__c", True),
        (True, "Status", "true"),
        (("a", "b"), "Tags__c", "a;b"),
        ((), "Tags__c", None),
        (date(1980, 12, 21), "Status", "1980-12-21"),
        (datetime(2020, 8, 30, 5, 49, 48, tzinfo=UTC), "Status", "2020-08-30T05:49:48.000Z"),
        (12, "Status", "12"),
    ],
)
def test_a_value_is_written_as_its_field_takes_it(value: Value, field: str, expected: object) -> None:
    written = render(value, FIELDS[field])
    assert (type(written), written) == (type(expected), expected)


def test_a_list_is_refused_by_a_field_for_one() -> None:
    assert isinstance(render(("a",), FIELDS["Email"]), Refusal)


def test_a_create_says_everything_and_an_update_what_changed() -> None:
    made = row_of(Create(ME, ADA, whole(ADA)), SETUP, INFO, None)
    assert made == Row(ME, Call.CREATE, ADA.key, {"Active__c": True, "Age__c": 36, "Email": "Ada@demo.com"})
    new = Snapshot(ADA.key, {**ADA.fields, "Age__c": None})
    assert row_of(Update(ME, "003", new, diff(ADA, new)), SETUP, INFO, None) == Row(
        ME, Call.UPDATE, "003", {"Age__c": None}
    )


def test_a_changed_key_is_written_as_it_is_in_the_source() -> None:
    new = Snapshot("eve@demo.com", {**ADA.fields, "Email": "Eve@demo.com"})
    row = row_of(Update(ME, "003", new, diff(ADA, new)), SETUP, INFO, None)
    assert row == Row(ME, Call.UPDATE, "003", {"Email": "Eve@demo.com"})


def test_a_parent_s_fields_become_the_field_that_refers_to_it() -> None:
    wanted = Snapshot("a@b.co", {"Email": "a@b.co", "Account.Name": "Acme", "Account.Site": "x"})
    row = row_of(Upsert(ME, wanted, whole(wanted)), WITH_ACCOUNT, INFO, "001")
    assert row == Row(ME, Call.UPSERT, "a@b.co", {"AccountId": "001", "Email": "a@b.co"})


def test_a_parent_that_is_not_spoken_of_is_left_and_a_null_clears_it() -> None:
    old = Snapshot("a@b.co", {"Account.Name": "Acme", "Age__c": 1})
    aged = Snapshot("a@b.co", {"Account.Name": "Acme", "Age__c": 2})
    freed = Snapshot("a@b.co", {"Account.Name": None, "Age__c": 1})
    assert row_of(Update(ME, "003", aged, diff(old, aged)), WITH_ACCOUNT, INFO, None) == Row(
        ME, Call.UPDATE, "003", {"Age__c": 2}
    )
    assert row_of(Update(ME, "003", freed, diff(old, freed)), WITH_ACCOUNT, INFO, None) == Row(
        ME, Call.UPDATE, "003", {"AccountId": None}
    )


def test_by_id_nothing_is_made_and_the_id_is_no_field() -> None:
    wanted = Snapshot("0034S000005YJYgQAO", {"Id": "0034S000005YJYg", "Age__c": 1})
    assert isinstance(row_of(Create(ME, wanted, whole(wanted)), BY_ID, INFO, None), Refused)
    row = row_of(Update(ME, wanted.key, wanted, whole(wanted)), BY_ID, INFO, None)
    assert row == Row(ME, Call.UPDATE, wanted.key, {"Age__c": 1})
    assert row_of(Delete(ME, "003", "k"), BY_ID, INFO, None) == Row(ME, Call.DELETE, "003")


@pytest.mark.parametrize("bad", ["123", "x" * 16, "0034S000005YJY!"])
def test_an_id_that_is_none_is_refused(bad: str) -> None:
    assert "Salesforce id" in BY_ID.matching.key(bad).failure().reason
    assert BY_ID.matching.key("0034S000005YJYg").unwrap() == "0034S000005YJYgQAO"


@pytest.mark.parametrize(
    ("complaint", "call", "expected"),
    [
        (Complaint("ENTITY_IS_DELETED", "entity is deleted"), Call.UPDATE, Gone()),
        (Complaint("INVALID_CROSS_REFERENCE_KEY", "x", ("Id",)), Call.DELETE, Gone()),
        (Complaint("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference"), Call.UPDATE, Written("me", LEFT)),
        (
            Complaint(
                "DUPLICATE_VALUE", "duplicate value found: Email duplicates value on record with id: 0034S000005YJYg"
            ),
            Call.CREATE,
            Exists("0034S000005YJYgQAO"),
        ),
    ],
)
def test_an_error_that_means_something_of_its_own(complaint: Complaint, call: Call, expected: Answer) -> None:
    assert refusal(complaint, call, "me", "Email") == expected


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("INVALID_CROSS_REFERENCE_KEY", Refused),
        ("DUPLICATE_VALUE", Refused),
        ("DUPLICATES_DETECTED", Refused),
        ("UNABLE_TO_LOCK_ROW", RowThrottled),
        ("UNKNOWN_EXCEPTION", RowUnknown),
        ("", Refused),
    ],
)
def test_an_error_of_another_field_is_no_more_than_it_says(code: str, kind: type) -> None:
    assert isinstance(refusal(Complaint(code, "why", ("Other__c",)), Call.CREATE, "k", "Email"), kind)


def test_a_reason_repeats_nobody_s_values() -> None:
    complaint = Complaint(
        "INVALID_EMAIL_ADDRESS", "email field: invalid email address: badmail of ada@demo.com", ("E",)
    )
    refused = refusal(complaint, Call.CREATE, "k", "Email", ["badmail"])
    assert isinstance(refused, Refused)
    assert refused.field == "E"
    assert "badmail" not in refused.reason
    assert "ada@" not in refused.reason
    assert "invalid email address" in refused.reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.sampled_from(list(Call)))
def test_no_answer_is_too_strange_to_be_read(body: object, call: Call) -> None:
    rows = [Row(ME, call, "k"), Row(RecordId("2"), call, "l")]
    assert read_results(body, rows, "Email").keys() == {ME, RecordId("2")}
    complaint_of(body)


@given(st.text(max_size=60))
def test_no_cell_is_too_strange_to_be_read(cell: str) -> None:
    assert isinstance(complaint_in(cell), Complaint)


def test_a_cell_tells_code_message_and_fields() -> None:
    told = complaint_in("REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --")
    assert told == Complaint("REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]", ("LastName",))
    assert complaint_in("X:a: b c --") == Complaint("X", "a: b c")


def test_a_csv_leaves_what_is_not_spoken_of_and_clears_what_is_null() -> None:
    rows = [Row(ME, Call.UPDATE, "003a", {"A": None, "B": True}), Row(ME, Call.UPDATE, "003b", {"C": 'x, "y"\nz'})]
    assert csv_of(rows).decode() == 'Id,A,B,C\n003a,#N/A,true,\n003b,,,"x, ""y""\nz"\n'
    assert fits(rows[0])
    assert not fits(Row(ME, Call.UPDATE, "003", {"A": "#N/A"}))


@given(st.dictionaries(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20), min_size=1, max_size=20))
def test_a_handle_tells_who_is_meant_by_each_row(named: dict[str, str]) -> None:
    rows = [Row(RecordId(record_id), Call.UPSERT, key) for key, record_id in named.items()]
    job = job_of(handle_of("750", rows))
    assert job is not None
    assert (job.id, job.call) == ("750", Call.UPSERT)
    assert set(job.records.values()) == set(named.values())


@pytest.mark.parametrize("handle", ["", "750", "750 abc", "750 e30="])
def test_a_strange_handle_is_nobody_s_job(handle: str) -> None:
    assert job_of(Handle(handle)) is None


def test_results_are_read_by_key_whatever_their_order() -> None:
    rows = [Row(RecordId(str(n)), Call.CREATE, f"{n}@b.co") for n in (1, 2, 3)]
    job = job_of(handle_of("750", rows))
    assert job is not None
    good = '"sf__Id","sf__Created","Email"\n"0034S000005YJYg","true","2@B.co"\n"x","true","9@b.co"\n'
    bad = '"sf__Id","sf__Error","Email"\n"","UNABLE_TO_LOCK_ROW:busy:--","1@b.co"\n'
    assert jobs.read_good(good, job, SETUP) == {"2": Written("0034S000005YJYgQAO")}
    assert isinstance(jobs.read_bad(bad, job, SETUP)[ME], RowThrottled)
    assert jobs.read_left('"Email"\n"3@b.co"\n', job, SETUP, Gone()) == {"3": Gone()}
