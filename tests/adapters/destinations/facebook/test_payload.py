"""What values become before they leave for Facebook: by the vendor's page, and by vectors computed elsewhere."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.pipeline import is_successful

from joey.adapters.destinations.facebook.countries import COUNTRIES
from joey.adapters.destinations.facebook.normalising import normal, sent
from joey.adapters.destinations.facebook.payload import joining, key_field, leaving
from joey.adapters.destinations.facebook.schema import NAMES, PRIMARY_KEYS
from joey.domain.property import Refusal, Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.gateway import Refused
from joey.ports.lists import Member
from tests.adapters.destinations.facebook.subject import hashed

ANY_HASH = "2e5b5d0a3c2f708e9cfc1eb6396c60814862229246a84697da56931761b8e6e7"
UUID = "38400000-8CF0-11BD-B23E-10B96E40000D"


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("EMAIL", " Brian@demo.com ", "2e5b5d0a3c2f708e9cfc1eb6396c60814862229246a84697da56931761b8e6e7"),
        ("FN", "Brian", "f3fe5a51a2be8c6dc715028858fcba82ee021be7687e4f95b45086b8ffb1a23f"),
        ("LN", "simpson", "467b1b85a0ee941df09ab955dcb561d51bcae760fbec8d0ec154c05528c9cb51"),
        ("ZIP", "71711-1234", "386bbb8f2cdb1e6f234254ca3752d18ceea27e9b0a7a1ae66ac5ef2cabe74e05"),
        ("COUNTRY", "US", "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621"),
        ("GEN", "Male", "62c66a7a5dd70c3146618063c344e531e6d4b59e379808443ce962b3abd63c5a"),
        ("CT", "New York", "350c754ba4d38897693aa077ef43072a859d23f613443133fecbbd90a3512ca5"),
    ],
)
def test_known_hashes(field: str, value: str, expected: str) -> None:
    assert sent(field, value) == expected


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("EMAIL", "A.B+c@Demo.CO.uk", "a.b+c@demo.co.uk"),
        ("PHONE", "+1 (415) 555-2671", "14155552671"),
        ("PHONE", "0044 20 7946 0958", "442079460958"),
        ("PHONE", "ext.", ""),
        ("FN", " O'Brien-Smith ", "obriensmith"),
        ("FN", "Ñandú", "ñandú"),
        ("LN", unicodedata.normalize("NFD", "Valéry"), "valéry"),
        ("LN", "van der Berg", "van der berg"),
        ("FI", "Élodie", "é"),
        ("FI", "'Tis", "t"),
        ("GEN", "F.", "f"),
        ("GEN", "female", "f"),
        ("GEN", "divers", ""),
        ("DOBY", 1984, "1984"),
        ("DOBY", date(1984, 7, 3), "1984"),
        ("DOBM", date(1984, 7, 3), "07"),
        ("DOBD", datetime(1984, 7, 3, tzinfo=UTC), "03"),
        ("DOBM", "7", "07"),
        ("DOBD", "031", "31"),
        ("CT", "St. Louis (MO)-x", "stlouismox"),
        ("CT", "Århus", "århus"),
        ("ST", "CA", "ca"),
        ("ZIP", "M1 1AE", "m11ae"),
        ("ZIP", "7", ""),
        ("COUNTRY", "de", "de"),
        ("EXTERN_ID", " User-42 ", "User-42"),
        ("MADID", UUID, UUID.lower()),
        ("FN", "  ", ""),
        ("FN", None, ""),
        ("EMAIL", ANY_HASH.upper(), ANY_HASH),
    ],
)
def test_a_value_is_normalised(field: str, value: Value, expected: str) -> None:
    assert normal(field, value) == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("EMAIL", "a@b"),
        ("EMAIL", "nobody"),
        ("EMAIL", "a b@demo.com"),
        ("PHONE", "12345"),
        ("PHONE", "1234567890123456"),
        ("COUNTRY", "UK"),
        ("COUNTRY", "usa"),
        ("COUNTRY", "XK"),
        ("DOBY", 84),
        ("DOBM", 13),
        ("DOBD", "first"),
        ("DOBD", 0),
        ("EXTERN_ID", "ada@demo.com"),
        ("EXTERN_ID", "+1 415 555 2671"),
        ("MADID", "Ada Lovelace"),
        ("FN", ("a", "b")),
    ],
)
def test_what_facebook_could_not_use_is_refused_without_being_repeated(field: str, value: Value) -> None:
    refusal = normal(field, value)
    assert isinstance(refusal, Refusal)
    assert refusal.field == field
    assert str(value) not in refusal.reason


def test_there_are_249_countries() -> None:
    assert len(COUNTRIES) == 249


def test_a_hash_stays_as_it_is_and_an_id_leaves_as_it_is() -> None:
    assert sent("EMAIL", ANY_HASH) == ANY_HASH
    assert (sent("EXTERN_ID", "User-42"), sent("MADID", UUID)) == ("User-42", UUID.lower())
    assert sent("PHONE", "-") == ""


@given(field=st.sampled_from([name for name in NAMES if name not in {"EXTERN_ID", "MADID"}]), text=st.text(max_size=40))
def test_what_leaves_of_any_text_is_a_hash_or_nothing(field: str, text: str) -> None:
    left = sent(field, text)
    assert isinstance(left, Refusal) or left == "" or (len(left) == 64 and set(left) <= set("0123456789abcdef"))


@given(primary_key=st.sampled_from(PRIMARY_KEYS), text=st.text(max_size=40))
def test_a_normalised_key_stays_as_it_is(primary_key: str, text: str) -> None:
    rule = key_field(primary_key).rule
    key = rule(text)
    if is_successful(key):
        assert rule(key.unwrap()).unwrap() == key.unwrap()


def member(record_id: str, key: str, **fields: Value) -> Member:
    return Member(RecordId(record_id), key, key, Snapshot(key, fields))


ADA = member("1", "ada@demo.com", EMAIL="Ada@demo.com", FN="Ada", LN=None)
BOB = member("2", "bob@demo.com", EMAIL="bob@demo.com", ZIP="12345")


def test_a_row_has_all_fields_of_its_batch_and_the_primary_key_first() -> None:
    upload = joining([BOB, ADA], "EMAIL")
    assert upload.schema == ("EMAIL", "FN", "LN", "ZIP")
    assert upload.rows[RecordId("1")] == (hashed("ada@demo.com"), hashed("ada"), "", "")
    assert upload.rows[RecordId("2")] == (hashed("bob@demo.com"), "", "", hashed("12345"))
    assert upload.body == {
        "payload": {"schema": upload.schema, "data": [upload.rows[RecordId("2")], upload.rows[RecordId("1")]]}
    }


def test_who_leaves_is_named_by_the_key_alone() -> None:
    upload = leaving([ADA], "EMAIL")
    assert (upload.schema, dict(upload.rows)) == (("EMAIL",), {"1": (hashed("ada@demo.com"),)})


def test_an_external_id_leaves_as_it_joined() -> None:
    user = member("1", "User-42", EXTERN_ID=" User-42", EMAIL="ada@demo.com")
    assert joining([user], "EXTERN_ID").rows[RecordId("1")] == ("User-42", hashed("ada@demo.com"))
    assert leaving([user], "EXTERN_ID").rows[RecordId("1")] == ("User-42",)


def test_one_bad_value_refuses_its_row_only() -> None:
    bad = member("3", "eve@demo.com", EMAIL="eve@demo.com", COUNTRY="Atlantis")
    upload = joining([ADA, bad], "EMAIL")
    assert set(upload.rows) == {"1"}
    refused = upload.refused[RecordId("3")]
    assert isinstance(refused, Refused)
    assert refused.field == "COUNTRY"
