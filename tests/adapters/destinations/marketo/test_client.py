"""Marketo's errors and throttling, most of them with HTTP 200, as the HTTP client gets to know them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.pipeline import is_successful

from joey.adapters.destinations.marketo.client import MarketoReading, host, midnight
from joey.adapters.http.exchange import Reply
from joey.adapters.http.verdict import Denied, Expired, Fine, Refusal, Throttle, Transient, Verdict
from joey.adapters.virtual_clock import VirtualClock
from joey.ports.contract.subject import creating, snapshot
from joey.ports.errors import Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.gateway import Written
from tests.adapters.destinations.marketo.subject import (
    LEADS,
    MarketoSubject,
    Window,
    connected,
    destination,
    failed,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOKEN = "/identity/oauth/token"


def read(status: int, body: object = None) -> Verdict:
    return MarketoReading().classify(Reply(status, {}, body, b"", NOON))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *((code, Expired) for code in (601, 602)),
        *((code, Denied) for code in (600, 603)),
        *((code, Throttle) for code in (606, 607, 615)),
        *((code, Transient) for code in (500, 502, 604, 608, 611, 614, 713)),
        *((code, Fine) for code in (605, 609, 610, 612, 701, 702, 709, 710, 711, 1003, 1013)),
    ],
)
def test_a_code_with_200_is_read_for_what_it_means(code: int, kind: type[Verdict]) -> None:
    assert isinstance(read(200, failed(code)), kind)


def test_only_a_time_out_leaves_open_whether_marketo_acted() -> None:
    open_, closed = [500, 502, 604], [608, 611, 614, 713]
    acted = {code: getattr(read(200, failed(code)), "acted", "?") for code in (*open_, *closed)}
    assert acted == {**dict.fromkeys(open_), **dict.fromkeys(closed, False)}


def test_the_rate_is_waited_for_twenty_seconds_and_the_quota_until_midnight() -> None:
    assert getattr(read(200, failed(606)), "wait", None) == 20.0
    assert getattr(read(200, failed(615)), "wait", 0) is None
    quota = read(200, failed(607, "Daily quota '50000' reached"))
    assert isinstance(quota, Throttle)
    assert (quota.daily, quota.until) == (True, datetime(2026, 11, 24, 6, tzinfo=UTC))


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-07-01T04:59:59", "2026-07-01T05:00:00"),
        ("2026-07-01T05:00:00", "2026-07-02T05:00:00"),
        ("2026-11-01T04:00:00", "2026-11-01T05:00:00"),
        ("2026-11-01T12:00:00", "2026-11-02T06:00:00"),
    ],
)
def test_midnight_is_that_of_us_central_time_summer_and_winter(at: str, until: str) -> None:
    assert midnight(datetime.fromisoformat(at + "+00:00")) == datetime.fromisoformat(until + "+00:00")


def test_statuses_of_their_own() -> None:
    assert isinstance(read(401, {"error": "invalid_client", "error_description": "Bad client credentials"}), Denied)
    assert isinstance(read(413, "<html>"), Refusal)
    assert isinstance(read(414, "<html>"), Refusal)
    assert isinstance(read(503), Transient)
    assert isinstance(read(200, {"success": True, "result": []}), Fine)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2000) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["success", "errors", "code", "message", "result"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(status=st.integers(200, 599), body=_JSON)
def test_any_answer_is_read(status: int, body: object) -> None:
    assert isinstance(read(status, body), Fine | Throttle | Transient | Denied | Expired | Refusal)


@pytest.mark.parametrize("tail", ["", "/", "/rest", "/rest/", "/identity"])
def test_the_address_may_be_pasted_as_the_admin_pages_show_it(tail: str) -> None:
    assert host(f" https://123-ABC-456.mktorest.com{tail} ") == "https://123-ABC-456.mktorest.com"


@pytest.mark.parametrize("code", [601, 602])
async def test_an_expired_token_is_renewed_once(window: Window, code: int) -> None:
    app = connected(window.base_url, window.transport)
    await window.fail(code)
    assert is_successful(await destination(app).gateway.schema())
    assert sum(TOKEN in path for path in await window.paths()) == 2
    await window.fail(code, times=2)
    refused = (await destination(app).gateway.schema()).failure()
    assert isinstance(refused, Misconfigured)
    assert str(code) in refused.reason
    await app.aclose()


async def test_a_token_is_renewed_a_minute_before_its_hour_is_over(window: Window) -> None:
    clock = VirtualClock()
    app = connected(window.base_url, window.transport, clock=clock)
    for seconds in (0, 3_500, 50):
        clock.advance(seconds)
        assert is_successful(await destination(app).gateway.schema())
    assert sum(TOKEN in path for path in await window.paths()) == 2
    await app.aclose()


async def test_the_secret_is_in_no_address_and_no_error(window: Window) -> None:
    app = connected(window.base_url, window.transport, "wrong")
    refused = (await app.check()).failure()
    await app.aclose()
    assert isinstance(refused, Misconfigured)
    assert "client_secret" in refused.hint
    assert "wrong" not in refused.reason
    assert [call["query"] for call in await window.log()] == [{}]


async def test_a_throttled_call_is_made_again_and_a_spent_day_is_not(subject: MarketoSubject) -> None:
    create = creating(snapshot(subject, 1))
    await subject.window.fail(606, 615, contains=LEADS)
    (answer,) = (await subject.gateway.write([create])).unwrap().values()
    assert isinstance(answer, Written)
    await subject.window.fail(607, times=9, contains=LEADS)
    error = (await subject.gateway.write([creating(snapshot(subject, 2))])).failure()
    assert isinstance(error, Throttled)
    assert error.daily
    assert error.until == midnight(subject.clock.now())


async def test_what_was_not_executed_is_tried_again_and_what_may_have_been_is_not(subject: MarketoSubject) -> None:
    await subject.window.fail(608, 713, 611, 614, contains=LEADS)
    (answer,) = (await subject.gateway.write([creating(snapshot(subject, 1))])).unwrap().values()
    assert isinstance(answer, Written)
    await subject.window.fail(604, times=9, contains=LEADS)
    assert isinstance((await subject.gateway.write([creating(snapshot(subject, 2))])).failure(), Unanswered)
    await subject.window.fail(608, times=99, contains=LEADS)
    assert isinstance((await subject.gateway.write([creating(snapshot(subject, 3))])).failure(), Unavailable)
