"""The Graph API's errors and throttling as the HTTP client gets to know them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.destinations.facebook.client import FacebookReading, proof_of
from joey.adapters.destinations.facebook.complaints import complaint_of
from joey.adapters.http.exchange import Reply
from joey.adapters.http.verdict import Allowance, Denied, Expired, Fine, Throttle, Transient, Verdict

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
READING = FacebookReading(calls=5_000)


def reply(status: int, body: object = None, usage: object = None) -> Reply:
    headers = {} if usage is None else {"x-business-use-case-usage": orjson.dumps({"1": [usage]}).decode()}
    return Reply(status, headers, body, b"", NOON)


def error(code: int, subcode: int | None = None, **more: object) -> dict[str, object]:
    return {"error": {"message": "why", "type": "OAuthException", "code": code, "error_subcode": subcode, **more}}


def verdict(status: int, body: object) -> Verdict:
    return READING.classify(reply(status, body))


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80000, 80003, 80004, 80014])
@pytest.mark.parametrize("status", [400, 403, 429])
def test_throttling_is_known_by_its_code(code: int, status: int) -> None:
    assert isinstance(verdict(status, error(code)), Throttle)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, {"id": "1"}, Fine),
        (400, error(100), Fine),
        (400, error(100, 33), Fine),
        (400, error(2650), Fine),
        (400, error(1), Transient),
        (500, error(2), Transient),
        (400, error(100, is_transient=True), Transient),
        (500, error(100), Transient),
        (503, "<html>busy</html>", Transient),
        (400, error(190), Denied),
        (401, error(190, 463), Denied),
        (401, None, Expired),
        (403, error(10), Denied),
        (400, error(200), Denied),
        (400, error(2635), Denied),
        (400, error(80015), Fine),
        (429, None, Throttle),
    ],
)
def test_each_answer_means_something(status: int, body: object, kind: type) -> None:
    assert isinstance(verdict(status, body), kind)


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (error(190), "access_token"),
        (error(10), "ads_management"),
        (error(200, 1870090), "terms"),
        (error(2635), "Joey"),
        (
            {"error": {"code": 100, "message": "API calls from the server require an appsecret_proof argument"}},
            "secret",
        ),
    ],
)
def test_what_is_denied_says_what_to_do(body: object, hint: str) -> None:
    denied = verdict(400, body)
    assert isinstance(denied, Denied)
    assert hint in denied.hint


@pytest.mark.parametrize(("minutes", "wait"), [(10, 600.0), (0, None)])
def test_the_usage_header_says_how_long_to_wait(minutes: int, wait: float | None) -> None:
    usage = {"type": "custom_audience", "call_count": 100, "estimated_time_to_regain_access": minutes}
    throttle = READING.classify(reply(400, error(80003), usage))
    assert isinstance(throttle, Throttle)
    assert throttle.wait == wait


@pytest.mark.parametrize(
    ("usage", "allowance"),
    [
        ({"call_count": 79, "total_time": 3}, None),
        ({"call_count": 10, "total_cputime": 90}, Allowance(500, 3_600.0)),
        (
            {"call_count": 120, "total_time": 1, "estimated_time_to_regain_access": 2},
            Allowance(0, 3_600.0, 120.0),
        ),
        ({"call_count": "many"}, None),
    ],
)
def test_from_four_fifths_on_it_is_told_what_is_left(usage: object, allowance: Allowance | None) -> None:
    assert READING.allowance(reply(200, {}, usage)) == allowance


def test_a_header_that_is_no_json_says_nothing() -> None:
    odd = Reply(400, {"x-business-use-case-usage": "{"}, error(17), b"", NOON)
    assert READING.allowance(odd) is None
    assert isinstance(READING.classify(odd), Throttle)


def test_words_for_people_come_first() -> None:
    told = complaint_of(error(100, 1, error_user_title="Title", error_user_msg="Message"))
    assert told.reason == "Title: Message (code 100/1)"
    assert complaint_of({"error": {"message": "x" * 1000}}).reason == "x" * 249 + "…"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["error", "code", "message"]), inner),
    max_leaves=6,
)


@given(status=st.integers(200, 599), body=_JSON)
def test_any_answer_can_be_read(status: int, body: object) -> None:
    assert isinstance(READING.classify(reply(status, body)), get_args(Verdict))
    assert complaint_of(body).reason


def test_the_proof_is_the_hmac_of_the_token() -> None:
    # RFC 4231, test case 2
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert proof_of("what do ya want for nothing?", " Jefe\n") == expected
