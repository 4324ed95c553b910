"""What is said of each Action, and what is made of the replies."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.pipeline import is_successful

from joey.adapters.destinations.sailthru.answers import read_answer, read_user
from joey.adapters.destinations.sailthru.keys import key_of, list_of
from joey.adapters.destinations.sailthru.payload import Row, render, row_of
from joey.adapters.http.exchange import Reply
from joey.domain.action import Delete, Update, Upsert
from joey.domain.diff import Diff, Rekeyed, whole
from joey.domain.facts import Call
from joey.domain.property import Refusal, Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.gateway import Answer, Gone, Refused, RowUnknown, Written

WHO = RecordId("1")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ASKED = {"fields": {"keys": 1}}
SENT = {"id": "s1", "key": "sid", "keysconflict": "error", "vars": {"name": "Ada Lovelace"}}

NAMES = st.sampled_from(("error", "errormsg", "ok", "keys", "sid", "email"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
    max_leaves=8,
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(st.characters()),
    st.dates(),
    st.datetimes(),
)


def _updated(change: Diff, key: str = "new@x.co") -> dict[str, object]:
    row = row_of(Update(WHO, "s1", Snapshot(key), change))
    assert isinstance(row, Row)
    return dict(row.body)


def _answer(call: Call, status: int, body: object, remote_id: str = "s1") -> Answer:
    return read_answer(Row(WHO, call, remote_id, SENT), Reply(status, {}, body, b"", NOON))


def test_a_new_user_is_said_whole_by_its_e_mail() -> None:
    fields: dict[str, Value] = {"email": "Ada@X.co", "extid": "7", "a[b]": (1, "x"), "gone": None}
    wanted = Snapshot("ada@x.co", fields, frozenset({"VIP"}))
    row = row_of(Upsert(WHO, wanted, whole(wanted)))
    assert isinstance(row, Row)
    assert row.body == {
        **ASKED,
        "id": "ada@x.co",
        "key": "email",
        "keys": {"extid": "7"},
        "keysconflict": "error",
        "vars": {"a[b]": [1, "x"], "gone": None},
        "lists": {"VIP": 1},
    }


def test_an_update_says_what_changes_and_nothing_else() -> None:
    named = {**ASKED, "id": "s1", "key": "sid"}
    assert _updated(Diff({"plan": "gold"}, frozenset({"ltv"}))) == {**named, "vars": {"plan": "gold", "ltv": None}}
    moved = Diff(joined=frozenset({"A"}), left=frozenset({"B"}))
    assert _updated(moved) == {**named, "lists": {"A": 1, "B": 0}}
    renamed = Diff({"email": "New@x.co"}, rekeyed=Rekeyed("old@x.co", "new@x.co"))
    assert _updated(renamed) == {**named, "keys": {"email": "new@x.co"}, "keysconflict": "error"}


def test_other_letters_of_one_e_mail_are_no_change() -> None:
    row = row_of(Update(WHO, "s1", Snapshot("ada@x.co"), Diff({"email": "ADA@x.co"})))
    assert isinstance(row, Row)
    assert row.says_nothing


def test_a_leaver_is_deleted_by_its_own_sid_alone() -> None:
    row = row_of(Delete(WHO, "s1", "ada@x.co", frozenset({"VIP"})))
    assert row == Row(WHO, Call.DELETE, "s1", {"id": "s1", "key": "sid"})


def test_names_that_are_too_long_and_numbers_that_are_none_are_refused_by_name() -> None:
    for name, value in (("x" * 33, "ok"), ("half", "\ud800"), ("nan", float("nan")), ("inf", (1.0, float("inf")))):
        answer = row_of(Update(WHO, "s1", Snapshot("k"), Diff({name: value})))
        assert isinstance(answer, Refused)
        assert answer.field == name


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, True),
        (3039, 3039),
        (2**60, str(2**60)),
        (Decimal("19.90"), 19.9),
        (Decimal("0.1000000000000000000001"), "0.1000000000000000000001"),
        (date(2026, 1, 31), "2026-01-31"),
        (datetime(2026, 1, 31, 12, tzinfo=UTC), "2026-01-31T12:00:00.000Z"),
        ((), []),
        ((date(2026, 1, 31), 7), ["2026-01-31", 7]),
    ],
)
def test_values_go_as_json(value: Value, written: object) -> None:
    assert render(value) == written


@given(st.one_of(VALUES, st.lists(VALUES.filter(lambda one: one is not None)).map(tuple)))
def test_every_value_goes_as_json_or_is_refused(value: Value) -> None:
    rendered = render(value)
    assert isinstance(rendered, Refusal) or orjson.loads(orjson.dumps(rendered)) == rendered


def test_keys_and_lists_are_named_as_sailthru_keeps_them() -> None:
    assert key_of(" Ada@X.co ").unwrap() == "ada@x.co"
    assert not is_successful(key_of(("a@x.co",)))
    assert not is_successful(key_of(float("nan")))
    assert not is_successful(key_of("\ud800@x.co"))
    assert (list_of(" Big $penders "), list_of("  ")) == ("Big -penders", "")


@pytest.mark.parametrize(
    ("call", "status", "body", "answer"),
    [
        (Call.UPSERT, 200, {"ok": True, "keys": {"sid": "s2"}}, Written("s2")),
        (Call.UPDATE, 200, {"ok": True}, Written("s1")),
        (Call.DELETE, 200, {"ok": True}, Written("s1")),
        (Call.UPDATE, 400, {"error": 99, "errormsg": "User not found with sid: s1"}, Gone()),
        (Call.DELETE, 404, {"error": 99, "errormsg": "User not found with sid: s1"}, Gone()),
        (Call.UPDATE, 400, {"error": 99, "errormsg": "no ada lovelace"}, Refused("no … (error 99)")),
        (
            Call.UPSERT,
            400,
            {"error": 11, "errormsg": "Invalid email: a@b"},
            Refused("Invalid email: … (error 11)", "email"),
        ),
        (Call.UPDATE, 200, {"error": 2, "errormsg": "x"}, Refused("x (error 2)")),
        (Call.UPDATE, 404, "nothing here", Refused("HTTP 404: Sailthru doesn't say why")),
    ],
)
def test_each_reply_has_its_answer(call: Call, status: int, body: object, answer: Answer) -> None:
    assert _answer(call, status, body, "" if call is Call.UPSERT else "s1") == answer


@pytest.mark.parametrize("body", [None, {}, [], "text", {"ok": False}, {"ok": True}, {"ok": True, "keys": None}])
def test_an_answer_that_says_too_little_leaves_a_new_user_unknown(body: object) -> None:
    assert isinstance(_answer(Call.UPSERT, 200, body, ""), RowUnknown)


@given(st.sampled_from((Call.UPDATE, Call.UPSERT, Call.DELETE)), st.integers(200, 599), JSON)
def test_no_reply_is_too_strange_to_be_read(call: Call, status: int, body: object) -> None:
    assert isinstance(_answer(call, status, body), Written | Gone | Refused | RowUnknown)
    found = read_user(Reply(status, {}, body, b"", NOON))
    assert not is_successful(found) or found.unwrap() is None or found.unwrap().id  # type: ignore[union-attr]
